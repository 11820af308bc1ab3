"""300 small mistakes, and whether the tests see them: ``make mutants``, not in every run.

cosmic-ray makes the mistakes, one at a time, in a copy of this checkout; the tests that could see
it run there, on SQLite only. A mistake that no test sees must stand in `survivors.toml` with the
reason why that is all right; else this fails and names it.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.mutants.choice import TESTS, Mutant, drawn
from tests.support.paths import ROOT

COUNT, SEED, COPIES = 300, 20_261_129, 2
LIST = Path(__file__).with_name("survivors.toml")
# A mistake may make a test wait for ever: that is seen too.
LONGEST = 45.0
# A program as a process of its own starts slowly, and other tests see the same.
CHOSEN = "not postgres and not stopping and not browser"
# Without it about half of the tests of handlers are asked of PostgreSQL alone.
EVERY_KIND = {**os.environ, "CI": "true"}
NOW = itertools.count(1_800_000_000)


def main() -> None:
    """Make the mistakes; print those that no test sees; exit 1 when one of them has no reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    wanted = parser.parse_args()
    mutants = drawn(wanted.count, wanted.seed)
    known = {(row["file"], row["was"], row["became"]) for row in _listed()}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Path] = Queue()
        for number in range(COPIES):
            copies.put(_copied(Path(folder) / f"copy-{number}"))
        with ThreadPoolExecutor(COPIES) as threads:
            # What fails without a mistake would see every mistake.
            chosen = sorted({TESTS[mutant.file] for mutant in mutants})
            sound = threads.map(lambda tests: _passes(copies, tests), chosen)
            assert all(sound), "a test fails without any mistake"
            outcomes = threads.map(lambda mutant: _survives(copies, mutant), mutants)
            survivors = [mutant for mutant, lives in zip(mutants, outcomes, strict=True) if lives]
    news = [one for one in survivors if (one.file, one.was, one.became) not in known]
    minutes = (time.monotonic() - began) / 60
    print(f"{len(mutants)} mutants: {len(mutants) - len(survivors)} seen, {minutes:.0f} minutes")
    print(f"{len(survivors)} not seen, {len(news)} of them without a reason in {LIST.name}")
    for mutant in news:
        print(f"\n[[survivor]]\nfile = {mutant.file!r}\nwas = {mutant.was!r}")
        print(f"became = {mutant.became!r}\nwhy = ''  # line {mutant.line}, {mutant.operator}")
    sys.exit(bool(news))


def _listed() -> Sequence[dict[str, str]]:
    rows: list[dict[str, str]] = tomllib.loads(LIST.read_text("utf-8")).get("survivor", [])
    assert all(row["why"] for row in rows), "each survivor needs its reason"
    return rows


def _copied(folder: Path) -> Path:
    """A copy of everything that is kept, as it lies here now."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def _passes(copies: Queue[Path], tests: Sequence[str]) -> bool:
    copy = copies.get()
    try:
        return _is_green(copy, tests)
    finally:
        copies.put(copy)


def _survives(copies: Queue[Path], mutant: Mutant) -> bool:
    """Whether no test sees this mistake."""
    copy = copies.get()
    file = copy / mutant.file
    right = file.read_text("utf-8")
    try:
        _write(file, mutant.made_in(copy))
        lives = _is_green(copy, TESTS[mutant.file])
    finally:
        _write(file, right)
        copies.put(copy)
    # At once: a run that is ended half-way has told what it saw.
    told = f"\n{mutant.file}:{mutant.line}: {mutant.was}  →  {mutant.became}\n" if lives else "."
    print(told, end="", flush=True)
    return lives


def _write(file: Path, text: str) -> None:
    """Python keeps what it compiled by size and second: no two versions may look the same."""
    file.write_text(text, "utf-8")
    moment = next(NOW)
    os.utime(file, (moment, moment))


def _is_green(copy: Path, tests: Sequence[str]) -> bool:
    there = [name for name in tests if (copy / name).exists()]
    assert there, tests
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-k", CHOSEN]
    try:
        done = subprocess.run(
            [*command, *there],
            cwd=copy,
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env=EVERY_KIND,
        )
    except subprocess.TimeoutExpired:
        return False
    # 5: no test was there to see it. Whatever else is not 0 was seen.
    assert done.returncode != 5, done.stdout.decode()
    return done.returncode == 0


if __name__ == "__main__":
    main()
