"""What is asked of a print run before it starts: each record, what it would get, and what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.agreements.models import Agreement
from compliance.database import within
from compliance.errors import NotFound, Refusal
from compliance.letters import rules
from compliance.letters.models import Letter, PrintRunLetter
from compliance.letters.queries.beginning import begin, occasion_of
from compliance.letters.queries.preparing import prepare
from compliance.letters.queries.record import find_same
from compliance.letters.queries.subject import Subject, get_subject
from compliance.letters.rules import KIND_LABELS, About, Kind
from compliance.letters.rules.drafting import decided_as_dict
from compliance.letters.rules.runs import RunItem, RunLetterState
from compliance.permissions import Actor
from compliance.purchases.models import Purchase
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.training.models import Attendance, Invitation
from compliance.visits.models import Visit

_TABLES: dict[str, Any] = {
    "purchase_id": Purchase,
    "visit_id": Visit,
    "invitation_id": Invitation,
    "attendance_id": Attendance,
    "agreement_id": Agreement,
    "invite_id": Outlet,
}
GONE = "One of the records that were chosen is not there any more. Go back and choose again"


@dataclass(frozen=True, slots=True)
class Checked:
    """A letter that is asked for: to whom it would go, and everything that stands against it, in words."""

    item: RunItem
    outlet_id: UUID | None
    name: str
    where: str
    problems: tuple[Refusal, ...]
    subject: Subject | None = None

    @property
    def what(self) -> str:
        """The kind of letter, in words."""
        return KIND_LABELS[self.item.kind]


def check_own(session: Session, actor: Actor, items: Sequence[RunItem]) -> None:
    """Raise Refusal unless every record that the letters are about is the authority's. One query for each table."""
    for about, table in _TABLES.items():
        wanted = {item.about_id for item in items if item.about == about}
        if not wanted:
            continue
        statement = within(sa.select(col(table.id)).where(col(table.id).in_(wanted)), actor, col(table.authority_id))
        if set(session.execute(statement).scalars()) != wanted:
            raise Refusal(GONE, "items")


def find_left_draft(session: Session, actor: Actor, kind: Kind, about: About) -> Letter | None:
    """Return the draft of a letter that a print run left because it could not be issued, or None.

    A draft that an officer began is theirs: a run does not issue it.
    """
    named = [getattr(Letter, name) == value for name, value in about.given.items()]
    left = sa.exists().where(
        col(PrintRunLetter.letter_id) == col(Letter.id), col(PrintRunLetter.state) == RunLetterState.PROBLEM
    )
    statement = select(Letter).where(*named, Letter.kind == kind, col(Letter.issued_at).is_(None), left)
    found: Letter | None = session.exec(
        within(statement, actor, col(Letter.authority_id)).order_by(col(Letter.id)).limit(1)
    ).one_or_none()
    return found


def list_checked(session: Session, actor: Actor, items: Sequence[RunItem], *, officer_id: UUID) -> list[Checked]:
    """Return each letter that is asked for with what stands against it today, in order; nothing is written.

    The facts are gathered as for the letter itself, so that what is said here is what the run would find; only the
    printed page is not made. Its queries grow with the letters (a run holds at most 500). Raises Refusal for a record
    that is not the authority's.
    """
    check_own(session, actor, items)
    with session.no_autoflush:
        return [_checked(session, actor, item, officer_id) for item in items]


def _checked(session: Session, actor: Actor, item: RunItem, officer_id: UUID) -> Checked:
    if item.about == "invite_id":
        named = retailers.names_of(session, actor, {item.about_id})[item.about_id]
        outlet = retailers.get_own_outlet(session, actor, item.about_id)
        problems = (
            () if outlet.id == item.about_id else (Refusal("It was merged into another outlet. Invite that one"),)
        )
        return Checked(item, item.about_id, named.name, named.where, problems)
    about = About(**{item.about: item.about_id})
    try:
        subject = get_subject(session, actor, about)
    except NotFound:
        return Checked(item, None, "", "", (Refusal(GONE),))
    name, where = _named(session, actor, subject)
    outlet_id = subject.outlet.id if subject.outlet else None
    found = tuple(_problems(session, actor, item.kind, about, subject, officer_id))
    return Checked(item, outlet_id, name, where, found, subject)


def _named(session: Session, actor: Actor, subject: Subject) -> tuple[str, str]:
    if subject.outlet is None:
        return (subject.operator.entity_name if subject.operator else "", "")
    named = retailers.names_of(session, actor, {subject.outlet.id})[subject.outlet.id]
    return named.name, named.where


def _problems(
    session: Session, actor: Actor, kind: Kind, about: About, subject: Subject, officer_id: UUID
) -> Sequence[Refusal]:
    left = find_left_draft(session, actor, kind, about)
    if left is not None:
        return prepare(session, actor, left, today=clock.today(), render=False).problems
    try:
        rules.check_kind(kind, subject.standing)
    except Refusal as refusal:
        return [refusal]
    decided = begin(session, actor, kind, subject, officer_id=officer_id)
    occasion = occasion_of(kind, decided, subject)
    same = find_same(session, actor, kind, about, occasion=occasion)
    if same is not None:
        how = "There is a draft of this letter already" if same.issued_at is None else "This letter was issued already"
        return [Refusal(f"{how}: {same.reference}", "kind")]
    letter = Letter(
        authority_id=actor.authority_id,
        reference="(not issued)",
        kind=kind,
        template_version="",
        decided=decided_as_dict(decided),
        facts={},
        outlet_id=subject.outlet.id if subject.outlet else None,
        occasion=occasion,
        drafted_at=clock.now(),
        **cast("dict[str, Any]", about.given),
    )
    return prepare(session, actor, letter, today=clock.today(), render=False).problems
