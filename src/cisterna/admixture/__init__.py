"""One reservoir, many drugs: design by dilution, recipes, coupling of doses, and what a pharmacy has to sign for."""

from cisterna.admixture.design import Design, Ingredient, Part, Recipe, TooDilute, by_dilution, coupled, recipe, shares
from cisterna.admixture.judge import Labeling, MixtureEvidence, judge_mixture, judge_stock, potency_note

__all__ = [
    "Design",
    "Ingredient",
    "Labeling",
    "MixtureEvidence",
    "Part",
    "Recipe",
    "TooDilute",
    "by_dilution",
    "coupled",
    "judge_mixture",
    "judge_stock",
    "potency_note",
    "recipe",
    "shares",
]
