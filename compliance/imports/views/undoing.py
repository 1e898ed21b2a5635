"""Undo an import: what stands against it, or why and then a job."""

from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from compliance.database import session
from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.forms import UndoForm
from compliance.imports.rules import RunState
from compliance.imports.views.blueprint import bp, moved_on, needed_for, step_url
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.route("/<uuid:run_id>/undo", methods=["GET", "POST"])
@requires(Permission.IMPORT_RETAILERS, looks_at="import_run.viewed")
def undo(run_id: UUID) -> ResponseReturnValue:
    run = queries.get_run(session(), actor(), run_id)
    actor().require(needed_for(run.kind))
    if run.state is not RunState.COMMITTED:
        return moved_on(run)
    form = UndoForm()
    if form.validate_on_submit():
        try:
            run = services.ask_undo(session(), actor(), run_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            return redirect(step_url(run))
    return render_template(
        "imports/undo.html",
        run=run,
        form=form,
        later=queries.find_later(session(), actor(), run_id),
        standing=services.list_standing(session(), actor(), run_id),
    )
