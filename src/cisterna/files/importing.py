"""
From what a clinic has (a pasted interrogation, a CSV of program changes) to the [system] and [running] of a case file.

The two readers beside this module say what each line means; here that is checked by the reader of cases itself, joined
into a case that may be there already, and written. Nothing is filled in: what is not said is asked for in a comment.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.files.case import read_case
from cisterna.files.tables import nearest
from cisterna.files.toml import FileProblem, FileProblems, parse_toml
from cisterna.quantities import Concentration, DoseRate
from cisterna.quantities.text import UNITS, QuantityError
from cisterna.therapy.imported import Ask, Changed, Event, Imported, Understood, Wrong

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue

__all__ = ["Found", "NameUnknown", "Names", "import_program", "printable", "with_unit"]

KeyPath = tuple[str, ...]

LARGEST = 1_000_000
"""More characters than this are no program of one pump."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"\s*\[\[?\s*\"?'?([A-Za-z0-9_-]+)")
_TOP = ("on", "at", "zone")
_OURS = ("system", "running")
ASKED = "# ask: "


class NameUnknown(ValueError):
    """A name that the catalogue does not hold. The message lists those that are near."""


class Names:
    """Pumps, catheters and drugs as people write them: by id, by name, in any letters. Nothing else is recognized."""

    __slots__ = ("_held",)

    def __init__(self, catalogue: Catalogue) -> None:
        def both(entries: Iterable[Any]) -> dict[str, str]:
            return {name: entry.id for entry in entries for name in (entry.id, entry.name)}

        self._held = {
            "pump": both(catalogue.pumps),
            "catheter": both(catalogue.catheters),
            "drug": both(catalogue.drugs),
        }

    def find(self, kind: str, said: str) -> str:
        """The id of what is called `said`. Raises `NameUnknown`, with near names."""
        held = self._held[kind]
        asked = " ".join(said.split()).casefold()
        for name, id in held.items():
            if name.casefold() == asked:
                return id
        ids = sorted(set(held.values()))
        near = nearest(said, held, likeness=0.5)
        instead = f' If it is none of these, write "unknown": nothing is guessed about another {kind}.'
        raise NameUnknown(
            f"'{printable(said)[:40]}' is not a {kind} in the catalogue. {near}Known: {', '.join(ids)}."
            f"{'' if kind == 'drug' else instead}"
        )


def printable(text: str) -> str:
    """A text on one line that a terminal and a comment of TOML can be given."""
    plain = " ".join(text.split())
    return plain if plain.isprintable() else "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in plain)


def with_unit(value: str, unit: str, where: str) -> str:
    """
    A value whose unit stands in its key or in the head of its column.

    >>> with_unit("0.15", "mL/day", "the key"), with_unit("0.15 mL/day", "mL/day", "the key")
    ('0.15 mL/day', '0.15 mL/day')

    Raises `QuantityError` where the value has another unit.
    """
    bare = re.fullmatch(r"\s*[0-9][0-9.,/]*\s*", value)
    if bare:
        return f"{value.strip()} {unit}"
    if re.fullmatch(r".*[0-9]" + re.escape(re.sub(r"\s", "", unit)), re.sub(r"\s", "", value), re.IGNORECASE):
        return value.strip()
    raise QuantityError(f"{where} says {unit}, but the value is '{printable(value)[:40]}'. Correct one of the two.")


def known_unit(text: str) -> bool:
    """Whether `text` is a unit as values have it."""
    spelled = text.strip().replace("ml", "mL").replace("µg", "mcg").replace("μg", "mcg")
    return any(spelled in units for units in UNITS.values())


class Found(NamedTuple):
    """
    What a reader has found: values by their key in a case file, the line each comes from, and everything to be said.

    `ended` is the moment at which a history ends, where the source is one.
    """

    values: dict[KeyPath, Any]
    lines: dict[KeyPath, int]
    understood: list[Understood]
    set_aside: list[Understood]
    unknown: list[Understood]
    wrong: list[Wrong]
    notes: list[Wrong]
    asks: list[Ask]
    events: list[Event]

    @classmethod
    def nothing(cls) -> Found:
        """Nothing yet."""
        return cls({}, {}, [], [], [], [], [], [], [])

    def put(self, path: KeyPath, value: Any, line: int) -> None:
        """`value` stands at `path` of the case, from `line` of the source."""
        self.values[path], self.lines[path] = _plain(value), line

    def refuse(self, line: int | None, message: str) -> None:
        """Something is wrong at `line`; said once, however often it is come upon."""
        if Wrong(line, message) not in self.wrong:
            self.wrong.append(Wrong(line, message))

    def document(self) -> dict[str, Any]:
        """The values as the nested tables of a case file."""
        top: dict[str, Any] = {}
        for path, value in self.values.items():
            table = top
            for key in path[:-1]:
                table = table.setdefault(key, {})
            table[path[-1]] = value
        return top


def _plain(value: Any) -> Any:
    """Values as case files have them: no comma between thousands, so that the same value reads the same."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.replace(",", "") if isinstance(value, str) and value[:1].isdigit() else value


def import_program(
    text: str,
    name: str,
    catalogue: Catalogue,
    *,
    form: str,
    into: str | None = None,
    into_name: str = "case.toml",
    allow_unknown: bool = False,
    plausible: Mapping[str, tuple[Concentration, DoseRate]] | None = None,
) -> Imported:
    """
    What `text` says of a program, and the TOML it comes to; `form` is 'text' or 'csv'.

    `into` is the text of a case to join it into. Everything that is wrong stands in `wrong`, and then there is no
    TOML. Raises `FileProblems` only where `into` is not TOML at all.
    """
    from cisterna.files.history import read_history
    from cisterna.files.interrogation import read_interrogation

    base = _base(into, into_name)
    names = Names(catalogue)
    if len(text) > LARGEST:
        found = Found.nothing()
        found.refuse(None, f"this file has more than {LARGEST:,} characters. Give the part that is in question.")
    elif form == "csv":
        found = read_history(text, names, catalogue, base)
    else:
        found = read_interrogation(text, names, catalogue)
    if not found.understood and not found.wrong and not found.unknown:
        found.refuse(None, "nothing in this file says anything of a pump. See docs/how-to/import.md for what is read.")
    if found.unknown and not allow_unknown:
        for each in found.unknown:
            found.refuse(each.line, f"'{each.said[:60]}' was not understood{each.means}. Correct the line, take it "
                                    "out, or give --allow-unknown-lines to keep it as a comment.")  # fmt: skip
    joined = _joined(base, found.document())
    asks: list[Ask] = []
    if not found.wrong:
        _locate(_checked(joined, into_name, catalogue, plausible), found, name=into_name)
        first = {each.key for each in found.asks}
        asks = [*found.asks, *(each for each in _asks(joined) if each.key not in first)]
    toml = None
    if not found.wrong:
        comments = [f"not understood, line {each.line}: {each.said}" for each in found.unknown]
        comments += [f"line {each.line}: {each.message}" for each in found.notes]
        toml = _written(base, into, joined, asks, found, printable(name), comments)
        if toml is None:
            found.refuse(None, f"{into_name} writes [system] or [running] in a way that cannot be replaced in place. "
                               "Write them as sections, [system] and [running], and import again.")  # fmt: skip
    return Imported(
        source=name,
        form=form,
        understood=tuple(found.understood),
        set_aside=tuple(found.set_aside),
        unknown=tuple(found.unknown),
        wrong=tuple(sorted(found.wrong, key=lambda each: each.line or 0)),
        to_ask=tuple(asks),
        notes=tuple(found.notes),
        events=tuple(found.events),
        changes=tuple(_changes(base, joined)) if into is not None else (),
        kept=tuple(_kept(base, found.document())) if into is not None else (),
        toml=toml,
    )


# Joining


def _base(into: str | None, name: str) -> dict[str, Any]:
    if into is None:
        return {}
    table: dict[str, Any] = parse_toml(into, name=name).table
    for root in _OURS:
        if not isinstance(table.get(root, {}), dict):
            raise FileProblems([FileProblem(name, None, (root,), f"this is not a section. Write [{root}].")])
    return table


def _joined(base: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the facts of `new`: each key of a section replaced as a whole, a catheter key by key."""
    top = {**base, **{key: new[key] for key in _TOP if key in new}}
    for root in _OURS:
        if root in new:
            section = {**base.get(root, {}), **new[root]}
            old, fresh = base.get(root, {}).get("catheter"), new[root].get("catheter")
            if isinstance(old, dict) and isinstance(fresh, dict):
                section["catheter"] = {**old, **fresh}
            top[root] = section
    return top


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Keys and values, a catheter taken apart."""
    for key in _TOP:
        if key in document:
            yield (key,), document[key]
    for root in _OURS:
        for key, value in document.get(root, {}).items():
            if key == "catheter" and isinstance(value, dict):
                yield from (((root, key, inner), part) for inner, part in value.items())
            else:
                yield (root, key), value


def _changes(base: Mapping[str, Any], joined: Mapping[str, Any]) -> Iterator[Changed]:
    before = dict(_flat(base))
    for path, value in _flat(joined):
        if path not in before or before[path] != value:
            yield Changed(".".join(path), _value(before[path]) if path in before else None, _value(value))


def _kept(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    said = {path for path, _ in _flat(new)}
    for path, _ in _flat({root: base[root] for root in _OURS if root in base}):
        if path not in said:
            yield ".".join(path)


# Checking


def _checked(
    joined: Mapping[str, Any],
    name: str,
    catalogue: Catalogue,
    plausible: Mapping[str, tuple[Concentration, DoseRate]] | None,
) -> list[FileProblem]:
    """What the reader of cases finds wrong; what is only not there yet is no problem here."""
    # A case has a moment. Nothing in [system] and [running] turns on it, so one stands in where it is not told.
    whole = {"on": "2026-01-05", "at": "12:00", "zone": "UTC", **joined}
    running = joined.get("running", {})
    absent = {f"'{key}' is missing" for key in ("fill", "program") if key not in running} | {"'running' is missing"}
    try:
        read_case(_toml(whole), name, catalogue, plausible=plausible)
    except FileProblems as error:
        return [p for p in error.problems if not any(p.message.startswith(each) for each in absent)]
    return []


def _locate(problems: Iterable[FileProblem], found: Found, *, name: str) -> None:
    """Problems of the case as problems of the line that brought the value; else of the case."""
    for problem in problems:
        path = tuple(part for part in problem.path if isinstance(part, str))
        line = next((found.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in found.lines), None)
        if line is None:
            line = next((at for where, at in found.lines.items() if path and where[: len(path)] == path), None)
        where = "" if line is not None else f"{name}: "
        found.refuse(line, f"{where}{'.'.join(path)}: {problem.message}")


_QUESTIONS = (
    ("running.fill", '{ baclofen = "? mcg/mL" }', "what is in the reservoir, from the label of the last fill"),
    (
        "running.program",
        '{ mode = "?", dose = { baclofen = "? mcg/day" } }',
        "what the pump does now: mode, primary drug, dose or steps",
    ),
    ("running.reservoir_volume", '"? mL"', "the reservoir volume that the pump shows"),
    ("running.flow_shown", '"? mL/day"', "the flow that the programmer shows: the dose is checked against it"),
    (
        "running.line",
        '[{ volume = "? mL", baclofen = "? mcg/mL" }]',
        "what lies between reservoir and tip, tip first, if the fill was another one lately; without it the line is "
        "taken to hold the running fill",
    ),
    ("system.pump", '"?"', "the model of the pump, from its card"),
    ("system.tubing_volume", '"? mL"', "the tubing volume that the programmer shows"),
    ("system.catheter.model", '"?"', "the model of the catheter, from the implant record"),
    ("system.catheter.implanted_length", '"? cm"', "the length after trimming, from the implant record"),
    ("system.catheter.volume", '"? mL"', "the catheter volume that the programmer shows"),
    ("system.low_reservoir_alarm", '"? mL"', "the volume at which the alarm was programmed to sound"),
    ("system.patient_controller", '"?"', "whether the patient holds a controller: none, or present"),
)
"""What is asked for where it is not told. An example that is left as it stands cannot be read."""


def _asks(joined: Mapping[str, Any]) -> Iterator[Ask]:
    for key in _TOP:
        if key not in joined:
            yield Ask(key, '"?"', "the moment of the case: date, time and time zone in which all this holds")
    told = {path for path, value in _flat(joined) if value != "unknown"}
    for name, example, question in _QUESTIONS:
        if tuple(name.split(".")) not in told:
            yield Ask(name, example, question)
    has_controller = joined.get("system", {}).get("patient_controller") == "present"
    if has_controller and ("running", "patient_boluses") not in told:
        yield Ask("running.patient_boluses", '{ dose = "? mcg", used_per_day = "?" }',
                  "the dose of a patient bolus and how many are used a day, from the pump's log")  # fmt: skip


# Writing


def _written(
    base: Mapping[str, Any],
    into: str | None,
    joined: Mapping[str, Any],
    asks: list[Ask],
    found: Found,
    source: str,
    comments: list[str],
) -> str | None:
    """The text of the case; None where the old one cannot be changed in place."""
    head = [f"# Imported from {source}. Every line below was checked; compare it with the pump all the same."]
    head += [f"# {each}" for each in comments]
    head += [f"# {event.at}  {event.says}" for event in found.events]
    if into is None:
        text = "\n".join([*head, *_body(joined, asks, _TOP), "", *_section("system", joined, asks), "",
                          *_section("running", joined, asks)]) + "\n"  # fmt: skip
    else:
        text = _spliced(into, base, joined, asks, head)
    try:
        same = {"system": {}, "running": {}, **tomllib.loads(text)} == {"system": {}, "running": {}, **joined}
    except tomllib.TOMLDecodeError:
        return None
    return text if same else None


def _body(table: Mapping[str, Any], asks: list[Ask], keys: Iterable[str]) -> list[str]:
    lines = [f"{_key(key)} = {_value(table[key])}" for key in keys if key in table]
    return lines + [_asked(ask, ask.key) for ask in asks if "." not in ask.key]


def _asked(ask: Ask, key: str) -> str:
    return f"{ASKED}{ask.question}\n{ASKED}{key} = {ask.example}"


def _section(root: str, joined: Mapping[str, Any], asks: list[Ask]) -> list[str]:
    """One section, its schedule in a section of its own."""
    table = joined.get(root, {})
    lines = [f"[{root}]"]
    program = table.get("program")
    apart = isinstance(program, dict) and "steps" in program
    for key, value in table.items():
        if key == "catheter" and isinstance(value, dict):  # with dots, so that what is asked for can stand beside it
            lines += [f"catheter.{_key(inner)} = {_value(part)}" for inner, part in value.items()]
        elif not (key == "program" and apart):
            lines.append(f"{_key(key)} = {_value(value)}")
    for ask in asks:
        if ask.key.startswith(f"{root}."):
            lines.append(_asked(ask, ask.key.removeprefix(f"{root}.")))
    if apart:
        lines += ["", f"[{root}.program]", *(f"{_key(key)} = {_value(value)}" for key, value in program.items())]
    return lines


def _spliced(into: str, base: Mapping[str, Any], joined: Mapping[str, Any], asks: list[Ask], head: list[str]) -> str:
    """The old text with [system] and [running] written anew, its own comments and every other section kept."""
    old = unicodedata.normalize("NFC", into.removeprefix("\ufeff")).replace("\r\n", "\n")
    kept: list[str] = []
    comments: dict[str, list[str]] = {root: [] for root in _OURS}
    pending: list[str] = []  # comments that belong to whatever follows them
    place: dict[str, int] = {}
    root = ""
    for line in old.rstrip("\n").split("\n"):
        if line.startswith(ASKED):
            continue
        header = _HEADER.match(line)
        if header:
            (comments[root] if header[1] == root and root in _OURS else kept).extend(pending)
            pending, root = [], header[1]
            if root in _OURS and root not in place:
                place[root] = len(kept)
        if not root and (top := re.match(r"\s*(on|at|zone)\s*=", line)) and top[1] in joined:
            kept.append(line if base.get(top[1]) == joined[top[1]] else f"{top[1]} = {_value(joined[top[1]])}")
        elif root not in _OURS:
            kept.append(line)
        elif line.lstrip().startswith("#"):
            pending.append(line)
        elif line.strip():
            comments[root] += pending
            pending = []
    kept += pending
    added = _body(joined, asks, [key for key in _TOP if key in joined and key not in base])
    sections = {name: [*_section(name, joined, asks)[:1], *comments[name], *_section(name, joined, asks)[1:], ""]
                for name in _OURS if name in joined or name in place}  # fmt: skip
    for name in sorted(sections, key=lambda each: place.get(each, len(kept)), reverse=True):
        kept[place.get(name, len(kept)) : place.get(name, len(kept))] = sections[name]
    return "\n".join([*head, *added, *kept]).rstrip("\n") + "\n"


def _toml(document: Mapping[str, Any]) -> str:
    """A whole document, inline: only ever read by the reader of cases."""
    return "".join(f"{_key(key)} = {_value(value, inline=True)}\n" for key, value in document.items())


def _value(value: Any, *, inline: bool = False) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date() | time() | datetime():
            return value.isoformat()
        case dict():
            pairs = ", ".join(f"{_key(key)} = {_value(part, inline=True)}" for key, part in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case list() if value and not inline and isinstance(value[0], dict):
            return "[\n" + "".join(f"  {_value(part, inline=True)},\n" for part in value) + "]"
        case list():
            return "[" + ", ".join(_value(part, inline=True) for part in value) + "]"
    return str(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
