"""Offer an agreement or have it signed, record what happens to it, strike out what was an error."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from compliance import clock
from compliance.agreements import queries, rules
from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.rules import SCOPE_LABELS, AgreementEventKind, NewAgreement, NewEvent, Policy
from compliance.agreements.services.consents import end_earlier
from compliance.agreements.services.texts import text_called
from compliance.audit import services as audit
from compliance.database import new_id, next_reference
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers

SENT_ALREADY = "This was recorded a moment ago. Open the retailer’s agreements before you try again"


def record_agreement(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    new: NewAgreement,
    *,
    policy: Policy | None = None,
    agreement_id: UUID | None = None,
    brought_in: str = "",
) -> Agreement:
    """Record an agreement that was offered, signed or declined at an outlet, with the next HAC-A reference.

    `policy` is the authority's of the day of the event unless another is given; what is brought in is held to the
    default, for it was agreed before. `agreement_id` is the identifier that the form was given: sent twice, the second
    is the same agreement and adds nothing. `brought_in` is the reference of the import that a past agreement comes
    from: one signed before another had lapsed renewed it, and stands. Raises Refusal (see `check_event`), and where the
    agreement covers nothing or an agreement was signed with the same operator and is still in force; NotFound;
    Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    whose = _Whose(outlet_id=outlet.id)
    if agreement_id is not None and (there := _sent_before(session, actor, whose, agreement_id)) is not None:
        return there
    if policy is None:
        policy = Policy() if brought_in else queries.policy_on(session, actor, new.event.on)
    check_covers(new)
    rules.check_event(new.event, (), today=clock.today(), opened_on=outlet.opened_on, policy=policy)
    rows = queries.list_agreements(session, actor, outlet.id, new.event.on)
    _check_only_one(rows, new.event, renews=bool(brought_in))
    if not brought_in:
        new = replace(new, event=_to_be_reviewed(new.event, policy, None))
    return _record(session, actor, whose, new, agreement_id, brought_in)


def record_entity_agreement(
    session: Session, actor: Actor, entity_id: UUID, new: NewAgreement, *, agreement_id: UUID | None = None
) -> Agreement:
    """Record an agreement that was offered to, signed or declined by a legal entity for every outlet that it operates.

    It covers an outlet on the days on which the entity is confirmed to operate it. As `record_agreement` otherwise.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    whose = _Whose(entity_id=retailers.get_entity(session, actor, entity_id).id)
    if agreement_id is not None and (there := _sent_before(session, actor, whose, agreement_id)) is not None:
        return there
    check_covers(new)
    policy = queries.policy_on(session, actor, new.event.on)
    rules.check_event(new.event, (), today=clock.today(), opened_on=None, policy=policy)
    _check_only_one(queries.list_of_entity(session, actor, entity_id, new.event.on), new.event, renews=False)
    new = replace(new, event=_to_be_reviewed(new.event, policy, None))
    return _record(session, actor, whose, new, agreement_id, "")


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose an agreement is: an outlet's or an entity's."""

    outlet_id: UUID | None = None
    entity_id: UUID | None = None


def _record(
    session: Session, actor: Actor, whose: _Whose, new: NewAgreement, agreement_id: UUID | None, brought_in: str
) -> Agreement:
    text = text_called(session, actor, new.text_version)
    for name in () if brought_in else SCOPE_LABELS:
        if getattr(new, name) and not getattr(text, name):
            raise Refusal(f"This text does not speak of {SCOPE_LABELS[name].lower()}", "covers")
    agreement = Agreement(
        id=agreement_id or new_id(),
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "A", new.event.on.year),
        outlet_id=whose.outlet_id,
        entity_id=whose.entity_id,
        text_id=text.id,
        covers_stores=new.covers_stores,
        covers_online=new.covers_online,
        covers_delivery=new.covers_delivery,
        recorded_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(agreement)
            session.flush()
            _add_event(session, actor, agreement, new.event, brought_in=brought_in)
    except IntegrityError as error:
        raise Refusal(SENT_ALREADY) from error
    return agreement


def _sent_before(session: Session, actor: Actor, whose: _Whose, agreement_id: UUID) -> Agreement | None:
    there = session.get(Agreement, agreement_id)
    if there is None:
        return None
    if there.authority_id != actor.authority_id or _Whose(there.outlet_id, there.entity_id) != whose:
        raise Refusal(SENT_ALREADY)
    return there


def _check_only_one(rows: Iterable[queries.AgreementRow], new: NewEvent, *, renews: bool) -> None:
    """Raise Refusal where an agreement of the same outlet or entity is held, or had the same event on that day."""
    for row in rows:
        same_day = any(
            event.kind is new.kind and event.on == new.on and event.struck_out_at is None for event in row.events
        )
        if same_day or (row.standing.held and not renews):
            raise Refusal(
                f"{row.agreement.reference} is recorded already for this day: open it and record what happened there"
            )


def check_covers(new: NewAgreement) -> None:
    """Raise Refusal beside `covers` for an agreement that covers nothing."""
    if not (new.covers_stores or new.covers_online or new.covers_delivery):
        raise Refusal("Select at least one thing that the agreement covers", "covers")


def record_event(
    session: Session, actor: Actor, agreement_id: UUID, new: NewEvent, *, policy: Policy | None = None
) -> AgreementEvent:
    """Record what happened to an agreement on a day. Raises Refusal (see `check_event`); NotFound; Forbidden.

    Whoever signs again is asked anew whether they may be named in public: a consent given before ends with it.
    Sent twice, the second is refused: one kind of event happens to an agreement once a day (the database agrees).
    """
    actor.require(Permission.RECORD_AGREEMENT)
    agreement = _lock(session, actor, agreement_id)
    opened_on = None
    if agreement.outlet_id is not None:
        opened_on = retailers.get_own_outlet(session, actor, agreement.outlet_id).opened_on
    row = queries.get_row(session, actor, agreement_id, clock.today())
    history = queries.as_events(row.events)
    policy = policy or queries.policy_on(session, actor, new.on)
    rules.check_event(new, history, today=clock.today(), opened_on=opened_on, policy=policy)
    event = _add_event(session, actor, agreement, _to_be_reviewed(new, policy, row.standing.lapses_on))
    if new.kind is AgreementEventKind.SIGNED:
        end_earlier(session, actor, agreement_id, new.on)
    return event


def _to_be_reviewed(new: NewEvent, policy: Policy, lapses_on: date | None) -> NewEvent:
    """Return an event with the day of the next review that the policy sets, where it sets one before it lapses."""
    if new.review_on is not None or new.kind not in {AgreementEventKind.SIGNED, AgreementEventKind.REVIEWED}:
        return new
    review_on = rules.review_day(new.on, policy)
    lapses_on = new.lapses_on or (lapses_on if new.kind is AgreementEventKind.REVIEWED else None)
    if review_on is None or (lapses_on is not None and review_on >= lapses_on):
        return new
    return replace(new, review_on=review_on)


def _lock(session: Session, actor: Actor, agreement_id: UUID) -> Agreement:
    """Return an agreement, held against others who would record an event of it at the same moment."""
    agreement = queries.get_agreement(session, actor, agreement_id)
    session.exec(select(Agreement.id).where(Agreement.id == agreement_id).with_for_update()).one()
    return agreement


def _add_event(
    session: Session, actor: Actor, agreement: Agreement, new: NewEvent, *, brought_in: str = ""
) -> AgreementEvent:
    signing = new.kind in {AgreementEventKind.SIGNED, AgreementEventKind.REVIEWED}
    event = AgreementEvent(
        authority_id=actor.authority_id,
        agreement_id=agreement.id,
        kind=new.kind,
        on=new.on,
        signatory=new.signatory,
        capacity=new.capacity,
        words=new.words,
        lapses_on=new.lapses_on if signing else None,
        review_on=new.review_on if signing else None,
        reply_by_on=new.reply_by_on,
        visit_id=new.visit_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(event)
    session.flush()
    what = {
        "reference": agreement.reference,
        "on": new.on,
        "signatory": new.signatory,
        "lapses_on": event.lapses_on,
        "review_on": event.review_on,
        "reply_by_on": event.reply_by_on,
        "brought_in": brought_in,
    }
    audit.record(
        session,
        actor,
        f"agreement.{new.kind.value}",
        "agreement",
        agreement.id,
        outlet_id=agreement.outlet_id,
        detail={name: value for name, value in what.items() if value},
    )
    return event


def strike_out_event(
    session: Session, actor: Actor, agreement_id: UUID, event_id: UUID, *, reason: str
) -> AgreementEvent:
    """Strike out an event that was recorded in error: it stays to be read and counts no more.

    Raises Refusal for a blank reason or an event already struck out; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    agreement = _lock(session, actor, agreement_id)
    event = queries.get_event(session, actor, agreement_id, event_id)
    rules.check_strike_out(reason, already=event.struck_out_at is not None)
    event.struck_out_at = clock.now()
    event.struck_out_reason = reason
    session.add(event)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_event.struck_out",
        "agreement",
        agreement.id,
        outlet_id=agreement.outlet_id,
        reason=reason,
        detail={"event": event.kind, "on": event.on},
    )
    return event
