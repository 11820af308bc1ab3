"""Buttons stay in people's chats for years: one that does not fit any more is over, kindly."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import pytest

from handlers.core import message_json
from handlers.core.feature import Needs
from handlers.core.messages import Reply, button, name
from handlers.dispatch.registry import TAPS
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.support.peek import answers_well, effects
from tests.support.talk import Neighbour, Street

OVER = "That question is over."
# What nothing is any more, by the kind of the field that carries it.
GONE: dict[str, str | int] = {
    "int": 70,
    "date": "2025-01-01",
    "datetime": "2025-01-01T10:00:00+00:00",
}


def needed(args: Any) -> list[str]:
    """The fields that a button has to carry."""
    return [field.name for field in fields(args) if field.default is MISSING]


TYPED = {act: tap for act, tap in TAPS.items() if is_dataclass(tap.args)}
WITH_NEEDS = [act for act, tap in TYPED.items() if needed(tap.args)]
WITH_FIELDS = [act for act, tap in TYPED.items() if fields(tap.args)]


def gets(street: Street, neighbour: Neighbour, act: str, **args: str | int) -> Neighbour:
    """A message with this button comes."""
    reply = Reply((name("x"),), ((button(name("old"), act, **args),),))
    with street.database.writing() as store:
        row = Outgoing(neighbour.person, message_json.to_json(reply), reply.priority)
        store.outbox.put([row], street.now)
    street.deliver()
    return neighbour


def fatma(street: Street) -> Neighbour:
    """Somebody who may do everything."""
    return street._with_roles([Role(KEY_HOLDER, "h-buurt"), Role(COORDINATOR, "")], "en")


def test_a_button_that_lacks_what_it_is_about_is_over(street: Street) -> None:
    holder = fatma(street)
    for act in WITH_NEEDS:
        gets(street, holder, act)
        before = effects(street)
        holder.taps("old").sees(OVER)
        assert effects(street) == before, act


@pytest.mark.long
def test_a_button_that_carries_something_else_is_over(street: Street) -> None:
    holder = fatma(street)
    for act in WITH_FIELDS:
        keys = [field.name for field in fields(TYPED[act].args)]
        for value in ("no such thing", 70):
            gets(street, holder, act, **dict.fromkeys(keys, value))
            answers_well(holder.taps("old"))


@pytest.mark.long
def test_a_button_about_what_is_gone_is_answered(street: Street) -> None:
    holder = fatma(street)
    for act in WITH_FIELDS:
        args = {field.name: GONE.get(str(field.type), "gone") for field in fields(TYPED[act].args)}
        gets(street, holder, act, **args)
        answers_well(holder.taps("old"))


@pytest.mark.parametrize("needs", [Needs.COORDINATOR, Needs.KEY_HOLDER])
def test_who_may_not_is_told_so_before_anything_is_read(street: Street, needs: Needs) -> None:
    omar = street.neighbour().says("/start")
    for act, tap in TYPED.items():
        if tap.needs is needs:
            gets(street, omar, act)
            omar.taps("old").sees("Only ").sees_not(OVER)
