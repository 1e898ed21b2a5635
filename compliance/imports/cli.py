"""Commands for imports."""

import json
from datetime import date
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup, with_appcontext

from compliance.accounts import queries as accounts
from compliance.database import read_only, session
from compliance.errors import NotFound, Refusal
from compliance.imports import queries, services
from compliance.imports.rules import FIELD_LABELS, ImportReport
from compliance.permissions import Actor, Permission
from compliance.settings import settings

group = AppGroup("imports", help="Registers of other bodies, read in.")


@group.command("run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--authority", required=True, help="Code of the authority whose register it is, such as hackney.")
@click.option("--all-types", is_flag=True, help="Take in every business type, not only the retailers.")
@click.option("--allow-older", is_flag=True, help="Import it although it is older than the one imported last.")
@click.option("--allow-missing", is_flag=True, help="Import it although a great part of what is known is not in it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done, or the error, as one JSON object.")
@with_appcontext
def run(file: Path, authority: str, *, all_types: bool, allow_older: bool, allow_missing: bool, as_json: bool) -> None:
    """Import a register of food businesses (FHRS XML) of one authority, all or nothing. Exits with 1 when refused.

    Prints the rows in scope, added, changed, unchanged and missing, the officers' words that were kept although the
    register changed, and the rejected with the reasons. With --json the same as one object, `kept` and `rejected` being
    lists; {"error": ...} when nothing was imported.
    """
    try:
        actor = accounts.command_line_actor(session(), authority, Permission.IMPORT_RETAILERS)
        session().rollback()
        report = services.import_register(
            session(),
            actor,
            _read(file),
            file.name,
            all_types=all_types,
            allow_older=allow_older,
            allow_missing=allow_missing,
        )
    except Refusal as refusal:
        option = {"allow_older": ", with --allow-older", "allow_missing": ", with --allow-missing"}
        _fail(refusal.message + option.get(refusal.field or "", ""), as_json=as_json)
    except NotFound as error:
        _fail(str(error), as_json=as_json)
    session().commit()
    click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False) if as_json else _words(report))


@group.command("list")
@click.option("--authority", required=True, help="Code of the authority, such as hackney.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as a JSON list.")
@with_appcontext
def list_runs(authority: str, *, as_json: bool) -> None:
    """List the last 50 imports of an authority, the latest first."""
    read_only(True)
    actor = _reader(authority, as_json=as_json)
    runs = queries.list_runs(session(), actor).rows
    if as_json:
        columns = {
            "run_at",
            "reference",
            "file_name",
            "sha256",
            "extracted_on",
            "all_types",
            "rows",
            "added",
            "changed",
        }
        columns |= {"unchanged", "moved", "kept", "missing", "returned", "rejected"}
        click.echo(json.dumps([one.model_dump(mode="json", include=columns) for one in runs], indent=2))
        return
    if not runs:
        click.echo("Nothing has been imported yet: flask imports run FILE --authority " + authority)
    for one in runs:
        click.echo(
            f"{one.reference}  {_day(one.extracted_on)}  {one.rows} rows, {one.added} added, {one.changed} changed, "
            f"{one.missing} missing, {one.rejected} rejected  {one.file_name}"
        )


def _reader(authority: str, *, as_json: bool) -> Actor:
    try:
        return accounts.command_line_actor(session(), authority, Permission.VIEW_RETAILERS)
    except NotFound as error:
        _fail(str(error), as_json=as_json)


def _fail(message: str, *, as_json: bool) -> NoReturn:
    session().rollback()
    if as_json:
        click.echo(json.dumps({"error": message}, ensure_ascii=False))
    else:
        click.echo(f"Error: {message.rstrip('.')}.", err=True)
    raise SystemExit(1)


def _read(file: Path) -> bytes:
    """Return the bytes of a file, one more than is accepted at most, so that the service refuses what is larger."""
    try:
        with file.open("rb") as stream:
            return stream.read(settings().upload_megabytes * 1024 * 1024 + 1)
    except FileNotFoundError as error:
        raise Refusal(f"There is no file {file}. Nothing has been imported") from error
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}. Nothing has been imported") from error


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day that it does not say"


def _words(report: ImportReport) -> str:
    counts = report.counts
    extracted = f"extracted on {_day(report.extracted_on)}"
    scope = "all business types" if report.all_types else "retailers only"
    numbers = {
        "Rows": counts.rows,
        "Added": counts.added,
        "Changed": counts.changed,
        "Unchanged": counts.unchanged,
        "Position moved": counts.moved,
        "Kept the officer’s words": counts.kept,
        "Missing": counts.missing,
        "In the file again": counts.returned,
        "Rejected": counts.rejected,
    }
    told = {"Changed": f"   (names {counts.names}, types {counts.types}, addresses {counts.addresses})"}
    lines = [f"{report.reference}: {report.file_name}, {extracted}, {scope}"]
    lines += [f"{label:<24}{number:>6}{told.get(label, '')}" for label, number in numbers.items()]
    for kept in report.kept:
        words = f"kept “{kept.officer}”, the register says “{kept.register}”"
        lines.append(f"  row {kept.row.number}, FHRSID {kept.row.fhrs_id}, {FIELD_LABELS[kept.part].lower()}: {words}")
    for row in report.rejected:
        which = f"FHRSID {row.fhrs_id}" if row.fhrs_id else "no FHRSID"
        lines.append(f"  row {row.number}, {which}, {row.field}: {row.reason}")
    if report.declared not in {None, report.businesses}:
        lines.append(f"The file says that it holds {report.declared} businesses; {report.businesses} were read.")
    return "\n".join(lines)
