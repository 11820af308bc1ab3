"""My requests for help: where each stands, stopping one, and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.conversations import texts
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Ability, Button, Outcome, Reply, Text, button, say, say_if
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.topics import ICONS, LABELS
from handlers.core.private.way_back import to_request
from handlers.help_requests import (
    disagreements,
    helper_texts,
    helpers,
    resident_texts,
    told_here,
    writing,
)
from handlers.help_requests.ask import follow_up
from handlers.help_requests.ask.follow_up import SHOWN
from handlers.help_requests.helpers import OfRequest
from handlers.help_requests.resident_texts import SAID
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    NO_INTEREST,
    OPEN,
    RESIDENT,
    SAID_NOBODY,
    TAKEN,
    Actor,
    Happening,
    Mover,
    PersonSays,
)

MOST_ENDED = 3
NEWS_HERE = say_if(
    Ability.REMIND,
    say("body", "When there is news, I write to you here."),
    say("body", "When there is news, you see it here."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameOfRequest(OfRequest):
    """What the person says came of it."""

    said: str


def show(context: Context, _: Nothing, *before: Text) -> Outcome:
    """Every request that is open or was so lately, in plain words, and what can be done."""
    every = context.store.requests.of_person(context.person.id, context.profile)
    open_requests = [request for request in every if request.state in OPEN]
    ended = [
        request
        for request in every
        if request.closed_at and request.closed_at + SHOWN > context.now
    ]
    shown = [*open_requests, *ended[:MOST_ENDED]]
    # The one that a question is asked about stands right above it.
    asked = next(
        (
            request
            for request in shown
            if follow_up.is_to_be_told(context.view, request, context.now)
        ),
        None,
    )
    shown.sort(key=lambda request: request is asked)
    lines = [*before]
    for number, request in enumerate(shown, 1):
        lines += _where(context, request, number if len(shown) > 1 else 0)
    if not shown:
        lines.append(say("body", "You have no request now."))
    if not all(told_here.is_told_here(request) for request in shown):
        to_call = resident_texts.number_of_room(context.view)
        lines += [told_here.ELSEWHERE, told_here.IN_THE_ROOM, *to_call]
    if not all(told_here.is_told_here(request) for request in open_requests):
        lines.append(say("body", "I write nothing here by myself. Look again."))
    rows: list[tuple[Button, ...]] = []
    if asked:
        lines.append(follow_up.how_was_it())
        rows += follow_up.said_rows(asked)
    is_only = len(open_requests) == 1
    rows += [
        (_write_button(request, 0 if is_only else number),)
        for number, request in enumerate(shown, 1)
        if writing.can_be_read(context.view, context.store, request)
    ]
    rows += [
        (_stop_button(request, 0 if is_only else number),)
        for number, request in enumerate(shown, 1)
        if request.state in OPEN
    ]
    rows.append((button(say("btn", "⛑️ Ask for help"), "referral.again"),))
    return Outcome((Reply(tuple(lines), tuple(rows)),))


def just_asked(context: Context, request: Request) -> tuple[Reply, ...]:
    """The answer to a yes: who is asked now, what comes next, how to stop it, the way back."""
    view, store, now = context.view, context.store, context.now
    if told_here.is_told_here(request):
        number = resident_texts.number_of_room(view, request.room)
        turn = whose_turn.side(view, store, request)
        lines = [
            say("body", "✅ Good. I ask for you."),
            resident_texts.asked_until(view, request, turn, now),
            _news_and_number() if number else NEWS_HERE,
            *number,
        ]
    else:
        # The same number for every place: it tells nothing.
        number = resident_texts.number_of_room(view)
        look = resident_texts.last_day(view, request, now)
        lines = [
            say("body", "✅ Good. I ask for you. Look under 📂 by {day}.", day=look),
            say("body", "I write nothing here by myself. Until then you can call:")
            if number
            else say("body", "I write nothing here by myself."),
            *number,
            say_if(
                Ability.DELETE,
                say("body", "Delete the chat in your app too."),
                say("body", "Do others use this phone? Close this page."),
            ),
        ]
    rows = (_mine(), (_stop_button(request),))
    told = Reply(tuple(lines), rows, replaces=True)
    way_back = to_request(context, request.id)
    return (told, *((Reply(way_back, is_secret=True),) if way_back else ()))


def stop(context: Context, args: OfRequest) -> Outcome:
    """The person's own end of a request: the yes to it is taken back, what was typed is erased.

    As easy as the yes was, at one tap; whoever slips asks again.
    """
    request = _own(context, args.request)
    if request is None:
        return refusals.OVER
    if request.state not in OPEN:
        return _is_over()
    told = _withdrawn(context, request)
    writing.end(context, request)
    lines = (
        *([LABELS[request.domain]] if told_here.is_told_here(request) else []),
        say("body", "✔️ It is stopped. Your words are erased here."),
        say("body", "You can ask again at any time."),
    )
    again = (button(say("btn", "⛑️ I need help"), "referral"),)
    reply = Reply(lines, (again,), replaces=True)
    return Outcome((reply, *told), keeps_question=True)


def said(context: Context, args: CameOfRequest) -> Outcome:
    """What came of it, in the person's own view; it stands beside what the helper said."""
    request = _own(context, args.request)
    word = args.said
    if request is None or word not in SAID:
        return refusals.OVER
    if not follow_up.may_be_told(context.view, request, context.now):
        return refusals.OVER
    if request.said != word:
        resident = Actor(role=RESIDENT, person=context.person.id)
        context.store.request_moves.told(request.id, resident, PersonSays(word), context.now)
        request = replace(request, said=PersonSays(word), said_at=context.now)
    told = disagreements.difference(context.view, context.store, request, context.now)
    lines = [say("body", "✅ Thank you. I wrote it down.")]
    rows: list[tuple[Button, ...]] = []
    if word == SAID_NOBODY:
        lines.append(say("body", "We are sorry that nobody called."))
        rows += texts.write_rows(context.view, context.store, context.person.id)
    if told:
        lines.append(say("body", "A coordinator looks at it."))
    if request.state in OPEN and word != SAID_NOBODY:
        rows.append((_stop_button(request),))
    reply = Reply(tuple(lines), (*rows, _mine()), replaces=True)
    return Outcome((reply, *told), keeps_question=True)


def departed(context: Context, profile: str | None) -> Iterable[Reply]:
    """Withdraw requests and erase what they say; whoever helps hears only that one is over."""
    store, person = context.store, context.person.id
    told: list[Reply] = []
    for request in store.requests.of_person(person, profile):
        if context.is_leaving and request.state in OPEN:
            continue
        store.sent.wipe_about({("request", request.id)})
        if request.state in OPEN:
            told += helpers.tell_withdrawn(context.view, store, request)
            outcome = request.outcome or NO_INTEREST
            store.request_moves.withdraw(request, Actor(role=RESIDENT), outcome, context.now)
        store.requests.erase(request.id, context.now)
    if profile is not None:
        # When everybody goes, the links are forgotten with the person.
        store.partners.forget_profile(person, profile)
    return told


def looked(context: Context, args: OfRequest) -> Outcome:
    """A coordinator looked at an answer that differs; the first who says so has done it."""
    request = context.store.requests.get(args.request)
    if request is None or not context.person.is_coordinator:
        return refusals.OVER
    if not disagreements.was_looked_at(context.store, request):
        coordinator = Actor(role=Mover.COORDINATOR, person=context.person.id)
        context.store.request_history.add(request.id, Happening.LOOKED, coordinator, context.now)
        line = say("body", "✅ Thank you. I wrote it down.")
    else:
        line = say("body", "Somebody answered already. Thank you!")
    rows = ((button(helper_texts.REQUESTS, "requests"),),)
    return Outcome((Reply((line,), rows, replaces=True),), keeps_question=True)


def _where(context: Context, request: Request, number: int = 0) -> list[Text]:
    if not told_here.is_told_here(request):
        return told_here.where_it_stands(context, request, number)
    view, turn = context.view, whose_turn.side(context.view, context.store, request)
    lines = resident_texts.where_it_stands(view, request, turn, context.now)
    if request.state not in TAKEN:
        return lines
    number_to_call = resident_texts.number_of_helper(view, turn)
    if not number_to_call and not writing.can_be_read(view, context.store, request):
        number_to_call = resident_texts.number_of_room(view, request.room)
    return [*lines, *number_to_call]


def _own(context: Context, number: int) -> Request | None:
    """The request a button is about, if it is of whoever has the phone now."""
    request = context.store.requests.get(number)
    if request is None:
        return None
    is_own = (request.person, request.profile) == (context.person.id, context.profile)
    return request if is_own else None


def _withdrawn(context: Context, request: Request) -> list[Reply]:
    """Stop a request and take back the yes to it; those who were to help hear that it is over."""
    told = helpers.tell_withdrawn(context.view, context.store, request)
    resident = Actor(role=RESIDENT, person=context.person.id)
    moved = context.store.request_moves.withdraw(request, resident, NO_INTEREST, context.now)
    if moved is None:
        return []
    context.store.requests.wipe(request.id)
    return told


def _is_over() -> Outcome:
    lines = (say("body", "This request is over already."),)
    return Outcome((Reply(lines, (_mine(),), replaces=True),), keeps_question=True)


def _mine() -> tuple[Button, ...]:
    return (button(say("btn", "📂 My requests"), "my_requests"),)


def _news_and_number() -> Text:
    return say_if(
        Ability.REMIND,
        say("body", "When there is news, I write to you here. Until then you can call:"),
        say("body", "When there is news, you see it here. Until then you can call:"),
    )


def _write_button(request: Request, number: int = 0) -> Button:
    if not number:
        return writing.write_button(request)
    label = say("choice", "💬 Write: {picture}", picture=_picture(request, number))
    return writing.write_button(request, label)


def _picture(request: Request, number: int) -> str:
    return ICONS[request.domain] if told_here.is_told_here(request) else f"{number}"


def _stop_button(request: Request, number: int = 0) -> Button:
    """Without a number it is the only one; else its picture tells which, or where it stands."""
    if not number:
        return button(say("btn", "❌ Stop it"), "my_requests.stop", request=request.id)
    label = say("choice", "❌ Stop {picture}", picture=_picture(request, number))
    return button(label, "my_requests.stop", request=request.id)
