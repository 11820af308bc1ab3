"""Why nothing is done, as values: the dispatcher finds the words and the way on."""

from __future__ import annotations

from handlers.core.messages import Ability, Outcome, Refusal, Reply, Text, say, say_if
from handlers.core.typed_input import MOST, NoNumber

# What was asked is not asked any more.
OVER = Outcome(refusal=Refusal.OVER, keeps_question=True)
ONLY_KEY_HOLDERS = Outcome(refusal=Refusal.ONLY_KEY_HOLDERS)
ONLY_COORDINATORS = Outcome(refusal=Refusal.ONLY_COORDINATORS)
# What needs a role is for the first person of a phone.
FIRST_PERSON = Outcome(refusal=Refusal.FIRST_PERSON, keeps_question=True)
# It is for one of those that share a phone, and not for whoever has it now.
WHO_IS_IT = Outcome(refusal=Refusal.WHO_IS_IT, keeps_question=True)
# Somebody was away for a while: the pictures tell whether it is still them.
PICTURES = Outcome(refusal=Refusal.PICTURES, keeps_question=True)
NOT_UNDERSTOOD = Outcome(refusal=Refusal.NOT_UNDERSTOOD)
# A sticker, a contact: we cannot read it, a person can help.
ONLY_WORDS = Outcome(refusal=Refusal.ONLY_WORDS, keeps_question=True)

# What is said of a number that nobody may keep.
NOT_KEPT = (
    say("body", "A number like that is private. I did not keep it."),
    say("body", "Please write without the number."),
    say_if(
        Ability.DELETE,
        say("body", "Can you delete your message here? Please do."),
        say("body", "It is gone from this page too."),
    ),
)


def somebody_else(profile: str) -> Outcome:
    """The answer to somebody who tries what belongs to this one on the phone, not to them."""
    return WHO_IS_IT if profile else FIRST_PERSON


def too_long(most: int) -> Text:
    """How much can be sent at once."""
    return say("body", "That is too long. Please send at most {n} characters.", n=most)


def no_number(problem: NoNumber) -> Reply:
    """What to type instead of what was typed."""
    first = (
        say("body", "That number cannot be right.")
        if problem.too_big
        else say("body", "I need a number.")
    )
    lines = (first, say("body", "Type a number from 0 to {most}.", most=MOST))
    return Reply(lines)
