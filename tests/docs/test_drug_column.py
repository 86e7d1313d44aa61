"""The figures in docs/explanation/drug-column.md are those that the code gives."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from cisterna.delivery.spread import front_margin, taylor_aris, volume_new
from cisterna.quantities import FlowRate, Length, Volume

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "drug-column.md").read_text("utf-8")
ROWS = [
    line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| 0") or line.startswith("| 1 ")
]
BORE, DIFFUSION, TUBE = Length(Fraction(53, 1000)), Fraction("0.00075"), Volume.parse("0.2 mL")


def row(flow: str) -> list[str]:
    """The row of the table for a flow in mL/day, worked out."""
    rate = FlowRate.parse(f"{flow} mL/day")
    found = taylor_aris(rate, inner_diameter=BORE, diffusion_mm2_per_s=DIFFUSION, catheter=TUBE)
    margin = front_margin(rate, inner_diameter=BORE, diffusion_mm2_per_s=DIFFUSION, catheter=TUBE)
    return [
        flow,
        f"{found.peclet:.2f}",
        f"{float(found.transit_time.value * 24):.1f}",
        f"{found.sigma_volume_ml * 1000:.2f}",
        f"{found.sigma_volume_ml / 2 * 1000:.1f}",
        f"{found.sigma_time_h * 60:.0f}",
        f"{float(margin.value * 1000):.3f}",
    ]


def test_the_table_is_what_the_code_gives() -> None:
    """Row by row; a new row is checked as well."""
    assert len(ROWS) == 5
    assert [row(cells[0]) for cells in ROWS] == ROWS


def test_the_radial_time_in_the_text() -> None:
    """r * r / D."""
    found = taylor_aris(FlowRate(1), inner_diameter=BORE, diffusion_mm2_per_s=DIFFUSION, catheter=TUBE)
    assert f"about {round(found.radial_time.value * 86_400)} seconds" in PAGE


def test_the_spread_is_least_near_the_flow_in_the_text() -> None:
    """The margin at 0.35 mL/day is below those on both sides of it."""
    slower, least, faster = (
        front_margin(FlowRate.parse(f"{q} mL/day"), inner_diameter=BORE, diffusion_mm2_per_s=DIFFUSION, catheter=TUBE)
        for q in ("0.3", "0.35", "0.45")
    )
    assert least < slower
    assert least < faster
    assert "least near 0.35 mL/day" in PAGE


def test_the_dose_in_the_text() -> None:
    """When one dead volume has left, the sharp picture says that no new drug has; the spread one, 0.4 deviations."""
    sigma = Volume.parse("0.005 mL")
    ahead = volume_new(TUBE, dead_volume=TUBE, sigma=sigma) * 1000
    assert f"{ahead:.0f}" == "2"
    assert f"{ahead / 5:.1f}" == "0.4"
    assert "With 5 µL and a difference of 1,000 mcg/mL that is 2 mcg" in PAGE
