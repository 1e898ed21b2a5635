"""Reads that compare the register: with another register by its references, and with a shop that is being added."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.queries.duplicates import candidates_of, list_likely
from compliance.retailers.queries.outlets import ADDRESS, address_lines
from compliance.retailers.queries.register import OutletRow, outlet_rows, read_row
from compliance.retailers.rules import (
    WORTH_A_LOOK,
    Candidate,
    KnownOutlet,
    Likely,
    OutletDetails,
    Scheme,
    read_particulars,
)
from compliance.retailers.rules.telephones import comparable_telephone

SHOWN = 10


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
    """An outlet on the register that may be the one being added, how likely, and what speaks for and against it."""

    outlet: OutletRow
    candidate: Candidate
    likely: Likely


def list_likely_duplicates(
    session: Session, actor: Actor, details: OutletDetails, company_number: str | None = None
) -> list[LikelyDuplicate]:
    """Return the outlets of the actor's authority that may be the one described, the likeliest first; at most ten."""
    new = candidate_of(details, company_number)
    likely = list_likely(session, actor, [new], least=WORTH_A_LOOK, most=SHOWN).get(0, ())
    known = candidates_of(session, actor, [one.outlet_id for one in likely])
    found = within(outlet_rows().where(col(Outlet.id).in_(known)), actor, col(Outlet.authority_id))
    by_id = {row.id: read_row(row) for row in session.execute(found)}
    return [
        LikelyDuplicate(by_id[one.outlet_id], known[one.outlet_id], one) for one in likely if one.outlet_id in by_id
    ]


def candidate_of(details: OutletDetails, company_number: str | None = None) -> Candidate:
    """Return what is typed of an outlet as it is compared."""
    telephone = comparable_telephone(details.telephone)
    return Candidate(
        name=details.name,
        address_lines=details.address_lines,
        postcode=details.postcode,
        kind=details.kind,
        uprn=details.uprn,
        domain=details.domain,
        marketplace=details.marketplace or "",
        marketplace_seller=details.marketplace_seller or "",
        company_numbers=frozenset({company_number} if company_number else ()),
        telephones=frozenset({telephone} if telephone else ()),
    )
