"""Who is to be invited to training next, and why each of the others is not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.permissions import Actor
from compliance.reports.queries.sellers import count_register, find_outlets, list_sellers
from compliance.reports.rules import (
    Asked,
    Candidate,
    Choice,
    LeftOut,
    Seller,
    SellerFilter,
    decide_invitation,
    in_order,
    was_trading,
)
from compliance.training import queries as training
from compliance.training.models import Attendance, Invitation, TrainingSession
from compliance.training.queries.records import as_attended
from compliance.training.rules import AttendanceStatus, Reply, passed

MANY = 500


@dataclass(frozen=True, slots=True)
class ToInvite:
    """The list in order, those who refused apart, and how many are left out for each reason."""

    rows: tuple[Choice, ...]
    refused: tuple[Choice, ...]
    left_out: dict[LeftOut, int]


def list_to_invite(
    session: Session, actor: Actor, today: date, wanted: SellerFilter | None = None, *, with_declined: bool = False
) -> ToInvite:
    """Return whom to invite next as at `today`, of those that `wanted` asks for, and the count of each exclusion.

    Every retailer of the authority is somewhere: on the list, or counted with why it is not; those not known to sell
    knives are counted only when nothing is asked. The number of queries grows by six for each 500 sellers.
    """
    wanted = wanted or SellerFilter()
    sellers = [one for one in list_sellers(session, actor, today) if wanted.fits(one)]
    choices = [
        decide_invitation(one, today=today, with_declined=with_declined)
        for one in _candidates(session, actor, sellers, today)
    ]
    left_out = Counter(one.left_out for one in choices if one.left_out is not None)
    if wanted == SellerFilter():
        trading = sum(1 for one in sellers if was_trading(one, today))
        left_out[LeftOut.NOT_SELLING] = max(0, count_register(session, actor) - trading)
    refused = [one for one in choices if one.left_out is LeftOut.REFUSED]
    return ToInvite(tuple(in_order(choices)), tuple(refused), {why: left_out[why] for why in LeftOut if left_out[why]})


def explain(session: Session, actor: Actor, text: str, today: date, *, with_declined: bool = False) -> list[Choice]:
    """Return, for the retailers whose name, postcode or reference holds `text`, whether each is on the list and why."""
    sellers = {one.outlet_id: one for one in list_sellers(session, actor, today)}
    found = [sellers.get(one.outlet_id, one) for one in find_outlets(session, actor, text)]
    return [
        decide_invitation(one, today=today, with_declined=with_declined)
        for one in _candidates(session, actor, found, today)
    ]


def _candidates(session: Session, actor: Actor, sellers: Sequence[Seller], today: date) -> list[Candidate]:
    ids = [one.outlet_id for one in sellers]
    standings = training.standings(session, actor, ids, today)
    asked = _asked(session, actor, ids, today)
    return [Candidate(one, standings[one.outlet_id], asked.get(one.outlet_id)) for one in sellers]


def _asked(session: Session, actor: Actor, outlet_ids: Iterable[UUID], today: date) -> dict[UUID, Asked]:
    """Return the last invitation of each outlet, where nobody has answered it and it did not come back."""
    policy = training.policy_on(session, actor, today)
    wanted, last = sorted(set(outlet_ids)), {}
    for start in range(0, len(wanted), MANY):
        statement = select(Invitation).where(
            col(Invitation.outlet_id).in_(wanted[start : start + MANY]),
            col(Invitation.course) == policy.course,
            col(Invitation.invited_on) <= today,
        )
        statement = within(statement, actor, col(Invitation.authority_id))
        for one in session.exec(statement.order_by(col(Invitation.invited_on), col(Invitation.id))):
            last[one.outlet_id] = one
    return {
        outlet_id: Asked(one.id, one.invited_on, one.served_on, one.reply_by_on)
        for outlet_id, one in last.items()
        if one.reply is Reply.NONE and one.returned_on is None
    }


def passes_of(session: Session, actor: Actor, days: dict[UUID, date]) -> dict[UUID, UUID]:
    """Return the place at which each outlet passed on its day, by outlet. One query for each 500 outlets."""
    wanted, found = sorted(days), {}
    for start in range(0, len(wanted), MANY):
        statement = (
            select(Attendance, TrainingSession)
            .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
            .where(
                col(Attendance.outlet_id).in_(wanted[start : start + MANY]),
                col(Attendance.status) == AttendanceStatus.ATTENDED,
            )
            .order_by(col(Attendance.id).desc())
        )
        for place, held in session.exec(within(statement, actor, col(Attendance.authority_id))):
            if held.on == days[place.outlet_id] and passed(as_attended(place, held)):
                found[place.outlet_id] = place.id
    return found
