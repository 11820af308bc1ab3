"""Every sentence that tells a state is known to tell one: a page says later that it is old."""

from __future__ import annotations

import re

import pytest

from bot.rendering.states import command_of, look_again
from handlers.core.messages import Reply, button, name, say

# How a sentence says how something is at the moment; written apart from the list of those that do.
from tests.support.peek import sentences

AT_THE_MOMENT = re.compile(
    r"^(🟢|🟡|⚪|🔴|⏳)|\bnow\b|\bplaces? left\b|\bis (already |not )?open\b|\bplaces are taken\b"
    r"|[Cc]ounted: \{n\}|\bwaiting list\b|\bis (kept|free) for you\b"
)
SLOTS = {"body", "several"}
# These ask, promise, tell what was done, or say themselves of when they are.
NOT_A_STATE = re.compile(
    r"\?|^(✅ The|▶️|🎉|💬|📝|🔔|⚠️|✅ Every|✅ Thank|That is over|You left|You are far|From now"
    r"|Write them|We ask somebody|Somebody else has|Thank you|A request that|⏸️|There are no req"
    r"|You have no request|This work does not|They work|✅ I.m asking"
    r"|We are asking somebody|This work is not right|Nobody answered|⏳ 30 days|⏳ \{domain)"
    r"|[Cc]all now|needs help now|on hold now|I did not pass it on|You are on the waiting list"
    r"|Last looked|not known if there|You waited|when the room is open|Another coordinator"
    r"|If it was|We cannot keep more|I did not ask|from now on|⏳ I'll send it|⏳ Waiting:"
    r"|From now on"
)


def told() -> list[str]:
    return sorted({one.one for one in sentences() if one.slot in SLOTS})


def test_every_sentence_about_now_is_known_to_be_about_now() -> None:
    about_now = [one for one in told() if AT_THE_MOMENT.search(one) and not NOT_A_STATE.search(one)]
    assert len(about_now) > 30
    assert [one for one in about_now if not command_of(one)] == []


@pytest.mark.parametrize(
    ("lines", "command"),
    [
        ((say("body", "Hello"),), ""),
        ((say("body", "🔴 {room}: closed.", room="H-buurt"),), "/hours H-buurt"),
        (
            (
                say("body", "🔴 {room}: closed.", room="H-buurt"),
                say("body", "🟢 {room}: open day and night.", room="Holendrecht"),
            ),
            "/hours",
        ),
        ((say("body", "{n} place left.", n=1), say("body", "{room} is open now.")), "/activities"),
    ],
)
def test_a_message_says_where_it_is_told_anew(lines: tuple[object, ...], command: str) -> None:
    assert look_again(Reply(lines)) == command  # type: ignore[arg-type]


def test_a_button_with_the_sign_of_a_room_tells_a_state_too() -> None:
    rooms = ((button(name("🟢 H-buurt"), "talk", room="h-buurt"),),)
    assert look_again(Reply((say("body", "Which room?"),), rooms)) == "/hours"
    free = ((button(say("btn", "🟢 Free again"), "capacity.free", partner="x"),),)
    assert look_again(Reply((say("body", "Which room?"),), free)) == ""
