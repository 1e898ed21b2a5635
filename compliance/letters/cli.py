"""Commands for letters: a specimen of any kind, and the check of every kept letter."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from compliance import pdf
from compliance.database import session
from compliance.errors import Refusal
from compliance.letters import rules, services
from compliance.letters.rules import Kind, Mark, Occasion
from compliance.letters.rules.marks import WITHDRAWN_BY_A_CORRECTION

group = AppGroup("letters", help="Specimens of letters, and the check of those that were issued.")


def _kind(_context: click.Context, _parameter: click.Parameter, value: str) -> Kind:
    try:
        return Kind(value.strip().lower().replace("-", "_"))
    except ValueError as error:
        known = ", ".join(kind.value for kind in Kind)
        raise click.BadParameter(f"there is no letter of the kind “{value}”. The kinds are: {known}.") from error


@group.command("specimen")
@click.argument("kind", callback=_kind, metavar="KIND")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="The PDF to write."
)
@click.option("--large-print", is_flag=True, help="In 18 point.")
@click.option(
    "--challenge-25",
    is_flag=True,
    help="The wording after a Challenge 25 test (pass and fail notices, corrections, decisions).",
)
@click.option(
    "--occasion",
    type=click.Choice([one.value for one in Occasion]),
    help="What a training_reminder or an agreement_warning is about.",
)
@click.option("--not-passed", is_flag=True, help="The training_result of somebody who did not pass.")
@click.option("--upheld", is_flag=True, help="The dispute_decision that upholds the result.")
@click.option(
    "--because",
    type=click.Choice(sorted(mark.value for mark in WITHDRAWN_BY_A_CORRECTION)),
    default=Mark.OVERTURNED.value,
    show_default=True,
    help="Why a correction is written.",
)
def specimen(
    *,
    kind: Kind,
    out: Path,
    large_print: bool,
    challenge_25: bool,
    occasion: str | None,
    not_passed: bool,
    upheld: bool,
    because: str,
) -> None:
    """Write a letter of KIND about an invented business.

    KIND is advice, training_invitation, place_confirmed, training_reminder, session_cancelled, training_result,
    pass_notice, fail_notice, written_warning, agreement_offer, agreement_confirmed, agreement_warning,
    agreement_removed, dispute_decision or correction.
    """
    try:
        facts = rules.specimen(
            kind,
            large_print=large_print,
            challenge_25=challenge_25,
            occasion=Occasion(occasion) if occasion else None,
            failed=not_passed,
            upheld=upheld,
            mark=Mark(because),
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    document = pdf.Document(
        template=rules.template_of(kind),
        facts=facts,
        title=facts.title,
        stylesheets=rules.stylesheets_of(large_print=large_print),
    )
    rendered = pdf.render_document(document)
    lines = facts.recipient.lines
    try:
        rules.check_facts(facts)
        rules.check_letter(
            rendered.marks,
            lines,
            pages=rendered.pages,
            size=len(rendered.pdf),
            unprintable=rendered.unprintable,
        )
        rules.check_wording(facts, rendered.text)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    try:
        out.write_bytes(rendered.pdf)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error
    pages = "1 page" if rendered.pages == 1 else f"{rendered.pages} pages"
    click.echo(f"{rules.KIND_LABELS[kind]}, {pages}: {out}")


@group.command("verify")
@with_appcontext
def verify() -> None:
    """Check the kept bytes of every issued letter; name each that is missing or changed, and exit with 1."""
    verification = services.verify_letters(session())
    for reference, what in verification.faults:
        click.echo(f"{reference}: {what}")
    letters = "1 issued letter" if verification.checked == 1 else f"{verification.checked} issued letters"
    if verification.faults:
        raise click.ClickException(f"{letters} checked, {len(verification.faults)} not as issued.")
    click.echo(f"{letters} checked: every one is as it was issued.")
