"""The documentation names everything there is, and every link in it leads somewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import typer

from bot.cli.main import cli
from bot.settings import PREFIX, Settings
from handlers.dispatch.registry import COMMANDS
from storage.neighbourhood.file import MODELS
from tests.support.paths import ROOT

DOCS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "locales" / "README.md",
]
ROOMS = ("bot", "handlers", "locales", "storage")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(group: typer.Typer, before: str) -> Iterator[str]:
    """Every command of the command line, as it is typed."""
    for one in group.registered_commands:
        yield f"{before} {one.name or one.callback.__name__}"  # type: ignore[union-attr]
    for inner in group.registered_groups:
        yield from commands(inner.typer_instance, f"{before} {inner.name}")


def file_keys() -> set[str]:
    """Every key that a neighbourhood file may have; a year stands for itself."""
    return {key for model in MODELS.values() for key in model.model_fields if key != "amounts"}


def requirements() -> list[str]:
    wanted = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    return [re.split("[<=>]", one)[0] for one in wanted]


def links(page: Path) -> Iterator[str]:
    """Where the links and pictures of a page lead within the project; code is no link."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", prose)
    yield from (one for one in found if not re.match("[a-z]+:", one))


def anchors(page: Path) -> set[str]:
    """The headings of a page, as their links are written."""
    headings = re.findall("^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one).lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("docs/operator.md", [f"`{PREFIX}{name.upper()}`" for name in Settings.model_fields]),
        ("docs/operator.md", list(commands(cli, "`buurtbot"))),
        ("docs/operator.md", [f"`/{command}`" for command in COMMANDS]),
        ("docs/operator.md", [f"`{key}`" for key in sorted(file_keys())]),
        ("docs/decisions/0015-dependencies.md", [f"| `{one}` |" for one in requirements()]),
        (
            "docs/decisions/README.md",
            [f"({path.name})" for path in (ROOT / "docs/decisions").glob("[0-9]*.md")],
        ),
        (
            "locales/README.md",
            [f"| `{path.parent.name}` |" for path in (ROOT / "locales").glob("*/LC_MESSAGES")],
        ),
    ],
    ids=["settings", "commands", "chat", "file", "packages", "decisions", "languages"],
)
def test_everything_there_is_has_its_line(page: str, words: list[str]) -> None:
    # A table of the neighbourhood file stands in brackets.
    written = re.sub(r"`\[+(\w+)\]+`", r"`\1`", text(page))
    assert words
    assert [one for one in words if one not in written] == []


def test_no_package_is_explained_that_is_not_there() -> None:
    named = re.findall(
        r"^\| `([^`]+)` \|", text("docs/decisions/0015-dependencies.md"), re.MULTILINE
    )
    assert sorted(named) == sorted(requirements())


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_licence_is_whole() -> None:
    licence = text("LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(re.search(rf"^{number}\.", licence, re.MULTILINE) for number in range(1, 16))
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in licence
