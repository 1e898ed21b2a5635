"""The target sheet: what the team carries on the day, as a tagged PDF."""

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.operations import queries
from compliance.operations.views.plan import LABELS
from compliance.operations.views.room import bp, list_target_views
from compliance.pdf import render_pdf
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.get("/<uuid:operation_id>/sheet.pdf")
@requires(Permission.VIEW_OPERATIONS, looks_at="operation.printed")
def sheet(operation_id: UUID) -> ResponseReturnValue:
    operation = queries.get_operation(session(), actor(), operation_id)
    html = render_template(
        "operations/sheet.html",
        operation=operation,
        planner=accounts.get_authority(session(), operation.authority_id),
        partner=accounts.get_authority(session(), operation.partner_id),
        targets=list_target_views(operation),
        team=queries.list_team(session(), operation),
        printed_at=clock.now(),
        printed_by=actor().name,
        **LABELS,
    )
    response = Response(render_pdf(html, stylesheets=("css/target-sheet.css",)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{operation.reference}-targets.pdf"'
    return response
