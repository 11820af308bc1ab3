"""Who may answer which open question: a row for every step, as in `table.py`."""

from __future__ import annotations

from handlers.manage.changes import agreed
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.model import Partner
from storage.neighbourhood.plan import Financing, Target
from tests.hostile.rights.rows import (
    ALL_STAFF,
    ANSWERS,
    ASKED,
    CLOSES,
    DEBTS,
    EVERYBODY,
    HEARD,
    KEY,
    MOVES,
    NEW_ROOM,
    NUMBER,
    ONLY_COORDINATOR,
    OPENING,
    OWNER,
    PARTY,
    PAYER,
    PAYERS,
    PROGRAM,
    REQUEST,
    ROOM,
    SERIES,
    STAFF,
    TODAY,
    YEAR,
    Row,
)

# As the file of the village has them.
DEBT_HELP = Partner(id="debts", name="Debt help", domains=("debt",), answer_within_days=5)
SCHOOL = Partner(id="school", name="School", domains=("learning",), answer_within_days=5)
EMERGENCY = UrgentNumber(phone="112", label="112")
# A reason that was typed, which may stand in other languages too.
IN_ENGLISH = {"hours": "", "reason": "No water", "language": "en"}
STEPS: dict[tuple[str, str], Row] = {
    ("near", "place"): Row(EVERYBODY, "tell.room", text="h-buurt"),
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
    ("measured", "day"): Row(ONLY_COORDINATOR, writes=True, text="2026-03-01", args=ROOM),
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
    ("talk", "end"): Row(
        OWNER,
        writes=True,
        given="talk",
        text="Hello",
        args={"talk": "@talk", "until": "@until_seconds", "words": "stop"},
    ),
    ("talk_answer", "end"): Row(
        STAFF,
        writes=True,
        given="talk",
        text="Hello",
        args={"talk": "@talk", "until": "@until_seconds", "words": "stop"},
    ),
    ("voices", "sentence"): Row(
        ALL_STAFF,
        "Please tap a button.",
        text="hello",
        args={"language": "en", "heard": HEARD.hex()},
    ),
    ("alert time", "at"): Row(ONLY_COORDINATOR, writes=True, text="07:30"),
    ("special day", "day"): Row(ONLY_COORDINATOR, "plan.hours", text="18-11", args=ROOM),
    ("special day", "hours"): Row(STAFF, "Everybody can read it.", text="10-12", args=TODAY),
    ("special day", "reason"): Row(STAFF, "Reason: ", text="Repairs", args=TODAY),
    ("special day", "tongue"): Row(
        STAFF, "Please tap a button.", text="hello", args={**TODAY, **IN_ENGLISH}
    ),
    ("special day", "words"): Row(
        STAFF, "Su yok", text="Su yok", args={**TODAY, **IN_ENGLISH, "tongue": "tr"}
    ),
    ("special day", "sure"): Row(
        STAFF,
        writes=True,
        text="✅ Yes, do it",
        args={**TODAY, "hours": "", "reason": "repairs", "seen": "e4a6a0577479b2b4"},
    ),
    ("usual hours", "weekday"): Row(
        ONLY_COORDINATOR, "From when until when will it be?", text="Tuesday", args=ROOM
    ),
    ("usual hours", "hours"): Row(
        ONLY_COORDINATOR, "every week:", text="9-11", args={**ROOM, "weekday": 1}
    ),
    ("usual hours", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={
            **ROOM,
            "weekday": 1,
            "hours": "09:00-11:00",
            "seen": agreed.mark("10:00-12:00,13:00-16:00"),
        },
    ),
    ("languages", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={"tag": "en", "what": "up", "place": 0, "seen": agreed.mark("nl nl en ar tr es")},
    ),
    ("room offers", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={**ROOM, "there": "toilet", "seen": agreed.mark()},
    ),
    ("room details", "name"): Row(ONLY_COORDINATOR, "from now on:", text="The pantry", args=ROOM),
    ("room details", "address"): Row(
        ONLY_COORDINATOR, "from now on:", text="Hofgeest 9", args=ROOM
    ),
    ("room details", "phone"): Row(
        ONLY_COORDINATOR, "from now on:", text="020 555 0109", args=ROOM
    ),
    ("room details", "place"): Row(ONLY_COORDINATOR, "I need a location", text="here", args=ROOM),
    ("room details", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={
            **ROOM,
            "what": "address",
            "value": "Hofgeest 9",
            "seen": agreed.mark("Hofgeest 1"),
        },
    ),
    ("new room", "name"): Row(ONLY_COORDINATOR, "What is the address?", text="The pantry"),
    ("new room", "address"): Row(
        ONLY_COORDINATOR, "where the room is", text="Hofgeest 22", args=NEW_ROOM
    ),
    ("new room", "place"): Row(ONLY_COORDINATOR, "I need a location", text="here", args=NEW_ROOM),
    ("new room", "phone"): Row(ONLY_COORDINATOR, "New room: ", text="020 555 0109", args=NEW_ROOM),
    ("new room", "sure"): Row(ONLY_COORDINATOR, writes=True, text="✅ Yes, do it", args=NEW_ROOM),
    ("room moves", "address"): Row(
        ONLY_COORDINATOR, "where the room is", text="Hofgeest 22", args=ROOM
    ),
    ("room moves", "place"): Row(ONLY_COORDINATOR, "I need a location", text="here", args=MOVES),
    ("room moves", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={**MOVES, "seen": agreed.mark("Hofgeest 1", "52.3122", "4.9611")},
    ),
    ("room closes", "activities"): Row(
        ONLY_COORDINATOR, "its key", text="🚫 They stop", args=CLOSES
    ),
    ("room closes", "keys"): Row(
        ONLY_COORDINATOR, "closes for good", text="➖ No other key", args=CLOSES
    ),
    # What was seen is not what is there: it is shown anew.
    ("room closes", "sure"): Row(
        ONLY_COORDINATOR,
        "Somebody else changed this",
        text="✅ Yes, do it",
        args={**CLOSES, "seen": "x"},
    ),
    ("new activity", "title"): Row(ONLY_COORDINATOR, "What is it about?", text="Tea", args=PROGRAM),
    ("new activity", "domain"): Row(
        ONLY_COORDINATOR, "When is it", text="☕ Meet people", args=PROGRAM
    ),
    ("new activity", "day"): Row(
        ONLY_COORDINATOR, "From when until when?", text="18-11", args=PROGRAM
    ),
    ("new activity", "hours"): Row(ONLY_COORDINATOR, "How often", text="10-12", args=PROGRAM),
    ("new activity", "often"): Row(
        ONLY_COORDINATOR, "How many places", text="🗓️ Every week", args=PROGRAM
    ),
    ("new activity", "places"): Row(ONLY_COORDINATOR, "places.", text="8", args=PROGRAM),
    ("new activity", "sure"): Row(
        ONLY_COORDINATOR, writes=True, text="✅ Yes, do it", args=PROGRAM
    ),
    ("activity change", "weekday"): Row(
        ONLY_COORDINATOR, "From when until when?", text="Friday", args=SERIES
    ),
    ("activity change", "hours"): Row(ONLY_COORDINATOR, "Every week.", text="10-12", args=SERIES),
    ("activity change", "places"): Row(ONLY_COORDINATOR, "places.", text="8", args=SERIES),
    ("activity change", "title"): Row(ONLY_COORDINATOR, "Tea", text="Tea", args=SERIES),
    ("activity change", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={**SERIES, "stop": 1, "seen": "e0f666ffb5767f57"},
    ),
    ("organisation", "name"): Row(
        ONLY_COORDINATOR, "For which topics", text="Bank", args={"what": "new"}
    ),
    ("organisation", "domains"): Row(
        ONLY_COORDINATOR, "For which topics", text="Care", args={**DEBTS, "what": "domains"}
    ),
    ("organisation", "days"): Row(
        ONLY_COORDINATOR, "answers within", text="4", args={**DEBTS, "what": "days"}
    ),
    ("organisation", "phone"): Row(
        ONLY_COORDINATOR, "has a new number", text="020 555 0109", args={**DEBTS, "what": "phone"}
    ),
    ("organisation", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={**DEBTS, "what": "days", "days": 4, "seen": agreed.mark(DEBT_HELP.model_dump_json())},
    ),
    ("organisation gone", "whom"): Row(
        ONLY_COORDINATOR, "open request", given="asked", text="Coordinators", args=DEBTS
    ),
    ("organisation gone", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={"partner": "school", "seen": agreed.mark(SCHOOL.model_dump_json(), "[] []")},
    ),
    ("danger number", "phone"): Row(
        ONLY_COORDINATOR, "Who answers there?", text="0800-0113", args={"what": "new"}
    ),
    ("danger number", "label"): Row(
        ONLY_COORDINATOR, "has another text", text="Police", args={**NUMBER, "what": "label"}
    ),
    ("danger number", "kinds"): Row(
        ONLY_COORDINATOR, "For which dangers", text="No food", args={**NUMBER, "what": "kinds"}
    ),
    ("danger number", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={
            **NUMBER,
            "what": "label",
            "label": "Police",
            "language": "en",
            "seen": agreed.mark(EMERGENCY.model_dump_json()),
        },
    ),
    **{
        ("targets", what): Row(
            ONLY_COORDINATOR, "plan will be:", text="3", args={**YEAR, "do": "one"}
        )
        for what in ("rooms", "volunteers", "participants")
    },
    ("targets", "low"): Row(
        ONLY_COORDINATOR, "at most?", text="100", args={"district": "", "do": "people"}
    ),
    ("targets", "high"): Row(
        ONLY_COORDINATOR,
        "plan will be:",
        text="9.000",
        args={"district": "", "do": "people", "low": 5000},
    ),
    ("targets", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={
            **YEAR,
            "do": "one",
            "rooms": 3,
            "seen": agreed.mark(repr(Target(year=2026, rooms=2, volunteers=30, participants=500))),
        },
    ),
    ("money", "name"): Row(
        ONLY_COORDINATOR, "How many euros", text="Fund", args={**PAYERS, "do": "new", "line": ""}
    ),
    ("money", "amount"): Row(
        ONLY_COORDINATOR, "amounts will be:", text="9.000", args={**PAYER, "do": "amount"}
    ),
    ("money", "state"): Row(
        ONLY_COORDINATOR,
        "amounts will be:",
        text="✅ It is decided",
        args={**PAYERS, "do": "new", "line": "", "name": "Fund", "euros": 9},
    ),
    ("money", "until"): Row(
        ONLY_COORDINATOR, "amounts will be:", text="31-12-2027", args={**PAYER, "do": "until"}
    ),
    ("money", "sure"): Row(
        ONLY_COORDINATOR,
        writes=True,
        text="✅ Yes, do it",
        args={
            **PAYER,
            "do": "amount",
            "euros": 9,
            "seen": agreed.mark(repr(Financing(name="City", amounts={2026: 174_000}))),
        },
    ),
    ("announce", "words"): Row(ONLY_COORDINATOR, "Who should read it?", text="Party"),
    ("announce", "whom"): Row(
        ONLY_COORDINATOR,
        "people:",
        given="subscribed_omar",
        text="H-buurt",
        args={"words": "@words"},
    ),
    ("announce", "activity"): Row(
        ONLY_COORDINATOR,
        "All times ahead",
        given="party_announced",
        text="1",
        args={"words": "@words"},
    ),
    ("announce", "times"): Row(
        ONLY_COORDINATOR,
        "people:",
        given="party_announced",
        text="2",
        args={"words": "@words", "activity": "party"},
    ),
    ("announce", "text"): Row(
        ONLY_COORDINATOR,
        "people:",
        given="subscribed_omar",
        text="Soep",
        args={**ROOM, "words": "@words", "to": "nl"},
    ),
    ("announce", "tongue"): Row(
        ONLY_COORDINATOR,
        "people:",
        given="subscribed_omar",
        text="1",
        args={**ROOM, "words": "@words"},
    ),
    ("announce", "send"): Row(
        ONLY_COORDINATOR,
        writes=True,
        given="subscribed_omar",
        text="Send",
        args={**ROOM, "words": "@words"},
    ),
    ("label", "words"): Row(
        ONLY_COORDINATOR, writes=True, text="Fatima, Tuesday", args={"role": "@role"}
    ),
    ("request_note", "words"): Row(
        ASKED,
        writes=True,
        given="asked",
        text="Call on Tuesday",
        args={**REQUEST, "until": "@until_seconds"},
    ),
    ("referral", "domain"): Row(
        EVERYBODY, "Where do you want to meet?", text="Debts", args=ANSWERS
    ),
    ("referral", "wait"): Row(EVERYBODY, "How can we reach you?", text="H-buurt", args=ANSWERS),
    ("referral", "room"): Row(EVERYBODY, "How can we reach you?", text="H-buurt", args=ANSWERS),
    ("referral", "phone"): Row(EVERYBODY, "Agreed?", text="Here, it is safe", args=ANSWERS),
    ("referral", "contact"): Row(EVERYBODY, "Agreed?", text="via my sister", args=ANSWERS),
    ("referral", "name"): Row(EVERYBODY, "Agreed?", text="Rosa", args=ANSWERS),
    ("referral", "when"): Row(
        EVERYBODY, "I'll ask for you.", writes=True, text="Yes, ask", args=ANSWERS
    ),
    ("referral", "consent"): Row(
        EVERYBODY, "I'll ask for you.", writes=True, text="Yes, ask", args=ANSWERS
    ),
}
