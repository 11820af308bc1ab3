"""Commands about who may do what: invite somebody, list who has which role, suspend one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from bot import app
from bot.cli import doctor
from bot.cli.tools import CannotDo, check_place, storage, tell
from bot.settings import read_settings
from handlers.team import standing
from locales import folding
from storage.repositories.people.roles import (
    COORDINATOR,
    KEY_HOLDER,
    OPERATOR,
    PARTNER,
    Holder,
    Role,
)

invite = typer.Typer(help="Print a one-time link that gives a role.", no_args_is_help=True)


@invite.command("coordinator")
def invite_coordinator() -> None:
    """Invite a coordinator: gets the report, invites key-holders. Works for one hour."""
    _invite(Role(COORDINATOR, ""))


@invite.command("keyholder")
def invite_keyholder(room: Annotated[str, typer.Option(help="The room's id.")]) -> None:
    """Invite a key-holder of a room. Works for 24 hours."""
    _invite(Role(KEY_HOLDER, room))


@invite.command("partner")
def invite_partner(partner: Annotated[str, typer.Option(help="The partner's id.")]) -> None:
    """Invite somebody who answers for a partner. Works for 24 hours."""
    _invite(Role(PARTNER, partner))


@invite.command("operator")
def invite_operator() -> None:
    """Invite whoever looks after the program: is told of trouble. Works for 24 hours."""
    _invite(Role(OPERATOR, ""))


def roles() -> None:
    """List who has which role: a number, their label if any, since when, where from."""
    with storage(read_settings()) as database:
        view = app.check_storage(database)
        with database.reading() as store:
            holders = store.roles.everybody()
    for holder in holders:
        scope = f" {holder.role.scope}" if holder.role.scope else ""
        since = f"since {view.local(holder.since):%Y-%m-%d}"
        state = ", suspended" if holder.suspended_at else ""
        gone = ", left the chat" if holder.has_left else ""
        called = f' "{holder.label}"' if holder.label else ""
        who = f"{holder.id}: {holder.role.role}{scope} {holder.number}{called}"
        typer.echo(f"{who}, {since}, {holder.channel}{state}{gone}")


def suspend(
    who: Annotated[str, typer.Argument(help="The number that `roles` shows, or a label.")],
) -> None:
    """Suspend a role at once, for a lost phone. A coordinator gives it back in the chat.

    With a label: all that this person may do. They and the coordinators hear of it.
    """
    with storage(read_settings()) as database:
        view = app.check_storage(database)
        now = app.now()
        with database.writing() as store:
            for holder in _meant(store.roles.everybody(), who):
                tell(store, standing.pause(view, store, holder, now, None) or (), now)
    typer.echo("Suspended. Without a coordinator left: buurtbot invite coordinator")


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


def _invite(role: Role) -> None:
    settings = read_settings()
    with storage(settings) as database:
        view = app.check_storage(database)
        check_place(view, role)
        with database.writing() as store:
            code, expires = store.invitations.make(role, None, app.now())
    typer.echo(f"code:    {code}")
    typer.echo(f"expires: {view.local(expires):%Y-%m-%d %H:%M}")
    for link in asyncio.run(doctor.links(settings, code)):
        typer.echo(link)
