"""What changed since a report was sent, in words: each figure, what it was, what it is, and why."""

from __future__ import annotations

from handlers.core.messages import Text, Value, name, say, say_many
from handlers.reports.reach.figures import Report
from handlers.reports.reach.revised import Revision, Why
from handlers.reports.text import counts
from handlers.reports.text.labels import LABELS, ROOMS_OPENED

# So many stand in a text; the JSON has all of them.
MOST = 12
REASONS = {
    Why.CORRECTED: say("report", "It was corrected."),
    Why.LOGGED_LATER: say("report", "It was logged later."),
    Why.MEASURED_SINCE: say("report", "It is measured since another day."),
    Why.HOURS_CHANGED: say("report", "The planned hours changed."),
    Why.ANSWERED_LATER: say("report", "A request was answered later."),
    Why.SEVERAL: say("report", "There are several reasons."),
    Why.NOT_KNOWN: say("report", "Why is not known."),
}


def in_short(report: Report) -> list[Text]:
    """How many figures changed since the report was sent; nothing where none did."""
    if not report.revised:
        return []
    return [
        say_many(
            "report",
            "✏️ {n} figure changed since it was sent.",
            "✏️ {n} figures changed since it was sent.",
            len(report.revised),
        )
    ]


def each(report: Report, most: int = MOST) -> list[Text]:
    """A line for each figure that changed, below how many did."""
    shown = [_line(report, revision) for revision in report.revised[:most]]
    lines = [*in_short(report), *shown]
    if more := len(report.revised) - len(shown):
        lines.append(say_many("report", "And {n} more figure.", "And {n} more figures.", more))
    return lines


def _line(report: Report, revision: Revision) -> Text:
    where, _, figure = revision.figure.partition(".")
    place: Text = {
        "total": say("report", "All rooms"),
        "year_to_date": say("report", "The year so far"),
    }.get(where, name(where))
    if where == "rooms":
        room, _, figure = figure.partition(".")
        place = name(next((one.name for one in report.rooms if one.id == room), room))
    return say(
        "report",
        "{place}, {figure}: was {was}, now {now}. {why}",
        place=place,
        figure=LABELS.get(figure.replace(".", "_"), ROOMS_OPENED),
        was=_number(revision.was),
        now=_number(revision.now),
        why=REASONS[revision.why],
    )


def _number(number: int | None) -> Value:
    return counts.NOT_KNOWN if number is None else number
