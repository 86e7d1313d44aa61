"""
Cases by chance, as files and as plain numbers: most of them such that a plan exists, some of them not, on purpose.

The numbers are those of the file, before any code of Cisterna has read it: what is replayed from them owes nothing to
its readers. Figures of pumps are read from the pack's own TOML, plainly.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import NamedTuple

Span = tuple[Fraction, Fraction]

PACK = Path(__file__).parents[2] / "src" / "cisterna_kb"
FEASIBLE = "feasible"
IN_FIVE = 1
"""So many cases in five are made such that something is missing or cannot be done."""


class Facts(NamedTuple):
    """
    What the file says, in days, mL and mcg. `schedule` is time of day and commanded flow, `boluses` the flow beside it.

    `dead`, `accuracy` and `residual` are the box; None where the file leaves it open. `held` is the daily dose of
    baclofen that a change is judged against, `given` what runs.
    """

    start: datetime
    zone: str
    fill: dict[str, Fraction]
    schedule: list[tuple[Fraction, Fraction]]
    boluses: Fraction
    held: Fraction
    given: Fraction
    reservoir: Fraction | None
    size: Fraction
    line: list[tuple[Fraction, dict[str, Fraction]]]
    dead: Span | None
    accuracy: Span | None
    residual: Fraction | None
    assay: dict[str, Span]


class Made(NamedTuple):
    """
    A case. `kind` is "feasible" or what is wrong with it; `complete` says that every fact is given.

    `never_clear`: no plan for the drug asked for can have its physics cleared. `whole` is the same case with the fact
    that was left out.
    """

    seed: int
    kind: str
    text: str
    facts: Facts
    complete: bool
    never_clear: bool
    whole: str


class Pump(NamedTuple):
    """What the pack's file says of a pump; None where it says nothing."""

    id: str
    kind: str
    size: Fraction | None
    residual: Fraction | None
    accuracy: Span | None
    least: Fraction | None
    bridges: bool


def pumps() -> dict[str, Pump]:
    """Every pump of the pack."""
    found = {}
    for file in sorted((PACK / "pumps").glob("*.toml")):
        for id, table in tomllib.loads(file.read_text("utf-8")).items():
            modes = [name for mode in table.get("modes", []) for name in mode["names"]]
            low, high = _figure(table, "accuracy_low"), _figure(table, "accuracy_high")
            band = None if low is None or high is None else (low / 100, high / 100)
            sizes = (_figure(table, key) for key in ("reservoir", "residual_bound", "min_rate"))
            size, residual, least = sizes
            found[id] = Pump(id, table["kind"], size, residual, band, least, "bridge bolus" in modes)
    return found


def _figure(table: dict[str, dict[str, str]], key: str) -> Fraction | None:
    return Fraction(table[key]["value"].split()[0]) if key in table else None


PUMPS = pumps()
LIKELY = {
    "medtronic-synchromed-ii-40": 10, "medtronic-synchromed-ii-20": 8, "medtronic-synchromed-iii-20": 1,
    "medtronic-synchromed-iii-40": 2, "medtronic-synchromed-el-10": 1, "medtronic-synchromed-el-18": 2,
    "flowonix-prometra-ii-20": 2, "flowonix-prometra-ii-40": 2, "codman-medstream-20": 1, "codman-medstream-40": 1,
}  # fmt: skip
"""Programmable pumps, and how often each is drawn."""
FIXED = [id for id, pump in PUMPS.items() if pump.kind == "constant flow"]
ZONES = ("America/Denver", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Etc/UTC")
RISKS = (
    "sleep_apnoea", "lung_disease", "weak_breathing_muscles", "renal_impairment", "hepatic_impairment", "obesity",
    "benzodiazepine", "gabapentinoid", "other_sedative_or_alcohol", "opioid_adverse_reaction",
)  # fmt: skip
ASKED = {
    "hydromorphone": {"naive": (10, 50), "below tolerance": (10, 150), "tolerant": (20, 150), "interrupted": (10, 50)},
    "morphine": {"naive": (100, 500), "below tolerance": (100, 500), "tolerant": (100, 500), "interrupted": (100, 500)},
}
"""Daily doses, in mcg, that no published start range is below."""
MAXIMUM = {"hydromorphone": 10_000, "morphine": 15_000}
STRENGTHS = {"hydromorphone": (1000, 2000, 4000, 10_000), "morphine": (10_000, 25_000)}
SYSTEMIC = (
    ("oxycodone", (40, 160)),
    ("morphine", (60, 300)),
    ("hydrocodone", (60, 120)),
)
"""Oral opioids and daily doses, in mg, of somebody who is tolerant."""


class Draft:
    """A case while it is made: everything that is written, as numbers; a kind of wrongness changes some of them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.pump = PUMPS[rng.choices(list(LIKELY), weights=list(LIKELY.values()))[0]]
        self.start = datetime(2026, 1, 9, rng.randint(7, 15), rng.randrange(60)) + timedelta(days=rng.randrange(357))
        self.zone = rng.choice(ZONES)
        self.age, self.weight = rng.randint(18, 90), rng.randint(40, 120)
        self.spasticity: str | None = rng.choice(("spinal", "cerebral"))
        self.start_with = rng.choice(("hydromorphone", "hydromorphone", "morphine"))
        self.exposure: str | None = rng.choice(("naive", "naive", "below tolerance", "tolerant", "interrupted"))
        self.dose: int | None = None
        if rng.random() < 0.45:
            self.dose = rng.randint(*ASKED[self.start_with][self.exposure or "naive"])
        self.risks = {risk: rng.choice(("yes", "no", "no")) for risk in RISKS}
        self.systemic = self._systemic()
        self.accuracy = self._band()
        self.measured = self._measured() if self.rng.random() < 0.25 else []
        told = self.pump.residual is None or rng.random() < 0.15
        self.residual = Fraction(rng.randint(5, 25), 10) if told else None
        self.model = "flowonix-11823"
        self.tubing, self.catheter, self.length = self._line_volumes()
        self.line: list[tuple[Fraction, dict[str, Fraction]]] = []
        self.controller: str | None = "none"
        self.used: tuple[Fraction, Fraction | None] | None = None
        self.intended: Fraction | None = None
        self.form: str | None = rng.choice(("compounded from powder", "commercial vials", "commercial vials"))
        self.entered: Fraction | None = None
        self._flow()
        self._stock()
        size = self.size
        self.left: Fraction | None = max(self.most_left + Fraction(1, 2), size * rng.randint(5, 60) / 100)
        self.volume = size * rng.randint(50, 100) / 100 if rng.random() < 0.5 else None
        self.alarm = Fraction(rng.choice((1, 2, 2, 3)))
        self.other: tuple[str, int] | None = None
        if self.form != "commercial vials" and rng.random() < 0.08:
            self.other = rng.choice((("bupivacaine", 5000), ("clonidine", 200)))
        if self.form == "compounded from powder" and rng.random() < 0.1:
            self.form = None
        self.assay: dict[str, Span] = {}
        if self.form == "compounded from powder" and rng.random() < 0.15:
            low, high = sorted(rng.randint(980, 1020) for _ in range(2))
            self.assay = {"baclofen": (self.held * low / 1000, self.held * high / 1000)}
        if rng.random() < 0.12:
            self._boluses()
        if rng.random() < 0.08:
            self.intended = self.running_dose * Fraction(rng.randint(990, 1010), 1000)

    @property
    def size(self) -> Fraction:
        """What the reservoir holds; twenty where nobody knows."""
        return self.pump.size or Fraction(20)

    @property
    def most_left(self) -> Fraction:
        """The larger of what case and pack say stays behind."""
        return max((each for each in (self.residual, self.pump.residual) if each is not None), default=Fraction(0))

    @property
    def running_dose(self) -> Fraction:
        """Baclofen a day, boluses included: of what is in the reservoir, whatever the pump was told."""
        return sum(self.daily_flow, start=Fraction(0)) * self.held

    @property
    def daily_flow(self) -> tuple[Fraction, Fraction]:
        """Of the program and of the boluses."""
        ends = [*(start for start, _ in self.steps[1:]), Fraction(1)]
        dose = sum((dose * (end - start) for (start, dose), end in zip(self.steps, ends, strict=True)), Fraction(0))
        told = self.entered or self.held
        beside = Fraction(0)
        if self.used is not None and self.used[1] is not None:
            beside = self.used[0] * self.used[1] / told
        return dose / told, beside

    def _band(self) -> Span | None:
        """An accuracy that is told: always where the pack knows none, now and then where it does."""
        if self.pump.accuracy is None or self.rng.random() < 0.2:
            return Fraction(self.rng.randint(82, 99), 100), Fraction(self.rng.randint(101, 120), 100)
        return None

    def _measured(self) -> list[tuple[Fraction, Fraction, Fraction]]:
        """Commanded, delivered and error of a few intervals of one pump that is a little off."""
        truth = Fraction(self.rng.randint(92, 108), 100)
        found = []
        for _ in range(self.rng.choice((2, 3, 4, 6))):
            commanded = Fraction(self.rng.randint(80, 180), 10)
            error = Fraction(self.rng.randint(1, 6), 10)
            delivered = Fraction(round(commanded * truth * 10) + self.rng.randint(-2, 2), 10)
            found.append((commanded, delivered, error))
        return found

    def _line_volumes(self) -> tuple[Span, Span | None, Span | None]:
        """Tubing and catheter in thousandths of a milliliter, each exact or a range; or a length of the one checked."""
        tubing = self._exact_or_range(100, 250)
        if self.pump.id.startswith("flowonix") and self.rng.random() < 0.5:
            low = self.rng.randint(50, 100)
            return tubing, None, (Fraction(low), Fraction(low + self.rng.randint(0, 10)))
        return tubing, self._exact_or_range(80, 300), None

    def _exact_or_range(self, low: int, high: int) -> Span:
        least = Fraction(self.rng.randint(low, high), 1000)
        if self.rng.random() < 0.6:
            return least, least
        return least, least + Fraction(self.rng.randint(1, 1 + int(least * 200)), 1000)

    def _flow(self) -> None:
        """Concentration and program: a flow well above the slowest, and not so fast that a fill lasts for days only."""
        rng = self.rng
        while True:
            self.held = Fraction(rng.choice((500, 1000, 1500, 1800, 2000, 2000, 2000, 2000, 2200)))
            dose = Fraction(rng.randint(40, 900))
            if Fraction(6, 100) <= dose / self.held <= self.size / 25:
                break
        self.steps = [(Fraction(0), dose)]
        if rng.random() < 0.35:
            count = rng.randint(2, 8)
            starts = sorted(rng.sample(range(1, 96), count - 1))
            span, slowest = rng.choice((10, 25, 60)), -(-self.held * 5 // 100)
            self.steps = [
                (Fraction(start, 96), max(Fraction(round(dose * rng.randint(100 - span, 100 + span) / 100)), slowest))
                for start in (0, *starts)
            ]

    def _stock(self) -> None:
        """Vials that hold the running concentration, or dilute it as far as a bridge of this pump can carry."""
        rng = self.rng
        strength = rng.choice(STRENGTHS[self.start_with])
        bridges = self.pump.bridges and self.pump.least is not None
        least = Fraction(80, 100) if self._mistimed() < Fraction(1, 3) else Fraction(90, 100)
        own = bridges and rng.random() < 0.5
        stock = int(self.held * rng.randint(int(least * 100), 105) / 100) // 10 * 10 if own else 2000
        self.stock = {"baclofen": stock, self.start_with: strength}
        if self.form != "commercial vials":
            return
        # What a start dose takes up of each milliliter: the larger of what is asked for and what may be proposed.
        added = max(self.dose or 0, 150 if self.start_with == "hydromorphone" else 500)
        needed = self.held / stock + Fraction(added) / self.running_dose * self.held / strength
        if needed > (1 / least if bridges else 1):
            self.form = "compounded from powder"

    def _mistimed(self) -> Fraction:
        """Between which times a front can reach the tip, in days."""
        dead, band = self._dead(), self._whole_band()
        if dead is None or band is None:
            return Fraction(100)
        return (dead[1] / band[0] - dead[0] / band[1]) / self.daily_flow[0]

    def _systemic(self) -> list[tuple[str, int]]:
        if self.exposure == "tolerant":
            drug, (low, high) = self.rng.choice(SYSTEMIC)
            return [(drug, self.rng.randint(low, high))]
        if self.exposure == "below tolerance" and self.rng.random() < 0.7:
            return [("oxycodone", self.rng.randint(5, 25))]
        return []

    def _boluses(self) -> None:
        dose = Fraction(self.rng.randint(2, 20))
        self.controller, self.used = "present", (dose, Fraction(self.rng.randint(0, 8), 2))

    @property
    def facts(self) -> Facts:
        """The same as numbers."""
        told = self.entered or self.held
        fill = {"baclofen": self.held} | ({self.other[0]: Fraction(self.other[1])} if self.other else {})
        return Facts(
            start=self.start, zone=self.zone, fill=fill,
            schedule=[(start, dose / told) for start, dose in self.steps], boluses=self.daily_flow[1],
            held=self.intended or self.running_dose, given=self.running_dose,
            reservoir=self.left, size=self.size, line=self.line,
            dead=self._dead(), accuracy=self._whole_band(),
            residual=None if self.residual is None and self.pump.residual is None else self.most_left,
            assay=self.assay,
        )  # fmt: skip

    def _dead(self) -> Span | None:
        if self.tubing is None or (self.catheter is None and self.length is None):
            return None
        if self.length is not None and self.model != "flowonix-11823":
            return None
        low, high = self.catheter or tuple(length * Fraction(26, 10_000) for length in self.length or ())
        return self.tubing[0] + low, self.tubing[1] + high

    def _whole_band(self) -> Span | None:
        if len(self.measured) >= 3:
            lows = [(delivered - error) / commanded for commanded, delivered, error in self.measured]
            highs = [(delivered + error) / commanded for commanded, delivered, error in self.measured]
            return min(lows), max(highs)
        bands = [band for band in (self.accuracy, self.pump.accuracy) if band is not None]
        return (min(low for low, _ in bands), max(high for _, high in bands)) if bands else None

    def text(self) -> str:
        """The case file."""
        lines = [f'on = "{self.start:%Y-%m-%d}"', f'at = "{self.start:%H:%M}"', f'zone = "{self.zone}"']
        lines += ["[patient]", f'weight = "{self.weight} kg"', 'oral_baclofen = "none"', 'cord_level = "none"']
        if self.age:
            lines.append(f'age = "{self.age} y"')
        for key, said in (("spasticity", self.spasticity), ("opioid_exposure", self.exposure)):
            lines += [f'{key} = "{said}"'] if said else []
        lines += ["[patient.risks]", *(f'{risk} = "{said}"' for risk, said in self.risks.items())]
        lines += ["[system]", f'pump = "{self.pump.id}"', f'low_reservoir_alarm = "{decimal(self.alarm)} mL"']
        if self.tubing is not None:
            lines.append(f'tubing_volume = "{spanned(self.tubing)} mL"')
        lines += self._catheter_lines()
        if self.controller:
            lines.append(f'patient_controller = "{self.controller}"')
        if self.accuracy is not None:
            lines.append(f'accuracy = "{decimal(self.accuracy[0] * 100)} to {decimal(self.accuracy[1] * 100)} %"')
        if self.residual is not None:
            lines.append(f'residual_volume = "{decimal(self.residual)} mL"')
        for number, (commanded, delivered, error) in enumerate(self.measured):
            lines += ["[[system.refill_volumes]]", f'on = "{self._back(60 * (len(self.measured) - number))}"',
                      f'commanded = "{decimal(commanded)} mL"', f'delivered = "{decimal(delivered)} mL"',
                      f'error = "{decimal(error)} mL"']  # fmt: skip
        lines += self._running_lines()
        for drug, dose in self.systemic:
            lines += ["[[systemic_opioid]]", f'drug = "{drug}"', 'route = "oral"', f'dose = "{dose} mg/day"',
                      'form = "immediate release"', 'every = "6 h"',
                      f'last_taken = "{self.start - timedelta(hours=2):%Y-%m-%d %H:%M}"']  # fmt: skip
        for drug, strength in self.stock.items():
            lines += ["[[stock]]", f'drug = "{drug}"', f'strength = "{strength} mcg/mL"']
        if self.volume is not None or self.form is not None:
            lines.append("[fill]")
            lines += [f'volume = "{decimal(self.volume)} mL"'] if self.volume is not None else []
            lines += [f'form = "{self.form}"'] if self.form is not None else []
        if self.assay:
            inside = [f'{drug} = "{spanned(span)} mcg/mL"' for drug, span in self.assay.items()]
            lines += [
                "" if lines[-1].startswith(("volume", "form")) else "[fill]",
                f"assay = {{ {', '.join(inside)} }}",
            ]
        lines += ["[request]", f'start = "{self.start_with}"']
        lines += [f'dose = "{self.dose} mcg/day"'] if self.dose is not None else []
        return "\n".join(lines) + "\n"

    def _back(self, days: int) -> date:
        return (self.start - timedelta(days=days)).date()

    def _catheter_lines(self) -> list[str]:
        if self.length is not None:
            inside = [f'model = "{self.model}"', f'implanted_length = "{spanned(self.length)} cm"']
        elif self.catheter is not None:
            inside = [f'volume = "{spanned(self.catheter)} mL"']
        else:
            return []
        return [f"catheter = {{ {', '.join(inside)} }}"]

    def _running_lines(self) -> list[str]:
        held = [f'baclofen = "{self.held} mcg/mL"']
        held += [f'{self.other[0]} = "{self.other[1]} mcg/mL"'] if self.other else []
        lines = ["[running]", f"fill = {{ {', '.join(held)} }}"]
        if self.left is not None:
            lines.append(f'reservoir_volume = "{decimal(self.left)} mL"')
        if self.intended is not None:
            lines.append(f'intended = {{ baclofen = "{decimal(self.intended)} mcg/day" }}')
        if self.used is not None:
            often = "unknown" if self.used[1] is None else decimal(self.used[1])
            lines.append(f'patient_boluses = {{ dose = "{self.used[0]} mcg", used_per_day = "{often}" }}')
        for volume, mixture in self.line:
            drugs = "".join(f', {drug} = "{decimal(strength)} mcg/mL"' for drug, strength in mixture.items())
            lines.append(f'[[running.line]]\nvolume = "{decimal(volume)} mL"{drugs.replace(", ", chr(10))}')
        lines.append("[running.program]")
        told = {"baclofen": self.entered or self.held} | ({self.other[0]: self.other[1]} if self.other else {})
        if self.entered is not None:
            pairs = ", ".join(f'{drug} = "{value} mcg/mL"' for drug, value in told.items())
            lines.append(f"entered = {{ {pairs} }}")
        if len(self.steps) == 1:
            return [*lines, 'mode = "simple continuous"', f'dose = {{ baclofen = "{self.steps[0][1]} mcg/day" }}']
        lines += ['mode = "flex"', 'primary = "baclofen"', "steps = ["]
        for start, dose in self.steps:
            minutes = int(start * 1440)
            lines.append(f'  {{ from = "{minutes // 60:02}:{minutes % 60:02}", dose = "{dose} mcg/day" }},')
        return [*lines, "]"]


def decimal(value: Fraction) -> str:
    """Digits and a point where that ends, else a fraction."""
    for places in range(10):
        if (value * 10**places).denominator == 1:
            digits = str(int(value * 10**places)).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return str(value)


def spanned(span: Span) -> str:
    """One value or two, without the unit."""
    low, high = span
    return decimal(low) if low == high else f"{decimal(low)} to {decimal(high)}"


class Wrong(NamedTuple):
    """A way in which a case is wrong: how it is made so, whether facts are missing then, and whether none is clear."""

    make: Callable[[Draft], None]
    complete: bool = False
    never_clear: bool = True


def _unset(*names: str) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        for name in names:
            setattr(draft, name, None)

    return make


def _another_pump(id: str, **changes: object) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        draft.pump = PUMPS[id]
        for name, value in changes.items():
            setattr(draft, name, value)

    return make


def _no_accuracy(draft: Draft) -> None:
    draft.pump = PUMPS["codman-medstream-40"]
    draft.accuracy, draft.measured = None, draft.measured[:2]


def _no_residual(draft: Draft) -> None:
    draft.pump, draft.residual = PUMPS["flowonix-prometra-ii-40"], None
    draft.form, draft.held = "commercial vials", Fraction(2000)
    _diluted(draft)


def _from_memory(draft: Draft) -> None:
    _no_volume(draft)
    draft.length, draft.model = (Fraction(70), Fraction(75)), "medtronic-8780"


def _no_volume(draft: Draft) -> None:
    draft.catheter = draft.length = None


def _diluted(draft: Draft) -> None:
    """Vials at a third of what runs: no bridge holds the dose over any 4 h of the box."""
    draft.form, draft.other = "commercial vials", None
    draft.stock = {"baclofen": int(draft.held / 3), draft.start_with: 10_000}


def _no_stock(draft: Draft) -> None:
    draft.form, draft.other = "commercial vials", None
    draft.stock = {"baclofen": 2000}


def _too_much(draft: Draft) -> None:
    draft.dose = MAXIMUM[draft.start_with] * draft.rng.randint(2, 5)
    draft.form = "compounded from powder"


def _above_every_start(draft: Draft) -> None:
    draft.exposure, draft.systemic = "naive", []
    draft.dose, draft.form = {"hydromorphone": 600, "morphine": 1500}[draft.start_with], "compounded from powder"


def _too_slow(draft: Draft) -> None:
    draft.pump = PUMPS["medtronic-synchromed-ii-40"]
    draft.steps, draft.held = [(Fraction(0), Fraction(40))], Fraction(2000)
    draft.used, draft.controller, draft.intended = None, "none", None


def _intended_above(draft: Draft) -> None:
    draft.intended = draft.running_dose * draft.rng.randint(104, 130) / 100


def _intended_below(draft: Draft) -> None:
    draft.intended = draft.running_dose * draft.rng.randint(70, 96) / 100


def _a_child(draft: Draft) -> None:
    draft.age = draft.rng.randint(2, 11)


def _opioid_runs(draft: Draft) -> None:
    draft.exposure, draft.systemic, draft.dose = "tolerant", [("oxycodone", 60)], 50
    draft.other, draft.form = ("morphine" if draft.start_with == "hydromorphone" else "hydromorphone", 500), None


def _boluses_not_counted(draft: Draft) -> None:
    draft.controller, draft.used = "present", (Fraction(10), None)


def _told_otherwise(draft: Draft) -> None:
    draft.entered = draft.held * draft.rng.choice((Fraction(3, 4), Fraction(5, 4)))
    draft.used, draft.intended, draft.other = None, None, None
    draft.controller = "none"


def _mixed_line(draft: Draft) -> None:
    draft.line = [(Fraction(draft.rng.randint(2, 15), 100), {"baclofen": draft.held / 2})]


WRONG: dict[str, Wrong] = {
    "pump of constant flow": Wrong(lambda draft: setattr(draft, "pump", PUMPS[draft.rng.choice(FIXED)]), True),
    "accuracy not told": Wrong(_no_accuracy),
    "residual not told": Wrong(_no_residual),
    "tubing not told": Wrong(_unset("tubing")),
    "catheter not told": Wrong(_no_volume),
    "catheter volume from memory": Wrong(_from_memory),
    "reservoir volume not told": Wrong(_unset("left")),
    "age not told": Wrong(_unset("age")),
    "exposure not told": Wrong(lambda draft: (setattr(draft, "exposure", None), setattr(draft, "systemic", []))[0]),
    "spasticity not told": Wrong(_unset("spasticity"), never_clear=False),
    "controller not told": Wrong(_unset("controller", "used")),
    "boluses not counted": Wrong(_boluses_not_counted),
    "strong dilution": Wrong(_diluted, True),
    "no stock of the opioid": Wrong(_no_stock, True),
    "above the maximum": Wrong(_too_much, True),
    "above every start": Wrong(_above_every_start, True),
    "flow below the slowest": Wrong(_too_slow, True),
    "more intended than runs": Wrong(_intended_above, True),
    "less intended than runs": Wrong(_intended_below),  # a dose that nobody gives: it is asked which one is meant
    "a child": Wrong(_a_child, True),
    "an opioid runs already": Wrong(_opioid_runs, True),
    "the pump was told otherwise": Wrong(_told_otherwise),
    "a line of two mixtures": Wrong(_mixed_line, True),
}
"""What is done to a case on purpose, by name."""


def make(seed: int) -> Made:
    """The case of one seed."""
    rng = Random(seed)
    draft = Draft(rng)
    if seed % 5 >= IN_FIVE:
        return Made(seed, FEASIBLE, draft.text(), draft.facts, True, False, draft.text())
    whole, kind = draft.text(), rng.choice(list(WRONG))
    WRONG[kind].make(draft)
    return Made(seed, kind, draft.text(), draft.facts, WRONG[kind].complete, WRONG[kind].never_clear, whole)
