"""heatcalc: what district heat should cost, why, and who pays.

>>> import heatcalc
>>> heatcalc.bill(area=185, city="shuozhou").due
Decimal('2797.20')
"""

from typing import TYPE_CHECKING, Any

from heatcalc.version import __version__ as __version__

if TYPE_CHECKING:
    from heatcalc.balances.balance import Balance, balance
    from heatcalc.batches.allocate import allocate
    from heatcalc.batches.allocated import Allocation
    from heatcalc.batches.check_ledger import check_ledger
    from heatcalc.batches.run import Batch, batch
    from heatcalc.billing.bill import Bill, BillLine, Refusal, bill
    from heatcalc.billing.check import Checked, check
    from heatcalc.billing.compare import Comparison, compare
    from heatcalc.costing.answer import Gaps
    from heatcalc.costing.gap import Gap
    from heatcalc.costing.supply import Supply
    from heatcalc.diffs.diff import Diff, diff, diff_tariffs
    from heatcalc.errors import HeatcalcError, InputFileError, OutputError, UsageError
    from heatcalc.interface import (
        memo,
        notice,
        page,
        sql,
        subsidy,
        subsidy_ledger,
        subsidy_scenarios,
        subsidy_sweep,
        supply,
    )
    from heatcalc.tariffs.load import InvalidTable, load_tariffs
    from heatcalc.tariffs.model import Table
    from heatcalc.web.asgi import asgi_app

__all__ = [
    "Allocation",
    "Balance",
    "Batch",
    "Bill",
    "BillLine",
    "Checked",
    "Comparison",
    "Diff",
    "Gap",
    "Gaps",
    "HeatcalcError",
    "InputFileError",
    "InvalidTable",
    "OutputError",
    "Refusal",
    "Supply",
    "Table",
    "UsageError",
    "allocate",
    "asgi_app",
    "balance",
    "batch",
    "bill",
    "check",
    "check_ledger",
    "compare",
    "diff",
    "diff_tariffs",
    "load_tariffs",
    "memo",
    "notice",
    "page",
    "sql",
    "subsidy",
    "subsidy_ledger",
    "subsidy_scenarios",
    "subsidy_sweep",
    "supply",
]

_ROOMS = {
    "errors": ("HeatcalcError", "InputFileError", "OutputError", "UsageError"),
    "balances.balance": ("Balance", "balance"),
    "batches.check_ledger": ("check_ledger",),
    "batches.allocate": ("allocate",),
    "batches.allocated": ("Allocation",),
    "batches.run": ("Batch", "batch"),
    "billing.bill": ("Bill", "BillLine", "Refusal", "bill"),
    "billing.check": ("Checked", "check"),
    "billing.compare": ("Comparison", "compare"),
    "costing.answer": ("Gaps",),
    "costing.gap": ("Gap",),
    "costing.supply": ("Supply",),
    "diffs.diff": ("Diff", "diff", "diff_tariffs"),
    "interface": (
        "memo",
        "notice",
        "page",
        "sql",
        "subsidy",
        "subsidy_ledger",
        "subsidy_scenarios",
        "subsidy_sweep",
        "supply",
    ),
    "tariffs.model": ("Table",),
    "tariffs.load": ("InvalidTable", "load_tariffs"),
    "web.asgi": ("asgi_app",),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is exported
    """Import a public name when it is first asked for, so that a command loads only what it needs."""
    from importlib import import_module

    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"heatcalc.{room}"), name)
    raise AttributeError(f"module 'heatcalc' has no attribute {name!r}")
