"""Which language? Every language by its own name, the device's own first."""

from __future__ import annotations

from dataclasses import replace

import locales
from handlers.core import command_menu
from handlers.core.context import Args, Scene
from handlers.core.keyboards import language_rows
from handlers.core.messages import Outcome, Reply, button, name, say
from handlers.everybody import menu
from handlers.rooms import status


def ask(scene: Scene, _: Args) -> Outcome:
    """The list of languages, each in its own script; drafts say so in that language."""
    others = (button(say("btn", "👪 Somebody else"), "faces"),)
    own = (button(say("btn", "📦 My data"), "mydata"),)
    return Outcome(
        (Reply((name("🌐"),), (*language_rows(scene), others, own)),), keeps_question=True
    )


def choose(scene: Scene, args: Args) -> Outcome:
    """Speak this language from now on."""
    tag = str(args.get("tag"))
    if tag not in locales.languages():
        return ask(scene, {})
    scene.store.people.choose_language(scene.person.id, tag)
    lines = (say("body", "From now on I write English."), *status.present(scene))
    reply = menu.menu(scene, *lines)
    own = command_menu.of_roles(scene.person.roles)
    return Outcome((replace(reply, commands=own),), keeps_question=True)
