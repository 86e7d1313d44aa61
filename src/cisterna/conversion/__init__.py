"""
Opioid conversion by published ratios: cited chains, and doses to start at.

What most cases do not need is imported from its module: `conversion.band`, `conversion.refusals`, `conversion.convert`.
"""

from cisterna.conversion.chain import Chain, Factor, Link, follow, total
from cisterna.conversion.start import SourceRange, Start, published_ranges, starts

__all__ = ["Chain", "Factor", "Link", "SourceRange", "Start", "follow", "published_ranges", "starts", "total"]
