"""`cisterna check`: verify any plan."""

from __future__ import annotations

from pathlib import Path

import click

from cisterna.cli import BadInput
from cisterna.cli.common import (
    as_json,
    color_option,
    json_option,
    leave,
    policy_option,
    put,
    read_text,
    sources_option,
    style_here,
    teaching,
)
from cisterna.consult import as_data, check_plan
from cisterna.desk import open_case, open_desk, open_plan
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_assessment
from cisterna.reasons import worst

__all__ = ["check"]


@click.command()
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="The plan to verify.")
@policy_option
@json_option
@color_option
@sources_option
def check(
    case: Path, plan_file: Path | None, policy: Path | None, as_data_wanted: bool, no_color: bool, sources: bool
) -> None:
    """
    Verify any plan, ours or typed in, without knowing how it was made.

    CASE is a case file, with the plan in another; or a certificate, which holds both and is worked out again.
    Exit status: 0 clear, 10 needs override, 20 refused, 30 cannot say.
    """
    with teaching():
        knowledge = open_desk(policy).knowledge
        text = read_text(case)
        if plan_file is None:
            _certificate(
                text,
                str(case),
                knowledge,
                as_data_wanted=as_data_wanted,
                style=style_here(no_color=no_color, sources=sources),
            )
            return
        opened = open_case(text, str(case), knowledge)
        plan = open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
        found = check_plan(opened, plan, knowledge, on=opened.on)
    if as_data_wanted:
        put(as_json({"schema": "cisterna.assessment/1", **as_data(found)}))
    else:
        put(render_assessment(opened, plan, found, knowledge, style_here(no_color=no_color, sources=sources)))
    leave(found.judgement.verdict)


def _certificate(text: str, name: str, installed: Knowledge, *, as_data_wanted: bool, style: Style) -> None:
    """Work a certificate out again, print what came out, and end with its verdict."""
    from cisterna.desk.certificates import CertificateError, check_certificate, is_certificate
    from cisterna.papers.certificate import render_certified

    if not is_certificate(text):
        raise click.UsageError("Give the plan too: --plan FILE. (A certificate needs none: it holds its plan.)")
    try:
        found = check_certificate(text, name, installed)
    except CertificateError as wrong:
        raise BadInput(str(wrong)) from None
    if as_data_wanted:
        put(as_json({"schema": "cisterna.certified/1", "differences": list(found.differences),
                     "changed": as_data(found.changed), "found": as_data(found.found),
                     "here": as_data(found.here)}))  # fmt: skip
    else:
        put(render_certified(found, style))
    if found.differences:
        raise BadInput(f"{name}: {len(found.differences)} of its claims are not what its inputs give. "
                       f"Do not rely on it; make a new one from the case.")  # fmt: skip
    leave(worst(found.found.judgement.verdict, (found.here or found.found).judgement.verdict))
