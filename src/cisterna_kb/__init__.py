"""
The knowledge pack: sources, statements, devices, drugs and the shipped house policy, as TOML.

This package holds data only. Its version is its own (`VERSION`), because other people review it at another pace.
"""
