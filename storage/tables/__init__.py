"""Every table of the database."""

from storage.tables import (
    activities,
    conversations,
    help_requests,
    messages,
    people,
    reports,
    rooms,
    volunteering,
)
from storage.tables.base import metadata

__all__ = [
    "activities",
    "conversations",
    "help_requests",
    "messages",
    "metadata",
    "people",
    "reports",
    "rooms",
    "volunteering",
]
