"""Every table, in reading order. Times are UTC; days are local days of the neighbourhood."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# The newest migration. Numbers in order, so that older and newer can be told apart.
SCHEMA = "0009"

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


# Rows that are about no person, or that somebody only had a hand in.
OF_NOBODY = {"about": ""}


def of(column: str) -> dict[str, str]:
    """Whose a row is: the column with the person it is about. `/mydata` lists it for them."""
    return {"about": column}
