"""Whatever somebody sends: a kind answer, nothing undone, nothing given away."""

from __future__ import annotations

import pytest

from handlers.core.messages import Kind, Place
from tests.support.peek import answers_well, effects, failures, opening_of, openings_of
from tests.support.talk import Neighbour, Street, keys_of

ODD = [
    "/",
    "//",
    "/nonsense",
    "/hours@anotherbot",
    "/start " + "x" * 5000,
    "/hours " + "x" * 5000,
    "/" + "x" * 5000,
    "x" * 5000,
    "😀" * 5000,
    "👍",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿👩‍👩‍👧",
    "",
    " \n\t ",
    "\x00\x01\x1b[31m",
    "/hours \x00\x07\x1b[2J",
    "/\x00",
    "/hours \u202egnp.exe",
    "/hours \u2066\u2067\u2068\u200f\u061c",
    "/open \u202e",
    "{room} {0} {} %s %(n)d ${x} {{",
    "/hours {room}",
    "/start {code}",
    "'; DROP TABLE openings; --",
    "<script>alert(1)</script> & <b>",
    "/report \u202e2026",
    "٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠",
    "\ufeff/hours",
    "\u200b",
    "\n".join(["/open"] * 50),
]


def at_the_door(street: Street) -> Neighbour:
    """A key-holder and coordinator with an open room and an open question."""
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    return fatma.says("/open")


@pytest.mark.parametrize("who", ["resident", "key-holder"])
def test_odd_words_get_a_kind_answer_and_change_nothing(street: Street, who: str) -> None:
    neighbour = street.neighbour() if who == "resident" else at_the_door(street)
    before = effects(street)
    for typed in ODD:
        answers_well(neighbour.says(typed), typed)
        assert all(len(text) <= 4096 for text in neighbour.unread), typed
        assert effects(street) == before, typed


def test_odd_words_at_a_question_leave_the_question_open(street: Street) -> None:
    fatma = at_the_door(street).says("/close")
    for typed in [one for one in ODD if not one.startswith("/")]:
        answers_well(fatma.says(typed), typed)
    fatma.says("15").sees("for the first time this year?")
    assert opening_of(street).visits == 15


def test_an_unknown_command_is_no_dead_end(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/fly").sees("I do not know", "command", "What do you need?")
    assert "🕙 Opening hours" in omar.buttons()


def test_a_command_may_name_the_bot_be_shouted_or_stand_on_two_lines(street: Street) -> None:
    omar = street.neighbour()
    for typed in ("/hours@buurtbot", "/HOURS", "/hours\nh-buurt", "/hours\u00a0h-buurt"):
        omar.says(typed).sees("H-buurt: closed.")


def test_a_made_up_button_does_nothing(street: Street) -> None:
    fatma = at_the_door(street)
    before = effects(street)
    token = keys_of(fatma.last)[0].token
    number, secret, _ = token.split(".")
    for tap in (
        "",
        ".",
        "..",
        "x",
        f"{number}.{secret}",
        f"{number}.{secret}.99",
        f"{number}.{secret}.-1",
        f"{number}.{secret[:-1]}.0",
        f"{number}.{secret.swapcase()}.0",
        f"{number}..0",
        "f" * 20 + ".x.0",
        "f" * 5000 + ".x.0",
        f"-{number}.{secret}.0",
        f"{number}.{secret}.0.0",
        f"{number}.{secret}.{'9' * 5000}",
        "open",
        "\x00.\x00.\x00",
    ):
        answers_well(fatma.does(Kind.TAPPED, tap=tap), tap)
        assert effects(street) == before, tap


def test_a_button_works_only_for_the_one_it_was_sent_to(street: Street) -> None:
    fatma, eve = at_the_door(street), street.neighbour()
    ali = street.key_holder("h-buurt")
    before = effects(street)
    for one in (eve, ali):
        for key in keys_of(fatma.last):
            one.does(Kind.TAPPED, tap=key.token).sees("That question is over.")
    assert effects(street) == before


def test_a_button_of_a_question_that_is_over_shows_where_we_are(street: Street) -> None:
    fatma = at_the_door(street)
    opened = fatma.last
    fatma.says("/close 9").taps("1")
    before = effects(street)
    fatma.taps("+1", on=opened).sees("That question is over.", "🔴 H-buurt: closed.")
    assert effects(street) == before


def test_a_slip_of_the_thumb_leaves_the_question_open(street: Street) -> None:
    fatma = at_the_door(street)
    plus = next(key.token for key in keys_of(fatma.last) if key.label == "+1")
    fatma.says("/close")
    for slip in (
        {"kind": Kind.TAPPED, "tap": plus},
        {"kind": Kind.TAPPED, "tap": "1.x.0"},
        {"kind": Kind.FORWARDED},
        {"kind": Kind.SENT_OTHER},
        {"kind": Kind.EDITED},
        {"kind": Kind.PLACE, "place": Place(52.3, 4.9)},
        {"text": "/hours"},
        {"text": "/person"},
    ):
        fatma.does(**slip).says("15").sees("for the first time this year?")
        fatma.says("/menu").says("/open").says("/close")
    assert {one.visits for one in openings_of(street)} == {15, None}


def test_what_we_cannot_read_leads_to_a_person(street: Street) -> None:
    omar = street.neighbour()
    omar.does(Kind.SENT_OTHER).sees("I can only read words and buttons.", "A person can help you")
    omar.does(Kind.EDITED).sees("Please send it again as a new message.")


def test_a_forwarded_command_is_not_followed(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.does(Kind.FORWARDED, text="/open").sees("You forwarded this message.")
    assert openings_of(street) == []


def test_a_group_is_told_once_and_then_left_in_peace(street: Street) -> None:
    group = street.neighbour(private=False)
    group.says("hello everybody").hears_nothing()
    group.says("/hours").sees("Please write to me privately.")
    for said in ("/hours", "/open h-buurt", "15", "/start"):
        group.says(said).hears_nothing()
    group.does(Kind.SENT_OTHER).hears_nothing()
    assert failures(street) == []


def test_roles_do_nothing_in_a_group(street: Street) -> None:
    fatma = at_the_door(street)
    before = effects(street)
    fatma.private = False
    fatma.says("/open").says("/close 5").says("/count 5").says("5")
    for key in keys_of(fatma.screen[0]):
        fatma.does(Kind.TAPPED, tap=key.token).hears_nothing()
    assert effects(street) == before


def test_the_same_thing_twice_is_done_once(street: Street) -> None:
    fatma = at_the_door(street)
    plus = next(key.token for key in keys_of(fatma.last) if key.label == "+1")
    for _ in range(3):
        fatma.does(Kind.TAPPED, number="same", tap=plus, message=str(fatma.last.id))
    fatma.hears_nothing()
    assert opening_of(street).visits == 1
    fatma.says("/close 9", number="once").says("/close 9", number="once").hears_nothing()


def test_who_left_hears_nothing_until_coming_back(street: Street) -> None:
    fatma, ali = at_the_door(street), street.key_holder("h-buurt")
    fatma.does(Kind.LEFT).hears_nothing()
    street.at("12:30")
    street.tick()
    fatma.hears_nothing()
    fatma.does(Kind.CAME_BACK).hears_nothing()
    fatma.says("/start").sees("👋 Welcome.")
    fatma.says("/close 3").sees("H-buurt is closed.")
    ali.hears_nothing()
