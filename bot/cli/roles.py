"""Commands about who may do what: invite, list who has which role, suspend one, give back, end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import typer

from bot import app
from bot.cli import doctor
from bot.cli.tools import CannotDo, check_place, storage, tell
from bot.settings import read_settings
from handlers.core.messages import Reply
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.private import numbers
from handlers.core.typed_input import readable
from handlers.team import standing
from locales import folding
from storage.repositories.people.roles import (
    COORDINATOR,
    KEY_HOLDER,
    LONGEST_LABEL,
    OPERATOR,
    PARTNER,
    Holder,
    Role,
)
from storage.store import Store

Label = Annotated[
    str | None,
    typer.Option(help='Whose it is, for coordinators only, for example "Fatima, Tuesday".'),
]
Who = Annotated[str, typer.Argument(help="The number that `roles` shows, or a label.")]
Change = Callable[[NeighbourhoodView, Store, Holder, datetime, None], Sequence[Reply] | None]

invite = typer.Typer(help="Print a one-time link that gives a role.", no_args_is_help=True)


@invite.command("coordinator")
def invite_coordinator(label: Label = None) -> None:
    """Invite a coordinator: gets the report, invites key-holders. Works for one hour."""
    _invite(Role(COORDINATOR, ""), label)


@invite.command("keyholder")
def invite_keyholder(
    room: Annotated[str, typer.Option(help="The room's id.")], label: Label = None
) -> None:
    """Invite a key-holder of a room. Works for 24 hours."""
    _invite(Role(KEY_HOLDER, room), label)


@invite.command("partner")
def invite_partner(
    partner: Annotated[str, typer.Option(help="The partner's id.")], label: Label = None
) -> None:
    """Invite somebody who answers for a partner. Works for 24 hours."""
    _invite(Role(PARTNER, partner), label)


@invite.command("operator")
def invite_operator(label: Label = None) -> None:
    """Invite whoever looks after the program: is told of trouble. Works for 24 hours."""
    _invite(Role(OPERATOR, ""), label)


def roles(
    words: Annotated[str, typer.Argument(help="Only those with these words in their label.")] = "",
) -> None:
    """List who has which role: a number, their label if any, since when, where from."""
    wanted = set(folding.words(words))
    with storage(read_settings()) as database:
        view = app.check_storage(database)
        with database.reading() as store:
            holders = store.roles.everybody()
    found = [one for one in holders if wanted <= set(folding.words(one.label))]
    if words and not found:
        raise CannotDo(f"Nobody has a label with {words} in it. See: buurtbot roles")
    for holder in found:
        scope = f" {holder.role.scope}" if holder.role.scope else ""
        since = f"since {view.local(holder.since):%Y-%m-%d}"
        state = ", suspended" if holder.suspended_at else ""
        gone = ", left the chat" if holder.has_left else ""
        called = f' "{holder.label}"' if holder.label else ""
        who = f"{holder.id}: {holder.role.role}{scope} {holder.number}{called}"
        typer.echo(f"{who}, {since}, {holder.channel}{state}{gone}")


def suspend(who: Who) -> None:
    """Suspend a role at once, for a lost phone: `give-back` undoes it, here or in the chat.

    With a label: all that this person may do. They and the coordinators hear of it.
    """
    _change(who, standing.pause)
    typer.echo("Suspended. Without a coordinator left: buurtbot invite coordinator")


def give_back(who: Who) -> None:
    """Let a suspended role be used again; with a label all of this person's.

    They and the coordinators hear of it.
    """
    _change(who, standing.give_back)
    typer.echo("Given back.")


def end(who: Who) -> None:
    """Take a role away for good, with its label; with a label all of this person's.

    They and the coordinators hear of it.
    """
    _change(who, standing.end)
    typer.echo("Ended. Without a coordinator left: buurtbot invite coordinator")


def _change(who: str, change: Change) -> None:
    """Change what is meant, and lay ready what others hear of it."""
    with storage(read_settings()) as database:
        view = app.check_storage(database)
        now = app.now()
        with database.writing() as store:
            for holder in _meant(store.roles.everybody(), who):
                tell(store, change(view, store, holder, now, None) or (), now)


def _meant(holders: Sequence[Holder], who: str) -> list[Holder]:
    """The role with this number, or all those of the one person with this label."""
    if who.isdecimal() and (numbered := [one for one in holders if one.id == int(who)]):
        return numbered
    words = folding.words(who)
    called = [one for one in holders if one.label and folding.words(one.label) == words]
    if not called:
        kind = "number" if who.isdecimal() else "label"
        raise CannotDo(f"There is no role with {kind} {who}. See: buurtbot roles")
    if len({one.person for one in called}) > 1:
        numbers = ", ".join(str(one.id) for one in called)
        raise CannotDo(f"Several people have the label {who}. Say which number: {numbers}.")
    return called


def _checked(label: str) -> str:
    """A label as the chat takes it: to be seen, short, no private number in it."""
    words = readable(label)
    if not words:
        raise CannotDo("There are no words in the label.")
    if len(words) > LONGEST_LABEL:
        raise CannotDo(f"A label has at most {LONGEST_LABEL} letters.")
    if numbers.has_any(words):
        raise CannotDo("A number like that is private. It cannot be in a label.")
    return words


def _invite(role: Role, label: str | None) -> None:
    settings = read_settings()
    called = "" if label is None else _checked(label)
    with storage(settings) as database:
        view = app.check_storage(database)
        check_place(view, role)
        with database.writing() as store:
            now = app.now()
            code, expires = store.invitations.make(role, None, now)
            invitation = store.invitations.find(code)
            if called and invitation:
                store.invitations.call(invitation.id, called, now)
    typer.echo(f"code:    {code}")
    typer.echo(f"expires: {view.local(expires):%Y-%m-%d %H:%M}")
    for link in asyncio.run(doctor.links(settings, code)):
        typer.echo(link)
