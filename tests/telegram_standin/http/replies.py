"""Answers as they go over the wire."""

import json
from http import HTTPStatus
from typing import Any

from aiohttp import web

from tests.telegram_standin.traffic.errors import ApiError

BAD_GATEWAY = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>nginx</body>\n</html>\n"
encode = json.JSONEncoder(separators=(",", ":")).encode


def reply(refusal: ApiError) -> web.Response:
    """Return a refusal; the machine in front of Telegram speaks HTML only."""
    if refusal.code == HTTPStatus.BAD_GATEWAY:
        return web.Response(text=BAD_GATEWAY, status=refusal.code, content_type="text/html")
    return reply_json(refusal.as_json(), refusal.code)


def reply_json(body: Any, status: int = HTTPStatus.OK) -> web.Response:
    """Return an answer as Telegram writes it."""
    return web.Response(body=encode(body).encode(), status=status, content_type="application/json")
