"""When a message was said, in the words of its page; and which states are not of now any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.channels.web.page_texts import DAY_AND_TIME, OLD, TODAY, YESTERDAY
from bot.channels.web.view import Shown
from bot.rendering.states import HOLDS
from bot.rendering.text import Reader, write
from handlers.core.messages import Text, Weekday, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView

# What a tab keeps may be some days old; so many days have their names on every page.
NAMED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Says when something was, to whoever reads a page in this language at this moment."""

    view: NeighbourhoodView
    reader: Reader
    now: datetime

    @property
    def today(self) -> date:
        """The day on which the page is read."""
        return self.view.today(self.now)

    def page(self) -> dict[str, object]:
        """What a page knows of time: it believes no clock of the phone."""
        days = [self.today - timedelta(days=back) for back in range(NAMED)]
        return {
            "now": _milliseconds(self.now),
            "today": self.today.isoformat(),
            "zone": _minutes(self.view.local(self.now)),
            "days": {day.isoformat(): self.day(day) for day in days},
        }

    def headers(self) -> dict[str, str]:
        """The same for a page that stays open."""
        return {"X-Now": str(_milliseconds(self.now)), "X-Today": self.today.isoformat()}

    def stamped(self, messages: Iterable[Shown]) -> Iterator[Shown]:
        """Each message with its day and time; a day is said once, above the first of it.

        One that was changed on another day says so itself.
        """
        above, messages = self.today.isoformat(), list(messages)
        # Once is enough to be asked: under the newest of those that are told anew together.
        newest = {one["again"]: one["id"] for one in messages if self._is_old(one)}
        for message in messages:
            at = self.view.local(message["at"])
            stood = self.view.local(message.get("stood") or message["at"]).date()
            day = stood.isoformat()
            whole = self._whole(at)
            yield {
                **message,
                "at": at.isoformat(),
                "stood": day,
                "day": at.date().isoformat(),
                "divider": self.day(stood) if day != above else "",
                "time": f"{at:%H:%M}" if at.date() == stood else whole,
                "whole": whole,
                "name": self.day(at.date()),
                "old": self._old(at) if message["again"] else "",
                "is_old": self._is_old(message),
                "asks": newest.get(message["again"]) == message["id"],
            }
            above = day

    def day(self, day: date) -> str:
        """A day as people say it who read it today."""
        return write(self._day(day), self.reader)

    def _is_old(self, message: Shown) -> bool:
        return bool(message["again"]) and self.now - message["at"] >= HOLDS

    def _day(self, day: date) -> Text:
        match (self.today - day).days:
            case 0:
                return TODAY
            case 1:
                return YESTERDAY
            case int() as days if 1 < days < 7:
                return say("day", "{weekday}", weekday=Weekday(day))
            case _:
                return say("day", "{date}", date=day)

    def _whole(self, at: datetime) -> str:
        when = replace(DAY_AND_TIME, values={"day": self._day(at.date()), "time": at.time()})
        return write(when, self.reader)

    def _old(self, at: datetime) -> str:
        is_of_today = at.date() == self.today
        when = name(f"{at:%H:%M}" if is_of_today else self._whole(at))
        return write(replace(OLD, values={"when": when}), self.reader)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _minutes(local: datetime) -> int:
    """How far the neighbourhood's clocks are ahead of the world's."""
    ahead = local.utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0
