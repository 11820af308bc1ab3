"""What a start loads, and what it leaves for those who need it."""

from __future__ import annotations

import json
import subprocess
import sys

LOADED = """
import atexit, gc, json, sys
atexit.register(lambda: print(json.dumps([gc.isenabled(), gc.get_freeze_count(), [*sys.modules]])))
sys.argv = ["buurtbot", "--version"]
from bot.__main__ import main
main()
"""
# What draws on a terminal, another kind of database, and what makes tables and papers.
LATER = {
    "alembic",
    "bot.exports.poster",
    "bot.exports.report",
    "matplotlib",
    "openpyxl",
    "psycopg",
    "pygments",
    "rich",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "typst",
}


def test_a_start_on_sqlite_loads_only_what_every_turn_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    is_tidied, stays, loaded = json.loads(done.stdout.splitlines()[-1])
    assert LATER.isdisjoint(loaded)
    # What was loaded stays, and is not looked through again and again for rubbish.
    assert is_tidied
    assert stays > 50_000
    assert not done.stderr
