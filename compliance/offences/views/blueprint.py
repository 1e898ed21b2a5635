"""The pages of the law hang on this blueprint."""

from flask import Blueprint

bp = Blueprint("offences", __name__, url_prefix="/law")
