"""Whoever asked for help and whoever helps come together: who, where and when, whatever was said.

Over all topics, places, phones and helpers the last screens hold a day and a place, or a number to
call, or a way to write to each other.
"""

from __future__ import annotations

from itertools import cycle, product

import pytest

from storage.neighbourhood.checks import DOMAINS
from tests.handlers.help_requests.partner_steps import opens
from tests.support.asking import CALLED, CONTACT, asks, now_of, partner, with_partners
from tests.support.talk import Neighbour, Street, keys_of, plain

PLACES = ("h-buurt", "holendrecht", "")
HELPERS = ("debts", "letters", "")
WRITE = "💬 Write to them"
TOPICS = cycle(DOMAINS)
GIVEN = cycle(product((CONTACT, ""), (CALLED, "")))
# Place, phone safe, channel; each with another topic, and with what was given or skipped in turns.
EVERY = tuple(product(PLACES, (True, False), ("telegram", "web")))
TELLS = ("Debt", "Letter", "Budget", "Housing", "Learn")


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def helper_for(village: Street, helper: str, place: str) -> Neighbour:
    """Somebody of the partner, with the key of the place, or who coordinates."""
    if helper:
        return partner(village, helper)
    return village.key_holder(place) if place else village.coordinator()


def buttons_of(neighbour: Neighbour) -> list[str]:
    return [key.label for key in keys_of(neighbour.last)]


def is_enough(neighbour: Neighbour) -> bool:
    """Whether the last screen holds a day and a place, a number to call, or a way to write."""
    text = plain(neighbour.last.text)
    lines = text.splitlines()
    has_number = any(line.startswith("☎") for line in lines)
    has_day = any(line.startswith("📆") for line in lines)
    return has_number or has_day or WRITE in buttons_of(neighbour)


@pytest.mark.long
@pytest.mark.parametrize("helper", HELPERS)
def test_every_accepted_request_has_who_where_and_when(village: Street, helper: str) -> None:
    helps = {place: helper_for(village, helper, place) for place in PLACES}
    for place, is_safe, channel in EVERY:
        topic, (contact, called) = next(TOPICS), next(GIVEN)
        what = f"{place or 'home'} safe={is_safe} {contact} {called} {channel} {helper} {topic}"
        rosa = village.neighbour(channel=channel)
        request = asks(
            village,
            rosa,
            domain=topic,
            room=place,
            safe_here=is_safe,
            contact=contact,
            call_me=called,
            partner=helper,
        )
        noor = helps[place]
        opens(noor).taps("✅ We help")
        assert now_of(village, request).state == "accepted"
        assert is_enough(noor), f"the helper of {what}:\n{plain(noor.last.text)}"
        if not is_safe:
            rosa.hears_nothing()
        else:
            assert is_enough(rosa), f"the resident of {what}:\n{plain(rosa.last.text)}"
            rosa.sees_not(*TELLS)
        rosa.says("/referral")
        assert is_enough(rosa), f"the resident who looks, of {what}:\n{plain(rosa.last.text)}"
        if not is_safe:
            rosa.sees_not(*TELLS, "H-buurt", "Holendrecht")
        # What they say to each other arrives, where it may.
        rosa.taps(WRITE).says("kanarie: Tuesday at ten")
        noor.sees("kanarie: Tuesday at ten").sees_not(CONTACT, CALLED, rosa.address)
        opens(noor).taps("🏁 Closed").taps("✅ Got help")
