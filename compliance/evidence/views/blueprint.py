"""Where the pages of evidence live."""

from flask import Blueprint

bp = Blueprint("evidence", __name__)
