"""One reservoir, many drugs: design by dilution, recipes, coupling of doses, and what a pharmacy has to sign for."""

from cisterna.admixture.design import Design, Ingredient, Part, Recipe, by_dilution, coupled, recipe, shares

__all__ = ["Design", "Ingredient", "Part", "Recipe", "by_dilution", "coupled", "recipe", "shares"]
