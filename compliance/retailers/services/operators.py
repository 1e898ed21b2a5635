"""What officers do with who operates what."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import Operator
from compliance.retailers.rules import Confirmation, EntityDetails
from compliance.retailers.services.entities import record_entity
from compliance.retailers.services.outlets import check_reason

_RACE = "Somebody else has just recorded an operator for these days. Look at the operators again"


def confirm_operator(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    *,
    entity_id: UUID | None = None,
    new_entity: EntityDetails | None = None,
    confirmation: Confirmation,
    replaces_former: bool = False,
) -> Operator:
    """Record that an entity operates an outlet from a day on; choose one that is known, or give a new one.

    `replaces_former` says that another operator runs it until now and that this is a change of operator: that period
    then ends the day before. The same entity from the same day, sent twice, is recorded once. Raises Refusal (the
    period cannot be so; another officer was faster), NotFound, Forbidden.
    """
    actor.require(Permission.CONFIRM_OPERATOR)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    outlet_id = outlet.id
    rules.check_how_known(confirmation.how_known, confirmation.how_known_note)
    if new_entity is not None:
        entity = record_entity(session, actor, new_entity)
    elif entity_id is not None:
        entity = queries.get_entity(session, actor, entity_id)
    else:
        raise Refusal("Select the legal entity that operates it", "entity")
    periods = queries.list_periods(session, actor, outlet_id)
    for period in periods:
        if (period.entity_id, period.from_on, period.to_on) == (entity.id, confirmation.from_on, confirmation.to_on):
            return queries.get_operator(session, actor, outlet_id, period.id) if period.id else _never()
    former = next((period for period in periods if period.to_on is None), None)
    if replaces_former and former is not None and former.id is not None:
        ends_on = rules.former_ends_on(former, confirmation.from_on)
        end_operator(session, actor, outlet_id, former.id, to_on=ends_on, reason=f"{entity.name} took over")
        periods = queries.list_periods(session, actor, outlet_id)
    rules.check_period(
        periods, confirmation.from_on, confirmation.to_on, opened_on=outlet.opened_on, today=clock.today()
    )
    operator = Operator(
        authority_id=actor.authority_id,
        outlet_id=outlet_id,
        entity_id=entity.id,
        confirmed_by_id=actor.officer_id,
        confirmed_at=clock.now(),
        **asdict(confirmation),
    )
    _save(session, operator)
    detail = {"entity_id": entity.id, "entity": entity.name, **asdict(confirmation)}
    audit.record(session, actor, "operator.confirmed", "operator", operator.id, outlet_id=outlet_id, detail=detail)
    return operator


def _never() -> Operator:
    raise AssertionError


def _save(session: Session, operator: Operator) -> None:
    """Flush a period; of two at the same moment that overlap, the database refuses the second."""
    try:
        with session.begin_nested():
            session.add(operator)
    except IntegrityError as error:
        raise Refusal(_RACE) from error


def end_operator(
    session: Session, actor: Actor, outlet_id: UUID, operator_id: UUID, *, to_on: date, reason: str = ""
) -> Operator:
    """Say that an operator's last day at an outlet was `to_on`, inclusive. The day after, it is not confirmed.

    Raises Refusal when the period has ended already or cannot end then; NotFound; Forbidden.
    """
    actor.require(Permission.CONFIRM_OPERATOR)
    operator = queries.get_operator(session, actor, outlet_id, operator_id)
    if operator.to_on is not None:
        raise Refusal("This period has ended already. Correct it if the day is wrong", "to_on")
    rules.check_period((), operator.from_on, to_on, opened_on=None, today=clock.today())
    operator.to_on = to_on
    _save(session, operator)
    audit.record(
        session,
        actor,
        "operator.ended",
        "operator",
        operator.id,
        outlet_id=outlet_id,
        reason=reason,
        changes={"to_on": (None, to_on)},
    )
    return operator


def correct_operator(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    operator_id: UUID,
    *,
    confirmation: Confirmation,
    version: int,
    reason: str,
    entity_id: UUID | None = None,
) -> bool:
    """Correct the days of a period, how it is known, or the entity itself when the wrong one was confirmed.

    What stood before is kept. Returns whether anything differed. Raises Refusal, NotFound, Forbidden.
    """
    actor.require(Permission.CONFIRM_OPERATOR)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    operator = queries.get_operator(session, actor, outlet_id, operator_id)
    check_reason(reason)
    rules.check_how_known(confirmation.how_known, confirmation.how_known_note)
    values = asdict(confirmation)
    if entity_id is not None:
        values["entity_id"] = queries.get_entity(session, actor, entity_id).id
    rules.check_period(
        queries.list_periods(session, actor, outlet_id),
        confirmation.from_on,
        confirmation.to_on,
        opened_on=outlet.opened_on,
        today=clock.today(),
        own_id=operator_id,
    )
    try:
        with session.begin_nested():
            return audit.correct(
                session,
                actor,
                operator,
                values,
                action="operator.corrected",
                subject_kind="operator",
                version=version,
                outlet_id=outlet_id,
                reason=reason,
            )
    except IntegrityError as error:
        raise Refusal(_RACE) from error
