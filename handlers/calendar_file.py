"""One time of an activity as a file for the calendar of a phone (RFC 5545)."""

from __future__ import annotations

from datetime import UTC

from handlers import activities, activity_card, menu
from handlers.scene import Args, Scene
from handlers.vocabulary import Attachment, Outcome, Reply, say


def show(scene: Scene, args: Args) -> Outcome:
    """The file, with the same words that stand in the chat; nothing in it tells who asked."""
    occurrence = activity_card.here(scene, args)
    if occurrence is None:
        return activities.gone(scene)
    # Three megabytes for a file that few ask for.
    from icalendar import Calendar, Event, vText  # noqa: PLC0415

    room = scene.house.rooms[occurrence.activity.room]
    event = Event()
    # The same for everybody and for ever: a calendar that gets it twice keeps one.
    event.add("uid", f"{occurrence.activity.id}-{occurrence.start:%Y%m%dT%H%M%SZ}@buurtbot")
    event.add("dtstamp", scene.now.astimezone(UTC))
    event.add("dtstart", occurrence.begins.astimezone(UTC))
    event.add("dtend", occurrence.ends.astimezone(UTC))
    event["summary"] = vText(activity_card.title(scene, occurrence))
    event["location"] = vText(f"{room.name}, {room.address}")
    if occurrence.is_cancelled:
        event.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//buurtbot//neighbourhood rooms//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    content = calendar.to_ical().decode()
    lines = (
        say("body", "📎 Open this file. Your calendar keeps the date."),
        activity_card.heading(scene, occurrence),
    )
    attachment = Attachment(f"{occurrence.activity.id}.ics", content)
    return Outcome((Reply(lines, (menu.footer(),), attachment=attachment),), keeps_question=True)
