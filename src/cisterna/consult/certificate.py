"""
A certificate: one plan in one case, everything its verdict was worked out from, and what was claimed of it.

Whoever has the file can work every claim out again from the rest of it, and needs neither the claims nor the verdict.
The digest tells whether the file was changed after it was written; it does not tell who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from cisterna.consult.assess import Assessment
from cisterna.consult.data import as_data
from cisterna.inspection import Verification
from cisterna.knowledge import Knowledge, OneOf, Statement
from cisterna.quantities import Range, Ratio
from cisterna.reasons.canonical import canonical_bytes, digest_of_bytes
from cisterna.therapy import Case, Plan, Refill

__all__ = [
    "INPUTS",
    "PARTS",
    "SCHEMA",
    "Certified",
    "Changed",
    "certificate",
    "changed_limits",
    "claims",
    "excerpt",
]

SCHEMA = "cisterna.certificate/1"
"""The form of a certificate."""

INPUTS = ("case", "plan", "policy", "pack")
"""What the claims are worked out from: three texts, and the documents of the pack that were read on the way."""

PARTS = ("_not_in_the_box", "schema", "program", *INPUTS, "claims", "digest")
"""What a certificate holds."""

MODEL = (
    "new fluid pushes old fluid ahead of it in tubing and catheter, and nothing mixes there",
    "in the reservoir everything mixes at once",
    "accuracy, dead volume and residual volumes are constant in time, each anywhere in its range",
    "how far a real front strays from that picture stands under fronts, and no claim reads it",
)
"""The picture that the claims hold for."""

POTENCY = (Fraction(9, 10), Fraction(11, 10))
"""At these parts of the label the dose of a compounded fill is shown: a picture, no limit."""


class Changed(NamedTuple):
    """A statement that reads otherwise in another pack: its digest in the certificate and there; empty: not there."""

    statement: str
    before: str
    after: str


class Certified(NamedTuple):
    """
    What comes out of the inputs of a certificate, and where that differs from what it claims.

    `here` is the same plan judged by the installed pack and policy; None where no limit differs there and the same is
    found. `other_policy`: the house policy here is not the one in the file.
    """

    case: Case
    plan: Plan
    knowledge: Knowledge
    found: Assessment
    differences: tuple[str, ...]
    changed: tuple[Changed, ...]
    here: Assessment | None
    not_in_the_box: tuple[dict[str, Any], ...]
    other_policy: bool = False


def certificate(case: str, plan: str, policy: str, pack: bytes, claimed: Mapping[str, Any], *,
                program: str) -> bytes:  # fmt: skip
    """
    The canonical bytes of a certificate, with its digest.

    `case`, `plan` and `policy` are texts as read; `pack` is canonical already.
    """
    whole: dict[str, Any] = {
        "_not_in_the_box": claimed["not_in_the_box"],
        "schema": SCHEMA,
        "program": program,
        "case": case,
        "plan": plan,
        "policy": policy,
        "claims": {key: value for key, value in claimed.items() if key != "not_in_the_box"},
    }
    before, after = (
        canonical_bytes({key: value for key, value in whole.items() if (key < "digest") is first})[1:-1]
        for first in (True, False)
    )
    after = b'"pack":%b,%b' % (pack, after)
    seal = canonical_bytes({"digest": digest_of_bytes(b"{%b,%b}" % (before, after))})[1:-1]
    return b"{%b,%b,%b}" % (before, seal, after)


def claims(case: Case, plan: Plan, found: Assessment, knowledge: Knowledge) -> dict[str, Any]:
    """
    Everything that is claimed of a plan, worked out from what was found; the same inputs give the same claims.

    `knowledge` is made of the excerpt alone, so that a limit is a statement that stands in the certificate.
    """
    verification, judgement = found.verification, found.judgement
    return {
        "not_in_the_box": list(_not_in_the_box(case, plan, found)),
        "model": list(MODEL),
        "box": as_data(verification.box),
        "assay": as_data(verification.assay),
        "taken_as_exact": list(_exact(verification)),
        "fronts": as_data(found.fronts),
        "narrowed": _narrowed(found),
        "floor": _floor(knowledge),
        "held": list(found.held),
        "figures": as_data(verification.figures),
        "findings": as_data(judgement.findings),
        "verdict": judgement.verdict.name,
        "physics": judgement.physics.name,
        "acknowledgements": judgement.acknowledgements.name,
        "limits": [_limit(one, knowledge) for one in knowledge.statements if _speaks(one, plan, case)],
    }


def _not_in_the_box(case: Case, plan: Plan, found: Assessment) -> Iterator[dict[str, Any]]:
    """What the claims do not cover, whatever they say."""
    fills = [step.fill for step in plan.steps if isinstance(step, Refill)]
    known = found.verification.assay if len(fills) == 1 else ()  # an assay is of one fill
    for drug in (each for each in found.held if fills and each not in known):
        low, high = (as_data(case.running.held_dose(drug) * part) for part in POTENCY)
        yield {"what": "the potency of a compounded fill", "drug": drug, "at -10 %": low, "at +10 %": high}
    for what in ("an implant record that is wrong", "a stall of the pump", "a leak, a kink or a break of the line"):
        yield {"what": what}


def _narrowed(found: Assessment) -> dict[str, Any] | None:
    """What the pump's own refills change: the band they replace, and the figures by that band."""
    narrowed = found.narrowed
    if narrowed is None:
        return None
    return {
        "intervals": narrowed.intervals,
        "accuracy": as_data(narrowed.own),
        "in_place_of": as_data(narrowed.labeled),
        "figures_by_that": as_data(narrowed.by_label.figures),
    }


def _exact(verification: Verification) -> Iterator[str]:
    """The sides of the box that are a single point."""
    if verification.box is not None:
        for name in ("dead_volume", "accuracy", "residual"):
            side = getattr(verification.box, name)
            if isinstance(side, Range) and side.low == side.high:
                yield f"{name.replace('_', ' ')} {side.low}"


def _floor(knowledge: Knowledge) -> dict[str, str]:
    """How far the held drug may fall before the house refuses: as parts of what the old program gives."""
    policy = knowledge.policy
    falls = {
        "cleared": policy.cleared_fall_refused,
        f"{policy.day_window:h}": policy.day_fall_refused,
        f"{policy.hours_window:h}": policy.hours_fall_refused,
    }
    return {name: str(Ratio(1 - fall.value)) for name, fall in falls.items()}


def _speaks(one: Statement, plan: Plan, case: Case) -> bool:
    """Whether a statement is about a drug of this plan, or about no drug."""
    named = [value for condition in one.when if isinstance(condition, OneOf) and condition.fact == "drug"
             for value in condition.values]  # fmt: skip
    return not named or any(drug in named for drug in _drugs(plan, case))


def _drugs(plan: Plan, case: Case) -> set[str]:
    return {drug for step in plan.steps if isinstance(step, Refill) for drug in step.fill} | set(case.running.fill)


def _limit(one: Statement, knowledge: Knowledge) -> dict[str, str]:
    return {
        "statement": one.id,
        "question": one.asks,
        "says": knowledge.said(one.id),
        "digest": knowledge.digest_of(one.id),
    }


def excerpt(documents: Mapping[str, object], read: Iterable[str], case: Case, plan: Plan) -> dict[str, object]:
    """
    The documents of a pack that a verdict on `plan` needs: the statements `read`, what they cite, and the devices.

    A pack of these alone gives the same verdict; whatever is not in it was not looked at.
    """
    drugs = _drugs(plan, case) | {each.drug for each in case.stock}
    kept: dict[str, dict[str, Any]] = {}
    for name, document in documents.items():
        folder = name.partition("/")[0]
        if isinstance(document, dict) and folder not in ("policy", "sources", "statements"):
            products = folder == "formulations"
            kept[name] = {id: entry for id, entry in document.items() if not products or entry["drug"] in drugs}
    wanted = set(read) | {id for entry in _under(kept, "formulations") for id in entry.get("warnings", ())}
    for name, document in documents.items():
        if name.startswith("statements/") and isinstance(document, dict) and document["id"] in wanted:
            kept[name] = document
    cited = _texts(kept)
    for name, document in documents.items():
        if name.startswith("sources/") and isinstance(document, dict):
            kept[name] = {id: entry for id, entry in document.items() if id in cited}
    return {name: document for name, document in sorted(kept.items()) if document}


def _under(documents: Mapping[str, dict[str, Any]], folder: str) -> Iterator[Mapping[str, Any]]:
    for name, document in documents.items():
        if name.startswith(f"{folder}/"):
            yield from document.values()


def _texts(value: object) -> set[str]:
    """Every text anywhere in plain data."""
    found, ahead = set[str](), [value]
    while ahead:
        part = ahead.pop()
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, dict):
            ahead += part.values()
        elif isinstance(part, list):
            ahead += part
    return found


def changed_limits(claimed: Mapping[str, Any], knowledge: Knowledge) -> tuple[Changed, ...]:
    """The statements of a certificate that read otherwise, or are missing, in `knowledge`."""
    found = []
    for limit in claimed["limits"]:
        id, before = limit["statement"], limit["digest"]
        after = knowledge.digest_of(id) if knowledge.has(id) else ""
        if after != before:
            found.append(Changed(id, before, after))
    return tuple(found)
