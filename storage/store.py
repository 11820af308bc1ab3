"""The store that a transaction hands to the handlers: one set of queries per noun."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.contacts import Contacts
from storage.invitations import Invitations
from storage.jobs import Jobs
from storage.keyring import KeyRing
from storage.neighbourhoods import Neighbourhoods
from storage.openings import Openings
from storage.outbox import Outbox
from storage.people import People
from storage.reach import Reach
from storage.roles import Roles
from storage.seen import Seen
from storage.talks import Talks


class Store:
    """Everything that is remembered, within one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing, run: int) -> None:
        self.connection = connection
        self.neighbourhoods = Neighbourhoods(connection, keys)
        self.seen = Seen(connection)
        self.people = People(connection, keys)
        self.roles = Roles(connection)
        self.invitations = Invitations(connection, keys)
        self.openings = Openings(connection, keys)
        self.contacts = Contacts(connection, keys)
        self.reach = Reach(connection)
        self.talks = Talks(connection, keys)
        self.jobs = Jobs(connection)
        self.outbox = Outbox(connection, keys, run)
