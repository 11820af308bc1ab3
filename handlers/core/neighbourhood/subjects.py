"""What coordinators are told about, and which of them are told: those who want to hear of it.

What nobody wants to hear of goes to all of them: no resident waits because of a choice. Danger,
trouble with the program, and who becomes or stays a coordinator are no subjects: all hear of that.
"""

from __future__ import annotations

from handlers.core.messages import say
from storage.store import Store

# Requests for help, offers to help, residents who write to a person, money that ends.
HELP, OFFERS, TALKS, MONEY = "help", "offers", "talks", "money"
# Each as a row says it: whether somebody is told, or not.
LABELS = {
    HELP: (say("btn", "✅ Requests for help"), say("btn", "⬜ Requests for help")),
    OFFERS: (say("btn", "✅ New volunteers"), say("btn", "⬜ New volunteers")),
    TALKS: (say("btn", "✅ Messages"), say("btn", "⬜ Messages")),
    MONEY: (say("btn", "✅ Money that ends"), say("btn", "⬜ Money that ends")),
}


def coordinators(store: Store, subject: str, *, besides: int | None = None) -> list[int]:
    """The coordinators who are told of a subject, without whoever it is about."""
    able = [person for person in store.roles.coordinators() if person != besides]
    return those_who_want(store, subject, able) or able


def those_who_want(store: Store, subject: str, people: list[int]) -> list[int]:
    """Those of these who did not let go of a subject; it may be nobody."""
    chosen = store.report_choices.about(subject)
    return [person for person in people if chosen.get(person, True)]
