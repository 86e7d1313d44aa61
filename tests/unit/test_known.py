"""Whether another knowledge has the very same answers to what was asked of one: where not, a plan is judged by both."""

from __future__ import annotations

import pytest

from cisterna.files.knowledge import knowledge_from, load_knowledge
from cisterna.files.pack import open_pack, pack_folder
from cisterna.files.same import NotInstalled, excerpt_text, known_in, known_of
from cisterna.knowledge import SHIPPED_POLICY, Knowledge, Review, UnknownStatement

ASKED = "interruption"


@pytest.fixture(scope="module")
def installed() -> Knowledge:
    """The installed pack."""
    return load_knowledge()


def without(installed: Knowledge, *names: str) -> Knowledge:
    """The installed pack less some documents, all else known."""
    documents = {name: text for name, text in open_pack()[0].items() if name not in names and "policy" not in name}
    policy = (pack_folder() / SHIPPED_POLICY).read_text("utf-8")
    return knowledge_from(documents, policy=policy, digest="excerpt", known=known_in(documents, installed))


def test_the_same_answers(installed: Knowledge) -> None:
    """To a question that was asked, from a pack that lacks another statement."""
    less = without(installed, "statements/baclofen/naloxone.no-effect.toml").watched()
    assert installed.asking(ASKED) == less.asking(ASKED)
    assert less.answered_alike(installed)


def test_an_answer_fewer(installed: Knowledge) -> None:
    """The statement that is missing answers the question that was asked."""
    less = without(installed, "statements/baclofen/naloxone.no-effect.toml").watched()
    gone = installed.statement("baclofen.naloxone.no-effect")
    assert set(less.asking(gone.asks)) == {*installed.asking(gone.asks)} - {gone}
    assert not less.answered_alike(installed)


@pytest.mark.parametrize("look", ["all", "day", "has", "one"])
def test_whoever_looks_through_all_cannot_tell(installed: Knowledge, look: str) -> None:
    """What he comes to may hang on a statement that is not there."""
    seen = installed.watched()
    assert seen.answered_alike(installed)
    match look:
        case "all":
            assert installed.statements == seen.statements
        case "day":
            assert seen.on(seen.statement("baclofen.interruption.seed").validity.start)
        case "has":
            assert not seen.has("no.such.statement")
        case "one":
            with pytest.raises(UnknownStatement):
                seen.statement("no.such.statement")
    assert not seen.answered_alike(installed)


def test_another_reading_of_the_same_pack_is_not_the_very_same(installed: Knowledge) -> None:
    """Only what was taken over counts; whatever was read on its own is judged on its own."""
    other = load_knowledge()
    seen = other.watched()
    seen.asking(ASKED)
    assert not seen.answered_alike(installed)


def test_review_states_from_outside_are_not_taken_over() -> None:
    """They are not in the text that was compared."""
    review = Review("under review", "N. N.", load_knowledge().statement("baclofen.interruption.seed").validity.start)
    other = load_knowledge(reviews={"baclofen.interruption.seed": review})
    documents = {"facts.toml": open_pack()[0]["facts.toml"]}
    assert (None, frozenset()) == known_of(documents, other, whole=True)
    with pytest.raises(NotInstalled):
        known_in(documents, other)


def test_a_part_that_the_installed_pack_has_not() -> None:
    """There is no text to compare with."""
    assert "" == excerpt_text({"statements/no/such.toml": {"id": "no.such"}})
    assert "" == excerpt_text({"drugs/drugs.toml": {"no-such": {}}})
