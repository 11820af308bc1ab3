"""A request that somebody took: it begins, waits, gets a note or an appointment, and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.conversations import texts
from handlers.core import questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Ability, Button, Outcome, Reply, Text, button, say, say_if
from handlers.core.questions import Answer, Answers
from handlers.core.time_words import day_name
from handlers.core.typed_input import as_typed
from handlers.help_requests import helpers
from handlers.help_requests.answer import actions, worklist
from handlers.help_requests.helper_texts import CANNOT_WRITE, OUTCOME_LABELS, REQUESTS
from handlers.help_requests.helpers import OfRequest
from handlers.rooms import status
from storage.repositories.conversations.talks import WORDS
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import ACCEPTED, IN_PROGRESS, TAKEN
from storage.repositories.people.roles import KEY_HOLDER, PARTNER

FLOW = "request_note"
WEEKS = (1, 2, 4, 8)
# A button may be tapped days after it was made.
LONGEST = timedelta(weeks=9)
NOTES_SHOWN = 3
# At which hour somebody is visited, by what suits them; and so many times to choose from.
HOURS = {"morning": 10, "afternoon": 14, "evening": 19}
VISITS_SHOWN = 6
UNTIL_WHEN = say("body", "Until when is it on hold?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsUntil(OfRequest):
    """Until which day a request waits; without one we ask."""

    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndsWith(OfRequest):
    """What came of a request; without it we ask."""

    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetsAt(OfRequest):
    """When helper and person meet; without a time we ask."""

    at: datetime | None = None


def begin(context: Context, args: OfRequest) -> Outcome:
    """The help began, or goes on before its day."""
    own = _taken(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    others = actions.begin(context.store, request, helper, context.now)
    if others is None:
        return Outcome((worklist.shown(context, request, helper),))
    return worklist.told(context, request, helper, others, say("body", "✅ Noted."))


def hold(context: Context, args: WaitsUntil) -> Outcome:
    """It waits: ask until when, then keep it."""
    own = _taken(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    until = args.until if is_to_wait_for(args.until, context.today) else None
    if request.state not in {ACCEPTED, IN_PROGRESS}:
        return Outcome((worklist.shown(context, request, helper),))
    if until is None:
        days = [
            button(day_label(day), "request.hold", request=request.id, until=day.isoformat())
            for day in coming_weeks(context.today)
        ]
        return _asked(request, UNTIL_WHEN, days)
    others = actions.hold(context.store, request, helper, until, context.now)
    done = say_if(
        Ability.REMIND,
        say("body", "✅ Noted. I'll remind you then."),
        say("body", "✅ Noted. Look at it again then."),
    )
    return worklist.told(context, request, helper, others, done)


def end(context: Context, args: EndsWith) -> Outcome:
    """It is over: ask what came of it, and close it only with that."""
    own = _taken(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    outcome = args.outcome
    if outcome not in OUTCOME_LABELS:
        choices = [
            button(label, "request.end", request=request.id, outcome=key)
            for key, label in OUTCOME_LABELS.items()
        ]
        return _asked(request, say("body", "How did it go?"), choices)
    others = actions.end(context.store, request, helper, outcome, context.now)
    done = say("body", "🏁 Closed. Thank you for your help!")
    return worklist.told(context, request, helper, others, done)


def meet(context: Context, args: MeetsAt) -> Outcome:
    """An appointment: in the room at one of its next openings, or where the person lives."""
    own = _taken(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    room = context.view.rooms.get(request.room)
    if room is None and request.room:
        return Outcome((worklist.shown(context, request, helper),))
    starts = (
        [block.start for block in status.next_blocks(context.view, room, context.now)]
        if room
        else visiting_times(context, request)
    )
    start = next((start for start in starts if start == args.at), None)
    if start is None:
        days = [
            button(
                time_words.time_label(context.view, start, context.now),
                "request.meet",
                request=request.id,
                at=start.isoformat(),
            )
            for start in starts
        ]
        if room is None:
            return _asked(request, say("body", "Which day will you go there?"), days)
        if not days:
            return _asked(request, say("body", "{room}: nothing is planned.", room=room.name), [])
        return _asked(request, say("body", "Which day in {room}?", room=room.name), days)
    others = actions.meet(context.view, context.store, request, helper, start, context.now)
    if helpers.can_tell(context.store, request):
        done = say("body", "✅ I'll tell the person the day.")
        if room is None:
            done = say("body", "✅ I'll tell the person the day. Ask for the address: tap 💬.")
    else:
        done = CANNOT_WRITE
    return worklist.told(context, request, helper, others, done)


def note(context: Context, args: OfRequest) -> Outcome:
    """Open the step in which a partner types a note for itself."""
    own = worklist.own_request(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    if helper.role != PARTNER:
        return Outcome((worklist.shown(context, request, helper),))
    question = questions.listening(FLOW, context, {"request": request.id})
    return Outcome((_asking(context, request),), question)


def visiting_times(context: Context, request: Request) -> list[datetime]:
    """When somebody can be visited: on the days after this one, as it suits the person."""
    hours = [HOURS[part] for part in request.times.split() if part in HOURS] or [*HOURS.values()]
    days = [context.today + timedelta(days=ahead) for ahead in range(1, 7)]
    times = [datetime.combine(day, time(hour), context.view.zone) for day in days for hour in hours]
    return times[:VISITS_SHOWN]


def coming_weeks(today: date) -> list[date]:
    """The Mondays that somebody can choose from."""
    monday = today + timedelta(days=7 - today.weekday())
    return [monday + timedelta(weeks=weeks - 1) for weeks in WEEKS]


def day_label(day: date) -> Text:
    """A day that somebody can choose."""
    return say("day", "📆 {date}", date=day)


def day_to_wait_for(chosen: object, today: date) -> date | None:
    """The day that somebody chose; None for one that is over or too far off, and for no day."""
    try:
        day = date.fromisoformat(str(chosen))
    except ValueError:
        return None
    return day if is_to_wait_for(day, today) else None


def is_to_wait_for(day: date | None, today: date) -> bool:
    """Whether a request can wait until that day: it is not over, and not too far off."""
    return day is not None and today < day <= today + LONGEST


def _taken(context: Context, number: int) -> worklist.RequestAndHelper | Outcome:
    """The request if this person may go on with it; with a key only whoever took it."""
    own = worklist.own_request(context, number)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    is_anothers = helper.role == KEY_HOLDER and request.taken_by not in {None, helper.person}
    if request.state not in TAKEN:
        return Outcome((worklist.shown(context, request, helper),))
    if is_anothers and request.taken_by in context.store.roles.key_holders(request.room):
        line = say("body", "Somebody is already helping. Thank you!")
        reply = Reply((line,), ((button(REQUESTS, "requests"),),), replaces=True)
        return Outcome((reply,))
    return own


def _asked(request: Request, line: Text, choices: list[Button]) -> Outcome:
    back = button(say("btn", "⬅️ Back"), "request", request=request.id)
    rows = (*in_rows(choices), (back,))
    return Outcome((Reply((line,), rows, replaces=True),))


def _asking(context: Context, request: Request) -> Reply:
    first = say("body", "📝 Write your note now. Only your team reads it.")
    notes = context.store.request_history.notes(request.id, request.partner)[-NOTES_SHOWN:]
    kept = [
        say(
            "body",
            "✉️ {day}: {words}",
            day=day_name(context.view.today(note.at)),
            words=note.words,
        )
        for note in notes
    ]
    back = button(say("btn", "⬅️ Back"), "request", request=request.id)
    rows = ((back,),)
    return Reply((first, *kept), rows, is_secret=True, afterwards=(first,))


def _ask(context: Context, answers: Answers) -> Reply | None:
    own = worklist.own_request(context, int(answers["request"]))
    if isinstance(own, Outcome):
        return None
    request, helper = own
    return _asking(context, request) if helper.role == PARTNER else None


def _then(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own = worklist.own_request(context, int(answers["request"]))
    if isinstance(own, Outcome):
        return own
    request, helper = own
    if helper.role != PARTNER or not questions.listens(context, answers):
        return refusals.NOT_UNDERSTOOD
    words = as_typed(str(typed))
    refused = texts.not_fit(words, WORDS)
    if refused:
        return Outcome((Reply((refused,)),), keeps_question=True)
    context.store.request_history.add_note(
        request.id, partner=helper.scope, words=words, now=context.now
    )
    return Outcome((worklist.shown(context, request, helper, say("body", "✅ Noted.")),))


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "words"): questions.Step(_ask, str, _then, passes_words_on=True, longest=texts.LONGEST)
}
