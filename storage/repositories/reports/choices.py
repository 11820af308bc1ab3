"""Which reports somebody wants to get by themselves, and of which subjects they want to hear."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER
from storage.tables.people import roles
from storage.tables.reports import report_choices


class ReportChoices:
    """Queries about what somebody chose; whoever chose nothing gets what most want."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: int) -> dict[str, bool]:
        """What somebody chose: of each kind whether it comes."""
        own = select(report_choices).where(report_choices.c.person_id == person)
        return {row.kind: row.is_on for row in self._connection.execute(own)}

    def about(self, kind: str) -> dict[int, bool]:
        """Of everybody who chose something about a kind whether they want it."""
        chosen = select(report_choices).where(report_choices.c.kind == kind)
        return {row.person_id: row.is_on for row in self._connection.execute(chosen)}

    def set(self, person: int, kind: str, *, is_on: bool) -> None:
        """From now on it comes, or it does not; again changes nothing."""
        own = report_choices.c.person_id == person
        self._connection.execute(delete(report_choices).where(own, report_choices.c.kind == kind))
        row = {"person_id": person, "kind": kind, "is_on": is_on}
        self._connection.execute(insert(report_choices), row)

    def forget_without_role(self) -> None:
        """Drop what somebody chose who has no role any more to get a report for."""
        holds = select(roles.c.person_id).where(
            roles.c.role.in_([COORDINATOR, KEY_HOLDER]), roles.c.ended_at.is_(None)
        )
        gone = delete(report_choices).where(report_choices.c.person_id.not_in(holds))
        self._connection.execute(gone)
