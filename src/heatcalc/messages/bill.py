"""The words of a bill."""

TEXTS = {
    "cny": ("元", " CNY"),
    "basis_usable_m2": ("使用面积", " usable"),
    "basis_inner_m2": ("套内", " inner"),
    "basis_billed_m2": ("计费面积", " billed"),
    "rounding": ("尾差", "Rounding"),
    "since": ("本价格自 {since} 起执行。", "This price has applied since {since}."),
    "rounded_each_bill": (
        "金额在最后取整一次，到 {step} 元，{mode}。",
        "Only the final amount is rounded, to {step} CNY, {mode}.",
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
        "未指定城市，按价目表的默认城市{city}计算。",
        "No city was given, so the table's default city, {city}, is used.",
    ),
    "note_approximate": (
        "出处只说供热期“近” {months} 个月，本账单按 {months} 个月计。",
        'The source says "nearly" {months} months; this bill uses {months}.',
    ),
    "note_started": (
        "{started} 起已供热；{start} 正式开始前的 {days} 天不计费。",
        "Heating began on {started}; the {days} days before the official start on {start} are not billed.",
    ),
    "note_assumed": (
        "{measure}按您给出的 {value} 计：这是您的假定，不是公布的数字。",
        "Your own figure, not a published one: {measure}, {value}.",
    ),
    "note_days_counted": (
        "计费天数自 {start} 至 {end} 计算，首尾两日都计入。",
        "The days billed are counted from {start} to {end}, both included.",
    ),
    "note_carried_on": (
        "本价格自 {since} 起执行；价目表没有更新的价格，{winter} 采暖季沿用。",
        "This price dates from {since}; the table has no newer one, so it is also used for {winter}.",
    ),
    "note_ended": (
        "价目表只能确认本价格执行到 {until}。",
        "The table confirms this price only until {until}.",
    ),
    "note_fallback": (
        "{city}没有{class_}的单独价格，按{general}价格计算。",
        "{city} has no separate price for {class_}; the price for {general} is used.",
    ),
    "note_weak": (
        "部分数字只见于网页转载（{titles}），未必准确，请以供热企业公布的为准。",
        "Some figures come from web pages only ({titles}); check them with the heat company.",
    ),
    "note_vat": (
        "总额含增值税 {tax} 元（税率 {rate}%）。",
        "The total includes VAT of {tax} CNY ({rate} %).",
    ),
    "note_height": (
        "未给出层高，按不超过 {over} 米计；层高超过 {over} 米的要加收。",
        "No ceiling height was given; at most {over} m is assumed. A higher ceiling costs more.",
    ),
    "note_unused": (
        "本价格用不到：{names}。",
        "Not used by this price: {names}.",
    ),
}
