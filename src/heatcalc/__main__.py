"""`python -m heatcalc`."""

from heatcalc.cli.app import main

main()
