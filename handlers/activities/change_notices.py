"""What those who signed up hear when an activity is cancelled, moved, or goes on after all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from handlers.activities import texts
from handlers.activities.waiting_list import ON_THE_LIST, facts_for, kept_line, kept_until
from handlers.core.keyboards import NEWS, Rows
from handlers.core.messages import Button, Priority, Reply, Text, button, say
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    CAME,
    CANCELLED,
    DECLINED,
    IN,
    OFF,
    OFFERED,
    PLACED,
    STANDING,
    WAITING,
    SignUp,
    SignUpAnswer,
    Whose,
)
from storage.store import Store

DAY_BEFORE_AT = time(18)
SOON = timedelta(hours=2)
# What is remembered of a cancellation: when people were told, and that they were told again.
TOLD_OFF, TOLD_AGAIN = "called off", "cancelled today"
STILL = say("body", "Are you still coming?")
NO_PLACE = say("body", "All places are taken. There is a waiting list.")
# A place is better than one that is kept, and that is better than a number on the list.
WORTH = {WAITING: 0, OFFERED: 1, IN: 2, CAME: 2}
# The name of the second reminder.
LAST = "remind soon"


def call_off(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> list[Reply]:
    """Take everybody off the list and tell them; asking again tells nobody twice."""
    signups, key = store.signups, occurrence.key
    # Another copy of the program must not find them on the list as well.
    store.occurrences.lock(key)
    standing = signups.at([key], STANDING)
    if not standing:
        return []
    # Who was told of it before, and let it go on without them, is not brought back any more.
    store.signup_moves.cancel([signup.id for signup in signups.at([key], OFF)])
    take_off(store, standing)
    for rule in (TOLD_OFF, TOLD_AGAIN):
        store.done_once.forget(occurrence.job(rule), occurrence.period)
    store.done_once.first_time(occurrence.job(TOLD_OFF), occurrence.period, now)
    overtake(store, standing)
    return [cancelled(view, occurrence, signup) for signup in known(standing)]


def cancelled(view: NeighbourhoodView, occurrence: Occurrence, signup: SignUp) -> Reply:
    """Tell one of them; who says that it is read is not told again."""
    when = texts.called_off(view, occurrence.begins, occurrence.activity.room)
    return _notice(view, occurrence, signup, when, (_saw(signup),), say("body", "We are sorry."))


def take_off(store: Store, signups: list[SignUp], answer: SignUpAnswer = SignUpAnswer.NONE) -> None:
    """Take these off the list, and remember who had a place and who waited for one."""
    waited = [signup.id for signup in signups if signup.state == WAITING]
    placed = [signup.id for signup in signups if signup.state != WAITING]
    store.signup_moves.take_off_list(waited, answer)
    store.signup_moves.call_off(placed, answer)


def bring_back(store: Store, key: Key) -> list[SignUp]:
    """Give those who were told of a cancellation back what they had; a place is kept for them."""
    placed, waited = (
        [signup.id for signup in known(store.signups.at([key], [state]))] for state in OFF
    )
    store.signup_moves.bring_back(placed=placed, waited=waited)
    return store.signups.at([key], (OFFERED, WAITING))


def tell_goes_on(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> list[Reply]:
    """Tell everybody that it goes on after all, and ask those who had a place anew."""
    signups = bring_back(store, occurrence.key)
    return _asked(view, store, occurrence, signups, now, texts.goes_on)


def tell_moved(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> list[Reply]:
    """Tell everybody the new time, and ask whether they come."""
    signups = store.signups.at([occurrence.key], STANDING)
    _remind_no_more(view, store, occurrence, now)
    return _asked(view, store, occurrence, signups, now, texts.new_time)


def take_along(
    view: NeighbourhoodView,
    store: Store,
    was: datetime,
    occurrence: Occurrence,
    signups: Sequence[SignUp],
    now: datetime,
) -> tuple[list[Reply], list[SignUp]]:
    """Those of a time that is no more have their places at this one, and are asked; and who is not.

    Where others were quicker and the places are not enough, they wait. Who is here too has the
    better of both, and who said no to this one does not come along: both are left, to be told.
    """
    there = store.signups.at([occurrence.key], STANDING)
    here = {one.whose: one for one in there if one.person}
    said_no = store.signups.at([occurrence.key], (CANCELLED, DECLINED))
    noes = {one.whose: one.id for one in said_no if one.person}
    along = [one for one in signups if _comes_along(one, here.get(one.whose), noes)]
    late = _without_place(occurrence, there, along)
    along = [one for one in along if one.id not in late or one.whose not in here]
    ids = {one.id for one in along}
    # Nobody is there twice: what was worth less goes first.
    beaten = [here[one.whose] for one in along if one.whose in here]
    store.signup_moves.pass_over([one.id for one in beaten])
    overtake(store, beaten)
    store.signup_moves.move(ids, occurrence.start)
    late &= ids
    store.signup_moves.wait(late)
    moved = [one for one in store.signups.at([occurrence.key], STANDING) if one.id in ids]
    before = texts.old_time(view, was)
    told = _asked(view, store, occurrence, moved, now, texts.new_time, (before,), late)
    return told, [one for one in signups if one.id not in ids]


def _comes_along(signup: SignUp, here: SignUp | None, noes: Mapping[Whose, int]) -> bool:
    """Whether they are better off with this one than with what they said of the other time."""
    if here:
        return WORTH[signup.state] > WORTH[here.state]
    # A no that came before this is about a plan that they have changed since.
    return signup.id > noes.get(signup.whose, 0)


def _without_place(
    occurrence: Occurrence, there: Sequence[SignUp], along: Sequence[SignUp]
) -> set[int]:
    """For whom of those who come there is no place beside those who are there already."""
    places = occurrence.activity.places
    if not there or not places:
        return set()
    held = {one.whose: one.size for one in there if one.person and one.state in PLACED}
    free = places - sum(one.size for one in there if one.state in PLACED)
    late: set[int] = set()
    for one in along:
        if one.state not in PLACED:
            continue
        # A place that was kept for them there is theirs.
        more = one.size - held.get(one.whose, 0)
        if more > free:
            late.add(one.id)
        else:
            free -= more
    return late


def reminder(view: NeighbourhoodView, occurrence: Occurrence, now: datetime) -> str:
    """The name of the reminder that it is time for, of the evening before or two hours before."""
    before = occurrence.begins.date() - timedelta(days=1)
    if now >= occurrence.begins.astimezone(UTC) - SOON:
        return LAST
    return "remind day" if now >= datetime.combine(before, DAY_BEFORE_AT, view.zone) else ""


def _remind_no_more(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> None:
    """The news is the reminder: not the same once more half a minute later."""
    rule = reminder(view, occurrence, now)
    if rule:
        store.done_once.first_time(occurrence.job(rule), occurrence.period, now)


def tell_place(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> list[Reply]:
    """Tell those who know of another room, and ask whether they come."""
    room = occurrence.activity.room
    standing = store.signups.at([occurrence.key], STANDING)
    signups = [signup for signup in standing if signup.room != room]
    return _asked(view, store, occurrence, signups, now, texts.new_place)


def overtake(store: Store, signups: Sequence[SignUp]) -> None:
    """What people were to hear before about the same sign-up does not come beside what is new."""
    persons = {signup.person for signup in signups if signup.person}
    store.queued.drop_about("signup", *(signup.id for signup in signups), persons=persons)


def _notice(
    view: NeighbourhoodView,
    occurrence: Occurrence,
    signup: SignUp,
    when: Text,
    rows: Rows,
    *more: Text,
) -> Reply:
    lines = (NEWS, *facts_for(view, occurrence, signup, when), *more)
    return Reply(
        lines,
        tuple(rows),
        to=signup.person,
        profile=signup.profile,
        priority=Priority.NOTICE,
        valid_until=occurrence.begins,
    )


def _asked(
    view: NeighbourhoodView,
    store: Store,
    occurrence: Occurrence,
    signups: list[SignUp],
    now: datetime,
    said: Callable[[NeighbourhoodView, datetime, str], Text],
    before: tuple[Text, ...] = (),
    late: Collection[int] = (),
) -> list[Reply]:
    """What is different now, with the question whether they come for those who have a place.

    Who was there already has to come again; a kept place is kept as long as from now on.
    ``late`` are those for whom no place is left.
    """
    until = kept_until(view, occurrence, now)
    room, day = occurrence.activity.room, occurrence.begins.date()
    store.signup_moves.ask_again(signups, room=room, day=day, kept_until=until)
    overtake(store, signups)
    told = []
    when = said(view, occurrence.begins, room)
    for signup in known(signups):
        rows = _leave_list(signup) if signup.state == WAITING else (come_or_not(signup),)
        more = {OFFERED: kept_line(view, until), WAITING: ON_THE_LIST}.get(signup.state, STILL)
        more = NO_PLACE if signup.id in late else more
        told.append(_notice(view, occurrence, signup, when, rows, *before, more))
    return told


def known(signups: list[SignUp]) -> list[SignUp]:
    """Those whose people can be told: of somebody who is forgotten no number is left."""
    return [signup for signup in signups if signup.person]


def come_or_not(signup: SignUp) -> tuple[Button, ...]:
    """The answers to a reminder or to a change."""
    return (
        button(say("btn", "✅ I'm coming"), "signup.comes", signup=signup.id),
        button(say("btn", "❌ Not coming"), "signup.leave", signup=signup.id),
    )


def _leave_list(signup: SignUp) -> Rows:
    return ((button(say("btn", "❌ Stop waiting"), "signup.leave", signup=signup.id),),)


def _saw(signup: SignUp) -> tuple[Button, ...]:
    return (button(say("btn", "✔️ I have read it"), "activity.saw", signup=signup.id),)
