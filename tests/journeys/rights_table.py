"""Who may do what: a row for every command, every button and every open question.

A new one without a row here makes `test_rights.py` red. "May" means that something is written down
or told (``writes``), or that the answer holds what is behind it (``shows``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STRANGER, RESIDENT = "stranger", "resident"
HOLDER, OTHER = "key-holder of that room", "key-holder of another room"
COORDINATOR = "coordinator"
PARTNER, OTHER_PARTNER = "that partner", "another partner"

EVERYBODY = frozenset({STRANGER, RESIDENT, HOLDER, OTHER, COORDINATOR, PARTNER, OTHER_PARTNER})
NOBODY: frozenset[str] = frozenset()
OWNER = frozenset({RESIDENT})
KEY = frozenset({HOLDER})
ANY_KEY = frozenset({HOLDER, OTHER})
STAFF = frozenset({HOLDER, COORDINATOR})
ALL_STAFF = frozenset({HOLDER, OTHER, COORDINATOR})
ONLY_COORDINATOR = frozenset({COORDINATOR})


@dataclass(frozen=True)
class Row:
    """One thing that can be done.

    ``may``: who may. ``with_face``: who may with a shared phone in the hands of somebody else
    than its first person; None for those of whom no role is asked. ``given`` names what has to
    be there first, see `rights_village.py`; what it makes fills ``args`` that start with "@".
    ``is_public``: everybody reads it anyway, also where they may not do it.
    ``text`` is what is typed after a command, or as the answer to a question.
    """

    may: frozenset[str]
    shows: str = ""
    writes: bool = False
    given: str = ""
    text: str = ""
    args: Mapping[str, str | int] = field(default_factory=dict)
    with_face: frozenset[str] | None = None
    is_public: bool = False


ROOM: Mapping[str, str | int] = {"room": "h-buurt"}
OPENING: Mapping[str, str | int] = {"opening": "@opening"}
PARTY: Mapping[str, str | int] = {"activity": "@activity", "start": "@start"}
SIGNUP: Mapping[str, str | int] = {"signup": "@signup"}
OFFER: Mapping[str, str | int] = {"offer": "@offer"}

COMMANDS: dict[str, Row] = {
    "start": Row(EVERYBODY, "👋 Welcome. These are the neighbourhood rooms."),
    "menu": Row(EVERYBODY, "What do you need?", is_public=True),
    "language": Row(EVERYBODY, "language.choose"),
    "hours": Row(EVERYBODY, "hours.room"),
    "activities": Row(EVERYBODY, "Party"),
    "person": Row(EVERYBODY, "It cannot wait"),
    "volunteer": Row(EVERYBODY, "What do you like to do?"),
    "open": Row(KEY, writes=True, text="h-buurt"),
    "count": Row(KEY, writes=True, given="opened", text="5"),
    "close": Row(KEY, writes=True, given="opened", text="3 h-buurt"),
    "shifts": Row(KEY, "shifts.correct"),
    "report": Row(ALL_STAFF, "Week before"),
    "invite": Row(ONLY_COORDINATOR, "start=", writes=True, text="h-buurt"),
    "manage": Row(ONLY_COORDINATOR, "manage.list"),
    "announce": Row(ONLY_COORDINATOR, "Who should read it?", text="Party"),
}

ACTS: dict[str, Row] = {
    "menu": Row(EVERYBODY, "What do you need?", is_public=True),
    "language": Row(EVERYBODY, "language.choose"),
    "language.choose": Row(EVERYBODY, writes=True, args={"tag": "tr"}),
    "faces": Row(EVERYBODY, "Who is it?"),
    "faces.new": Row(EVERYBODY, "Choose a picture for somebody new."),
    "faces.add": Row(EVERYBODY, writes=True, args={"face": "🐢"}),
    "faces.choose": Row(EVERYBODY, writes=True, given="shared", args={"face": "🌻"}),
    "faces.take_away": Row(EVERYBODY, "Which picture do I take away?", given="shared"),
    "faces.gone": Row(EVERYBODY, writes=True, given="shared", args={"face": "🌻"}),
    "hours": Row(EVERYBODY, "hours.room"),
    "hours.room": Row(EVERYBODY, "tell.room", args=ROOM),
    "hours.way": Row(EVERYBODY, "Hofgeest 1", args=ROOM),
    "hours.ask_place": Row(EVERYBODY, "asks_place"),
    "activities": Row(EVERYBODY, "Party"),
    "activities.days": Row(EVERYBODY, "Which day?"),
    "activities.kinds": Row(EVERYBODY, "What do you like?"),
    "activities.mine": Row(OWNER, "✅ You come.", given="signed_up", with_face=NOBODY),
    "activities.count": Row(KEY, "Coffee"),
    "activity": Row(EVERYBODY, "signup", args=PARTY),
    "activity.calendar": Row(EVERYBODY, "Your calendar keeps the date.", args=PARTY),
    "activity.cancel": Row(STAFF, "activity.cancelled", args=PARTY),
    "activity.cancelled": Row(STAFF, writes=True, args=PARTY),
    "activity.revive": Row(STAFF, writes=True, given="called_off", args=PARTY),
    "activity.move": Row(STAFF, "what time?", args=PARTY),
    "activity.came": Row(STAFF, "How many people came?", given="coffee", args=PARTY),
    "activity.counted": Row(STAFF, writes=True, given="coffee", args={**PARTY, "n": 4}),
    "activity.saw": Row(OWNER, writes=True, given="signed_up", args=SIGNUP, with_face=OWNER),
    "signup": Row(EVERYBODY, writes=True, args=PARTY),
    "signup.instead": Row(EVERYBODY, writes=True, args={**PARTY, "other": 0}),
    "signup.others": Row(EVERYBODY, "How many people come", args=PARTY),
    "signup.leave": Row(OWNER, writes=True, given="signed_up", args=SIGNUP, with_face=OWNER),
    "signup.accept": Row(OWNER, writes=True, given="offered", args=SIGNUP, with_face=OWNER),
    "signup.comes": Row(OWNER, writes=True, given="signed_up", args=SIGNUP, with_face=OWNER),
    "tell": Row(EVERYBODY, "Which room do you want to hear of?"),
    "tell.room": Row(EVERYBODY, writes=True, args=ROOM),
    "tell.stop": Row(EVERYBODY, writes=True, given="subscribed", args=ROOM),
    "person": Row(EVERYBODY, "It cannot wait"),
    "checkin": Row(EVERYBODY, writes=True, args=ROOM),
    "talk": Row(EVERYBODY, "A neighbour of {room} reads it.", args=ROOM),
    "talk.room": Row(EVERYBODY, "Which room?"),
    "talk.answer": Row(
        STAFF | OWNER, "Write or speak", given="talk", args={"talk": "@talk"}, with_face=OWNER
    ),
    "talk.done": Row(
        KEY | OWNER, writes=True, given="taken", args={"talk": "@talk"}, with_face=OWNER
    ),
    "urgent": Row(EVERYBODY, "Please call now"),
    "urgent.ask": Row(EVERYBODY, writes=True, args=ROOM),
    "redeem": Row(
        EVERYBODY,
        writes=True,
        given="invited",
        args={"invitation": "@invitation"},
        with_face=NOBODY,
    ),
    "open": Row(KEY, writes=True, args=ROOM),
    "count": Row(KEY, "How many people came to {room} so far?", given="opened"),
    "count.add": Row(KEY, writes=True, given="opened", args={**OPENING, "n": 1}),
    "count.type": Row(KEY, "How many people", given="opened", args=OPENING),
    "close": Row(KEY, writes=True, given="opened", args=ROOM),
    "close_at": Row(KEY, writes=True, given="opened", args={**OPENING, "at": "now"}),
    "stay_open": Row(KEY, writes=True, given="opened", args={**OPENING, "until": "@until"}),
    "undo": Row(KEY, writes=True, given="opened", args={"change": "@change"}),
    "shifts": Row(KEY, "shifts.correct"),
    "shifts.correct": Row(KEY, writes=True, args={"opening": "@past"}),
    "forgotten": Row(KEY, "Which day was", args=ROOM),
    "forgotten.block": Row(
        KEY,
        writes=True,
        args={
            **ROOM,
            "day": "2026-11-13",
            "start": "2026-11-13T13:00:00+01:00",
            "end": "2026-11-13T15:00:00+01:00",
        },
    ),
    "report": Row(ALL_STAFF, "Week before"),
    "report.by_room": Row(ONLY_COORDINATOR, "📊 Week {week}", args={"week": "2026-W46"}),
    "invite": Row(ONLY_COORDINATOR, "start=", writes=True, args=ROOM),
    "invite.partner": Row(ONLY_COORDINATOR, "start=", writes=True, args={"partner": "debts"}),
    "invite.coordinator": Row(ONLY_COORDINATOR, "start=", writes=True),
    "invite.agree": Row(
        ONLY_COORDINATOR,
        writes=True,
        given="waits_for_yes",
        args={"invitation": "@invitation", "yes": 1},
    ),
    "manage": Row(ONLY_COORDINATOR, "manage.list"),
    "manage.list": Row(
        ONLY_COORDINATOR, "manage.suspend", args={"kind": "keyholder", "place": "h-buurt"}
    ),
    "manage.suspend": Row(ONLY_COORDINATOR, writes=True, args={"role": "@role"}),
    "manage.back": Row(ONLY_COORDINATOR, writes=True, given="paused", args={"role": "@role"}),
    "manage.end": Row(ONLY_COORDINATOR, "manage.ended", args={"role": "@role"}),
    "manage.ended": Row(ONLY_COORDINATOR, writes=True, args={"role": "@role"}),
    "announce": Row(ONLY_COORDINATOR, "What do you want to tell?"),
    "volunteer": Row(EVERYBODY, "What do you like to do?"),
    "volunteer.choose": Row(EVERYBODY, "Where do you want to help?", args={"what": "cook"}),
    "volunteer.offer": Row(
        EVERYBODY, writes=True, args={**ROOM, "what": "cook", "when": "any", "after": 0}
    ),
    "volunteer.answer": Row(
        OWNER,
        writes=True,
        given="trial",
        args={**OFFER, "at": "@at", "yes": 1},
        with_face=OWNER,
    ),
    "volunteer.stop": Row(OWNER, writes=True, given="offer", args=OFFER, with_face=OWNER),
    "offers.come": Row(STAFF, writes=True, given="offer", args=OFFER),
    "offers.later": Row(STAFF, "The others can still answer.", given="offer", args=OFFER),
    "offers.back": Row(KEY, writes=True, given="offer_taken", args=OFFER),
    "offers.day": Row(KEY, writes=True, given="offer_taken", args={**OFFER, "start": "@at"}),
    "offers.buddy": Row(KEY, writes=True, given="offer_day", args=OFFER),
    "offers.other": Row(KEY, writes=True, given="offer_day", args=OFFER),
    "offers.meet": Row(STAFF, writes=True, given="offer_buddy", args=OFFER),
    "joining.judge": Row(STAFF, writes=True, given="tried", args={**OFFER, "yes": 1}),
    "joining.key": Row(ONLY_COORDINATOR, writes=True, given="joined", args=OFFER),
    "path": Row(ONLY_COORDINATOR, "Volunteer {number}", given="joined", args=ROOM),
    "path.choose": Row(ONLY_COORDINATOR, "Which step is new?", given="joined", args=OFFER),
    "path.propose": Row(
        ONLY_COORDINATOR, writes=True, given="joined", args={**OFFER, "step": "paid"}
    ),
    "path.answer": Row(
        OWNER, writes=True, given="step", args={"step": "@step", "yes": 1}, with_face=OWNER
    ),
    "path.mine": Row(OWNER, "path.remove", given="step_agreed", with_face=OWNER),
    "path.remove": Row(
        OWNER, writes=True, given="step_agreed", args={"step": "@step"}, with_face=OWNER
    ),
    "exchange": Row(EVERYBODY, "exchange.pick", args=ROOM),
    "exchange.pick": Row(EVERYBODY, "exchange.add", args={**ROOM, "side": "can"}),
    "exchange.add": Row(EVERYBODY, writes=True, args={**ROOM, "side": "can", "thing": "bike"}),
    "exchange.end": Row(OWNER, writes=True, given="wish", args={"wish": "@wish"}, with_face=OWNER),
    "introducing.answer": Row(
        OWNER,
        writes=True,
        given="introduction",
        args={"introduction": "@introduction", "yes": 1},
        with_face=OWNER,
    ),
}

# An open question of somebody whose right to answer it may have gone meanwhile.
STEPS: dict[tuple[str, str], Row] = {
    ("inside", "number"): Row(KEY, writes=True, given="opened", text="5", args=OPENING),
    ("tally", "visits"): Row(
        KEY, writes=True, given="opened", text="5", args={**OPENING, "change": "@change"}
    ),
    ("tally", "new_faces"): Row(
        KEY, writes=True, given="counted", text="1", args={**OPENING, "change": "@change"}
    ),
    ("forgotten", "hours"): Row(
        KEY, writes=True, text="13:00 15:00", args={**ROOM, "day": "2026-11-13"}
    ),
    ("signup", "size"): Row(EVERYBODY, writes=True, text="2", args=PARTY),
    ("activity", "time"): Row(STAFF, writes=True, text="14:30", args=PARTY),
    ("activity", "came"): Row(STAFF, writes=True, given="coffee", text="4", args=PARTY),
    ("talk", "words"): Row(
        EVERYBODY, writes=True, text="Hello", args={**ROOM, "until": "@until_seconds"}
    ),
    ("talk_answer", "words"): Row(
        STAFF,
        writes=True,
        given="talk",
        text="Hello",
        args={"talk": "@talk", "until": "@until_seconds"},
    ),
    ("announce", "words"): Row(ONLY_COORDINATOR, "Who should read it?", text="Party"),
    ("announce", "whom"): Row(
        ONLY_COORDINATOR,
        "people:",
        given="subscribed_omar",
        text="H-buurt",
        args={"words": "@words"},
    ),
    ("announce", "send"): Row(
        ONLY_COORDINATOR,
        writes=True,
        given="subscribed_omar",
        text="Send",
        args={**ROOM, "words": "@words"},
    ),
}
