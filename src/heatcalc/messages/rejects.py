"""Why a line of a ledger is rejected. The codes are stable; docs/rejects.md shows each."""

TEXTS = {
    "R01": (
        "有无法识别的字节，编码可能不对。",
        "Bytes that are not valid in this encoding.",
    ),
    "R02": ("有 NUL 字符，或行太长。", "A NUL character, or a line that is too long."),
    "R03": ("引号不成对。", "Unbalanced quotes."),
    "R04": ("列数与表头不同：{found}。", "The number of fields differs from the header: {found}."),
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
    "R06_cold": (
        "{column} 的“{found}”读不懂；请写成 17:10（17℃ 共 10 天），几段用逗号隔开。",
        '{column} "{found}" cannot be read; write 17:10 for ten days at 17 °C, several with commas between.',
    ),
    "R07": ("{column} 的“{found}”超出范围。", 'Out of range: {column} "{found}".'),
    "R08": (
        "{column} 的“{found}”无法识别；可写 {supplied}，或 {stopped}；或 --map-value {column}:{found}=报停（或正常）。",
        (
            'Unknown {column} "{found}". Known are such words as {supplied}, or {stopped};'
            " or say what it means: --map-value {column}:{found}=stopped (or =normal)."
        ),
    ),
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
    "R10": ("价目表没有答案。", "The table has no answer."),
    "R11": (
        "{column} {found} 重复。确是同一户的几处，加 --several；各小区自编户号的，用 --account 小区,{column}。",
        "Duplicate {column} {found}. Use --several for several rows of a home, --account ESTATE,{column} for estates.",
    ),
    "R11_within": (
        "{column} {found} 在同一小区内重复。确是同一户的几处，加 --several。",
        "Duplicate {column} {found} within its estate. Use --several for several rows of a home.",
    ),
    "R12_within": (
        "没有填 {column}；户号只在 {column} 内才是唯一的。",
        "{column} is blank, and accounts are unique only within it.",
    ),
    "R12": ("没有 {column}；如果是合计行，请写明“合计”。", 'No {column}; if it is a line of totals, call it "total".'),
    "R13": (
        "{column} {found} 被电子表格改成了数，后面的位数已经丢了；请把这一列设为文本，从原来的台账重新填写。",
        "{column} {found}: a spreadsheet made a number of it and its last digits are lost; enter it anew as text.",
    ),
    "R14": ("价目表里没有这个城市。", "The table does not have this city."),
    "R15": ("没有这类用户的价格。", "There is no price for this class."),
    "R16": ("没有这种计费方式的价格。", "There is no price for this plan."),
    "R17": ("没有这个采暖季的价格或日期。", "There is no price or date for this winter."),
    "R18": (
        "{column} 的“{found}”没有说明是哪一类优惠；请写明，如 低保，或用 --map-value {column}:{found}=低保 说明。",
        (
            '{column} "{found}" names no group; write it, such as low-income, or say what it means:'
            " --map-value {column}:{found}=low-income."
        ),
    ),
    "R19": ("缺少计价所需的数。", "A figure that the price depends on is missing."),
    "R19_cold": ("写了不达标天数，没有写 {column}。", "Days with a cold room are given without {column}."),
    "R20": ("价目表没有这种情况的规则。", "The table has no rule for this circumstance."),
    "R21": ("缺少决定价格的属性。", "An attribute that the price depends on is missing."),
    "R22": (
        "这里的价格不按 {column} 计算；“{found}”用不上。请改为空，或用 --carry {column}。",
        'The price does not depend on {column}: "{found}" changes nothing. Leave it blank, or use --carry {column}.',
    ),
    "R23": (
        "{column} 是“{found}”，与 {other} 的“{said}”不一致；请核对。",
        '{column} "{found}" does not agree with {other} "{said}"; check which is right.',
    ),
    "R24": ("所写的情况互相矛盾。", "What is stated contradicts itself."),
    "whole_line": ("整行", "line"),
}
