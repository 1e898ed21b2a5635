"""The history of one test: every change of its record, of all that belongs to it, and of the letters about it."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.evidence import queries as evidence
from compliance.letters import queries as letters
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.queries import voidings
from compliance.purchases.rules.history import fold_drafts
from compliance.purchases.views.blueprint import as_id, bp
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>/history")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase_history.viewed")
def history(purchase_id: UUID) -> ResponseReturnValue:
    """Show who changed what of a test of the own authority, when, why, and what stood before."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    past = voidings.list_voidings(session(), actor(), purchase_id)
    entries, named = _entries(purchase_id)
    people = {one.proposed_by_id for one in past} | {one.decided_by_id for one in past} | _people(entries)
    names = accounts.officer_names(session(), {one for one in people if one})
    entries, runs = fold_drafts(entries)
    return render_template(
        "purchases/history.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        entries=entries,
        named=named,
        runs=runs,
        voidings=past,
        names=names,
        people={str(officer_id): name for officer_id, name in names.items()},
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
    about = letters.rows_about(session(), actor(), letters.About(purchase_id=purchase_id))
    beside["letter"] = [row.id for row in about]
    named |= {str(row.id): f"{row.what} {row.reference}" for row in about}
    found = [entry for kind, ids in beside.items() for entry in audit.list_subjects(session(), actor(), kind, ids)]
    return sorted(found, key=lambda entry: entry.number, reverse=True), named


def _people(entries: list[Any]) -> set[UUID | None]:
    """Return whose identifiers stand before and after the changes, such as an officer of the test or a reviewer."""
    changes = (change for entry in entries for change in entry.detail.get("changes", {}).items())
    return {as_id(str(value)) for name, values in changes if name.endswith(_WHO) for value in values}


_WHO = ("officer_id", "reviewer_id", "_by_id")
"""How the columns end that say who."""
