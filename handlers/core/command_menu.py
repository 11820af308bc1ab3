"""Which commands stand in whose menu, in reading order."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.core.messages import Text, say
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role

Commands = tuple[tuple[str, Text], ...]

FOR_EVERYBODY: Commands = (
    ("hours", say("command", "Is a room open?")),
    ("activities", say("command", "What you can do in the rooms")),
    ("referral", say("command", "I need help")),
    ("volunteer", say("command", "I want to help in the room")),
    ("menu", say("command", "What you can do here")),
    ("language", say("command", "Choose your language")),
    ("person", say("command", "Reach a person")),
    ("mydata", say("command", "What I know of you")),
    ("forget", say("command", "Delete your data")),
)
FOR_KEY_HOLDERS: Commands = (
    ("open", say("command", "I open the room")),
    ("count", say("command", "How many people are here")),
    ("close", say("command", "I close the room")),
    ("shifts", say("command", "My openings and counts")),
)
FOR_COORDINATORS: Commands = (
    ("report", say("command", "The weekly report")),
    ("invite", say("command", "Invite somebody")),
    ("manage", say("command", "Who has which role")),
    ("announce", say("command", "Tell the neighbours something")),
)


def of_roles(roles: Iterable[Role]) -> Commands:
    """The commands of somebody's menu; the ones for their work come first."""
    own_roles = {role.role for role in roles}
    own = FOR_KEY_HOLDERS if KEY_HOLDER in own_roles else ()
    report = FOR_COORDINATORS if COORDINATOR in own_roles else ()
    return (*own, *report, *FOR_EVERYBODY)
