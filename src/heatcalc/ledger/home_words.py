"""Words that say what homes are outside the columns for it: stopped, shops, granted a relief, billed by a meter.

They are listed here once, those in English in `english_words`, and looked for in titles and names of files, in headings
among homes, and in names, addresses and remarks of one home. Engines must find the same in a row, so what is looked for
there is spelled as RE2 knows it, without looking around: a character before or behind a word is part of what is found.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

from heatcalc.ledger.english_words import BEGINS, in_english, spelled

_STOPPED = (
    *("报停", "停供", "停热", "停暖", "停气", "停炉", "停止供", "停止用", "申请停", "封停", "强停", "断供", "断热"),
    *("断暖", "断管", "空置", "空关", "未供", "未用热", "未开通", "未通暖", "未开户", "未入住", "无人住", "无人居住"),
    *("不供", "不用热", "不用暖", "不采暖", "本季不用", "关阀", "关栓", "阀门关闭", "阀门已关", "未开栓", "封堵"),
    *("拆暖", "拆除暖气", "退网", "断网户"),
)
_STOPPED_OR_OTHER = ("停用", "暂停", "停了", "已停", "销户", "注销", "作废")
"""What is said of a home in a title, and in a remark of a telephone or a card as well."""
_ROOMS = (("空房", "东产间"), ("空户", "外口"))
"""Empty homes, each with what makes another word of it behind it: 空房东 is none."""
_GRANTED = ("低保", "特困", "五保", "优抚", "困难户", "贫困", "残疾", "军烈属", "军属", "烈属")
_LESS = ("免费", "全免", "免收", "免交", "优惠", "减免", "半价", "减半", "打折")
"""What is paid less; it may be of something else than heat."""
RELIEVED = (*_GRANTED, *_LESS)
SHOPS = (
    *("商铺", "门面", "底商", "店铺", "门店", "铺面", "商用", "商服", "公建", "非居民", "非住宅", "商业用房"),
    *("商业网点", "沿街网点", "临街网点", "门脸", "门市房", "门市部", "门面房", "沿街商业", "临街商业", "商住两用"),
)
_TRADES = ("商户", "经营户", "经营性", "网点", "网吧", "超市", "门头", "沿街房", "临街房", "办公楼")
"""What is a shop in a heading, and in a remark may be where it is, or who collects the money."""
_PREMISES = (
    *("超市", "商店", "药店", "药房", "饭店", "饭馆", "餐厅", "宾馆", "酒店", "网吧", "诊所", "医院", "理发店"),
    *("幼儿园", "面馆", "火锅店", "小卖部", "麻将馆", "棋牌室", "美发店", "美容院", "物业用房", "公共部位"),
)
"""What is no home, both as all that is said and at the end of a name."""
_CLASSES = (
    *("商业", "商户", "学校", "企业", "工业", "机关", "办公", "单位", "经营", "商业楼", "办公楼", "写字楼", "商住"),
    *("民宿", "日租房", *_PREMISES),
)
"""What is a class if it is all that a remark or a bracket says; 商业街 is a place."""
_METERED = (
    *("热计量", "分户计量", "计量户", "计量用户", "热表户", "热表用户", "按计量", "按热量", "按表计", "按表收"),
    *("走计量", "两部制", "按流量计", "装了热表"),
)
_NUMBER = "[0-9一二两三四五六七八九十半]"
_PARTLY = (
    *("不收费", "少收", "基础费", "基本费", "退费", "面积改", "改面积", "面积应为", "按使用面积", "按套内面积", "跃层"),
    *("开超市", "开饭店", "开药店", "开诊所", "开店", "住改商", "已拆(?:$|[^改])", "实供", "只供", "起供"),
    *("只开一半", "开了小卖部", "低收入", "孤儿", "半期", "加[0-9.]+(?:平|㎡|m)", "自采暖", "改电采暖", "壁挂炉"),
    *("停一半", "停半", "停[一二两三]间", "停阳台", "免一半", "开饭馆", "办公用(?:$|[^品具])", "按套内", "加层高"),
    *("扣除(?:阳台|[0-9.]+(?:平|㎡|m|$))", "单价[0-9]", "[0-9](?:月份?|日)(?:才|起|后)?开栓"),
    *("供半年", "停半年", "住半年", "不达标", "半季"),
    *("按半年", "收半年", "实测[0-9]", "减[0-9]", "按[0-9]+[%％]"),
    *("改商(?:$|[^品])", "合户(?:$|[^口])", "超高(?:$|[^层])", f"只收{_NUMBER}", f"{_NUMBER}折(?:[^叠页]|$)"),
    *(f"停[供热暖]?{_NUMBER}+个?[月天日]", f"供[热暖]?{_NUMBER}+个?[月天日]", "按[0-9.]+元"),
    "[0-9](?:月份?|日)(?:才|起|后|开始|方)?(?:停(?:$|[^水电机车])|开通(?:$|[^微网代知])|供[热暖](?:$|[^费公通]))",
    *("实际面积[0-9]", "面积(?:有误|不符|不对|错|待)", "用热量[0-9]", "没人住", "长期无人", f"{_NUMBER}倍"),
    *("加收(?:$|[^滞违])", "欠费停(?:$|[^水电机])", "按(?:单位|商业|商用)(?:价|标准|收|计|交|缴)"),
    *("(?:^|[^已未欠])[收交缴供停][0-9.]+[%％](?: *$|[收交缴计])", f"(?:^ *|[只仅])[收交]{_NUMBER}+个月"),
    *(f"[按收]{_NUMBER}成", "暂不[收供用]", "[本今]年(?:度|季)?[不没未](?:用|供|开)(?:$|[^水电气])"),
    *("元旦后?(?:才|再|开始)?[供开]", "供一半", "部分停(?:$|[^水电])", "关闭?[一二两三半0-9]间", "阀已[关锁]"),
    *("未装暖气", "没有暖气", "未入网(?:$|[^络])", "按热表", "按[0-9.]+(?:平|㎡|m2)", "多收[0-9]", "以实测为准"),
    *("(?:^|[^水外])温度(?:只有|仅|不足)?[0-9]", "测温[0-9]", "协议价", "一户一议", "并户(?:$|[^口])", "合并[到至]"),
    *("节后(?:才|再)?[供开]", "管道已?断", "套内[0-9]"),
    *("基[础本]热费", "(?:^|[^0-9年.-])[0-9]+月(?:[0-9]+日)?(?:才|起|后)?接入", "[0-9]月份?开 *$"),
    *(f"(?:^|[^0-9])层高{_NUMBER}", f"挑高{_NUMBER}", f"室温{_NUMBER}"),
)
"""What a remark says of how much of a home is billed, for how long, or how it was heated."""

_ALONE = ("拆迁", "拆除", "未入网", "改电", "电采暖", "电暖", "改气", "改空调", "复式", "挑高", "仓库")
"""What a remark says of a home if it says nothing else."""
_ENDED = "已?(?:终止|解除|解约|冻结)"
"""What a contract is whose home has no heat, in a column of nothing else."""
CITIES = "玉厦江天荆"
"""What makes a city of 门市, which is a shop without it: 厦门市."""
_STREETS = "街路巷弄南北东西前后旁对侧上局"
_NOT_STOPPED = "车刊站电水产山"
"""What makes a name of 停: 停车场, 停刊, 停电, 停水, 空置山."""
_PAPERS = (
    "日期|时间|截止|期(?!间)|通知|公告|申请|办理|受理|手续|须知|政策|流程|咨询|热线|电话|依据|表号|范围|率|前|后|转|改"
)
"""What a form says of a stop, a relief or a meter, and not of the homes."""
BEHIND = (
    "房?(?=用户|用房|用热|台账|明细|名单|花名|清单|清册|汇总|一览|信息|统计|热费|收费|缴费|供热|供暖|采暖|取暖"
    "|户|类|部分|表|$|-?[0-9]|[()（）:：、，,._])"
)
"""What comes behind a word in a title about homes of a kind; 商业街 and 学校路 are places."""


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_NO_PAPER = rf"(?![热暖气]?(?:{_PAPERS})|[{_NOT_STOPPED}]|锅炉|医院|人联|家园|家属|[:：]无|用?户?[:：]?0户)"
_EMPTY = _any(f"{word}(?![{other}])" for word, other in _ROOMS)
_STOPS = rf"(?<![除非未不无报])(?:{_any((*_STOPPED, *_STOPPED_OR_OTHER))}|{_EMPTY}){_NO_PAPER}"
_LESS_IN_TITLES = rf"(?<!缴费)(?<!早[缴交]){_any(_LESS)}{BEHIND}"
_PLAN = re.compile(
    rf"(?<![除非未不无])(?:{_any(_METERED)}{_NO_PAPER}(?![科处站]|仪表|装置|表(?![户用])|(?:收费)?服务|公司|中心)"
    "|计量收费(?![处科站])(?!服务|中心))"
)
IN_TITLES = {
    "status": re.compile(rf"{_STOPS}|收费比例[:：]?[0-9]+[%％]"),
    "relief": re.compile(rf"(?<![除非未不无]){_any((*_GRANTED, _LESS_IN_TITLES))}{_NO_PAPER}"),
    "plan": _PLAN,
}
"""What a title may say of all homes, by the column that would say it of each."""
IN_HEADINGS = {
    "class": re.compile(
        rf"(?:(?<!非){_any((*SHOPS, *_TRADES))}|(?<![非{CITIES}])门市)"
        rf"(?![{_STREETS}]|楼上|家属|[:：]无|[转改](?:为|成)?(?:民用|住宅|居民))"
    ),
    "status": re.compile(rf"{_STOPS}|[交按][0-9]+%|基[础本]热?费"),
    "relief": re.compile(rf"(?<![除非未不无]){_any(RELIEVED)}{_NO_PAPER}"),
    "plan": _PLAN,
}
"""What a heading may say of the homes below it."""

_OF_STOPS = rf"(?:^|[^非未不无报有])(?:{_any(_STOPPED)}|{_any(f'{word}(?:$|[^{other}])' for word, other in _ROOMS)})"
_OF_SHOPS = rf"(?:(?:^|[^非]){_any(SHOPS)}|(?:^|[^非{CITIES}])门市)"


def _unless(words: Iterable[str], other: str) -> str:
    """Return the pattern of a remark that has one of some words, and no character that speaks of something else."""
    return rf"^(?:[^{other}]*[^非未不无有{other}])?{_any(words)}[^{other}]*$"


IN_REMARKS = "|".join(
    (
        *_PARTLY,
        _OF_STOPS,
        _unless(_STOPPED_OR_OTHER, "报电卡微扣票信码机车执资"),  # 电话已停用, 代扣已暂停, 发票作废
        _unless(_LESS, "物水滞违微换修测"),  # 物业费减免, 免收滞纳金, 免费换阀门
        rf"{_OF_SHOPS}(?:$|[^缴交收代上楼]|楼(?:$|[^上]))",
        rf"(?:^|[^非未不无]){_any((*_GRANTED, *_METERED))}",
        f"^ *{_any((*_CLASSES, '关', '停', '免', *_ALONE, '半年', '一半', '不收', '计量', _ENDED))} *$",
        in_english(("class", "status", "relief", "plan")),
    )
)
"""What a remark may say of its home."""

BRACKETS = "(（【[〔<《{"
"""What may begin a remark behind a name."""
_OPEN = "[" + BRACKETS.replace("[", r"\[") + "]"
_CLOSE = r"[)）】\]〕>》}]"
_PLAINLY = {
    "class": "|".join(
        (
            rf"(?:{_OF_SHOPS}|车库|车位|(?:^|[^费业])网点)(?:$|[ 0-9A-Za-z号户间()（）-])",
            f"{_OPEN}{_any((*_CLASSES, '非居'))}{_CLOSE}",
            in_english(["class"]),
        )
    ),
    "status": "|".join(
        (
            rf"(?:{_OF_STOPS}|(?:^|[^非未不无报有]){_any(_STOPPED_OR_OTHER)})(?:$|[^{_NOT_STOPPED}])",
            f"{_OPEN}(?:[0-9]+月)?停{_CLOSE}|[-*/ 0-9]停 *$",
            in_english(["status"]),
        )
    ),
}
"""What a name or an address says of its home without brackets: 1-1-101报停, 商铺3; 商铺街 and 底商楼上 are places."""
_BUSINESSES = (
    *("小学", "中学", "银行", "支行", "分行", "有限公司", "烟酒店", "美发沙龙", "营业厅", "派出所", "财政局"),
    *("税务局", "公安局", "教育局", "居委会", "村委会", "办公室", "物业公司", "服务中心", *_PREMISES),
)
"""What ends the name of one that is no resident."""
_IN_BRACKETS = {
    "class": (rf"{_any((*SHOPS, *_TRADES, '商业'))}(?:$|[^{_STREETS}楼])", "非"),
    "status": (_any((*_STOPPED, *_STOPPED_OR_OTHER, *(word for word, _ in _ROOMS))), "非未不无报"),
    "relief": (_any((*RELIEVED, *spelled("relief"))), "非未不无"),
}
"""What stands in brackets behind a name, and what takes it back before it: 李四（报停）, 李四（未报停）."""


def in_names(asked: Iterable[str], *, of_name: bool) -> str:
    """Return the pattern of what a name or an address may say of its home, for some of class, status and relief.

    便民超市 is a shop by its name, and 高中学 is somebody's; an address may be beside one.
    """
    some = [*asked]
    inside = [
        rf"{_OPEN}(?:[^()（）【】]*[^()（）【】{but}])?{words}" for words, but in map(_IN_BRACKETS.__getitem__, some)
    ]
    trades = [f"(?:^|[^ ]{{2}}){_any(_BUSINESSES)} *$"] if of_name and "class" in some else []
    return "|".join([*inside, *(_PLAINLY[each] for each in some if each in _PLAINLY), *trades])


@cache
def finder(pattern: str) -> Callable[[str], bool]:
    """Return the function that searches a field for a pattern of this module.

    Of most fields it looks for single characters only: every word has one that begins it.
    """
    begins = {word[0] for word in re.findall("[一-龥]+", re.sub(r"\[[^]]*\]", " ", pattern))}
    may = re.compile(f"[{''.join(sorted(begins))}{BEGINS}]").search
    says = cache(lambda: re.compile(pattern).search)  # slow to compile, and few ledgers need it
    return lambda field: may(field) is not None and says()(field) is not None
