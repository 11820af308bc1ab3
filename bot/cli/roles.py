"""Commands about who may do what: invite somebody, list who has which role, suspend one."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import app
from bot.cli import doctor
from bot.cli.tools import CannotDo, check_place, storage
from bot.settings import read_settings
from storage.repositories.people.audit import SUSPENDED
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, OPERATOR, PARTNER, Role

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
    """List who has which role: a number, since when, where from; never a name."""
    with storage(read_settings()) as database:
        view = app.check_storage(database)
        with database.reading() as store:
            holders = store.roles.everybody()
    for holder in holders:
        scope = f" {holder.role.scope}" if holder.role.scope else ""
        since = f"since {view.local(holder.since):%Y-%m-%d}"
        state = ", suspended" if holder.suspended_at else ""
        gone = ", left the chat" if holder.has_left else ""
        who = f"{holder.id}: {holder.role.role}{scope} {holder.number}"
        typer.echo(f"{who}, {since}, {holder.channel}{state}{gone}")


def suspend(number: Annotated[int, typer.Argument(help="The number that `roles` shows.")]) -> None:
    """Suspend a role at once, for a lost phone. A coordinator gives it back in the chat."""
    with storage(read_settings()) as database:
        app.check_storage(database)
        now = app.now()
        with database.writing() as store:
            holder = next(
                (holder for holder in store.roles.everybody() if holder.id == number), None
            )
            if holder is None:
                raise CannotDo(f"There is no role with number {number}. See: buurtbot roles")
            if store.roles.suspend(number, now):
                store.invitations.withdraw_of(holder.person, now)
                store.boards.withdraw_of(holder.person)
                role = holder.role
                store.audit.note(SUSPENDED, role.role, now, scope=role.scope, about=holder.person)
    typer.echo("Suspended. Without a coordinator left: buurtbot invite coordinator")


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
