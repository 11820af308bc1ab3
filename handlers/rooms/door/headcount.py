"""How many came: a running count at the door, a number at closing, a correction later."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import keyboards, questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.messages import (
    Button,
    Outcome,
    Question,
    Reply,
    Text,
    Value,
    button,
    name,
    say,
    say_many,
)
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import read_amount
from handlers.rooms import news, status
from handlers.rooms.door import celebrating
from handlers.rooms.pictures import boards
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening

NOT_KNOWN = "unknown"
GUESSES = (8, 10, 15, 20)
NEW_FACES = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOpening:
    """The arguments of a button about an opening."""

    opening: int


def tally(
    context: Context, opening: int, step: str, change: int, *lines: Text, rows: keyboards.Rows = ()
) -> Outcome:
    """Ask after an opening how many came, or how many of them were new; ``rows`` stand below."""
    question = Question("tally", step, {"opening": opening, "change": change})
    return _ask(context, question, *lines, rows=rows)


def own_opening(context: Context, opening_id: int) -> tuple[Opening, Room] | None:
    """The opening a button or an answer is about, if this person holds that room's key now."""
    opening = context.store.openings.get(opening_id)
    room = context.view.rooms.get(opening.room) if opening else None
    if opening is None or room is None or room not in context.own_rooms:
        return None
    return opening, room


def is_over(context: Context, opening: Opening) -> bool:
    """Whether somebody closed it, or it was ended by an estimate so long ago that all are gone."""
    room = context.view.rooms[opening.room]
    there = status.unfinished(context.view, context.store, room, context.now)
    return opening.closed_at is not None and (there is None or there.id != opening.id)


def rows(opening: Opening, change: int = 0) -> keyboards.Rows:
    """The buttons under an open room: count up, type, close, undo the last step, the pictures."""
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
        (boards.pictures_button(opening.room),),
    )


def inside_line(opening: Opening) -> Text:
    """The line with the running count."""
    return say("body", "👥 People counted: {n}", n=opening.visits or 0)


def opening_line(context: Context, opening: Opening) -> Text:
    """Which room, which day, from when until when; nothing of how many came."""
    values: dict[str, Value] = {
        "room": context.view.rooms[opening.room].name,
        "day": time_words.day_name(opening.day),
        "start": time_words.clock(status.opened(context, opening)),
    }
    if opening.closed_at is None:
        return say("body", "{room}: {day} from {start}.", **values)
    end = time_words.clock(context.view.local(opening.closed_at))
    return say("body", "{room}: {day} {start} to {end}.", end=end, **values)


def done(context: Context, opening: Opening, room: Room, change: int) -> Outcome:
    """The end of counting: what was written down, this week so far, and how to undo it."""
    lines = [_counted_line(opening)]
    if opening.new_faces is not None:
        lines.append(say_many("body", "{n} new face.", "{n} new faces.", opening.new_faces))
    # A correction says what it was about: the question may stand far above.
    lines += [opening_line(context, opening), say("body", "Thank you!")]
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
    lines += celebrating.lines(context, opening)
    undo = button(say("btn", "↩️ Undo"), "undo", change=change)
    return Outcome((Reply(tuple(lines), ((undo,),), replaces=True),))


def _counted_line(opening: Opening) -> Text:
    if opening.visits is None:
        return say("body", "✅ Noted. The people were not counted.")
    return say_many("body", "✅ Noted: {n} person.", "✅ Noted: {n} people.", opening.visits)


def set_number(context: Context, opening: Opening, number: int, *, replaces: bool) -> Outcome:
    """So many people came; whoever says so at the door is there."""
    store, change = context.store, 0
    if opening.closed_at and not is_over(context, opening):
        # Somebody counts at the door: it was not over, and is not for now.
        until = status.longer(context.view, opening, context.now)
        change = store.openings.extend(opening, context.person.id, until=until, now=context.now)
        news.overtake(store, opening, context.now)
    counted = store.openings.count(opening, context.person.id, visits=number, now=context.now)
    change = change or counted
    changed = store.openings.get(opening.id)
    assert changed
    room = context.view.rooms[opening.room]
    if changed.closed_at:
        return done(context, changed, room, change)
    lines = (say("body", "✅ {room} is open.", room=room.name), inside_line(changed))
    reply = Reply(lines, rows(changed, change), replaces=replaces)
    return Outcome((reply,))


def ask_inside(context: Context, opening: Opening) -> Outcome:
    """Ask for a typed headcount."""
    return _ask(context, Question("inside", "number", {"opening": opening.id}))


def _ask(context: Context, question: Question, *lines: Text, rows: keyboards.Rows = ()) -> Outcome:
    reply = STEPS[question.flow, question.step].ask(context, question.answers)
    if reply is None:
        return refusals.OVER
    lines, rows = (*lines, *reply.lines), (*reply.rows, *rows)
    return Outcome((replace(reply, lines=lines, rows=rows, replaces=True),), question)


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
    return set_number(context, own[0], answer, replaces=False)


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
        # Whom a browser could not tell from others was asked to say this.
        say("body", "Somebody told you: I am new? Count them."),
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
    ("inside", "number"): questions.Step(_inside_question, read_amount, _inside_then),
    ("tally", "visits"): questions.Step(_ask_visits, read_amount, _then_visits),
    ("tally", "new_faces"): questions.Step(_ask_new_faces, read_amount, _then_new_faces),
}
