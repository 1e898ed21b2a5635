"""Recording how an order reached its buyer: its dispatch, its parcel and its delivery, a result beside the sale."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import HandOver, Purchase
from compliance.purchases.rules import NewHandOver, PartyRole
from compliance.purchases.services.naming import check_names_nobody
from compliance.volunteers import services as volunteers

TYPED = ("words_spoken", "package_marking", "handed_to", "driver", "delivery_company", "tracking_number")


def record_hand_over(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    new: NewHandOver,
    *,
    version: int | None = None,
    reason: str = "",
) -> HandOver:
    """Record how an accepted online order, or a delivery that was tested, reached its buyer, or correct what is known.

    A result of its own beside the sale, with its own days (OWA 2019 ss.38 to 42; domain section 6.4). `version` is that
    of the record the form was filled from, None for the first; changing what was recorded needs a reason, adding what
    was not known does not. The age of a volunteer who took the parcel is worked out by the vault. Raises Refusal beside
    the field to mend; Forbidden; NotFound.
    """
    return record_part(session, actor, purchase_id, asdict(new), version=version, reason=reason)


def record_part(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    reason: str = "",
) -> HandOver:
    """Record a part of the hand-over, such as its dispatch: the columns of `values`; the others stay as they are.

    As `record_hand_over` otherwise. What is sent again as it stands changes nothing, whatever its version.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    hand_over = queries.find_hand_over(session, actor, purchase_id)
    if hand_over is None and not rules.has_hand_over(purchase.type, purchase.outcome):
        raise Refusal("Only an online order that was accepted, or a delivery, has a hand-over to record")
    known = _known(hand_over)
    new = _with_age(session, actor, purchase, replace(known, **values))
    new = _with_company(session, actor, purchase, new)
    rules.check_hand_over(
        new, ordered_on=purchase.tested_on, today=clock.today(), type_=purchase.type, now=_minute_now()
    )
    _check_unpacking(session, actor, purchase, new)
    wanted = asdict(new)
    typed = {name: wanted[name] for name in TYPED if name in values}
    check_names_nobody(session, actor, purchase.volunteer_id, **typed, reason=reason)
    if hand_over is None:
        return _first_hand_over(session, actor, purchase, new)
    changes = audit.changed_fields(hand_over, wanted)
    if not changes:
        return hand_over
    if rules.needs_reason(asdict(known), {name: after for name, (_before, after) in changes.items()}):
        audit.check_version(hand_over, version or 0)
        if not reason.strip():
            raise Refusal("Say why the record is corrected", "reason")
    hand_over.recorded_on = max(hand_over.recorded_on, clock.today())
    audit.correct(
        session,
        actor,
        hand_over,
        wanted,
        action="hand_over.corrected",
        subject_kind="hand_over",
        version=version or 0,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )
    return hand_over


def _minute_now() -> Any:
    return clock.london(clock.now()).time().replace(second=0, microsecond=0)


def _known(hand_over: HandOver | None) -> NewHandOver:
    if hand_over is None:
        return NewHandOver()
    return NewHandOver(**{name: getattr(hand_over, name) for name in NewHandOver.__dataclass_fields__})


def _with_age(session: Session, actor: Actor, purchase: Purchase, new: NewHandOver) -> NewHandOver:
    """Return the hand-over with the age of the test's volunteer, where that is who took it, as the vault works it out.

    Raises Refusal beside `handed_to_age_years` when another age was typed.
    """
    code = new.handed_to.strip().upper()
    if not code or code != purchase.volunteer_code or new.handed_over_on is None:
        return new
    _id, years, _months = volunteers.age_on(session, actor, code, new.handed_over_on)
    if new.handed_to_age_years not in {None, years}:
        raise Refusal(
            f"The age given is not that of {code} in the vault on that day. Leave it empty, or check the day",
            "handed_to_age_years",
        )
    return replace(new, handed_to=code, handed_to_age_years=years)


def _with_company(session: Session, actor: Actor, purchase: Purchase, new: NewHandOver) -> NewHandOver:
    """Return the hand-over with the delivery company as it stands among the parties, once it does."""
    party = queries.find_party(session, actor, purchase.id, PartyRole.DELIVERY_COMPANY)
    return replace(new, delivery_company=party.name) if party else new


def _check_unpacking(session: Session, actor: Actor, purchase: Purchase, new: NewHandOver) -> None:
    """Have the parcel handed over and photographed before it was unpacked, where that is recorded already."""
    unpacked = queries.find_stage(session, actor, purchase.id, rules.StageKind.UNPACKING)
    if unpacked is None or unpacked.happened_on is None:
        return
    for field in ("handed_over_on", "parcel_on"):
        day = getattr(new, field)
        if day is not None and day > unpacked.happened_on:
            raise Refusal("It was unpacked before this day. Correct one of the two", field)
    if new.result in {rules.HandOverResult.REFUSED, rules.HandOverResult.NOT_DELIVERED}:
        raise Refusal("What was in the parcel is recorded, so it was handed over", "result")


def _first_hand_over(session: Session, actor: Actor, purchase: Purchase, new: NewHandOver) -> HandOver:
    hand_over = HandOver(
        **asdict(new),
        authority_id=actor.authority_id,
        purchase_id=purchase.id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
    )
    session.add(hand_over)
    session.flush()
    detail = {"reference": purchase.reference, "result": new.result.value}
    audit.record(
        session, actor, "hand_over.recorded", "hand_over", hand_over.id, outlet_id=purchase.outlet_id, detail=detail
    )
    return hand_over
