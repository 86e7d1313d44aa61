"""`python -m cisterna` is `cisterna`."""

from cisterna.cli import main

main()
