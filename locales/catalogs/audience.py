"""Who reads a sentence: told by the places in the code where it is said.

What everybody meets first is complete in every language; what residents, volunteers and key-holders
read, in all that have a reader; what only coordinators, organisations and reports show, in a few.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Audience(IntEnum):
    """Who reads a sentence; of several audiences the first one counts."""

    EVERYBODY = 1
    ROOM = 2
    OFFICE = 3


# As a translator reads it above a sentence.
NAMES = {
    Audience.EVERYBODY: "Everybody reads this first",
    Audience.ROOM: "For residents, volunteers and key-holders",
    Audience.OFFICE: "For coordinators, organisations and reports",
}
# Where the sentences of an audience stand: the longest beginning of a place counts.
PLACES = {
    "bot/": Audience.OFFICE,
    "bot/channels/": Audience.EVERYBODY,
    "bot/channels/telegram/menus": Audience.EVERYBODY,
    "bot/channels/web/boards/tied": Audience.ROOM,
    "bot/channels/web/partner/": Audience.OFFICE,
    "bot/pipeline/": Audience.EVERYBODY,
    "bot/rendering/": Audience.EVERYBODY,
    # A key-holder looks at the figures of their own room.
    "bot/rendering/chart": Audience.ROOM,
    "bot/voices/": Audience.EVERYBODY,
    "handlers/": Audience.ROOM,
    "handlers/activities/": Audience.EVERYBODY,
    "handlers/activities/running/": Audience.ROOM,
    "handlers/conversations/": Audience.EVERYBODY,
    "handlers/core/": Audience.EVERYBODY,
    "handlers/core/neighbourhood/subjects": Audience.OFFICE,
    "handlers/dispatch/": Audience.EVERYBODY,
    "handlers/everybody/": Audience.EVERYBODY,
    "handlers/help_requests/answer/capacity": Audience.OFFICE,
    "handlers/help_requests/answer/giving": Audience.OFFICE,
    "handlers/help_requests/answer/links": Audience.OFFICE,
    "handlers/help_requests/ask/": Audience.EVERYBODY,
    "handlers/help_requests/resident_texts": Audience.EVERYBODY,
    "handlers/help_requests/told_here": Audience.EVERYBODY,
    "handlers/help_requests/writing": Audience.EVERYBODY,
    "handlers/manage/": Audience.OFFICE,
    "handlers/reports/": Audience.OFFICE,
    # What stands in the pictures that a key-holder sees, and on the way to them.
    "handlers/reports/behind/missed": Audience.ROOM,
    "handlers/reports/feature": Audience.ROOM,
    "handlers/reports/history": Audience.ROOM,
    "handlers/reports/own_room/": Audience.ROOM,
    "handlers/rooms/closures": Audience.EVERYBODY,
    "handlers/rooms/feature": Audience.EVERYBODY,
    "handlers/rooms/near": Audience.EVERYBODY,
    "handlers/rooms/news": Audience.EVERYBODY,
    "handlers/rooms/opening_hours": Audience.EVERYBODY,
    "handlers/rooms/pictures/asking": Audience.EVERYBODY,
    "handlers/rooms/planned": Audience.EVERYBODY,
    "handlers/rooms/poster": Audience.EVERYBODY,
    "handlers/rooms/status": Audience.EVERYBODY,
    "handlers/rooms/subscriptions": Audience.EVERYBODY,
    "handlers/team/alarms": Audience.OFFICE,
    "handlers/team/announcing/": Audience.OFFICE,
    "handlers/team/announcing/readers": Audience.ROOM,
    "handlers/team/announcing/facts": Audience.ROOM,
    # What goes out is read by whoever asked for news.
    "handlers/team/announcing/told": Audience.EVERYBODY,
    "handlers/team/coordinating/": Audience.OFFICE,
    "handlers/team/invitations": Audience.OFFICE,
    "handlers/team/labels": Audience.OFFICE,
    "handlers/team/roles": Audience.OFFICE,
    "handlers/team/words/": Audience.OFFICE,
    # It is for those whose language does not say the rest.
    "handlers/team/words/not_whole": Audience.EVERYBODY,
    # Whoever reads a draft can say what is wrong with it.
    "handlers/team/words/wrong_words": Audience.EVERYBODY,
    # Who lends a voice to a language that no machine speaks may read no other.
    "handlers/volunteering/": Audience.EVERYBODY,
}


def audience(places: Iterable[str]) -> Audience:
    """Who reads a sentence that is said in these files."""
    return min(_of(place) for place in places)


def _of(place: str) -> Audience:
    longest = max((start for start in PLACES if place.startswith(start)), key=len)
    return PLACES[longest]
