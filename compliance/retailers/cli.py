"""Commands of the register: reading names again, and places in doubt."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from compliance.accounts import queries as accounts
from compliance.database import read_only, session
from compliance.errors import NotFound
from compliance.permissions import Permission
from compliance.retailers import services
from compliance.retailers.queries.misplaced import list_misplaced
from compliance.retailers.rules.places import PLACE_DOUBT_LABELS, PlaceDoubt

group = AppGroup("retailers", help="The register: names and chains.")


@group.command("read-names")
@click.option("--authority", required=True, help="The code of the authority, such as hackney.")
@with_appcontext
def read_names(authority: str) -> None:
    """Tell chains from independents again, after the list of chains has changed: all or nothing.

    What an officer has said of a shop stays.
    """
    try:
        actor = accounts.command_line_actor(session(), authority, Permission.IMPORT_RETAILERS)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    count = services.read_names_again(session(), actor)
    session().commit()
    click.echo(f"{count:,} {'retailer is' if count == 1 else 'retailers are'} read differently now.")


@group.command("misplaced")
@click.option("--authority", required=True, help="The code of the authority, such as hackney.")
@click.option("--doubt", type=click.Choice([str(one) for one in PlaceDoubt]), help="Only those of one kind.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and the retailers as one JSON object.")
@with_appcontext
def misplaced(authority: str, *, doubt: str | None, as_json: bool) -> None:
    """List premises whose place is in doubt: of another authority, outside London, or nowhere that is known."""
    read_only(True)
    try:
        actor = accounts.command_line_actor(session(), authority, Permission.VIEW_RETAILERS)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    kind = PlaceDoubt(doubt) if doubt else None
    page = list_misplaced(session(), actor, kind, limit=1_000_000)
    if as_json:
        found = [
            {
                "reference": row.reference,
                "name": row.name,
                "where": row.where,
                "doubts": [
                    {"kind": str(one.kind), "where": one.where, "metres_outside": one.metres} for one in row.doubts
                ],
            }
            for row in page.rows
        ]
        counts = {str(one): page.counts.get(one, 0) for one in PlaceDoubt}
        click.echo(json.dumps({"counts": counts, "retailers": found}, indent=2, ensure_ascii=False))
        return
    for one in PlaceDoubt:
        click.echo(f"{page.counts.get(one, 0):>7,}  {PLACE_DOUBT_LABELS[one]}")
    for row in page.rows:
        said = "; ".join(" ".join(filter(None, (PLACE_DOUBT_LABELS[one.kind], one.where))) for one in row.doubts)
        where = f", {row.where}" if row.where else ""
        click.echo(f"{row.reference}  {row.name}{where}: {said}")
