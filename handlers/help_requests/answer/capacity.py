"""Whether a partner has room for more people: said with one tap, with the day it was said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.keyboards import two_by_two
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.help_requests import helper_texts
from handlers.help_requests.answer import worklist
from handlers.help_requests.answer.links import own_partners
from handlers.help_requests.answer.progress import LONGEST, coming_weeks
from handlers.help_requests.helper_texts import REQUESTS
from handlers.neighbourhood.view import House
from storage.store import Store

# What a partner said is asked again after so long.
MONTH = timedelta(days=30)


def line(house: House, store: Store, place: str, now: datetime) -> Text:
    """Whether a partner has room, and since when that is known: to be read before referring."""
    said = store.partners.capacity(place)
    who = helper_texts.partner_name(house, place)
    if said is None:
        return say("body", "⚪ {partner}: not known if there is room.", partner=who)
    looked = house.today(said.checked_at)
    if said.full_until and store.partners.is_full(place, house.today(now)):
        return say(
            "body",
            "🔴 {partner}: full until {date}. Last looked: {looked}.",
            partner=who,
            date=said.full_until,
            looked=looked,
        )
    return say(
        "body", "🟢 {partner}: there is room. Last looked: {looked}.", partner=who, looked=looked
    )


def show(scene: Scene, args: Args) -> Outcome:
    """How it stands, and the days until which it may be full."""
    place = _place(scene, args)
    if isinstance(place, Outcome):
        return place
    return Outcome((shown(scene.house, scene.store, place, scene.now),))


def full(scene: Scene, args: Args) -> Outcome:
    """Full until a day."""
    place = _place(scene, args)
    if isinstance(place, Outcome):
        return place
    until = _day(str(args.get("until", "")))
    if until is None or not scene.today < until <= scene.today + LONGEST:
        return Outcome((shown(scene.house, scene.store, place, scene.now),))
    return _kept(scene, place, until)


def free(scene: Scene, args: Args) -> Outcome:
    """There is room again, or still."""
    place = _place(scene, args)
    return place if isinstance(place, Outcome) else _kept(scene, place, None)


def still(scene: Scene, args: Args) -> Outcome:
    """What was said is still true: it was looked at today."""
    place = _place(scene, args)
    if isinstance(place, Outcome):
        return place
    said = scene.store.partners.capacity(place)
    is_over = said is None or said.full_until is None or said.full_until <= scene.today
    return _kept(scene, place, None if is_over or said is None else said.full_until)


def shown(house: House, store: Store, place: str, now: datetime, *first: Text) -> Reply:
    """How it stands with every answer to it."""
    today = house.today(now)
    days = [
        button(
            say("day", "📆 {date}", date=day),
            "capacity.full",
            partner=place,
            until=day.isoformat(),
        )
        for day in coming_weeks(today)
    ]
    free_again = button(say("btn", "🟢 Free again"), "capacity.free", partner=place)
    lines = (*first, line(house, store, place, now), say("body", "Full? Choose until when."))
    rows = (*two_by_two(days), (free_again, button(REQUESTS, "requests")), keyboards.footer())
    return Reply(lines, rows, replaces=True)


def still_true(house: House, store: Store, place: str, now: datetime, to: int) -> Reply:
    """The question that comes once a month."""
    base = shown(house, store, place, now, say("body", "There is a question for you."))
    yes = button(say("btn", "✅ Still true"), "capacity.still", partner=place)
    lines = (*base.lines[:-1], say("body", "Is that still true?"))
    return Reply(lines, ((yes,), *base.rows), to=to)


def _kept(scene: Scene, place: str, until: date | None) -> Outcome:
    scene.store.partners.set_capacity(place, until, scene.person.id, scene.now)
    done = say("body", "✅ Written down. Thank you!")
    return Outcome((shown(scene.house, scene.store, place, scene.now, done),))


def _place(scene: Scene, args: Args) -> str | Outcome:
    """For which of their own partners somebody says it; asked when there are several."""
    places = own_partners(scene)
    if not places:
        return worklist.only_helpers(scene)
    chosen = str(args.get("partner", places[0] if len(places) == 1 else ""))
    if chosen in places:
        return chosen
    buttons = [
        (button(name(helper_texts.partner_name(scene.house, one)), "capacity", partner=one),)
        for one in places
    ]
    asked = Reply(
        (say("body", "For which partner?"),), (*buttons, keyboards.footer()), replaces=True
    )
    return Outcome((asked,))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
