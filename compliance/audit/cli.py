"""Commands for the audit."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from compliance.audit import queries
from compliance.audit.rules import Head
from compliance.database import read_only, session

group = AppGroup("audit", help="The append-only, hash-chained audit.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, to be kept for --expect.")
@click.option(
    "--expect",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What --json printed before: name the chains that went back or are gone since.",
)
@with_appcontext
def verify(*, as_json: bool, expect: Path | None) -> None:
    """Follow every chain of the audit; name the first broken link of each. Exits with 1 when one is broken.

    Whoever can write to the database could remove a whole chain with its head. So keep what --json prints elsewhere,
    and name that file with --expect the next time.
    """
    read_only(True)
    found = queries.verify(session(), _heads(expect) if expect else None)
    warnings = [f"{code} has officers, but no audit entry: its chain may have been removed" for code in found.silent]
    if as_json:
        result = {
            "checked": found.checked,
            "chains": [asdict(head) for head in found.heads],
            "broken": [asdict(broken) for broken in found.breaks],
            "warnings": warnings,
        }
        click.echo(json.dumps(result, indent=2))
    else:
        _say(found)
        for warning in warnings:
            click.echo(f"Warning: {warning}.", err=True)
    if found.breaks:
        raise SystemExit(1)


def _say(found: queries.Verified) -> None:
    for broken in found.breaks:
        click.echo(f"Broken: chain {broken.chain}, entry {broken.number}: {broken.why}.")
    if not found.breaks:
        click.echo(f"{found.checked} audit entries checked. Every link holds.")
    for head in found.heads:
        click.echo(f"{head.chain:28} ends at entry {head.number:>8} {head.hash}")


def _heads(path: Path) -> dict[str, Head]:
    """Return where each chain ended when the file was written. Raises ClickException when it is no such file."""
    try:
        heads = [
            Head(str(one["chain"]), int(one["number"]), str(one["hash"]))
            for one in json.loads(path.read_text(encoding="utf-8"))["chains"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} is not what `flask audit verify --json` printed") from error
    return {head.chain: head for head in heads}
