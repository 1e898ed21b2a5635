"""Bring in past agreements."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock
from compliance.agreements import rules
from compliance.agreements import services as agreements
from compliance.agreements.models import Agreement, AgreementEvent, AgreementText
from compliance.agreements.rules import Event, Policy
from compliance.database import within
from compliance.imports.rules.records import PastAgreement, Person, read_agreement
from compliance.imports.services.records.records import Brought, Identity, RecordKind
from compliance.permissions import Actor, Permission
from compliance.retailers.queries import OutletFacts


def _identity(
    _session: Session, _actor: Actor, _people: Sequence[Person], past: PastAgreement, outlet: OutletFacts
) -> Identity:
    agreements.check_covers(past.new)
    began = past.new.event
    policy, today = Policy(), clock.today()
    rules.check_event(began, (), today=today, opened_on=outlet.opened_on, policy=policy)
    if past.withdrawn is not None:
        history = [Event(began.kind, began.on, lapses_on=began.lapses_on)]
        rules.check_event(past.withdrawn, history, today=today, opened_on=outlet.opened_on, policy=policy)
    return _told(outlet.outlet_id, began.kind.value, began.on, past.new.text_version)


def _told(*parts: Any) -> Identity:
    return tuple(str(part) for part in parts)


def _recorded(session: Session, actor: Actor, outlet_ids: Collection[UUID]) -> set[Identity]:
    statement = (
        sa.select(
            col(Agreement.outlet_id), col(AgreementEvent.kind), col(AgreementEvent.on), col(AgreementText.version)
        )
        .join(AgreementEvent, col(AgreementEvent.agreement_id) == col(Agreement.id))
        .join(AgreementText, col(AgreementText.id) == col(Agreement.text_id))
        .where(col(Agreement.outlet_id).in_(outlet_ids), col(AgreementEvent.struck_out_at).is_(None))
    )
    rows = session.execute(within(statement, actor, col(Agreement.authority_id)))
    return {_told(row[0], row[1].value, *row[2:]) for row in rows}


def _write(
    session: Session, actor: Actor, brought: Brought, past: PastAgreement, outlet_id: UUID, record_id: UUID
) -> None:
    agreements.record_agreement(
        session, actor, outlet_id, past.new, agreement_id=record_id, brought_in=brought.reference
    )
    if past.withdrawn is not None:
        agreements.record_event(session, actor, record_id, past.withdrawn)


AGREEMENTS: RecordKind[PastAgreement] = RecordKind(
    permission=Permission.RECORD_AGREEMENT,
    table=sa.inspect(Agreement).local_table,
    read=read_agreement,
    which=lambda past: past.which,
    day=lambda past: past.new.event.on,
    identity=_identity,
    recorded=_recorded,
    write=_write,
    belongings=(sa.inspect(AgreementEvent).local_table,),
)
