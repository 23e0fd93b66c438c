"""The keys of a question are the long options of its command, with underscores."""

import re

import pytest

from heatcalc.web.keys import QUESTIONS
from tests.conftest import Program

OF_TERMINALS = ("color", "no_pager")
NO_KEYS = {
    "bill": {"format", "force", "help", "html", "tariffs", "daxie"},
    "check": {
        *("format", "force", "help", "html", "tariffs", "ledger", "out", "against", "by", "out_format"),
        *(
            "out_encoding",
            "max_rejects",
            "mask",
            "map",
            "map_value",
            "map_file",
            "carry",
            "several",
            "encoding",
            "sheet",
        ),
    },
    "compare": {"format", "force", "help", "html", "svg", "tariffs"},
}
"""Options that are about files, terminals and ledgers, and a second name."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_keys_that_its_command_has_options(question: str, heat: Program) -> None:
    options = re.findall(r"(?<![\w-])--([a-z][a-z0-9_-]*)", heat(question, "--help", HEATCALC_LANG="en").out)
    named = {option.replace("-", "_") for option in options}
    assert set(QUESTIONS[question]) <= named
    assert named - set(QUESTIONS[question]) <= {*NO_KEYS[question], *OF_TERMINALS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_key_says_what_it_is_in_both_languages(question: str) -> None:
    for key in QUESTIONS[question].values():
        assert key.about("zh") != key.about("en"), key.name
