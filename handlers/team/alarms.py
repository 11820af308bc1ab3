"""What is told of trouble with the program itself: to operators, else to coordinators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.core.feature import Moment
from handlers.core.messages import Priority, Reply, Text, name, say
from storage.repositories.reports.alerts import Subject
from storage.store import Store


class Alarm(StrEnum):
    """A kind of trouble that somebody has to look at."""

    STORAGE = "storage"
    CLOCKWORK = "clockwork"
    CHANNEL = "channel"
    PAUSED = "paused"
    WAITING = "waiting"
    FILES = "files"
    CROWD = "crowd"


BEGUN: Mapping[Alarm, Text] = {
    Alarm.STORAGE: say(
        "body", "⚠️ The bot cannot save anything now. What people write has to wait."
    ),
    Alarm.CLOCKWORK: say("body", "⚠️ The bot has stopped sending reminders and reports."),
    Alarm.CHANNEL: say("body", "⚠️ The bot has no connection to Telegram. Messages have to wait."),
    Alarm.PAUSED: say("body", "⚠️ Telegram lets the bot send nothing now. Messages have to wait."),
    Alarm.FILES: say("body", "⚠️ The bot cannot write one of its files."),
    Alarm.CROWD: say("body", "⚠️ Too many visits come from one network. They do not count."),
    Alarm.WAITING: say("body", "⚠️ An important message has waited for more than 15 minutes."),
}
OVER: Mapping[Alarm, Text] = {
    Alarm.STORAGE: say("body", "✅ The bot can save again. What people wrote is answered now."),
    Alarm.CLOCKWORK: say("body", "✅ The bot sends reminders and reports again."),
    Alarm.CHANNEL: say("body", "✅ The bot has a connection to Telegram again."),
    Alarm.PAUSED: say("body", "✅ Telegram lets the bot send messages again."),
    Alarm.FILES: say("body", "✅ The bot can write all its files again."),
    Alarm.CROWD: say("body", "✅ No network sends too many visits any more."),
    Alarm.WAITING: say("body", "✅ No important message is waiting any more."),
}
# What a coordinator may want to hear nothing of. Of the rest somebody has to hear.
SUBJECTS: Mapping[Alarm, Subject] = {
    Alarm.CHANNEL: Subject.SENDING,
    Alarm.PAUSED: Subject.SENDING,
    Alarm.WAITING: Subject.SENDING,
    Alarm.CROWD: Subject.VISITORS,
}
TELL_THE_OPERATOR = say("body", "Please tell whoever looks after this bot.")


@dataclass(frozen=True, slots=True)
class Listeners:
    """Those who hear of trouble: the operators, or where there are none the coordinators.

    ``muted``: what each coordinator does not want to hear of.
    """

    people: tuple[int, ...] = ()
    are_operators: bool = False
    muted: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def now(cls, store: Store) -> Listeners:
        """Those who would hear of it now."""
        if operators := store.roles.operators():
            return cls(tuple(operators), are_operators=True)
        muted = {person: wanted.muted for person, wanted in store.alerts.everybody().items()}
        return cls(tuple(store.roles.coordinators()), muted=muted)

    def begun(self, alarm: Alarm, reason: str) -> Iterator[Reply]:
        """Something has gone wrong for longer than a moment; operators read what exactly."""
        more = name(reason) if self.are_operators else TELL_THE_OPERATOR
        return _told(self._who(alarm), BEGUN[alarm], more)

    def over(self, alarm: Alarm) -> Iterator[Reply]:
        """It works again."""
        return _told(self._who(alarm), OVER[alarm])

    def _who(self, alarm: Alarm) -> list[int]:
        subject = SUBJECTS.get(alarm, "")
        return [one for one in self.people if subject not in self.muted.get(one, ())]


def job(alarm: Alarm) -> str:
    """Under what name it is kept that somebody was told of trouble, as long as it lasts."""
    return f"alarm {alarm.value}"


def due(moment: Moment) -> Iterator[Reply]:
    """Once a day, while something speaks against the clock: what it says, and what it holds up."""
    view, store, now = moment.view, moment.store, moment.now
    today = view.today(now)
    if moment.clock_is_right or not store.done_once.first_time(
        "clock doubted", today.isoformat(), now
    ):
        return
    lines = (
        say(
            "body",
            "⚠️ My clock says {time}, {date}. Is that right?",
            time=view.local(now).time(),
            date=today,
        ),
        say("body", "Until somebody has looked, the bot deletes nothing."),
    )
    operators = store.roles.operators()
    command = say("body", "If it is right: {command}", command="buurtbot check --clock-is-right")
    yield from _told(operators, *lines, command)
    others = [person for person in store.roles.coordinators() if person not in operators]
    yield from _told(others, *lines, TELL_THE_OPERATOR)


def _told(people: Iterable[int], *lines: Text) -> Iterator[Reply]:
    return (Reply(lines, to=person, priority=Priority.NOTICE) for person in people)
