"""Why the table cannot answer: what is missing, and who could supply it."""

TEXTS = {
    "unknown_city": (
        "价目表中没有城市“{city}”。现有：{cities}。全部城市见 heatcalc tariff list。",
        'The table has no city "{city}". It has: {cities}. See heatcalc tariff list for all.',
    ),
    "near_city": (
        "价目表中没有城市“{city}”。是不是要找 {near}？",
        'The table has no city "{city}". Did you mean {near}?',
    ),
    "ambiguous_city": (
        "“{city}”可以指几个城市：{cities}。请写明其中一个。",
        '"{city}" may mean several cities: {cities}. Name one of them.',
    ),
    "no_city": (
        "没有说明城市，价目表也没有默认城市。请写明城市。",
        "No city was named and the table has no default city. Name a city.",
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
        "{city}没有统一的{class_}价格，要分别看：{classes}。请写明其中一类。",
        "{city} has no general price for {class_}; there are: {classes}. Name one of them.",
    ),
    "no_class": (
        "价目表中{city}没有{class_}的价格；只有：{classes}。知道出处者可以补充进价目表。",
        "The table has no price for {class_} in {city}; only for: {classes}. Who knows a source can add it.",
    ),
    "no_price": (
        "价目表中{city}还没有任何价格。知道出处者可以补充进价目表。",
        "The table has no price at all for {city}. Who knows a source can add it.",
    ),
    "no_plan": (
        "价目表中{city}{class_}没有“{plan}”的价格；只有：{plans}。",
        "The table has no price {plan} for {class_} in {city}; only: {plans}.",
    ),
    "no_winter": (
        "价目表中{city}没有 {winter} 采暖季；只有：{winters}。",
        "The table has no {winter} season for {city}; only: {winters}.",
    ),
    "no_tariff_in_winter": (
        "价目表中{city}{class_}在 {winter} 采暖季没有有效价格；最早的价格自 {since} 起。",
        "The table has no price for {class_} in {city} that holds in {winter}; the earliest is from {since}.",
    ),
    "missing_measure": (
        "缺少{measures}，无法计费。请补充。",
        "The {measures} is missing, so there is no bill. Please supply it.",
    ),
    "no_season": (
        "价目表没有这一采暖季的{measures}，而这一价格需要它。请说明，账单会标为您的假定。",
        (
            "The table does not give the {measures} of this season, which the price needs. State it; the bill will "
            "mark it as your assumption."
        ),
    ),
    "no_rule": (
        "价目表没有公布{city}的{circumstance}怎样计费，所以没有答案。知道出处者可以补充进价目表。",
        "The table does not tell how {city} bills {circumstance}, so there is no answer. A source is wanted.",
    ),
    "no_dates": (
        "价目表没有{city}这一采暖季的起止日期，无法计算供热的天数。",
        "The table does not give the first and last day of this season in {city}, so days of supply cannot be counted.",
    ),
    "unknown_group": (
        "价目表中{city}没有对“{group}”的优惠；只有：{groups}。",
        'The table has no relief for "{group}" in {city}; only for: {groups}.',
    ),
    "needs_winter": (
        "按缴费日期的规则需要知道是哪个采暖季。请写明采暖季。",
        "A rule by the date paid needs to know the winter. Name the winter.",
    ),
    "too_high": (
        "层高超出了公布的范围，要与供热企业协商，没有公布的价格。",
        "The ceiling is higher than any published price goes; it is to be agreed with the heat company.",
    ),
    "no_basic_charge": (
        "退费规则以扣除基本热费后的金额为基数，而这一价格没有写明基本热费。",
        "The refund's base is the bill without the basic charge, which this price does not tell.",
    ),
    "no_plants": (
        "价目表没有{city}的热源（[[city.plant]]）。",
        "The table has no sources of heat for {city} ([[city.plant]]).",
    ),
    "no_cost": (
        "{city}的供热成本没有公布。请给出 --heat-use、--loss、--network-cost、--source-price；只算城乡差额用 --rural。",
        (
            "What heat costs in {city} is not published. Give --heat-use, --loss, --network-cost and --source-price; or"
            " --rural for the difference between country and town alone."
        ),
    ),
    "no_conversion": (
        "缺少{measures}：价目表没有这个城市由您所给面积换算的比例。请直接给出{measures}。",
        "The {measures} is missing: the table has no ratio for this city from the area you gave. State the {measures}.",
    ),
    "missing_attribute": (
        "这一价格取决于 {attribute}，请写明，如：{known}。",
        "This price depends on {attribute}; state it, for example: {known}.",
    ),
    "no_charge": (
        "价目表中没有适用于这样的用户的费用项。",
        "The table has no charge that holds for such a home.",
    ),
    "below_zero": (
        "扣减超过了费用，账单会小于零，不能这样计费。",
        "The deductions are more than the charges; a bill below zero is no bill.",
    ),
    "beyond_tiers": (
        "数量 {quantity} 超出了价目表的最高一档（{limit}），没有公布的价格。",
        "The quantity {quantity} is above the last tier of the table ({limit}); no price is published for it.",
    ),
}
