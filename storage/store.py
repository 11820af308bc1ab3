"""The store that a transaction hands to the handlers: one set of queries per noun."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.announcements import Announcements
from storage.audit import Audit
from storage.contacts import Contacts
from storage.faces import Faces
from storage.farewells import Farewells
from storage.invitations import Invitations
from storage.jobs import Jobs
from storage.keyring import KeyRing
from storage.known import Known
from storage.messages import Messages
from storage.neighbourhoods import Neighbourhoods
from storage.occurrences import Occurrences
from storage.offers import Offers
from storage.openings import Openings
from storage.outbox import Outbox
from storage.participants import Participants
from storage.partners import Partners
from storage.path import Path
from storage.people import People
from storage.reach import Reach
from storage.requests import Requests
from storage.roles import Roles
from storage.seen import Seen
from storage.signups import SignUps
from storage.subscriptions import Subscriptions
from storage.talks import Talks
from storage.unsent import Unsent
from storage.wishes import Wishes


class Store:
    """Everything that is remembered, within one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing, run: int) -> None:
        self.connection = connection
        self.neighbourhoods = Neighbourhoods(connection, keys)
        self.seen = Seen(connection)
        self.people = People(connection, keys)
        self.faces = Faces(connection)
        self.roles = Roles(connection)
        self.invitations = Invitations(connection, keys)
        self.openings = Openings(connection, keys)
        self.occurrences = Occurrences(connection)
        self.signups = SignUps(connection)
        self.contacts = Contacts(connection, keys)
        self.participants = Participants(connection, keys)
        self.reach = Reach(connection)
        self.offers = Offers(connection)
        self.path = Path(connection)
        self.wishes = Wishes(connection)
        self.announcements = Announcements(connection, keys)
        self.subscriptions = Subscriptions(connection)
        self.talks = Talks(connection, keys)
        self.requests = Requests(connection, keys)
        self.audit = Audit(connection)
        self.partners = Partners(connection, keys)
        self.jobs = Jobs(connection)
        self.outbox = Outbox(connection, keys, run)
        self.messages = Messages(connection, keys)
        self.unsent = Unsent(connection)
        self.farewells = Farewells(connection, keys)
        self.known = Known(connection, keys)
