"""What can I do here? What comes next, by day, by kind or in one room; and one activity whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import locales
from handlers import domains, menu, status
from handlers.agenda import BEHIND, Occurrence
from handlers.find import find_room
from handlers.flow import Answers
from handlers.scene import Args, Scene
from handlers.vocabulary import Button, Outcome, Reply, Text, button, name, say, say_many
from storage.occurrences import Key
from storage.signups import CAME, OFFERED, STANDING, WAITING, SignUp

SHOWN = 5
LOOK_AHEAD = timedelta(days=28)
DAYS = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with one time of an activity, and how many places are taken there.

    ``number`` is theirs on the waiting list; 0 when that is still to be found out.
    """

    signup: SignUp | None
    taken: int
    number: int = 0


def show(scene: Scene, args: Args) -> Outcome:
    """What comes next: everywhere, or of one day, one kind, one room."""
    wanted = {key: args[key] for key in ("room", "domain", "day", "skip") if key in args}
    typed = str(args.get("text", ""))
    room = find_room(typed, scene.house.neighbourhood.rooms) if typed else None
    lines: list[Text] = []
    if room:
        wanted["room"] = room.id
    elif typed:
        lines.append(say("body", "I do not know a room with that name."))
    if not scene.house.agenda.has_any():
        lines.append(say("body", "There are no activities yet."))
        lines.append(say("body", "You are always welcome in the room."))
        return Outcome((menu.menu(scene, *lines, *menu.present(scene)),))
    found = ahead(scene, wanted)
    skip = int(wanted.get("skip", 0))
    page = found[skip : skip + SHOWN]
    if not page:
        lines.append(say("body", "There is nothing like this in the next 4 weeks."))
    lines += _list(scene, page)
    numbered = enumerate(page, 1)
    rows: list[tuple[Button, ...]] = [
        (button(name(f"{n} {title(scene, one)}"), "activity", **named(one)),) for n, one in numbered
    ]
    if len(found) > skip + SHOWN:
        rows.append((button(say("btn", "➡️ More"), "activities", **more(wanted, skip)),))
    rows.append(
        (
            button(say("btn", "📆 By day"), "activities.days"),
            button(say("btn", "🔎 By kind"), "activities.kinds"),
        )
    )
    if own(scene):
        rows.append((button(say("btn", "🎟️ My places"), "activities.mine"),))
    if scene.own_rooms:
        rows.append((button(say("btn", "🔢 How many came?"), "activities.count"),))
    replaces = bool(scene.turn.tap) and not typed
    return Outcome((Reply(tuple(lines), (*rows, menu.footer()), replaces=replaces),))


def more(wanted: Mapping[str, str | int], skip: int) -> dict[str, str | int]:
    """The same list, further on."""
    return {**wanted, "skip": skip + SHOWN}


def days(scene: Scene, _: Args) -> Outcome:
    """The next days on which there is something to do."""
    found = dict.fromkeys(one.begins.date() for one in ahead(scene, {}))
    rows = [
        (
            button(
                status.day_label(day, scene.today),
                "activities",
                day=day.isoformat(),
            ),
        )
        for day in list(found)[:DAYS]
    ]
    line = say("body", "Which day?")
    return Outcome((Reply((line,), (*rows, menu.footer()), replaces=True),))


def kinds(scene: Scene, _: Args) -> Outcome:
    """The kinds of things there are to do."""
    found = {one.activity.domain for one in ahead(scene, {})}
    buttons = [
        button(label, "activities", domain=domain)
        for domain, label in domains.LABELS.items()
        if domain in found
    ]
    rows = [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]
    line = say("body", "What are you looking for?")
    return Outcome((Reply((line,), (*rows, menu.footer()), replaces=True),))


def mine(scene: Scene, args: Args) -> Outcome:
    """What somebody goes to, or waits for."""
    there = own(scene)
    if not there:
        return show(scene, {})
    skip = int(args.get("skip", 0))
    skip = skip if skip < len(there) else 0
    lines: list[Text] = []
    rows: list[tuple[Button, ...]] = []
    for one, occurrence in there[skip : skip + SHOWN]:
        lines += [heading(scene, occurrence), when(scene, occurrence), standing(scene, one)]
        rows.append((button(name(title(scene, occurrence)), "activity", **named(occurrence)),))
    if len(there) > skip + SHOWN:
        rows.append((button(say("btn", "➡️ More"), "activities.mine", **more({}, skip)),))
    return Outcome((Reply(tuple(lines), (*rows, menu.footer()), replaces=bool(scene.turn.tap)),))


def own(scene: Scene) -> list[tuple[SignUp, Occurrence]]:
    """What somebody goes to, or waits for, and is not over."""
    since = scene.now - BEHIND
    signed_up = scene.store.signups.of_person(scene.person.id, scene.person.face, since)
    keys = [one.key for one in signed_up]
    changes = scene.store.occurrences.of(keys) if keys else {}
    agenda = scene.house.agenda
    found = [(one, agenda.find(one.key, changes.get(one.key))) for one in signed_up]
    there = [(one, occurrence) for one, occurrence in found if occurrence]
    there.sort(key=lambda pair: pair[1].begins)
    return [pair for pair in there if pair[1].ends > scene.now]


def one_activity(scene: Scene, args: Args) -> Outcome:
    """One time of an activity: what, when, where, and what you can do about it."""
    occurrence = here(scene, args)
    if occurrence is None:
        return gone(scene)
    return Outcome((card(scene, occurrence),))


def card(
    scene: Scene, occurrence: Occurrence, *lines: Text, known: Standing | None = None
) -> Reply:
    """One time of an activity as a message, after the lines that led there."""
    room = scene.house.rooms[occurrence.activity.room]
    stands = known or _standing(scene, occurrence)
    signup, taken = stands.signup, stands.taken
    told = [
        *lines,
        heading(scene, occurrence),
        whole_time(scene, occurrence),
        name(f"📍 {room.name}, {room.address}"),
        *_facts(occurrence, taken),
    ]
    if signup:
        told.append(standing(scene, signup, stands.number))
    rows = (*_rows(occurrence, signup, taken, scene.now), *_for_key_holders(scene, occurrence))
    back = (button(say("btn", "📅 Activities"), "activities"),)
    return Reply(tuple(told), (*rows, back, menu.footer()), replaces=bool(scene.turn.tap))


def _standing(scene: Scene, occurrence: Occurrence) -> Standing:
    signups, person = scene.store.signups, scene.person
    said = signups.latest(person.id, person.face, occurrence.key)
    taken = signups.taken([occurrence.key]).get(occurrence.key, 0)
    return Standing(said if said and said.state in STANDING else None, taken)


def gone(scene: Scene) -> Outcome:
    """An activity that the file does not have any more."""
    line = say("body", "This activity is not there any more.")
    shown = show(scene, {}).replies[0]
    return Outcome((Reply((line, *shown.lines), shown.rows),))


def ahead(scene: Scene, wanted: Mapping[str, str | int]) -> list[Occurrence]:
    """What is still to come in the next weeks, as wanted; cancelled ones are left out."""
    first, last = scene.now, scene.now + LOOK_AHEAD
    changes = scene.store.occurrences.between(first, last)
    room = str(wanted.get("room", ""))
    found = scene.house.agenda.between(first, last, changes, rooms=room)
    domain, day = wanted.get("domain"), wanted.get("day")
    return [
        one
        for one in found
        if not one.is_cancelled
        and (not domain or one.activity.domain == domain)
        and (not day or one.begins.date() == date.fromisoformat(str(day)))
    ]


def here(scene: Scene, args: Args) -> Occurrence | None:
    """The occurrence that a button names."""
    return find(scene, key_in(args))


def key_in(args: Args | Answers) -> Key:
    """What names the occurrence that a button is about."""
    return str(args["activity"]), datetime.fromisoformat(str(args["start"]))


def find(scene: Scene, key: Key) -> Occurrence | None:
    """The occurrence with this name, as it is now."""
    change = scene.store.occurrences.of([key]).get(key)
    return scene.house.agenda.find(key, change)


def named(occurrence: Occurrence) -> dict[str, str | int]:
    """What a button needs to name an occurrence."""
    return {"activity": occurrence.activity.id, "start": occurrence.start.isoformat()}


def title(scene: Scene, occurrence: Occurrence) -> str:
    """The title for whoever asks."""
    return occurrence.activity.title_in(scene.language, scene.house.neighbourhood.default_language)


def heading(scene: Scene, occurrence: Occurrence) -> Text:
    """The title with its picture."""
    return domains.titled(occurrence.activity.domain, title(scene, occurrence))


def when(scene: Scene, occurrence: Occurrence) -> Text:
    """The day, the time and the room in one line."""
    return say(
        "body",
        "{day} at {time}, {room}.",
        day=status.day_name(occurrence.begins.date(), scene.today),
        time=status.clock(occurrence.begins),
        room=scene.house.rooms[occurrence.activity.room].name,
    )


def whole_time(scene: Scene, occurrence: Occurrence) -> Text:
    """The day, with the beginning and the end."""
    return say(
        "body",
        "{day} from {start} until {end}.",
        day=status.day_name(occurrence.begins.date(), scene.today),
        start=status.clock(occurrence.begins),
        end=status.clock(occurrence.ends),
    )


def standing(scene: Scene, signup: SignUp, number: int = 0) -> Text:
    """How somebody stands with an activity; ``number`` is theirs on the list, where known."""
    match signup.state:
        case "in" | "came" if signup.size > 1:
            return say("body", "✅ You come. Together you are {n}.", n=signup.size)
        case "in" | "came":
            return say("body", "✅ You come.")
        case "offered":
            assert signup.held_until
            until = scene.house.local(signup.held_until)
            return say(
                "body",
                "🎟️ A place is kept for you: {day} until {time}.",
                day=status.day_name(until.date(), scene.today),
                time=status.clock(until),
            )
        case _:
            number = number or scene.store.signups.number_on_list(signup)
            return say("body", "⏳ You are number {n} on the waiting list.", n=number)


def _list(scene: Scene, page: Sequence[Occurrence]) -> list[Text]:
    taken = scene.store.signups.taken([one.key for one in page]) if page else {}
    lines: list[Text] = []
    for number, one in enumerate(page, 1):
        # The number of its button.
        lines.append(name(f"{number} {heading(scene, one).one}"))
        lines += [when(scene, one), *_facts(one, taken.get(one.key, 0))]
    return lines


def _facts(occurrence: Occurrence, taken: int) -> list[Text]:
    """What one must know before one comes: changes, places, the language."""
    if occurrence.is_cancelled:
        return [say("body", "❗ This is cancelled.")]
    lines = []
    if occurrence.is_moved:
        lines.append(say("body", "❗ The time has changed."))
    places = occurrence.activity.places
    if places and taken >= places:
        lines.append(say("body", "All places are taken. There is a waiting list."))
    elif places:
        lines.append(say_many("body", "{n} place left.", "{n} places left.", places - taken))
    if occurrence.activity.language:
        known = locales.languages().get(occurrence.activity.language)
        spoken = known.own_name if known else occurrence.activity.language
        lines.append(say("body", "We speak {language} there.", language=spoken))
    return lines


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


def _for_key_holders(scene: Scene, occurrence: Occurrence) -> list[tuple[Button, ...]]:
    if not may_run(scene, occurrence):
        return []
    if occurrence.is_cancelled:
        if occurrence.begins <= scene.now:
            return []
        return [(button(say("btn", "♻️ It goes on"), "activity.revive", **named(occurrence)),)]
    if occurrence.begins <= scene.now:
        return [(button(say("btn", "🔢 How many came?"), "activity.came", **named(occurrence)),)]
    return [
        (
            button(say("btn", "🕘 Move it"), "activity.move", **named(occurrence)),
            button(say("btn", "🚫 Cancel it"), "activity.cancel", **named(occurrence)),
        )
    ]


def may_run(scene: Scene, occurrence: Occurrence) -> bool:
    """Whether this person may move, cancel or count it: a key-holder there, or a coordinator."""
    holds_key = any(room.id == occurrence.activity.room for room in scene.own_rooms)
    return holds_key or scene.person.is_coordinator


def to_run(scene: Scene, args: Args | Answers) -> Occurrence | Outcome:
    """The occurrence that is meant, if this person may change it now."""
    occurrence = here(scene, args)
    if occurrence is None:
        return gone(scene)
    if not may_run(scene, occurrence):
        return menu.only_key_holders(scene)
    return occurrence
