"""What is loaded when, and what that costs: ``python -m tests.bench.growth.loaded``.

What ``buurtbot run`` imports before it begins, package by package, and what it reads; then what it
imports only where it is needed: every import inside of a function, in the order of the files.
``catalogs`` behind it: only what the catalogs of sixteen languages cost, which is promised.
"""

from __future__ import annotations

import ast
import importlib
import resource
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date
from importlib.machinery import ExtensionFileLoader, SourceFileLoader
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from unittest.mock import patch

from tests.support.paths import ROOT

OURS = ("bot", "handlers", "storage", "locales")
SHOWN_FROM, DAY = 0.005, date(2026, 11, 16)
MEGABYTE = 1024 * 1024
LANGUAGES, MOST_SECONDS, MOST_MEGABYTES = 16, 0.150, 25
COMPILES = (
    "import sys, pathlib, locales; locales.FOLDER = pathlib.Path(sys.argv[1]); "
    "print(locales.languages())"
)
Load: TypeAlias = Callable[[Any, Any], Any]


@dataclass
class Cost:
    """How long something took, and how much more memory there is since."""

    seconds: float = 0.0
    size: float = 0.0
    modules: int = 0


class Watch:
    """Notes what each package costs by itself, without what it imports of others."""

    def __init__(self) -> None:
        self.costs: defaultdict[str, Cost] = defaultdict(Cost)
        self._within: list[Cost] = []

    def of(self, name: str, load: Callable[[], Any], modules: int = 1) -> Any:
        """Load something, and note its cost."""
        seconds, size = time.perf_counter(), resident()
        self._within.append(Cost())
        try:
            return load()
        finally:
            seconds, size = time.perf_counter() - seconds, resident() - size
            inner = self._within.pop()
            own = self.costs[name]
            own.seconds += seconds - inner.seconds
            own.size += size - inner.size
            own.modules += modules
            if self._within:
                self._within[-1].seconds += seconds
                self._within[-1].size += size

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Note what is imported meanwhile."""

        def watched(load: Load, modules: int) -> Load:
            def loads(loader: Any, what: Any) -> Any:
                package = str(getattr(what, "name", getattr(what, "__name__", "")))
                return self.of(package.partition(".")[0], lambda: load(loader, what), modules)

            return loads

        run, link = SourceFileLoader.exec_module, ExtensionFileLoader.create_module
        with (
            patch.object(SourceFileLoader, "exec_module", watched(run, 1)),
            patch.object(ExtensionFileLoader, "create_module", watched(link, 1)),
        ):
            yield

    def report(self, title: str) -> None:
        """Print what costs something, the dearest first."""
        every = self.costs.values()
        print(f"{title}: {_said(Cost(sum(c.seconds for c in every), sum(c.size for c in every)))}")
        dear = sorted(self.costs.items(), key=lambda item: -item[1].seconds)
        for name, cost in dear:
            if cost.seconds >= SHOWN_FROM or cost.size >= MEGABYTE:
                print(f"  {name}: {_said(cost)}{f', {cost.modules} modules' * (cost.modules > 0)}")


def main() -> None:
    """Print the lists."""
    if sys.argv[1:] == ["catalogs"]:
        catalogs()
        return
    start, reads = Watch(), Watch()
    only_its_version = patch.object(sys, "argv", ["buurtbot", "--version"])
    with start.importing(), only_its_version, redirect_stdout(None), suppress(SystemExit):
        importlib.import_module("bot.__main__").main()
    start.report("imported at the start")
    locales, danger = (importlib.import_module(name) for name in ("locales", "locales.danger"))
    reads.of("catalogs of sentences", locales.languages, 0)
    reads.of("names of days and months", lambda: locales.say_date(DAY, locales.SOURCE), 0)
    reads.of("words of danger", danger.table, 0)
    reads.report("read at the start")
    print("imported where it is needed first, with all that it brings:")
    for name, where in late().items():
        if name not in sys.modules:
            brings = Watch()
            brings.of(name, lambda name=name: importlib.import_module(name))
            print(f"  {name} ({where}): {_said(brings.costs[name])}")


def catalogs() -> None:
    """What it costs to read sixteen languages; copies stand for those that are not there yet."""
    locales = importlib.import_module("locales")
    found = sorted(locales.FOLDER.glob("*/LC_MESSAGES/messages.po"))
    tags = [*(path.parts[-3] for path in found), *(f"x{chr(97 + n)}" for n in range(LANGUAGES))]
    with TemporaryDirectory() as folder:
        for tag, path in zip(tags[:LANGUAGES], cycle(found), strict=False):
            shutil.copytree(path.parent, Path(folder) / tag / path.parent.name)
        locales.FOLDER = Path(folder)
        # What reading compiles once is there already where the program was started before.
        subprocess.run(
            [sys.executable, "-c", COMPILES, folder],
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        watch = Watch()
        read = watch.of("catalogs", locales.languages, 0)
        again = Watch()
        again.of("a look", locales.renew, 0)
        again.costs.clear()
        again.of("a look", locales.renew, 0)
    cost, look = watch.costs["catalogs"], again.costs["a look"].seconds
    made = max(0, LANGUAGES - len(found))
    print(f"{len(read)} languages, {made} of them copies: {_said(cost)} (<= 150 ms, <= 25 MB)")
    print(f"a look whether one changed: {look * 1e3:.2f} ms")
    sys.exit(cost.seconds > MOST_SECONDS or cost.size > MOST_MEGABYTES * MEGABYTE)


def late() -> dict[str, str]:
    """Every module that is imported inside of a function, and the first file that does so."""
    found: dict[str, str] = {}
    for path in sorted(path for package in OURS for path in (ROOT / package).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        for one in (inner for function in functions for inner in ast.walk(function)):
            names = [alias.name for alias in one.names] if isinstance(one, ast.Import) else []
            if isinstance(one, ast.ImportFrom) and one.module:
                names = [one.module]
            for name in names:
                found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def resident() -> float:
    """The memory of this process."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    return float(pages * resource.getpagesize())


def _said(cost: Cost) -> str:
    return f"{cost.seconds * 1e3:.0f} ms, {cost.size / MEGABYTE:.1f} MB"


if __name__ == "__main__":
    main()
