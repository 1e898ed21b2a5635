"""Makes the application: the only module that knows every slice."""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlmodel import Session
from whitenoise import WhiteNoise

from compliance import cli, database, jobs, web
from compliance.accounts import queries as accounts
from compliance.audit import rules as audit_rules
from compliance.audit import services as audit
from compliance.database import read_only, session
from compliance.evidence import services as evidence
from compliance.imports import services as imports
from compliance.letters import services as letters
from compliance.permissions import Actor, Permission
from compliance.purchases.services import digests
from compliance.settings import ROOT, settings
from compliance.visits.services import mails
from compliance.web import SignedIn, public

SLICES = tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/__init__.py")))


KINDS = {
    "imports.check": jobs.Kind(imports.check, imports.fail, piecewise=True),
    "imports.commit": jobs.Kind(imports.commit, imports.fail, piecewise=False),
    "imports.undo": jobs.Kind(imports.undo, imports.fail, piecewise=False),
    mails.KIND: jobs.Kind(mails.send_report, mails.fail_report_mail, piecewise=True),
    evidence.TAKE_IN: jobs.Kind(evidence.take_in, evidence.fail_take_in, piecewise=True),
    digests.KIND: jobs.Kind(digests.send_digest, digests.fail_digest, piecewise=True),
    letters.RUN_KIND: jobs.Kind(letters.write_run, letters.fail_run, piecewise=True),
}
"""Every kind of long work, by the name under which a service asks for it."""


def create_app(**config: Any) -> Flask:
    """Return the application, set up from the environment; `config` overrides Flask's own settings (for tests)."""
    app = Flask("compliance", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.from_mapping(
        SECRET_KEY=settings().secret_key.get_secret_value(),
        TRUSTED_HOSTS=settings().hosts,
        MAX_CONTENT_LENGTH=settings().upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings().session_minutes),
        SESSION_COOKIE_NAME="compliance",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings().production,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.config.update(config)
    for name in SLICES:
        if find_spec(f"compliance.{name}.models") is not None:
            import_module(f"compliance.{name}.models")
    database.init_app(app)
    web.init_app(app, find_signed_in=_find_signed_in, record_look=_record_look)
    for name in SLICES:
        if find_spec(f"compliance.{name}.views") is not None:
            app.register_blueprint(import_module(f"compliance.{name}.views").bp)
    app.jinja_env.filters["sentence"] = _sentence
    jobs.init_app(app, jobs.Registry(KINDS, _find_asker))
    cli.init_app(app)
    app.add_url_rule("/health", "health", public(_health))
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=31536000, autorefresh=app.debug
    )
    return app


def _find_signed_in(identifier: str) -> SignedIn | None:
    found = accounts.find_signed_in(session(), identifier)
    if found is None:
        return None
    return SignedIn(found.actor, identifier, found.authority_name, must_change_password=found.must_change_password)


def _find_asker(
    db_session: Session, authority_id: UUID, officer_id: UUID | None, allowed: frozenset[Permission]
) -> jobs.Asker:
    """Return on whose behalf a job is done: the officer who asked, or the command line with what it was allowed."""
    if officer_id is None:
        authority = accounts.get_authority(db_session, authority_id)
        return jobs.Asker(accounts.command_line_actor(db_session, authority.code, *allowed), active=True)
    actor, active = accounts.get_asker(db_session, officer_id)
    return jobs.Asker(actor, active)


def _record_look(actor: Actor, action: str, detail: dict[str, Any]) -> None:
    """Write down that something was looked at, in a transaction of its own after the page was made."""
    shown = detail.get("shown", {})
    subject_kind = action.partition(".")[0]
    subject_id = next(iter(shown.values()), None)
    outlet_id = shown.get("outlet_id") or detail.get("outlet_id")
    reason = str(detail.get("asked", {}).get("reason", ""))
    audit.record(
        session(),
        actor,
        action,
        subject_kind,
        subject_id,
        outlet_id=UUID(outlet_id) if outlet_id else None,
        reason=reason,
        detail=detail,
    )
    session().commit()


def _sentence(entry: Any) -> str:
    """Say what an audit entry tells, in the words of its action."""
    return audit_rules.sentence(entry.action)


def _health() -> ResponseReturnValue:
    """Answer whether the application and its database are up, for a load balancer."""
    read_only(True)
    session().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
