"""
Certificates: making one from a case and a plan, and working out again what a file of one claims.

What it reads from a file is the inputs; claims and verdict are compared with what comes out, and never believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cisterna import __version__
from cisterna.consult import Assessment, check_plan
from cisterna.consult.certificate import (
    PARTS,
    SCHEMA,
    Certified,
    certificate,
    changed_limits,
    claims,
    excerpt,
)
from cisterna.consult.record import differences
from cisterna.desk import open_case, open_plan
from cisterna.files.knowledge import knowledge_from
from cisterna.files.pack import open_pack, tagged
from cisterna.files.plan import write_plan
from cisterna.files.same import excerpt_text, known_in, known_of, object_text
from cisterna.knowledge import Knowledge, Known
from cisterna.reasons.canonical import CanonicalError, digest, digest_of_bytes
from cisterna.therapy import Case, Plan

__all__ = ["CertificateError", "certify", "check_certificate", "is_certificate", "not_as_claimed"]


EXCERPT = "excerpt"
"""What stands for the digest of a pack that is a part of one: the certificate has a digest of its own."""


_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class CertificateError(ValueError):
    """A file that is no certificate, or one that was changed after it was written."""


def certify(case_text: str, name: str, plan: Plan, case: Case, policy_text: str, installed: Knowledge) -> bytes:
    """
    The canonical bytes of a certificate for `plan` in the case of `case_text`.

    `installed` is the installed pack under the policy of `policy_text`; what is claimed is judged from the excerpt.
    """
    plan_text = write_plan(plan, case)
    watched = installed.watched()
    again = open_plan(plan_text, "plan", case, watched)
    check_plan(case, again, watched, on=case.on)
    named = [id for ids in installed.policy.first.values() for id in ids]  # so that the policy can be checked
    kept = excerpt(open_pack()[0], (*watched.read, *named), case, again)
    inputs = _Inputs.of(case_text, plan_text, policy_text, kept, name, known_in(kept, installed))
    claimed = claims(inputs.case, inputs.plan, inputs.found, inputs.knowledge)
    return certificate(case_text, plan_text, policy_text, excerpt_text(kept).encode(), claimed, program=__version__)


class _Inputs(NamedTuple):
    """
    The inputs of a certificate, opened, and what comes out of them.

    `asked` is the knowledge as the plan was judged by it, which remembers what was asked; `texts` are case and plan.
    """

    case: Case
    plan: Plan
    knowledge: Knowledge
    found: Assessment
    asked: Knowledge
    texts: str

    @classmethod
    def of(
        cls, case: str, plan: str, policy: str, pack: Mapping[str, object], name: str, known: Known | None
    ) -> _Inputs:
        """Open the texts; `pack` are documents with their dates, but for those that are `known` as a whole."""
        knowledge = knowledge_from(pack, policy=policy, digest=EXCERPT, known=known)
        opened = open_case(case, f"{name}, its case", knowledge)
        steps = open_plan(plan, f"{name}, its plan", opened, knowledge)
        asked = knowledge.watched()
        return cls(opened, steps, knowledge, check_plan(opened, steps, asked, on=opened.on), asked, case + plan)

    def as_in(self, installed: Knowledge) -> bool:
        """Whether all that the plan was judged by is the very same in the installed pack, so that its verdict is."""
        mine, theirs = self.knowledge.catalogue, installed.catalogue
        products = tuple(each for each in theirs.formulations if each.drug in self.texts)
        return (
            (mine.drugs, mine.pumps, mine.catheters) == (theirs.drugs, theirs.pumps, theirs.catheters)
            and tuple(each for each in mine.formulations if each.drug in self.texts) == products
            and self.asked.answered_alike(installed)
        )


def is_certificate(text: str) -> bool:
    """Whether a file is meant to be a certificate: JSON and not a case file."""
    return text.lstrip()[:1] == "{"


def check_certificate(text: str, name: str, installed: Knowledge) -> Certified:
    """
    Work out every claim of a certificate from its inputs.

    Raises `CertificateError` where the file is none or does not match its digest; `FileProblems` where an input of
    it cannot be read.
    """
    data, as_written = _sealed(text, name)
    if not isinstance(data["pack"], dict):
        raise CertificateError(f"{name}: its pack cannot be read. Make a new one from the case.")
    known, alike = known_of(data["pack"], installed, whole=as_written)
    pack = {id: document if id in alike else _dated(document) for id, document in data["pack"].items()}
    inputs = _Inputs.of(data["case"], data["plan"], data["policy"], pack, name, known)
    claimed = claims(inputs.case, inputs.plan, inputs.found, inputs.knowledge)
    wrong = tuple(not_as_claimed(data, claimed))
    changed = changed_limits(claimed, installed)
    other_policy = installed.digests.policy != inputs.knowledge.digests.policy
    # Judged again wherever a question was asked to which the file holds another answer, more of them, or fewer: a
    # statement that it does not hold, or a pump that it holds otherwise, shows only so.
    here, differs = None, False
    if changed or other_policy or not inputs.as_in(installed):
        here = check_plan(inputs.case, inputs.plan, installed, on=inputs.case.on)
        differs = bool(changed) or other_policy or _judged(here) != _judged(inputs.found)
    return Certified(
        inputs.case,
        inputs.plan,
        inputs.knowledge,
        inputs.found,
        wrong,
        changed,
        here if differs else None,
        tuple(claimed["not_in_the_box"]),
        other_policy,
    )


def _judged(found: Assessment) -> tuple[object, ...]:
    """What a verdict rests on: every finding, the box, and the worst of it."""
    verification = found.verification
    return found.judgement, verification.box, dict(verification.figures)


def not_as_claimed(data: Mapping[str, Any], claimed: Mapping[str, Any]) -> Iterator[str]:
    """Every place in which a certificate claims something else than what came out of its inputs."""
    yield from differences(data["_not_in_the_box"], claimed["not_in_the_box"], path="_not_in_the_box")
    rest = {key: value for key, value in claimed.items() if key != "not_in_the_box"}
    yield from differences(data["claims"], rest, path="claims")


def _sealed(text: str, name: str) -> tuple[dict[str, Any], bool]:
    """The data of a certificate whose digest fits, and whether its pack is a part of the installed one."""
    data, installed = _read(text, name)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise CertificateError(f"{name}: this is not a certificate (no schema '{SCHEMA}'). "
                               f"Give a file that --certificate wrote.")  # fmt: skip
    missing = [part for part in PARTS if part not in data]
    more = [part for part in data if part not in PARTS]
    if missing or more:
        what = f"'{missing[0]}' is missing from" if missing else f"'{more[0]}' has no place in"
        raise CertificateError(f"{name}: {what} a certificate. Give a file that --certificate wrote, whole.")
    if not _as_sealed(text, data["digest"]) and _digest(data) != data["digest"]:
        raise CertificateError(f"{name}: this certificate was changed after it was written: its digest does not fit. "
                               f"Make a new one from the case.")  # fmt: skip
    for part in ("case", "plan", "policy"):
        if not isinstance(data[part], str):
            raise CertificateError(f"{name}: '{part}' is not text. Give a file that --certificate wrote.")
    return data, installed


def _read(text: str, name: str) -> tuple[Any, bool]:
    """
    The data in the text, and whether its pack is, letter by letter, a part of the installed one.

    A number that is not whole is left as its text, and no key stands twice in one object.
    """
    try:
        data = json.loads(text, parse_float=str, parse_constant=_no_number)
        if _of_the_installed(data) == text.rstrip("\n"):
            return data, True
        return json.loads(text, parse_float=str, parse_constant=_no_number, object_pairs_hook=_once), False
    except (ValueError, RecursionError) as wrong:
        raise CertificateError(f"{name}: this is not a certificate: it is not JSON ({wrong}).") from None


def _of_the_installed(data: Any) -> str:
    """
    The text that a certificate with these data has if every document of its pack, or every entry, is the installed one.

    Empty where the installed pack has no such document or entry.
    """
    if not isinstance(data, dict) or not isinstance(data.get("pack"), dict):
        return ""
    pack = excerpt_text(data["pack"])
    return pack and object_text({key: pack if key == "pack" else _PLAIN.encode(part) for key, part in data.items()})


def _as_sealed(text: str, sealed: object) -> bool:
    """Whether the text itself, less the digest in it, is what the digest was made of: so it is as it was written."""
    before, seal, after = text.rstrip("\n").partition(f'"digest":"{sealed}",')
    return bool(seal) and digest_of_bytes((before + after).encode("utf-8", "replace")) == sealed


def _digest(data: dict[str, Any]) -> str:
    """What the data are known by, however they are laid out as text; empty for what no certificate holds."""
    try:
        return digest({key: value for key, value in data.items() if key != "digest"})
    except CanonicalError:
        return ""


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _dated(value: Any) -> Any:
    """With the dates of a pack as dates; what is none is left for the reader of the pack to name."""
    if isinstance(value, list):
        return [_dated(part) for part in value]
    if not isinstance(value, dict):
        return value
    found = {key: _dated(part) for key, part in value.items()}
    try:
        return tagged(found)
    except ValueError:
        return found
