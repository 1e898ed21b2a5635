"""Recording who the parties to a sale online are, and how each of them did."""

from dataclasses import asdict, replace
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Party, Purchase
from compliance.purchases.rules import NewParty, PartyRole
from compliance.purchases.services.hand_over import record_part
from compliance.purchases.services.naming import check_names_nobody
from compliance.retailers import queries as retailers


def record_party(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    new: NewParty,
    *,
    arranged_before_sale: bool | None = None,
    told_of_blades: bool | None = None,
    hand_over_version: int | None = None,
    version: int = 0,
    reason: str = "",
) -> Party:
    """Record who one party to a test made online is and how it did, or correct what is recorded.

    Where the operator of the outlet on that day is confirmed, that entity is the seller. Of a delivery company, whether
    delivery was arranged before the sale and whether it knew of bladed products (OWA 2019 s.39) stand with the
    hand-over, whose version is `hand_over_version`, and its name is kept the same there. `version` is that of the party
    the form was filled from, 0 for the first; changing what was recorded needs a reason. Raises Refusal beside the
    field to mend (see `check_party`); Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    if purchase.type not in rules.STAGED_TYPES:
        raise Refusal("Only a test made online, or of a delivery, has parties to record")
    if new.entity_id is not None:
        new = replace(new, name=retailers.get_entity(session, actor, new.entity_id).name)
    operator = retailers.operator_on(session, actor, purchase.outlet_id, purchase.tested_on)
    rules.check_party(new, operator=(operator.entity_id, operator.entity_name) if operator else None)
    typed = "" if new.entity_id else new.name
    texts = {"name": typed, "company_number": new.company_number, "outcome_reason": new.outcome_reason}
    check_names_nobody(session, actor, purchase.volunteer_id, **texts, reason=reason)
    party = queries.find_party(session, actor, purchase_id, new.role)
    values = asdict(new)
    if party is None:
        party = _first(session, actor, purchase, new)
    elif changes := audit.changed_fields(party, values):
        before = {name: pair[0] for name, pair in changes.items()}
        judged = before.get("outcome") is not rules.PartyOutcome.NOT_JUDGED
        corrected = {name: pair[1] for name, pair in changes.items() if name != "outcome" or judged}
        if rules.needs_reason(before, corrected) and not reason.strip():
            raise Refusal("Say why the record is corrected", "reason")
        audit.correct(
            session,
            actor,
            party,
            values,
            action="purchase_party.corrected",
            subject_kind="purchase_party",
            version=version,
            outlet_id=purchase.outlet_id,
            reason=reason.strip(),
        )
    if new.role is PartyRole.DELIVERY_COMPANY and _has_parcel(session, actor, purchase):
        asked = {"arranged_before_sale": arranged_before_sale, "told_of_blades": told_of_blades}
        record_part(session, actor, purchase_id, asked, version=hand_over_version, reason=reason)
        _link_company(session, actor, purchase, party, reason)
    return party


def _has_parcel(session: Session, actor: Actor, purchase: Purchase) -> bool:
    known = queries.find_hand_over(session, actor, purchase.id) is not None
    return known or rules.has_hand_over(purchase.type, purchase.outcome)


def _link_company(session: Session, actor: Actor, purchase: Purchase, party: Party, reason: str) -> None:
    """Keep the entity of the delivery company in the hand-over the same as among the parties."""
    hand_over = queries.find_hand_over(session, actor, purchase.id)
    if hand_over is None:
        return
    audit.correct(
        session,
        actor,
        hand_over,
        {"delivery_company_id": party.entity_id},
        action="hand_over.corrected",
        subject_kind="hand_over",
        version=hand_over.version,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )


def _first(session: Session, actor: Actor, purchase: Purchase, new: NewParty) -> Party:
    party = Party(
        **asdict(new),
        authority_id=actor.authority_id,
        purchase_id=purchase.id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(party)
    session.flush()
    audit.record(
        session,
        actor,
        "purchase_party.recorded",
        "purchase_party",
        party.id,
        outlet_id=purchase.outlet_id,
        detail={"reference": purchase.reference, "role": new.role.value, "outcome": new.outcome.value},
    )
    return party
