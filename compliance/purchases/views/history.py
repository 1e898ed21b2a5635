"""The history of one test: every change of its record, its hand-over, its accounts and its exhibits, newest first."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.evidence import queries as evidence
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.queries import voidings
from compliance.purchases.views.blueprint import bp
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>/history")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase_history.viewed")
def history(purchase_id: UUID) -> ResponseReturnValue:
    """Show who changed what of a test of the own authority, when, why, and what stood before."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    past = voidings.list_voidings(session(), actor(), purchase_id)
    entries, named = _entries(purchase_id)
    people = {one.proposed_by_id for one in past} | {one.decided_by_id for one in past}
    return render_template(
        "purchases/history.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        entries=entries,
        named=named,
        voidings=past,
        names=accounts.officer_names(session(), {one for one in people if one}),
        rules=rules,
    )


def _entries(purchase_id: UUID) -> tuple[list[Any], dict[str, str]]:
    """Return the audit entries of a test and of what belongs to it, and what each of these is, by identifier.

    As many queries as there are kinds of record.
    """
    beside: dict[str, list[UUID]] = {"purchase": [purchase_id]}
    named = {}
    for one in queries.recorded_beside(session(), actor(), purchase_id):
        beside.setdefault(one.kind, []).append(one.id)
        named[str(one.id)] = one.what
    exhibits = evidence.list_exhibits(session(), actor(), purchase_id)
    beside["exhibit"] = [row.exhibit.id for row in exhibits]
    named |= {str(row.exhibit.id): row.exhibit.reference for row in exhibits}
    found = [entry for kind, ids in beside.items() for entry in audit.list_subjects(session(), actor(), kind, ids)]
    return sorted(found, key=lambda entry: entry.number, reverse=True), named
