"""Where the pages of evidence live, and what several of them need."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint

from compliance.errors import Refusal
from compliance.forms import Form
from compliance.web import commit_although_shown_again

bp = Blueprint("evidence", __name__)


def as_id(text: str) -> UUID | None:
    """Return the identifier written in a text, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def show_refusal(form: Form, refusal: Refusal, fields: Mapping[str, str] | None = None) -> None:
    """Show a refusal beside its field, by the name that the form has for it.

    The vault may have been asked about a name, so what was written down of the asking stays in the audit.
    """
    form.show(Refusal(refusal.message, (fields or {}).get(refusal.field or "", refusal.field)))
    commit_although_shown_again()
