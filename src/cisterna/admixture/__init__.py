"""One reservoir, many drugs: the design as a solved problem, recipes, coupled doses, what a pharmacy signs for."""

from cisterna.admixture.design import Part, Recipe, coupled, recipe, shares
from cisterna.admixture.judge import Labeling, MixtureEvidence, judge_mixture, judge_stock, potency_note
from cisterna.admixture.orderable import FlowLimits, OnSteps, TooDilute, fits, hold_on_steps
from cisterna.admixture.solve import Bound, Hold, NoFlow, Wanted, bounds_of, fewest_fills, hold

__all__ = [
    "Bound",
    "FlowLimits",
    "Hold",
    "Labeling",
    "MixtureEvidence",
    "NoFlow",
    "OnSteps",
    "Part",
    "Recipe",
    "TooDilute",
    "Wanted",
    "bounds_of",
    "coupled",
    "fewest_fills",
    "fits",
    "hold",
    "hold_on_steps",
    "judge_mixture",
    "judge_stock",
    "potency_note",
    "recipe",
    "shares",
]
