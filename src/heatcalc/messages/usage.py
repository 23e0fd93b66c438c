"""A command or a call that is wrong, and what to write instead."""

TEXTS = {
    "number": (
        "{option} 的值“{value}”不是正确的数。请写大于 0 的普通小数，如 {example}（至多 4 位小数，不用指数）。",
        (
            'The value "{value}" of {option} is not a number above 0. Write a decimal such as {example} (at most four '
            "decimal places, no exponent)."
        ),
    ),
    "range": (
        "{name} {value} 超出范围：应在 {low} 至 {high} 之间。",
        "Out of range: {name} {value}. It must be from {low} to {high}.",
    ),
    "range_above": (
        "{name} {value} 超出范围：应大于 {low}，不超过 {high}。",
        "Out of range: {name} {value}. It must be above {low} and at most {high}.",
    ),
    "measure": (
        "没有“{name}”这个计量。可用：{measures}。",
        'Unknown measure "{name}". Available: {measures}.',
    ),
    "plan": (
        "没有“{plan}”这种计费方式。可用：{plans}。",
        'Unknown plan "{plan}". Available: {plans}.',
    ),
    "date": (
        "{option} 的值“{value}”不是日期。请写成 2022-10-13。",
        'The value "{value}" of {option} is not a date. Write it as 2022-10-13.',
    ),
    "dates": (
        "供热的最后一日 {last} 早于第一日 {first}。",
        "The last day of supply, {last}, is before the first, {first}.",
    ),
    "cold": (
        "--cold 的值“{value}”应写成 温度:天数，如 17:10,15:3。",
        'The value "{value}" of --cold should be temperature:days, such as 17:10,15:3.',
    ),
    "stopped_and_supplied": (
        "报停的房屋没有供热：不能同时给出供热日期、室温不达标或停热小时。",
        "A stopped home has no heat: dates of supply, cold rooms and outages cannot be given with it.",
    ),
    "cold_days": (
        "室温不达标共 {days} 天，超过了供热的 {season} 天。",
        "There are {days} cold days, more than the {season} days of supply.",
    ),
    "allowed": (
        "--max-rejects 的值“{value}”应是户数或百分比，如 20 或 0.5%。",
        'The value "{value}" of --max-rejects should be a number of rows or a percentage, such as 20 or 0.5%.',
    ),
    "out": (
        "请用 -o 指定账单文件，或用 --dry-run 只试算。",
        "Use -o FILE for the bills, or --dry-run to calculate only.",
    ),
    "shares": (
        "--split 的各份须在 0 与 1 之间，合计为 1；现合计 {sum}。其余可写 rest，如 city=0.6,county=rest。",
        "The shares of --split must be between 0 and 1 and add up to 1, not {sum}; county=rest takes what is left.",
    ),
    "sweep": (
        "共 {count} 种组合，超过了 {most} 种；请缩小范围或加大步长。",
        "That makes {count} combinations, and at most {most} are tried; narrow a range or widen its step.",
    ),
    "sweep_inputs": (
        "至多两项可以逐个试算，这里有 {count} 项。",
        "At most two inputs can be ranges; {count} are.",
    ),
    "sweep_chart": (
        "图只画缺口随热源价的变化：请只对 --source-price 逐个试算。",
        "The chart shows the gap by source price: give a range for --source-price alone.",
    ),
    "weights": (
        "加权平均要求每个有权重的城市（{cities}）都有答案；请先用 --city 选出有答案的城市。",
        "A weighted mean needs an answer from every city with a weight ({cities}); choose them with --city.",
    ),
    "weights_of_one": (
        "加权平均只对一套住房、一个采暖季有意义。",
        "A weighted mean only makes sense for one home and one winter.",
    ),
    "winters": (
        "“{value}”不是采暖季的范围；应如 2020-2021..2023-2024。",
        '"{value}" is not a range of winters; write it as 2020-2021..2023-2024.',
    ),
    "dialect": (
        "没有“{dialect}”这种数据库。可用：{dialects}；其他的还没有证明分毫不差。",
        'Unknown dialect "{dialect}". Available: {dialects}; no other has been proved exact yet.',
    ),
    "sql_columns": (
        "--columns 至少要有 account 和一列面积或热量，如 account,building_m2=area。",
        "--columns needs account and a column of areas or heat, such as account,building_m2=area.",
    ),
    "sql_no_dates": (
        "{dialect} 没有日期类型，不能用缴费日期；请去掉 --columns 中的 paid_on。",
        "{dialect} has no dates, so it cannot bill by date of payment; leave paid_on out of --columns.",
    ),
    "sql_too_wide": (
        "{dialect} 的整数不够宽，算不准这个价格；请换一种数据库。",
        "{dialect} has no integers wide enough to be exact for this tariff; choose another database.",
    ),
    "sql_wide_quotient": (
        "这个价格的除法超出 64 位整数，SQL 算不准；请用 heatcalc batch。",
        "This tariff divides numbers beyond 64 bits, where SQL is not exact; use heatcalc batch.",
    ),
    "sql_missing_divisor": (
        "这个价格要除以一项住户可能没有填的数，SQL 写不出来；请把这一列加入 --columns，或用 heatcalc batch。",
        "This tariff divides by a figure that a home may lack; name its column in --columns, or use heatcalc batch.",
    ),
    "sql_negative_steps": (
        "这个价格要对可能小于零的数分档，SQL 写不出来；请用 heatcalc batch。",
        "This tariff counts steps of a figure that may be below zero, which SQL cannot do; use heatcalc batch.",
    ),
    "range_of": (
        "{option} 的“{value}”不是正确的范围；应如 24.5..27.5:0.5。",
        'The value "{value}" of {option} is not a range; write it as 24.5..27.5:0.5.',
    ),
    "subsidy_of": (
        "请用 --area（或 --usable）给出面积，或用 --ledger 给出台账。",
        "Give an area with --area (or --usable), or a ledger with --ledger.",
    ),
    "subsidy_both": (
        "面积（--area、--usable）和台账（--ledger）只能给一样。",
        "Give either an area (--area, --usable) or a ledger (--ledger), not both.",
    ),
    "save": (
        "--save 保存的是一户的投入，要用 --area 给出建筑面积。",
        "--save keeps the inputs of one home: give its building area with --area.",
    ),
    "save_sweep": (
        "--save 保存的是确定的投入，不能同时逐个试算。",
        "--save keeps definite inputs: none may be a range.",
    ),
    "spark_folder": (
        "--engine spark 用于有多个文件的台账：请给出文件夹或通配符，如 'ledger/winter=*/**.parquet'。",
        "--engine spark is for a ledger of many files: a folder, or a pattern such as 'ledger/winter=*/**.parquet'.",
    ),
    "spark_explain": (
        "--engine spark 不写算法；请用 duckdb 或 exact。",
        "--engine spark writes no formulas; use duckdb or exact.",
    ),
    "java": (
        "Spark 需要 Java 17 或更新的版本，这台机器上没有（apt install openjdk-17-jre-headless）：{reason}",
        "Spark needs Java 17 or later, which was not found (apt install openjdk-17-jre-headless): {reason}",
    ),
    "typer_no_command": ("没有“{name}”这个命令。", 'Unknown command "{name}".'),
    "typer_no_option": ("没有 {name} 这个选项。", "Unknown option {name}."),
    "typer_meant": ("是不是要找 {meant}？", " Did you mean {meant}?"),
    "typer_extra": (
        "多出了“{name}”；数值前要有选项，如 --area 185。",
        'Unexpected "{name}"; a value must follow its option, as in --area 185.',
    ),
    "typer_no_value": ("{name} 后面要有一个值。", "{name} needs a value."),
    "typer_takes_none": ("{name} 后面不能有值。", "{name} takes no value."),
    "typer_not_among": (
        "{name} 的值“{value}”无法识别。可用：{known}。",
        'Unknown value "{value}" of {name}. Available: {known}.',
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
        'Unknown encoding "{encoding}". Common ones: {encodings}.',
    ),
    "spark_corrected": (
        "--corrected 不能与 Spark 同用；请用 --engine duckdb。",
        "--corrected cannot be used with Spark; use --engine duckdb.",
    ),
    "no_words": (
        "“{header}”不是写词语的列，不能用 --map-value；只有用户类别、计费方式、状态、优惠、城市、采暖季和属性列可以。",
        (
            "The column {header} is not one of words, so --map-value cannot be used; classes, plans, status, relief,"
            " city, winter and attributes are."
        ),
    ),
    "no_such_header": (
        "台账里没有“{header}”这一列。它的列有：{headers}。",
        "The ledger has no column {header}. Its columns are: {headers}.",
    ),
    "account": (
        "--account 的“{value}”不对；写户号的列名，前面可加它所在的小区，如 小区,户号。",
        '--account "{value}": give the column of accounts, before it that of the estate, as in estate,account.',
    ),
    "column": (
        "没有“{column}”这一列。可用：{columns}。",
        'Unknown column "{column}". Available: {columns}.',
    ),
    "sort": (
        "不能按“{sort}”排序。可用：{orders}。",
        'Cannot sort by "{sort}". Available: {orders}.',
    ),
    "pair": (
        "{option} 的值“{value}”应写成 名称=值，如 {example}。",
        'The value "{value}" of {option} should be name=value, such as {example}.',
    ),
    "repeated": (
        "{option}：{name} 给了两次。",
        "{option}: {name} is given twice.",
    ),
    "winter": (
        "“{winter}”不是采暖季。请写成 2022-2023。",
        '"{winter}" is not a winter. Write it as 2022-2023.',
    ),
}
