"""What every answer needs, added once: refusals in words, what stands below, marks of questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.messages import Act, Below, Button, Outcome, Refusal, Reply, name, say
from handlers.dispatch import registry
from handlers.everybody import menu, shared_phone
from handlers.everybody.browsers import come_back, stay
from handlers.everybody.browsers.come_back import Picked
from handlers.rooms import status
from storage.repositories.people.questions import HELD

# What a button does that belongs to a question; it works while that one is open.
OF_QUESTION = {"answer", "back", HELD}


def worded(context: Context, outcome: Outcome) -> Outcome:
    """An outcome whose refusal is said, and whose messages have all that stands under them."""
    replies = outcome.replies
    if outcome.refusal:
        replies = (REFUSALS[outcome.refusal](context), *replies)
    replies = stay.offered(context, replies)
    return replace(outcome, replies=tuple(finished(reply, context) for reply in replies))


def finished(reply: Reply, context: Context | None = None) -> Reply:
    """A message with what stands under it; ``context`` is of whoever it is for, if they asked.

    Raises ValueError for a main menu of somebody who did not ask: nobody knows their roles here.
    """
    if reply.roles is not None:
        commands = registry.command_menu(reply.roles)
        reply = replace(reply, commands=commands, roles=None)
    match reply.below:
        case Below.NOTHING:
            return reply
        case Below.FOOTER:
            return replace(reply, rows=(*reply.rows, keyboards.footer()), below=Below.NOTHING)
        case _ if context is None or reply.to is not None:
            raise ValueError("a main menu is for whoever asked, and for nobody else")
        case _:
            return menu.with_menu(context, reply)


def stamped(context: Context, outcome: Outcome) -> Outcome:
    """Mark the buttons that answer a question with that question's number."""
    if not any(_answers(reply) for reply in outcome.replies):
        return outcome
    dialogue = context.person.dialogue
    version = dialogue.version if dialogue else 0
    number = version if outcome.keeps_question else version + 1
    return replace(outcome, replies=tuple(_stamp(reply, number) for reply in outcome.replies))


def _answers(reply: Reply) -> bool:
    return any(
        button.act is not None and button.act.name in OF_QUESTION
        for row in reply.rows
        for button in row
    )


def _is_of_question(button: Button) -> bool:
    return button.act is not None and button.act.name in OF_QUESTION


def _stamp(reply: Reply, number: int) -> Reply:
    if not _answers(reply):
        return reply
    rows = tuple(tuple(_of_question(button, number) for button in row) for row in reply.rows)
    return replace(reply, rows=rows)


def _of_question(button: Button, number: int) -> Button:
    if button.act is None or not _is_of_question(button):
        return button
    return replace(button, act=Act(button.act.name, {**button.act.args, "q": number}))


# What a tap shows whose answer has to wait, because there were very many of them.
SLOWED = say("body", "One moment. I'll answer soon.")


def apology() -> Reply:
    """What somebody gets whose turn failed here: our mistake, not theirs."""
    lines = (
        say("body", "Sorry, that went wrong here."),
        say("body", "Nothing is lost. Please try again."),
    )
    return finished(Reply(lines))


def many_messages() -> Reply:
    """What somebody gets who sends more than we answer one by one."""
    lines = (
        say("body", "You sent many messages."),
        say("body", "I'll answer the last one in a moment."),
    )
    return finished(Reply(lines))


def here_again() -> Reply:
    """What somebody gets instead of answers that came too late to be true."""
    lines = (
        say("body", "I could not answer you for a while."),
        say("body", "I'm back. What do you need?"),
    )
    return finished(Reply(lines, menu.for_everybody(), below=Below.NOTHING))


def not_shown() -> Reply:
    """What follows a message that its channel refuses: short, and with the way on."""
    lines = (
        say("body", "Sorry, I could not show you a message."),
        say("body", "What do you need?"),
    )
    return finished(Reply(lines, menu.for_everybody(), below=Below.NOTHING))


def _over(context: Context) -> Reply:
    """A button of an old question: where we are now."""
    return status.present(context, say("body", "That question is over."))


def _only_key_holders(_: Context) -> Reply:
    """Somebody without a key: who can, and how to become one."""
    lines = (
        say("body", "Only key-holders can do this."),
        say("body", "Do you want to hold a key? Ask in the room."),
    )
    return Reply(lines, below=Below.MAIN_MENU)


def _only_coordinators(_: Context) -> Reply:
    """Somebody who does not coordinate."""
    return Reply((say("body", "Only the coordinator can do this."),), below=Below.MAIN_MENU)


def _first_person(context: Context) -> Reply:
    """Somebody who tries what belongs to the first person of a phone: hand it back."""
    lines = (
        name(context.profile),
        say("body", "This is for the first person on this phone."),
        say("body", "Is that you? Tap the button."),
    )
    return Reply(lines, ((shared_phone.first_person(),),))


def _pictures(context: Context) -> Reply:
    """Somebody with a role who was away: their pictures, then the button once more."""
    away = say("body", "You were away for a while. Is it you?")
    return come_back.ask(context, Picked(), away).replies[0]


def _not_understood(_: Context) -> Reply:
    """The menu and a way to a person: never silence, never blame."""
    lines = (say("body", "I did not understand."), say("body", "What do you need?"))
    return Reply(lines, below=Below.MAIN_MENU)


def _only_words(_: Context) -> Reply:
    """What we cannot read, a person can."""
    lines = (
        say("body", "I can only read words and buttons."),
        say("body", "A person can help you in the room."),
    )
    return Reply(lines, below=Below.MAIN_MENU)


REFUSALS: dict[Refusal, Callable[[Context], Reply]] = {
    Refusal.OVER: _over,
    Refusal.ONLY_KEY_HOLDERS: _only_key_holders,
    Refusal.ONLY_COORDINATORS: _only_coordinators,
    Refusal.FIRST_PERSON: _first_person,
    Refusal.WHO_IS_IT: shared_phone.who_is_it,
    Refusal.PICTURES: _pictures,
    Refusal.NOT_UNDERSTOOD: _not_understood,
    Refusal.ONLY_WORDS: _only_words,
}
