"""A ledger billed: every household of it, on this machine or on Spark. Nothing here prints."""
