"""Frozen dataclasses of our own making: like the standard library's in everything that anyone here relies on."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace
from typing import Any

import pytest

from cisterna.quantities.value import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value."""

    a: int
    b: str = "b"
    c: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("below zero")


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same by the standard library."""

    a: int
    b: str = "b"
    c: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class One:
    """A single field."""

    only: int


CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((1,), {}),
    ((1, "x"), {}),
    ((1,), {"c": {"y": 2}}),
    ((), {"a": 1, "b": "x", "c": {}}),
)


@pytest.mark.parametrize(("given", "named"), CALLS)
def test_it_is_made_and_shown_as_theirs(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Positions, names and defaults."""
    ours, theirs = Ours(*given, **named), Theirs(*given, **named)
    assert repr(theirs).replace("Theirs", "Ours") == repr(ours)
    assert [(f.name, getattr(theirs, f.name)) for f in fields(theirs)] == [
        (f.name, getattr(ours, f.name)) for f in fields(ours)
    ]
    assert Theirs.__match_args__ == Ours.__match_args__
    assert Theirs.__slots__ == Ours.__slots__  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "named", "message"),
    [
        ((), {}, "Ours was not given 'a'"),
        ((1, "x", {}, 4), {}, "Ours takes 3 values and was given 4"),
        ((1,), {"a": 2}, "Ours was given 'a' twice"),
        ((1,), {"d": 2}, "Ours has no 'd'"),
    ],
)
def test_a_wrong_call_is_refused(given: tuple[Any, ...], named: dict[str, Any], message: str) -> None:
    """As theirs is, in clearer words."""
    with pytest.raises(TypeError, match=message):
        Ours(*given, **named)
    with pytest.raises(TypeError):
        Theirs(*given, **named)


def test_it_is_a_dataclass_to_everybody_else() -> None:
    """`replace`, `fields`, `is_dataclass`, `copy` and `pickle`; a replaced one is checked like a new one."""
    one = Ours(1, c={"x": 1})
    assert is_dataclass(one)
    assert Ours(2, c={"x": 1}) == replace(one, a=2)
    with pytest.raises(ValueError, match="below zero"):
        replace(one, a=-1)
    assert one == copy.deepcopy(one)
    assert one == pickle.loads(pickle.dumps(one))
    assert one.c is not Ours(1).c
    assert Ours(1).c is not Ours(1).c


def test_equal_values_are_equal_and_hash_alike() -> None:
    """Other classes never are, whatever they hold."""
    assert One(1) == One(1)
    assert One(1) != One(2)
    assert One(1) != 1
    assert Ours(1) != Theirs(1)
    assert hash(One(1)) == hash(One(1))
    assert hash((1,)) == hash(One(1))


def test_nothing_can_be_put_in_or_taken_out() -> None:
    """Neither a field nor anything else, and there is no dictionary."""
    one = Ours(1)
    for change in (lambda: setattr(one, "a", 2), lambda: delattr(one, "a"), lambda: setattr(one, "z", 2)):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            change()
    assert not hasattr(one, "__dict__")
    assert 1 == one.a


def test_there_is_no_other_kind() -> None:
    """A dataclass that can change, or has a dictionary, is refused where it is written."""
    with pytest.raises(TypeError, match="a value is frozen and has slots"):
        dataclass(frozen=True, slots=False)
