"""
The errands that the command line and the web share: open the pack, a policy, a case, a plan; consult; check; save.

It joins files to the core and holds no rules.
What is wrong with a file comes out as it was found: file, line, what to do.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.consult import Consultation, consult
from cisterna.consult.data import as_data
from cisterna.consult.record import PARTS, SCHEMA, differences, record, record_bytes
from cisterna.files.case import read_case
from cisterna.files.knowledge import knowledge_from, load_knowledge
from cisterna.files.pack import bundle_bytes, load_pack, pack_folder, read_bundle
from cisterna.files.plan import read_plan, write_plan
from cisterna.files.tables import plausible_limits
from cisterna.files.whole import write_whole
from cisterna.knowledge import SHIPPED_POLICY, Knowledge
from cisterna.reasons.canonical import digest
from cisterna.therapy import Case, Override, Plan, Request

if TYPE_CHECKING:
    from cisterna.consult.change import Changed

__all__ = [
    "Desk",
    "NothingAsked",
    "RecordError",
    "Replayed",
    "make_record",
    "open_case",
    "open_desk",
    "open_knowledge",
    "open_plan",
    "plan_case",
    "replay_record",
    "run",
    "save_plan",
    "save_record",
]


class NothingAsked(ValueError):
    """A case without a request, where a plan was wanted."""


class RecordError(ValueError):
    """A file that is not a record, or one that was changed after it was written."""


class Desk(NamedTuple):
    """The knowledge in use, and the text of the policy it was opened with."""

    knowledge: Knowledge
    policy_text: str


def open_knowledge(policy: Path | None = None) -> Knowledge:
    """The installed pack under the shipped house policy, or under the one in the file `policy`."""
    return load_knowledge(policy=policy)


def open_desk(policy: Path | None = None) -> Desk:
    """As `open_knowledge`, with the policy's text for the record."""
    text = (pack_folder() / SHIPPED_POLICY if policy is None else policy).read_text("utf-8")
    return Desk(load_knowledge(policy=policy), text)


def open_case(text: str, name: str, knowledge: Knowledge) -> Case:
    """The case in `text`; every problem in it at once, with its line. Then a systemic dose that nobody means."""
    case = read_case(text, name, knowledge.catalogue, plausible=plausible_limits(knowledge))
    if case.systemic_opioids:
        _refuse_slips(case, name, knowledge)
    return case


def _refuse_slips(case: Case, name: str, knowledge: Knowledge) -> None:
    """A systemic opioid outside everything plausible is a slip of the unit, and no plan is made from it."""
    from cisterna.consult.ask import Ask
    from cisterna.conversion.plausible import slip_of
    from cisterna.conversion.taken import Taken
    from cisterna.files.toml import FileProblem, FileProblems
    from cisterna.reasons import Trace

    ask, problems = Ask(knowledge, case.on, Trace()), []
    for number, one in enumerate(case.systemic_opioids):
        slip = slip_of(Taken(one.drug, one.route, one.dose, one.form), ask)
        if slip is not None:
            where = "above" if slip.too_much else "below"
            problems.append(
                FileProblem(
                    name,
                    None,
                    ("systemic_opioid", number, "dose"),
                    f"{one.dose:mg/day} of {one.drug} comes to {slip.comes_to:mg/day} of oral morphine, {where} "
                    f"everything plausible ({slip.low:mg/day} to {slip.high:mg/day}). Check the number and its unit.",
                )
            )
    if problems:
        raise FileProblems(problems)


def open_plan(text: str, name: str, case: Case, knowledge: Knowledge) -> Plan:
    """The plan in `text`, its times on the case's clock; every drug in it is one that the pack knows."""
    return read_plan(text, name, case, catalogue=knowledge.catalogue)


def run(case: Case, knowledge: Knowledge, overrides: tuple[Override, ...] = ()) -> Consultation:
    """Consult on the start of a drug, on the case's own date; `overrides` join those in the case file."""
    return consult(case, _request(case, overrides), knowledge, on=case.on)


def plan_case(case: Case, knowledge: Knowledge, overrides: tuple[Override, ...] = ()) -> Consultation | Changed:
    """As `run`, whatever the request asks for."""
    if case.request is None or case.request.change is None:
        return run(case, knowledge, overrides)
    from cisterna.consult.change import consult_change  # only who asks for a change pays for it

    return consult_change(case, _request(case, overrides), knowledge, on=case.on)


def _request(case: Case, overrides: tuple[Override, ...]) -> Request:
    if case.request is None:
        raise NothingAsked("The case has no [request] section, so there is nothing to plan. Write, for example:\n"
                           "[request]\nstart = \"hydromorphone\"")  # fmt: skip
    return replace(case.request, overrides=(*case.request.overrides, *overrides))


def save_plan(path: Path, plan: Plan, case: Case) -> None:
    """Write a plan file, whole or not at all."""
    write_whole(path, write_plan(plan, case))


def make_record(
    found: Consultation | Changed, *, case_text: str, policy_text: str, overrides: tuple[Override, ...]
) -> bytes:
    """The bytes of the record: inputs by content, result, digest."""
    pack = bundle_bytes(load_pack()).decode("utf-8")
    given = [{key: str(value) for key, value in as_data(each).items()} for each in overrides]
    return record_bytes(record(found, case=case_text, policy=policy_text, pack=pack, overrides=given))


def save_record(path: Path, content: bytes) -> None:
    """Write a record, whole or not at all."""
    write_whole(path, content.decode("utf-8"))


class Replayed(NamedTuple):
    """What came of running a record again: the consultation, and every place in which it differs from the record."""

    found: Consultation | Changed
    program: str
    differences: tuple[str, ...]


def replay_record(content: str, name: str) -> Replayed:
    """
    Run a record again from the texts inside it.

    Raises `RecordError` where the file is no record, or a text in it does not match its digest.
    """
    data = _read_record(content, name)
    texts: dict[str, str] = data["texts"]
    documents = read_bundle(texts[data["pack"]].encode("utf-8"))
    knowledge = knowledge_from(documents, policy=texts[data["policy"]])
    case = open_case(texts[data["case"]], name, knowledge)
    from datetime import date

    overrides = tuple(
        Override(each["code"], each["by"], each["because"], date.fromisoformat(each["on"]))
        for each in data["overrides"]
    )
    found = plan_case(case, knowledge, overrides)
    return Replayed(found, data["program"], tuple(differences(data["result"], as_data(found))))


def _read_record(content: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except ValueError:
        raise RecordError(f"{name}: this is not a record: it is not JSON. Give a file that --record wrote.") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RecordError(f"{name}: this is not a record (no schema '{SCHEMA}'). Give a file that --record wrote.")
    for key in PARTS:
        if key not in data:
            raise RecordError(f"{name}: '{key}' is missing from this record. Give a file that --record wrote, whole.")
    for named, text in data["texts"].items():
        if digest(text) != named:
            raise RecordError(f"{name}: a text in this record was changed after it was written ({named[:19]}...).")
    if digest(data["result"]) != data["digest"]:
        raise RecordError(f"{name}: the result in this record was changed after it was written.")
    return data
