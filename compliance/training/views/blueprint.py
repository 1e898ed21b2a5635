"""The blueprint that every page of training belongs to."""

from typing import Any

from flask import Blueprint

bp = Blueprint("training", __name__)


def version_in(field: Any) -> int:
    """Return the version a form was filled in from; one that was tampered with is no version at all."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
