"""What has been built on an import since it was carried out."""

from uuid import UUID

from sqlmodel import Session

from compliance.imports import queries
from compliance.imports.rules import RunState, Standing
from compliance.imports.services.kinds import importer_of
from compliance.permissions import Actor

BEFORE_UNDO = "it was imported before imports could be undone"


def list_standing(session: Session, actor: Actor, run_id: UUID, limit: int = 100) -> list[Standing]:
    """Return what has been built on a committed run, outlet by outlet, at most `limit`; none for any other run.

    While there is any, the run cannot be undone. Of a run from before what imports changed was kept, that is the only
    reason. Raises NotFound.
    """
    run = queries.get_run(session, actor, run_id)
    if run.state not in {RunState.COMMITTED, RunState.UNDOING}:
        return []
    if run.recognised is None:
        return [Standing(None, run.file_name, run.reference, BEFORE_UNDO)]
    return importer_of(run.kind).standing(session, actor, run, limit)
