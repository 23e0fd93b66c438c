"""A specialized formula as SQL on whole numbers: dialects, terms with their bounds, the compiler, and the SELECT."""
