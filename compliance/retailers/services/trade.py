"""What officers do with how an outlet trades: its other names, products, channels, displays and hours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from compliance import clock
from compliance.audit import services as audit
from compliance.database import within
from compliance.offences import queries as offences
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import OpeningHours, OutletChannel, OutletDisplay, OutletProduct, TradingName
from compliance.retailers.queries import Seen
from compliance.retailers.rules import Channel, Display, Hours, KnownName, Look, NameDetails
from compliance.retailers.services.outlets import check_reason


def add_name(session: Session, actor: Actor, outlet_id: UUID, details: NameDetails) -> TradingName:
    """Record another name that an outlet trades or traded under.

    Raises Refusal beside the field (no name; days that cannot be; recorded already, as when it is sent twice),
    NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    _check_name(session, actor, outlet_id, details)
    row = TradingName(
        authority_id=actor.authority_id, outlet_id=outlet_id, recorded_at=clock.now(), **_name_values(details)
    )
    session.add(row)
    session.flush()
    detail = asdict(details)
    audit.record(session, actor, "trading_name.recorded", "trading_name", row.id, outlet_id=outlet_id, detail=detail)
    return row


def _check_name(session: Session, actor: Actor, outlet_id: UUID, details: NameDetails, own: UUID | None = None) -> None:
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    others = [
        KnownName(one.name, one.from_on, one.to_on, id=one.id)
        for one in queries.list_names(session, actor, outlet_id)
        if one.id != own
    ]
    rules.check_name(details, others, present=outlet.name, today=clock.today())


def _name_values(details: NameDetails) -> dict[str, Any]:
    return {**asdict(details), "sort_name": rules.sort_name(details.name)}


def correct_name(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    name_id: UUID,
    details: NameDetails,
    *,
    version: int,
    reason: str,
) -> bool:
    """Correct a name beside the present one, or its days; return whether anything differed. The former is kept.

    Raises Refusal (no reason; changed meanwhile; what cannot be so), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_name(session, actor, outlet_id, name_id)
    check_reason(reason)
    _check_name(session, actor, outlet_id, details, own=row.id)
    return audit.correct(
        session,
        actor,
        row,
        _name_values(details),
        action="trading_name.corrected",
        subject_kind="trading_name",
        version=version,
        outlet_id=outlet_id,
        reason=reason,
    )


def remove_name(session: Session, actor: Actor, outlet_id: UUID, name_id: UUID, *, version: int, reason: str) -> None:
    """Take away a name that was recorded by mistake; the audit keeps what it said. Raises as `correct_name`."""
    actor.require(Permission.EDIT_RETAILERS)
    row = queries.get_name(session, actor, outlet_id, name_id)
    check_reason(reason)
    audit.check_version(row, version, "name")
    detail = {"name": row.name, "from_on": row.from_on, "to_on": row.to_on, "note": row.note}
    session.delete(row)
    session.flush()
    audit.record(
        session,
        actor,
        "trading_name.removed",
        "trading_name",
        name_id,
        outlet_id=outlet_id,
        reason=reason,
        changes={name: (value, None) for name, value in detail.items() if value},
    )


def say_products(session: Session, actor: Actor, outlet_id: UUID, look: Look, *, stamp: str) -> bool:
    """Record which kinds of product an officer saw on sale on a day, and which not; return whether anything differed.

    `stamp` is what the page was filled in from (`rules.stamp_of` of the products). Raises Refusal (nothing said; a day
    that cannot be; changed meanwhile), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    queries.get_own_outlet(session, actor, outlet_id)
    known = queries.list_products(session, actor, outlet_id)
    rules.check_stamp(stamp, rules.stamp_of(known))
    rules.check_look(look, known, today=clock.today())
    codes = [one.code for one in offences.list_categories(session, look.seen_on)]
    rules.check_on_list(look, codes)
    after = rules.products_after(known, look, codes=codes, seen_by_id=actor.officer_id)
    if list(after.values()) == known:
        return False
    rows = [
        OutletProduct(authority_id=actor.authority_id, outlet_id=outlet_id, **asdict(one)) for one in after.values()
    ]
    _replace(session, actor, OutletProduct, outlet_id, rows)
    changes = {
        "sold": ([one.category for one in known if one.sold], [one.category for one in after.values() if one.sold]),
        "not_sold": (
            [one.category for one in known if not one.sold],
            [one.category for one in after.values() if not one.sold],
        ),
        "seen_on": (_last(one.seen_on for one in known), look.seen_on),
    }
    _record_seen(session, actor, "outlet.products_seen", outlet_id, changes)
    return True


def say_channels(
    session: Session, actor: Actor, outlet_id: UUID, channels: Collection[Channel], *, seen_on: date, stamp: str
) -> bool:
    """Record in which ways an outlet sells, as seen on a day; return whether anything differed. Raises as above."""
    actor.require(Permission.EDIT_RETAILERS)
    known = queries.list_channels(session, actor, outlet_id)
    return _say_seen(session, actor, outlet_id, OutletChannel, known, ticked=channels, seen_on=seen_on, stamp=stamp)


def say_displays(
    session: Session, actor: Actor, outlet_id: UUID, displays: Collection[Display], *, seen_on: date, stamp: str
) -> bool:
    """Record how an outlet stores and displays knives, as seen on a day; return whether anything differed."""
    actor.require(Permission.EDIT_RETAILERS)
    known = queries.list_displays(session, actor, outlet_id)
    return _say_seen(session, actor, outlet_id, OutletDisplay, known, ticked=displays, seen_on=seen_on, stamp=stamp)


def _say_seen(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    table: Any,
    known: Sequence[Seen],
    *,
    ticked: Collection[StrEnum],
    seen_on: date,
    stamp: str,
) -> bool:
    queries.get_own_outlet(session, actor, outlet_id)
    rules.check_stamp(stamp, rules.stamp_of(known))
    rules.check_seen_on(seen_on, (one.seen_on for one in known), today=clock.today())
    if [(one.what, one.seen_on) for one in known] == [(one, seen_on) for one in ticked]:
        return False
    column = "channel" if table is OutletChannel else "display"
    own: dict[str, Any] = {
        "authority_id": actor.authority_id,
        "outlet_id": outlet_id,
        "seen_by_id": actor.officer_id,
    }
    rows = [table(**own, **{column: one, "seen_on": seen_on}) for one in ticked]
    _replace(session, actor, table, outlet_id, rows)
    changes = {
        f"{column}s": ([one.what for one in known], list(ticked)),
        "seen_on": (_last(one.seen_on for one in known), seen_on),
    }
    _record_seen(session, actor, f"outlet.{column}s_seen", outlet_id, changes)
    return True


def say_hours(session: Session, actor: Actor, outlet_id: UUID, week: Mapping[int, Hours], *, stamp: str) -> bool:
    """Record the opening hours of an outlet, by weekday (0 is Monday); a day left out is not known.

    Returns whether anything differed. Raises Refusal (a night that runs into the next morning; changed meanwhile),
    NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    queries.get_own_outlet(session, actor, outlet_id)
    known = queries.week_of(session, actor, outlet_id)
    rules.check_stamp(stamp, rules.stamp_of(known.items()))
    rules.check_week(week)
    if dict(week) == known:
        return False
    rows = [
        OpeningHours(authority_id=actor.authority_id, outlet_id=outlet_id, weekday=day, hours=hours.stored())
        for day, hours in week.items()
    ]
    _replace(session, actor, OpeningHours, outlet_id, rows)
    changes = {
        name.lower(): (_in_words(known.get(day)), _in_words(week.get(day)))
        for day, name in enumerate(rules.WEEKDAYS)
        if known.get(day) != week.get(day)
    }
    _record_seen(session, actor, "outlet.hours_recorded", outlet_id, changes)
    return True


def _in_words(hours: Hours | None) -> str | None:
    return hours.in_words() if hours else None


def _last(days: Any) -> date | None:
    found: date | None = max(days, default=None)
    return found


def _replace(session: Session, actor: Actor, table: Any, outlet_id: UUID, rows: Sequence[SQLModel]) -> None:
    """Have these rows, and no others, say what is known of an outlet."""
    statement = within(sa.delete(table).where(table.outlet_id == outlet_id), actor, table.authority_id)
    session.execute(statement, execution_options={"synchronize_session": "fetch"})
    session.add_all(rows)
    session.flush()


def _record_seen(
    session: Session, actor: Actor, action: str, outlet_id: UUID, changes: Mapping[str, tuple[Any, Any]]
) -> None:
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    audit.record(session, actor, action, "outlet", outlet_id, outlet_id=outlet_id, changes=changed)
