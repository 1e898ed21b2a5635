"""Commands for evidence."""

import json
from dataclasses import asdict

import click
import sqlalchemy as sa
from flask.cli import AppGroup, with_appcontext

from compliance.accounts import queries as accounts
from compliance.database import read_only, session
from compliance.errors import NotFound
from compliance.evidence.rules.verifying import Fault
from compliance.evidence.services.verifying import Verification, verify_evidence
from compliance.permissions import Permission

_EVERY = 250

group = AppGroup("evidence", help="Exhibits and their chain of hands.")


@group.command("verify")
@click.option("--authority", metavar="CODE", help="Only the evidence of one authority, such as hackney.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def verify(*, authority: str | None, as_json: bool) -> None:
    """Hash every kept file of the evidence again and walk every chain of hands; name each fault, and exit with 1.

    All is held to the audit, whose own chains are followed too: a file changed or missing, a transfer removed, changed,
    swapped or put in, an exhibit that is gone. Nothing is written. Run it every night.
    """
    read_only(True)
    database = session()
    _as_of_one_moment()
    try:
        actor = accounts.command_line_actor(database, authority, Permission.VIEW_EVIDENCE) if authority else None
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    found = verify_evidence(database, actor, _tell)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        for fault in found.faults:
            click.echo(_said(fault))
        click.echo(_summary(found))
    if found.faults:
        raise SystemExit(1)


def _as_of_one_moment() -> None:
    """Have PostgreSQL show one moment for the whole of it: what is recorded meanwhile is in all of it or in none."""
    bind = session().get_bind()
    if isinstance(bind, sa.Engine) and bind.dialect.name == "postgresql":
        session().connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _tell(done: int, of: int) -> None:
    if done % _EVERY == 0:
        click.echo(f"{done} of {of} exhibits checked", err=True)


def _said(fault: Fault) -> str:
    where = f"{fault.reference} ({fault.authority})" if fault.authority else fault.reference
    return f"{where}, {fault.where}: {fault.what}."


def _summary(found: Verification) -> str:
    counted = (
        f"{found.exhibits} exhibits, {found.transfers} transfers and {found.files} kept files "
        f"({found.bytes} bytes) checked"
    )
    if found.faults:
        return f"{counted}: {len(found.faults)} faults."
    return f"{counted}: every file is as it was received, and every chain of hands is whole."
