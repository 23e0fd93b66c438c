"""`heatcalc ask`."""

import sys
from pathlib import Path

import typer

from heatcalc.billing.bill import Refusal, answer
from heatcalc.billing.calculate import calculate
from heatcalc.billing.questions import MORE, Interview, Question, next_question
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.display import shell_word
from heatcalc.cli.help_page import HelpedCommand, wrapped
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show, warn
from heatcalc.cli.refusals import refuse
from heatcalc.errors import HeatcalcError, Refused, UsageError
from heatcalc.inputs import INPUTS
from heatcalc.messages import LANGS, say
from heatcalc.money import half_width
from heatcalc.schema.suggest import plain_word
from heatcalc.show.bill_sheet import bill_sheet
from heatcalc.show.sheet import clean, clean_lines
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

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
    table = options.table(tariffs)
    try:
        home = _all_answers(table)
    except KeyboardInterrupt:
        warn("\n")  # the shell's ^C stands on the line of the question
        raise
    answered = answer(options.table_for(tariffs, home.city), home.request(), LANG)
    warn("\n")
    if isinstance(answered, Refusal):
        return refuse(answered, format_)
    show(bill_sheet(answered, LANG), answered.to_dict(), format_)
    warn(f"\n{say('ask.again', LANG)}\n  {_command(home, tariffs)}\n")
    return 0


def _all_answers(table: Table) -> HomeOptions:
    """Put the questions one by one, each until its answer can be read."""
    asked = Interview()
    while (question := next_question(table, asked)) is not None:
        if len(question.choices) == 1 and question.usual:
            asked = asked.answered(question, question.usual)
            continue
        given = _put(question)
        try:
            with_it = asked.answered(question, given)
            find_city(table, with_it.home.city or table.default_city)
            with_it.home.request()
            _refuse_out_of_range(table, with_it)
        except HeatcalcError as error:
            warn(wrapped(clean_lines(error.text(LANG))))
            continue
        asked = with_it
    return asked.home


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
    """Ask, until what is answered is one of the choices, and return it; "" where nothing is answered and need be.

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


def _chosen(question: Question, said: str) -> str:
    """Return the choices that were named by number or in words, with commas between them; "" where one is none."""
    known = {str(number): value for number, (value, _) in enumerate(question.choices, 1)}
    for value, words in question.choices:
        known |= {plain_word(word): value for word in (value, *words, *(each.partition("(")[0] for each in words))}
    parts = half_width(said).replace("、", ",").split(",") if question.key == MORE else [said]
    found = [known.get(plain_word(each), "") for each in parts]
    return ",".join(dict.fromkeys(found)) if all(found) else ""


def _command(home: HomeOptions, tariffs: Path | None) -> str:
    """Return the command that prints the bill of a home."""
    usual = HomeOptions({})
    chosen = {"--city": home.city, "--winter": home.winter, "--year": home.year}
    chosen["--class"] = home.class_ if home.class_ != usual.class_ else None
    chosen["--plan"] = home.plan if home.plan != usual.plan else None
    inputs = [each for each in INPUTS.values() if home.stated.get(each.keyword)]
    chosen |= {each.option: home.stated[each.keyword] for each in inputs if each.kind != "flag"}
    words = ["heatcalc", "bill", *(word for option, value in chosen.items() if value for word in (option, value))]
    words += [each.option for each in inputs if each.kind == "flag"]
    words += [word for each in home.with_ or () for word in ("--with", each)]
    words += [word for each in home.measure or () for word in ("--measure", each)]
    words += [] if tariffs is None else ["--tariffs", str(tariffs)]
    return " ".join(map(shell_word, words))
