"""Reports as they were sent: once for each period, sealed, and never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.sealed_text import seal, unseal
from storage.tables.reports import sent_reports

# A plan is of three years, and what it came to is told in the year after it.
KEPT_YEARS = 3
# The length of nearly all of them, in bytes; of many rooms it is doubled.
SHORTEST = 4_096
PLACE = ("sent_reports", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReport:
    """A report as it went out: of which period ("2026-W47"), when, and what it held, as JSON.

    A list of them is without what they held.
    """

    period: str
    sent_at: datetime
    content: str = ""


class SentReports:
    """Queries about reports that went out by themselves."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def keep(self, period: str, last: date, content: str, now: datetime) -> None:
        """Keep a report as it is sent; of a period that has one already the first one stays."""
        sealed = seal(self._keys, content, *PLACE, period, shortest=SHORTEST)
        row = {"period": period, "last": last, "sent_at": now, "content": sealed}
        self._connection.execute(insert_new(self._connection, sent_reports), row)

    def get(self, period: str) -> SentReport | None:
        """The report of a period as it was sent; None when none was."""
        found = select(sent_reports).where(sent_reports.c.period == period)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return None
        content = unseal(self._keys, row.content, *PLACE, row.period)
        return SentReport(period=row.period, sent_at=row.sent_at, content=content)

    def newest(self, *, skip: int, many: int) -> list[SentReport]:
        """So many of them without their content, those of the latest days first."""
        order = (sent_reports.c.last.desc(), sent_reports.c.period.desc())
        page = select(sent_reports.c.period, sent_reports.c.sent_at).order_by(*order)
        rows = self._connection.execute(page.offset(skip).limit(many))
        return [SentReport(period=row.period, sent_at=row.sent_at) for row in rows]

    def forget_old(self, today: date) -> None:
        """Drop those whose time is over."""
        kept_since = date(today.year - KEPT_YEARS, 1, 1)
        self._connection.execute(delete(sent_reports).where(sent_reports.c.last < kept_since))
