"""What the screens of lending a voice share: who may, which sentence, how long it may last."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from handlers.core.context import Context, Spoken
from handlers.core.keyboards import Rows
from handlers.core.messages import IN_TONGUE, Outcome, Reply, Text, button, say
from storage.repositories.volunteering.offers import JOINED
from storage.repositories.volunteering.voices import Recorded

# One sentence; nobody needs longer. In seconds, and in samples a second of Opus.
LONGEST, RATE = 30, 48_000
# The last page of an OGG counts all the samples before it (RFC 3533, 6), at this place in it.
PAGE, COUNT = b"OggS", 6
TOO_LONG = say("body", "That is too long. Please say only the sentence.")
NOTHING_HEARD = say("body", "I cannot hear anything. Please say it again.")
NOT_PLAYED = say("body", "I cannot play this. Please send a voice note.")
GONE = say("body", "The voice note is gone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Where somebody goes on: behind a sentence, by its hash, and behind what they listened to."""

    after: str = ""
    heard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfVoice(After):
    """A recording, by its number."""

    voice: int


def may(context: Context) -> bool:
    """Whether somebody helps here: as a volunteer of a room, with its key, for all of them."""
    if context.profile:
        return False
    if context.own_rooms or context.person.is_coordinator:
        return True
    return any(offer.state == JOINED for offer in context.store.offers.of(context.person.id))


def refused(context: Context) -> Outcome:
    """Whoever does not help here hears how to begin; what is theirs they delete all the same."""
    line = say("body", "🎤 Neighbours who help in a room can do this.")
    wants = button(say("btn", "🌱 I want to help"), "volunteer")
    return Outcome((Reply((line,), ((wants,), *delete_row(context))),))


def delete_row(context: Context) -> Rows:
    """The button with which somebody takes their voice back, where there is one of theirs."""
    if not context.store.voices.numbers_of(context.person.id):
        return ()
    return ((button(say("btn", "🗑️ Delete my voice"), "voices.back"),),)


def sentence(context: Context, language: str, heard: str) -> Spoken | None:
    """The sentence with this hash, if it is said today."""
    every = context.voices.sentences(language)
    return next((one for one in every if one.heard.hex() == heard), None)


def shown(language: str, slot: str, one: str) -> Text:
    """A sentence in the language in which it is to be said, whatever that of the chat is by now."""
    return Text(IN_TONGUE, language, {"said": Text(slot, one)})


def is_own(context: Context, recorded: Recorded) -> bool:
    """Whether it is the voice of whoever asks."""
    return recorded.person == context.person.id


def seconds(sound: bytes) -> float:
    """How long an OGG/Opus of ours lasts; one that is none lasts for ever."""
    last = sound.rfind(PAGE)
    if last < 0 or len(sound) < last + COUNT + 8:
        return float("inf")
    samples: int = struct.unpack_from("<q", sound, last + COUNT)[0]
    return samples / RATE if samples >= 0 else float("inf")
