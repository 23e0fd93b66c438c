"""What is wrong with a request, before anything is billed: a status of HTTP and the JSON object `heatcalc.error/1`."""

from typing import Any

from heatcalc.errors import UsageError
from heatcalc.inputs import INPUTS
from heatcalc.messages import Lang, say


class WrongRequest(Exception):
    """A request that is not answered: its `status`, a stable `code`, and the key of the body that is wrong, if one is.

    `values` fill its message, which is the code's own or, with `message`, another.
    """

    def __init__(self, status: int, code: str, key: str = "", *, message: str = "", **values: Any) -> None:  # noqa: ANN401
        super().__init__(code)
        self.status = status
        self.code = code
        self.key = key
        self.said = f"web.{message or code}"
        self.values = values

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the error as the JSON object `heatcalc.error/1`."""
        return error_object(self.code, say(self.said, lang, key=self.key, **self.values), self.key)


def error_object(code: str, message: str, key: str = "") -> dict[str, Any]:
    """Return what is wrong as the JSON object `heatcalc.error/1`."""
    return {"schema": "heatcalc.error/1", "code": code, "message": message, "key": key or None}


def key_of(option: str) -> str:
    """Return the key of a long option: `paid_on` of `--paid-on`."""
    return option.removeprefix("--").replace("-", "_")


def usage_object(error: UsageError, lang: Lang) -> dict[str, Any]:
    """Return a usage error of the command as the object of a wrong request: it speaks of keys, not of options."""
    values, key = dict(error.values), ""
    option, name = values.get("option"), values.get("input")
    if isinstance(option, str):
        first, _, rest = option.partition(" ")
        key = key_of(first)
        values["option"] = f"{key} {rest}".strip()
    elif name in INPUTS and INPUTS[name].option:
        key = key_of(INPUTS[name].option)
    return error_object(error.key.partition(".")[2], UsageError(error.key, **values).text(lang), key)
