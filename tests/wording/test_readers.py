"""One plan, four readers: the same numbers, verdict and sources on every page."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

import pytest

from cisterna.consult import Consultation, Offer
from cisterna.desk import Desk, open_case, open_desk, run
from cisterna.files.renderings import load_renderings
from cisterna.papers import systemic, terminal
from cisterna.papers.layout import Style
from cisterna.papers.reader import FACTS_FOR_PATIENTS, ORDERS, Page, patient_facts, professional_facts, render_for
from cisterna.papers.words import shown_names
from cisterna.wording.figures import figures, spell_units
from cisterna.wording.patient import VERDICTS
from cisterna.wording.readers import Audience
from cisterna.wording.renderings import Renderings
from functional.command import ROOT, SEED, cisterna, environment

BROKEN = ("contradiction",)
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.toml") if path.stem not in BROKEN)
OTHERS = [audience for audience in Audience if audience is not Audience.PHYSICIAN]
WIDE = Style(width=10_000, plain=True, sources=True)


@cache
def desk() -> Desk:
    """The installed pack."""
    return open_desk()


@cache
def renderings() -> Renderings:
    """The installed renderings."""
    return load_renderings(desk().knowledge)


@cache
def consultation(example: str) -> Consultation:
    """The consultation of an example case."""
    path = ROOT / "examples" / f"{example}.toml"
    return run(open_case(path.read_text("utf-8"), path.name, desk().knowledge), desk().knowledge)


@cache
def page_text(example: str, audience: Audience) -> str:
    """The page of this reader, every text on one line."""
    found = consultation(example)
    if audience is Audience.PHYSICIAN:
        return terminal.render_consultation(found, desk().knowledge, WIDE)
    return render_for(audience, found, desk().knowledge, renderings(), WIDE)


def new_page(example: str, audience: Audience) -> Page:
    """A page to which nothing was written yet."""
    return Page(consultation(example), desk().knowledge, renderings(), audience, WIDE)


def said(lines: list[str]) -> set[str]:
    """Every figure of these lines; marks of citations are none."""
    return {str(figure) for line in lines for figure in figures(re.sub(r"\[\d+\]", "", line))}


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("label", FACTS_FOR_PATIENTS)
def test_a_patient_reads_the_numbers_of_the_physician(example: str, label: str) -> None:
    """Fact by fact the numbers and units are the same set, the units spelled out."""
    found = consultation(example)
    for offer in found.offers:
        page = new_page(example, Audience.PATIENT)
        mine = [page.text(line) for line in patient_facts(found, offer, page)[label]]
        doctor = _physicians(example)[offer.id].get(label) or _until_arrival(example, offer)
        assert said(doctor) == said(mine)


def _until_arrival(example: str, offer: Offer) -> list[str]:
    if offer.systemic.applies == "nothing to reduce":
        return []
    page = new_page(example, Audience.PHARMACIST)
    return systemic._until_arrival(offer.systemic, offer.candidate.dose.drug, page.words)


def _physicians(example: str) -> dict[str, dict[str, list[str]]]:
    found, page = consultation(example), new_page(example, Audience.PHARMACIST)
    return {offer.id: professional_facts(found, offer, page) for offer in found.offers}


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("audience", list(ORDERS), ids=lambda audience: audience.value)
def test_pharmacist_and_nurse_read_every_fact(example: str, audience: Audience) -> None:
    """The labels that stand on the physician's page, and under each the same numbers."""
    found = consultation(example)
    for offer in found.offers[:1]:
        page = new_page(example, audience)
        shown = professional_facts(found, offer, page)
        physician = page_text(example, Audience.PHYSICIAN)
        for label, lines in shown.items():
            if label != "Call when" and lines:
                block = next(line for line in physician.splitlines() if line.strip().startswith(f"{label} "))
                assert re.sub(r"\[\d+\]", "", lines[0]).strip() in re.sub(r"\[\d+\]", "", block), label


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("audience", OTHERS, ids=lambda audience: audience.value)
def test_every_number_is_on_the_physicians_page_or_in_a_statement(example: str, audience: Audience) -> None:
    """Nothing is printed that is neither in the trace nor in a statement: the physician's page is made of these."""
    found = consultation(example)
    texts = [spell_units(one.text) for one in desk().knowledge.statements]
    known = said(page_text(example, Audience.PHYSICIAN).splitlines()) | said(texts)
    known |= {number for number in re.findall(r"\d+", page_text(example, Audience.PHYSICIAN))}
    known |= {str(len(found.offers))}
    assert set() == said(page_text(example, audience).splitlines()) - known


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("audience", OTHERS, ids=lambda audience: audience.value)
def test_the_stance_is_the_same(example: str, audience: Audience) -> None:
    """The verdict, and that the held drug must not stop."""
    found, text = consultation(example), page_text(example, audience)
    if audience is Audience.PATIENT:
        assert VERDICTS[found.verdict.name] in text
        assert found.held == () or "must not stop" in text
    else:
        assert not found.offers or terminal._SHOWN[found.verdict.name] in text
        assert found.held == () or "It is not tapered, paused or stopped to make room for anything." in text


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("audience", OTHERS, ids=lambda audience: audience.value)
def test_findings_and_their_sources_are_the_same(example: str, audience: Audience) -> None:
    """Every code on the page of the physician's plan stands on every page, and each statement has its sources."""
    found, text = consultation(example), page_text(example, audience)
    codes = [finding.code for offer in found.offers[:1] for finding in offer.judgement.findings]
    assert [] == [code for code in codes if f"({code})" not in text]
    physician = page_text(example, Audience.PHYSICIAN)
    listed = re.findall(r"^\s+\[\d+\] .*?\. (\S+): submitted; nobody has reviewed it", text, re.MULTILINE)
    assert listed != []
    for id in listed:
        one = desk().knowledge.statement(id)
        cites = "; ".join(f"{desk().knowledge.source(cite.source).title}, {cite.at}" for cite in one.cites)
        assert cites in text
        assert id not in physician or cites in physician


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_patient_reads_no_statement_in_other_words_than_his(example: str) -> None:
    """Nothing is left in the physician's words."""
    assert "In the physician's words" not in page_text(example, Audience.PATIENT)


def test_a_nurse_reads_first_when_to_watch() -> None:
    """The order of the facts on a nurse's page, and of a pharmacist's."""
    nurse, pharmacist = page_text("seed-vials", Audience.NURSE), page_text("seed-vials", Audience.PHARMACIST)
    watch, look, call, fill, recipe, evidence = (
        "   Watch  ", "   Look for  ", "   Call when  ", "   Fill  ", "   Recipe  ", "Evidence for the fill",
    )  # fmt: skip
    assert sorted(map(nurse.index, (watch, look, call, fill, recipe))) == [
        nurse.index(each) for each in (watch, look, call, fill, recipe)
    ]
    assert sorted(map(pharmacist.index, (fill, recipe, evidence, watch, look))) == [
        pharmacist.index(each) for each in (fill, recipe, evidence, watch, look)
    ]


def test_a_patient_reads_what_happens_in_order() -> None:
    """What stays, what comes, who watches, when to call, the alarm, what is still open."""
    text = page_text("seed-vials", Audience.PATIENT)
    headings = [
        "Your plan", "What stays the same", "What you get", "When the new medicine comes", "Who watches you",
        "What to look for, and when to call", "Alarm and next refill", "What your team still has to settle", "Sources",
    ]  # fmt: skip
    assert headings == [line.strip() for line in text.splitlines() if line.strip() in headings]


@pytest.mark.parametrize("example", ["flex-night", "no-tubing-volume"])
def test_a_patient_reads_no_dose_of_a_plan_that_may_not_be_used(example: str) -> None:
    """Refused, or not known to be safe: the reasons come first, and no dose or date is there to act on."""
    found, text = consultation(example), page_text(example, Audience.PATIENT)
    assert found.offers[0].verdict.name in ("Refused", "CannotSay")
    assert "So its doses and times are not shown here. Nobody should act on them." in text
    headings = ["What your team still has to settle", "What stays the same", "What to look for, and when to call"]
    assert headings == [line.strip() for line in text.splitlines() if line.strip() in headings]
    assert [] == [line for line in text.splitlines() if "You will get" in line or "you are watched from" in line]
    sheet = render_for(Audience.PATIENT, found, desk().knowledge, renderings(), WIDE, sheet=True)
    assert "Sheet for" not in sheet


def test_a_case_without_a_plan_says_so_to_a_patient() -> None:
    """No plan, no dates: that the drug must not stop, and who is asked."""
    text = page_text("unknown-pump", Audience.PATIENT)
    assert "There is no plan yet." in text
    assert "Your team has to call a pump expert right away." in text


def test_plan_without_an_audience_opens_no_renderings() -> None:
    """Neither their file nor the modules that read them: a physician's page pays nothing for the others."""
    program = (
        "import sys\nfrom cisterna.cli import main\n"
        f"sys.argv = ['cisterna', 'plan', {SEED!r}]\n"
        "opened = []\nsys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])))\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('##', [name for name in sys.modules if name in ('cisterna.papers.reader', 'cisterna.wording.renderings',"
        " 'cisterna.wording.plain', 'cisterna.wording.glossary')], [name for name in opened if 'renderings' in name])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    assert "## [] []" == done.stdout.splitlines()[-1]


@pytest.mark.parametrize("audience", OTHERS, ids=lambda audience: audience.value)
def test_sixty_columns_are_enough(audience: Audience) -> None:
    """No line is longer, but for one that is a single word."""
    done = cisterna("plan", SEED, "--audience", audience.value, COLUMNS="60")
    assert (10, "") == (done.returncode, done.stderr)
    assert [] == [line for line in done.stdout.splitlines() if len(line) > 60 and len(line.split()) > 1]


def test_an_unknown_reader_is_refused() -> None:
    """With those there are."""
    done = cisterna("plan", SEED, "--audience", "lawyer")
    assert 2 == done.returncode
    assert "'lawyer' is not one of 'physician', 'pharmacist', 'nurse', 'patient'." in done.stderr


@pytest.mark.parametrize("audience", OTHERS, ids=lambda audience: audience.value)
def test_explain_says_statements_in_the_readers_words(audience: Audience) -> None:
    """The same step and number; the sentence below it is the reader's."""
    done = cisterna("explain", SEED, "dose.hydromorphone.0.01", "--audience", audience.value, COLUMNS="100")
    lines = " ".join(done.stdout.split())
    assert lines.startswith("dose.hydromorphone.0.01 = 0.01 mg/day")
    one = desk().knowledge.statement("hydromorphone.start.pacc-2017")
    words = renderings().say(one, audience).split(". ")[-1]
    assert shown_names(words, desk().knowledge.catalogue).rstrip(".") in re.sub(r" \([^)]*\)", "", lines)


def test_explain_shows_doses_in_the_unit_of_their_drug() -> None:
    """An opioid in mg/day as on the plan, baclofen in mcg/day."""
    done = cisterna("explain", "examples/tolerant-oxycodone-40.toml", COLUMNS="100")
    lines = done.stdout.splitlines()
    for line in (
        "dose.hydromorphone.opioid-1 = 40 mg/day",
        "dose.hydromorphone.opioid-1.hydromorphone-intrathecal = 0.12 mg/day",
        "A-powder-hydromorphone-0.12.gives = 0.12 mg/day",
        "A-powder-hydromorphone-0.12.typed = 300 mcg/day",
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hydromorphone alone; hydromorphone.", "HYDROmorphone alone; HYDROmorphone."),
        ("hydromorphone.start.pacc-2017 stays", "hydromorphone.start.pacc-2017 stays"),
        ("Baclofen and morphine stay.", "Baclofen and morphine stay."),
        ("oral-hydromorphone-dose and hydromorphones", "oral-hydromorphone-dose and hydromorphones"),
        ("oxycodone, fentanyl and clonidine", "oxyCODONE, fentaNYL and cloNIDine"),
    ],
)
def test_names_of_drugs_as_screens_have_them(text: str, expected: str) -> None:
    """Whole words, in tall letters; ids stay."""
    assert expected == shown_names(text, desk().knowledge.catalogue)


def test_the_citation_listing_uses_those_names() -> None:
    """Statements on the physician's page write HYDROmorphone; titles of sources and ids stay as they are."""
    text = page_text("seed", Audience.PHYSICIAN)
    entries = [line for line in text.splitlines() if re.match(r"\s+\[\d+\] ", line)]
    assert any("infusion of HYDROmorphone at 0.01 to 0.15 mg/day." in line for line in entries)
    assert any("Transitioning from Intrathecal Baclofen to Intrathecal Hydromorphone" in line for line in entries)
    assert any("hydromorphone.start.pacc-2017: submitted" in line for line in entries)
