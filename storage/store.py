"""The store that a transaction hands to the handlers: one set of queries per noun."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.repositories.activities.moves import SignUpMoves
from storage.repositories.activities.occurrences import Occurrences
from storage.repositories.activities.sign_ups import SignUps
from storage.repositories.conversations.not_understood import NotUnderstood
from storage.repositories.conversations.recordings import Recordings
from storage.repositories.conversations.talks import Talks
from storage.repositories.conversations.wrong_sentences import WrongSentences
from storage.repositories.help_requests.history import RequestHistory
from storage.repositories.help_requests.moves import RequestMoves
from storage.repositories.help_requests.partners import Partners
from storage.repositories.help_requests.requests import Requests
from storage.repositories.messages.announcements import Announcements
from storage.repositories.messages.claims import Claims
from storage.repositories.messages.done_once import DoneOnce
from storage.repositories.messages.farewells import Farewells
from storage.repositories.messages.outbox import Outbox
from storage.repositories.messages.queued import Queued
from storage.repositories.messages.received import Received
from storage.repositories.messages.sent import Sent
from storage.repositories.neighbourhoods import Neighbourhoods
from storage.repositories.people.audit import Audit
from storage.repositories.people.browsers import Browsers
from storage.repositories.people.forgotten import ForgottenPeople
from storage.repositories.people.invitations import Invitations
from storage.repositories.people.my_data import MyData
from storage.repositories.people.people import People
from storage.repositories.people.profiles import Profiles
from storage.repositories.people.questions import Questions
from storage.repositories.people.roles import Roles
from storage.repositories.people.subscriptions import Subscriptions
from storage.repositories.people.ways_back import WaysBack
from storage.repositories.pushes import Pushes
from storage.repositories.reports.alerts import Alerts
from storage.repositories.reports.choices import ReportChoices
from storage.repositories.reports.sent import SentReports
from storage.repositories.rooms.boards import Boards
from storage.repositories.rooms.contacts import Contacts
from storage.repositories.rooms.day_codes import DayCodes
from storage.repositories.rooms.measured import Measured
from storage.repositories.rooms.opening_changes import OpeningChanges
from storage.repositories.rooms.openings import Openings
from storage.repositories.rooms.participants import Participants
from storage.repositories.rooms.reach import Reach
from storage.repositories.sound import Sound
from storage.repositories.volunteering.exchange import Exchange
from storage.repositories.volunteering.offers import Offers
from storage.repositories.volunteering.steps_to_work import StepsToWork
from storage.repositories.volunteering.voices import Voices


class Store:
    """Everything that is remembered, within one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing, run: int) -> None:
        self.connection = connection
        self.neighbourhoods = Neighbourhoods(connection, keys)
        self.received = Received(connection, keys)
        self.people = People(connection, keys)
        self.questions = Questions(connection, keys)
        self.browsers = Browsers(connection, keys)
        self.ways_back = WaysBack(connection, keys)
        self.profiles = Profiles(connection)
        self.roles = Roles(connection, keys)
        self.invitations = Invitations(connection, keys)
        self.openings = Openings(connection, keys)
        self.opening_changes = OpeningChanges(connection)
        self.measured = Measured(connection)
        self.occurrences = Occurrences(connection)
        self.signups = SignUps(connection)
        self.signup_moves = SignUpMoves(connection)
        self.contacts = Contacts(connection, keys)
        self.participants = Participants(connection, keys)
        self.boards = Boards(connection, keys)
        self.day_codes = DayCodes(connection, keys)
        self.reach = Reach(connection, keys)
        self.sent_reports = SentReports(connection, keys)
        self.report_choices = ReportChoices(connection)
        self.alerts = Alerts(connection, keys)
        self.offers = Offers(connection, keys)
        self.steps_to_work = StepsToWork(connection, keys)
        self.exchange = Exchange(connection, keys)
        self.voices = Voices(connection, keys)
        self.announcements = Announcements(connection, keys)
        self.subscriptions = Subscriptions(connection)
        self.pushes = Pushes(connection, keys)
        self.sound = Sound(connection)
        self.talks = Talks(connection, keys)
        self.recordings = Recordings(connection, keys)
        self.not_understood = NotUnderstood(connection, keys)
        self.wrong_sentences = WrongSentences(connection)
        self.request_history = RequestHistory(connection, keys)
        self.requests = Requests(connection, keys, self.request_history)
        self.request_moves = RequestMoves(self.requests, self.request_history)
        self.audit = Audit(connection, keys)
        self.partners = Partners(connection, keys)
        self.done_once = DoneOnce(connection, keys)
        self.outbox = Outbox(connection, keys)
        self.claims = Claims(connection, keys, run)
        self.sent = Sent(connection, keys)
        self.queued = Queued(connection, keys)
        self.farewells = Farewells(connection, keys)
        self.forgotten = ForgottenPeople(connection, keys)
        self.my_data = MyData(connection, keys)
