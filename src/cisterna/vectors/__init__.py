"""Known answers: documents of test vectors in, one result for each expected metric out."""

from cisterna.vectors.design import design
from cisterna.vectors.pump import is_pump_document, run_pump
from cisterna.vectors.reading import Kind, Report, Result, VectorsError, exact_number
from cisterna.vectors.reading import run as run_kinds
from cisterna.vectors.tip import dispersion, front_spread, interval, simulated

__all__ = ["DELIVERY", "Report", "Result", "VectorsError", "exact_number", "run"]

DELIVERY: dict[str, Kind] = {
    "simulate": simulated,
    "interval": interval,
    "design": design,
    "dispersion": dispersion,
    "taylor_aris": front_spread,
}
"""Kind to what makes, from its inputs, the function that measures a metric. To add a kind, add a line."""


def run(document: object) -> Report:
    """
    Run every case of a document, of delivery vectors (an object) or of pump vectors (a list).

    Raises `VectorsError` where it is neither.
    """
    return run_pump(document) if is_pump_document(document) else run_kinds(document, DELIVERY)
