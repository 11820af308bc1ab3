"""Every table of the database."""

from storage.tables import (
    activities,
    conversations,
    help_requests,
    messages,
    people,
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
    "rooms",
    "volunteering",
]
