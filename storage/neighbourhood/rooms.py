"""A room in the neighbourhood's file: where it is, when it is open, and its special days.

A room that closed for good stands apart: nobody is shown it, and its figures keep its name.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from storage.neighbourhood.activities import Activity
from storage.neighbourhood.base import TableOfFile, later, text_in
from storage.neighbourhood.checks import (
    Id,
    KnownOffer,
    Text,
    TextOrTexts,
    each_once,
    shown_value,
    wrong,
)
from storage.neighbourhood.phones import Phone
from storage.neighbourhood.times.hours import hours_of_a_day, usual_hours


class SpecialDay(TableOfFile):
    """A day on which a room keeps other hours than usual, or stays closed.

    ``yearly``: from its date on, on the same day of every year.
    """

    date: dt.date
    hours: Annotated[Text, AfterValidator(hours_of_a_day)] | None = None
    closed: bool = False
    reason: TextOrTexts | None = None
    yearly: bool = later(default=False)

    def reason_in(self, *languages: str) -> str:
        """Give the reason in the first of these languages that it has, else in one it has."""
        return text_in(self.reason, *languages) if self.reason else ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.closed == (self.hours is not None):
            written = "both hours and closed" if self.closed else "neither hours nor closed"
            raise wrong(f'has {written}; write either hours = "13:00-16:00" or closed = true')
        return self


class Room(TableOfFile):
    """One neighbourhood room; ``hours`` is OpenStreetMap's ``opening_hours``.

    ``offers`` is what there is; of anything else nobody said whether it is there.
    """

    id: Id
    name: Text
    address: Text
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    phone: Phone | None = None
    hours: Annotated[Text, AfterValidator(usual_hours)]
    exceptions: tuple[SpecialDay, ...] = ()
    district: Id | None = later(None)
    offers: Annotated[tuple[KnownOffer, ...], AfterValidator(each_once)] = later(())


class ClosedRoom(Room):
    """A room that closed for good, as it was on its last day.

    ``activities`` are those that took place there, with their last times: they stay in the figures.
    """

    until: dt.date
    activities: tuple[Activity, ...] = ()

    @model_validator(mode="after")
    def _are_its_own(self) -> Self:
        if other := next((one for one in self.activities if one.room != self.id), None):
            raise wrong(
                f"has the activity {shown_value(other.id)}, which is not in this room; "
                f'write room = "{self.id}" there'
            )
        return self
