"""What is one's own comes in short messages: what is known, and who has the phone."""

from __future__ import annotations

import pytest

from bot.rendering.message import Rendered
from handlers.everybody.shared_phone import PICTURES
from tests.handlers.everybody.test_forget import REQUEST
from tests.handlers.everybody.test_one_phone import hands_to, joins, presses
from tests.journeys.limits import size
from tests.support.talk import Neighbour, Street, keys_of

pytestmark = pytest.mark.long


def is_short(message: Rendered) -> None:
    signs = len(message.rows[-1]) if any(key.label == "🏠" for key in keys_of(message)) else 0
    assert size(message, signs).too_much() == [], message.text


def turns(neighbour: Neighbour) -> None:
    """Every page of the newest message is short."""
    is_short(neighbour.last)
    while any(label.startswith("➡️") for label in neighbour.buttons()):
        is_short(presses(neighbour, "➡️").last)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_is_known_of_somebody_is_read_in_short_pages(street: Street, language: str) -> None:
    omar = street.neighbour(language).says("/start")
    with street.database.writing() as store:
        store.requests.make(omar.person, "", street.now, **REQUEST)
    for room in ("h-buurt", "holendrecht"):
        presses(omar.says(f"/hours {room}"), "🔔")
    omar.says("/mydata")
    turns(omar)
    pages = omar.asks_what_is_known().reads()
    assert len(pages) == 1 or len(set(pages)) == len(pages)


def test_what_somebody_wrote_is_shown_by_its_beginning(street: Street) -> None:
    street.key_holder("h-buurt")
    omar = street.neighbour().says("/hours h-buurt").says("/person")
    omar.says("a long worry " * 60)
    omar.asks_what_is_known().sees("a long worry").sees_not("a long worry " * 20)


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_who_has_the_phone_is_asked_shortly_however_many_share_it(
    street: Street, channel: str
) -> None:
    omar = street.neighbour(channel=channel).says("/start")
    for picture in PICTURES:
        presses(omar.says("/menu"), "☰", "👪")
        turns(omar)
        joins(omar, picture)
        hands_to(omar, "👤")
    presses(omar.says("/menu"), "☰", "👪")
    turns(omar)
    presses(omar.says("/menu"), "☰", "👪", "➖")
    turns(omar)
