"""The languages people write in, in words: each by its own name, the most used ones first."""

from __future__ import annotations

from collections.abc import Mapping

import locales
from handlers.core.messages import Text, Tongue, name, say
from handlers.reports.reach.parts.request_figures import UNKNOWN
from handlers.reports.text.counts import NOT_KNOWN

# So many have their name; they are the languages of the plan, and who writes in another is rare.
NAMED = 16
# Why the languages need not add up.
IN_TWO = say("report", "Who wrote in two languages counts in both.")


def named(tag: str) -> Text:
    """A language by its own name, else by its name in the reader's."""
    known = locales.languages()
    if tag == UNKNOWN:
        return NOT_KNOWN
    return (
        name(known[tag].own_name)
        if tag in known
        else say("column", "{language}", language=Tongue(tag))
    )


def listed(counts: Mapping[str, int | None]) -> Text | None:
    """The languages that were used, each with its number, the most used ones first."""
    counted = sorted((-count, tag) for tag, count in counts.items() if count)
    parts = [
        say("report", "{language} {count}", language=named(tag), count=-count)
        for count, tag in counted[:NAMED]
    ]
    rest = -sum(count for count, _ in counted[NAMED:])
    if rest:
        parts.append(say("report", "others {count}", count=rest))
    joined = None
    for part in parts:
        joined = say("report", "{list}, {one}", list=joined, one=part) if joined else part
    return joined
