"""A private number is seen through whatever it is written in; what is none is left alone."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from handlers.core.private.numbers import blanked
from tests.hostile.words.harmless_numbers import HARMLESS, ORDERS, harmless, plain
from tests.hostile.words.private_numbers import DISGUISES, EIGHT, numbers
from tests.support import stopwatch

# A few of each in every run; ten thousand in `python -m tests.bench.proofs.bsn`.
FEW = 20


def missed(how_many: int, seed: int = 1) -> Counter[str]:
    """How many numbers got through, by the disguise in which they did."""
    chance = random.Random(seed)
    through: Counter[str] = Counter()
    for number in numbers(chance, how_many):
        through.update(name for name, write in DISGUISES.items() if _is_through(write(number)))
    for number in numbers(chance, how_many, zeros=True):
        through.update(name for name, write in EIGHT.items() if _is_through(write(number)))
    return through


def alarms(how_many: int, seed: int = 2) -> Counter[str]:
    """How many harmless numbers were blanked, by what they are."""
    chance = random.Random(seed)
    taken: Counter[str] = Counter()
    for _ in range(how_many):
        taken.update(kind for kind, said in harmless(chance) if blanked(said) != said)
    return taken


def orders(how_many: int, seed: int = 3) -> Counter[str]:
    """How many numbers of orders were blanked, by the sentence they stood in."""
    chance = random.Random(seed)
    taken: Counter[str] = Counter()
    for at in range(how_many):
        sentence = ORDERS[at % len(ORDERS)]
        said = sentence.format(plain(chance))
        taken[sentence] += blanked(said) != said
    return +taken


def _is_through(said: str) -> bool:
    return blanked(said) == said


def test_no_number_gets_through_in_any_disguise() -> None:
    assert missed(FEW) == Counter()


def test_phones_amounts_dates_times_homes_and_counts_are_left_alone() -> None:
    assert len(HARMLESS) >= 10
    assert alarms(FEW * 20) == Counter()


def test_at_most_two_in_a_hundred_numbers_of_orders_are_taken_for_one() -> None:
    how_many = FEW * 100
    assert orders(how_many).total() <= how_many * 0.02


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call me at 10:00, 111222333, thanks", "call me at 10:00, ███, thanks"),
        ("111222333 and 111.222.333", "███ and ███"),
        (
            "line one\n\n  111222333 \nline\u200bthree 👩‍🍳",
            "line one\n\n  ███ \nline\u200bthree 👩‍🍳",
        ),
        ("می‌خواهم ۱۱۱۲۲۲۳۳۳ را", "می‌خواهم ███ را"),
        ("één &amp; twee, bsn &#49;11222333.", "één &amp; twee, bsn ███."),
        ("bsn een een een twee twee twee drie drie drie, dank", "bsn ███, dank"),
        ("van NL20INGB0001234567 graag", "van ███ graag"),
        ("ORDER 111222333 please", "ORDER 111222333 please"),
        ("no number here", "no number here"),
        ("", ""),
    ],
)
def test_only_the_number_is_blanked_and_everything_else_stays_as_typed(
    said: str, kept: str
) -> None:
    assert blanked(said) == kept


def test_an_account_is_private_also_without_a_bsn_in_it() -> None:
    assert blanked("mijn rekening NL91 ABNA 0417 1643 00 dus") == "mijn rekening ███ dus"
    assert blanked("DE89370400440532013000") == "███"
    assert blanked("NL92ABNA0417164301 has a slip in it") == "NL92ABNA0417164301 has a slip in it"


def test_a_link_of_ours_works_whatever_its_letters_and_digits_come_to() -> None:
    chance = random.Random(4)
    for _ in range(FEW * 50):
        code = "".join(chance.choices("abcDEF012345678_-", k=22))
        assert blanked(f"/start {code}") == f"/start {code}"
        assert blanked(f"/start@buurtbot {code}") == f"/start@buurtbot {code}"
    assert blanked("/start 111222333") == "/start ███"


def test_the_longest_message_takes_less_than_twenty_milliseconds() -> None:
    said = (" ".join(write("111222333") for write in DISGUISES.values()) * 2)[:4096]
    assert stopwatch.seconds(lambda: blanked(said)) < 0.1, "20 ms, five times that where busy"
