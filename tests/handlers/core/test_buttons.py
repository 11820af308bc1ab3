"""What a button carries, and what its tap reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from handlers.core.feature import Given
from handlers.dispatch.registry import TAPS

HANDLERS = Path(__file__).parents[3] / "handlers"


def buttons() -> Iterator[tuple[str, str, set[str], bool]]:
    """Every button that the code writes out: where, its tap, its keys, whether it has more."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_button = isinstance(call, ast.Call) and ast.unparse(call.func) == "button"
            if not is_button or not isinstance(call, ast.Call) or len(call.args) != 2:
                continue
            tap = call.args[1]
            if isinstance(tap, ast.Constant) and isinstance(tap.value, str):
                keys = {keyword.arg for keyword in call.keywords if keyword.arg}
                has_more = any(keyword.arg is None for keyword in call.keywords)
                where = f"{path.relative_to(HANDLERS)}:{call.lineno}"
                yield where, tap.value, keys, has_more


# "answer" goes to the open question, and to no tap.
TYPED = {tap for tap, does in TAPS.items() if does.args is not Given}
BUTTONS = [button for button in buttons() if button[1] in TYPED]


@pytest.mark.parametrize(
    ("where", "tap", "keys", "has_more"),
    BUTTONS,
    ids=[f"{tap} {where}" for where, tap, *_ in BUTTONS],
)
def test_a_button_carries_what_its_tap_reads(
    where: str, tap: str, keys: set[str], *, has_more: bool
) -> None:
    read = fields(TAPS[tap].args)
    needed = {field.name for field in read if field.default is MISSING}
    assert keys <= {field.name for field in read}, where
    assert has_more or needed <= keys, where
