"""The shape of the house: how wide a folder, how long a file, and the contributor's tree of it.

``python -m tests.house`` writes the tree of docs/contributor.md from the first lines of the
docstrings; with ``--check`` nothing is written: it says what does not fit, and exits 1.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "contributor.md"
BEGIN, END = "<!-- tree: python -m tests.house -->\n```text\n", "```\n<!-- end of tree -->\n"
TOPS = ("bot", "handlers", "storage", "locales", "tests")
# More than this in one folder, or in one file, and a stranger does not find what he looks for.
WIDEST = 12
LONGEST, LONGEST_TEST = 300, 500
# Packages whose files are told by the package alone: a test file says what it tests by its name.
CLOSED = ("tests",)


def entries(folder: Path) -> list[Path]:
    """The modules and packages of a folder, in the order of the alphabet."""
    found = sorted(folder.iterdir(), key=lambda path: (path.is_file(), path.name))
    return [
        path
        for path in found
        if (path.suffix == ".py" and path.name != "__init__.py") or (path / "__init__.py").exists()
    ]


def packages() -> Iterator[Path]:
    """Every package, the outer ones first."""
    waiting = [ROOT / name for name in TOPS]
    while waiting:
        package = waiting.pop(0)
        yield package
        waiting[:0] = [path for path in entries(package) if path.is_dir()]


def told(path: Path) -> str:
    """The first line of what a module or a package says of itself."""
    source = path / "__init__.py" if path.is_dir() else path
    said = ast.get_docstring(ast.parse(source.read_text("utf-8"))) or ""
    return said.partition("\n")[0].strip()


def tree() -> str:
    """Every package and every module, each with its sentence."""
    lines = []
    for package in packages():
        inner = package.relative_to(ROOT)
        depth = len(inner.parts) - 1
        lines.append(f"{'  ' * depth}{inner.name}/  {told(package)}".rstrip())
        if inner.parts[0] in CLOSED:
            continue
        lines += [
            f"{'  ' * depth}  {path.stem}  {told(path)}"
            for path in entries(package)
            if path.is_file()
        ]
    return "\n".join(lines) + "\n"


def misfits() -> Iterator[str]:
    """What is too wide, too long, or tells nobody what it is."""
    for package in packages():
        where = package.relative_to(ROOT)
        inside = entries(package)
        if len(inside) > WIDEST:
            yield f"{where}/: {len(inside)} entries, at most {WIDEST}: which belong together?"
        for path in inside:
            is_test = where.parts[0] == "tests"
            if not told(path) and not is_test:
                yield f"{path.relative_to(ROOT)}: begin with a docstring that says what it is"
            if path.is_dir():
                continue
            lines = len(path.read_text("utf-8").splitlines())
            most = LONGEST_TEST if is_test else LONGEST
            if lines > most:
                yield f"{path.relative_to(ROOT)}: {lines} lines, at most {most}: split it"


def main() -> None:
    """Write the tree, or with ``--check`` say what does not fit."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = before + BEGIN + tree() + END + after
    problems = list(misfits())
    if page != wanted and "--check" in sys.argv:
        problems.append("docs/contributor.md: run python -m tests.house")
    elif page != wanted:
        PAGE.write_text(wanted, "utf-8")
    sys.exit("\n".join(problems) if problems else 0)


if __name__ == "__main__":
    main()
