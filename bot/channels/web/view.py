"""A message as a page shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import quote

import locales
from bot.channels.web.forms import number
from bot.channels.web.page_texts import UNREADABLE_NOW, VOICE_GONE
from bot.channels.web.pages import language_of
from bot.rendering.cards import card_of
from bot.rendering.chart import in_words
from bot.rendering.message import Key, Limits, Rendered
from bot.rendering.states import look_again
from bot.rendering.text import Reader, render, write, write_line
from handlers.core.context import NO_VOICES, Voices
from handlers.core.enclosures import Code
from handlers.core.messages import Ability, Picture, Place, Priority, Reply, Text
from storage.repositories.conversations.recordings import is_ours
from storage.repositories.messages.sent import Message
from storage.repositories.people.people import Person
from storage.repositories.volunteering.voices import is_neighbours
from storage.store import Store

SAFE_LINKS = ("https://", "http://", "tel:", "mailto:", "geo:", "/")
# What a web page can show is not limited by any service; these keep a page readable. It reaches
# nobody who does not look, but for signs; what somebody said stays on it until it is closed.
LIMITS = Limits(
    text=16_384,
    caption=16_384,
    label=60,
    row_widths=(60,),
    body=16_384,
    place_beside=True,
    has_bar=True,
    abilities=frozenset({Ability.CHANGE, Ability.HEAR, Ability.PICTURE, Ability.PLACE}),
)

# The same for somebody whose browser shows a sign when there is news.
TELLING = replace(LIMITS, abilities=LIMITS.abilities | {Ability.REMIND})

Shown: TypeAlias = dict[str, Any]


def _key(key: Key) -> Shown:
    link = key.link if key.link.startswith(SAFE_LINKS) else ""
    return {"label": key.label, "token": key.token, "link": link, "asks_place": key.asks_place}


def _rows(made: Rendered) -> list[list[Shown]]:
    """The buttons, without those that would do nothing."""
    rows = [[_key(key) for key in keys] for keys in made.rows]
    able = [
        [key for key in row if key["token"] or key["link"] or key["asks_place"]] for row in rows
    ]
    return [row for row in able if row]


def _pin(place: Place) -> Shown:
    if not (isinstance(place.name, str) and isinstance(place.address, str)):
        raise TypeError("a place is called by words")
    link = map_link(place.latitude, place.longitude)
    return {"name": place.name, "address": place.address, "link": link}


def map_link(latitude: float, longitude: float) -> str:
    """Where a map shows this place; opened by a tap only."""
    at = f"{latitude:.6f}", f"{longitude:.6f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=18/{at[0]}/{at[1]}"


def _image(message: int, picture: Picture | Code, reader: Reader) -> Shown:
    """A picture, and what it shows in words for whoever does not see it."""
    return {"link": f"/pictures/{message}.png", "alt": in_words(picture, reader)}


def _card(reply: Reply, reader: Reader) -> Shown | None:
    """What a card is about: its line as it is written, and the name in it."""
    card = card_of(reply)
    line = write_line(card.line, reader) if card else ""
    return {"line": line, "name": card.name} if card and card.name in line else None


def _file_row(message: int, reply: Reply) -> list[list[Shown]]:
    """A button of its own for the file that goes with a message."""
    file = reply.attachment or reply.document
    if file is None:
        return []
    name = file.name
    return [[_key(Key(f"📎 {name}", link=f"/files/{message}/{quote(name, safe='')}"))]]


def shown(
    row: Message,
    default_language: str,
    today: date,
    *,
    tells: bool = False,
    voices: Voices = NO_VOICES,
) -> Shown:
    """A message as a page shows it, in the language it was sent in, its days as of today.

    ``tells``: this browser is given signs of news, so a sentence may promise that somebody hears.
    ``voices`` say what can be heard.
    Raises whatever its payload leads to when it is not what this program writes.
    """
    reader = Reader.of(row.language, default_language, today)
    limits = replace(TELLING if tells else LIMITS, voices=voices)
    made, reply = render(
        row.payload, reader, limits, row.id, row.token, row.replaces, is_secret=row.is_secret
    )
    message = {
        **closed(row, default_language),
        "text": made.text,
        "language": made.language,
        "tongues": made.tongues,
        "dir": "rtl" if made.is_rtl else "ltr",
        "rows": [*_file_row(row.id, reply), *_rows(made)],
        "place": _pin(made.place) if made.place else None,
        "picture": _image(row.id, reply.picture, reader) if reply.picture else None,
        "card": _card(reply, reader),
        "again": look_again(reply),
        "offers": reply.offers_signs and not tells,
        # What it is called; where it is heard, if it is there still, is found out for all at once.
        "voice": made.voice if is_ours(made.voice) or is_neighbours(made.voice) else "",
        "aloud": reply.aloud.message if reply.aloud else None,
    }
    message["clears"] = message["clears"] or reply.clears
    # Half a letter can be kept as JSON, but goes over no wire.
    json.dumps(message, ensure_ascii=False, allow_nan=False, default=str).encode()
    parts = ("text", "rows", "place", "picture", "voice", "aloud")
    is_empty = not any(message[part] for part in parts)
    return closed(row, default_language) if is_empty else message


def closed(row: Message, default_language: str) -> Shown:
    """What stands in place of a message that cannot be shown."""
    reader = Reader.of(row.language, default_language)
    tag = language_of(UNREADABLE_NOW, reader)
    return {
        "id": row.id,
        "replaces": int(row.replaces) if number(row.replaces) else None,
        "text": write(UNREADABLE_NOW, reader),
        "language": tag,
        # The language of each line.
        "tongues": (tag,),
        "dir": "rtl" if locales.is_rtl(tag) else "ltr",
        "rows": [],
        "place": None,
        "picture": None,
        "card": None,
        "again": "",
        "at": row.due,
        "offers": False,
        "voice": "",
        # The message that is said aloud here.
        "aloud": None,
        # The page forgets what stood above it: this is the last word to somebody who was forgotten.
        "clears": row.priority == Priority.FAREWELL,
    }


def merged(messages: Iterable[Shown]) -> list[Shown]:
    """Each message once, where it first stood, with what it says now; ``root`` is its place.

    ``stood`` is since when it has that place.
    """
    places: dict[int, Shown] = {}
    for message in messages:
        root = message["replaces"] or message["id"]
        stood = places.get(root, {"stood": message["at"]})["stood"]
        places[root] = {**message, "root": root, "stood": stood}
    return list(places.values())


def is_all_sent(store: Store, person: Person) -> bool:
    """Whether nothing is under way to a person any more."""
    newest = store.sent.newest_id_of(person.id)
    return bool(store.sent.sent_after(person.id, message=newest - 1, limit=1))


def with_voices(store: Store, messages: list[Shown]) -> list[Shown]:
    """The same with where their voice notes are heard; of those that are gone, that they are."""
    named = [message["voice"] for message in messages]
    here = store.recordings.are_here(named) | store.voices.are_here(named)
    for message in messages:
        if message["voice"] in here:
            message["voice"] = f"/voices/{message['id']}.ogg"
        elif message["voice"]:
            says_instead(message, VOICE_GONE)
    return messages


def says_instead(message: Shown, why: Text) -> None:
    """A message in whose place of sound there are words."""
    said = write(why, Reader.of(message["language"], message["language"]))
    message |= {"voice": "", "aloud": None}
    message["text"] = "\n".join(filter(None, [message["text"], said]))
