"""What can be wrong with a ledger as a whole."""

TEXTS = {
    "empty": ("台账是空的。", "The ledger is empty."),
    "password": (
        "这个 Excel 文件有密码；请另存为没有密码的文件。",
        "The Excel file is protected by a password; save it without one.",
    ),
    "no_workbook": (
        "这不是能读的 Excel 文件（{reason}）；请另存为 .xlsx 或 CSV。",
        "This is no Excel file that can be read ({reason}); save it as .xlsx or CSV.",
    ),
    "no_parquet": (
        "这不是能读的 Parquet 文件（{reason}）。",
        "This is no Parquet file that can be read ({reason}).",
    ),
    "too_large": ("这个 Excel 文件展开后太大。", "The Excel file is too large once unpacked."),
    "no_building_area": (
        "台账里有的住房没有建筑面积，成本按建筑面积计，不能合计。",
        "Some homes of the ledger state no building area, which the cost is reckoned by.",
    ),
    "far_cell": (
        "表中的内容一直排到第 {rows} 行、第 {columns} 列，像是误填了很远的单元格；请删去再试。",
        "The sheet reaches to row {rows}, column {columns}; some far-away cell seems filled by mistake. Clear it.",
    ),
    "empty_sheet": ("台账", "Ledger"),
    "sheet": ("账单", "Bills"),
    "no_columns": ("看不出列的分隔：“{header}”。", 'No columns can be told apart in "{header}".'),
    "no_header": (
        "前 {lines} 行里没有找到表头。表头至少要有一列面积，如：{columns}；叫法不同的列可用 --map 说明。",
        "No header in the first {lines} lines. It needs a column of areas, such as {columns}; --map names others.",
    ),
    "two_columns": (
        "表头（第 {line} 行）有两列是同一个意思：{columns}。请用 --map 说明用哪一列。",
        "Two columns of the header (line {line}) mean the same: {columns}. Say with --map which one to use.",
    ),
    "too_many": (
        (
            "{rows} 户中退回 {rejects} 户，超过允许的 {allowed}，没有写出任何文件。第一条（第 {line} 行）：{first}"
            "不加 --max-rejects 可得到退回行的文件。"
        ),
        (
            "{rejects} of {rows} rows rejected, allowed are {allowed}; nothing was written. First, line {line}: {first}"
            " Without --max-rejects the rejects are written to a file."
        ),
    ),
    "locked": (
        "另一个运行正在写 {file}（{lock}）。请等它结束。",
        "Another run is writing {file} ({lock}). Wait for it to end.",
    ),
    "strange_file": (
        "{file} 不是台账（{kinds}）；请移出这个文件夹，或用通配符选文件。",
        "{file} is no ledger ({kinds}); move it out of the folder, or choose files by a pattern.",
    ),
    "no_files": ("{folder} 里没有台账文件。", "There is no ledger in {folder}."),
    "other_folders": (
        "{other} 与 {one} 所在的文件夹分法不同（如 winter=2022/）；请分成两份台账。",
        "The folders of {other} and {one} are not named alike (such as winter=2022/); make them two ledgers.",
    ),
    "other_columns": (
        "{other} 的列与 {one} 不同；同一份台账的各个文件要有同样的列。",
        "The columns of {other} are not those of {one}; the files of a ledger have the same columns.",
    ),
    "folder_measure": (
        "文件夹 {folder}（{file}）说的是每户自己的数，应写成一列。",
        "The folder {folder} ({file}) states what is each home's own; it should be a column.",
    ),
    "column_type": (
        "列 {column} 的类型是 {type}，Spark 读不成文字；请先转成文字或小数。",
        "The column {column} is of the type {type}, which Spark cannot read as text; make it text or decimal first.",
    ),
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
            "Proof failed: what DuckDB gave for line {line} is not that line of the ledger; nothing was written."
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
            "Proof failed: in the part of the ledger that begins on line {line} the sums by class do not stand for as"
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
    "awaited": (
        "等待从键盘输入台账；以 Ctrl-D 结束。要读文件，请写文件名。",
        "Waiting for a ledger from the keyboard; end it with Ctrl-D. To read a file, name it.",
    ),
    "into_folder": (
        "多个文件的台账，账单写成一个 Parquet 文件夹：-o 后写文件夹的名字，而不是 {file}。",
        "A ledger of many files is billed into a folder of Parquet: give -o the name of a folder, not {file}.",
    ),
    "folder_exists": (
        "{file} 已经存在，又不是以前的账单；heatcalc 不会替换别的文件夹。请换个名字，或自己移走。",
        "{file} exists and is no earlier folder of bills, which alone is replaced. Choose another name, or move it.",
    ),
    "no_file": ("{file} 不是可以写的普通文件。", "{file} is no ordinary file to write to."),
    "same_file": ("输出文件就是输入文件，不能覆盖。", "The output is the input; it cannot be overwritten."),
    "account": ("户号", "Account"),
    "any_text": ("文字", "text"),
    "word": ("决定价格的词，没有则为空（NULL）", "a word that the price depends on, else NULL"),
    "fen": ("分，整数；要退回的户为空（NULL）", "fen, a whole number; NULL for a home that has to be refused"),
    "sql_columns": ("住户表的列，以及结果的列", "The columns of the table of households, and of the result"),
    "sql_column": ("列", "Column"),
    "sql_meaning": ("含义", "Meaning"),
    "sql_content": ("内容", "Content"),
    "summary": ("台账计费结果", "Bills of the ledger"),
    "counts": (
        "共 {lines} 行：计费 {billed}，退回 {rejected}，跳过 {skipped}（表头、空行、合计）。",
        "{lines} lines: {billed} billed, {rejected} rejected, {skipped} skipped (header, blanks, totals).",
    ),
    "households": ("户数", "Households"),
    "area": ("面积（㎡）", "Area (㎡)"),
    "total": ("总额", "Total"),
    "household": ("居民", "Household"),
    "government": ("其他承担", "Others"),
    "due": ("应缴", "Due"),
    "sum": ("合计", "Sum"),
    "rejects": ("退回原因（每种列出前三行）", "Rejects (the first three of each reason)"),
    "reject": ("{code} 共 {count} 行：", "{code}, {count} lines:"),
    "reject_line": ("第 {line} 行 {message}", "line {line}: {message}"),
    "files": ("文件", "Files"),
    "unchanged": (
        "与上次的结果完全相同，文件没有改动。",
        "Nothing changed since the last run; the files stay as they were.",
    ),
    "dry": ("只是试算，没有写出文件。", "Only reckoned; no file was written."),
}
