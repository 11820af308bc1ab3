"""What needs somebody, once a day at the time that each coordinator chose; only what is new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from handlers.core.feature import Moment
from handlers.core.messages import Reply, Text, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.manage.alerts import findings, words
from handlers.rooms import news
from storage.repositories.reports.alerts import Wanted

HEADING = say("body", "🔔 News for coordinators:")
# Later than so many minutes after its time somebody did not choose that it comes.
SOON = 60
SETTINGS = button(say("btn", "🔔 What to tell me"), "alerts")


def due(moment: Moment) -> Iterator[Reply]:
    """What each coordinator does not know yet, and what is over of what they know.

    Whoever became one today is told from tomorrow on.
    """
    view, store = moment.view, moment.store
    if not moment.clock_is_right:
        return
    today, wanted = view.today(moment.now), store.alerts.everybody()
    midnight = datetime.combine(today, time(), view.zone).astimezone(UTC)
    late = [
        person
        for person in store.roles.coordinators(since_before=midnight)
        if _is_due(view, wanted.get(person, Wanted()), moment.now)
    ]
    found = findings.present(view, store, moment.now) if late else findings.Found()
    for person in late:
        begun = store.alerts.begin(person, today)
        if begun is None:
            # Another copy of us was faster.
            continue
        fresh = words.fresh(view, person, begun, found)
        store.alerts.knows(person, fresh.told)
        if said := _said(fresh):
            rows = (*words.rows(fresh.begun), (SETTINGS,))
            yield Reply((HEADING, *said), rows, to=person)


def _is_due(view: NeighbourhoodView, wanted: Wanted, now: datetime) -> bool:
    """Whether somebody is to be told: after an outage too, but then not when it is quiet."""
    local = view.local(now)
    late = 60 * local.hour + local.minute - wanted.minute
    if late < 0 or wanted.last == local.date():
        return False
    return late < SOON or not news.is_quiet(view, now)


def _said(fresh: words.Fresh) -> list[Text]:
    every = [*words.lines(fresh.begun), *fresh.over]
    return every if len(every) <= words.LINES else [*every[: words.LINES], words.MORE]
