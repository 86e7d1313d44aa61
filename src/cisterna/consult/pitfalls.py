"""
Pitfalls: what goes wrong around a second drug in a pump, each told only where the case or the plan gives reason to.

A pitfall never makes a plan possible and never proves one: the verifier judges what reaches the tip. It is a note, a
soft finding that somebody has to set aside by name, or an unknown that names the fact which would decide it.
An unknown pitfall does not hold a plan up: what it asks for does not change what leaves the catheter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cisterna.catalogue import Pump
from cisterna.consult.ask import Ask
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Evidence, Figures, Items, NeedsFact, Span, Word
from cisterna.quantities import Concentration, DoseRate, Duration, Mass, Quantity, Range, Ratio, Volume
from cisterna.reasons import Axis, Finding, Force, Trace
from cisterna.therapy import Case, Mixture, Plan, Refill, Reprogram
from cisterna.therapy.case import PREPARED, RISKS, lies_above, risk_name

__all__ = ["Scene", "meets", "scene_of", "written"]

SEDATIVES = ("benzodiazepine", "gabapentinoid", "other_sedative_or_alcohol")
"""Risks that are drugs: they can be reduced."""

AT_HOME = ("naloxone_at_home", "carer_taught", "device_card")
"""What is prepared for the way home."""

REDUCES = frozenset(
    {
        "held-dose-cleared-low",
        "held-dose-24h-low",
        "held-dose-4h-low",
        "held-drug-left-out",
        "intended-below-running",
        "pump-left-stopped",
    }
)
"""Findings of the verifier that say: the held drug is reduced."""

UNPROVED = frozenset({"mixture-no-direct-evidence", "mixture-outside-tested-range"})
"""Findings on a mixture that a pharmacist has to answer for."""


class Scene(NamedTuple):
    """
    What the checks look at: the case, a plan (one without steps where none could be made) and what is known of it.

    `held` must not be interrupted; `opioids` are those of the last mixture, `new` those that did not run before.
    `figures` are the verifier's and `codes` those of everything found so far.
    """

    case: Case
    plan: Plan
    held: tuple[str, ...]
    opioids: tuple[str, ...]
    new: tuple[str, ...]
    figures: Mapping[str, Any]
    codes: frozenset[str]
    pump: Pump | None
    ask: Ask

    @property
    def refills(self) -> tuple[Refill, ...]:
        """The refills of the plan."""
        return tuple(step for step in self.plan.steps if isinstance(step, Refill))

    @property
    def programs(self) -> tuple[Reprogram, ...]:
        """The changes of program in the plan."""
        return tuple(step for step in self.plan.steps if isinstance(step, Reprogram))

    @property
    def mixture(self) -> Mixture:
        """What is in the pump in the end."""
        return self.refills[-1].fill if self.refills else self.case.running.fill

    def ids(self, question: str, **facts: Any) -> tuple[str, ...]:
        """The statements that answer."""
        return tuple(id for side in sides_of(self.ask(question, **facts)) for id in side.ids)

    def dose(self, drug: str) -> DoseRate | None:
        """The daily dose of a drug once the line has cleared."""
        found = self.figures.get(f"{drug} cleared")
        return found if isinstance(found, DoseRate) else None


def scene_of(
    case: Case, plan: Plan, held: tuple[str, ...], figures: Mapping[str, Any], findings: Iterable[Finding], ask: Ask
) -> Scene:
    """The scene of a plan; where none could be made, that of what was asked for in a plan without steps."""
    catalogue = ask.knowledge.catalogue
    known = {drug.id for drug in catalogue.drugs if drug.kind == "opioid"}
    fills = [step.fill for step in plan.steps if isinstance(step, Refill)]
    wanted = () if fills or case.request is None or not case.request.start else (case.request.start,)
    opioids = tuple(drug for drug in (*(fills[-1] if fills else case.running.fill), *wanted) if drug in known)
    pump = None if case.system.pump is None else catalogue.pump(case.system.pump)
    return Scene(
        case=case,
        plan=plan,
        held=held,
        opioids=tuple(dict.fromkeys(opioids)),
        new=tuple(dict.fromkeys(drug for drug in opioids if not case.running.fill[drug])),
        figures=figures,
        codes=frozenset(finding.code for finding in findings),
        pump=pump,
        ask=ask,
    )


def meets(scene: Scene) -> tuple[Finding, ...]:
    """Every pitfall that the case meets, in the order of the checks."""
    return tuple(finding for check in CHECKS for finding in check(scene))


def written(pitfalls: Iterable[Finding], trace: Trace, before: str) -> None:
    """Put every amount that the pitfalls name into the trace, under a name that begins with `before`."""
    for pitfall in pitfalls:
        for key, value in pitfall.values.items():
            if isinstance(value, Quantity):
                name = ".".join(part for part in (before, pitfall.code, pitfall.values.get("drug"), key) if part)
                if name not in trace:
                    trace.add(name, f"{key} in {pitfall.code}", value, cites=pitfall.because)


def _note(code: str, because: Iterable[str] = (), **values: Any) -> Finding:
    return Finding(f"pitfall-{code}", Force.NOTE, values=values, because=tuple(dict.fromkeys(because)))


def _sign(code: str, because: Iterable[str] = (), **values: Any) -> Finding:
    return Finding(f"pitfall-{code}", Force.SOFT, Axis.ACKNOWLEDGEMENT, values, tuple(dict.fromkeys(because)))


def _asks(code: str, missing: Iterable[str], because: Iterable[str] = (), **values: Any) -> Finding:
    return Finding(
        f"pitfall-{code}", Force.UNKNOWN, Axis.ACKNOWLEDGEMENT, values, tuple(dict.fromkeys(because)), tuple(missing)
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(risk_name, names))


def _told(
    code: str, where: str, answers: Mapping[str, str], counts: str, because: tuple[str, ...]
) -> Iterable[Finding]:
    """One finding for what is answered `counts`, one for what is not known."""
    found = [name for name, answer in answers.items() if answer == counts]
    unknown = [name for name, answer in answers.items() if answer == "unknown"]
    if found:
        yield _note(code, because, named=_listed(found))
    if unknown:
        yield _asks(code, [f"{where}.{name}" for name in unknown], because, named=_listed(unknown))


# The drug that runs


def _making_room(scene: Scene) -> Iterable[Finding]:
    """The plan gives less of the held drug; whoever wants that for its own sake asks for something else."""
    if scene.held and scene.codes & REDUCES:
        held = scene.held[0]
        yield _note("making-room", scene.ids("interruption", drug=held), held=held)
        yield _note("oral-substitute", scene.ids("oral substitute", drug=held), held=held)
        yield _note("weaning-is-another-request", scene.ids("external weaning", drug=held), held=held)


def _by_mouth(scene: Scene) -> Iterable[Finding]:
    """The held drug is taken by mouth too, or nobody said whether it is."""
    if not scene.held:
        return
    held, dose = scene.held[0], scene.case.patient.oral_baclofen
    because = scene.ids("oral substitute", drug=held)
    if dose is None:
        yield _asks("by-mouth-as-well", ("patient.oral_baclofen",), because, held=held)
    elif dose != "none":
        yield _note("by-mouth-as-well", because, held=held, dose=DoseRate.parse(dose))


def _high_lesion(scene: Scene) -> Iterable[Finding]:
    """A lesion high in the cord: less reserve for breathing, and dysreflexia that looks like withdrawal."""
    patient = scene.case.patient
    for held in scene.held[:1]:
        for side in sides_of(scene.ask("lesion that needs extra care", drug=held)):
            because = (*side.ids, *scene.ids("mimics of withdrawal", drug=held))
            level, dysreflexia = patient.cord_level, patient.condition("autonomic_dysreflexia")
            if dysreflexia == "yes" or (level is not None and isinstance(side.answer, Word) and
                                        lies_above(level, side.answer.value)):  # fmt: skip
                yield _note("high-lesion", because, level=level or "not stated")
            elif level is None and patient.spasticity != "cerebral":
                yield _asks("high-lesion", ("patient.cord_level",), because)


# The opioid that comes


def _stopping_early(scene: Scene) -> Iterable[Finding]:
    """Systemic opioids are there: they go on until the new drug is at the tip, which takes hours or days here."""
    case, because = scene.case, scene.ids("stopping systemic opioids")
    exposure, share = case.patient.opioid_exposure, _share_stopped(scene)
    for drug in scene.new:
        if not case.systemic_opioids:
            if exposure not in ("naive", "interrupted"):
                yield _asks("stopping-early", ("systemic_opioid",), because, drug=drug)
            continue
        taken = tuple(dict.fromkeys(opioid.drug for opioid in case.systemic_opioids))
        arrival = scene.figures.get(f"{drug} arrival")
        if isinstance(arrival, Range):
            latest: Duration = arrival.high
            values: dict[str, Any] = {"early": arrival.low.hours_and_minutes(), "late": latest.hours_and_minutes()}
            values |= {"drug": drug, "taken": taken, "share": share or ""}
            yield _note("stopping-early", because, start=arrival.low, end=latest, **values)
        else:
            yield _asks("stopping-early", _of_the_line(case), because, drug=drug)


def _share_stopped(scene: Scene) -> Ratio | None:
    """How many stopped at once, in whoever was studied."""
    for side in sides_of(scene.ask("stopping systemic opioids")):
        share = side.answer.get("share_stopped") if isinstance(side.answer, Figures) else None
        if isinstance(share, Ratio):
            return share
    return None


def _of_the_line(case: Case) -> tuple[str, ...]:
    """What is missing to say when a drug arrives."""
    system = case.system
    told = {
        "system.pump": system.pump,
        "system.tubing_volume": system.tubing_volume,
        "system.catheter.volume": system.catheter.volume,
    }
    return tuple(name for name, value in told.items() if value is None) or ("system.catheter.volume",)


def _afraid_or_bold(scene: Scene) -> Iterable[Finding]:
    """The advice against a low start comes from cancer; there it holds, elsewhere a low start is right."""
    case, patient = scene.case, scene.case.patient
    if not case.systemic_opioids or not scene.new:
        return
    advice, deaths = scene.ids("advice against a low start"), scene.ids("deaths after the start")
    ends = patient.condition("end_of_life")
    if patient.pain_origin == "cancer" or ends == "yes":
        for drug in scene.new:
            least, dose = _least(scene, drug), scene.dose(drug)
            if least is not None and dose is not None and dose < least[0]:
                yield _note("dose-below-every-ratio", (*advice, *least[1]), drug=drug, dose=dose, least=least[0])
    elif patient.pain_origin is None:
        yield _asks("low-start", ("patient.pain_origin",), (*advice, *deaths))
    else:
        yield _note("low-start", (*advice, *deaths))


def _least(scene: Scene, drug: str) -> tuple[DoseRate, tuple[str, ...]] | None:
    """What the most cautious published ratios make of all systemic opioids; None where one is not converted."""
    total, cited = DoseRate(0), list[str]()
    for opioid in scene.case.systemic_opioids:
        barred = scene.ask("automatic conversion", from_drug=opioid.drug, from_route=opioid.route)
        if isinstance(barred, NeedsFact) or any(side.answer == Word("prohibited") for side in sides_of(barred)):
            return None
        links = [("oral morphine equivalent", {"from_drug": opioid.drug, "from_route": opioid.route})]
        if (opioid.drug, opioid.route) == ("morphine", "oral"):
            links = []
        links.append(("conversion ratio", _route("morphine", "oral", "morphine")))
        if drug != "morphine":
            links.append(("conversion ratio", _route("morphine", "intrathecal", drug)))
        dose = opioid.dose
        for question, facts in links:
            divides = question == "conversion ratio"
            ends = [(r, side.ids) for side in sides_of(scene.ask(question, **facts)) for r in _ratios(side.answer)]
            if not ends:
                return None
            pick = max if divides else min
            ratio, ids = pick(ends, key=lambda end: end[0].value)
            dose = DoseRate(dose.value / ratio.value if divides else dose.value * ratio.value)
            cited += ids
        total = total + dose
    return total, tuple(cited)


def _route(start: str, route: str, end: str) -> dict[str, str]:
    return {"from_drug": start, "from_route": route, "to_drug": end, "to_route": "intrathecal"}


def _ratios(answer: object) -> list[Ratio]:
    ends = (answer.low, answer.typical, answer.high) if isinstance(answer, Span) else ()
    return [end for end in ends if isinstance(end, Ratio)]


def _one_ratio(scene: Scene) -> Iterable[Finding]:
    """A dose that comes from a ratio: how far patients in the quartiles moved away from it, and who they were."""
    if scene.case.patient.opioid_exposure != "tolerant" or not scene.case.systemic_opioids:
        return
    because = (*scene.ids("fixed ratio"), *scene.ids("who needs more"))
    who = [side.answer.format() for side in sides_of(scene.ask("who needs more")) if isinstance(side.answer, Items)]
    for drug in scene.new:
        for side in sides_of(scene.ask("expected escalation", drug=drug)):
            found = side.answer
            spread = [found.get(f"{end}_quartile_raise") for end in ("lower", "upper")] if isinstance(
                found, Figures) else []  # fmt: skip
            if spread and None not in spread:
                values = {"low": spread[0], "high": spread[1], "share": found.get("share_raised")}  # type: ignore[union-attr]
                yield _note("one-ratio", (*because, *side.ids), drug=drug, who="; ".join(who), **values)


def _studied_partner(scene: Scene) -> Iterable[Finding]:
    """Another opioid whose mixture with the held drug was found stable, where the one that comes was not studied."""
    for held in scene.held[:1]:
        stable = {drug: _stable(scene, held, drug) for drug in _opioids(scene)}
        partners = [drug for drug, ids in stable.items() if ids]
        for drug in scene.new:
            if partners and drug not in partners:
                ids = [id for each in partners for id in stable[each]]
                ids += [id for each in partners for id in
                        scene.ids("dual therapy experience", drug=held, added_drug=each)]  # fmt: skip
                ids += scene.ids("alternatives to mixing", drug=held)
                yield _note("studied-partner", ids, drug=drug, held=held, partner=tuple(partners))


def _opioids(scene: Scene) -> list[str]:
    return [drug.id for drug in scene.ask.knowledge.catalogue.drugs if drug.kind == "opioid"]


def _stable(scene: Scene, held: str, drug: str) -> tuple[str, ...]:
    sides = sides_of(scene.ask("mixture evidence", drug=held, added_drug=drug))
    return tuple(
        id
        for side in sides
        if isinstance(side.answer, Evidence) and side.answer.finding == "stable"
        for id in side.ids
    )  # fmt: skip


def _tolerance_lost(scene: Scene) -> Iterable[Finding]:
    """An opioid was interrupted: what the patient stood before says little of what is stood now."""
    exposure = scene.case.patient.opioid_exposure
    for drug in scene.new:
        because = scene.ids("risk factors for respiratory depression")
        if exposure == "interrupted":
            yield _note("tolerance-lost", because, drug=drug)
        elif exposure is None:
            yield _asks("tolerance-lost", ("patient.opioid_exposure",), because, drug=drug)


# The patient


def _breathing(scene: Scene) -> Iterable[Finding]:
    """Risks for breathing, and those that nobody asked about."""
    if scene.opioids:
        answers = {risk: scene.case.patient.risk(risk) for risk in RISKS if risk not in SEDATIVES}
        because = scene.ids("risk factors for respiratory depression")
        yield from _told("breathing", "patient.risks", answers, "yes", because)


def _sedatives(scene: Scene) -> Iterable[Finding]:
    """Both drugs sedate; so does what else is taken, and that is reduced first."""
    for held in scene.held[:1]:
        if not scene.opioids:
            continue
        first = scene.ids("what is reduced first")
        because = (*scene.ids("interactions", drug=held), *first)
        yield _note("sedation-adds-up", because, held=held, drug=scene.opioids)
        answers = {risk: scene.case.patient.risk(risk) for risk in SEDATIVES}
        cited = (*scene.ids("sedatives with intrathecal opioid"), *first)
        yield from _told("sedatives", "patient.risks", answers, "yes", cited)


def _needles(scene: Scene) -> Iterable[Finding]:
    """An anticoagulant, an infection, a pregnancy."""
    if not scene.new:
        return
    questions = {
        "anticoagulant": "anticoagulant and intrathecal therapy",
        "infection": "infection and intrathecal therapy",
        "pregnancy": "intrathecal opioid in pregnancy",
    }
    for name, question in questions.items():
        answer, because = scene.case.patient.condition(name), scene.ids(question)
        if answer == "yes":
            yield _note(name, because) if name == "anticoagulant" else _sign(name, because)
        elif answer == "unknown":
            yield _asks(name, (f"patient.conditions.{name}",), because)


def _older(scene: Scene) -> Iterable[Finding]:
    """An older patient, of whom no study speaks apart."""
    if not scene.new:
        return
    question, age = "intrathecal opioid in an older patient", scene.case.patient.age
    outcome = scene.ask(question) if age is None else scene.ask(question, age=age)
    if isinstance(outcome, NeedsFact):
        yield _asks("older", outcome.fields, (one.id for one in outcome.open))
    elif age is not None and sides_of(outcome):
        yield _note("older", (id for side in sides_of(outcome) for id in side.ids), age=age)


def _prepared(scene: Scene) -> Iterable[Finding]:
    """What comes before a start, and what goes home with the patient."""
    if scene.new:
        answers = {name: scene.case.prepared.get(name, "unknown") for name in PREPARED if name != "second_check"}
        before = {name: answer for name, answer in answers.items() if name not in AT_HOME}
        after = {name: answer for name, answer in answers.items() if name in AT_HOME}
        first = (*scene.ids("conduct of therapy"), *scene.ids("before the first intrathecal opioid"))
        yield from _told("before-start", "prepared", before, "no", first)
        cited = scene.ids("before going home with an intrathecal opioid")
        yield from _told("going-home", "prepared", after, "no", cited)


# One pump for two drugs


def _two_drugs(scene: Scene) -> Iterable[Finding]:
    """What one reservoir for two drugs means when something goes wrong: an overdose of both, a stop of both."""
    for held in scene.held[:1]:
        if scene.opioids:
            both = {"held": held, "drug": scene.opioids}
            yield _note("naloxone", scene.ids("naloxone and baclofen", drug=held), **both)
            stopped = (*scene.ids("stop of a pump with an opioid"), *scene.ids("overdose after a restart", drug=held))
            yield _note("stall", stopped, **both)


def _boluses(scene: Scene) -> Iterable[Finding]:
    """A patient bolus carries both drugs: how much of the held one, in this mixture."""
    case, mixture = scene.case, scene.mixture
    allowed = [step.program.patient_bolus for step in scene.programs if step.program.patient_bolus is not None]
    present = case.system.patient_controller == "present" or case.running.boluses is not None or bool(allowed)
    for held in scene.held[:1]:
        for drug in scene.new:
            because = scene.ids("patient bolus in a dual pump", drug=held)
            if case.system.patient_controller is None and not present:
                yield _asks("bolus", ("system.patient_controller",), because, held=held, drug=drug)
            elif present and mixture[drug] and mixture[held]:
                example = _example(scene, drug)
                if example is not None:
                    carries = (example[0] / mixture[drug]) * mixture[held]
                    cited = (*because, *example[1])
                    yield _note("bolus", cited, held=held, drug=drug, bolus=example[0], carries=carries)


def _example(scene: Scene, drug: str) -> tuple[Mass, tuple[str, ...]] | None:
    for side in sides_of(scene.ask("bolus that carries both drugs", drug=drug)):
        if isinstance(side.answer, Span) and isinstance(side.answer.typical, Mass):
            return side.answer.typical, side.ids
    return None


def _pharmacist(scene: Scene) -> Iterable[Finding]:
    """A mixture without evidence of its own."""
    if scene.codes & UNPROVED:
        yield _note("pharmacist", scene.ids("making the mixture"))


def _volume(scene: Scene) -> Iterable[Finding]:
    """What should come back at the refill, and from which difference something is wrong."""
    pump, running = scene.pump, scene.case.running
    if pump is None or not scene.refills:
        return
    outcome = sides_of(scene.ask("volume difference at a refill", pump=pump.id))
    because = tuple(id for side in outcome for id in side.ids)
    if not outcome:
        yield _note("volume-without-limit", pump=pump.name)
        return
    at, told = scene.refills[0].at, running.reservoir_volume
    for side in outcome:
        if told is None:
            yield _asks("volume", ("running.reservoir_volume",), because, pump=pump.name)
        elif isinstance(side.answer, Span):
            used = running.flow * at
            expected = told - used if used < told else Volume(0)
            yield _note("volume", because, pump=pump.name, expected=expected, limit=side.answer.high)


def _at_risk(scene: Scene) -> Iterable[Finding]:
    """The whole fill can go beside the pump: how much that is, and for how many days it was meant."""
    because = (
        *scene.ids("most that a fill can put in the wrong place"),
        *scene.ids("observation after a refill that misfits"),
    )
    for refill in scene.refills[-1:]:
        program = scene.programs[-1].program if scene.programs else scene.case.running.program
        flow = program.flow_for(program.daily_dose)
        for drug in scene.opioids:
            if refill.fill[drug] and flow.value:
                values = {
                    "drug": drug,
                    "volume": refill.volume,
                    "amount": refill.fill[drug] * refill.volume,
                    "days": refill.volume / flow,
                }
                yield _note("whole-fill", because, **values)


def _typed_in(scene: Scene) -> Iterable[Finding]:
    """New concentrations are typed in: two people, unless that is arranged already."""
    running = scene.case.running.program.entered
    if any(step.program.entered != running for step in scene.programs):
        answers = {"second_check": scene.case.prepared.get("second_check", "unknown")}
        yield from _told("second-check", "prepared", answers, "no", _slips(scene))


def _slips(scene: Scene) -> tuple[str, ...]:
    """What came of a number that nobody read back."""
    asked = [("dose typed for an hour", {"drug": held}) for held in scene.held[:1]]
    asked += [("wrong concentration given", {}), ("checks at a refill", {})]
    return tuple(id for question, facts in asked for id in scene.ids(question, **facts))


def _granuloma(scene: Scene) -> Iterable[Finding]:
    """A strong mixture, or a dose that has risen over the year."""
    known = tuple(id for asked in ("what granuloma goes with", "granuloma frequency", "granuloma")
                  for id in scene.ids(asked))  # fmt: skip
    for drug in scene.opioids:
        strength = scene.mixture[drug]
        for side in sides_of(scene.ask("concentration seen with granulomas", drug=drug)):
            least = side.answer.low if isinstance(side.answer, Span) else None
            if isinstance(least, Concentration) and strength >= least:
                yield _note("granuloma-strength", (*side.ids, *known), drug=drug, strength=strength, least=least)
        if scene.case.running.fill[drug]:
            yield from _yearly(scene, drug, known)


def _yearly(scene: Scene, drug: str, because: tuple[str, ...]) -> Iterable[Finding]:
    before, now = scene.case.running.year_ago.get(drug), scene.dose(drug)
    now = now or scene.case.running.daily_dose(drug)
    if before is None:
        yield _asks("granuloma-rise", (f"running.year_ago.{drug}",), because, drug=drug)
    elif before.value and now > before:
        rise = Ratio(now.value / before.value - 1)
        yield _note("granuloma-rise", because, drug=drug, before=before, now=now, rise=rise)


def _notices(scene: Scene) -> Iterable[Finding]:
    """Safety notices on this pump, and what a scanner does to it."""
    if scene.pump is None or not scene.refills:
        return
    notices = scene.ids("device notice", pump=scene.pump.id)
    if notices:
        yield _note("device-notices", notices, pump=scene.pump.name)
    scanner = scene.ids("magnetic resonance imaging", pump=scene.pump.id)
    planned = scene.case.patient.condition("mri_planned")
    if scanner and planned == "yes":
        yield _note("scanner", scanner, pump=scene.pump.name)
    elif scanner and planned == "unknown":
        yield _asks("scanner", ("patient.conditions.mri_planned",), scanner, pump=scene.pump.name)


CHECKS = (
    _making_room,
    _by_mouth,
    _high_lesion,
    _stopping_early,
    _afraid_or_bold,
    _one_ratio,
    _studied_partner,
    _tolerance_lost,
    _breathing,
    _sedatives,
    _needles,
    _older,
    _prepared,
    _two_drugs,
    _boluses,
    _pharmacist,
    _volume,
    _at_risk,
    _typed_in,
    _granuloma,
    _notices,
)
"""Every check, in the order in which its pitfalls are told."""
