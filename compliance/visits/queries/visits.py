"""Reads of single visits and of the visits to an outlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.retailers.rules import TimelineEntry
from compliance.visits.models import Visit, VisitAction, VisitOfficer, VisitPartner
from compliance.visits.queries.checklists import answers_of
from compliance.visits.rules import (
    OFFER_LABELS,
    VISIT_KIND_LABELS,
    Besides,
    Company,
    OfferAnswer,
    Partner,
    VisitDetails,
)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list, with the name of the officer who made it."""

    visit: Visit
    officer: str


def get_visit(session: Session, actor: Actor, visit_id: UUID) -> Visit:
    """Return a visit of the actor's authority. Raises NotFound."""
    found: Visit | None = session.exec(
        within(select(Visit).where(Visit.id == visit_id), actor, col(Visit.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def details_of(visit: Visit) -> VisitDetails:
    """Return what a visit says, as the rules and the form want it."""
    return VisitDetails(**{name: getattr(visit, name) for name in VisitDetails.__dataclass_fields__})


def company_of(session: Session, actor: Actor, visit_id: UUID) -> Company:
    """Return who was at a visit beside the officer who leads it. Two queries."""
    officers = within(
        select(VisitOfficer).where(VisitOfficer.visit_id == visit_id), actor, col(VisitOfficer.authority_id)
    )
    partners = within(
        select(VisitPartner).where(VisitPartner.visit_id == visit_id), actor, col(VisitPartner.authority_id)
    )
    return Company(
        tuple(one.officer_id for one in session.exec(officers.order_by(col(VisitOfficer.id)))),
        tuple(Partner(one.agency, one.person) for one in session.exec(partners.order_by(col(VisitPartner.id)))),
    )


def besides_of(session: Session, actor: Actor, visit: Visit) -> Besides:
    """Return what a visit holds beside its own columns, but for its actions. Three queries."""
    return Besides(
        company=company_of(session, actor, visit.id),
        checklist_id=visit.checklist_id,
        answers=answers_of(session, actor, visit.id),
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What a trader answered at a visit, to be carried over into the record of the agreement or the invitation.

    An answer is one of OfferAnswer's values as text, so that the slices below need not know the words of a visit.
    """

    visit_id: UUID
    visited_on: date
    spoke_to: str
    capacity: str
    words: str
    agreement_answer: str
    training_answer: str


def get_heard(session: Session, actor: Actor, outlet_id: UUID, visit_id: UUID) -> Heard:
    """Return what was answered at a visit to this outlet. Raises NotFound, for a visit to another outlet too."""
    visit = get_visit(session, actor, visit_id)
    if visit.outlet_id != outlet_id:
        raise NotFound
    return Heard(
        visit_id=visit.id,
        visited_on=visit.visited_on,
        spoke_to=visit.spoke_to,
        capacity=visit.capacity,
        words=visit.offer_words,
        agreement_answer=visit.agreement_offer.value,
        training_answer=visit.training_offer.value,
    )


def list_visits(session: Session, actor: Actor, outlet_id: UUID) -> list[VisitRow]:
    """Return the visits to an outlet, the latest first, with who made them. Two queries whatever their number."""
    visits = _of_outlet(session, actor, outlet_id)
    names = accounts.officer_names(session, {visit.officer_id for visit in visits})
    return [VisitRow(visit, names.get(visit.officer_id, "")) for visit in visits]


def _of_outlet(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[Visit]:
    statement = within(select(Visit).where(Visit.outlet_id == outlet_id), actor, col(Visit.authority_id))
    found: Sequence[Visit] = session.exec(statement.order_by(col(Visit.visited_on).desc(), col(Visit.id).desc())).all()
    return found


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return the visits to an outlet for its timeline; none for who may not see visits. Two queries."""
    if not actor.may(Permission.VIEW_VISITS):
        return []
    visits = _of_outlet(session, actor, outlet_id)
    asked = _asked_for(session, actor, outlet_id) if visits else {}
    return [
        TimelineEntry(
            on=visit.visited_on,
            kind="visit",
            title=VISIT_KIND_LABELS[visit.kind],
            endpoint="visits.show",
            arguments={"visit_id": visit.id},
            text=" ".join(part for part in (_said(visit), _to_do(*asked.get(visit.id, (0, 0)))) if part),
        )
        for visit in visits
    ]


def _asked_for(session: Session, actor: Actor, outlet_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Return how many actions were asked for at each visit to an outlet, and how many of them are open."""
    statement = (
        sa.select(
            col(VisitAction.visit_id),
            sa.func.count(),
            sa.func.sum(sa.case((col(VisitAction.done_on).is_(None), 1), else_=0)),
        )
        .join(Visit, col(Visit.id) == col(VisitAction.visit_id))
        .where(col(Visit.outlet_id) == outlet_id)
        .group_by(col(VisitAction.visit_id))
    )
    rows = session.execute(within(statement, actor, col(VisitAction.authority_id)))
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _to_do(asked: int, still_open: int) -> str:
    """Say how much was asked of the trader, and how much of it is open."""
    if not asked:
        return ""
    said = "1 action" if asked == 1 else f"{asked} actions"
    return f"{said}, {still_open} open." if still_open else f"{said}, done."


def _said(visit: Visit) -> str:
    """Say in a sentence or two what mattered at a visit."""
    parts = [f"Spoke to {visit.spoke_to}{f', {visit.capacity}' if visit.capacity else ''}." if visit.spoke_to else ""]
    offers = (("Agreement", visit.agreement_offer), ("Training", visit.training_offer))
    parts += [
        f"{what}: {OFFER_LABELS[offer].lower()}." for what, offer in offers if offer is not OfferAnswer.NOT_OFFERED
    ]
    if visit.visit_again_by:
        parts.append(f"To be visited again by {visit.visit_again_by.day} {visit.visit_again_by:%B %Y}.")
    return " ".join(part for part in parts if part)
