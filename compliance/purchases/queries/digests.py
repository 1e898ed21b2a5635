"""Reads for the e-mails about running clocks: who is to be told of what, and what waits to be sent."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.accounts.models import Officer
from compliance.database import within
from compliance.errors import NotFound
from compliance.offences.rules.proving import Verdict
from compliance.permissions import Actor, Role
from compliance.purchases.models import ClockAlert, ClockDigest
from compliance.purchases.queries.due import ClockRow, list_clocks
from compliance.purchases.rules.digest import (
    DigestState,
    Line,
    Recipient,
    Told,
    lines_for,
    lines_of_nobody,
    without_leavers,
)

EVERY = 1_000_000
"""No limit: an e-mail leaves no clock out."""


def list_recipients(session: Session, actor: Actor) -> list[Recipient]:
    """Return the active officers of the actor's authority who may be told of a clock, managers as those of all.

    Whoever made a test is told of it, whatever their role is now. Where there is no manager, every officer is told of
    the tests of those who have left. One query.
    """
    here = accounts.list_officers(session, actor, active_only=True)
    managed = any(one.role is Role.MANAGER for one in here)
    return [
        Recipient(
            one.id,
            one.name,
            one.email,
            of_all=one.role is Role.MANAGER,
            of_leavers=one.role is Role.OFFICER and not managed,
        )
        for one in here
    ]


def list_lines(session: Session, actor: Actor, today: date, *, address: str) -> list[Line]:
    """Return the running clocks of the actor's authority that are in a band as at `today`, as an e-mail says them.

    `address` is where this service is reached, without a slash at its end; "" where that may not be told.
    """
    return [_line(row, address) for row in list_clocks(session, actor, today, limit=EVERY) if row.band is not None]


def _line(row: ClockRow, address: str) -> Line:
    return Line(
        purchase_id=row.purchase.id,
        officer_id=row.purchase.officer_id,
        provision=row.provision.value,
        reference=row.purchase.reference,
        shop=", ".join(part for part in (row.purchase.outlet_name, row.purchase.postcode) if part),
        offence=row.citation if row.verdict is Verdict.CAN else f"{row.citation} (not proved yet)",
        last_day=row.last_day,
        days_left=row.days_left,
        band=row.band or 0,
        link=f"{address}/purchases/{row.purchase.id}" if address else "",
    )


def list_told(session: Session, actor: Actor, purchase_ids: Iterable[UUID]) -> list[Told]:
    """Return what officers of the actor's authority were told of these tests. One query."""
    alert = ClockAlert
    statement = select(alert).where(col(alert.purchase_id).in_(set(purchase_ids)))
    found = session.exec(within(statement, actor, col(alert.authority_id)).order_by(col(alert.id)))
    return [Told(one.officer_id, one.purchase_id, one.provision, one.last_day, one.band) for one in found]


def list_to_tell(session: Session, actor: Actor, today: date, *, address: str) -> list[tuple[Recipient, list[Line]]]:
    """Return who is to be told of which clocks today, by name: those newly in a band. Nobody else is in it."""
    recipients = list_recipients(session, actor)
    lines = without_leavers(list_lines(session, actor, today, address=address), recipients)
    if not lines:
        return []
    told = list_told(session, actor, {line.purchase_id for line in lines})
    found = [(one, lines_for(one, lines, told)) for one in recipients]
    return [(one, mine) for one, mine in found if mine]


def list_of_nobody(session: Session, actor: Actor, today: date) -> list[Line]:
    """Return the clocks in a band that nobody can be told of: whoever made the test has left, with nobody to follow."""
    recipients = list_recipients(session, actor)
    lines = without_leavers(list_lines(session, actor, today, address=""), recipients)
    return lines_of_nobody(lines, recipients)


def list_unsent(session: Session, actor: Actor) -> list[ClockDigest]:
    """Return the e-mails of the actor's authority that were made and not sent, the oldest first.

    Not those to officers who have left since: nothing is sent to them.
    """
    here = sa.select(col(Officer.id)).where(col(Officer.active))
    statement = (
        select(ClockDigest)
        .where(col(ClockDigest.state) != DigestState.SENT, col(ClockDigest.officer_id).in_(here))
        .order_by(col(ClockDigest.id))
    )
    return list(session.exec(within(statement, actor, col(ClockDigest.authority_id))))


def has_left(session: Session, actor: Actor, digest_id: UUID) -> bool:
    """Say whether the officer to whom an e-mail of the actor's authority was to go has left since."""
    statement = (
        sa.select(sa.not_(col(Officer.active)))
        .join(ClockDigest, col(ClockDigest.officer_id) == col(Officer.id))
        .where(col(ClockDigest.id) == digest_id)
    )
    return bool(session.execute(within(statement, actor, col(ClockDigest.authority_id))).scalar_one())


def get_digest(session: Session, actor: Actor, digest_id: UUID) -> ClockDigest:
    """Return an e-mail of the actor's authority, held until the transaction ends. Raises NotFound."""
    statement = select(ClockDigest).where(ClockDigest.id == digest_id).with_for_update()
    found: ClockDigest | None = session.exec(
        within(statement, actor, col(ClockDigest.authority_id)).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def references_of(session: Session, actor: Actor, digest_id: UUID) -> list[UUID]:
    """Return the tests that an e-mail of the actor's authority tells of."""
    statement = sa.select(col(ClockAlert.purchase_id)).where(col(ClockAlert.digest_id) == digest_id).distinct()
    return list(
        session.execute(
            within(statement, actor, col(ClockAlert.authority_id)).order_by(col(ClockAlert.purchase_id))
        ).scalars()
    )
