"""Commands for imports."""

import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from flask.cli import AppGroup, with_appcontext

from compliance import clock, jobs, spreadsheets
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import read_only, session
from compliance.errors import NotFound, Refusal
from compliance.imports import queries, services
from compliance.imports.rules import (
    FIELD_LABELS,
    RUN_STATE_LABELS,
    ImportKind,
    ImportReport,
    Options,
    RunState,
    check_extract,
)
from compliance.imports.rules.guessing import guess
from compliance.imports.rules.mapping import ColumnMapping, read_mapping
from compliance.imports.rules.reading import read_recognised
from compliance.jobs import JobState, Progress
from compliance.permissions import Actor, Permission
from compliance.retailers.rules import sort_name

group = AppGroup("imports", help="Registers and records of other bodies, read in.")
_HINTS = {"allow_older": ", with --allow-older", "allow_missing": ", with --allow-missing"}
_MAY = (
    Permission.IMPORT_RETAILERS,
    Permission.VIEW_RETAILERS,
    Permission.RECORD_VISIT,
    Permission.RECORD_AGREEMENT,
    Permission.RECORD_TRAINING,
    Permission.RECORD_PURCHASE,
)


@group.command("run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--authority", required=True, help="Code of the authority whose register it is, such as hackney.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ImportKind]),
    default="register",
    show_default=True,
    help="What its rows are.",
)
@click.option("--mapping", "mapping_name", help="A saved mapping by its name, or a JSON file; guessed without.")
@click.option("--all-types", is_flag=True, help="Take in every business type, not only the retailers.")
@click.option("--whole/--part", default=None, help="What the file lacks is missing, or it is only a part.")
@click.option("--allow-older", is_flag=True, help="Import it although it is older than the one imported last.")
@click.option("--allow-missing", is_flag=True, help="Import it although a great part of what is known is not in it.")
@click.option("--preview", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("--plan", "plan_hash", help="Carry it out only if it is this plan, as a preview printed its hash.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done, or the error, as one JSON object.")
@with_appcontext
def run(  # noqa: PLR0913 - one argument each for what the command takes
    file: Path,
    authority: str,
    *,
    kind: str,
    mapping_name: str | None,
    all_types: bool,
    whole: bool | None,
    allow_older: bool,
    allow_missing: bool,
    preview: bool,
    plan_hash: str | None,
    as_json: bool,
) -> None:
    """Import a file of one authority, all or nothing. Exits with 1 when refused.

    It may be a food hygiene register (FHRS XML or JSON) or a table (CSV, CSV.GZ, XLSX, ODS). Prints the rows in scope,
    added, changed, unchanged and missing, the officers' words that were kept although the register changed, and the
    rejected with the reasons. Rows in doubt are left out: answer them on the pages, or mend the rejected file. With
    --json the same as one object, `kept`, `rejected` and `notes` (the first 200 of the `noted` rows: what was put right
    or left out in a row that was taken in) being lists; {"error": ...} when nothing was imported.
    """
    options = Options(all_types=all_types, whole=whole, allow_older=allow_older, allow_missing=allow_missing)
    actor = _actor(authority, as_json=as_json)
    run_id = None
    try:
        with _opened(file) as stream:
            run = services.upload(session(), actor, stream=stream, file_name=file.name, kind=ImportKind(kind))
        run_id = run.id
        mapping = _mapping(actor, run, mapping_name)
        session().commit()
        services.map_columns(session(), actor, run_id, mapping, options, version=run.version)
        session().commit()
        _check(actor, run_id, options)
        report = queries.report_of(session(), actor, run_id)
        if not preview:
            services.accept(session(), actor, run_id, plan_hash=plan_hash or report.plan_hash)
            session().commit()
            _drive(actor, "imports.commit", run_id)
            report = queries.report_of(session(), actor, run_id)
    except Refusal as refusal:
        _give_up(actor, run_id)
        _fail(refusal.message + _HINTS.get(refusal.field or "", ""), as_json=as_json)
    except BaseException:
        _give_up(actor, run_id)
        raise
    session().commit()
    click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False) if as_json else _words(report))


def _actor(authority: str, *, as_json: bool) -> Actor:
    try:
        actor = accounts.command_line_actor(session(), authority, *_MAY)
    except NotFound as error:
        _fail(str(error), as_json=as_json)
    session().rollback()
    return actor


def _opened(file: Path) -> IO[bytes]:
    """Return a file opened to be read; it may be larger than what is taken from a browser, but it must have an end."""
    if file.exists() and not file.is_file():
        raise Refusal(f"{file} cannot be read: it is not a file. Nothing has been imported")
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise Refusal(f"There is no file {file}. Nothing has been imported") from error
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}. Nothing has been imported") from error


def _mapping(actor: Actor, run: Any, name: str | None) -> ColumnMapping:
    """Return the mapping of this name, of the JSON file of this name, or as it is guessed."""
    if name is None:
        return guess(run.kind, read_recognised(run.recognised).table)
    saved = queries.find_mapping_named(session(), actor, run.kind, sort_name(name))
    if saved is not None:
        return read_mapping(saved.mapping)
    try:
        found = json.loads(Path(name).read_text(encoding="utf-8"))
        return read_mapping({"kind": run.kind.value, **found})
    except OSError as error:
        raise Refusal(f"There is no mapping and no file called {name}: flask imports mappings lists them") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise Refusal(f"{name} does not hold a mapping: columns, fixed and values, as JSON objects") from error


def _drive(actor: Actor, job: str, run_id: Any) -> None:
    """Do a job here and now, and raise Refusal with its words when it could not be done."""
    shown = _shown if sys.stderr.isatty() else _silent
    standing = jobs.drive(session(), actor, job, run_id, shown)
    if sys.stderr.isatty():
        click.echo(err=True)
    if standing.state is not JobState.DONE:
        raise Refusal(standing.message or "It could not be done")
    session().rollback()
    session().expire_all()


def _check(actor: Actor, run_id: Any, options: Options) -> None:
    """Check a run, and raise Refusal beside the option that lets it in where its rows turn out to be older."""
    try:
        _drive(actor, "imports.check", run_id)
    except Refusal:
        session().rollback()
        last, day = queries.find_last_extract(session(), actor), queries.get_run(session(), actor, run_id).extracted_on
        check_extract(day, last=last, today=clock.today(), allow_older=options.allow_older)
        raise


def _shown(progress: Progress) -> None:
    of = f" of {progress.total}" if progress.total else ""
    click.echo(f"\r{progress.words}: {progress.done}{of}   ", nl=False, err=True)


def _silent(_progress: Progress) -> None:
    pass


def _give_up(actor: Actor, run_id: Any) -> None:
    """Give up a run that was refused: the command begins anew each time."""
    session().rollback()
    if run_id is None:
        return
    try:
        services.abandon(session(), actor, run_id)
        session().commit()
    except (Refusal, NotFound):
        session().rollback()


@group.command("undo")
@click.argument("reference")
@click.option("--authority", required=True, help="Code of the authority, such as hackney.")
@click.option("--reason", required=True, help="Why it is undone: kept in the audit.")
@click.option("--json", "as_json", is_flag=True, help="Print the run, or the error, as one JSON object.")
@with_appcontext
def undo(reference: str, authority: str, *, reason: str, as_json: bool) -> None:
    """Undo the import of this REFERENCE, such as HAC-IMP-2026-0001, unless something has been built on it."""
    actor = _actor(authority, as_json=as_json)
    try:
        run = _run(actor, reference)
        services.ask_undo(session(), actor, run.id, reason=reason)
        session().commit()
        _drive(actor, "imports.undo", run.id)
        report = queries.report_of(session(), actor, run.id)
    except Refusal as refusal:
        _fail(refusal.message, as_json=as_json)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    else:
        click.echo(f"{reference} is undone: the register stands as it did before.")


@group.command("rejected")
@click.argument("reference")
@click.option("--authority", required=True, help="Code of the authority, such as hackney.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The CSV file to write.")
@with_appcontext
def rejected(reference: str, authority: str, *, out: Path) -> None:
    """Write the rows that an import did not take in as CSV, with the reasons, to be mended and imported again."""
    actor = _actor(authority, as_json=False)
    try:
        run = _run(actor, reference)
        found = queries.rejected_rows(session(), actor, run.id)
        with (
            spreadsheets.write(spreadsheets.Kind.CSV, found.headings, found.rows) as made,
            out.open("wb") as there,
        ):
            shutil.copyfileobj(made, there)
        detail = {"reference": run.reference, "file": out.name, "format": spreadsheets.Kind.CSV.value}
        audit.record(session(), actor, "import_run.exported", "import_run", run.id, detail=detail)
        session().commit()
    except Refusal as refusal:
        _fail(refusal.message, as_json=False)
    except OSError as error:
        _fail(f"{out} cannot be written: {error.strerror}", as_json=False)
    click.echo(f"Written to {out}")


@group.command("mappings")
@click.option("--authority", required=True, help="Code of the authority, such as hackney.")
@click.option("--json", "as_json", is_flag=True, help="Print the mappings as a JSON list.")
@with_appcontext
def mappings(authority: str, *, as_json: bool) -> None:
    """List the mappings that the authority has saved, by kind and name."""
    read_only(True)
    found = queries.list_mappings(session(), _reader(authority, as_json=as_json))
    if as_json:
        told = [{"kind": one.kind.value, "name": one.name, "mapping": one.mapping} for one in found]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo("No mapping has been saved yet")
    for one in found:
        click.echo(f"{one.kind.value}  {one.name}")


def _run(actor: Actor, reference: str) -> Any:
    found = queries.find_run(session(), actor, reference)
    if found is None:
        raise Refusal(f"There is no import {reference}")
    return found


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
            "kind",
            "state",
            "file_name",
            "sha256",
            "extracted_on",
            "all_types",
            "rows",
            "added",
            "changed",
        }
        columns |= {"unchanged", "moved", "kept", "missing", "returned", "rejected", "matched", "doubtful", "elsewhere"}
        click.echo(json.dumps([one.model_dump(mode="json", include=columns) for one in runs], indent=2))
        return
    if not runs:
        click.echo("Nothing has been imported yet: flask imports run FILE --authority " + authority)
    for one in runs:
        click.echo(
            f"{one.reference}  {RUN_STATE_LABELS[RunState(one.state)]}  {_day(one.extracted_on)}  {one.rows} rows, "
            f"{one.added} added, {one.changed} changed, {one.missing} missing, {one.rejected} rejected  {one.file_name}"
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
    more = {
        "Found on the register": counts.matched,
        "In doubt": counts.doubtful,
        "Of other authorities": counts.elsewhere,
    }
    numbers |= {label: number for label, number in more.items() if number}
    if report.noted:
        numbers["Taken in with a note"] = report.noted
    told = {"Changed": f"   (names {counts.names}, types {counts.types}, addresses {counts.addresses})"}
    lines = [f"{report.reference}: {report.file_name}, {extracted}, {scope}"]
    if report.state is RunState.PREVIEWED:
        lines.append(f"This is a preview: nothing has been imported. Its plan is {report.plan_hash}")
    lines += [f"{label:<24}{number:>6}{told.get(label, '')}" for label, number in numbers.items()]
    for kept in report.kept:
        words = f"kept “{kept.officer}”, the register says “{kept.register}”"
        lines.append(f"  row {kept.number}, FHRSID {kept.fhrs_id}, {FIELD_LABELS[kept.part].lower()}: {words}")
    for row in report.rejected:
        which = f"FHRSID {row.fhrs_id}" if row.fhrs_id else "no FHRSID"
        lines.append(f"  row {row.number}, {which}, {row.field}: {row.reason}")
    for note in report.notes:
        which = f", {note.reference}" if note.reference else ""
        lines.append(f"  row {note.number}{which}, {note.name}: {note.reason}")
    if report.noted > len(report.notes):
        lines.append(f"  and notes on {report.noted - len(report.notes)} more rows: the pages list them")
    if report.declared not in {None, report.businesses}:
        lines.append(f"The file says that it holds {report.declared} businesses; {report.businesses} were read.")
    return "\n".join(lines)
