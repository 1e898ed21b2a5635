"""The home page: search, and what is due."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.database import session
from compliance.permissions import Permission
from compliance.reports import queries
from compliance.web import actor, requires

bp = Blueprint("reports", __name__)


@bp.get("/")
@requires(Permission.USE_ACCOUNT, looks_at="home.viewed")
def home() -> ResponseReturnValue:
    sections = queries.list_due(session(), actor(), clock.today())
    return render_template("reports/home.html", sections=sections)
