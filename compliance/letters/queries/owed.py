"""Letters that the chain owes and nobody has issued: from a booked place to an agreement about to lapse."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance.agreements import queries as agreements
from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.rules import AgreementEventKind
from compliance.database import within
from compliance.letters.models import Letter
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.owed import LOOK_BACK_DAYS, MOST_SHOWN, Owed, OwedKind
from compliance.letters.rules.runs import RunItem
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Entity, Outlet
from compliance.training import queries as training
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus


@dataclass(frozen=True, slots=True)
class OwedGroup:
    """The letters of one kind that are owed, the most pressing first; `total` counts those that are not shown too."""

    kind: OwedKind
    rows: tuple[Owed, ...]
    total: int


def list_owed(session: Session, actor: Actor, today: date, *, kinds: Iterable[OwedKind] = OwedKind) -> list[OwedGroup]:
    """Return what is owed of each kind as at `today`, for who may see it. The number of queries is fixed.

    Owed is a letter that was not issued: a draft of it is told, for it has only to be issued.
    """
    wanted = [kind for kind in kinds if actor.may(_PERMISSIONS[kind])]
    groups = [_FOUND[kind](session, actor, today) for kind in wanted]
    drafts = _drafts(session, actor, [row for group in groups for row in group.rows])
    return [replace(group, rows=tuple(_with_draft(row, drafts) for row in group.rows)) for group in groups]


def count_owed(session: Session, actor: Actor, today: date) -> dict[OwedKind, int]:
    """Return how many letters of each kind that the actor may see are owed as at `today`."""
    wanted = [kind for kind in OwedKind if actor.may(_PERMISSIONS[kind])]
    return {kind: _FOUND[kind](session, actor, today).total for kind in wanted}


def list_moved_up(session: Session, actor: Actor, today: date) -> list[Owed]:
    """Return who moved up from a waiting list and has not been told in writing, the next session first. One query."""
    return list(_confirmations(session, actor, today, col(Attendance.moved_up_at).is_not(None)).rows)


def _with_draft(row: Owed, drafts: dict[tuple[Kind, UUID], tuple[UUID, str]]) -> Owed:
    draft_id, reference = drafts.get((row.item.kind, row.item.about_id), (None, ""))
    return replace(row, draft_id=draft_id, draft_reference=reference)


def _drafts(session: Session, actor: Actor, rows: Sequence[Owed]) -> dict[tuple[Kind, UUID], tuple[UUID, str]]:
    """Return the drafts there are of these letters. One query for places, one for agreements."""
    found = {}
    for about in ("attendance_id", "agreement_id"):
        ids = {row.item.about_id for row in rows if row.item.about == about}
        column = col(getattr(Letter, about))
        statement = sa.select(col(Letter.kind), column, col(Letter.id), col(Letter.reference)).where(
            column.in_(ids), col(Letter.issued_at).is_(None)
        )
        for kind, about_id, letter_id, reference in session.execute(
            within(statement.order_by(col(Letter.id)), actor, col(Letter.authority_id))
        ):
            found[kind, about_id] = (letter_id, reference)
    return found


def _unwritten(column: Any, about: str, kind: Kind, occasion: Any = None) -> Any:
    """Return the condition that no letter of a kind about a record, on an occasion that begins so, has been issued."""
    letter = aliased(Letter)
    issued = [
        getattr(letter, about) == column,
        col(letter.kind) == kind,
        col(letter.issued_at).is_not(None),
    ]
    if occasion is not None:
        issued.append(col(letter.occasion).startswith(occasion))
    return ~sa.exists().where(*issued).correlate_except(letter)


def _iso(column: Any) -> Any:
    """Return a day as the occasion of a letter writes it."""
    return sa.cast(col(column), sa.String(10))


def _places(*conditions: Any) -> Any:
    return (
        sa.select(
            Attendance,
            TrainingSession,
            col(Outlet.id),
            sa.func.coalesce(col(Outlet.name), col(Entity.name)),
            col(Outlet.postcode),
        )
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .outerjoin(Outlet, col(Outlet.id) == col(Attendance.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Attendance.entity_id))
        .where(*conditions)
        .order_by(col(TrainingSession.on), col(TrainingSession.id), col(Attendance.person), col(Attendance.id))
    )


def _of_places(session: Session, actor: Actor, kind: OwedKind, letter: Kind, note: Any, *conditions: Any) -> OwedGroup:
    statement = within(_places(*conditions), actor, col(Attendance.authority_id))
    found = session.execute(statement.add_columns(sa.func.count().over()).limit(MOST_SHOWN)).all()
    rows = [
        Owed(
            item=RunItem(letter, "attendance_id", place.id),
            outlet_id=outlet_id,
            name=name or "",
            where=postcode or "",
            person=place.person,
            on=held.on,
            note=note(place, held),
        )
        for place, held, outlet_id, name, postcode, _total in found
    ]
    return OwedGroup(kind, tuple(rows), found[0][-1] if found else 0)


def _confirmations(session: Session, actor: Actor, today: date, *also: Any) -> OwedGroup:
    return _of_places(
        session,
        actor,
        OwedKind.PLACE,
        Kind.PLACE_CONFIRMED,
        lambda place, _held: "Moved up from the waiting list" if place.moved_up_at else "",
        col(Attendance.status) == AttendanceStatus.BOOKED,
        col(TrainingSession.on) >= today,
        col(TrainingSession.cancelled_at).is_(None),
        _unwritten(col(Attendance.id), "attendance_id", Kind.PLACE_CONFIRMED),
        *also,
    )


def _cancellations(session: Session, actor: Actor, today: date) -> OwedGroup:
    return _of_places(
        session,
        actor,
        OwedKind.CANCELLED,
        Kind.SESSION_CANCELLED,
        lambda _place, held: held.cancelled_reason,
        col(Attendance.status) == AttendanceStatus.CANCELLED,
        col(TrainingSession.cancelled_at).is_not(None),
        col(TrainingSession.on) >= today - timedelta(days=LOOK_BACK_DAYS),
        _unwritten(col(Attendance.id), "attendance_id", Kind.SESSION_CANCELLED),
    )


def _results(session: Session, actor: Actor, today: date) -> OwedGroup:
    return _of_places(
        session,
        actor,
        OwedKind.RESULT,
        Kind.TRAINING_RESULT,
        lambda place, _held: "" if place.mark is None else f"Mark {place.mark}%",
        col(Attendance.status) == AttendanceStatus.ATTENDED,
        col(TrainingSession.on) <= today,
        col(TrainingSession.on) >= today - timedelta(days=LOOK_BACK_DAYS),
        sa.or_(col(Attendance.mark).is_not(None), col(TrainingSession.pass_mark).is_(None)),
        _unwritten(col(Attendance.id), "attendance_id", Kind.TRAINING_RESULT),
    )


def _reminders(session: Session, actor: Actor, today: date) -> OwedGroup:
    days = training.policy_on(session, actor, today).remind_days_before
    return _of_places(
        session,
        actor,
        OwedKind.REMINDER,
        Kind.TRAINING_REMINDER,
        lambda _place, held: f"In {(held.on - today).days} {'day' if (held.on - today).days == 1 else 'days'}",
        col(Attendance.status) == AttendanceStatus.BOOKED,
        col(TrainingSession.on) > today,
        col(TrainingSession.on) <= today + timedelta(days=days),
        col(TrainingSession.cancelled_at).is_(None),
        _unwritten(
            col(Attendance.id),
            "attendance_id",
            Kind.TRAINING_REMINDER,
            f"{Occasion.PLACE_SOON} " + _iso(TrainingSession.on),
        ),
    )


def _of_agreements(
    session: Session, actor: Actor, kind: OwedKind, letter: Kind, last: tuple[AgreementEventKind, ...], *conditions: Any
) -> OwedGroup:
    """Return what is owed for agreements whose last standing event is one of `last`."""
    later = aliased(AgreementEvent)
    event = AgreementEvent
    behind = sa.or_(
        col(later.on) > col(event.on), sa.and_(col(later.on) == col(event.on), col(later.id) > col(event.id))
    )
    is_last = ~sa.exists().where(
        col(later.agreement_id) == col(event.agreement_id), col(later.struck_out_at).is_(None), behind
    ).correlate_except(later)
    statement = (
        sa.select(
            Agreement,
            AgreementEvent,
            sa.func.coalesce(col(Outlet.name), col(Entity.name)),
            col(Outlet.postcode),
            sa.func.count().over(),
        )
        .join(AgreementEvent, col(event.agreement_id) == col(Agreement.id))
        .outerjoin(Outlet, col(Outlet.id) == col(Agreement.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Agreement.entity_id))
        .where(col(event.struck_out_at).is_(None), col(event.kind).in_(last), is_last, *conditions)
        .order_by(col(event.on), col(Agreement.id))
        .limit(MOST_SHOWN)
    )
    found = session.execute(within(statement, actor, col(Agreement.authority_id))).all()
    rows = [
        Owed(
            item=RunItem(letter, "agreement_id", agreement.id),
            outlet_id=agreement.outlet_id,
            name=name or "",
            where=postcode or "",
            person=event.signatory,
            on=event.on,
            note=agreement.reference,
        )
        for agreement, event, name, postcode, _total in found
    ]
    return OwedGroup(kind, tuple(rows), found[0][-1] if found else 0)


def _since(today: date) -> Any:
    return col(AgreementEvent.on) >= today - timedelta(days=LOOK_BACK_DAYS)


def _removals(session: Session, actor: Actor, today: date) -> OwedGroup:
    occasion = f"{Occasion.REMOVAL_PROPOSED} " + _iso(AgreementEvent.on)
    return _of_agreements(
        session,
        actor,
        OwedKind.REMOVAL,
        Kind.AGREEMENT_WARNING,
        (AgreementEventKind.REMOVAL_PROPOSED,),
        _since(today),
        _unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_WARNING, occasion),
    )


def _removed(session: Session, actor: Actor, today: date) -> OwedGroup:
    return _of_agreements(
        session,
        actor,
        OwedKind.REMOVED,
        Kind.AGREEMENT_REMOVED,
        (AgreementEventKind.REMOVED,),
        _since(today),
        _unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_REMOVED, _iso(AgreementEvent.on)),
    )


def _offers(session: Session, actor: Actor, today: date) -> OwedGroup:
    return _of_agreements(
        session,
        actor,
        OwedKind.OFFER,
        Kind.AGREEMENT_OFFER,
        (AgreementEventKind.OFFERED,),
        _since(today),
        _unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_OFFER),
    )


def _signed(session: Session, actor: Actor, today: date) -> OwedGroup:
    return _of_agreements(
        session,
        actor,
        OwedKind.SIGNED,
        Kind.AGREEMENT_CONFIRMED,
        (AgreementEventKind.SIGNED,),
        _since(today),
        _unwritten(col(Agreement.id), "agreement_id", Kind.AGREEMENT_CONFIRMED, _iso(AgreementEvent.on)),
    )


def _lapsing(session: Session, actor: Actor, today: date) -> OwedGroup:
    until = today + timedelta(days=agreements.policy_on(session, actor, today).remind_days)
    found = agreements.list_lapsing(session, actor, today, until)
    warned = _warned(session, actor, [one.agreement_id for one in found])
    rows = [
        Owed(
            item=RunItem(Kind.AGREEMENT_WARNING, "agreement_id", one.agreement_id),
            outlet_id=one.outlet_id,
            name=one.outlet_name,
            where=one.outlet_where,
            person=one.signatory,
            on=one.lapses_on,
            note=one.reference,
        )
        for one in found
        if one.lapses_on > today and (one.agreement_id, f"{Occasion.LAPSE} {one.lapses_on}") not in warned
    ]
    unique = {row.item: row for row in rows[::-1]}
    ordered = [row for row in rows if unique.get(row.item) is row]
    return OwedGroup(OwedKind.LAPSING, tuple(ordered[:MOST_SHOWN]), len(ordered))


def _warned(session: Session, actor: Actor, agreement_ids: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """Return the agreements that were warned, with the occasion: a day of lapsing that moved is warned of again."""
    statement = sa.select(col(Letter.agreement_id), col(Letter.occasion)).where(
        col(Letter.agreement_id).in_(agreement_ids),
        col(Letter.kind) == Kind.AGREEMENT_WARNING,
        col(Letter.issued_at).is_not(None),
    )
    found = session.execute(within(statement, actor, col(Letter.authority_id)))
    return {(agreement_id, occasion) for agreement_id, occasion in found}


_FOUND: dict[OwedKind, Callable[[Session, Actor, date], OwedGroup]] = {
    OwedKind.CANCELLED: _cancellations,
    OwedKind.REMOVAL: _removals,
    OwedKind.REMOVED: _removed,
    OwedKind.PLACE: _confirmations,
    OwedKind.REMINDER: _reminders,
    OwedKind.RESULT: _results,
    OwedKind.SIGNED: _signed,
    OwedKind.OFFER: _offers,
    OwedKind.LAPSING: _lapsing,
}
_PERMISSIONS: dict[OwedKind, Permission] = {
    kind: Permission.VIEW_AGREEMENTS
    if kind in {OwedKind.REMOVAL, OwedKind.REMOVED, OwedKind.SIGNED, OwedKind.OFFER, OwedKind.LAPSING}
    else Permission.VIEW_TRAINING
    for kind in OwedKind
}
