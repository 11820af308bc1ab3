"""What every table of the neighbourhood file is, and what texts by language are read with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo


class TableOfFile(BaseModel):
    """One table of the file: nothing unknown in it, no value turned into another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def later(default: Any) -> Any:
    """A key that came later: kept only where it says something.

    So a file of before is kept as it was, and is no news to the program after it.
    """
    return Field(default=default, exclude_if=lambda value: value == default)


def text_in(texts: str | Mapping[str, str], *languages: str) -> str:
    """A text, or of one by language the first of these that it has, else one that it has."""
    if isinstance(texts, str):
        return texts
    return next(texts[tag] for tag in (*languages, *texts) if tag in texts)


def by_language(texts: str | Mapping[str, str], default: str) -> Mapping[str, str]:
    """A text by language; one that stands there without is what is read in the ``default`` one."""
    return {default: texts} if isinstance(texts, str) else texts


# What a file that is loaded now is read with. One that was loaded before stays as it was: what we
# learnt to refuse since must not keep the program from starting.
LOADED_NOW = {"is_new": True}


def is_new(info: ValidationInfo) -> bool:
    """Whether this is from a file that somebody loads now and can mend."""
    return info.context == LOADED_NOW
