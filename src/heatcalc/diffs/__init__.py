"""Two runs over homes side by side: what each home gets back or owes, and what a change of price comes to."""
