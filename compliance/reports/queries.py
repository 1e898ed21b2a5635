"""What is due on a day, gathered from every slice for the home page."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlmodel import Session

from compliance.accounts import queries as accounts
from compliance.agreements import queries as agreements
from compliance.letters import queries as letters
from compliance.letters.rules.serving import Status as LetterStatus
from compliance.operations import queries as operations
from compliance.permissions import Actor, Permission
from compliance.purchases import queries as purchases
from compliance.purchases.rules import OUTCOME_LABELS, TYPE_LABELS
from compliance.reports.rules import SHOWN, Item, Section
from compliance.training import queries as training

LAPSING_DAYS = 60
"""How far ahead the home page looks for agreements that lapse and training to be refreshed."""

Found = TypeVar("Found")
Gather = Callable[[Session, Actor, date], Section]


def list_due(session: Session, actor: Actor, today: date) -> list[Section]:
    """Return the sections of the home page that the actor's role may see, each with what is due as at `today`.

    The number of queries does not depend on how much is due.
    """
    return [gather(session, actor, today) for permission, gather in _SECTIONS if actor.may(permission)]


def _section(
    code: str,
    title: str,
    nothing: str,
    found: Sequence[Found],
    item: Callable[[Found], Item],
    *,
    more: str = "",
    more_arguments: dict[str, str] | None = None,
) -> Section:
    """Return a section that shows the first few of what was found and counts them all."""
    items = tuple(item(one) for one in found[:SHOWN])
    return Section(code, title, nothing, items, len(found), more=more, more_arguments=more_arguments or {})


def _sales_running(session: Session, actor: Actor, today: date) -> Section:
    return _section(
        "clocks",
        "Sales with a running prosecution clock",
        "No sale has a running clock.",
        purchases.list_sales_running(session, actor, today),
        lambda sale: Item(
            sale.purchase.outlet_name,
            "purchases.show",
            {"purchase_id": sale.purchase.id},
            note=f"{sale.days_left} {_days(sale.days_left)} left: last day to prosecute {_day(sale.last_day)}",
            urgent=sale.days_left <= 30,
        ),
        more="purchases.index",
        more_arguments={"clock": "yes"},
    )


def _notices_owed(session: Session, actor: Actor, today: date) -> Section:
    days = accounts.get_authority(session, actor.authority_id).notice_days
    noticed = letters.noticed_purchases(session, actor)
    return _section(
        "notices",
        "Outcome notices owed",
        "Every trader has been told of their result.",
        purchases.list_outcome_notices_owed(session, actor, today=today, days=days, noticed=noticed),
        lambda notice: Item(
            notice.purchase.outlet_name,
            "letters.new",
            {"purchase_id": notice.purchase.id},
            note=f"{OUTCOME_LABELS[notice.purchase.outcome]}; tell them by {_day(notice.due_on)}",
            urgent=notice.overdue,
        ),
    )


def _letters(session: Session, actor: Actor, _today: date) -> Section:
    return _section(
        "letters",
        "Letters to print and serve",
        "No letter waits.",
        letters.list_to_serve(session, actor),
        lambda letter: Item(
            letter.reference,
            "letters.show",
            {"letter_id": letter.id},
            note=f"{letter.what}, {letter.outlet_name}",
        ),
        more="letters.index",
        more_arguments={"status": LetterStatus.TO_SERVE.value},
    )


def _disputes(session: Session, actor: Actor, _today: date) -> Section:
    return _section(
        "disputes",
        "Disputes waiting",
        "No dispute waits to be decided.",
        purchases.list_disputes_waiting(session, actor),
        lambda dispute: Item(
            dispute.purchase.outlet_name,
            "purchases.show",
            {"purchase_id": dispute.purchase.id},
            note=f"raised on {_day(dispute.raised_on)}",
        ),
    )


def _retests(session: Session, actor: Actor, today: date) -> Section:
    months = accounts.get_authority(session, actor.authority_id).retest_months
    return _section(
        "retests",
        "Re-tests due",
        "No seller is due for another test.",
        purchases.list_retests_due(session, actor, today=today, months=months),
        lambda retest: Item(
            retest.name,
            "purchases.outlet",
            {"outlet_id": retest.outlet_id},
            note=f"last tested on {_day(retest.last_tested_on)}; due from {_day(retest.due_on)}",
        ),
    )


def _unconfirmed(session: Session, actor: Actor, today: date) -> Section:
    return _section(
        "places",
        "Training places to confirm",
        "Everybody who accepted has a place.",
        training.list_unconfirmed(session, actor, today),
        lambda place: Item(
            place.outlet_name,
            "training.outlet",
            {"outlet_id": place.outlet_id},
            note=f"accepted on {_day(place.replied_on)}; no place booked yet",
        ),
        more="training.index",
    )


def _lapsing(session: Session, actor: Actor, today: date) -> Section:
    return _section(
        "agreements",
        "Responsible Retailer Agreements about to lapse",
        f"No agreement lapses in the next {LAPSING_DAYS} days.",
        agreements.list_lapsing(session, actor, today, today + timedelta(days=LAPSING_DAYS)),
        lambda agreement: Item(
            agreement.outlet_name,
            "agreements.show",
            {"agreement_id": agreement.agreement_id},
            note=f"lapses on {_day(agreement.lapses_on)}",
        ),
    )


def _hand_overs(session: Session, actor: Actor, _today: date) -> Section:
    return _section(
        "hand_overs",
        "Hand-overs to record",
        "No online order waits.",
        purchases.list_hand_overs_awaited(session, actor),
        lambda row: Item(
            row.outlet_name,
            "purchases.hand_over",
            {"purchase_id": row.id},
            note=f"{TYPE_LABELS[row.type]}, ordered on {_day(row.tested_on)}",
        ),
    )


def _operations(session: Session, actor: Actor, today: date) -> Section:
    return _section(
        "operations",
        "Operations coming up",
        "No operation is planned.",
        operations.list_upcoming(session, actor, today),
        lambda operation: Item(
            operation.name,
            "operations.show",
            {"operation_id": operation.id},
            note=(
                f"{_day(operation.starts_on)} to {_day(operation.ends_on)}; "
                f"{operation.done} of {operation.targets} done"
            ),
        ),
        more="operations.index",
    )


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_SECTIONS: tuple[tuple[Permission, Gather], ...] = (
    (Permission.ISSUE_LETTER, _sales_running),
    (Permission.ISSUE_LETTER, _notices_owed),
    (Permission.SERVE_LETTER, _letters),
    (Permission.RECORD_DISPUTE, _disputes),
    (Permission.RECORD_PURCHASE, _hand_overs),
    (Permission.RECORD_PURCHASE, _retests),
    (Permission.VIEW_OPERATIONS, _operations),
    (Permission.RECORD_TRAINING, _unconfirmed),
    (Permission.RECORD_AGREEMENT, _lapsing),
)
"""The sections in the order of the page, with the permission to deal with each."""
