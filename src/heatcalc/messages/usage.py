"""A command or a call that is wrong, and what to write instead."""

TEXTS = {
    "number": (
        "{option} 的值“{value}”不是正确的数。请写大于 0 的普通小数，如 {example}（至多 4 位小数，不用指数）。",
        (
            'The value "{value}" of {option} is no plain number above 0. Write a decimal such as {example} (at most '
            "four decimal places, no exponent)."
        ),
    ),
    "range": (
        "{name} {value} 超出范围：必须大于 0，且在 {low} 至 {high} 之间。",
        "The {name}, {value}, is out of range: above 0, and from {low} to {high}.",
    ),
    "measure": (
        "没有“{name}”这个计量。可用：{measures}。",
        'There is no measure "{name}". There are: {measures}.',
    ),
    "plan": (
        "没有“{plan}”这种计费方式。可用：{plans}。",
        'There is no plan "{plan}". There are: {plans}.',
    ),
    "date": (
        "{option} 的值“{value}”不是日期。请写成 2022-10-13。",
        'The value "{value}" of {option} is no date. Write it as 2022-10-13.',
    ),
    "dates": (
        "供热的最后一日 {last} 早于第一日 {first}。",
        "The last day of supply, {last}, is before the first, {first}.",
    ),
    "cold": (
        "--cold 的值“{value}”应写成 温度:天数，如 17:10,15:3。",
        'The value "{value}" of --cold should be temperature:days, such as 17:10,15:3.',
    ),
    "cold_days": (
        "低温天数共 {days} 天，超过了采暖季的 {season} 天。",
        "The cold days, {days} in all, are more than the season's {season}.",
    ),
    "allowed": (
        "--max-rejects 的值“{value}”应是户数或百分比，如 20 或 0.5%。",
        'The value "{value}" of --max-rejects should be a number of rows or a percentage, such as 20 or 0.5%.',
    ),
    "out": (
        "请用 -o 说明账单写到哪里，或用 --dry-run 只试算。",
        "Say with -o where the bills go, or only reckon with --dry-run.",
    ),
    "shares": (
        "--split 的各份须在 0 与 1 之间，合计为 1；现合计 {sum}。其余可写 rest，如 city=0.6,county=rest。",
        "The shares of --split lie between 0 and 1 and add up to 1, not {sum}; county=rest takes what is left.",
    ),
    "sweep": (
        "至多两项可以逐个试算，共不超过 {most} 种组合。",
        "At most two inputs can be swept, in no more than {most} combinations.",
    ),
    "bounds": (
        "{option} 的 {value} 超出范围：{low} 至 {high}。",
        "{option} {value} is out of range: {low} to {high}.",
    ),
    "sweep_chart": (
        "图只画缺口随热源价的变化：请只逐个试算 --source-price。",
        "The chart shows the gap against the source price: sweep --source-price alone.",
    ),
    "weights": (
        "加权平均要求每个有权重的城市（{cities}）都有答案；先用 --city 选出能回答的城市。",
        "A weighted mean needs an answer from every city that has a weight ({cities}); choose those that have one.",
    ),
    "weights_of_one": (
        "加权平均只对一套住房、一个采暖季有意义。",
        "A weighted mean makes sense for one home in one winter alone.",
    ),
    "winters": (
        "“{value}”不是采暖季的范围；应如 2020-2021..2023-2024。",
        '"{value}" is no range of winters; it should be like 2020-2021..2023-2024.',
    ),
    "dialect": (
        "没有“{dialect}”这种数据库。可用：{dialects}；其他的还没有证明分毫不差。",
        'There is no dialect "{dialect}". There are {dialects}; others are not yet proved to be exact.',
    ),
    "sql_columns": (
        "--columns 至少要有 account 和一列面积或热量，如 account,building_m2=area。",
        "--columns needs account and a column of areas or heat, such as account,building_m2=area.",
    ),
    "sql_inexact": (
        "{dialect} 不能准确计算这个价格：{why}。",
        "{dialect} cannot be exact for this tariff: {why}.",
    ),
    "range_of": (
        "{option} 的“{value}”不是正确的范围；应如 24.5..27.5:0.5。",
        'The {option} "{value}" is no range; it should be like 24.5..27.5:0.5.',
    ),
    "subsidy_of": (
        "请用 --area（或 --usable）给出面积，或用 --ledger 给出台账。",
        "Give an area with --area (or --usable), or a ledger with --ledger.",
    ),
    "save": (
        "--save 存一户的投入：要有 --area，不能同时逐个试算或用台账。",
        "--save keeps the inputs of one home: it needs --area, and neither a sweep nor a ledger.",
    ),
    "spark_folder": (
        "--engine spark 用于多个文件的台账：给出文件夹或通配符，如 'ledger/winter=*/**.parquet'。",
        "--engine spark is for a ledger of many files: a folder, or a pattern such as 'ledger/winter=*/**.parquet'.",
    ),
    "spark_explain": (
        "--engine spark 不写公式；请用 duckdb 或 exact。",
        "--engine spark writes no formulas; use duckdb or exact.",
    ),
    "java": (
        "Spark 要用 Java 17 或更新的版本，这台机器上没有（apt install openjdk-17-jre-headless）：{reason}",
        "Spark needs Java 17 or later, which is not here (apt install openjdk-17-jre-headless): {reason}",
    ),
    "typer_no_command": ("没有“{name}”这个命令。", 'There is no command "{name}".'),
    "typer_no_option": ("没有 {name} 这个选项。", "There is no option {name}."),
    "typer_meant": ("是不是要找 {meant}？", " Did you mean {meant}?"),
    "typer_extra": (
        "多出了“{name}”；数值前要有选项，如 --area 185。",
        'Unexpected "{name}"; a value stands behind its option, such as --area 185.',
    ),
    "typer_no_value": ("{name} 后面要有一个值。", "{name} needs a value."),
    "typer_takes_none": ("{name} 后面不能有值。", "{name} takes no value."),
    "typer_not_among": (
        "{name} 的值“{value}”不认识。可用：{known}。",
        '{name} does not know "{value}". There are: {known}.',
    ),
    "typer_bad_value": ("{name} 的值不对：{value}", "{name}: {value}"),
    "typer_missing": ("缺少 {name}。", "{name} is missing."),
    "typer_missing_command": ("缺少命令。", "A command is missing."),
    "extra": (
        "这要用到 heatcalc[{extra}]：pip install 'heatcalc[{extra}]'。",
        "This needs heatcalc[{extra}]: pip install 'heatcalc[{extra}]'.",
    ),
    "encoding": (
        "没有“{encoding}”这种编码。常用：{encodings}。",
        'There is no encoding "{encoding}". The usual ones: {encodings}.',
    ),
    "column": (
        "没有“{column}”这一列。可用：{columns}。",
        'There is no column "{column}". There are: {columns}.',
    ),
    "sort": (
        "不能按“{sort}”排序。可用：{orders}。",
        'Cannot sort by "{sort}". There are: {orders}.',
    ),
    "pair": (
        "{option} 的值“{value}”应写成 名称=值，如 {example}。",
        'The value "{value}" of {option} should be name=value, such as {example}.',
    ),
    "repeated": (
        "{option}：{name} 说明了两次。",
        "{option}: {name} is given twice.",
    ),
    "winter": (
        "“{winter}”不是采暖季。请写成 2022-2023。",
        '"{winter}" is no winter. Write it as 2022-2023.',
    ),
}
