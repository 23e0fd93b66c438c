"""Why a line of a ledger is rejected. The codes are stable; docs/rejects.md shows each."""

TEXTS = {
    "R01": (
        "有无法识别的字节，编码可能不对。",
        "Bytes that are not valid in this encoding.",
    ),
    "R02": ("有 NUL 字符，或行太长。", "A NUL character, or a line that is too long."),
    "R03": ("引号不成对。", "Unbalanced quotes."),
    "R04": ("列数与表头不同。", "The number of fields differs from the header."),
    "R04_beyond": (
        "表头右边还有内容：{found}。请给这一列加上表头，或删去。",
        "There is more right of the header: {found}. Give that column a header, or remove it.",
    ),
    "R05": ("{column} 是电子表格的错误值 {found}。", "Spreadsheet error: {column} {found}."),
    "R06": ("{column} 的“{found}”不是正确的数。", 'Not a number: {column} "{found}".'),
    "R06_places": (
        "{column} 的“{found}”小数太多；最多四位。",
        'Too many decimals: {column} "{found}"; at most four.',
    ),
    "R07": ("{column} 的“{found}”超出范围。", 'Out of range: {column} "{found}".'),
    "R08": ("{column} 的“{found}”无法识别。", 'Unknown {column} "{found}".'),
    "R09": (
        "{column} 的“{found}”不是正确的日期；请写成 2022-10-13。",
        'Not a date: {column} "{found}"; write it as 2022-10-13.',
    ),
    "R09_serial": (
        "{column} 的 {found} 是 Excel 的日期序号；请把这一列设为日期格式。",
        "{column} {found} is a serial number of Excel; give the column a date format.",
    ),
    "R09_winter": (
        "{column} 的“{found}”不是采暖季；请写成 2022-2023。",
        'Not a winter: {column} "{found}"; write it as 2022-2023.',
    ),
    "R10_unused": (
        "这里的价格不按 {column} 计算；“{found}”用不上。请改为空，或用 --carry {column}。",
        'The price does not depend on {column}: "{found}" changes nothing. Leave it blank, or use --carry {column}.',
    ),
    "R10": ("价目表没有答案。", "The table has no answer."),
    "R11": (
        "{column} {found} 重复。确是同一户的几处，加 --several；各小区自编户号的，用 --account 小区,{column}。",
        "Duplicate {column} {found}. Use --several for several rows of a home, --account ESTATE,{column} for estates.",
    ),
    "R12": ("没有 {column}；如果是合计行，请写明“合计”。", 'No {column}; if it is a line of totals, call it "total".'),
    "R13": (
        "{column} {found} 被电子表格改成了数，后面的位数已经丢了；请把这一列设为文本，从原来的台账重新填写。",
        "{column} {found}: a spreadsheet made a number of it and its last digits are lost; enter it anew as text.",
    ),
}
