"""The store that a transaction hands to the handlers: one set of queries per noun."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.repositories.activities.occurrences import Occurrences
from storage.repositories.activities.sign_ups import SignUps
from storage.repositories.conversations import Talks
from storage.repositories.help_requests.partners import Partners
from storage.repositories.help_requests.requests import Requests
from storage.repositories.messages.announcements import Announcements
from storage.repositories.messages.done_once import Jobs
from storage.repositories.messages.farewells import Farewells
from storage.repositories.messages.outbox import Outbox
from storage.repositories.messages.queued import Unsent
from storage.repositories.messages.received import Seen
from storage.repositories.messages.sent import Messages
from storage.repositories.neighbourhoods import Neighbourhoods
from storage.repositories.people.audit import Audit
from storage.repositories.people.invitations import Invitations
from storage.repositories.people.my_data import Known
from storage.repositories.people.people import People
from storage.repositories.people.profiles import Faces
from storage.repositories.people.roles import Roles
from storage.repositories.people.subscriptions import Subscriptions
from storage.repositories.rooms.contacts import Contacts
from storage.repositories.rooms.openings import Openings
from storage.repositories.rooms.participants import Participants
from storage.repositories.rooms.reach import Reach
from storage.repositories.volunteering.exchange import Wishes
from storage.repositories.volunteering.offers import Offers
from storage.repositories.volunteering.steps_to_work import Path


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
