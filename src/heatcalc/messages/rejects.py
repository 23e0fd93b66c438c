"""Why a line of a ledger is rejected. The codes are stable; docs/rejects.md shows each."""

TEXTS = {
    "R01": (
        "有无法识别的字节，编码可能不对。",
        "Bytes that the encoding does not have.",
    ),
    "R02": ("有 NUL 字符，或行太长。", "A NUL character, or too long a line."),
    "R03": ("引号不成对。", "Quotes that do not pair."),
    "R04": ("列数与表头不同。", "Not as many columns as the header."),
    "R05": ("{column} 是电子表格的错误值 {found}。", "The {column} is a spreadsheet error, {found}."),
    "R06": ("{column} 的“{found}”不是正确的数。", 'The {column}, "{found}", is no plain number.'),
    "R07": ("{column} 的“{found}”超出范围。", 'The {column}, "{found}", is out of range.'),
    "R08": ("{column} 的“{found}”不认识。", 'The {column}, "{found}", is not known.'),
    "R09": (
        "{column} 的“{found}”不是正确的日期或采暖季；请写成 2022-10-13 或 2022-2023。",
        'The {column}, "{found}", is no date or winter; write 2022-10-13, or 2022-2023.',
    ),
    "R10": ("价目表没有答案。", "The table has no answer."),
    "R11": ("{column} {found} 在前面已经出现过。", "The {column} {found} was there before."),
}
