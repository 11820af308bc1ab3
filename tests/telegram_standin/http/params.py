"""The parameters of one call, whichever of Telegram's three encodings carried them."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.telegram_standin.traffic.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes = field(repr=False)


class Params:
    """Parameters as they came, read as the type a method wants."""

    __slots__ = ("files", "values")

    def __init__(self, values: dict[str, Any], files: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.files

    def text(self, name: str) -> str:
        """Return a string, empty when it was not given."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number."""
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def number(self, name: str) -> float:
        """Return a number with a fraction."""
        try:
            return float(self.values.get(name, ""))
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        value = self.values.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in {"true", "1", "yes"}

    def data(self, name: str) -> Any:
        """Return an object that was sent as JSON, None when it was not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Return a file, also when the parameter only points to it."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return self.files.get(name)

    def require(self, wanted: "Iterable[tuple[str, str]]") -> None:
        """Refuse the call when a required parameter is missing or of the wrong type."""
        for name, kind in wanted:
            if name not in self:
                raise bad_request(MISSING.get(name) or f'parameter "{name}" is required')
            if kind == "Integer":
                self.integer(name)


# Telegram has a sentence of its own for the parameters people forget most.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


async def read_params(request: web.BaseRequest) -> Params:
    """Read the query string and the body of a call."""
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        files = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read())
            else:
                values[name] = value
        return Params(values, files)
    body = await request.read()
    if kind == "application/json" and body:
        try:
            values.update(json.loads(body))
        except (TypeError, ValueError):
            raise bad_request("can't parse JSON object") from None
    elif body:
        values.update(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return Params(values)
