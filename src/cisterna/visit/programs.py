"""
Old and new program side by side, the screen against the plan, and what the pump says of itself before and after.

Doses of every drug move with the one flow, so each line of the comparison is a drug and never a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from cisterna.conversion.asking import sides_of
from cisterna.knowledge import Span
from cisterna.quantities import DoseRate, FlowRate, Quantity, Ratio
from cisterna.reasons import Finding
from cisterna.therapy import Mixture, Program
from cisterna.visit.facts import STATUSES, Shown
from cisterna.visit.scene import Scene, act, alike, ask_for, stop, worth_knowing
from cisterna.visit.slips import Pair, slips

__all__ = [
    "Change",
    "Flows",
    "check_after",
    "check_before",
    "check_changes",
    "check_screen",
    "flows_of",
    "side_by_side",
]

RUNNING = STATUSES[0]
STEP, OPIOID_STEP = "daily dose step", "opioid dose step"


class Change(NamedTuple):
    """A drug's daily dose as it ran and as it will run; `change` is the difference as a part of the old dose."""

    drug: str
    old: DoseRate
    new: DoseRate
    change: Ratio | None


class Flows(NamedTuple):
    """The mean flow over a day as it ran and as it will run."""

    old: FlowRate
    new: FlowRate
    change: Ratio | None


def _daily_flow(program: Program) -> FlowRate:
    return program.flow_for(program.daily_dose)


def flows_of(scene: Scene) -> Flows | None:
    """The flow before and after; None where the new program is not told."""
    program = scene.visit.programmed.program
    if program is None:
        return None
    old, new = scene.case.running.flow, _daily_flow(program)
    return Flows(old, new, _part(old.value, new.value))


def side_by_side(scene: Scene) -> tuple[Change, ...]:
    """Every drug that ran or will run, with both doses: of the fill that was in it and of the one on the label."""
    program, inside = scene.visit.programmed.program, scene.inside
    if program is None or inside is None:
        return ()
    running, flow = scene.case.running, _daily_flow(program)
    lines = []
    for drug in sorted({*running.fill, *inside}):
        old, new = running.daily_dose(drug), inside[drug] * flow
        lines.append(Change(drug, old, new, _part(old.value, new.value)))
    return tuple(lines)


def _part(old: Fraction, new: Fraction) -> Ratio | None:
    return Ratio((new - old) / old) if old else None


def check_changes(scene: Scene) -> Iterator[Finding]:
    """What the new program changes for each drug, and whether it is the change that was planned."""
    likely: list[Finding] = []
    for line in side_by_side(scene):
        if alike(line.old, line.new):
            continue
        planned = _planned_dose(scene, line.drug)
        if planned is not None and alike(line.new, planned):
            yield worth_knowing("dose-changes-as-planned", drug=line.drug, old=line.old, new=line.new)
            continue
        yield from _changed(scene, line)
        if planned is None:
            likely += slips(scene, Pair(line.new, line.old, "new program", "old program", line.drug))
    flows = flows_of(scene)
    if flows is not None and scene.plan is None and not likely:
        likely += slips(scene, Pair(flows.new, flows.old, "new program", "old program"))
    yield from likely


def _changed(scene: Scene, line: Change) -> Iterator[Finding]:
    values = {"drug": line.drug, "old": line.old, "new": line.new}
    if line.change is None:
        yield act("new-drug", scene.ids("arrival of a new drug"), drug=line.drug, new=line.new)
    elif not line.new:
        yield stop("drug-left-out", scene.ids("interruption", drug=line.drug), drug=line.drug, old=line.old)
    elif line.change.value > 0:
        step = _largest_step(scene, line.drug)
        if step is not None and line.change > step[0]:
            yield stop("raise-beyond-step", step[1], change=line.change, step=step[0], **values)
        else:
            yield act("dose-raised", step[1] if step else (), change=line.change, **values)
    else:
        yield act("dose-lowered", scene.ids("interruption", drug=line.drug), change=Ratio(-line.change.value), **values)


def _largest_step(scene: Scene, drug: str) -> tuple[Ratio, tuple[str, ...]] | None:
    """The largest raise in one step that any source allows this patient, with all that was said; None where none is."""
    patient = scene.case.patient
    told: dict[str, str | Quantity] = {"drug": drug}
    told |= {"spasticity": patient.spasticity} if patient.spasticity else {}
    told |= {"age": patient.age} if patient.age else {}
    sides = (*sides_of(scene.ask(STEP, **told)), *(sides_of(scene.ask(OPIOID_STEP)) if drug in _opioids(scene) else ()))
    ends = [
        (side.answer.high, side.ids)
        for side in sides
        if isinstance(side.answer, Span) and isinstance(side.answer.high, Ratio)
    ]
    if not ends:
        return None
    return max((end for end, _ in ends), key=lambda end: end.value), tuple(id for _, ids in ends for id in ids)


def _planned_dose(scene: Scene, drug: str) -> DoseRate | None:
    program, refill = scene.planned_program, scene.planned_refill
    if program is None:
        return None
    inside: Mixture = refill.fill if refill is not None else scene.case.running.fill
    return inside[drug] * _daily_flow(program)


def check_screen(scene: Scene) -> Iterator[Finding]:
    """The program on the screen against the plan, and the bridge that a change of concentration needs."""
    screen, planned = scene.visit.programmed, scene.planned_program
    program = screen.program
    if program is None:
        yield ask_for("programmed.primary", "old and new program side by side")
        return
    if planned is not None:
        yield from _against_plan(scene, program, planned)
    else:
        yield from _bridge(scene, program)


def _against_plan(scene: Scene, program: Program, planned: Program) -> Iterator[Finding]:
    checks = scene.ids("checks at a refill")
    if program.primary != planned.primary:
        yield stop("primary-not-planned", checks, drug=program.primary, planned=planned.primary)
    elif not alike(program.daily_dose, planned.daily_dose):
        drug = program.primary
        yield stop("dose-not-planned", checks, drug=drug, found=program.daily_dose, meant=planned.daily_dose)
        yield from slips(scene, Pair(program.daily_dose, planned.daily_dose, "screen", "plan", drug))
    elif program.steps != planned.steps and not _alike_steps(program, planned):
        yield stop("schedule-not-planned", checks, found=program.daily_dose)
    told = scene.visit.programmed.told
    for key, name, found, meant in (
        ("bridge", "bridge bolus", program.bridge, planned.bridge),
        ("prime", "priming bolus", program.prime, planned.prime),
        ("bolus", "single bolus", program.bolus, planned.bolus),
        ("patient_bolus", "patient bolus", program.patient_bolus, planned.patient_bolus),
    ):
        if key not in told and (meant is not None or key == "bridge"):
            yield ask_for(f"programmed.{key}", f"the {name} against the plan")
        elif _words(found) != _words(meant):
            because = scene.ids("missing bridge bolus") if key == "bridge" else ()
            yield stop("part-not-planned", (*checks, *because), part=name, found=_words(found), meant=_words(meant))


def _alike_steps(program: Program, planned: Program) -> bool:
    """The same hours, and flows that a screen would show alike."""
    return [start for start, _ in program.steps] == [start for start, _ in planned.steps] and all(
        alike(one, other) for (_, one), (_, other) in zip(program.steps, planned.steps, strict=True)
    )


def _words(part: object) -> str:
    """A bolus as a screen would show it, to the minute; 'none' where there is none."""
    if part is None:
        return "none"
    amount = getattr(part, "volume", None) or getattr(part, "dose", None)
    over, a_day = getattr(part, "over", None), getattr(part, "per_day", None)
    lockout = getattr(part, "lockout", None)
    words = [str(amount)]
    words += [f"over {over.hours_and_minutes()}"] if over is not None else []
    words += [f"{a_day} a day"] if a_day is not None else []
    words += [f"lockout {lockout.hours_and_minutes()}"] if lockout is not None else []
    return " ".join(words)


def _bridge(scene: Scene, program: Program) -> Iterator[Finding]:
    """Without a plan: a concentration of the primary drug that changes needs a bridge, or somebody who says why not."""
    old, new = scene.case.running.program.entered[program.primary], program.entered[program.primary]
    if not old or alike(old, new) or program.bridge is not None:
        return
    because = (*scene.ids("concentration change needs bridge", drug=program.primary),
               *scene.ids("missing bridge bolus"))  # fmt: skip
    values = {"drug": program.primary, "old": old, "new": new}
    if "bridge" in scene.visit.programmed.told:
        yield stop("no-bridge", because, **values)
    else:
        yield ask_for("programmed.bridge", "whether a bridge bolus is programmed", code="bridge-not-told",
                      because=because, **values)  # fmt: skip


def check_before(scene: Scene) -> Iterator[Finding]:
    """The interrogation at the start against the case: the pump that runs, the doses, the card, the tubing."""
    before, system, running = scene.visit.before, scene.case.system, scene.case.running
    drugs = tuple(running.fill)
    if before.status is None:
        yield ask_for("before.status", "whether the pump was running when it was found")
    elif before.status != RUNNING:
        yield stop("found-not-running", _stopped(scene, drugs), status=before.status)
    flow = running.volume_per_day_without_boluses
    if not before.doses:
        yield ask_for("before.doses", "what the pump runs against what the case says")
    yield from _shown(scene, before.doses, running.program.entered, flow, "before-dose-differs", "case")
    if before.flow is not None and not before.flow.agrees(flow):
        yield stop("before-flow-differs", shown=before.flow.value, meant=flow)
        yield from slips(scene, Pair(before.flow, flow, "interrogation", "case"))
    card = system.software_card
    if card is not None and before.software_card is None:
        yield ask_for("before.software_card", "the software card of the programmer")
    elif before.software_card != card and card is not None:
        yield act("software-card-differs", _tubing(scene), card=before.software_card, before=card)
    shown, tubing = before.tubing_volume, system.tubing_volume
    if shown is None:
        yield ask_for("before.tubing_volume", "the tubing volume that the programmer works with")
    elif tubing is None:
        yield ask_for("system.tubing_volume", "the tubing volume that the programmer works with")
    elif not (shown.value in tubing or shown.agrees(tubing.low) or shown.agrees(tubing.high)):
        yield act("tubing-volume-differs", _tubing(scene), shown=shown.value, stated=tubing)


def _tubing(scene: Scene) -> tuple[str, ...]:
    return scene.ids("tubing volume shown", pump=scene.pump.id) if scene.pump else ()


def _stopped(scene: Scene, drugs: tuple[str, ...]) -> tuple[str, ...]:
    because = (*scene.for_drugs("check after a stop", drugs), *scene.for_drugs("restart after an interruption", drugs))
    return (*because, *scene.ids("stop of a pump with an opioid")) if _opioids(scene) & set(drugs) else because


def _opioids(scene: Scene) -> set[str]:
    return {drug.id for drug in scene.ask.knowledge.catalogue.drugs if drug.kind == "opioid"}


def check_after(scene: Scene) -> Iterator[Finding]:
    """The interrogation after the commit: does the pump run, and does it say what was committed?"""
    after, program = scene.visit.after, scene.committed
    drugs = tuple(program.entered) if program is not None else tuple(scene.case.running.fill)
    least = scene.pump.min_rate if scene.pump else None
    if after.status is None:
        yield ask_for("after.status", "whether the pump runs after the session")
    elif after.status != RUNNING:
        yield stop("left-not-running", _stopped(scene, drugs), status=after.status)
    if after.flow is not None and least is not None and after.status == RUNNING and after.flow.value <= least.value:
        yield stop("left-at-minimum", _stopped(scene, drugs), flow=after.flow.value, least=least.value)
    if after.reservoir_volume is None:
        yield ask_for("after.reservoir_volume", "the reservoir volume that the pump took")
    if not after.doses:
        yield ask_for("after.doses", "the pump's own account of what was committed")
    if program is not None:
        yield from _committed(scene, program)


def _committed(scene: Scene, program: Program) -> Iterator[Finding]:
    """What the pump says of itself against the program that was committed and the volume that was typed in."""
    after, typed, flow = scene.visit.after, scene.visit.programmed.reservoir_volume, _daily_flow(program)
    yield from _shown(scene, after.doses, program.entered, flow, "after-dose-differs", "program")
    if after.flow is not None and not after.flow.agrees(flow):
        yield stop("after-flow-differs", shown=after.flow.value, meant=flow)
        yield from slips(scene, Pair(after.flow, flow, "interrogation", "program"))
    volume = after.reservoir_volume
    if volume is not None and typed is not None and not volume.agrees(typed):
        yield act("after-volume-differs", shown=volume.value, meant=typed)


def _shown(
    scene: Scene, doses: Mapping[str, Shown[DoseRate]], entered: Mixture, flow: FlowRate, code: str, against: str
) -> Iterator[Finding]:
    """Doses as displayed against those that the flow gives of what the pump was told it holds."""
    for drug in sorted({*doses, *(entered if doses else ())}):
        shown, meant = doses.get(drug), entered[drug] * flow
        if shown is None:
            yield ask_for(f"{'before' if against == 'case' else 'after'}.doses.{drug}", "the dose that the pump shows")
        elif not shown.agrees(meant):
            yield stop(code, drug=drug, shown=shown.value, meant=meant)
            yield from slips(scene, Pair(shown, meant, "interrogation", against, drug))
