"""Saying that the table cannot answer."""

from heatcalc.billing.bill import Refusal
from heatcalc.cli.help_page import RUNNING
from heatcalc.cli.language import LANG
from heatcalc.cli.output import warn, write
from heatcalc.errors import Refused
from heatcalc.inputs import INPUTS
from heatcalc.messages import say
from heatcalc.show.sheet import Format, clean, json_text

_TARIFF = ("city", "class", "plan", "winter", "year")
"""What a refusal may miss that chooses the tariff, each with an option of its name."""
_NO_OPTION = (
    *("no_rule", "no_rule_for_home", "no_dates", "too_high", "no_cost", "contradiction", "no_plants"),
    *("missing_attribute", "unknown_value", "part_of_price", "no_tariff_in_winter", "no_winter", "needs_winter"),
    *("no_named_figure", "heat_use_unfit", "unit_cost_unfit", "figure_of_others", "no_split", "several_splits"),
    *("no_price", "unknown_city", "ambiguous_city"),
)
"""Refusals that need no hint: no option helps, or the message names the options itself."""


def refuse(refusal: Refusal, format_: Format | None) -> int:
    """Say a refusal: as a JSON object on standard output where JSON is asked for, else as a message with a hint.

    Returns:
        The exit code.
    """
    if format_ == "json":
        write(json_text(refusal.to_dict()))
    else:
        warn(f"heatcalc: {clean(refusal.message)}\n")
        options = [_option(name) for name in refusal.missing]
        options += ["--ratio"] if refusal.code == "no_conversion" and "inner_m2" not in refusal.missing else []
        options = [each for each in options if each.partition(" ")[0] in RUNNING]
        if options and refusal.code not in _NO_OPTION and refusal.missing != ("winter",):
            key = "own" if refusal.code == "no_season" else "missing"
            warn(f"{say(f'cli.hint_{key}', LANG, options=options)}\n")
    return Refused.exit_code


def _option(name: str) -> str:
    if name in _TARIFF:
        return f"--{name}"
    return (INPUTS[name].option if name in INPUTS else "") or f"--measure {name}=…"
