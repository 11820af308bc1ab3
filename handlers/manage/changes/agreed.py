"""A change that was shown, said yes to and done: the same for whatever is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import blake2b

from pydantic import ValidationError

from handlers.core import questions
from handlers.core.context import Context
from handlers.core.keyboards import Rows
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.questions import Answers
from handlers.manage.changes import told, versions
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

YES = "yes"
AS_IT_IS = say("body", "It is like that already.")
SOMEBODY_ELSE = say("body", "Somebody else changed this a moment ago.")
DONE = say("body", "✅ Done. Whoever has to know gets a message.")


def preview(
    context: Context,
    changed: Neighbourhood,
    lines: Iterable[Text],
    no: Button,
    more: Rows = (),
    hear: Iterable[int] = (),
) -> Reply:
    """What it will be, how many are told, and the yes; ``no`` leads back.

    ``hear``: who is told besides those that a change of rooms and activities is told to.
    """
    before, by = context.view.neighbourhood, context.person.id
    people = {*told.people_told(context.store, before, changed, context.now, by), *hear}
    rows = ((questions.choice(say("btn", "✅ Yes, do it"), YES),), *more, (no,))
    return Reply((*lines, told.how_many(len(people - {by}))), rows)


def no_to(act: str, room: str) -> Button:
    """The no to a change of a room, and where it leads."""
    return button(say("btn", "❌ No"), act, room=room)


def shown_anew(why: Text, asked: Reply | None, question: Question) -> Outcome:
    """The last question once more, because somebody else was quicker."""
    lines = (why, *asked.lines) if asked else (why,)
    return Outcome((Reply(lines, asked.rows if asked else ()),), question)


def asked_again(
    context: Context,
    preview: Callable[[Context, Answers], Reply | None],
    flow: str,
    answers: Answers,
    seen: str,
    why: Text = SOMEBODY_ELSE,
) -> Outcome:
    """The yes is asked anew, about what is there by now; ``seen`` is its mark."""
    again: Answers = {**questions.own_answers(answers), "seen": seen}
    # Who waited for somebody else's yes began before it.
    by_now = replace(context, view=NeighbourhoodView(versions.present(context)))
    return shown_anew(why, preview(by_now, again), Question(flow, "sure", again))


def done(
    context: Context, changed: Neighbourhood, room: str, lines: Iterable[Text], *ways_on: Button
) -> Outcome:
    """It is done, with a way to undo it, and where one goes on."""
    version = versions.keep(context, changed, room)
    rows = tuple((one,) for one in ways_on)
    if version is None:
        return Outcome((Reply((AS_IT_IS, *lines), rows, replaces=True),))
    rows = ((versions.undo_button(version),), *rows)
    return Outcome((Reply((DONE, *lines), rows, replaces=True),))


def mark(*shown: str) -> str:
    """What tells what was shown from what is there by now."""
    return blake2b("".join(shown).encode(), digest_size=8).hexdigest()


def with_room(now: Neighbourhood, room: Room) -> Neighbourhood:
    """The neighbourhood with this room in the place of the one with its id."""
    rooms = tuple(room if one.id == room.id else one for one in now.rooms)
    return now.model_copy(update={"rooms": rooms})


def changed_room(room: Room, **given: str | float | None) -> Room | None:
    """The room with these values, checked as those of a file of today; None when they are wrong.

    What stands beside them may be from before a check, and stays.
    """
    bare = {"id": room.id, "name": room.id, "address": room.id, "hours": "off", **given}
    try:
        checked = Room.model_validate(bare, context=LOADED_NOW)
    except ValidationError:
        return None
    return room.model_copy(update={key: getattr(checked, key) for key in given})
