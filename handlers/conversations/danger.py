"""Danger: whom to call at once, in front of everything else. What was said is not kept."""

from __future__ import annotations

from datetime import timedelta

from handlers.conversations import recipients, resident, texts, which_talk
from handlers.core.context import Context
from handlers.core.feature import Nothing, OfRoom
from handlers.core.messages import Button, Outcome, Priority, Question, Reply, Text, button, say
from handlers.rooms.contacts import urgent_numbers
from locales import urgent
from storage.repositories.conversations import NEEDS_HELP, OPEN, Line

# Neighbours are asked for help once in so long; a second tap changes nothing.
ASKED_AGAIN = timedelta(minutes=5)


def show(context: Context, _: Nothing) -> Outcome:
    """Whom to call now; in a talk also a button that calls its neighbours for help."""
    return _numbers(context, resident.at_hand(context))


def heard(context: Context, text: str) -> Outcome | None:
    """The same for somebody whose words say that it cannot wait; None for other words."""
    if not urgent.is_urgent(text) or which_talk.is_answering(context):
        return None
    room = resident.at_hand(context)
    if room is None:
        return _numbers(context, None)
    return _numbers(context, room, say("body", "Your message was not passed on."))


def ask(context: Context, args: OfRoom) -> Outcome:
    """Tell every neighbour who can answer that somebody needs help now, and nothing more."""
    store, now = context.store, context.now
    own = store.talks.of(context.person.id, context.profile)
    room = own.room if own else args.room
    if not own and room not in context.view.rooms:
        return show(context, Nothing())
    since = now - ASKED_AGAIN
    if store.talks.written_since(context.person.id, context.profile, since, NEEDS_HELP):
        return _still(context, (say("body", "Your call for help arrived. Please call too:"),))
    circle, helpers = recipients.asked(
        context.view, store, room, context.person.id, recipients.COORDINATORS, now
    )
    if not helpers:
        return _still(context, (say("body", "Nobody can read messages here now. Please call:"),))
    if own is None:
        own = store.talks.start(
            context.person.id, context.profile, room=room, circle=circle, now=now
        )
    elif own.state == OPEN:
        store.talks.widen(own, max(circle, own.circle), now)
    else:
        # Whoever answers may not look just now: everybody is asked again.
        store.talks.free(own, circle, now)
    store.talks.add(own, NEEDS_HELP, "", now, by_resident=True)
    talk = store.talks.get(own.id)
    assert talk
    line = Line(by_resident=True, kind=NEEDS_HELP, words="")
    told = texts.to_helpers(context.view, store, talk, [line], helpers)
    lines = (
        say("body", "✅ Neighbours know now that somebody needs help."),
        say("body", "Please call too:"),
    )
    still = _still(context, lines)
    return Outcome((*still.replies, *told), still.question, keeps_question=still.keeps_question)


def _numbers(context: Context, room: str | None, *after: Text) -> Outcome:
    """Whom to call; with a room, which is empty in a talk, also the call for help there."""
    rows: list[tuple[Button, ...]] = []
    lines = [say("body", "🆘 Please call now:"), *urgent_numbers(context), *after]
    if room is not None:
        rows.append((button(say("btn", "🆘 Ask neighbours"), "urgent.ask", room=room),))
        lines.append(say("body", "I can tell neighbours: somebody needs help."))
    rows += [(button(say("btn", "🧑 A person"), "person"),)]
    return _open_still(context, Reply(tuple(lines), tuple(rows), priority=Priority.DANGER))


def _still(context: Context, lines: tuple[Text, ...]) -> Outcome:
    reply = Reply((*lines, *urgent_numbers(context)), priority=Priority.DANGER)
    return _open_still(context, reply)


def _open_still(context: Context, reply: Reply) -> Outcome:
    """Answer, and leave open whatever was open; also words to a human, which else would end."""
    dialogue = context.person.dialogue
    if dialogue and dialogue.flow == resident.FLOW:
        question = Question(dialogue.flow, dialogue.step, dialogue.answers)
        return Outcome((reply,), question)
    return Outcome((reply,), keeps_question=True)
