"""The end of an exhibit's chain of hands. Whether it may end is asked above: purchases.services.dispose_of."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.errors import Refusal
from compliance.evidence import queries, rules
from compliance.evidence.models import ExhibitTransfer
from compliance.evidence.rules import Decision, NewDisposal
from compliance.evidence.services.chaining import append_transfer
from compliance.evidence.services.naming import check_names_nobody
from compliance.permissions import Actor, Permission


def end_chain(
    session: Session, actor: Actor, exhibit_id: UUID, new: NewDisposal, *, decision: Decision
) -> ExhibitTransfer:
    """Record, on the actor's authority, that an exhibit was destroyed or given back, and return its last transfer.

    `decision` is what was found of the test. Disposed of before, the last transfer is returned: a second press does
    nothing. Raises Refusal for each thing that stands against it, beside the field to mend where there is one;
    NotFound; Forbidden.
    """
    actor.require(Permission.DISPOSE_OF_EVIDENCE)
    exhibit = queries.get_exhibit(session, actor, exhibit_id, lock=True)
    last = queries.get_last_transfer(session, actor, exhibit_id)
    if last.purpose in rules.FINAL:
        return last
    if not decision.allowed:
        raise Refusal(f"This exhibit cannot be disposed of now. {' '.join(decision.against)}")
    before = queries.standing_of(last)
    plain = rules.check_disposal(
        new,
        before,
        exhibit.kind,
        produced_by=exhibit.produced_by_id,
        authorised_by=actor.officer_id,
        now=clock.now(),
    )
    test = queries.get_test(session, actor, exhibit.purchase_id)
    names = ("done_by", "witnessed_by", "place", "method", "reason", "case_closed")
    check_names_nobody(session, actor, test, **{name: getattr(plain, name) for name in names})
    values = {
        "from_id": before.holder.officer_id,
        "from_name": before.holder.name,
        "to_name": plain.done_by,
        "at": max(plain.at, before.at),
        "place": plain.place,
        "purpose": plain.purpose,
        "note": rules.check_length(f"{plain.reason} {plain.case_closed}", "reason", 500),
        "seal_before": before.seal,
        "seal_after": before.seal,
        "method": plain.method,
        "witnessed_by": plain.witnessed_by,
        "authorised_by_id": actor.officer_id,
    }
    return append_transfer(session, actor, exhibit, last, values, outlet_id=test.outlet_id)
