"""Danger: numbers at once, in front of everything else. What was said is not kept."""

from __future__ import annotations

from datetime import timedelta

from handlers.conversations import recipients, resident, texts
from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Button, Outcome, Priority, Question, Reply, Text, button, say
from handlers.core.questions import Answers
from handlers.help_requests.answer import progress
from handlers.rooms.contacts import urgent_numbers
from handlers.team import announcements
from locales import urgent
from storage.repositories.conversations import NEEDS_HELP, OPEN, Line

# Neighbours are asked for help once in so long; a second tap changes nothing.
ASKED_AGAIN = timedelta(minutes=5)


def show(scene: Scene, _: Args) -> Outcome:
    """Whom to call now; with a talk at hand also a call for help to the neighbours in it."""
    return _numbers(scene, resident.at_hand(scene))


def heard(scene: Scene, text: str) -> Outcome | None:
    """The same for somebody whose words say that it cannot wait; None for other words."""
    # An announcement may well be about danger: "come on Tuesday with letters of eviction".
    is_meant = announcements.is_written(scene) or progress.is_noting(scene)
    if not urgent.is_urgent(text) or resident.is_answering(scene) or is_meant:
        return None
    to = resident.at_hand(scene)
    if to is None:
        return _numbers(scene, None)
    return _numbers(scene, to, say("body", "Your message was not passed on."))


def ask(scene: Scene, args: Args) -> Outcome:
    """Tell every neighbour who can answer that somebody needs help now, and nothing more."""
    store, now = scene.store, scene.now
    own = store.talks.of(scene.person.id, scene.face)
    room = own.room if own else str(args.get("room", ""))
    if not own and room not in scene.house.rooms:
        return show(scene, {})
    since = now - ASKED_AGAIN
    if store.talks.written_since(scene.person.id, scene.face, since, NEEDS_HELP):
        return _still(scene, (say("body", "Your call for help arrived. Please call too:"),))
    reach, helpers = recipients.asked(
        scene.house, store, room, scene.person.id, recipients.COORDINATORS, now
    )
    if not helpers:
        return _still(scene, (say("body", "Nobody can read messages here now. Please call:"),))
    if own is None:
        own = store.talks.start(scene.person.id, scene.face, room, reach, now)
    elif own.state == OPEN:
        store.talks.widen(own, max(reach, own.reach), now)
    else:
        # Whoever answers may not look just now: everybody is asked again.
        store.talks.free(own, reach, now)
    store.talks.add(own, NEEDS_HELP, "", now, by_resident=True)
    fresh = store.talks.get(own.id)
    assert fresh
    line = Line(by_resident=True, kind=NEEDS_HELP, words="")
    told = texts.to_helpers(scene.house, store, fresh, [line], helpers)
    lines = (
        say("body", "✅ Neighbours know now that somebody needs help."),
        say("body", "Please call too:"),
    )
    still = _still(scene, lines)
    return Outcome((*still.replies, *told), still.question, keeps_question=still.keeps_question)


def _numbers(scene: Scene, to: Answers | None, *after: Text) -> Outcome:
    rows: list[tuple[Button, ...]] = []
    lines = [say("body", "🆘 Please call now:"), *urgent_numbers(scene), *after]
    if to is not None:
        room = str(to.get("room", ""))
        rows.append((button(say("btn", "🆘 Ask neighbours"), "urgent.ask", room=room),))
        lines.append(say("body", "I can tell neighbours: somebody needs help."))
    rows += [(button(say("btn", "🧑 A person"), "person"),), keyboards.footer()]
    return _open_still(scene, Reply(tuple(lines), tuple(rows), priority=Priority.DANGER))


def _still(scene: Scene, lines: tuple[Text, ...]) -> Outcome:
    reply = Reply((*lines, *urgent_numbers(scene)), (keyboards.footer(),), priority=Priority.DANGER)
    return _open_still(scene, reply)


def _open_still(scene: Scene, reply: Reply) -> Outcome:
    """Answer, and leave open whatever was open; also words to a human, which else would end."""
    dialogue = scene.person.dialogue
    if dialogue and dialogue.flow == resident.FLOW:
        question = Question(dialogue.flow, dialogue.step, dialogue.answers)
        return Outcome((reply,), question)
    return Outcome((reply,), keeps_question=True)
