"""What is asked of an activity both when it is new and when it changes, and the yes to it."""

from __future__ import annotations

from datetime import time

from handlers.core import questions
from handlers.core.messages import Button, Reply, Text, say
from handlers.core.questions import Answer, NotHere
from handlers.core.typed_input import NoNumber, read_number
from handlers.manage.activities import series
from handlers.manage.rooms import reading

NO_LIMIT = 0
SIZES = (8, 12, 20)
LONGEST_TITLE, LONGEST_HOURS, LONGEST_NUMBER = 60, 40, 20
EXAMPLE = "10:00 - 12:00"
NOT_READ = say("body", "I cannot read these hours.")
PAST = say("body", "That time is already past.")


def ask_hours(*first: Text, rows: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    """From when until when."""
    lines = (
        *first,
        say("body", "From when until when?"),
        say("body", "Type it like this: {example}", example=EXAMPLE),
    )
    return Reply(lines, rows)


def hours(typed: Answer, language: str) -> str:
    """Hours as a question keeps them, such as "10:00-12:00"; empty for what is none."""
    read = reading.hours(str(typed), language)
    return read if read and series.block(read) else ""


def of_hours(kept: Answer) -> tuple[time, int]:
    """When kept hours begin, and how many minutes they last."""
    found = series.block(str(kept))
    assert found
    return found


def ask_places() -> Reply:
    """How many people fit in."""
    lines = (
        say("body", "👥 How many places are there?"),
        say("body", "Tap, or type a number."),
    )
    sizes = [questions.choice(say_number(size), size) for size in SIZES]
    none = questions.choice(say("btn", "❌ No limit"), NO_LIMIT)
    return Reply(lines, (tuple(sizes), (none,)))


def say_number(number: int) -> Text:
    """A number on a button."""
    return say("choice", "👥 {n}", n=number)


def read_places(typed: str) -> Answer | NoNumber:
    """A number of places as it is typed."""
    number = read_number(typed)
    is_one = isinstance(number, int) and number > 0
    return number if is_one else NotHere(why=say("body", "Please type a number, like 12."))


def ask_title(*first: Text) -> Reply:
    """What it is called."""
    lines = (
        *first,
        say("body", "What is it called? Type a short title."),
        say("body", "Everybody can read it. Write no names."),
    )
    return Reply(lines)


def read_title(typed: str) -> Answer | NoNumber:
    """A title as it is typed, on one line; marks that show nothing are in no file."""
    return reading.one_line(typed) or NotHere(
        why=say("body", "I cannot see any words. Please write again.")
    )
