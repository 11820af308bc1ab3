"""The command line when something is in the way: each time one sentence, and nothing is harmed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage.keyring import KeyRing
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms, tables
from tests.support.paths import lacks
from tests.support.program import Program

__all__ = ["buurtbot", "ready", "rooms"]
COMMANDS = [
    [],
    ["run"],
    ["migrate"],
    ["load"],
    ["export"],
    ["invite"],
    ["invite", "coordinator"],
    ["invite", "keyholder"],
    ["invite", "partner"],
    ["report"],
    ["poster"],
    ["check"],
    ["backup"],
    ["restore"],
]
WRONG = [
    ["fly"],
    ["run", "now"],
    ["load"],
    ["load", "a", "b"],
    ["export"],
    ["invite", "king"],
    ["invite", "keyholder"],
    ["invite", "keyholder", "--room"],
    ["invite", "partner"],
    ["report", "--week"],
    ["report", "--format", "doc"],
    ["report", "--audience", "king"],
    ["report", "--week", "2026-W47", "--month", "2026-11"],
    ["report", "--week", "2026-W99"],
    ["report", "--month", "2026-13"],
    ["report", "--year", "x"],
    ["--unknown"],
    ["check", "--loud"],
    ["backup"],
    ["restore"],
]


def sql(statement: str, path: str = "data/buurtbot.db") -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself(buurtbot: Run, words: list[str]) -> None:
    done = buurtbot(*words, "--help").works()
    assert "Usage" in done.out
    assert not Path("data").exists()


@pytest.mark.parametrize("words", WRONG)
def test_wrong_usage_is_exit_code_two_and_touches_nothing(ready: Run, words: list[str]) -> None:
    before = tables()
    done = ready(*words)
    assert done.code == 2
    assert done.err
    assert "Traceback" not in done.err
    assert tables() == before


def test_a_missing_key_file_for_existing_data_stops_everything(ready: Run) -> None:
    Path("data/keys").rename("keys-elsewhere")
    before = tables()
    for words in (["run"], ["migrate"], ["invite", "coordinator"], ["load", "rooms.toml"]):
        ready(*words).fails("data/keys")
    assert not Path("data/keys").exists()
    assert tables() == before
    Path("keys-elsewhere").rename("data/keys")
    ready("invite", "coordinator").works()


def test_the_key_file_of_another_database_stops_everything(ready: Run) -> None:
    shutil.move("data/keys", "own-keys")
    Path("rooms.toml").write_text(Path("rooms.toml").read_text().replace("Teststreet", "Other"))
    KeyRing.make(Path("data/keys"))
    before = tables()
    for words in (["run"], ["invite", "coordinator"], ["load", "rooms.toml"], ["report"]):
        ready(*words).fails("key file")
    assert tables() == before


@pytest.mark.parametrize("content", ["", "seal 1 x\n", "index 1 !!!\n", "\0\0", "index 1\n", "ÿ"])
def test_a_damaged_key_file_is_named(ready: Run, content: str) -> None:
    Path("data/keys").write_text(content, encoding="latin-1")
    ready("run").fails("data/keys")


def test_a_newer_schema_stops_everything_and_is_left_alone(ready: Run) -> None:
    sql("UPDATE alembic_version SET version_num = '9999'")
    before = tables()
    for words in (["run"], ["migrate"], ["load", "rooms.toml"], ["invite", "coordinator"]):
        ready(*words).fails("newer")
    assert tables() == before


def test_an_older_schema_says_to_migrate(ready: Run) -> None:
    sql("UPDATE alembic_version SET version_num = '0000'")
    ready("run").fails("buurtbot migrate")


def test_a_file_that_is_no_database_is_named_and_left_alone(buurtbot: Run) -> None:
    Path("data").mkdir()
    Path("data/buurtbot.db").write_text("my diary, not a database; " * 100)
    for words in (["migrate"], ["run"]):
        buurtbot(*words).fails("data/buurtbot.db")
    assert "my diary" in Path("data/buurtbot.db").read_text()


def test_a_place_that_cannot_be_written_is_named(
    buurtbot: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("file").write_text("")
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", "sqlite:///file/buurtbot.db")
    buurtbot("migrate").fails("file")
    monkeypatch.delenv("BUURTBOT_DATABASE_URL")
    monkeypatch.setenv("BUURTBOT_KEYS_FILE", "file/keys")
    buurtbot("migrate").fails("file/keys")
    monkeypatch.setenv("BUURTBOT_KEYS_FILE", ".")
    buurtbot("migrate").fails("key file")


def test_a_read_only_database_stops_with_a_sentence(ready: Run) -> None:
    """A file system that became read-only, as after trouble with the disk."""
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "--bind", "data", "data"], capture_output=True, check=False
        ).returncode
    ):
        lacks("nothing can be mounted here, so no folder is read-only for everybody")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", "data"], check=True)
        ready("invite", "coordinator").fails("data/buurtbot.db")
        ready("run").fails("data/buurtbot.db")
    finally:
        subprocess.run(["umount", "data"], check=True)
    ready("invite", "coordinator").works()


def test_a_port_in_use_is_named(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("BUURTBOT_WEB_PORT", port)
        ready("run").fails(port, "BUURTBOT_WEB_PORT")
    monkeypatch.setenv("BUURTBOT_WEB_HOST", "no-such-host.invalid")
    ready("run").fails("no-such-host.invalid")


def test_a_wrong_setting_stops_every_command(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTBOT_WEB_PORT", "many")
    for words in (["run"], ["migrate"], ["load", "rooms.toml"], ["invite", "coordinator"]):
        ready(*words).fails("BUURTBOT_WEB_PORT")


def test_a_report_is_json_for_machines(ready: Run) -> None:
    found = json.loads(ready("report", "--format", "json", "--week", "2026-W47").works().out)
    assert found["period"]["id"] == "2026-W47"
    assert [one["id"] for one in found["rooms"]] == ["h-buurt", "holendrecht"]


@pytest.mark.parametrize("form", ["xlsx", "pdf", "png"])
def test_what_no_screen_can_show_goes_to_a_file(
    ready: Run, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ready("report", "--format", form).fails("--out FILE")
    ready("report", "--format", form, "--out", f"week.{form}").works()
    assert Path(f"week.{form}").read_bytes()[:2] in {b"PK", b"%P", b"\x89P"}
    ready("report").works()


def test_who_asks_for_rows_is_told_what_separates_them_and_the_file_is_not(ready: Run) -> None:
    done = ready("report", "--format", "csv", "--out", "week.csv")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Commas separate the columns.")
    assert Path("week.csv").read_bytes().startswith(b"\xef\xbb\xbfperiod,id,name,")
    assert "commas" in " ".join(ready("report", "--help").works().out.split())


def test_a_report_about_nowhere_or_to_nowhere_is_refused(ready: Run) -> None:
    ready("report", "--room", "nowhere").fails("h-buurt")
    ready("report", "--week", "2099-W01").fails("2099-W01")
    ready("report", "--out", "no/such/folder").fails("no/such/folder")


def test_the_real_program_keeps_to_it_too(tmp_path: Path) -> None:
    """The same from outside: another process, its exit code, its stderr."""
    program = Program(tmp_path)
    assert program.does("fly").returncode == 2
    done = program.does("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "buurtbot: The database is empty. Run: buurtbot migrate\n"


@pytest.mark.parametrize("words", [["report"], ["roles"], ["backup", "copy.bak"]], ids=" ".join)
def test_what_only_reads_works_while_another_program_writes(ready: Run, words: list[str]) -> None:
    """The database is SQLite here: on PostgreSQL nobody who reads waits for anybody."""
    other = sqlite3.connect("data/buurtbot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        ready(*words).works()
    finally:
        other.close()
