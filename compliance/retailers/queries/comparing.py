"""Reads that compare the register: with another register by its references, and with a shop that is being added."""

from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator, Outlet, Reference
from compliance.retailers.queries.outlets import ADDRESS, address_lines
from compliance.retailers.queries.register import OutletRow, outlet_rows, read_row
from compliance.retailers.rules import (
    Candidate,
    KnownOutlet,
    Likeness,
    OutletDetails,
    Scheme,
    list_likenesses,
    read_particulars,
    sort_name,
)


def list_by_reference(session: Session, actor: Actor, scheme: Scheme) -> list[KnownOutlet]:
    """Return every outlet of the actor's authority with a reference of `scheme`, by that reference.

    Each comes with what the register of that scheme said of it when it was last imported.
    """
    statement = (
        sa.select(
            col(Outlet.id),
            col(Reference.value),
            col(Outlet.name),
            col(Outlet.business_type),
            col(Outlet.postcode),
            col(Outlet.postcode_given),
            col(Outlet.latitude),
            col(Outlet.longitude),
            col(Outlet.missing_since_on),
            col(Outlet.version),
            col(Reference.words),
            *ADDRESS,
        )
        .join(Reference, col(Reference.outlet_id) == col(Outlet.id))
        .where(col(Reference.scheme) == scheme)
    )
    statement = within(statement, actor, col(Reference.authority_id)).order_by(col(Reference.value), col(Outlet.id))
    return [
        KnownOutlet(
            outlet_id=row.id,
            reference=row.value,
            name=row.name,
            business_type=row.business_type,
            address_lines=address_lines(row[11:]),
            postcode=row.postcode,
            postcode_given=row.postcode_given,
            latitude=row.latitude,
            longitude=row.longitude,
            missing_since_on=row.missing_since_on,
            version=row.version,
            words=read_particulars(row.words) if row.words else None,
        )
        for row in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """An outlet on the register that may be the one being added, and why."""

    outlet: OutletRow
    reasons: tuple[Likeness, ...]


def list_likely_duplicates(
    session: Session, actor: Actor, details: OutletDetails, company_number: str | None = None
) -> list[LikelyDuplicate]:
    """Return the outlets of the actor's authority that are likely the one described; at most ten."""
    new = Candidate(
        outlet_id=None,
        postcode=details.postcode,
        address_1=sort_name(details.address_lines[0]) if details.address_lines else "",
        domain=details.domain,
        marketplace=sort_name(details.marketplace or ""),
        marketplace_seller=sort_name(details.marketplace_seller or ""),
        company_numbers=frozenset({company_number} if company_number else ()),
    )
    known, names = _candidates(session, actor, details, company_number)
    folded = sort_name(details.name)
    scores = {outlet_id: fuzz.token_set_ratio(folded, name) for outlet_id, name in names.items()}
    likely = dict(list(list_likenesses(new, known, scores).items())[:10])
    found = within(outlet_rows().where(col(Outlet.id).in_(likely)), actor, col(Outlet.authority_id))
    by_id = {row.id: read_row(row) for row in session.execute(found)}
    return [LikelyDuplicate(by_id[outlet_id], reasons) for outlet_id, reasons in likely.items() if outlet_id in by_id]


def _candidates(
    session: Session, actor: Actor, details: OutletDetails, company_number: str | None
) -> tuple[list[Candidate], dict[UUID, str]]:
    by_number = (
        sa.select(col(Operator.outlet_id))
        .join(Entity, col(Entity.id) == col(Operator.entity_id))
        .where(col(Entity.company_number) == company_number, col(Entity.authority_id) == actor.authority_id)
    )
    conditions = [
        (details.postcode, col(Outlet.postcode) == details.postcode),
        (details.domain, col(Outlet.domain) == details.domain),
        (details.marketplace_seller, col(Outlet.marketplace_seller).is_not(None)),
        (company_number, col(Outlet.id).in_(by_number)),
    ]
    asked = [condition for value, condition in conditions if value]
    if not asked:
        return [], {}
    numbered = {row[0] for row in session.execute(by_number)} if company_number else set()
    statement = sa.select(
        col(Outlet.id),
        col(Outlet.sort_name),
        col(Outlet.postcode),
        col(Outlet.address_1),
        col(Outlet.domain),
        col(Outlet.marketplace),
        col(Outlet.marketplace_seller),
    ).where(sa.or_(*asked))
    known, names = [], {}
    for row in session.execute(within(statement, actor, col(Outlet.authority_id)).order_by(col(Outlet.id))):
        names[row.id] = row.sort_name
        one = Candidate(
            outlet_id=row.id,
            postcode=row.postcode,
            address_1=sort_name(row.address_1),
            domain=row.domain,
            marketplace=sort_name(row.marketplace or ""),
            marketplace_seller=sort_name(row.marketplace_seller or ""),
        )
        known.append(replace(one, company_numbers=frozenset({company_number or ""})) if row.id in numbered else one)
    return known, names
