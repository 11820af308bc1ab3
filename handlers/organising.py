"""What a key-holder does with an activity: cancel it, move it, let it go on, count who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from handlers import activities, flow, menu, status
from handlers.agenda import Occurrence
from handlers.counting import no_number
from handlers.flow import Answer, Answers
from handlers.house import House
from handlers.menu import NEWS
from handlers.numbers import NoNumber, read_number
from handlers.scene import Args, Scene
from handlers.signup import facts_for, held, held_until, is_news
from handlers.vocabulary import (
    Button,
    Outcome,
    Priority,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from storage.signups import ACTIVE, CALLED_OFF, WAITING, SignUp
from storage.store import Store

COUNT_BACK = timedelta(hours=12)
DAYS_AHEAD = 7
DAYS_BEFORE = 3
DAY_BEFORE_AT = time(18)
SOON = timedelta(hours=2)
# What is remembered of a cancellation: when people were told, and that they were told again.
TOLD_OFF, TOLD_AGAIN = "called off", "cancelled today"
HOURS = (-1, 1)


def cancel(scene: Scene, args: Args) -> Outcome:
    """Ask once more before everybody is told."""
    occurrence = _still_ahead(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    people = scene.store.signups.at([occurrence.key], ACTIVE)
    lines = (
        say("body", "Do you want to cancel this?"),
        activities.heading(scene, occurrence),
        activities.when(scene, occurrence),
        say_many("body", "{n} person gets a message.", "{n} people get a message.", len(people)),
    )
    yes = button(
        say("btn", "🚫 Yes, cancel it"), "activity.cancelled", **activities.named(occurrence)
    )
    no = button(say("btn", "❌ No"), "activity", **activities.named(occurrence))
    return Outcome((Reply(lines, ((yes,), (no,), menu.footer()), replaces=True),))


def cancelled(scene: Scene, args: Args) -> Outcome:
    """Cancel one time of an activity; everybody who signed up is told at once."""
    occurrence = _still_ahead(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    occurrence = held(scene, occurrence)
    # Who was told before that it goes on, and did not answer, may come.
    others: tuple[str, ...] = ()
    if not occurrence.is_cancelled:
        others = (CALLED_OFF,)
        scene.store.occurrences.change(
            occurrence.key, scene.person.id, scene.now, cancelled_at=scene.now
        )
    told = call_off(scene.house, scene.store, occurrence, scene.now, *others)
    off = replace(occurrence, is_cancelled=True)
    line = say("body", "✅ Cancelled. Everybody who signed up is told.")
    return Outcome((activities.card(scene, off, line), *told))


def revive(scene: Scene, args: Args) -> Outcome:
    """It goes on after all; whoever had a place is asked again."""
    occurrence = _still_ahead(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    occurrence = held(scene, occurrence)
    if not occurrence.is_cancelled:
        return Outcome((activities.card(scene, occurrence),))
    scene.store.occurrences.change(
        occurrence.key,
        scene.person.id,
        scene.now,
        cancelled_at=None,
        # What the file cancels goes on because a key-holder says when.
        moved_to=occurrence.begins.astimezone(UTC),
    )
    on = replace(occurrence, is_cancelled=False)
    asked = _known(scene.store.signups.at([occurrence.key], [CALLED_OFF]))
    again = say("body", "This goes on after all:")
    replies = [_notice(scene.house, on, one, scene.now, again, _come_or_not(one)) for one in asked]
    line = say("body", "✅ It goes on. Everybody who signed up is told.")
    return Outcome((activities.card(scene, on, line), *replies))


def move(scene: Scene, args: Args) -> Outcome:
    """Ask for the new day and time, with the likely ones as buttons."""
    occurrence = _own(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    answers = {key: args[key] for key in ("activity", "start", "day") if key in args}
    asked = _ask_time(scene, answers)
    if asked is None:
        return activities.gone(scene)
    return Outcome((replace(asked, replaces=True),), Question("activity", "time", answers))


def call_off(
    house: House, store: Store, occurrence: Occurrence, now: datetime, *others: str
) -> list[Reply]:
    """Take everybody off the list and tell them; asking again tells nobody twice.

    ``others`` are states of sign-ups, besides those that stand, that are told too.
    """
    # Another copy of the program must not find them on the list as well.
    store.occurrences.lock(occurrence.key)
    people = store.signups.at([occurrence.key], (*ACTIVE, *others))
    if not people:
        return []
    store.signups.change([one.id for one in people], state=CALLED_OFF, held_until=None, answer="")
    for rule in (TOLD_OFF, TOLD_AGAIN):
        store.jobs.forget(occurrence.job(rule), occurrence.period)
    store.jobs.first_time(occurrence.job(TOLD_OFF), occurrence.period, now)
    line = say("body", "❌ This is cancelled:")
    return [_notice(house, occurrence, one, now, line, _saw(one)) for one in _known(people)]


def tell_moved(
    house: House, store: Store, occurrence: Occurrence, now: datetime, *others: str
) -> list[Reply]:
    """Tell everybody the new time, and ask whether they come; ``others`` as in `call_off`."""
    people = store.signups.at([occurrence.key], (*ACTIVE, *others))
    changed = {"day": occurrence.begins.date(), "room": occurrence.activity.room}
    store.signups.change([one.id for one in people], answer="", **changed)
    shorter = held_until(house, occurrence, now)
    kept = [one for one in people if one.held_until and one.held_until > shorter]
    store.signups.change([one.id for one in kept], held_until=shorter)
    rule = reminder(house, occurrence, now)
    if rule:
        # The news is the reminder: not the same once more half a minute later.
        store.jobs.first_time(occurrence.job(rule), occurrence.period, now)
    return _asked(house, occurrence, people, now, say("body", "🕘 The time has changed:"))


def reminder(house: House, occurrence: Occurrence, now: datetime) -> str:
    """The name of the reminder that it is time for, of the evening before or two hours before."""
    before = occurrence.begins.date() - timedelta(days=1)
    if now >= occurrence.begins.astimezone(UTC) - SOON:
        return "remind soon"
    return "remind day" if now >= datetime.combine(before, DAY_BEFORE_AT, house.zone) else ""


def tell_place(house: House, store: Store, occurrence: Occurrence, now: datetime) -> list[Reply]:
    """Tell those who know of another room, and ask whether they come."""
    room = occurrence.activity.room
    people = [one for one in store.signups.at([occurrence.key], ACTIVE) if one.room != room]
    store.signups.change([one.id for one in people], answer="", room=room)
    return _asked(house, occurrence, people, now, say("body", "📍 The place has changed:"))


def saw(scene: Scene, args: Args) -> Outcome:
    """The answer to a cancellation: then it is not said again on the day."""
    signup = scene.store.signups.get(int(args["signup"]))
    if signup is None or signup.person != scene.person.id:
        return menu.over(scene)
    scene.store.signups.change([signup.id], answer="seen")
    lines = (
        say("body", "Thank you."),
        say("body", "Do you want to do something else?"),
    )
    row = (button(say("btn", "📅 Activities"), "activities"),)
    return Outcome((Reply(lines, (row, menu.footer()), replaces=True),))


def to_count(scene: Scene, _: Args) -> Outcome:
    """What began today in one's own rooms and can be counted."""
    if not scene.own_rooms:
        return menu.only_key_holders(scene)
    first, last = scene.now - COUNT_BACK, scene.now + timedelta(minutes=1)
    changes = scene.store.occurrences.between(first, last)
    own = {room.id for room in scene.own_rooms}
    found = [
        one
        for one in scene.house.agenda.between(first, last, changes)
        if one.activity.room in own and not one.is_cancelled
    ]
    if not found:
        line = say("body", "No activity began in your room today.")
        return Outcome((Reply((line,), (menu.footer(),)),))
    rows: list[tuple[Button, ...]] = [
        (button(activities.heading(scene, one), "activity.came", **activities.named(one)),)
        for one in found
    ]
    line = say("body", "Which activity?")
    return Outcome((Reply((line,), (*rows, menu.footer()), replaces=bool(scene.turn.tap)),))


def came(scene: Scene, args: Args) -> Outcome:
    """Ask how many came."""
    answers = {"activity": str(args["activity"]), "start": str(args["start"])}
    asked = _ask_came(scene, answers)
    if asked is None:
        return menu.over(scene)
    return Outcome((replace(asked, replaces=True),), Question("activity", "came", answers))


def ask_came(house: House, occurrence: Occurrence, signed_up: int, to: int, language: str) -> Reply:
    """The question at the end of an activity, for who opened the room."""
    guesses = dict.fromkeys([0, max(signed_up - 1, 0), signed_up, signed_up + 1])
    args = {"activity": occurrence.activity.id, "start": occurrence.start.isoformat()}
    numbers = tuple(
        button(name(str(number)), "activity.counted", **args, n=number) for number in guesses
    )
    title = occurrence.activity.title_in(language, house.neighbourhood.default_language)
    lines = (say("body", "How many people came to {title}?", title=title),)
    other = button(say("btn", "🔢 Number"), "activity.came", **args)
    return Reply(lines, (numbers, (other,), menu.footer()), to=to)


def counted(scene: Scene, args: Args) -> Outcome:
    """A tapped number of people who came."""
    return _count(scene, args, int(args["n"]))


def _count(scene: Scene, args: Args | Answers, number: int) -> Outcome:
    occurrence = _own(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    if occurrence.is_cancelled or occurrence.begins > scene.now:
        return menu.over(scene)
    occurrence.hold(scene.store, scene.now)
    # The file may have moved it to another day or room since somebody signed up.
    where = {"day": occurrence.begins.date(), "room": occurrence.activity.room}
    scene.store.occurrences.change(occurrence.key, scene.person.id, scene.now, came=number, **where)
    if number:
        line = say_many(
            "body", "✅ Written down: {n} person.", "✅ Written down: {n} people.", number
        )
    else:
        line = say("body", "✅ Written down: nobody came.")
    again = button(say("btn", "🔢 Other number"), "activity.came", **activities.named(occurrence))
    lines = (line, activities.heading(scene, occurrence))
    return Outcome((Reply(lines, ((again,), menu.footer()), replaces=bool(scene.turn.tap)),))


def _still_ahead(scene: Scene, args: Args) -> Occurrence | Outcome:
    """The same, while it has not begun: nobody cancels what was."""
    occurrence = _own(scene, args)
    if isinstance(occurrence, Outcome) or occurrence.begins > scene.now:
        return occurrence
    return _too_late(scene, occurrence)


def _too_late(scene: Scene, occurrence: Occurrence) -> Outcome:
    over = say("body", "That question is over.")
    return Outcome((activities.card(scene, occurrence, over),))


def _own(scene: Scene, args: Args | Answers) -> Occurrence | Outcome:
    """The occurrence that is meant, if this person may change it now."""
    occurrence = activities.here(scene, args)
    if occurrence is None:
        return activities.gone(scene)
    if not activities.may_run(scene, occurrence):
        return menu.only_key_holders(scene)
    return occurrence


def _notice(
    house: House,
    occurrence: Occurrence,
    signup: SignUp,
    now: datetime,
    line: Text,
    rows: menu.Rows,
) -> Reply:
    lines = (NEWS, line, *facts_for(house, occurrence, signup, now))
    return Reply(
        lines,
        (*rows, menu.footer()),
        to=signup.person,
        face=signup.face,
        priority=Priority.NOTICE,
    )


def _asked(
    house: House, occurrence: Occurrence, people: list[SignUp], now: datetime, line: Text
) -> list[Reply]:
    """What is different now, with the question whether they come for those who have a place."""
    return [
        _notice(
            house, occurrence, one, now, line, _come_or_not(one) if one.state != WAITING else ()
        )
        for one in _known(people)
    ]


def _known(people: list[SignUp]) -> list[SignUp]:
    """Those who can be told: a person who is forgotten is nobody's number any more."""
    return [one for one in people if one.person]


def _come_or_not(signup: SignUp) -> menu.Rows:
    return (
        (button(say("btn", "✅ I come"), "signup.comes", signup=signup.id),),
        (button(say("btn", "❌ I don't come"), "signup.leave", signup=signup.id),),
    )


def _saw(signup: SignUp) -> menu.Rows:
    return ((button(say("btn", "✔️ I have read it"), "activity.saw", signup=signup.id),),)


def _ask_time(scene: Scene, answers: Answers) -> Reply | None:
    occurrence = _own(scene, answers)
    if isinstance(occurrence, Outcome):
        return None
    day = date.fromisoformat(str(answers.get("day", occurrence.begins.date())))
    at = occurrence.begins.time()
    near = (datetime.combine(day, at) + timedelta(hours=one) for one in HOURS)
    # An hour after half past eleven at night is another day.
    times = [at, *(one.time() for one in near if one.date() == day)]
    clock = tuple(flow.choice(say("btn", "🕘 {time}", time=one), f"{one:%H:%M}") for one in times)
    # The days around its own; of the next days those that are left.
    first = max(scene.today, occurrence.begins.date() - timedelta(days=DAYS_BEFORE))
    names = activities.named(occurrence)
    days = [
        button(
            status.day_label(other, scene.today),
            "activity.move",
            **names,
            day=other.isoformat(),
        )
        for other in (first + timedelta(days=more) for more in range(DAYS_AHEAD))
        if other != day
    ]
    lines = (
        activities.heading(scene, occurrence),
        status.day_label(day, scene.today),
        say("body", "At what time?"),
        say("body", "Tap or type a time, like 14:30."),
    )
    rows = [tuple(days[first : first + 2]) for first in range(0, len(days), 2)]
    return Reply(lines, (clock, *rows, menu.footer()))


def _then_time(scene: Scene, answers: Answers, answer: Answer) -> Outcome:
    occurrence = _own(scene, answers)
    if isinstance(occurrence, Outcome):
        return occurrence
    day = date.fromisoformat(str(answers.get("day", occurrence.begins.date())))
    if occurrence.ends <= scene.now:
        return _too_late(scene, occurrence)
    wall = datetime.combine(day, time.fromisoformat(str(answer)), scene.house.zone)
    begins = wall.astimezone(UTC)
    if begins <= scene.now:
        asked = _ask_time(scene, answers)
        assert asked
        line = say("body", "That time is over already.")
        return Outcome((replace(asked, lines=(line, *asked.lines)),), keeps_question=True)
    occurrence = held(scene, occurrence)
    if begins == occurrence.begins.astimezone(UTC) and not occurrence.is_cancelled:
        return Outcome((activities.card(scene, occurrence),))
    others = (CALLED_OFF,) if occurrence.is_cancelled else ()
    scene.store.occurrences.change(
        occurrence.key,
        scene.person.id,
        scene.now,
        moved_to=begins,
        day=day,
        cancelled_at=None,
    )
    moved = replace(occurrence, begins=wall, is_cancelled=False)
    is_news(scene.store, moved, scene.now)
    told = tell_moved(scene.house, scene.store, moved, scene.now, *others)
    line = say("body", "✅ Moved. Everybody who signed up is told.")
    return Outcome((activities.card(scene, moved, line), *told))


def read_time(text: str) -> str | NoNumber:
    """A typed time of day as HH:MM; ``NoNumber`` when it is none."""
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    hours, minutes = read_number(hour), read_number(minute or "0")
    if isinstance(hours, int) and isinstance(minutes, int) and hours < 24 and minutes < 60:
        return f"{hours:02}:{minutes:02}"
    return NoNumber()


def _ask_came(scene: Scene, answers: Answers) -> Reply | None:
    occurrence = _own(scene, answers)
    if isinstance(occurrence, Outcome):
        return None
    signed_up = scene.store.signups.taken([occurrence.key]).get(occurrence.key, 0)
    lines = (
        activities.heading(scene, occurrence),
        say("body", "How many people came?"),
        say_many("body", "{n} person signed up.", "{n} people signed up.", signed_up),
        say("body", "Tap or type a number."),
    )
    guesses = sorted({0, *(max(signed_up + more, 0) for more in (-1, 0, 1))})
    numbers = tuple(flow.choice(name(str(number)), number) for number in guesses)
    return Reply(lines, (numbers, menu.footer()))


def _then_came(scene: Scene, answers: Answers, answer: Answer) -> Outcome:
    if not isinstance(answer, int):
        return Outcome((no_number(NoNumber()),), keeps_question=True)
    return _count(scene, answers, answer)


STEPS: dict[tuple[str, str], flow.Step] = {
    ("activity", "time"): flow.Step(_ask_time, read_time, _then_time),
    ("activity", "came"): flow.Step(_ask_came, read_number, _then_came),
}
