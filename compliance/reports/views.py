"""The home page: search, and what is due."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from compliance.permissions import Permission
from compliance.web import requires

bp = Blueprint("reports", __name__)


@bp.get("/")
@requires(Permission.USE_ACCOUNT)
def home() -> ResponseReturnValue:
    return render_template("reports/home.html", sections=[])
