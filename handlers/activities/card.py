"""One time of an activity as a neighbour sees it: what it is, how they stand, what they can tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import locales
from handlers.core import time_words
from handlers.core.context import Context
from handlers.core.messages import Ability, Button, Reply, Text, button, name, say, say_if, say_many
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.questions import Answers
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import CAME, OFFERED, STANDING, WAITING, SignUp


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOccurrence:
    """The arguments of a button about one time of an activity."""

    activity: str
    start: datetime

    @property
    def key(self) -> Key:
        """What names it in the store."""
        return self.activity, self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSignUp:
    """The arguments of a button about a sign-up."""

    signup: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with one time of an activity, and how many places are taken there.

    ``number`` is theirs on the waiting list; 0 when that is still to be found out.
    """

    signup: SignUp | None
    taken: int
    number: int = 0


def card(
    context: Context, occurrence: Occurrence, *lines: Text, known: Standing | None = None
) -> Reply:
    """One time of an activity as a message, after the lines that led there."""
    room = context.view.rooms[occurrence.activity.room]
    stands = known or _standing(context, occurrence)
    signup, taken = stands.signup, stands.taken
    shown = [
        *lines,
        heading(context, occurrence),
        whole_time(occurrence),
        name(f"📍 {room.name}, {room.address}"),
        *facts(occurrence, taken, context.now),
    ]
    if signup:
        shown.append(standing(context, signup, stands.number))
    rows = (*_rows(occurrence, signup, taken, context.now), *_for_key_holders(context, occurrence))
    back = (button(say("btn", "📅 Activities"), "activities"),)
    return Reply(tuple(shown), (*rows, back), replaces=bool(context.turn.tap))


def standing(context: Context, signup: SignUp, number: int = 0) -> Text:
    """How somebody stands with an activity; ``number`` is theirs on the list, where known."""
    match signup.state:
        case "in" | "came" if signup.size > 1:
            return say("body", "✅ You come. Together you are {n}.", n=signup.size)
        case "in" | "came":
            return say("body", "✅ You come.")
        case "offered":
            assert signup.kept_until
            until = context.view.local(signup.kept_until)
            return say(
                "body",
                "🎟️ A place is kept for you: {day} until {time}.",
                day=time_words.day_name(until.date()),
                time=time_words.clock(until),
            )
        case _:
            number = number or context.store.signups.number_on_list(signup)
            return say("body", "⏳ You are number {n} on the waiting list.", n=number)


def whole_time(occurrence: Occurrence) -> Text:
    """The day, with the beginning and the end."""
    return say(
        "body",
        "{day} from {start} until {end}.",
        day=time_words.day_name(occurrence.begins.date()),
        start=time_words.clock(occurrence.begins),
        end=time_words.clock(occurrence.ends),
    )


def when(context: Context, occurrence: Occurrence) -> Text:
    """The day, the time and the room in one line."""
    return say(
        "body",
        "{day} at {time}, {room}.",
        day=time_words.day_name(occurrence.begins.date()),
        time=time_words.clock(occurrence.begins),
        room=context.view.rooms[occurrence.activity.room].name,
    )


def heading(context: Context, occurrence: Occurrence) -> Text:
    """The title with its picture."""
    return topics.titled(occurrence.activity.domain, title(context, occurrence))


def title(context: Context, occurrence: Occurrence) -> str:
    """The title for whoever asks."""
    return occurrence.activity.title_in(
        context.language, context.view.neighbourhood.default_language
    )


def named(occurrence: Occurrence) -> dict[str, str | int]:
    """What a button carries to name an occurrence."""
    return naming(occurrence.key)


def naming(key: Key) -> dict[str, str | int]:
    """What a button carries, or a question keeps, to name an occurrence."""
    activity, start = key
    return {"activity": activity, "start": start.isoformat()}


def key_in(answers: Answers) -> Key:
    """What names the occurrence that a question is about."""
    return str(answers["activity"]), datetime.fromisoformat(str(answers["start"]))


def find(context: Context, key: Key) -> Occurrence | None:
    """The occurrence with this name, as it is now."""
    change = context.store.occurrences.of([key]).get(key)
    return context.view.agenda.find(key, change)


def may_run(context: Context, occurrence: Occurrence) -> bool:
    """Whether this person may move, cancel or count it: a key-holder there, or a coordinator."""
    holds_key = any(room.id == occurrence.activity.room for room in context.own_rooms)
    return holds_key or context.person.is_coordinator


def facts(occurrence: Occurrence, taken: int, now: datetime) -> list[Text]:
    """What one must know before one comes: changes, places, the language."""
    if occurrence.is_cancelled:
        return [say("body", "❗ This is cancelled.")]
    lines = []
    if occurrence.is_moved:
        lines.append(say("body", "❗ The time has changed."))
    places = occurrence.activity.places
    if occurrence.is_on(now):
        # Nobody signs up any more, and nobody stands at the door with a list.
        end = time_words.clock(occurrence.ends)
        lines.append(say("body", "🟢 On now, walk in. Until {time}.", time=end))
    elif places and taken >= places:
        lines.append(say("body", "All places are taken. There is a waiting list."))
    elif places:
        lines.append(say_many("body", "{n} place left.", "{n} places left.", places - taken))
    if occurrence.activity.language:
        language = locales.languages().get(occurrence.activity.language)
        spoken = language.own_name if language else occurrence.activity.language
        lines.append(say("body", "We speak {language} there.", language=spoken))
    return lines


def _standing(context: Context, occurrence: Occurrence) -> Standing:
    signups, person = context.store.signups, context.person
    latest = signups.latest(person.id, person.profile, occurrence.key)
    taken = signups.taken([occurrence.key]).get(occurrence.key, 0)
    return Standing(latest if latest and latest.state in STANDING else None, taken)


def _rows(
    occurrence: Occurrence, own: SignUp | None, taken: int, now: datetime
) -> list[tuple[Button, ...]]:
    if occurrence.is_cancelled or occurrence.begins <= now:
        return []
    calendar = button(say("btn", "📎 Calendar"), "activity.calendar", **named(occurrence))
    if own is None:
        places = occurrence.activity.places
        is_full = bool(places and taken >= places)
        label = say("btn", "⏳ Waiting list") if is_full else say("btn", "✅ I come")
        return [
            (button(label, "signup", **named(occurrence)),),
            (button(say("btn", "➕ With others"), "signup.others", **named(occurrence)),),
        ]
    if own.state == WAITING:
        return [(button(say("btn", "❌ Leave the list"), "signup.leave", signup=own.id),)]
    if own.state == CAME:
        return []
    no = button(say("btn", "❌ I don't come"), "signup.leave", signup=own.id)
    if own.state == OFFERED:
        return [(button(say("btn", "✅ I come"), "signup.accept", signup=own.id),), (no,)]
    return [(no,), (calendar,)]


def _for_key_holders(context: Context, occurrence: Occurrence) -> list[tuple[Button, ...]]:
    if not may_run(context, occurrence):
        return []
    if occurrence.is_cancelled:
        if occurrence.begins <= context.now:
            return []
        return [(button(say("btn", "♻️ It goes on"), "activity.revive", **named(occurrence)),)]
    if occurrence.begins <= context.now:
        return [(button(say("btn", "🔢 How many came?"), "activity.came", **named(occurrence)),)]
    return [
        (
            button(say("btn", "🕘 Move it"), "activity.move", **named(occurrence)),
            button(say("btn", "🚫 Cancel it"), "activity.cancel", **named(occurrence)),
        )
    ]


def expected(size: int, *, is_late: bool) -> Text:
    """What somebody hears who comes; with ``is_late`` no reminder follows any more."""
    if is_late:
        return say("body", "Thank you. See you there!")
    if size == 1:
        return say_if(
            Ability.REMIND,
            say("body", "✅ Good! We expect you. I remind you before it starts."),
            say("body", "✅ Good! We expect you. Look here again before it starts."),
        )
    return say_if(
        Ability.REMIND,
        say("body", "✅ Good! We expect {n} people. I remind you before it starts.", n=size),
        say("body", "✅ Good! We expect {n} people. Look here again before it starts.", n=size),
    )
