"""How it stands with somebody's help: what was offered, what they do, what is asked of them."""

from __future__ import annotations

from handlers.core import time_words
from handlers.core.context import Context
from handlers.core.messages import Button, Reply, Text, button, say
from handlers.core.time_words import ANY, WHEN, word
from handlers.volunteering import steps_to_work, trial
from handlers.volunteering.texts import WHAT
from handlers.volunteering.voices import texts as voices
from storage.repositories.volunteering.offers import AGREED, GIVE_UP, JOINED, OPEN, Offer

Row = tuple[Button, ...]


def pages(context: Context) -> list[tuple[list[Text], list[Row]]]:
    """What there is to say of somebody's help, each on a page of its own."""
    offers, rooms = context.store.offers.of(context.person.id), context.view.rooms
    waiting = [offer for offer in offers if offer.state in OPEN]
    found = [where(context, offer) for offer in waiting[-1:]]
    steps = steps_to_work.own(context)
    if steps[0]:
        found.append(steps)
    something = button(say("btn", "🌱 Something more"), "volunteer.kinds", again=1)
    for offer in offers:
        if offer.state == JOINED and offer.room in rooms:
            more: list[Row] = [] if waiting else [(something,)]
            stop = (stop_button(offer, named=True),)
            found.append(([_joined_line(context, offer)], [*more, stop]))
    return found


def made(context: Context, offer: Offer) -> Reply:
    """It is on its way: who reads it, what comes next and by when, and how to undo it."""
    room = context.view.rooms[offer.room].name
    latest = context.view.today(offer.since + GIVE_UP)
    next_step = say("body", "They'll choose a day for you to come and see.")
    if context.store.roles.key_holders(offer.room):
        reads = say("body", "✅ Thank you! The key-holders of {room} will read it.", room=room)
    elif context.store.roles.coordinators():
        reads = say("body", "✅ Thank you! The coordinators will read it.")
    else:
        reads = say("body", "✅ Thank you! We'll keep it for you.")
        next_step = say("body", "Nobody in {room} can read it yet.", room=room)
    lines = (
        reads,
        next_step,
        say(
            "body",
            "You'll see the answer here, {day} at the latest.",
            day=time_words.day_name(latest),
        ),
    )
    undo = button(say("btn", "↩️ Undo"), "volunteer.stop", offer=offer.id, fresh=1)
    suits = button(say("btn", "🕙 When it suits me"), "volunteer.when", offer=offer.id)
    rows = ((suits,), (undo,)) if offer.when == ANY else ((undo,),)
    return Reply(lines, rows, replaces=True)


def where(context: Context, offer: Offer) -> tuple[list[Text], list[Row]]:
    """How an offer stands, and what its person can do about it."""
    room = context.view.rooms.get(offer.room)
    stop = (stop_button(offer),)
    if room is None:
        return [say("body", "That room is not there any more.")], [stop]
    is_agreed = offer.state in AGREED and offer.trial_at is not None
    if is_agreed and offer.trial_at and offer.trial_at > context.now:
        return [*trial.welcome(context.view, offer, room)], [trial.coming_buttons(offer), stop]
    first = say(
        "body",
        "🌱 You offered help in {room}: {what}. {when}.",
        room=room.name,
        what=word(WHAT, offer.what),
        when=word(WHEN, offer.when),
    )
    return [first, say("body", "The room will answer you here.")], [stop]


def _joined_line(context: Context, offer: Offer) -> Text:
    return say(
        "body",
        "🌱 You help in {room}: {what}. Thank you!",
        room=context.view.rooms[offer.room].name,
        what=word(WHAT, offer.what),
    )


def voice_row(context: Context) -> tuple[Row, ...]:
    """The way to lend one's voice, for those who may."""
    if not voices.may(context):
        return ()
    return ((button(say("btn", "🎤 Lend your voice"), "voices"),),)


def stop_button(offer: Offer, *, named: bool = False) -> Button:
    """Ends an offer; with its name where there may be several."""
    label = say("btn", "❌ Stop")
    if named:
        label = say("choice", "❌ Stop: {what}", what=word(WHAT, offer.what))
    return button(label, "volunteer.stop", offer=offer.id)
