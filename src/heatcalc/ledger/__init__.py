"""Files of households: reading them line by line so that none is lost, and writing bills and rejects whole."""
