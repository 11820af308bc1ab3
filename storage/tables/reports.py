"""The tables of reports and alerts: those that went out by themselves, and who wants which."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Column, Date, LargeBinary, String, Table

from storage.tables.base import (
    OF_NOBODY,
    Inside,
    Moment,
    mark,
    metadata,
    of,
    person,
    random_key,
    sealed_for,
    what,
)

# A report as it was sent, once for each period: its figures, and what was said. No person is in it.
sent_reports = Table(
    "sent_reports",
    metadata,
    Column("period", String(10), primary_key=True),
    # The last day of the period, to list them by.
    Column("last", Date, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False, info=sealed_for("period")),
    info=OF_NOBODY,
)


# Which reports, and news of which subjects, somebody with a role wants, or not; without a row it
# is as most want it.
report_choices = Table(
    "report_choices",
    metadata,
    person(primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    info=of("person_id"),
)


# When a coordinator is told what needs somebody, what they do not want to hear of, which of it
# they know, and on which day they were told last: a row for each that is there.
alert_choices = Table(
    "alert_choices",
    metadata,
    random_key(),
    mark(),
    what(),
    info=Inside(
        about="person_id",
        goes=True,
        fields={"person_id": int, "minute": int, "muted": str, "told": str, "last": date},
    ).info,
)
