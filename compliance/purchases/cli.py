"""Commands for test purchases: the e-mail about running clocks, and the check of what officers signed."""

import json
from dataclasses import asdict
from datetime import date, datetime

import click
from flask.cli import AppGroup, with_appcontext

from compliance import clock, jobs
from compliance.accounts import queries as accounts
from compliance.accounts.rules import AuthorityKind
from compliance.database import read_only, session
from compliance.errors import NotFound, Refusal
from compliance.jobs import JobState
from compliance.permissions import Actor, Permission
from compliance.purchases.queries import digests as queries
from compliance.purchases.services import digests
from compliance.purchases.services.verifying import Signatures, verify_signatures

group = AppGroup("purchases", help="Test purchases: telling of last days to prosecute, checking what was signed.")


@group.command("verify")
@click.option("--authority", metavar="CODE", help="Only what officers of one authority signed, such as hackney.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def verify(*, authority: str | None, as_json: bool) -> None:
    """Hash every signed account, addition and finished statement again; name each that is not what was signed.

    Each is held to the audit, and what was seen and said to the record as it stood when it was signed. Nothing is
    written. Exits with 1 when something is wrong.
    """
    read_only(True)
    try:
        actor = accounts.command_line_actor(session(), authority, Permission.VIEW_PURCHASES) if authority else None
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    found = verify_signatures(session(), actor)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        for fault in found.faults:
            where = f"{fault.reference} ({fault.authority})" if fault.authority else fault.reference
            click.echo(f"{where}, {fault.where}: {fault.what}.")
        click.echo(_summary(found))
    if found.faults:
        raise SystemExit(1)


def _summary(found: Signatures) -> str:
    counted = (
        f"{found.accounts} signed accounts, {found.additions} additions and {found.statements} finished statements "
        "checked"
    )
    if found.faults:
        return f"{counted}: {len(found.faults)} faults."
    return f"{counted}: each is what was signed."


@group.command("digest")
@click.option("--authority", help="Code of one authority, such as hackney; every one without it.")
@click.option("--dry-run", is_flag=True, help="Print who would be told of what, and do nothing.")
@click.option("--as-at", type=click.DateTime(["%Y-%m-%d"]), help="The day from which days are counted; today without.")
@with_appcontext
def digest(authority: str | None, as_at: datetime | None, *, dry_run: bool) -> None:
    """E-mail managers, and the officer of each test, the clocks that have newly come near their last day.

    Each is told once in each band (90, 60, 30 and 14 days unless the policy says otherwise), however often this runs.
    What could not be sent is tried again at the next run. Where whoever made a test has left and there is no manager,
    every officer is told. Exits with 1 when no mail server is set up, a mail was not sent, or there is nobody to tell.
    """
    day = as_at.date() if as_at else clock.today()
    try:
        actors = _actors(authority)
        sent = [_preview(actor, day) if dry_run else _tell(actor, day) for actor in actors]
        alone = sum(_warn_of_nobody(actor, day) for actor in actors)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    except Refusal as refusal:
        session().rollback()
        raise click.ClickException(f"{refusal.message}.") from refusal
    if not alone and not any(count for count, _failed in sent):
        click.echo("Nobody is to be told of a clock today.")
    failed = sum(failures for _count, failures in sent)
    if failed:
        mails = "1 e-mail was" if failed == 1 else f"{failed} e-mails were"
        raise click.ClickException(f"{mails} not sent. They are kept, and tried again at the next run.")
    if alone:
        raise click.ClickException("Nobody was told of these. Make somebody a manager, and run this again.")


def _actors(authority: str | None) -> list[Actor]:
    """Return the command line's actor for one authority, or for each that has an active officer."""
    if authority is not None:
        return [accounts.command_line_actor(session(), authority, Permission.VIEW_PURCHASES)]
    codes = [one.code for one in accounts.list_authorities(session()) if one.kind is AuthorityKind.BOROUGH]
    return [accounts.command_line_actor(session(), code, Permission.VIEW_PURCHASES) for code in codes]


def _warn_of_nobody(actor: Actor, day: date) -> int:
    """Print the clocks near their last day of which there is nobody to tell; return how many."""
    found = queries.list_of_nobody(session(), actor, day)
    for line in found:
        told = f"{line.reference}, {line.shop}: {line.offence}, {_left(line.days_left)}, {line.last_day}"
        click.echo(
            f"{actor.authority_code}: whoever made this test has left, and there is no manager: {told}", err=True
        )
    session().rollback()
    return len(found)


def _left(days: int) -> str:
    return "1 day left" if days == 1 else f"{days} days left"


def _preview(actor: Actor, day: date) -> tuple[int, int]:
    """Print who would be told of what. Nothing is kept."""
    found = queries.list_to_tell(session(), actor, day, address=digests.told_address())
    for recipient, lines in found:
        click.echo(f"{actor.authority_code}: {recipient.name} <{recipient.address}> would be told of:")
        for line in lines:
            told = f"{line.offence}, {_left(line.days_left)}, {line.last_day}"
            click.echo(f"  {line.reference}, {line.shop}: {told}")
    session().rollback()
    return len(found), 0


def _tell(actor: Actor, day: date) -> tuple[int, int]:
    """Make and queue what is to be told, then send it and what waits; return how many, and how many failed."""
    waiting = [one.id for one in digests.ask_again(session(), actor)]
    waiting += [one.id for one in digests.make_digests(session(), actor, day)]
    session().commit()
    failed = 0
    for digest_id in waiting:
        ended = jobs.drive(session(), actor, digests.KIND, digest_id, _silent)
        told = queries.get_digest(session(), actor, digest_id).to_address
        session().rollback()
        if ended.state is JobState.FAILED:
            failed += 1
            click.echo(f"{actor.authority_code}: not sent to {told}: {ended.message}", err=True)
        else:
            click.echo(f"{actor.authority_code}: sent to {told}")
    return len(waiting), failed


def _silent(_progress: jobs.Progress) -> None:
    pass
