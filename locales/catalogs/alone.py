"""The sentences that everybody meets and that stand alone: without a number, a name or a day."""

from __future__ import annotations

from functools import cache

import polib

import locales
from locales.catalogs import order
from locales.catalogs.audience import Audience, audience

SLOT = "body"
# Whoever records sentences reads these; nobody else does.
NOT_FOR_ALL = "handlers/volunteering/"


@cache
def alone() -> tuple[tuple[str, str], ...]:
    """Each with its slot and its English, in the order in which people meet them."""
    template = polib.pofile(str(locales.FOLDER / "messages.pot"), encoding="utf-8")
    found = []
    for entry in template:
        places = [place for place, _ in entry.occurrences]
        is_alone = entry.msgctxt == SLOT and not entry.msgid_plural and "{" not in entry.msgid
        is_for_all = not all(place.startswith(NOT_FOR_ALL) for place in places)
        if is_alone and is_for_all and audience(places) is Audience.EVERYBODY:
            found.append((order.rank(places), entry.msgid))
    return tuple((SLOT, one) for _, one in sorted(found, key=lambda each: each[0]))
