"""The errand of `cisterna visit`: a visit read, its times put on the clock of the case, and checked."""

from __future__ import annotations

from cisterna.consult.ask import Ask
from cisterna.files.visit import read_visit
from cisterna.knowledge import Knowledge
from cisterna.reasons import Trace
from cisterna.therapy import Case, Plan
from cisterna.visit import VisitCheck, check_visit

__all__ = ["visit"]


def visit(case: Case, text: str, name: str, knowledge: Knowledge, *, plan: Plan | None = None) -> VisitCheck:
    """
    What the visit in `text` comes to, on the date of the case; `plan` is the one that was to be carried out.

    Raises `FileProblems`.
    """
    seen = read_visit(text, name, case, catalogue=knowledge.catalogue)
    trace = Trace()
    return check_visit(case, seen, Ask(knowledge, case.on, trace), trace, on=case.on, plan=plan)
