"""heatcalc's rules and bills for other programs: SQL, the data of the resident's page, and payment notices."""
