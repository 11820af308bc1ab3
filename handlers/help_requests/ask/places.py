"""Where to meet: the rooms one can walk into soonest first, a few at a time, or at home."""

from __future__ import annotations

from handlers.core import keyboards, questions
from handlers.core.context import Context
from handlers.core.messages import Button, Reply, Text, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.questions import Answer, Answers
from handlers.rooms import contacts, status
from handlers.rooms.status import RoomStatus, State

YES, NO = 1, 0
# Where somebody wants to be visited, that it cannot wait, and so many pages of rooms further; no
# room can be called like that.
AT_HOME, CANNOT_WAIT, FURTHER = "-", "!", "+"
# What can be too late: for these it is asked whether it can wait.
BURNING = frozenset({"debt", "budget", "forms", "housing"})
# So many buttons of its own a question has at most: there is the way back too.
FITS = 5
# So many numbers fit on a screen.
CALLED_AT_ONCE = 2


def is_urgent(answers: Answers) -> bool:
    """Whether somebody said that it cannot wait."""
    return answers.get("urgent") == YES


def has_left(context: Context, answers: Answers) -> bool:
    """Whether the room that was chosen is not there any more."""
    room = answers.get("room")
    return bool(room) and room not in context.view.rooms


def ask(context: Context, answers: Answers) -> Reply | None:
    """Where to meet; where it matters also whether it can wait, on a button of its own."""
    topic = LABELS[str(answers["domain"])]
    where = say("body", "Where do you want to meet?")
    first = say("body", "I'll ask for help for you too. Your request goes first.")
    said = [first] if is_urgent(answers) else []
    lines = (topic, *said, where, questions.progress(2, 4))
    may_burn = answers["domain"] in BURNING and not is_urgent(answers)
    home = questions.choice(say("btn", "🛋️ Come to me"), AT_HOME)
    waits_not = questions.choice(say("btn", "⏰ It cannot wait"), CANNOT_WAIT)
    others = [home, *([waits_not] if may_burn else [])]
    page = int(answers.get("page", NO))
    rooms = _page(context, page, FITS - len(others))
    rows = [*keyboards.in_rows(rooms), *((one,) for one in ([] if page else others))]
    return Reply(lines, tuple(rows), is_secret=True, afterwards=lines[1:])


def numbers(context: Context) -> tuple[Text, ...]:
    """Whom to call at once, when it cannot wait."""
    found = contacts.numbers_for(context.view, "home", "power")[:CALLED_AT_ONCE]
    languages = (context.language, context.view.neighbourhood.default_language)
    called = [
        (say("body", "🆘 Call now: {who}.", who=one.label_in(*languages)), name(f"☎ {one.phone}"))
        for one in found
    ]
    return tuple(line for lines in called for line in lines)


def page_of(answer: Answer) -> int | None:
    """Which page of rooms a button leads to; None for other buttons."""
    number = str(answer).removeprefix(FURTHER)
    is_page = str(answer).startswith(FURTHER) and number.isascii() and number.isdigit()
    return int(number) if is_page and len(number) <= len("999") else None


def _page(context: Context, page: int, first: int) -> list[Button]:
    """The rooms of a page, and the way to the next; after the last one comes the first again."""
    rooms = status.soonest_first(context)
    if len(rooms) <= first:
        return [_button(room) for room in rooms]
    later = FITS - 1
    first -= 1
    start = first + (page - 1) * later if page else 0
    shown = rooms[start : start + (later if page else first)]
    if not shown:
        return _page(context, 0, first + 1)
    is_last = start + len(shown) >= len(rooms)
    following = f"{FURTHER}{0 if is_last else page + 1}"
    more = questions.choice(say("btn", "➡️ More"), following)
    return [*(_button(room) for room in shown), more]


def _button(room: RoomStatus) -> Button:
    """A room; a green dot where one can walk in now."""
    label = f"🟢 {room.room.name}" if room.state is State.OPEN else room.room.name
    return questions.choice(name(label), room.room.id)
