"""The file and the chat: what one would undo of the other is said before it is done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.rooms import SpecialDay
from storage.neighbourhood.written import to_toml
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.handlers.manage.rooms.test_closing import closed_since

__all__ = ["buurtbot", "ready", "rooms"]
CLOSED = "H-buurt: closed on Thursday 24 December."


def in_the_chat(*closed: date) -> None:
    """A coordinator closes H-buurt on these days."""
    database = Database("sqlite:///data/buurtbot.db", KeyRing(Path("data/keys")))
    with database.writing() as store:
        now = store.neighbourhoods.current()
        assert now
        days = [SpecialDay(date=day, closed=True) for day in closed]
        first, *others = now.rooms
        first = first.model_copy(update={"exceptions": (*first.exceptions, *days)})
        changed = now.model_copy(update={"rooms": (first, *others)})
        store.neighbourhoods.save(changed, datetime(2026, 11, 16, 8, tzinfo=UTC), Source.CHAT)
    database.close()


def test_what_is_exported_is_loaded_and_nothing_changes(ready: Run) -> None:
    in_the_chat(date(2026, 12, 24))
    assert "out.toml" in ready("export", "out.toml").works().out
    assert "2026-12-24" in Path("out.toml").read_text()
    assert "nothing changed" in ready("load", "out.toml").works().out


def test_a_dry_run_says_what_would_change_and_changes_nothing(ready: Run, rooms: str) -> None:
    text = Path(rooms).read_text()
    changed = text.replace("Hofgeest 1", "Hofgeest 3").replace("= 500", "= 700")
    Path(rooms).write_text(changed)
    done = ready("load", rooms, "--dry-run").works()
    assert "H-buurt has a new address: Hofgeest 3." in done.out
    assert "Participants in 2026: 700. Before: 500." in done.out
    assert "Nobody has to be told." in done.out
    Path(rooms).write_text(text)
    assert "nothing would change" in ready("load", rooms, "--dry-run").works().out
    assert "nothing changed" in ready("load", rooms).works().out


def test_a_dry_run_of_a_file_that_closes_a_room_says_who_is_told(ready: Run, rooms: str) -> None:
    database = Database("sqlite:///data/buurtbot.db", KeyRing(Path("data/keys")))
    at = datetime(2026, 11, 16, 8, tzinfo=UTC)
    with database.writing() as store:
        roles = (Role(COORDINATOR, ""), Role(COORDINATOR, ""), Role(KEY_HOLDER, "h-buurt"))
        known = store.people.known([("telegram", str(n), "en") for n in range(len(roles))])
        for one, role in zip(known.values(), roles, strict=True):
            store.roles.give(one.id, role, at)
        now = store.neighbourhoods.current()
        assert now
    database.close()
    Path(rooms).write_text(to_toml(closed_since(now, "2026-11-15")))
    done = ready("load", rooms, "--dry-run").works()
    assert "H-buurt closed for good." in done.out
    assert "3 people get a message." in done.out


def test_a_file_undoes_what_the_chat_changed_only_when_somebody_says_so(
    ready: Run, rooms: str
) -> None:
    in_the_chat(date(2026, 12, 24))
    done = ready("load", rooms)
    assert done.code == 1
    assert CLOSED in done.err
    assert "--over-chat" in done.err
    assert CLOSED in _exported(ready) or "2026-12-24" in _exported(ready)
    assert "It would undo" in ready("load", rooms, "--dry-run").works().out
    assert "loaded" in ready("load", rooms, "--over-chat").works().out
    assert "2026-12-24" not in _exported(ready)


def test_a_file_with_the_same_change_in_it_undoes_nothing(ready: Run) -> None:
    in_the_chat(date(2026, 12, 24))
    ready("export", "out.toml").works()
    text = Path("out.toml").read_text()
    Path("out.toml").write_text(text.replace("Hofgeest 1", "Hofgeest 3"))
    assert "loaded" in ready("load", "out.toml").works().out


def _exported(ready: Run) -> str:
    ready("export", "now.toml").works()
    return Path("now.toml").read_text()


def test_a_file_that_changes_the_same_otherwise_undoes_it_too(ready: Run, rooms: str) -> None:
    database = Database("sqlite:///data/buurtbot.db", KeyRing(Path("data/keys")))
    with database.writing() as store:
        now = store.neighbourhoods.current()
        assert now
        first, *others = now.rooms
        first = first.model_copy(update={"hours": "Mo 10:00-11:00"})
        changed = now.model_copy(update={"rooms": (first, *others)})
        store.neighbourhoods.save(changed, datetime(2026, 11, 16, 8, tzinfo=UTC), Source.CHAT)
    database.close()
    text = Path(rooms).read_text()
    Path(rooms).write_text(text.replace("PH off", "Sa 10:00-11:00; PH off", 1))
    done = ready("load", rooms)
    assert done.code == 1
    assert "H-buurt has new opening hours." in done.err


def test_what_the_chat_changed_of_whom_to_call_is_named_before_a_file_undoes_it(
    ready: Run, rooms: str
) -> None:
    database = Database("sqlite:///data/buurtbot.db", KeyRing(Path("data/keys")))
    with database.writing() as store:
        now = store.neighbourhoods.current()
        assert now
        (advice,) = now.partners
        changed = {
            "partners": (advice.model_copy(update={"phone": "020 555 0301"}),),
            "urgent": (
                UrgentNumber(phone="0800-0113", label="Talk line", kinds=("suicide",)),
                *now.urgent_numbers,
            ),
        }
        at = datetime(2026, 11, 16, 8, tzinfo=UTC)
        store.neighbourhoods.save(now.model_copy(update=changed), at, Source.CHAT)
    database.close()
    lost = ready("load", rooms).err
    assert f"{advice.name} has a new number: 020 555 0301." in lost
    assert "New number for danger: 0800-0113, Talk line." in lost
    ready("export", "out.toml").works()
    dry = ready("load", rooms, "--dry-run").works().out
    assert f"{advice.name} has " in dry
    assert "This number is gone: 0800-0113, Talk line." in dry
    assert "nothing changed" in ready("load", "out.toml").works().out
