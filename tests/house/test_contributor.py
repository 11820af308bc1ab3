"""The worked examples of the contributor's page work: applied to a copy, they run green."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import CHANNELS
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "contributor.md").read_text("utf-8")
BLOCK = re.compile(r"^```(python|diff) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = ("bot", "docs", "examples", "handlers", "locales", "storage", "tests")
# What else turns red is named on the page: where it is written down, not where it is built.
CHECKS = {
    "tests/hostile/rights/table.py",
    "tests/hostile/rights/steps.py",
    "docs/operator.md",
    "tests/support/canaries.py",
}


@dataclass(frozen=True)
class Block:
    """A new file, or lines that are added to and taken from one."""

    kind: str
    path: str
    text: str

    def apply_to(self, copy: Path) -> None:
        """Make the change in a copy; what it is to stand beside must be there, once."""
        file = copy / self.path
        if self.kind == "python":
            assert not file.exists(), f"{self.path} is there already"
            file.write_text(self.text, "utf-8")
            return
        lines = self.text.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        whole = file.read_text("utf-8")
        if not before.startswith("\n") and before.strip() and "-" in {line[0] for line in lines}:
            # A line that is changed may be given without its end.
            before, after = before.rstrip("\n"), after.rstrip("\n")
        assert whole.count(before) == 1, (
            f"{self.path}: {before!r} is there {whole.count(before)} times"
        )
        file.write_text(whole.replace(before, after), "utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def blocks(title: str) -> list[Block]:
    """The blocks of a section that say to which file they belong."""
    return [Block(*parts) for parts in BLOCK.findall(section(title))]


def built(title: str) -> set[str]:
    """The files that an example touches, without those in which checks want their line."""
    return {block.path for block in blocks(title)} - CHECKS


EXAMPLES = ("A screen", "A feature with a dialogue, a right, a table and a notice")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project once more, to be changed."""
    skip = shutil.ignore_patterns("images", "*.png")
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / "copy" / part, ignore=skip)
    for name in ("pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


def run(copy: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


@pytest.mark.long
def test_the_examples_run_green_one_after_the_other(copy: Path) -> None:
    changes = [block for title in EXAMPLES for block in blocks(title)]
    for block in changes:
        block.apply_to(copy)
    files = [block.path for block in changes if block.path.endswith(".py")]
    # What `make fix` does.
    run(copy, "ruff", "check", "--fix", "--quiet", "--no-cache", ".")
    run(copy, "ruff", "format", "--quiet", "--no-cache", ".")
    run(copy, "locales.update")
    tests = [path for path in files if "/test_" in path]
    assert tests
    rights = "tests/hostile/rights/test_rights.py::test_everything_has_its_row"
    docs = "tests/house/test_docs.py::test_everything_there_is_has_its_line"
    run(copy, "pytest", "-q", "-p", "no:randomly", *tests, rights, docs)


def test_a_command_with_a_dialogue_is_three_files() -> None:
    assert len(built("A screen")) == 3
    feature = built("A feature with a dialogue, a right, a table and a notice")
    storage = {path for path in feature if path.startswith("storage/")}
    # The dialogue and the notice too: its module, its package's record, its test.
    assert len(feature - storage) == 3
    assert len(storage) == 5


def test_a_channel_is_its_folder_and_one_line() -> None:
    app = (ROOT / "bot" / "app.py").read_text("utf-8")
    for channel in CHANNELS:
        folder = channel.__module__.rpartition(".")[0].replace(".", "/")
        assert app.count(f"    {channel.__name__},\n") == 1
        others = [
            path
            for path in (ROOT / "bot").rglob("*.py")
            if folder not in str(path) and path.name != "app.py"
        ]
        assert others
        users = [path for path in others if channel.__module__ in path.read_text("utf-8")]
        assert users == []


def test_a_language_is_its_folder(copy: Path) -> None:
    """A folder with a catalog is all: the language is offered, by its own name."""
    catalog = copy / "locales" / "fy" / "LC_MESSAGES" / "messages.po"
    catalog.parent.mkdir(parents=True)
    english = (copy / "locales/nl/LC_MESSAGES/messages.po").read_text("utf-8")
    catalog.write_text(english.replace('"Language: nl', '"Language: fy'), "utf-8")
    told = "import locales; assert 'fy' in locales.languages(), locales.languages()"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_page_counts_as_these_tests_do() -> None:
    table = section("How many files")
    for line in (
        "| a command, also with a dialogue | 3 files:",
        "| a notice | none besides:",
        "| a table | 5 files:",
        "| a setting | 2 files:",
        "| a channel | its folder in `bot/channels/`, and one line",
        "| a language | its folder in `locales/`",
    ):
        assert line in table
