"""The papers of a plan: the same numbers as the plan, one page each, the same bytes twice, sound PDF."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cisterna.consult import Consultation, as_data
from cisterna.consult.card import card_of
from cisterna.desk import open_case, run
from cisterna.files.renderings import load_renderings
from cisterna.papers import pdf
from cisterna.papers.drawing import drawing
from cisterna.papers.picture import Band, Curve
from cisterna.papers.printed import PAPERS, identity, order_for, printed
from cisterna.papers.words import Words
from cisterna.quantities import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Length,
    Mass,
    PerMinute,
    Pressure,
    Quantity,
    Ratio,
    Temperature,
    Volume,
    VolumePerLength,
)
from cisterna.quantities.text import UNITS, shown_text
from cisterna.wording.figures import spell_units
from consult.cases import FOLDER, case, consulted, knowledge

pytest.importorskip("typst", reason="papers need the extra: pip install 'cisterna[papers]'")
pypdf = pytest.importorskip("pypdf", reason="reading papers back needs pypdf")

PLANNED = ("seed.toml", "seed-vials.toml", "short-refill-500.toml", "tolerant-morphine-300.toml")
NOT_TO_DO = {"flex-night.toml": "REFUSED", "no-tubing-volume.toml": "CANNOT SAY", "unknown-pump.toml": "CANNOT SAY"}
KINDS: dict[str, type[Quantity]] = {
    kind.dimension: kind
    for kind in (
        Mass, Volume, Duration, Concentration, FlowRate, DoseRate, Length, VolumePerLength, BodyWeight, Age, Ratio,
        Temperature, PerMinute, Pressure,
    )
}  # fmt: skip
NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
UNIT = r"(?:mcg|mg|mL|g)(?:/(?:mL|day|h))?|%|days?|h|min|/min|C"
WITH_UNIT = re.compile(rf"(?<![\w.,-])({NUMBER}) ({UNIT})(?![\w/])")
DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?")


@cache
def made(name: str) -> dict[str, bytes]:
    """The papers of an example's best plan."""
    found = consulted(name)
    return pdf.pdfs(found, found.offers[0] if found.offers else None, knowledge(), load_renderings(knowledge()))


def text_of(content: bytes) -> str:
    """The text of a PDF with single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def leaves(data: Any) -> Iterator[Any]:
    """Every quantity, and every text that is in none, in plain data."""
    if isinstance(data, dict) and {"exact", "unit", "shown"} == set(data):
        yield data
    elif isinstance(data, dict):
        for part in data.values():
            yield from leaves(part)
    elif isinstance(data, list):
        for part in data:
            yield from leaves(part)
    elif isinstance(data, str | int):
        yield str(data)


def known(found: Consultation) -> tuple[set[str], set[str], set[str]]:
    """What the papers may say: numbers with their unit, dates with or without time, and bare numbers."""
    offer, words = found.offers[0], Words(knowledge().catalogue, found.case.clock)
    card = card_of(found.case, offer.plan, knowledge())
    order = order_for(found, offer, knowledge())
    data = [as_data(part) for part in (offer, found.case, card, order, found.not_possible, found.notes)]
    numbers, dates, bare = set(), set(), set()
    for leaf in leaves(data):
        if isinstance(leaf, str):
            bare |= set(re.findall(NUMBER, leaf))
            numbers |= {f"{number} {unit}" for number, unit in WITH_UNIT.findall(leaf)}
            dates |= {f"{date.fromisoformat(day):%a %Y-%m-%d}" for day in re.findall(r"\b\d{4}-\d\d-\d\d\b", leaf)}
            continue
        dimension = next(name for name, units in UNITS.items() if leaf["unit"] in units)
        exact = Fraction(leaf["exact"])
        value = KINDS[dimension](abs(exact))
        for unit in UNITS[dimension]:
            for significant in (4, 6, 12):
                shown = value.format(unit, significant=significant)
                numbers.add(shown)
                bare.add(shown.partition(" ")[0])
        bare |= set(re.findall("[0-9]+", leaf["exact"]))
        if isinstance(value, Duration):
            hours = value.hours_and_minutes()
            numbers |= {f"{number} {unit}" for number, unit in WITH_UNIT.findall(hours)}
            bare |= set(re.findall(NUMBER, hours))
            if abs(exact) < 400:
                moment = Duration(exact)
                dates |= {words.when(moment), words.day(moment)}
                bare |= set(re.findall("[0-9]+", f"{words.when(moment)[-5:]}"))
    for shows in (each for sheet in card.sheets for line in sheet.lines for each in line.shows):
        for reading in shows.readings(shows.step) if shows.step is not None else ():
            numbers.add(reading.format(significant=9))
    return numbers, dates, bare


def strangers(text: str, found: Consultation) -> list[str]:
    """Numbers with units and dates in `text` that the plan's data does not hold."""
    numbers, dates, _ = known(found)
    short = {day[:14] for day in dates}
    steps = {FlowRate.parse("0.01 mL/day").format()}
    wrong = [" ".join(pair) for pair in WITH_UNIT.findall(text) if " ".join(pair) not in numbers | steps]
    return wrong + [day for day in DATE.findall(text) if day not in dates and day not in short]


@pytest.mark.parametrize("name", PLANNED)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_number_of_every_paper_is_in_the_plan(name: str, paper: str) -> None:
    """Each number with its unit and each date is one that the plan's JSON holds, written by the same formatter."""
    found = consulted(name)
    text = text_of(made(name)[paper])
    if paper == "patient":
        for unit, plain in (("mcg/day", "micrograms a day"), ("mg/day", "milligrams a day")):
            assert spell_units(f"1.5 {unit}") == f"1.5 {plain}"
            text = text.replace(plain, unit)
        text = re.sub(r"\bhours?\b", "h", re.sub(r"\bminutes?\b", "min", re.sub(r" percent\b", " %", text)))
        text = re.sub(r" milliliters?\b", " mL", text)
    assert (len(WITH_UNIT.findall(text)) > 5, len(DATE.findall(text)) > 2) == (True, True)
    assert strangers(text, found) == []


def test_a_number_that_is_not_in_the_plan_is_found() -> None:
    """The check above can fail: one digit changed in a dose or a date is a stranger."""
    found, text = consulted("seed.toml"), text_of(made("seed.toml")["clinician"])
    assert strangers(text.replace("0.0099 mg/day", "0.0098 mg/day"), found) == ["0.0098 mg/day"] * 2
    assert strangers(text.replace("Wed 2026-11-25 09:55", "Wed 2026-11-25 09:56"), found) == ["Wed 2026-11-25 09:56"]


@pytest.mark.parametrize("name", PLANNED)
def test_bare_numbers_are_known_too(name: str) -> None:
    """A number without a unit is a limit, a time of day, a mark, a row or a count."""
    found = consulted(name)
    for paper, content in made(name).items():
        text = DATE.sub("", WITH_UNIT.sub("", text_of(content))).replace(found.offers[0].id, "")
        text = re.sub(r"consultation [0-9a-f]{16}; case of \S+; Cisterna \S+, pack \S+,", "", text)
        text = re.sub(r"[a-z]+(?:[.-][\w-]+)+|\[[0-9]+\]", "", text)  # ids of statements and marks
        rest = {number.rstrip(",") for number in re.findall(rf"(?<![\w.,-]){NUMBER}", text)}
        small = {str(number) for number in range(1, 40)}  # rows, pages, marks
        assert rest - known(found)[2] - small - {"00", "24", "11"} == set(), paper


@pytest.mark.parametrize("name", PLANNED)
def test_doses_flow_and_dates_stand_on_every_paper_that_needs_them(name: str) -> None:
    """The held and the new dose on all four; the concentration where something is filled or typed."""
    found = consulted(name)
    offer, words = found.offers[0], Words(knowledge().catalogue, found.case.clock)
    held, added = found.held[0], offer.candidate.dose.drug
    assert offer.booking is not None
    assert offer.booking.day is not None
    held_dose = words.dose(held, offer.candidate.refill.fill[held] * offer.candidate.flow)
    for paper, content in made(name).items():
        text = text_of(content)
        form = spell_units if paper == "patient" else str
        assert form(held_dose) in text, paper
        assert form(words.dose(added, offer.candidate.gives)) in text, paper
        if paper != "ward":
            assert f"{offer.booking.day:%a %Y-%m-%d}" in text, paper
        if paper in ("clinician", "pharmacy"):
            assert all(line in text for line in words.mixture(offer.candidate.refill.fill)), paper
    for row in offer.rows:
        assert f"{words.when(row.at)[-5:]}" in text_of(made(name)["ward"])


@pytest.mark.parametrize("name", [*PLANNED, *NOT_TO_DO])
def test_papers_keep_to_their_pages(name: str) -> None:
    """Two pages for the clinician, one for each of the others."""
    for paper, content in made(name).items():
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) <= pdf.MOST_PAGES[paper]


@pytest.mark.parametrize("name", NOT_TO_DO)
def test_what_is_not_to_be_carried_out_has_one_paper(name: str) -> None:
    """The clinician's alone: the verdict, and neither card nor order nor sheet."""
    papers = made(name)
    assert list(papers) == ["clinician"]
    text = text_of(papers["clinician"])
    assert NOT_TO_DO[name] in text
    assert "There is no programming card, no order for the pharmacy, no sheet for the ward and no page" in text
    assert "Then it should show" not in text
    assert "Name and signature" not in text


def test_every_paper_says_that_nobody_has_approved_what_it_rests_on() -> None:
    """The banner, on each of the four; the patient's in plain words."""
    for paper, content in made("seed.toml").items():
        wanted = "Nobody has approved this." if paper == "patient" else "have not been approved by anybody."
        assert wanted in text_of(content), paper


def test_every_page_carries_the_digest_the_date_and_the_version() -> None:
    """And its own number."""
    found = consulted("seed.toml")
    known_as = identity(found, found.offers[0])
    for paper, content in made("seed.toml").items():
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        for number, page in enumerate(pages, start=1):
            text = " ".join(page.extract_text().split())
            said = f"consultation {known_as[:16]}; case of 2026-11-23; Cisterna {found.program}, pack"
            assert said in text, paper
            assert f"page {number} of {len(pages)}" in text, paper


def test_the_same_bytes_twice() -> None:
    """No clock, no random id, nothing of the machine."""
    found = consulted("seed-vials.toml")
    again = pdf.pdfs(found, found.offers[0], knowledge(), load_renderings(knowledge()))
    assert again == made("seed-vials.toml")


@pytest.mark.parametrize("name", [*PLANNED, *NOT_TO_DO])
def test_the_files_are_sound(name: str, tmp_path: Path) -> None:
    """qpdf finds nothing wrong: the program where it is installed, else the library."""
    for paper, content in made(name).items():
        file = tmp_path / f"{paper}.pdf"
        file.write_bytes(content)
        if shutil.which("qpdf"):
            done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
            assert (done.returncode, "No syntax or stream encoding errors found" in done.stdout) == (0, True), paper
        else:
            pikepdf = pytest.importorskip("pikepdf", reason="neither qpdf nor pikepdf is here: the files are unchecked")
            with pikepdf.open(file) as opened:
                assert opened.check_pdf_syntax() == [], paper


def test_papers_can_be_read_aloud() -> None:
    """Tagged, with a language and a title, the fonts inside, the picture described."""
    for paper, content in made("seed.toml").items():
        reader = pypdf.PdfReader(io.BytesIO(content))
        root = reader.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"], "/StructTreeRoot" in root) == ("en-US", True, True), paper
        assert (reader.metadata.title, reader.metadata.author)[1] == "Cisterna"
        assert b"pdfuaid" in root["/Metadata"].get_data(), paper
        fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
        assert fonts
        for font in fonts:
            (below,) = font.get_object()["/DescendantFonts"]
            described = below.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), paper
    assert "Dose rates at the catheter tip over time" in made_data("seed.toml")["clinician"]["picture"]["alt"]


def made_data(name: str, level: int = 0) -> dict[str, dict[str, Any]]:
    """What stands on the papers, before it is laid out."""
    found = consulted(name)
    return printed(found, found.offers[0], knowledge(), load_renderings(knowledge()), level=level)


def test_a_paper_that_would_be_too_long_says_less_and_keeps_what_counts() -> None:
    """Whatever the level: every limit and every look of the ward, every fact of the patient."""
    full, least = made_data("seed.toml"), made_data("seed.toml", 3)
    assert least["ward"]["looks"] == full["ward"]["looks"]
    assert {urgency: [each["limit"] for each in limits] for urgency, limits in least["ward"]["limits"].items()} == {
        urgency: [each["limit"] for each in limits] for urgency, limits in full["ward"]["limits"].items()
    }
    kept = dict(least["patient"]["sections"])
    for name, lines in full["patient"]["sections"]:
        if name not in ("What your team still has to settle", "At home, and later"):
            assert kept[name] == lines


def test_a_long_watch_has_boxes_in_the_place_of_columns() -> None:
    """A watch of two days longer: one page still, every look of it on the page."""
    text = (
        (FOLDER / "seed.toml")
        .read_text("utf-8")
        .replace('tubing_volume = "0.140 mL"', 'tubing_volume = "0.1 to 0.2 mL"')
    )
    found = run(open_case(text, "wide.toml", knowledge()), knowledge())
    papers = pdf.pdfs(found, found.offers[0], knowledge(), load_renderings(knowledge()))
    ward = text_of(papers["ward"])
    assert len(found.offers[0].rows) > 54
    assert len(pypdf.PdfReader(io.BytesIO(papers["ward"])).pages) == 1
    assert "Initial each look here when it is charted" in ward
    boxes = ward.partition("Initial each look here when it is charted")[2].partition(" plan A-")[0]
    words = Words(knowledge().catalogue, found.case.clock)
    assert re.findall(r"\b[0-9]{2}:[0-9]{2}\b", boxes) == [words.when(row.at)[-5:] for row in found.offers[0].rows]


def test_the_ward_sees_when_the_new_mixture_may_have_come() -> None:
    """The gray looks are those with some of the arrival range since the look before."""
    found = consulted("seed.toml")
    arrival = found.offers[0].candidate.arrival
    assert arrival is not None
    gray = [each["time"] for each in made_data("seed.toml")["ward"]["looks"] if each["arrives"]]
    words = Words(knowledge().catalogue, found.case.clock)
    assert (words.when(arrival.earliest), words.when(arrival.latest)) == (
        "Wed 2026-11-25 03:36",
        "Wed 2026-11-25 18:23",
    )
    assert gray == [f"{hour:02}:00" for hour in range(4, 20)]


def test_no_name_of_a_paper_holds_a_drug() -> None:
    """The title of a file is read in lists and on locked screens."""
    for content in made("seed.toml").values():
        title = pypdf.PdfReader(io.BytesIO(content)).metadata.title.lower()
        assert not any(drug.name.lower() in title for drug in knowledge().catalogue.drugs)


def test_texts_of_a_case_are_never_read_as_layout() -> None:
    """Signs that the templates know are printed as they stand."""
    signs = '#panic("x") *bold* $math$ <label> @cite // note'
    paper = made_data("seed.toml")["ward"] | {"refill": signs}
    pages, content = pdf.compiled("ward", paper, consulted("seed.toml"))
    assert signs.replace('"', "") in text_of(content).replace('"', "").replace("\u201c", "").replace("\u201d", "")
    assert pages == 2


def test_the_picture_is_drawn_with_the_numbers_it_is_given() -> None:
    """Half the dose is half as high; a band from a fourth to the half of the time is a fourth of the width."""
    day = Duration(1)
    half = [(Duration(0), day, DoseRate(100)), (day, 2 * day, DoseRate(50))]
    svg = drawing(
        [Curve("a & b", "mcg/day", half)], [Band("watch", day / 2, day)], case("seed.toml").clock, until=2 * day
    )
    assert "a &amp; b at the tip, mcg/day" in svg
    line = re.search(r'<path d="M([^"]*)" fill="none"', svg)
    assert line is not None
    points = [tuple(float(number) for number in point.split()) for point in line[1].split("L")]
    assert points == [(88.0, 18.0), (397.0, 18.0), (397.0, 49.0), (706.0, 49.0)]
    assert 'x="242.50"' in svg
    assert 'width="154.50"' in svg
    assert shown_text(DoseRate(100).value) in svg
