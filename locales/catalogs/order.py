"""Where people meet a sentence, in words, and in which order: what is met first stands first."""

from __future__ import annotations

from collections.abc import Sequence

# By the longest beginning of a place in the code. What everybody meets in the first minute stands
# first, then danger and reaching a person, then what there is to do, then what few people see.
MET = {
    "handlers/everybody/start": "The first screen",
    "handlers/everybody/language": "Choosing a language",
    "handlers/everybody/menu": "The menu",
    "handlers/core/keyboards": "Buttons under every message",
    "handlers/everybody/": "Behind ☰ More",
    "handlers/rooms/status": "Which room is open",
    "handlers/rooms/opening_hours": "Which room is open",
    "handlers/rooms/near": "The nearest room",
    "handlers/rooms/": "Days and news of a room",
    "handlers/core/time_words": "Days and times in other sentences",
    "handlers/core/neighbourhood/holidays": "Public holidays",
    "handlers/core/neighbourhood/": "Topics to choose from",
    "handlers/conversations/danger": "Danger: who to call",
    "handlers/conversations/": "Writing to a person",
    "handlers/help_requests/ask/consent": "Asking for help: who may know",
    "handlers/help_requests/ask/": "Asking for help",
    "handlers/help_requests/resident_texts": "Asking for help: how it goes on",
    "handlers/activities/": "Activities",
    "handlers/activities/check_in": "Saying: I am here",
    "handlers/dispatch/": "When something is not understood",
    "handlers/core/": "Questions, and what is not possible",
    "bot/channels/web/": "The web page",
    "bot/channels/telegram/": "Telegram, before a chat begins",
    "bot/": "Short words of the program",
    "handlers/everybody/forget": "Deleting one's data",
    "handlers/everybody/my_data": "What we know of somebody",
    "handlers/everybody/known_requests": "What we know of somebody",
    "handlers/everybody/shared_phone": "A phone for two",
    "handlers/everybody/browsers/": "Being known again on the web",
    "handlers/volunteering/": "Helping as a volunteer",
    "handlers/rooms/door/": "Key-holders: opening, counting, closing",
    "handlers/rooms/pictures/": "Pictures of the day in a room",
    "handlers/rooms/poster": "The poster on the door",
    "handlers/activities/running/": "Those who run an activity",
    "handlers/help_requests/": "Those who answer requests for help",
    "bot/channels/web/boards/": "The board in a room",
    "bot/channels/web/partner/": "The page of an organisation",
    "handlers/reports/own_room/": "Key-holders: how the room is doing",
    "handlers/team/": "Roles and invitations",
    "handlers/team/announcing/": "Coordinators: announcements",
    "handlers/manage/": "Coordinators: changing rooms and activities",
    "handlers/reports/": "Coordinators: the report",
    "bot/exports/": "The report as a file",
    "bot/rendering/chart": "Charts",
}
SLOTS = {
    "body": "a line of a message",
    "bot": "what Telegram shows of the bot",
    "btn": "a button",
    "choice": "a button with more room",
    "column": "the head of a table",
    "command": "the list of commands: a few words, no full stop",
    "day": "a day inside another sentence",
    "holiday": "the name of a day",
    "month": "the name of a month",
    "page": "a line of a web page",
    "poster": "a line of the poster",
    "reason": "why a room is closed: part of a line",
    "report": "a line of the report",
    "several": "a line about one room, among others",
}
# More places than these tell a translator nothing more.
NAMED = 3
_RANKS = {start: rank for rank, start in enumerate(MET)}


def rank(places: Sequence[str]) -> int:
    """How late a sentence is met that is said in these files; the first one counts."""
    return min(_RANKS[_met(place)] for place in places)


def where(slot: str, places: Sequence[str]) -> str:
    """Where a sentence stands, in words."""
    known = sorted({_RANKS[_met(place)]: MET[_met(place)] for place in places}.items())
    named = list(dict.fromkeys(words for _, words in known))
    more = "; and elsewhere" if len(named) > NAMED else ""
    what = SLOTS.get(slot, slot)
    return f"{what[0].upper()}{what[1:]}. {'; '.join(named[:NAMED])}{more}"


def _met(place: str) -> str:
    return max((start for start in MET if place.startswith(start)), key=len)
