"""The sections of the home page for the chain: visits, letters owed, training and agreements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from compliance.agreements import queries as agreements
from compliance.letters import queries as letters
from compliance.letters.rules.owed import OWED_LABELS
from compliance.permissions import Actor, Permission
from compliance.reports.queries.consequences import list_consequences
from compliance.reports.queries.sections import day_words, days_word, section
from compliance.reports.rules.home import Item, Section
from compliance.training import queries as training
from compliance.visits import queries as visits


def _actions(session: Session, actor: Actor, today: date) -> Section:
    return section(
        "actions",
        "To follow up after visits",
        "No action waits, and no visit again.",
        visits.list_actions_due(session, actor, today),
        lambda action: Item(
            action.outlet_name,
            "visits.show",
            {"visit_id": action.visit_id},
            note=f"{action.text.rstrip('.')}; by {day_words(action.due_on)}" if action.due_on else action.text,
            urgent=action.overdue,
        ),
        more="visits.actions",
    )


def _owed(session: Session, actor: Actor, today: date) -> Section:
    counts = letters.count_owed(session, actor, today)
    found = [(kind, count) for kind, count in counts.items() if count]
    listed = section(
        "owed",
        "Letters owed",
        "Everybody in the chain has been written to.",
        found,
        lambda one: Item(OWED_LABELS[one[0]], "letters.owed", {"kind": one[0].value}, note=f"{one[1]} to write"),
        more="letters.owed",
    )
    return replace(listed, total=sum(counts.values()))


def _moved_up(session: Session, actor: Actor, today: date) -> Section:
    return section(
        "moved_up",
        "Moved up from a waiting list, not told yet",
        "Nobody who moved up waits to be told.",
        letters.list_moved_up(session, actor, today),
        lambda place: Item(
            place.name,
            "letters.owed",
            {"kind": "place"},
            note=f"{place.person}, session on {day_words(place.on)}",
            urgent=(place.on - today).days <= 7,
        ),
        more="letters.owed",
        more_arguments={"kind": "place"},
    )


def _awaiting(session: Session, actor: Actor, _today: date) -> Section:
    return section(
        "awaiting",
        "Lost a place to a cancelled session",
        "Everybody whose session was cancelled has another place.",
        training.list_awaiting(session, actor),
        lambda one: Item(
            one.name,
            "training.show",
            {"session_id": one.session.id},
            note=f"{one.attendance.person}; the session on {day_words(one.session.on)} was cancelled",
        ),
        more="training.index",
    )


def _unconfirmed(session: Session, actor: Actor, today: date) -> Section:
    return section(
        "places",
        "Training places to confirm",
        "Everybody who accepted has a place.",
        training.list_unconfirmed(session, actor, today),
        lambda place: Item(
            place.outlet_name,
            "training.outlet",
            {"outlet_id": place.outlet_id},
            note=f"accepted on {day_words(place.replied_on)}; no place booked yet",
        ),
        more="training.index",
    )


def _lapsing(session: Session, actor: Actor, today: date) -> Section:
    days = agreements.policy_on(session, actor, today).remind_days
    return section(
        "agreements",
        "Responsible Retailer Agreements about to lapse",
        f"No agreement lapses in the next {days} {days_word(days)}.",
        agreements.list_lapsing(session, actor, today, today + timedelta(days=days)),
        lambda agreement: Item(
            agreement.outlet_name,
            "agreements.show",
            {"agreement_id": agreement.agreement_id},
            note=f"lapses on {day_words(agreement.lapses_on)}",
        ),
    )


def _refresh(session: Session, actor: Actor, today: date) -> Section:
    days = training.policy_on(session, actor, today).refresh_notice_days
    return section(
        "refresh",
        "Training to be refreshed",
        f"No training is to be refreshed in the next {days} days.",
        training.list_refresh_due(session, actor, today, today + timedelta(days=days)),
        lambda one: Item(
            one.outlet_name,
            "training.outlet",
            {"outlet_id": one.outlet_id},
            note=f"passed on {day_words(one.trained_on)}; due on {day_words(one.due_on)}",
        ),
        more="reports.refresh",
    )


def _reviews(session: Session, actor: Actor, today: date) -> Section:
    days = agreements.policy_on(session, actor, today).remind_days
    return section(
        "reviews",
        "Reviews of agreements due",
        f"No agreement is to be reviewed in the next {days} {days_word(days)}.",
        agreements.list_reviews_due(session, actor, today, today + timedelta(days=days)),
        lambda agreement: Item(
            agreement.outlet_name,
            "agreements.show",
            {"agreement_id": agreement.agreement_id},
            note=f"review due on {day_words(agreement.review_on)}",
            urgent=agreement.review_on < today,
        ),
        more="agreements.every",
        more_arguments={"review_due": "yes"},
    )


def _consequences(session: Session, actor: Actor, today: date) -> Section:
    return section(
        "consequences",
        "Agreements to deal with after a failed test",
        "No failed test asks anything of an agreement.",
        list_consequences(session, actor, today),
        lambda one: Item(
            one.outlet_name,
            "agreements.show",
            {"agreement_id": one.agreement_id},
            note=f"{one.asks}, by {day_words(one.by_on)}",
            urgent=one.overdue,
        ),
    )


SECTIONS: tuple[tuple[Permission, Callable[[Session, Actor, date], Section]], ...] = (
    (Permission.RECORD_VISIT, _actions),
    (Permission.ISSUE_LETTER, _owed),
    (Permission.ISSUE_LETTER, _moved_up),
    (Permission.RECORD_TRAINING, _unconfirmed),
    (Permission.RECORD_TRAINING, _awaiting),
    (Permission.RECORD_TRAINING, _refresh),
    (Permission.RECORD_AGREEMENT, _consequences),
    (Permission.RECORD_AGREEMENT, _reviews),
    (Permission.RECORD_AGREEMENT, _lapsing),
)
"""In the order of the page, with the permission to deal with each."""
