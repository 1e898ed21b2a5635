"""Pages of officers' accounts: who has signed, writing one's own, signing it, adding to it."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as officers
from compliance.accounts.rules import Confirmation, Lockout
from compliance.database import new_id, session
from compliance.errors import Refusal
from compliance.forms import Form
from compliance.permissions import Permission
from compliance.purchases import queries, services
from compliance.purchases.forms import AccountForm, AdditionForm, SigningForm
from compliance.purchases.rules import ONLINE_TYPES, STAGED_TYPES, frozen
from compliance.purchases.rules import reviews as review_rules
from compliance.purchases.views.blueprint import as_id, bp, version_of
from compliance.purchases.views.corrections import history_beside
from compliance.retailers import queries as retailers
from compliance.settings import settings
from compliance.web import actor, commit_although_shown_again, requires


def refused(form: Form, refusal: Refusal) -> None:
    """Show a refusal, and keep what was written down before it: a wrong password, a question to the vault, a draft."""
    form.show(refusal)
    commit_although_shown_again()


def keeps_itself() -> bool:
    """Say whether the page itself asks for what is being written to be kept, and not the officer."""
    return request.form.get("then") == "keep"


def kept_itself(draft: Any) -> ResponseReturnValue:
    """Answer the page that its draft was kept: the version that it now has, and what to say of it."""
    at = clock.london(draft.saved_at)
    return {"version": str(draft.version), "said": _("Draft kept at %(time)s.", time=f"{at:%H:%M}")}, 201


def not_kept(form: Form) -> ResponseReturnValue:
    """Answer the page why its draft was not kept."""
    why = " ".join(str(error) for error in [*form.form_errors, *(said for field in form for said in field.errors)])
    return {"said": _("What you wrote last is not kept. %(why)s", why=why)}, 422


@bp.get("/purchases/<uuid:purchase_id>/accounts")
@requires(Permission.VIEW_PURCHASES, looks_at="account.viewed")
def accounts(purchase_id: UUID) -> ResponseReturnValue:
    """Show who has written and signed, and what the reader may read; the reviews, and the statements."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    state = queries.accounts_state(session(), actor(), purchase_id)
    readable = queries.readable_accounts(session(), actor(), purchase_id)
    review = queries.review_state(session(), actor(), purchase_id, state)
    corrected = _corrected(purchase)
    people = officers.officer_names(session(), _people(readable) | {one.reviewer_id for one in review.reviews})
    names = {str(officer_id): name for officer_id, name in people.items()}
    return render_template(
        "purchases/accounts.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        state=state,
        readable=readable,
        facts={one.id: frozen.facts_in_words(one.record, names) for one in readable},
        changed={one.id: [frozen.FACT_LABELS[name] for name in one.changed] for one in readable},
        later={one.id: [(what, entry) for what, entry in corrected if entry.at > one.signed_at] for one in readable},
        review=review,
        names=people,
        may_read_reviews=not state.owes,
        own_statements=queries.list_own_statements(session(), actor(), purchase_id),
        statements=queries.readable_statements(session(), actor(), purchase_id, state),
        review_rules=review_rules,
    )


def _corrected(purchase: Any) -> list[tuple[str, Any]]:
    """Return what was corrected of the stages, parties and hand-over of a test: which, and the entry, the latest first.

    A signature does not hold them still, for they go on after the order: it is said what changed since.
    """
    if purchase.type not in STAGED_TYPES:
        return []
    recorded = queries.recorded_beside(session(), actor(), purchase.id)
    named = {str(one.id): one.what or _("The hand-over") for one in recorded}
    return [
        (named[entry.subject_id], entry)
        for entry in history_beside(recorded)
        if entry.reason and "changes" in entry.detail
    ]


def _people(readable: tuple[queries.ReadableAccount, ...]) -> set[UUID]:
    found = {one.record.get(name) for one in readable for name in ("officer_id", "second_officer_id")}
    return {UUID(str(one)) for one in found if one}


@bp.route("/purchases/<uuid:purchase_id>/account", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="account.viewed")
def write_account(purchase_id: UUID) -> ResponseReturnValue:
    """Write one's own account: a draft that nobody else can read."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    state = queries.accounts_state(session(), actor(), purchase_id)
    draft = queries.find_own_account(session(), actor(), purchase_id)
    if not state.may_write:
        return redirect(url_for(".accounts", purchase_id=purchase_id))
    form = AccountForm(data={"version": str(draft.version), "words": draft.words} if draft else {"version": "0"})
    if form.validate_on_submit():
        try:
            draft = services.save_account(session(), actor(), purchase_id, form.words.data, version=version_of(form))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            if keeps_itself():
                return kept_itself(draft)
            if request.form.get("then") == "sign":
                return redirect(url_for(".sign_account", purchase_id=purchase_id))
            flash(_("Draft saved. Nobody else can read it"))
            return redirect(url_for(".write_account", purchase_id=purchase_id))
    if keeps_itself():
        return not_kept(form)
    return render_template("purchases/account_write.html", form=form, purchase=purchase, draft=draft, state=state)


@bp.route("/purchases/<uuid:purchase_id>/account/sign", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="account.viewed")
def sign_account(purchase_id: UUID) -> ResponseReturnValue:
    """Sign one's own account, with what the record says beside it: both stand still from then on."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    state = queries.accounts_state(session(), actor(), purchase_id)
    draft = queries.find_own_account(session(), actor(), purchase_id)
    if draft is None or not state.may_write:
        return redirect(url_for(".write_account", purchase_id=purchase_id))
    form = SigningForm(data={"version": str(draft.version)})
    if form.validate_on_submit():
        try:
            services.sign_account(
                session(),
                actor(),
                purchase_id,
                draft.words,
                declared=form.declared.data,
                confirmation=_confirmation(form),
                version=version_of(form),
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            flash(_("Your account of %(reference)s is signed", reference=purchase.reference))
            return redirect(url_for(".accounts", purchase_id=purchase_id))
    recorded = purchase.model_dump()
    names = {str(writer.officer_id): writer.name for writer in state.writers}
    return render_template(
        "purchases/account_sign.html",
        form=form,
        purchase=purchase,
        draft=draft,
        declaration=queries.declaration_of(session(), actor(), purchase_id),
        facts=frozen.facts_in_words(queries.snapshot_of(purchase), names),
        blanks=frozen.not_recorded(recorded, online=purchase.type in ONLINE_TYPES),
        first=not any(writer.signed_at for writer in state.writers),
    )


def _confirmation(form: SigningForm) -> Confirmation:
    """Return the password typed again, counted as at sign-in."""
    return Confirmation(
        form.password.data,
        request.remote_addr or "",
        Lockout(settings().sign_in_attempts, settings().lockout_minutes),
        settings().sign_in_attempts_per_minute,
        settings().secret_key.get_secret_value(),
    )


@bp.route("/purchases/<uuid:purchase_id>/account/add", methods=["GET", "POST"])
@requires(Permission.RECORD_PURCHASE, looks_at="account.viewed")
def add_to_account(purchase_id: UUID) -> ResponseReturnValue:
    """Add to one's own signed account: the account stays, and the addition stands under it."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    account = queries.find_own_account(session(), actor(), purchase_id)
    if account is None or account.signed_at is None:
        return redirect(url_for(".write_account", purchase_id=purchase_id))
    form = AdditionForm(data={"submission": str(new_id())})
    if form.validate_on_submit():
        try:
            services.add_to_account(
                session(),
                actor(),
                purchase_id,
                form.new_addition(),
                addition_id=as_id(form.submission.data or ""),
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            flash(_("Added to your account of %(reference)s", reference=purchase.reference))
            return redirect(url_for(".accounts", purchase_id=purchase_id))
    return render_template("purchases/account_add.html", form=form, purchase=purchase, account=account)


@bp.get("/purchases/<uuid:purchase_id>/accounts/<uuid:account_id>/print")
@requires(Permission.VIEW_PURCHASES, looks_at="account.printed")
def print_account(purchase_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Hand out a signed account as a PDF, with its additions and its hash."""
    name, content = queries.print_account(session(), actor(), purchase_id, account_id)
    return send(name, content, "application/pdf")


def send(name: str, content: bytes, kind: str, *, attached: bool = False) -> Response:
    """Return bytes as a file: shown in the browser, or `attached` to be kept."""
    sent: Response = send_file(BytesIO(content), mimetype=kind, download_name=name, as_attachment=attached, etag=False)
    return sent
