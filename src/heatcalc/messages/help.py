"""The help of the commands and their options."""

TEXTS = {
    "app": (
        "集中供热的费用应当是多少、为什么、由谁承担。",
        "What district heat should cost, why, and who pays.",
    ),
    "app_example": (
        "heatcalc bill --area 185\nheatcalc compare --area 100 --city 朔州 --city 太原",
        "heatcalc bill --area 185\nheatcalc compare --area 100 --city shuozhou --city taiyuan",
    ),
    "usage": ("用法", "Usage"),
    "examples": ("例", "Examples"),
    "commands": ("命令", "Commands"),
    "arguments": ("参数", "Arguments"),
    "options": ("选项", "Options"),
    "help": ("显示这一页。", "Show this page."),
    "install_completion": ("为当前的命令行外壳安装补全。", "Install completion for the current shell."),
    "show_completion": ("显示补全脚本，以便复制或修改。", "Show the completion script, to copy or change it."),
    "required": ("[必填]", "[required]"),
    "default": ("[默认 {default}]", "[default: {default}]"),
    "version": ("显示版本。", "Show the version."),
    "bill": (
        "算出一户一个采暖季的采暖费：金额、算法、出处。",
        "One home's heating bill for a season: the amount, how it comes about, where each figure was published.",
    ),
    "bill_example": (
        "heatcalc bill --area 185\nheatcalc bill --usable 129.5 --city 朔州 --explain",
        "heatcalc bill --area 185\nheatcalc bill --usable 129.5 --city shuozhou --explain",
    ),
    "area": ("建筑面积。", "Building area."),
    "usable": ("使用面积。", "Usable area."),
    "inner": ("套内面积。", "Area inside the home's walls."),
    "city": (
        "城市：标识、中文名、英文名或别名；默认为价目表的默认城市。",
        "City: id, Chinese or English name, alias; by default the table's default city.",
    ),
    "class": ("用户类别：标识或名称。", "Class billed: id or name."),
    "plan": ("计费方式：area 按面积，metered 按热量。", "Plan: area, or metered."),
    "winter": ("采暖季；默认为该城市最新的一季。", "Winter; by default the newest that the city has."),
    "months": ("按这么多个月计费（您的假定）。", "Bill this many months (your assumption)."),
    "days": ("按这么多天计费（您的假定）。", "Bill this many days (your assumption)."),
    "kwh": ("用热量，千瓦时。", "Heat used, in kWh."),
    "gj": ("用热量，吉焦。", "Heat used, in GJ."),
    "with": (
        "价格所取决的属性，如 building=high_rise；可重复。",
        "What a price may depend on, such as building=high_rise; may be repeated.",
    ),
    "measure": (
        "没有专门选项的计量，如 kW=10；可重复。",
        "A measure that has no option of its own, such as kW=10; may be repeated.",
    ),
    "height": ("层高，米。", "Ceiling height, in m."),
    "stopped": ("整个采暖季停止供热（报停）。", "The supply is stopped for the season."),
    "relief": ("享受优惠的对象，如 低保。", "The group whose relief the home has."),
    "paid_on": ("缴费日期，用于提前优惠和逾期违约金。", "The day it is paid, for early and late payment."),
    "supply_from": ("开始用热的日期，若不是采暖季第一天。", "First day of supply, if not the season's."),
    "supply_to": ("停止用热的日期，若不是采暖季最后一天。", "Last day of supply, if not the season's."),
    "cold": (
        "室温不达标的天数：17:10,15:3 指 17 度十天、15 度三天。",
        "Cold days: 17:10,15:3 is ten days at 17 degrees and three at 15.",
    ),
    "outage": ("停热的小时数。", "Hours without heat."),
    "explain": (
        "加上依据：何时起执行、如何取整、出处原文。",
        "Add the grounds: since when, rounding, the sources' words.",
    ),
    "capitals": ("加上大写金额。", "Add the amount in Chinese capital numerals."),
    "tariffs": (
        "用这个价目表代替随程序提供的价目表。 [环境变量 HEATCALC_TARIFFS]",
        "Use this tariff table instead of the shipped one. [environment: HEATCALC_TARIFFS]",
    ),
    "format": (
        "输出格式；默认终端上为 table，管道中为 plain。",
        "Format of the answer; by default table on a terminal, plain in a pipe.",
    ),
    "lang": (
        "语言；默认随系统。 [环境变量 HEATCALC_LANG]",
        "Language; by default the system's. [environment: HEATCALC_LANG]",
    ),
    "compare": (
        "同样的住房在各城市要付多少。",
        "What the same home pays in each city.",
    ),
    "compare_example": (
        "heatcalc compare --area 100\nheatcalc compare --area 100 --class non_residential --sort price",
        "heatcalc compare --area 100\nheatcalc compare --area 100 --class non_residential --sort price",
    ),
    "check": (
        "把实际缴的钱与规则算出的金额比较，并找出可能的解释。金额不同时退出码为 1。",
        "Compare what was paid with what the rules give, and look for explanations. Exit code 1 where they differ.",
    ),
    "check_example": (
        "heatcalc check --paid 2797.20 --area 185\nheatcalc check --paid 1800 --area 100 --city 太原",
        "heatcalc check --paid 2797.20 --area 185\nheatcalc check --paid 1800 --area 100 --city taiyuan",
    ),
    "paid": ("实际缴的金额，元。", "What was paid, in CNY."),
    "batch": (
        "给台账（CSV、Excel、Parquet）里的每一户计费；不能计费的行连同原因另存。有退回时退出码为 1。",
        (
            "Bill every household of a ledger (CSV, Excel, Parquet); lines that cannot be billed are kept apart."
            " Exit code 1: some."
        ),
    ),
    "batch_example": (
        "heatcalc batch ledger.csv -o bills.csv --city 朔州\nheatcalc batch ledger.csv --dry-run --city 朔州",
        "heatcalc batch ledger.csv -o bills.csv --city shuozhou\nheatcalc batch ledger.csv --dry-run --city shuozhou",
    ),
    "template": (
        "写出一个空的台账（CSV 或 .xlsx），表头都认得。",
        "Write an empty ledger (CSV or .xlsx) with headers that are understood.",
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
            "- 为标准输出，此时没有这两个文件。"
        ),
        (
            "The file of bills: .csv, .xlsx, .parquet or .jsonl, or for a ledger of many files a folder. Rejects and"
            " manifest are written beside it."
            " - for standard output, without those two."
        ),
    ),
    "map": (
        "叫法不同的列，如 房屋面积=building_m2；可重复。",
        "A column that is called otherwise, such as size=building_m2; may be repeated.",
    ),
    "encoding": ("台账的编码；默认自动识别。", "The encoding of the ledger; found out by default."),
    "max_rejects": (
        "退回超过这么多户（20）或这个比例（0.5%），就什么也不写。",
        "Write nothing if more rows, or a greater share (0.5%), are rejected.",
    ),
    "dry_run": ("只试算，不写文件。", "Only reckon; write no file."),
    "batch_explain": ("加上算法一列。", "Add a column with the formula."),
    "out_format": (
        "账单的格式；默认看文件名，标准输出为 csv。",
        "The format of the bills; by default that of the file's name, and csv on standard output.",
    ),
    "out_encoding": ("写出的 CSV 的编码。", "The encoding of what is written as CSV."),
    "mask": (
        "账单里的户名、电话、证件号打上星号；退回行不打，以便改正。",
        "Put stars into names, telephone and identity numbers of the bills; not into rejects, which are to be mended.",
    ),
    "engine": (
        "逐户精确计算（exact），或交给 DuckDB、Spark；结果相同。默认户数多且装有 DuckDB 时用它。",
        "Bill home by home (exact), by DuckDB or by Spark, with equal results; by default DuckDB, if there, for many.",
    ),
    "master": (
        "Spark 集群的地址；默认在本机计算。",
        "The address of a Spark cluster; by default this machine.",
    ),
    "subsidy": (
        "供热成本与居民所付之间的缺口：多少、为什么、由谁承担。热源价超过上限时退出码为 1。",
        "What heat costs against what homes pay: the gap, and who fills it. Exit code 1: a source price above its cap.",
    ),
    "subsidy_example": (
        (
            "heatcalc subsidy --area 100 --rural\n"
            "heatcalc subsidy --area 100 --heat-use 0.45 --loss 0.10 --network-cost 8 --source-price 24.5..27.5:0.5"
        ),
        (
            "heatcalc subsidy --area 100 --rural\n"
            "heatcalc subsidy --area 100 --heat-use 0.45 --loss 0.10 --network-cost 8 --source-price 24.5..27.5:0.5"
        ),
    ),
    "supply": (
        "一个管网的热源：能力、价格、某一热源停用时还剩多少，以及公布数字中的矛盾。",
        "The sources of a network: capacity, price, what is left when one stops, and where the figures disagree.",
    ),
    "supply_example": (
        "heatcalc supply --city 朔州\nheatcalc supply --city 朔州 --served 30000000",
        "heatcalc supply --city shuozhou\nheatcalc supply --city shuozhou --served 30000000",
    ),
    "served": ("管网的供热面积，㎡。", "The area that the network serves [㎡]."),
    "html": ("另存为一个可打印的网页，带图。", "Also write a page with charts, to read and to print."),
    "svg": ("另存第一幅图。", "Also write the first chart alone."),
    "sql": (
        "把一个城市的计费规则写成 SELECT，供自己的数据库使用；分不会差。",
        "A city's bill as a SELECT for a database of one's own, exact to the fen.",
    ),
    "sql_example": (
        "heatcalc sql --city 朔州 --dialect postgres\nheatcalc sql --city 太原 --columns account,building_m2=area",
        "heatcalc sql --city shuozhou --dialect postgres\nheatcalc sql --city taiyuan --columns account,building_m2",
    ),
    "help_command": (
        "一个命令的帮助，或一个主题：exit-codes 退出码、rules 规则、ledger 台账、config 设置。",
        "The help of a command, or a topic: exit-codes, rules, ledger, config.",
    ),
    "help_example": ("heatcalc help ledger\nheatcalc help bill", "heatcalc help ledger\nheatcalc help bill"),
    "topic": ("命令或主题。", "A command or a topic."),
    "config": (
        "设置：选项 > 环境变量 > ./heatcalc.toml > 用户文件 > 默认。",
        "Settings: option > environment > ./heatcalc.toml > the user's file > default.",
    ),
    "config_show": ("列出现在的设置。", "List the settings that hold."),
    "config_example": (
        "heatcalc config show --origin\nheatcalc config show --format json",
        "heatcalc config show --origin\nheatcalc config show --format json",
    ),
    "origin": ("加上从哪里来。", "Also say where each comes from."),
    "doctor": (
        "列出版本、编码、终端和价目表，供报告问题用；没有个人信息。",
        "Print versions, encoding, terminal and table for a report of a bug; no personal data.",
    ),
    "doctor_example": (
        "heatcalc doctor\nheatcalc doctor --format json",
        "heatcalc doctor\nheatcalc doctor --format json",
    ),
    "notice": (
        "开缴费通知单：一户，或一份台账每户一张；网页（.html，可打印）或 PDF。",
        "Write payment notices, for one home or each of a ledger: a page to print (.html) or PDF.",
    ),
    "notice_example": (
        (
            "heatcalc notice --area 185 --account 0001 -o notice.html --force\n"
            "heatcalc notice --ledger ledger.csv --city 朔州 -o notices.html --mask --force"
        ),
        (
            "heatcalc notice --area 185 --account 0001 -o notice.html --force\n"
            "heatcalc notice --ledger ledger.csv --city shuozhou -o notices.html --mask --force"
        ),
    ),
    "notice_out": ("通知单文件，.html 或 .pdf（要 heatcalc[pdf]）。", "The file: .html, or .pdf with heatcalc[pdf]."),
    "notice_ledger": ("台账，每户一张。", "A ledger: one notice for each household."),
    "account": ("户号。", "The account."),
    "name": ("户名。", "The name."),
    "address": ("地址。", "The address."),
    "due": (
        "缴费截止日期；默认为该城市滞纳金规则的日期，没有则不写。",
        "Pay by this date; by default that of the city's rule of late payment, if it has one.",
    ),
    "company": ("供热企业的名称。", "The name of the company."),
    "phone": ("咨询电话。", "The telephone for questions."),
    "code": ("缴费码图片，PNG 或 JPEG。", "The image of a payment code, PNG or JPEG."),
    "paper": ("纸张。", "The paper."),
    "each": ("每户一个文件，名字后加序号。", "A file for each household, numbered."),
    "font": (
        "PDF 用的 TrueType 字体文件；默认用系统的。",
        "A TrueType font for PDF; by default one of the system's.",
    ),
    "page": (
        "写一个给居民用的网页：选城市、输面积，看费用、算法和出处；一个文件，不联网。",
        "Write a page for residents: choose a city, type an area, see the bill; one file that needs no network.",
    ),
    "page_example": (
        "heatcalc page -o heat.html\nheatcalc page -o heat-en.html --lang en",
        "heatcalc page -o heat.html\nheatcalc page -o heat-zh.html --lang zh",
    ),
    "page_out": ("网页文件；- 为标准输出。", "The page; - for standard output."),
    "dialect": ("duckdb、postgres、sqlite、spark 或 mysql。", "duckdb, postgres, sqlite, spark or mysql."),
    "sql_explain": (
        "列出住户表可以有哪些列、各是什么，不写 SELECT。",
        "List the columns that the table may have and what each is, instead of the SELECT.",
    ),
    "sql_columns": (
        "表里有的列，叫法不同的写 名称=列名；没列出的就当没有。",
        "The columns that the table has, those called otherwise as NAME=COLUMN; what is not named is not there.",
    ),
    "sql_table": ("住户表。", "The table of households."),
    "sql_view": ("写成这个名字的视图。", "Make it a view of this name."),
    "source_price": (
        "热源价，元/吉焦；默认价目表中的协议价。24.5..27.5:0.5 为逐个试算，至多两项。",
        "Source price [CNY/GJ]; by default the table's agreed price. 24.5..27.5:0.5 tries each; at most two inputs.",
    ),
    "heat_use": ("耗热量，吉焦/㎡·采暖季；可逐个试算。", "Heat used [GJ/㎡·season]; may be a range to try."),
    "loss": (
        "管网热损失率，占所购热量：0.10 或 10%；可逐个试算。",
        "Network loss, a share of the heat bought: 0.10 or 10%.",
    ),
    "network_cost": (
        "管网成本，元/㎡·采暖季，或按月 1.33/月；可逐个试算。",
        "Network cost [CNY/㎡·season], or by the month, 1.33/month; may be a range to try.",
    ),
    "rural": ("农村住房；倍数默认取价目表所载。", "A rural home; its multiple by default that of the table."),
    "rural_multiple": ("农村单位面积成本是城区的几倍；可逐个试算。", "Rural cost per ㎡ as a multiple of the urban."),
    "extra_days": ("采暖季外供热的天数。", "Days of heat outside the season."),
    "split": (
        "缺口由谁承担：city=0.6,county=0.4，或 county=rest 承担其余。",
        "Who fills the gap: city=0.6,county=0.4, or county=rest for what is left.",
    ),
    "subsidy_ledger": ("按台账合计，各类一行。", "For all homes of a ledger, a row a class."),
    "scenarios": ("并排比较文件中的各方案。", "Compare the scenarios of a file side by side."),
    "save": ("把这些投入存为方案文件。", "Save these inputs as a file of scenarios."),
    "cities": ("只比较这些城市；可重复。", "Compare only these cities; may be repeated."),
    "areas": (
        "房屋建筑面积，㎡；可重复，比较几套住房。",
        "Building area [㎡]; may be repeated, to compare homes.",
    ),
    "winters": ("比较多个采暖季：2020-2021..2023-2024。", "Compare several winters: 2020-2021..2023-2024."),
    "weight": (
        "城市的权重，用于加权平均，如 朔州=1.59；可重复。",
        "A city's weight in a mean, such as shuozhou=1.59; may be repeated.",
    ),
    "sort": ("排序：采暖季费用、单价、月数、名称。", "Order: season bill, price, months, name."),
    "tariff": ("查看、检查和编写价目表。", "See, check and write the tariff table."),
    "tariff_example": (
        "heatcalc tariff list\nheatcalc tariff show 朔州",
        "heatcalc tariff list\nheatcalc tariff show shuozhou",
    ),
    "tariff_list": ("列出城市和价格。", "List the cities and their prices."),
    "tariff_show": ("一个城市的全部条目，附原文和出处。", "All entries of a city, with the words of their sources."),
    "tariff_sources": ("列出出处及引用它的城市。", "List the sources and the cities that rest on them."),
    "tariff_validate": (
        "检查一个价目表，一次列出全部问题。",
        "Check a tariff table, with all findings at once.",
    ),
    "tariff_init": ("写出一个可以着手修改的价目表。", "Write a table to start from."),
    "tariff_add": ("在自己的价目表里加一条价格。", "Add a tariff to a table of your own."),
    "tariff_schema": (
        "打印价目表的 JSON Schema，供编辑器使用。",
        "Print the JSON Schema of the table, for editors.",
    ),
    "file": ("价目表文件。", "The tariff table file."),
    "new_file": ("要写的文件。", "The file to write."),
    "force": ("覆盖已有文件。", "Overwrite an existing file."),
    "city_name": ("新城市的中文名。", "The Chinese name, for a new city."),
    "city_english": ("新城市的英文名。", "The English name, for a new city."),
    "province": ("新城市的省份。", "The province, for a new city."),
    "rate": ("价格，元/单位。", "The price, CNY per unit."),
    "per": ("计价单位，用逗号隔开，如 building_m2,month。", "The measures, by commas: building_m2,month."),
    "from": ("已知开始执行的日期或采暖季。", "The date or winter it is known to hold from."),
    "source": ("出处的标识。", "The id of the source."),
    "source_title": ("新出处的标题。", "The title, for a new source."),
    "publisher": ("新出处的发布者。", "Who published it, for a new source."),
    "source_date": ("新出处的日期。", "When, for a new source."),
    "source_kind": ("新出处的类型。", "What kind it is, for a new source."),
    "source_url": ("新出处的网址。", "The web address, for a new source."),
    "quote": ("出处原文。", "The words of the source."),
    "season_months": ("新城市的采暖季月数。", "The months of the season, for a new city."),
    "season_start": ("新城市每年开始供热的日子，如 11-15。", "The day heating begins every winter, for a new city."),
    "season_end": ("新城市每年停止供热的日子，如 03-15。", "The day heating ends every winter, for a new city."),
}
