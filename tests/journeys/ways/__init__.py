"""How residents get to what they want, a module for each part of the house."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.journeys.journey import JOURNEYS, Journey


def every() -> list[Journey]:
    """Every journey, from all modules of this package."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return JOURNEYS
