"""Reads of the parties to a test made online: seller, marketplace and delivery company."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import in_area
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import HandOver, Party, Purchase
from compliance.purchases.queries.standing import find_hand_over, get_purchase
from compliance.purchases.rules import PartyOutcome, PartyRole
from compliance.retailers import queries as retailers
from compliance.retailers.rules import Channel, EntityKind

BODIES_CORPORATE = frozenset({EntityKind.COMPANY, EntityKind.LLP})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """One party as it stands. `recorded` is False for one that follows from the register or from the hand-over.

    `arranged_before_sale` and `told_of_blades` are of a delivery company only. None is "not known". `expected` says
    that this test has such a party, so that one without a name is still to do.
    """

    role: PartyRole
    name: str = ""
    entity_id: UUID | None = None
    in_uk: bool | None = None
    incorporated: bool | None = None
    company_number: str = ""
    outcome: PartyOutcome = PartyOutcome.NOT_JUDGED
    outcome_reason: str = ""
    arranged_before_sale: bool | None = None
    told_of_blades: bool | None = None
    recorded: bool = False
    expected: bool = True
    version: int = 0


def find_party(session: Session, actor: Actor, purchase_id: UUID, role: PartyRole) -> Party | None:
    """Return the row of one party to a test the actor may see, or None."""
    return _rows(session, actor, purchase_id).get(role)


def _rows(session: Session, actor: Actor, purchase_id: UUID) -> dict[PartyRole, Party]:
    statement = select(Party).where(Party.purchase_id == purchase_id, in_area(actor, col(Party.authority_id)))
    return {row.role: row for row in session.exec(statement.order_by(col(Party.id)))}


def parties_of(session: Session, actor: Actor, purchase_id: UUID) -> list[PartyView]:
    """Return seller, marketplace and delivery company of a test the actor may see, in that order; none of one in store.

    A seller that is not recorded is the operator of the outlet on that day; a delivery company that is not recorded is
    the one that the hand-over names. A listing check has no delivery company. Raises NotFound.
    """
    purchase = get_purchase(session, actor, purchase_id)
    if purchase.type not in rules.STAGED_TYPES:
        return []
    rows = _rows(session, actor, purchase_id)
    hand_over = find_hand_over(session, actor, purchase_id)
    roles = [role for role in PartyRole if _belongs(role, purchase)]
    return [
        _recorded(rows[role], hand_over)
        if role in rows
        else _derived_seller(session, actor, purchase)
        if role is PartyRole.SELLER
        else _derived_marketplace(session, actor, purchase)
        if role is PartyRole.MARKETPLACE
        else _derived_company(purchase, hand_over)
        for role in roles
    ]


def _belongs(role: PartyRole, purchase: Purchase) -> bool:
    return role is not PartyRole.DELIVERY_COMPANY or purchase.type is not rules.Type.LISTING_CHECK


def _recorded(row: Party, hand_over: HandOver | None) -> PartyView:
    company = row.role is PartyRole.DELIVERY_COMPANY and hand_over is not None
    return PartyView(
        role=row.role,
        name=row.name,
        entity_id=row.entity_id,
        in_uk=row.in_uk,
        incorporated=row.incorporated,
        company_number=row.company_number,
        outcome=row.outcome,
        outcome_reason=row.outcome_reason,
        arranged_before_sale=hand_over.arranged_before_sale if company and hand_over else None,
        told_of_blades=hand_over.told_of_blades if company and hand_over else None,
        recorded=True,
        version=row.version,
    )


def _derived_seller(session: Session, actor: Actor, purchase: Purchase) -> PartyView:
    operator = retailers.operator_on(session, actor, purchase.outlet_id, purchase.tested_on)
    if operator is None:
        return PartyView(role=PartyRole.SELLER, name=purchase.seller_name)
    found = PartyView(role=PartyRole.SELLER, name=operator.entity_name, entity_id=operator.entity_id)
    try:
        entity = retailers.get_entity(session, actor, operator.entity_id)
    except NotFound:
        return found
    return PartyView(
        role=PartyRole.SELLER,
        name=entity.name,
        entity_id=entity.id,
        incorporated=is_body_corporate(entity.kind),
        company_number=entity.company_number or "",
    )


def is_body_corporate(kind: EntityKind) -> bool | None:
    """Say whether an entity of the register is a body corporate: a company or an LLP is, a person or a partnership not.

    None for any other kind, which may be one (a charity by royal charter) or not.
    """
    return None if kind is EntityKind.OTHER else kind in BODIES_CORPORATE


def _derived_marketplace(session: Session, actor: Actor, purchase: Purchase) -> PartyView:
    expected = purchase.channel is Channel.MARKETPLACE
    entity_id = retailers.marketplace_of(session, actor, purchase.outlet_id)
    if entity_id is None or not expected:
        return PartyView(role=PartyRole.MARKETPLACE, expected=expected)
    name = retailers.entity_names(session, actor, [entity_id]).get(entity_id, "")
    return PartyView(role=PartyRole.MARKETPLACE, name=name, entity_id=entity_id)


def _derived_company(purchase: Purchase, hand_over: HandOver | None) -> PartyView:
    return PartyView(
        role=PartyRole.DELIVERY_COMPANY,
        name=hand_over.delivery_company if hand_over else "",
        entity_id=hand_over.delivery_company_id if hand_over else None,
        arranged_before_sale=hand_over.arranged_before_sale if hand_over else None,
        told_of_blades=hand_over.told_of_blades if hand_over else None,
        expected=rules.has_hand_over(purchase.type, purchase.outcome),
    )
