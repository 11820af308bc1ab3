"""The room's side of an offer to help: who takes it up, which day, who meets the volunteer."""

from __future__ import annotations

from dataclasses import replace

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.typed_input import number_in
from handlers.everybody import menu
from handlers.rooms import status
from handlers.volunteering import trial
from storage.neighbourhood.model import Room
from storage.repositories.volunteering.offers import (
    AGREED,
    ASKED,
    BUDDY,
    ENDED,
    INVITED,
    STOPPED,
    TAKEN,
    Offer,
)

Found = tuple[Offer, Room]


def come(scene: Scene, args: Args) -> Outcome:
    """Take an offer up: the first who does so has it."""
    found = held(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    if offer.state == TAKEN and offer.answered_by == scene.person.id:
        return _ask_day(scene, offer, room)
    if offer.state != ASKED:
        return too_late(offer)
    if offer.person not in scene.store.people.present([offer.person]):
        return too_late(scene.store.offers.change(offer, state=STOPPED))
    taken = scene.store.offers.change(
        offer, state=TAKEN, answered_by=scene.person.id, answered_at=scene.now
    )
    return _ask_day(scene, taken, room)


def later(scene: Scene, args: Args) -> Outcome:
    """Not now: the others can still answer."""
    found = held(scene, args)
    if isinstance(found, Outcome):
        return found
    return said(say("body", "✅ Thank you. The others can still answer."))


def give_back(scene: Scene, args: Args) -> Outcome:
    """Whoever took an offer up thinks better of it: somebody else may take it."""
    found = _taken(scene, args)
    if isinstance(found, Outcome):
        return found
    offer = scene.store.offers.change(found[0], state=ASKED, **trial.NOBODY)
    (again,) = trial.notice(scene.house, scene.store, offer, [scene.person.id])
    lines = (say("body", "Undone."), *again.lines)
    return Outcome((replace(again, to=None, lines=lines, replaces=True),), keeps_question=True)


def choose_day(scene: Scene, args: Args) -> Outcome:
    """The trial begins with one of the next openings."""
    found = _taken(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    blocks = status.next_blocks(scene.house, room, scene.now)
    starts = {block.start.isoformat(): block.start for block in blocks}
    start = starts.get(str(args.get("start", "")))
    if start is None or offer.state != TAKEN:
        return _ask_day(scene, offer, room)
    chosen = scene.store.offers.change(offer, trial_at=start)
    lines = (
        trial.line(scene.house, chosen, room, scene.now),
        say("body", "Who meets the volunteer?"),
    )
    other = button(say("btn", "🔑 Somebody else"), "offers.other", offer=offer.id)
    back = button(say("btn", "↩️ Undo"), "offers.back", offer=offer.id)
    rows = ((_buddy_button(offer), other), (back,), keyboards.footer())
    return Outcome((Reply(lines, rows, replaces=True),), keeps_question=True)


def be_buddy(scene: Scene, args: Args) -> Outcome:
    """Whoever took the offer up meets the volunteer too."""
    found = _taken(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    if not _is_ahead(scene, offer, room):
        return _ask_day(scene, offer, room)
    return _invite(scene, offer, room)


def ask_others(scene: Scene, args: Args) -> Outcome:
    """Somebody else is the buddy: ask the other key-holders of the room."""
    found = _taken(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    if not _is_ahead(scene, offer, room):
        return _ask_day(scene, offer, room)
    known = {scene.person.id, offer.person}
    others = [one for one in scene.store.roles.key_holders(room.id) if one not in known]
    myself = (_buddy_button(offer),)
    if not others:
        line = say("body", "Nobody else holds a key to {room}.", room=room.name)
        return said(line, rows=(myself,))
    asked: list[Reply] = []
    if offer.state == TAKEN:
        scene.store.offers.change(offer, state=BUDDY, answered_at=scene.now)
        lines = (
            trial.line(scene.house, offer, room, scene.now),
            say("body", "Do you want to meet the volunteer?"),
        )
        yes = button(say("btn", "✅ Yes"), "offers.meet", offer=offer.id)
        no = button(say("btn", "❌ No"), "offers.later", offer=offer.id)
        asked = [Reply(lines, ((yes, no), keyboards.footer()), to=one) for one in others]
    done = say("body", "✅ I ask the other key-holders.")
    then = say("body", "You hear it here when one says yes.")
    return _with(said(done, then, rows=(myself,)), *asked)


def meet(scene: Scene, args: Args) -> Outcome:
    """Another key-holder meets the volunteer: the first yes has it."""
    found = held(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    if offer.state in AGREED and offer.buddy == scene.person.id:
        return said(trial.line(scene.house, offer, room, scene.now))
    if offer.state != BUDDY or not _is_ahead(scene, offer, room):
        return too_late(offer)
    outcome = _invite(scene, offer, room)
    asker = offer.answered_by
    if asker == scene.person.id or asker not in trial.staff(scene.store, offer):
        return outcome
    lines = (
        trial.line(scene.house, offer, room, scene.now),
        say("body", "Another key-holder meets the volunteer."),
    )
    return _with(outcome, Reply(lines, (keyboards.footer(),), to=asker))


def held(scene: Scene, args: Args) -> Found | Outcome:
    """The offer a button is about, if this person may answer for its room now; else what to say."""
    offer = scene.store.offers.get(number_in(args, "offer"))
    room = scene.house.rooms.get(offer.room) if offer else None
    if offer is None or room is None or offer.person == scene.person.id:
        return menu.over(scene)
    if room in scene.own_rooms or scene.person.is_coordinator:
        return offer, room
    return replace(menu.only_key_holders(scene), keeps_question=True)


def too_late(offer: Offer) -> Outcome:
    """Somebody was faster, or there is nothing to answer any more."""
    if offer.state in {STOPPED, ENDED}:
        return said(say("body", "That is over now. Thank you!"))
    return said(say("body", "Somebody answered already. Thank you!"))


def said(*lines: Text, rows: keyboards.Rows = ()) -> Outcome:
    """An answer in the place of the question."""
    reply = Reply(lines, (*rows, keyboards.footer()), replaces=True)
    return Outcome((reply,), keeps_question=True)


def _taken(scene: Scene, args: Args) -> Found | Outcome:
    """The offer that this very person took up and still arranges."""
    found = held(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    is_own = offer.answered_by == scene.person.id
    if is_own and offer.state in AGREED:
        return said(trial.line(scene.house, offer, room, scene.now))
    return found if is_own and offer.state in {TAKEN, BUDDY} else too_late(offer)


def _ask_day(scene: Scene, offer: Offer, room: Room) -> Outcome:
    rows = trial.day_rows(scene.house, offer, room, scene.now)
    if status.next_blocks(scene.house, room, scene.now):
        line = say("body", "Which day for a trial in {room}?", room=room.name)
    else:
        line = say("body", "{room}: nothing is planned.", room=room.name)
    return Outcome((Reply((line,), rows, replaces=True),), keeps_question=True)


def _invite(scene: Scene, offer: Offer, room: Room) -> Outcome:
    """The one who answered is the buddy; the volunteer is asked whether the day suits."""
    invited = scene.store.offers.change(
        offer, state=INVITED, buddy=scene.person.id, answered_at=scene.now
    )
    done = said(
        trial.line(scene.house, invited, room, scene.now),
        say("body", "✅ You meet the volunteer. Thank you!"),
        say("body", "You hear the answer here."),
    )
    return _with(done, trial.invited(scene.house, invited, room, scene.now))


def _is_ahead(scene: Scene, offer: Offer, room: Room) -> bool:
    is_later = offer.trial_at is not None and offer.trial_at > scene.now
    return is_later and not trial.is_closed(scene.house, offer, room)


def _buddy_button(offer: Offer) -> Button:
    return button(say("btn", "🌱 I am the buddy"), "offers.buddy", offer=offer.id)


def _with(outcome: Outcome, *more: Reply) -> Outcome:
    return replace(outcome, replies=(*outcome.replies, *more))
