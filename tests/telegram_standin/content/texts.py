"""Text as Telegram counts, cleans and marks it."""

import re
from typing import Any

Entity = dict[str, Any]
Styled = tuple[str, list[Entity]]

# Telegram drops line separators, direction overrides and three combining strokes from every text.
DROPPED = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f]")
# What shows nothing: a text of only these is an empty text.
INVISIBLE = re.compile(r"[\s\u1680\u180e\u2000-\u200f\u202f\u205f\u2800\u3000\ufeff\ufffc]*")
MARKED = re.compile(
    r"(?P<url>https?://[^\s<>]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]+)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{4,32})"
    r"|(?<!\w)(?P<hashtag>#\w+)"
)
MARKS = ("/", "@", "#")


def utf16(text: str) -> int:
    """Return the length of a text in the units Telegram counts in."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Return the text without what Telegram never lets through."""
    if text.isascii() and text.isprintable():
        return text
    return CONTROL.sub(" ", DROPPED.sub("", text))


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen."""
    return INVISIBLE.fullmatch(text) is not None


def trimmed(text: str, entities: list[Entity]) -> Styled:
    """Take the white space off both ends and move the entities along."""
    short = text.strip()
    if len(short) == len(text):
        return text, entities
    shift, size = utf16(text) - utf16(text.lstrip()), utf16(short)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(size, entity["offset"] + entity["length"] - shift)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return short, kept


def find_entities(text: str) -> list[Entity]:
    """Return the commands, links, mentions, hashtags and mail addresses in a text."""
    if not any(mark in text for mark in MARKS):
        return []
    return [
        {
            "type": found.lastgroup,
            "offset": utf16(text[: found.start()]),
            "length": utf16(found.group()),
        }
        for found in MARKED.finditer(text)
    ]


def words(text: str) -> dict[str, Any]:
    """Return a text that somebody wrote, as it stands in a message."""
    entities = find_entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}
