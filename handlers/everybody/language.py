"""Which language? Every language by its own name, the device's own first."""

from __future__ import annotations

from dataclasses import replace

import locales
from handlers.core.context import Args, Context
from handlers.core.keyboards import language_rows
from handlers.core.messages import Below, Outcome, Reply, button, name, say
from handlers.rooms import status


def ask(context: Context, _: Args) -> Outcome:
    """The list of languages, each in its own script; drafts say so in that language."""
    others = (button(say("btn", "👪 Somebody else"), "faces"),)
    own = (button(say("btn", "📦 My data"), "mydata"),)
    return Outcome(
        (Reply((name("🌐"),), (*language_rows(context), others, own), below=Below.NOTHING),),
        keeps_question=True,
    )


def choose(context: Context, args: Args) -> Outcome:
    """Speak this language from now on."""
    tag = str(args.get("tag"))
    if tag not in locales.languages():
        return ask(context, {})
    context.store.people.choose_language(context.person.id, tag)
    lines = (say("body", "From now on I write English."), *status.present(context))
    reply = Reply(tuple(lines), below=Below.MAIN_MENU)
    own = tuple(role.role for role in context.person.roles)
    return Outcome((replace(reply, roles=own),), keeps_question=True)
