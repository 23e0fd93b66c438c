"""What heat costs, and who covers the gap."""

TEXTS = {
    "title": ("{city}  {class_}  供热成本与缺口", "{city}  {class_}  cost of heat and gap"),
    "item": ("项目", "Item"),
    "cost": ("供热成本", "Cost of heat"),
    "household": ("用户承担", "Users pay"),
    "gap": ("缺口", "Gap"),
    "surplus": ("结余", "Surplus"),
    "of_gap": ("其中 {payer}（{share}）", "of which {payer} ({share})"),
    "covered": ("用户承担的比例", "Users' share"),
    "per_m2": ("元/㎡·采暖季", "CNY/㎡·season"),
    "per_month": ("{amount} 元/㎡·月", "{amount} CNY/㎡·month"),
    "in_m2": (
        "每平方米：成本 {cost}，用户 {paid}，缺口 {gap} 元/采暖季{month}。",
        "Per ㎡ and season: cost {cost}, users pay {paid}, gap {gap} CNY{month}.",
    ),
    "in_month": ("（缺口每月 {gap} 元）", " (gap {gap} a month)"),
    "covers": ("用户承担了成本的 {share}。", "Users cover {share} of the cost."),
    "if_covered": (
        "假定城区热价恰好覆盖城区成本：价目表没有收录成本，用热价代替。按成本请给 --heat-use、--loss、--network-cost。",
        (
            "This assumes that the urban tariff just covers the urban cost, which the table does not have. To use the"
            " cost itself, give --heat-use, --loss and --network-cost."
        ),
    ),
    "own": ("您自己的假定：{inputs}。", "Your own figures: {inputs}."),
    "published": ("价目表收录的数：{inputs}。", "Figures from the table: {inputs}."),
    "about": ("出处只说约数：{inputs}。", "Only approximate in the source: {inputs}."),
    "source_price": ("热源价 {value} 元/吉焦", "source price {value} CNY/GJ"),
    "heat_use": ("耗热量 {value} GJ/㎡·采暖季", "heat use {value} GJ/㎡·season"),
    "loss": ("管网热损失 {value}", "network loss {value}"),
    "network_cost": ("管网成本 {value} 元/㎡·采暖季", "network cost {value} CNY/㎡·season"),
    "network_monthly": ("管网成本 {value} 元/㎡·月", "network cost {value} CNY/㎡·month"),
    "rural_multiple": ("农村成本是城区的 {value} 倍", "rural cost {value} times the urban"),
    "extra_days": ("采暖季外供热 {value} 天", "{value} days of heat outside the season"),
    "break_even": (
        "热源价为 {price} 元/吉焦，或热价为 {tariff} 元/㎡·采暖季时，没有缺口。",
        "There is no gap at a source price of {price} CNY/GJ, or at a tariff of {tariff} CNY/㎡·season.",
    ),
    "break_even_tariff": (
        "热价为 {tariff} 元/㎡·采暖季时没有缺口；热源价再低也仍有缺口。",
        "There is no gap at a tariff of {tariff} CNY/㎡·season; no source price, however low, closes it.",
    ),
    "break_even_no_source_price": (
        "热价为 {tariff} 元/㎡·采暖季时没有缺口；这里的成本不随热源价变化。",
        "There is no gap at a tariff of {tariff} CNY/㎡·season; this cost does not depend on a source price.",
    ),
    "one_yuan": (
        "热源价每变动 1 元/吉焦，成本和缺口变动 {per_m2} 元/㎡；若由用户承担，100㎡ 的住房每季变动 {home} 元。",
        (
            "Each CNY/GJ of source price changes cost and gap by {per_m2} CNY/㎡; if users paid for it, the season's"
            " bill of a 100 ㎡ home would change by {home} CNY."
        ),
    ),
    "agreed_is": ("协议价为 {price} 元/吉焦。", "The agreed price is {price} CNY/GJ."),
    "cap_is": ("指导价 {price} 元/吉焦是上限。", "The guide price, {price} CNY/GJ, is the cap."),
    "no_cap": (
        "热源价 {price} 元/吉焦；价目表没有收录这个城市的指导价。",
        "Source price {price} CNY/GJ; the table has no guide price for this city.",
    ),
    "above_cap": (
        "热源价 {price} 元/吉焦高于指导价 {cap} 元/吉焦，超过上限（{document}）。",
        "The source price, {price} CNY/GJ, is above its cap, the guide price of {cap} CNY/GJ ({document}).",
    ),
    "below_cap": (
        "热源价 {price} 元/吉焦，在指导价 {cap} 元/吉焦以内（{document}）。",
        "The source price, {price} CNY/GJ, is within the guide price of {cap} CNY/GJ ({document}).",
    ),
    "agreed": (
        "热源价 {price} 元/吉焦，即协议价；指导价 {cap} 元/吉焦是上限（{document}）。",
        "The source price, {price} CNY/GJ, is the agreed one; the guide price of {cap} CNY/GJ is its cap ({document}).",
    ),
    "between": (
        "热源价 {price} 元/吉焦，高于协议价 {agreed}，在指导价 {cap} 以内（{document}）。",
        "The source price, {price} CNY/GJ, is above the agreed {agreed} and within the cap of {cap} ({document}).",
    ),
    "below": (
        "热源价 {price} 元/吉焦，低于协议价 {agreed}；指导价 {cap} 是上限（{document}）。",
        "The source price, {price} CNY/GJ, is below the agreed {agreed}; the cap is {cap} ({document}).",
    ),
    "scenario": ("方案", "Scenario"),
    "side_by_side": ("成本与缺口对照", "Costs and gaps side by side"),
    "sweep": ("成本与缺口逐个试算", "Cost and gap by input"),
    "head_source_price": ("热源价（元/吉焦）", "Source price (CNY/GJ)"),
    "head_heat_use": ("耗热量（GJ/㎡）", "Heat use (GJ/㎡)"),
    "head_loss": ("热损失", "Loss"),
    "head_network_cost": ("管网成本（元/㎡）", "Network (CNY/㎡)"),
    "head_network_monthly": ("管网（元/㎡·月）", "Network (CNY/㎡·month)"),
    "head_rural_multiple": ("农村倍数", "Rural multiple"),
    "head_extra_days": ("季外天数", "Extra days"),
    "area": ("面积（㎡）", "Area (㎡)"),
    "gap_m2": ("缺口（元/㎡）", "Gap (CNY/㎡)"),
    "sum": ("合计", "Sum"),
}
