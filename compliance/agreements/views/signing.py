"""Public pages to sign an agreement by the link in a letter. Nobody is signed in, and nothing else can be reached."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock, codes, throttle
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import CodeForm, SigningForm
from compliance.agreements.services import CodeFailure
from compliance.agreements.views.blueprint import bp
from compliance.agreements.views.public import forget
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.settings import settings
from compliance.web import commit_although_shown_again, public

MARKER = "signing"
MARKER_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the signed cookie of a browser says of the link that it opened with a code."""

    link_id: UUID
    nonce: str


def limits() -> rules.Limits:
    """Return how often a code may be tried, as the settings say."""
    given = settings()
    return rules.Limits(
        link=given.sign_tries_per_link, address=given.sign_tries_per_address, everywhere=given.sign_tries_everywhere
    )


@bp.route("/sign/<token>", methods=["GET", "POST"])
@public
def sign(token: str) -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        commit_although_shown_again()
        opened = services.try_code(session(), token, form.code.data, address=request.remote_addr or "", limits=limits())
        if opened is CodeFailure.LOCKED:
            return _locked()
        if isinstance(opened, UUID):
            _mark(token, opened)
            return redirect(url_for("agreements.sign_agreement", token=token))
        form.show(Refusal(_wrong(), "code"))
    return _unlisted("agreements/sign.html", form=form, opened_before=_was_opened(token) and not form.errors)


def _wrong() -> str:
    return _(
        "This link and this code do not open an agreement. Check both against your letter. If they are right, ask the "
        "office that wrote to you for a new link"
    )


def _locked() -> Response:
    answer = _unlisted("agreements/sign_locked.html")
    answer.status_code = 429
    answer.headers["Retry-After"] = str(throttle.seconds_left(limits().minutes))
    return answer


@bp.route("/sign/<token>/agreement", methods=["GET", "POST"])
@public
def sign_agreement(token: str) -> ResponseReturnValue:
    opened = _opened(token)
    if opened is None:
        return _ask_again(token)
    if queries.is_signed_with(session(), opened.link_id, services.hash_of_marker(opened.link_id, opened.nonce)):
        return redirect(url_for("agreements.sign_done", token=token))
    offer = queries.find_open_offer(session(), opened.link_id)
    if offer is None:
        return _ask_again(token)
    form = SigningForm()
    if form.validate_on_submit():
        try:
            services.sign_by_link(session(), opened.link_id, opened.nonce, form.new_signing())
        except NotFound:
            return _ask_again(token)
        except Refusal as refusal:
            form.show(refusal)
        else:
            forget(offer.authority_code)
            return redirect(url_for("agreements.sign_done", token=token))
    return _unlisted("agreements/sign_agreement.html", form=form, offer=offer, authority=offer.authority)


@bp.get("/sign/<token>/done")
@public
def sign_done(token: str) -> ResponseReturnValue:
    opened = _opened(token)
    if opened is None:
        return _ask_again(token)
    marker = services.hash_of_marker(opened.link_id, opened.nonce)
    if not queries.is_signed_with(session(), opened.link_id, marker):
        return _ask_again(token)
    done = queries.get_signed(session(), opened.link_id)
    return _unlisted("agreements/sign_done.html", done=done, authority=done.offer.authority)


def _ask_again(token: str) -> ResponseReturnValue:
    """Lead to the page that asks for the code: the same for a link that is over and for one that never was."""
    return redirect(url_for("agreements.sign", token=token))


def _mark(token: str, link_id: UUID) -> None:
    """Remember in the signed cookie that this browser gave the right code, and for which link."""
    cookie[MARKER] = {
        "token": services.hash_of_token(codes.read_typed(token, rules.TOKEN_LENGTH)),
        "link": str(link_id),
        "nonce": secrets.token_urlsafe(16),
        "at": clock.now().isoformat(),
    }


def _opened(token: str) -> Opened | None:
    """Return which link this browser opened, if it is the one of this address and was opened lately."""
    if not _was_opened(token):
        return None
    marker: Any = cookie[MARKER]
    try:
        age = clock.now() - datetime.fromisoformat(marker["at"])
        opened = Opened(UUID(marker["link"]), str(marker["nonce"]))
    except (KeyError, TypeError, ValueError):
        return None
    return opened if timedelta() <= age <= MARKER_LASTS else None


def _was_opened(token: str) -> bool:
    """Say whether the link that this browser opened last is the one of this address, however long ago."""
    marker: Any = cookie.get(MARKER)
    try:
        return secrets.compare_digest(
            marker["token"], services.hash_of_token(codes.read_typed(token, rules.TOKEN_LENGTH))
        )
    except (KeyError, TypeError):
        return False


def _unlisted(template: str, **facts: Any) -> Response:
    """Draw a page that no search engine lists; nothing keeps it, as nothing keeps any page of ours."""
    facts.setdefault("authority", "")
    answer = make_response(render_template(template, authority_name="", **facts))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
