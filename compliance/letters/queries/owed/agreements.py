"""Letters owed for agreements: offered, signed, about to lapse, removal proposed, removed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance.agreements import queries as agreements
from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.rules import AgreementEventKind
from compliance.database import within
from compliance.letters.models import Letter
from compliance.letters.queries.owed.group import OwedGroup, iso, unwritten
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.owed import LOOK_BACK_DAYS, MOST_SHOWN, Owed, OwedKind
from compliance.letters.rules.runs import RunItem
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Outlet


def _of_agreements(
    session: Session, actor: Actor, kind: OwedKind, letter: Kind, last: tuple[AgreementEventKind, ...], *conditions: Any
) -> OwedGroup:
    """Return what is owed for agreements whose last standing event is one of `last`."""
    later = aliased(AgreementEvent)
    event = AgreementEvent
    behind = sa.or_(
        col(later.on) > col(event.on), sa.and_(col(later.on) == col(event.on), col(later.id) > col(event.id))
    )
    is_last = ~sa.exists().where(
        col(later.agreement_id) == col(event.agreement_id), col(later.struck_out_at).is_(None), behind
    ).correlate_except(later)
    statement = (
        sa.select(
            Agreement,
            AgreementEvent,
            sa.func.coalesce(col(Outlet.name), col(Entity.name)),
            col(Outlet.postcode),
            sa.func.count().over(),
        )
        .join(AgreementEvent, col(event.agreement_id) == col(Agreement.id))
        .outerjoin(Outlet, col(Outlet.id) == col(Agreement.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Agreement.entity_id))
        .where(col(event.struck_out_at).is_(None), col(event.kind).in_(last), is_last, *conditions)
        .order_by(col(event.on), col(Agreement.id))
        .limit(MOST_SHOWN)
    )
    found = session.execute(within(statement, actor, col(Agreement.authority_id))).all()
    rows = [
        Owed(
            item=RunItem(letter, "agreement_id", agreement.id),
            outlet_id=agreement.outlet_id,
            name=name or "",
            where=postcode or "",
            person=event.signatory,
            on=event.on,
            note=agreement.reference,
        )
        for agreement, event, name, postcode, _total in found
    ]
    return OwedGroup(kind, tuple(rows), found[0][-1] if found else 0)


def _since(today: date) -> Any:
    return col(AgreementEvent.on) >= today - timedelta(days=LOOK_BACK_DAYS)


def removals(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the agreements whose removal is proposed, where the trader was not told in writing. One query."""
    occasion = f"{Occasion.REMOVAL_PROPOSED} " + iso(AgreementEvent.on)
    return _of_agreements(
        session,
        actor,
        OwedKind.REMOVAL,
        Kind.AGREEMENT_WARNING,
        (AgreementEventKind.REMOVAL_PROPOSED,),
        _since(today),
        unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_WARNING, occasion),
    )


def removed(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the agreements that were removed, where the trader was not told in writing. One query."""
    return _of_agreements(
        session,
        actor,
        OwedKind.REMOVED,
        Kind.AGREEMENT_REMOVED,
        (AgreementEventKind.REMOVED,),
        _since(today),
        unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_REMOVED, iso(AgreementEvent.on)),
    )


def offers(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the agreements offered and not answered that were not sent to be signed. One query."""
    return _of_agreements(
        session,
        actor,
        OwedKind.OFFER,
        Kind.AGREEMENT_OFFER,
        (AgreementEventKind.OFFERED,),
        _since(today),
        unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_OFFER),
    )


def signed(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the agreements signed that were not confirmed in writing since. One query."""
    return _of_agreements(
        session,
        actor,
        OwedKind.SIGNED,
        Kind.AGREEMENT_CONFIRMED,
        (AgreementEventKind.SIGNED,),
        _since(today),
        unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_CONFIRMED, iso(AgreementEvent.on)),
    )


def lapsing(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the agreements that lapse within the days of the policy and were not warned of that very day."""
    until = today + timedelta(days=agreements.policy_on(session, actor, today).remind_days)
    found = agreements.list_lapsing(session, actor, today, until)
    warned = _warned(session, actor, [one.agreement_id for one in found])
    rows = [
        Owed(
            item=RunItem(Kind.AGREEMENT_WARNING, "agreement_id", one.agreement_id),
            outlet_id=one.outlet_id,
            name=one.outlet_name,
            where=one.outlet_where,
            person=one.signatory,
            on=one.lapses_on,
            note=one.reference,
        )
        for one in found
        if one.lapses_on > today and (one.agreement_id, f"{Occasion.LAPSE} {one.lapses_on}") not in warned
    ]
    unique = {row.item: row for row in rows[::-1]}
    ordered = [row for row in rows if unique.get(row.item) is row]
    return OwedGroup(OwedKind.LAPSING, tuple(ordered[:MOST_SHOWN]), len(ordered))


def _warned(session: Session, actor: Actor, agreement_ids: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """Return the agreements that were warned, with the occasion: a day of lapsing that moved is warned of again."""
    statement = sa.select(col(Letter.agreement_id), col(Letter.occasion)).where(
        col(Letter.agreement_id).in_(agreement_ids),
        col(Letter.kind) == Kind.AGREEMENT_WARNING,
        col(Letter.issued_at).is_not(None),
    )
    found = session.execute(within(statement, actor, col(Letter.authority_id)))
    return {(agreement_id, occasion) for agreement_id, occasion in found}
