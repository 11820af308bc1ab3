"""Who may do what: a row for every command, every button and every open question.

A new one without a row here makes `test_rights.py` red. "May" means that something is written down
or told (``writes``), or that the answer holds what is behind it (``shows``).
"""

from __future__ import annotations

from tests.hostile.rights import managing
from tests.hostile.rights.rows import (
    ALL_STAFF,
    ANY_PARTNER,
    ASKED,
    DEBTS,
    EVERYBODY,
    KEY,
    MOVED,
    NOBODY,
    OFFER,
    ONLY_COORDINATOR,
    OPENING,
    OWNER,
    PARTY,
    REQUEST,
    ROOM,
    SECRET,
    SEND,
    SIGNUP,
    SOUP,
    STAFF,
    TALK,
    UNTIL,
    VOICE,
    W46,
    WATCHING,
    Row,
)

COMMANDS: dict[str, Row] = {
    "start": Row(EVERYBODY, "👋 Welcome. These are the neighbourhood rooms."),
    "menu": Row(EVERYBODY, "What do you need?", is_public=True),
    "help": Row(EVERYBODY, "What do you need?", is_public=True),
    "language": Row(EVERYBODY, "language.choose"),
    "hours": Row(EVERYBODY, "hours.ask_place"),
    "activities": Row(EVERYBODY, "activities.all"),
    "person": Row(EVERYBODY, "It cannot wait"),
    "urgent": Row(EVERYBODY, "Please call now"),
    "mydata": Row(EVERYBODY, "This is what I know about you."),
    "forget": Row(EVERYBODY, "Are you sure?"),
    "referral": Row(EVERYBODY, "What do you need help with?"),
    "volunteer": Row(EVERYBODY, "What would you like to do?"),
    "voice": Row(ALL_STAFF, "Lend them your voice."),
    "open": Row(KEY, writes=True, text="h-buurt"),
    "count": Row(KEY, writes=True, given="opened", text="5"),
    "close": Row(KEY, writes=True, given="opened", text="3 h-buurt"),
    "shifts": Row(KEY, "shifts.correct"),
    "report": Row(ALL_STAFF, "Week before"),
    "figures": Row(STAFF, "figures.trend", text="h-buurt"),
    "invite": Row(ONLY_COORDINATOR, "start=", writes=True, text="h-buurt"),
    "manage": Row(ONLY_COORDINATOR, "manage.list"),
    "announce": Row(ONLY_COORDINATOR, "Who should read it?", text="Party"),
}

ACTS: dict[str, Row] = {
    "menu": Row(EVERYBODY, "What do you need?", is_public=True),
    "more": Row(EVERYBODY, "What else?"),
    "language": Row(EVERYBODY, "language.choose"),
    "language.choose": Row(EVERYBODY, writes=True, args={"tag": "tr"}),
    "mydata": Row(EVERYBODY, "This is what I know about you."),
    "mydata.file": Row(EVERYBODY, "my-data.json"),
    "forget": Row(EVERYBODY, "Are you sure?"),
    # The first person's yes is not that of whoever has the phone now.
    "forget.yes": Row(EVERYBODY, writes=True, args={"face": ""}, with_profile=NOBODY),
    "sound": Row(EVERYBODY, "From now on you can hear every message.", args={"on": 1}),
    "stay": Row(EVERYBODY, "I'll always know you here."),
    "stay.no": Row(EVERYBODY, "What you asked for continues."),
    "come_back": Row(EVERYBODY, "Tap your six pictures"),
    "come_back.pick": Row(EVERYBODY, "Tap your six pictures", args={"picked": "🐘"}),
    "come_back.safe": Row(OWNER, "my_requests.stop", given="asked", args=REQUEST),
    # Who has an account needs none.
    "come_back.again": Row(NOBODY, "These pictures let you in again"),
    "faces": Row(EVERYBODY, "Who is it?"),
    "faces.new": Row(EVERYBODY, "Choose a picture for somebody new."),
    "faces.add": Row(EVERYBODY, writes=True, args={"face": "🐢"}),
    "faces.choose": Row(EVERYBODY, writes=True, given="shared", args={"face": "🌻"}),
    "faces.take_away": Row(EVERYBODY, "Which picture shall I remove?", given="shared"),
    "faces.gone": Row(EVERYBODY, writes=True, given="shared", args={"face": "🌻"}),
    "hours": Row(EVERYBODY, "hours.ask_place"),
    "hours.room": Row(EVERYBODY, "tell.room", args=ROOM),
    "hours.way": Row(EVERYBODY, "Hofgeest 1", args=ROOM),
    "hours.days": Row(EVERYBODY, "📆 ", args=ROOM),
    "hours.news": Row(EVERYBODY, "🔔 When it opens"),
    "hours.ask_place": Row(EVERYBODY, "asks_place"),
    "activities": Row(EVERYBODY, "activities.all"),
    "activities.all": Row(EVERYBODY, "Party"),
    "activities.days": Row(EVERYBODY, "Which day?"),
    "activities.kinds": Row(EVERYBODY, "What are you looking for?"),
    "activities.mine": Row(OWNER, "✅ You are coming.", given="signed_up", with_profile=NOBODY),
    "activities.count": Row(KEY, "Coffee"),
    "activity": Row(EVERYBODY, "signup", args=PARTY),
    "activity.calendar": Row(EVERYBODY, "Your calendar keeps the date.", args=PARTY),
    "activity.cancel": Row(STAFF, "activity.cancelled", args=PARTY),
    "activity.cancelled": Row(STAFF, writes=True, args=PARTY),
    "activity.revive": Row(STAFF, writes=True, given="called_off", args=PARTY),
    "activity.move": Row(STAFF, "what time?", args=PARTY),
    "activity.moved": Row(STAFF, writes=True, args=MOVED),
    "activity.came": Row(STAFF, "How many people came?", given="coffee", args=PARTY),
    "activity.counted": Row(STAFF, writes=True, given="coffee", args={**PARTY, "n": 4}),
    "activity.saw": Row(OWNER, writes=True, given="signed_up", args=SIGNUP, with_profile=OWNER),
    "signup": Row(EVERYBODY, writes=True, args=PARTY),
    "signup.instead": Row(EVERYBODY, writes=True, args={**PARTY, "other": 0}),
    "signup.others": Row(EVERYBODY, "How many people are coming", args=PARTY),
    "signup.leave": Row(OWNER, writes=True, given="signed_up", args=SIGNUP, with_profile=OWNER),
    "signup.undo": Row(OWNER, "We expect you", given="signed_up", args=SIGNUP, with_profile=OWNER),
    "signup.accept": Row(OWNER, writes=True, given="offered", args=SIGNUP, with_profile=OWNER),
    "signup.comes": Row(OWNER, writes=True, given="signed_up", args=SIGNUP, with_profile=OWNER),
    "tell": Row(EVERYBODY, "Which room do you want to hear about?"),
    "tell.room": Row(EVERYBODY, writes=True, args=ROOM),
    "tell.stop": Row(EVERYBODY, writes=True, given="subscribed", args=ROOM),
    "person": Row(EVERYBODY, "It cannot wait"),
    "checkin": Row(EVERYBODY, writes=True, given="opened", args=ROOM),
    "checkin.none": Row(EVERYBODY, "Ask the key-holder to show you the pictures.", args=ROOM),
    "pictures": Row(STAFF, "pictures.link", args=ROOM),
    "pictures.link": Row(STAFF, "board?tie=", writes=True, args=ROOM),
    "pictures.end": Row(STAFF, writes=True, given="tied", args=ROOM),
    "person.phones": Row(EVERYBODY, "☎ +31 20 555 0101"),
    "talk": Row(EVERYBODY, "A neighbour of {room} reads it.", args=ROOM),
    "talk.room": Row(EVERYBODY, "Which room?"),
    "talk.answer": Row(STAFF | OWNER, "Write or speak", given="talk", args=TALK),
    "talk.done": Row(KEY | OWNER, writes=True, given="taken", args=TALK),
    "urgent": Row(EVERYBODY, "Please call now"),
    "urgent.every": Row(EVERYBODY, "☎ 112"),
    "urgent.kind": Row(EVERYBODY, "☎ 112", args={"kind": "violence"}),
    "urgent.ask": Row(EVERYBODY, writes=True, args=ROOM),
    "referral": Row(EVERYBODY, "What do you need help with?"),
    "referral.again": Row(EVERYBODY, "What do you need help with?"),
    "my_requests": Row(OWNER, "my_requests.stop", given="asked"),
    "my_requests.stop": Row(OWNER, writes=True, given="asked", args=REQUEST),
    "my_requests.suits": Row(
        OWNER, writes=True, given="asked", args={**REQUEST, "when": "morning"}
    ),
    "my_requests.said": Row(
        OWNER, writes=True, given="ended", args={**REQUEST, "said": "got_help"}
    ),
    "my_requests.another": Row(
        OWNER, writes=True, given="asked", args={**REQUEST, **ROOM, "since": 1, "says": "no"}
    ),
    "my_requests.looked": Row(ONLY_COORDINATOR, writes=True, given="differs", args=REQUEST),
    "redeem": Row(
        EVERYBODY,
        writes=True,
        given="invited",
        args={"invitation": "@invitation"},
        with_profile=NOBODY,
    ),
    "open": Row(KEY, writes=True, args=ROOM),
    "count": Row(KEY, "How many people came to {room} so far?", given="opened"),
    "count.add": Row(KEY, writes=True, given="opened", args={**OPENING, "n": 1}),
    "count.type": Row(KEY, "How many people", given="opened", args=OPENING),
    "close": Row(KEY, writes=True, given="opened", args=ROOM),
    "close_at": Row(KEY, writes=True, given="opened", args={**OPENING, "at": "now"}),
    "count.past": Row(KEY, writes=True, args={"opening": "@past", "n": 3}),
    "closed_before": Row(KEY, writes=True, args={"opening": "@past", "at": "@past_middle"}),
    "stay_open": Row(KEY, writes=True, given="opened", args={**OPENING, "until": "@until"}),
    "undo": Row(KEY, writes=True, given="opened", args={"change": "@change"}),
    "shifts": Row(KEY, "shifts.correct"),
    "shifts.correct": Row(KEY, writes=True, args={"opening": "@past"}),
    "count.late": Row(KEY, writes=True, args={"opening": "@past"}),
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
    "figures": Row(STAFF, "figures.trend", args=ROOM),
    "figures.trend": Row(STAFF, "📊 The figures of", args=ROOM),
    "report.file": Row(STAFF, '"document":["pdf"', args={**W46, **ROOM, "form": "pdf"}),
    "report.charts": Row(ONLY_COORDINATOR, "Which chart?", args=W46),
    "report.chart": Row(ONLY_COORDINATOR, "📊 Week {week}", args={**W46, "shows": "rooms"}),
    "report.by_room": Row(ONLY_COORDINATOR, "📊 Week {week}", args=W46),
    "report.all": Row(ONLY_COORDINATOR, "🔑 Volunteers in {year}", args=W46),
    "report.money": Row(ONLY_COORDINATOR, "Financing", args=W46),
    "report.periods": Row(ONLY_COORDINATOR, "Which time?", args=W46),
    "report.ask": Row(ONLY_COORDINATOR, "Every room has logged", args=W46),
    "report.money.rooms": Row(ONLY_COORDINATOR, "not counted", args=W46),
    "report.money.funders": Row(ONLY_COORDINATOR, "City", args=W46),
    "report.missing": Row(ONLY_COORDINATOR, "not measured yet", args=W46),
    "report.what": Row(STAFF, "Which figure do you want", args={**W46, **ROOM}),
    "report.figure": Row(STAFF, "at each opening", args={**W46, **ROOM, "figure": "visits"}),
    "report.openings": Row(STAFF, "Added on", args={**W46, **ROOM}),
    "report.revised": Row(ONLY_COORDINATOR, "Nothing changed since", args=W46),
    "report.sent": Row(ONLY_COORDINATOR, "report.sent.one"),
    "report.sent.one": Row(ONLY_COORDINATOR, "As it was sent", args={"week": "2026-W45"}),
    "report.when": Row(ALL_STAFF, "Which reports do you want to get?"),
    "report.when.choose": Row(ONLY_COORDINATOR, writes=True, args={"kind": "month", "on": 1}),
    "report.since": Row(ONLY_COORDINATOR, "not measured yet"),
    "report.since.room": Row(ONLY_COORDINATOR, "From which day", args=ROOM),
    "report.requests": Row(ONLY_COORDINATOR, "Got help: {helped}", args=W46),
    "invite": Row(ONLY_COORDINATOR, "start=", writes=True, args=ROOM),
    "invite.partner": Row(ONLY_COORDINATOR, "start=", writes=True, args={"partner": "debts"}),
    "invite.coordinator": Row(ONLY_COORDINATOR, "start=", writes=True),
    "invite.agree": Row(
        ONLY_COORDINATOR,
        writes=True,
        given="waits_for_yes",
        args={"invitation": "@invitation", "yes": 1},
    ),
    "invite.label": Row(
        ONLY_COORDINATOR,
        "Whose is it?",
        given="invites",
        args={"invitation": "@invitation"},
    ),
    "manage": Row(ONLY_COORDINATOR, "manage.list"),
    "manage.list": Row(
        ONLY_COORDINATOR, "manage.suspend", args={"kind": "keyholder", "place": "h-buurt"}
    ),
    "manage.suspend": Row(ONLY_COORDINATOR, writes=True, args={"role": "@role"}),
    "manage.back": Row(ONLY_COORDINATOR, writes=True, given="paused", args={"role": "@role"}),
    "manage.label": Row(ONLY_COORDINATOR, SECRET, args={"role": "@role"}),
    "manage.end": Row(ONLY_COORDINATOR, "manage.ended", args={"role": "@role"}),
    "manage.ended": Row(ONLY_COORDINATOR, writes=True, args={"role": "@role"}),
    **managing.ACTS,
    "announce": Row(ONLY_COORDINATOR, "What do you want to say?"),
    "announce.look": Row(ONLY_COORDINATOR, SECRET, given="announced", args=SOUP),
    "announce.stop": Row(ONLY_COORDINATOR, "Nobody else gets it.", given="announced", args=SOUP),
    "announce.change": Row(ONLY_COORDINATOR, "Nobody else gets it.", given="announced", args=SOUP),
    "words": Row(ONLY_COORDINATOR, SECRET, given="unheard"),
    "words.keep": Row(
        ONLY_COORDINATOR, writes=True, given="unheard", args={"utterance": "@utterance"}
    ),
    "words.throw": Row(
        ONLY_COORDINATOR, writes=True, given="unheard", args={"utterance": "@utterance"}
    ),
    # Whoever has the phone besides reads a language of their own.
    "wrong": Row(
        EVERYBODY,
        "Which words are wrong?",
        given="reads_draft",
        args={"of": "@message"},
        with_profile=NOBODY,
    ),
    "wrong.this": Row(
        EVERYBODY,
        writes=True,
        given="reads_draft",
        args={"of": "@message", "at": 0},
        with_profile=NOBODY,
    ),
    "volunteer": Row(EVERYBODY, "What would you like to do?"),
    "volunteer.choose": Row(EVERYBODY, "Where do you want to help?", args={"what": "cook"}),
    "volunteer.offer": Row(
        EVERYBODY, writes=True, args={**ROOM, "what": "cook", "when": "any", "after": 0}
    ),
    "volunteer.kinds": Row(EVERYBODY, "What would you like to do?"),
    "volunteer.when": Row(
        OWNER,
        writes=True,
        given="offer",
        args={**OFFER, "when": "evening"},
        with_profile=OWNER,
    ),
    "volunteer.answer": Row(
        OWNER, writes=True, given="trial", args={**OFFER, "at": "@at", "yes": 1}, with_profile=OWNER
    ),
    "volunteer.stop": Row(OWNER, writes=True, given="offer", args=OFFER, with_profile=OWNER),
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
        OWNER, writes=True, given="step", args={"step": "@step", "yes": 1}, with_profile=OWNER
    ),
    "path.mine": Row(OWNER, "path.remove", given="step_agreed", with_profile=OWNER),
    "path.remove": Row(
        OWNER, writes=True, given="step_agreed", args={"step": "@step"}, with_profile=OWNER
    ),
    "exchange": Row(EVERYBODY, "exchange.pick", args=ROOM),
    "exchange.pick": Row(EVERYBODY, "exchange.add", args={**ROOM, "side": "can"}),
    "exchange.add": Row(EVERYBODY, writes=True, args={**ROOM, "side": "can", "thing": "bike"}),
    "exchange.move": Row(
        OWNER,
        writes=True,
        given="wish",
        args={"wish": "@wish", "room": "holendrecht"},
        with_profile=OWNER,
    ),
    "exchange.mine": Row(OWNER, "exchange.end", given="wish", with_profile=OWNER),
    "exchange.end": Row(
        OWNER, writes=True, given="wish", args={"wish": "@wish"}, with_profile=OWNER
    ),
    "introducing.answer": Row(
        OWNER,
        writes=True,
        given="introduction",
        args={"introduction": "@introduction", "yes": 1},
        with_profile=OWNER,
    ),
    "voices": Row(ALL_STAFF, "Lend them your voice."),
    "voices.next": Row(ALL_STAFF, "Please say this sentence:"),
    "voices.other": Row(ALL_STAFF, "Please say this sentence:"),
    "voices.right": Row(ALL_STAFF, writes=True, given="recorded", args=VOICE),
    "voices.again": Row(ALL_STAFF, writes=True, given="recorded", args=VOICE),
    "voices.stay": Row(ALL_STAFF, writes=True, given="lent", args={"yes": 1}),
    "voices.judge": Row(ALL_STAFF, writes=True, given="lent_by_second", args={**VOICE, "good": 1}),
    # Also who helps no more takes back what is theirs.
    "voices.back": Row(EVERYBODY, writes=True, given="lent", args={"yes": 1}, with_profile=NOBODY),
    "requests": Row(WATCHING, '["request",{', given="asked"),
    "request": Row(WATCHING, "Language: {language}", given="asked", args=REQUEST),
    "request.reveal": Row(ASKED, SECRET, writes=True, given="asked", args=REQUEST),
    "request.accept": Row(ASKED, "You are helping.", writes=True, given="asked", args=REQUEST),
    "request.later": Row(KEY, "The others can still answer.", given="asked_of_room", args=REQUEST),
    "request.refuse": Row(
        ASKED, writes=True, given="asked", args={**REQUEST, "reason": "no_capacity"}
    ),
    "request.begin": Row(ASKED, writes=True, given="accepted", args=REQUEST),
    "request.hold": Row(ASKED, writes=True, given="accepted", args={**REQUEST, **UNTIL}),
    "request.end": Row(
        ASKED, writes=True, given="accepted", args={**REQUEST, "outcome": "got_help"}
    ),
    "request.write": Row(ASKED | OWNER, "Write or speak", given="accepted", args=REQUEST),
    "request.meet": Row(ASKED, writes=True, given="accepted", args={**REQUEST, "at": "@at"}),
    # What the team wrote before stands above it.
    "request.note": Row(ASKED, SECRET, given="noted", args=REQUEST),
    "request.give": Row(ONLY_COORDINATOR, writes=True, given="asked", args={**REQUEST, **ROOM}),
    "request.link": Row(WATCHING, "/help/", writes=True, given="asked", args=REQUEST),
    "send": Row(ASKED, "start=", writes=True, args={**DEBTS, **SEND}),
    "sent.come": Row(OWNER, "is expecting you.", given="sent", args={"link": "@link", "yes": 1}),
    "sent.topic": Row(OWNER, writes=True, given="sent", args={"link": "@link", "yes": 1}),
    "sent.tell": Row(OWNER, writes=True, given="sent", args={"link": "@link", "yes": 1}),
    "capacity": Row(WATCHING, "Full? Choose until when.", args=DEBTS),
    "capacity.full": Row(WATCHING, writes=True, args={**DEBTS, **UNTIL}),
    "capacity.free": Row(WATCHING, writes=True, args=DEBTS),
    "capacity.still": Row(WATCHING, writes=True, args=DEBTS),
}

# The same buttons once more, where something else is there first or it is somebody else's turn.
ALSO: tuple[tuple[str, Row], ...] = (
    # All rooms together are the coordinator's, and so are those who asked for help.
    ("report.what", Row(ONLY_COORDINATOR, "Which figure do you want", args=W46)),
    ("report.figure", Row(ONLY_COORDINATOR, "at each opening", args={**W46, "figure": "visits"})),
    ("report.openings", Row(ONLY_COORDINATOR, "Which room?", args=W46)),
    (
        "report.figure",
        Row(ONLY_COORDINATOR, "asked for help", args={**W46, **ROOM, "figure": "referrals_made"}),
    ),
    # What is known of one person, only that person reads; not who shares their phone.
    ("mydata", Row(OWNER, "You asked for help", given="asked")),
    ("mydata.file", Row(OWNER, SECRET, given="asked")),
    ("forget.yes", Row(NOBODY, writes=True, args={"face": "🦊"}, with_profile=EVERYBODY)),
    # Nobody says yes for another's voice, nor judges their own.
    ("voices.right", Row(NOBODY, writes=True, given="recorded_by_second", args=VOICE)),
    ("voices.again", Row(NOBODY, writes=True, given="recorded_by_second", args=VOICE)),
    ("voices.judge", Row(NOBODY, writes=True, given="lent", args={**VOICE, "good": 1})),
    (
        "voices.judge",
        Row(NOBODY, writes=True, given="recorded_by_second", args={**VOICE, "good": 1}),
    ),
    ("voices.back", Row(NOBODY, writes=True, given="lent_by_second", args={"yes": 1})),
    ("referral", Row(OWNER, "my_requests.stop", given="asked")),
    ("my_requests", Row(EVERYBODY, "You have no request now.")),
    ("my_requests", Row(OWNER, "Did you get help?", given="ended")),
    ("my_requests.stop", Row(OWNER, writes=True, given="accepted", args=REQUEST)),
    ("my_requests.stop", Row(NOBODY, writes=True, given="ended", args=REQUEST)),
    (
        "my_requests.said",
        Row(NOBODY, writes=True, given="asked", args={**REQUEST, "said": "got_help"}),
    ),
    # About a request for help only those two talk: no key, no coordinator, no other partner.
    ("request.write", Row(KEY | OWNER, "Write or speak", given="accepted_by_key", args=REQUEST)),
    ("request.write", Row(OWNER, "Write or speak", given="accepted_by_second", args=REQUEST)),
    ("request.write", Row(NOBODY, "Write or speak", given="asked", args=REQUEST)),
    ("request.write", Row(NOBODY, "Write or speak", given="ended", args=REQUEST)),
    ("talk.answer", Row(ASKED | OWNER, "Write or speak", given="accepted", args=TALK)),
    ("talk.done", Row(OWNER, writes=True, given="accepted", args=TALK)),
    # Whoever shares a phone has talks and requests of their own.
    (
        "talk.answer",
        Row(STAFF, "Write or speak", given="talk_by_fox", args=TALK, with_profile=OWNER),
    ),
    ("talk.done", Row(NOBODY, writes=True, given="talk_by_fox", args=TALK, with_profile=OWNER)),
    ("mydata.file", Row(OWNER, SECRET, given="talk")),
    ("mydata.file", Row(NOBODY, SECRET, given="talk_by_fox", with_profile=OWNER)),
    ("my_requests", Row(NOBODY, "my_requests.stop", given="asked_by_fox", with_profile=OWNER)),
    (
        "my_requests.stop",
        Row(NOBODY, writes=True, given="asked_by_fox", args=REQUEST, with_profile=OWNER),
    ),
    ("mydata", Row(NOBODY, "You asked for help", given="asked_by_fox", with_profile=OWNER)),
    ("mydata.file", Row(NOBODY, SECRET, given="asked_by_fox", with_profile=OWNER)),
    # The room itself is asked: with its key one helps, and never sees a name or a contact.
    ("requests", Row(KEY, '["request",{', given="asked_of_room")),
    ("request", Row(KEY, "Language: {language}", given="asked_of_room", args=REQUEST)),
    ("request.reveal", Row(NOBODY, SECRET, writes=True, given="asked_of_room", args=REQUEST)),
    (
        "request.accept",
        Row(KEY, "You are helping.", writes=True, given="asked_of_room", args=REQUEST),
    ),
    (
        "request.refuse",
        Row(NOBODY, writes=True, given="asked_of_room", args={**REQUEST, "reason": "no_capacity"}),
    ),
    ("request.note", Row(NOBODY, "Write your note", given="asked_of_room", args=REQUEST)),
    ("request.link", Row(NOBODY, "/help/", writes=True, given="asked_of_room", args=REQUEST)),
    ("request.begin", Row(KEY, writes=True, given="accepted_by_key", args=REQUEST)),
    ("request.hold", Row(KEY, writes=True, given="accepted_by_key", args={**REQUEST, **UNTIL})),
    (
        "request.end",
        Row(KEY, writes=True, given="accepted_by_key", args={**REQUEST, "outcome": "got_help"}),
    ),
    ("request.meet", Row(KEY, writes=True, given="accepted_by_key", args={**REQUEST, "at": "@at"})),
    # With a key nobody sees a contact: the coordinators read it and pass on what the room does.
    (
        "request.reveal",
        Row(ONLY_COORDINATOR, SECRET, writes=True, given="accepted_by_key", args=REQUEST),
    ),
    ("requests", Row(STAFF, '["request",{', given="accepted_by_key")),
    ("request", Row(STAFF, "Language: {language}", given="accepted_by_key", args=REQUEST)),
    # Somebody else with that key took it: only they go on with it.
    ("request.accept", Row(NOBODY, writes=True, given="accepted_by_second", args=REQUEST)),
    ("request.begin", Row(NOBODY, writes=True, given="accepted_by_second", args=REQUEST)),
    (
        "request.end",
        Row(
            NOBODY, writes=True, given="accepted_by_second", args={**REQUEST, "outcome": "got_help"}
        ),
    ),
    # Nobody could help: the coordinators look, and the key-holders do not any more.
    ("requests", Row(ONLY_COORDINATOR, '["request",{', given="asked_of_coordinators")),
    (
        "request.reveal",
        Row(ONLY_COORDINATOR, SECRET, writes=True, given="asked_of_coordinators", args=REQUEST),
    ),
    (
        "request.accept",
        Row(ONLY_COORDINATOR, writes=True, given="asked_of_coordinators", args=REQUEST),
    ),
    ("request.note", Row(NOBODY, "Write your note", given="asked_of_coordinators", args=REQUEST)),
    # Two answers that differ stay in the list until somebody looked.
    ("requests", Row(ONLY_COORDINATOR, "my_requests.looked", given="differs")),
    # A partner that was asked before has nothing to look for there.
    ("requests", Row(WATCHING, '["request",{', given="refused_by_others")),
    ("request", Row(WATCHING, "Language: {language}", given="refused_by_others", args=REQUEST)),
    ("request.reveal", Row(ASKED, SECRET, writes=True, given="refused_by_others", args=REQUEST)),
    ("request.accept", Row(ASKED, writes=True, given="refused_by_others", args=REQUEST)),
    # What somebody else of the team took is still the partner's; no second one takes it.
    ("request.accept", Row(NOBODY, writes=True, given="accepted", args=REQUEST)),
    (
        "request.refuse",
        Row(NOBODY, writes=True, given="accepted", args={**REQUEST, "reason": "no_capacity"}),
    ),
    ("request.reveal", Row(ASKED, SECRET, writes=True, given="accepted", args=REQUEST)),
    # Before somebody took it nothing begins or ends.
    (
        "request.end",
        Row(NOBODY, writes=True, given="asked", args={**REQUEST, "outcome": "got_help"}),
    ),
    ("request.begin", Row(NOBODY, writes=True, given="asked", args=REQUEST)),
    # It is over, or was stopped: nobody reads it any more.
    ("requests", Row(NOBODY, '["request",{', given="ended")),
    ("request", Row(NOBODY, "Language: {language}", given="ended", args=REQUEST)),
    ("request.reveal", Row(NOBODY, SECRET, writes=True, given="ended", args=REQUEST)),
    ("request.note", Row(NOBODY, "Write your note", given="ended", args=REQUEST)),
    ("request.link", Row(NOBODY, "/help/", writes=True, given="ended", args=REQUEST)),
    (
        "request.end",
        Row(NOBODY, writes=True, given="ended", args={**REQUEST, "outcome": "no_contact"}),
    ),
    ("request.reveal", Row(NOBODY, SECRET, writes=True, given="stopped", args=REQUEST)),
    # Who works for the partner and asked themselves does not answer themselves.
    ("requests", Row(ONLY_COORDINATOR, '["request",{', given="asked_by_partner")),
    ("request.reveal", Row(NOBODY, SECRET, writes=True, given="asked_by_partner", args=REQUEST)),
    ("request.accept", Row(NOBODY, writes=True, given="asked_by_partner", args=REQUEST)),
    ("request.link", Row(ASKED, "/help/", writes=True, given="asked_by_watcher", args=REQUEST)),
    # Each partner for itself.
    ("send", Row(ANY_PARTNER, "start=", writes=True, args=SEND)),
    ("send", Row(ASKED, "{language}: arrived.", given="sent_arrived", args=DEBTS)),
    ("capacity", Row(ANY_PARTNER, "Full? Choose until when.")),
    ("capacity.full", Row(ANY_PARTNER, writes=True, args=UNTIL)),
)

# An open question of somebody whose right to answer it may have gone meanwhile.
