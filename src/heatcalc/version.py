"""The version of heatcalc, below everything that has to name it."""

__version__ = "0.1.0"
