"""The tariff table: its model, reading and validation, finding in it, writing to it, and the formula it gives."""
