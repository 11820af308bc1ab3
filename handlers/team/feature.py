"""What the dispatcher has to know of the team."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, FurtherOn, Needs, Nothing, Tap, Typed
from handlers.core.messages import say
from handlers.team import alarms, closed_rooms, departure, invitations, labels, redeem, roles
from handlers.team.announcing import dialogue, going_out, progress
from handlers.team.announcing.progress import OfAnnouncement
from handlers.team.coordinating import own_subjects, role_history
from handlers.team.coordinating.own_subjects import OwnSubject
from handlers.team.invitations import KeyOf, OfPartner, SecondAnswer
from handlers.team.redeem import OfInvitation
from handlers.team.roles import Members, OfRole, Suspended
from handlers.team.words import new_words, wrong_words
from handlers.team.words.new_words import OfUtterance
from handlers.team.words.wrong_words import OfMessage, OfSentence

COORDINATOR = Needs.COORDINATOR
FEATURE = Feature(
    name="team",
    commands={
        "invite": Command(
            invitations.invite,
            KeyOf,
            COORDINATOR,
            asks_pictures=True,
            says=say("command", "Invite somebody"),
        ),
        "manage": Command(
            roles.find,
            Typed,
            COORDINATOR,
            asks_pictures=True,
            says=say("command", "Who has which role"),
        ),
        "announce": Command(
            dialogue.ask,
            Typed,
            COORDINATOR,
            says=say("command", "Tell the neighbours something"),
            passes_words_on=True,
        ),
    },
    taps={
        "redeem": Tap(redeem.redeem, OfInvitation, Needs.FIRST_PERSON),
        "invite": Tap(invitations.invite, KeyOf, COORDINATOR, asks_pictures=True),
        "invite.partner": Tap(invitations.partner, OfPartner, COORDINATOR, asks_pictures=True),
        "invite.coordinator": Tap(
            invitations.coordinator, Nothing, COORDINATOR, asks_pictures=True
        ),
        "invite.agree": Tap(invitations.agree, SecondAnswer, COORDINATOR, asks_pictures=True),
        "invite.label": Tap(labels.of_invitation, OfInvitation, COORDINATOR, asks_pictures=True),
        "manage": Tap(roles.show, Nothing, COORDINATOR, asks_pictures=True),
        "manage.list": Tap(roles.members, Members, COORDINATOR, asks_pictures=True),
        "manage.suspend": Tap(roles.suspend, Suspended, COORDINATOR, asks_pictures=True),
        "manage.back": Tap(roles.give_back, OfRole, COORDINATOR, asks_pictures=True),
        "manage.end": Tap(roles.ask_to_end, OfRole, COORDINATOR, asks_pictures=True),
        "manage.ended": Tap(roles.end, OfRole, COORDINATOR, asks_pictures=True),
        "manage.label": Tap(labels.of_role, OfRole, COORDINATOR, asks_pictures=True),
        "manage.history": Tap(role_history.show, Members, COORDINATOR, asks_pictures=True),
        "manage.subjects": Tap(own_subjects.show, Nothing, COORDINATOR, asks_pictures=True),
        "manage.subject": Tap(own_subjects.choose, OwnSubject, COORDINATOR, asks_pictures=True),
        "words": Tap(new_words.show, FurtherOn, COORDINATOR, asks_pictures=True),
        "words.keep": Tap(new_words.keep, OfUtterance, COORDINATOR, asks_pictures=True),
        "words.throw": Tap(new_words.throw_away, OfUtterance, COORDINATOR, asks_pictures=True),
        "wrong": Tap(wrong_words.show, OfMessage),
        "wrong.this": Tap(wrong_words.note, OfSentence),
        "announce": Tap(dialogue.ask, Typed, COORDINATOR),
        "announce.look": Tap(progress.look, OfAnnouncement, COORDINATOR, asks_pictures=True),
        "announce.stop": Tap(progress.stop, OfAnnouncement, COORDINATOR, asks_pictures=True),
        "announce.change": Tap(dialogue.change, OfAnnouncement, COORDINATOR, asks_pictures=True),
    },
    steps={**dialogue.STEPS, **labels.STEPS},
    due=(alarms.due, going_out.due),
    on_file_change=(closed_rooms.due_changes,),
    on_departure=(departure.departed,),
    tables=("roles", "invitations", "audit", "not_understood", "wrong_sentences"),
)
