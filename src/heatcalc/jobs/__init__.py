"""What heatcalc does, as plain functions: the Python interface. No job prints."""
