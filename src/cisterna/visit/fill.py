"""What went into the reservoir: how much, what the label says, and whether screen, label and plan say the same."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.quantities import Volume
from cisterna.reasons import Finding
from cisterna.therapy import Mixture
from cisterna.visit.scene import Scene, act, alike, ask_for, stop, worth_knowing
from cisterna.visit.slips import Pair, slips

__all__ = ["check_concentrations", "check_fill", "check_typed_volume"]


def check_fill(scene: Scene) -> Iterator[Finding]:
    """The volume and the form of the fill: does it fit, is it the one that was planned?"""
    fill, planned = scene.visit.fill, scene.planned_refill
    if fill.volume is None:
        yield ask_for("fill.volume", "whether the fill fits into the reservoir")
    else:
        yield from _fits(scene, fill.volume)
        if planned is not None and not alike(fill.volume, planned.volume):
            yield act("fill-volume-not-planned", volume=fill.volume, planned=planned.volume)
        for drug, strength in (fill.label or Mixture({})).items():
            because = scene.ids("most that a fill can put in the wrong place")
            yield worth_knowing("most-at-risk", because, drug=drug, amount=strength * fill.volume, volume=fill.volume,
                                strength=strength)  # fmt: skip
    wanted = scene.case.fill.form
    if fill.form is not None and wanted is not None and fill.form != wanted:
        yield act("form-not-planned", form=fill.form, planned=wanted)


def _fits(scene: Scene, volume: Volume) -> Iterator[Finding]:
    """The fill with nothing under it, and with the most that can be under it."""
    reservoir = scene.pump.reservoir if scene.pump else None
    if reservoir is None:
        yield ask_for("system.pump", "whether the fill fits into the reservoir")
        return
    size, because = reservoir.value, scene.ids("residual volume", pump=scene.pump.id) if scene.pump else ()
    if volume > size:
        yield stop("overfilled", scene.ids("what goes with over-infusion"), volume=volume, size=size)
    elif scene.residual is None:
        yield ask_for("system.residual_volume", "whether the fill fits into the reservoir")
    elif volume + scene.residual > size:
        yield act("may-be-overfilled", because, volume=volume, residual=scene.residual, size=size,
                  filled=volume + scene.residual)  # fmt: skip


def check_concentrations(scene: Scene) -> Iterator[Finding]:
    """Label, screen and plan against each other, drug by drug."""
    label, program = scene.visit.fill.label, scene.visit.programmed.program
    planned, planned_program = scene.planned_refill, scene.planned_program
    checks = scene.ids("checks at a refill")
    if label is None:
        yield ask_for("fill.label", "the label against what the pump is told")
    if program is None:
        yield ask_for("programmed.entered", "the label against what the pump is told")
    if label is not None and program is not None:
        yield from _compared(scene, label, program.entered, "label-not-entered", ("label", "screen"), checks)
    if label is not None and planned is not None:
        yield from _compared(scene, label, planned.fill, "label-not-planned", ("label", "plan"), checks)
    if program is not None and planned_program is not None:
        yield from _compared(scene, program.entered, planned_program.entered, "entered-not-planned",
                             ("screen", "plan"), checks)  # fmt: skip
    if label is not None and planned is None:
        for drug, strength in label.items():  # no order to compare with: the fill that runs is the nearest thing
            running = scene.case.running.fill[drug]
            if running:
                yield from slips(scene, Pair(strength, running, "label", "fill before", drug))


def _compared(
    scene: Scene, one: Mixture, other: Mixture, code: str, names: tuple[str, str], because: tuple[str, ...]
) -> Iterator[Finding]:
    for drug in sorted({*one, *other}):
        if alike(one[drug], other[drug]):
            continue
        yield stop(code, because, drug=drug, found=one[drug], meant=other[drug])
        if one[drug] and other[drug]:
            yield from slips(scene, Pair(one[drug], other[drug], *names, drug))


def check_typed_volume(scene: Scene) -> Iterator[Finding]:
    """The reservoir volume that is typed in: the fill, or the fill with what may have stayed under it."""
    typed, volume = scene.visit.programmed.reservoir_volume, scene.visit.fill.volume
    if typed is None:
        yield ask_for("programmed.reservoir_volume", "the reservoir volume typed in against the fill")
    elif volume is not None:
        most = volume + (scene.residual or Volume(0))
        if typed < volume and not alike(typed, volume):
            yield act("typed-volume-low", typed=typed, volume=volume)
        elif typed > most and not alike(typed, most):
            if scene.residual is None and scene.pump is None:
                yield ask_for("system.residual_volume", "the reservoir volume typed in against the fill")
            else:
                yield act("typed-volume-high", typed=typed, volume=volume, most=most)
    alarm, wanted = scene.visit.programmed.low_reservoir_alarm, scene.case.system.low_reservoir_alarm
    if wanted is not None and alarm is None:
        yield ask_for("programmed.low_reservoir_alarm", "the alarm volume against the case")
    elif wanted is not None and alarm is not None and not alike(alarm, wanted):
        yield act("alarm-volume-differs", alarm=alarm, before=wanted)
