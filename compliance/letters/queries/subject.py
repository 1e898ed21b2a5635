"""What a letter is about: a test purchase or a visit, with all that the record says of it today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.database import within
from compliance.errors import NotFound
from compliance.letters import rules
from compliance.letters.models import Letter
from compliance.letters.rules.drafting import product_words
from compliance.offences.rules import CATEGORIES, ProductCategory, Provision, quotable
from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.purchases.models import Purchase
from compliance.purchases.rules import ONLINE_TYPES, DisputeDecision, counts_as_sale
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.retailers.queries import OperatorOn
from compliance.retailers.rules import OutletKind
from compliance.training.models import TrainingSession
from compliance.training.rules import CourseKind
from compliance.visits import queries as visits
from compliance.visits.models import Visit

SESSIONS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """A test purchase with its law and disputes, or a visit; the outlet; and who operated it on that day.

    `operator` None means that nobody has confirmed it.
    """

    outlet: Outlet
    operator: OperatorOn | None
    test: purchases.Standing | None = None
    visit: Visit | None = None

    @property
    def purchase(self) -> Purchase | None:
        return self.test.purchase if self.test else None

    @property
    def day(self) -> date:
        """The day that the letter is about."""
        if self.test:
            return self.test.purchase.tested_on
        return self.visit.visited_on if self.visit else clock.today()

    @property
    def officer_id(self) -> UUID | None:
        """The officer who made the test or the visit."""
        if self.test:
            return self.test.purchase.officer_id
        return self.visit.officer_id if self.visit else None

    @property
    def online(self) -> bool:
        """Whether the letter speaks of an order from an online shop."""
        ordered = self.test is not None and self.test.purchase.type in ONLINE_TYPES
        return ordered or self.outlet.kind is OutletKind.ONLINE_SHOP

    @property
    def product(self) -> str:
        """What was asked for, in the words that a letter begins with."""
        if self.test is None:
            return ""
        label = CATEGORIES[ProductCategory(self.test.purchase.category_code)].label
        return product_words(self.test.purchase.product, label)

    @property
    def law(self) -> rules.Law | None:
        """The offence in force on the day of the sale, with the conditions of a sale at a distance, if any."""
        versions = self.test.law.versions if self.test else ()
        offence = versions[0] if versions else None
        if offence is None or offence.in_force_from is None:
            return None
        remote = next((version for version in versions if version.provision is Provision.CJA_S141B), None)
        return rules.Law(
            citation=offence.citation,
            title=offence.title,
            plain_words=offence.plain_words,
            maximum_penalty=offence.maximum_penalty,
            defence=remote.defence if remote else offence.defence,
            mode_of_trial=offence.mode_of_trial.value,
            in_force_from=offence.in_force_from,
            in_force_to=offence.in_force_to,
            confirmed=all(quotable(version) for version in versions),
            conditions=remote.elements if remote else (),
        )

    @property
    def standing(self) -> rules.Standing:
        """What decides which kinds of letter may be sent."""
        test, law = self.test, self.law
        if test is None:
            return rules.Standing(visited=self.visit is not None, operator_confirmed=self.operator is not None)
        return rules.Standing(
            type=test.purchase.type,
            outcome=test.purchase.outcome,
            counts_as_sale=bool(test.purchase.counts_as_sale),
            proof=test.purchase.proof,
            operator_confirmed=self.operator is not None,
            operator_number_missing=self.operator is not None and self.operator.number_missing,
            law_confirmed=law is not None and law.confirmed,
            dispute_open=test.waiting is not None,
            dispute=_decision(test),
        )


def _decision(test: purchases.Standing) -> DisputeDecision | None:
    if test.overturned:
        return DisputeDecision.OVERTURNED
    return next((dispute.decision for dispute in test.disputes if dispute.decision), None)


def get_subject(
    session: Session, actor: Actor, *, purchase_id: UUID | None = None, visit_id: UUID | None = None
) -> Subject:
    """Return what a letter about a purchase or a visit of the actor's own authority rests on. Raises NotFound."""
    if purchase_id is not None:
        test = purchases.get_standing(session, actor, purchase_id, today=clock.today())
        if test.purchase.authority_id != actor.authority_id:
            raise NotFound
        outlet_id, day = test.purchase.outlet_id, test.purchase.tested_on
        operator = retailers.operator_on(session, actor, outlet_id, day)
        return Subject(retailers.get_own_outlet(session, actor, outlet_id), operator, test=test)
    if visit_id is None:
        raise NotFound
    visit = visits.get_visit(session, actor, visit_id)
    operator = retailers.operator_on(session, actor, visit.outlet_id, visit.visited_on)
    return Subject(retailers.get_own_outlet(session, actor, visit.outlet_id), operator, visit=visit)


def subject_of(session: Session, actor: Actor, letter: Letter) -> Subject:
    """Return what a letter is about, as the record has it now. Raises NotFound."""
    return get_subject(session, actor, purchase_id=letter.purchase_id, visit_id=letter.visit_id)


def earlier_sales(session: Session, actor: Actor, subject: Subject) -> list[date]:
    """Return the days, before the test, of other sales to a person under 18 there under the same operator."""
    if subject.test is None or subject.operator is None:
        return []
    found = purchases.history_of(session, actor, [subject.outlet.id], until=subject.day)
    operator = subject.operator.entity_id
    return sorted(
        {
            one.on
            for one in found
            if counts_as_sale(one.type, one.buyer_basis, one.outcome)
            and one.entity_id == operator
            and not one.overturned
            and one.on < subject.day
        }
    )


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A training session that can be offered."""

    id: UUID
    on: date
    starts_at: time | None
    venue: str
    venue_address: str
    minutes: int

    @property
    def where(self) -> str:
        """The venue and its address, on one line."""
        return ", ".join(part for part in (self.venue, " ".join(self.venue_address.split())) if part)


def list_sessions(
    session: Session, actor: Actor, *, after: date, ids: Sequence[UUID] | None = None
) -> list[SessionChoice]:
    """Return the sessions of the accredited course after a day, the next first: those in `ids`, or the next twelve."""
    statement = within(select(TrainingSession), actor, col(TrainingSession.authority_id))
    if ids is None:
        statement = statement.where(
            col(TrainingSession.on) > after, col(TrainingSession.course) == CourseKind.ACCREDITED
        )
    else:
        statement = statement.where(col(TrainingSession.id).in_(ids))
    order = (col(TrainingSession.on), col(TrainingSession.starts_at_time), col(TrainingSession.id))
    found = session.exec(statement.order_by(*order).limit(SESSIONS_OFFERED))
    return [
        SessionChoice(one.id, one.on, one.starts_at_time, one.venue, one.venue_address, one.minutes) for one in found
    ]
