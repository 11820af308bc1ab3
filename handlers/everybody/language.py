"""Which language? Every language by its own name, the device's own first."""

from __future__ import annotations

from dataclasses import dataclass, replace

import locales
from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import WHICH_LANGUAGE, language_rows
from handlers.core.messages import Outcome, Reply, Text, say
from handlers.rooms import status
from storage.repositories.messages.sent import Message

# What the yes does under a message that asks beside every question.
YES_OR_NO = {"redeem", "sent.come", "sent.topic", "sent.tell", "forget.yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLanguage:
    """The language that somebody chooses, by its tag."""

    tag: str
    # The message that stood there with a yes and a no.
    of: int = 0


def ask(context: Context, _: Nothing) -> Outcome:
    """The list of languages, each in its own script."""
    stands = _stands(context, context.store.sent.newest_of(context.person.id))
    of = {"of": stands.id} if stands else {}
    return Outcome((Reply((WHICH_LANGUAGE,), language_rows(context, **of)),), keeps_question=True)


def choose(context: Context, args: OfLanguage) -> Outcome:
    """Speak this language from now on; what is to be answered by a yes or a no is said again."""
    if args.tag not in locales.languages():
        return ask(context, Nothing())
    sent = context.store.sent
    stands = sent.get(args.of) if args.of else sent.newest_of(context.person.id)
    stands = _stands(context, stands)
    context.store.people.choose_language(context.person.id, args.tag)
    line = _said_first(context, args.tag)
    reply = _again(stands, line) if stands else status.present(context, line)
    own = tuple(role.role for role in context.person.roles)
    return Outcome((replace(reply, roles=own),), keeps_question=True)


def _said_first(context: Context, tag: str) -> Text:
    """That this language is spoken now; of a draft, once, that a computer helped to make it."""
    whose = f"{context.person.id}{context.profile}"
    is_draft = locales.languages()[tag].is_draft
    if is_draft and context.store.done_once.quietly(f"draft {tag}", whose, context.now):
        return say(
            "body",
            "From now on I'll write in English.\n"
            "A computer helped to translate this. Something wrong? Tap ✏️ under ☰ More.",
        )
    return say("body", "From now on I'll write in English.")


def stands_again(context: Context, line: Text) -> Reply | None:
    """What waits for a yes or a no, under a line; None when the newest message does not."""
    stands = _stands(context, context.store.sent.newest_of(context.person.id))
    return _again(stands, line) if stands else None


def _stands(context: Context, message: Message | None) -> Message | None:
    """A message of this person that waits for a yes or a no."""
    if message is None or message.person != context.person.id:
        return None
    acts = message_json.acts(message.payload)
    return message if any(act and act.name in YES_OR_NO for act in acts) else None


def _again(message: Message, line: Text) -> Reply:
    """What stood there once more; the way to the languages is not needed any more."""
    reply = message_json.from_json(message.payload)
    rows = tuple(
        row for row in reply.rows if not any(key.act and key.act.name == "language" for key in row)
    )
    lines = (line, *reply.lines)
    return replace(reply, lines=lines, rows=rows, is_secret=message.is_secret)
