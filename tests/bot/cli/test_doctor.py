"""`buurtbot check`: one true line for each part; looking changes nothing."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest

import locales
from bot.cli import doctor
from bot.voices import engine, own
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms, tables
from tests.bot.cli.test_cli_trouble import sql
from tests.conftest import EXAMPLE
from tests.support.program import Program, free_port
from tests.telegram_standin import BotApiInThread

__all__ = ["buurtbot", "ready", "rooms"]


# Each part with what is known of it in brackets, and then whether it works.
LINE = re.compile(r"(?P<part>[\w. ]+?)( \([^)]*\))?: (?P<said>good|WRONG\. [^\n]+)")


@pytest.fixture(scope="module", autouse=True)
def leaves_nothing_open() -> Iterator[None]:
    """What is not closed is complained about here, and not in some test that comes later."""
    yield
    gc.collect()


def checked() -> tuple[bool, dict[str, str]]:
    """Whether all is well, and what was said of each part."""
    lines: list[str] = []
    is_well = asyncio.run(doctor.check(lines.append))
    found = [LINE.fullmatch(one) for one in lines]
    assert all(found), lines
    said = {one["part"]: one["said"] for one in found if one}
    assert is_well == all(one == "good" for one in said.values())
    return is_well, said


def test_a_sound_installation_is_good_in_every_part(ready: Run) -> None:
    before = tables()
    done = ready("check").works()
    parts = ("settings", "keys", "database", "neighbourhood", "catalogs", "voices", "telegram")
    for part in parts:
        assert re.search(rf"^{part}( \([^)]*\))?: good$", done.out, re.MULTILINE), done.out
    assert tables() == before


def test_it_says_which_languages_are_read_aloud_and_hears_whether_they_are(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line() -> str:
        (found,) = re.findall("^voices.*", ready("check").out, re.MULTILINE)
        return str(found)

    spoken = ", ".join(tag for tag in locales.languages() if tag in engine.voices())
    assert line() == f"voices ({spoken}): good"
    monkeypatch.setattr(engine, "PROGRAM", Path("/nobody/speaks"))
    assert line().startswith(f"voices ({spoken}): WRONG. ")
    monkeypatch.setattr(engine, "voices", frozenset)
    assert line() == "voices (not installed, nothing is read aloud): good"


def test_each_voice_of_an_operators_own_is_heard_and_what_is_wrong_with_it_is_told(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "TAKES", 3.0)
    monkeypatch.setattr(engine, "LATER", 0)
    place = Path("data/voices")
    place.mkdir()

    def put(name: str, code: str, mode: int = 0o700) -> None:
        path = place / name
        path.write_text(f"#!{sys.executable} -I\nimport sys, time\n{code}")
        path.chmod(mode)

    wav = (
        "sys.stdout.buffer.write(b'RIFF' + bytes(4) + b'WAVEfmt ' + bytes((16, 0, 0, 0, 1, 0, 1, 0"
    )
    wav += ", 0x22, 0x56, 0, 0, 0x44, 0xac, 0, 0, 2, 0, 16, 0)) + b'data' + bytes((255,) * 4) + "
    put("so", f"{wav}bytes((0, 9, 0, 247) * 9_999))")
    put("srn", f"{wav}bytes(9_999))")
    put("nl", "sys.exit(1)")
    put("ar", "time.sleep(60)")
    put("tw", "print('Akwaaba')")
    put("en", "", 0o600)
    put("nl.sh", "")
    (place / "nl.onnx").write_text("a model")
    (place / "tr").mkdir()
    (place / "pap").symlink_to(place / "nowhere")
    is_well, said = checked()
    assert not is_well
    assert said["own voice so"] == "good"
    wrong = {
        "srn": "It answers, but nothing can be heard.",
        "nl": "It breaks off. Try it: echo 1 | ",
        "ar": "It was not ready within 3 seconds.",
        "tw": "It answers, but that is no WAV of 16 bits.",
        "en": "It cannot be started: chmod +x ",
        "nl.sh": "No language is called so; these are: ar, en,",
        "tr": "It is no file.",
        "pap": "It cannot be read: No such file or directory.",
    }
    for name, why in wrong.items():
        assert said[f"own voice {name}"].startswith(f"WRONG. {why}"), said
    assert "own voice nl.onnx" not in said
    monkeypatch.setattr(engine, "voices", frozenset)
    assert "voices (not installed): good" in ready("check").out


def test_something_wrong_is_exit_code_one(buurtbot: Run) -> None:
    done = buurtbot("check")
    assert done.code == 1
    assert "WRONG" in done.out
    assert done.err == ""


def test_looking_at_nothing_makes_no_keys(buurtbot: Run) -> None:
    buurtbot("check")
    assert not Path("data/keys").exists()


def test_a_wrong_setting_is_named(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTBOT_WEB_PORT", "many")
    _, said = checked()
    assert "BUURTBOT_WEB_PORT" in said["settings"]


def test_missing_keys_are_told(ready: Run) -> None:
    Path("data/keys").unlink()
    _, said = checked()
    assert "data/keys" in said["keys"]
    assert not Path("data/keys").exists()


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer"),
        ("UPDATE alembic_version SET version_num = '0000'", "buurtbot migrate"),
        ("DELETE FROM neighbourhood", "buurtbot load"),
        ("DROP TABLE neighbourhood", ""),
    ],
)
def test_a_database_that_does_not_fit_is_told(ready: Run, statement: str, part: str) -> None:
    sql(statement)
    is_well, said = checked()
    assert not is_well
    assert part in said["database"]
    assert said["catalogs"] == "good"


def test_a_database_that_is_none_is_told_and_the_other_parts_too(ready: Run) -> None:
    Path("data/buurtbot.db").write_bytes(b"no database" * 1_000)
    is_well, said = checked()
    assert not is_well
    assert said["catalogs"] == "good"
    assert said["telegram"] == "good"


def test_above_its_size_sqlite_is_good_and_postgresql_is_advised(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        sql(
            "INSERT INTO people (id, channel, address_hash, address) "
            f"VALUES ({number}, 'telegram', '{number}', '')"
        )
    assert "advised" not in ready("check").works().out
    monkeypatch.setattr(doctor, "SQLITE_PEOPLE", 1)
    lines: list[str] = []
    asyncio.run(doctor.check(lines.append))
    assert "database (2 people, PostgreSQL is advised above 1): good" in lines
    assert checked()[1]["database"] == "good"


@pytest.mark.long
def test_a_port_that_cannot_be_had_is_told(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("BUURTBOT_WEB_PORT", str(port))
    assert checked()[1]["web"] == "good"
    with socket() as somebody:
        somebody.bind(("127.0.0.1", port))
        somebody.listen()
        somebody.settimeout(0)
        is_well, said = checked()
    assert not is_well
    assert f"Port {port} on 127.0.0.1 cannot be used" in said["web"]


@pytest.mark.long
def test_a_port_that_the_program_itself_has_is_good(ready: Run, tmp_path: Path) -> None:
    program = Program(tmp_path / "other")
    program.folder.mkdir()
    program.sets_up(EXAMPLE)
    with program.running(), pytest.MonkeyPatch.context() as settings:
        settings.setenv("BUURTBOT_WEB_PORT", str(program.port))
        assert checked()[1]["web"] == "good"


def test_a_missing_catalog_is_told(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {tag: one for tag, one in locales.languages().items() if tag != "nl"}
    monkeypatch.setattr(locales, "languages", lambda: found)
    is_well, said = checked()
    assert not is_well
    assert "nl" in said["catalogs"]


def test_a_catalog_that_cannot_be_read_is_told(ready: Run, own_catalogs: Path) -> None:
    (own_catalogs / "tr" / "LC_MESSAGES" / "messages.po").write_text('msgid "half', "utf-8")
    locales.renew()
    is_well, said = checked()
    assert not is_well
    assert "The catalog for tr cannot be read" in next(
        text for part, text in said.items() if part.startswith("catalogs")
    )


def test_a_list_of_danger_that_cannot_be_read_is_told(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> Iterator[str]:
        yield "pl/danger.txt, line 3: there is no group @he"

    monkeypatch.setattr(doctor, "mistakes", wrong)
    is_well, said = checked()
    assert not is_well
    assert said["catalogs"] == (
        "WRONG. Words of danger are not heard: pl/danger.txt, line 3: there is no group @he."
    )


def test_telegram_is_asked_for_the_name_of_the_bot(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BotApiInThread() as api:
        monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", api.token)
        monkeypatch.setenv("BUURTBOT_TELEGRAM_API_URL", api.url)
        assert f"telegram (@{api.username}): good" in ready("check").works().out
        assert f"https://t.me/{api.username}?start=" in ready("invite", "coordinator").works().out
        assert not api.called("deleteWebhook")


@pytest.mark.parametrize("kind", ["bad_gateway", "drop", "server_error"])
def test_telegram_in_trouble_is_told_and_an_invitation_works_all_the_same(
    ready: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with BotApiInThread() as api:
        api.faults.add(kind, methods={"getMe"})  # type: ignore[arg-type]
        monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", api.token)
        monkeypatch.setenv("BUURTBOT_TELEGRAM_API_URL", api.url)
        is_well, said = checked()
        assert not is_well
        assert api.token not in str(said)
        assert "http://127.0.0.1:8080/?start=" in ready("invite", "coordinator").works().out


def test_a_refused_token_is_told_without_the_token(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BotApiInThread() as api:
        other = api.token[:-4] + "else"
        monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", other)
        monkeypatch.setenv("BUURTBOT_TELEGRAM_API_URL", api.url)
        _, said = checked()
        assert "BUURTBOT_TELEGRAM_TOKEN" in said["telegram"]
        assert other not in str(said)


def test_telegram_out_of_reach_is_told(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", "12345:abc")
    monkeypatch.setenv("BUURTBOT_TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}")
    _, said = checked()
    assert "not reached" in said["telegram"]
