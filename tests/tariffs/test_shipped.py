"""Every figure of the shipped table stands in the words of its source, and every weak source can be opened."""

from heatcalc.tariffs.load import inspect, shipped


def test_strict_finds_nothing_in_the_shipped_table() -> None:
    table, findings = inspect(shipped(), strict=True)
    assert table is not None
    assert findings == []
