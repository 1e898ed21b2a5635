"""What officers do with the standing of an outlet: its status, its present name, whether it is one of a chain."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import Outlet, TradingName
from compliance.retailers.rules import OutletStatus
from compliance.retailers.services.outlets import check_reason


def change_status(
    session: Session, actor: Actor, outlet_id: UUID, *, status: OutletStatus, on: date, reason: str = ""
) -> Outlet:
    """Say that an outlet closed, stands vacant or trades again from `on`, inclusive.

    Raises Refusal for the status it has already, a day in the future, before it opened or before the status that it has
    began, or one on which it closed before its last visit or test; NotFound; Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    if status is outlet.status:
        raise Refusal(f"This is recorded as {rules.OUTLET_STATUS_LABELS[status].lower()} already", "status")
    rules.check_status_follows(on, outlet.status, outlet.status_on or outlet.closed_on)
    values = _status(session, actor, outlet, status, on)
    changes = audit.changed_fields(outlet, values)
    for name, value in values.items():
        setattr(outlet, name, value)
    session.add(outlet)
    session.flush()
    audit.record(
        session,
        actor,
        "outlet.status_changed",
        "outlet",
        outlet.id,
        outlet_id=outlet.id,
        reason=reason,
        changes=changes,
        detail={"on": on},
    )
    return outlet


def correct_status(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    *,
    status: OutletStatus,
    on: date | None,
    version: int,
    reason: str,
) -> bool:
    """Correct the status that is recorded, or its first day, which was wrong; return whether anything differed.

    The day may be left out for an outlet that trades: since when is then not known. What stood before is kept. Raises
    Refusal (no reason; changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    check_reason(reason)
    if on is None and status is not OutletStatus.TRADING:
        raise Refusal(f"Enter the day since when it is {rules.OUTLET_STATUS_LABELS[status].lower()}", "on")
    return audit.correct(
        session,
        actor,
        outlet,
        _status(session, actor, outlet, status, on),
        action="outlet.status_corrected",
        subject_kind="outlet",
        version=version,
        outlet_id=outlet.id,
        reason=reason,
    )


def _status(session: Session, actor: Actor, outlet: Outlet, status: OutletStatus, on: date | None) -> dict[str, Any]:
    """Return the columns of a status since a day, or raise Refusal when it cannot be."""
    is_trading = status is OutletStatus.TRADING
    if on is not None:
        rules.check_status_day(on, opened_on=outlet.opened_on, today=clock.today())
        recorded = queries.last_recorded(session, actor, outlet.id)
        if not is_trading and recorded is not None:
            rules.check_closed_after(on, recorded.on, recorded.what)
    return {"status": status, "status_on": on, "closed_on": None if is_trading else on}


def rename_outlet(session: Session, actor: Actor, outlet_id: UUID, *, name: str, on: date, version: int) -> Outlet:
    """Say that an outlet trades under another name from `on`, inclusive; the name before is kept with its days.

    A name that was merely wrong is corrected instead (`correct_outlet`). Its chain follows the new name, unless an
    officer has said what it is. Raises Refusal (the same name; a day that cannot be; changed meanwhile), NotFound,
    Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    audit.check_version(outlet, version, "retailer")
    former = rules.former_name(outlet.name, outlet.named_on, name, on, today=clock.today())
    values: dict[str, Any] = {"name": name.strip(), "sort_name": rules.sort_name(name), "named_on": on}
    if outlet.is_chain is None:
        values["brand"] = rules.brand_of(name, queries.known_brands())
    row = TradingName(
        authority_id=actor.authority_id,
        outlet_id=outlet.id,
        name=former.name,
        sort_name=outlet.sort_name,
        from_on=former.from_on,
        to_on=former.to_on,
        recorded_at=clock.now(),
    )
    changes = audit.changed_fields(outlet, values)
    for column, value in values.items():
        setattr(outlet, column, value)
    session.add_all([row, outlet])
    session.flush()
    audit.record(
        session, actor, "outlet.renamed", "outlet", outlet.id, outlet_id=outlet.id, changes=changes, detail={"on": on}
    )
    return outlet


def say_chain(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    *,
    is_chain: bool | None,
    brand: str,
    version: int,
    reason: str,
) -> bool:
    """Say that an outlet is one of the chain `brand`, or is none; None takes it back: its name is believed again.

    Returns whether anything differed. Raises Refusal (no reason; a chain without its name; changed meanwhile),
    NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    check_reason(reason)
    known = rules.brand_of(outlet.name, queries.known_brands())
    if is_chain and not brand.strip():
        raise Refusal("Enter the name of the chain", "brand")
    return audit.correct(
        session,
        actor,
        outlet,
        {"is_chain": is_chain, "brand": brand.strip() if is_chain else known},
        action="outlet.chain_corrected",
        subject_kind="outlet",
        version=version,
        outlet_id=outlet.id,
        reason=reason,
    )
