"""One letter: its page, its preview, its issue, its kept bytes, its serving."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.forms import Form
from compliance.letters import queries, services
from compliance.letters.forms import ServeCorrectionForm, ServeForm
from compliance.letters.rules.drafting import facts_from_dict
from compliance.letters.views.blueprint import LABELS, bp, outlet_looked_at, show_letter, show_refusal, version_of
from compliance.permissions import Permission
from compliance.web import actor, commit_although_shown_again, looked_at, requires


@bp.get("/letters/<uuid:letter_id>")
@requires(Permission.VIEW_LETTERS, looks_at="letter.viewed")
def show(letter_id: UUID) -> ResponseReturnValue:
    letter = queries.get_letter(session(), actor(), letter_id)
    draft = letter.issued_at is None
    prepared = queries.prepare(session(), actor(), letter, today=clock.today()) if draft else None
    return show_letter(letter, Form(), prepared)


@bp.get("/letters/<uuid:letter_id>/preview.pdf")
@requires(Permission.VIEW_LETTERS, looks_at="letter.previewed")
def preview(letter_id: UUID) -> ResponseReturnValue:
    """Show the draft as it would be printed today. Its title and file name say that it is a draft."""
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    if letter.issued_at is not None:
        return redirect(url_for(".pdf", letter_id=letter_id))
    prepared = queries.prepare(session(), actor(), letter, today=clock.today())
    if prepared.rendered is None:
        flash(_("The letter cannot be shown until what is listed here is put right"), "important")
        return redirect(url_for(".show", letter_id=letter_id))
    return _send(prepared.rendered.pdf, f"draft-{letter.reference}.pdf")


def _send(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name, etag=False)


@bp.post("/letters/<uuid:letter_id>/issue")
@requires(Permission.ISSUE_LETTER)
def issue(letter_id: UUID) -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        try:
            letter = services.issue_letter(session(), actor(), letter_id)
        except Refusal as refusal:
            commit_although_shown_again()  # the letter is as it was, but whoever asks the vault leaves a trace
            form.show(refusal)
        else:
            flash(_("%(reference)s is issued. Print it, then record how it was served", reference=letter.reference))
            return redirect(url_for(".show", letter_id=letter_id))
    letter = queries.get_letter(session(), actor(), letter_id)
    return show_letter(letter, form, queries.prepare(session(), actor(), letter, today=clock.today()))


@bp.get("/letters/<uuid:letter_id>.pdf")
@requires(Permission.VIEW_LETTERS, looks_at="letter.printed")
def pdf(letter_id: UUID) -> ResponseReturnValue:
    """Hand out the kept bytes, checked against their SHA-256, and nothing when they are not as issued."""
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id), sha256=letter.sha256)
    if letter.issued_at is None:
        flash(_("This letter is still a draft. Issue it before it is printed"), "important")
        return redirect(url_for(".show", letter_id=letter_id))
    try:
        content = services.read_letter(letter)
    except Refusal as refusal:
        return render_template("letters/damaged.html", letter=letter, message=refusal.message), 500
    return _send(content, f"{letter.reference}.pdf")


@bp.route("/letters/<uuid:letter_id>/serve", methods=["GET", "POST"])
@requires(Permission.SERVE_LETTER, looks_at="letter.viewed")
def serve(letter_id: UUID) -> ResponseReturnValue:
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    form = ServeForm(data={"served_on": clock.today()})
    if form.validate_on_submit():
        try:
            services.serve_letter(session(), actor(), letter_id, form.new_serving())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Recorded for %(reference)s", reference=letter.reference))
            return redirect(url_for(".show", letter_id=letter_id))
    facts = facts_from_dict(letter.kind, letter.facts) if letter.issued_at else None
    servings = queries.list_servings(session(), actor(), letter_id)
    return render_template(
        "letters/serve.html", form=form, letter=letter, facts=facts, servings=servings, labels=LABELS
    )


@bp.route("/letters/<uuid:letter_id>/servings/<uuid:serving_id>/correct", methods=["GET", "POST"])
@requires(Permission.SERVE_LETTER, looks_at="letter.viewed")
def edit_serving(letter_id: UUID, serving_id: UUID) -> ResponseReturnValue:
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    serving = next((one for one in queries.list_servings(session(), actor(), letter_id) if one.id == serving_id), None)
    if serving is None:
        raise NotFound
    form = ServeCorrectionForm(obj=serving)
    if form.validate_on_submit():
        try:
            services.correct_serving(
                session(),
                actor(),
                letter_id,
                serving_id,
                form.new_serving(),
                version=version_of(form.version.data),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Corrected for %(reference)s", reference=letter.reference))
            return redirect(url_for(".show", letter_id=letter_id))
    return render_template("letters/edit_serving.html", form=form, letter=letter)
