"""A plain refill, and what every other change gets: watch, verification, dates, figures with a source, a record."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cisterna.cli import cli
from cisterna.consult import OverrideError, as_data, consult
from cisterna.consult.change import Changed, Way, consult_change
from cisterna.desk import open_case, plan_case
from cisterna.knowledge import Knowledge
from cisterna.papers.change import render_changed
from cisterna.papers.layout import Style
from cisterna.quantities import DoseRate, Duration, Volume
from cisterna.reasons import Clear, NeedsOverride
from cisterna.therapy import Case, Override, Refill, Reprogram, Request
from consult.cases import knowledge
from consult.test_every_number_has_a_source import exact_values, numbers, screen

FOLDER = Path(__file__).parents[2] / "examples" / "changes"
EXAMPLES = sorted(path.name for path in FOLDER.glob("*.toml"))
HOUR, DAY = Duration(1) / 24, Duration(1)


def case(name: str, *changes: tuple[str, str]) -> Case:
    """An example, with some of its text replaced."""
    text = (FOLDER / name).read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return open_case(text, name, knowledge())


def planned(name: str, *changes: tuple[str, str], overrides: tuple[Override, ...] = ()) -> Changed:
    """What comes of an example."""
    found = plan_case(case(name, *changes), knowledge(), overrides)
    assert isinstance(found, Changed)
    return found


def run(*arguments: object) -> Result:
    """Run the command as a user would."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"COLUMNS": "100"})


class TestPlainRefill:
    def test_nothing_changes_at_the_tip(self) -> None:
        """One refill of what runs, no program, and every window is 1 in the whole box."""
        (way,) = planned("refill.toml").ways
        (refill,) = way.plan.of(Refill)
        assert way.verdict == Clear()
        assert refill.fill == way.case.running.fill
        assert way.plan.of(Reprogram) == ()
        assert way.assessed.verification.held_extremes == (1, 1)
        (baclofen,) = way.drugs
        assert (baclofen.before, baclofen.after) == (DoseRate.parse("300 mcg/day"), DoseRate.parse("300 mcg/day"))
        assert baclofen.old_until is None

    def test_the_fill_leaves_room_for_what_stays_behind(self) -> None:
        """40 mL fit, 1.4 mL may stay: 40 - 1.4 = 38.6 mL, which is typed in."""
        (way,) = planned("refill.toml").ways
        assert way.plan.of(Refill)[0].volume == Volume.parse("38.6 mL")
        assert way.typed == Volume.parse("38.6 mL")

    def test_the_dates(self) -> None:
        """
        Alarm (38.6 - 2) / 0.15 = 244 days; fast (38.6 - 2) / (0.15 * 1.145) = 213.1 days; booked 7 days before that.

        No study limits how long baclofen alone stays, so the alarm of a fast pump comes first.
        """
        dates = planned("refill.toml").ways[0].dates
        assert dates is not None
        assert (dates.alarm, dates.governing, dates.book_by) == (244 * DAY, 213 * DAY, 206 * DAY)
        assert dates.governed_by == "low-reservoir alarm"

    def test_two_drugs_that_run_already(self) -> None:
        """The same of both; 30 days by house policy; what has to be signed for the mixture is asked again."""
        found = planned("refill-two-drugs.toml")
        (way,) = found.ways
        assert isinstance(way.assessed.judgement.physics, Clear)
        assert isinstance(way.verdict, NeedsOverride)
        assert [f.code for f in way.verdict.findings] == ["mixture-not-labelled", "mixture-no-direct-evidence"]
        assert [drug.drug for drug in way.drugs] == ["baclofen", "hydromorphone"]
        assert [drug.before == drug.after for drug in way.drugs] == [True, True]
        assert way.dates is not None
        assert (way.dates.governed_by, way.dates.governing) == ("mixture", 30 * DAY)

    def test_overrides_count(self) -> None:
        """Both signed for: clear. A code that did not fire is refused."""
        sign = [Override(code, "N", "signed", date(2026, 11, 23))
                for code in ("mixture-not-labelled", "mixture-no-direct-evidence")]  # fmt: skip
        assert planned("refill-two-drugs.toml", overrides=tuple(sign)).verdict == Clear()
        with pytest.raises(OverrideError, match="There is nothing to override under 'mixture-not-labelled'"):
            planned("refill.toml", overrides=(sign[0],))

    def test_from_vials(self) -> None:
        """38.6 mL of 2,000 mcg/mL from vials of 2,000: all of it stock, and no word on compounding."""
        (way,) = planned("refill.toml", ("compounded from powder", "commercial vials")).ways
        assert way.recipe is not None
        assert [part.volume for part in way.recipe.parts] == [Volume.parse("38.6 mL")]
        assert way.recipe.diluent == Volume(0)
        assert ["residual-is-the-same"] == [note.code for note in way.notes]

    def test_vials_that_do_not_make_the_mixture(self) -> None:
        """2000/2000 + 333/10000 = 103.33 % of the fill: no way, and why."""
        found = planned("refill-two-drugs.toml", ("compounded from powder", "commercial vials"))
        assert found.ways == ()
        assert [(each.id, each.why.code) for each in found.not_possible] == [
            ("refill-same", "fill-stronger-than-stock")
        ]
        assert found.not_possible[0].why.values["taken"].format() == "103.33 %"
        assert [each.code for each in found.findings] == ["no-plan-can-be-made"]

    def test_a_pump_of_constant_flow_can_be_refilled(self) -> None:
        """It has no program, and a plain refill needs none."""
        text = (FOLDER.parent / "constant-flow.toml").read_text("utf-8")
        found = plan_case(
            open_case(text.replace('start = "hydromorphone"', 'refill = "same"'), "x", knowledge()), knowledge()
        )
        assert isinstance(found, Changed)
        assert ["refill-same"] == [way.id for way in found.ways]
        assert "pump-cannot-change-flow" not in [each.code for each in found.findings]

    def test_an_unknown_pump_gets_no_plan(self) -> None:
        """What is missing is named."""
        found = planned("refill.toml", ("medtronic-synchromed-ii-40", "unknown"))
        assert found.ways == ()
        assert found.verdict.missing == ("system.pump",)  # type: ignore[union-attr]


def test_the_two_doors_are_apart() -> None:
    """A start at the door of changes, or the other way round, is a wrong call."""
    refill = case("refill.toml")
    with pytest.raises(ValueError, match="this request starts a drug: use consult"):
        consult_change(refill, Request(start="hydromorphone"), knowledge(), on=refill.on)
    assert refill.request is not None
    with pytest.raises(ValueError, match="this request asks for another change than a start: use consult_change"):
        consult(refill, refill.request, knowledge(), on=refill.on)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_inputs_give_the_same_bytes(name: str) -> None:
    """Twice the same plain data."""
    assert json.dumps(as_data(planned(name)), sort_keys=True) == json.dumps(as_data(planned(name)), sort_keys=True)


def allowed(found: Changed, known: Knowledge) -> set[str]:
    """All ways in which the values of a change, and what its statements say, may be written."""
    from cisterna.quantities.text import UNITS, shown_text

    texts: set[str] = set()
    for value, unit in exact_values(as_data(found)):
        for units in UNITS.values():
            if unit in units:
                texts |= {shown_text(value / factor) for factor in units.values()}
        if unit == "day":
            minutes = round(value * 1440)
            texts |= {str(minutes // 60), f"{minutes // 60:,}", str(minutes % 60)}
    texts |= {number for entry in known.catalogue.pumps for number in numbers(entry.name)}
    for id in found.statements:
        statement = known.statement(id)
        texts |= numbers(statement.text + statement.says.format())
        for cite in statement.cites:
            texts |= numbers(f"{known.source(cite.source).title} {cite.at}")
    return texts


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_has_a_source(name: str) -> None:
    """P7: nothing on the page that is not in the change, its trace, or a statement."""
    found, known = planned(name), knowledge()
    for way in found.ways:
        text = screen(render_changed(found, known, Style(100), chosen=way.id)).replace(way.id, "")
        for each in found.ways:
            text = text.replace(each.id, "")
        count = {str(n) for n in range(len(found.statements) + len(found.ways) + 2)}
        missing = numbers(text) - allowed(found, known) - count
        assert set() == missing


class TestTheCommand:
    def test_json_names_its_form(self) -> None:
        """`cisterna.change/1`."""
        result = run("plan", FOLDER / "refill.toml", "--json")
        assert (result.exit_code, json.loads(result.stdout)["schema"]) == (0, "cisterna.change/1")

    @pytest.mark.parametrize("audience", ["physician", "pharmacist", "nurse", "patient"])
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_every_change_has_a_page_for_every_reader(self, name: str, audience: str) -> None:
        """In which every place is filled, with the status of the verdict."""
        result = run("plan", FOLDER / name, "--audience", audience)
        assert result.exit_code == planned(name).verdict.exit_code
        assert "{" not in result.stdout
        assert "baclofen" in result.stdout

    @pytest.mark.parametrize("audience", ["physician", "pharmacist", "nurse", "patient"])
    def test_every_reader_has_the_same_numbers(self, audience: str) -> None:
        """With the dose and the refill date, and each names what must not stop."""
        result = run("plan", FOLDER / "refill-two-drugs.toml", "--audience", audience)
        assert result.exit_code == 10
        text = " ".join(result.stdout.split())
        assert "baclofen" in text
        assert "300 m" in text
        assert "2026-12-16" in text

    def test_the_sheet(self) -> None:
        """One line a look where a source gives a ladder."""
        text = run("plan", FOLDER / "refill-two-drugs.toml", "--sheet").stdout
        assert "Sheet for refill-same" in text
        assert "Mon 2026-11-23 09:00            1 h after the start   refill" in text

    def test_a_plan_is_saved_and_verified_again(self, tmp_path: Path) -> None:
        """`check` gives the verdict of `plan`."""
        plan = tmp_path / "plan.toml"
        assert run("plan", FOLDER / "refill.toml", "--show", "refill-same", "--save-plan", plan).exit_code == 0
        assert run("check", FOLDER / "refill.toml", "--plan", plan).exit_code == 0

    def test_a_record_is_replayed(self, tmp_path: Path) -> None:
        """The same, value by value."""
        record = tmp_path / "x.record"
        run("plan", FOLDER / "refill.toml", "--record", record)
        assert "the same, value by value" in run("replay", record).stdout

    def test_a_certificate_is_worked_out_again(self, tmp_path: Path) -> None:
        """From the file alone."""
        file = tmp_path / "certificate.json"
        run("plan", FOLDER / "refill.toml", "--certificate", file)
        assert run("check", file).exit_code == 0

    def test_a_value_is_explained(self) -> None:
        """38.6 mL, and why."""
        text = run("explain", FOLDER / "refill.toml", "refill-same.refill.1.volume").stdout
        assert text.splitlines()[0] == "refill-same.refill.1.volume = 38.6 mL"

    def test_a_plan_that_is_not_there(self) -> None:
        """Those that are there are named."""
        result = run("plan", FOLDER / "refill.toml", "--show", "x")
        assert (result.exit_code, result.stderr) == (65, "no plan is called 'x'; there are refill-same\n")


def ways(found: Changed) -> dict[str, Way]:
    """By id."""
    return {way.id: way for way in found.ways}
