"""What officers do with outlets: register, correct, change the status."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id, next_reference
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import Outlet
from compliance.retailers.rules import OutletDetails, OutletKind, OutletStatus

ADDRESS_LINES = 4
_SENT_ALREADY = "This page was sent already. Search for the retailer before you add it again"


def register_outlet(session: Session, actor: Actor, details: OutletDetails, *, outlet_id: UUID | None = None) -> Outlet:
    """Add premises or an online shop to the register of the actor's authority, with the next HAC-R reference.

    `outlet_id` is the identifier that the form was given: sent twice, the second is the same outlet and adds nothing.
    Raises Refusal beside the field to mend; Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    if outlet_id is not None and (there := session.get(Outlet, outlet_id)) is not None:
        if there.authority_id != actor.authority_id:
            raise Refusal(_SENT_ALREADY)
        return there
    rules.check_outlet(details, clock.today())
    outlet = Outlet(
        id=outlet_id or new_id(),
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "R", clock.today().year),
        status=OutletStatus.TRADING,
        recorded_at=clock.now(),
        brand=rules.brand_of(details.name, queries.known_brands()),
        **_values(session, actor, details),
    )
    try:
        with session.begin_nested():
            session.add(outlet)
    except IntegrityError as error:
        raise Refusal(_SENT_ALREADY) from error
    detail = {"reference": outlet.reference, "name": outlet.name, "kind": outlet.kind.value}
    audit.record(session, actor, "outlet.registered", "outlet", outlet.id, outlet_id=outlet.id, detail=detail)
    return outlet


def _values(session: Session, actor: Actor, details: OutletDetails) -> dict[str, Any]:
    """Return the columns that say what the details say; those that the other kind of outlet has are empty."""
    runs_it = details.marketplace_entity_id
    if runs_it is not None and not queries.get_entity(session, actor, runs_it).is_marketplace:
        raise Refusal("This legal entity is not recorded as a marketplace", "marketplace_entity")
    lines = [*(line for line in details.address_lines if line), *[""] * ADDRESS_LINES]
    is_online = details.kind is OutletKind.ONLINE_SHOP
    return {
        "kind": details.kind,
        "name": details.name,
        "sort_name": rules.sort_name(details.name),
        "business_type": details.business_type,
        **{f"address_{number}": lines[number - 1] for number in range(1, ADDRESS_LINES + 1)},
        "postcode": details.postcode,
        "uprn": rules.check_uprn(details.uprn) if details.uprn else None,
        "domain": rules.check_domain(details.domain) if is_online and details.domain else None,
        "marketplace": details.marketplace if is_online else None,
        "marketplace_seller": details.marketplace_seller if is_online else None,
        "marketplace_seller_id": details.marketplace_seller_id if is_online else None,
        "marketplace_entity_id": details.marketplace_entity_id if is_online else None,
        "telephone": details.telephone,
        "telephone_e164": rules.comparable_telephone(details.telephone),
        "email": details.email,
        "opened_on": details.opened_on,
        "notes": details.notes,
    }


def correct_outlet(
    session: Session, actor: Actor, outlet_id: UUID, details: OutletDetails, *, version: int, reason: str
) -> bool:
    """Correct what the register says of an outlet; what it said before is kept. Returns whether anything differed.

    An imported shop's postcode as given stays beside the corrected one. `version` is the one the form was filled in
    from. Raises Refusal (no reason; changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    check_reason(reason)
    rules.check_outlet(details, clock.today())
    if details.opened_on is not None:
        _check_opened_on(session, actor, outlet, details.opened_on)
    values = _values(session, actor, details)
    if outlet.is_chain is None:  # otherwise an officer has said what it is
        values["brand"] = rules.brand_of(details.name, queries.known_brands())
    return audit.correct(
        session,
        actor,
        outlet,
        values,
        action="outlet.corrected",
        subject_kind="outlet",
        version=version,
        outlet_id=outlet.id,
        reason=reason,
    )


def check_reason(reason: str) -> None:
    """Raise Refusal beside `reason` when a correction gives none."""
    if not reason.strip():
        raise Refusal("Say why this is corrected", "reason")


def _check_opened_on(session: Session, actor: Actor, outlet: Outlet, opened_on: date) -> None:
    if outlet.closed_on is not None and opened_on > outlet.closed_on:
        raise Refusal("It cannot have opened after the day it closed", "opened_on")
    first = min((period.from_on for period in queries.list_periods(session, actor, outlet.id)), default=None)
    if first is not None and opened_on > first:
        raise Refusal(f"An operator is recorded from {first.day} {first:%B %Y}, before it opened", "opened_on")
    recorded = queries.first_recorded(session, actor, outlet.id)
    if recorded is not None:
        rules.check_opened_before(opened_on, recorded.on, recorded.what)
