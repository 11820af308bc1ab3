"""What to tell whom as time passes. Worked out from the database at every tick, each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.activities import reminders
from handlers.conversations import timeouts
from handlers.core.messages import Priority, Reply
from handlers.dispatch.wording import finished
from handlers.help_requests import deadlines, meetings
from handlers.help_requests.ask import follow_up
from handlers.neighbourhood.view import NeighbourhoodView
from handlers.reports.weekly import ReportTime, weekly_due
from handlers.rooms import news
from handlers.rooms.forgotten_closings import closings_due
from handlers.volunteering import reminders as volunteering_reminders
from storage.store import Store


def due(
    view: NeighbourhoodView, store: Store, now: datetime, report_time: ReportTime
) -> list[Reply]:
    """Every message that is due now; asking again gives nothing new."""
    made = [
        *closings_due(view, store, now),
        *weekly_due(view, store, now, report_time),
        *reminders.due(view, store, now),
        *volunteering_reminders.due(view, store, now),
        *timeouts.due(view, store, now),
        *deadlines.due(view, store, now),
        *follow_up.due(view, store, now),
        *meetings.due(view, store, now),
    ]
    told = [replace(one, priority=Priority.NOTICE) for one in made]
    return [finished(reply) for reply in (*told, *news.due(view, store, now))]
