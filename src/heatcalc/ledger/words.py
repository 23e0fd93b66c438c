"""What the words of a ledger mean, under the header that they are written below."""

_SUPPLIED = (
    *("", "正常", "在用", "用热", "供热", "供暖", "使用", "开", "开通", "开栓", "开阀"),
    *("normal", "active", "running", "on"),
)
_STOPPED = ("停供", "报停", "停热", "停暖", "停止供热", "停用", "关", "关闭", "关栓", "关阀", "stopped", "off")
_YES = ("是", "√", "1", "y", "yes", "true")
_NO = ("否", "×", "0", "n", "no", "false")

_ASKS_FOR_STOP = ("停", "stop")
_ASKS_FOR_SUPPLY = ("供热", "用热", "供暖", "用暖", "开通", "开栓", "suppl", "heated")


def is_stopped(word: str, header: str) -> bool | None:
    """Return whether a word says that a home's supply is stopped; None where it does not say.

    Yes and no mean something only below a header that asks: 是 below 是否报停 is stopped, below 用热状态 supplied, and
    below 状态 neither.
    """
    word, header = word.strip().casefold(), header.casefold()
    if word in _SUPPLIED or word in _STOPPED:
        return word in _STOPPED
    if word in _YES or word in _NO:
        if any(part in header for part in _ASKS_FOR_STOP):
            return word in _YES
        if any(part in header for part in _ASKS_FOR_SUPPLY):
            return word in _NO
    return None
