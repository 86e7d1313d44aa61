"""
Cisterna: decision support for implanted intrathecal drug pumps, proved at the catheter tip.

The one door is `cisterna.consult.consult`.
Everything from `cisterna.quantities` up to it is pure and exact: no files, no clock, no randomness, no floating point.
"""

__version__ = "0.1.0"
