"""Commands for the audit."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from compliance.audit import queries
from compliance.database import read_only, session

group = AppGroup("audit", help="The append-only, hash-chained audit.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def verify(*, as_json: bool) -> None:
    """Follow every chain of the audit; name the first broken link of each. Exits with 1 when one is broken."""
    read_only(True)
    checked, breaks = queries.verify(session())
    if as_json:
        found = [{"chain": b.chain, "number": b.number, "why": b.why} for b in breaks]
        click.echo(json.dumps({"checked": checked, "broken": found}, indent=2))
    elif not breaks:
        click.echo(f"{checked} audit entries checked. Every link holds.")
    else:
        for found_break in breaks:
            click.echo(f"Broken: chain {found_break.chain}, entry {found_break.number}: {found_break.why}.")
    if breaks:
        raise SystemExit(1)
