"""An announcement to very many people: ``python -m tests.bench.growth.told.announced [PEOPLE]``.

A coordinator types it in five languages, as anybody would; the readers use eight. In the middle the
program is killed with ``kill -9`` and started again, and all the time somebody asks for the hours.
How near do we come to Telegram's 30 messages a second, does everybody have it once and in their own
language, and how long does an answer take meanwhile? On SQLite and on PostgreSQL.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import now
from storage.repositories.people.roles import COORDINATOR, Role
from storage.tables.messages import outbox
from tests.bench.kill import a_postgres, answered, chats, opened, start, texts
from tests.bench.parts import EXAMPLE, order, standin, stats
from tests.support.program import Program

PEOPLE, PERMITTED = 5_000, 30
WANTED, LATEST, PATIENCE = 0.97, 150, 600
# Others than the readers, who ask once a second.
ASKERS = 900
ROOM, CALLED, HOME = "holendrecht", "Holendrecht", "Europe/Amsterdam"
RUN = [sys.executable, "-m", "bot", "run"]
# What the readers use, and the texts; whoever uses the last three is written to in Dutch.
LANGUAGES = ("en", "nl", "ar", "tr", "es", "fr", "pt", "pl")
OWN = {"en": "English", "ar": "العربية", "tr": "Türkçe", "es": "Español"}
SOUP = {"en": "Soup on Friday", "nl": "Soep op vrijdag", "ar": "شوربة يوم الجمعة"}
SOUP |= {"tr": "Cuma günü çorba", "es": "Sopa el viernes"}
# It is day in one of them at any hour; at night an announcement would wait.
ZONES = (HOME, "Asia/Tokyo", "America/New_York", "Pacific/Auckland")


@dataclass
class Sending:
    """How many messages went out in how many seconds, without those in which nothing ran."""

    sends: int = 0
    seconds: float = 0.0
    asked: int = 0

    def looks(self, api: dict[str, Any], first: int, until: int) -> None:
        """Let somebody ask each second until so many messages are out."""
        points: list[tuple[float, int]] = []
        deadline = time.monotonic() + PATIENCE
        while (out := stats(api)["sends"]) < until:
            points.append((time.monotonic(), out))
            if points[-1][0] > deadline:
                raise TimeoutError(f"only {out} of {until} were sent")
            order(api, "updates", {"count": 1, "text": "/hours", "first": first + self.asked})
            self.asked += 1
            until += 1
            time.sleep(1)
        # What began between two looks, and ended, is in neither.
        self.seconds += points[-1][0] - points[0][0]
        self.sends += points[-1][1] - points[0][1]

    @property
    def share(self) -> float:
        """Of what Telegram permits."""
        return self.sends / self.seconds / PERMITTED


def main() -> None:
    """Print the figures of both databases."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    good = announce("SQLite", "", people)
    with a_postgres("") as url:
        good &= announce("PostgreSQL", url, people)
    if not good:
        sys.exit(1)


def announce(kind: str, url: str, people: int) -> bool:
    """Announce to so many; returns whether all figures are as they should be."""
    users = ("--users", str(1 + people + ASKERS))
    with tempfile.TemporaryDirectory() as folder, standin(*users, "--limits", "on") as api:
        program = in_daytime(Path(folder), api, url)
        prepare(program, people)
        sent, process = Sending(), start(RUN, program.environment())
        try:
            took = typed(api)
            sent.looks(api, 1 + people, people // 2)
            time.sleep(0.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed, before = time.monotonic(), stats(api)["sends"]
            process = start(RUN, program.environment())
            while stats(api)["sends"] <= before:
                time.sleep(0.05)
            away = time.monotonic() - killed
            sent.looks(api, 1 + people, people + sent.asked + 1)
            time.sleep(3)
        finally:
            process.terminate()
            process.wait()
        figures, heard = stats(api), texts(api)
        with opened(program) as database, database.reading() as store:
            unsure = sum(store.connection.execute(select(outbox.c.uncertain)).scalars())
    times = [
        sum(text.count(SOUP.get(tag, SOUP["nl"])) for text in heard.get(chat, []))
        for chat, tag in readers(people)
    ]
    p95, refused = figures["latency_ms"]["p95"], sum(figures["refused_429"].values())
    twice = sum(number > 1 for number in times)
    found = [
        (
            f"{people} people told: {sent.share:.3f} x the permitted",
            f">= {WANTED}",
            sent.share >= WANTED,
        ),
        (f"without it in their language: {times.count(0)}", "0", not times.count(0)),
        (
            f"told twice: {twice}, and nobody knows the end of {unsure} sends at the kill",
            "no more than those",
            twice <= unsure,
        ),
        (f"answers 429: {refused}", "0", not refused),
        (f"{sent.asked} /hours meanwhile: {p95:.0f} ms at p95", f"<= {LATEST}", p95 <= LATEST),
        (f"the yes took {took:.2f} s, the way back after kill -9 {away:.1f} s", "shown", True),
    ]
    for line, wanted, is_good in found:
        print(f"{kind}, {line} ({wanted}{'' if is_good else ', MISSED'})", flush=True)
    return all(is_good for _, _, is_good in found)


def in_daytime(folder: Path, api: dict[str, Any], url: str) -> Program:
    """The program with the example neighbourhood, somewhere where it is day for hours."""
    moment = datetime.now(UTC)
    zone = next(one for one in ZONES if 9 <= moment.astimezone(ZoneInfo(one)).hour < 20)
    file = folder / "day.toml"
    file.write_text(EXAMPLE.read_text("utf-8").replace(HOME, zone), "utf-8")
    settings = {"TELEGRAM_TOKEN": api["token"], "TELEGRAM_API_URL": api["url"]}
    program = Program(folder, {**settings, "LOG_LEVEL": "error"})
    if url:
        program.settings["DATABASE_URL"] = url
    program.sets_up(file)
    return program


def readers(people: int) -> list[tuple[str, str]]:
    """The chats of the readers, and what they use; the first chat is the coordinator's."""
    return [
        (chat, LANGUAGES[number % len(LANGUAGES)])
        for number, chat in enumerate(chats(people + 1)[1:])
    ]


def prepare(program: Program, people: int) -> None:
    """A coordinator, and so many who asked for news of one room."""
    with opened(program) as database, database.writing() as store:
        moment = now()
        (chat,) = chats(1)
        (nour,) = store.people.known([("telegram", chat, "en")]).values()
        store.roles.give(nour.id, Role(COORDINATOR, ""), moment)
        known = store.people.known([("telegram", chat, tag) for chat, tag in readers(people)])
        for person in known.values():
            store.subscriptions.add(person.id, ROOM, moment)


def typed(api: dict[str, Any]) -> float:
    """The coordinator, whom we know by no language yet, types it in each, and the yes.

    Returns how long the yes took.
    """
    others = [word for tag in OWN for word in (f"➕ {OWN[tag]}", SOUP[tag])]
    words = ["/announce", SOUP["nl"], CALLED, *others, "🕙 Add time, place"]
    for number, word in enumerate(words, 1):
        order(api, "updates", {"count": 1, "text": word, "first": 0})
        answered(api, number, 20)
    order(api, "clear", {})
    began = time.monotonic()
    order(api, "updates", {"count": 1, "text": "📣 Send", "first": 0})
    answered(api, 1, 20)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
