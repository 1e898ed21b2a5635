"""What officers do with legal entities."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import Entity
from compliance.retailers.rules import EntityDetails, Partnership
from compliance.retailers.services.outlets import check_reason


def record_entity(session: Session, actor: Actor, details: EntityDetails, *, entity_id: UUID | None = None) -> Entity:
    """Add a legal entity to the actor's authority.

    `entity_id` is the identifier that the form was given: sent twice, the second is the same entity and adds nothing.
    The company number is written as Companies House does. Raises Refusal beside the field (a company without its number
    that is not said to be unknown yet; a number that cannot be, or that an entity here has already, which is then
    named), Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    if entity_id is not None and (there := session.get(Entity, entity_id)) is not None:
        if there.authority_id != actor.authority_id:
            raise Refusal("This page was sent already. Open it again")
        return there
    details = _checked(session, actor, details, own_id=None)
    entity = Entity(
        id=entity_id or new_id(), authority_id=actor.authority_id, recorded_at=clock.now(), **_columns(details)
    )
    try:
        with session.begin_nested():
            session.add(entity)
    except IntegrityError as error:
        raise Refusal("Another entity has this company number already. Search for it", "company_number") from error
    detail = {"name": entity.name, "kind": entity.kind.value, "company_number": entity.company_number}
    audit.record(session, actor, "entity.recorded", "entity", entity.id, detail=detail)
    return entity


def _checked(session: Session, actor: Actor, details: EntityDetails, *, own_id: UUID | None) -> EntityDetails:
    """Return the details with the company number as Companies House writes it, or raise Refusal."""
    if not details.name.strip():
        raise Refusal("Enter the name of the legal entity", "name")
    if not details.company_number:
        rules.check_entity(details.kind, None, number_unknown=details.number_unknown)
        return replace(details, company_number=None)
    number = rules.check_company_number(details.company_number).value
    rules.check_entity(details.kind, number, number_unknown=details.number_unknown)
    there = queries.find_entity_by_company_number(session, actor, number)
    if there is not None and there.id != own_id:
        raise Refusal(f"{there.name} has the company number {number} already. Search for it instead", "company_number")
    return replace(details, company_number=number)


def _columns(details: EntityDetails) -> dict[str, Any]:
    """Return the columns that say what the details say: that a number is not known is said by its being empty."""
    values = asdict(details)
    del values["number_unknown"]
    return values


def correct_entity(
    session: Session, actor: Actor, entity_id: UUID, details: EntityDetails, *, version: int, reason: str
) -> bool:
    """Correct a legal entity; return whether anything differed. The former is kept.

    Raises Refusal (no reason; changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    entity = queries.get_entity(session, actor, entity_id)
    check_reason(reason)
    values = _columns(_checked(session, actor, details, own_id=entity.id))
    return audit.correct(
        session,
        actor,
        entity,
        values,
        action="entity.corrected",
        subject_kind="entity",
        version=version,
        reason=reason,
    )


def correct_partnership(
    session: Session, actor: Actor, entity_id: UUID, partnership: Partnership, *, version: int, reason: str
) -> bool:
    """Record or correct with whom an entity has a Primary Authority partnership; return whether anything differed.

    Enforcement then waits for that authority (RESA 2008 s.25C). What stood before is kept. Raises Refusal (no reason;
    changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    entity = queries.get_entity(session, actor, entity_id)
    check_reason(reason)
    rules.check_partnership(partnership, today=clock.today())
    values = {
        "primary_authority": partnership.authority,
        "primary_authority_contact": partnership.contact,
        "primary_authority_plan": partnership.plan,
        "primary_authority_since_on": partnership.since_on,
    }
    return audit.correct(
        session,
        actor,
        entity,
        values,
        action="entity.partnership_corrected",
        subject_kind="entity",
        version=version,
        reason=reason,
    )
