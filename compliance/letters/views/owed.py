"""Letters that the chain owes and nobody has issued: filtered, taken away as a file, ticked and written together."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import NotFound
from compliance.letters import queries
from compliance.letters.forms import OwedFilterForm
from compliance.letters.queries import OwedGroup
from compliance.letters.rules.owed import MOST_SHOWN, OWED_LABELS, OWED_NOTHING, Owed, OwedKind, fits
from compliance.letters.views.blueprint import LABELS, bp
from compliance.permissions import Permission
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, looked_at, requires


@bp.get("/letters/owed")
@requires(Permission.VIEW_LETTERS, looks_at="letters_owed.listed")
def owed() -> ResponseReturnValue:
    form = OwedFilterForm()
    form.validate()
    groups = _groups(form)
    looked_at(count=sum(group.total for group in groups))
    return render_template(
        "letters/owed.html",
        form=form,
        tags=_tags(form),
        groups=groups,
        ticked=request.args.get("tick") == "all",
        tick_url=_here(tick="all"),
        untick_url=_here(),
        exports=[(kind.upper(), _here("letters.owed_export", format=str(kind))) for kind in Kind],
        may_issue=actor().may(Permission.ISSUE_LETTER),
        most=MOST_SHOWN,
        owed_labels=OWED_LABELS,
        owed_nothing=OWED_NOTHING,
        labels=LABELS,
    )


@bp.get("/letters/owed/export")
@requires(Permission.VIEW_LETTERS, looks_at="letters_owed.exported")
def owed_export() -> ResponseReturnValue:
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    if kind is None:
        raise NotFound
    form = OwedFilterForm()
    form.validate()
    lines = [_cells(group.kind, row) for group in _groups(form) for row in group.rows]
    looked_at(count=len(lines), format=str(kind))
    headings = [_("Letter owed for"), _("Retailer"), _("Where"), _("Person"), _("Day"), _("Note"), _("Drafted as")]
    file = write(kind, headings, lines, title=_("Letters owed"))
    name = f"letters-owed-{clock.today().isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _groups(form: OwedFilterForm) -> list[OwedGroup]:
    """Return what is owed of the kind asked for, or of all; a search leaves those that fit it and counts those."""
    kinds = [form.kind.data] if form.kind.data else list(OwedKind)
    groups = queries.list_owed(session(), actor(), clock.today(), kinds=kinds)
    if not form.q.data:
        return groups
    found = [(group, tuple(row for row in group.rows if fits(row, form.q.data))) for group in groups]
    return [replace(group, rows=rows, total=len(rows)) for group, rows in found]


def _cells(kind: OwedKind, row: Owed) -> list[Any]:
    return [_(OWED_LABELS[kind]), row.name, row.where, row.person, row.on, row.note, row.draft_reference]


def _tags(form: OwedFilterForm) -> list[dict[str, str]]:
    """Return what is filtered on, each with the address of the list without it."""
    on = [("q", form.q.label.text, form.q.data), ("kind", form.kind.label.text, OWED_LABELS.get(form.kind.data))]
    return [{"text": f"{label}: {_(words)}", "remove_url": _here(without=name)} for name, label, words in on if words]


def _here(endpoint: str = "letters.owed", without: str = "", **changes: str) -> str:
    """Return the address of this list, or of its file, with the filters that are on but one."""
    kept = [(name, value) for name in ("q", "kind") if name != without and (value := request.args.get(name))]
    query = urlencode([*kept, *changes.items()])
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)
