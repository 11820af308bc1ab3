"""What to tell whom as time passes. Worked out from the database at every tick, each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.activities import reminders
from handlers.conversations import timeouts
from handlers.core.messages import Priority, Reply
from handlers.help_requests import deadlines, meetings
from handlers.help_requests.ask import follow_up
from handlers.neighbourhood.view import House
from handlers.reports.weekly import ReportTime, weekly_due
from handlers.rooms import news
from handlers.rooms.forgotten_closings import closings_due
from handlers.volunteering import reminders as volunteering_reminders
from storage.store import Store


def due(house: House, store: Store, now: datetime, report_time: ReportTime) -> list[Reply]:
    """Every message that is due now; asking again gives nothing new."""
    made = [
        *closings_due(house, store, now),
        *weekly_due(house, store, now, report_time),
        *reminders.due(house, store, now),
        *volunteering_reminders.due(house, store, now),
        *timeouts.due(house, store, now),
        *deadlines.due(house, store, now),
        *follow_up.due(house, store, now),
        *meetings.due(house, store, now),
    ]
    told = [replace(one, priority=Priority.NOTICE) for one in made]
    return [*told, *news.due(house, store, now)]
