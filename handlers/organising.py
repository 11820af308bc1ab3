"""What a key-holder does with an activity: cancel it, move it, let it go on, count who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from handlers import activities, flow, menu, status
from handlers.agenda import Occurrence
from handlers.counting import no_number
from handlers.flow import Answer, Answers
from handlers.house import House
from handlers.numbers import NoNumber, read_number
from handlers.scene import Args, Scene
from handlers.signup import NEWS, facts_for
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
HOURS = (-1, 1)


def cancel(scene: Scene, args: Args) -> Outcome:
    """Ask once more before everybody is told."""
    occurrence = _own(scene, args)
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
    occurrence = _own(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    if not occurrence.is_cancelled:
        occurrence.hold(scene.store, scene.now)
        scene.store.occurrences.change(
            occurrence.key, scene.person.id, scene.now, cancelled_at=scene.now
        )
    told = call_off(scene.house, scene.store, occurrence, scene.now)
    off = replace(occurrence, is_cancelled=True)
    line = say("body", "✅ Cancelled. Everybody who signed up is told.")
    return Outcome((activities.card(scene, off, line), *told))


def revive(scene: Scene, args: Args) -> Outcome:
    """It goes on after all; whoever had a place is asked again."""
    occurrence = _own(scene, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    held = occurrence.hold(scene.store, scene.now)
    scene.store.occurrences.change(
        occurrence.key,
        scene.person.id,
        scene.now,
        cancelled_at=None,
        # What the file cancels goes on because a key-holder says when.
        moved_to=held.moved_to or occurrence.begins.astimezone(UTC),
    )
    on = replace(occurrence, is_cancelled=False)
    asked = scene.store.signups.at([occurrence.key], [CALLED_OFF])
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


def call_off(house: House, store: Store, occurrence: Occurrence, now: datetime) -> list[Reply]:
    """Take everybody off the list and tell them; asking again tells nobody twice."""
    people = store.signups.at([occurrence.key], ACTIVE)
    store.signups.change([one.id for one in people], state=CALLED_OFF, held_until=None, answer="")
    line = say("body", "❌ This is cancelled:")
    return [_notice(house, occurrence, one, now, line, _saw(one)) for one in people]


def tell_moved(house: House, store: Store, occurrence: Occurrence, now: datetime) -> list[Reply]:
    """Tell everybody the new time, and ask whether they come."""
    people = store.signups.at([occurrence.key], ACTIVE)
    store.signups.change([one.id for one in people], answer="", day=occurrence.begins.date())
    line = say("body", "🕘 The time has changed:")
    return [
        _notice(
            house, occurrence, one, now, line, _come_or_not(one) if one.state != WAITING else ()
        )
        for one in people
    ]


def told_as_moved(store: Store, occurrence: Occurrence, now: datetime) -> bool:
    """Whether people still have to be told of this time: True once for each."""
    job = f"moved {occurrence.activity.id} {occurrence.start:%Y-%m-%dT%H:%M}"
    return store.jobs.first_time(job, f"{occurrence.begins.astimezone(UTC):%Y-%m-%dT%H:%M}", now)


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
    scene.store.occurrences.change(occurrence.key, scene.person.id, scene.now, came=number)
    if number:
        line = say_many(
            "body", "✅ Written down: {n} person.", "✅ Written down: {n} people.", number
        )
    else:
        line = say("body", "✅ Written down: nobody came.")
    again = button(say("btn", "🔢 Other number"), "activity.came", **activities.named(occurrence))
    lines = (line, activities.heading(scene, occurrence))
    return Outcome((Reply(lines, ((again,), menu.footer()), replaces=bool(scene.turn.tap)),))


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
    times = [at, *((datetime.combine(day, at) + timedelta(hours=one)).time() for one in HOURS)]
    clock = tuple(flow.choice(say("btn", "🕘 {time}", time=one), f"{one:%H:%M}") for one in times)
    names = activities.named(occurrence)
    days = [
        button(
            status.day_label(other, scene.today),
            "activity.move",
            **names,
            day=other.isoformat(),
        )
        for other in (scene.today + timedelta(days=more) for more in range(DAYS_AHEAD))
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
    wall = datetime.combine(day, time.fromisoformat(str(answer)), scene.house.zone)
    begins = wall.astimezone(UTC)
    if begins <= scene.now:
        asked = _ask_time(scene, answers)
        assert asked
        line = say("body", "That time is over already.")
        return Outcome((replace(asked, lines=(line, *asked.lines)),), keeps_question=True)
    occurrence.hold(scene.store, scene.now)
    scene.store.occurrences.change(
        occurrence.key,
        scene.person.id,
        scene.now,
        moved_to=begins,
        day=day,
        cancelled_at=None,
    )
    moved = replace(occurrence, begins=wall, is_cancelled=False)
    told_as_moved(scene.store, moved, scene.now)
    told = tell_moved(scene.house, scene.store, moved, scene.now)
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
