"""Options that messages name, and where on the page of a ledger the same is said."""

from heatcalc.web.desk.remedies import FIELDS
from tests.helpers.commands import options_of_commands


def test_the_options_of_the_desk_are_those_of_the_command() -> None:
    assert {*FIELDS} <= options_of_commands()["batch"]
