"""How far a job of an import is: a page that looks again by itself, and can be left."""

from uuid import UUID

from flask import make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from compliance import jobs
from compliance.database import session
from compliance.imports import queries
from compliance.imports.rules import RunState
from compliance.imports.views.blueprint import WORKING, bp, step_url
from compliance.permissions import Permission
from compliance.web import actor, requires

JOBS = {
    RunState.CHECKING: "imports.check",
    RunState.COMMITTING: "imports.commit",
    RunState.UNDOING: "imports.undo",
}
SECONDS = 3
"""After how long the page looks again."""


@bp.get("/<uuid:run_id>/progress")
@requires(Permission.VIEW_RETAILERS)
def progress(run_id: UUID) -> ResponseReturnValue:
    """Show how far it is, in numbers only: no record is shown, and nothing is written while a job has the database."""
    run = queries.get_run(session(), actor(), run_id)
    if run.state not in WORKING:
        return redirect(step_url(run))
    standing = jobs.state_of(session(), actor(), JOBS[run.state], run_id)
    page = make_response(render_template("imports/progress.html", run=run, standing=standing, seconds=SECONDS))
    page.headers["Refresh"] = str(SECONDS)
    return page
