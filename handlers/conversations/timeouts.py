"""What time does to a talk: unanswered it is asked wider, silent it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.conversations import recipients, texts
from handlers.conversations.recipients import COORDINATORS, HOLDERS, TOLD
from handlers.core.feature import Moment
from handlers.core.messages import Reply, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import contacts
from storage.repositories.conversations.talks import OPEN, TAKEN, Talk
from storage.store import Store

# So many minutes in which the room was open, for each step.
WIDER = 30
SILENT = timedelta(hours=24)
# Whoever helps for an organisation answers after days, not hours.
SILENT_HELP = timedelta(days=14)
# A room can be closed for days; longer than this nobody's words wait for it.
LONGEST = timedelta(days=7)


def due(moment: Moment) -> Iterator[Reply]:
    """Every message about talks that is due now; asking again gives nothing new."""
    view, store, now = moment.view, moment.store, moment.now
    for talk, is_there in store.talks.going_on():
        if not is_there:
            yield from _close(view, store, talk, now)
        elif talk.request is not None:
            yield from _about_help(moment, talk)
        elif talk.state == OPEN:
            yield from _open(moment, talk)
        elif not talk.taken_by or not recipients.may_answer(view, store, talk, talk.taken_by):
            yield from _free(view, store, talk, now)
        elif moment.clock_is_right and now - talk.last_at >= SILENT:
            yield from _close(view, store, talk, now)


def _about_help(moment: Moment, talk: Talk) -> Iterator[Reply]:
    """It ends with the help, without a word: of that end both sides hear anyway."""
    view, store, now = moment.view, moment.store, moment.now
    is_silent = moment.clock_is_right and now - talk.last_at >= SILENT_HELP
    if is_silent or not recipients.is_going_on(store, talk):
        if store.talks.close(talk, now):
            texts.ask_nobody(view, store, talk)
    elif talk.state == TAKEN and not (
        talk.taken_by and recipients.may_answer(view, store, talk, talk.taken_by)
    ):
        yield from _free(view, store, talk, now)


def _open(moment: Moment, talk: Talk) -> Iterator[Reply]:
    """Nobody answered yet."""
    view, store, now = moment.view, moment.store, moment.now
    _, helpers = recipients.asked_in(view, store, talk, COORDINATORS, now)
    is_old = now - talk.last_at >= LONGEST
    is_silent = talk.circle >= TOLD and now - max(talk.asked_at, talk.last_at) >= SILENT
    if moment.clock_is_right and (is_old or is_silent):
        yield from _close(view, store, talk, now)
        return
    minutes = recipients.open_minutes(view, store, talk.room, talk.asked_at, now)
    if talk.circle >= TOLD or (helpers and minutes < WIDER):
        return
    # Those who were asked then, also when somebody else opened the room since.
    wide, earlier = recipients.asked_in(view, store, talk, talk.circle, talk.asked_at)
    before = earlier if wide == talk.circle else []
    for circle in range(talk.circle + 1, TOLD):
        _, helpers = recipients.asked_in(view, store, talk, circle, now)
        new = [helper for helper in helpers if helper not in before]
        if new:
            if store.talks.widen(talk, circle, now):
                lines = store.talks.said(talk, by_resident=True)
                yield from texts.to_helpers(view, store, talk, lines, new)
            return
    if store.talks.widen(talk, TOLD, now):
        yield _nobody_yet(view, store, talk, now)


def _free(view: NeighbourhoodView, store: Store, talk: Talk, now: datetime) -> Iterator[Reply]:
    """Whoever answered left, or holds no key any more: the others are asked."""
    circle, helpers = recipients.asked_in(view, store, talk, HOLDERS, now)
    if store.talks.free(talk, circle, now):
        freed = store.talks.get(talk.id)
        lines = store.talks.said(talk, by_resident=True)
        if freed:
            yield from texts.to_helpers(view, store, freed, lines, helpers)


def _close(view: NeighbourhoodView, store: Store, talk: Talk, now: datetime) -> Iterator[Reply]:
    if store.talks.close(talk, now):
        yield from texts.over(view, store, talk)


def _nobody_yet(view: NeighbourhoodView, store: Store, talk: Talk, now: datetime) -> Reply:
    """Nobody should wait for nothing: when somebody is there, and whom to call meanwhile."""
    room = view.rooms.get(talk.room)
    lines = (
        *texts.whose(talk),
        say("body", "There is no answer for you yet. I am sorry."),
        *((recipients.when_read(view, store, room, now),) if room else ()),
        *contacts.phones(view, talk.room)[:2],
    )
    rows = (
        *texts.write_rows(view, store, talk.person),
        (texts.cannot_wait(), texts.done_button(talk)),
    )
    until = now + SILENT
    return Reply(lines, rows, to=talk.person, profile=talk.profile, valid_until=until)
