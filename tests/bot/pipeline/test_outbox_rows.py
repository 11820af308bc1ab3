"""From a reply to the outbox: nothing that a reply asks for gets lost on the way."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from itertools import chain, combinations
from typing import Any

import pytest

from bot.app import CHANNELS
from bot.channels.base import Channel
from bot.channels.telegram.sender import content_of
from bot.pipeline.outbox_rows import CARRIED, LASTS, UNKNOWN, Asker, OutboxRows
from bot.rendering.text import Reader, render
from handlers.core import keyboards, message_json
from handlers.core.enclosures import Aloud, Attachment, Document
from handlers.core.messages import (
    Bar,
    Below,
    Button,
    Picture,
    Place,
    Priority,
    Reply,
    Text,
    button,
    name,
)
from handlers.dispatch import registry
from storage.repositories.messages.outbox import Outgoing
from tests.conftest import MONDAY
from tests.support.talk import Street

CHART = Picture(name("Visits a week"), (Bar(name("46"), 3), Bar(name("47"), 5)))
LONG = tuple(name(f"{number:04}" * 50) for number in range(6))
ASKER, OTHER = 41, 42


def rows(street: Street, reply: Reply, asker: Asker | None, **captions: int) -> list[Outgoing]:
    limits = {name: replace(UNKNOWN, caption=caption) for name, caption in captions.items()}
    with street.database.reading() as store:
        return OutboxRows(limits).of(store, [reply], MONDAY, asker)


FILLED: dict[str, Any] = {
    "lines": (name("words"),),
    "rows": ((button(name("tap"), "menu"), Button(name("read"), link="https://x.example")),),
    "place": Place(52.3, 4.9, "room", "street 1"),
    "picture": CHART,
    "attachment": Attachment("date.ics", "BEGIN"),
    "document": Document("pdf", "2026-W47", "h-buurt", MONDAY),
    "voice": "voice 7",
    "aloud": Aloud(7, "41"),
    "commands": (("menu", name("Menu")),),
    "afterwards": (name("afterwards"),),
    "clears": True,
    "page": 2,
    "frees_keys": True,
    "offers_signs": True,
}
ON_THE_ROW: dict[str, tuple[Any, str, Any]] = {
    "to": (OTHER, "person", OTHER),
    "priority": (Priority.NEWS, "priority", Priority.NEWS),
    "is_secret": (True, "is_secret", True),
    "valid_until": (MONDAY + timedelta(hours=8), "valid_until", MONDAY + timedelta(hours=8)),
    "not_before": (MONDAY + timedelta(hours=9), "not_before", MONDAY + timedelta(hours=9)),
    "replaces": (True, "replaces", "message 5"),
    "profile": ("🦊", "profile", "🦊"),
}


def test_every_field_of_a_reply_has_a_promise_here() -> None:
    promised = FILLED.keys() | ON_THE_ROW.keys() | {"below", "roles"}
    assert {field.name for field in fields(Reply)} == promised


def test_whose_roles_change_gets_the_commands_of_them(street: Street) -> None:
    (row,) = rows(street, Reply((name("words"),), roles=("coordinator",)), Asker(ASKER))
    commands = [command for command, _ in message_json.from_json(row.payload).commands]
    assert commands == [command for command, _ in registry.command_menu(["coordinator"])]
    assert "manage" in commands


def test_the_last_row_is_under_every_message_that_wants_nothing_else(street: Street) -> None:
    (row,) = rows(street, Reply((name("words"),)), Asker(ASKER))
    assert message_json.from_json(row.payload).rows == (keyboards.footer(),)
    (row,) = rows(street, Reply((name("words"),), below=Below.NOTHING), Asker(ASKER))
    assert message_json.from_json(row.payload).rows == ()


@pytest.mark.parametrize("field", FILLED)
def test_what_is_said_rests_in_the_payload(street: Street, field: str) -> None:
    reply = Reply(**{"lines": (), "below": Below.NOTHING, field: FILLED[field]})
    for asker in (Asker(ASKER), None):
        (row,) = rows(street, replace(reply, to=OTHER), asker)
        assert getattr(message_json.from_json(row.payload), field) == getattr(reply, field)


@pytest.mark.parametrize("field", ON_THE_ROW)
@pytest.mark.parametrize("is_asked", [True, False])
def test_how_it_goes_out_stands_on_the_row(street: Street, field: str, *, is_asked: bool) -> None:
    value, column, expected = ON_THE_ROW[field]
    asker = Asker(ASKER, "message 5") if is_asked else None
    reply = Reply(**{"lines": (), "to": None if field == "replaces" else OTHER, field: value})
    if field == "replaces" and not is_asked:
        assert rows(street, reply, None) == []
        return
    (row,) = rows(street, reply, asker)
    assert getattr(row, column) == expected


@pytest.mark.parametrize(
    "priority", [value for key, value in vars(Priority).items() if key[0] != "_"]
)
@pytest.mark.parametrize("more", [{}, {"is_secret": True}, {"not_before": MONDAY + timedelta(9)}])
@pytest.mark.parametrize("asker", [ASKER, OTHER, None])
def test_nothing_waits_for_ever(
    street: Street, priority: int, more: dict[str, Any], asker: int | None
) -> None:
    reply = Reply((name("words"),), to=ASKER, priority=priority, **more)
    (row,) = rows(street, reply, Asker(asker) if asker else None)
    assert row.valid_until
    begins = more.get("not_before", MONDAY)
    assert begins < row.valid_until <= begins + timedelta(days=7)


def test_an_answer_is_for_whoever_has_the_phone_and_news_for_whom_it_names(street: Street) -> None:
    for to in (None, ASKER):
        (row,) = rows(street, Reply((), to=to, profile="🦊"), Asker(ASKER))
        assert (row.person, row.profile) == (ASKER, None)
    (row,) = rows(street, Reply((), to=ASKER), None)
    assert row.profile == ""


def test_a_message_to_somebody_else_changes_no_message_of_theirs(street: Street) -> None:
    (row,) = rows(street, Reply((), to=OTHER, replaces=True), Asker(ASKER, "message 5"))
    assert row.replaces == ""


def test_what_is_for_nobody_makes_no_row(street: Street) -> None:
    assert rows(street, Reply((name("words"),)), None) == []


def test_a_chart_and_words_that_fit_under_it_are_one_row(street: Street) -> None:
    # In Arabic a mark stands before them.
    fits = name("a" * (UNKNOWN.caption - 1))
    (row,) = rows(street, Reply((fits,), picture=CHART), Asker(ASKER))
    assert message_json.from_json(row.payload).picture == CHART


def test_a_chart_with_long_words_is_two_rows_the_chart_first(street: Street) -> None:
    waits = MONDAY + timedelta(hours=9)
    long = Reply(
        LONG,
        FILLED["rows"],
        OTHER,
        picture=CHART,
        priority=Priority.NOTICE,
        commands=FILLED["commands"],
        is_secret=True,
        profile="🦊",
        not_before=waits,
    )
    made = rows(street, long, Asker(ASKER))
    first, second = (message_json.from_json(row.payload) for row in made)
    assert first == Reply((CHART.title,), picture=CHART, below=Below.NOTHING)
    whole = (*FILLED["rows"], keyboards.footer())
    assert second == Reply(LONG, whole, commands=FILLED["commands"], below=Below.NOTHING)
    for row in made:
        assert (row.person, row.priority, row.is_secret) == (OTHER, Priority.NOTICE, True)
        assert (row.profile, row.not_before) == ("🦊", waits)


def test_of_two_rows_only_the_last_one_changes_the_message_that_was_tapped(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    long = Reply(LONG, FILLED["rows"], picture=CHART, replaces=True)
    made = rows(street, long, Asker(omar.person, "5"), telegram=100)
    assert [row.replaces for row in made] == ["", "5"]


@pytest.mark.parametrize("lengths", [(90, 90, 90), (10, 190, 10), (50, 50, 100), (250,), (10, 250)])
def test_above_buttons_stands_as_much_of_the_end_as_fits(
    street: Street, lengths: tuple[int, ...]
) -> None:
    omar = street.neighbour()
    omar.arrives()
    lines = tuple(name(f"{at}" * length) for at, length in enumerate(lengths))
    tight = OutboxRows({"telegram": replace(UNKNOWN, body=200)})
    with street.database.reading() as store:
        made = tight.of(store, [Reply(lines, FILLED["rows"], omar.person)], MONDAY)
    parts = [message_json.from_json(row.payload) for row in made]
    assert tuple(line for part in parts for line in part.lines) == lines
    assert all(part.rows == () for part in parts[:-1])
    above = [len(line.one) for line in parts[-1].lines]
    assert sum(above) + len(above) - 1 <= 200 or len(above) == 1
    if len(parts) == 2:
        one_more = [len(parts[0].lines[-1].one), *above]
        assert sum(one_more) + len(one_more) - 1 > 200


def test_somebody_is_known_by_their_number_and_not_by_where_it_is_kept(street: Street) -> None:
    asker = int("7" * 12)
    (row,) = rows(street, Reply((name("x"),), to=int("7" * 12)), Asker(asker))
    assert row.profile is None
    assert row.must_arrive is False


def test_what_fits_is_asked_of_the_channel_of_whom_it_is_for(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    reply = Reply(LONG, to=omar.person, picture=CHART)
    assert len(rows(street, reply, None, telegram=10_000)) == 1
    assert len(rows(street, reply, None, telegram=100)) == 2
    assert len(rows(street, reply, None, web=10_000)) == 2


@pytest.mark.parametrize("is_asked", [True, False])
@pytest.mark.parametrize("is_secret", [True, False])
@pytest.mark.parametrize("priority", [Priority.ANSWER, Priority.DANGER, Priority.NOTICE])
def test_only_a_plain_answer_may_get_lost_for_it_can_be_asked_again(
    street: Street, priority: int, *, is_asked: bool, is_secret: bool
) -> None:
    reply = Reply((name("x"),), to=None if is_asked else OTHER, priority=priority)
    (row,) = rows(street, replace(reply, is_secret=is_secret), Asker(ASKER))
    is_plain = is_asked and not is_secret and priority == Priority.ANSWER
    assert row.must_arrive is not is_plain


@pytest.mark.parametrize("priority", LASTS)
def test_what_others_caused_lasts_as_long_as_its_kind_and_an_answer_as_long_as_news(
    street: Street, priority: int
) -> None:
    (row,) = rows(street, Reply((name("x"),), to=OTHER, priority=priority), Asker(ASKER))
    lasts = LASTS[Priority.NOTICE if priority == Priority.ANSWER else priority]
    assert row.valid_until == MONDAY + lasts


CARRYING: dict[str, Any] = {part: FILLED[part] for part in CARRIED}


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("lines", [(), (name("short"),), LONG], ids=["none", "short", "long"])
def test_a_row_is_one_send_whatever_a_message_carries_and_nothing_of_it_is_lost(
    street: Street, channel: type[Channel], lines: tuple[Text, ...]
) -> None:
    known = street.neighbour(channel=channel.name)
    known.arrives()
    maker = OutboxRows({kind.name: kind.limits for kind in CHANNELS})
    for count in range(len(CARRYING) + 1):
        for parts in combinations(CARRYING, count):
            more = {part: CARRYING[part] for part in parts}
            whole = Reply(lines, FILLED["rows"], known.person, **more)
            with street.database.reading() as store:
                made = maker.of(store, [whole], MONDAY)
            rows = [message_json.from_json(row.payload) for row in made]
            carried = [[part for part in CARRYING if getattr(row, part)] for row in rows]
            assert all(len(one) <= 1 for one in carried), carried
            assert sorted(chain.from_iterable(carried)) == sorted(parts)
            assert [bool(row.rows) for row in rows] == [False] * (len(rows) - 1) + [True]
            said = [line for row in rows for line in row.lines if line != CHART.title]
            assert said == list(lines)
            for row, outgoing in zip(rows, made, strict=True):
                shown, _ = render(outgoing.payload, Reader.of("en", "en"), channel.limits, 1, "t")
                assert "\u2026" not in shown.text
                if channel.name == "telegram":
                    method, content = content_of(shown)
                    words = content.get("text", content.get("caption", ""))
                    assert method.startswith("send")
                    assert words == shown.text or (row.place and not shown.text)


def test_a_pin_has_its_own_words_with_it(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    maker = OutboxRows({kind.name: kind.limits for kind in CHANNELS})
    own = (name("📍 room"), name("street 1"))
    for lines, count in ((own, 1), ((*own, name("ring twice")), 2)):
        with street.database.reading() as store:
            reply = Reply(lines, to=omar.person, place=FILLED["place"])
            assert len(maker.of(store, [reply], MONDAY)) == count
