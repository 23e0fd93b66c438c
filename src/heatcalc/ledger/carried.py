"""Columns that are only carried along are looked through: their words may say what their headers do not."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.ledger.columns import bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import Record
from heatcalc.ledger.words import is_of_other_years

WORDS = (
    *(
        "停用",
        "已停",
        "停了",
        "阀门关闭",
        "不收费",
        "面积改",
        "改面积",
        "停止供",
        "暂停",
        "关阀",
        "未供",
        "未用热",
        "未开通",
        "不供",
        "不用热",
        "不采暖",
        "断供",
        "断热",
    ),
    *("免费", "全免", "困难户", "基础费", "非居民", "非住宅", "商铺", "底商", "(?:^|[^玉厦江天荆])门市", "门面"),
    *("商用", "公建", "店铺", "商服", "关栓", "断管", "停止用热", "住改商", "改商"),
    *("报停", "停供", "停热", "停暖", "空置", "低保", "特困", "五保", "优惠", "减免", "减半", "免收", "免交", "退费"),
    *("断暖", "拆暖", "停一半", "停半", "申请停", "半价", "打折", "贫困户", "残疾", "优抚", "实供", "只供", "不达标"),
    *("供半年", "停半年", "住半年", "按半年", "收半年", "半季", "基本费", "少收", "起供", "封堵", "已拆", "停气"),
    *("未入住", "热表户", "计量户", "热计量", "本季不用", "阀门已关", "无人居住", "空房"),
    *("按使用面积", "按套内面积", "开超市", "开饭店", "开药店", "开诊所", "开店"),
)
"""Words of a class, a stop, a relief or a refund."""
_NUMBER = "[0-9一二两三四五六七八九十半]"
FIGURES = (
    f"只收{_NUMBER}",
    *(f"停[供热暖]?{_NUMBER}+个?[月天日]", f"供[热暖]?{_NUMBER}+个?[月天日]", f"{_NUMBER}折(?:[^叠页]|$)", "减[0-9]"),
    *("按[0-9]+[%％]", "按[0-9.]+元"),
    *(f"层高{_NUMBER}", f"挑高{_NUMBER}", f"室温{_NUMBER}"),
)
"""Words of how long a home was supplied, how high or warm it is, and what is taken off, each with its figure."""
WHOLE = (
    *("商业", "商户", "学校", "医院", "企业", "工业", "机关", "办公", "单位", "经营", "关", "停", "幼儿园", "超市"),
    *("饭店", "宾馆", "诊所", "半年", "一半"),
)
"""Words that are a class or a stop if they are all that a field says; 商业街 is a place."""
SAID = re.compile(rf"{'|'.join((*WORDS, *FIGURES))}|^ *(?:{'|'.join(WHOLE)}) *$")


_IN_NAMES = {
    "class": "商铺|门市|门面|底商|店铺|商用|商业|非居民|公建",
    "status": "报停|停供|停热|停暖|停用|空置|空房|未供",
    "relief": "低保|特困|五保|优抚|残疾|困难",
}
"""What stands in brackets behind a name or an address, by the column that would say it."""
_PLAINLY = {
    "class": "(?:商铺|(?:^|[^玉厦江天荆])门市|门面|底商)(?:$|[ 0-9A-Za-z号户间(（-])",
    "status": "报停(?:$|[^车刊])|停供(?:$|[^站])|停热(?:$|[^电])|停暖|空置(?:$|[^山])|[(（]停[)）]",
}
"""What means the same there without brackets: 1-1-101报停, 商铺3; 商铺街 and 底商楼上 are places."""


class Watched(NamedTuple):
    """A column to look through: its place, its header, and a pattern of what may change a bill."""

    at: int
    header: str
    pattern: str
    of_name: bool = False
    """Whether it has names or addresses."""
    in_brackets: bool = False
    """Whether what it finds has a bracket."""
    unless: int | None = None
    """The place of the column that would say it; nothing is looked for in rows that fill it in."""


def watched_columns(header: Header, renamed: Mapping[str, str], asked: Collection[str] = ()) -> list[Watched]:
    """Return the columns to look through; `renamed` has those that an option speaks of.

    They are those that are only carried along; and, for rows that say nothing in the column of what is `asked`, those
    of names and addresses, in which it may stand: 李四（报停）, 1-1-101报停.
    """
    said, watched = {bare(word) for word in renamed}, list[Watched]()
    by_column: dict[int | None, list[str]] = {}
    for each in asked:
        by_column.setdefault(header.place(each), []).append(each)
    for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True)):
        called = one_line(word) or f"#{at + 1}"
        if not meaning and bare(word) not in said and not is_of_other_years(word):
            watched.append(Watched(at, called, SAID.pattern))
        for unless, some in by_column.items() if meaning in ("name", "address") else ():
            plainly = [_PLAINLY[each] for each in some if each in _PLAINLY]
            patterns = [rf"[(（][^()（）]*(?:{'|'.join(_IN_NAMES[each] for each in some)})", *plainly]
            watched.append(Watched(at, called, "|".join(patterns), True, not plainly, unless))
    return watched


def look_through(record: Record, watched: Sequence[Watched]) -> None:
    """Look through the columns of a record that change no bill.

    Raises:
        InputFileError: a word in one speaks of what may change a bill.
    """
    for each in watched if record.fields else ():
        field = record.fields[each.at]
        said = each.unless is not None and record.fields[each.unless]
        if field and not said and re.search(each.pattern, field):
            raise said_in(each, field, line=record.line)


def said_in(watched: Watched, field: str, *, line: int | None = None) -> InputFileError:
    """Return the error that a field speaks of what may change a bill; rows of a frame have no lines."""
    key = "ledger.said_in_frame" if line is None else "ledger.said_in_name" if watched.of_name else "ledger.said"
    values = {"columns": [watched.header], "header": watched.header, "found": field.strip()[:40]}
    return InputFileError(key, **values, **({} if line is None else {"line": line}))
