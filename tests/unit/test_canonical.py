"""Canonical bytes: the same value gives the same bytes, and what has no exact form is refused with a sentence."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.reasons.canonical import CanonicalError, canonical_bytes, digest

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="ascii")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=20,
)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    """Order of entry leaves no mark."""
    assert b'{"a":[1,"2",null,true],"b":{}}' == canonical_bytes({"b": {}, "a": (1, "2", None, True)})


def test_accents_are_in_normal_form() -> None:
    """A letter with an accent and a letter followed by an accent are one text."""
    assert canonical_bytes("\u00e9") == canonical_bytes("e\u0301") == b'"\xc3\xa9"'


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"a": [0.5]}, "at a.0: 0.5 is of type float, which has no canonical form."),
        ({"a": Fraction(1, 3)}, "Write exact numbers and dates as text, for example '60000/31' or '2026-01-08'."),
        ({"a": 2**53}, "at a: 9007199254740992 is too large for a JSON number. Write it as text."),
        ({1: "a"}, "the key 1 is not text."),
        ({"\u00e9": 1, "e\u0301": 2}, "two keys are written '\u00e9' once accents are in normal form."),
        ("\ud800", "half a character"),
    ],
)
def test_what_has_no_exact_form_is_refused(value: object, sentence: str) -> None:
    """The message says where and what to write."""
    with pytest.raises(CanonicalError) as refused:
        canonical_bytes(value)
    assert sentence in str(refused.value)


@given(values)
def test_reading_and_writing_again_changes_nothing(value: object) -> None:
    """Canonical bytes are a fixed point."""
    import json

    once = canonical_bytes(value)
    assert once == canonical_bytes(json.loads(once))


def test_the_digest_does_not_depend_on_the_hash_seed() -> None:
    """Another process with another seed says the same."""
    value = {name: {"x": name} for name in ("baclofen", "hydromorphone", "morphine")}
    code = f"from cisterna.reasons.canonical import digest; print(digest({value!r}))"
    for seed in ("1", "2"):
        answer = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        )
        assert digest(value) == answer.stdout.strip()
