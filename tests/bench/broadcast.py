"""A cancelled activity with 1,700 people: ``python -m tests.bench.broadcast [PEOPLE]``.

Telegram lets a bot send 30 messages a second. How near do we come without being refused once, do
the oldest sign-ups hear first, and how long does somebody wait who asks for the hours meanwhile?
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
from tests.bench.kill import chats, opened, texts
from tests.bench.parts import installed, order, running, standin, stats
from tests.support.program import Program

PEOPLE = 1_700
PERMITTED = 30
ASKED = 20
PATIENCE = 180


def main() -> None:
    """Print how fast everybody is reached, and how long an answer takes meanwhile."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    options = ("--users", str(people), "--limits", "on")
    with tempfile.TemporaryDirectory() as folder, standin(*options) as api:
        program = installed(Path(folder), api)
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
    print(f"{people} people told in {ended - began:.1f} s: {rate / PERMITTED:.2f} x the permitted")
    print(f"answers 429: {sum(figures['refused_429'].values())}")
    print(f"oldest first: {'yes' if first == sorted(first) else 'no'}")
    print(f"a new /hours meanwhile: at most {figures['latency_ms']['p100']:.0f} ms")


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
