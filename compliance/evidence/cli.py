"""Commands for evidence."""

import json
import tempfile
from dataclasses import asdict
from datetime import timedelta

import click
import sqlalchemy as sa
from flask.cli import AppGroup, with_appcontext

from compliance import clock, scanning
from compliance.accounts import queries as accounts
from compliance.database import read_only, session
from compliance.errors import NotFound
from compliance.evidence.queries.uploads import list_expired, list_standing_anywhere
from compliance.evidence.rules.verifying import Fault
from compliance.evidence.services import expire_uploads
from compliance.evidence.services.verifying import Verification, verify_evidence
from compliance.files import StoreUnreachableError, spool
from compliance.permissions import Permission
from compliance.scanning import Finding

_EVERY = 250
_AT_REST = timedelta(hours=2)
"""How long a file of the spool must have lain before it is taken for one that nobody is writing."""

_HARMLESS = b"A harmless file."
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
"""The file that every scanner calls a virus and that is none (eicar.org), in parts so that none finds it in here."""

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
    try:
        found = verify_evidence(database, actor, _tell)
    except StoreUnreachableError as error:
        raise click.ClickException(f"The kept files cannot be reached, so nothing was verified: {error}") from error
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


@group.command("clear-uploads")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
def clear_uploads(*, dry_run: bool) -> None:
    """End uploads that nobody finished in time, and remove what the spool holds of none. Run it once a day."""
    ended = 0
    for code in [authority.code for authority in accounts.list_authorities(session())]:
        actor = accounts.command_line_actor(session(), code, Permission.RECORD_EVIDENCE)
        if dry_run:
            ended += len(list_expired(session(), actor, at=clock.now()))
        else:
            ended += expire_uploads(session(), actor)
            session().commit()
    before = (clock.now() - _AT_REST).timestamp()
    standing = list_standing_anywhere(session())
    orphans = [one for one in spool.list_received(older_than=before) if one not in standing]
    strays = spool.list_strays(older_than=before)
    if not dry_run:
        for one in orphans:
            spool.remove(one)
        for path in strays:
            path.unlink(missing_ok=True)
    words = "would be ended" if dry_run else "ended"
    click.echo(
        f"{ended} uploads past their days {words}; {len(orphans) + len(strays)} files of the spool belong to none."
    )


@group.command("check-scanner")
def check_scanner() -> None:
    """Say whether the virus scanner tells a harmless file from the test file of EICAR; exits with 1 when not."""
    if not scanning.is_set():
        click.echo("No virus scanner is set: files of evidence are not scanned. Set COMPLIANCE_SCAN_COMMAND.")
        return
    good, bad = _scan(_HARMLESS), _scan(_EICAR)
    click.echo(f"A harmless file: {good.finding} ({good.words}).\nThe test file of EICAR: {bad.finding} ({bad.words}).")
    if (good.finding, bad.finding) != (Finding.CLEAN, Finding.FOUND):
        raise click.ClickException("The scanner does not tell good from bad. Nothing it cannot look at is taken in")


def _scan(content: bytes) -> scanning.Scan:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return scanning.scan(file)
