"""Commands of the register: reading names again."""

import click
from flask.cli import AppGroup, with_appcontext

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound
from compliance.permissions import Permission
from compliance.retailers import services

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
