"""A channel says what fits and what it can do; what is sent obeys, also where little fits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app import CHANNELS
from bot.pipeline.outbox_rows import OutboxRows
from bot.rendering.buttons import units
from bot.rendering.message import Limits, Rendered
from bot.rendering.text import Reader, render
from handlers.core import keyboards, message_json
from handlers.core.enclosures import Attachment
from handlers.core.messages import Ability, Button, Reply, button, name, say, say_if
from handlers.core.questions import PAGES
from tests.conftest import MONDAY
from tests.support.talk import Street

# What WhatsApp takes: three buttons, or a list of ten; little above them; a day to answer in.
NARROW = Limits(
    text=4096,
    caption=1024,
    label=20,
    row_widths=(20,),
    body=1024,
    buttons=3,
    list_rows=10,
    row_title=24,
    row_description=72,
    links_beside=False,
    place_beside=False,
    window=timedelta(hours=24),
    abilities=frozenset({Ability.REMIND, Ability.VOICE, Ability.PICTURE, Ability.PLACE}),
)
ENGLISH = Reader.of("en", "en")
LINES = (name("words"),)
LINK = Button(name("Map"), link="https://map.example")
PLACE = Button(name("My place"), asks_place=True)


def shown(reply: Reply, limits: Limits = NARROW, **more: Any) -> Rendered:
    return render(message_json.to_json(reply), ENGLISH, limits, 1, "token", **more)[0]


def buttons(*labels: str) -> tuple[tuple[Button, ...], ...]:
    acts = {"home": "menu"}
    return tuple((button(name(label), acts.get(label, "hours")),) for label in labels)


def labels(message: Rendered) -> list[str]:
    return [key.label for row in message.rows for key in row]


def test_up_to_three_buttons_are_buttons_and_one_more_makes_a_list() -> None:
    three, four = shown(Reply(LINES, buttons(*"abc"))), shown(Reply(LINES, buttons(*"abcd")))
    assert (three.is_list, labels(three)) == (False, ["a", "b", "c"])
    assert (four.is_list, labels(four)) == (True, ["a", "b", "c", "d"])
    assert all(len(row) == 1 for row in four.rows)


@pytest.mark.parametrize(("limits", "on_a_page"), [(NARROW, 8), (CHANNELS[0].limits, 20)])
def test_very_many_buttons_come_in_pages_and_each_page_leads_home(
    limits: Limits, on_a_page: int
) -> None:
    many = [f"{n}" for n in range(61)]
    reply = Reply(LINES, buttons(*many, "home"))
    seen: list[str] = []
    for page in range(-(-61 // on_a_page)):
        made = shown(replace(reply, page=page), limits)
        *own, more, home = [key for row in made.rows for key in row]
        assert len(own) <= on_a_page
        assert home.label == "home"
        following = 0 if len(seen) + len(own) == 61 else page + 1
        assert more.label == ("➡️ More" if following else "⬅️ From the start")
        assert more.token == f"1.token.{PAGES + following}"
        assert [key.token for key in own] == [f"1.token.{key.label}" for key in own]
        seen += [key.label for key in own]
    assert seen == many


def test_a_long_label_is_a_title_with_all_of_it_below() -> None:
    long, endless = "A neighbourhood room with a long name", "x" * 100
    made = shown(Reply(LINES, buttons("a", "b", long, endless)))
    titles = [row[0] for row in made.rows]
    assert [key.more for key in titles] == ["", "", long, "x" * 71 + "…"]
    assert titles[2].label == long[:23] + "…"
    assert all(units(key.label) <= 24 and units(key.more) <= 72 for key in titles)
    no_room = shown(
        Reply(LINES, buttons("a", "b", "c", long)), Limits(99, 99, 20, (20,), buttons=3)
    )
    assert [row[0].more for row in no_room.rows] == [""] * 4


def test_the_text_above_buttons_is_shorter_than_a_text_alone() -> None:
    long = (name("x" * 3000),)
    assert units(shown(Reply(long, buttons("a"))).text) == 1024
    assert units(shown(Reply(long)).text) == 3000


def test_words_that_do_not_fit_above_buttons_go_before_them_as_a_row(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    lines = tuple(name(f"{n}" * 400) for n in range(5))
    reply = Reply(lines, buttons("a"), to=omar.person)
    with street.database.reading() as store:
        rows = OutboxRows({"telegram": NARROW}).of(store, [reply], MONDAY)
        (whole,) = OutboxRows({"telegram": CHANNELS[0].limits}).of(store, [reply], MONDAY)
    parts = [message_json.from_json(row.payload) for row in rows]
    assert [part.lines for part in parts] == [lines[:3], lines[3:]]
    assert [bool(part.rows) for part in parts] == [False, True]
    assert message_json.from_json(whole.payload).lines == lines
    for row in rows:
        made = render(row.payload, ENGLISH, NARROW, 1, "token")[0]
        assert "…" not in made.text


def test_links_stand_in_the_words_where_they_cannot_stand_beside_buttons() -> None:
    made = shown(Reply(LINES, ((LINK, button(name("a"), "menu")),)))
    assert (made.text, labels(made)) == ("words\nMap\nhttps://map.example", ["a"])
    alone = shown(Reply(LINES, ((LINK,),)))
    assert (alone.text, labels(alone)) == ("words", ["Map"])
    beside = shown(Reply(LINES, ((LINK, button(name("a"), "menu")),)), CHANNELS[0].limits)
    assert labels(beside) == ["Map", "a"]


def test_asking_for_a_place_stands_alone_or_not_at_all() -> None:
    both = Reply(LINES, ((PLACE,), *buttons("a")))
    assert labels(shown(both)) == ["a"]
    assert labels(shown(Reply(LINES, ((PLACE,),)))) == ["My place"]
    nowhere = Limits(99, 99, 20, (20,), abilities=frozenset())
    assert labels(shown(Reply(LINES, ((PLACE,),)), nowhere)) == []
    assert labels(shown(both, Limits(99, 99, 20, (20,)))) == ["My place", "a"]


def test_where_the_last_signs_are_always_in_sight_no_message_carries_them() -> None:
    signs, own = keyboards.footer(), button(name("a"), "menu")
    home, *others = signs
    older = (home, button(name("🌐"), "language"), *others)
    bar = replace(CHANNELS[0].limits, has_bar=True)
    for limits, is_left_out in ((bar, True), (CHANNELS[0].limits, False)):
        told = shown(Reply(LINES, ((own,), signs)), limits)
        assert labels(told) == ["a"] + ["🏠", "🧑 A person", "🆘"] * (not is_left_out)
        assert told.rows[0][0].token == "1.token.0"
        beside = shown(Reply(LINES, ((own,), (own, *signs))), limits)
        assert len(labels(beside)) == (2 if is_left_out else 5)
        all_four = ["🏠", "🌐", "🧑 A person", "🆘"]
        assert labels(shown(Reply(LINES, (older,)), limits)) == all_four * (not is_left_out)
        assert labels(shown(Reply(LINES, (signs, (own,))), limits))[-1] == "a"
    assert shown(Reply(LINES, (signs,)), bar).rows == ()
    many = shown(Reply(LINES, (*buttons(*(f"{n}" for n in range(60))), signs)), bar)
    assert labels(many)[-1] == "➡️ More"
    assert {kind.name for kind in CHANNELS if kind.limits.has_bar} == {"web"}


def test_what_cannot_be_changed_is_said_anew() -> None:
    assert shown(Reply(LINES), replaces="5").replaces == ""
    assert shown(Reply(LINES), CHANNELS[0].limits, replaces="5").replaces == "5"


def test_a_voice_goes_only_where_it_can_be_heard() -> None:
    deaf = Limits(99, 99, 20, (20,), abilities=frozenset())
    hears = replace(deaf, abilities=frozenset({Ability.HEAR}))
    assert shown(Reply(LINES, voice="note"), hears).voice == "note"
    assert shown(Reply(LINES, voice="note"), deaf).voice == ""


def test_the_words_with_a_file_fit_under_it() -> None:
    made = shown(Reply((name("x" * 3000),), attachment=Attachment("a.ics", "BEGIN")))
    assert units(made.text) == 1024


PROMISE = say("body", "I'll remind you.")
LATER, HERE = say_if(Ability.REMIND, PROMISE, say("body", "Look again.")), name("always")


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (CHANNELS[0].limits, "I'll remind you."),
        # Allowed for a day only: no promise.
        (NARROW, "Look again."),
        (Limits(99, 99, 20, (20,), abilities=frozenset()), "Look again."),
    ],
)
def test_a_promise_is_made_only_where_it_can_be_kept(limits: Limits, said: str) -> None:
    made = shown(Reply((LATER, HERE), ((button(LATER, "menu"),),)), limits)
    assert made.text == f"{said}\nalways"
    assert labels(made) == [said]


def test_the_other_words_rest_in_the_outbox_and_older_programs_pass_over_them() -> None:
    text = say_if(Ability.REMIND, say("body", "At {n}.", n=7), say("body", "No {n}.", n=8))
    payload = message_json.to_json(Reply((text,), afterwards=(text,)))
    assert message_json.from_json(payload).lines == (text,)
    assert message_json.from_json(payload).afterwards == (text,)
    slot, sentence, values = json.loads(payload)["lines"][0]
    assert (slot, sentence) == ("body", "At {n}.")
    assert sentence.format_map(values) == "At 7."


def test_rows_of_an_older_program_still_read() -> None:
    old = '{"lines":[["body","At {n}.",{"n":7}]],"rows":[]}'
    assert message_json.from_json(old).lines == (say("body", "At {n}.", n=7),)
