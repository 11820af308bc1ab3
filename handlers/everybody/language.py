"""Which language? Every language by its own name, the device's own first."""

from __future__ import annotations

from dataclasses import dataclass, replace

import locales
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import WHICH_LANGUAGE, language_rows
from handlers.core.messages import Outcome, Reply, say
from handlers.rooms import status


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLanguage:
    """The language that somebody chooses, by its tag."""

    tag: str


def ask(context: Context, _: Nothing) -> Outcome:
    """The list of languages, each in its own script; drafts say so in that language."""
    return Outcome((Reply((WHICH_LANGUAGE,), language_rows(context)),), keeps_question=True)


def choose(context: Context, args: OfLanguage) -> Outcome:
    """Speak this language from now on."""
    if args.tag not in locales.languages():
        return ask(context, Nothing())
    context.store.people.choose_language(context.person.id, args.tag)
    reply = status.present(context, say("body", "From now on I write English."))
    own = tuple(role.role for role in context.person.roles)
    return Outcome((replace(reply, roles=own),), keeps_question=True)
