"""Words as a page shows them: pictures for their signs, each name with a hyphen on one line."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from bot.rendering.pictures import drawn

HYPHEN = re.compile(r"\S-\S")
# Nobody hears a picture and nobody copies it; a script compares the words with their sign.
PICTURE = Markup(
    '<svg class="pic {name}" width="24" height="24" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" aria-hidden="true"><desc>{sign}</desc><use href="{sheet}#{name}"/></svg>'
)
WHOLE = Markup('<span class="whole">{}</span>')


def shown(words: str, sheet: str) -> Markup:
    """Words with the pictures of their signs, which are found in the file at this address."""
    made = Markup()
    for sign, said in drawn.parts(words):
        if sign:
            made += PICTURE.format(name=drawn.name_of(sign), sign=sign, sheet=sheet)
        made += unbroken(said)
    return made


def unbroken(text: str) -> Markup:
    """Words of which a name with a hyphen stays on one line, where it fits on one."""
    parts = text.split(" ")
    if not any(HYPHEN.search(part) for part in parts):
        return escape(text)
    words = [WHOLE.format(part) if HYPHEN.search(part) else escape(part) for part in parts]
    return Markup("<span>{}</span>").format(Markup(" ").join(words))
