"""Every table, in reading order. Times are UTC; days are local days of the neighbourhood.

The condition of an index stands here for SQLite only: said for PostgreSQL too, it would have each
start load all that SQLAlchemy has for that. The migrations make it on both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# The newest migration. Numbers in order, so that older and newer can be told apart.
SCHEMA = "0023"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts a row's number itself only in a column of exactly this type.
Number = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as UTC and always read back with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a time without a zone: it would be read as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQLite forgets the zone; it was UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def key() -> Column[int]:
    """A number of its own for every row, given out by the database."""
    return Column("id", Number, primary_key=True, autoincrement=True)


def person(name: str = "person_id", *, primary_key: bool = False) -> Column[int]:
    """A person this row belongs to: it goes when the person goes."""
    return Column(
        name,
        BigInteger,
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def sealed_for(column: str) -> dict[str, str]:
    """A column that the key ring seals, for (table, column, this other column) and nowhere else."""
    return {"sealed": column}


# Most are sealed for their row's number.
SEALED = sealed_for("id")


# A column with the day of a time that rests sealed: which.
DAY_OF = "day of"


# Rows that are about no person, or that somebody only had a hand in.
OF_NOBODY = {"about": ""}


def random_key() -> Column[int]:
    """A number drawn by lot: the order of the rows tells nothing of the order of time."""
    return Column("id", Number, primary_key=True, autoincrement=False)


def mark() -> Column[bytes]:
    """By what the rows of a person are found: no two rows have the same, see `sealed_rows`."""
    return Column("mark", LargeBinary(16), nullable=False, index=True)


def what(place: str = "id") -> Column[bytes]:
    """Everything else that a row says, sealed as one for its row, which ``place`` tells."""
    return Column("what", LargeBinary, nullable=False, info=sealed_for(place))


def day(name: str, of: str, *, nullable: bool = False) -> Column[Any]:
    """The whole day (UTC) of a time in it, to find rows by; the exact time is sealed."""
    return Column(name, Date, nullable=nullable, index=True, info={DAY_OF: of})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What rests sealed in the rows of a table, each field with its kind, and who is in it.

    ``about`` is the field with whose row it is, ``people`` are those who had a hand in it. When
    somebody is forgotten, their rows go along (``goes``) or lose what is in ``blank``. ``unless``
    is a field: where it says yes, the row stays, without them.
    """

    fields: Mapping[str, type]
    about: str = ""
    people: tuple[str, ...] = ()
    goes: bool = False
    unless: str = ""
    blank: Mapping[str, object] = field(default_factory=dict)

    @property
    def info(self) -> dict[str, Any]:
        """How a table says it."""
        return {"about": "", "inside": self}


def set_only(column: str) -> Index:
    """Finds the few rows of somebody where a column names them, and nobody in most."""
    where = text(f"{column} IS NOT NULL")
    return Index(None, column, sqlite_where=where)


def of(column: str) -> dict[str, str]:
    """Whose a row is: the column with the person it is about. `/mydata` lists it for them."""
    return {"about": column}
