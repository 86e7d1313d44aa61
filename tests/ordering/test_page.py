"""The order as a page and as data: what it says word for word, and that no number on it comes from nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli import cli
from cisterna.consult.order import Order
from cisterna.desk import open_case
from cisterna.desk.ordering import NothingToOrder, Ordered
from cisterna.desk.ordering import order as errand
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style
from cisterna.papers.order import (
    date_lines,
    label_lines,
    moved_lines,
    prescription_lines,
    recipe_lines,
    render_order,
    storage_lines,
    waiting_lines,
)
from cisterna.quantities import Concentration, Duration, Quantity, Volume
from cisterna.therapy import Case, Mixture, Plan, Refill, Rinse, Stock
from ordering.orders import (
    BOTH,
    POWDER,
    ROOT,
    THIN,
    VIALS,
    first,
    house,
    knowledge,
    made,
    mixture,
    order,
    plan,
    refill,
    seed,
    typed,
    words,
)

SEED = ROOT / "examples" / "seed.toml"
STOCKS = (
    Stock("baclofen", Concentration(2000), "baclofen-intrathecal-2000"),
    Stock("hydromorphone", Concentration(10_000), "hydromorphone-injection-10"),
)
COUNTED = {"hydromorphone": "hydromorphone hydrochloride"}


def no_marks(ids: object) -> str:
    """Lines without the numbers of their sources."""
    return ""


def page(found: Ordered, case: Case | None = None, known: Knowledge | None = None, **style: Any) -> str:
    """The page of 80 columns."""
    return render_order(
        found.name, found.judgement, found.order, case or seed(), known or knowledge(), Style(80, plain=True, **style)
    )


# Lines, for whoever prints them on other paper


def test_the_prescription_from_powder() -> None:
    """With blanks for what is not ours to fill in, and without claiming that the amounts count the salt."""
    assert [
        "patient ____________, record ____________, prescriber ____________",
        "baclofen 2,000 mcg/mL (2 mg/mL)",
        "HYDROmorphone 66 mcg/mL (0.066 mg/mL), made from hydromorphone hydrochloride; whether the amounts count the "
        "salt is not told",
        "HYDROmorphone is a controlled drug: schedule II in the United States",
        "40.6 mL in all: 38.6 mL to inject, 2 mL for what the refill kit holds back",
        "all of it holds baclofen 81.2 mg; HYDROmorphone 2.6796 mg",
        "compounded from powder; preservative-free; for intrathecal use in an implanted pump",
        "from ampules through a filter of 5 micron or finer",
        "sterile compounding: strict where the use is off-label",
        "any product: prohibited at pH 3 or below",
        "diluent of baclofen: preservative-free 0.9 % sodium chloride",
        "baclofen, what a label strength counts: the drug itself",
        "HYDROmorphone, what a label strength counts: the hydrochloride",
    ] == prescription_lines(first(plan(BOTH)), words(), no_marks)


def test_the_prescription_of_a_house_that_counts_the_salt() -> None:
    """Then the salt is what the concentration is a concentration of."""
    fill = first(plan(THIN), made(VIALS, *STOCKS), house(counted_as=COUNTED))
    lines = prescription_lines(fill, words(), no_marks)
    assert "HYDROmorphone hydrochloride 66 mcg/mL (0.066 mg/mL)" in lines
    assert "stock of HYDROmorphone 10 mg/mL for this patient: not advised" in lines


def test_a_prescription_with_a_rinse() -> None:
    """Of the same mixture it is part of the volume; of another it stands beside it."""
    for fluid, expected in (
        (mixture(BOTH), "46.6 mL in all: 38.6 mL to inject, 3 times 2 mL of the same mixture to rinse, 2 mL for what "
                        "the refill kit holds back"),
        (Mixture({}), "40.6 mL in all: 38.6 mL to inject, 3 times 2 mL of drug-free fluid to rinse, 2 mL for what the "
                      "refill kit holds back"),
    ):  # fmt: skip
        given = Plan((refill(BOTH, rinse=Rinse(3, Volume(2), fluid)), typed(BOTH)))
        assert expected in prescription_lines(first(given), words(), no_marks)


def test_a_prescription_keeps_every_digit() -> None:
    """12,345 mcg/mL is not 12,350: what is ordered is never shown rounded."""
    lines = prescription_lines(
        first(plan({"baclofen": "2000 mcg/mL", "morphine": "12345.25 mcg/mL"})), words(), no_marks
    )
    assert any("morphine 12,345.25 mcg/mL (12.34525 mg/mL)" in line for line in lines)


def test_the_dates() -> None:
    """Needed, ordered by, too late, and until when the pump surely lasts."""
    assert [
        "needed Mon 2026-11-23 08:00; order by Wed 2026-11-18, 3 staffed days before",
        "that day has passed: ordered on the day of the case, it is there on Thu 2026-11-26 at the earliest",
        "what is in the pump before it may be used up by Tue 2027-01-26, with the pump running fast",
    ] == date_lines(first(plan(BOTH)), words())


def test_a_pump_of_which_nothing_is_known() -> None:
    """Then nobody can say when it is empty."""
    case = seed()
    fill = first(plan(BOTH), replace(case, system=replace(case.system, pump=None)))
    assert "when what is in the pump is used up cannot be said from this case" == date_lines(fill, words())[-1]


def test_how_long_it_may_wait() -> None:
    """Every source with its own time, the cold ones set aside for baclofen."""
    assert [
        "The date on the label is the pharmacy's; these are the times that sources publish.",
        "room temperature: at most 12 h; for this appointment made no earlier than Sun 2026-11-22 20:00",
        "room temperature: at most 24 h to 48 h, by category or risk; for this appointment made no earlier than "
        "Sun 2026-11-22 08:00",
        "refrigerator: at most 24 h; not to be used for this mixture, see Storage",
        "refrigerator: at most 72 h to 14 days, by category or risk; not to be used for this mixture, see Storage",
        "counts until the pump is being filled; stability data rule inside the pump",
    ] == waiting_lines(first(plan(BOTH)), words(), no_marks)


def test_when_the_appointment_moves() -> None:
    """By a day, by a week, and by anything longer than a source allows."""
    assert [
        "1 day later (Tue 2026-11-24 08:00): what was made is discarded and made anew, ordered by Thu 2026-11-19, "
        "which has passed",
        "7 days later (Mon 2026-11-30 08:00): what was made is discarded and made anew, ordered by Wed 2026-11-25",
        "later by more than 48 h: no source lets this mixture wait for so long; it is made anew",
    ] == moved_lines(first(plan(BOTH)), words(), no_marks)


def test_days_on_which_nobody_is_there() -> None:
    """A fill for Saturday, and one moved to it from Friday."""
    saturday, friday = (Plan((refill(BOTH, day=day), typed(BOTH, day=day))) for day in (5, 4))
    assert date_lines(first(saturday), words())[0].startswith(
        "needed Sat 2026-11-28 08:00, which is not a staffed day; order by Wed 2026-11-25"
    )
    assert moved_lines(first(friday), words(), no_marks)[0].startswith(
        "1 day later (Sat 2026-11-28 08:00, not a staffed day): what was made is discarded"
    )


def test_when_it_moves_by_little_or_beyond_the_pump() -> None:
    """A quarter of a day can be waited for; 70 days cannot, and the pump would be empty."""
    known = house(appointment_moves=(Duration.parse("6 h"), Duration(70)))
    assert [
        "6 h later (Mon 2026-11-23 14:00): still usable at room temperature if it was made after Mon 2026-11-23 "
        "02:00; at room temperature if it was made after Sun 2026-11-22 14:00; else made anew, ordered by "
        "Wed 2026-11-18, which has passed",
        "70 days later (Mon 2027-02-01 08:00): what was made is discarded and made anew, ordered by Wed 2027-01-27",
        "by then, Mon 2027-02-01, the pump may be empty: that is not an option",
    ] == moved_lines(first(plan(BOTH), None, known), words(), no_marks)[:3]


def test_storage() -> None:
    """No refrigerator for baclofen, and what is known of the products."""
    assert [
        "mixture with baclofen in the refrigerator: not unless evidence on this mixture says so",
        "baclofen: slightly soluble: above the marketed strengths it may precipitate",
        "baclofen as it is sold: no refrigeration is needed",
        "HYDROmorphone as it is sold: 20 to 25 degrees Celsius; in the carton, out of the light, until it is used",
    ] == storage_lines(first(plan(BOTH)), words(), no_marks)


def test_a_recipe_from_vials() -> None:
    """Volumes, syringes, what comes out with its error shown and exact, vials, and whose the order of mixing is."""
    (route,) = first(plan(THIN), made(VIALS, *STOCKS)).routes
    assert [
        "baclofen 2,000 mcg/mL (2 mg/mL): 30.45 mL: 30 mL in the 60 mL syringe and 0.45 mL in the 1 mL syringe",
        "HYDROmorphone 10,000 mcg/mL (10 mg/mL): 0.26 mL (worked out: 0.26796 mL), in the 1 mL syringe",
        "preservative-free diluent: 9.89 mL: 9.8 mL in the 10 mL syringe and 0.09 mL in the 1 mL syringe",
        "together 40.6 mL",
        "then baclofen 1,500 mcg/mL, as ordered; half a mark at each reading is 1.658 %",
        "then HYDROmorphone 64.04 mcg/mL, 2.971 % below the order (exactly 199/6699 of it); half a mark at each "
        "reading is 1.923 %",
        "vials: 2 of 20 mL of baclofen 2,000 mcg/mL, with 9.55 mL left over; their size is from memory, not checked",
        "vials: 1 of 50 mL of HYDROmorphone 10,000 mcg/mL, with 49.74 mL left over; their size is from memory, not "
        "checked",
        "In which order the parts are mixed is the pharmacy's to decide; nothing here says it.",
    ] == recipe_lines(route, words())


def test_a_recipe_from_powder() -> None:
    """Nothing to weigh where nobody said what the order counts."""
    (route,) = first(plan(BOTH)).routes
    assert [
        "baclofen: 81.2 mg",
        "HYDROmorphone: the order counts 2.6796 mg; what to weigh is not known, see Found",
        "made up with preservative-free diluent to 40.6 mL: 40 mL in the 60 mL syringe and 0.6 mL in the 1 mL syringe",
        "then baclofen 2,000 mcg/mL, as ordered; half a step of the balance is 0.06158 %",
        "In which order the parts are mixed is the pharmacy's to decide; nothing here says it.",
    ] == recipe_lines(route, words())


def test_a_recipe_with_too_little_to_weigh() -> None:
    """The amount is said, and that it is made by a stock solution; no result is worked out for it."""
    (route,) = first(plan(BOTH), made(POWDER), house(counted_as=COUNTED)).routes
    lines = recipe_lines(route, words())
    assert "HYDROmorphone: 2.6796 mg, too little to weigh: by a stock solution, see Found" in lines
    assert [] == [line for line in lines if line.startswith("then HYDROmorphone")]


def test_the_label() -> None:
    """What is in it, how much is injected, what must not be done, blanks for the pharmacy."""
    assert [
        "FOR INTRATHECAL USE ONLY, in an implanted pump",
        "Patient ____________  Record ____________",
        "baclofen 2,000 mcg/mL (2 mg/mL)",
        "HYDROmorphone 66 mcg/mL (0.066 mg/mL)",
        "40.6 mL: inject 38.6 mL, 2 mL for the refill kit",
        "Preservative-free. Controlled drug: HYDROmorphone",
        "Do not refrigerate",
        "Made ____________  Use before ____________",
        "By ____________  Checked ____________",
    ] == label_lines(first(plan(BOTH)), words())


def test_the_label_of_a_corrected_order() -> None:
    """Whoever fills the pump must not type in what the label says."""
    corrected = plan(BOTH | {"hydromorphone": "68 mcg/mL"}, entered=BOTH)
    assert "The pump is told another concentration than this label says: read the order" in label_lines(
        first(corrected), words()
    )


# The page


def test_every_line_fits() -> None:
    """80 columns, whatever is on it."""
    assert [] == [line for line in page(errand(seed(), knowledge())).splitlines() if len(line) > 80]


def test_names_in_tall_letters() -> None:
    """Everywhere but in the ids of statements and products, and in the titles of sources."""
    text = page(errand(seed(), knowledge())).partition("\nSources\n")[0]
    assert [] == [line for line in text.splitlines() if re.search(r"(?<![\w.-])hydromorphone(?![\w.-])", line)]


def test_a_refused_plan_has_no_order() -> None:
    """What is wrong stands there; what to make does not."""
    found = errand(seed(), knowledge(), plan=plan({"hydromorphone": "66 mcg/mL"}, entered=BOTH), name="mine.toml")
    assert (None, "Refused") == (found.order, found.verdict.name)
    text = page(found)
    assert "The plan is refused, so there is no order for it." in text
    assert ("Prescription" in text, "Recipe" in text, "held-drug-left-out" in text) == (False, False, True)


@pytest.mark.parametrize(
    ("case", "counted", "sentence"),
    [
        (made(POWDER), {}, "Not to be sent yet: something that it rests on is not known."),
        (made(POWDER), COUNTED, "Not to be sent before what stands against the plan has been signed for."),
    ],
)
def test_when_an_order_may_be_sent(case: Case, counted: dict[str, str], sentence: str) -> None:
    """What has to come first stands above everything else."""
    found = errand(case, house(counted_as=counted))
    assert sentence in " ".join(page(found, case).split())


def numbers(text: str) -> set[str]:
    """Every number with its unit, as it stands on the page."""
    units = r"mcg/mL|mg/mL|mL/day|mcg|mg|mL|%|h|days?"
    return {" ".join(found.split()) for found in re.findall(rf"\d[\d,]*(?:\.\d+)? (?:{units})(?![\w/])", text)}


def quantities(value: Any) -> Iterator[Quantity]:
    """Every quantity anywhere in a result."""
    if isinstance(value, Quantity):
        yield value
    elif isinstance(value, Mixture):
        yield from (strength for _, strength in value.items())
    elif hasattr(value, "_fields") or isinstance(value, (list, tuple)):
        yield from (found for part in value for found in quantities(part))
    elif hasattr(value, "values") and hasattr(value, "code"):
        yield from (found for part in value.values.values() for found in quantities(part))


def shown(found: Order) -> set[str]:
    """Every way in which a quantity of an order, or a number of a statement it used, may be written."""
    ways: set[str] = set()
    for value in (q for fill in found.fills for q in quantities(fill)):
        size = -value if value.value < 0 else value
        for unit in (None, "mg", "mcg", "mL", "mg/mL", "mcg/mL", "%", "h", "day"):
            for digits in (4, 6, 12):
                try:
                    ways.add(size.format(unit, significant=digits))
                except ValueError:
                    continue
    for id in found.statements:
        ways |= numbers(knowledge().statement(id).text)
    policy = knowledge().policy
    ways |= {each.name.removesuffix(" syringe") for each in policy.syringes}
    return ways | {
        str(policy.balance_least),
        str(policy.balance_step),
        policy.mixture_interval_without_evidence.format("day"),
    }


@pytest.mark.parametrize("form", [POWDER, VIALS])
def test_every_number_comes_from_somewhere(form: str) -> None:
    """On the page there is no number that is neither in the order nor in a statement nor in the house policy."""
    found = errand(made(form), knowledge())
    assert found.order is not None
    text = page(found, made(form)).partition("\nFound ")[0]
    said = numbers(" ".join(text.split()))
    assert len(said) > 10
    assert set() == said - shown(found.order)


# The errand and the command


def test_the_errand_without_a_plan_of_ours() -> None:
    """Nothing is ordered for a case of which no plan can be made."""
    case = replace(seed(), system=replace(seed().system, pump=None))
    with pytest.raises(
        NothingToOrder, match=r"There is no plan to order for\. `cisterna plan` with this case says why\."
    ):
        errand(case, knowledge())


def test_the_errand_takes_the_form_of_the_plan() -> None:
    """Where the case leaves it open, a plan from vials is ordered from vials."""
    case = made(None, *STOCKS)
    found = errand(case, knowledge(), show="B-vials-hydromorphone-0.05")
    assert found.order is not None
    assert VIALS == found.order.fills[0].form


def run(*arguments: str | Path, given: str | None = None) -> tuple[int, str, str]:
    """Status, output and errors of the command in this process."""
    result = CliRunner().invoke(cli, ["order", *map(str, arguments)], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command_for_the_best_plan() -> None:
    """The example from powder: nobody said what its orders count, so status 30."""
    status, text, _ = run(SEED)
    assert (30, True) == (status, text.startswith("Order for the pharmacy"))


def test_the_command_for_a_plan_in_a_file(tmp_path: Path) -> None:
    """What `plan --save-plan` wrote is ordered like the plan itself."""
    saved = tmp_path / "plan.toml"
    CliRunner().invoke(cli, ["plan", str(SEED), "--save-plan", str(saved)])
    status, text, _ = run(SEED, "--plan", saved, "--json")
    alone = json.loads(run(SEED, "--json")[1])
    assert (30, alone["order"]["fills"]) == (status, json.loads(text)["order"]["fills"])


def test_the_command_as_data() -> None:
    """The schema, the status, the verdict, and every exact number."""
    data = json.loads(run(SEED, "--json")[1])
    assert ("cisterna.order/1", 30, "CannotSay") == (data["schema"], data["exit_status"], data["verdict"])
    assert "203/5" == data["order"]["fills"][0]["total"]["exact"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--show", "nope"), 65, "no plan is called 'nope'; there are A-powder-hydromorphone-0.01, "
         "A-powder-hydromorphone-0.05, A-powder-morphine-0.1\n"),
        (("--plan", "nowhere.toml"), 65, "nowhere.toml: there is no such file. Check the name and the folder you are "
         "in.\n"),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong(arguments: tuple[str, ...], status: int, message: str) -> None:
    """One message a mistake, and nothing printed."""
    assert (status, "", message) == run(SEED, *arguments)


def test_two_plans_are_one_too_many() -> None:
    """Wrong usage."""
    status, _, errors = run(SEED, "--plan", "a.toml", "--show", "b")
    assert (2, True) == (status, "--plan and --show name two plans. Give one of them." in errors)


def test_the_page_of_a_plan_names_the_command() -> None:
    """So that nobody has to know it."""
    text = CliRunner().invoke(cli, ["plan", str(SEED)]).stdout
    assert "cisterna order CASE --show A-powder-hydromorphone-0.01" in " ".join(text.split())


@pytest.mark.parametrize(
    "name", ["refill", "refill-two-drugs", "concentration-up", "concentration-down", "pump-replacement", "remove"]
)
def test_every_other_change_is_ordered_alike(name: str) -> None:
    """A plain refill, a change of concentration: what the plan fills is ordered, and the page of `plan` says how."""
    case = open_case((ROOT / "examples" / "changes" / f"{name}.toml").read_text("utf-8"), name, knowledge())
    found = errand(case, knowledge())
    assert found.order is not None
    assert [step.fill for step in found.plan.of(Refill)] == [fill.mixture for fill in found.order.fills]
    text = CliRunner().invoke(cli, ["plan", str(ROOT / "examples" / "changes" / f"{name}.toml")]).stdout
    assert f"cisterna order CASE --show {found.name}" in " ".join(text.split())


def test_a_later_day_on_the_clock_of_the_case() -> None:
    """Dates are those of the case's own zone."""
    fills = order(Plan((refill(BOTH, day=30), typed(BOTH, day=30)))).fills
    assert date(2026, 12, 23) == fills[0].appointment.on
