"""Which refusals rows meet that say the same words and state the same measures, known before their figures are."""

from heatcalc.batches.plans import whole_bounds
from heatcalc.billing.calculate import PricedTariff
from heatcalc.billing.events import with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.formula.home import Home
from heatcalc.formula.refusing import Refusing, always, refusing
from heatcalc.formula.unseen import UNSEEN, Looked
from heatcalc.inputs import INPUTS
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.to_formula import impossible_together


def plan_refusals(table: Table, request: BillRequest, priced: PricedTariff, stated: tuple[str, ...]) -> Refusing | None:
    """Return the refusals of rows that ask a `request` and state some measures, all in range; None if none is known.

    It goes the way of `billing.calculate`, whose order decides which of several refusals a row is told.
    """
    unseen = Home(dict.fromkeys(stated, UNSEEN), request.home.attributes)
    try:
        home = with_events(unseen, request.events, priced.found, priced.rules, table)
    except Refused as error:
        return always(error)
    except (HeatcalcError, Looked):
        return None
    formula = priced.formula._replace(refusals=(*impossible_together(stated), *priced.formula.refusals))
    return refusing(formula, home, {name: whole_bounds(INPUTS[name]) for name in stated})
