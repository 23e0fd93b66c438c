"""Words that say what homes are outside the columns for it: stopped, shops, granted a relief, billed by a meter.

They are listed here once, and looked for in titles and names of files, in headings among homes, and in names, addresses
and remarks of one home. Engines must find the same in a row, so what is looked for there is spelled as RE2 knows it,
without looking around: a character before or behind a word is part of what is found.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

_STOPPED = (
    *("报停", "停供", "停热", "停暖", "停用", "停气", "停炉", "停止供", "停止用", "暂停", "申请停", "封停", "强停"),
    *("停了", "已停", "断供", "断热", "断暖", "断管", "空置", "空关", "空房", "空户", "未供", "未用热", "未开通"),
    *("未通暖", "未开户", "未入住", "无人住", "无人居住", "不供", "不用热", "不用暖", "不采暖", "本季不用"),
    *("关阀", "关栓", "阀门关闭", "阀门已关", "未开栓", "销户", "作废", "封堵", "拆暖", "拆除暖气"),
)
_GRANTED = ("低保", "特困", "五保", "优抚", "困难户", "贫困", "残疾", "军烈属", "军属", "烈属")
_LESS = ("免费", "全免", "免收", "免交", "优惠", "减免", "半价", "减半", "打折")
"""What is paid less; in a title it may be of something else than heat."""
RELIEVED = (*_GRANTED, *_LESS)
SHOPS = (
    *("商铺", "门面", "底商", "店铺", "门店", "铺面", "商用", "商服", "公建", "非居民", "非住宅", "商业用房"),
    *("商业网点", "门市房", "门市部", "门面房"),
)
_TRADES = ("商户", "经营户", "经营性", "网点", "网吧", "超市", "门头", "沿街房", "临街房", "办公楼")
"""What is a shop in a heading, and in a remark may be where it is, or who collects the money."""
_METERED = (
    *(
        "热计量",
        "分户计量",
        "计量户",
        "计量用户",
        "热表户",
        "热表用户",
        "按计量",
        "按表收费",
        "按热量",
        "按表计",
        "两部制",
    ),
)

CITIES = "玉厦江天荆"
"""What makes a city of 门市, which is a shop without it: 厦门市."""
_STREETS = "街路巷弄南北东西前后旁对侧"
_NOT_STOPPED = "车刊站电水产山"
"""What makes a name of 停: 停车场, 停刊, 停电, 停水, 空置山."""
_PAPERS = "日期|时间|截止|期(?!间)|通知|公告|申请|办理|手续|须知|电话|依据|表号|范围|前|后"
"""What a form says of a stop, a relief or a meter, and not of the homes."""
BEHIND = (
    "房?(?=用户|用房|用热|台账|明细|名单|花名|清单|清册|汇总|一览|信息|统计|热费|收费|缴费|供热|供暖|采暖|取暖"
    "|户|类|部分|表|$|-?[0-9]|[()（）:：、，,._])"
)
"""What comes behind a word in a title about homes of a kind; 商业街 and 学校路 are places."""


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_NO_PAPER = rf"(?![热暖气]?(?:{_PAPERS})|[{_NOT_STOPPED}]|锅炉|医院|人联|用?户?[:：]?0户)"
_STOPS = rf"(?<![除非未不无报]){_any(_STOPPED)}{_NO_PAPER}"
_PLAN = re.compile(
    rf"(?<![除非未不无])(?:{_any(_METERED)}{_NO_PAPER}(?![科处站]|改造|仪表|装置|表(?![户用])|(?:收费)?服务|公司|中心)"
    "|计量收费(?![处科站])(?!服务|中心))"
)
IN_TITLES = {
    "status": re.compile(_STOPS),
    "relief": re.compile(rf"(?<![除非未不无]){_any((*_GRANTED, f'{_any(_LESS)}{BEHIND}'))}{_NO_PAPER}"),
    "plan": _PLAN,
}
"""What a title may say of all homes, by the column that would say it of each."""
IN_HEADINGS = {
    "class": re.compile(rf"(?:(?<!非){_any((*SHOPS, *_TRADES))}|(?<![非{CITIES}])门市)(?![{_STREETS}])"),
    "status": re.compile(rf"{_STOPS}|[交按][0-9]+%|基[础本]热?费"),
    "relief": re.compile(rf"(?<![除非未不无]){_any(RELIEVED)}{_NO_PAPER}"),
    "plan": _PLAN,
}
"""What a heading may say of the homes below it."""

_NOT = r"(?<!not )(?<!no )(?<!non)(?<!non[- ])(?<!un)(?<!excluding )(?<!without )\b"
IN_ENGLISH = {
    "status": re.compile(
        rf"{_NOT}(?:stopped|disconnected|suspended|vacant|unheated|not heated|shut[ -]?off)\b", re.IGNORECASE
    ),
    "relief": re.compile(
        rf"{_NOT}(?:low[- ]income|free of charge|exempt(?:ed)?|discount(?:ed|s)?|half[- ]price|veterans?)\b",
        re.IGNORECASE,
    ),
    "plan": re.compile(rf"{_NOT}(?:metered|by meter|by heat use)\b", re.IGNORECASE),
    "usable_m2": re.compile(rf"{_NOT}usable areas?\b", re.IGNORECASE),
    "class": re.compile(
        rf"{_NOT}(shops?|stores?|businesses|commercial|non[- ]?residential|offices?|schools?|hospitals?|hotels?"
        r"|government|industr(?:y|ial)|garages?)\b",
        re.IGNORECASE,
    ),
}
"""What a title or a heading in English says of homes, by the column that would say it of each."""
_ENGLISH = {
    "class": ("[Ss]hops?", "[Cc]ommercial", "[Nn]on-residential"),
    "status": ("[Ss]topped", "[Dd]isconnected", "[Ss]uspended", "[Vv]acant", "[Uu]nheated"),
    "relief": ("[Ll]ow[ -]income", "[Ee]xempt", "[Dd]iscount", "[Hh]alf[ -]price"),
    "plan": ("[Mm]etered",),
}
_ENGLISH_BEGINS = "SsCcNnDdVvUuLlEeHhMm"


def _in_english(asked: Iterable[str]) -> str:
    return rf"(?:^|[^A-Za-z]){_any(word for each in asked for word in _ENGLISH[each])}(?:$|[^A-Za-z])"


_NUMBER = "[0-9一二两三四五六七八九十半]"
_PARTLY = (
    *("不收费", "少收", "基础费", "基本费", "退费", "面积改", "改面积", "面积应为", "按使用面积", "按套内面积", "合户"),
    *("住改商", "改商", "开超市", "开饭店", "开药店", "开诊所", "开店", "已拆", "实供", "只供", "起供", "不达标"),
    *("停一半", "停半", "供半年", "停半年", "住半年", "按半年", "收半年", "半季", "超高", "跃层", "实测[0-9]"),
    *(f"只收{_NUMBER}", f"{_NUMBER}折(?:[^叠页]|$)", "减[0-9]", "按[0-9]+[%％]", "按[0-9.]+元"),
    *(f"停[供热暖]?{_NUMBER}+个?[月天日]", f"供[热暖]?{_NUMBER}+个?[月天日]"),
    *("[0-9][月日](?:才|起|后)?(?:停|开通|供[热暖])", f"层高{_NUMBER}", f"挑高{_NUMBER}", f"室温{_NUMBER}"),
)
"""What a remark says of how much of a home is billed, for how long, or how it was heated."""
_CLASSES = (
    *("商业", "商户", "学校", "医院", "企业", "工业", "机关", "办公", "单位", "经营", "幼儿园", "超市", "饭店", "宾馆"),
    *("诊所", "小卖部", "理发店"),
)
"""What is a class if it is all that a remark or a bracket says; 商业街 is a place."""
_WHOLE = (*_CLASSES, "关", "停", "半年", "一半")
_OF_STOPS = rf"(?:^|[^非未不无报]){_any(_STOPPED)}"
_OF_SHOPS = rf"(?:(?:^|[^非]){_any(SHOPS)}|(?:^|[^非{CITIES}])门市)"
IN_REMARKS = "|".join(
    (
        *_PARTLY,
        _OF_STOPS,
        _OF_SHOPS,
        rf"(?:^|[^非未不无]){_any((*RELIEVED, *_METERED))}",
        f"^ *{_any(_WHOLE)} *$",
        _in_english(_ENGLISH),
    )
)
"""What a remark may say of its home."""

_PLAINLY = {
    "class": rf"(?:{_OF_SHOPS}|车库|车位)(?:$|[ 0-9A-Za-z号户间()（）-])|{_in_english(['class'])}",
    "status": rf"{_OF_STOPS}(?:$|[^{_NOT_STOPPED}])|[(（【]停[)）】]|{_in_english(['status'])}",
}
"""What a name or an address says of its home without brackets: 1-1-101报停, 商铺3; 商铺街 and 底商楼上 are places."""
_ALONE = f"(?:{'|'.join((*_CLASSES, '非居'))})[)）】]"
_IN_BRACKETS = {
    "class": (rf"(?:{_any((*SHOPS, *_TRADES, '商业'))}(?:$|[^{_STREETS}])|{_ALONE})", "非"),
    "status": (_any(_STOPPED), "非未不无报"),
    "relief": (_any((*RELIEVED, *_ENGLISH["relief"])), "非未不无"),
}
"""What stands in brackets behind a name, and what takes it back before it: 李四（报停）, 李四（未报停）."""


def in_names(asked: Iterable[str]) -> str:
    """Return the pattern of what a name or an address may say of its home, for some of class, status and relief."""
    some = [*asked]
    inside = [
        rf"[(（【](?:[^()（）【】]*[^()（）【】{but}])?{words}" for words, but in map(_IN_BRACKETS.__getitem__, some)
    ]
    return "|".join([*inside, *(_PLAINLY[each] for each in some if each in _PLAINLY)])


@cache
def finder(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether a field says what a pattern of this module is of.

    Of most fields it looks for single characters only: every word has one that begins it.
    """
    begins = {word[0] for word in re.findall("[一-龥]+", re.sub(r"\[[^]]*\]", " ", pattern))}
    may, says = re.compile(f"[{''.join(sorted(begins))}{_ENGLISH_BEGINS}]").search, re.compile(pattern).search
    return lambda field: may(field) is not None and says(field) is not None
