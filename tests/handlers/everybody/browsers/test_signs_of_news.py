"""A phone that is not safe shows no sign of news, whoever of those who share it says so."""

from __future__ import annotations

import pytest

from handlers.core import message_json
from handlers.everybody.browsers import stay
from storage.repositories.pushes import PushAddress
from tests.handlers.everybody.test_not_safe_here import says_not_safe
from tests.handlers.everybody.test_one_phone import joins
from tests.support.asking import asks, with_partners
from tests.support.talk import Neighbour, Street

ADDRESS = PushAddress(endpoint="https://push.example.org/x", p256dh="", auth="", key=1)


def shows_signs(street: Street, neighbour: Neighbour) -> bool:
    """Whether its browser is taken at its word that it shows signs."""
    with street.database.writing() as store:
        person = store.people.by_number(neighbour.person)
        assert person
        try:
            stay.shows_signs(store, person, ADDRESS, street.now)
        except stay.NoSigns:
            return False
        return True


def is_offered(street: Street, neighbour: Neighbour) -> bool:
    with street.database.reading() as store:
        [*_, row] = store.sent.sent_after(neighbour.person, message=0, limit=50)
    return message_json.from_json(row.payload).offers_signs


def hears_of_a_room(neighbour: Neighbour) -> Neighbour:
    neighbour.says("/hours H-buurt")
    bell = next(label for label in neighbour.buttons() if "🔔" in label)
    return neighbour.taps(bell)


def test_whoever_said_so_just_now_is_taken_at_their_word_in_every_tab(street: Street) -> None:
    rosa = hears_of_a_room(with_partners(street).neighbour(channel="web"))
    assert is_offered(street, rosa)
    assert shows_signs(street, rosa)
    says_not_safe(rosa.says("/referral debt")).sees("How else can they reach you?")
    with street.database.reading() as store:
        assert not store.pushes.has(rosa.person)
    # Another tab may still offer it.
    assert not shows_signs(street, rosa)


@pytest.mark.parametrize("is_safe", [True, False])
def test_what_one_says_of_a_phone_counts_for_all_who_share_it(
    street: Street, *, is_safe: bool
) -> None:
    rosa = with_partners(street).neighbour(channel="web")
    asks(street, rosa, safe_here=is_safe)
    joins(rosa, "🦊", "English")
    hears_of_a_room(rosa)
    assert is_offered(street, rosa) is is_safe
    assert shows_signs(street, rosa) is is_safe
