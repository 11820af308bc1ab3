"""The organisations that help, and one of them with what can be changed."""

from __future__ import annotations

from typing import Any

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Needs, Tap
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say, say_many
from handlers.help_requests.answer import capacity
from handlers.help_requests.answer.capacity import OfPartner
from handlers.manage.changes import organisations
from storage.neighbourhood.model import Neighbourhood, Partner
from storage.repositories.help_requests.requests import Request


def show(context: Context, args: FurtherOn) -> Outcome:
    """All of them, some at a time, and the way to a new one."""
    every = context.view.neighbourhood.partners
    shown, further = part(every, args.skip)
    lines = [say("body", "🤝 The organisations that help:")]
    if not every:
        lines = [say("body", "There are no organisations yet.")]
    rows: list[tuple[Button, ...]] = [(to_partner(one),) for one in shown]
    rows += more_row("plan.partners", further)
    rows.append((button(say("btn", "➕ New organisation"), "plan.partner.new"),))
    rows.append((button(say("btn", "🏙️ Neighbourhood"), "plan.whole"),))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap)),))


def one(context: Context, args: OfPartner) -> Outcome:
    """One of them: for what, how soon, who answers there, and whether it has space."""
    partner = partner_of(context.view.neighbourhood, args.partner)
    if partner is None:
        return refusals.OVER
    lines = [
        *described(partner),
        capacity.line(context.view, context.store, partner.id, context.now),
        _people(len(context.store.roles.partner_people(partner.id))),
    ]
    if waiting := len(open_requests(context, partner.id)):
        lines.append(say_many("body", "📂 {n} open request.", "📂 {n} open requests.", waiting))
    of = {"partner": partner.id}
    keys = [
        button(say("btn", "🏷️ Name"), "plan.partner.change", what="name", **of),
        button(say("btn", "⛑️ Topics"), "plan.partner.change", what="domains", **of),
        button(say("btn", "⏳ Days to answer"), "plan.partner.change", what="days", **of),
        button(say("btn", "📞 Phone"), "plan.partner.change", what="phone", **of),
        button(say("btn", "🚦 Full or free"), "capacity", **of),
        to_invite(partner),
        button(say("btn", "➖ Take out"), "plan.partner.out", **of),
    ]
    back = (button(say("btn", "🤝 Organisations"), "plan.partners"),)
    reply = Reply(tuple(lines), (*in_rows(keys), back), replaces=bool(context.turn.tap))
    return Outcome((reply,))


def partner_of(now: Neighbourhood, id: str) -> Partner | None:  # noqa: A002 - the word of the file
    """The organisation with this id."""
    return next((one for one in now.partners if one.id == id), None)


def described(partner: Partner) -> list[Text]:
    """What it is called, for what it answers and how soon, and its phone."""
    return [
        name(f"🤝 {partner.name}"),
        say("body", "It answers for: {topics}.", topics=organisations.topics(partner.domains)),
        organisations.days(partner),
        (
            say("body", "Phone: {phone}", phone=partner.phone)
            if partner.phone
            else say("body", "There is no phone number.")
        ),
    ]


def open_requests(context: Context, partner: str) -> list[Request]:
    """What is with it now."""
    every = context.store.requests.under_way()
    return [request for request in every if request.partner == partner]


def to_partner(partner: Partner) -> Button:
    """The way to one of them."""
    return button(name(f"🤝 {partner.name}"), "plan.partner", partner=partner.id)


def to_invite(partner: Partner) -> Button:
    """The way to invite somebody who answers for it."""
    return button(say("btn", "✉️ Invite"), "invite.partner", partner=partner.id)


def _people(number: int) -> Text:
    if not number:
        return say("body", "👥 Nobody answers for it here yet.")
    return say_many(
        "body", "👥 {n} person answers for it here.", "👥 {n} people answer for it here.", number
    )


TAPS: dict[str, Tap[Any]] = {
    "plan.partners": Tap(show, FurtherOn, Needs.COORDINATOR, asks_pictures=True),
    "plan.partner": Tap(one, OfPartner, Needs.COORDINATOR, asks_pictures=True),
}
