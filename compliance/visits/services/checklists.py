"""Set the checklist of an authority from a day on."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.visits import queries
from compliance.visits.models import VisitChecklist, VisitQuestion
from compliance.visits.rules import NewChecklist, check_checklist


def set_checklist(session: Session, actor: Actor, new: NewChecklist, *, checklist_id: UUID) -> VisitChecklist:
    """Set what is asked at visits from a day on (inclusive). What was set before stays, and visits keep it.

    `checklist_id` is the form's: sent twice, the second adds nothing. Raises Refusal beside the field to mend (see
    `check_checklist`); Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    there = session.get(VisitChecklist, checklist_id)
    if there is not None:
        if there.authority_id != actor.authority_id:
            raise Refusal("This page was sent already. Open the checklists before you set it again")
        return there
    check_checklist(new, today=clock.today(), latest=queries.latest_day(session, actor))
    row = VisitChecklist(
        id=checklist_id,
        authority_id=actor.authority_id,
        title=new.checklist.title.strip(),
        in_force_from=new.in_force_from,
        length=len(new.checklist.questions),
        reason=new.reason.strip(),
        set_by_id=actor.officer_id,
        set_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Refusal("This checklist was set a moment ago. Open the checklists before you set it again") from error
    session.add_all(
        VisitQuestion(
            checklist_id=row.id,
            number=number,
            section=question.section.strip(),
            text=question.text.strip(),
            hint=question.hint.strip(),
            kind=question.kind,
            choices=list(question.choices),
            required=question.required,
            observation=question.observation,
        )
        for number, question in enumerate(new.checklist.questions, 1)
    )
    session.flush()
    audit.record(
        session,
        actor,
        "visit_checklist.set",
        "visit_checklist",
        row.id,
        reason=row.reason,
        detail={"title": row.title, "in_force_from": row.in_force_from, "questions": row.length},
    )
    return row
