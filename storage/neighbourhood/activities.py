"""Something to do in a room: once, or as often as its rule says, with the times that differ."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from storage.neighbourhood.base import TableOfFile, later
from storage.neighbourhood.checks import (
    LONG_AGO,
    Count,
    Id,
    KnownDomain,
    LanguageTag,
    Start,
    Text,
    Texts,
    shown_value,
    wrong,
)
from storage.neighbourhood.times.repeats import first_time, rule


class OtherTime(TableOfFile):
    """One time of an activity that is not as its rule says: ``start`` is the new one, local."""

    date: dt.date
    start: Start | None = None
    cancelled: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.cancelled == (self.start is not None):
            written = (
                "both start and cancelled" if self.cancelled else "neither start nor cancelled"
            )
            raise wrong(
                f"has {written}; write either start = 2026-12-02T14:00:00 or cancelled = true"
            )
        return self


class Times(TableOfFile):
    """When something is: once at ``start``, or as often as ``rrule`` (RFC 5545) says.

    ``start`` is local wall time.
    """

    rrule: Annotated[Text, AfterValidator(rule)] | None = None
    start: Start
    minutes: Annotated[int, Field(ge=1, le=1440)]

    @model_validator(mode="after")
    def _takes_place(self) -> Self:
        _happens(self.rrule, self.start)
        return self


class Activity(TableOfFile):
    """Something to do in a room: once at ``start``, or as often as ``rrule`` (RFC 5545) says.

    ``start`` is local wall time. ``places`` is None when nobody is turned away. ``language`` is
    what is spoken there, when that is one language. ``exceptions`` are single times that differ.
    ``earlier``: when it was before it was moved, as far as it took place: it stays in the figures.
    """

    id: Id
    room: Id
    title: Texts
    domain: KnownDomain
    rrule: Annotated[Text, AfterValidator(rule)] | None = None
    start: Start
    minutes: Annotated[int, Field(ge=1, le=1440)]
    places: Count | None = None
    language: LanguageTag | None = None
    exceptions: tuple[OtherTime, ...] = ()
    earlier: tuple[Times, ...] = later(())

    def title_in(self, *languages: str) -> str:
        """Give the title in the first of these languages that it has, else in one it has."""
        return next(self.title[tag] for tag in (*languages, *self.title) if tag in self.title)

    def each_time(self) -> tuple[Activity, ...]:
        """The activity as it was at its earlier times, and as it is, the oldest first."""
        if not self.earlier:
            return (self,)
        keys = ("rrule", "start", "minutes")
        was = ({key: getattr(one, key) for key in keys} for one in self.earlier)
        return (*(self.model_copy(update=one) for one in was), self)

    @model_validator(mode="after")
    def _takes_place(self) -> Self:
        _happens(self.rrule, self.start)
        return self


def _happens(written: str | None, start: dt.datetime) -> None:
    if written and first_time(written, start) is None:
        raise wrong(
            f"has the rrule {shown_value(written)}, which never happens; "
            "write days that exist, such as FREQ=WEEKLY;BYDAY=TU, and no UNTIL before its start"
        )
    upper = (written or "").upper()
    plain = "COUNT=" not in upper and "INTERVAL=" not in upper
    if start.date() == LONG_AGO and not (plain and ("BY" in upper or "DAILY" in upper)):
        raise wrong(
            "has a time as start, which is enough only when its rrule names the days (BYDAY) "
            "of every week; write the first date too, such as start = 2026-09-01T10:00:00"
        )
