"""Bring in past visits."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock
from compliance.database import within
from compliance.imports.rules.records import PastVisit, Person, find_person, read_visit
from compliance.imports.services.records.records import Brought, Identity, RecordKind
from compliance.permissions import Actor, Permission
from compliance.retailers.queries import OutletFacts
from compliance.visits import rules
from compliance.visits import services as visits
from compliance.visits.models import Visit


def _identity(
    _session: Session, _actor: Actor, people: Sequence[Person], past: PastVisit, outlet: OutletFacts
) -> Identity:
    details = past.details(find_person(past.officer, people, "officer"))
    now = clock.london(clock.now()).replace(tzinfo=None)
    rules.check_visit(details, now=now, opened_on=outlet.opened_on, closed_on=outlet.closed_on)
    return _told(outlet.outlet_id, details.officer_id, details.visited_on, details.started_at_time)


def _told(*parts: Any) -> Identity:
    return tuple(str(part or "") for part in parts)


def _recorded(session: Session, actor: Actor, outlet_ids: Collection[UUID]) -> set[Identity]:
    columns = (col(Visit.outlet_id), col(Visit.officer_id), col(Visit.visited_on), col(Visit.started_at_time))
    statement = sa.select(*columns).where(col(Visit.outlet_id).in_(outlet_ids))
    return {_told(*row) for row in session.execute(within(statement, actor, col(Visit.authority_id)))}


def _write(session: Session, actor: Actor, brought: Brought, past: PastVisit, outlet_id: UUID, record_id: UUID) -> None:
    details = past.details(find_person(past.officer, brought.people, "officer"))
    visits.record_visit(session, actor, outlet_id, details, visit_id=record_id, brought_in=brought.reference)


VISITS: RecordKind[PastVisit] = RecordKind(
    permission=Permission.RECORD_VISIT,
    table=sa.inspect(Visit).local_table,
    read=read_visit,
    which=lambda past: past.which,
    day=lambda past: past.values["visited_on"],
    identity=_identity,
    recorded=_recorded,
    write=_write,
)
