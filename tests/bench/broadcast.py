"""A cancelled activity with 800 people: ``python -m tests.bench.broadcast [PEOPLE]``.

Telegram lets a bot send 30 messages a second. How near do we come without being refused once, do
the oldest sign-ups hear first, and how long does somebody wait who asks for the hours meanwhile?
On SQLite and on PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bot.app import check_storage, now
from handlers.activities import change_notices
from handlers.core import message_json
from handlers.core.messages import Priority
from handlers.core.neighbourhood.schedule import Occurrence
from storage.repositories.activities.sign_ups import IN
from storage.repositories.messages.outbox import Outgoing
from tests.bench.kill import a_postgres, chats, opened, texts
from tests.bench.parts import installed, order, running, standin, stats
from tests.support.program import Program

PEOPLE = 800
PERMITTED, ASKED = 30, 20
PATIENCE = 180
WANTED, LATEST = 0.97, 150


def main() -> None:
    """Print for both databases how fast everybody is reached, and how long an answer takes."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    good = told("SQLite", "", people)
    with a_postgres("") as url:
        good &= told("PostgreSQL", url, people)
    if not good:
        sys.exit(1)


def told(kind: str, url: str, people: int) -> bool:
    """Tell so many people; returns whether all figures are as they should be."""
    options = ("--users", str(people), "--limits", "on")
    with tempfile.TemporaryDirectory() as folder, standin(*options) as api:
        program = installed(Path(folder), api, url)
        with running([sys.executable, "-m", "bot", "run"], program.environment()):
            order(api, "updates", {"count": 1, "text": "/hours"})
            reached(api, 1)
            order(api, "clear", {})
            cancel(program, people)
            began = reached(api, 1)
            for _ in range(ASKED):
                order(api, "updates", {"count": 1, "text": "/hours"})
                time.sleep(1)
            ended = reached(api, people + ASKED)
            figures, said = stats(api), texts(api)
    rate = (people + ASKED - 1) / (ended - began)
    first = [int(chat) for chat in said]
    share, refused = rate / PERMITTED, sum(figures["refused_429"].values())
    found = [
        (
            f"{people} people told in {ended - began:.1f} s: {share:.3f} x the permitted",
            f">= {WANTED}",
            share >= WANTED,
        ),
        (f"answers 429: {refused}", "0", not refused),
        ("the oldest sign-ups first", "yes", first == sorted(first)),
        (
            f"a new /hours meanwhile: {figures['latency_ms']['p95']:.0f} ms at p95",
            f"<= {LATEST}",
            figures["latency_ms"]["p95"] <= LATEST,
        ),
    ]
    for line, wanted, is_good in found:
        print(f"{kind}, {line} ({wanted}{'' if is_good else ', MISSED'})", flush=True)
    return all(is_good for _, _, is_good in found)


def cancel(program: Program, people: int) -> None:
    """Sign everybody up for the next activity of the example, and cancel it."""
    with opened(program) as database:
        view = check_storage(database)
        moment = now()
        coming = view.agenda.between(moment, moment + timedelta(days=14), {})
        occurrence: Occurrence = next(one for one in coming if not one.is_cancelled)
        with database.writing() as store:
            room, day = occurrence.activity.room, occurrence.begins.date()
            for chat in chats(people):
                known = store.people.known([("telegram", chat, "en")])
                person = next(iter(known.values())).id
                store.signups.add(
                    person, "", occurrence.key, room=room, day=day, size=1, state=IN, now=moment
                )
            told = change_notices.call_off(view, store, occurrence, moment)
            rows = [
                Outgoing(one.to, message_json.to_json(one), Priority.NOTICE)
                for one in told
                if one.to
            ]
            store.outbox.put(rows, moment)


def reached(api: dict[str, str], sends: int) -> float:
    """The moment at which so many messages had been sent."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if stats(api)["sends"] >= sends:
            return time.monotonic()
        time.sleep(0.05)
    raise TimeoutError(f"only {stats(api)['sends']} of {sends} were sent")


if __name__ == "__main__":
    main()
