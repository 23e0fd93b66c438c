"""The clerk's desk: a window on `batch`, and no rule of its own."""
