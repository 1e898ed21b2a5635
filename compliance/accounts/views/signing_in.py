"""Pages of signing in and out, and of one's own account."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from compliance import clock
from compliance.accounts import queries, services
from compliance.accounts.forms import PasswordForm, SignInForm
from compliance.accounts.rules import Lockout
from compliance.accounts.services import SignInFailure
from compliance.accounts.views.blueprint import bp
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import ROLE_LABELS, Permission
from compliance.settings import settings
from compliance.web import SignedIn, actor, commit_although_shown_again, public, requires, session_token


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        commit_although_shown_again()
        outcome = _try(form)
        if not isinstance(outcome, SignInFailure):
            _begin_session(outcome)
            return redirect(_next_page())
        form.show(Refusal(_failure(outcome)))
    return render_template("accounts/sign_in.html", form=form)


def _try(form: SignInForm) -> UUID | SignInFailure:
    """Return the identifier of the officer who signed in, or why nobody did."""
    found = services.sign_in(
        session(),
        form.email.data,
        form.password.data,
        address=request.remote_addr or "",
        lockout=Lockout(settings().sign_in_attempts, settings().lockout_minutes),
        address_limit=settings().sign_in_attempts_per_minute,
        key=settings().secret_key.get_secret_value(),
    )
    return found if isinstance(found, SignInFailure) else found.id


def _begin_session(officer_id: UUID) -> None:
    """Begin a session in an empty cookie: nothing that was put there before signing in is believed after it."""
    token = services.begin_session(session(), officer_id)
    found = queries.find_signed_in(session(), token)
    if found is None:
        raise NotFound
    cookie.clear()
    login_user(SignedIn(found.actor, token, found.authority_name, must_change_password=found.must_change_password))
    cookie.permanent = True


def _failure(failure: SignInFailure) -> str:
    if failure is SignInFailure.LOCKED:
        return _(
            "This account is locked after too many wrong passwords. Try again in %(minutes)s minutes, or ask "
            "%(support)s to unlock it now",
            minutes=settings().lockout_minutes,
            support=settings().support,
        )
    if failure is SignInFailure.TOO_MANY:
        return _("There have been too many tries from this network. Wait a minute, then try again")
    return _("The e-mail address or the password is not right. Check both and try again")


def _next_page() -> str:
    """Return the page that was asked for before signing in, if it is one of ours."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    if target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc:
        return target
    return url_for("reports.home")


@bp.post("/sign-out")
@requires(Permission.USE_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    services.sign_out(session(), actor(), session_token())
    logout_user()
    cookie.clear()
    flash(_("You are signed out"))
    return redirect(url_for("accounts.sign_in"))


sign_out.before_password_change = True  # type: ignore[attr-defined]


@bp.post("/stay-signed-in")
@requires(Permission.USE_ACCOUNT)
def stay_signed_in() -> ResponseReturnValue:
    """Answer when the session ends now: asking was enough to renew it. Without JavaScript it leads home."""
    if request.accept_mimetypes.best == "application/json":
        ends = clock.now() + timedelta(minutes=settings().session_minutes)
        return {"session_ends_at": ends.isoformat()}
    return redirect(url_for("reports.home"))


@bp.get("/")
@requires(Permission.USE_ACCOUNT)
def account() -> ResponseReturnValue:
    return render_template("accounts/account.html", role_labels=ROLE_LABELS)


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.USE_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit() and form.passwords_agree():
        try:
            officer = services.change_password(
                session(), actor(), current=form.current.data, password=form.password.data
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            _begin_session(officer.id)
            flash(_("Password changed. You are signed out everywhere else"))
            return redirect(url_for("accounts.account"))
    return render_template("accounts/change_password.html", form=form)


change_password.before_password_change = True  # type: ignore[attr-defined]
