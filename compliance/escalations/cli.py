"""Commands for the repeat-offender list: the list itself, and the rule tried out on a history."""

import json
import sys
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.escalations import queries, rules, services
from compliance.permissions import Permission

group = AppGroup("escalations", help="The repeat-offender list, and the rule behind it.")


@group.command("list")
@click.option(
    "--authority", required=True, metavar="CODE", help="Such as hackney; `flask accounts authorities` lists them."
)
@click.option("--as-at", "as_at", metavar="DATE", help="From 1950-01-01 to today, which it is unless given.")
@click.option("--json", "json_", is_flag=True, help="A list of entries (docs/escalations.md has every key).")
@click.option("--csv", "csv_", is_flag=True, help="One line for each purchase, counted or left out.")
@click.option("--pdf", "pdf_", is_flag=True, help="The printed list, tagged and watermarked.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not standard output.")
@click.option("--reason", default="Asked for on the command line", show_default=True, help="Why; kept in the audit.")
@click.option("--recipient", default="", help="Who it is for; kept in the audit and printed on the list.")
@with_appcontext
def list_(
    authority: str,
    as_at: str | None,
    out: Path | None,
    reason: str,
    recipient: str,
    *,
    json_: bool,
    csv_: bool,
    pdf_: bool,
) -> None:
    """Show, export or print the repeat-offender list of an authority as at a day.

    One of --json, --csv and --pdf, or none for words. JSON is a list of entries. Each has `outlet` and `operator`
    (names), `rung`, `counted` and `left_out`; their items have `on` (YYYY-MM-DD) and, when left out, `reason` (a code)
    and `why` (a sentence).
    """
    day = _day(as_at)
    format_ = _format({rules.Format.JSON: json_, rules.Format.CSV: csv_, rules.Format.PDF: pdf_})
    try:
        actor = accounts.command_line_actor(session(), authority, Permission.VIEW_ESCALATIONS)
        if format_ is None:
            entries = queries.list_repeat_offenders(session(), actor, day)
            services.record_listing(session(), actor, day, entries)
            words = queries.dated_policy_on(session(), actor, day).sentences
            content = _table(entries, day, words).encode()
        else:
            asked = rules.Asked(day, format_, reason, recipient, for_excel=False)
            content = queries.read_printed_list(services.print_list(session(), actor, asked))
    except NotFound as unknown:
        raise click.ClickException(str(unknown)) from unknown
    except Refusal as refusal:
        raise click.BadParameter(
            refusal.message, param_hint=f"--{(refusal.field or '').replace('_', '-')}"
        ) from refusal
    session().commit()
    _write(content, out)


def _day(text: str | None) -> date:
    if text is None:
        return clock.today()
    try:
        return rules.read_as_at(text, today=clock.today())
    except Refusal as refusal:
        raise click.BadParameter(refusal.message, param_hint="--as-at") from refusal


def _format(given: dict[rules.Format, bool]) -> rules.Format | None:
    wanted = [format_ for format_, is_wanted in given.items() if is_wanted]
    if len(wanted) > 1:
        raise click.UsageError("Give one of --json, --csv and --pdf, or none of them for words")
    return wanted[0] if wanted else None


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
    click.echo(f"{out} written.", err=True)


def _table(entries: list[rules.Entry], day: date, words: tuple[str, ...]) -> str:
    """Return the list for a reader at a terminal."""
    count = len(entries)
    lines = [f"Repeat-offender list as at {day.isoformat()}: {count} {'seller' if count == 1 else 'sellers'}", words[0]]
    for entry in entries:
        lines += ["", f"{entry.place.name} ({entry.place.reference}), {entry.place.address}"]
        lines += [f"  Operator: {entry.operator_name}", f"  Rung: {entry.rung_label}", f"  {entry.why}"]
        lines += [f"  {flag}" for flag, _colour in entry.flags]
        lines += [f"  + {item.on} {item.purchase.reference} {item.what}" for item in entry.counted]
        lines += [f"  - {item.on} {item.purchase.reference} {item.what}. {item.why}" for item in entry.left_out]
    return "\n".join([*lines, "", rules.CLASSIFICATION, ""])


@group.command("decide")
@click.option("--example", is_flag=True, help="Print a question that works, to be changed and asked.")
def decide(*, example: bool) -> None:
    """Read a history and a policy as JSON from standard input, and print the decision with its working as JSON.

    Try a policy out: nothing is read from the record and nothing is kept. docs/escalations.md tells the shape;
    `flask escalations decide --example | flask escalations decide` shows it at work.
    """
    if example:
        click.echo(json.dumps(rules.EXAMPLE, indent=2, ensure_ascii=False))
        return
    try:
        document = json.loads(sys.stdin.buffer.read())
        question = rules.read_question(document, today=clock.today())
        decision = rules.decide(
            question.history,
            question.policy,
            as_at=question.as_at,
            operator=question.operator,
            outlet=question.outlet,
        )
        answer = json.dumps(rules.working(decision), indent=2, ensure_ascii=False)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    except RecursionError as error:
        raise click.ClickException("The JSON is nested too deeply to be a question. --example prints one") from error
    except ValueError as error:
        raise click.ClickException(f"This is not JSON: {error}. --example prints a question that works") from error
    click.echo(answer)
