"""The nodes of a formula. Immutable; every constant is a `Fraction`.

A node means the same to every reader: `evaluate` gives the amount for one home, `explain` the text a resident reads.
"""

from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.measures import Both
from heatcalc.money import CNY, Currency, Mode

Unit = str | tuple[str, ...]
"""The unit of a number: `""` none, `"money"`, `"share"` (shown in per cent), a measure's name, or, as a tuple of
measures, a rate [CNY per their product]."""


class Number(NamedTuple):
    """A constant of the tariff or of the rule."""

    value: Fraction
    unit: Unit = ""
    source: str = ""


class Measure(NamedTuple):
    """A quantity of the home, by its name. `default` is what holds where the home states none (a season's months)."""

    name: str
    default: Fraction | None = None
    source: str = ""
    """Where the default was published."""
    unit: str = ""
    """The unit it is shown in, where its name is not that of a unit."""


class Sum(NamedTuple):
    """The sum of its terms."""

    terms: tuple["Node", ...]


class Product(NamedTuple):
    """The product of its factors."""

    factors: tuple["Node", ...]


class Quotient(NamedTuple):
    """A node divided by one that is not zero: a constant, or an area."""

    node: "Node"
    divisor: "Node"
    part: bool = False
    """Whether it is a part of a whole: at most 1, since the formula refuses any home for which it is more."""


class Least(NamedTuple):
    """The smallest of its items."""

    items: tuple["Node", ...]


class Excess(NamedTuple):
    """What `node` is above `limit`; zero where it is not. With a `unit` it is shown as one number."""

    node: "Node"
    limit: "Node"
    unit: str = ""


class Steps(NamedTuple):
    """How many steps of a size are in a quantity: those begun, or, if not `begun`, only the whole ones."""

    quantity: "Node"
    size: Fraction
    begun: bool = True
    unit: str = ""


class TierRate(NamedTuple):
    """A rate for the part of a quantity up to and with `up_to`; the last tier may be open (None)."""

    up_to: Fraction | None
    rate: Number


class Tiers(NamedTuple):
    """Σ rate × the part of `quantity` in each tier; or, if `whole`, the rate of the tier it lies in × all of it.

    A quantity above the last tier has no price: it is refused.
    """

    quantity: "Node"
    tiers: tuple[TierRate, ...]
    whole: bool = False


class Choice(NamedTuple):
    """The node behind the first condition that holds, or else `otherwise`."""

    branches: tuple[tuple["Condition", "Node"], ...]
    otherwise: "Node"


class Refuse(NamedTuple):
    """No value: the table does not say. `code` is the reason's, `missing` names what would have to be supplied."""

    code: str
    missing: tuple[str, ...] = ()


class Subtotal(NamedTuple):
    """The sum of some lines, which readers show as one amount of money."""

    lines: tuple["Line", ...]


class Rounded(NamedTuple):
    """A node rounded to a multiple of `step` [CNY]."""

    node: "Node"
    step: Fraction
    mode: Mode


class Line(NamedTuple):
    """A named part of the bill.

    `applies` tells whether the line is there for a home (None: for every home); a line that is not there is zero.
    `part` says what the line counts towards: the `total`, what a `payer` takes off it, or only what is `due`.
    A line with `always` is shown even when it is zero; any other only when it changes the amount.
    """

    id: str
    label: Both
    node: "Node"
    source: str
    applies: "Condition | None" = None
    part: Literal["total", "payer", "due"] = "total"
    payer: str = ""
    always: bool = False


Node = (
    Number
    | Measure
    | Sum
    | Product
    | Quotient
    | Least
    | Excess
    | Steps
    | Tiers
    | Choice
    | Refuse
    | Subtotal
    | Rounded
    | Line
)


class Stated(NamedTuple):
    """The home states this measure itself."""

    measure: str


class Is(NamedTuple):
    """The home's attribute has this value. A home that does not state it is refused, never assumed.

    Unless it is `optional`, as being stopped is: then not to state it is not to have it.
    """

    attribute: str
    value: str
    known: tuple[str, ...] = ()
    """The values that the table knows, for the refusal to name."""
    optional: bool = False


class Compare(NamedTuple):
    """The left node is above the right one, or, if `or_equal`, at least as great."""

    left: "Node"
    right: "Node"
    or_equal: bool = False


class All(NamedTuple):
    """Every condition holds; they are asked in order, and the first that does not ends the asking."""

    conditions: tuple["Condition", ...]


class Either(NamedTuple):
    """At least one condition holds; they are asked in order, and the first that does ends the asking."""

    conditions: tuple["Condition", ...]


class Not(NamedTuple):
    """The condition does not hold."""

    condition: "Condition"


Condition = Stated | Is | Compare | All | Either | Not


class Rounding(NamedTuple):
    """How a bill is rounded: to multiples of `step` [the currency's unit], once for the `bill` or for each `line`."""

    step: Fraction = Fraction(1, 100)
    mode: Mode = "half_up"
    each: Literal["bill", "line"] = "bill"


class Formula(NamedTuple):
    """The lines of a bill in the order they are read, and how the sums of them are rounded.

    A home for which one of the `refusals`' conditions holds gets no bill.
    """

    lines: tuple[Line, ...]
    rounding: Rounding = Rounding()
    refusals: tuple[tuple[Condition, Refuse], ...] = ()
    currency: Currency = CNY
