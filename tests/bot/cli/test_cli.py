"""The command line as operators meet it: done, or one plain sentence; never a traceback."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot import logs
from bot.cli import main
from tests.conftest import TWO_ROOMS

PARTNER = """
[[partners]]
id = "sociaal-raadslieden"
name = "Raadslieden"
domains = ["debt"]
answer_within_days = 5

"""


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    def fails(self, *parts: str) -> Done:
        """It could not be done, and one plain sentence says why."""
        assert self.code == 1, self
        assert re.fullmatch(r"buurtbot: [^\n]+\n", self.err), self.err
        assert "unexpected" not in self.err, self.err
        for part in parts:
            assert part in self.err, self.err
        return self

    def works(self) -> Done:
        assert (self.code, self.err) == (0, ""), self
        return self


Run = Callable[..., Done]


@pytest.fixture
def buurtbot(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command as an operator does, in this process; what is raised would be a traceback."""
    monkeypatch.setattr(logs, "set_up", lambda level, form: None)

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["buurtbot", *words])
        capfd.readouterr()
        try:
            main.main()
            end: object = 0
        except SystemExit as stopped:
            end = stopped.code
        out, err = capfd.readouterr()
        if isinstance(end, str):
            return Done(1, out, f"{err}{end}\n")
        return Done(int(end or 0), out, err)  # type: ignore[call-overload]

    return run


@pytest.fixture
def rooms(tmp_path: Path) -> str:
    (tmp_path / "rooms.toml").write_text(
        TWO_ROOMS.replace("\n[population]", PARTNER + "[population]")
    )
    return "rooms.toml"


@pytest.fixture
def ready(buurtbot: Run, rooms: str, installed: Path) -> Run:
    shutil.copytree(installed / "data", "data")
    buurtbot("load", rooms).works()
    return buurtbot


def tables(path: str = "data/buurtbot.db") -> str:
    with sqlite3.connect(path) as connection:
        found = "\n".join(connection.iterdump())
    connection.close()
    return found


def test_a_fresh_machine_is_ready_after_migrate_and_load(buurtbot: Run, rooms: str) -> None:
    assert "newest schema" in buurtbot("migrate").works().out
    assert "2 rooms loaded" in buurtbot("load", rooms).works().out
    assert Path("data/keys").stat().st_mode & 0o777 == 0o600
    assert Path("data/buurtbot.db").stat().st_mode & 0o077 == 0


def test_both_again_are_harmless(ready: Run, rooms: str) -> None:
    before = tables()
    ready("migrate").works()
    assert "nothing changed" in ready("load", rooms).works().out
    assert tables() == before


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('id = "holendrecht"', 'id = "h-buurt"', "h-buurt"),
        ('hours = "Mo,We 18:00-02:00"', 'hours = "sometimes"', "hours"),
        ("latitude = 52.2985", "latitud = 52.2985", "latitud"),
        ('name = "Teststreet"', "name = ", "line 2"),
        ("low = 4000", 'low = "many"', "low"),
    ],
)
def test_a_mistake_in_a_file_is_named_and_changes_nothing(
    ready: Run, rooms: str, old: str, new: str, named: str
) -> None:
    before, text = tables(), Path(rooms).read_text()
    assert old in text
    Path(rooms).write_text(text.replace(old, new))
    done = ready("load", rooms)
    assert done.code == 1
    assert named in done.err
    assert "Traceback" not in done.err
    assert tables() == before


@pytest.mark.parametrize("file", ["missing.toml", ".", "binary.toml", "/dev/null", "deep.toml"])
def test_a_file_that_is_none_is_named(ready: Run, file: str) -> None:
    Path("binary.toml").write_bytes(b"\xff\xfe\0\0name")
    Path("deep.toml").write_text("a = " + "[" * 5_000)
    done = ready("load", file)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert file in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["coordinator"],
        ["keyholder", "--room", "h-buurt"],
        ["partner", "--partner", "sociaal-raadslieden"],
    ],
)
def test_an_invitation_has_a_code_an_end_and_a_link(ready: Run, words: list[str]) -> None:
    code, expires, *links = ready("invite", *words).works().out.splitlines()
    secret = code.removeprefix("code:").strip()
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,}", secret)
    assert datetime.strptime(expires.removeprefix("expires:").strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007
    assert links == [f"http://127.0.0.1:8080/?start={secret}"]
    assert secret not in tables()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["keyholder", "--room", "nowhere"], "h-buurt"),
        (["keyholder", "--room", ""], "h-buurt"),
        (["partner", "--partner", "nobody"], "sociaal-raadslieden"),
    ],
)
def test_an_invitation_to_nowhere_names_what_there_is(
    ready: Run, words: list[str], part: str
) -> None:
    ready("invite", *words).fails(part)


@pytest.mark.parametrize(
    "words", [["run"], ["invite", "coordinator"], ["check"], ["load", "rooms.toml"], ["report"]]
)
def test_before_migrate_every_command_says_to_migrate(
    buurtbot: Run, rooms: str, words: list[str]
) -> None:
    done = buurtbot(*words)
    assert done.code == 1
    assert "buurtbot migrate" in done.err + done.out


def test_before_load_it_says_to_load(buurtbot: Run) -> None:
    buurtbot("migrate").works()
    buurtbot("run").fails("buurtbot load FILE")
    buurtbot("invite", "coordinator").fails("buurtbot load FILE")
