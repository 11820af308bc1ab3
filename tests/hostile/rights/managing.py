"""Who may change the neighbourhood, and who sees how coordinators work together: each button."""

from __future__ import annotations

from tests.hostile.rights.rows import (
    ALL_STAFF,
    DEBTS,
    NUMBER,
    ONLY_COORDINATOR,
    PAYER,
    PAYERS,
    ROOM,
    SERIES,
    STAFF,
    TODAY,
    YEAR,
    Row,
)

ACTS: dict[str, Row] = {
    "manage.history": Row(
        ONLY_COORDINATOR, "The key-holders of", args={"kind": "keyholder", "place": "h-buurt"}
    ),
    "manage.subjects": Row(ONLY_COORDINATOR, "Which news do you want at once?"),
    "manage.subject": Row(ONLY_COORDINATOR, writes=True, args={"subject": "help", "on": 0}),
    "plan": Row(ALL_STAFF, "plan."),
    "plan.room": Row(STAFF, "plan.closed", args=ROOM),
    "plan.day": Row(STAFF, "plan.hours", args=TODAY),
    "plan.ask": Row(ONLY_COORDINATOR, "Which day is it about?", args=ROOM),
    "plan.closed": Row(STAFF, "Everybody can read it.", args=TODAY),
    "plan.hours": Row(STAFF, "From when until when?", args=TODAY),
    "plan.usual": Row(STAFF, "as usual on", args=TODAY),
    "plan.week": Row(ONLY_COORDINATOR, "plan.weekday", args=ROOM),
    "plan.weekday": Row(
        ONLY_COORDINATOR, "From when until when will it be?", args={**ROOM, "weekday": 1}
    ),
    "plan.details": Row(ONLY_COORDINATOR, "plan.detail", args=ROOM),
    "plan.detail": Row(ONLY_COORDINATOR, "What is the new name?", args={**ROOM, "what": "name"}),
    "plan.offers": Row(ONLY_COORDINATOR, "from now on:", args={**ROOM, "there": "toilet children"}),
    "plan.new_room": Row(ONLY_COORDINATOR, "What is its name?"),
    "plan.moves": Row(ONLY_COORDINATOR, "What is the address?", args=ROOM),
    "plan.closes": Row(ONLY_COORDINATOR, "close it for good", args=ROOM),
    "plan.undo": Row(ONLY_COORDINATOR, writes=True, given="renamed", args={"version": "@version"}),
    "plan.history": Row(ONLY_COORDINATOR, "What was changed:"),
    "alerts": Row(ONLY_COORDINATOR, "I tell you what is new"),
    "alerts.subjects": Row(ONLY_COORDINATOR, "Which subjects do you want?"),
    "alerts.choose": Row(ONLY_COORDINATOR, writes=True, args={"subject": "requests", "on": 0}),
    "alerts.time": Row(ONLY_COORDINATOR, "Which time is good for you?"),
    "alerts.requests": Row(ONLY_COORDINATOR, '["request",{', given="asked_of_coordinators"),
    "alerts.keys": Row(ONLY_COORDINATOR, "manage.suspend", args=ROOM),
    "alerts.days": Row(ONLY_COORDINATOR, "plan.closed", args=ROOM),
    "alerts.offers": Row(ONLY_COORDINATOR, "No offer to help waits too long."),
    "plan.program": Row(ONLY_COORDINATOR, "New activity", args=ROOM),
    "plan.activity": Row(ONLY_COORDINATOR, "plan.stop", args=SERIES),
    "plan.new": Row(ONLY_COORDINATOR, "Something new in", args=ROOM),
    "plan.stop": Row(ONLY_COORDINATOR, "It stops:", args=SERIES),
    "plan.move": Row(ONLY_COORDINATOR, "On which day will it be?", args=SERIES),
    "plan.places": Row(ONLY_COORDINATOR, "How many places", args=SERIES),
    "plan.title": Row(ONLY_COORDINATOR, "What is it called?", args=SERIES),
    "plan.titles": Row(ONLY_COORDINATOR, "plan.title", args=SERIES),
    "plan.whole": Row(ONLY_COORDINATOR, "plan.partners"),
    "plan.partners": Row(ONLY_COORDINATOR, "plan.partner.new"),
    "plan.partner": Row(ONLY_COORDINATOR, "plan.partner.out", args=DEBTS),
    "plan.partner.new": Row(ONLY_COORDINATOR, "What is the organisation called?"),
    "plan.partner.change": Row(
        ONLY_COORDINATOR, "In how many working days", args={**DEBTS, "what": "days"}
    ),
    "plan.partner.out": Row(ONLY_COORDINATOR, "This organisation is gone:", args=DEBTS),
    "plan.urgent": Row(ONLY_COORDINATOR, "plan.urgent.new"),
    "plan.urgent.one": Row(ONLY_COORDINATOR, "plan.urgent.change", args=NUMBER),
    "plan.urgent.new": Row(ONLY_COORDINATOR, "What is the phone number?"),
    "plan.urgent.change": Row(
        ONLY_COORDINATOR, "For which dangers is it?", args={**NUMBER, "what": "kinds"}
    ),
    "plan.languages": Row(ONLY_COORDINATOR, "The languages are in this order."),
    "plan.language": Row(ONLY_COORDINATOR, "plan.language.change", args={"tag": "en"}),
    "plan.language.others": Row(ONLY_COORDINATOR, "Which language do you want to add?"),
    "plan.language.change": Row(
        ONLY_COORDINATOR, "becomes number", args={"tag": "en", "what": "up", "place": 0}
    ),
    "plan.targets": Row(ONLY_COORDINATOR, "plan.target"),
    "plan.districts": Row(ONLY_COORDINATOR, "Which part", args={"leads": "plan.targets"}),
    "plan.target": Row(ONLY_COORDINATOR, "plan.promise", args=YEAR),
    "plan.promise": Row(ONLY_COORDINATOR, "How many rooms?", args={**YEAR, "what": "rooms"}),
    "plan.people": Row(ONLY_COORDINATOR, "For how many people at least?"),
    "plan.money": Row(ONLY_COORDINATOR, "plan.budget"),
    "plan.budget": Row(ONLY_COORDINATOR, "plan.lines", args=YEAR),
    "plan.lines": Row(ONLY_COORDINATOR, "plan.line", args=PAYERS),
    "plan.line": Row(ONLY_COORDINATOR, "plan.sum", args=PAYER),
    "plan.sum": Row(ONLY_COORDINATOR, "How many euros", args={**PAYER, "what": "amount"}),
}
