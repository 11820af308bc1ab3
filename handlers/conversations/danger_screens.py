"""What is answered to each danger: one warm sentence, the right numbers first, then the way on.

The sentences stand beside the words that are heard (``locales/<tag>/danger.txt``), so that they are
there in every language that is heard, also where nothing else is translated yet.
"""

from __future__ import annotations

from handlers.conversations import choose_room
from handlers.core.context import Context
from handlers.core.messages import Button, Priority, Reply, Text, button, name, say
from handlers.rooms import contacts, status
from handlers.rooms.status import State
from locales import danger

MORE_NUMBERS = say("btn", "📞 More numbers")
# So many numbers stand first; what else there is comes below them.
FIRST = 2
# Help with what lies behind it, asked for at the front of the queue.
HELP_WITH = {"home": "housing", "power": "debt"}
# Where neighbours can be of use at once, and nobody is betrayed by their knowing.
ROOM_CAN_HELP = {"medical"}


def screen(context: Context, dangers: tuple[str, ...], language: str, room: str | None) -> Reply:
    """The answer to somebody who is in these dangers, the most pressing first.

    ``language`` is the one it was said in; the first sentence is said in the chat's language too.
    ``room``: to which room somebody is writing, empty in a talk, None when they are not.
    """
    first = dangers[0]
    languages = dict.fromkeys((language, context.language))
    numbers = contacts.numbers_for(context.view, *dangers)
    wanted = (*languages, context.view.neighbourhood.default_language)
    lines = [*_said(first, *languages), *contacts.number_lines(numbers[:FIRST], wanted)]
    if first == "hunger":
        lines += _where_food_is(context, language)
    rows = _way_on(context, first, language, room)
    if numbers[FIRST:]:
        rows = (*rows, more_numbers(context))
    return Reply(tuple(lines), rows, priority=Priority.DANGER)


def more_numbers(context: Context) -> tuple[Button, ...]:
    """The way to every number, where there are more than stand there already."""
    is_phone = any(room.phone for room in context.view.rooms.values())
    if not is_phone and len(contacts.numbers_for(context.view)) <= FIRST:
        return ()
    return (button(MORE_NUMBERS, "urgent.every"),)


def first_numbers(context: Context, dangers: tuple[str, ...]) -> list[Text]:
    """The numbers that stand first, in the language of the chat."""
    numbers = contacts.numbers_for(context.view, *dangers)
    wanted = (context.language, context.view.neighbourhood.default_language)
    return contacts.number_lines(numbers[:FIRST], wanted)


def to_group(context: Context, dangers: tuple[str, ...], language: str) -> tuple[Text, ...]:
    """What a group reads: the number, and that the rest is for a chat that nobody else sees."""
    numbers = contacts.numbers_for(context.view, *dangers) or [contacts.EVERYWHERE]
    sentence = danger.answer(language, "group").replace("{phone}", numbers[0].phone)
    return (name(sentence), name(f"☎ {numbers[0].phone}"))


def _said(key: str, *languages: str) -> list[Text]:
    said = [danger.answer(language, key) for language in languages]
    return [name(sentence) for sentence in said if sentence]


def _open_room(context: Context) -> str | None:
    """A room where somebody is now who can read that help is needed."""
    room = choose_room.soonest(context)
    open_now = status.statuses(context.view, context.store, context.now)
    is_open = room and any(one.state is State.OPEN for one in open_now if one.room == room)
    return room.id if room and is_open else None


def _where_food_is(context: Context, language: str) -> list[Text]:
    """A room that is open, where somebody knows the way to the food bank; else one to call."""
    first = status.soonest(context)
    if first.state is not State.OPEN:
        return [*_said("closed", language), *contacts.phones(context.view, first.room.id)[:2]]
    return [
        name(danger.answer(language, "open").replace("{room}", first.room.name)),
        name(f"📍 {first.room.address}"),
        *_said("food", language),
    ]


def _way_on(
    context: Context, first: str, language: str, room: str | None
) -> tuple[tuple[Button, ...], ...]:
    def label(key: str) -> Text:
        return name(danger.answer(language, key))

    rows: list[tuple[Button, ...]] = []
    if first in HELP_WITH:
        rows.append((button(label("help"), "referral", domain=HELP_WITH[first], now=1),))
    if first == "hunger":
        rows.append((button(label("hours"), "hours"),))
    if first in ROOM_CAN_HELP:
        near = _open_room(context) if room is None else room
        rows += [(button(label("tell"), "urgent.ask", room=near),)] if near is not None else []
    if language != context.language:
        # It stands in the last row too, in the chat's language.
        rows.append((button(label("person"), "person"),))
    return tuple(rows)
