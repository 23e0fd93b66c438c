"""Headings among homes, and words for homes of a kind: the class, stop, relief, plan, city or winter they speak of."""

import re
from collections.abc import Container, Mapping, Sequence

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.said_winters import winters_in
from heatcalc.batches.titles import excludes, other_classes, told_in_english, winter_billed
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.columns import OF_WHOM
from heatcalc.ledger.english_words import is_english
from heatcalc.ledger.home_words import IN_HEADINGS, IN_REMARKS, RELIEVED, SHOPS, finder
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.total_lines import naming_places, total_places
from heatcalc.ledger.words import is_stopped
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import Table

_FRAME = "*=#~_-—–★☆◆◇■□●○※“”、【】〔〕[]《》<>"
"""What people put around a line of its own."""
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[)、.:]|[(][一二三四五六七八九十]+[)][、.:]?|[(]?(?:[0-9]+|[ivx]+)[)]?[、.:]?)(?=[^\Wa-z0-9]|[(（])"
)
_PLACE = re.compile("^.{0,8}?(?:号楼|[0-9]楼|栋|幢|座|区|单元|部分)(?=.)")
_COUNTED = re.compile(r"[(（:：]?共?[0-9]+户[)）]?[:：]?$")
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）][:：]?$")
_LEADING = re.compile(
    "^(?:(?:第.部分|类别|状态|城市)[:：]?|(?:以下|以上|上述|其中|下列|下面)(?:各户|用户)?(?:均|都)?(?:为|是|系|属)?[:：]?)"
)
_ENDING = re.compile(r"(?:用户|部分|户|类|房|面积|如下|明细表?|名单|清单|台账)*[:：]?$")
_HEADING = re.compile(
    "[-—=*~·.]+.*[-—=*~·.]+|.*[:。;!].*|.*(?:户|公司|站|单位|名单|明细|台账|表|空白|份|[年月季]|[0-9]日)"
)
"""What stands in the place of an account, and is none where nothing else is in its line."""
_LETTERS = re.compile("[一-龥a-z]+")
_BUILDING = re.compile("第?[0-9a-z一二三四五六七八九十]+(?:号?楼|栋|幢|座|单元|区|期|层)|.+(?:小区|社区|家属院)")
_SUMMED = re.compile(
    r"[0-9]户[)]?$|户数|[0-9](?:条|㎡|m2|平米|平方米|元|至[0-9])|^[^\w#*/.()-][0-9]|(?:[年月]|年度|[采供取]暖季|月份)$"
    "|^(?:totals?|subtotal|sum|count|building|block|page|all|overall|altogether|thereof)[ :.]"
    "|[ :](?:homes|households|records)$"
)
"""What is no account of nobody's: how many homes there are, what they come to, and when."""
_FORMAL = re.compile(
    "^(?:单位|企业|公司):?$|^(?:单位|企业)[(]|(?:签字|盖章|公章|[(]章[)]|签章):?$|^(?:备注|说明|注):.*[0-9.](?:元|%)"
)
"""A line of a form: who signs, by when, and what a price is."""
_USABLE = re.compile(
    "(?:(?:备?注|说明):?)?(?:以下)?(?:各户)?(?:计费面积)?(?:均|都)?(?:为|是|按)?(?:套内)?(?:使用|套内)(?:面积)?(?:收费|计费)?[:。]?"
)
_PRICED = re.compile("^单价:?[0-9]|按[0-9.]+元")
_SUPPLIED = re.compile("正常供?热?|在用|供热|用热")


def meaning_of_group(table: Table, defaults: Defaults, text: str) -> str:
    """Return the meaning of the column that would say of each home what a text says of some; blank for none.

    It is blank, too, for what is billed without a word: the class of the defaults.
    """
    if winters := winters_in(text):
        billed = winter_billed(table, defaults) if defaults.winter is None else defaults.winter
        return "" if billed in winters else "winter"
    words = _words(text)
    word = next(iter(words), "")
    if not word or excludes(text) or _FORMAL.search(text):
        return ""
    if is_english(word):
        return next(iter(dict(told_in_english(defaults, text))), "")
    if _USABLE.fullmatch(text):
        return "usable_m2"
    others = other_classes(table, defaults)
    shops = "商铺" in others and IN_HEADINGS["class"].search(text)
    if shops or _PRICED.search(text) or {*words, *(_PLACE.sub("", each) for each in words)} & others:
        return "class"
    named = next((city for city in table.city if word.removesuffix("市") == city.name), None)
    if named is not None:
        return "" if (defaults.city or table.default_city) in (named.name, named.id) else "city"
    if IN_HEADINGS["plan"].search(word) or word == "计量":
        return "" if defaults.says("plan") else "plan"
    if is_stopped(word, "") or IN_HEADINGS["status"].search(text):
        return "status"
    return "relief" if IN_HEADINGS["relief"].search(word) else ""


def names_group(classes: Container[str], text: str) -> bool:
    """Return whether a text is a word for homes of a kind, and so no account: 商铺, 报停1户, 供热户：2户, 住宅面积."""
    for word in _words(plain_word(text)):
        kind = word in classes or word in SHOPS or word in RELIEVED or is_stopped(word, "") is not None
        if not word.isascii() and (kind or _SUPPLIED.fullmatch(word)):
            return True
    return False


def names_no_home(classes: Container[str], said: Mapping[str, str]) -> bool:
    """Return whether what stands for the account of a row is a word for homes of a kind, or a building of nobody's.

    `said` are its fields by meaning. A building, a count, or a word without a digit, is an account where the row has a
    name or an address, or cannot have one.
    """
    account = said.get("account", "")
    whose = [said[each].strip() for each in OF_WHOM if each in said]
    if account and whose and not any(whose):
        word = plain_word(account)
        if not any(map(str.isdecimal, word)) or _BUILDING.fullmatch(word):
            return True
        if _SUMMED.search(word if not word.isascii() else account.strip().lower().rstrip(")")):
            return True
    return not account.isascii() and names_group(classes, account)


def refuse_nobody(
    fields: Sequence[str], meanings: Sequence[str], said: Mapping[str, str], classes: Container[str]
) -> None:
    """Check that a row says whose home it is; `said` is that by meaning, with what holds besides its fields.

    Raises:
        FieldError: it has no account where others have, or what stands there is none; or, without a column of accounts,
            neither a name nor an address.
    """
    account = said.get("account", "")
    if "account" in meanings and not account_text(account):
        raise FieldError("R12", "account", "")
    if names_no_home(classes, said):
        why = "R12_said" if finder(IN_REMARKS)(account) else "R12_group"
        raise FieldError("R12", "account", account.strip(), why)
    naming = naming_places(meanings)
    if naming and not any(fields[at].strip() for at in naming):
        raise FieldError("R12", next(meanings[at] for at in naming if meanings[at]), "", "R12_nobody")


def is_heading(fields: Sequence[str], meanings: Sequence[str], classes: Container[str]) -> bool:
    """Return whether a record is a line among homes that says one word and nothing else: 商铺：, 以下空白.

    The word is left of the account, or in its place and no account: 3号楼 may be one, of a home that lacks the rest.
    """
    said = [at for at, field in enumerate(fields) if field.strip()]
    if len(said) != 1 or fields[said[0]].isascii():
        return False
    [at], places = said, [place for place, meaning in enumerate(meanings) if meaning == "account"]
    text = plain_word(fields[at])
    heads = _HEADING.fullmatch(text) is not None or names_group(classes, text)
    if meanings[at] == "name":  # 王丰年 and 张四季 are people
        return names_group(classes, text) or (heads and not _LETTERS.fullmatch(text))
    if places:
        return at < places[0] or (at == places[0] and heads)
    return heads and at in total_places(meanings)


def _words(text: str) -> list[str]:
    """Return what a text may say, without a number before it, a count behind it and what is put around it."""
    text = _COUNTED.sub("", _NUMBERED.sub("", text.strip(_FRAME)))
    word = _ENDING.sub("", _LEADING.sub("", text))
    inner, outer = _BRACKETS.search(word), _ENDING.sub("", _BRACKETS.sub("", text))
    return list(dict.fromkeys([word, inner[1] if inner else word, outer]))
