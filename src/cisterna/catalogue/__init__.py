"""What exists: drugs, pumps, catheters and formulations, each constant with its source and mark."""

from cisterna.catalogue.catheter import Catheter, read_catheter
from cisterna.catalogue.drug import Drug, read_drug
from cisterna.catalogue.formulation import Formulation, read_formulation
from cisterna.catalogue.pump import Pump, read_pump
from cisterna.catalogue.register import Catalogue, UnknownEntry

__all__ = [
    "Catalogue",
    "Catheter",
    "Drug",
    "Formulation",
    "Pump",
    "UnknownEntry",
    "read_catheter",
    "read_drug",
    "read_formulation",
    "read_pump",
]
