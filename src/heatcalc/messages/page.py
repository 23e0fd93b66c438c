"""What stands on pages and charts alone."""

TEXTS = {
    "footer": (
        "由 heatcalc 按公布的价格计算，仅供参考，以供热企业的账单为准。",
        "Reckoned by heatcalc from published tariffs; for information only, the heat company's bill prevails.",
    ),
    "cities": ("采暖季费用（元）", "Heating bill for the season [CNY]"),
    "stack": ("供热成本与由谁承担（元/采暖季）", "What heat costs and who pays it [CNY/season]"),
    "costs": ("成本", "Cost"),
    "pays": ("承担", "Paid by"),
    "household": ("用户", "users"),
    "gap": ("缺口", "gap"),
    "gap_by_price": ("缺口随热源价而变", "The gap against the source price"),
    "price_axis": ("热源价，元/GJ", "source price [CNY/GJ]"),
    "gap_axis": ("缺口，元/㎡·采暖季", "gap [CNY/㎡·season]"),
    "agreed": ("协议价 {price}", "agreed {price}"),
    "cap": ("上限 {price}", "cap {price}"),
    "break_even": ("无缺口 {price}", "no gap {price}"),
    "capacity": ("供热能力与任一热源停用（万㎡）", "Capacity, and with any one source out [million ㎡]"),
    "all": ("全部热源", "all sources"),
    "without": ("无 {plant}", "without {plant}"),
    "served": ("供热面积 {area}", "served {area}"),
}
