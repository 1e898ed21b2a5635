"""What a letter is about: a test, a visit, an invitation, a place or an agreement, with what the record says of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.agreements import queries as agreements
from compliance.agreements.models import AgreementEvent, AgreementText
from compliance.agreements.queries import AgreementRow
from compliance.agreements.rules import AgreementEventKind
from compliance.database import within
from compliance.errors import NotFound
from compliance.letters import rules
from compliance.letters.models import Letter
from compliance.letters.queries.law import law_of, law_on
from compliance.letters.queries.marks import ToCorrect, list_marked
from compliance.letters.rules import About, Kind
from compliance.letters.rules.drafting import product_words
from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.rules import ONLINE_TYPES, DisputeDecision, counts_as_sale
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.retailers.queries import OperatorOn
from compliance.retailers.rules import OutletKind
from compliance.training import queries as training
from compliance.training.models import Attendance, Invitation, TrainingSession
from compliance.training.queries.records import as_attended
from compliance.training.rules import passed, refresh_due_on
from compliance.visits import queries as visits
from compliance.visits.models import Visit


@dataclass(frozen=True, slots=True)
class PlaceAt:
    """One person's place, the session that it is at, and the day on which a pass must be refreshed."""

    attendance: Attendance
    session: TrainingSession
    passed: bool
    refresh_due_on: date | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about, the outlet, and who operated it on that day.

    `operator` None means that nobody has confirmed it. Where the record is of a whole legal entity, such as a delivery
    company, `outlet` is None and `operator` is that entity.
    """

    outlet: Outlet | None
    operator: OperatorOn | None
    test: purchases.Standing | None = None
    visit: Visit | None = None
    invitation: Invitation | None = None
    place: PlaceAt | None = None
    agreement: AgreementRow | None = None
    text: AgreementText | None = None
    advised_law: rules.Law | None = None
    marked: tuple[ToCorrect, ...] = ()

    @property
    def purchase(self) -> Purchase | None:
        return self.test.purchase if self.test else None

    @property
    def outlet_id(self) -> UUID | None:
        return self.outlet.id if self.outlet else None

    @property
    def entity_id(self) -> UUID | None:
        return self.operator.entity_id if self.operator else None

    @property
    def name(self) -> str:
        """What the business is called: the outlet, or the whole legal entity."""
        if self.outlet:
            return self.outlet.name
        return self.operator.entity_name if self.operator else ""

    @property
    def day(self) -> date:
        """The day that the letter is about."""
        if self.test:
            return self.test.purchase.tested_on
        if self.visit:
            return self.visit.visited_on
        if self.invitation:
            return self.invitation.invited_on
        if self.place:
            return self.place.session.on
        latest = self.latest_event
        return latest.on if latest else clock.today()

    @property
    def officer_id(self) -> UUID | None:
        """The officer who made the test or the visit."""
        if self.test:
            return self.test.purchase.officer_id
        return self.visit.officer_id if self.visit else None

    def officer_for(self, kind: Kind) -> UUID | None:
        """Return the officer whom a letter begins from: of what follows a dispute its reviewer, else who made it."""
        follows = kind in {Kind.DISPUTE_DECISION, Kind.CORRECTION}
        return self.decided.reviewer_id if follows and self.decided else self.officer_id

    @property
    def online(self) -> bool:
        """Whether the letter speaks of an order from an online shop."""
        ordered = self.test is not None and self.test.purchase.type in ONLINE_TYPES
        return ordered or (self.outlet is not None and self.outlet.kind is OutletKind.ONLINE_SHOP)

    @property
    def product(self) -> str:
        """What was asked for, in the words that a letter begins with."""
        if self.test is None:
            return ""
        return product_words(self.test.purchase.product, self.test.category.label)

    @property
    def law(self) -> rules.Law | None:
        """The offence in force on the day of the sale or, for advice after a visit, today."""
        return law_of(self.test.law.versions) if self.test else self.advised_law

    @property
    def to_withdraw(self) -> tuple[ToCorrect, ...]:
        """The letters about the test that a correction must withdraw, or has withdrawn, the first issued first.

        Not one of which a manager has said why it needs none: it may never have gone out.
        """
        mine = (one for one in self.marked if self.purchase and one.purchase_id == self.purchase.id)
        return tuple(one for one in mine if one.withdraws and (one.correction_id or not one.waived))

    @property
    def decided(self) -> Dispute | None:
        """The dispute of the result that was decided last, or None."""
        decided = [one for one in self.test.disputes if one.decided_on] if self.test else []
        return max(decided, key=lambda one: (one.decided_on, one.id)) if decided else None

    @property
    def events(self) -> tuple[AgreementEvent, ...]:
        """The events of the agreement that stand, in order."""
        events = self.agreement.events if self.agreement else ()
        return tuple(event for event in events if event.struck_out_at is None)

    @property
    def latest_event(self) -> AgreementEvent | None:
        return self.events[-1] if self.events else None

    @property
    def proposal(self) -> AgreementEvent | None:
        """The proposal to remove the agreement that is still open, or None."""
        on = self.agreement.standing.proposed_on if self.agreement else None
        proposals = (one for one in reversed(self.events) if one.kind is AgreementEventKind.REMOVAL_PROPOSED)
        return next((one for one in proposals if one.on == on), None)

    @property
    def removal(self) -> AgreementEvent | None:
        """The removal of the agreement, or None."""
        return next((one for one in reversed(self.events) if one.kind is AgreementEventKind.REMOVED), None)

    @property
    def standing(self) -> rules.Standing:
        """What decides which kinds of letter may be sent."""
        test, law = self.test, self.law
        law_confirmed = law is not None and law.confirmed
        if test is None:
            return rules.Standing(
                visited=self.visit is not None,
                operator_confirmed=self.operator is not None,
                law_confirmed=law_confirmed,
                invitation=self._invitation_now(),
                place=self._place_now(),
                agreement=self._agreement_now(),
            )
        return rules.Standing(
            type=test.purchase.type,
            outcome=test.purchase.outcome,
            counts_as_sale=bool(test.purchase.counts_as_sale),
            proof=test.purchase.proof,
            operator_confirmed=self.operator is not None,
            operator_number_missing=self.operator is not None and self.operator.number_missing,
            law_confirmed=law_confirmed,
            dispute_open=test.waiting is not None,
            dispute=_decision(test),
            to_correct=len(self.to_withdraw),
        )

    def _invitation_now(self) -> rules.InvitationNow | None:
        one = self.invitation
        if one is None:
            return None
        return rules.InvitationNow(
            today=clock.today(),
            reply=one.reply,
            served_on=one.served_on,
            returned_on=one.returned_on,
            reply_by_on=one.reply_by_on,
        )

    def _place_now(self) -> rules.PlaceNow | None:
        one = self.place
        if one is None:
            return None
        return rules.PlaceNow(
            today=clock.today(),
            status=one.attendance.status,
            session_on=one.session.on,
            session_cancelled=one.session.cancelled_at is not None,
            passed=one.passed,
            refresh_due_on=one.refresh_due_on,
        )

    def _agreement_now(self) -> rules.AgreementNow | None:
        if self.agreement is None:
            return None
        standing = self.agreement.standing
        return rules.AgreementNow(
            today=clock.today(),
            kind=standing.kind,
            signed_on=standing.signed_on,
            lapses_on=standing.lapses_on,
            proposed_on=self.proposal.on if self.proposal else None,
            removed_on=self.removal.on if self.removal else None,
        )


def volunteers_behind(session: Session, actor: Actor, subject: Subject, facts: rules.Facts) -> list[UUID]:
    """Return the volunteers whose names a letter must not hold: of its test, or of every test of whom it is about.

    Advice and the end of an agreement are typed by officers who may have a failed test in mind; in the other letters
    about no test nothing is typed that is printed.
    """
    if subject.purchase is not None:
        return [subject.purchase.volunteer_id] if subject.purchase.volunteer_id else []
    if not isinstance(facts, rules.Advice | rules.AgreementWarning | rules.AgreementRemoved):
        return []
    outlet_ids = [subject.outlet_id] if subject.outlet_id else []
    if not outlet_ids and subject.agreement is not None:
        covered = agreements.outlets_of_agreement(session, actor, subject.agreement.agreement, subject.day)
        outlet_ids = [one.outlet_id for one in covered]
    return purchases.volunteers_at(session, actor, outlet_ids)


def _decision(test: purchases.Standing) -> DisputeDecision | None:
    if test.overturned:
        return DisputeDecision.OVERTURNED
    return next((dispute.decision for dispute in test.disputes if dispute.decision), None)


def get_subject(session: Session, actor: Actor, about: About, *, letter_id: UUID | None = None) -> Subject:
    """Return what a letter about a record of the actor's own authority rests on. Raises NotFound.

    `letter_id` is the letter itself, where there is one: its own marks are read with those of its test.
    """
    if about.purchase_id is not None:
        test = purchases.get_standing(session, actor, about.purchase_id, today=clock.today())
        if test.purchase.authority_id != actor.authority_id:
            raise NotFound
        tested = retailers.get_own_outlet(session, actor, test.purchase.outlet_id)
        letter_ids = [letter_id] if letter_id else None
        marked = list_marked(session, actor, purchase_id=about.purchase_id, letter_ids=letter_ids)
        return Subject(tested, test.operator, test=test, marked=tuple(marked))
    if about.visit_id is not None:
        visit = visits.get_visit(session, actor, about.visit_id)
        outlet, operator = _whose(session, actor, visit.outlet_id, None, visit.visited_on)
        online = outlet is not None and outlet.kind is OutletKind.ONLINE_SHOP
        return Subject(outlet, operator, visit=visit, advised_law=law_on(session, clock.today(), online=online))
    if about.invitation_id is not None:
        invitation = training.get_invitation(session, actor, about.invitation_id)
        outlet, operator = _whose(session, actor, invitation.outlet_id, invitation.entity_id, clock.today())
        return Subject(outlet, operator, invitation=invitation)
    if about.attendance_id is not None:
        place = _place(session, actor, about.attendance_id)
        one = place.attendance
        outlet, operator = _whose(session, actor, one.outlet_id, one.entity_id, clock.today())
        return Subject(outlet, operator, place=place)
    if about.agreement_id is not None:
        row = agreements.get_row(session, actor, about.agreement_id, clock.today())
        outlet, operator = _whose(session, actor, row.agreement.outlet_id, row.agreement.entity_id, clock.today())
        text = agreements.text_of(session, actor, row.agreement)
        return Subject(outlet, operator, agreement=row, text=text)
    raise NotFound


def _whose(
    session: Session, actor: Actor, outlet_id: UUID | None, entity_id: UUID | None, day: date
) -> tuple[Outlet | None, OperatorOn | None]:
    """Return the outlet and who operated it on a day; of a whole legal entity, none and the entity itself."""
    if outlet_id is not None:
        operator = retailers.operator_on(session, actor, outlet_id, day)
        return retailers.get_own_outlet(session, actor, outlet_id), operator
    if entity_id is None:
        raise NotFound
    entity = retailers.get_entity(session, actor, entity_id)
    return None, OperatorOn(
        operator_id=entity.id,
        entity_id=entity.id,
        entity_name=entity.name,
        entity_kind=entity.kind,
        company_number=entity.company_number,
        address=entity.address,
        postcode=entity.postcode,
        from_on=day,
        to_on=None,
        primary_authority=entity.primary_authority,
        primary_authority_contact=entity.primary_authority_contact,
        own_training_scheme=entity.own_training_scheme,
    )


def _place(session: Session, actor: Actor, attendance_id: UUID) -> PlaceAt:
    attendance = training.get_attendance(session, actor, attendance_id)
    held = training.get_session(session, actor, attendance.session_id)
    has_passed = passed(as_attended(attendance, held))
    policy = training.policy_on(session, actor, held.on)
    return PlaceAt(attendance, held, has_passed, refresh_due_on(held.on, policy) if has_passed else None)


def subject_of(session: Session, actor: Actor, letter: Letter) -> Subject:
    """Return what a letter is about, as the record has it now. Raises NotFound."""
    return get_subject(session, actor, about_of(letter), letter_id=letter.id if letter.issued_at else None)


def about_of(letter: Letter) -> About:
    """Return the record that a letter is about."""
    return About(**{name: getattr(letter, name) for name in About().ids})


def find_invitation_in(session: Session, actor: Actor, letter_id: UUID) -> Invitation | None:
    """Return the invitation to training that was sent in a letter, or None."""
    statement = within(select(Invitation), actor, col(Invitation.authority_id)).where(Invitation.letter_id == letter_id)
    found: Invitation | None = session.exec(statement.order_by(col(Invitation.id))).first()
    return found


def earlier_sales(session: Session, actor: Actor, subject: Subject) -> list[date]:
    """Return the days, before the test, of other sales to a person under 18 there under the same operator."""
    if subject.test is None or subject.operator is None or subject.outlet is None:
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
