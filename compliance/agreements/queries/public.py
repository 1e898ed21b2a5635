"""The public list of signatories: those who consented, whose agreement is in force, and not a word more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.accounts.rules import AuthorityKind
from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementEvent, Consent
from compliance.agreements.queries.records import as_events, terms_of
from compliance.agreements.rules import PublicSignatory, Standing
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Role
from compliance.retailers import queries as retailers
from compliance.retailers.models import Entity, Operator, Outlet
from compliance.retailers.queries.outlets import is_current, operating
from compliance.retailers.queries.periods import periods_of
from compliance.retailers.rules import EntityKind, OutletKind, OutletStatus

AT_ONCE = 500
_CODE = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class PublicAuthority:
    """An authority as the public knows it, and on whose behalf its list is read."""

    actor: Actor
    name: str
    department: str
    website: str


def get_public_authority(session: Session, code: str) -> PublicAuthority:
    """Return the authority with this code, such as hackney. Raises NotFound, for a police force too: it has no list."""
    authority = accounts.find_authority(session, code) if _CODE.fullmatch(code) else None
    if authority is None or authority.kind is not AuthorityKind.BOROUGH:
        raise NotFound
    actor = Actor(
        officer_id=None,
        authority_id=authority.id,
        authority_code=authority.code,
        authority_prefix=authority.prefix,
        role=Role.VIEWER,
        name="Public list",
    )
    return PublicAuthority(actor, authority.name, authority.department, authority.website)


def list_public(session: Session, actor: Actor, day: date) -> list[PublicSignatory]:
    """Return the shops of whom it may be told that an agreement covers them on `day`, by name.

    Each signatory consented with the signature that is in force, and has not withdrawn. A shop is left out once it has
    closed, and where its address may be somebody's home. One covered by two agreements is named once, by the earlier
    signature. Five queries for each 500 agreements and outlets.
    """
    statement = (
        select(Agreement, Consent)
        .join(Consent, col(Consent.agreement_id) == col(Agreement.id))
        .where(col(Consent.withdrawn_at).is_(None))
        .order_by(col(Agreement.id))
    )
    consented = session.exec(within(statement, actor, col(Agreement.authority_id))).all()
    events = _events_of(session, actor, [agreement.id for agreement, _ in consented], day)
    places = _places_of(session, actor, [agreement for agreement, _ in consented], day)
    outlet_ids = {outlet_id for found in places.values() for outlet_id in found}
    periods = periods_of(session, actor, outlet_ids)
    open_now = _trading(session, actor, outlet_ids, day)
    names = retailers.names_of(session, actor, open_now)
    found: dict[UUID, PublicSignatory] = {}
    for agreement, consent in consented:
        terms = terms_of(agreement)
        own = as_events(events.get(agreement.id, ()))
        for outlet_id in places[agreement.id]:
            if outlet_id not in open_now:
                continue
            kind, operated_by = open_now[outlet_id]
            hands = periods.get(outlet_id, ())
            standing = rules.in_force_on(own, day, hands, terms={str(agreement.id): terms}, kind=kind)
            if standing.signed_on is None or not _stands(standing, consent):
                continue
            is_online, confirmed = kind is OutletKind.ONLINE_SHOP, consent.premises_confirmed
            if rules.may_show_address(operated_by, is_online=is_online, premises_confirmed=confirmed):
                shown = names[outlet_id]
                named = PublicSignatory(shown.name, shown.where, terms.scope, standing.signed_on)
                found[outlet_id] = min(found.get(outlet_id, named), named, key=lambda one: one.signed_on)
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.where.casefold(), one.signed_on))


def _stands(standing: Standing, consent: Consent) -> bool:
    """Say whether an agreement is in force by the signature that the consent came with, or an earlier one."""
    return standing.in_force and standing.signed_on is not None and consent.given_on >= standing.signed_on


def _events_of(
    session: Session, actor: Actor, agreement_ids: Sequence[UUID], day: date
) -> Mapping[UUID, list[AgreementEvent]]:
    found: dict[UUID, list[AgreementEvent]] = {}
    for start in range(0, len(agreement_ids), AT_ONCE):
        statement = select(AgreementEvent).where(
            col(AgreementEvent.agreement_id).in_(agreement_ids[start : start + AT_ONCE]),
            col(AgreementEvent.on) <= day,
        )
        ordered = within(statement, actor, col(AgreementEvent.authority_id)).order_by(
            col(AgreementEvent.on), col(AgreementEvent.id)
        )
        for event in session.exec(ordered):
            found.setdefault(event.agreement_id, []).append(event)
    return found


def _places_of(
    session: Session, actor: Actor, agreements: Iterable[Agreement], day: date
) -> Mapping[UUID, tuple[UUID, ...]]:
    """Return the outlets of each agreement on a day: its own, or those that its entity operates."""
    listed = list(agreements)
    entity_ids = sorted({one.entity_id for one in listed if one.entity_id is not None})
    operated: dict[UUID, list[UUID]] = {}
    for start in range(0, len(entity_ids), AT_ONCE):
        statement = (
            sa.select(col(Operator.entity_id), col(Operator.outlet_id))
            .join(Outlet, operating(day))
            .where(col(Operator.entity_id).in_(entity_ids[start : start + AT_ONCE]))
        )
        for entity_id, outlet_id in session.execute(within(statement, actor, col(Operator.authority_id))):
            operated.setdefault(entity_id, []).append(outlet_id)
    return {
        one.id: (one.outlet_id,) if one.outlet_id else tuple(operated.get(one.entity_id or one.id, ()))
        for one in listed
    }


def _trading(
    session: Session, actor: Actor, outlet_ids: Iterable[UUID], day: date
) -> dict[UUID, tuple[OutletKind, EntityKind | None]]:
    """Return, of the outlets that trade, the kind of each and of its operator on `day`."""
    wanted = sorted(set(outlet_ids))
    found: dict[UUID, tuple[OutletKind, EntityKind | None]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        statement: Any = (
            sa.select(col(Outlet.id), col(Outlet.kind), col(Entity.kind))
            .outerjoin(Operator, operating(day))
            .outerjoin(Entity, col(Entity.id) == col(Operator.entity_id))
            .where(
                col(Outlet.id).in_(wanted[start : start + AT_ONCE]),
                col(Outlet.status) == OutletStatus.TRADING,
                is_current(),
            )
        )
        for outlet_id, kind, operated_by in session.execute(within(statement, actor, col(Outlet.authority_id))):
            found[outlet_id] = (kind, operated_by)
    return found
