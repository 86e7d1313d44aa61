"""Words for the sensitivity of a plan: each input, what to check where it stands, what the table does not say."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BREAKS_NOWHERE", "INPUTS", "NOTHING_LEFT", "NOT_IN_IT", "Input"]


class Input(NamedTuple):
    """An input as people name it, `{drug}` in it, and what to check at the bedside, the programmer or the pharmacy."""

    name: str
    check: str


INPUTS: dict[str, Input] = {
    "dead volume": Input(
        "Tubing and catheter",
        "Read both volumes and the software card from the programmer again; look up model and length after trimming in "
        "the implant record and in every revision since.",
    ),
    "accuracy": Input(
        "Accuracy of this pump",
        "Set delivered against commanded volume of its last three refills or more (system.refill_volumes). Counted "
        "against what the same pump gave before: a change of its accuracy during the plan is not in this figure.",
    ),
    "residual volume": Input(
        "Left in the reservoir",
        "Draw until nothing more comes, and write down the volume; look up the residual volume of this very model.",
    ),
    "reservoir volume": Input(
        "In the reservoir now",
        "Read it from the programmer before drawing, and set it against what is drawn.",
    ),
    "running concentration": Input(
        "{drug} that runs now",
        "Set the pharmacy's record and the label of the last fill against what the programmer shows.",
    ),
    "running dose": Input(
        "Dose that runs now",
        "Interrogate the pump before anything is drawn: dose, mode, every step of a schedule, and flow.",
    ),
    "syringe": Input(
        "{drug} in the syringe",
        "Two people read label against order; ask the pharmacy for its compounding record, and for an assay if there "
        "is one.",
    ),
    "late program": Input(
        "Program started late",
        "Write down the minute of the injection. Later than this, do not start the planned program: plan again from "
        "where things are.",
    ),
}
"""By the key of the input."""

NOT_IN_IT = (
    "One input at a time is wrong, and the plan stays as it is. Two that are wrong together, a stalled pump, a leak or "
    "a moved catheter are not in this table. What is only written down (a label against what is typed in, limits on "
    "orders, start ranges) does not count for an error that nobody sees."
)
"""What the table does not say; it stands above it."""
NOTHING_LEFT = {
    "Refused": "The plan is refused as the case stands: there is no margin to show. See `cisterna check`.",
    "CannotSay": "Facts are missing as the case stands, so there is no margin to show. See `cisterna check`.",
}
"""Where nothing is left to break, by verdict."""
BREAKS_NOWHERE = "{stated} stated; the verdict changes nowhere {range}"
"""Of an input that breaks nothing: what is stated, and how far was looked."""
