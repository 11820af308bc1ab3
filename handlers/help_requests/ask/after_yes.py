"""After the yes: who is asked, until when, whom to call meanwhile, and what can be added."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.messages import Ability, Outcome, Reply, Text, button, say, say_if
from handlers.core.neighbourhood import whose_turn
from handlers.core.private.way_back import to_request
from handlers.help_requests import resident_texts, told_here
from handlers.help_requests.ask import buttons
from handlers.help_requests.helpers import OfRequest
from handlers.help_requests.resident_texts import TIMES
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN

NEWS_HERE = say_if(
    Ability.REMIND,
    say("body", "When there is news, I'll write to you here."),
    say("body", "When there is news, you'll see it here."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitsRequest(OfRequest):
    """When it suits somebody; without it we ask."""

    when: str = ""


def just_asked(context: Context, request: Request) -> tuple[Reply, ...]:
    """The answer to a yes, and the way back to it.

    What stops it stands where the yes did not: nobody stops by tapping twice.
    """
    view, store, now = context.view, context.store, context.now
    if told_here.is_told_here(request):
        turn = whose_turn.side(view, store, request)
        number = resident_texts.number_of_helper(view, turn)
        number = number or resident_texts.number_of_room(view, request.room)
        lines = [
            say("body", "✅ Good. I'll ask for you."),
            resident_texts.asked_until(view, request, turn, now),
            _news_and_number() if number else NEWS_HERE,
            *number,
        ]
        rows: keyboards.Rows = (buttons.suits(request), buttons.mine(), buttons.stop(request))
    else:
        # The same number for every place: it tells nothing.
        number = resident_texts.number_of_room(view)
        look = resident_texts.last_day(view, request, now)
        lines = [
            say("body", "✅ Good. I'll ask for you. Look under 📂 by {day}.", day=look),
            say("body", "I will not write to you here. Until then you can call:")
            if number
            else say("body", "I will not write to you here."),
            *number,
            say_if(
                Ability.DELETE,
                say("body", "Delete the chat in your app too."),
                say("body", "Do others use this phone? Close this page."),
            ),
        ]
        hours = (button(say("btn", "🕙 Opening hours"), "hours"),)
        rows = (hours, buttons.mine(), buttons.stop(request))
    told = Reply(tuple(lines), rows, replaces=True)
    way_back = to_request(context, request.id)
    return (told, *((Reply(way_back, is_secret=True),) if way_back else ()))


def suits(context: Context, args: SuitsRequest) -> Outcome:
    """When somebody has time: whoever helps reads it. Nobody has to say it."""
    request = context.store.requests.get(args.request)
    is_own = request is not None and (request.person, request.profile) == (
        context.person.id,
        context.profile,
    )
    if request is None or not is_own or request.state not in OPEN:
        return refusals.OVER
    if args.when not in TIMES:
        times = [
            button(label, "my_requests.suits", request=request.id, when=key)
            for key, label in TIMES.items()
        ]
        line = say("body", "When does it suit you?")
        rows = (*keyboards.in_rows(times), buttons.mine())
        return Outcome((Reply((line,), rows, replaces=True),), keeps_question=True)
    context.store.request_moves.suits(request.id, args.when)
    lines = (TIMES[args.when], say("body", "✅ Good. Your helper will read it."))
    reply = Reply(lines, (buttons.mine(), buttons.suits(request)), replaces=True)
    return Outcome((reply,), keeps_question=True)


def _news_and_number() -> Text:
    return say_if(
        Ability.REMIND,
        say("body", "When there is news, I'll write to you here. Until then you can call:"),
        say("body", "When there is news, you'll see it here. Until then you can call:"),
    )
