"""What goes on to a human stays as it was typed, in every script, on either channel."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.channels.web.forms import read_json
from handlers.core.private.numbers import blanked
from handlers.core.typed_input import as_typed
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.handlers.help_requests.partner_steps import opens
from tests.support.asking import asks, partner, with_partners
from tests.support.talk import Neighbour, Street, plain

wild = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What an older program lost: line breaks, what joins two signs, what is newer than we are.
TOLD = [
    "می\u200cخواهم کمک\nکنم",
    "👩\u200d🍳 cooks, 👨\u200d👩\u200d👧\u200d👦 eat",
    "\U0001fae9",
    "one\n\n  two,  and\tthree",
    "क्\u200dष ভালো ไทย አማርኛ 中文 עברית",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1\ufe0f\u20e3 ❤\ufe0f 🇳🇱",
    "{room} %s {{x}} <b>&amp;</b> \\n",
    "zalgo ȩ̷̛̍́͗",
]
SIGNS = [
    "\n",
    "\r\n",
    " ",
    "  ",
    "\t",
    "\u200c",
    "\u200d",
    "\ufe0f",
    "\u200f",
    "\u00ad",
    "👩",
    "🍳",
]
GONE = ["\u202e", "\u2066", "\u2069", "\x00", "\x1b", "\x07", "\x85", "\u2028", "\ud800"]
words = st.lists(
    st.sampled_from([*TOLD, *SIGNS, *GONE]) | st.characters(exclude_categories=["Cs", "Nd"]),
    min_size=1,
    max_size=12,
).map("".join)


def kept(typed: str) -> str:
    """What has to arrive, told sign by sign and apart from the program."""
    lines = typed.replace("\r\n", "\n").replace("\t", " ")
    for end in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        lines = lines.replace(end, "\n")
    turns = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
    return "".join(
        sign
        for sign in lines
        if sign == "\n" or not (unicodedata.category(sign) in {"Cc", "Cs"} or sign in turns)
    ).strip()


def is_taken(typed: str) -> bool:
    """Whether it is words for somebody: no command, no private number, something to see."""
    seen = any(unicodedata.category(sign)[0] not in "CMZ" for sign in kept(typed))
    is_number = blanked(typed) != typed
    return seen and not typed.strip().startswith("/") and not is_number and len(kept(typed)) < 400


@given(st.text(max_size=60) | words)
@settings(wild, max_examples=300)
def test_only_control_signs_and_what_turns_writing_around_go(typed: str) -> None:
    read = as_typed(typed)
    assert read in {kept(typed), ""}
    assert as_typed(read) == read
    assert read or not is_taken(typed)


@given(st.text(max_size=60) | words)
@settings(wild, max_examples=200)
def test_a_page_hands_on_what_was_typed(typed: str) -> None:
    assume("\0" not in typed and typed)
    whole = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert read_json(json.dumps({"id": "1", "text": typed}).encode()).text == whole


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("channel", "other"), [("telegram", "web"), ("web", "telegram")])
def test_in_a_talk_either_side_reads_what_the_other_typed(
    street: Street, channel: str, other: str, language: str, another_copy: Callable[[], Street]
) -> None:
    fatma, copy = street.neighbour(language, channel=other), another_copy()
    fatma.arrives()
    with street.database.writing() as store:
        store.roles.give(fatma.person, Role(KEY_HOLDER, "h-buurt"), street.now)
    fatma.stays()
    omar = street.neighbour(language, channel=channel)
    omar.says("/start").stays().says("/person").says("hello")
    asked = fatma.last

    @given(words)
    @example(TOLD[0])
    @example(TOLD[1])
    @example(TOLD[2])
    @example(TOLD[3])
    @wild
    def told(typed: str) -> None:
        assume(is_taken(typed))
        # More than five in as many minutes are asked to wait; and each goes through a restart.
        copy.now = street.now = max(street.now, copy.now)
        street.later(minutes=6)
        copy.now = street.now
        omar.street, fatma.street = copy, street
        omar.says(typed)
        assert kept(typed) in plain("\n".join(fatma.unread)), omar.transcript()
        fatma.replies(typed, on=asked)
        assert kept(typed) in plain("\n".join(omar.unread)), fatma.transcript()

    told()


@pytest.mark.parametrize("channel", ["telegram", "web"])
@pytest.mark.parametrize("is_command", [True, False])
def test_an_announcement_goes_out_as_it_was_typed(
    street: Street,
    channel: str,
    is_command: bool,  # noqa: FBT001
) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), reader(street, channel)
    for typed in [*TOLD, "\n".join(["A line of many."] * 25)]:
        announces(nour, typed, is_command=is_command).taps("H-buurt")
        assert kept(typed) in plain(nour.unread[0])
        nour.taps("📣 Send")
        assert kept(typed) in plain("\n".join(omar.reads()))
    announces(nour, "x" * 501, is_command=is_command).sees("Please send at most 500 characters.")
    nour.says("A party").sees("Who should read it?")
    announces(nour, "\u200d", is_command=is_command)
    nour.sees_not("Who should read it?")


def reader(street: Street, channel: str) -> Neighbour:
    made = street.neighbour("ar", channel=channel)
    made.arrives()
    with street.database.writing() as store:
        store.subscriptions.add(made.person, "h-buurt", street.now)
    return made


def announces(nour: Neighbour, typed: str, *, is_command: bool) -> Neighbour:
    return nour.says(f"/announce {typed}") if is_command else nour.says("/announce").says(typed)


def test_a_note_is_read_as_it_was_typed(street: Street) -> None:
    village = with_partners(street)
    noor, lars = partner(village), partner(village)
    asks(village)
    for typed in TOLD:
        opens(noor).taps("📝 Note").says(typed).sees("Noted.")
        assert kept(typed) in plain("\n".join(opens(lars).taps("📝 Note").unread))
