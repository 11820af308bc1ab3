"""Very much that waits, and slow services: ``python -m tests.bench.growth.backlog [WAITING]``.

For both databases, with the real program: a start over so many waiting notices, of which one person
has many and another fifty; a start while very many messages wait at Telegram, which takes two
seconds for each send; and a disk that takes 50 ms for each commit. How long does somebody wait who
writes meanwhile, is the order of each person kept, is anything lost, how much memory does it take?
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import now
from handlers.core import message_json
from handlers.core.messages import Priority, Reply, say_many
from storage.repositories.messages.outbox import Outgoing
from tests.bench.kill import a_postgres, breaks_in, chats, opened, texts
from tests.bench.parts import finished, installed, order, running, standin, stats
from tests.support.program import Program

WAITING = 20_000
WRITERS, SENT_TO, EACH, FIFTY = 100, 2_000, 2, 50
RATE, SECONDS = 4, 12
AT_ONCE = 2_000
USERS = 500
RUN = [sys.executable, "-m", "bot", "run"]
SLOW_DISK = [sys.executable, "-m", "tests.bench.growth.slow_disk"]
COUNTED = re.compile(r"Written down: (\d+) ")
# A reply may take so much longer than with nothing waiting; so many megabytes more.
SLOWER, LATEST, MORE = 2.0, 150.0, 60.0


@dataclass(frozen=True)
class Seen:
    """What a run showed: milliseconds until an answer at p95, megabytes when idle and at most."""

    p95: float
    idle: float
    most: float


class Findings:
    """Prints one line a figure, and remembers whether one missed what is wanted."""

    def __init__(self) -> None:
        self.is_missed = False

    def says(self, line: str, wanted: str, *, is_good: bool) -> None:
        """A figure, beside what is wanted."""
        self.is_missed |= not is_good
        print(f"{line} ({wanted}{'' if is_good else ', MISSED'})", flush=True)


def main() -> None:
    """Print all of it for both databases."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else WAITING
    found = Findings()
    look("SQLite", "", rows, found)
    with a_postgres("") as url:
        look("PostgreSQL", url, rows, found)
    if found.is_missed:
        sys.exit(1)


def look(kind: str, url: str, rows: int, found: Findings) -> None:
    """Everything for one database."""
    with (
        tempfile.TemporaryDirectory() as folder,
        standin("--users", str(WRITERS), "--limits", "on") as api,
    ):
        program = installed(Path(folder), api, url)
        empty = at_a_start(program, api)
        order(api, "updates", {"count": 0, "text": "", "users": WRITERS + SENT_TO})
        many = rows // 20
        fill(program, rows, many)
        order(api, "clear", {})
        full = at_a_start(program, api)
        said, refused = texts(api), sum(stats(api)["refused_429"].values())
    told(kind, rows, empty, full, found)
    crowd = chats(WRITERS + SENT_TO)
    counts = {
        chat: [int(one) for one in COUNTED.findall("\n".join(said.get(chat, [])))] for chat in crowd
    }
    breaks = sum(breaks_in(series) for series in counts.values())
    found.says(f"{kind}: order breaks per person: {breaks}", "0", is_good=breaks == 0)
    sent = sum(len(series) for series in counts.values())
    # say
    for name, chat in (("many", crowd[WRITERS]), ("fifty", crowd[WRITERS + 1])):
        print(
            f"{kind}: {name}: {len(counts[chat])}, prefix: {counts[chat] == list(range(1, len(counts[chat]) + 1))}"
        )
    print(f"{kind}: {sent} notices went out, 429: {refused}")


def told(kind: str, rows: int, empty: Seen, full: Seen, found: Findings) -> None:
    """What a backlog costs."""
    bound = max(SLOWER * empty.p95, LATEST)
    found.says(
        f"{kind}: with {rows} waiting at the start an answer takes {full.p95:.0f} ms at p95, "
        f"with none {empty.p95:.0f} ms",
        f"<= {bound:.0f}",
        is_good=full.p95 <= bound,
    )
    found.says(
        f"{kind}: memory at most {full.most:.0f} MB, with nothing waiting {empty.most:.0f} MB",
        f"<= {MORE:.0f} more",
        is_good=full.most <= empty.most + MORE,
    )


def at_a_start(program: Program, api: dict[str, Any]) -> Seen:
    """What somebody sees who writes from the first moment on."""
    count = RATE * SECONDS
    order(api, "updates", {"count": count, "text": "/hours", "rate": RATE})
    with running(RUN, program.environment()) as process:
        figures = finished(api, count)
        return Seen(
            figures["latency_ms"]["p95"], memory(process, "VmRSS"), memory(process, "VmHWM")
        )


def fill(program: Program, rows: int, many: int) -> None:
    """Notices that wait: many for one person, fifty for another, and one or two for all others."""
    crowd = chats(WRITERS + 2 + rows // EACH)[WRITERS:]
    with opened(program) as database:
        for begin in range(0, len(crowd), AT_ONCE):
            some = crowd[begin : begin + AT_ONCE]
            with database.writing() as store:
                known = store.people.known([("telegram", chat, "en") for chat in some])
                notices = []
                for chat in some:
                    each = {crowd[0]: many, crowd[1]: FIFTY}.get(chat, EACH)
                    person = known["telegram", chat].id
                    notices += [notice(person, number) for number in range(1, each + 1)]
                store.outbox.put(notices, now())


def notice(person: int, number: int) -> Outgoing:
    """Something that somebody is told, with a number in it."""
    line = say_many("body", "✅ Written down: {n} person.", "✅ Written down: {n} people.", number)
    return Outgoing(person, message_json.to_json(Reply((line,))), Priority.NOTICE)


def memory(process: int, what: str) -> float:
    """Megabytes of a process, now (VmRSS) or at most so far (VmHWM)."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    found = re.search(rf"^{what}:\s+(\d+) kB", status, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
