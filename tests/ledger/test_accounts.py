"""Accounts as they are compared: what stands around them, or in them unseen, makes no other account of one."""

import re
import sys

import pytest

from heatcalc.ledger.accounts import BLANKS, UNSEEN, account_text


def test_the_blanks_are_those_of_python() -> None:
    every = [chr(each) for each in range(sys.maxunicode + 1)]
    assert [each for each in every if not each.strip()] == sorted(BLANKS)
    assert [each for each in every if re.match(r"\s", each)] == sorted(BLANKS)


@pytest.mark.parametrize("written", ["0001", "'0001", '="0001"', '= "0001"', '\'="0001"', "０００１"])
def test_an_account_is_the_same_with_any_blank_around_it(written: str) -> None:
    assert {account_text(f"{blank}{written}{other}") for blank in BLANKS for other in ("", *BLANKS)} == {"0001"}


def test_what_is_unseen_is_no_part_of_an_account() -> None:
    for each in UNSEEN:
        written = (f"{each}0001", f"00{each}{each}01", f"0001{each} ", f'{each}="0001"{each}', f"'{each}0001")
        assert {*map(account_text, written)} == {"0001"}, ascii(each)
        assert account_text(each) == ""


def test_a_blank_inside_is_part_of_an_account() -> None:
    assert account_text("3 号楼 101") == "3 号楼 101"
