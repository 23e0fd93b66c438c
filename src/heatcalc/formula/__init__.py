"""A bill as a formula: a tree of numbers, measures and arithmetic, and the readers of it.

The tree knows no city, file, terminal or database.
"""
