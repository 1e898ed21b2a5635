"""Command for training: the rule tried out on a retailer's history."""

import json
import sys

import click
from flask.cli import AppGroup

from compliance import clock
from compliance.errors import Refusal
from compliance.training import rules

group = AppGroup("training", help="Who is trained, who refused, and the rule behind it.")


@group.command("standing")
@click.option("--example", is_flag=True, help="Print a history that works, to be changed and asked.")
@click.option("--json", "json_", is_flag=True, help="The answer as JSON (docs/training.md has every key).")
def standing(*, example: bool, json_: bool) -> None:
    """Read a retailer's invitations, replies and attendance as JSON from standard input, and print where they stand.

    Nothing is read from the record and nothing is kept. docs/training.md tells the shape;
    `flask training standing --example | flask training standing` shows it at work.
    """
    if example:
        click.echo(json.dumps(rules.EXAMPLE, indent=2, ensure_ascii=False))
        return
    try:
        document = json.loads(sys.stdin.buffer.read())
        found = rules.read_question(document, today=clock.today()).answer()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    except RecursionError as error:
        raise click.ClickException("The JSON is nested too deeply to be a history. --example prints one") from error
    except ValueError as error:
        raise click.ClickException(f"This is not JSON: {error}. --example prints a history that works") from error
    click.echo(json.dumps(rules.working(found), indent=2, ensure_ascii=False) if json_ else rules.in_words(found))
