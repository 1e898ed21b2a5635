"""Commands for visits: the check of every kept report and photograph."""

import click
from flask.cli import AppGroup, with_appcontext

from compliance.database import session
from compliance.visits.services.keeping import verify_documents

group = AppGroup("visits", help="The check of what is kept of visits.")


@group.command("verify")
@with_appcontext
def verify() -> None:
    """Check the kept bytes of every report and photograph; name each missing or changed, and exit with 1."""
    verification = verify_documents(session())
    for what, fault in verification.faults:
        click.echo(f"{what}: {fault}")
    files = "1 file" if verification.checked == 1 else f"{verification.checked} files"
    if verification.faults:
        raise click.ClickException(f"{files} checked, {len(verification.faults)} not as kept.")
    click.echo(f"{files} checked: every one is as it was kept.")
