"""The language of this run, known before any help text is made."""

import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise

from heatcalc.errors import HeatcalcError
from heatcalc.messages import LANGS, Lang


def language(arguments: Sequence[str], environment: Mapping[str, str], encoding: str) -> Lang:
    """Return the language of a run: `--lang`, `HEATCALC_LANG`, the locale; else Chinese.

    English, where nothing says otherwise, for a locale that is not Chinese and for a terminal that has no Chinese.
    """
    asked = [after for argument, after in pairwise(arguments) if argument == "--lang"]
    asked += [argument.partition("=")[2] for argument in arguments if argument.startswith("--lang=")]
    if asked:
        return _known(asked[-1]) or "zh"
    if chosen := _known(environment.get("HEATCALC_LANG", "")) or _known(_of_file()):
        return chosen
    try:
        "元".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "en"
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "zh" if locale[:2].lower() == "zh" or locale.split(".")[0] in ("", "C", "POSIX") else "en"


def _of_file() -> str:
    """Return the language that a file of settings names; what is wrong with the file is told later."""
    from heatcalc.cli.settings import FILE, defaults, settings, user_file

    if not (os.path.exists(FILE) or user_file().exists()):  # noqa: PTH110 - quicker, and asked at every start
        return ""
    try:
        return str(defaults("", settings()).get("lang", ""))
    except HeatcalcError:
        return ""


def _known(text: str) -> Lang | None:
    return next((lang for lang in LANGS if lang == text), None)


LANG: Lang = language(sys.argv[1:], os.environ, getattr(sys.stdout, "encoding", None) or "utf-8")
