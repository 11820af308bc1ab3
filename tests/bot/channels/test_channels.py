"""A channel is a folder and one line: what is its own stands nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import CHANNELS
from bot.channels.base import Channel
from bot.settings import Settings
from tests.support.paths import ROOT

# Its links, and the sign of its groups.
TELEGRAMS_OWN = re.compile(r"\bt\.me\b|startswith\(\"-\"\)")


def sources() -> Iterator[Path]:
    """Our own files, but for Telegram's."""
    for top in ("bot", "handlers"):
        for path in (ROOT / top).rglob("*.py"):
            if ROOT / "bot" / "channels" / "telegram" not in path.parents:
                yield path


def test_what_is_telegrams_own_stands_in_its_folder_only() -> None:
    for path in sources():
        found = TELEGRAMS_OWN.search(path.read_text("utf-8"))
        assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_the_program_names_each_channel_in_one_line() -> None:
    app = (ROOT / "bot" / "app.py").read_text("utf-8")
    for kind in CHANNELS:
        lines = [
            line for line in app.splitlines() if kind.__name__ in line.split("#")[0].split('"')[0]
        ]
        is_import = [line for line in lines if "import" in line]
        assert len(lines) - len(is_import) == 1, (kind, lines)


@pytest.mark.parametrize("kind", CHANNELS, ids=lambda kind: kind.name)
def test_each_channel_lives_in_a_folder_of_its_name(kind: type[Channel]) -> None:
    assert kind.__module__ == f"bot.channels.{kind.name}.channel"


def test_without_settings_only_the_web_is_on() -> None:
    on = [kind.name for kind in CHANNELS if kind.is_on(Settings())]
    assert on == ["web"]


def test_a_group_is_known_by_its_address() -> None:
    known = {
        (kind.name, address): kind.is_group(kind, address)  # type: ignore[arg-type]
        for kind in CHANNELS
        for address in ("-100200300", "700800900")
    }
    assert [key for key, is_group in known.items() if is_group] == [("telegram", "-100200300")]
