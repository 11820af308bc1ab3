"""Replies as JSON and back: how a message rests in the outbox, its values still typed."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from handlers.core.enclosures import Aloud, Attachment, Code, Document
from handlers.core.messages import (
    Act,
    Bar,
    Below,
    Button,
    Picture,
    Place,
    Reply,
    Text,
    Tongue,
    Value,
    Weekday,
    name,
)

# Before the name of an ability; no value of a sentence is called so.
NEEDS = "?"
# Signs that had more than one meaning: what was written with them before is told with the new one.
NEW_SIGNS = {
    "🌱 Join in": "🙋",
    "🌱 I am the buddy": "👋",
    "🏘️ All rooms": "📍",
    "🏘️ By room": "📍",
    "🏘️ Rooms": "📍",
    "🏘️ {whom} Reached: {low} % to {high} %.": "📈",
    "🟢 They are helping you: {who}.": "🤝",
    "💬 Languages": "🌐",
    "📊 Coordinator": "🛠️",
    "📊 Coordinators": "🛠️",
    "📊 Coordinator: you get the report and invite key-holders.": "🛠️",
    "📊 A coordinator invites a new coordinator.": "🛠️",
    "📊 Another coordinator said no. Your link does not work.": "🛠️",
    "📊 Another coordinator said yes. Your link works for one hour.": "🛠️",
    "📊 The coordinators:": "🛠️",
    "📊 There is a new coordinator.": "🛠️",
    "📊 You are a coordinator since {date}.": "🛠️",
    "🔄 Try again": "↻",
    "📖 Read everything": "👀",
    "🔧 Repairing": "🧰",
    "🚪 I lose my home": "🏚️",
    "🚪 Which rooms?": "📍",
    "🚪 Visitor": "👣",
    "📦 Carry or move": "🛒",
    "📝 Letters, forms": "📄",
    "✨ Any time": "🕙",
    "📅 This 1 January": "📆",
    "📅 Sure for {year}: {sure}. Costs then: {costs}.": "📆",
}
# Made here, part by part: nothing can stand in itself.
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def to_json(reply: Reply) -> str:
    """A reply as compact JSON: message ids and typed values, no rendered text."""
    parts: dict[str, Any] = {
        "lines": [_text(line) for line in reply.lines],
        "rows": [[_button(button) for button in row] for row in reply.rows],
    }
    if reply.place:
        place = reply.place
        parts["place"] = [place.latitude, place.longitude, place.name, place.address]
    if reply.picture:
        parts["picture"] = _picture(reply.picture)
    if reply.attachment:
        parts["attachment"] = [reply.attachment.name, reply.attachment.content]
    if reply.document:
        order = reply.document
        parts["document"] = [order.form, order.period, order.room, order.asked.isoformat()]
    if reply.voice:
        parts["voice"] = reply.voice
    if reply.aloud:
        parts["aloud"] = [reply.aloud.message, reply.aloud.under]
    if reply.afterwards:
        parts["afterwards"] = [_text(line) for line in reply.afterwards]
    parts |= {
        flag: True for flag in ("clears", "frees_keys", "offers_signs") if getattr(reply, flag)
    }
    if reply.page:
        parts["page"] = reply.page
    if reply.commands:
        parts["commands"] = [[command, _text(what)] for command, what in reply.commands]
    return _encoded(parts)


def from_json(payload: str) -> Reply:
    """The reply that `to_json` wrote down; nothing is added below it any more."""
    parts = json.loads(payload)
    picture = parts.get("picture")
    return Reply(
        lines=tuple(_as_text(line) for line in parts["lines"]),
        rows=tuple(tuple(_as_button(button) for button in row) for row in parts["rows"]),
        place=Place(*parts["place"]) if "place" in parts else None,
        picture=_as_picture(picture) if picture else None,
        attachment=Attachment(*parts["attachment"]) if "attachment" in parts else None,
        document=_as_document(parts["document"]) if "document" in parts else None,
        voice=parts.get("voice", ""),
        aloud=Aloud(*parts["aloud"]) if "aloud" in parts else None,
        afterwards=tuple(_as_text(line) for line in parts.get("afterwards", ())),
        commands=tuple((command, _as_text(what)) for command, what in parts.get("commands", ())),
        below=Below.NOTHING,
        clears=parts.get("clears", False),
        page=parts.get("page", 0),
        frees_keys=parts.get("frees_keys", False),
        offers_signs=parts.get("offers_signs", False),
    )


def acts(payload: str) -> list[Act | None]:
    """What each button of a message does, in reading order; None for one that only links."""
    return [_as_act(button) for row in json.loads(payload)["rows"] for button in row]


def labels(payload: str) -> list[tuple[Text, Act | None]]:
    """The label and the act of each button of a message, in reading order."""
    rows = json.loads(payload)["rows"]
    return [(_as_text(button["label"]), _as_act(button)) for row in rows for button in row]


def _picture(picture: Picture | Code) -> dict[str, Any]:
    if isinstance(picture, Code):
        return {"link": picture.link}
    parts: dict[str, Any] = {
        "title": _text(picture.title),
        "bars": [_bar(bar) for bar in picture.bars],
    }
    if picture.coverage:
        parts["coverage"] = _text(picture.coverage)
    if picture.plan:
        parts["plan"] = _bar(picture.plan)
    return parts


def _as_picture(parts: dict[str, Any] | list[Any]) -> Picture | Code:
    if isinstance(parts, list):
        # An older program kept a title, labels that are no sentences, and a name of the figures.
        return Picture(_as_text(parts[0]), tuple(Bar(name(bar[0]), bar[1]) for bar in parts[1]))
    if "link" in parts:
        return Code(parts["link"])
    return Picture(
        _as_text(parts["title"]),
        tuple(_as_bar(bar) for bar in parts["bars"]),
        _as_text(parts["coverage"]) if "coverage" in parts else None,
        _as_bar(parts["plan"]) if "plan" in parts else None,
    )


def _as_document(parts: list[str]) -> Document:
    form, period, room, asked = parts
    return Document(form, period, room, datetime.fromisoformat(asked))


def _bar(bar: Bar) -> list[Any]:
    return [_text(bar.label), bar.number, bar.counted, bar.openings]


def _as_bar(parts: list[Any]) -> Bar:
    return Bar(_as_text(parts[0]), *parts[1:])


def _text(text: Text) -> list[Any]:
    parts: list[Any] = [text.slot, text.one]
    if not (text.values or text.many or text.otherwise):
        return parts
    values = {key: _value(value) for key, value in text.values.items()}
    if text.otherwise:
        # Among the values, where a program that does not know it yet passes over it.
        values[f"{NEEDS}{text.needs}"] = {"text": _text(text.otherwise)}
    if values or text.many:
        parts.append(values)
    if text.many:
        parts += [text.many, text.n]
    return parts


def _as_text(parts: list[Any]) -> Text:
    if len(parts) == 2:
        return Text(parts[0], _sentence(parts[1]))
    values = {key: _as_value(value) for key, value in parts[2].items()}
    many, n = parts[3:] if len(parts) > 3 else ("", 0)
    needs = next((key for key in values if key.startswith(NEEDS)), "")
    otherwise = values.pop(needs) if needs else None
    assert otherwise is None or isinstance(otherwise, Text)
    return Text(
        parts[0],
        _sentence(parts[1]),
        values,
        many,
        n,
        needs.removeprefix(NEEDS),
        otherwise,
    )


def _sentence(one: str) -> str:
    """A sentence as it is in the catalogs now."""
    return f"{NEW_SIGNS[one]} {one.partition(' ')[2]}" if one in NEW_SIGNS else one


def _value(value: Value) -> Any:
    match value:
        # What most values are, asked first.
        case str() | int():
            return value
        case Text():
            return {"text": _text(value)}
        case Weekday():
            return {"weekday": value.day.isoformat()}
        case Tongue():
            return {"tongue": value.tag}
        case time():
            return {"time": value.isoformat("minutes")}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}


def _as_value(value: Any) -> Value:
    match value:
        case {"text": parts}:
            return _as_text(parts)
        case {"weekday": day}:
            return Weekday(date.fromisoformat(day))
        case {"tongue": tag}:
            return Tongue(tag)
        case {"time": clock}:
            return time.fromisoformat(clock)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"decimal": str(number)}:
            return Decimal(number)
        case str() | int():
            return value
        case _:
            raise ValueError(f"an outbox value of an unknown shape: {type(value).__name__}")


def _button(button: Button) -> dict[str, Any]:
    parts: dict[str, Any] = {"label": _text(button.label)}
    if button.act:
        parts["act"] = [button.act.name, dict(button.act.args)]
    if button.link:
        parts["link"] = button.link
    if button.asks_place:
        parts["asks_place"] = True
    return parts


def _as_button(parts: dict[str, Any]) -> Button:
    return Button(
        _as_text(parts["label"]),
        _as_act(parts),
        parts.get("link", ""),
        parts.get("asks_place", False),
    )


def _as_act(parts: dict[str, Any]) -> Act | None:
    return Act(parts["act"][0], parts["act"][1]) if "act" in parts else None
