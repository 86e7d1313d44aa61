"""
The order for the pharmacy as text: prescription, recipe, label, dates, waiting, and what a second person reads back.

Each part is a function of its own that gives lines without layout, for whoever prints them on other paper. What is
ordered or measured is shown with every digit it has; only what comes out of rounding is shown rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cisterna.admixture.prepare import Draw, DrawnRecipe, Made, WeighedPart, WeighedRecipe
from cisterna.consult.order import BeyondUse, FillOrder, Moved, Order, OrderedDrug, Route
from cisterna.knowledge import Knowledge
from cisterna.papers.cited import Cited
from cisterna.papers.layout import Style, bullet, field, heading, paragraph
from cisterna.papers.terminal import render_findings
from cisterna.papers.words import Words, shown_names
from cisterna.quantities import Concentration, Duration, Mass, Quantity, Ratio, Volume, exact_text
from cisterna.reasons import Finding, Force, Judgement
from cisterna.reasons.verdict import worst
from cisterna.therapy import Case
from cisterna.wording import filled, templates

__all__ = [
    "ALL_DIGITS",
    "MIXING_ORDER",
    "check_lines",
    "date_lines",
    "every_digit",
    "label_lines",
    "moved_lines",
    "prescription_lines",
    "recipe_lines",
    "render_order",
    "storage_lines",
    "waiting_lines",
]

ALL_DIGITS = 12
"""Enough for anything that can be ordered or measured: such numbers are never shown rounded."""

MIXING_ORDER = "In which order the parts are mixed is the pharmacy's to decide; nothing here says it."
_BEYOND_USE = "The date on the label is the pharmacy's; these are the times that sources publish."
_BLANK = "____________"
_VERDICT = {
    "Refused": ("REFUSED", "red"),
    "CannotSay": ("CANNOT SAY", "cyan"),
    "NeedsOverride": ("NEEDS OVERRIDE", "yellow"),
    "Clear": ("CLEAR", "green"),
}
_NOT_TO_SEND = {
    "Refused": "Not to be sent: it cannot be made as the plan has it. Why, stands under Found.",
    "CannotSay": "Not to be sent yet: something that it rests on is not known. What, stands under Found.",
    "NeedsOverride": "Not to be sent before what stands against the plan has been signed for.",
}
_NO_ORDER = "The plan is refused, so there is no order for it. cisterna check says what is wrong with it."

_ASKED_OF_ALL = (
    ("filter", "from ampules {}"),
    ("sterile compounding", "sterile compounding: {}"),
    ("acid formulation", "any product: {}"),
)

Cites = Callable[[Iterable[str]], str]


def every_digit(value: Quantity, unit: str | None = None) -> str:
    """A value that is ordered or measured, with every digit."""
    return value.format(unit, significant=ALL_DIGITS)


class _Exact:
    """A value for a template, shown with every digit in whatever unit the template asks for."""

    __slots__ = ("_value",)

    def __init__(self, value: Quantity) -> None:
        self._value = value

    def __format__(self, unit: str) -> str:
        return every_digit(self._value, unit or None)


def render_order(
    name: str, judgement: Judgement, order: Order | None, case: Case, knowledge: Knowledge, style: Style
) -> str:
    """Everything, fill by fill; where the plan (`name`, `judgement`) is refused, that alone."""
    words, cited = Words(knowledge.catalogue, case.clock), Cited(knowledge)
    verdict = judgement.verdict if order is None else worst(judgement.verdict, order.judgement.verdict)
    shown, color = _VERDICT[verdict.name]
    lines = [heading("Order for the pharmacy", style, right=shown, paint=("bold", color))]
    lines += paragraph(f"For plan {name}, in the case of {case.on.isoformat()}.", style, indent=3)
    told = _NO_ORDER if order is None else _NOT_TO_SEND.get(verdict.name, "")
    lines += paragraph(told, style, indent=3) if told else []
    found = [each for each in judgement.findings if each.force is not Force.NOTE]
    if order is not None:
        for fill in order.fills:
            lines += ["", *_fill(fill, len(order.fills), words, cited, style)]
        found += [each for each in order.judgement.findings if each not in found]
    if found:
        lines += ["", heading(f"Found ({len(found)})", style), *render_findings(found, words, cited, style)]
    lines = [shown_names("\n".join(lines), knowledge.catalogue)]
    lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"


def _fill(fill: FillOrder, of: int, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    yield heading(f"Fill {fill.number} of {of}: {words.when(fill.appointment.at)}", style)
    yield from field("Prescription", prescription_lines(fill, words, cited), style)
    yield from field("Dates", date_lines(fill, words), style)
    yield from field("May wait", waiting_lines(fill, words, cited), style)
    yield from field("If it moves", moved_lines(fill, words, cited), style)
    yield from field("Storage", storage_lines(fill, words, cited), style)
    for route in fill.routes:
        yield ""
        yield heading(f"Recipe, {route.form}", style)
        for line in recipe_lines(route, words):
            yield from bullet(line, style)
    yield from ("", heading("Label", style))
    for line in label_lines(fill, words):
        yield from paragraph(line, style, indent=3)
    yield from ("", heading("A second person reads back", style))
    for line in check_lines(fill, words):
        yield from bullet(line, style, mark="[ ]")


def prescription_lines(fill: FillOrder, words: Words, cited: Cites) -> list[str]:
    """What a pharmacy can act on: drugs, concentrations, volume, how it is to be made, for what it is."""
    lines = [f"patient {_BLANK}, record {_BLANK}, prescriber {_BLANK}"]
    for each in fill.drugs:
        lines.append(f"{_substance(each, words)} {_strength(each.concentration)}{_made_from(each)}")
        if each.controlled:
            mark = _cites(fill, cited, "controlled drug", each.drug)
            lines.append(f"{words.name(each.drug)} is a controlled drug: {each.controlled}{mark}")
    if not fill.drugs:
        lines.append("preservative-free diluent without a drug")
    rinse = ""
    if fill.rinse is not None:
        of = "of the same mixture" if fill.rinse.same else f"of {_mixture(fill, words)}"
        rinse = f", {fill.rinse.times} times {every_digit(fill.rinse.each)} {of} to rinse"
    lines.append(f"{every_digit(fill.total)} in all: {every_digit(fill.fill)} to inject{rinse}, "
                 f"{every_digit(fill.overage)} for what the refill kit holds back")  # fmt: skip
    held = "; ".join(f"{words.name(each.drug)} {every_digit(each.in_all, 'mg')}" for each in fill.drugs)
    if held:
        lines.append(f"all of it holds {held}")
    form = fill.form or "how it is made is not told"
    pure = _cites(fill, cited, "preservative in the formulation")
    lines.append(f"{form}; preservative-free{pure}; for intrathecal use in an implanted pump")
    for question, text in _ASKED_OF_ALL:
        lines += [f"{text.format(each.says)}{cited(each.because)}" for each in fill.said if each.question == question]
    lines += [f"diluent of {words.name(each.drug)}: {each.says}{cited(each.because)}"
              for each in fill.said if each.question == "diluent"]  # fmt: skip
    lines += [f"{words.name(each.drug)}, what a label strength counts: {each.says}{cited(each.because)}"
              for each in fill.said if each.question == "strength of the product counted as"]  # fmt: skip
    stocks = {need.drug: need.strength for route in fill.routes for need in route.vials}
    for said in fill.said:
        if said.question == "formulation for a naive patient" and said.drug in stocks:
            stock = f"stock of {words.name(said.drug)} {every_digit(stocks[said.drug], 'mg/mL')}"
            lines.append(f"{stock} for this patient: {said.says}{cited(said.because)}")
    return lines


def _substance(each: OrderedDrug, words: Words) -> str:
    """What the concentration counts, in the letters of the screen: with the salt where that is what is counted."""
    name = words.name(each.drug)
    if each.counted is None or not each.counted.startswith(each.drug):
        return name
    return each.counted.replace(each.drug, name, 1)


def _made_from(each: OrderedDrug) -> str:
    """The salt it is made from, and where nobody said whether the amounts count the salt, that."""
    if each.substance is None:
        return "; of which salt is not told"
    if each.substance == each.counted:
        return ""
    count = "whether the amounts count the salt is not told" if each.counted is None else "the amounts do not count it"
    return f", made from {each.substance}; {count}"


def _strength(value: Concentration) -> str:
    return f"{every_digit(value, 'mcg/mL')} ({every_digit(value, 'mg/mL')})"


def _mixture(fill: FillOrder, words: Words) -> str:
    parts = () if fill.rinse is None else fill.rinse.mixture.items()
    return " and ".join(f"{words.name(drug)} {_strength(value)}" for drug, value in parts) or "drug-free fluid"


def _cites(fill: FillOrder, cited: Cites, question: str, drug: str = "") -> str:
    return cited([id for each in fill.said if (each.question, each.drug) == (question, drug) for id in each.because])


def date_lines(fill: FillOrder, words: Words) -> list[str]:
    """When it is needed, and by when it is ordered."""
    due = fill.appointment
    closed = "" if due.staffed else ", which is not a staffed day"
    lines = [
        f"needed {words.when(due.at)}{closed}; order by {due.order_by:%a %Y-%m-%d}, {due.lead} staffed days before"
    ]
    if due.too_late:
        lines.append(f"that day has passed: ordered on the day of the case, it is there on "
                     f"{due.earliest:%a %Y-%m-%d} at the earliest")  # fmt: skip
    if due.empty_by is None:
        lines.append("when what is in the pump is used up cannot be said from this case")
    else:
        lines.append(f"what is in the pump before it may be used up by {words.day(due.empty_by)}, with the pump "
                     f"running fast")  # fmt: skip
    return lines


def waiting_lines(fill: FillOrder, words: Words, cited: Cites) -> list[str]:
    """How long the finished mixture may wait for the appointment, source by source."""
    lines = [_BEYOND_USE]
    for each in fill.beyond_use:
        if each.allowed is False:
            lines.append(f"{each.where}: {_times(each)}{cited(each.because)}; not to be used for this mixture, see "
                         f"Storage")  # fmt: skip
            continue
        unsaid = "" if each.allowed else "; whether this mixture may be kept so no source says"
        lines.append(f"{each.where}: {_times(each)}{cited(each.because)}; for this appointment made no earlier than "
                     f"{words.when(each.made_from)}{unsaid}")  # fmt: skip
    if not fill.beyond_use:
        lines.append("no source in the pack gives a time")
    lines += [f"counts {each.says}{cited(each.because)}" for each in fill.said
              if each.question == "end of the beyond-use time"]  # fmt: skip
    return lines


def _times(each: BeyondUse) -> str:
    if each.shortest == each.longest:
        return f"at most {each.longest}"
    return f"at most {each.shortest} to {each.longest}, by category or risk"


def moved_lines(fill: FillOrder, words: Words, cited: Cites) -> list[str]:
    """What becomes of the order when the appointment moves, by each step of the house policy."""
    lines = []
    for each in fill.moves:
        closed = "" if each.staffed else ", not a staffed day"
        lines.append(f"{_by(each.by)} later ({words.when(each.at)}{closed}): {_fate(each, words, cited)}")
        if each.pump_lasts is False:
            lines.append(f"by then, {words.day(each.at)}, the pump may be empty: that is not an option")
    allowed = [each.longest for each in fill.beyond_use if each.allowed is not False]
    if allowed:
        most = max(allowed, key=lambda longest: longest.value)
        lines.append(f"later by more than {most}: no source lets this mixture wait for so long; it is made anew")
    return lines


def _by(move: Duration) -> str:
    return move.format("day" if move.value.denominator == 1 else None)


def _fate(each: Moved, words: Words, cited: Cites) -> str:
    order = f"ordered by {each.order_by:%a %Y-%m-%d}" + (", which has passed" if each.too_late else "")
    if each.made_anew:
        return f"what was made is discarded and made anew, {order}"
    kept = "; ".join(
        f"at {one.where} if it was made after {words.when(one.made_from)}{cited(one.because)}"
        for one in each.usable
        if one.made_from is not None
    )
    return f"still usable {kept}; else made anew, {order}"


def storage_lines(fill: FillOrder, words: Words, cited: Cites) -> list[str]:
    """How products and mixture are kept, as far as any source says."""
    lines = [f"mixture with {words.name(each.drug)} in the refrigerator: {each.says}{cited(each.because)}"
             for each in fill.said if each.question == "refrigeration of the mixture"]  # fmt: skip
    lines += [f"{words.name(each.drug)}: {each.says}{cited(each.because)}"
              for each in fill.said if each.question == "solubility"]  # fmt: skip
    lines += [f"{words.name(each.drug)} as it is sold: {each.says}{cited(each.because)}"
              for each in fill.said if each.question == "storage of the product"]  # fmt: skip
    return lines or ["no source in the pack says"]


def recipe_lines(route: Route, words: Words) -> list[str]:
    """What is measured, with which syringe, and what comes out of it."""
    match route.recipe:
        case DrawnRecipe() as recipe:
            lines = [
                f"{words.name(part.drug)} {_strength(part.strength)}: {every_digit(part.volume)}"
                f"{_worked_out(part.volume, part.exact)}{_drawn(part.draws)}"
                for part in recipe.parts
            ]
            lines.append(f"preservative-free diluent: {every_digit(recipe.diluent)}{_drawn(recipe.diluent_draws)}")
            lines.append(f"together {every_digit(recipe.total)}")
        case WeighedRecipe() as recipe:
            lines = [f"{words.name(part.drug)}: {_weighed(part)}"
                     for part in recipe.parts]  # fmt: skip
            lines.append(f"made up with preservative-free diluent to {every_digit(recipe.total)}{_drawn(recipe.draws)}")
        case None:
            return ["no recipe can be given; why, stands under Found"]
    mark = "mark at each reading" if isinstance(route.recipe, DrawnRecipe) else "step of the balance"
    lines += [f"then {words.name(each.drug)} {_made(each)}; half a {mark} is {each.reading:%}"
              for each in route.recipe.made]  # fmt: skip
    lines += [
        f"vials: {need.vials.needed} of {every_digit(need.vials.each)} of {words.name(need.drug)} "
        f"{every_digit(need.strength, 'mcg/mL')}, with {every_digit(need.vials.left_over)} left over"
        f"{'' if need.checked else '; their size is from memory, not checked'}"
        for need in route.vials
        if need.vials is not None
    ]
    lines += [
        f"vials of {words.name(need.drug)} {every_digit(need.strength, 'mcg/mL')}: how many is not known, because "
        f"their size is not told"
        for need in route.vials
        if need.vials is None
    ]
    return [*lines, MIXING_ORDER]


def _worked_out(volume: Volume, exact: Volume) -> str:
    return "" if volume == exact else f" (worked out: {exact.format(significant=6)})"


def _weighed(part: WeighedPart) -> str:
    exact = every_digit(part.exact, "mg")
    if part.mass is not None:
        worked_out = "" if part.mass == part.exact else f" (worked out: {part.exact.format('mg', significant=6)})"
        return f"{every_digit(part.mass, 'mg')}{worked_out}"
    if part.too_little:
        return f"{exact}, too little to weigh: by a stock solution, see Found"
    return f"the order counts {exact}; what to weigh is not known, see Found"


def _drawn(draws: tuple[Draw, ...]) -> str:
    """In which syringe; of several, with how much in each."""
    if len(draws) == 1:
        return f", in the {draws[0].syringe}"
    parts = " and ".join(f"{every_digit(draw.volume)} in the {draw.syringe}" for draw in draws)
    return f": {parts}" if parts else ""


def _made(each: Made) -> str:
    """Concentration, and the error as parts of what was ordered, shown and exact."""
    if not each.error:
        return f"{each.made:mcg/mL}, as ordered"
    low = each.error.value < 0
    size = Ratio(-each.error.value) if low else each.error
    return (f"{each.made:mcg/mL}, {size:%} {'below' if low else 'above'} the order "
            f"(exactly {exact_text(size.value)} of it)")  # fmt: skip


def label_lines(fill: FillOrder, words: Words) -> list[str]:
    """The text of the label; what nobody here knows is left blank."""
    lines = ["FOR INTRATHECAL USE ONLY, in an implanted pump", f"Patient {_BLANK}  Record {_BLANK}"]
    lines += [f"{_substance(each, words)} {_strength(each.concentration)}" for each in fill.drugs]
    lines.append(f"{every_digit(fill.total)}: inject {every_digit(fill.fill)}, {every_digit(fill.overage)} for the "
                 f"refill kit")  # fmt: skip
    controlled = [words.name(each.drug) for each in fill.drugs if each.controlled]
    lines.append("Preservative-free" + (f". Controlled drug: {', '.join(controlled)}" if controlled else ""))
    if any(each.allowed is False for each in fill.beyond_use):
        lines.append("Do not refrigerate")
    if fill.entered != fill.mixture:
        lines.append("The pump is told another concentration than this label says: read the order")
    lines.append(f"Made {_BLANK}  Use before {_BLANK}")
    lines.append(f"By {_BLANK}  Checked {_BLANK}")
    return lines


def check_lines(fill: FillOrder, words: Words) -> list[str]:
    """What a second person reads back, a line each."""
    return [_said(each, words) for each in fill.checks]


def _said(each: Finding, words: Words) -> str:
    exact = {key: _Exact(value) if isinstance(value, Volume | Mass | Concentration) and key != "made" else value
             for key, value in each.values.items()}  # fmt: skip
    shown = Finding(each.code, each.force, each.axis, exact, each.because, each.missing)
    return filled(templates()[each.code].sentence, shown, words.name)
