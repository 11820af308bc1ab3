"""What every table of the neighbourhood file is, and what texts by language are read with."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class TableOfFile(BaseModel):
    """One table of the file: nothing unknown in it, no value turned into another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def text_in(texts: str | Mapping[str, str], *languages: str) -> str:
    """A text, or of one by language the first of these that it has, else one that it has."""
    if isinstance(texts, str):
        return texts
    return next(texts[tag] for tag in (*languages, *texts) if tag in texts)
