"""An announcement as it goes out: its time and place are those of now, not those of the yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from handlers.core import message_json
from handlers.core.feature import Moment
from handlers.core.messages import Priority, Reply, Text, say
from handlers.rooms import news
from handlers.team.announcing import facts, progress
from handlers.team.announcing.readers import spoken
from storage.repositories.messages.announcements import PART_OF


def due(moment: Moment) -> Iterator[Reply]:
    """Say the time and place anew in what goes out next; stop what has none any more, once.

    What a message says is changed where it waits: none is made, so none comes twice or gets lost.
    """
    store, now = moment.store, moment.now
    lately = store.announcements.since(now - progress.LOOKED_AT)
    made = {one.name: one for one in lately if facts.may_have(one.target)}
    if not made:
        return

    @cache
    def of_now(announced: str, tag: str) -> tuple[Text, ...]:
        return facts.lines(moment, made[announced].target, tag)

    changed: dict[int, str] = {}
    gone: dict[str, None] = {}
    for one in store.announcements.going(Priority.NEWS, now + news.TICK):
        announced = _part_of(one.payload)
        if announced not in made:
            continue
        reply = message_json.from_json(one.payload)
        if not any(map(facts.is_one, reply.lines)):
            continue
        found = of_now(announced, spoken(moment.view, one.language))
        if not found:
            gone[announced] = None
            continue
        lines = tuple(found[0] if facts.is_one(line) else line for line in reply.lines)
        payload = message_json.to_json(replace(reply, lines=lines))
        if payload != one.payload:
            changed[one.number] = payload
    store.queued.say_anew(changed)
    for announced in gone:
        stopped, _ = progress.drop(moment, made[announced])
        if stopped:
            yield from _stopped(moment, announced)


def _part_of(payload: str) -> str:
    """The name of the announcement that a message belongs to; empty for other news."""
    acts = [act for act in message_json.acts(payload) if act]
    return next((str(act.args[PART_OF]) for act in acts if PART_OF in act.args), "")


def _stopped(moment: Moment, announced: str) -> Iterator[Reply]:
    """Tell the coordinators, with the way to what was written and whom it reached."""
    lines = (
        say("body", "📣 I stopped an announcement."),
        say("body", "It is about something cancelled, closed or over."),
    )
    rows = ((progress.key(announced),),)
    for person in moment.store.roles.coordinators():
        yield Reply(lines, rows, to=person, not_before=facts.goes_out(moment))
