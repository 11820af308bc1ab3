"""Writes a neighbourhood as the file that would be loaded to get it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import tomli_w

from storage.neighbourhood.checks import LONG_AGO
from storage.neighbourhood.model import Neighbourhood

HEAD = "# The neighbourhood as it is now; load it with: buurtbot load FILE\n\n"


def to_toml(neighbourhood: Neighbourhood) -> str:
    """The text of a file that `read_text` makes the same neighbourhood of."""
    return HEAD + tomli_w.dumps(_written(neighbourhood.model_dump(exclude_defaults=True)))


def _written(value: Any) -> Any:
    """A value as it stands in a file: what is not said is left out, years are keys of their own."""
    if isinstance(value, Mapping):
        years = value.get("amounts", {})
        rest = {key: one for key, one in value.items() if key != "amounts" and one is not None}
        return {str(key): _written(one) for key, one in {**rest, **years}.items()}
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    if isinstance(value, dt.datetime) and value.date() == LONG_AGO:
        # Of what is every week only the time was written.
        return value.time()
    return value
