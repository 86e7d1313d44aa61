"""
Emergencies: the fixed first screen of each pathway, and what is worked out from whatever facts there are.

Importing this package imports the fixed text alone: what is worked out (`cisterna.emergency.worked`) is asked for by
its own name, so that the first screen depends on nothing that could be broken.
"""

from cisterna.emergency.pathway import (
    AUDIENCES,
    NAMES,
    Contacts,
    Pathway,
    Step,
    UnknownPathway,
    UnknownReader,
    pathway,
)

__all__ = [
    "AUDIENCES",
    "NAMES",
    "Contacts",
    "Pathway",
    "Step",
    "UnknownPathway",
    "UnknownReader",
    "pathway",
]
