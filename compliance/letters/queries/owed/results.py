"""Letters owed about results: a correction at once, and the decision of a dispute within the days of the policy."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance.database import within
from compliance.letters.queries.marks import list_to_correct
from compliance.letters.queries.owed.group import OwedGroup, unwritten
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.owed import LOOK_BACK_DAYS, MOST_SHOWN, Owed, OwedKind
from compliance.letters.rules.runs import RunItem
from compliance.permissions import Actor
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.queries.policies import policy_on
from compliance.purchases.rules import DISPUTE_LABELS, DisputeDecision
from compliance.retailers.models import Outlet


def corrections(session: Session, actor: Actor, _today: date) -> OwedGroup:
    """Return the tests of which a letter in force must be withdrawn by a correction that was not issued.

    One row for each test: a second addressee follows once the first is written to. At most four queries.
    """
    rows: dict[RunItem, Owed] = {}
    for one in list_to_correct(session, actor):
        item = RunItem(Kind.CORRECTION, "purchase_id", one.purchase_id)
        if not one.withdraws or one.correction_id is not None or item in rows:
            continue
        rows[item] = Owed(
            item=item,
            outlet_id=one.outlet_id,
            name=one.outlet_name,
            where=one.postcode,
            person=one.addressee,
            on=one.since or one.issued_on,
            note=f"{one.what} {one.reference}: {one.why}",
        )
    found = list(rows.values())
    return OwedGroup(OwedKind.CORRECTION, tuple(found[:MOST_SHOWN]), len(found))


def decisions(session: Session, actor: Actor, today: date) -> OwedGroup:
    """Return the disputes decided of which the trader was not told in writing, those due first. Two queries.

    `on` is the last day to tell them in time, by today's policy.
    """
    days = policy_on(session, actor, today).dispute_letter_days
    later = aliased(Dispute)
    occasion = sa.func.replace(sa.cast(col(Dispute.id), sa.String), "-", "")
    decided_again = sa.exists().where(
        col(later.purchase_id) == col(Dispute.purchase_id),
        col(later.decided_on).is_not(None),
        col(later.id) > col(Dispute.id),
    )
    statement = (
        sa.select(Dispute, Purchase, col(Outlet.name), col(Outlet.postcode), sa.func.count().over())
        .join(Purchase, col(Purchase.id) == col(Dispute.purchase_id))
        .join(Outlet, col(Outlet.id) == col(Purchase.outlet_id))
        .where(
            col(Dispute.decided_on).is_not(None),
            col(Dispute.decided_on) >= today - timedelta(days=LOOK_BACK_DAYS),
            ~decided_again.correlate(Dispute),
            unwritten(col(Dispute.purchase_id), "purchase_id", Kind.DISPUTE_DECISION, occasion),
        )
        .order_by(col(Dispute.decided_on), col(Dispute.id))
        .limit(MOST_SHOWN)
    )
    found = session.execute(within(statement, actor, col(Dispute.authority_id))).all()
    rows = tuple(
        Owed(
            item=RunItem(Kind.DISPUTE_DECISION, "purchase_id", purchase.id),
            outlet_id=purchase.outlet_id,
            name=name,
            where=postcode or "",
            person=dispute.raised_by,
            on=dispute.decided_on + timedelta(days=days),
            note=DISPUTE_LABELS[DisputeDecision(dispute.decision)],
        )
        for dispute, purchase, name, postcode, _total in found
    )
    return OwedGroup(OwedKind.DECISION, rows, found[0][-1] if found else 0)
