"""Who is to be invited to training next, in which order, and why somebody is not on the list (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.dates import months_before
from compliance.reports.rules.sellers import Seller, was_trading
from compliance.training.rules import StandingKind, TrainingStanding

FAILED_WITHIN_MONTHS = 24
"""How long a failed test puts a seller at the head of the list: as long as it counts towards a re-test."""


class Group(StrEnum):
    """Why somebody is to be invited, the most pressing first."""

    AFTER_FAILED_TEST = "after_failed_test"
    NEVER_INVITED = "never_invited"
    SECOND_INVITATION = "second_invitation"
    DID_NOT_FINISH = "did_not_finish"
    REFRESH_OVERDUE = "refresh_overdue"
    DECLINED_BEFORE = "declined_before"


GROUP_LABELS = {
    Group.AFTER_FAILED_TEST: "Sold in a test, not trained since",
    Group.NEVER_INVITED: "Never invited",
    Group.SECOND_INVITATION: "No reply to the invitation: a second is due",
    Group.DID_NOT_FINISH: "Had a place, did not come or did not pass",
    Group.REFRESH_OVERDUE: "Trained before, refresh overdue",
    Group.DECLINED_BEFORE: "Declined before, refusal withdrawn",
}


class LeftOut(StrEnum):
    """Why somebody is not on the list."""

    CLOSED = "closed"
    NOT_SELLING = "not_selling"
    TRAINED = "trained"
    OWN_SCHEME = "own_scheme"
    BOOKED = "booked"
    AWAITING_PLACE = "awaiting_place"
    REFUSED = "refused"
    TIME_TO_REPLY = "time_to_reply"
    NOT_SERVED = "not_served"
    DECLINED = "declined"


LEFT_OUT_LABELS = {
    LeftOut.CLOSED: "Closed or vacant",
    LeftOut.NOT_SELLING: "Not known to sell knives",
    LeftOut.TRAINED: "Trained",
    LeftOut.OWN_SCHEME: "Own training scheme",
    LeftOut.BOOKED: "Has a place",
    LeftOut.AWAITING_PLACE: "Awaiting a place",
    LeftOut.REFUSED: "Training refused: shown apart",
    LeftOut.TIME_TO_REPLY: "Invited, and still has time to reply",
    LeftOut.NOT_SERVED: "Invited, and the invitation is not recorded as served",
    LeftOut.DECLINED: "Declined: ask for them with the filter",
}
_SETTLED = {
    StandingKind.TRAINED: LeftOut.TRAINED,
    StandingKind.OWN_SCHEME: LeftOut.OWN_SCHEME,
    StandingKind.BOOKED: LeftOut.BOOKED,
    StandingKind.AWAITING_PLACE: LeftOut.AWAITING_PLACE,
}
_GROUPS = {
    StandingKind.DID_NOT_ATTEND: Group.DID_NOT_FINISH,
    StandingKind.EXCUSED: Group.DID_NOT_FINISH,
    StandingKind.NOT_PASSED: Group.DID_NOT_FINISH,
    StandingKind.REFRESH_OVERDUE: Group.REFRESH_OVERDUE,
    StandingKind.NOT_INVITED: Group.NEVER_INVITED,
    StandingKind.DECLINED: Group.DECLINED_BEFORE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The last invitation of a seller that nobody has answered: served when, to be answered by the end of which day."""

    invitation_id: UUID
    invited_on: date
    served_on: date | None
    reply_by_on: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A seller with what decides whether it is invited next. `asked` is None when no invitation waits for a reply."""

    seller: Seller
    standing: TrainingStanding
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a seller is invited next: in which group, or why not; `because` is the sentence that says so.

    `days` are those since a failed test, or since the day that the group turns on; None where there is no such day.
    `second` says that the letter is a second invitation, about `asked`.
    """

    candidate: Candidate
    group: Group | None
    left_out: LeftOut | None
    because: str
    days: int | None = None

    @property
    def second(self) -> bool:
        """Whether the letter to write is a second invitation."""
        return self.group is not None and self.candidate.asked is not None

    @property
    def refresh(self) -> bool:
        """Whether the letter to write is a reminder that the refresh is due."""
        return self.group is not None and self.candidate.standing.kind is StandingKind.REFRESH_OVERDUE


def decide_invitation(candidate: Candidate, *, today: date, with_declined: bool = False) -> Choice:
    """Return whether a seller is to be invited next, and why or why not.

    Left out: closed, not selling knives, trained, own scheme, a place booked or awaited, refused, still in time to
    reply (the day to reply by included), invited and not recorded as served, or declined unless `with_declined`. Of the
    others, a seller whose last counted sale in a test is within FAILED_WITHIN_MONTHS (its first day included) comes
    first, whatever else is true of it.
    """
    seller, standing, asked = candidate.seller, candidate.standing, candidate.asked
    why = _why_not(candidate, today, with_declined=with_declined)
    if why is not None:
        return Choice(candidate, None, why, standing.because)
    if seller.sold_on is not None and months_before(today, FAILED_WITHIN_MONTHS) <= seller.sold_on:
        days = (today - seller.sold_on).days
        return Choice(candidate, Group.AFTER_FAILED_TEST, None, standing.because, days)
    group = Group.SECOND_INVITATION if asked else _GROUPS.get(standing.kind, Group.NEVER_INVITED)
    since = (asked.reply_by_on or asked.served_on) if asked else standing.on
    return Choice(candidate, group, None, standing.because, (today - since).days if since and since <= today else None)


def _why_not(candidate: Candidate, today: date, *, with_declined: bool) -> LeftOut | None:
    seller, standing, asked = candidate.seller, candidate.standing, candidate.asked
    reasons: tuple[tuple[bool, LeftOut | None], ...] = (
        (not was_trading(seller, today), LeftOut.CLOSED),
        (not seller.sells_knives, LeftOut.NOT_SELLING),
        (standing.kind in _SETTLED, _SETTLED.get(standing.kind)),
        (standing.refused, LeftOut.REFUSED),
        (standing.kind is StandingKind.DECLINED and not with_declined, LeftOut.DECLINED),
        (asked is not None, _why_wait(asked, today) if asked else None),
    )
    return next((why for applies, why in reasons if applies), None)


def _why_wait(asked: Asked, today: date) -> LeftOut | None:
    """Return why no second invitation is due yet, or None when it is."""
    if asked.served_on is None or asked.served_on > today:
        return LeftOut.NOT_SERVED
    return LeftOut.TIME_TO_REPLY if asked.reply_by_on is not None and today <= asked.reply_by_on else None


def in_order(choices: Iterable[Choice]) -> list[Choice]:
    """Return those to be invited in the order of the list: by group, the most days first, then by name."""
    order = list(Group)
    chosen = [choice for choice in choices if choice.group is not None]
    return sorted(
        chosen,
        key=lambda one: (
            order.index(one.group) if one.group else 0,
            -(one.days or 0),
            one.candidate.seller.name.casefold(),
            one.candidate.seller.outlet_id,
        ),
    )
