"""
The checks: a plain list. Each looks at the evidence and gives findings, and knows nothing of how the plan was made.

Those of P1, P2 and P5 set the limits that the trial is held against; what lies beyond a limit, the trial says.

No medical number stands here: limits come from statements, whose ids go along, or from the house policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from cisterna.inspection.asked import asked_change, hours_asked, path_asked
from cisterna.inspection.evidence import HOUR, Evidence
from cisterna.inspection.past import after_a_gap, as_done
from cisterna.quantities import DoseRate, Duration, Quantity, Ratio, Volume
from cisterna.reasons import Finding, Force
from cisterna.safety import Limit
from cisterna.safety.replay import settled
from cisterna.therapy import Call, Refill

__all__ = ["CHECKS"]

HARD, SOFT, NOTE, UNKNOWN = Force.HARD, Force.SOFT, Force.NOTE, Force.UNKNOWN
DAY = Duration(1)
THOUSAND, HOURS = Fraction(1000), Fraction(24)
"""What a dose is off by where mg was written for mcg, and where an hour's dose was written for a day's."""
NEARLY = Fraction(1, 100)
TWICE = Fraction(2)
"""So far apart no correction for what stayed behind brings what is entered and what is in the syringe."""


Levels = list[tuple[Quantity, Finding]]


def _found(code: str, force: Force, because: Iterable[str] = (), missing: Iterable[str] = (), **values: Any) -> Finding:
    return Finding(code, force, values=values, because=tuple(dict.fromkeys(because)), missing=tuple(missing))


def held_doses(evidence: Evidence) -> Iterator[Finding]:
    """P1: the daily dose once the line has cleared, and every window of the box, round what the old program gives."""
    policy = evidence.policy
    for drug, because in evidence.held.items():
        values = {"drug": drug, "held": evidence.case.running.held_dose(drug)}
        path = path_asked(evidence, drug)
        cleared = _rises(evidence, "held-dose-cleared-high", because, policy.cleared_rise_needs_override, values)
        in_a_day = _rises(evidence, "held-dose-24h-high", because, policy.day_rise_needs_override, values)
        in_hours: Levels = [
            (Ratio(path.high.value * (1 + rise.value)), _found("held-dose-4h-high", force, because, **values))
            for rise, force in ((policy.hours_rise_refused, HARD), (policy.hours_rise_needs_override, SOFT))
        ]
        for code, window, fall, rises in (
            ("held-dose-cleared-low", None, policy.cleared_fall_refused, cleared),
            ("held-dose-24h-low", policy.day_window, policy.day_fall_refused, in_a_day),
            ("held-dose-4h-low", policy.hours_window, policy.hours_fall_refused, in_hours),
        ):
            falls: Levels = [(Ratio(path.low.value * (1 - fall.value)), _found(code, HARD, because, **values))]
            if window == policy.hours_window and (asked := hours_asked(evidence, falls[0][1], rises[0][1])):
                falls, rises = asked
            yield from evidence.trial.judge(Limit(drug, "low", window, falls))
            yield from evidence.trial.judge(Limit(drug, "high", window, rises))
        if largest := policy.largest_single_bolus.get(drug):
            peak = _found("held-bolus-too-large", HARD, because, **values, limit=largest)
            yield from evidence.trial.judge(Limit(drug, "excess", HOUR, [(largest, peak)]))


def _rises(evidence: Evidence, code: str, because: Iterable[str], free: Ratio, values: dict[str, Any]) -> Levels:
    """
    What a held dose may rise to: beyond `free` it is graded by the label's daily steps for the patient's spasticity.

    Within the smallest step it is soft, beyond every step hard; between them it turns on the fact that is missing.
    Where more is asked for, what lies beyond that is hard.
    """
    path = path_asked(evidence, values["drug"])
    if path.rises:
        return [
            (
                Ratio(path.high.value * (1 + free.value)),
                _found(code, HARD, because, **values, step=path.high - Ratio(1)),
            )
        ]
    steps, ids, missing = evidence.published("daily dose step", values["drug"], "high")
    told = {**values, "step": steps[0] if steps else Ratio(0)}
    most = max([free, *(steps[-1:] if missing else steps[:1])])
    within = _found(code, UNKNOWN if missing else SOFT, (*because, *ids), missing, **told)
    return [(Ratio(1) + most, _found(code, HARD, (*because, *ids), **told)), (Ratio(1) + free, within)]


def intended_doses(evidence: Evidence) -> Iterator[Finding]:
    """P1: where what runs is not what was intended, or not what the pump was told, somebody has to say what is held."""
    running, fall, missing = evidence.case.running, evidence.policy.cleared_fall_refused, ["running.intended"]
    primary = running.program.primary
    entered, fill = running.program.entered[primary], running.fill[primary]
    for drug, because in evidence.held.items():
        held, runs = running.held_dose(drug), running.daily_dose(drug)
        if held < runs * (1 - fall.value):
            yield _found("intended-below-running", UNKNOWN, because, missing, drug=drug, held=held, runs=runs)
        if entered != fill and drug not in running.intended:
            values = {"entered": entered, "fill": fill, "primary": primary, "runs": runs}
            yield _found("running-entered-differs", UNKNOWN, because, missing, drug=drug, **values)


def held_supply(evidence: Evidence) -> Iterator[Finding]:
    """P1: the held drug is in every refill, the pump runs on, the reservoir lasts and holds what is put into it."""
    because = [id for ids in evidence.held.values() for id in ids]
    for refill in evidence.refills:
        for drug in evidence.held:
            if drug not in refill.fill:
                yield _found("held-drug-left-out", HARD, because, drug=drug, at=refill.at)
    if evidence.held and (evidence.last_program is None or not evidence.last_program.daily_volume):
        yield _found("pump-left-stopped", HARD, because, at=Duration(settled(evidence.plan)))
    last = max([Duration(evidence.until), *(step.at for step in evidence.plan.steps)], key=_size)
    if evidence.dry is not None and evidence.dry <= last:
        yield _found("runs-dry", HARD, because, at=evidence.dry, until=last)
    elif _unbooked(evidence):
        yield _found("refill-not-booked", SOFT, because, at=evidence.dry)
    left, kept = evidence.told, evidence.residual
    if evidence.held and left is not None and kept and left <= kept.high and not evidence.case.running.line:
        yield _found("may-have-run-dry", UNKNOWN, because, ["running.line"], left=left)
    size = evidence.pump.reservoir.value if evidence.pump and evidence.pump.reservoir else None
    for refill, level, most in zip(evidence.refills, evidence.levels, _fullest(evidence), strict=True):
        if size is not None and level > size:
            yield _found("overfilled", HARD, at=refill.at, holds=size, filled=level)
        elif size is not None and most > size:
            force, missing = (SOFT, []) if evidence.residual else (UNKNOWN, ["system.residual_volume"])
            yield _found("may-be-overfilled", force, missing=missing, at=refill.at, holds=size, filled=most)


def _unbooked(evidence: Evidence) -> bool:
    """True where the last fill runs dry within the house's refill interval and nobody is called before it does."""
    if evidence.dry is None or not evidence.refills or not evidence.held:
        return False
    filled, dry = evidence.refills[-1].at, evidence.dry
    called = any(isinstance(step, Call) and filled <= step.at <= dry for step in evidence.plan.steps)
    return not called and dry < filled + evidence.policy.mixture_interval_without_evidence


def _fullest(evidence: Evidence) -> Iterator[Volume]:
    """
    The most that can be in the reservoir after each refill: a slow pump, all that can stay behind left behind.

    Where nobody knows how much that is, all that was in it may have.
    """
    flow, slow = evidence.script.flow, evidence.box.accuracy.low.value
    bound = evidence.residual.high if evidence.residual else None
    level, since = evidence.told, Fraction(0)
    for refill in evidence.refills:
        now = flow.amount(refill.at.value)
        before = None if level is None else max(Volume(0), level - Volume(slow * (now - since)), key=_size)
        drawn_to = bound if refill.withdraw_to == "residual" else refill.withdraw_to
        kept = [volume for volume in (before, drawn_to) if isinstance(volume, Volume)]
        level, since = min(kept, key=_size, default=Volume(0)) + refill.volume, now
        yield level


def _size(quantity: Quantity) -> Fraction:
    return quantity.value


def flows(evidence: Evidence) -> Iterator[Finding]:
    """
    P1: a flow outside what the pump can run is not what it will run; a step at zero is a pause and judged as one.

    A pump whose flow is constant runs no program at all.
    """
    pump = evidence.pump
    if pump and not pump.programmable and evidence.programs:
        yield _found("pump-cannot-change-flow", HARD, pump=pump.name, at=evidence.programs[0].at)
    least = pump.min_rate.value if pump and pump.min_rate else None
    most = pump.max_rate.value if pump and pump.max_rate else None
    for at, program, _ in evidence.settings:
        bridge = [program.bridge.flow] if program.bridge else []
        for flow in sorted({flow for flow in (*bridge, *(flow for _, flow in program.steps)) if flow}, key=_size):
            if least is not None and flow < least:
                yield _found("flow-below-lowest", HARD, at=at, flow=flow, limit=least)
            if most is not None and flow > most:
                yield _found("flow-above-highest", HARD, at=at, flow=flow, limit=most)


def patient_boluses(evidence: Evidence) -> Iterator[Finding]:
    """P1: boluses in use count in the running dose; new ones from a pump with two drugs carry the held one along."""
    running, policy = evidence.case.running, evidence.policy
    controller = evidence.case.system.patient_controller
    if running.boluses is None and (controller != "none" or running.program.patient_bolus):
        known = controller or running.program.patient_bolus
        missing = "running.patient_boluses" if known else "system.patient_controller"
        yield _found("patient-boluses-unknown", UNKNOWN, missing=[missing])
    last = evidence.last_program
    for drug, because in evidence.held.items() if running.boluses and last is not running.program else ():
        lost = running.fill[drug] * (running.flow - running.volume_per_day_without_boluses)
        if last is None or not running.flow_of_boluses(last):
            held = running.held_dose(drug) * path_asked(evidence, drug).low.value
            least = held * (1 - policy.cleared_fall_refused.value)
            force = HARD if evidence.cleared[drug][-1] < least else NOTE
            yield _found("boluses-switched-off", force, because, drug=drug, lost=lost)
    used = running.program.bolus_volume(running.boluses.dose) if running.boluses else Volume(0)
    for at, program, fill in evidence.settings:
        allowed = program.patient_bolus
        volume = program.bolus_volume(allowed.dose) if allowed else Volume(0)
        for drug, because in evidence.held.items() if len(fill) > 1 and volume > used else ():
            yield _found("dual-patient-bolus", HARD, because, drug=drug, carries=fill[drug] * volume, at=at)
        for drug, because in evidence.held.items() if allowed else ():
            held, often = running.held_dose(drug), allowed.per_day if allowed else 0
            gives = fill[drug] * (program.daily_volume + volume * often) / DAY
            part = Ratio(gives / held if held else Fraction(1))
            values = {"drug": drug, "held": held, "gives": gives, "part": part, "at": at}
            free = policy.cleared_rise_needs_override
            rises = _rises(evidence, "held-dose-high-by-boluses", because, free, values)
            yield from [finding for most, finding in rises if part > most][:1]
            limit = policy.largest_single_bolus.get(drug)
            if volume > used and limit and fill[drug] * volume > limit:
                told = {"amount": fill[drug] * volume, "limit": limit, "at": at}
                yield _found("patient-bolus-too-large", HARD, because, (), drug=drug, **told)


def opioid_doses(evidence: Evidence) -> Iterator[Finding]:
    """P2: the most in any 24 h and any 1 h of the box, against maxima and single doses; the setting, against starts."""
    for drug in evidence.opioids:
        yield from _most_in_a_day(evidence, drug)
        yield from _most_in_an_hour(evidence, drug)
        yield from _raised_too_far(evidence, drug)
        if drug in evidence.case.running.fill:
            continue
        starts, because, missing = evidence.published("daily dose start range", drug, "high")
        gives = max([*evidence.cleared[drug], _highest_setting(evidence, drug)], key=_size)
        if starts and (missing or gives > starts[0]):
            force, values = UNKNOWN if missing else SOFT, {"gives": gives, "limit": starts[0]}
            yield _found("opioid-above-start-range", force, because, missing, drug=drug, **values)
        if starts and gives > starts[-1] and evidence.case.patient.opioid_exposure not in (None, "tolerant"):
            yield _found("opioid-above-every-start", HARD, because, drug=drug, gives=gives, limit=starts[-1])
    given = [drug for drug in evidence.opioids if any(evidence.cleared[drug])]
    new = [drug for drug in given if not evidence.case.running.fill[drug]]
    if new and evidence.case.patient.age is None:
        yield _found("age-not-stated", UNKNOWN, missing=["patient.age"], drugs=" and ".join(new))
    elif new and (barred := evidence.for_children()):
        yield _found("opioid-in-a-child", HARD, barred, drugs=" and ".join(new), age=evidence.case.patient.age)
    if len(given) > 1:
        yield _found("two-opioids", SOFT, drugs=" and ".join(given))
    for drug in evidence.opioids:
        if evidence.case.running.fill[drug] and evidence.refills and drug not in evidence.refills[-1].fill:
            yield _found("running-opioid-left-out", SOFT, drug=drug, at=evidence.refills[-1].at)


def _raised_too_far(evidence: Evidence, drug: str) -> Iterator[Finding]:
    """A raise of an opioid that is there already, against the smallest published step."""
    steps, because, _ = evidence.published("opioid dose step", drug, "high")
    for at, before, gives in _later_raises(evidence, drug):
        part = Ratio(gives / before)
        if steps and part.value - 1 > steps[0].value:
            values = {"before": before, "gives": gives, "part": part, "step": steps[0], "at": at}
            yield _found("opioid-raise-above-step", SOFT, because, (), drug=drug, **values)


def _highest_setting(evidence: Evidence, drug: str) -> DoseRate:
    """
    The highest daily dose that any fill, or what lies in the line, and any program of the plan set together, as far as
    it reaches the tip.

    What is set for the minutes between a refill and its program stays in the line: the worst 24 h say so.
    """
    worst = evidence.worst.get((drug, f"{DAY:h} most"))
    running, highest = evidence.case.running, DoseRate(0)
    ahead = [slug.mixture[drug] for slug in running.line or ()]
    program, most = running.program, max([running.fill[drug], *ahead], key=_size)
    for step in evidence.acts:
        program = getattr(step, "program", program)
        most = max([step.strongest(drug), *ahead], key=_size) if isinstance(step, Refill) else most
        highest = max(highest, most * program.daily_volume / DAY, key=_size)
    reached = worst.value / DAY / evidence.box.accuracy.high.value if worst else highest
    return min(highest, reached, key=_size)


def _most_in_a_day(evidence: Evidence, drug: str) -> Iterator[Finding]:
    limits, because, _ = evidence.published("daily dose maximum", drug, "high")
    by_boluses = evidence.by_boluses(drug, DAY)
    worst = evidence.worst.get((drug, f"{DAY:h} most"))
    steady = evidence.cleared[drug][-1] * evidence.box.accuracy.high.value * DAY
    most = (worst.value if worst else steady) + by_boluses
    if not limits:
        missing = [f"daily dose maximum of {drug}"]
        yield _found("opioid-maximum-unknown", UNKNOWN, missing=missing, drug=drug, amount=most)
    elif most > limits[0] * DAY:
        yield _found("opioid-24h-above-maximum", HARD, because, drug=drug, amount=most, limit=limits[0], window=DAY)


def _most_in_an_hour(evidence: Evidence, drug: str) -> Iterator[Finding]:
    largest, because, _ = evidence.published("single dose maximum", drug, "high")
    naive, ids, _ = evidence.published("single dose maximum for a naive outpatient", drug, "high")
    code, levels = "opioid-1h-above-single-dose", []
    if largest:
        levels.append((largest[-1], _found(code, HARD, because, drug=drug, limit=largest[-1])))
    if naive and evidence.case.patient.opioid_exposure != "tolerant":
        levels.append((naive[0], _found(code, SOFT, ids, drug=drug, limit=naive[0])))
    yield from evidence.trial.judge(Limit(drug, "most", HOUR, levels, evidence.by_boluses(drug, HOUR)))


def unjudged_drugs(evidence: Evidence) -> Iterator[Finding]:
    """P3: a drug that is neither held nor an opioid has no check here; it may run on as it runs, and not change."""
    running = evidence.case.running
    for drug in evidence.script.drugs:
        if drug not in evidence.held and drug not in evidence.opioids:
            gives, runs = max(evidence.cleared[drug], key=_size), running.daily_dose(drug)
            if not evidence.unchanged(drug) or set(evidence.cleared[drug]) != {runs}:
                missing = [f"limits of {drug}"]
                yield _found("drug-not-judged", UNKNOWN, missing=missing, drug=drug, gives=gives, runs=runs)


def concentrations(evidence: Evidence) -> Iterator[Finding]:
    """What is put into the reservoir, against the highest published concentration of each drug."""
    for refill in evidence.refills:
        for drug, concentration in refill.fill.items():
            limits, because, _ = evidence.published("concentration maximum", drug, "high")
            if limits and concentration > limits[0]:
                force = SOFT if drug in evidence.held and drug not in evidence.opioids else HARD
                values = {"concentration": concentration, "limit": limits[0], "at": refill.at}
                yield _found("concentration-above-maximum", force, because, (), drug=drug, **values)


def watching(evidence: Evidence) -> Iterator[Finding]:
    """P5: somebody watches from each refill on, and over each arrival of more opioid; nothing is raised before that."""
    trial, ask = evidence.trial, "observation after arrival"
    for refill in evidence.refills:
        hours, because = _hours(evidence, "observation at refill", refill.fill, evidence.policy.observation_at_refill)
        yield from trial.watch(_found("refill-not-watched", HARD, because), refill.at, refill.at + hours)
    for drug in evidence.opioids:
        hours, because = _hours(evidence, ask, [drug], evidence.policy.observation_after_arrival)
        yield from trial.watch_arrivals(_found("arrival-not-watched", HARD, because, drug=drug), drug, hours)
        yield from _raised_early(evidence, drug, hours, because)
        for at in evidence.raises if drug in evidence.case.running.fill else ():
            yield from trial.watch(_found("arrival-not-watched", HARD, because, drug=drug), at, at + hours)
        for at, _, _ in _later_raises(evidence, drug):
            yield from trial.watch(_found("raise-not-watched", HARD, because, drug=drug), at, at + hours)


def _later_raises(evidence: Evidence, drug: str) -> Iterator[tuple[Duration, DoseRate, DoseRate]]:
    """When a program that sets more of an opioid that is there already comes to run, and what it gave and gives."""
    before = evidence.case.running.fill[drug] * evidence.case.running.flow
    for at, program, fill in evidence.settings:
        first = [part.over for part in (program.prime, program.bridge) if part]
        sets = fill[drug] * (program.daily_volume / DAY + evidence.case.running.flow_of_boluses(program))
        if before and sets > before:
            yield sum(first, start=at), before, sets
        before = sets


def _hours(evidence: Evidence, question: str, drugs: Iterable[str], house: Duration) -> tuple[Duration, list[str]]:
    """The longest that the house or any source asks for, and the statements that ask."""
    asked = [evidence.published(question, drug, "low") for drug in drugs]
    limits = [limit for limits, _, _ in asked for limit in limits]
    return max([house, *limits], key=_size), [id for _, ids, _ in asked for id in ids]


def _raised_early(evidence: Evidence, drug: str, hours: Duration, because: Iterable[str]) -> Iterator[Finding]:
    """Raises between the visit at which more of an opioid was filled in and the end of the watch on its arrival."""
    arrivals = [(refill, late) for refill, _, late in evidence.trial.arrivals(drug) if refill is not None]
    for refill, late in arrivals if drug in evidence.case.running.fill else arrivals[:1]:
        visit = refill.at + evidence.policy.observation_at_refill
        started = any(refill.at <= step.at <= visit for step in evidence.programs)
        after = next((step.at for step in evidence.programs if step.at >= refill.at), refill.at)
        first, end = after if started else refill.at, refill.at if late is None else late + hours
        fills = [later for later in evidence.refills if later.fill[drug] > refill.fill[drug]]
        raises = [at for at in evidence.raises if first < at < end]
        for at in (*raises, *(later.at for later in fills if refill.at < later.at < end)):
            yield _found("raise-before-arrival", HARD, because, drug=drug, at=at, end=end)


def entries(evidence: Evidence) -> Iterator[Finding]:
    """What the pump is told against what is in the syringe, and numbers that are off by a unit."""
    for at, program, fill in evidence.settings:
        for drug in sorted({*program.entered, *fill}):
            entered, filled = program.entered[drug], fill[drug]
            if entered != filled:
                off = _slip(entered, filled, THOUSAND) or _slip(entered, filled, HOURS)
                code = "thousandfold-slip" if off else "entered-differs-from-fill"
                force = (
                    HARD if off or entered >= filled * TWICE > filled or filled >= entered * TWICE > entered else SOFT
                )
                yield _found(code, force, drug=drug, written=entered, expected=filled, at=at)
    request = evidence.case.request
    expected: dict[str, DoseRate] = {drug: evidence.case.running.held_dose(drug) for drug in evidence.held}
    if request is not None and request.dose is not None:
        expected[request.start] = request.dose
    for drug, dose in expected.items():
        typed = [program.daily_dose for _, program, _ in evidence.settings if program.primary == drug]
        for written in dict.fromkeys([*typed, *evidence.cleared.get(drug, ())]):
            for slip, code in ((THOUSAND, "thousandfold-slip"), (HOURS, "per-hour-for-per-day")):
                if _slip(written, dose, slip):
                    yield _found(code, HARD, drug=drug, written=written, expected=dose)
    for refill in evidence.refills:
        for drug in evidence.held:
            if _slip(refill.fill[drug], evidence.case.running.fill[drug], THOUSAND):
                values = {"written": refill.fill[drug], "expected": evidence.case.running.fill[drug], "at": refill.at}
                yield _found("thousandfold-slip", HARD, (), (), drug=drug, **values)


def _slip(written: Quantity, expected: Quantity, slip: Fraction) -> bool:
    """True where one is nearly `slip` times the other."""
    low, high = sorted((written.value, expected.value))
    return low > 0 and abs(high / low - slip) <= slip * NEARLY


def missing_facts(evidence: Evidence) -> Iterator[Finding]:
    """P3: what the case or the catalogue does not say, wherever the verdict turns on it."""
    if not evidence.acts:
        return
    if evidence.too_young:
        yield _found("date-before-the-pack", UNKNOWN, missing=["on"], count=len(evidence.too_young))
    moves = not all(evidence.unchanged(drug) for drug in (*evidence.held, *evidence.opioids))
    if evidence.told is None:
        yield _found("reservoir-volume-unknown", UNKNOWN, missing=["running.reservoir_volume"])
    if evidence.trial.sampled:
        yield _found("worst-case-sampled", SOFT)
    if moves and evidence.path.missing:
        code = "path-volume-from-memory" if evidence.path.range else "path-volume-unknown"
        volume = evidence.box.dead_volume
        yield _found(code, UNKNOWN, missing=evidence.path.missing, low=volume.low, high=volume.high)
    mixes = not all(evidence.unchanged(drug) for drug in evidence.case.running.fill)
    unknown = {"accuracy": evidence.accuracy is None, "residual_volume": evidence.residual is None and mixes}
    fields = [f"system.{name}" for name, is_unknown in unknown.items() if is_unknown]
    if fields:
        yield _found("pump-constants-unknown", UNKNOWN, missing=fields if evidence.pump else ["system.pump"])


CHECKS: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    as_done,
    after_a_gap,
    held_doses,
    asked_change,
    intended_doses,
    held_supply,
    flows,
    patient_boluses,
    opioid_doses,
    unjudged_drugs,
    concentrations,
    watching,
    entries,
    missing_facts,
)
"""Every check, in the order in which findings are told."""
