"""New keys while everything goes on: ``python -m tests.bench.proofs.rotation [SECONDS]``.

One process seals everything anew, over and over, while another one reads and writes what is
sealed: addresses, words of talks, requests for help and their notes. No read may fail.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from storage.database import Database
from storage.keyring import KeyMissing, KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.people.audit import READ_REQUEST
from storage.repositories.people.roles import KEY_HOLDER, PARTNER, Role
from storage.repositories.pushes import PushAddress
from storage.repositories.volunteering.exchange import Side
from storage.repositories.volunteering.steps_to_work import WorkStep
from storage.store import Store
from storage.upkeep.migrate import migrate
from tests.conftest import TWO_ROOMS
from tests.support.peek import typed_by_three

SECONDS = 20.0
PEOPLE = 40
LABEL = "Fatima, Tuesday"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def main() -> None:
    """Print how often was read and written meanwhile, and how many reads failed."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
        migrate(database)
        rotations, reads, failed = measure(database, folder, seconds)
        database.close()
    print(f"{rotations} rotations, {reads} reads and writes in {seconds:.0f} s")
    print(f"failed reads: {failed}")


def measure(database: Database, folder: str, seconds: float) -> tuple[int, int, int]:
    """Read and write for so long while `rotate-keys` runs again and again in other processes."""
    requests = fill(database)
    environment = {
        "BUURTBOT_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "BUURTBOT_KEYS_FILE": f"{folder}/keys",
        "PYTHONPATH": ":".join(sys.path),
    }
    command = [sys.executable, "-m", "bot", "rotate-keys"]
    rotations = reads = failed = 0
    until = time.monotonic() + seconds
    with tempfile.TemporaryFile() as output:
        running = _start(command, environment, folder, output)
        while time.monotonic() < until or running.poll() is None:
            failed += read_and_write(database, requests, reads)
            reads += 1
            if running.poll() is not None:
                assert running.returncode == 0, "rotate-keys failed"
                rotations += 1
                if time.monotonic() < until:
                    running = _start(command, environment, folder, output)
    return rotations, reads, failed


def fill(database: Database) -> list[int]:
    """People with a talk and a request for help each; returns the numbers of the requests."""
    with database.writing() as store:
        store.neighbourhoods.save(read_text(TWO_ROOMS, "two-rooms.toml"))
        for period in ("2026-W45", "2026-W46"):
            store.sent_reports.keep(period, NOW.date(), "{}", NOW)
        for said in ("may my dog come", "is there soup"):
            typed_by_three(store, said, "en", NOW.date())
        everybody = store.people.known([("telegram", f"{n}", "en") for n in range(PEOPLE)])
        _give_labels(store, [one.id for one in everybody.values()][:2])
        return [_has_all(store, one.id) for one in everybody.values()]


def read_and_write(database: Database, requests: list[int], number: int) -> int:
    """Open something of every kind and seal something new; returns how many could not be read."""
    chosen = requests[number % len(requests)]
    try:
        with database.writing() as store:
            found = store.requests.get(chosen)
            assert found
            assert found.contact == "my sister"
            assert found.person
            assert store.request_history.notes(chosen, "debts")
            talk = store.talks.of(found.person, "")
            assert talk
            assert {one.words for one in store.talks.said(talk, by_resident=True)} == {"hello"}
            store.talks.add(talk, "words", "hello", NOW, by_resident=True)
            store.request_history.add_note(chosen, partner="debts", words="call on Monday", now=NOW)
    except KeyMissing:
        return 1
    return 0


def _give_labels(store: Store, persons: list[int]) -> None:
    for person in persons:
        store.roles.give(person, Role(KEY_HOLDER, "h-buurt"), NOW)
        code, _ = store.invitations.make(Role(KEY_HOLDER, "h-buurt"), person, NOW)
        invited = store.invitations.find(code)
        assert invited
        store.invitations.call(invited.id, LABEL, NOW)
    for holder in store.roles.everybody():
        store.roles.call(holder.id, LABEL)


def _has_all(store: Store, person: int) -> int:
    talk = store.talks.start(person, "", room="h-buurt", circle=0, now=NOW)
    store.talks.add(talk, "words", "hello", NOW, by_resident=True)
    store.talks.add(talk, "voice", "", NOW, by_resident=False, sound=b"a voice")
    heard = str(person).encode().rjust(32, b"0")
    one = {"slot": "body", "one": "Come in.", "today": NOW.date(), "sound": b"a voice"}
    store.voices.make(person, language="so", heard=heard, **one)
    endpoint = f"https://push.invalid/{person}"
    store.pushes.keep(person, PushAddress(endpoint=endpoint, p256dh="p", auth="a", key=1))
    made = store.requests.make(
        person,
        "",
        NOW,
        language="en",
        domain="debt",
        is_urgent=False,
        times="any",
        safe_here=False,
        contact="my sister",
        call_me="O",
        consent_version="1",
        consent_language="en",
    )
    store.request_history.add_note(made.id, partner="debts", words="call on Monday", now=NOW)
    store.audit.note(READ_REQUEST, PARTNER, NOW, scope="debts", about=person, request=made.id)
    store.partners.link_to_request("debts", request=made.id, made_by=person, now=NOW)
    for one in ("debts", "quick"):
        store.partners.set_capacity(one, person, full_until=None, now=NOW)
    offer = store.offers.make(person, room="h-buurt", what="cook", when="any", now=NOW)
    store.offers.take(offer, person, NOW)
    proposed = {"room": "h-buurt", "day": NOW.date(), "proposed_by": person}
    store.steps_to_work.propose(person, step=WorkStep.LEARNING, **proposed)
    store.alerts.set_minute(person, 8 * 60)
    for side in Side:
        store.exchange.add(person, room="h-buurt", side=side, thing="sew", now=NOW)
    can, look = store.exchange.open_of(person)
    store.exchange.introduce(can=can.id, look=look.id, now=NOW)
    return made.id


def _start(
    command: list[str], environment: dict[str, str], folder: str, output: object
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)  # type: ignore[call-overload, no-any-return]


if __name__ == "__main__":
    main()
