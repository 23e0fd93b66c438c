"""Why the table cannot answer: what is missing, and who could supply it."""

TEXTS = {
    "unknown_city": (
        "价目表没有收录城市“{city}”。现有：{cities}。全部城市见 heatcalc tariff list。",
        'The table has no city "{city}". It has: {cities}. See heatcalc tariff list for all.',
    ),
    "near_city": (
        "价目表没有收录城市“{city}”。是不是要找 {near}？",
        'The table has no city "{city}". Did you mean {near}?',
    ),
    "ambiguous_city": (
        "“{city}”可以指几个城市：{cities}。请写明是哪一个。",
        '"{city}" may mean several cities: {cities}. Choose one of them.',
    ),
    "no_city": (
        "未指定城市，价目表也没有默认城市。请指定城市。",
        "No city was given and the table has no default city. Give a city.",
    ),
    "unknown_class": (
        "价目表中没有用户类别“{class_}”。{city}有：{classes}。",
        'The table has no class "{class_}". {city} has: {classes}.',
    ),
    "near_class": (
        "价目表中没有用户类别“{class_}”。是不是要写 {near}？{city}有：{classes}。",
        'The table has no class "{class_}". Did you mean {near}? {city} has: {classes}.',
    ),
    "which_class": (
        "{city}的{class_}没有统一价格，分为：{classes}。请写明是哪一类。",
        "{city} has no single price for {class_}, only for: {classes}. Choose one of them.",
    ),
    "no_class": (
        "价目表没有收录{city}{class_}的价格；只有：{classes}。如您知道出处，欢迎补充。",
        "The table has no price for {class_} in {city}; only for: {classes}. If you know a source, please add it.",
    ),
    "no_price": (
        "价目表还没有收录{city}的任何价格。如您知道出处，欢迎补充。",
        "The table has no prices for {city}. If you know a source, please add it.",
    ),
    "no_plan": (
        "价目表没有收录{city}{class_}“{plan}”的价格；只有：{plans}。",
        "The table has no price {plan} for {class_} in {city}; only: {plans}.",
    ),
    "no_winter": (
        "价目表没有收录{city}的 {winter} 采暖季；只有：{winters}。",
        "The table has no {winter} season for {city}; only: {winters}.",
    ),
    "no_tariff_in_winter": (
        "价目表没有收录{city}{class_}在 {winter} 采暖季的价格；最早的价格自 {since} 起执行。",
        "The table has no price for {class_} in {city} for {winter}; the earliest is from {since}.",
    ),
    "missing_measure": (
        "缺少{measures}，无法计费。请补充。",
        "Missing, but needed for the bill: {measures}.",
    ),
    "no_season": (
        "价目表没有收录这一采暖季的{measures}，而计费需要它。请自行给出，账单会注明是您的假定。",
        (
            "The price needs a figure that the table lacks for this season: {measures}. Give your own; the bill"
            " will say that it is yours."
        ),
    ),
    "no_rule": (
        "价目表没有收录{city}的{circumstance}规则，无法计费。如您知道出处，欢迎补充。",
        (
            "The table has no rule for {circumstance} in {city}, so no bill can be made."
            " If you know a source, please add it."
        ),
    ),
    "no_dates": (
        "价目表没有收录{city}这一采暖季的起止日期，无法计算供热的天数。",
        "The table does not have the first and last day of this season in {city}, so days of supply cannot be counted.",
    ),
    "unknown_group": (
        "价目表没有收录{city}对“{group}”的优惠；只有：{groups}。",
        'The table has no relief for "{group}" in {city}; only for: {groups}.',
    ),
    "needs_winter": (
        "有的规则要看缴费日期，需要知道是哪个采暖季。请写明采暖季。",
        "A rule depends on the date of payment, so the winter must be known. Give the winter.",
    ),
    "too_high": (
        "层高超出了公布的范围，价目表没有收录价格，须与供热企业协商。",
        "No price is published for a ceiling this high; it has to be agreed with the heat company.",
    ),
    "no_basic_charge": (
        "退费以扣除基本热费后的金额为基数，而这一价格没有写明基本热费。",
        "The refund is a share of the bill without the basic charge, and this price has no basic charge.",
    ),
    "no_plants": (
        "价目表没有收录{city}的热源（[[city.plant]]）。",
        "The table has no heat sources for {city} ([[city.plant]]).",
    ),
    "no_cost": (
        "价目表没有收录{city}的供热成本。请给出 {options}。",
        "The table does not have the cost of heat in {city}. Give {options}.",
    ),
    "no_cost_but_rural": (
        "价目表没有收录{city}的供热成本。请给出 {options}；如只算城乡差额，请用 {rural}。",
        (
            "The table does not have the cost of heat in {city}. Give {options}; or use {rural} for the difference"
            " between country and town alone."
        ),
    ),
    "no_conversion": (
        "缺少{measures}：价目表没有收录这个城市的面积换算比例。请直接给出{measures}。",
        "Missing, but needed for the bill: {measures}. The table has no ratio to it from the area you gave.",
    ),
    "missing_attribute": (
        "这一价格取决于 {attribute}，请写明，如：{known}。",
        "This price depends on {attribute}; give it, for example: {known}.",
    ),
    "no_charge": (
        "这一价格没有适用于该用户的费用项。",
        "None of this tariff's charges applies to such a home.",
    ),
    "below_zero": (
        "扣减超过了费用，账单会小于零，不能出账。",
        "The deductions exceed the charges; the bill would be negative, so it is not issued.",
    ),
    "beyond_tiers": (
        "数量 {quantity} 超出了价目表的最高一档（{limit}），价目表没有收录更高的价格。",
        "The quantity {quantity} is above the last tier of the table ({limit}), which has no price for it.",
    ),
}
