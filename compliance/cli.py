"""Gathers each slice's commands, and the database's own."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from flask.cli import AppGroup, ScriptInfo, with_appcontext
from sqlalchemy.exc import DatabaseError

from compliance.database import db
from compliance.settings import ROOT

database_group = AppGroup("db", help="The schema of the database.")


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "compliance" / "migrations"))
    return config


@database_group.command("upgrade")
@click.argument("revision", default="head")
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
@with_appcontext
def upgrade(revision: str, *, quiet: bool) -> None:
    """Bring the schema up to a revision: the newest when none is named."""
    command.upgrade(_alembic(), revision)
    if not quiet:
        click.echo("The database is up to date.")


@database_group.command("check")
@with_appcontext
def check() -> None:
    """Say whether the schema is what the models want; exits with 1 when it is not."""
    try:
        command.check(_alembic())
    except CommandError as error:
        raise click.ClickException(f"The database differs from the models: {error}") from error
    click.echo("The database is as the models want it.")


@database_group.command("current")
@with_appcontext
def current() -> None:
    """Print the revision the database stands at."""
    command.current(_alembic(), verbose=False)


@database_group.command("revision")
@click.option("-m", "--message", required=True, help="What the change is for.")
@with_appcontext
def revision(message: str) -> None:
    """Draft a migration from the difference between the models and the database, to be read before it is kept."""
    command.revision(_alembic(), message=message, autogenerate=True)


class SliceGroup(AppGroup):
    """A slice's commands: when the database is not as the code wants it, they say so in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DatabaseError as error:
            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                message = _what_is_wrong()
            if message is None:
                raise
            raise click.ClickException(message) from error


def _what_is_wrong() -> str | None:
    """Return what keeps the database from being used, or None when it stands where the code wants it."""
    try:
        with db.engine.connect() as connection:
            stands = MigrationContext.configure(connection).get_current_heads()
    except DatabaseError as error:
        return f"The database cannot be opened: check COMPLIANCE_DATABASE_URL ({error.orig})"
    if not stands:
        return "The database is not set up: run flask db upgrade"
    if set(stands) != set(ScriptDirectory.from_config(_alembic()).get_heads()):
        return "The database is not up to date: run flask db upgrade"
    return None


def init_app(app: Flask) -> None:
    """Add every slice's commands: the group in its cli.py."""
    app.cli.add_command(database_group)
    for path in sorted((Path(__file__).parent).glob("*/cli.py")):
        group = import_module(f"compliance.{path.parent.name}.cli").group
        app.cli.add_command(SliceGroup(group.name, commands=group.commands, help=group.help))
