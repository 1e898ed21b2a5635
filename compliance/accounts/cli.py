"""Commands for accounts: the first administrator, unlocking, listing."""

from uuid import UUID

import click
from flask.cli import AppGroup, with_appcontext
from sqlmodel import Session

from compliance.accounts import queries, services
from compliance.accounts.rules import OfficerDetails
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import ROLE_LABELS, Actor, Permission, Role

group = AppGroup("accounts", help="Authorities, officers and their sign-ins.")


def _actor(authority: str) -> Actor:
    try:
        return queries.command_line_actor(session(), authority, Permission.MANAGE_OFFICERS)
    except NotFound as error:
        raise click.ClickException(str(error)) from error


@group.command("add")
@click.option("--email", required=True, prompt="E-mail address", help="What the officer signs in with.")
@click.option("--name", required=True, prompt="Name", help="The officer's name.")
@click.option("--authority", required=True, prompt="Authority code", help="Such as hackney or metropolitan-police.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
    help="What the officer may do.",
)
@click.option("--password", help="A first password. Left out, one is made and printed; it must be changed at sign-in.")
@with_appcontext
def add(email: str, name: str, authority: str, role: str, password: str | None) -> None:
    """Add an officer: the way to the first administrator of an authority."""
    actor = _actor(authority)
    details = OfficerDetails(name=name, role=Role(role))
    try:
        if password:
            officer = services.add_officer(
                session(), actor, details, email=email, password=password, must_change_password=False
            )
        else:
            officer, password = services.invite_officer(session(), actor, details, email=email)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    session().commit()
    click.echo(f"Added {officer.name} <{officer.email}> as {ROLE_LABELS[officer.role].lower()} of {authority}.")
    if officer.must_change_password:
        click.echo(f"Temporary password, to be changed at the first sign-in: {password}")


@group.command("unlock")
@click.argument("email")
@with_appcontext
def unlock(email: str) -> None:
    """Let a locked-out officer try again at once."""
    actor, officer_id = _officer(session(), email)
    services.unlock_officer(session(), actor, officer_id)
    session().commit()
    click.echo(f"{email} may sign in again.")


@group.command("reset-password")
@click.argument("email")
@with_appcontext
def reset_password(email: str) -> None:
    """Give an officer a temporary password and sign them out everywhere."""
    actor, officer_id = _officer(session(), email)
    temporary = services.reset_password(session(), actor, officer_id)
    session().commit()
    click.echo(f"Temporary password, to be changed at the next sign-in: {temporary}")


@group.command("authorities")
@with_appcontext
def authorities() -> None:
    """List the authorities and their codes."""
    for authority in queries.list_authorities(session()):
        click.echo(f"{authority.code:28} {authority.name}")


def _officer(where: Session, email: str) -> tuple[Actor, UUID]:
    officer = queries.find_officer_by_email(where, email)
    if officer is None:
        raise click.ClickException(f"There is no officer with the e-mail address {email}.")
    return _actor(queries.get_authority(where, officer.authority_id).code), officer.id
