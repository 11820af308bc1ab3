"""A typed number is read in any digits, or it is no number; nothing is made of half a number."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.typed_input import MOST, NoNumber, read_amount, read_number

calm = settings(deadline=None)
# The noughts of all the scripts there are: 0, ٠, ۰, ०, ০, ...
NOUGHTS = [
    chr(one)
    for one in range(sys.maxunicode)
    if unicodedata.category(chr(one)) == "Nd" and unicodedata.decimal(chr(one)) == 0
]


@calm
@given(number=st.integers(0, MOST), nought=st.sampled_from(NOUGHTS), space=st.text(" \t\n"))
def test_every_number_of_people_can_be_typed_in_every_script(
    number: int, nought: str, space: str
) -> None:
    typed = "".join(chr(ord(nought) + int(digit)) for digit in str(number))
    assert read_number(f"{space}{typed}{space}") == number


@pytest.mark.parametrize(("typed", "number"), [("፩", 1), ("፲", 10), ("፲፪", 12), (" ፺፱ ", 99)])
def test_ethiopic_numbers_are_read_up_to_99(typed: str, number: int) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["፩፩", "፩፲", "፻", "x፩"])
def test_what_is_no_ethiopic_number_is_none(typed: str) -> None:
    assert read_number(typed) == NoNumber()


@calm
@given(number=st.integers(MOST + 1, 10**40))
def test_more_people_than_fit_is_a_slip_and_is_called_so(number: int) -> None:
    assert read_number(str(number)) == NoNumber(too_big=True)


@calm
@given(number=st.integers(max_value=-1))
def test_fewer_than_nobody_is_no_number(number: int) -> None:
    assert read_number(str(number)) == NoNumber()


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", "+3", "-0", "1.5", "1,5", "1 2", "1_0", "0x10", "1e2", "²", "½", "Ⅷ", "⑧", "三"],
)
def test_what_only_looks_like_a_number_is_none(typed: str) -> None:
    assert read_number(typed) == NoNumber()


@calm
@given(typed=st.text())
def test_anything_is_either_a_number_of_people_or_none(typed: str) -> None:
    found = read_number(typed)
    assert isinstance(found, NoNumber) or 0 <= found <= MOST


def test_noughts_in_front_change_nothing() -> None:
    assert (read_number("007"), read_number("000"), read_number("٠٢٣")) == (7, 0, 23)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("15 people", 15),
        ("about 15", 15),
        ("we were 15 people!", 15),
        ("٢٣ شخص", 23),
        ("15 mensen", 15),
        ("15 kişi", 15),
        ("ongeveer 15 mensen", 15),
        ("7", 7),
    ],
)
def test_people_are_counted_as_people_say_it(typed: str, number: int) -> None:
    assert read_amount(typed) == number


NO_PEOPLE = (
    *("15:00", "15 of 16", "-3", "€15", "{0}", "\x1b[31m", "1; DROP TABLE", "3.5", "12/10", "un"),
    *("15 uur", "3pm", "12 december", "10 euro", "niet 15", "min 5", "15 minder", "15k", "15½"),
    *("2 hundred", "honderd 5", "3 of vier", "5 erbij", "መቶ 5", "twee", "15 people 3"),
)


@pytest.mark.parametrize("typed", NO_PEOPLE)
def test_a_time_a_date_or_a_sum_is_no_number_of_people(typed: str) -> None:
    assert read_amount(typed) == NoNumber()
