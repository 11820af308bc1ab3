"""News of the rooms for those who asked for it: a room opened, or something changes there.

Never in the evening or the night. What waits until the morning is told only if it is still true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from handlers.core import message_json, time_words
from handlers.core.feature import Moment
from handlers.core.messages import Act, Priority, Reply, Text, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import closures, status
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening
from storage.store import Store

MORNING, EVENING = time(9), time(21)
# An opening that was a slip of the thumb is undone by then, and nobody is sent for nothing.
SETTLED = timedelta(minutes=1)
# So long may it take until everybody has it: 1,700 messages at 30 a second are a minute.
SENDING = timedelta(minutes=2)
# A little longer than from one tick to the next.
TICK = timedelta(seconds=40)


def due(moment: Moment) -> list[Reply]:
    """Every message that is due now; what waits and is not true any more is taken back."""
    view, store, now = moment.view, moment.store, moment.now
    _take_back(view, store, now)
    return [] if is_too_late(view, now) else list(_openings(view, store, now))


def due_changes(moment: Moment) -> list[Reply]:
    """What a new file changes for those who asked to be told of a room."""
    view, store, now = moment.view, moment.store, moment.now
    closures.notice(store, now)
    return [] if is_too_late(view, now) else list(_changes(view, store, now))


def overtake(store: Store, opening: Opening, now: datetime) -> None:
    """Nobody hears any more that a room was opened, nor is asked about it."""
    asked = store.roles.key_holders(opening.room)
    store.queued.drop_about("opening", opening.id, persons=asked)
    # The rest of very many is taken back before it would go.
    store.queued.drop(
        [
            number
            for number, payload in store.queued.of_priority(Priority.NEWS, now + TICK)
            if _about(payload).args.get("opening") == opening.id
        ]
    )


def is_quiet(view: NeighbourhoodView, moment: datetime) -> bool:
    """Whether nobody is written to of one's own accord at that time."""
    return not MORNING <= view.local(moment).time() < EVENING


def is_too_late(view: NeighbourhoodView, now: datetime) -> bool:
    """Whether what begins to go out now would reach somebody when it is quiet."""
    return is_quiet(view, now) or is_quiet(view, now + SENDING)


def _openings(view: NeighbourhoodView, store: Store, now: datetime) -> Iterator[Reply]:
    """A room that was opened, once for each opening, when it stands for a minute."""
    for opening in _open_now(view, store, now).values():
        if now - opening.opened_at < SETTLED:
            continue
        if not store.done_once.first_time("tell opening", str(opening.id), now):
            continue
        room = view.rooms[opening.room]
        for reader in store.subscriptions.of_room(room.id, opening.opened_at):
            if reader.person != opening.opened_by:
                went_on = status.goes_on(view, opening, now)
                until = went_on.until or went_on.ended
                lines = (_opened(view, room, opening, until),)
                yield _news(room, reader.person, lines, until, opening=opening.id)


def _changes(view: NeighbourhoodView, store: Store, now: datetime) -> Iterator[Reply]:
    """Hours, addresses and rooms that are not as subscribers know them, once for each."""
    default = view.neighbourhood.default_language
    for change, since in closures.untold(view, store, now):
        words: dict[str, tuple[Text, ...]] = {}
        for reader in store.subscriptions.of_room(change.room.id, since):
            if reader.language not in words:
                words[reader.language] = closures.words(change, reader.language, default)
            last = change.last_day
            until = datetime.combine(last + timedelta(days=1), time(), view.zone)
            lines = words[reader.language]
            yield _news(change.room, reader.person, lines, until, until=last.isoformat())
        if change.is_gone:
            store.subscriptions.end_of_room(change.room.id)


def _open_now(view: NeighbourhoodView, store: Store, now: datetime) -> Mapping[int, Opening]:
    """The openings that still stand; nobody is sent into a break, or after the last end."""
    return {
        opening.id: opening
        for opening in store.openings.open_now().values()
        if opening.room in view.rooms and not status.goes_on(view, opening, now).is_paused(now)
    }


def _opened(view: NeighbourhoodView, room: Room, opening: Opening, until: datetime) -> Text:
    if not opening.end_is_planned and until == opening.expected_end:
        return say("body", "{room} is open now.", room=room.name)
    end = time_words.clock(view.local(until))
    return say("body", "{room} is open now. Until {time}.", room=room.name, time=end)


def _news(
    room: Room, to: int, lines: tuple[Text, ...], valid_until: datetime, **about: str | int
) -> Reply:
    first = say("body", "🔔 There is news about the neighbourhood room.")
    look = button(say("btn", "🕙 Opening hours"), "hours.room", room=room.id)
    stop = button(say("btn", "🔕 Stop"), "tell.stop", room=room.id, **about)
    days = button(say("btn", "📆 Days ahead"), "hours.days", room=room.id)
    rows = ((look, stop), (days,)) if "until" in about else ((look, stop),)
    lines = (first, *lines)
    return Reply(lines, rows, to=to, priority=Priority.NEWS, valid_until=valid_until)


def _take_back(view: NeighbourhoodView, store: Store, now: datetime) -> None:
    """Look through what was not sent yet: it may be over by now, or too late in the evening."""
    waiting = store.queued.of_priority(Priority.NEWS, now + TICK)
    if not waiting:
        return
    open_now = _open_now(view, store, now)
    today = view.today(now).isoformat()
    over = [number for number, payload in waiting if not _is_true(payload, open_now, today)]
    store.queued.drop(over)
    if is_quiet(view, now + TICK):
        kept = [number for number, _ in waiting if number not in set(over)]
        store.queued.put_off(kept, next_morning(view, now + TICK))


def _is_true(payload: str, open_now: Mapping[int, Opening], today: str) -> bool:
    """Whether news still holds: the opening stands, the day it is about is not past."""
    about = _about(payload)
    if "opening" in about.args:
        return about.args["opening"] in open_now
    return str(about.args.get("until", today)) >= today


def _about(payload: str) -> Act:
    """What news is about: its button to hear no more says it."""
    acts = [act for act in message_json.acts(payload) if act and act.name == "tell.stop"]
    return acts[0] if acts else Act("")


def next_morning(view: NeighbourhoodView, moment: datetime) -> datetime:
    """From when on people may be written to again."""
    local = view.local(moment)
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, view.zone)
