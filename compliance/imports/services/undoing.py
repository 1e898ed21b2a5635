"""Undo an import: the state before it is put back, unless somebody has built on it since."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.imports import queries
from compliance.imports.rules import RunState
from compliance.imports.services.checking import hold_run
from compliance.imports.services.committing import hold_authority
from compliance.imports.services.kinds import importer_of
from compliance.imports.services.standing import BEFORE_UNDO, list_standing
from compliance.jobs import Progress
from compliance.permissions import Actor, Permission

SHOWN = 10
"""Outlets that a refusal names."""


def undo(session: Session, actor: Actor, run_id: UUID) -> Iterator[Progress]:
    """Put back what a run changed and take away what it added, within one transaction; yield how far it is.

    References that it gave out are not given out again, and versions rise: nobody's open form overwrites the register
    as it was. A run that is not being undone is left as it is. Raises Refusal, which says what has been built on it,
    outlet by outlet; NotFound; Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    hold_authority(session, actor)
    run = hold_run(session, actor, run_id)
    if run.state is not RunState.UNDOING:
        return
    check_standing(session, actor, run_id)
    yield from importer_of(run.kind).restore(session, actor, run)
    run.state = RunState.UNDONE
    run.undone_at = clock.now()
    run.undone_by_id = actor.officer_id
    run.failure = ""
    session.add(run)
    session.flush()
    detail = {"reference": run.reference, "added": run.added, "changed": run.changed, "missing": run.missing}
    audit.record(session, actor, "import.undone", "import_run", run.id, reason=run.undo_reason, detail=detail)


def check_standing(session: Session, actor: Actor, run_id: UUID) -> None:
    """Raise Refusal when somebody has built on a run since it was committed; it names the first outlets and says what.

    A later import of the same kind is undone first; one from before what imports changed was kept never is.
    """
    if queries.get_run(session, actor, run_id).recognised is None:
        raise Refusal(f"This import cannot be undone: {BEFORE_UNDO}")
    if later := queries.find_later(session, actor, run_id):
        raise Refusal(f"{later.reference} was imported after it. Undo that first")
    standing = list_standing(session, actor, run_id, limit=SHOWN + 1)
    if not standing:
        return
    told = "; ".join(f"{one.name} ({one.reference}): {one.sentence}" for one in standing[:SHOWN])
    more = " and more" if len(standing) > SHOWN else ""
    raise Refusal(f"This import cannot be undone, for it has been built on since. {told}{more}")
