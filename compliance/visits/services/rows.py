"""The rows of a visit: who came along, and the answers to the authority's own questions."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.visits.models import Visit, VisitAnswer, VisitOfficer, VisitPartner, VisitQuestion
from compliance.visits.rules import AGENCY_LABELS, Checklist, Company, said_in_words


def replace_rows(session: Session, visit: Visit, company: Company, answers: Mapping[int, str]) -> None:
    """Have a visit hold just these rows. What stood before is in the audit of whoever asks for this."""
    for table in (VisitOfficer, VisitPartner, VisitAnswer):
        session.execute(sa.delete(table).where(col(table.visit_id) == visit.id))
    mine: dict[str, Any] = {"authority_id": visit.authority_id, "visit_id": visit.id}
    session.add_all(VisitOfficer(officer_id=officer_id, **mine) for officer_id in company.officers)
    session.add_all(VisitPartner(agency=one.agency, person=one.person.strip(), **mine) for one in company.partners)
    if answers:
        asked = select(VisitQuestion.number, VisitQuestion.id).where(
            VisitQuestion.checklist_id == visit.checklist_id, col(VisitQuestion.number).in_(answers)
        )
        session.add_all(
            VisitAnswer(question_id=question_id, answer=answers[number], **mine)
            for number, question_id in session.exec(asked)
        )
    session.flush()


def told(session: Session, checklist: Checklist, company: Company, answers: Mapping[int, str]) -> dict[str, Any]:
    """Return the rows of a visit as its history tells them: names and words, nothing that must be looked up."""
    found: dict[str, Any] = {}
    names = accounts.officer_names(session, set(company.officers))
    if company.officers:
        found["other_officers"] = ", ".join(names.get(one, "") for one in company.officers)
    if company.partners:
        found["partners"] = "; ".join(
            f"{AGENCY_LABELS[one.agency]}{': ' if one.person else ''}{one.person}" for one in company.partners
        )
    own = dict(checklist.own)
    return found | {own[number].text: said_in_words(own[number], said) for number, said in answers.items()}
