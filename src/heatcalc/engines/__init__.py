"""Engines that run the SQL of formulas over many homes."""
