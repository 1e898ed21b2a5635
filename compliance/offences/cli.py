"""Commands for the law: what the evidence of a purchase can and cannot prove."""

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from compliance import clock
from compliance.database import session
from compliance.errors import Refusal
from compliance.offences import queries
from compliance.offences.rules import CATEGORIES, SEED
from compliance.offences.rules.proving import EXAMPLE, document_of, prove, read_facts, schema, text_of

group = AppGroup("offences", help="The law, and what evidence can prove under it.")


class CannotReadError(click.ClickException):
    """Facts that cannot be read: the message names the key."""

    exit_code = 2


@group.command("explain")
@click.option("--example", is_flag=True, help="Print the facts of a purchase, to be changed and asked about.")
@click.option("--schema", "schema_", is_flag=True, help="Print the shape of the facts as a JSON Schema.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON (docs/offences.md has every key).")
@click.option(
    "--law",
    type=click.Choice(["table", "seed"]),
    default="table",
    show_default=True,
    help="The table of law as it stands in the database, or as it comes ready (which needs no database).",
)
@with_appcontext
def explain(law: str, *, example: bool, schema_: bool, json_: bool) -> None:
    """Read the facts of a purchase as JSON from standard input, and say which offences they can prove.

    Of each offence: can it be proved, can it not, or not yet, with the reasons, what is missing, and the last day to
    begin proceedings. Nothing is read of any purchase and nothing is kept. docs/offences.md tells the shape;
    `flask offences explain --example | flask offences explain` shows it at work. Facts that cannot be read: exit
    status 2.
    """
    if example or schema_:
        click.echo(_json(EXAMPLE if example else schema()))
        return
    today = clock.today()
    versions, kinds = _law(law)
    try:
        facts = read_facts(_document(), kinds, today=today)
    except Refusal as refusal:
        raise CannotReadError(refusal.message) from refusal
    try:
        proved = prove(facts, versions, today=today)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(
        _json(document_of(proved, facts, as_at=today)) if json_ else text_of(proved, facts, as_at=today), nl=json_
    )


def _law(law: str) -> tuple[Any, Any]:
    if law == "seed":
        return SEED, CATEGORIES
    return queries.list_versions(session()), queries.list_category_versions(session())


def _document() -> object:
    try:
        return json.loads(sys.stdin.buffer.read(), object_pairs_hook=_once)
    except RecursionError as error:
        raise CannotReadError("The JSON is nested too deeply. --example prints facts that can be read") from error
    except ValueError as error:
        raise CannotReadError(f"This is not JSON: {error}. --example prints facts that can be read") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object whose keys each stand once: of two answers to one question neither is to be believed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refusal(f'"{twice[:40]}" is given twice: keep one of the two', twice)
    return found


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
