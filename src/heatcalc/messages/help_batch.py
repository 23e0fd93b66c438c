"""The help of `heatcalc batch` and `template`, and of the options of a ledger."""

TEXTS: dict[str, tuple[str, str]] = {
    "batch": (
        "给台账（CSV、Excel、Parquet）里的每一户计费；不能计费的行连同原因另存。有退回行时退出码为 1。",
        (
            "Bill every household of a ledger (CSV, Excel, Parquet); lines that cannot be billed go to a file of their"
            " own. Exit code 1 if there are any."
        ),
    ),
    "batch_example": (
        "heatcalc batch ledger.csv -o bills.csv --city 朔州\nheatcalc batch ledger.csv --dry-run --city 朔州",
        "heatcalc batch ledger.csv -o bills.csv --city shuozhou\nheatcalc batch ledger.csv --dry-run --city shuozhou",
    ),
    "template": (
        "写出一个空台账（CSV 或 .xlsx），带有可识别的表头。",
        "Write an empty ledger (CSV or .xlsx) with headers that heatcalc knows.",
    ),
    "template_example": (
        "heatcalc template ledger.csv --force\nheatcalc template ledger.xlsx --city 朔州 --force",
        "heatcalc template ledger.csv --force\nheatcalc template ledger.xlsx --city shuozhou --force",
    ),
    "template_file": ("要写的台账：.csv 或 .xlsx。", "The ledger to write: .csv or .xlsx."),
    "ledger": (
        "台账文件、文件夹或通配符（'ledger/winter=*/**.parquet'）；- 为标准输入。",
        "The ledger: a file, a folder or a pattern ('ledger/winter=*/**.parquet'); - for standard input.",
    ),
    "out": (
        (
            "账单文件，.csv、.xlsx、.parquet 或 .jsonl；台账有多个文件时是文件夹。退回行和清单写在旁边。"
            "- 为标准输出，此时不写退回行和清单。"
        ),
        (
            "The file of bills, .csv, .xlsx, .parquet or .jsonl; a folder for a ledger of many files. Rejects and"
            " manifest are written beside it."
            " - for standard output, without rejects and manifest."
        ),
    ),
    "map": (
        "叫法不同的列，如 房屋面积=建筑面积；可重复。",
        "A column with another name, such as size=building_m2; repeatable.",
    ),
    "map_value": (
        "词语的含义，如 用户类别:住宅=居民；可重复。",
        "What a word means, such as class:flat=residential; repeatable.",
    ),
    "map_file": ("写明各列和词语含义的文件。", "A file that says what columns and words mean."),
    "corrected": (
        "改好的退回行；放回原来的位置，整份台账重新计费。可重复。",
        "Rejects that were corrected, billed in their places with the whole ledger; repeatable.",
    ),
    "suggest_map": (
        "不计费，把没有读懂的列和词语写成一个文件，填好后用 --map-file。",
        "Bill nothing; write the columns and words not understood to a file, to fill in for --map-file.",
    ),
    "carry": ("只带过、不影响金额的列；可重复。", "A column that is only carried along; repeatable."),
    "accounts": (
        "户号的列；只在小区内不重复的，写 小区,户号。",
        "The account column, or ESTATE,ACCOUNT.",
    ),
    "several": ("一个户号可以有几行，逐行计费。", "An account may have several rows, each billed by itself."),
    "sheet": (
        "工作簿里要读的工作表；默认读表头相同的各张。",
        "The sheet of a workbook; by default all with one header.",
    ),
    "encoding": ("台账的编码；默认自动识别。", "The encoding of the ledger; by default detected."),
    "max_rejects": (
        "退回超过这个户数（20）或比例（0.5%）时，什么也不写。",
        "Write nothing if more rows than this (20), or a larger share (0.5%), are rejected.",
    ),
    "dry_run": ("只试算，不写文件。", "Calculate only; write no file."),
    "batch_explain": ("加上算法一列。", "Add a column with the formula."),
    "out_format": (
        "账单的格式；默认看文件名，标准输出为 csv。",
        "The format of the bills; by default from the file name, and csv on standard output.",
    ),
    "out_encoding": ("写出的 CSV 的编码。", "The encoding of CSV output."),
    "mask": (
        "账单里的户名、电话、证件号打上星号；退回行要改正，不打星号。",
        "Mask names, telephone and identity numbers in the bills with stars; not in rejects, which must be corrected.",
    ),
    "engine": (
        "逐户计算（exact），或交给 DuckDB、Spark；结果相同。默认户数多且装有 DuckDB 时用 DuckDB。",
        "Bill home by home (exact), with DuckDB or with Spark, with equal results; by default DuckDB for many.",
    ),
    "master": (
        "Spark 集群的地址；默认在本机计算。",
        "The address of a Spark cluster; by default this machine.",
    ),
}
