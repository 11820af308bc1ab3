"""One time of an activity as a file for the calendar of a phone (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.activities import browse, card, texts
from handlers.activities.card import OfOccurrence
from handlers.core.context import Context
from handlers.core.enclosures import Attachment
from handlers.core.messages import Outcome, Reply, say

# What the numbers of versions count from; they fit in 31 bits until 2050.
SINCE = datetime(2018, 1, 1, tzinfo=UTC)


def show(context: Context, args: OfOccurrence) -> Outcome:
    """The file, with the same words that stand in the chat; nothing in it tells who asked."""
    occurrence = card.find(context, args.key)
    if occurrence is None:
        return browse.gone(context)
    # Three megabytes for a file that few ask for.
    from icalendar import Calendar, Event, vText  # noqa: PLC0415

    room = context.view.rooms[occurrence.activity.room]
    event = Event()
    # The same for everybody and for ever: a calendar that gets it twice keeps one.
    event.add("uid", f"{occurrence.activity.id}-{occurrence.start:%Y%m%dT%H%M%SZ}@buurtbot")
    # And what comes later replaces what was there, also when it says nothing but the time anew.
    event.add("sequence", int((context.now - SINCE).total_seconds()) * 2 + occurrence.is_moved)
    event.add("dtstamp", context.now.astimezone(UTC))
    event.add("last-modified", context.now.astimezone(UTC))
    event.add("dtstart", occurrence.begins.astimezone(UTC))
    event.add("dtend", occurrence.ends.astimezone(UTC))
    event["summary"] = vText(texts.title(context, occurrence))
    event["location"] = vText(f"{room.name}, {room.address}")
    if occurrence.is_cancelled:
        event.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//buurtbot//neighbourhood rooms//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content = calendar.to_ical().decode()
    lines = (
        say("body", "📎 Open this file. Your calendar keeps the date."),
        texts.heading(context, occurrence),
    )
    attachment = Attachment(f"{occurrence.activity.id}.ics", content)
    return Outcome((Reply(lines, attachment=attachment),), keeps_question=True)
