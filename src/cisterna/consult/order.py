"""
What a pharmacy is asked for: one order for each refill of a plan, worked out from a case and a plan alone.

Whoever made the plan, and for which change of therapy, makes no difference here. An order says what to make, how to
measure it, by when it is needed, how long it may wait, and what a second person reads back. In which order things are
mixed, and which beyond-use date stands on the label, is the pharmacy's to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from cisterna.admixture import judge_stock, shares
from cisterna.admixture.prepare import (
    Draw,
    DrawnRecipe,
    Vials,
    WeighedRecipe,
    corrected_order,
    draw_up,
    draws,
    finest,
    vials_for,
    weigh_out,
)
from cisterna.catalogue import Formulation
from cisterna.consult.ask import Ask, Disagreement
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Knowledge, Policy, Side, Span, Word
from cisterna.quantities import Concentration, Duration, FlowRate, Mass, Ratio, Volume, floor_to_step
from cisterna.reasons import Axis, Finding, Force, Judgement, Trace
from cisterna.surveillance import is_open
from cisterna.therapy import (
    Case,
    Clock,
    Mixture,
    Plan,
    Program,
    Refill,
    Reprogram,
    Stock,
    accuracy_of,
    is_done,
    residual_of,
)

__all__ = [
    "POWDER",
    "VIALS",
    "Appointment",
    "BeyondUse",
    "FillOrder",
    "Moved",
    "Order",
    "OrderedDrug",
    "RinseOrder",
    "Route",
    "Said",
    "Usable",
    "VialsNeeded",
    "moved_by",
    "order_of",
    "staffed_day_after",
    "staffed_day_before",
]

VIALS, POWDER = "commercial vials", "compounded from powder"
"""The two ways in which a fill is made, as case files name them."""

ROOM, COLD = "room temperature", "refrigerator"
DAY = Duration(1)
SIGNED = Axis.ACKNOWLEDGEMENT

_SAID = (
    "preservative in the formulation",
    "acid formulation",
    "sterile compounding",
    "filter",
    "making the mixture",
    "end of the beyond-use time",
    "compounding accuracy",
)
"""What is asked once for each order."""

_SAID_OF_A_DRUG = (
    "controlled drug",
    "strength of the product counted as",
    "diluent",
    "solubility",
    "storage of the product",
    "refrigeration of the mixture",
)
"""What is asked of each drug in it."""


class Said(NamedTuple):
    """What statements say to a question of the pack, about one drug or (`drug` empty) about the order as a whole."""

    question: str
    drug: str
    says: str
    because: tuple[str, ...]


class OrderedDrug(NamedTuple):
    """
    One drug of an order. `substance` names its salt; None: no source says which. `controlled`: as a statement says.

    `counted` is what the amounts in the order are amounts of: the drug where it has no salt, else what the house policy
    says; None: not told.
    `step` is that in which it can be ordered; `in_fill` and `in_all` are what the fill and the whole order hold.
    """

    drug: str
    substance: str | None
    counted: str | None
    concentration: Concentration
    step: Concentration | None
    in_fill: Mass
    in_all: Mass
    controlled: str
    held: bool


class VialsNeeded(NamedTuple):
    """
    How much of a stock the recipe takes; `vials` is None where nobody said how large a vial is.

    `checked` is False where the size of the vial was not read in a source.
    """

    drug: str
    strength: Concentration
    volume: Volume
    product: str | None
    vials: Vials | None
    checked: bool


class Route(NamedTuple):
    """
    One way to make the fill, from commercial vials or from powder. `recipe` is None where it cannot be made so.

    `vials` are those of the first way; `findings` say why there is no recipe, or what to know about it.
    """

    form: str
    recipe: DrawnRecipe | WeighedRecipe | None
    vials: tuple[VialsNeeded, ...]
    findings: tuple[Finding, ...]


class RinseOrder(NamedTuple):
    """What the plan rinses the reservoir with: part of the same mixture (`same`), or something of its own."""

    times: int
    each: Volume
    total: Volume
    mixture: Mixture
    same: bool


class BeyondUse(NamedTuple):
    """
    How long one source lets a finished mixture wait, `shortest` to `longest` (by category or risk).

    `made_from`: made earlier than this, by the shortest time, it is too old when the appointment begins. `allowed` is
    False where a statement is against keeping this mixture so, None where none says anything.
    """

    where: str
    shortest: Duration
    longest: Duration
    made_from: Duration
    allowed: bool | None
    because: tuple[str, ...]


class Usable(NamedTuple):
    """Whether what was made for the old appointment can be used at the new one, by one source's shortest time."""

    where: str
    made_from: Duration | None
    because: tuple[str, ...]


class Moved(NamedTuple):
    """
    The appointment `by` later: what may still be used, when a new order has to go out, what is left in the pump.

    `usable` with `made_from` None means made anew; `staffed` is False where the new day is not a staffed one.
    `too_late`: the day for a new order has passed by the day of the case.
    `pump_lasts` is False where the reservoir may be empty before it, None where that is not known.
    """

    by: Duration
    at: Duration
    usable: tuple[Usable, ...]
    order_by: date
    too_late: bool
    pump_lasts: bool | None
    staffed: bool

    @property
    def made_anew(self) -> bool:
        """True where no source lets the old mixture wait for so long."""
        return all(each.made_from is None for each in self.usable)


class Appointment(NamedTuple):
    """
    When the fill is needed, and by which day it is ordered, `lead` staffed days before.

    `too_late`: that day lies before the day of the case; `earliest` is then the first day an order of that day meets.
    `staffed` is False where it lies on no staffed day.
    `empty_by` is the earliest at which what is in the pump before it is used up; None: not known, or nothing is in it.
    """

    at: Duration
    on: date
    lead: int
    order_by: date
    too_late: bool
    earliest: date
    empty_by: Duration | None
    staffed: bool


class FillOrder(NamedTuple):
    """
    The order for one refill. `fill` is what is injected, `overage` what the refill kit holds back, `total` all of it.

    `entered` is what the pump is told about this fill, `corrected` what would be ordered
    instead to make up for the most that can stay behind (None: not known how much). `fill_draws` are the syringes for
    the injection. `checks` are what a second person reads back, line by line.
    """

    number: int
    mixture: Mixture
    fill: Volume
    fill_draws: tuple[Draw, ...]
    overage: Volume
    rinse: RinseOrder | None
    total: Volume
    form: str | None
    drugs: tuple[OrderedDrug, ...]
    routes: tuple[Route, ...]
    appointment: Appointment
    beyond_use: tuple[BeyondUse, ...]
    moves: tuple[Moved, ...]
    entered: Mixture
    left_behind: Volume | None
    corrected: Mixture | None
    said: tuple[Said, ...]
    checks: tuple[Finding, ...]
    findings: tuple[Finding, ...]


class Order(NamedTuple):
    """Every order of a plan, with all that is to be said of it, and the statements and steps it rests on."""

    case: Case
    plan: Plan
    fills: tuple[FillOrder, ...]
    judgement: Judgement
    disagreements: tuple[Disagreement, ...]
    statements: tuple[str, ...]
    trace: Trace


def order_of(case: Case, plan: Plan, knowledge: Knowledge, ask: Ask) -> Order:
    """
    The orders for every refill of `plan` that is still to be made, in order of time.

    A plan without one has none, and says so.
    """
    refills = [refill for refill in plan.of(Refill) if not is_done(case, refill)]
    fills = tuple(
        _Making(case, plan, refill, number, knowledge, ask).order() for number, refill in enumerate(refills, start=1)
    )
    findings = [finding for fill in fills for finding in fill.findings]
    if not fills:
        findings.append(Finding("order-nothing-to-order", Force.NOTE, SIGNED))
    lifted = [override.code for override in case.request.overrides] if case.request is not None else []
    judgement = Judgement.of(findings, overridden=lifted)
    return Order(case, plan, fills, judgement, ask.disagreements, ask.used, ask.trace)


def staffed_day_before(day: date, days: int, policy: Policy) -> date:
    """The day from which `days` staffed days lead up to `day`, which is not counted itself."""
    return _staffed_day(day, days, policy, timedelta(days=-1))


def staffed_day_after(day: date, days: int, policy: Policy) -> date:
    """The staffed day that is reached after `days` staffed days, `day` itself not counted."""
    return _staffed_day(day, days, policy, timedelta(days=1))


def _staffed_day(day: date, days: int, policy: Policy, step: timedelta) -> date:
    while days > 0:
        day += step
        if is_open(day, policy.holidays, policy.staffed_days):
            days -= 1
    return day


def moved_by(order: FillOrder, by: Duration, case: Case, policy: Policy) -> Moved:
    """What becomes of `order` when its appointment moves by `by`."""
    at = order.appointment.at + by
    usable = tuple(_usable(each, order.appointment.at, at) for each in order.beyond_use if each.allowed is not False)
    return _moved(order.appointment, by, usable, case.clock, policy)


def _usable(each: BeyondUse, before: Duration, at: Duration) -> Usable:
    """Made after the old appointment was due it would not have been made for it."""
    made_from = at - each.shortest
    return Usable(each.where, made_from if made_from < before else None, each.because)


def _moved(old: Appointment, by: Duration, usable: tuple[Usable, ...], clock: Clock, policy: Policy) -> Moved:
    at = old.at + by
    on = clock.wall(at).date()
    order_by = staffed_day_before(on, old.lead, policy)
    lasts = None if old.empty_by is None else at < old.empty_by
    return Moved(
        by,
        at,
        usable,
        order_by,
        order_by < clock.start.date(),
        lasts,
        is_open(on, policy.holidays, policy.staffed_days),
    )


class _Making:
    """One order in the making: the same few things are needed for every part of it."""

    __slots__ = ("ask", "case", "held", "knowledge", "number", "plan", "policy", "refill", "total")

    def __init__(self, case: Case, plan: Plan, refill: Refill, number: int, knowledge: Knowledge, ask: Ask) -> None:
        self.case, self.plan, self.refill, self.number = case, plan, refill, number
        self.knowledge, self.policy, self.ask = knowledge, knowledge.policy, ask
        opioids = [entry.id for entry in knowledge.catalogue.drugs if "opioid" in entry.kind]  # these never round up
        self.held = tuple(
            drug
            for drug in refill.fill
            if drug not in opioids
            and any(side.answer == Word("prohibited") for side in sides_of(ask("interruption", drug=drug)))
        )
        self.total = self._total()

    def order(self) -> FillOrder:
        """Every part of it."""
        refill, policy = self.refill, self.policy
        entered = self._entered()
        left, corrected = self._corrected(entered)
        routes = tuple(self._routes())
        drugs = tuple(self._drug(drug, strength) for drug, strength in refill.fill.items())
        appointment = self._appointment()
        beyond_use = tuple(self._beyond_use())
        findings = [*self._findings(drugs, entered, appointment), *_of_routes(routes, self.case.fill.form)]
        order = FillOrder(
            number=self.number,
            mixture=refill.fill,
            fill=refill.volume,
            fill_draws=draws(floor_to_step(refill.volume, finest(policy.syringes))[0], policy.syringes),
            overage=policy.refill_kit_overage,
            rinse=self._rinse(),
            total=self.total,
            form=self.case.fill.form,
            drugs=drugs,
            routes=routes,
            appointment=appointment,
            beyond_use=beyond_use,
            moves=(),
            entered=entered,
            left_behind=left,
            corrected=corrected,
            said=tuple(self._said(drugs)),
            checks=(),
            findings=tuple(findings),
        )
        moves = tuple(moved_by(order, by, self.case, policy) for by in policy.appointment_moves)
        self._trace_moves(moves)
        return order._replace(moves=moves, checks=tuple(self._checks(order)))

    def _put(self, name: str, says: str, result: object, *, of: Iterable[str] = (), cites: Iterable[str] = ()) -> str:
        """A step of the trace under the number of this order; the name it got, for steps that are made of it."""
        full = f"order.{self.number}.{name}"
        while full in self.ask.trace:  # the same plan ordered twice in one run
            full += "+"
        self.ask.trace.add(full, says, result, of=tuple(of), cites=tuple(cites))
        return full

    # what is asked for

    def _total(self) -> Volume:
        refill, policy = self.refill, self.policy
        fill = self._put("fill", "as the plan has it", refill.volume)
        overage = self._put("overage", "house policy: what the refill kit holds back", policy.refill_kit_overage)
        parts, total = [fill, overage], refill.volume + policy.refill_kit_overage
        if refill.rinse is not None and refill.rinse.mixture == refill.fill:
            rinse = refill.rinse.times * refill.rinse.volume
            parts.append(self._put("rinse", "times the volume of each rinse", rinse))
            total = total + rinse
        self._put("total", "fill, overage and rinse with the same mixture", total, of=parts)
        return total

    def _rinse(self) -> RinseOrder | None:
        rinse = self.refill.rinse
        if rinse is None:
            return None
        total = rinse.times * rinse.volume
        return RinseOrder(rinse.times, rinse.volume, total, rinse.mixture, rinse.mixture == self.refill.fill)

    def _drug(self, drug: str, strength: Concentration) -> OrderedDrug:
        in_fill, in_all = strength * self.refill.volume, strength * self.total
        self._put(f"{drug}.ordered", "as the plan has it", strength)
        self._put(f"{drug}.in-fill", "concentration times fill volume", in_fill)
        self._put(f"{drug}.in-all", "concentration times all that is made", in_all)
        controlled = "; ".join(dict.fromkeys(side.answer.format() for side in self._sides("controlled drug", drug)))
        step, substance = self.policy.concentration_step.get(drug), self._substance(drug)
        return OrderedDrug(
            drug=drug,
            substance=substance,
            counted=self._counted(drug, substance),
            concentration=strength,
            step=step,
            in_fill=in_fill,
            in_all=in_all,
            controlled=controlled,
            held=drug in self.held,
        )

    def _counted(self, drug: str, substance: str | None) -> str | None:
        """A drug without a salt counts itself; of any other the house says what its orders count."""
        return drug if substance == drug else self.policy.counted_as.get(drug)

    def _sides(self, question: str, drug: str) -> tuple[Side, ...]:
        return sides_of(self.ask(question, drug=drug))

    def _products(self, drug: str) -> tuple[Formulation, ...]:
        """What the drug may be made of: powders, or the products that the stocks name, or all of that strength."""
        known = self.knowledge.catalogue.formulations_of(drug)
        form = self.case.fill.form
        if form == POWDER:
            return tuple(each for each in known if each.presentation == "powder")
        stock = _strongest(self.case.stock, drug)
        if form == VIALS and stock is not None:
            named = tuple(each for each in known if each.id == stock.formulation)
            return named or tuple(each for each in known if each.strength == stock.strength)
        return known

    def _substance(self, drug: str) -> str | None:
        """The one substance that everything it may be made of counts in; None where they differ or none says."""
        found = {each.substance for each in self._products(drug)}
        return next(iter(found)) if len(found) == 1 else None

    def _said(self, drugs: Iterable[OrderedDrug]) -> Iterator[Said]:
        for question in _SAID:
            for side in sides_of(self.ask(question)):
                yield Said(question, "", side.answer.format(), side.ids)
        for each in drugs:
            for question in _SAID_OF_A_DRUG:
                for said in self._sides(question, each.drug):
                    yield Said(question, each.drug, said.answer.format(), said.ids)
            if self.case.fill.form != POWDER:
                yield from self._said_of_strength(each.drug)

    def _said_of_strength(self, drug: str) -> Iterator[Said]:
        """What is said of the strength of the stock for a patient who is not used to opioids."""
        stock, question = _strongest(self.case.stock, drug), "formulation for a naive patient"
        exposure = self.case.patient.opioid_exposure
        if stock is None or exposure is None:
            return
        asked = self.ask(question, drug=drug, strength=stock.strength, opioid_exposure=exposure)
        for side in sides_of(asked):
            yield Said(question, drug, side.answer.format(), side.ids)

    # how it is made

    def _routes(self) -> Iterator[Route]:
        form = self.case.fill.form
        if form in (VIALS, None):
            yield self._from_vials()
        if form in (POWDER, None):
            yield self._from_powder()

    def _from_vials(self) -> Route:
        fill = self.refill.fill
        stocks = {drug: stock for drug in fill if (stock := _strongest(self.case.stock, drug)) is not None}
        without = tuple(drug for drug in fill if drug not in stocks)
        if without:
            why = Finding("order-no-stock", Force.UNKNOWN, SIGNED, {"drugs": without}, (), ("stock",))
            return Route(VIALS, None, (), (why,))
        strengths = {drug: stock.strength for drug, stock in stocks.items()}
        taken = shares(fill, strengths)
        self._put("vials.taken", "what the stocks take up of the fill", taken)
        if taken > Ratio(1):
            return Route(VIALS, None, (), (Finding("order-stock-too-dilute", Force.HARD, SIGNED, {"taken": taken}),))
        otherwise = [each for each in map(self._counts_otherwise, fill) if each is not None]
        if otherwise:
            return Route(VIALS, None, (), tuple(otherwise))
        recipe = draw_up(fill, strengths, self.total, self.policy.syringes, held=self.held)
        self._trace_drawn(recipe)
        vials = tuple(self._vials(stocks[part.drug], part.volume) for part in recipe.parts)
        naive = self.case.patient.opioid_exposure != "tolerant"
        products = self.knowledge.catalogue.formulations
        found = [*judge_stock(tuple(stocks.values()), fill, self.refill.volume, products, opioid_naive=naive)]
        found += [self._size_not_told(each) for each in vials if each.vials is None]
        found += filter(None, map(self._taken_as_labeled, fill))
        found += self._moves_held(recipe)
        return Route(VIALS, recipe, vials, tuple(found))

    def _counts_otherwise(self, drug: str) -> Finding | None:
        """The house counts something else in its orders than the label of the stock does."""
        substance = self._substance(drug)
        counted = self._counted(drug, substance)
        if substance is None or counted is None or counted == substance:
            return None
        values = {"drug": drug, "counted": counted, "substance": substance}
        missing = (f"{substance} that holds as much {drug} as the order counts",)
        return Finding("order-counts-otherwise", Force.UNKNOWN, SIGNED, values, (), missing)

    def _taken_as_labeled(self, drug: str) -> Finding | None:
        """Nobody said what the order counts, so it is taken to count what the label of the stock counts."""
        substance = self._substance(drug)
        if substance is None or self._counted(drug, substance) is not None:
            return None
        because = tuple(id for side in self._sides("strength of the product counted as", drug) for id in side.ids)
        return Finding("order-taken-as-labeled", Force.NOTE, SIGNED, {"drug": drug, "substance": substance}, because)

    def _vials(self, stock: Stock, volume: Volume) -> VialsNeeded:
        named = [each for each in self.knowledge.catalogue.formulations_of(stock.drug) if each.id == stock.formulation]
        size = named[0].volume if named else None
        vials = None if size is None else vials_for(volume, size)
        if vials is not None:
            self._put(f"vials.{stock.drug}.count", "volume divided by the size of a vial, upward", str(vials.needed))
            self._put(f"vials.{stock.drug}.left-over", "vials times their size, less the volume", vials.left_over)
        checked = bool(named) and named[0].checked
        return VialsNeeded(stock.drug, stock.strength, volume, stock.formulation, vials, checked)

    def _size_not_told(self, each: VialsNeeded) -> Finding:
        known = tuple(
            entry.id
            for entry in self.knowledge.catalogue.formulations_of(each.drug)
            if entry.strength == each.strength and entry.volume is not None
        )
        values = {"drug": each.drug, "strength": each.strength, "volume": each.volume,
                  "products": ", ".join(known) or "none"}  # fmt: skip
        return Finding("order-vial-size-not-told", Force.NOTE, SIGNED, values)

    def _moves_held(self, recipe: DrawnRecipe | WeighedRecipe) -> Iterator[Finding]:
        """Rounding to what can be measured moves a held drug by more than promise P1 allows."""
        policy = self.policy
        for each in recipe.made:
            if each.drug not in self.held:
                continue
            values = {"drug": each.drug, "ordered": each.ordered, "made": each.made}
            if -each.error > policy.cleared_fall_refused:
                yield Finding("order-rounding-lowers-held", Force.HARD, values=values)
            elif each.error > policy.cleared_rise_needs_override:
                yield Finding("order-rounding-raises-held", Force.SOFT, values=values)

    def _from_powder(self) -> Route:
        policy, fill = self.policy, self.refill.fill
        substances = {drug: self._powder(drug) for drug in fill}
        counted = [drug for drug, salt in substances.items() if salt is not None and self._counted(drug, salt) == salt]
        recipe = weigh_out(fill, self.total, policy.syringes, step=policy.balance_step, least=policy.balance_least,
                           counted=counted, held=self.held)  # fmt: skip
        found: list[Finding] = []
        for part in recipe.parts:
            self._put(f"powder.{part.drug}.exact", "concentration times all that is made", part.exact)
            if part.mass is not None:
                self._put(f"powder.{part.drug}.mass", "on the steps of the balance", part.mass)
            if not part.counted:
                found.append(self._salt_not_told(part.drug, substances[part.drug], part.exact))
            elif part.too_little:
                values = {"drug": part.drug, "mass": part.exact, "least": policy.balance_least,
                          "step": policy.balance_step}  # fmt: skip
                found.append(Finding("order-too-little-to-weigh", Force.NOTE, SIGNED, values))
        self._trace_made("powder", recipe)
        found += self._moves_held(recipe)
        return Route(POWDER, recipe, (), tuple(found))

    def _powder(self, drug: str) -> str | None:
        """The substance of the powder in the catalogue, where there is one and no other."""
        known = self.knowledge.catalogue.formulations_of(drug)
        found = {each.substance for each in known if each.presentation == "powder"}
        return next(iter(found)) if len(found) == 1 else None

    def _salt_not_told(self, drug: str, substance: str | None, exact: Mass) -> Finding:
        missing = (f"counted_as.{drug} (house policy)",)
        if substance is None:
            values: dict[str, object] = {"drug": drug, "mass": exact}
            return Finding("order-powder-not-known", Force.UNKNOWN, SIGNED, values, (), missing)
        values = {"drug": drug, "mass": exact, "substance": substance}
        return Finding("order-salt-not-told", Force.UNKNOWN, SIGNED, values, (), missing)

    def _trace_drawn(self, recipe: DrawnRecipe) -> None:
        for part in recipe.parts:
            exact = self._put(f"vials.{part.drug}.exact", "all that is made times concentration over strength",
                              part.exact)  # fmt: skip
            how = "to the nearest graduation" if part.drug in self.held else "down to a graduation"
            self._put(f"vials.{part.drug}.volume", how, part.volume, of=(exact,))
        self._put("vials.diluent", "all that is made less the stocks", recipe.diluent)
        self._trace_made("vials", recipe)

    def _trace_made(self, name: str, recipe: DrawnRecipe | WeighedRecipe) -> None:
        self._put(f"{name}.total", "up to a graduation", recipe.total)
        for each in recipe.made:
            made = self._put(f"{name}.{each.drug}.made", "what is measured over all that is made", each.made)
            self._put(f"{name}.{each.drug}.error", "made over ordered, less one", each.error, of=(made,))
            self._put(f"{name}.{each.drug}.reading", "half a graduation at each reading", each.reading)

    # when it is needed, and how long it may wait

    def _appointment(self) -> Appointment:
        at, clock, policy = self.refill.at, self.case.clock, self.policy
        on, lead = clock.wall(at).date(), int(policy.order_lead_time.value)
        order_by = staffed_day_before(on, lead, policy)
        earliest = staffed_day_after(self.case.on, lead, policy)
        empty_by = self._empty_by()
        self._put("order-by", "house policy: staffed days before the appointment", order_by.isoformat())
        if empty_by is not None:
            self._put("empty-by", "usable volume over the fastest flow, whole days", empty_by)
        return Appointment(at, on, lead, order_by, order_by < self.case.on, earliest, empty_by,
                           is_open(on, policy.holidays, policy.staffed_days))  # fmt: skip

    def _empty_by(self) -> Duration | None:
        """The earliest at which what is in the pump before this refill is used up; None where it cannot be told."""
        case, catalogue = self.case, self.knowledge.catalogue
        if case.system.pump is None:
            return None
        pump = catalogue.pump(case.system.pump)
        band = accuracy_of(case.system, pump.accuracy)
        left = residual_of(case.system, None if pump.residual_bound is None else pump.residual_bound.value)
        before = [step for step in self.plan.of(Refill) if step.at < self.refill.at]
        start = before[-1].at if before else Duration(0)
        volume = before[-1].volume if before else case.running.reservoir_volume
        if band is None or left is None or not volume:  # a new pump holds nothing yet: there is nothing to use up
            return None
        flow = self._fastest(start) * band.high.value
        if not flow:
            return None
        usable = max(volume - left, Volume(0), key=lambda each: each.value)
        return start + floor_to_step(usable / flow, DAY)[0]

    def _fastest(self, start: Duration) -> FlowRate:
        """The fastest of the programs between `start` and this refill, every bolus they allow used."""
        programs = [step for step in self.plan.of(Reprogram) if step.at < self.refill.at]
        during = [step.program for step in programs if step.at >= start]
        running = [step.program for step in programs if step.at < start][-1:]
        flows = [_flow(program) for program in (*running, *during)]
        if not running:
            flows.append(self.case.running.flow)
        return max(flows, key=lambda flow: flow.value)

    def _beyond_use(self) -> Iterator[BeyondUse]:
        at, against = self.refill.at, self._against_cold()
        for where, allowed in ((ROOM, True), (COLD, against)):
            for side in sides_of(self.ask(f"beyond-use time {'at ' if where == ROOM else 'in the '}{where}")):
                answer = side.answer
                if isinstance(answer, Span) and isinstance(answer.high, Duration):
                    longest = answer.high
                    shortest = answer.low if isinstance(answer.low, Duration) else longest
                    self._put(f"made-from.{side.ids[0]}", "appointment less the shortest time", at - shortest,
                              cites=side.ids)  # fmt: skip
                    yield BeyondUse(where, shortest, longest, at - shortest, allowed, side.ids)

    def _against_cold(self) -> bool | None:
        """False where a statement is against it for any drug, True where one allows it for each, else None."""
        answers = [[side.answer for side in self._sides("refrigeration of the mixture", drug)] for drug in
                   self.refill.fill]  # fmt: skip
        if any(answer != Word("permitted") for said in answers for answer in said):
            return False
        return True if answers and all(answers) else None

    def _trace_moves(self, moves: Iterable[Moved]) -> None:
        for each in moves:
            name = f"moved.{each.by.format('day').replace(' ', '-')}"
            self._put(f"{name}.at", "the appointment and by how much it moves", each.at)
            self._put(f"{name}.order-by", "house policy: staffed days before it", each.order_by.isoformat())

    # what the pump is told, and what stays behind

    def _entered(self) -> Mixture:
        """What the pump is told of this fill: by the first program from the refill on, else by the one that runs on."""
        programs = self.plan.of(Reprogram)
        nexts = [step.at for step in self.plan.of(Refill) if step.at > self.refill.at]
        own = [step.program for step in programs if step.at >= self.refill.at and not (nexts and step.at >= nexts[0])]
        before = [step.program for step in programs if step.at < self.refill.at]
        program = (own[:1] or before[-1:] or [self.case.running.program])[0]
        return program.entered

    def _old(self) -> Mixture:
        before = [step for step in self.plan.of(Refill) if step.at < self.refill.at]
        return before[-1].fill if before else self.case.running.fill

    def _corrected(self, wanted: Mixture) -> tuple[Volume | None, Mixture | None]:
        """The most that can stay behind, and the order that makes up for it, where it can be ordered."""
        case = self.case
        if case.system.pump is None or self.refill.withdraw_to != "residual":
            return None, None
        catalogued = self.knowledge.catalogue.pump(case.system.pump).residual_bound
        left = residual_of(case.system, None if catalogued is None else catalogued.value)
        steps = self.policy.concentration_step
        if left is None or any(drug not in steps for drug in wanted):
            return left, None
        order = corrected_order(wanted, self._old(), self.refill.volume, left, steps, held=self.held)
        for drug, strength in order.items():
            self._put(f"{drug}.corrected", "the order that makes up for the most that can stay behind", strength)
        return left, order

    # what there is to say

    def _findings(self, drugs: Iterable[OrderedDrug], entered: Mixture, appointment: Appointment) -> Iterator[Finding]:
        if self.case.fill.form is None:
            yield Finding("fill-form-not-stated", Force.UNKNOWN, SIGNED, missing=("fill.form",))
        for each in drugs:
            if each.step is None:
                missing = (f"concentration_step.{each.drug} (house policy)",)
                yield Finding("order-step-not-told", Force.UNKNOWN, SIGNED, {"drug": each.drug}, (), missing)
            elif floor_to_step(each.concentration, each.step)[1]:
                values: dict[str, object] = {"drug": each.drug, "ordered": each.concentration, "step": each.step}
                yield Finding("order-not-on-a-step", Force.SOFT, SIGNED, values)
            if each.substance is None:
                yield Finding("order-substance-not-told", Force.NOTE, SIGNED, {"drug": each.drug})
            if not self._sides("diluent", each.drug):
                yield Finding("order-diluent-not-told", Force.NOTE, SIGNED, {"drug": each.drug})
        if entered != self.refill.fill:
            for drug in sorted({*entered, *self.refill.fill}):
                values = {"drug": drug, "ordered": self.refill.fill[drug], "entered": entered[drug]}
                if entered[drug] != self.refill.fill[drug]:
                    yield Finding("order-differs-from-program", Force.SOFT, SIGNED, values)
        if appointment.too_late:
            values = {"at": appointment.at, "lead": str(appointment.lead), "order_by": appointment.order_by,
                      "earliest": appointment.earliest}  # fmt: skip
            yield Finding("order-too-late", Force.NOTE, SIGNED, values)
        if appointment.empty_by is not None and appointment.empty_by <= appointment.at:
            values = {"at": appointment.at, "open": appointment.empty_by}
            yield Finding("order-after-empty", Force.NOTE, SIGNED, values)

    def _checks(self, order: FillOrder) -> Iterator[Finding]:
        for each in order.drugs:
            yield _check("drug", drug=each.drug, concentration=each.concentration, amount=each.in_all,
                         total=order.total)  # fmt: skip
            if each.substance is not None and each.substance != each.drug:
                yield _check("substance", drug=each.drug, substance=each.substance)
        for route in order.routes:
            yield from self._route_checks(route)
        yield _check("preservative-free")
        yield _check("volume", volume=order.fill, total=order.total, overage=order.overage)
        for draw in order.fill_draws:
            yield _check("fill-draw", volume=draw.volume, syringe=draw.syringe)
        for drug in sorted({*order.entered, *order.mixture}):
            yield _check("program", drug=drug, ordered=order.mixture[drug], entered=order.entered[drug])
        if order.corrected is not None and order.left_behind is not None:
            for drug, strength in order.corrected.items():
                if strength != order.mixture[drug]:
                    yield _check("corrected", drug=drug, ordered=order.mixture[drug], corrected=strength,
                                 left=order.left_behind)  # fmt: skip

    def _route_checks(self, route: Route) -> Iterator[Finding]:
        match route.recipe:
            case DrawnRecipe() as recipe:
                for part in recipe.parts:
                    yield from self._stock_checks(part.drug, part.strength)
                    for draw in part.draws:
                        yield _check("draw", drug=part.drug, strength=part.strength, volume=draw.volume,
                                     syringe=draw.syringe)  # fmt: skip
                for draw in recipe.diluent_draws:
                    yield _check("diluent", volume=draw.volume, syringe=draw.syringe)
            case WeighedRecipe() as recipe:
                for weighed in recipe.parts:
                    if weighed.mass is not None:
                        yield _check("weigh", drug=weighed.drug, mass=weighed.mass)
                yield _check("made-up", total=recipe.total)
        for each in route.recipe.made if route.recipe is not None else ():
            low = each.error.value < 0
            size = Ratio(-each.error.value) if low else each.error
            if size:
                yield _check("made-lower" if low else "made-higher", drug=each.drug, made=each.made, size=size)
            else:
                yield _check("made-exact", drug=each.drug, made=each.made)

    def _stock_checks(self, drug: str, strength: Concentration) -> Iterator[Finding]:
        """A stock of high potency is named as one: a slip with it is the largest there is."""
        products = self.knowledge.catalogue.formulations_of(drug)
        if any(each.high_potency and each.strength == strength for each in products):
            yield _check("high-potency", drug=drug, strength=strength)


def _strongest(stocks: Iterable[Stock], drug: str) -> Stock | None:
    """The strongest stock of a drug, as the planner takes it; the first where several are as strong."""
    return max((each for each in stocks if each.drug == drug), key=lambda each: each.strength.value, default=None)


def _flow(program: Program) -> FlowRate:
    """The mean flow of a program over a day, with every patient bolus that it allows."""
    bolus = program.patient_bolus
    extra = Volume(0) if bolus is None else bolus.per_day * program.bolus_volume(bolus.dose)
    return (program.daily_volume + extra) / DAY


def _of_routes(routes: Iterable[Route], form: str | None) -> Iterator[Finding]:
    """What the routes say. Where the case leaves the form open, no single way stands in the way of the order."""
    for route in routes:
        for each in route.findings:
            if form is None and each.force in (Force.HARD, Force.UNKNOWN):
                continue
            yield each


def _check(code: str, **values: object) -> Finding:
    return Finding(f"order-check-{code}", Force.NOTE, SIGNED, values)
