"""Which language? Every language by its own name, the device's own first."""

from __future__ import annotations

from dataclasses import replace

import locales
from handlers import commands, menu
from handlers.scene import Args, Scene
from handlers.vocabulary import Button, Outcome, Reply, button, name, say


def ask(scene: Scene, _: Args) -> Outcome:
    """The list of languages, each in its own script; drafts say so in that language."""
    others = (button(say("btn", "👪 Somebody else"), "faces"),)
    own = (button(say("btn", "📦 My data"), "mydata"),)
    return Outcome((Reply((name("🌐"),), (*rows(scene), others, own)),), keeps_question=True)


def choose(scene: Scene, args: Args) -> Outcome:
    """Speak this language from now on."""
    tag = str(args.get("tag"))
    if tag not in locales.languages():
        return ask(scene, {})
    scene.store.people.choose_language(scene.person.id, tag)
    lines = (say("body", "From now on I write English."), *menu.present(scene))
    reply = menu.menu(scene, *lines)
    own = commands.of_roles(scene.person.roles)
    return Outcome((replace(reply, commands=own),), keeps_question=True)


def rows(scene: Scene) -> menu.Rows:
    """A button for each language, in the neighbourhood's order, the present one first."""
    order = offered(scene)
    buttons = [_button(tag) for tag in order]
    return tuple(tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2))


def offered(scene: Scene) -> list[str]:
    """The languages there are catalogs for: the person's own, then the file's order."""
    known = locales.languages()
    ordered = dict.fromkeys([scene.language, *scene.house.neighbourhood.languages, *known])
    return [tag for tag in ordered if tag in known]


def _button(tag: str) -> Button:
    language = locales.languages()[tag]
    if language.is_draft:
        label = say("btn", "{language} (draft)", language=language.own_name)
        own = locales.sentence((tag,), "btn", label.one).text.replace(
            "{language}", language.own_name
        )
        return button(name(own), "language.choose", tag=tag)
    return button(name(language.own_name), "language.choose", tag=tag)
