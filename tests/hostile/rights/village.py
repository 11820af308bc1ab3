"""The village in which the rights are tried: what belongs to whom, and what has to be there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.whose_turn import ROOM_WAS_ASKED
from storage.neighbourhood.file import read_text
from storage.repositories.activities.sign_ups import SignUpState
from storage.repositories.conversations.talks import LineKind
from storage.repositories.help_requests.partners import SENT
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    COMPLETED,
    HELPER,
    RESIDENT,
)
from storage.repositories.people.roles import COORDINATOR as COORDINATES
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.repositories.people.roles import OPERATOR as LOOKS_AFTER_IT
from storage.repositories.people.roles import PARTNER as ANSWERS
from storage.repositories.volunteering.exchange import Side
from storage.repositories.volunteering.steps_to_work import WorkStep
from storage.store import Store
from tests.conftest import TWO_ROOMS
from tests.hostile.rights import given_words, rows
from tests.hostile.rights.rows import SECRET
from tests.support.asking import brought_to, written
from tests.support.talk import Street

FILE = """
[[partners]]
id = "debts"
name = "Debt help"
domains = ["debt"]
answer_within_days = 5

[[partners]]
id = "homes"
name = "Homes"
domains = ["housing"]
answer_within_days = 5

[[partners]]
id = "school"
name = "School"
domains = ["learning"]
answer_within_days = 5

[[activities]]
id = "party"
room = "h-buurt"
title = { en = "Party" }
domain = "meeting"
rrule = "FREQ=WEEKLY;BYDAY=WE"
start = 2026-11-04T11:00:00
minutes = 60

[[activities]]
id = "coffee"
room = "h-buurt"
title = { en = "Coffee" }
domain = "meeting"
rrule = "FREQ=WEEKLY;BYDAY=MO"
start = 2026-11-02T10:00:00
minutes = 60
"""
Facts = dict[str, str | int]


@dataclass
class Village:
    """Eight people, and what the rows of the table need."""

    street: Street
    people: dict[str, int] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.street.now

    @property
    def today(self) -> date:
        return self.now.date()


REPORT = r'{"said": "{\"lines\": [[\"body\", \"Which time?\"]], \"rows\": []}"}'


def build(street: Street) -> Village:
    """Everybody is there, each with their role; it is Monday, 10:30."""
    street.load(read_text(rows.PAID + TWO_ROOMS + FILE, "village.toml"))
    street.at("10:30")
    made = Village(street)
    roles = {
        rows.HOLDER: Role(KEY_HOLDER, "h-buurt"),
        rows.OTHER: Role(KEY_HOLDER, "holendrecht"),
        rows.COORDINATOR: Role(COORDINATES, ""),
        rows.PARTNER: Role(ANSWERS, "debts"),
        rows.OTHER_PARTNER: Role(ANSWERS, "homes"),
        rows.OPERATOR: Role(LOOKS_AFTER_IT, ""),
        "second": Role(COORDINATES, ""),
        "second holder": Role(KEY_HOLDER, "h-buurt"),
    }
    with street.database.writing() as store:
        for who in (*sorted(rows.EVERYBODY), "second", "second holder"):
            ((_, person),) = store.people.known([("telegram", who, "en")]).items()
            store.people.count_contacts([person.id], made.today)
            store.people.hint_language(person.id, "en")
            made.people[who] = person.id
            if who in roles:
                store.roles.give(person.id, roles[who], street.now)
        store.sent_reports.keep("2026-W45", made.today, REPORT, street.now)
        view = _view(store)
        for number, day in ((1, 13), (2, 16)):
            start = street.now.replace(day=day) - timedelta(hours=2)
            done = store.openings.add_past(
                "h-buurt",
                start.date(),
                made.people[rows.HOLDER],
                opened_at=start,
                closed_at=start + timedelta(hours=1),
                now=start,
            )
            assert done, number
            made.facts |= {
                "past": done[0].id,
                "past_middle": (start + timedelta(minutes=30)).isoformat(),
            }
        coming = view.agenda.between(street.now, street.now + timedelta(days=7), {})
        party = next(one for one in coming if one.activity.id == "party")
        made.facts |= {"activity": "party", "start": party.start.isoformat()}
        delayed = {one.person: one.id for one in store.roles.everybody()}
        store.roles.call(delayed[made.people["second holder"]], rows.SECRET)
        made.facts |= {
            "role": delayed[made.people["second holder"]],
            "until_seconds": int((street.now + timedelta(minutes=20)).timestamp()),
        }
    return made


def _view(store: Store) -> NeighbourhoodView:
    current = store.neighbourhoods.current()
    assert current
    return NeighbourhoodView(current)


def _tied(village: Village, store: Store, _: str) -> Facts:
    code, _expires = store.boards.make("h-buurt", village.people[rows.HOLDER], village.now)
    board = store.boards.of_link(code)
    assert board
    assert store.boards.tie(board.id, "a screen", village.now)
    return {}


def _opened(village: Village, store: Store, _: str) -> Facts:
    end = village.now + timedelta(hours=1)
    made = store.openings.open(
        "h-buurt",
        village.today,
        village.people[rows.HOLDER],
        now=village.now - timedelta(minutes=5),
        expected_end=end,
        end_is_planned=True,
    )
    assert made
    opening, change = made
    until = (end + timedelta(hours=1)).isoformat()
    return {"opening": opening.id, "change": change, "until": until}


def _counted(village: Village, store: Store, who: str) -> Facts:
    facts = _opened(village, store, who)
    opening = store.openings.get(int(facts["opening"]))
    assert opening
    holder = village.people[rows.HOLDER]
    store.openings.count(opening, holder, visits=5, now=village.now)
    return facts


def _shared(village: Village, store: Store, who: str) -> Facts:
    store.profiles.add(village.people[who], "🌻")
    return {}


def _subscribed(village: Village, store: Store, who: str) -> Facts:
    store.subscriptions.add(village.people[who], "h-buurt", village.now)
    return {}


def _subscribed_omar(village: Village, store: Store, who: str) -> Facts:
    store.subscriptions.add(village.people[rows.RESIDENT], "h-buurt", village.now)
    return {"words": store.announcements.seal(village.people[who], "Come and eat")}


def _signed_up(village: Village, store: Store, _: str, state: str = "in") -> Facts:
    start = datetime.fromisoformat(str(village.facts["start"]))
    resident = village.people[rows.RESIDENT]
    made = store.signups.add(
        resident,
        "",
        ("party", start),
        room="h-buurt",
        day=start.date(),
        size=1,
        state=SignUpState(state),
        now=village.now,
    )
    return {"signup": made.id}


def _offered(village: Village, store: Store, who: str) -> Facts:
    return _signed_up(village, store, who, "offered")


def _coffee(village: Village, store: Store, _: str) -> Facts:
    day = datetime.fromisoformat("2026-11-16T09:00:00+00:00")
    ahead = _view(store).agenda.between(day - timedelta(hours=1), day + timedelta(hours=1), {})
    coffee = next(one for one in ahead if one.activity.id == "coffee")
    return {"activity": "coffee", "start": coffee.start.isoformat()}


def _called_off(village: Village, store: Store, _: str) -> Facts:
    key = ("party", datetime.fromisoformat(str(village.facts["start"])))
    ahead = _view(store).agenda.between(village.now, village.now + timedelta(days=7), {})
    party = next(one for one in ahead if one.activity.id == "party")
    party.hold(store, village.now)
    holder = village.people[rows.HOLDER]
    store.occurrences.cancel(key, holder, village.now)
    return {}


def _talk(village: Village, store: Store, _: str, profile: str = "") -> Facts:
    resident = village.people[rows.RESIDENT]
    made = store.talks.start(resident, profile, room="h-buurt", circle=1, now=village.now)
    store.talks.add(made, LineKind.WORDS, SECRET, village.now, by_resident=True)
    return {"talk": made.id}


def _taken(village: Village, store: Store, who: str) -> Facts:
    facts = _talk(village, store, who)
    found = store.talks.get(int(facts["talk"]))
    assert found
    store.talks.take(found, village.people[rows.HOLDER])
    return facts


def _invited(
    village: Village,
    store: Store,
    _: str,
    role: Role = Role(ANSWERS, "school"),  # noqa: B008
    by: str = "second",
    **more: Any,
) -> Facts:
    code, _expires = store.invitations.make(role, village.people[by], village.now, **more)
    found = store.invitations.find(code)
    assert found
    return {"invitation": found.id}


def _paused(village: Village, store: Store, _: str) -> Facts:
    store.roles.suspend(int(village.facts["role"]), village.now)
    return {}


def _offer(state: str = "", what: str = "cook", **more: Any) -> Callable[..., Facts]:
    """Somebody's offer to help in this state; ``trial`` is in so many hours."""

    def make(village: Village, store: Store, _: str) -> Facts:
        made = store.offers.make(
            village.people[rows.RESIDENT],
            room="h-buurt",
            what=what,
            when="any",
            now=village.now,
        )
        at = village.now.replace(minute=0) + timedelta(hours=float(more.get("trial", 2.5)))
        # The next opening of the room after this one.
        at = datetime.fromisoformat("2026-11-16T13:00:00+01:00") if more.get("next") else at
        fields: dict[str, Any] = {}
        if state:
            fields = {"state": state, "answered_at": village.now}
            fields["answered_by"] = village.people[more.get("by", rows.HOLDER)]
        if "trial" in more or more.get("next"):
            fields["trial_at"] = at
        if "buddy" in more:
            fields["buddy_id"] = village.people[more["buddy"]]
        if fields:
            made = store.offers._change(made, made.state, fields)
        start = datetime.fromisoformat("2026-11-16T13:00:00+01:00")
        shown = made.trial_at.isoformat() if made.trial_at else start.isoformat()
        return {"offer": made.id, "at": shown}

    return make


def _step(village: Village, store: Store, _: str) -> Facts:
    proposer = village.people["second"]
    resident = village.people[rows.RESIDENT]
    return {
        "step": store.steps_to_work.propose(
            resident,
            room="h-buurt",
            step=WorkStep.LEARNING,
            day=village.today,
            proposed_by=proposer,
        )
    }


def _step_agreed(village: Village, store: Store, who: str) -> Facts:
    facts = _step(village, store, who)
    store.steps_to_work.agree(int(facts["step"]), village.now)
    return facts


def _wish(village: Village, store: Store, _: str) -> Facts:
    resident = village.people[rows.RESIDENT]
    store.exchange.add(resident, room="h-buurt", side=Side.LOOK, thing="sew", now=village.now)
    return {"wish": next(one.id for one in store.exchange.open_of(resident))}


def _introduction(village: Village, store: Store, who: str) -> Facts:
    look = int(_wish(village, store, who)["wish"])
    second = village.people["second"]
    store.exchange.add(second, room="h-buurt", side=Side.CAN, thing="sew", now=village.now)
    can = next(one.id for one in store.exchange.open_of(second))
    number = store.exchange.introduce(can=can, look=look, now=village.now)
    assert number
    return {"introduction": number}


def _asks(village: Village, store: Store, who: str = rows.RESIDENT, **more: Any) -> Request:
    """A request for help, asked of the partner for debts when nothing else is said."""
    what: dict[str, Any] = {
        "language": "ar",
        "domain": "debt",
        "room": "h-buurt",
        "is_urgent": False,
        "times": "morning",
        "safe_here": True,
        "contact": SECRET,
        "call_me": SECRET,
        "partner": "debts",
        "due_at": village.now + timedelta(days=2),
        "consent_version": "1",
        "consent_language": "en",
        **more,
    }
    profile, asked = what.pop("profile", ""), what.pop("asked", "")
    request = store.requests.make(village.people[who], profile, village.now, **what)
    if asked:
        written(store, request.id, asked=asked)
    current = store.requests.get(request.id)
    assert current
    return current


def _request(who: str = rows.RESIDENT, by: str = "", **more: Any) -> Callable[..., Facts]:
    """A request of this person, with a talk about it; ``by`` took it."""

    def make(village: Village, store: Store, _: str) -> Facts:
        made = _asks(village, store, who, **more)
        if by:
            taker, now = village.people[by], village.now
            place = made.partner or made.room
            taken = brought_to(
                store,
                made,
                ACCEPTED,
                HELPER,
                now,
                person=taker,
                scope=place,
                taken_by=taker,
                due_at=None,
            )
            assert taken
        whose = made.person or 0, made.profile
        talk = store.talks.start(*whose, room="", circle=2, now=village.now, request=made.id)
        return {"request": made.id, "at": "2026-11-16T13:00:00+01:00", "talk": talk.id}

    return make


def _noted(village: Village, store: Store, _: str) -> Facts:
    made = _asks(village, store, contact="", call_me="")
    store.request_history.add_note(made.id, partner="debts", words=SECRET, now=village.now)
    return {"request": made.id}


def _ended(village: Village, store: Store, _: str, **more: Any) -> Facts:
    facts = _request(by=rows.PARTNER)(village, store, "")
    found = store.requests.get(int(facts["request"]))
    assert found
    taker = village.people[rows.PARTNER]
    moved = brought_to(
        store,
        found,
        COMPLETED,
        HELPER,
        village.now,
        person=taker,
        scope="debts",
        outcome="got_help",
    )
    assert moved
    if more:
        written(store, moved.id, **more)
    return facts


def _differs(village: Village, store: Store, who: str) -> Facts:
    return _ended(village, store, who, said="nobody_called", said_at=village.now)


def _stopped(village: Village, store: Store, _: str) -> Facts:
    made, now = _asks(village, store), village.now
    # What was typed is still there: that it was stopped is enough.
    assert brought_to(store, made, CANCELLED, RESIDENT, now, withdrawn_at=now)
    return {"request": made.id}


def _sent(village: Village, store: Store, _: str) -> Facts:
    what = {"domain": "debt", "language": "ar", "room": "h-buurt"}
    sender = village.people[rows.PARTNER]
    code, _expires = store.partners.link_to_room("debts", made_by=sender, now=village.now, **what)
    link = store.partners.find_link(SENT, code)
    assert link
    assert store.partners.use_link(link.id, person=village.people[rows.RESIDENT], now=village.now)
    return {"link": link.id}


def _sent_arrived(village: Village, store: Store, who: str) -> Facts:
    facts = _sent(village, store, who)
    assert store.partners.let_tell(int(facts["link"]), may_tell=True)
    store.partners.arrived(village.people[rows.RESIDENT], "", room="h-buurt", now=village.now)
    return facts


GIVEN: dict[str, Callable[[Village, Store, str], Facts]] = {
    "tied": _tied,
    "opened": _opened,
    "counted": _counted,
    "shared": _shared,
    "subscribed": _subscribed,
    "subscribed_omar": _subscribed_omar,
    "signed_up": _signed_up,
    "offered": _offered,
    "coffee": _coffee,
    "called_off": _called_off,
    "talk": _talk,
    "talk_by_fox": partial(_talk, profile="🦊"),
    "taken": _taken,
    "invited": _invited,
    "invites": partial(_invited, by=rows.COORDINATOR),
    "waits_for_yes": partial(_invited, role=Role(COORDINATES, ""), needs_second=True),
    "paused": _paused,
    "offer": _offer(),
    "offer_taken": _offer("taken"),
    "offer_day": _offer("taken", next=True),
    "offer_buddy": _offer("buddy", next=True, by="second"),
    "trial": _offer("invited", next=True, buddy=rows.HOLDER),
    "tried": _offer("coming", trial=-2, buddy=rows.HOLDER),
    "joined": _offer("joined", what="keyholder"),
    "step": _step,
    "step_agreed": _step_agreed,
    "wish": _wish,
    "introduction": _introduction,
    "asked": _request(),
    "asked_of_room": _request(partner=""),
    "asked_of_coordinators": _request(partner="", asked=ROOM_WAS_ASKED),
    "asked_by_fox": _request(profile="🦊"),
    "asked_by_partner": _request(rows.PARTNER),
    "asked_by_watcher": _request(rows.COORDINATOR),
    "refused_by_others": _request(asked="homes"),
    "accepted": _request(by=rows.PARTNER),
    "accepted_by_key": _request(by=rows.HOLDER, partner=""),
    "accepted_by_second": _request(by="second holder", partner=""),
    "noted": _noted,
    "ended": _ended,
    "differs": _differs,
    "stopped": _stopped,
    "sent": _sent,
    "sent_arrived": _sent_arrived,
    **given_words.GIVEN,
}
# What each person has of their own; everything else is the same for all.
ONES_OWN = {"shared", "subscribed", "subscribed_omar", *given_words.ONES_OWN}
