"""Disposing of an exhibit: asked here, where the clock and the disputes are known, and recorded by evidence."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.evidence import queries as evidence
from compliance.evidence import services as custody
from compliance.evidence.models import ExhibitTransfer
from compliance.evidence.rules import NewDisposal, may_dispose
from compliance.permissions import Actor, Permission
from compliance.purchases import queries


def dispose_of(session: Session, actor: Actor, exhibit_id: UUID, new: NewDisposal) -> ExhibitTransfer:
    """Record, on the actor's authority, that an exhibit was destroyed or returned to its owner, and return how.

    Digital files are not erased: the record keeps them. Raises Refusal while an offence can still be prosecuted, a
    dispute waits, a hold stands or the months of the policy are not over, and when the actor produced the exhibit or
    holds it; beside a field where that is to be mended; NotFound; Forbidden.
    """
    actor.require(Permission.DISPOSE_OF_EVIDENCE)
    exhibit = evidence.get_exhibit(session, actor, exhibit_id)
    today = clock.today()
    case = queries.disposal_case(session, actor, exhibit.purchase_id, today=today, closed=new.case_closed)
    return custody.end_chain(session, actor, exhibit_id, new, decision=may_dispose(case, today=today))
