"""The page on which a manager reads the audit."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from compliance.audit import queries
from compliance.audit.forms import AuditFilterForm
from compliance.database import session
from compliance.permissions import Permission
from compliance.web import actor, requires

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("/")
@requires(Permission.VIEW_AUDIT, looks_at="audit.viewed")
def index() -> ResponseReturnValue:
    form = AuditFilterForm()
    form.validate()
    page = queries.list_entries(
        session(),
        actor(),
        action=form.action.data or "",
        who=form.who.data or "",
        since=form.since.data,
        until=form.until.data,
        before=request.args.get("before", type=int),
    )
    return render_template("audit/index.html", form=form, page=page)
