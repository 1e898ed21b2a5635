"""The record sheet of a test as a PDF: filled in, or blank to take along when the phone may fail."""

from uuid import UUID

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from compliance.database import session
from compliance.errors import Refusal
from compliance.operations import queries as operations
from compliance.permissions import Permission
from compliance.purchases import queries
from compliance.purchases.services.sheet import blank_sheet as blank
from compliance.purchases.services.sheet import record_sheet
from compliance.purchases.views.blueprint import asked_id, bp
from compliance.retailers import queries as retailers
from compliance.web import actor, requires


@bp.get("/purchases/<uuid:purchase_id>/sheet.pdf")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.printed")
def sheet(purchase_id: UUID) -> ResponseReturnValue:
    """Print what is recorded of a test of the own authority, with space to sign."""
    purchase = queries.get_own_purchase(session(), actor(), purchase_id)
    try:
        made = record_sheet(session(), actor(), purchase_id)
    except Refusal as refusal:
        flash(refusal.message, "important")
        return redirect(url_for(".show", purchase_id=purchase_id))
    return _pdf(made, f"{purchase.reference}-record-sheet.pdf")


@bp.get("/retailers/<uuid:outlet_id>/purchases/blank-sheet.pdf")
@requires(Permission.RECORD_PURCHASE, looks_at="outlet.viewed")
def blank_sheet(outlet_id: UUID) -> ResponseReturnValue:
    """Print a blank sheet for an outlet, and for an operation when one is named."""
    outlet = retailers.get_own_outlet(session(), actor(), outlet_id)
    return _pdf(blank(session(), actor(), outlet.id, asked_id("operation_id")), f"{outlet.reference}-blank-sheet.pdf")


@bp.get("/operations/<uuid:operation_id>/blank-sheet.pdf")
@requires(Permission.RECORD_PURCHASE, looks_at="operation.printed")
def blank_operation_sheet(operation_id: UUID) -> ResponseReturnValue:
    """Print a blank sheet of an operation, for any of its targets."""
    operation = operations.get_operation(session(), actor(), operation_id)
    return _pdf(blank(session(), actor(), None, operation_id), f"{operation.reference}-blank-sheet.pdf")


def _pdf(made: bytes, name: str) -> Response:
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
