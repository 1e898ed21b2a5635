"""What officers do with contacts, deliveries and licences."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import Arrangement, Contact, Licence
from compliance.retailers.rules import ArrangementDetails, ContactDetails, LicenceDetails
from compliance.retailers.services.outlets import check_reason


def add_contact(
    session: Session,
    actor: Actor,
    details: ContactDetails,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
    contact_id: UUID | None = None,
) -> Contact:
    """Record somebody to turn to at an outlet or at a legal entity: one of the two.

    `contact_id` is the identifier that the form was given: sent twice, the second adds nothing. Raises Refusal beside
    the field, NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    _check_owner(session, actor, outlet_id, entity_id)
    rules.check_contact(details, today=clock.today())
    row = Contact(
        id=contact_id or new_id(), outlet_id=outlet_id, entity_id=entity_id, **_new(actor), **_contact(details)
    )
    added: Contact = _add(session, actor, row, contact_id, "contact", outlet_id, {"purpose": details.purpose})
    return added


def _check_owner(session: Session, actor: Actor, outlet_id: UUID | None, entity_id: UUID | None) -> None:
    if outlet_id is not None:
        queries.get_own_outlet(session, actor, outlet_id)
    elif entity_id is not None:
        queries.get_entity(session, actor, entity_id)
    else:
        raise Refusal("A contact is of an outlet or of a legal entity")


def _contact(details: ContactDetails) -> dict[str, Any]:
    return {**asdict(details), "telephone_e164": rules.comparable_telephone(details.telephone)}


def correct_contact(
    session: Session,
    actor: Actor,
    contact_id: UUID,
    details: ContactDetails,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
    version: int,
    reason: str,
) -> bool:
    """Correct a contact, or say until when they were it; return whether anything differed. The former is kept.

    Raises Refusal (no reason; changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_contact(session, actor, contact_id, outlet_id=outlet_id, entity_id=entity_id)
    check_reason(reason)
    rules.check_contact(details, today=clock.today())
    return _correct(session, actor, row, _contact(details), "contact", version, reason)


def remove_contact(
    session: Session,
    actor: Actor,
    contact_id: UUID,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
    version: int,
    reason: str,
) -> None:
    """Take away a contact that was recorded by mistake or must be forgotten.

    The audit keeps the purpose and the reason; what earlier corrections changed stays there, as all of it does.
    Raises as `correct_contact`.
    """
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_contact(session, actor, contact_id, outlet_id=outlet_id, entity_id=entity_id)
    _remove(session, actor, row, "contact", version, reason, {"purpose": row.purpose})


def add_arrangement(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    details: ArrangementDetails,
    *,
    arrangement_id: UUID | None = None,
) -> Arrangement:
    """Record how what is ordered at an outlet reaches the customer.

    `arrangement_id` is the identifier that the form was given: sent twice, the second adds nothing. Raises Refusal
    beside the field, NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    queries.get_own_outlet(session, actor, outlet_id)
    _check_arrangement(session, actor, details)
    row = Arrangement(id=arrangement_id or new_id(), outlet_id=outlet_id, **_new(actor), **asdict(details))
    added: Arrangement = _add(session, actor, row, arrangement_id, "arrangement", outlet_id, asdict(details))
    return added


def _check_arrangement(session: Session, actor: Actor, details: ArrangementDetails) -> None:
    rules.check_arrangement(details, today=clock.today())
    if details.entity_id is not None:
        carrier = queries.get_entity(session, actor, details.entity_id)
        if not (carrier.is_delivery_company or carrier.is_marketplace):
            raise Refusal(f"{carrier.name} is not recorded as a delivery company or a marketplace", "entity")


def correct_arrangement(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    arrangement_id: UUID,
    details: ArrangementDetails,
    *,
    version: int,
    reason: str,
) -> bool:
    """Correct a delivery or collection, or say when it ended; return whether anything differed. The former is kept.

    Raises Refusal (no reason; changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_arrangement(session, actor, outlet_id, arrangement_id)
    check_reason(reason)
    _check_arrangement(session, actor, details)
    return _correct(session, actor, row, asdict(details), "arrangement", version, reason)


def remove_arrangement(
    session: Session, actor: Actor, outlet_id: UUID, arrangement_id: UUID, *, version: int, reason: str
) -> None:
    """Take away a delivery or collection that was recorded by mistake; the audit keeps what it said."""
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_arrangement(session, actor, outlet_id, arrangement_id)
    said = {name: getattr(row, name) for name in ("kind", "entity_id", "from_on", "to_on", "note")}
    _remove(session, actor, row, "arrangement", version, reason, said)


def add_licence(
    session: Session, actor: Actor, outlet_id: UUID, details: LicenceDetails, *, licence_id: UUID | None = None
) -> Licence:
    """Record a licence of an outlet.

    `licence_id` is the identifier that the form was given: sent twice, the second adds nothing. Raises Refusal beside
    the field, NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    queries.get_own_outlet(session, actor, outlet_id)
    rules.check_licence(details, today=clock.today())
    row = Licence(id=licence_id or new_id(), outlet_id=outlet_id, **_new(actor), **asdict(details))
    added: Licence = _add(session, actor, row, licence_id, "licence", outlet_id, asdict(details))
    return added


def correct_licence(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    licence_id: UUID,
    details: LicenceDetails,
    *,
    version: int,
    reason: str,
) -> bool:
    """Correct a licence; return whether anything differed. The former is kept. Raises Refusal, NotFound, Forbidden."""
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_licence(session, actor, outlet_id, licence_id)
    check_reason(reason)
    rules.check_licence(details, today=clock.today())
    return _correct(session, actor, row, asdict(details), "licence", version, reason)


def remove_licence(
    session: Session, actor: Actor, outlet_id: UUID, licence_id: UUID, *, version: int, reason: str
) -> None:
    """Take away a licence that was recorded by mistake; the audit keeps what it said."""
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_licence(session, actor, outlet_id, licence_id)
    said = {name: getattr(row, name) for name in ("nation", "number", "issued_by", "from_on", "to_on", "note")}
    _remove(session, actor, row, "licence", version, reason, said)


def _new(actor: Actor) -> dict[str, Any]:
    return {"authority_id": actor.authority_id, "recorded_at": clock.now()}


def _add(
    session: Session,
    actor: Actor,
    row: Any,
    given_id: UUID | None,
    noun: str,
    outlet_id: UUID | None,
    detail: dict[str, Any],
) -> Any:
    """Add a row and audit it; a form that is sent twice finds the row that it made."""
    if given_id is not None and (there := session.get(type(row), given_id)) is not None:
        if there.authority_id != actor.authority_id:
            raise Refusal("This page was sent already. Open it again")
        return there
    session.add(row)
    session.flush()
    if outlet_id is None:
        detail = {**detail, "entity_id": row.entity_id}
    audit.record(session, actor, f"{noun}.recorded", noun, row.id, outlet_id=outlet_id, detail=detail)
    return row


def _correct(
    session: Session, actor: Actor, row: Any, values: dict[str, Any], noun: str, version: int, reason: str
) -> bool:
    return audit.correct(
        session,
        actor,
        row,
        values,
        action=f"{noun}.corrected",
        subject_kind=noun,
        version=version,
        outlet_id=row.outlet_id,
        reason=reason,
    )


def _remove(
    session: Session, actor: Actor, row: Any, noun: str, version: int, reason: str, said: dict[str, Any]
) -> None:
    check_reason(reason)
    audit.check_version(row, version, noun)
    session.delete(row)
    session.flush()
    changes = {name: (value, None) for name, value in said.items() if value}
    audit.record(
        session, actor, f"{noun}.removed", noun, row.id, outlet_id=row.outlet_id, reason=reason, changes=changes
    )
