"""How many came: a running count at the door, a number at closing, a correction later."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import keyboards, questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.messages import (
    Below,
    Button,
    Outcome,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import MOST, NoNumber, find_room, read_number
from storage.neighbourhood.model import Room
from storage.repositories.rooms.openings import Opening

NOT_KNOWN = "unknown"
GUESSES = (8, 10, 15, 20)
NEW_FACES = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOpening:
    """The arguments of a button about an opening."""

    opening: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreInside(OfOpening):
    """So many more came in."""

    n: int


def count(context: Context, args: Typed) -> Outcome:
    """The headcount of a room that is open: a number sets it, without one we ask.

    A name after it, or alone, says which room.
    """
    text = args.text.strip()
    number, words = number_first(text)
    room = find_room(words, context.view.neighbourhood.rooms) if words else None
    if isinstance(number, NoNumber) or (words and not room):
        problem = number if isinstance(number, NoNumber) else NoNumber()
        return Outcome((refusals.no_number(problem),), keeps_question=True)
    opening = _opening_meant(context, room)
    if isinstance(opening, Outcome):
        return opening
    if number is None:
        return _ask_inside(context, opening)
    return _set(context, opening, number, replaces=False)


def number_first(text: str) -> tuple[int | NoNumber | None, str]:
    """Splits "23 holendrecht" in the number and the name; either may be missing."""
    first, _, rest = text.partition(" ")
    if not first or not (first[0].isnumeric() or first[0] in "+-−"):
        return None, text
    return read_number(first), rest.strip()


def add(context: Context, args: MoreInside) -> Outcome:
    """One or five more people came in: the same message counts up."""
    own = own_opening(context, args.opening)
    if own is None or own[0].closed_at:
        return refusals.OVER
    opening = own[0]
    number = (opening.visits or 0) + args.n
    return _set(context, opening, min(number, MOST), replaces=True)


def type_number(context: Context, args: OfOpening) -> Outcome:
    """Ask for a typed headcount."""
    own = own_opening(context, args.opening)
    if own is None or own[0].closed_at:
        return refusals.OVER
    return _ask_inside(context, own[0])


def tally(context: Context, opening: int, step: str, change: int, *lines: Text) -> Outcome:
    """Ask after an opening how many came, or how many of them were new."""
    return _ask(context, Question("tally", step, {"opening": opening, "change": change}), *lines)


def own_opening(context: Context, opening_id: int) -> tuple[Opening, Room] | None:
    """The opening a button or an answer is about, if this person holds that room's key now."""
    opening = context.store.openings.get(opening_id)
    room = context.view.rooms.get(opening.room) if opening else None
    if opening is None or room is None or room not in context.own_rooms:
        return None
    return opening, room


def rows(opening: Opening, change: int = 0) -> keyboards.Rows:
    """The buttons under a room that is open: count up, type, close, undo the last step."""
    number = opening.id
    last = [button(say("btn", "🔒 I close"), "close", room=opening.room)]
    if change:
        last.append(button(say("btn", "↩️ Undo"), "undo", change=change))
    return (
        (
            button(name("+1"), "count.add", opening=number, n=1),
            button(name("+5"), "count.add", opening=number, n=5),
            button(say("btn", "🔢 Number"), "count.type", opening=number),
        ),
        tuple(last),
    )


def inside_line(opening: Opening) -> Text:
    """The line with the running count."""
    return say("body", "👥 People counted: {n}", n=opening.visits or 0)


def done(context: Context, opening: Opening, room: Room, change: int) -> Outcome:
    """The end of counting: what was written down, this week so far, and how to undo it."""
    lines = [_counted_line(opening)]
    if opening.new_faces is not None:
        lines.append(say_many("body", "{n} new face.", "{n} new faces.", opening.new_faces))
    lines.append(say("body", "Thank you!"))
    monday = context.today.fromordinal(context.today.toordinal() - context.today.weekday())
    week = context.store.openings.between([room.id], first=monday, last=context.today)
    if opening.day >= monday:
        lines.append(
            say_many(
                "body",
                "This week {room} opened {n} time.",
                "This week {room} opened {n} times.",
                len(week),
                room=room.name,
            )
        )
        counted = [opening.visits for opening in week if opening.visits is not None]
        if counted:
            lines.append(
                say_many("body", "{n} visit was counted.", "{n} visits were counted.", sum(counted))
            )
    undo = button(say("btn", "↩️ Undo"), "undo", change=change)
    return Outcome((Reply(tuple(lines), ((undo,),), replaces=True),))


def _counted_line(opening: Opening) -> Text:
    if opening.visits is None:
        return say("body", "✅ Written down. The people were not counted.")
    return say_many(
        "body", "✅ Written down: {n} person.", "✅ Written down: {n} people.", opening.visits
    )


def _set(context: Context, opening: Opening, number: int, *, replaces: bool) -> Outcome:
    change = context.store.openings.count(
        opening, context.person.id, visits=number, now=context.now
    )
    changed = context.store.openings.get(opening.id)
    assert changed
    room = context.view.rooms[opening.room]
    if changed.closed_at:
        return done(context, changed, room, change)
    lines = (say("body", "✅ {room} is open.", room=room.name), inside_line(changed))
    reply = Reply(lines, rows(changed, change), replaces=replaces)
    return Outcome((reply,))


def _opening_meant(context: Context, named: Room | None) -> Opening | Outcome:
    """The opening a number is about: of the room that is named, one's own, else the latest."""
    open_now = context.store.openings.open_now()
    if named and named not in context.own_rooms:
        return Outcome(
            (
                Reply(
                    (say("body", "You have no key to {room}.", room=named.name),),
                    below=Below.MAIN_MENU,
                ),
            )
        )
    if named and named.id not in open_now:
        return Outcome(
            (Reply((say("body", "{room} is not open.", room=named.name),), below=Below.MAIN_MENU),)
        )
    rooms = (named,) if named else context.own_rooms
    mine = [open_now[room.id] for room in rooms if room.id in open_now]
    own = [opening for opening in mine if opening.opened_by == context.person.id]
    latest = max(own or mine, key=lambda opening: opening.opened_at, default=None)
    return latest or Outcome((_nothing_open(),))


def _nothing_open() -> Reply:
    lines = (
        say("body", "No room of yours is open now."),
        say("body", "You can count an earlier opening under 📋."),
    )
    shifts = button(say("btn", "📋 My openings"), "shifts")
    opens = button(say("btn", "🔑 I open"), "open")
    return Reply(lines, ((shifts, opens),))


def _ask_inside(context: Context, opening: Opening) -> Outcome:
    return _ask(context, Question("inside", "number", {"opening": opening.id}))


def _ask(context: Context, question: Question, *lines: Text) -> Outcome:
    reply = STEPS[question.flow, question.step].ask(context, question.answers)
    if reply is None:
        return refusals.OVER
    return Outcome((replace(reply, lines=(*lines, *reply.lines), replaces=True),), question)


def _inside_question(context: Context, answers: Answers) -> Reply | None:
    own = own_opening(context, int(answers["opening"]))
    if own is None:
        return None
    line = say("body", "How many people came to {room} so far?", room=own[1].name)
    return Reply((line, say("body", "Type a number.")))


def _inside_then(context: Context, answers: Answers, answer: Answer) -> Outcome:
    own = own_opening(context, int(answers["opening"]))
    if own is None or not isinstance(answer, int):
        return refusals.OVER
    return _set(context, own[0], answer, replaces=False)


def _ask_visits(context: Context, answers: Answers) -> Reply | None:
    own = own_opening(context, int(answers["opening"]))
    if own is None:
        return None
    counted = own[0].visits
    guesses = dict.fromkeys([*([counted] if counted else []), *GUESSES])
    numbers = tuple(questions.choice(name(str(number)), number) for number in list(guesses)[:4])
    unknown = questions.choice(say("btn", "❔ I don't know"), NOT_KNOWN)
    lines = (
        say("body", "How many people came?"),
        say("body", "Tap or type a number."),
    )
    return Reply(lines, (numbers, (unknown, _undo(answers))))


def _then_visits(context: Context, answers: Answers, answer: Answer) -> Outcome:
    own = own_opening(context, int(answers["opening"]))
    if own is None:
        return refusals.OVER
    opening = own[0]
    if isinstance(answer, int):
        context.store.openings.count(opening, context.person.id, visits=answer, now=context.now)
    return tally(context, opening.id, "new_faces", int(answers["change"]))


def _ask_new_faces(context: Context, answers: Answers) -> Reply | None:
    if own_opening(context, int(answers["opening"])) is None:
        return None
    numbers = tuple(questions.choice(name(str(number)), number) for number in NEW_FACES)
    unknown = questions.choice(say("btn", "❔ I don't know"), NOT_KNOWN)
    lines = (
        say("body", "How many came for the first time this year?"),
        # Who checked in with a phone is counted already.
        say("body", "Somebody tapped ✅ on a phone? Do not count them."),
        say("body", "Tap or type a number."),
    )
    return Reply(lines, (numbers, (unknown, _undo(answers))))


def _then_new_faces(context: Context, answers: Answers, answer: Answer) -> Outcome:
    own = own_opening(context, int(answers["opening"]))
    if own is None:
        return refusals.OVER
    opening, room = own
    if isinstance(answer, int):
        if opening.visits is not None and answer > opening.visits:
            too_many = say("body", "That is more than the {n} who came.", n=opening.visits)
            return tally(context, opening.id, "new_faces", int(answers["change"]), too_many)
        context.store.openings.count_new(
            opening, context.person.id, new_faces=answer, now=context.now
        )
    counted = context.store.openings.get(opening.id)
    assert counted
    return done(context, counted, room, int(answers["change"]))


def _undo(answers: Answers) -> Button:
    return button(say("btn", "↩️ Undo"), "undo", change=int(answers["change"]))


STEPS: dict[tuple[str, str], questions.Step] = {
    ("inside", "number"): questions.Step(_inside_question, read_number, _inside_then),
    ("tally", "visits"): questions.Step(_ask_visits, read_number, _then_visits),
    ("tally", "new_faces"): questions.Step(_ask_new_faces, read_number, _then_new_faces),
}
