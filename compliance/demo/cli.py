"""Commands for the demonstration."""

import click
from flask.cli import AppGroup, with_appcontext

from compliance import clock
from compliance.database import session
from compliance.demo import services
from compliance.demo.rules import PASSWORD, PEOPLE, email_of
from compliance.demo.services.people import ROLES
from compliance.errors import Refusal
from compliance.permissions import ROLE_LABELS
from compliance.settings import settings

group = AppGroup("demo", help="An invented borough for trying the product out.")


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, when the database is in use already.")
@with_appcontext
def load(*, if_empty: bool) -> None:
    """Load the invented borough (code demo) and its police force into an empty database."""
    if if_empty and (settings().production or not services.is_empty(session())):
        return
    try:
        counts = services.load(session(), clock.today(), production=settings().production)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    session().commit()
    click.echo("Loaded the demonstration: " + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")


@group.command("sign-ins")
@with_appcontext
def sign_ins() -> None:
    """Print who may sign in to the demonstration, when it is loaded."""
    if not services.is_loaded(session()):
        return
    click.echo(f"Sign in with the password “{PASSWORD}” as:")
    for person, (name, _job_title) in PEOPLE.items():
        click.echo(f"  {email_of(person):30} {ROLE_LABELS[ROLES[person]]:16} {name}")
