"""The words of the template of a ledger."""

TEXTS = {
    "sample": ("示例", "example:"),
    "notes": ("填表说明", "Notes"),
    "column": ("列", "Column"),
    "how": ("怎么填", "How to fill it in"),
    "named": ("{letter} 列：{header}", "column {letter}: {header}"),
    "choice": ("从下列中选一个：{words}。", "One of: {words}."),
    "number": ("数，{least} 至 {most}；没有就空着。", "A number from {least} to {most}; blank if there is none."),
    "text": ("文字；不影响金额，可以空着。", "Text; it changes no amount and may be blank."),
    "account": (
        "户号，文字格式，不能重复，前面的 0 要保留。",
        "The account, as text, each once, with its zeros.",
    ),
    "relief": ("优惠对象，如 低保；没有就空着。", "The group of a relief, such as low-income; blank if there is none."),
    "paid_on": (
        "缴费日期，如 2022-10-13；没有就空着。",
        "The day of payment, such as 2022-10-13, or blank.",
    ),
    "supply_from": ("供热第一天，整季供热的空着。", "The first day of supply; blank where it was the whole season."),
    "supply_to": ("供热最后一天，整季供热的空着。", "The last day of supply; blank where it was the whole season."),
    "room_c": ("不达标时的室温，℃。", "The temperature of cold rooms [°C]."),
    "cold_days": ("室温不达标的天数；没有就空着。", "The days with cold rooms; blank if there were none."),
    "rest": (
        (
            "第一列写着“示例”的行会跳过，填好后可以删去。\n"
            "多出来的列原样带到账单里。列和词语的其他写法见 docs/ledger.md。\n"
            "填好后：heatcalc batch 台账.xlsx -o 账单.xlsx --city 城市"
        ),
        (
            "The row whose account is example: is skipped, and may be deleted.\n"
            "Further columns are carried into the bills. What else columns and words may be called: docs/ledger.md.\n"
            "Then: heatcalc batch ledger.xlsx -o bills.xlsx --city CITY"
        ),
    ),
}
