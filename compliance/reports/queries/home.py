"""What is due on a day, gathered from every slice for the home page."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from compliance.accounts import queries as accounts
from compliance.database import reading_once
from compliance.letters import queries as letters
from compliance.letters.rules.owed import OwedKind
from compliance.letters.rules.serving import Status as LetterStatus
from compliance.operations import queries as operations
from compliance.permissions import Actor, Permission
from compliance.purchases import queries as purchases
from compliance.purchases.rules import OUTCOME_LABELS, TYPE_LABELS, DisputeState
from compliance.reports.queries import accounts as signing
from compliance.reports.queries import agreeing, chain, clocks
from compliance.reports.queries.sections import day_words, section
from compliance.reports.rules.home import Item, Section

Gather = Callable[[Session, Actor, date], Section]


def list_due(session: Session, actor: Actor, today: date) -> list[Section]:
    """Return the sections of the home page that the actor's role may see, each with what is due as at `today`.

    The number of queries does not depend on how much is due; what several sections ask for is read once.
    """
    with reading_once(session):
        return [gather(session, actor, today) for permission, gather in _SECTIONS if actor.may(permission)]


def _notices_owed(session: Session, actor: Actor, today: date) -> Section:
    days = accounts.get_authority(session, actor.authority_id).notice_days
    noticed = letters.noticed_purchases(session, actor)
    return section(
        "notices",
        "Outcome notices owed",
        "Every trader has been told of their result.",
        purchases.list_outcome_notices_owed(session, actor, today=today, days=days, noticed=noticed),
        lambda notice: Item(
            notice.purchase.outlet_name,
            "letters.new",
            {"purchase_id": notice.purchase.id},
            note=f"{OUTCOME_LABELS[notice.purchase.outcome]}; tell them by {day_words(notice.due_on)}",
            urgent=notice.overdue,
        ),
    )


def _letters(session: Session, actor: Actor, _today: date) -> Section:
    return section(
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


def _disputes(session: Session, actor: Actor, today: date) -> Section:
    return section(
        "disputes",
        "Disputes waiting",
        "No dispute waits to be decided.",
        purchases.list_disputes_waiting(session, actor),
        lambda dispute: Item(
            dispute.purchase.outlet_name,
            "purchases.disputes",
            {"purchase_id": dispute.purchase.id},
            note=(
                f"received on {day_words(dispute.raised_on)}; decide by {day_words(dispute.due_on)}; "
                f"{dispute.reviewer_name or 'no reviewer yet'}"
            ),
            urgent=dispute.due_on < today,
        ),
        more="purchases.dispute_list",
        more_arguments={"state": DisputeState.WAITING.value},
    )


def _to_correct(session: Session, actor: Actor, _today: date) -> Section:
    return section(
        "to_correct",
        "Letters to correct",
        "Every letter in force fits the record.",
        letters.list_to_correct(session, actor),
        lambda letter: Item(
            f"{letter.what} {letter.reference}",
            "letters.show",
            {"letter_id": letter.letter_id},
            note=(
                f"{letter.outlet_name}; "
                + (f"{letter.correction_reference} is to be served" if letter.correction_id else letter.why)
            ),
            urgent=True,
        ),
        more="letters.owed",
        more_arguments={"kind": OwedKind.CORRECTION.value},
    )


def _retests(session: Session, actor: Actor, today: date) -> Section:
    months = accounts.get_authority(session, actor.authority_id).retest_months
    return section(
        "retests",
        "Re-tests due",
        "No seller is due for another test.",
        purchases.list_retests_due(session, actor, today=today, months=months),
        lambda retest: Item(
            retest.name,
            "purchases.outlet",
            {"outlet_id": retest.outlet_id},
            note=f"last tested on {day_words(retest.last_tested_on)}; due from {day_words(retest.due_on)}",
        ),
    )


def _hand_overs(session: Session, actor: Actor, _today: date) -> Section:
    return section(
        "hand_overs",
        "Hand-overs to record",
        "No online order waits.",
        purchases.list_hand_overs_awaited(session, actor),
        lambda row: Item(
            row.outlet_name,
            "purchases.hand_over",
            {"purchase_id": row.id},
            note=f"{TYPE_LABELS[row.type]}, ordered on {day_words(row.tested_on)}",
        ),
    )


def _operations(session: Session, actor: Actor, today: date) -> Section:
    return section(
        "operations",
        "Operations coming up",
        "No operation is planned.",
        operations.list_upcoming(session, actor, today),
        lambda operation: Item(
            operation.name,
            "operations.show",
            {"operation_id": operation.id},
            note=(
                f"{day_words(operation.starts_on)} to {day_words(operation.ends_on)}; "
                f"{operation.done} of {operation.targets} done"
            ),
        ),
        more="operations.index",
    )


_SECTIONS: tuple[tuple[Permission, Gather], ...] = (
    (Permission.ISSUE_LETTER, clocks.running),
    (Permission.ISSUE_LETTER, _notices_owed),
    (Permission.SERVE_LETTER, _letters),
    (Permission.RECORD_DISPUTE, _disputes),
    (Permission.ISSUE_LETTER, _to_correct),
    (Permission.RECORD_PURCHASE, signing.to_sign),
    (Permission.REVIEW_PURCHASE, signing.to_review),
    (Permission.RECORD_PURCHASE, agreeing.voidings),
    (Permission.RECORD_PURCHASE, _hand_overs),
    (Permission.RECORD_PURCHASE, _retests),
    (Permission.VIEW_OPERATIONS, _operations),
    *chain.SECTIONS,
)
"""The sections in the order of the page, with the permission to deal with each."""
