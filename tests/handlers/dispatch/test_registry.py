"""The features together: what does not fit is refused at start, every button leads somewhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from handlers.core.context import Context
from handlers.core.feature import Command, Feature, FeatureMistake, Needs, Tap, Typed
from handlers.core.messages import Outcome
from handlers.dispatch import registry
from storage.tables import metadata
from tests.support.paths import ROOT

# The pipeline's own: no feature reads or writes them by itself.
OF_THE_PIPELINE = {"neighbourhood", "seen", "set_aside", "jobs", "outbox", "forgotten"}
# A button that answers the open question, whichever that is.
ANSWER = "answer"


def shows(_context: Context, _: Typed) -> Outcome:
    return Outcome()


def feature(name: str, **more: Any) -> Feature:
    return Feature(name=name, taps={"hello": Tap(shows, Typed)}, **more)


def test_two_features_with_one_button_are_refused_by_name() -> None:
    with pytest.raises(FeatureMistake, match="features one and two both have the button 'hello'"):
        registry.taps_of([feature("one"), feature("two")])


def test_two_features_with_one_command_are_refused_by_name() -> None:
    same = {"commands": {"hi": Command(shows, Typed)}}
    with pytest.raises(FeatureMistake, match="both have the command 'hi'"):
        registry.commands_of([feature("one", **same), feature("two", **same)])


def test_a_button_that_nobody_handles_is_refused() -> None:
    broken = Feature(name="one", taps={"hello": Tap(None, Typed)})  # type: ignore[arg-type]
    with pytest.raises(FeatureMistake, match="'hello' has no handler"):
        registry.taps_of([broken])


def test_a_right_that_does_not_exist_is_refused() -> None:
    broken = Feature(name="one", taps={"hello": Tap(shows, Typed, "boss")})  # type: ignore[arg-type]
    with pytest.raises(FeatureMistake, match=r"needs .boss.*Choose one of: nothing"):
        registry.taps_of([broken])


def test_a_mistake_in_a_feature_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    told = (
        "import handlers.rooms.feature as rooms, handlers.team.feature as team;"
        "team.FEATURE.commands['hours'] = rooms.FEATURE.commands['hours'];"
        "from bot.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("buurtbot: The features rooms and team both have the command")
    assert "Traceback" not in done.stderr


def test_every_table_is_of_one_feature_or_of_the_pipeline() -> None:
    named = [table for one in registry.FEATURES for table in one.tables]
    assert len(named) == len(set(named))
    assert set(named).isdisjoint(OF_THE_PIPELINE)
    assert set(named) | OF_THE_PIPELINE == set(metadata.tables)


@dataclass(frozen=True)
class Made:
    """A button as the code makes it: where, its tap, and the names of its arguments."""

    place: str
    tap: str
    given: frozenset[str]
    is_open: bool


def buttons() -> Iterator[Made]:
    """Every button whose tap is written out where it is made."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "button" or len(node.args) < 2:
                continue
            tap = node.args[1]
            if isinstance(tap, ast.Constant) and isinstance(tap.value, str):
                names = frozenset(word.arg for word in node.keywords if word.arg)
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield Made(place, tap.value, names, any(not word.arg for word in node.keywords))


def test_every_button_leads_to_a_tap_with_the_arguments_it_takes() -> None:
    every = list(buttons())
    assert len(every) > 100
    for made in every:
        if made.tap == ANSWER:
            continue
        assert made.tap in registry.TAPS, f"{made.place}: no feature has the button {made.tap!r}"
        takes = fields(registry.TAPS[made.tap].args)
        wrong = made.given - {one.name for one in takes}
        assert not wrong, f"{made.place}: {made.tap!r} takes no {sorted(wrong)}"
        needed = {one.name for one in takes if one.default is MISSING}
        assert made.is_open or needed <= made.given, f"{made.place}: {made.tap!r} needs {needed}"


def test_nobody_is_refused_what_needs_no_role() -> None:
    assert Tap(shows, Typed, Needs.NOTHING).refused(None) is None  # type: ignore[arg-type]
