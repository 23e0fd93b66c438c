"""The rules by which cities change a bill: one file a kind, applied stage by stage.

To add a kind: write its file after the pattern of the others, and name it in `registry.py`.
"""
