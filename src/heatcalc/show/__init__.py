"""How answers look: one sheet, and a sink for each format. Each sink escapes for itself."""
