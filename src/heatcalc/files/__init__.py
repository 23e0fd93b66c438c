"""Files written whole or not at all, hashed on the way, and safe to open in a spreadsheet."""
