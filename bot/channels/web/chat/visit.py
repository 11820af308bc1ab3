"""What a visitor does on a page, as a turn; and what a page says by itself when it is opened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from starlette.requests import Request

from bot.channels.web.bounds.addresses import whose
from bot.channels.web.forms import Letter
from handlers.conversations import neighbour, resident
from handlers.core.messages import Kind, Turn
from handlers.core.private import numbers
from handlers.volunteering.voices import making
from storage.repositories.people.people import Person

NAME = "web"
# The dialogues in which words go to a human, or are recorded for all.
SPOKEN_IN = {resident.FLOW, neighbour.FLOW, making.FLOW}


def link_to(address: str, code: str) -> str:
    """The address that opens the page and hands it a code."""
    return f"{address}/" + (f"?start={code}" if code else "")


def mark_of_form(token: str) -> str:
    """What stands in the forms of a page: no other page can know it."""
    return digest("form", token)


def is_form(request: Request) -> bool:
    """Whether a page without a script sent this."""
    return "urlencoded" in request.headers.get("content-type", "")


def digest(*parts: str) -> str:
    """A short mark of these words; nobody can tell the words from it."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def source(request: Request) -> str:
    """The place on the internet that a request counts for."""
    return whose(request.client.host if request.client else "", request.headers.raw)


def turn(
    request: Request, sender: str, letter: Letter, hint: str, wish: str, now: datetime
) -> Turn:
    """What a visitor did, as a turn; ``wish`` is the language that the page's address names."""
    number = letter.id
    if is_form(request):
        # A page that is gone back to has the same number again, for another thing maybe.
        number = digest(number, letter.message, letter.text, letter.tap)
    return Turn(
        channel=NAME,
        sender=sender,
        external_id=f"{digest(sender)}:{number}",
        now=now,
        kind=Kind.TAPPED if letter.tap else Kind.PLACE if letter.place else Kind.SAID,
        text=letter.text,
        tap=letter.tap,
        message=letter.message,
        place=letter.place,
        hint=hint,
        wish=wish,
        automatic=letter.automatic,
        source=source(request),
    )


def spoken(
    request: Request, sender: str, number: str, sound: bytes, hint: str, now: datetime
) -> Turn:
    """What a visitor spoke, as a turn; there is no other name for it than its number."""
    return Turn(
        channel=NAME,
        sender=sender,
        external_id=f"{digest(sender)}:{number}",
        now=now,
        kind=Kind.VOICE,
        voice="recorded",
        sound=sound,
        hint=hint,
        source=source(request),
    )


def can_speak(person: Person | None) -> bool:
    """Whether somebody can speak now: the step is open in which it goes somewhere."""
    dialogue = person.dialogue if person else None
    return dialogue is not None and dialogue.flow in SPOKEN_IN


def going(sender: str, now: datetime) -> Turn:
    """Somebody taps Leave: nothing leads from this browser to them any more."""
    number = f"{digest(sender)}:leave {now.timestamp()}"
    return Turn(NAME, sender, number, now, Kind.WENT, automatic=True)


def not_kept(said: str) -> dict[str, str]:
    """What a page shows from now on in the place of words with a private number; else nothing."""
    text = numbers.blanked(said)
    return {"text": text} if text != said else {}


def first_words(
    request: Request, rooms: Collection[str], hidden: int, newest: int, today: date
) -> tuple[str, str]:
    """What a page says by itself when it is opened, and its number: a reload says nothing twice."""
    code = " ".join(request.query_params.get("start", "").split())[:64]
    room = request.query_params.get("room", "")
    if code:
        return f"/start {code}", f"start-{digest(code, str(hidden))}"
    if room in rooms:
        # The poster on the door is read again another day: that deserves a new answer.
        return f"/start room_{room}", f"start-{digest(room, str(newest), str(hidden))}"
    if not newest:
        return "/start", f"start-{digest(today.isoformat(), str(hidden))}"
    return "", ""
