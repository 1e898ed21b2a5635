"""The edge of every page: actor, permissions, the one commit, what was looked at, errors, headers, filters."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, format_date, format_datetime
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from compliance import clock, navigation
from compliance.database import is_busy, read_only, session
from compliance.errors import Forbidden, NotFound
from compliance.files import CorruptFileError, StoreUnreachableError
from compliance.permissions import Actor, Permission
from compliance.settings import ROOT, settings

COMMITS = frozenset({201, 204, 302, 303})
"""The answers of a request that worked. A form shown again is 200, so nothing half done is kept."""

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
sign_in = LoginManager()
babel = Babel()


@dataclass(frozen=True, slots=True)
class Guard:
    """What an endpoint asks of the actor, and the audit action of looking at it."""

    permission: Permission | None
    looks_at: str | None


PUBLIC = Guard(None, None)


class SignedIn(UserMixin):  # type: ignore[misc]
    """The officer of this request, for Flask-Login. The cookie holds the token of their session, and nothing else."""

    def __init__(self, actor: Actor, token: str, authority_name: str, *, must_change_password: bool) -> None:
        self.actor = actor
        self.authority_name = authority_name
        self.must_change_password = must_change_password
        self._token = token

    def get_id(self) -> str:
        return self._token


def actor() -> Actor:
    """Return on whose behalf this request is made. Only inside an endpoint that names a permission."""
    return cast("Actor", current_user.actor)


def session_token() -> str:
    """Return the token of the session that this request came with. Only inside an endpoint that names a permission."""
    return cast("str", current_user.get_id())


def requires(permission: Permission, *, looks_at: str | None = None) -> Callable[[View], View]:
    """Let only actors with `permission` reach an endpoint.

    `looks_at` is the audit action (`outlet.viewed`) of a GET that shows, searches, prints or exports a record about a
    retailer or person: the entry is written once the page has been made.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return cast("ResponseReturnValue", sign_in.unauthorized())
            if current_user.must_change_password and not getattr(guarded, "before_password_change", False):
                return redirect(url_for("accounts.change_password"))
            actor().require(permission)
            return cast("ResponseReturnValue", view(*args, **kwargs))

        guarded.guard = Guard(permission, looks_at)  # type: ignore[attr-defined]
        return cast("View", guarded)

    return guard


def public(view: View) -> View:
    """Let anybody reach an endpoint: signing in and the health check, and nothing that holds a record."""
    view.guard = PUBLIC  # type: ignore[attr-defined]
    return view


def guard_of(app: Flask, endpoint: str) -> Guard | None:
    """Return what an endpoint asks, or None when nobody has said."""
    return getattr(app.view_functions[endpoint], "guard", None)


def may_reach(endpoint: str) -> bool:
    """Say whether a page exists and the actor's role may open it."""
    if endpoint not in current_app.view_functions:
        return False
    guard = guard_of(current_app, endpoint)
    return guard is not None and guard.permission is not None and actor().may(guard.permission)


def commit_although_shown_again() -> None:
    """Keep this request's changes though the form is shown again: a wrong password must be remembered."""
    g.commit_anyway = True


def looked_at(**detail: Any) -> None:
    """Add what was shown (counts, identifiers) to the audit entry of this request."""
    g.setdefault("looked_at", {}).update(detail)


def write_afterwards(write: Callable[[], None]) -> None:
    """Have something written once the page of a GET has been made, in a transaction of its own.

    For pages of the public, which have no actor whose looking is written down. What could not be written is not shown.
    """
    g.setdefault("afterwards", []).append(write)


Look = Callable[[Actor, str, dict[str, Any]], None]


def init_app(app: Flask, *, find_signed_in: Callable[[str], SignedIn | None], record_look: Look) -> None:
    """Set the edge up. `find_signed_in` reads a session's identifier; `record_look` writes an entry and commits."""
    csrf.init_app(app)
    babel.init_app(app, default_locale="en_GB", default_timezone="Europe/London")
    sign_in.init_app(app)
    sign_in.login_view = "accounts.sign_in"
    sign_in.login_message = ""
    sign_in.user_loader(find_signed_in)
    if settings().trusted_proxies:
        hops = settings().trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(lambda response: _end(response, record_look))
    app.after_request(_headers)
    app.teardown_request(lambda _error: read_only(False))
    app.context_processor(_context)
    _errors(app)
    _filters(app)


def _begin() -> None:
    read_only(request.method in {"GET", "HEAD", "OPTIONS"})


def _end(response: Response, record_look: Look) -> Response:
    """Commit once, when the request worked; roll back otherwise; and write down what was looked at."""
    if request.endpoint == "static":
        return response
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        session().rollback()
        read_only(False)
        try:
            _write_after(response, record_look)
        except OperationalError as error:
            # What could not be written down is not shown.
            if not is_busy(error):
                raise
            return current_app.make_response(_busy())
    elif response.status_code in COMMITS or g.get("commit_anyway", False):
        session().commit()
    else:
        session().rollback()
    return response


def _write_after(response: Response, record_look: Look) -> None:
    guard = guard_of(current_app, request.endpoint) if request.endpoint else None
    if guard and guard.looks_at and response.status_code == 200:
        record_look(actor(), guard.looks_at, _what_was_asked())
    for write in g.pop("afterwards", ()):
        write()
        session().commit()


def _what_was_asked() -> dict[str, Any]:
    shown: dict[str, Any] = {k: str(v) for k, v in (request.view_args or {}).items()}
    query = {key: request.args.getlist(key) for key in request.args if request.args.get(key)}
    asked = {key: values[0] if len(values) == 1 else values for key, values in query.items()}
    return {"page": request.endpoint, "shown": shown, "asked": asked, **g.get("looked_at", {})}


def security_policy(*image_hosts: str) -> str:
    """Return the Content-Security-Policy of a page: nothing of another host, but for pictures from those named."""
    images = " ".join(("'self'", "data:", *image_hosts))
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


_POLICY = security_policy()


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if settings().production:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _is_for_public() -> bool:
    """Say whether this address is one of the pages that the public comes to: then an error speaks to them."""
    endpoint = request.endpoint
    return endpoint not in {None, "static", sign_in.login_view} and guard_of(current_app, str(endpoint)) is PUBLIC


def _context() -> dict[str, Any]:
    signed_in = current_user if current_user and current_user.is_authenticated else None
    ends = clock.now() + timedelta(minutes=settings().session_minutes) if signed_in else None
    return {
        "actor": signed_in.actor if signed_in else None,
        "authority_name": signed_in.authority_name if signed_in else "",
        "asset": asset,
        "for_public": signed_in is None and _is_for_public(),
        "navigation": navigation.service(signed_in.actor) if signed_in else [],
        "section_navigation": navigation.section(signed_in.actor) if signed_in else [],
        "Permission": Permission,
        "product_name": settings().product_name,
        "session_ends_at": ends,
        "session_seconds_left": settings().session_minutes * 60 if signed_in else 0,
        "support": settings().support,
    }


@cache
def _manifest(path: Path, _modified: float) -> dict[str, str]:
    return cast("dict[str, str]", json.loads(path.read_text()))


def asset(name: str) -> str:
    """Return the URL of a built asset, by the name it has in static/build/manifest.json."""
    path = ROOT / "static" / "build" / "manifest.json"
    return url_for("static", filename=f"build/{_manifest(path, path.stat().st_mtime)[name]}")


def _busy() -> ResponseReturnValue:
    """Say that something long is being written, which on SQLite keeps all others from writing."""
    session().rollback()
    read_only(True)
    return render_template("errors/503.html"), 503, {"Retry-After": "30"}


def _errors(app: Flask) -> None:
    @app.errorhandler(NotFound)
    def not_found(_error: NotFound) -> ResponseReturnValue:
        return render_template("errors/404.html"), 404

    @app.errorhandler(Forbidden)
    def forbidden(_error: Forbidden) -> ResponseReturnValue:
        return render_template("errors/403.html"), 403

    @app.errorhandler(StaleDataError)
    def stale(_error: StaleDataError) -> ResponseReturnValue:
        session().rollback()
        return render_template("errors/409.html"), 409

    @app.errorhandler(CSRFError)
    def csrf_failed(_error: CSRFError) -> ResponseReturnValue:
        return render_template("errors/400.html"), 400

    @app.errorhandler(SecurityError)
    def not_our_name(_error: SecurityError) -> ResponseReturnValue:
        # No page: without a host that is ours no link can be written.
        return Response(_("This service does not answer to that name."), 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error
        name = f"errors/{code if code in {400, 401, 403, 404, 405, 413, 429} else 500 if code >= 500 else 400}.html"
        return render_template(name), code

    @app.errorhandler(StoreUnreachableError)
    def no_store(error: StoreUnreachableError) -> ResponseReturnValue:
        return _no_kept_file(error, 503)

    @app.errorhandler(CorruptFileError)
    def changed(error: CorruptFileError) -> ResponseReturnValue:
        return _no_kept_file(error, 500)

    app.register_error_handler(Exception, _broken)


def _no_kept_file(error: Exception, status: int) -> ResponseReturnValue:
    """Say that the store of files does not answer (503), or that what it was to keep is gone or changed (500)."""
    current_app.logger.error("A kept file cannot be read on %s: %s", _where(), error)
    headers = {"Retry-After": "60"} if status == 503 else {}
    return render_template("errors/file.html", is_lost=status == 500), status, headers


def _broken(error: Exception) -> ResponseReturnValue:
    if is_busy(error):
        return _busy()
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("Unhandled error on %s", _where(), exc_info=error)
    g._login_user = sign_in.anonymous_user()  # noqa: SLF001 - the page must be drawn though the database is gone
    return render_template("errors/500.html"), 500


def _where() -> str:
    """Return the address of this request for the log: of a page for the public its pattern, as it may hold a secret."""
    rule = request.url_rule
    hidden = rule is not None and guard_of(current_app, rule.endpoint) is PUBLIC
    return rule.rule if rule is not None and hidden else request.path


def day(value: date | None) -> str:
    """Return a day as officers read it: 16 July 2026. Nothing recorded gives an empty text."""
    return "" if value is None else cast("str", format_date(value, "d MMMM y"))


def moment(value: datetime | None) -> str:
    """Return a UTC moment as London clocks show it: 16 July 2026 at 2:32pm."""
    if value is None:
        return ""
    written = cast("str", format_datetime(value, "d MMMM y 'at' h:mm"))
    return f"{written}{'am' if clock.london(value).hour < 12 else 'pm'}"


def pence(value: int | None) -> str:
    """Return money held in pence as pounds: £3.49."""
    return "" if value is None else f"£{value / 100:,.2f}"


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def kept(value: Any) -> str:
    """Return a value that the audit kept as an officer reads it: yes, a day, a code in words, or what was typed."""
    if value is None or value in ("", [], {}):
        return _("not recorded")
    if isinstance(value, list):
        return "; ".join(kept(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(kept(item) for item in value.values() if item is not None)
    return (_("yes") if value else _("no")) if isinstance(value, bool) else _kept_text(str(value))


def _kept_text(text: str) -> str:
    if _ISO_DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if _UUID.fullmatch(text):
        return _("another record")
    return text.replace("_", " ") if _CODE.fullmatch(text) else text


def field_words(name: str) -> str:
    """Return the name of a column as an officer reads it: `age_on` and `officer_id` are “Age” and “Officer”."""
    words = re.sub(r"_(id|on|at|at_time|code)$", "", name)
    return words.replace("_", " ").capitalize()


def _filters(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, moment=moment, pence=pence, kept=kept, field_words=field_words)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def uuid_or_not_found(text: str) -> UUID:
    """Return the identifier written in `text`, or raise NotFound."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
