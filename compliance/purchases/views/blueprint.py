"""Where the pages of test purchases live, and what several of them need."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import Refusal
from compliance.forms import Form
from compliance.offences import queries as offences
from compliance.operations import queries as operations
from compliance.purchases import queries
from compliance.purchases.forms.fields import PurchaseForm
from compliance.purchases.rules import STAGED_TYPES
from compliance.volunteers.rules import LeadsToVolunteer
from compliance.web import actor, commit_although_shown_again, may_reach

bp = Blueprint("purchases", __name__)

PARTS = (
    ("overview", _l("Overview"), "purchases.show"),
    ("stages", _l("Stages"), "purchases.stages"),
    ("law", _l("What it proves"), "purchases.law"),
    ("accounts", _l("Accounts"), "purchases.accounts"),
    ("evidence", _l("Evidence"), "evidence.purchase"),
    ("disputes", _l("Disputes"), "purchases.disputes"),
    ("history", _l("History"), "purchases.history"),
)
SHARED_PARTS = frozenset({"overview"})
"""What a police planner sees of another authority's test."""


@bp.app_template_global()
def purchase_parts(purchase: Any, current: str) -> list[dict[str, object]]:
    """Return the parts of a test's record that exist and that the actor may reach, for its sub-navigation."""
    own = purchase.authority_id == actor().authority_id
    return [
        {"label": label, "url": url_for(endpoint, purchase_id=purchase.id), "current": part == current}
        for part, label, endpoint in PARTS
        if (own or part in SHARED_PARTS) and (part != "stages" or purchase.type in STAGED_TYPES) and may_reach(endpoint)
    ]


@bp.app_template_global()
def purchase_flags(purchase: Any) -> list[tuple[str, str]]:
    """Return what every page of a test says of its result, as text and colour: overturned, or disputed."""
    overturned, disputed = queries.result_stands(session(), actor(), purchase.id)
    return [
        *([(_("Result overturned"), "grey")] if overturned else []),
        *([(_("Result disputed"), "yellow")] if disputed else []),
    ]


def offer(form: PurchaseForm, outlet_id: UUID, keep: set[UUID | None] | None = None) -> Sequence[Any]:
    """Set the officers, operations and kinds of product to choose from on the day that is asked about.

    Return the operations of that day.

    `keep` are officers who stay to choose from although they may sign in no more.
    """
    officers = accounts.list_officers(session(), actor())
    kept = keep or set()
    day = form.tested_on.data or clock.today()
    found = operations.list_for_outlet(session(), actor(), outlet_id, day)
    form.offer(
        [(officer.id, officer.name) for officer in officers if officer.active or officer.id in kept],
        [(operation.id, f"{operation.reference} {operation.name}") for operation in found],
    )
    form.offer_products(offences.list_category_versions(session()), day)
    return found


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Show a refusal beside its field. Where it may tell a volunteer's age or name, the asking stays in the audit."""
    form.show(refusal)
    if refusal.field == "volunteer_code" or isinstance(refusal, LeadsToVolunteer):
        commit_although_shown_again()


def asked_id(name: str) -> UUID | None:
    """Return an identifier from the query string, or None when there is none or it is none."""
    return as_id(request.args.get(name, ""))


def as_id(text: str) -> UUID | None:
    """Return the identifier written in a text, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_in(text: str | None) -> int:
    """Return the number of a version that a form carries; one that was tampered with fits no record."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def version_of(form: Form) -> int:
    """Return the version that a correction form was filled from; one that was tampered with fits no record."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
