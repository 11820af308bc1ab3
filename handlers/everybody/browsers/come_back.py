"""I was here before: pictures in their order open a request, or a role, in this browser again."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import PICTURES, in_order, picture_rows
from handlers.core.messages import Below, Button, Outcome, Reply, Text, button, say
from handlers.core.private.way_back import LENGTH, read, to_role
from handlers.help_requests.ask import my_requests
from handlers.help_requests.helpers import OfRequest

# How often pictures are tried a day from one place, or by one account; and by everybody.
MOST_HERE, MOST_EVERYWHERE = 20, 300
TRIES = "ways back"
IN_A_ROW = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The pictures that were tapped so far."""

    picked: str = ""


def offer() -> Button:
    """The way to the pictures."""
    return button(say("btn", "🗝️ I am back"), "come_back")


def ask(_context: Context, args: Picked, *before: Text) -> Outcome:
    """Ask for the next picture."""
    picked = args.picked
    if any(sign not in PICTURES for sign in picked) or len(picked) >= LENGTH:
        return refusals.OVER
    lines = [*before, say("body", "🗝️ Tap your six pictures in their order.")]
    if picked:
        lines.append(in_order(picked))
    rows = picture_rows(PICTURES, "come_back.pick", picked, IN_A_ROW)
    reply = Reply(tuple(lines), rows, replaces=True, is_secret=True)
    return Outcome((reply,), keeps_question=True)


def pick(context: Context, args: Picked) -> Outcome:
    """One picture more; with the last of them it is seen what they open."""
    return opened(context, args.picked) if len(args.picked) == LENGTH else ask(context, args)


def opened(context: Context, pictures: str) -> Outcome:
    """What these pictures open: one request with its talk, or a role in a browser."""
    is_in_time = context.may(TRIES, MOST_HERE, takes=False) and context.may(
        TRIES, MOST_EVERYWHERE, takes=False, everywhere=True
    )
    if not is_in_time:
        lines = (
            say("body", "You tried many pictures today."),
            say("body", "Please try again tomorrow, or ask in the room."),
        )
        return Outcome((Reply(lines, replaces=True),), keeps_question=True)
    found = context.store.ways_back.find(pictures)
    if found is None:
        context.may(TRIES, MOST_HERE)
        context.may(TRIES, MOST_EVERYWHERE, everywhere=True)
        return ask(context, Picked(), say("body", "I do not know these pictures."))
    if found.request is not None:
        return _request(context, found.request)
    return _role(context, found.person or 0)


def typed(context: Context, text: str) -> Outcome | None:
    """What typed pictures open; None for anything else."""
    pictures = read(text)
    return opened(context, pictures) if pictures else None


def again(context: Context, _: Nothing) -> Outcome:
    """New pictures for somebody with a role; those of before open nothing any more."""
    if not context.store.roles.of(context.person.id) or context.has_account:
        return refusals.OVER
    return Outcome((Reply(to_role(context), is_secret=True),), keeps_question=True)


def _request(context: Context, number: int) -> Outcome:
    """A request goes on here, and only here; so does the talk of whoever asked it."""
    store, person = context.store, context.person
    request = store.requests.get(number)
    if request is None or request.person is None:
        return ask(context, Picked(), say("body", "What these pictures opened is over."))
    if (request.person, request.profile) != (person.id, person.profile):
        before = (request.person, request.profile)
        store.talks.give_to(before, person.id, person.profile, request=number)
        store.requests.give_to(number, person.id, person.profile)
        context.count_contact()
    if not request.safe_here:
        return _may_show(request.id)
    return my_requests.show(context, Nothing(), say("body", "✅ It's good that you're back."))


def safe(context: Context, args: OfRequest) -> Outcome:
    """Where somebody came back to is safe: from now on their request is told there."""
    own = context.store.requests.of_person(context.person.id, context.profile)
    if args.request not in {request.id for request in own}:
        return refusals.OVER
    context.store.requests.mark_safe(args.request)
    return my_requests.show(context, Nothing())


def _may_show(request: int) -> Outcome:
    """What was not to be told on another phone is told on this one after a yes only."""
    lines = (
        say("body", "✅ It's good that you're back."),
        say("body", "May I show here what it is about?"),
        say("body", "Think: who else may read it?"),
    )
    yes = button(say("btn", "✅ Yes, show it"), "come_back.safe", request=request)
    no = button(say("btn", "❌ No"), "my_requests")
    return Outcome((Reply(lines, ((yes, no),), replaces=True),), keeps_question=True)


def _role(context: Context, person: int) -> Outcome:
    """A browser opens a role again, with a new cookie; who is in it already shows so."""
    browsers, own = context.store.browsers, context.person.id
    back = say("body", "✅ It's good that you're back.")
    if context.has_account:
        only = say("body", "These pictures work on the web page only.")
        return Outcome((Reply((only,)),), keeps_question=True)
    if person == own:
        browsers.renew(own, context.now)
        return Outcome((Reply((back,), replaces=True, below=Below.MAIN_MENU),), keeps_question=True)
    if not browsers.is_visitor(own):
        lines = (
            say("body", "This browser has something of yours already."),
            say("body", "Use another browser, or tap Leave first."),
        )
        return Outcome((Reply(lines, replaces=True),), keeps_question=True)
    browsers.take_over(person, address_of=own, now=context.now)
    roles = tuple(role.role for role in context.store.roles.of(person))
    menu = (button(say("btn", "🏠 Menu"), "menu"),)
    reply = Reply((back,), (menu,), to=person, roles=roles, below=Below.NOTHING)
    return Outcome((reply,), keeps_question=True)
