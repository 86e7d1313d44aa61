"""The pump has stood still and is to run again: as before after what the house calls a short gap, else not so."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.consult.changes.sides import said
from cisterna.knowledge import Word
from cisterna.quantities import Duration
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Window
from cisterna.therapy import Change, Plan, Program, Reprogram, Restart
from cisterna.transition.turn import as_it_runs

__all__ = ["MAKER"]

NAME, NOW = "restart-as-before", Duration(0)


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, Restart)
    return Finding("asked-restart", Force.NOTE, values={"stopped": change.stopped, "gap": NOW - change.stopped})


def make(making: Making) -> Made:
    """The program as it was, where the gap is short; every drug of the mixture starts again with it."""
    change, case, policy = making.change, making.case, making.knowledge.policy
    assert isinstance(change, Restart)
    gap, held = NOW - change.stopped, making.held
    says = tuple(_says(making))
    values = {"gap": gap, "boundary": policy.short_gap, "drug": held}
    if gap > policy.short_gap:
        because = tuple(id for one in says for id in one.because)
        too_long = Finding("restart-gap-too-long", Force.NOTE, values=values, because=because)
        return Made(not_possible=(NoWay(NAME, too_long),), findings=(*says, *_clock(making, gap)))
    program = Program(held, case.running.fill, as_it_runs(case, held))
    opioids = [each for each in case.running.fill if each != held]
    draft = Draft(
        id=NAME,
        called="way-restart",
        values={"drugs": tuple(case.running.fill)},
        plan=Plan((Reprogram(NOW, program),)),
        form=case.fill.form,
        flow=case.running.flow,
        windows=(Window("change", NOW, NOW, policy.observation_after_arrival),),
        notes=(Finding("restart-gap-is-short", Force.NOTE, values=values), *says, *_together(making, opioids, gap)),
    )
    return Made((draft,), findings=tuple(_clock(making, gap)))


def _says(making: Making) -> Iterator[Finding]:
    """What each source says to a restart of the held drug."""
    yield from said(making, "restart after an interruption", making.held, "source-on-restart", kind=Word)


def _clock(making: Making, gap: Duration) -> Iterator[Finding]:
    """Withdrawal counts from when delivery ended, not from now."""
    yield Finding("restart-withdrawal-clock", Force.NOTE, values={"drug": making.held, "gap": gap})


def _together(making: Making, opioids: list[str], gap: Duration) -> Iterator[Finding]:
    """The opioid in the mixture starts with the held drug, in a patient who has had none for so long."""
    for drug in opioids:
        dose = making.case.running.daily_dose(drug)
        values = {"drug": drug, "dose": dose, "gap": gap, "held": making.held}
        yield Finding("restart-opioid-too", Force.NOTE, values=values)


MAKER = Maker(asked, make)
"""A restart after a gap."""
