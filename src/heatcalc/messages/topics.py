"""The topics of `heatcalc help`. Each line is folded by itself; a paragraph is one line."""

TEXTS = {
    "exit-codes": (
        """退出码永远不变：
  0    完成
  1    完成，但有发现：有的行退回，核对不符，价目表有警告
  2    用法不对：选项、数值、缺少的扩展
  3    整个输入文件不能用
  4    价目表无效，或没有答案
  5    写不出结果
  70   heatcalc 自己的错误，请报告
  130  被中断""",
        """The exit codes never change:
  0    done
  1    done, with findings: rejected lines, a payment that differs, warnings
  2    wrong usage: an option, a value, a missing extra
  3    an input file cannot be used at all
  4    the tariff table is invalid, or has no answer
  5    the output could not be written
  70   a bug in heatcalc; please report it
  130  interrupted""",
    ),
    "rules": (
        """账单按以下次序计算，与价目表里的次序无关；改变金额的每一步都是账单上的一行：
  1   价格 × 计量（面积、月、热量），各项相加
  2   ceiling_height   层高超过标准的，按级、按比例或分档加收
  3   最低收费、封顶（按热量不超过按面积）、增值税
  4   part_season      只供了部分时段的，按日、按月，或全额
  5   stopped_supply   整季报停的，按一定比例或另一价格缴基本热费
  6   relief           低保等优惠：用户少缴，其余由政府承担
  7   price_subsidy    价格的一部分由政府承担
  8   early_payment    提前缴费的优惠
  9   late_payment     逾期缴费的违约金
  10  outage、cold_room   停热、室温不达标的退费
  11  early_start、extension   采暖季以外的供热
  12  最后取整一次
价目表没有收录规则的，不计费，并说明缺什么，从不猜测。
`heatcalc tariff show 城市` 列出一个城市的规则和出处。""",
        """A bill is calculated in this order, whatever the order in the table.
Each change is a line of the bill:
  1   rates × measures (area, months, heat), added up
  2   ceiling_height   above the standard height: by steps or bands
  3   minimum, cap (metered at most the charge by area), VAT
  4   part_season      heated for a part of the season: by day, month or in full
  5   stopped_supply   stopped for the season: a share, or another rate
  6   relief           poorer households pay less, the government the rest
  7   price_subsidy    the government pays a part of the price
  8   early_payment    a discount for paying early
  9   late_payment     a charge for paying late
  10  outage, cold_room   refunds for days without heat, or for cold rooms
  11  early_start, extension   heat outside the season
  12  rounding, once, at the end
Where the table has no rule, heatcalc makes no bill, says what is missing and never guesses.
`heatcalc tariff show CITY` lists a city's rules.""",
    ),
    "ledger": (
        """台账是一个表：CSV（UTF-8、GB18030、UTF-16）、TSV、Excel、ODS、Parquet，或一个放着这些文件的文件夹。
表头在前 20 行里，中文英文都认：
  {columns}
  其他列原样保留；叫法不同的列用 --map 叫法=含义，与金额无关的用 --carry 列名
  词语没有读懂：--suggest-map 含义.toml 写出来，填好后用 --map-file 含义.toml
  户号只在小区内不重复：--account 小区,户号；一个户号有几行：--several
  heatcalc template 台账.csv                    写一个空台账
  heatcalc batch 台账.csv -o bills.csv --city 朔州   逐户计费
结果有三个文件：
  bills.csv             账单
  bills.rejects.csv     退回的行和原因；改好后加 --corrected bills.rejects.csv
  bills.manifest.json   清单：行数、合计、校验值，最后写出
行数 = 计费 + 退回 + 跳过，一行不少，否则什么都不写。
台账的写法见 docs/ledger.md，退回代码见 docs/rejects.md。""",
        """A ledger is a table: CSV (UTF-8, GB18030, UTF-16), TSV, Excel, ODS or Parquet, or a folder of such files.
The header is within the first 20 lines, in English as here or in Chinese:
  {columns}
  Other columns are kept as they are; use --map HEADER=COLUMN for other names,
  and --carry HEADER for those that change no amount.
  Words not understood: --suggest-map map.toml lists them; fill it in, and use
  --map-file map.toml. Accounts unique within an estate only: --account
  ESTATE,ACCOUNT; several rows of an account: --several
  heatcalc template ledger.csv                         writes an empty one
  heatcalc batch ledger.csv -o bills.csv --city shuozhou   bills each household
This gives three files:
  bills.csv             the bills
  bills.rejects.csv     the lines that could not be billed, and why; once
                        corrected: --corrected bills.rejects.csv
  bills.manifest.json   counts, totals and hashes, written last
Lines = billed + rejected + skipped, or nothing is written.
Ledgers are explained in docs/ledger.md, reject codes in docs/rejects.md.""",
    ),
    "config": (
        """设置按以下次序取，排在前面的优先：
  1  选项            heatcalc bill --city 太原
  2  环境变量        HEATCALC_CITY=太原（选项名大写，- 换成 _）
  3  ./heatcalc.toml 当前文件夹
  4  用户文件        {user}
  5  价目表的默认
文件里写选项的名字，对所有命令，或只对一个命令：
  city = "太原"
  lang = "zh"
  [batch]
  engine = "duckdb"
`heatcalc config show --origin` 列出当前的设置及其来源。heatcalc 从不自己写设置文件。""",
        """Settings are looked up in this order; the first one found applies:
  1  the option         heatcalc bill --city taiyuan
  2  the environment    HEATCALC_CITY=taiyuan (the option's name in capitals, _ for -)
  3  ./heatcalc.toml    in the current folder
  4  the user's file    {user}
  5  the table's default
A file uses the options' names, for all commands or for one:
  city = "taiyuan"
  lang = "en"
  [batch]
  engine = "duckdb"
`heatcalc config show --origin` lists the settings and their origin. heatcalc never writes such a file.""",
    ),
    "unknown": ("没有“{topic}”这个主题。可用：{topics}。", 'Unknown topic "{topic}". Available: {topics}.'),
    "list": ("主题：{topics}。用法：heatcalc help 主题。", "Topics: {topics}. Usage: heatcalc help TOPIC."),
}
