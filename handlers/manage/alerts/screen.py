"""What a coordinator is told of by itself: what needs somebody, which subjects, at what time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from handlers.core import questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import Needs, Nothing, OfRoom, Tap
from handlers.core.keyboards import in_rows
from handlers.core.messages import (
    Ability,
    Outcome,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_if,
)
from handlers.core.questions import BACK, Answer, Answers
from handlers.help_requests.answer import worklist
from handlers.manage.alerts import findings, words
from handlers.manage.rooms import days
from handlers.team import roles
from handlers.team.roles import Members
from handlers.volunteering import trial
from storage.repositories.people.roles import KEY_HOLDER
from storage.repositories.reports.alerts import Subject

FLOW = "alert time"
TIMES = (time(7), time(9), time(12), time(17))
# Where both halves of the day may be meant it is not earlier.
EARLY = time(7)
# So many offers are shown at once.
OFFERS = 3
LABELS: Mapping[Subject, tuple[Text, Text]] = {
    Subject.NOT_OPENED: (say("btn", "✅ Room not opened"), say("btn", "⬜ Room not opened")),
    Subject.SILENT: (say("btn", "✅ Silent room"), say("btn", "⬜ Silent room")),
    Subject.TARGETS: (say("btn", "✅ Behind the plan"), say("btn", "⬜ Behind the plan")),
    Subject.REQUESTS: (say("btn", "✅ Requests"), say("btn", "⬜ Requests")),
    Subject.OFFERS: (say("btn", "✅ Offers to help"), say("btn", "⬜ Offers to help")),
    Subject.PARTNER: (say("btn", "✅ Organisations"), say("btn", "⬜ Organisations")),
    Subject.VISITORS: (say("btn", "✅ Forged visits"), say("btn", "⬜ Forged visits")),
    Subject.SENDING: (say("btn", "✅ Sending"), say("btn", "⬜ Sending")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """A subject, and whether to tell of it from now on: 1 or 0."""

    subject: str
    on: int


def show(context: Context, _: Nothing) -> Outcome:
    """What needs somebody, when that is told, and the ways to choose."""
    return Outcome((_screen(context),))


def subjects(context: Context, _: Nothing) -> Outcome:
    """Every subject with a button that turns it around."""
    return Outcome((_subjects(context),))


def choose(context: Context, args: Muted) -> Outcome:
    """From now on it is told, or it is not; the same button again changes nothing."""
    if args.subject not in tuple(Subject):
        return refusals.OVER
    before = context.store.alerts.of(context.person.id).muted
    after = before - {args.subject} if args.on else before | {args.subject}
    context.store.alerts.mute(context.person.id, after)
    return Outcome((replace(_subjects(context), replaces=True),))


def ask_time(_context: Context, _: Nothing) -> Outcome:
    """At what time of the day it is told."""
    return Outcome((_asked(),), Question(FLOW, "at"))


def requests(context: Context, args: Nothing) -> Outcome:
    """The requests for help that wait."""
    return _below(worklist.show(context, args))


def keys(context: Context, args: OfRoom) -> Outcome:
    """Who holds a key to a room that does not open."""
    return _below(roles.members(context, Members(kind=KEY_HOLDER, place=args.room)))


def plan(context: Context, args: OfRoom) -> Outcome:
    """The days and hours of a room that does not open."""
    return _below(days.of_room(context, args))


def offers(context: Context, _: Nothing) -> Outcome:
    """The offers to help that wait too long, each with its answers."""
    view, store, me = context.view, context.store, context.person.id
    late = findings.late_offers(view, store, context.now)
    own = [offer for offer in late if offer.person != me]
    if not own:
        return Outcome((Reply((say("body", "No offer to help waits too long."),)),))
    notices = [one for offer in own[:OFFERS] for one in trial.notice(view, store, offer, [me])]
    return Outcome(tuple(replace(one, to=None) for one in notices))


def _below(outcome: Outcome) -> Outcome:
    """The same under what was tapped: the rest of that news has to stay."""
    shown = tuple(replace(reply, replaces=False) for reply in outcome.replies)
    return replace(outcome, replies=shown)


def _screen(context: Context, *first: Text) -> Reply:
    wanted = context.store.alerts.of(context.person.id)
    found = findings.present(context.view, context.store, context.now)
    own = words.of(context.person.id, wanted, found)
    said = words.lines(own) or [say("body", "Nothing needs you.")]
    at = _time(wanted.minute)
    when = say_if(
        Ability.REMIND,
        say("body", "🔔 I tell you what is new at {time}.", time=at),
        say("body", "🔔 News stands here from {time} on.", time=at),
    )
    rows = (
        *words.rows(own),
        (
            button(say("btn", "✏️ Change subjects"), "alerts.subjects"),
            button(say("btn", "🔔 Tell me at once"), "manage.subjects"),
        ),
        (
            button(say("btn", "🕙 Another time"), "alerts.time"),
            button(say("btn", "🛠️ Manage"), "manage"),
        ),
    )
    return Reply((*first, *said, when), rows)


def _subjects(context: Context) -> Reply:
    muted = context.store.alerts.of(context.person.id).muted
    keys = []
    for subject, (on, off) in LABELS.items():
        is_on = subject not in muted
        label = on if is_on else off
        keys.append(button(label, "alerts.choose", subject=subject.value, on=int(not is_on)))
    lines = (
        say("body", "Which subjects do you want?"),
        say("body", "Tap to change. ✅ you get it, ⬜ you don't."),
    )
    return Reply(lines, (*in_rows(keys), (button(BACK, "alerts"),)))


def _asked() -> Reply:
    keys = [questions.choice(name(f"🕙 {one:%H:%M}"), f"{one:%H:%M}") for one in TIMES]
    lines = (
        say("body", "Which time is good for you?"),
        say("body", "Tap or type a time, like 14:30."),
    )
    return Reply(lines, (*in_rows(keys), (button(BACK, "alerts"),)))


def _ask(context: Context, _: Answers) -> Reply | None:
    return _asked() if context.person.is_coordinator else None


def _then(context: Context, _: Answers, answer: Answer) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    # "7:15" is in the morning, "half past five" is not: nobody is told before they get up.
    readings = [time.fromisoformat(one) for one in str(answer).split("/")]
    at = next((one for one in readings if one >= EARLY), readings[0])
    context.store.alerts.set_minute(context.person.id, 60 * at.hour + at.minute)
    return Outcome((_screen(context, say("body", "✅ Noted.")),))


def _time(minute: int) -> time:
    return time(*divmod(minute, 60))


COORDINATOR = Needs.COORDINATOR
TAPS: Mapping[str, Tap[Any]] = {
    "alerts": Tap(show, Nothing, COORDINATOR, asks_pictures=True),
    "alerts.subjects": Tap(subjects, Nothing, COORDINATOR, asks_pictures=True),
    "alerts.choose": Tap(choose, Muted, COORDINATOR, asks_pictures=True),
    "alerts.time": Tap(ask_time, Nothing, COORDINATOR, asks_pictures=True),
    "alerts.requests": Tap(requests, Nothing, COORDINATOR, asks_pictures=True),
    "alerts.keys": Tap(keys, OfRoom, COORDINATOR, asks_pictures=True),
    "alerts.days": Tap(plan, OfRoom, COORDINATOR, asks_pictures=True),
    "alerts.offers": Tap(offers, Nothing, COORDINATOR, asks_pictures=True),
}
STEPS: Mapping[tuple[str, str], questions.Step] = {
    (FLOW, "at"): questions.Step(_ask, time_words.TIME, _then),
}
