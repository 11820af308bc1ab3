"""Whether a partner has room for more people: said with one tap, with the day it was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helper_texts
from handlers.help_requests.answer.links import own_partners
from handlers.help_requests.answer.progress import LONGEST, coming_weeks
from handlers.help_requests.helper_texts import REQUESTS
from storage.store import Store

# What a partner said is asked again after so long.
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPartner:
    """The arguments of a button about a partner; empty when it is asked which."""

    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullUntil(OfPartner):
    """Until which day a partner has no room for more people."""

    until: date


def line(view: NeighbourhoodView, store: Store, partner: str, now: datetime) -> Text:
    """Whether a partner has room, and since when that is known: to be read before referring."""
    said = store.partners.capacity(partner)
    who = helper_texts.partner_name(view, partner)
    if said is None:
        return say("body", "⚪ {partner}: not known if there is space.", partner=who)
    looked = view.today(said.checked_at)
    if said.full_until and store.partners.is_full(partner, view.today(now)):
        return say(
            "body",
            "🔴 {partner}: full until {date}. Last looked: {looked}.",
            partner=who,
            date=said.full_until,
            looked=looked,
        )
    return say(
        "body", "🟢 {partner}: there is space. Last looked: {looked}.", partner=who, looked=looked
    )


def show(context: Context, args: OfPartner) -> Outcome:
    """How it stands, and the days until which it may be full."""
    partner = _partner(context, args.partner)
    if isinstance(partner, Outcome):
        return partner
    return Outcome((_screen(context, partner),))


def full(context: Context, args: FullUntil) -> Outcome:
    """Full until a day."""
    partner = _partner(context, args.partner)
    if isinstance(partner, Outcome):
        return partner
    if not context.today < args.until <= context.today + LONGEST:
        return Outcome((_screen(context, partner),))
    return _kept(context, partner, args.until)


def free(context: Context, args: OfPartner) -> Outcome:
    """There is room again, or still."""
    partner = _partner(context, args.partner)
    return partner if isinstance(partner, Outcome) else _kept(context, partner, None)


def still(context: Context, args: OfPartner) -> Outcome:
    """What was said is still true: it was looked at today."""
    partner = _partner(context, args.partner)
    if isinstance(partner, Outcome):
        return partner
    said = context.store.partners.capacity(partner)
    is_over = said is None or said.full_until is None or said.full_until <= context.today
    return _kept(context, partner, None if is_over or said is None else said.full_until)


def shown(
    view: NeighbourhoodView, store: Store, partner: str, now: datetime, *first: Text
) -> Reply:
    """How it stands with every answer to it."""
    today = view.today(now)
    days = [
        button(
            say("day", "📆 {date}", date=day),
            "capacity.full",
            partner=partner,
            until=day.isoformat(),
        )
        for day in coming_weeks(today)
    ]
    free_again = button(say("btn", "🟢 Free again"), "capacity.free", partner=partner)
    lines = (*first, line(view, store, partner, now), say("body", "Full? Choose until when."))
    rows = (*in_rows(days), (free_again, button(REQUESTS, "requests")))
    return Reply(lines, rows, replaces=True)


def still_true(
    view: NeighbourhoodView, store: Store, partner: str, now: datetime, to: int
) -> Reply:
    """The question that comes once a month."""
    base = shown(view, store, partner, now, say("body", "There is a question for you."))
    yes = button(say("btn", "✅ Still true"), "capacity.still", partner=partner)
    lines = (*base.lines[:-1], say("body", "Is that still true?"))
    return Reply(lines, ((yes,), *base.rows), to=to)


def _kept(context: Context, partner: str, until: date | None) -> Outcome:
    context.store.partners.set_capacity(
        partner, context.person.id, full_until=until, now=context.now
    )
    done = say("body", "✅ Noted. Thank you!")
    return Outcome((_screen(context, partner, done),))


def _screen(context: Context, partner: str, *first: Text) -> Reply:
    """How it stands; for a coordinator with the way back to what is known of the organisation."""
    own = shown(context.view, context.store, partner, context.now, *first)
    if partner in own_partners(context):
        return own
    label = name(f"🤝 {helper_texts.partner_name(context.view, partner)}")
    return replace(own, rows=(*own.rows, (button(label, "plan.partner", partner=partner),)))


def _partner(context: Context, partner: str) -> str | Outcome:
    """For which of their own partners somebody says it; asked when there are several.

    A coordinator writes down what any of them says on the telephone.
    """
    partners = own_partners(context)
    if partner and context.person.is_coordinator:
        partners = [known.id for known in context.view.neighbourhood.partners]
    if not partners:
        return refusals.OVER
    chosen = partner or (partners[0] if len(partners) == 1 else "")
    if chosen in partners:
        return chosen
    buttons = [
        (button(name(helper_texts.partner_name(context.view, known)), "capacity", partner=known),)
        for known in partners
    ]
    asked = Reply((say("body", "For which organisation?"),), tuple(buttons), replaces=True)
    return Outcome((asked,))
