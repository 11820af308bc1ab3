"""The words of a message: checked, cleaned, and with their marks read."""

from typing import Any

from tests.telegram_standin.chats.chats import Json
from tests.telegram_standin.content.html_text import parse_html
from tests.telegram_standin.content.markdown_text import parse_markdown
from tests.telegram_standin.content.texts import (
    Styled,
    clean,
    find_entities,
    is_blank,
    trimmed,
    utf16,
)
from tests.telegram_standin.http.params import Params
from tests.telegram_standin.traffic.errors import bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
PARSERS = {"html": parse_html, "markdownv2": parse_markdown}


def text_of(params: Params) -> Json:
    """Return the text of a call with its entities, refuse one that cannot be shown."""
    text, entities = styled(params, "text", "entities")
    if is_blank(text):
        raise bad_request("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_of(params: Params) -> Json:
    """Return the words under a file."""
    text, entities = styled(params, "caption", "caption_entities")
    if utf16(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def styled(params: Params, name: str, entities_name: str) -> Styled:
    """Return a text without its marks, and what the marks meant."""
    text, mode = clean(params.text(name)), params.text("parse_mode").lower()
    if not mode:
        given: list[dict[str, Any]] = params.data(entities_name) or []
        return trimmed(text, given or find_entities(text))
    if mode not in PARSERS:
        raise bad_request("unsupported parse_mode")
    plain, entities = PARSERS[mode](text)
    return trimmed(plain, entities + find_entities(plain))
