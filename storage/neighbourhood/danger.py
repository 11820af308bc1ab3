"""The numbers to call in danger, as the neighbourhood file has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Tag

from storage.neighbourhood.base import TableOfFile, text_in
from storage.neighbourhood.checks import KnownDanger, Text, TextOrTexts
from storage.neighbourhood.phones import Phone


class UrgentNumber(TableOfFile):
    """Whom to call in danger, and in which; no ``kinds`` means in any."""

    phone: Phone
    label: TextOrTexts
    kinds: tuple[KnownDanger, ...] = ()

    def label_in(self, *languages: str) -> str:
        """The label in the first of these languages that it has, else in one it has."""
        return text_in(self.label, *languages)


# The table of label = phone is how files of before have it.
UrgentNumbers = Annotated[
    Annotated[Mapping[Text, Phone], Tag("table")]
    | Annotated[tuple[UrgentNumber, ...], Tag("list")],
    Discriminator(lambda value: "table" if isinstance(value, Mapping) else "list"),
]
