"""A change that was shown, said yes to and done: the same for whatever is changed."""

from __future__ import annotations

from hashlib import blake2b

from pydantic import ValidationError

from handlers.core import questions
from handlers.core.context import Context
from handlers.core.keyboards import Rows
from handlers.core.messages import Outcome, Question, Reply, Text, button, name, say
from handlers.manage import told, versions
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.model import Neighbourhood, Room

YES = "yes"
DONE = say("body", "✅ Done. Whoever has to know gets a message.")


def preview(
    context: Context,
    changed: Neighbourhood,
    room: Room,
    lines: tuple[Text, ...],
    *,
    more: Rows = (),
    no: str = "plan.room",
) -> Reply:
    """What it will be, how many are told, and the yes; ``no`` leads back."""
    before = context.view.neighbourhood
    people = told.people_told(context.store, before, changed, context.now)
    rows = (
        (questions.choice(say("btn", "✅ Yes, do it"), YES),),
        *more,
        (button(say("btn", "❌ No"), no, room=room.id),),
    )
    return Reply((*lines, told.how_many(len(people - {context.person.id}))), rows)


def shown_anew(why: Text, asked: Reply | None, question: Question) -> Outcome:
    """The last question once more, because somebody else was quicker."""
    lines = (why, *asked.lines) if asked else (why,)
    return Outcome((Reply(lines, asked.rows if asked else ()),), question)


def done(
    context: Context,
    changed: Neighbourhood,
    room: Room,
    lines: tuple[Text, ...],
    further: Rows = (),
) -> Outcome:
    """It is done, with a way to undo it."""
    version = versions.keep(context, changed, room.id)
    back = button(name(f"📆 {room.name}"), "plan.room", room=room.id)
    rows = ((versions.undo_button(version),), *further, (back,))
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
