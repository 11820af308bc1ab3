"""What Telegram accepts under a message."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from tests.telegram_standin.content.texts import clean, utf16
from tests.telegram_standin.traffic.errors import ApiError, bad_request

Markup = dict[str, Any]

MOST_BUTTONS = 100
LONGEST_DATA = 64
LONGEST_COPY = 256
ACTIONS = {
    "callback_data",
    "callback_game",
    "copy_text",
    "login_url",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "url",
    "web_app",
}
KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")


def check_markup(markup: Any) -> Markup:
    """Return the markup when Telegram would show it, refuse the call when not."""
    if not isinstance(markup, dict) or not any(kind in markup for kind in KINDS):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": rows_of(markup["inline_keyboard"], inline_button)}
    if "keyboard" in markup:
        return {**markup, "keyboard": rows_of(markup["keyboard"], keyboard_button)}
    return markup


def rows_of(rows: Any, check: Any) -> list[list[Any]]:
    """Check every button of every row."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: field must be an Array of Arrays")
    checked = [[check(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return checked


def inline_button(button: Any) -> dict[str, Any]:
    """Check a button that sits under a message."""
    label = label_of(button)
    actions = [name for name in ACTIONS if button.get(name) not in (None, "")]
    if not actions:
        # Telegram's data may not be empty, and says so with the sentence for a missing action.
        raise cannot_parse("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise cannot_parse("exactly one action must be used")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and len(data.encode()) <= LONGEST_DATA):
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        check_url(str(button["url"]))
    if (
        "copy_text" in button
        and not 1 <= utf16(str(button["copy_text"].get("text", ""))) <= LONGEST_COPY
    ):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {**button, "text": label}


def keyboard_button(button: Any) -> dict[str, Any]:
    """Check a button that takes the place of the phone's keys."""
    plain = {"text": button} if isinstance(button, str) else button
    return {**plain, "text": label_of(plain)}


def label_of(button: Any) -> str:
    """Return the words on a button."""
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise cannot_parse('Can\'t find field "text"')
    label = clean(button["text"]).strip()
    if not label:
        raise cannot_parse("button text must be non-empty")
    return label


def check_url(url: str) -> None:
    """Refuse an address that Telegram would not open."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme in {"tg", "ton"}:
        return
    complaint = f"inline keyboard button URL '{url}' is invalid: "
    if parts.scheme not in {"http", "https"}:
        raise bad_request(complaint + "Unsupported URL protocol")
    # "localhost" and a bare word are refused as well: a button must work on somebody else's phone.
    host = parts.hostname or ""
    if not HOST.fullmatch(host) and not is_address(host):
        raise bad_request(complaint + "Wrong HTTP URL")


def is_address(host: str) -> bool:
    """Tell whether a host is written in numbers."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def cannot_parse(reason: str) -> ApiError:
    """Return the refusal of a button."""
    return bad_request(f"can't parse inline keyboard button: {reason}")
