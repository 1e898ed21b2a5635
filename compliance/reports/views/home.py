"""The home page: search, and what is due."""

from flask import render_template
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.database import session
from compliance.permissions import Permission
from compliance.reports import queries
from compliance.reports.views.blueprint import bp
from compliance.web import actor, requires


@bp.get("/")
@requires(Permission.USE_ACCOUNT, looks_at="home.viewed")
def home() -> ResponseReturnValue:
    sections = queries.list_due(session(), actor(), clock.today())
    return render_template("reports/home.html", sections=sections)
