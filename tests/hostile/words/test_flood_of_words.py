"""One account that sends the worst words there are makes nobody else wait."""

from __future__ import annotations

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.app import open_storage
from bot.settings import Settings
from storage.neighbourhood.model import Neighbourhood
from storage.upkeep.migrate import migrate
from tests.hostile.words.test_slow_words import worst
from tests.support.program import Program

MESSAGES, LONGEST_WAIT = 30, 1.0


def sets_up(program: Program, example: Neighbourhood) -> None:
    own = program.settings
    settings = Settings(database_url=own["DATABASE_URL"], keys_file=Path(own["KEYS_FILE"]))
    database = open_storage(settings)
    migrate(database)
    with database.writing() as store:
        store.neighbourhoods.save(example)
    database.close()


def opens(program: Program) -> str:
    """The cookie that somebody new is given."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=30)
    connection.request("GET", "/")
    cookie = connection.getresponse().headers["Set-Cookie"]
    connection.close()
    return cookie.partition(";")[0]


def says(program: Program, cookie: str, text: str) -> float:
    """How long it takes until somebody's words are stored."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=30)
    body = json.dumps({"id": secrets.token_hex(8), "text": text})
    begun = time.monotonic()
    connection.request("POST", "/say", body, headers(program, cookie))
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - begun


def headers(program: Program, cookie: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Cookie": cookie,
        "Origin": program.address,
    }


@pytest.mark.long
def test_thirty_of_the_longest_messages_make_nobody_wait_and_it_still_ends_when_told(
    tmp_path: Path, example: Neighbourhood
) -> None:
    program = Program(tmp_path)
    program.settings["PUBLIC_URL"] = program.address
    sets_up(program, example)
    words = [worst(reader).words for reader in ("blanked", "hear", "is_too_private")]
    floods = ["/referral", *words, "1" * 4_096] * (MESSAGES // 5)
    with ThreadPoolExecutor(4) as hands:
        # Leaving the program's block tells it to stop, with what is under way, and waits ten
        # seconds at the most.
        with program.running():
            eve, omar = opens(program), opens(program)
            says(program, omar, "/hours")
            under_way = [hands.submit(says, program, eve, one) for one in floods]
            waits = [says(program, omar, "/hours") for _ in range(5)]
            first = next(iter(under_way))
            first.result()
        for one in under_way:
            one.cancel()
    assert max(waits) < LONGEST_WAIT, waits
