"""The help of the commands and their options."""

TEXTS = {
    "app": (
        "集中供热费应当是多少、为什么、由谁承担。",
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
        "计算一户一个采暖季的采暖费：金额、算法、出处。",
        "Calculate one home's heating bill for a season, with the formula and the source of every figure.",
    ),
    "bill_example": (
        "heatcalc bill --area 185\nheatcalc bill --usable 129.5 --city 朔州 --explain",
        "heatcalc bill --area 185\nheatcalc bill --usable 129.5 --city shuozhou --explain",
    ),
    "city": (
        "城市：标识、中文名、英文名或别名；默认为价目表的默认城市。",
        "City: id, Chinese or English name, or alias; by default the table's default city.",
    ),
    "class": ("用户类别：标识或名称。", "Class of user: id or name."),
    "plan": ("计费方式：area 按面积，metered 按热量。", "Plan: area (by area) or metered (by heat used)."),
    "winter": ("采暖季；默认为该城市最新的一季。", "Winter; by default the city's newest."),
    "with": (
        "决定价格的属性，如 building=high_rise；可重复。",
        "An attribute that the price depends on, such as building=high_rise; repeatable.",
    ),
    "measure": (
        "没有专门选项的计量，如 kW=10；可重复。",
        "A measure without an option of its own, such as kW=10; repeatable.",
    ),
    "explain": (
        "加上依据：何时起执行、如何取整、出处原文。",
        "Add an explanation: since when, how rounded, and the sources' own words.",
    ),
    "capitals": ("加上大写金额。", "Also write the amount in Chinese capital numerals."),
    "tariffs": (
        "用这个价目表代替随程序提供的价目表。 [环境变量 HEATCALC_TARIFFS]",
        "Use this tariff table instead of the shipped one. [environment: HEATCALC_TARIFFS]",
    ),
    "format": (
        "输出格式；默认终端上为 table，管道中为 plain。",
        "Output format; by default table on a terminal, plain in a pipe.",
    ),
    "lang": (
        "语言；默认随系统。 [环境变量 HEATCALC_LANG]",
        "Language; by default that of the system. [environment: HEATCALC_LANG]",
    ),
    "compare": (
        "同样的住房在各城市要缴多少。",
        "Compare what the same home pays in each city.",
    ),
    "compare_example": (
        "heatcalc compare --area 100\nheatcalc compare --area 100 --class non_residential --sort price",
        "heatcalc compare --area 100\nheatcalc compare --area 100 --class non_residential --sort price",
    ),
    "check": (
        "把实缴金额与规则算出的金额比较，并找出可能原因。不一致时退出码为 1。",
        "Compare the amount paid with what the rules give and look for possible causes. Exit code 1 if they differ.",
    ),
    "check_example": (
        "heatcalc check --paid 2797.20 --area 185\nheatcalc check --paid 1800 --area 100 --city 太原",
        "heatcalc check --paid 2797.20 --area 185\nheatcalc check --paid 1800 --area 100 --city taiyuan",
    ),
    "paid": ("实缴金额，元。", "The amount paid, in CNY."),
    "subsidy": (
        "供热成本与用户所缴之间的缺口：多少、为什么、由谁承担。热源价超过上限时退出码为 1。",
        "The gap between what heat costs and what homes pay, and who covers it. Exit code 1: source price above cap.",
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
        "一个管网的热源：能力、价格、某一热源停用时的供热缺口，以及公布数字中的矛盾。",
        "A network's heat sources: capacity, price, what is left without each, contradictions in published figures.",
    ),
    "supply_example": (
        "heatcalc supply --city 朔州\nheatcalc supply --city 朔州 --served 30000000",
        "heatcalc supply --city shuozhou\nheatcalc supply --city shuozhou --served 30000000",
    ),
    "served": ("管网的供热面积，㎡。", "The area served by the network [㎡]."),
    "html": ("另存为带图、可打印的网页。", "Also write a page with charts that can be printed."),
    "svg": ("单独另存第一幅图。", "Also write the first chart by itself."),
    "sql": (
        "把一个城市的计费规则写成 SELECT，供您自己的数据库使用，精确到分。",
        "Write a city's billing rules as a SELECT for your own database, exact to the fen.",
    ),
    "sql_example": (
        "heatcalc sql --city 朔州 --dialect postgres\nheatcalc sql --city 太原 --columns account,building_m2=area",
        "heatcalc sql --city shuozhou --dialect postgres\nheatcalc sql --city taiyuan --columns account,building_m2",
    ),
    "help_command": (
        "一个命令的帮助，或一个主题：exit-codes 退出码、rules 规则、ledger 台账、config 设置。",
        "Show the help of a command, or a topic: exit-codes, rules, ledger, config.",
    ),
    "help_example": ("heatcalc help ledger\nheatcalc help bill", "heatcalc help ledger\nheatcalc help bill"),
    "topic": ("命令或主题。", "A command or topic."),
    "config": (
        "设置：选项 > 环境变量 > ./heatcalc.toml > 用户文件 > 默认。",
        "Settings: option > environment > ./heatcalc.toml > user file > default.",
    ),
    "config_show": ("列出当前的设置。", "List the current settings."),
    "config_example": (
        "heatcalc config show --origin\nheatcalc config show --format json",
        "heatcalc config show --origin\nheatcalc config show --format json",
    ),
    "origin": ("加上来源。", "Also show where each comes from."),
    "doctor": (
        "列出版本、编码、终端和价目表，供报告问题用；不含个人信息。",
        "Print versions, encoding, terminal and table for a bug report; no personal data.",
    ),
    "doctor_example": (
        "heatcalc doctor\nheatcalc doctor --format json",
        "heatcalc doctor\nheatcalc doctor --format json",
    ),
    "notice": (
        "开缴费通知单：一户一张，或为台账里的每一户；网页（.html，可打印）或 PDF。",
        "Write payment notices for one home or for every home of a ledger: a page to print (.html) or a PDF.",
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
    "notice_out": ("通知单文件，.html 或 .pdf（需 heatcalc[pdf]）。", "The file: .html, or .pdf with heatcalc[pdf]."),
    "notice_ledger": ("台账，每户一张。", "A ledger: one notice for each household."),
    "account": ("户号。", "The account."),
    "name": ("户名。", "The name."),
    "address": ("地址。", "The address."),
    "due": (
        "缴费截止日期；默认取该城市逾期违约金规则的日期，没有则不写。",
        "Pay by this date; by default from the city's rule for late payment, if it has one.",
    ),
    "company": ("供热企业的名称。", "The name of the heat company."),
    "phone": ("咨询电话。", "The telephone number for questions."),
    "code": ("缴费码图片，PNG 或 JPEG。", "An image of a payment code, PNG or JPEG."),
    "paper": ("纸张。", "Paper size."),
    "each": ("每户一个文件，文件名后加序号。", "A numbered file for each household."),
    "font": (
        "PDF 用的 TrueType 字体文件；默认用系统的。",
        "A TrueType font for PDF; by default a system font.",
    ),
    "page": (
        "写一个给居民用的网页：选城市、填面积，看费用、算法和出处；单个文件，不联网。",
        "Write a page where residents choose a city, enter an area and see the bill; one file that needs no network.",
    ),
    "page_example": (
        "heatcalc page -o heat.html\nheatcalc page -o heat-en.html --lang en",
        "heatcalc page -o heat.html\nheatcalc page -o heat-zh.html --lang zh",
    ),
    "page_out": ("网页文件；- 为标准输出。", "The file of the page; - for standard output."),
    "dialect": ("duckdb、postgres、sqlite、spark 或 mysql。", "duckdb, postgres, sqlite, spark or mysql."),
    "sql_explain": (
        "列出住户表可以有的列及其含义，不写 SELECT。",
        "List the columns that the table may have and their meaning, instead of the SELECT.",
    ),
    "sql_columns": (
        "住户表里有的列，叫法不同的写 名称=列名；没列出的视为没有。",
        "The columns of the table, as NAME=COLUMN for other names; a column not listed counts as absent.",
    ),
    "sql_table": ("住户表的名字。", "The name of the household table."),
    "sql_view": ("写成这个名字的视图。", "Create a view with this name."),
    "source_price": (
        "热源价，元/吉焦；默认为价目表中的协议价。24.5..27.5:0.5 为逐个试算，至多两项。",
        "Source price [CNY/GJ]; by default the table's agreed price. 24.5..27.5:0.5 is a range; at most two ranges.",
    ),
    "heat_use": ("耗热量，吉焦/㎡·采暖季；可逐个试算。", "Heat used [GJ/㎡·season]; may be a range."),
    "loss": (
        "管网热损失率，占所购热量：0.10 或 10%；可逐个试算。",
        "Network loss as a share of the heat bought, 0.10 or 10%; may be a range.",
    ),
    "network_cost": (
        "管网成本，元/㎡·采暖季，或按月 1.33/月；可逐个试算。",
        "Network cost [CNY/㎡·season], or by the month, 1.33/month; may be a range.",
    ),
    "rural": ("农村住房；成本倍数默认取自价目表。", "A rural home; its cost multiple is by default from the table."),
    "rural_multiple": ("农村单位面积成本是城区的几倍；可逐个试算。", "Rural cost per ㎡ ÷ urban cost; may be a range."),
    "extra_days": ("采暖季外供热的天数。", "Days of heat outside the season."),
    "split": (
        "缺口由谁承担：city=0.6,county=0.4，或用 county=rest 承担其余。",
        "Who covers the gap: city=0.6,county=0.4, or county=rest for what is left.",
    ),
    "subsidy_ledger": ("按台账合计，每类用户一行。", "For all homes of a ledger, one row for each class."),
    "scenarios": ("并排比较方案文件中的各方案。", "Compare the scenarios of a file side by side."),
    "save": ("把这些投入存为方案文件。", "Save these inputs as a scenario file."),
    "cities": ("只比较这些城市；可重复。", "Compare only these cities; repeatable."),
    "areas": (
        "房屋建筑面积，㎡；可重复，比较几套住房。",
        "Building area [㎡]; repeat to compare homes.",
    ),
    "winters": ("比较多个采暖季：2020-2021..2023-2024。", "Compare several winters: 2020-2021..2023-2024."),
    "weight": (
        "城市的权重，用于加权平均，如 朔州=1.59；可重复。",
        "A city's weight in a weighted mean, such as shuozhou=1.59; repeatable.",
    ),
    "sort": ("排序：采暖季费用、单价、月数、名称。", "Sort by season bill, price, months or name."),
    "force": ("覆盖已有文件。", "Overwrite an existing file."),
}
