"""Pages of the photographs of a visit: add some, show one, hand out what came, correct its words, remove it."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from compliance import files
from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.retailers import queries as retailers
from compliance.settings import settings
from compliance.visits import queries
from compliance.visits.forms.photographs import ROWS, CaptionForm, PhotographsForm, RemovalForm
from compliance.visits.queries.photographs import get_photograph, list_photographs
from compliance.visits.services import photographs as services
from compliance.visits.services.photographs import NewPhotograph
from compliance.visits.views.blueprint import bp
from compliance.web import actor, looked_at, requires

SEALED_OFF = "default-src 'none'; sandbox"
"""What a file that somebody sent may do where it is opened: nothing."""


def shown_with(visit_id: UUID) -> dict[str, Any]:
    """Return what the page of a visit shows of its photographs: those removed too, and the names of who did so."""
    found = list_photographs(session(), actor(), visit_id)
    people = {one for row in found for one in (row.added_by_id, row.removed_by_id) if one is not None}
    return {"photographs": found, "photographers": accounts.officer_names(session(), people)}


@bp.route("/visits/<uuid:visit_id>/photographs/add", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="visit.viewed")
def add_photographs(visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = PhotographsForm()
    if form.is_submitted():
        sent = _sent(form, visit_id)
        if form.validate():
            try:
                added = services.add_photographs(session(), actor(), visit_id, sent)
            except Refusal as refusal:
                form.show(refusal)
            else:
                _say_how_many(len(added))
                return redirect(url_for("visits.show", visit_id=visit_id) + "#photographs")
        _remember(form, sent, visit_id)
    return render_template(
        "visits/add_photographs.html",
        form=form,
        visit=visit,
        identity=retailers.get_identity(session(), actor(), visit.outlet_id),
        standing=sum(one.removed_at is None for one in list_photographs(session(), actor(), visit_id)),
        most=settings().photographs_per_visit,
        megabytes=settings().photograph_megabytes,
        together=settings().upload_megabytes,
    )


def _say_how_many(added: int) -> None:
    if added:
        flash(ngettext("Photograph added", "%(num)d photographs added", added))
    else:
        flash(_("The visit has this photograph already: nothing was added"))


def _sent(form: PhotographsForm, visit_id: UUID) -> list[NewPhotograph]:
    """Return the photographs that were sent, now or with a form that was shown again."""
    found = []
    for row in ROWS:
        content = form.content_of(row)
        if content is None:
            digest = form.kept_in(row, (visit_id, actor().officer_id))
            if digest is None:
                form.forget(row)
                continue
            content = files.read(digest)
        found.append(NewPhotograph(content, form[f"caption_{row}"].data or "", row))
    return found


def _remember(form: PhotographsForm, sent: list[NewPhotograph], visit_id: UUID) -> None:
    """Keep what was sent, though the form is shown again: nobody goes back to the shop for a missing word."""
    for one in sent:
        try:
            services.make_picture(one.content, one.row)
        except Refusal:
            form.forget(one.row)
        else:
            form.keep_in(one.row, files.keep(one.content), (visit_id, actor().officer_id))


@bp.get("/visits/photographs/<uuid:photograph_id>.jpg")
@requires(Permission.VIEW_VISITS, looks_at="photograph.viewed")
def photograph(photograph_id: UUID) -> ResponseReturnValue:
    """Show the plain JPEG that was made of a photograph."""
    found = get_photograph(session(), actor(), photograph_id)
    looked_at(visit_id=str(found.visit_id))
    try:
        content = services.read_photograph(found)
    except Refusal as refusal:
        raise NotFound(refusal.message) from refusal
    return _private(make_response(send_file(BytesIO(content), mimetype="image/jpeg", etag=False)))


@bp.get("/visits/photographs/<uuid:photograph_id>/original")
@requires(Permission.RECORD_VISIT, looks_at="photograph.exported")
def original_photograph(photograph_id: UUID) -> ResponseReturnValue:
    """Hand out the bytes as they came, to be kept and not to be opened here."""
    found = get_photograph(session(), actor(), photograph_id)
    visit = queries.get_visit(session(), actor(), found.visit_id)
    looked_at(visit_id=str(found.visit_id), outlet_id=str(visit.outlet_id), sha256=found.sha256)
    try:
        content = services.read_photograph(found, original=True)
    except Refusal as refusal:
        raise NotFound(refusal.message) from refusal
    name = f"{visit.reference}-photograph-{found.sha256[:8]}.{found.suffix}"
    sent = send_file(
        BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name, etag=False
    )
    return _private(make_response(sent))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = SEALED_OFF
    return response


@bp.route("/visits/photographs/<uuid:photograph_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="photograph.viewed")
def edit_photograph(photograph_id: UUID) -> ResponseReturnValue:
    found = get_photograph(session(), actor(), photograph_id)
    visit = queries.get_visit(session(), actor(), found.visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = CaptionForm(data={"caption": found.caption, "version": str(found.version)})
    if form.validate_on_submit():
        version = int(form.version.data) if str(form.version.data).isdecimal() else 0
        try:
            services.correct_caption(session(), actor(), photograph_id, form.caption.data, version=version)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("The words of the photograph are corrected"))
            return redirect(url_for("visits.show", visit_id=visit.id) + "#photographs")
    return _one("visits/edit_photograph.html", form, found.id, visit.id)


@bp.route("/visits/photographs/<uuid:photograph_id>/remove", methods=["GET", "POST"])
@requires(Permission.RECORD_VISIT, looks_at="photograph.viewed")
def remove_photograph(photograph_id: UUID) -> ResponseReturnValue:
    found = get_photograph(session(), actor(), photograph_id)
    visit = queries.get_visit(session(), actor(), found.visit_id)
    looked_at(outlet_id=str(visit.outlet_id))
    form = RemovalForm()
    if form.validate_on_submit():
        try:
            services.remove_photograph(session(), actor(), photograph_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Photograph removed. It stays in the history of the visit"))
            return redirect(url_for("visits.show", visit_id=visit.id) + "#photographs")
    return _one("visits/remove_photograph.html", form, found.id, visit.id)


def _one(template: str, form: CaptionForm | RemovalForm, photograph_id: UUID, visit_id: UUID) -> ResponseReturnValue:
    visit = queries.get_visit(session(), actor(), visit_id)
    return render_template(
        template,
        form=form,
        photograph=get_photograph(session(), actor(), photograph_id),
        visit=visit,
        identity=retailers.get_identity(session(), actor(), visit.outlet_id),
    )
