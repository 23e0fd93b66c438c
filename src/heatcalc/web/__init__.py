"""heatcalc over HTTP: the JSON interface, and the pages that go with it."""
