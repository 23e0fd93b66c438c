"""What a price may hold: charges, tiers, caps, minimums, VAT, rounding."""

from fractions import Fraction
from functools import partial
from typing import Any

from heatcalc.measures import CHARGEABLE, Both
from heatcalc.money import MODES
from heatcalc.schema.fields import RATE, BuiltInOrOwn, FactorField, FlagField, NumberField, OneOf, TextField
from heatcalc.schema.record import CONDITIONS, Key, ListOf, OneOrMore, Shape, imported_later
from heatcalc.tariffs.model import PLANS
from heatcalc.tariffs.model_prices import Cap, Charge, ChargeCap, Price, RoundTerms, Tier, Vat

_later = partial(imported_later, "heatcalc.tariffs.validation")

_PER = ListOf(BuiltInOrOwn(CHARGEABLE, "measures"), distinct=True)

WHEN = Key(
    CONDITIONS,
    Both(
        "只适用于具有这些属性的用户；每个属性一个值，几个值的各写一条",
        "applies only to homes with these attributes, see --with; one value each: write an entry for each of several",
    ),
)


def _price(
    per: tuple[str, ...],
    rate: Fraction | None = None,
    tiers: tuple[Tier, ...] = (),
    tiers_by: str = "part",
    up_to_per: tuple[str, ...] = (),
) -> Price:
    return Price(per, rate, tiers, whole=tiers_by == "whole", bounds_per=up_to_per)


def _charge(
    name: str = "",
    times: tuple[Fraction, ...] = (),
    when: dict[str, str] | None = None,
    unless: dict[str, str] | None = None,
    at_least: Fraction | None = None,
    cap: ChargeCap | None = None,
    vat: Vat | None = None,
    or_: tuple[Price, ...] = (),
    **price: Any,  # noqa: ANN401 - the keys of _price
) -> Charge:
    return Charge((_price(**price), *or_), name, times, when or {}, unless or {}, at_least, cap, vat)


TIER = Shape(
    "tiers",
    {
        "up_to": Key(NumberField(above="0"), Both("本档上限（含）", "upper end of the tier, inclusive")),
        "rate": Key(RATE, Both("本档价格，元/单位", "the tier's price [CNY per unit]")),
        "amount": Key(
            NumberField(above="0"),
            Both("本档的固定金额，元，可与 rate 相加", "a fee for the tier [CNY], besides `rate` if any"),
        ),
    },
    Tier,
    _later("check_tier"),
)
_PRICE = {
    "rate": Key(RATE, Both("价格，元/单位；可以为负", "the price [CNY per unit]; may be negative")),
    "per": Key(
        _PER,
        Both("计价单位，各项之积 × 价格 = 费用", "the units of the price; the charge is the rate × their product"),
        required=True,
    ),
    "tiers": Key(ListOf(TIER), Both("按第一个计量分档，代替 rate", "instead of rate: prices by the first measure")),
    "tiers_by": Key(
        OneOf(("part", "whole")),
        Both(
            "part 各档只计本档内的量（默认）；whole 全部按总量所在档计",
            "part: each tier prices its own part (default); whole: the tier of the whole quantity prices all of it",
        ),
    ),
}
_PRICE["up_to_per"] = Key(
    _PER,
    Both("各档上限再乘以这些计量，如每平方米 80 kWh 以内", "up_to is per these: up to 80 kWh for each ㎡"),
)
PRICE = Shape("or", _PRICE, _price, _later("check_price"))
CHARGE_CAP = Shape(
    "cap",
    {
        "of": Key(TextField(), Both("前面的一个费用项的名称", "the name of a charge before this one"), required=True),
        "times": Key(NumberField(above="0", high="10"), Both("倍数，默认 1", "the multiple; default 1")),
    },
    ChargeCap,
)
VAT = Shape(
    "vat",
    {
        "rate": Key(NumberField("0", "0.3"), Both("税率", "the tax rate"), required=True),
        "included": Key(FlagField(), Both("价格是否含税", "whether the price includes it"), required=True),
    },
    Vat,
)
CHARGE = Shape(
    "charge",
    {
        **_PRICE,
        "name": Key(
            TextField(), Both("账单上的名称；basic 指基本热费", "its name on the bill; basic means the basic charge")
        ),
        "times": Key(
            OneOrMore(FactorField()),
            Both('系数；可以是分数 "14/30"，或几个', 'a coefficient, such as 0.9 or "14/30", or several'),
        ),
        "when": WHEN,
        "unless": Key(CONDITIONS, Both("不适用于具有这些属性的用户", "does not apply to homes with these attributes")),
        "at_least": Key(
            NumberField(above="0"), Both("第一个计量至少按此数计", "so much of the first measure is billed at least")
        ),
        "cap": Key(CHARGE_CAP, Both("不超过另一费用项的若干倍", "at most a multiple of another charge")),
        "vat": Key(VAT, Both("本费用项的增值税", "value-added tax of this charge")),
        "or": Key(ListOf(PRICE), Both("同一价格按其他单位的公布值", "the same price published in other units")),
    },
    _charge,
    _later("check_price"),
)

CAP = Shape(
    "cap",
    {
        "plan": Key(
            BuiltInOrOwn(PLANS, "plans"), Both("与哪种计费方式比", "the plan it is compared with"), required=True
        ),
        "times": Key(
            NumberField(above="0", high="10"), Both("倍数，默认 1", "multiple of that plan's charges; default 1")
        ),
    },
    Cap,
)
MINIMUM = Shape(
    "minimum",
    {
        "rate": Key(NumberField("0"), Both("最低价格，元/单位", "the minimum price [CNY per unit]"), required=True),
        "per": Key(_PER, Both("计价单位", "the measures"), required=True),
    },
    _price,
)
ROUND = Shape(
    "round",
    {
        "step": Key(
            NumberField("0.0001", "1000000"),
            Both("取整单位；默认为货币的最小单位，如 0.01 元", "the step; default the minor unit, such as 0.01 CNY"),
        ),
        "mode": Key(OneOf(MODES), Both("取整方式，默认 half_up 四舍五入", "how; default half_up")),
        "each": Key(OneOf(("bill", "line")), Both("整单一次或逐项，默认 bill", "once a bill or each line")),
    },
    RoundTerms,
    _later("check_round"),
)
