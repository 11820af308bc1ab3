"""The buttons of a message as they fit into a channel: side by side, below each other, a list."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.rendering.message import Key, Limits
from handlers.core import keyboards
from handlers.core.messages import Ability, Button, Text, name, say
from handlers.core.questions import LISTEN, PAGES

Numbered = tuple[Key, int]
Rows = tuple[tuple[Numbered, ...], ...]
# So many of very many buttons are found at one glance.
ON_A_PAGE = 20
# What is said in our own words alone below a list is no part of it; at most so many rows.
OUR_WORDS = frozenset({"btn", "choice"})
MOST_BELOW = 7
# What leads out of a message; it stands on each of its pages.
OUT = frozenset({"back", "menu", "person", "urgent", "language"})
# So many keys beside each other have room for words on a narrow phone; of more, pictures alone.
MOST_WITH_WORDS = 4
# Beside the last signs there is room for a sign; on a page it says what it is.
LISTEN_SIGN, LISTEN_TO = name("🔊"), say("btn", "🔊 Listen")
log = logging.getLogger(__name__)


def rows_of(
    buttons: Sequence[Sequence[Button]],
    write: Callable[[Text], str],
    limits: Limits,
    page: int = 0,
    *,
    can_be_heard: bool = False,
) -> tuple[Rows, list[str], bool]:
    """The rows, what has to stand in the text instead, and whether the rows are a list.

    Each button goes with its number in the message, -1 for one that does no act of ours. Of very
    many those of one page stand there, the way to the next, and what is below all of them. What can
    be heard has the sign for it as the last of all.
    """
    rows = _written(buttons, write)
    rows = [row for row in rows if limits.can(Ability.PLACE) or not _asks_place(row)]
    others = [row for row in rows if not _asks_place(row)]
    if others and not limits.place_beside:
        rows = others
    instead: list[str] = []
    if not limits.links_beside and any(number >= 0 for row in rows for _, number in row):
        links = [key for row in rows for key, _ in row if key.link]
        instead = [line for key in links for line in (key.label, key.link)]
        rows = [kept for row in rows if (kept := [entry for entry in row if not entry[0].link])]
    count, out = sum(map(len, rows)), _leading_out(buttons)
    if count > limits.buttons:
        if count > limits.list_rows:
            most = limits.list_rows - sum(map(len, rows[len(rows) - out :])) - 1
            rows = _page(rows, out, page, most, write)
        return _as_list([entry for row in rows for entry in row], limits), instead, True
    if count > limits.keyboard:
        rows = _page(rows, max(out, _below(buttons)), page, ON_A_PAGE, write)
    if can_be_heard and not any(_asks_place(row) for row in rows):
        listen = (Key(write(LISTEN_TO if limits.has_bar else LISTEN_SIGN)), LISTEN)
        rows = [*rows[:-1], _signs([*rows[-1], listen])] if out and rows else [*rows, [listen]]
    fitting: list[tuple[Numbered, ...]] = []
    for row in rows:
        fitting += _fitting([(_cut_label(key, limits), number) for key, number in row], limits)
    return tuple(fitting), instead, False


def above_bar(buttons: Sequence[Sequence[Button]]) -> Sequence[Sequence[Button]]:
    """The rows without the last signs, where the channel has them always in sight.

    They are the last of all, so every other button keeps its number.
    """
    own = list(buttons[-1]) if buttons else []
    while own and own[-1] in (*keyboards.footer(), keyboards.languages()):
        own.pop()
    if not buttons or len(buttons[-1]) - len(own) < len(keyboards.footer()):
        return buttons
    return [*buttons[:-1], own] if own else buttons[:-1]


def _written(
    buttons: Sequence[Sequence[Button]], write: Callable[[Text], str]
) -> list[list[Numbered]]:
    number = 0
    rows: list[list[Numbered]] = []
    for row in buttons:
        keys: list[Numbered] = []
        for button in row:
            key = Key(write(button.label), "", button.link, button.asks_place)
            keys.append((key, number if button.act else -1))
            number += 1
        rows.append(keys)
    return rows


def _signs(row: list[Numbered]) -> list[Numbered]:
    """The last row; where there are too many for words each has its picture."""
    if len(row) <= MOST_WITH_WORDS:
        return row
    return [(replace(key, label=key.label.split(" ", 1)[0]), number) for key, number in row]


def _asks_place(row: Sequence[Numbered]) -> bool:
    return any(key.asks_place for key, _ in row)


def _leading_out(buttons: Sequence[Sequence[Button]]) -> int:
    """How many of the last rows lead out of everything: back, home, to a person."""
    last = [{button.act.name if button.act else "" for button in row} for row in buttons[-2:]]
    return 0 if last[-1:] and last[-1] - OUT else sum(not names - OUT for names in last)


def _below(buttons: Sequence[Sequence[Button]]) -> int:
    """How many of the last rows stand below the list: something new, none of them, a way on."""
    is_below = [
        any(
            (button.label.slot in OUR_WORDS and not button.label.values)
            or (button.act and button.act.name in OUT)
            for button in row
        )
        for row in reversed(buttons)
    ]
    below = is_below.index(False) if False in is_below else len(is_below)
    return below if below <= MOST_BELOW else 0


def _page(
    rows: list[list[Numbered]], kept: int, page: int, most: int, write: Callable[[Text], str]
) -> list[list[Numbered]]:
    """One page of these buttons, the way to the next page, and the last rows, on each of them."""
    entries = [entry for row in rows[: len(rows) - kept] for entry in row]
    last = rows[len(rows) - kept :]
    pages = -(-len(entries) // max(most, 1))
    at = page % pages
    following = (at + 1) % pages
    label = say("btn", "➡️ More") if following else say("btn", "⬅️ From the start")
    shown = [[entry] for entry in entries[at * most : (at + 1) * most]]
    return [*shown, [(Key(write(label)), PAGES + following)], *last]


def _as_list(entries: list[Numbered], limits: Limits) -> Rows:
    """One entry a row."""
    return tuple(((_entry(key, limits), number),) for key, number in entries)


def _entry(key: Key, limits: Limits) -> Key:
    """A label as a title; one that is too long stands in full below it."""
    if units(key.label) <= limits.row_title:
        return key
    more = cut(key.label, limits.row_description) if limits.row_description else ""
    return Key(cut(key.label, limits.row_title), key.token, key.link, key.asks_place, more)


def _cut_label(key: Key, limits: Limits) -> Key:
    return Key(cut(key.label, limits.label), key.token, key.link, key.asks_place)


def _fitting(keys: list[Numbered], limits: Limits) -> list[tuple[Numbered, ...]]:
    """One row, or several where the labels would not be readable side by side."""
    widths = limits.row_widths
    width = widths[min(len(keys), len(widths)) - 1]
    if len(keys) == 1 or all(units(key.label) <= width for key, _ in keys):
        return [tuple(keys)]
    half = (len(keys) + 1) // 2
    return _fitting(keys[:half], limits) + _fitting(keys[half:], limits)


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as services count it."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def cut(text: str, limit: int) -> str:
    """The beginning of a text that is too long, and a sign that it was cut."""
    if units(text) <= limit:
        return text
    log.warning("a text of %d units was cut to %d", units(text), limit)
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return kept + "…"
