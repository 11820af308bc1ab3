"""A citizen service number is never kept, however it is written; and few other numbers look so."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import backup
from handlers.core.messages import Kind, Turn
from handlers.core.private.numbers import blanked
from handlers.core.private.words import is_too_private
from storage.upkeep.dump import read_all
from tests.handlers.conversations.talking import asks_for_a_person
from tests.hostile.words.private_numbers import numbers
from tests.storage.test_secrecy import everything
from tests.support.peek import everything_kept
from tests.support.talk import NUMBERS, Neighbour, Street

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
# How people write a BSN, and what to look for to find it again.
DISGUISES: dict[str, tuple[Callable[[str], str], str]] = {
    "plain": (lambda n: n, r"\d{9}"),
    "spaces": (lambda n: f"{n[:3]} {n[3:6]} {n[6:]}", r"\d{3} \d{3} \d{3}"),
    "dots": (lambda n: f"{n[:4]}.{n[4:6]}.{n[6:]}", r"\d{4}\.\d\d\.\d{3}"),
    "hyphens": ("-".join, r"\d(?:-\d){8}"),
    "slashes": (lambda n: f"{n[:2]}/{n[2:5]}/{n[5:]}", r"\d\d/\d{3}/\d{4}"),
    "Arabic digits": (lambda n: n.translate(ARABIC), r"[٠-٩]{9}"),
    "wide digits": (lambda n: n.translate(WIDE), r"[０-９]{9}"),
    "words around": (lambda n: f"my number is{n}thank you", r"is\d{9}thank"),
    "several lines": (lambda n: f"{n[:3]}\n{n[3:6]}\n{n[6:]}", r"\d{3}(?:\n|\\n| )\d{3}"),
    "nothing between": ("\u200b".join, r"\d(?:\u200b\d){8}"),
    "labelled": (lambda n: f"BSN:{n}", r"BSN:\d{9}"),
    "without its zero": (lambda n: f"bsn {n.removeprefix('0')}", r"bsn \d{8,9}"),
    "commas": (lambda n: f"{n[:2]},{n[2:4]},{n[4:6]},{n[6:]}", r"\d\d,\d\d,\d\d,\d{3}"),
    "commas, one first": (
        lambda n: f"{n[0]},{n[1:3]},{n[3:5]},{n[5:7]},{n[7:]}",
        r"\d(?:,\d\d){4}",
    ),
    "commas, three first": (
        lambda n: f"{n[:3]},{n[3:5]},{n[5:7]},{n[7:]}",
        r"\d{3}(?:,\d\d){3}",
    ),
    "far apart": (lambda n: f"{n[:3]}.....{n[3:6]}      {n[6:]}", r"\d{3}\.+\d{3} +\d{3}"),
    "spaces of a page": (
        lambda n: f"{n[:3]}&nbsp;{n[3:6]}&nbsp;{n[6:]}",
        r"\d{3}&nbsp;\d{3}&nbsp;\d{3}",
    ),
    "plus": (lambda n: f"{n[:3]}+{n[3:6]}+{n[6:]}", r"\d{3}\+\d{3}\+\d{3}"),
    "zeros in front": (lambda n: f"00{n}", r"(?<=00)\d{9}"),
    "cents behind": (lambda n: f"bsn {n},00", r"\d{9}(?=,00)"),
    "behind a telephone": (
        lambda n: f"+31612345678 {n[:3]} {n[3:6]} {n[6:]}",
        r"(?<=5678 )\d{3} \d{3} \d{3}",
    ),
    "before a telephone": (
        lambda n: f"{n[:3]} {n[3:6]} {n[6:]} 0612345678",
        r"\d{3} \d{3} \d{3}(?= 06)",
    ),
    "before a date": (
        lambda n: f"{n[:3]} {n[3:6]} {n[6:]} 12-03-1980",
        r"\d{3} \d{3} \d{3}(?= 12)",
    ),
    "before a count": (
        lambda n: f"{n[:3]} {n[3:6]} {n[6:]} 5 kinderen",
        r"\d{3} \d{3} \d{3}(?= 5)",
    ),
}
# All of them: `python -m tests.bench.proofs.bsn`.
HOW_MANY = 2_500


@pytest.mark.long
def test_not_a_byte_of_thousands_of_numbers_is_kept(
    street: Street, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Typed to be repeated, to be passed on, to be counted; changed, forwarded; in a group."""
    chance = random.Random(7)
    street.key_holder("h-buurt")
    people = [street.neighbour() for _ in range(64)]
    for one in people:
        one.says("/person")
    written: set[str] = set()
    ways = list(DISGUISES.values())
    batch: list[Turn] = []
    # What is blanked is so before a database is asked: the other one gets its share.
    how_many = HOW_MANY // 5 if street.database.is_postgres else HOW_MANY
    for at, number in enumerate(numbers(chance, how_many)):
        text = ways[at % len(ways)][0](number)
        written.add(number)
        kind = (Kind.SAID, Kind.SAID, Kind.SAID, Kind.EDITED, Kind.FORWARDED)[at // 12 % 5]
        said = (f"/hours {text}", text, f"/close {text}")[at // 60 % 3]
        who = people[at % len(people)]
        batch.append(
            Turn(
                who.channel,
                who.address,
                f"turn-{next(NUMBERS)}",
                street.now,
                kind,
                said,
                private=at % 97 != 0,
            )
        )
        if len(batch) == len(people):
            street.turns.do(batch)
            batch = []
    street.turns.do(batch)
    file = tmp_path / "copy"
    backup.back_up(street.database, file, street.now, lambda _: None)
    with street.database.reading() as store:
        talks = store.talks.going_on()
    places = {
        "database and its log": everything(street.database).decode(errors="replace"),
        "rows": everything_kept(street),
        "backup": "\n".join(str(row) for _, row in read_all(street.database)),
        "backup file": file.read_bytes().decode(errors="replace"),
        "log": "".join(capfd.readouterr()),
    }
    stored = {
        f"{place}: {hit}"
        for place, content in places.items()
        for _, pattern in ways
        for hit in re.findall(pattern, content)
        if _plain(hit) in written or "0" + _plain(hit) in written
    }
    print(f"{len(written)} numbers, {len(ways)} disguises: {len(stored)} found in {len(places)}")
    assert not stored
    assert talks == [], "words with a number are not passed on without it either"


def _plain(hit: str) -> str:
    return "".join(str(int(one)) for one in hit if one.isdigit())


@pytest.fixture
def omar(street: Street) -> Neighbour:
    return street.neighbour()


def test_the_answer_is_kind_and_says_what_to_do(omar: Neighbour) -> None:
    omar.says("my bsn is 111222333").sees("I did not keep it", "without the number")
    assert "🏠" in omar.buttons() or "🕙 Opening hours" in omar.buttons()


def test_the_question_that_was_open_is_asked_again(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("/close").says("111222333")
    fatma.sees("I did not keep it", "How many people came?")
    fatma.says("12").sees("How many came for the first time")


def test_danger_comes_before_a_number(street: Street) -> None:
    omar = street.neighbour("nl")
    omar.says("mijn man slaat mij, bsn 111222333").sees("112")


def test_words_to_a_neighbour_are_not_passed_on_with_a_number(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    asks_for_a_person(omar)
    omar.says("I owe money, bsn 111222333").sees("I did not keep it", "Write or speak now")
    fatma.hears_nothing()
    omar.says("I owe money").sees("Sent")
    assert any("I owe money" in one for one in fatma.unread)


def test_a_number_in_a_group_or_changed_is_not_repeated(omar: Neighbour) -> None:
    omar.does(Kind.EDITED, text="111222333").sees("I did not keep it")
    omar.private = False
    omar.says("/hours 111222333").sees_not("111222333")


def test_the_same_turn_twice_is_answered_once(omar: Neighbour) -> None:
    omar.says("111222333", number="one").sees("I did not keep it")
    omar.says("111222333", number="one").hears_nothing()


def test_what_was_blanked_says_where_and_keeps_the_rest() -> None:
    assert blanked("call me at 10:00, 111222333, thanks") == "call me at 10:00, ███, thanks"
    assert blanked("111222333 and 111.222.333") == "███ and ███"
    assert blanked("no number here") == "no number here"


@pytest.mark.parametrize(
    "words",
    [
        "€ 1200",
        "I owe 3.500 euro",
        "250,-",
        "12,50",
        "NL91 ABNA 0417 1643 00",
        "my account is NL91ABNA0417164300 please",
        "Bijlmerdreef 12",
        "Bijlmerdreef nr 12",
        "Grubbehoeve 33",
        "Huigenbos 12",
        "Haardstee 5",
        "flat Kruitberg, 402",
        "Heesterveld 3",
        "Groeneveen 12",
        "Hakfort 71",
        "Geldershoofd 40",
        "Florijn 8",
        "Gulden Kruis 20",
        "Kralenbeek 44",
        "schuld 5000",
        "schuld bij Vattenfall",
        "1102 AB",
        "calle Mayor 12",
        "bsn 111222333",
    ],
)
def test_money_accounts_and_homes_do_not_belong_in_a_request(words: str) -> None:
    assert is_too_private(words)


@pytest.mark.parametrize(
    "words",
    [
        "Fatma",
        "my neighbour, 06 12345678",
        "+31 6 12345678",
        "Monday 10:00",
        "Amina 2",
        "before 12.30",
        "Lindeberg 020 123 4567",
        "Mw Groenveld +31 6 12345678",
        "Van den Bosch, after 18",
        "Hoogveen 18:30",
    ],
)
def test_names_times_and_telephones_do(words: str) -> None:
    assert not is_too_private(words)
