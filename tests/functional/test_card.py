"""`cisterna card` at a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from functional.command import BRIDGE, SEED, cisterna

VIALS = "examples/seed-vials.toml"


def test_the_card_of_the_best_plan() -> None:
    """Title, verdict, what has to be signed first, and what to do where the display differs."""
    done = cisterna("card", SEED)
    assert done.returncode == 10
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["Programming", "card", "NEEDS", "OVERRIDE"]
    assert lines[1] == "Plan A-powder-hydromorphone-0.01"
    assert "Not to be typed before this is signed" in lines
    assert lines[lines.index("  10  Bridge") + 1] == "      choose no bridge"
    assert "      then HYDROmorphone daily dose 0.0099 mg/day (9.9 mcg/day; 0.4125 mcg/h)" in lines
    assert "If the display shows something else: stop, do not commit, and call whoever made" in lines


def test_another_plan_and_one_that_was_typed_in() -> None:
    """--show takes one of the plans, --plan any file; the bridge of the file is on its card."""
    other = cisterna("card", SEED, "--show", "A-powder-hydromorphone-0.05")
    assert (other.returncode, "0.04995 mg/day" in other.stdout) == (10, True)
    typed = cisterna("card", VIALS, "--plan", BRIDGE)
    assert (typed.returncode, "      type 49 h 55 min" in typed.stdout.splitlines()) == (10, True)


def test_a_refused_plan_has_no_card() -> None:
    """Nothing on standard output that could be carried out; the reason, and the status of a refusal."""
    done = cisterna("card", VIALS, "--plan", "examples/plans/no-bridge.toml")
    assert (done.returncode, done.stdout) == (20, "")
    assert done.stderr == (
        "no-bridge: this plan is refused (held-dose-24h-high). There is no card of it: nothing is to be typed.\n"
    )


def test_a_plan_of_which_nothing_can_be_said_has_no_card() -> None:
    """The volume of the tubing is not known: no card, and the facts to find out."""
    done = cisterna("card", "examples/no-tubing-volume.toml", "--plan", BRIDGE)
    assert (done.returncode, done.stdout) == (30, "")
    assert "one of which nothing can be said" in done.stderr


def test_a_case_without_a_plan_has_no_card() -> None:
    """An unknown pump: there is no plan, and the status says so."""
    done = cisterna("card", "examples/unknown-pump.toml")
    assert (done.returncode, done.stdout) == (30, "")
    assert done.stderr == "There is no plan, so there is no card. 'cisterna plan' says why.\n"


def test_a_plan_without_a_program(tmp_path: Path) -> None:
    """A file that only calls somebody has nothing to type."""
    file = tmp_path / "call.toml"
    file.write_text(
        'schema = "cisterna.plan/1"\n[[step]]\ndo = "call"\nat = "2026-11-24 08:00"\nwhy = "a review"\n', "utf-8"
    )
    done = cisterna("card", SEED, "--plan", file)
    assert (done.returncode, done.stdout) == (65, "")
    assert (
        done.stderr == "call: The plan has neither a refill nor a program, so there is nothing to type into the pump.\n"
    )


def test_wrong_use_is_explained() -> None:
    """Two plans at once, or one that does not exist."""
    both = cisterna("card", VIALS, "--plan", BRIDGE, "--show", "B")
    assert (both.returncode, both.stdout) == (2, "")
    assert both.stderr.endswith("Error: Give one plan: --plan FILE, or --show PLAN.\n")
    none = cisterna("card", SEED, "--show", "B")
    assert (none.returncode, none.stdout) == (65, "")
    assert none.stderr.startswith("no plan is called 'B'; there are A-powder-hydromorphone-0.01,")


def test_the_card_as_json() -> None:
    """The same card as plain data, with the verdict."""
    done = cisterna("card", SEED, "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["schema"], data["verdict"]) == (10, "cisterna.card/1", "NeedsOverride")
    typed = {line["item"]: line["typed"] for line in data["sheets"][0]["lines"]}
    assert typed["reservoir volume"] == {"exact": "193/5", "unit": "mL", "shown": "38.6 mL"}


def test_plan_names_the_card() -> None:
    """Whoever reads a plan learns that there is one, but not under a plan that is refused."""
    hint = "with what the display should then show: cisterna card"
    assert hint in " ".join(cisterna("plan", SEED).stdout.split())
    assert hint not in " ".join(cisterna("plan", "examples/flex-night.toml").stdout.split())


def test_the_card_of_another_change() -> None:
    """A new concentration of what runs has a bridge on its card; a plain refill has the reservoir volume."""
    down = cisterna("card", "examples/changes/concentration-down.toml")
    lines = down.stdout.splitlines()
    assert lines[lines.index("   9  Bridge: old concentration of baclofen") + 1] == "      type 2,000 mcg/mL (2 mg/mL)"
    refill = cisterna("card", "examples/changes/refill.toml")
    lines = refill.stdout.splitlines()
    assert "      check 2,000 mcg/mL (2 mg/mL)" in lines
    assert "      type 38.6 mL; what was injected; what stayed behind is not counted" in lines
