"""Words as a page shows them: pictures for their signs, each name with a hyphen on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.rendering.pictures import drawn

HYPHEN = re.compile(r"\S-\S")
# All that may stand before a sign that leads a line.
BLANK = re.compile(r"[\s\u200f\u2066-\u2069]*")
PICTURE = Markup(
    '<svg class="pic {name}" width="24" height="24" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" aria-hidden="true">{inside}<use href="{sheet}#{name}"/></svg>'
)
# Nobody hears or copies what leads a line; a script compares the words with their sign.
LEADING = Markup("<desc>{}</desc>")
WORD = Markup('<span class="sr">{}</span>')
WHOLE = Markup('<span class="whole">{}</span>')


def shown(words: str, sheet: str, labels: Sequence[str] = ()) -> Markup:
    """Words with the pictures of their signs, which are found in the file at this address.

    A sign inside a sentence is a word of it, as in "Plans change? Tap ❌.": it is heard and copied,
    by the name of the button it stands for, where that is one of these labels.
    """
    made, leads = Markup(), True
    for sign, said in drawn.parts(words):
        if sign:
            inside = LEADING.format(sign) if leads else ""
            made += PICTURE.format(name=drawn.name_of(sign), inside=inside, sheet=sheet)
            if not leads:
                made += WORD.format(_called(sign, said, labels))
        made += unbroken(said)
        leads = leads and bool(BLANK.fullmatch(said))
    return made


def _called(sign: str, said: str, labels: Sequence[str]) -> str:
    """A sign by its button's name, unless the sentence goes on with that name itself."""
    label = next((one for one in labels if one.startswith(sign)), sign)
    return sign if said.strip().startswith(label.removeprefix(sign).strip()) else label


def unbroken(text: str) -> Markup:
    """Words of which a name with a hyphen stays on one line, where it fits on one."""
    parts = text.split(" ")
    if not any(HYPHEN.search(part) for part in parts):
        return escape(text)
    words = [WHOLE.format(part) if HYPHEN.search(part) else escape(part) for part in parts]
    return Markup("<span>{}</span>").format(Markup(" ").join(words))
