"""One reservoir, many drugs: design by dilution, recipes, coupling of doses, and what a pharmacy has to sign for."""

from cisterna.admixture.design import Design, Ingredient, Part, Recipe, TooDilute, by_dilution, coupled, recipe, shares
from cisterna.admixture.judge import Labeling, MixtureEvidence, judge_mixture, judge_stock, potency_note
from cisterna.admixture.solve import Bound, Hold, NoFlow, Wanted, fewest_fills, hold

__all__ = [
    "Bound",
    "Design",
    "Hold",
    "Ingredient",
    "Labeling",
    "MixtureEvidence",
    "NoFlow",
    "Part",
    "Recipe",
    "TooDilute",
    "Wanted",
    "by_dilution",
    "coupled",
    "fewest_fills",
    "hold",
    "judge_mixture",
    "judge_stock",
    "potency_note",
    "recipe",
    "shares",
]
