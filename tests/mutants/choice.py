"""Which mistakes are made: a fixed draw from all that cosmic-ray can make in what matters most."""

from __future__ import annotations

import ast
import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code

from tests.support.paths import ROOT

PIPELINE = "tests/bot/pipeline"
IN = (f"{PIPELINE}/incoming", "tests/hostile/test_flood.py")
OUT = (f"{PIPELINE}/outgoing",)
# The tests that can see a mistake in a file. The first to fail ends it: what sees most comes first.
TESTS: dict[str, tuple[str, ...]] = {
    "bot/pipeline/incoming.py": IN,
    "bot/pipeline/answers.py": (*IN, f"{PIPELINE}/test_outbox_rows.py"),
    "bot/pipeline/outbox_rows.py": (f"{PIPELINE}/test_outbox_rows.py", f"{PIPELINE}/outgoing"),
    "bot/pipeline/delivery.py": OUT,
    "bot/pipeline/sending.py": OUT,
    "bot/pipeline/ticker.py": (
        f"{PIPELINE}/test_ticker.py",
        f"{PIPELINE}/test_clock.py",
        f"{PIPELINE}/test_keys_out_of_reach.py",
        f"{PIPELINE}/test_erasing.py",
        "tests/storage/upkeep/test_retention.py",
    ),
    "storage/keyring.py": (
        "tests/storage/test_keyring.py",
        "tests/storage/upkeep/test_rotation.py",
        "tests/storage/upkeep/test_retention.py",
        f"{PIPELINE}/test_keys_out_of_reach.py",
    ),
    "handlers/rooms/door/headcount.py": ("tests/handlers/rooms",),
    "handlers/reports/reach/calculation.py": (
        "tests/handlers/reports",
        "tests/handlers/help_requests/test_requests_in_figures.py",
    ),
    "storage/repositories/rooms/participants.py": (
        "tests/storage/repositories/test_participants.py",
        "tests/storage/repositories/test_seen_again.py",
        "tests/handlers/reports",
    ),
    "storage/repositories/rooms/reach.py": (
        "tests/storage/repositories/test_reach.py",
        "tests/handlers/reports",
    ),
}


@dataclass(frozen=True, order=True)
class Mutant:
    """One small mistake: in which file, where, what stood there and what stands there instead."""

    file: str
    line: int
    column: int
    operator: str
    occurrence: int
    was: str = ""
    became: str = ""

    def made_in(self, root: Path) -> str:
        """The whole file with the mistake in it."""
        operator = cosmic_ray.plugins.get_operator(self.operator)()
        made: str | None = mutate_code((root / self.file).read_bytes(), operator, self.occurrence)
        assert made, self
        return made


def drawn(count: int, seed: int) -> list[Mutant]:
    """So many mistakes, each in another place; the same ones for the same code and seed."""
    everywhere = sorted(mutant for file in TESTS for mutant in _all_of(file))
    random.Random(seed).shuffle(everywhere)
    places = {(mutant.file, mutant.line, mutant.column): mutant for mutant in everywhere}
    return sorted(_named(mutant) for mutant in [*places.values()][:count])


def _all_of(file: str) -> Iterator[Mutant]:
    """Every mistake that can be made in a file and could change what it does."""
    path = ROOT / file
    if not path.exists():
        return
    quiet = set(_quiet_lines(ast.parse(path.read_text("utf-8"))))
    nodes = list(ast_nodes(get_ast_from_path(path)))
    for name in sorted(cosmic_ray.plugins.operator_names()):
        operator_class = cosmic_ray.plugins.get_operator(name)
        if operator_class.arguments():
            continue
        operator = operator_class()
        starts = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, (line, column) in enumerate(starts):
            if (line, column) not in quiet:
                yield Mutant(file, line, column, name, occurrence)


def _quiet_lines(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Where a mistake changes nothing: types are never looked at, and a log is no promise."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            parts.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts.append(node.returns)
        elif isinstance(node, ast.Expr) and ast.unparse(node).startswith("log."):
            parts.append(node)
        for part in parts:
            if isinstance(part, ast.expr | ast.stmt):
                yield from _positions(part)


def _positions(part: ast.expr | ast.stmt) -> Iterator[tuple[int, int]]:
    assert part.end_lineno
    assert part.end_col_offset
    for line in range(part.lineno, part.end_lineno + 1):
        first = part.col_offset if line == part.lineno else 0
        last = part.end_col_offset if line == part.end_lineno else 200
        yield from ((line, column) for column in range(first, last))


def _named(mutant: Mutant) -> Mutant:
    """The same with the lines that differ: a list of them stays right when lines move."""
    before = (ROOT / mutant.file).read_text("utf-8").splitlines()
    after = mutant.made_in(ROOT).splitlines()
    differences = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    was = [line[1:].strip() for line in differences if line.startswith("-")]
    became = [line[1:].strip() for line in differences if line.startswith("+")]
    return replace(mutant, was=" / ".join(was), became=" / ".join(became))
