"""What a key-holder does with an activity: cancel it, move it, or let it go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from handlers import activities, flow, menu, status
from handlers.agenda import Occurrence
from handlers.flow import Answer, Answers
from handlers.house import House
from handlers.menu import NEWS
from handlers.numbers import NoNumber, read_number
from handlers.places import facts_for, held, held_until, is_news, kept_until
from handlers.scene import Args, Scene
from handlers.vocabulary import (
    Outcome,
    Priority,
    Question,
    Reply,
    Text,
    button,
    say,
    say_many,
)
from storage.signups import CALLED_OFF, CAME, IN, OFFERED, STANDING, WAITING, SignUp
from storage.store import Store

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
    people = scene.store.signups.at([occurrence.key], STANDING)
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
    occurrence = held(scene, occurrence.key) or occurrence
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
    occurrence = held(scene, occurrence.key) or occurrence
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
    occurrence = activities.to_run(scene, args)
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
    people = store.signups.at([occurrence.key], (*STANDING, *others))
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
    people = store.signups.at([occurrence.key], (*STANDING, *others))
    rule = reminder(house, occurrence, now)
    if rule:
        # The news is the reminder: not the same once more half a minute later.
        store.jobs.first_time(occurrence.job(rule), occurrence.period, now)
    return _asked(house, store, occurrence, people, now, say("body", "🕘 The time has changed:"))


def reminder(house: House, occurrence: Occurrence, now: datetime) -> str:
    """The name of the reminder that it is time for, of the evening before or two hours before."""
    before = occurrence.begins.date() - timedelta(days=1)
    if now >= occurrence.begins.astimezone(UTC) - SOON:
        return "remind soon"
    return "remind day" if now >= datetime.combine(before, DAY_BEFORE_AT, house.zone) else ""


def tell_place(house: House, store: Store, occurrence: Occurrence, now: datetime) -> list[Reply]:
    """Tell those who know of another room, and ask whether they come."""
    room = occurrence.activity.room
    people = [one for one in store.signups.at([occurrence.key], STANDING) if one.room != room]
    return _asked(house, store, occurrence, people, now, say("body", "📍 The place has changed:"))


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


def _still_ahead(scene: Scene, args: Args) -> Occurrence | Outcome:
    """The same, while it has not begun: nobody cancels what was."""
    occurrence = activities.to_run(scene, args)
    if isinstance(occurrence, Outcome) or occurrence.begins > scene.now:
        return occurrence
    return _too_late(scene, occurrence)


def _too_late(scene: Scene, occurrence: Occurrence) -> Outcome:
    over = say("body", "That question is over.")
    return Outcome((activities.card(scene, occurrence, over),))


def _notice(
    house: House,
    occurrence: Occurrence,
    signup: SignUp,
    now: datetime,
    line: Text,
    rows: menu.Rows,
    *more: Text,
) -> Reply:
    lines = (NEWS, line, *facts_for(house, occurrence, signup, now), *more)
    return Reply(
        lines,
        (*rows, menu.footer()),
        to=signup.person,
        face=signup.face,
        priority=Priority.NOTICE,
    )


def _asked(
    house: House,
    store: Store,
    occurrence: Occurrence,
    people: list[SignUp],
    now: datetime,
    line: Text,
) -> list[Reply]:
    """What is different now, with the question whether they come for those who have a place.

    Who was there already has to come again; a kept place is kept as long as from now on.
    """
    signups, changed = store.signups, {"day": occurrence.begins.date()}
    signups.change([one.id for one in people], answer="", room=occurrence.activity.room, **changed)
    signups.change([one.id for one in people if one.state == CAME], state=IN)
    until = held_until(house, occurrence, now)
    signups.change([one.id for one in people if one.state == OFFERED], held_until=until)
    told = []
    for one in _known(people):
        rows = () if one.state == WAITING else _come_or_not(one)
        more = (kept_until(house, until, now),) if one.state == OFFERED else ()
        told.append(_notice(house, occurrence, one, now, line, rows, *more))
    return told


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
    occurrence = activities.to_run(scene, answers)
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
    occurrence = activities.to_run(scene, answers)
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
    occurrence = held(scene, occurrence.key) or occurrence
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


STEPS: dict[tuple[str, str], flow.Step] = {
    ("activity", "time"): flow.Step(_ask_time, read_time, _then_time),
}
