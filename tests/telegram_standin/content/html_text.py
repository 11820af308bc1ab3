"""The HTML style of formatting, with the complaints Telegram makes about it."""

import re
from html import unescape
from typing import NamedTuple

from tests.telegram_standin.content.texts import Entity, Styled, utf16
from tests.telegram_standin.traffic.errors import ApiError, bad_request

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


class Open(NamedTuple):
    """A tag that still waits for its end."""

    tag: str
    start: int
    attributes: dict[str, str]


def parse_html(source: str) -> Styled:
    """Return the plain text and its entities."""
    text, entities, stack = "", [], list[Open]()
    at = 0
    while (mark := source.find("<", at)) >= 0:
        text += unescape(source[at:mark])
        offset = len(source[:mark].encode())
        end = source.find(">", mark)
        if end < 0:
            raise cannot_parse(f"Unclosed start tag at byte offset {offset}")
        tag = source[mark + 1 : end]
        if tag.startswith("/"):
            entities.append(closed(stack, tag[1:].strip().lower(), utf16(text), offset))
        else:
            stack.append(opened(tag, utf16(text), offset))
        at = end + 1
    text += unescape(source[at:])
    if stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    found = [entity for entity in entities if entity.get("length") and entity.get("url") != ""]
    return text, sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def opened(source: str, start: int, offset: int) -> Open:
    """Read a start tag."""
    name, _, rest = source.partition(" ")
    tag = name.lower()
    attributes = {key.lower(): unescape(a or b or c) for key, a, b, c in ATTRIBUTE.findall(rest)}
    if tag not in STYLES or (tag == "span" and attributes.get("class") != "tg-spoiler"):
        raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {offset}')
    return Open(tag, start, attributes)


def closed(stack: list[Open], tag: str, end: int, offset: int) -> Entity:
    """Read an end tag and return what lies between it and its start."""
    if not stack:
        raise cannot_parse(f"Unexpected end tag at byte offset {offset}")
    begun = stack.pop()
    if tag != begun.tag:
        complaint = f'expected "</{begun.tag}>", found "</{tag}>"'
        raise cannot_parse(f"Unmatched end tag at byte offset {offset}, {complaint}")
    entity: Entity = {"type": STYLES[tag], "offset": begun.start, "length": end - begun.start}
    if tag == "a":
        entity["url"] = begun.attributes.get("href", "")
    elif tag == "tg-emoji":
        entity["custom_emoji_id"] = begun.attributes.get("emoji-id", "")
    elif tag == "blockquote" and "expandable" in begun.attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def cannot_parse(reason: str) -> ApiError:
    """Return the refusal of a text whose formatting is broken."""
    return bad_request(f"can't parse entities: {reason}")
