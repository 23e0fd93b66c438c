"""The words of a check: the difference, and what could explain it."""

TEXTS = {
    "equal": ("实缴 {paid} 元，与规则算出的金额一致。", "The {paid} CNY paid is exactly what the rules give."),
    "none_fits": (
        "按所填的情况，已公布的规则都得不出 {paid} 元。",
        "No published rule gives {paid} CNY for the home as stated.",
    ),
    "some_fit": (
        "找到了能得出 {paid} 元的可能原因。这不是结论：别的情况也可能得出同样的金额。",
        "Possible causes that give {paid} CNY were found. None is a verdict: other facts may give the same amount.",
    ),
    "share": ("实缴是应缴的 {share}%。", "What was paid is {share} % of what is due."),
    "area_paid": (
        "按同样的价格，正好是 {area}㎡ 的{name}应缴的数。",
        " At the same price it is exactly what {area}㎡ of {name} would owe.",
    ),
    "about_area": (
        "按同样的价格，约合 {area}㎡ 的{name}。",
        " At the same price it would pay for about {area}㎡ of {name}.",
    ),
    "due": ("应缴", "Due"),
    "paid": ("实缴", "Paid"),
    "more": ("多缴", "Overpaid"),
    "less": ("欠缴", "Underpaid"),
    "fits": ("可能原因（能得出实缴金额）", "Possible causes that give the amount paid"),
    "nearest": ("最接近的可能原因（得不出实缴金额）", "Closest causes, which do not give the amount paid"),
    "fit": ("{text}{formula} = {amount} 元", "{text} {formula} = {amount} CNY"),
    "near": (
        "{text}{formula} = {amount} 元，与实缴相差 {difference} 元",
        "{text} {formula} = {amount} CNY, {difference} CNY off",
    ),
    "months": ("若按 {months} 个月计费：", "If the months billed were {months}:"),
    "days": ("若按 {days} 天计费：", "If the days billed were {days}:"),
    "part_days": ("若按 {season} 天中的 {days} 天计费：", "If {days} of the {season} days were billed:"),
    "basis": ("若误把{stated}当作{other}：", "If the {stated} had been entered as the {other}:"),
    "basis_price": (
        "若用{gives}乘以按{stated}的单价：",
        "If the {gives} had been multiplied by the price per {stated}:",
    ),
    "class": ("若按{class_}计费：", "If billed as {class_}:"),
    "plan": ("若{plan}计费：", "If billed {plan}:"),
    "plan_area": ("按面积", "by area"),
    "plan_metered": ("按热量", "by the meter"),
    "stopped": ("若已报停：", "If the supply had been stopped:"),
    "relief": ("若享受“{group}”优惠：", 'If the relief for "{group}" applied:'),
    "early": ("若在 {day} 前缴费：", "If paid by {day}:"),
    "late": ("若逾期 {days} 天缴费：", "If paid {days} days late:"),
    "winter": ("若按 {winter} 采暖季的价格：", "If the price of {winter} were used:"),
    "rounding": ("若取整到{unit}，{mode}：", "If rounded to a {unit}, {mode}:"),
    "yuan": ("元", "yuan"),
    "jiao": ("角", "jiao"),
    "mistyped": ("若{area}误写为 {figure}：", "If the {area} had been mistyped as {figure}:"),
}
