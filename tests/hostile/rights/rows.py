"""Who there is, what a row of the table of rights says, and what the buttons of it carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.core.context import Spoken, Voices
from handlers.help_requests.ask import consent
from handlers.manage.changes import agreed

STRANGER, RESIDENT = "stranger", "resident"
HOLDER, OTHER = "key-holder of that room", "key-holder of another room"
COORDINATOR = "coordinator"
PARTNER, OTHER_PARTNER = "that partner", "another partner"
# Hears of trouble with the program, and may nothing that a stranger may not.
OPERATOR = "operator"

EVERYBODY = frozenset(
    {STRANGER, RESIDENT, HOLDER, OTHER, COORDINATOR, PARTNER, OTHER_PARTNER, OPERATOR}
)
NOBODY: frozenset[str] = frozenset()
OWNER = frozenset({RESIDENT})
KEY = frozenset({HOLDER})
STAFF = frozenset({HOLDER, COORDINATOR})
ALL_STAFF = frozenset({HOLDER, OTHER, COORDINATOR})
ONLY_COORDINATOR = frozenset({COORDINATOR})
# Who a request is asked of, and the partners each for themselves.
ASKED = frozenset({PARTNER})
ANY_PARTNER = frozenset({PARTNER, OTHER_PARTNER})
# A coordinator watches over what is with a partner, without a name and without a contact.
WATCHING = frozenset({PARTNER, COORDINATOR})


@dataclass(frozen=True)
class Row:
    """One thing that can be done.

    ``may``: who may. ``with_profile``: who may with a shared phone in the hands of somebody else
    than its first person; None for those of whom no role is asked. ``given`` names what has to
    be there first, see `village.py`; what it makes fills ``args`` that start with "@".
    ``is_public``: everybody reads it anyway, also where they may not do it.
    ``text`` is what is typed after a command, or as the answer to a question.
    """

    may: frozenset[str]
    shows: str = ""
    writes: bool = False
    given: str = ""
    text: str = ""
    args: Mapping[str, str | int] = field(default_factory=dict)
    with_profile: frozenset[str] | None = None
    is_public: bool = False


ROOM: Mapping[str, str | int] = {"room": "h-buurt"}
TODAY: Mapping[str, str | int] = {**ROOM, "day": "2026-11-16"}
OPENING: Mapping[str, str | int] = {"opening": "@opening"}
PARTY: Mapping[str, str | int] = {"activity": "@activity", "start": "@start"}
MOVED = {**PARTY, "at": "2026-11-21T13:00:00+00:00", "was": "@start"}
SERIES: Mapping[str, str | int] = {"activity": "party"}
# What was answered on the way to something new to do.
PROGRAM: Mapping[str, str | int] = {
    **ROOM,
    "title": "Tea",
    "language": "en",
    "domain": "meeting",
    "day": "2026-11-18",
    "hours": "10:00-12:00",
    "often": "week",
    "places": 8,
}
# A line of who pays, and what names it on a button; what stands first in the village's file.
PAID = 'financing = [{ name = "City", 2026 = 174000 }]\n'
YEAR: Mapping[str, str | int] = {"district": "", "year": 2026}
PAYERS: Mapping[str, str | int] = {**YEAR, "kind": "financing"}
PAYER: Mapping[str, str | int] = {**PAYERS, "line": agreed.mark("City", " 0")}
# The same on the way to a new room, and of one that moves or closes.
NEW_ROOM: Mapping[str, str | int] = {
    "name": "The pantry",
    "address": "Hofgeest 22",
    "latitude": "",
    "longitude": "",
    "phone": "",
}
MOVES: Mapping[str, str | int] = {**ROOM, "address": "Hofgeest 22", "latitude": "", "longitude": ""}
CLOSES: Mapping[str, str | int] = {**ROOM, "activities": "/nowhere", "keys": "/nowhere"}
SOUP: Mapping[str, str | int] = {"announcement": "soup"}
SIGNUP: Mapping[str, str | int] = {"signup": "@signup"}
OFFER: Mapping[str, str | int] = {"offer": "@offer"}
TALK: Mapping[str, str | int] = {"talk": "@talk"}
VOICE: Mapping[str, str | int] = {"voice": "@voice"}
REQUEST: Mapping[str, str | int] = {"request": "@request"}
DEBTS: Mapping[str, str | int] = {"partner": "debts"}
# The number of the file for danger.
NUMBER: Mapping[str, str | int] = {"number": "112"}
SEND: Mapping[str, str | int] = {"domain": "debt", "language": "ar", **ROOM}
W46: Mapping[str, str | int] = {"week": "2026-W46"}
UNTIL: Mapping[str, str | int] = {"until": "2026-11-23"}
# What was answered on the way to a request for help, until the yes.
ANSWERS: Mapping[str, str | int] = {
    "until": "@until_seconds",
    "domain": "debt",
    "urgent": 0,
    **ROOM,
    "safe": 1,
    "when": "morning",
    "shown": "debts ",
    "version": consent.VERSION,
    "language": "en",
}
# What was sealed for one pair of eyes, the contact of a request too: nobody else ever reads it.
SECRET = "canarysecret"
# A sentence that can be recorded, which is the only one.
HEARD = b"h" * 32


class OneSentence(Voices):
    """Nothing is spoken here, and one sentence can be recorded."""

    def sentences(self, _: str) -> tuple[Spoken, ...]:
        return (Spoken("body", "Come in.", HEARD),)


ONE_SENTENCE = OneSentence()
