"""What tests prove: their records, and what stands around them, as the rule on proof takes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.accounts.rules import Nation
from compliance.database import in_area
from compliance.offences import queries as offences
from compliance.offences.rules import Category, category_at
from compliance.offences.rules.proving import Facts, Proved, prove
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import Dispute, HandOver, Party, Purchase, Stage
from compliance.purchases.queries.parties import is_body_corporate
from compliance.purchases.queries.standing import get_purchase
from compliance.purchases.rules import DisputeDecision, PartyRole, StageKind
from compliance.retailers import queries as retailers
from compliance.retailers.models import Entity, Outlet
from compliance.retailers.queries import OperatorOn
from compliance.retailers.rules import OutletKind

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How a purchase stands today: hand-over, disputes (latest first), its kind of product, and what it proves.

    `operator` is who ran the outlet on the day of the test, None where nobody is confirmed; `facts` are what the proof
    rests on; `law` is that of a sale to a person under 18, as a letter quotes it.
    """

    purchase: Purchase
    operator: OperatorOn | None
    hand_over: HandOver | None
    disputes: tuple[Dispute, ...]
    law: rules.SaleLaw
    category: Category
    facts: Facts
    proved: Proved

    @property
    def waiting(self) -> Dispute | None:
        """The dispute that waits to be decided."""
        still = (one for one in self.disputes if one.decided_on is None and one.withdrawn_on is None)
        return next(still, None)

    @property
    def overturned(self) -> bool:
        """Whether the result was overturned."""
        return any(dispute.decision is DisputeDecision.OVERTURNED for dispute in self.disputes)


def get_standing(session: Session, actor: Actor, purchase_id: UUID, *, today: date) -> Standing:
    """Return a purchase of the actor's authority or force area and how it stands `today`. Raises NotFound."""
    purchase = get_purchase(session, actor, purchase_id)
    kinds = offences.list_category_versions(session)
    operators = _operators(session, actor, [purchase])
    near = _Near(session, actor, [purchase])
    facts = _facts_near(near, [purchase], operators, kinds, _scottish(session))[purchase_id]
    proved = prove(facts, offences.list_versions(session), today=today)
    disputes = sorted(near.disputes.get(purchase_id, ()), key=lambda one: (one.raised_on, one.id), reverse=True)
    return Standing(
        purchase=purchase,
        operator=operators.get((purchase.outlet_id, purchase.tested_on)),
        hand_over=near.hand_overs.get(purchase_id),
        disputes=tuple(disputes),
        law=rules.law_of_sale(proved, facts),
        category=category_at(kinds, purchase.category_code, purchase.tested_on),
        facts=facts,
        proved=proved,
    )


def facts_of(session: Session, actor: Actor, purchase_id: UUID) -> Facts:
    """Return the facts of a test of the actor's authority or force area that decide what it proves. Raises NotFound."""
    return facts_of_all(session, actor, [get_purchase(session, actor, purchase_id)])[purchase_id]


def facts_of_all(
    session: Session, actor: Actor, purchases: Sequence[Purchase], *, kinds: Sequence[Category] | None = None
) -> Mapping[UUID, Facts]:
    """Return the facts of tests that the actor may see, by their identifiers.

    `kinds` are all versions of the kinds of product, where they are read already. The number of queries depends on how
    many hundreds of tests there are, not on how many tests.
    """
    if not purchases:
        return {}
    kinds = kinds if kinds is not None else offences.list_category_versions(session)
    operators, scottish = _operators(session, actor, purchases), _scottish(session)
    found: dict[UUID, Facts] = {}
    for start in range(0, len(purchases), CHUNK):
        some = purchases[start : start + CHUNK]
        found |= _facts_near(_Near(session, actor, some), some, operators, kinds, scottish)
    return found


Operators = Mapping[tuple[UUID, date], OperatorOn]


def _operators(session: Session, actor: Actor, purchases: Sequence[Purchase]) -> Operators:
    return retailers.operators_on(session, actor, [(one.outlet_id, one.tested_on) for one in purchases])


def _scottish(session: Session) -> set[UUID]:
    return {one.id for one in accounts.list_authorities(session) if one.nation is Nation.SCOTLAND}


def _facts_near(
    near: "_Near", some: Sequence[Purchase], operators: Operators, kinds: Sequence[Category], scottish: set[UUID]
) -> dict[UUID, Facts]:
    return {
        one.id: rules.facts_of_test(
            one,
            category_at(kinds, one.category_code, one.tested_on),
            near.around(one, operators.get((one.outlet_id, one.tested_on)), scottish),
        )
        for one in some
    }


class _Near:
    """What belongs to some purchases, each kind read once."""

    def __init__(self, session: Session, actor: Actor, purchases: Sequence[Purchase]) -> None:
        ids = [one.id for one in purchases]
        self.hand_overs = {row.purchase_id: row for row in _rows(session, actor, HandOver, ids)}
        self.parties = {(row.purchase_id, row.role): row for row in _rows(session, actor, Party, ids)}
        stages = _rows(session, actor, Stage, ids)
        self.charged = {row.purchase_id: row.charged for row in stages if row.stage == StageKind.PAYMENT}
        self.overturned: set[UUID] = set()
        self.disputed: set[UUID] = set()
        self.disputes: dict[UUID, list[Dispute]] = {}
        for row in _rows(session, actor, Dispute, ids):
            self.disputes.setdefault(row.purchase_id, []).append(row)
            if row.decision is DisputeDecision.OVERTURNED:
                self.overturned.add(row.purchase_id)
            elif row.decided_on is None and row.withdrawn_on is None:
                self.disputed.add(row.purchase_id)
        statement = sa.select(col(Outlet.id), col(Outlet.kind)).where(
            col(Outlet.id).in_({one.outlet_id for one in purchases}), in_area(actor, col(Outlet.authority_id))
        )
        self.kinds = {row.id: row.kind for row in session.execute(statement)}
        self.companies = _companies(session, actor, self.hand_overs.values(), self.parties.values())

    def around(self, purchase: Purchase, operator: OperatorOn | None, scottish: set[UUID]) -> rules.Surroundings:
        """Return what stands around a purchase: the parties as recorded, or else as the register has them."""
        seller = self.parties.get((purchase.id, PartyRole.SELLER))
        marketplace = self.parties.get((purchase.id, PartyRole.MARKETPLACE))
        company = self.parties.get((purchase.id, PartyRole.DELIVERY_COMPANY))
        hand_over = self.hand_overs.get(purchase.id)
        in_shop = self.kinds.get(purchase.outlet_id) is OutletKind.PREMISES
        sold_by = seller.entity_id if seller else operator.entity_id if operator else None
        named = seller.name if seller else operator.entity_name if operator else purchase.seller_name
        linked = hand_over.delivery_company_id if hand_over else None
        carrier = company.name if company else hand_over.delivery_company if hand_over else ""
        carried_by = company.entity_id if company else linked
        by_seller = bool(carried_by and carried_by == sold_by) or _same_name(carrier, named)
        return rules.Surroundings(
            seller=named,
            seller_in_uk=seller.in_uk if seller and seller.in_uk is not None else True if in_shop else None,
            marketplace=marketplace.name if marketplace else "",
            delivery_company="" if by_seller else carrier,
            incorporated=None if by_seller else self._incorporated(company, linked),
            hand_over=hand_over,
            charged=self.charged.get(purchase.id),
            delivered_by_seller=True if by_seller else None,
            overturned=purchase.id in self.overturned,
            disputed=purchase.id in self.disputed,
            in_england_and_wales=purchase.authority_id not in scottish,
        )

    def _incorporated(self, company: Party | None, linked: UUID | None) -> bool | None:
        """Return whether the delivery company is a body corporate: as recorded, or else as the register has it."""
        if company is not None and company.incorporated is not None:
            return bool(company.incorporated)
        known = company.entity_id if company is not None else linked
        return self.companies.get(known) if known else None


def _same_name(carrier: str, seller: str) -> bool:
    """Say whether the delivery company is the seller itself, with its own van."""
    return bool(carrier.strip()) and carrier.strip().casefold() == seller.strip().casefold()


def _rows(session: Session, actor: Actor, model: Any, ids: Sequence[UUID]) -> Sequence[Any]:
    """Return the rows of a table that belong to purchases, in order."""
    statement = select(model).where(col(model.purchase_id).in_(ids), in_area(actor, col(model.authority_id)))
    return session.exec(statement.order_by(col(model.id))).all()


def _companies(
    session: Session, actor: Actor, hand_overs: Iterable[HandOver], parties: Iterable[Party]
) -> dict[UUID, bool | None]:
    """Return whether each delivery company of the register is a body corporate."""
    wanted = ({row.delivery_company_id for row in hand_overs} | {row.entity_id for row in parties}) - {None}
    if not wanted:
        return {}
    statement = sa.select(col(Entity.id), col(Entity.kind)).where(
        col(Entity.id).in_(wanted), in_area(actor, col(Entity.authority_id))
    )
    return {entity_id: is_body_corporate(kind) for entity_id, kind in session.execute(statement)}
