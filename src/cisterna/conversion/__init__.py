"""Equianalgesic and route changes as cited chains of factors."""

from cisterna.conversion.chain import Chain, Factor, Link, follow, total

__all__ = ["Chain", "Factor", "Link", "follow", "total"]
