"""Reads of checklists: which one holds on a day, and which one a visit was recorded with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.visits.models import Visit, VisitAnswer, VisitChecklist, VisitQuestion
from compliance.visits.rules import STANDARD, Checklist, Question, said_in_words


@dataclass(frozen=True, slots=True)
class DatedChecklist:
    """A checklist as it was set, or the standard one (no identifier, no day)."""

    checklist: Checklist
    checklist_id: UUID | None = None
    in_force_from: date | None = None
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None


STANDING = DatedChecklist(STANDARD)


def get_checklist(session: Session, actor: Actor, checklist_id: UUID) -> DatedChecklist:
    """Return a checklist of the actor's authority. Two queries. Raises NotFound."""
    statement = select(VisitChecklist).where(VisitChecklist.id == checklist_id)
    row = session.exec(within(statement, actor, col(VisitChecklist.authority_id))).one_or_none()
    if row is None:
        raise NotFound
    return _dated(session, [row])[0]


def checklist_on(session: Session, actor: Actor, day: date) -> DatedChecklist:
    """Return the checklist that holds on a day: the one set last of those from the latest day, else the standard."""
    statement = select(VisitChecklist).where(VisitChecklist.in_force_from <= day)
    row = session.exec(within(statement, actor, col(VisitChecklist.authority_id)).order_by(*_LATEST).limit(1)).first()
    return _dated(session, [row])[0] if row else STANDING


def list_checklists(session: Session, actor: Actor) -> Sequence[DatedChecklist]:
    """Return the checklists that the actor's authority has set, the latest first. Three queries."""
    statement = within(select(VisitChecklist), actor, col(VisitChecklist.authority_id)).order_by(*_LATEST)
    return _dated(session, session.exec(statement).all())


def latest_day(session: Session, actor: Actor) -> date | None:
    """Return the day from which the checklist holds that starts last, None where the authority has set none."""
    statement = within(sa.select(col(VisitChecklist.in_force_from)), actor, col(VisitChecklist.authority_id))
    found: date | None = session.scalar(statement.order_by(*_LATEST).limit(1))
    return found


_LATEST = (col(VisitChecklist.in_force_from).desc(), col(VisitChecklist.set_at).desc(), col(VisitChecklist.id).desc())


def _dated(session: Session, rows: Sequence[VisitChecklist]) -> list[DatedChecklist]:
    questions: dict[UUID, list[Question]] = {row.id: [] for row in rows}
    statement = select(VisitQuestion).where(col(VisitQuestion.checklist_id).in_(questions))
    for one in session.exec(statement.order_by(col(VisitQuestion.checklist_id), col(VisitQuestion.number))):
        questions[one.checklist_id].append(_question(one))
    names = accounts.officer_names(session, {row.set_by_id for row in rows if row.set_by_id})
    return [
        DatedChecklist(
            checklist=Checklist(row.title, tuple(questions[row.id])),
            checklist_id=row.id,
            in_force_from=row.in_force_from,
            reason=row.reason,
            set_by=names.get(row.set_by_id, "") if row.set_by_id else "",
            set_at=row.set_at,
        )
        for row in rows
    ]


def _question(row: VisitQuestion) -> Question:
    return Question(
        text=row.text,
        kind=row.kind,
        section=row.section,
        hint=row.hint,
        choices=tuple(row.choices),
        required=row.required,
        observation=row.observation,
    )


def checklist_of(session: Session, actor: Actor, visit: Visit) -> DatedChecklist:
    """Return the checklist that a visit was recorded with: the standard one where it names none."""
    return get_checklist(session, actor, visit.checklist_id) if visit.checklist_id else STANDING


def answers_of(session: Session, actor: Actor, visit_id: UUID) -> Mapping[int, str]:
    """Return what was answered at a visit to the authority's own questions, by number, as it is kept. One query."""
    statement = (
        select(VisitQuestion.number, VisitAnswer.answer)
        .join(VisitAnswer, col(VisitAnswer.question_id) == col(VisitQuestion.id))
        .where(VisitAnswer.visit_id == visit_id)
    )
    rows = session.exec(within(statement, actor, col(VisitAnswer.authority_id)).order_by(col(VisitQuestion.number)))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class SectionRead:
    """A part of the authority's own questions, with what was answered in words; None where nothing was."""

    title: str
    answers: tuple[tuple[str, str | None], ...]


def read_sections(session: Session, actor: Actor, visit: Visit) -> list[SectionRead]:
    """Return the own questions of a visit's checklist with the answers, in its order; None where nothing was."""
    if visit.checklist_id is None:
        return []
    dated, said = get_checklist(session, actor, visit.checklist_id), answers_of(session, actor, visit.id)
    found: list[SectionRead] = []
    for number, question in dated.checklist.own:
        pair = (question.text, said_in_words(question, said[number]) if number in said else None)
        if found and found[-1].title == question.section:
            found[-1] = SectionRead(question.section, (*found[-1].answers, pair))
        else:
            found.append(SectionRead(question.section, (pair,)))
    return found
