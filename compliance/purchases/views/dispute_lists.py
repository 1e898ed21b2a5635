"""The list of disputes: filtered by where they stand, taken away as a file."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound
from compliance.permissions import GRANTS, Permission
from compliance.purchases import queries, rules
from compliance.purchases.forms import DisputeFilterForm
from compliance.purchases.queries import DisputeRow
from compliance.purchases.views.blueprint import asked_id, bp
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, day, looked_at, requires


@bp.get("/purchases/disputes/")
@requires(Permission.VIEW_PURCHASES, looks_at="dispute.listed")
def dispute_list() -> ResponseReturnValue:
    """List the disputes of the authority."""
    form = _form()
    wanted = form.wanted()
    page = queries.list_dispute_rows(
        session(),
        actor(),
        wanted,
        clock.today(),
        older_than=asked_id("older_than"),
        newer_than=asked_id("newer_than"),
    )
    looked_at(disputes=[row.reference for row in page.rows])
    return render_template(
        "purchases/dispute_list.html",
        form=form,
        page=page,
        count=queries.count_disputes(session(), actor(), wanted, clock.today()),
        limit=queries.COUNT_LIMIT,
        tags=_tags(form),
        exports=[(kind.upper(), _here(to="purchases.dispute_export", format=str(kind))) for kind in Kind],
        older_url=_here(older_than=page.older) if page.older else "",
        newer_url=_here(newer_than=page.newer) if page.newer else "",
        rules=rules,
    )


@bp.get("/purchases/disputes/export")
@requires(Permission.VIEW_PURCHASES, looks_at="dispute.exported")
def dispute_export() -> ResponseReturnValue:
    """Hand out the list as it is filtered, without the trader's words."""
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    if kind is None:
        raise NotFound
    rows = queries.export_disputes(session(), actor(), _form().wanted(), clock.today())
    looked_at(count=len(rows), format=str(kind))
    headings = [
        _("Test purchase"),
        _("Date of the test"),
        _("Retailer"),
        _("Postcode"),
        _("Received"),
        _("How it came"),
        _("Who disputes"),
        _("In what capacity"),
        _("Acknowledged"),
        _("To be decided by"),
        _("Reviewer"),
        _("Where it stands"),
        _("Decided or withdrawn"),
    ]
    file = write(kind, headings, [_cells(row) for row in rows], title=_("Disputes"))
    name = f"disputes-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _cells(row: DisputeRow) -> list[Any]:
    return [
        row.reference,
        row.tested_on,
        row.outlet_name,
        row.postcode or "",
        row.raised_on,
        _(rules.CAME_BY_LABELS[row.came_by]) if row.came_by else "",
        row.raised_by,
        row.capacity,
        row.acknowledged_on or "",
        row.due_on,
        row.reviewer_name,
        _(rules.DISPUTE_STATE_LABELS[row.state]),
        row.decided_on or row.withdrawn_on or "",
    ]


def _form() -> DisputeFilterForm:
    form = DisputeFilterForm()
    form.reviewer.choices = [
        (one.id, one.name)
        for one in accounts.list_officers(session(), actor())
        if Permission.DECIDE_DISPUTE in GRANTS[one.role]
    ]
    form.validate()
    return form


def _tags(form: DisputeFilterForm) -> list[dict[str, str]]:
    """Return what is filtered on, each with the address of the list without it."""
    tags = []
    for field in form:
        if field.is_blank or field.errors:
            continue
        value = day(field.data) if isinstance(field.data, date) else field.data
        chosen = next((one.label for one in getattr(field, "choices", []) if one.data == field.data), value)
        tags.append({"text": f"{field.label.text}: {chosen}", "remove_url": _here(leave_out=field.name)})
    return tags


def _here(leave_out: str = "", to: str = "purchases.dispute_list", **also: UUID | str) -> str:
    """Return the address of this list, or of its file, without one filter or at another place of it."""
    gone = {leave_out, "older_than", "newer_than", "format"}
    kept: list[tuple[str, Any]] = [
        (name, value) for name, values in request.args.lists() for value in values if name.partition("-")[0] not in gone
    ]
    query = urlencode([*kept, *also.items()])
    return f"{url_for(to)}?{query}" if query else url_for(to)
