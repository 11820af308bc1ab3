"""Coming to an activity: for oneself or with others, the waiting list, cancelling."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from handlers.activities import browse, card, change_notices, waiting_list
from handlers.activities.card import Standing
from handlers.core import keyboards, questions, time_words
from handlers.core.context import Args, Scene
from handlers.core.messages import Outcome, Question, Reply, Text, button, name, say, say_many
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import read_number
from handlers.everybody import menu
from handlers.neighbourhood.schedule import Occurrence
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    ACTIVE,
    CANCELLED,
    COMES,
    IN,
    OFF,
    OFFERED,
    STANDING,
    WAITING,
    SignUp,
)
from storage.repositories.people.profiles import FIRST

# Whoever brings more than these is better helped by a person.
LARGEST_GROUP = 10
OPENS_BEFORE = timedelta(days=28)


def join(scene: Scene, args: Args) -> Outcome:
    """Sign somebody up in one tap; when it is full, put them on the list."""
    return _join(scene, card.key_in(args), int(args.get("n", 1)))


def instead(scene: Scene, args: Args) -> Outcome:
    """Change one activity for another at the same time."""
    found = [scene.store.signups.get(int(one)) for one in str(args["other"]).split(",")]
    others = [one for one in found if one and _is_own(scene, one)]
    for_whom = _for_whom(scene, others[0]) if others else scene
    size = int(args.get("n", 1))
    given_up = [one.id for one in others]
    return _join(for_whom, card.key_in(args), size, instead_of=given_up)


def others(scene: Scene, args: Args) -> Outcome:
    """Ask how many come together."""
    answers = {"activity": str(args["activity"]), "start": str(args["start"])}
    asked = _ask_size(scene, answers)
    if asked is None:
        return browse.gone(scene)
    return Outcome((replace(asked, replaces=True),), Question("signup", "size", answers))


def leave(scene: Scene, args: Args) -> Outcome:
    """Give a place back, leave the list, or say no to a kept place; the next one is asked."""
    signup = scene.store.signups.get(int(args["signup"]))
    if signup is None or not _is_own(scene, signup):
        return menu.over(scene)
    return _said_to(scene, signup, _leave(_for_whom(scene, signup), signup))


def accept(scene: Scene, args: Args) -> Outcome:
    """Take the place that was kept; when it went to somebody else, get the next best."""
    signup = scene.store.signups.get(int(args["signup"]))
    if signup is None or not _is_own(scene, signup):
        return menu.over(scene)
    return _said_to(scene, signup, _join(_for_whom(scene, signup), signup.key, signup.size))


def comes(scene: Scene, args: Args) -> Outcome:
    """The answer to a reminder or to a change: yes."""
    signup = scene.store.signups.get(int(args["signup"]))
    if signup is None or not _is_own(scene, signup):
        return menu.over(scene)
    occurrence = card.find(scene, signup.key)
    if occurrence is None:
        return browse.gone(scene)
    for_whom = _for_whom(scene, signup)
    if signup.state == IN and occurrence.ends > scene.now:
        scene.store.signups.change([signup.id], answer=COMES)
        line = say("body", "Thank you. See you there!")
        return _said_to(scene, signup, Outcome((card.card(for_whom, occurrence, line),)))
    return _said_to(scene, signup, _join(for_whom, signup.key, signup.size))


def _join(scene: Scene, key: Key, size: int, instead_of: Collection[int] = ()) -> Outcome:
    """Sign somebody up, or put them on the list; they give up ``instead_of`` for a place only."""
    # Held first of all: another copy of the program may just now cancel it, or move it.
    occurrence = waiting_list.held(scene, key)
    if occurrence is None:
        return browse.gone(scene)
    refused = _why_not(scene, occurrence, size)
    if refused:
        return Outcome((card.card(scene, occurrence, *refused),))
    signups, person = scene.store.signups, scene.person
    latest = signups.latest(person.id, person.face, key)
    kept = latest if latest and latest.state == OFFERED and latest.size == size else None
    if latest and latest.state in STANDING and not kept:
        already = say("body", "You are on the list already.")
        return Outcome((card.card(scene, occurrence, already),))
    limit, crowd = occurrence.activity.places, signups.crowd(key)
    asked: list[Reply] = []
    if not kept and limit and crowd.waiting and crowd.taken < limit:
        # The file has more places now: those who wait come first.
        asked = waiting_list.pass_on(scene.house, scene.store, key, scene.now)
        crowd = signups.crowd(key)
    has_place = bool(kept) or not limit or crowd.taken + size <= limit
    clashes = _clashes(scene, occurrence) if has_place else []
    if any(one.id not in instead_of for one, _ in clashes):
        return Outcome((_clashing(scene, occurrence, clashes, size), *asked))
    freed = [reply for one, _ in clashes for reply in waiting_list.give_up(scene, one)]
    if not crowd.taken:
        # Nobody is there who knows of another time.
        waiting_list.is_news(scene.store, occurrence, scene.now)
    if kept:
        signups.change([kept.id], state=IN, held_until=None, answer=COMES)
        stands = Standing(replace(kept, state=IN, held_until=None), crowd.taken)
    else:
        if latest and latest.state in OFF:
            # Asked anew and answered: the old one must not be asked again.
            signups.change([latest.id], state=CANCELLED)
        state, room = IN if has_place else WAITING, occurrence.activity.room
        new = SignUp(0, person.id, person.face, *key, room, size, state)
        made = signups.add(new, occurrence.begins.date(), scene.now)
        stands = Standing(made, crowd.taken + size if has_place else crowd.taken, crowd.waiting + 1)
    if has_place:
        lines: tuple[Text, ...] = (_welcome(scene, occurrence, size),)
    else:
        lines = (
            say("body", "All places are taken now."),
            say("body", "You are on the waiting list. I write to you."),
        )
    return Outcome((card.card(scene, occurrence, *lines, known=stands), *freed, *asked))


def _welcome(scene: Scene, occurrence: Occurrence, size: int) -> Text:
    if change_notices.reminder(scene.house, occurrence, scene.now) == "remind soon":
        # The last reminder is out already.
        return say("body", "Thank you. See you there!")
    if size == 1:
        return say("body", "✅ Good! We expect you. I remind you before it starts.")
    return say("body", "✅ Good! We expect {n} people. I remind you before it starts.", n=size)


def _why_not(scene: Scene, occurrence: Occurrence, size: int) -> tuple[Text, ...]:
    places = occurrence.activity.places
    if occurrence.is_cancelled:
        return (say("body", "You cannot sign up: this is cancelled."),)
    if occurrence.ends <= scene.now:
        return (say("body", "This is over. You cannot sign up any more."),)
    if occurrence.begins <= scene.now:
        return (say("body", "This has started. You can still walk in."),)
    if occurrence.begins > scene.now + OPENS_BEFORE:
        opens = scene.house.local(occurrence.begins - OPENS_BEFORE).date()
        day = time_words.day_name(opens, scene.today)
        return (say("body", "It is too early to sign up. You can later: {day}.", day=day),)
    if size > LARGEST_GROUP or size < 1:
        return _too_many()
    if places and size > places:
        return (say_many("body", "There is only {n} place.", "There are only {n} places.", places),)
    return ()


def _too_many() -> tuple[Text, ...]:
    return (
        say("body", "I can note {n} people at the most.", n=LARGEST_GROUP),
        say("body", "Is your group larger? Please talk to a person."),
    )


def _clashes(scene: Scene, occurrence: Occurrence) -> list[tuple[SignUp, Occurrence]]:
    """The other activities at the same time that this person has a place at."""
    return [
        (one, other)
        for one, other in browse.own(scene)
        if one.state != WAITING
        and other.key != occurrence.key
        and not other.is_cancelled
        and other.overlaps(occurrence)
    ]


def _clashing(
    scene: Scene, occurrence: Occurrence, clashes: list[tuple[SignUp, Occurrence]], size: int
) -> Reply:
    lines = [say("body", "You go to something else at that time:")]
    for _, other in clashes:
        lines += [card.heading(scene, other), card.when(scene, other)]
    swap = button(
        say("btn", "🔁 This one instead"),
        "signup.instead",
        **card.named(occurrence),
        other=",".join(str(one.id) for one, _ in clashes),
        n=size,
    )
    keep = button(say("btn", "🎟️ My places"), "activities.mine")
    return Reply(
        tuple(lines), ((swap,), (keep,), keyboards.footer()), replaces=bool(scene.turn.tap)
    )


def _leave(scene: Scene, signup: SignUp) -> Outcome:
    occurrence = card.find(scene, signup.key)
    if occurrence and occurrence.ends <= scene.now:
        over = say("body", "That question is over.")
        return Outcome((card.card(scene, occurrence, over),))
    if signup.state not in ACTIVE:
        if signup.state in OFF:
            # A no to what is cancelled: not asked again when it goes on.
            scene.store.signups.change([signup.id], state=CANCELLED)
        line = say("body", "You are not on the list any more.")
        return Outcome((_with_card(scene, signup.key, line),))
    freed = waiting_list.give_up(scene, signup)
    if signup.state == WAITING:
        line = say("body", "You left the waiting list.")
    else:
        line = say("body", "Thank you for telling us. Somebody else can come now.")
    return Outcome((_with_card(scene, signup.key, line), *freed))


def _for_whom(scene: Scene, signup: SignUp) -> Scene:
    """The scene for whom of those that share this phone a sign-up is, whoever holds it now."""
    face = signup.face
    is_known = face in {scene.face, FIRST} or face in scene.store.faces.of(scene.person.id)
    return replace(scene, person=replace(scene.person, face=face)) if is_known else scene


def _said_to(scene: Scene, signup: SignUp, outcome: Outcome) -> Outcome:
    """The answer, with the picture of whom it is about when somebody else holds the phone."""
    if signup.face in {FIRST, scene.face}:
        return outcome
    first, *rest = outcome.replies
    shown = replace(first, lines=(name(signup.face), *first.lines))
    return replace(outcome, replies=(shown, *rest))


def _with_card(scene: Scene, key: Key, *lines: Text) -> Reply:
    occurrence = card.find(scene, key)
    if occurrence is None:
        return browse.gone(scene).replies[0]
    return card.card(scene, occurrence, *lines)


def _is_own(scene: Scene, signup: SignUp) -> bool:
    return signup.person == scene.person.id


def _ask_size(scene: Scene, answers: Answers) -> Reply | None:
    occurrence = card.here(scene, answers)
    if occurrence is None:
        return None
    lines = (
        card.heading(scene, occurrence),
        say("body", "How many people come? Count yourself too."),
        say("body", "Tap or type a number."),
    )
    numbers = [questions.choice(name(f"{number}"), number) for number in range(2, 8)]
    return Reply(lines, (tuple(numbers[:3]), tuple(numbers[3:]), keyboards.footer()))


def _then_size(scene: Scene, answers: Answers, answer: Answer) -> Outcome:
    occurrence = card.here(scene, answers)
    if occurrence is None:
        return browse.gone(scene)
    if not isinstance(answer, int) or not 1 <= answer <= LARGEST_GROUP:
        asked = _ask_size(scene, answers)
        assert asked
        again = replace(asked, lines=(*_too_many(), *asked.lines))
        return Outcome((again,), keeps_question=True)
    return _join(scene, card.key_in(answers), answer)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("signup", "size"): questions.Step(_ask_size, read_number, _then_size),
}
