"""What evidence needs to know of the test purchase that it belongs to, whose slice lies above this one."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance import clock
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor

_PURCHASES = sa.table(
    "purchases",
    sa.column("id", sa.Uuid()),
    sa.column("authority_id", sa.Uuid()),
    sa.column("outlet_id", sa.Uuid()),
    sa.column("officer_id", sa.Uuid()),
    sa.column("volunteer_id", sa.Uuid()),
    sa.column("reference", sa.String()),
    sa.column("tested_on", sa.Date()),
    sa.column("volunteer_code", sa.String()),
    sa.column("handed_to_officer_at_time", sa.Time()),
)
_DISPUTES = sa.table(
    "disputes", sa.column("id", sa.Uuid()), sa.column("purchase_id", sa.Uuid()), sa.column("raised_on", sa.Date())
)


@dataclass(frozen=True, slots=True)
class Test:
    """A test purchase as evidence sees it. `volunteer_id` is for the vault alone, and is shown nowhere."""

    __test__ = False

    id: UUID
    authority_id: UUID
    outlet_id: UUID
    officer_id: UUID
    volunteer_id: UUID | None
    reference: str
    tested_on: date
    volunteer_code: str | None
    handed_to_officer_at_time: time | None

    @property
    def began(self) -> datetime:
        """Return the beginning of the day of the test in London, before which nothing of it was produced."""
        return datetime.combine(self.tested_on, time.min, tzinfo=clock.LONDON)

    @property
    def handed_at(self) -> datetime | None:
        """Return when the knife reached the officer, as the record of the test says (CJA 1988 s.139), or None."""
        if self.handed_to_officer_at_time is None:
            return None
        return datetime.combine(self.tested_on, self.handed_to_officer_at_time, tzinfo=clock.LONDON)


def get_test(session: Session, actor: Actor, purchase_id: UUID, *, dispute_id: UUID | None = None) -> Test:
    """Return a test purchase of the actor's own authority; with `dispute_id`, one that this dispute is about.

    Raises NotFound.
    """
    columns = [_PURCHASES.c[name] for name in Test.__dataclass_fields__]
    statement = sa.select(*columns).where(_PURCHASES.c.id == purchase_id)
    if dispute_id is not None:
        about = sa.select(_DISPUTES.c.purchase_id).where(_DISPUTES.c.id == dispute_id).scalar_subquery()
        statement = statement.where(_PURCHASES.c.id == about)
    row = session.execute(within(statement, actor, _PURCHASES.c.authority_id)).one_or_none()
    if row is None:
        raise NotFound
    return Test(*row)


def dispute_raised_on(session: Session, actor: Actor, test: Test, dispute_id: UUID) -> date:
    """Return the day on which a dispute about a test of the actor’s authority was raised. Raises NotFound."""
    statement = (
        sa.select(_DISPUTES.c.raised_on)
        .join(_PURCHASES, _PURCHASES.c.id == _DISPUTES.c.purchase_id)
        .where(_DISPUTES.c.id == dispute_id, _PURCHASES.c.id == test.id)
    )
    found: date | None = session.execute(within(statement, actor, _PURCHASES.c.authority_id)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
