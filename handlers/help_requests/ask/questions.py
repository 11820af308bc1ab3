"""The questions on the way to a request for help, each with pictures to tap."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversations import texts
from handlers.core import keyboards, questions
from handlers.core.context import Context
from handlers.core.messages import Ability, Below, Reply, Text, button, name, say, say_if
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.private.screen import IS_SAFE
from handlers.core.questions import Answers
from handlers.help_requests import assignment, told_here
from handlers.help_requests.ask import consent
from handlers.help_requests.resident_texts import TIMES
from handlers.rooms import contacts, status
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN

# On a question with yes and no: all that there is to read.
YES, NO, ALL = 1, 0, 2
# Where somebody wants to be visited; no room can be called like that.
AT_HOME = "-"


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
    )
    return _question(lines, keyboards.in_rows(buttons))


def ask_wait(_: Context, answers: Answers) -> Reply | None:
    """Whether it can wait."""
    lines = (
        LABELS[str(answers["domain"])],
        say("body", "Can it wait?"),
        say("body", "No power or no home within days? Tap ⏰."),
    )
    waits = questions.choice(say("btn", "✅ It can wait"), NO)
    burns = questions.choice(say("btn", "⏰ It cannot wait"), YES)
    return _secret(_question(lines, ((waits,), (burns,))), *lines[1:])


def ask_room(context: Context, _: Answers) -> Reply | None:
    """Where to meet."""
    rooms = [questions.choice(name(room.name), room.id) for room in context.view.rooms.values()]
    home = questions.choice(say("btn", "🛋️ Come to me"), AT_HOME)
    line = say("body", "Where do you want to meet?")
    return _question((line,), (*keyboards.in_rows(rooms), (home,)))


def ask_phone(_context: Context, _: Answers) -> Reply | None:
    """Whether this phone is safe to write to."""
    lines = (
        say("body", "May we write to you on this phone?"),
        say("body", "Think of who else may read it."),
    )
    yes = questions.choice(say("btn", "✅ Yes"), YES)
    no = questions.choice(say("btn", "❌ No, another way"), NO)
    return _question(lines, ((yes,), (no,)))


def ask_contact(_context: Context, _: Answers) -> Reply | None:
    """Another way to reach somebody."""
    lines = (
        say_if(
            Ability.DELETE,
            say("body", "✅ Good. I took away our last messages."),
            say("body", "This page shows nothing of it any more."),
        ),
        say("body", "I will not write to you by myself."),
        say("body", "How else can they reach you?"),
        say("body", "Type it, for example: via my sister."),
    )
    return _question(lines, ((questions.choice(say("btn", "📂 I look here"), NO),),))


def ask_name(_context: Context, _: Answers) -> Reply | None:
    """How to call somebody; any word."""
    lines = (
        say("body", "How do we call you?"),
        say("body", "Type any word. It need not be your name."),
    )
    return _question(lines, ((questions.choice(say("btn", "➡️ Skip"), NO),),))


def ask_when(_context: Context, _: Answers) -> Reply | None:
    """When it suits."""
    times = [questions.choice(label, key) for key, label in TIMES.items()]
    line = say("body", "When does it suit you?")
    return _question((line,), keyboards.in_rows(times))


def ask_consent(context: Context, answers: Answers) -> Reply | None:
    """What somebody says yes to: shortly, or all of it."""
    yes = questions.choice(say("btn", "✅ Yes, ask"), YES)
    no = questions.choice(say("btn", "❌ No"), NO)
    asked, safe = helpers(context, answers), is_safe(answers)
    if answers.get("all") == YES:
        words = consent.words(context, answers, asked, is_safe=safe)
        return _secret(_question(words, ((yes,), (no,))), *consent.PROMISES)
    read = questions.choice(say("btn", "📖 Read everything"), ALL)
    words = consent.shortly(context, answers, asked, is_safe=safe)
    return _secret(_question(words, ((yes,), (no,), (read,))), *consent.SHORTLY)


def come_by(context: Context, answers: Answers) -> Reply:
    """What somebody who says no can do: whoever comes by or calls gets help too.

    One screen: the rooms, the number of the one that was chosen, two numbers for danger.
    """
    rooms = status.present(
        context,
        say("body", "✅ Good. I asked nobody and kept nothing."),
        say("body", "You can still get help. Come by, or call."),
        below=Below.FOOTER,
    )
    chosen = [room for room in context.view.only([str(answers["room"])]) if room.phone]
    lines = (
        *rooms.lines,
        *(line for room in chosen for line in contacts.phone_lines(room)),
        *contacts.danger_lines(context, "home", "medical", most=2),
    )
    hours = button(say("btn", "🕙 Opening hours"), "hours")
    write = texts.write_rows(context.view, context.store, context.person.id)
    return replace(rooms, lines=lines, rows=((hours,), *write), replaces=True)


def _secret(question: Reply, *afterwards: Text) -> Reply:
    """A question that names the topic: whoever says no in the end wants nothing kept of it."""
    return replace(question, is_secret=True, afterwards=afterwards)


def _question(lines: tuple[Text, ...], rows: keyboards.Rows) -> Reply:
    return Reply(lines, tuple(rows))
