"""What the dispatcher has to know of the team."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Given, Needs, Tap
from handlers.core.messages import say
from handlers.team import announcements, invitations, redeem, roles

FEATURE = Feature(
    name="team",
    commands={
        "invite": Command(
            invitations.invite, Given, Needs.COORDINATOR, says=say("command", "Invite somebody")
        ),
        "manage": Command(
            roles.show, Given, Needs.COORDINATOR, says=say("command", "Who has which role")
        ),
        "announce": Command(
            announcements.ask,
            Given,
            Needs.COORDINATOR,
            says=say("command", "Tell the neighbours something"),
        ),
    },
    taps={
        "redeem": Tap(redeem.redeem, Given, Needs.FIRST_PERSON),
        "invite": Tap(invitations.invite, Given, Needs.COORDINATOR),
        "invite.partner": Tap(invitations.partner, Given, Needs.COORDINATOR),
        "invite.coordinator": Tap(invitations.coordinator, Given, Needs.COORDINATOR),
        "invite.agree": Tap(invitations.agree, Given, Needs.COORDINATOR),
        "manage": Tap(roles.show, Given, Needs.COORDINATOR),
        "manage.list": Tap(roles.members, Given, Needs.COORDINATOR),
        "manage.suspend": Tap(roles.suspend, Given, Needs.COORDINATOR),
        "manage.back": Tap(roles.give_back, Given, Needs.COORDINATOR),
        "manage.end": Tap(roles.ask_to_end, Given, Needs.COORDINATOR),
        "manage.ended": Tap(roles.end, Given, Needs.COORDINATOR),
        "announce": Tap(announcements.ask, Given, Needs.COORDINATOR),
    },
    steps={**announcements.STEPS},
    tables=("roles", "invitations", "audit"),
)
