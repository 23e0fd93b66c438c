"""The words of a bill."""

TEXTS = {
    "cny": ("元", " CNY"),
    "basis_usable_m2": ("使用面积", " usable"),
    "basis_inner_m2": ("套内", " inner"),
    "basis_billed_m2": ("计费面积", " billed"),
    "rounding": ("尾差", "Rounding"),
    "since": ("价格自 {since} 起执行。", "The price holds since {since}."),
    "rounded_each_bill": (
        "金额在最后取整一次，到 {step} 元，{mode}。",
        "The amount is rounded once, at the end, to {step} CNY, {mode}.",
    ),
    "rounded_each_line": (
        "每项金额分别取整到 {step} 元，{mode}。",
        "Each line is rounded to {step} CNY, {mode}.",
    ),
    "mode_half_up": ("四舍五入", "half up"),
    "mode_half_even": ("四舍六入五成双", "half to even"),
    "mode_up": ("向上取整", "up"),
    "mode_down": ("舍去尾数", "down"),
    "quote": ("{publisher}：“{quote}”", '{publisher}: "{quote}"'),
    "note_default_city": (
        "没有说明城市，按价目表的默认城市{city}计算。",
        "No city was named; this is for the table's default city, {city}.",
    ),
    "note_approximate": (
        "出处只说供热期“近” {months} 个月，本账单按 {months} 个月计。",
        'The source says "nearly" {months} months; this bill counts {months}.',
    ),
    "note_started": (
        "{started} 起已供热；{start} 正式开始前的 {days} 天不计费。",
        "Heat was on from {started}; the {days} days before the official start on {start} are not billed.",
    ),
    "note_assumed": (
        "{measure}按您说明的 {value} 计，是您的假定，不是公布的数字。",
        "The {measure}, {value}, are as you stated: your assumption, not a published figure.",
    ),
    "note_days_counted": (
        "计费天数由 {start} 至 {end} 首尾计入数得。",
        "The days billed were counted from {start} to {end}, both included.",
    ),
    "note_carried_on": (
        "价格自 {since} 起执行，价目表中没有更新的价格，沿用至 {winter} 采暖季。",
        "The price holds since {since}; the table has no newer one, so it is carried on to {winter}.",
    ),
    "note_ended": (
        "价目表只确知这一价格执行到 {until}。",
        "The table knows this price to hold only until {until}.",
    ),
    "note_fallback": (
        "{city}没有{class_}的单独价格，按{general}价格计算。",
        "{city} has no price of its own for {class_}; the one for {general} is used.",
    ),
    "note_weak": (
        "部分数字只见于网页转载（{titles}），可信度有限，请以供热企业公布为准。",
        "Some figures stand only on web pages ({titles}); rely on the heat company's own notice.",
    ),
    "note_vat": (
        "总额含增值税 {tax} 元（税率 {rate}%）。",
        "The total contains {tax} CNY of VAT (at {rate} %).",
    ),
    "note_height": (
        "没有说明层高，按不超过 {over} 米计；更高要加收。",
        "No ceiling height was given; this is for at most {over} m. A higher ceiling costs more.",
    ),
    "note_unused": (
        "这一价格没有用到：{names}。",
        "This price does not use: {names}.",
    ),
}
