"""Openings that residents ran alone, and the steps on the way to work, in words."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.core.messages import Text, say, say_many
from handlers.reports.reach.counted import Steps
from handlers.reports.reach.figures import Figures
from handlers.reports.text.counts import NOT_KNOWN

LABELS = {
    "offered": say("column", "Offered to help"),
    "started": say("column", "Started to help"),
    "key_holders": say("column", "New key-holders"),
    "learning": say("column", "Learning places"),
    "sheltered": say("column", "Sheltered work"),
    "supported": say("column", "Supported jobs"),
    "paid": say("column", "Paid jobs"),
}


def by_residents(figures: Figures) -> list[Text]:
    """How many openings residents ran alone, and of how many that is known."""
    alone = figures.by_residents
    if not figures.openings or alone.of is None:
        return []
    if alone.openings is None:
        return [say("report", "🔑 Run by residents alone: not known.")]
    return [
        say_many(
            "report",
            "🔑 Residents alone ran {n} opening. Known: {of} of {openings}.",
            "🔑 Residents alone ran {n} openings. Known: {of} of {openings}.",
            alone.openings,
            of=alone.of,
            openings=figures.openings,
        )
    ]


def towards_work(steps: Steps) -> Iterator[Text]:
    """Who began to help, and which steps to work were noted; nothing where nothing is known."""
    seen = (steps.offered, steps.started, steps.key_holders)
    if any(number is not None for number in seen):
        offered, started, key_holders = (NOT_KNOWN if one is None else one for one in seen)
        yield say(
            "report",
            "🌱 Offered to help: {offered}. Started: {started}. New key-holders: {key_holders}.",
            offered=offered,
            started=started,
            key_holders=key_holders,
        )
    noted = None
    for step, number in (
        ("learning", steps.learning),
        ("sheltered", steps.sheltered),
        ("supported", steps.supported),
        ("paid", steps.paid),
    ):
        if number:
            one = say("report", "{what}: {n}", what=LABELS[step], n=number)
            noted = say("report", "{list}, {one}", list=noted, one=one) if noted else one
    if noted:
        yield say("report", "🪜 Steps to work. {steps}.", steps=noted)
