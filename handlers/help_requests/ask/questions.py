"""The questions on the way to a request for help, each with pictures to tap."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversations import texts
from handlers.core import keyboards, questions
from handlers.core.context import Context
from handlers.core.messages import Ability, Reply, Text, button, say, say_if
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.private.screen import IS_SAFE
from handlers.core.questions import Answers
from handlers.help_requests import assignment, resident_texts, told_here
from handlers.help_requests.ask import consent
from handlers.rooms import status
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN

YES, NO = 1, 0
# The answers to the last question; buttons from before had numbers there.
AGREE, REFUSE, ALL = "agree", "refuse", "all"


def own(context: Context) -> list[Request]:
    """The requests of whoever has the phone now, the newest first."""
    return context.store.requests.of_person(context.person.id, context.profile)


def open_requests(context: Context) -> list[Request]:
    """Those of them that are not over."""
    return [request for request in own(context) if request.state in OPEN]


def is_safe(answers: Answers) -> bool:
    """Whether the person did not say that this phone is not safe."""
    return answers.get(IS_SAFE) != NO


def helpers(context: Context, answers: Answers) -> list[str]:
    """Everybody who would be asked, in order."""
    return assignment.route(context.view, context.store, str(answers["domain"]), context.now)


def ask_domain(context: Context, _: Answers) -> Reply | None:
    """What it is about; not what was asked already."""
    taken = {request.domain for request in told_here.known_here(context)}
    buttons = [
        questions.choice(label, domain) for domain, label in LABELS.items() if domain not in taken
    ]
    lines = (
        say("body", "⛑️ What do you need help with?"),
        say("body", "You do not have to write anything."),
        questions.progress(1, 4),
    )
    return _question(lines, keyboards.in_rows(buttons))


def ask_phone(_context: Context, _: Answers) -> Reply | None:
    """How to reach somebody: here, when this phone is safe, or in another way."""
    lines = (
        say("body", "How can we reach you?"),
        say("body", "Is this phone safe? Think: who else reads it?"),
        questions.progress(3, 4),
    )
    yes = questions.choice(say("btn", "✅ Here, it is safe"), YES)
    no = questions.choice(say("btn", "❌ No, another way"), NO)
    return _question(lines, ((yes,), (no,)))


def ask_contact(_context: Context, _: Answers) -> Reply | None:
    """Another way to reach somebody."""
    lines = (
        say_if(
            Ability.DELETE,
            say("body", "✅ Good. I deleted our last messages."),
            say("body", "This page does not show it any more."),
        ),
        say("body", "I will not write to you first."),
        say("body", "How else can they reach you? Type it: via my sister."),
        questions.progress(3, 4),
    )
    return _question(lines, ((questions.choice(say("btn", "📂 I look here"), NO),),))


def ask_consent(context: Context, answers: Answers) -> Reply | None:
    """What somebody says yes to: shortly, or all of it.

    The yes never stands where the button of the question before stood: nobody agrees by tapping
    twice.
    """
    yes = questions.choice(consent.AGREE_LABEL, AGREE)
    no = questions.choice(say("btn", "❌ No"), REFUSE)
    asked, safe = helpers(context, answers), is_safe(answers)
    if answers.get("all") == YES:
        words = consent.read_along(context, consent.words(context, answers, asked, is_safe=safe))
        return _secret(_question(words, ((yes,), (no,))), *consent.PROMISES)
    read = questions.choice(say("btn", "👀 Read everything"), ALL)
    short = consent.read_along(context, consent.shortly(context, answers, asked, is_safe=safe))
    words = (*short, questions.progress(4, 4))
    return _secret(_question(words, ((read,), (yes,), (no,))), *consent.SHORTLY)


def come_by(context: Context, answers: Answers) -> Reply:
    """What somebody who says no can do: whoever comes by or calls gets help too.

    On a phone that is not safe no room is named that was chosen.
    """
    chosen = context.view.only([str(answers["room"])]) if is_safe(answers) else ()
    rooms = status.soonest_first(context)
    room = next((one for one in rooms if one.room in chosen), rooms[0])
    lines = (
        say("body", "✅ All right. I asked nobody and kept nothing."),
        say("body", "You can still get help. Come by, or call."),
        status.sentence(room),
        *resident_texts.number_of_room(context.view, room.room.id),
    )
    hours = button(say("btn", "🕙 Opening hours"), "hours")
    write = texts.write_rows(context.view, context.store, context.person.id)
    until = status.holds_until([room], context.now)
    return Reply(lines, ((hours,), *write), replaces=True, valid_until=until)


def _secret(question: Reply, *afterwards: Text) -> Reply:
    """A question that names the topic: whoever says no in the end wants nothing kept of it."""
    return replace(question, is_secret=True, afterwards=afterwards)


def _question(lines: tuple[Text, ...], rows: keyboards.Rows) -> Reply:
    return Reply(lines, tuple(rows))
