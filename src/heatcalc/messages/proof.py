"""What is said where the proof of a run fails: a fault of the program, never of the ledger."""

TEXTS = {
    "other_sums_written": (
        (
            "核对未通过：写出的账单（{file}）与算出的合计不符，没有发布。"
            "这是程序的故障，不是台账的错：请换 --engine duckdb 重算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: the bills as written ({file}) do not add up to the control totals; nothing was published."
            " This is a fault of the program, not of the ledger: run again with --engine duckdb, and please report it"
            " with the output of heatcalc doctor."
        ),
    ),
    "other_homes_written": (
        (
            "核对未通过：写出的账单（{file}）与台账的住户不一一对应，没有发布。"
            "这是程序的故障，不是台账的错：请换 --engine duckdb 重算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: the bills as written ({file}) are not those of the households that were read; nothing was"
            " published."
            " This is a fault of the program, not of the ledger: run again with --engine duckdb, and please report it"
            " with the output of heatcalc doctor."
        ),
    ),
    "other_amount_written": (
        (
            "核对未通过：{home} 的账单与逐户精算的结果不同（{file}），没有发布。"
            "这是程序的故障，不是台账的错：请换 --engine duckdb 重算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: the bill of {home} is not what the exact reader gives ({file}); nothing was published."
            " This is a fault of the program, not of the ledger: run again with --engine duckdb, and please report it"
            " with the output of heatcalc doctor."
        ),
    ),
    "other_row": (
        (
            "核对未通过：DuckDB 交回的行与台账第 {line} 行不符，没有写出任何文件。"
            "这是程序的故障，不是台账的错：请加 --engine exact 重算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: DuckDB returned another row for line {line} of the ledger; nothing was written."
            " This is a fault of the program, not of the ledger: run again with --engine exact, and please report it"
            " with the output of heatcalc doctor."
        ),
    ),
    "other_amount": (
        (
            "核对未通过：台账第 {line} 行，DuckDB 算出“{found}”，逐户精算为“{exact}”，没有写出任何文件。"
            "这是程序的故障，不是台账的错：请加 --engine exact 重算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            'Proof failed on line {line} of the ledger: DuckDB gives "{found}", the exact reader "{exact}"; nothing was'
            " written. This is a fault of the program, not of the ledger: run again with --engine exact, and please"
            " report it with the output of heatcalc doctor."
        ),
    ),
    "other_sums": (
        (
            "核对未通过：从台账第 {line} 行起的一段，各类户数之和与行数不符，没有写出任何文件。"
            "这是程序的故障，不是台账的错：请加 --engine exact 重算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: in the part of the ledger that begins on line {line} the sums by class do not cover as"
            " many households as were billed; nothing was written. This is a fault of the program, not of the ledger:"
            " run again with --engine exact, and please report it with the output of heatcalc doctor."
        ),
    ),
    "other_parquet_row": (
        (
            "核对未通过：DuckDB 从 Parquet 文件读出的第 {row} 行（从 0 数起）缺失或不在其位，没有写出任何文件。"
            "这是程序的故障，不是台账的错：请把台账另存为 CSV 再算，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: row {row} (from 0) of the Parquet file is missing from what DuckDB read, or out of place;"
            " nothing was written. This is a fault of the program, not of the ledger: save the ledger as CSV and run"
            " again, and please report it with the output of heatcalc doctor."
        ),
    ),
    "other_rows_written": (
        (
            "核对未通过：{file} 写出 {written} 行，应为 {rows} 行，没有发布。"
            "这是程序的故障：请改写成 .csv，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: {file} was written with {written} rows instead of {rows}; nothing was published. This is a"
            " fault of the program: write a .csv instead, and please report it with the output of heatcalc doctor."
        ),
    ),
    "other_row_written": (
        (
            "核对未通过：{file} 第 {row} 行不是那一户的账单，没有发布。"
            "这是程序的故障：请改写成 .csv，并把 heatcalc doctor 的输出报告给我们。"
        ),
        (
            "Proof failed: row {row} of {file} is not the bill of that household; nothing was published. This is a"
            " fault of the program: write a .csv instead, and please report it with the output of heatcalc doctor."
        ),
    ),
}
