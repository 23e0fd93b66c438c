"""What can be wrong with a ledger as a whole."""

TEXTS = {
    "empty": ("台账是空的。", "The ledger is empty."),
    "password": (
        "这个 Excel 文件有密码；请另存为没有密码的文件。",
        "The Excel file is protected by a password; save it without one.",
    ),
    "no_workbook": (
        "无法按 Excel 文件读取（{reason}）；请另存为 .xlsx 或 CSV。",
        "Cannot be read as an Excel file ({reason}); save it as .xlsx or CSV.",
    ),
    "no_parquet": (
        "无法按 Parquet 文件读取（{reason}）。",
        "Cannot be read as a Parquet file ({reason}).",
    ),
    "too_large": ("这个 Excel 文件展开后太大。", "The Excel file is too large once unpacked."),
    "no_building_area": (
        "台账中有的用户没有建筑面积；成本按建筑面积计算，无法合计。",
        "Some households have no building area; cost is calculated per building area.",
    ),
    "far_cell": (
        "表中的内容一直排到第 {rows} 行、第 {columns} 列，可能误填了很远的单元格；请清除后再试。",
        "The sheet extends to row {rows}, column {columns}; a distant cell may be filled by mistake. Clear it.",
    ),
    "empty_sheet": ("台账", "Ledger"),
    "sheet": ("账单", "Bills"),
    "no_columns": ("无法识别列的分隔符：“{header}”。", 'No column separator found in "{header}".'),
    "no_header": (
        "前 {lines} 行里没有找到表头。表头至少要有一列面积，如：{columns}；其他叫法用 --map，乱码用 --encoding。",
        (
            "No header in the first {lines} lines. It needs an area column, such as {columns};"
            " use --map for other names, and --encoding if its characters are wrong."
        ),
    ),
    "two_columns": (
        "表头（第 {line} 行）有几列是同一个意思：{columns}。请用 --map 说明读哪一列，如 --map {header}={meaning}。",
        "Columns of the header (line {line}) mean the same: {columns}. Say which is read: --map {header}={meaning}.",
    ),
    "html": (
        "这个文件不是真正的 Excel，而是网页（HTML 表）。请在 Excel 里打开，另存为 .xlsx 或 CSV。",
        "This is no Excel file but a web page (an HTML table). Open it in Excel and save it as .xlsx or CSV.",
    ),
    "xml_2003": (
        "这个文件是 XML 电子表格 2003。请在 Excel 里打开，另存为 .xlsx 或 CSV。",
        "This is an XML Spreadsheet 2003. Open it in Excel and save it as .xlsx or CSV.",
    ),
    "xml": ("这个文件是 XML，不是台账。请另存为 .xlsx 或 CSV。", "This is XML. Save it as .xlsx or CSV."),
    "unmarked_utf16": (
        "这个文件像是没有标记的 UTF-16 编码。请加 --encoding {encoding}。",
        "This looks like UTF-16 without a mark. Use --encoding {encoding}.",
    ),
    "sheets": (
        "工作簿里有几张表头不同的台账：{sheets}。请用 --sheet 说明读哪一张。",
        "The workbook has several ledgers with unlike headers: {sheets}. Say which is read with --sheet.",
    ),
    "hidden": (
        "工作簿里有内容的工作表都是隐藏的：{sheets}。请取消隐藏，或用 --sheet 说明读哪一张。",
        "All sheets with anything in them are hidden: {sheets}. Unhide one, or say which is read with --sheet.",
    ),
    "many_sheets": (
        "{file} 有几张台账：{sheets}。台账有多个文件时，每个工作簿只读一张；请用 --sheet 说明读哪一张。",
        "{file} has several ledgers: {sheets}. Of many files one sheet each is read; say which with --sheet.",
    ),
    "sheets_read": ("读取的工作表：{read}。", "Sheets read: {read}."),
    "sheets_others": ("没有读的工作表：{others}。", "Sheets not read: {others}."),
    "sheets_hidden": ("没有读的隐藏工作表：{hidden}。", "Hidden sheets, not read: {hidden}."),
    "merged": (
        "合并的单元格 {merged}：文字填到其中每一行；数不是每户自己的，退回。",
        "Merged cells {merged}: a text is taken for each of their rows; a figure is no home's own and is rejected.",
    ),
    "hidden_rows": ("有 {rows} 行是隐藏的，也计了费。", "{rows} rows are hidden; they were billed too."),
    "skipped_lines": ("跳过的行：{lines}。", "Lines skipped: {lines}."),
    "skipped_line": ("第 {line} 行 {text}", "line {line} {text}"),
    "no_sheet": (
        "工作簿里没有工作表“{sheet}”；它的工作表有：{sheets}。",
        "The workbook has no sheet {sheet}; its sheets are: {sheets}.",
    ),
    "no_rejects": (
        "{file} 不是这份台账的退回行：它的列应是台账的列，再加 行号、列、代码、原因。",
        "{file} does not hold rejects of this ledger: its columns, and line, column, code, message.",
    ),
    "bad_correction": (
        "{file} 第 {line} 行没有台账的行号，列数不对，或是空行；请保留 行号 一列。",
        (
            "{file}, line {line}: blank, without a line number of the ledger, or with another number of columns;"
            " keep the column `line`."
        ),
    ),
    "corrected_twice": (
        "{file} 第 {line} 行：台账的第 {of} 行改了两次。",
        "{file}, line {line}: line {of} of the ledger was corrected twice.",
    ),
    "not_rejected": (
        "台账第 {line} 行原来没有退回，不能用改好的行代替；行号改动过，或台账变了。请重新计费，再改新的退回行。",
        (
            "Line {line} of the ledger was no reject, so a corrected row cannot replace it: the line numbers or the"
            " ledger were changed. Bill it again, and correct the new rejects."
        ),
    ),
    "no_place": (
        "改好的第 {line} 行在台账里没有位置；这些退回行是另一份台账的。",
        "The corrected line {line} has no place in the ledger; the rejects are of another one.",
    ),
    "map_key": (
        '{file}：“{found}”不对；应有 [columns] 和 [words."列名"]，其中每项是 名称 = "含义"。',
        '{file}: "{found}" is wrong; it has [columns] and [words."header"], each with name = "meaning".',
    ),
    "map_head": (
        (
            "在引号里填上含义，以后用 --map-file 读这个文件；空着的不起作用。\n"
            "[columns] 各列的含义，如 建筑面积；与金额无关的填 carry。\n"
            "[words] 各词语的含义，填 heatcalc 懂的词，如 居民、低保、报停。"
        ),
        (
            "Fill in the meanings, and read this file with --map-file ever after; what is left blank says nothing.\n"
            "[columns]: what each column means, such as building_m2, or carry where it does not matter.\n"
            "[words]: what each word means, as a word that is understood, such as residential."
        ),
    ),
    "map_count": ("{count} 行", "{count} rows"),
    "map_none": (
        "列和词语都读懂了，没有要填的。",
        "All columns and words are understood; there is nothing to fill in.",
    ),
    "map_made": (
        "{columns} 列、{words} 个词语没有读懂，写在 {file}；填好后用 --map-file {file}。",
        "{columns} columns and {words} words are not understood; fill in {file} and use it with --map-file {file}.",
    ),
    "unknown_words": ("没有读懂、或没有价格的词语：{words}。", "Words not understood, or without a price: {words}."),
    "same_header": (
        "表头里有几列都叫“{header}”（第 {places} 列），分不清读哪一列；请把其中一列改名。",
        "Several columns are called {header} (columns {places}), so that none can be chosen; rename one of them.",
    ),
    "half": (
        "表头（第 {line} 行）有 {header}，没有 {other}；请补上；与金额无关的，用 --carry {header}。",
        (
            "The header (line {line}) has {header}, but no {other}; a refund needs both. Add the column, or use"
            " --carry {header} where it does not matter."
        ),
    ),
    "said": (
        (
            "{header} 是只带过的列，但第 {line} 行写着“{found}”，可能影响金额。"
            "请把它写到状态、优惠等列；或用 --map {header}=含义；确与金额无关的，用 --carry {header}。"
        ),
        (
            '{header} is only carried along, but line {line} has "{found}", which may change what is owed. Write it'
            " in a column of status or relief, use --map {header}=meaning, or --carry {header} if it does not matter."
        ),
    ),
    "unread": (
        (
            "这些列可能影响金额，但没有读懂：{columns}。"
            "请用 --map {header}=含义 说明；与金额无关的，用 --carry {header}。含义可以是：{meanings}。"
        ),
        (
            "Columns that may change what is owed are not understood: {columns}. Say what they mean with"
            " --map {header}=meaning, or with --carry {header} that they do not matter. Meanings: {meanings}."
        ),
    ),
    "too_many": (
        (
            "{rows} 户中退回 {rejects} 户，超过允许的 {allowed}，未写出任何文件。第一条（第 {line} 行）：{first}"
            "去掉 --max-rejects 可得到退回行的文件。"
        ),
        (
            "{rejects} of {rows} rows rejected, {allowed} allowed; nothing was written. First, line {line}: {first}"
            " Leave out --max-rejects to get a file of the rejects."
        ),
    ),
    "locked": (
        "另一个运行正在写 {file}（{lock}）。请等它结束。",
        "Another run is writing {file} ({lock}). Wait until it has finished.",
    ),
    "strange_file": (
        "{file} 不是台账（{kinds}）；请移出这个文件夹，或用通配符选文件。",
        "{file} is not a ledger ({kinds}); move it out of the folder, or select files with a pattern.",
    ),
    "no_files": ("{folder} 里没有台账文件。", "No ledger files in {folder}."),
    "other_folders": (
        "{other} 与 {one} 所在文件夹的命名方式不同（如 winter=2022/）；请分成两份台账。",
        "{other} and {one} are in folders named differently (such as winter=2022/); make them two ledgers.",
    ),
    "other_columns": (
        "{other} 的列与 {one} 不同；同一份台账的各个文件要有同样的列。",
        "{other} and {one} have different columns; all files of a ledger must have the same columns.",
    ),
    "folder_measure": (
        "文件夹 {folder}（{file}）的名字是各户不同的数，应写成一列。",
        "The folder name {folder} ({file}) gives a figure that differs by household; make it a column.",
    ),
    "column_type": (
        "列 {column} 的类型是 {type}，Spark 无法读成文字；请先转成文字或小数。",
        "The column {column} has type {type}, which Spark cannot read as text; convert it to text or decimal first.",
    ),
    "awaited": (
        "等待从键盘输入台账；以 Ctrl-D 结束。要读文件，请写文件名。",
        "Waiting for a ledger from the keyboard; end it with Ctrl-D. To read a file, give its name.",
    ),
    "into_folder": (
        "台账有多个文件，账单写成一个 Parquet 文件夹：-o 后应写文件夹的名字，而不是 {file}。",
        "The bills of a ledger of many files are a folder of Parquet: give -o a folder name, not {file}.",
    ),
    "folder_exists": (
        "{file} 已存在，且不是以前写出的账单；heatcalc 只替换账单文件夹。请换个名字，或先移走它。",
        "{file} exists and does not hold earlier bills, so it is not replaced. Choose another name, or move it.",
    ),
    "no_file": ("{file} 不是普通文件，不能写入。", "{file} is not a regular file."),
    "same_file": (
        "输出文件 {file} 就是输入文件，不能覆盖；请换一个 -o 的名字。",
        "The output {file} is the input, which must not be overwritten; choose another name with -o.",
    ),
    "edited": (
        "{file} 在计费之后被改动过；要覆盖请加 --force，或换一个 -o 的名字。",
        "{file} was changed after it was written; add --force to overwrite it, or choose another name with -o.",
    ),
    "other_bills": (
        "{file} 是另一种格式的账单的；要覆盖请加 --force，或换一个 -o 的名字。",
        "{file} is that of bills in another format; add --force to overwrite it, or choose another name with -o.",
    ),
    "read": ("读取的列：{columns}。", "Columns read: {columns}."),
    "carried": ("只带过、不影响金额的列：{columns}。", "Columns only carried along: {columns}."),
    "unused": ("读了但没有一户的价格用到的列：{columns}。", "Columns that no price depends on: {columns}."),
    "account": ("户号", "Account"),
    "any_text": ("文字", "text"),
    "word": ("决定价格的属性值，没有则为空（NULL）", "an attribute that the price depends on, or NULL"),
    "fen": ("分，整数；不能计费的户为空（NULL）", "fen, a whole number; NULL for a home that cannot be billed"),
    "sql_columns": ("住户表的列和结果的列", "Columns of the household table and of the result"),
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
    "household": ("用户承担", "Household"),
    "others": ("他方承担", "Others"),
    "due": ("应缴", "Due"),
    "sum": ("合计", "Sum"),
    "rejects": ("退回原因（每种列出前三行）", "Rejects (first three of each reason)"),
    "reject": ("{code} 共 {count} 行：", "{code} ({count}):"),
    "reject_line": ("第 {line} 行 {message}", "line {line}: {message}"),
    "files": ("文件", "Files"),
    "unchanged": (
        "与上次的结果完全相同，文件没有改动。",
        "Nothing has changed since the last run; the files are left as they were.",
    ),
    "dry": ("试算完成，未写出文件。", "Dry run: no file was written."),
}
