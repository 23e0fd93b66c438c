"""`heatcalc ask`."""

import sys
from contextlib import suppress
from pathlib import Path

import typer

from heatcalc.billing.bill import Bill, Refusal, answer
from heatcalc.billing.calculate import calculate
from heatcalc.billing.questions import MORE, Interview, Question, next_question
from heatcalc.billing.request import period_of
from heatcalc.billing.stated import HomeOptions, date, number, pairs
from heatcalc.cli import options
from heatcalc.cli.display import shell_word
from heatcalc.cli.help_page import HelpedCommand, wrapped
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show, warn
from heatcalc.cli.refusals import refuse
from heatcalc.errors import HeatcalcError, Refused, UsageError
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import Both
from heatcalc.messages import LANGS, say
from heatcalc.money import half_width, plain
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import winter_text
from heatcalc.show.bill_sheet import bill_sheet
from heatcalc.show.sheet import clean, clean_lines
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

_BACK = "<"
_BACK_WORDS = (_BACK, "back", "返回", "上一项", "上一步")
_HELP_WORDS = ("?", "help", "帮助")
"""What is no answer, as `plain_word` writes it."""

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("ask"), epilog=text("ask_example"))
def ask(
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Ask for what a bill needs, print it, and the command that prints it again."""
    if not (sys.stdin and sys.stderr and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("ask.no_terminal")
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr] # a byte that is no text is asked for again
    talk = _Talk(options.table(tariffs))
    try:
        answered = talk.answered(options.table_for(tariffs, talk.put_all()))
        while isinstance(answered, Refusal):
            code = refuse(answered, format_)
            warn(f"{say('ask.refused_again', LANG)}\n  {_command(talk.asked.home, tariffs)}\n")
            if format_ == "json" or not talk.goes_on():
                return code
            answered = talk.answered(options.table_for(tariffs, talk.put_all()))
    except KeyboardInterrupt:
        warn("\n")  # the shell's ^C stands on the line of the question
        raise
    show(bill_sheet(answered, LANG), answered.to_dict(), format_)
    warn(f"\n{say('ask.again', LANG)}\n  {_command(talk.asked.home, tariffs)}\n")
    return 0


class _Talk:
    """The questions that were put one by one, each until its answer can be read, and what was known before each."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.asked = Interview()
        self.put: list[tuple[Interview, Question]] = []
        warn(say("ask.intro", LANG) + "\n")

    def put_all(self) -> str | None:
        """Put the questions, and return the city that is named; what the table refuses is refused by `answered`."""
        with suppress(Refused):
            while (question := next_question(self.table, self.asked)) is not None:
                self._ask(question)
        warn("\n")
        return self.asked.home.city

    def answered(self, table: Table) -> Bill | Refusal:
        """Return the bill of what is known."""
        return answer(table, self.asked.home.request(), LANG)

    def goes_on(self) -> bool:
        """Ask whether the last answer, which the table refused, is to be another; if so, take it back."""
        if not self.put:
            return False
        last = self.put[-1][1].called
        choices = tuple(
            (key, Both(*(say(f"ask.{key}", lang, last=last) for lang in LANGS))) for key in ("change", "end")
        )
        called = Both(*(say("ask.what_now", lang) for lang in LANGS))
        if _put(Question("what_now", called, choices, "change")) == "end":
            return False
        self._back()
        return True

    def _ask(self, question: Question) -> None:
        if len(question.choices) == 1 and question.usual:
            self.asked = self.asked.answered(question, question.usual)
            return
        given = _put(question)
        if given == _BACK:
            self._back()
            return
        try:
            with_it = self.asked.answered(question, given)
            find_city(self.table, with_it.home.city or self.table.default_city)
            with_it.home.request()
            _refuse_out_of_range(self.table, with_it)
        except HeatcalcError as error:
            warn(wrapped(clean_lines(error.text(LANG))))
            return
        self.put.append((self.asked, question))
        self.asked = with_it

    def _back(self) -> None:
        if self.put:
            self.asked, _ = self.put.pop()
        else:
            warn(say("ask.first", LANG) + "\n")


def _refuse_out_of_range(table: Table, asked: Interview) -> None:
    """Refuse a figure that no home has; that others are missing still is no matter.

    Raises:
        UsageError: it is none.
    """
    try:
        calculate(table, asked.home.request())
    except Refused:
        return


def _put(question: Question) -> str:
    """Ask, until what is answered is one of the choices or the wish to go back, and return it.

    It is "" where nothing is answered and need be.

    Raises:
        UsageError: the input has ended.
    """
    at = LANGS.index(LANG)
    lines = [f"  {number}  {clean(words[at])}" for number, (_, words) in enumerate(question.choices, 1)]
    usual = dict(question.choices).get(question.usual, question.shown)[at]
    if question.optional:
        usual = say("ask.none" if question.key == MORE else "ask.newest", LANG)
    after = say("ask.usual", LANG, usual=usual) if usual else ""
    warn("\n" + "".join(f"{line}\n" for line in lines))
    while True:
        warn(f"{clean(question.called[at])}{after}{say('ask.colon', LANG)}")
        line = sys.stdin.readline()
        if not line:
            warn("\n")
            raise UsageError("ask.ended")
        said = line.strip()
        if plain_word(said) in _BACK_WORDS:
            return _BACK
        if plain_word(said) in _HELP_WORDS:
            warn(wrapped(_help(question)))
            continue
        if not said and (question.usual or question.optional):
            return question.usual
        if not said:
            warn(say("ask.needed", LANG) + "\n")
        elif not question.choices:
            return said
        elif chosen := _chosen(question, said):
            return chosen
        else:
            warn(say("ask.number", LANG, count=len(question.choices)) + "\n")


def _help(question: Question) -> str:
    """Return what may be answered to a question."""
    kinds = {each.keyword: each.kind for each in INPUTS.values()}
    if question.key in ("city", MORE):
        key = question.key
    elif question.choices:
        key = "choice"
    elif question.optional:
        key = "period"
    else:
        key = "date" if kinds.get(question.key) == "date" else "figure"
    return f"{say(f'ask.about_{key}', LANG)}{say('ask.about_all', LANG)}"


def _chosen(question: Question, said: str) -> str:
    """Return the choices that were named by number or in words, with commas between them; "" where one is none."""
    known = {word: value for word, value in question.also.items() if value in dict(question.choices)}
    known |= {str(number): value for number, (value, _) in enumerate(question.choices, 1)}
    for value, words in question.choices:
        known |= {plain_word(word): value for word in (value, *words, *(each.partition("(")[0] for each in words))}
    parts = half_width(said).replace("、", ",").split(",") if question.key == MORE else [said]
    found = [known.get(plain_word(each), "") for each in parts]
    return ",".join(dict.fromkeys(found)) if all(found) else ""


def _command(home: HomeOptions, tariffs: Path | None) -> str:
    """Return the command that prints the bill of a home."""
    usual, period = HomeOptions({}), period_of(home.winter, home.year)
    chosen = {"--city": home.city, "--year" if home.year else "--winter": "" if period is None else winter_text(period)}
    chosen["--class"] = home.class_ if home.class_ != usual.class_ else None
    chosen["--plan"] = home.plan if home.plan != usual.plan else None
    inputs = [each for each in INPUTS.values() if home.stated.get(each.keyword)]
    chosen |= {each.option: _written(each, home.stated[each.keyword]) for each in inputs if each.kind != "flag"}
    words = ["heatcalc", "bill", *(word for option, value in chosen.items() if value for word in (option, value))]
    words += [each.option for each in inputs if each.kind == "flag"]
    words += [word for each in home.with_ or () for word in ("--with", each)]
    for name, figure in pairs("--measure", home.measure, "").items():
        words += ["--measure", f"{name}={plain(number('--measure', figure, signed=True))}"]
    words += [] if tariffs is None else ["--tariffs", str(tariffs)]
    return " ".join(map(shell_word, words))


def _written(each: Input, given: str) -> str:
    """Return an answer as an option is written best: a plain figure without its unit, a date with lines."""
    if each.kind == "number":
        return plain(number(each.option, given, each.units))
    if each.kind == "date" or each.name in ("supply_from", "supply_to"):
        return date(each.option, given).isoformat()
    return half_width(given)
