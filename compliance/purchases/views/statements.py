"""Pages of an officer's statement: drafted from the record, edited, taken away, printed, finished."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.purchases import queries, services
from compliance.purchases.forms import StatementForm
from compliance.purchases.rules import statements as rules
from compliance.purchases.views.accounts import keeps_itself, kept_itself, not_kept, refused, send
from compliance.purchases.views.blueprint import bp, version_of
from compliance.web import actor, commit_although_shown_again, requires

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.route("/purchases/<uuid:purchase_id>/statement", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="statement.viewed")
def statement(purchase_id: UUID) -> ResponseReturnValue:
    """Edit one's own draft of a statement, and mark it finished; before there is one, offer to draft it."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    own = queries.list_own_statements(session(), actor(), purchase_id)
    draft = own[0] if own and own[0].finished_at is None else None
    form = StatementForm(data={"version": str(draft.version), "words": draft.words} if draft else {})
    if draft is not None and form.validate_on_submit():
        finishing = request.form.get("then") == "finish"
        do = services.finish_statement if finishing else services.save_statement
        try:
            saved = do(session(), actor(), draft.id, form.words.data, version=version_of(form))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            if keeps_itself():
                return kept_itself(saved)
            flash(_("Statement finished") if finishing else _("Draft saved. Nobody else can read it"))
            return redirect(url_for(".accounts" if finishing else ".statement", purchase_id=purchase_id))
    if keeps_itself():
        return not_kept(form)
    return render_template(
        "purchases/statement.html",
        form=form,
        purchase=purchase,
        draft=draft,
        finished=[one for one in own if one.finished_at is not None],
        account=queries.find_own_account(session(), actor(), purchase_id),
        gaps=rules.gaps(draft.words) if draft else (),
        rules=rules,
    )


@bp.post("/purchases/<uuid:purchase_id>/statement/draft")
@requires(Permission.RECORD_PURCHASE)
def begin_statement(purchase_id: UUID) -> ResponseReturnValue:
    """Draft one's own statement from the record."""
    try:
        services.begin_statement(session(), actor(), purchase_id)
    except Refusal as refusal:
        commit_although_shown_again()
        flash(refusal.message)
        return redirect(url_for(".accounts", purchase_id=purchase_id))
    flash(_("Statement drafted from the record. It is yours to finish"))
    return redirect(url_for(".statement", purchase_id=purchase_id))


@bp.get("/purchases/<uuid:purchase_id>/statements/<uuid:statement_id>/document")
@requires(Permission.VIEW_PURCHASES, looks_at="statement.exported")
def statement_document(purchase_id: UUID, statement_id: UUID) -> ResponseReturnValue:
    """Hand out a statement as a document of a word processor: one's own, or a finished one that may be read."""
    name, content = queries.write_statement(session(), actor(), purchase_id, statement_id)
    return send(name, content, WORD, attached=True)


@bp.get("/purchases/<uuid:purchase_id>/statements/<uuid:statement_id>/print")
@requires(Permission.VIEW_PURCHASES, looks_at="statement.printed")
def print_statement(purchase_id: UUID, statement_id: UUID) -> ResponseReturnValue:
    """Hand out a statement as a PDF: one's own, or a finished one that may be read."""
    name, content = queries.print_statement(session(), actor(), purchase_id, statement_id)
    return send(name, content, "application/pdf")
