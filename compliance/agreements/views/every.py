"""Pages of every agreement of the authority: the list, and the same as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.agreements import queries, rules
from compliance.agreements.forms import EveryForm
from compliance.agreements.forms.every import ENTITIES, OUTLETS
from compliance.agreements.queries import EveryFilter, EveryRow
from compliance.agreements.views.blueprint import bp
from compliance.database import session
from compliance.errors import NotFound
from compliance.forms import CheckboxField, DateField
from compliance.permissions import Permission
from compliance.places import queries as places
from compliance.spreadsheets import MEDIA_TYPES, Kind, write
from compliance.web import actor, day, looked_at, requires

HERE = "agreements.every"


@bp.get("/agreements/")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.listed")
def every() -> ResponseReturnValue:
    form = _filter_form()
    valid = form.validate()
    as_at = (form.on.data if valid else None) or clock.today()
    after, before = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
    page = queries.list_every(session(), actor(), _wanted(form), as_at, after=after, before=before) if valid else None
    looked_at(count=page.count if page else 0)
    return render_template(
        "agreements/every.html",
        form=form,
        page=page,
        as_at=as_at,
        today=clock.today(),
        anything=bool(page and page.count) or queries.has_agreements(session(), actor()),
        tags=_tags(form),
        next_url=_address(HERE, form, ("after", str(page.after))) if page and page.after else "",
        previous_url=_address(HERE, form, ("before", str(page.before))) if page and page.before else "",
        exports=[(kind.upper(), _address("agreements.export", form, ("format", str(kind)))) for kind in Kind],
        views=accounts.list_views(session(), actor(), HERE),
        here=HERE,
        asked=_address(HERE, form).partition("?")[2],
        kept=_kept(form, "q"),
        rules=rules,
    )


@bp.get("/agreements/export")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement.exported")
def export() -> ResponseReturnValue:
    """Answer with what the list shows, all its pages, as a file."""
    kind = next((one for one in Kind if one == request.args.get("format")), None)
    form = _filter_form()
    if kind is None or not form.validate():
        raise NotFound
    as_at = form.on.data or clock.today()
    rows = list(queries.stream_every(session(), actor(), _wanted(form), as_at))
    looked_at(count=len(rows), format=str(kind), as_at=as_at.isoformat())
    file = write(kind, _headings(as_at), _lines(rows), title=_("Agreements"))
    name = f"agreements-{as_at.isoformat()}.{kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


def _headings(as_at: date) -> list[str]:
    said = _("Standing on %(day)s", day=day(as_at))
    return [
        *(_("Reference"), _("Name"), _("Where"), said, _("Signed on"), _("Signed by"), _("Capacity")),
        *(_("Lapses on"), _("Next review"), _("Covers"), _("Text")),
    ]


def _lines(rows: list[EveryRow]) -> Iterator[list[Any]]:
    for row in rows:
        standing = row.standing
        yield [
            *(row.reference, row.name, row.where, _(rules.STANDING_LABELS[standing.kind])),
            *(standing.signed_on or "", standing.signatory, standing.capacity),
            *(standing.lapses_on or "", standing.review_on or ""),
            *("; ".join(_(label) for label in row.terms.scope), row.text_version),
        ]


def _filter_form() -> EveryForm:
    """Return the filter as the address has it, with what the actor may choose from."""
    form = EveryForm()
    form.text.choices = [(text.id, text.version) for text in queries.list_texts(session(), actor())]
    form.ward.choices = [(one.code, one.name) for one in places.list_wards_of_area(session(), actor())]
    return form


def _wanted(form: EveryForm) -> EveryFilter:
    policy = queries.policy_on(session(), actor(), clock.today())
    return EveryFilter(
        search=form.q.data or "",
        standing=form.standing.data,
        proposed=bool(form.proposed.data),
        lapses_within=form.lapses_within.data,
        review_within=policy.remind_days if form.review_due.data else None,
        text_id=form.text.data,
        scope=form.scope.data or "",
        entity_wide={OUTLETS: False, ENTITIES: True}.get(form.whose.data or ""),
        ward_code=form.ward.data or "",
    )


def _kept(form: EveryForm, *without: str) -> list[tuple[str, str]]:
    """Return what the address asks of the filter, but for the fields named; a day has three parts."""
    names = [field.name for field in form if field.name not in without]
    return [
        (name, value)
        for name, values in request.args.lists()
        for value in values
        if value and name.partition("-")[0] in names
    ]


def _address(endpoint: str, form: EveryForm, *more: tuple[str, str]) -> str:
    asked = [*_kept(form), *more]
    return f"{url_for(endpoint)}?{urlencode(asked)}" if asked else url_for(endpoint)


def _tags(form: EveryForm) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address of the page without it."""
    on = []
    for field in form:
        if field.name == "q" or field.is_blank or field.errors:
            continue
        label = str(field.label.text)
        if isinstance(field, DateField):
            label = f"{label} {day(field.data)}"
        elif not isinstance(field, CheckboxField):
            words = next((one.label for one in getattr(field, "choices", ()) if one.data == field.data), field.typed)
            label = f"{label}: {words}"
        left = _kept(form, field.name)
        on.append({"text": label, "remove_url": f"{url_for(HERE)}?{urlencode(left)}" if left else url_for(HERE)})
    return on
