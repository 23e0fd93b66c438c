"""What is known of rows that say the same words and state the same measures, made once for all their figures."""

from collections.abc import Mapping
from typing import Any

from heatcalc.batches.plans import scale_of, whole_bounds
from heatcalc.billing.calculate import PricedTariff, is_known
from heatcalc.billing.events import with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.formula.home import Home
from heatcalc.formula.refusing import Refusing, always, refusing
from heatcalc.formula.traced import Explanation, explanation, traced
from heatcalc.formula.unseen import UNSEEN, Looked
from heatcalc.inputs import INPUTS
from heatcalc.messages import Lang
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.to_formula import impossible_together


def plan_refusals(table: Table, request: BillRequest, priced: PricedTariff, stated: tuple[str, ...]) -> Refusing | None:
    """Return the refusals of rows that ask a `request` and state some measures, all in range; None if none is known.

    It goes the way of `billing.calculate`, whose order decides which of several refusals a row is told.
    """
    if not all(is_known(table, name) for name in stated):
        return None
    unseen = Home(dict.fromkeys(stated, UNSEEN), request.home.attributes)
    try:
        home = with_events(unseen, request.events, priced.found, priced.rules, table)
    except Refused as error:
        return always(error)
    except (HeatcalcError, Looked):
        return None
    formula = priced.formula._replace(refusals=(*impossible_together(stated), *priced.formula.refusals))
    return refusing(formula, home, {name: whole_bounds(INPUTS[name]) for name in stated})


def plan_explanation(
    table: Table, request: BillRequest, priced: PricedTariff, figures: Mapping[str, int], lang: Lang
) -> Explanation | None:
    """Return the function that explains bills of rows that ask a `request`, as that of a row with some `figures`.

    These are whole parts of their units, by their names. None where there is no such function.
    """

    def home(measures: Mapping[str, Any]) -> Home:
        asked = Home(dict(measures), request.home.attributes)
        return with_events(asked, request.events, priced.found, priced.rules, table)

    trace, made = traced(home, {name: (whole, scale_of(INPUTS[name])) for name, whole in figures.items()})
    return explanation(priced.formula, trace, made, list(figures), lang)
