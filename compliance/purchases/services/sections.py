"""Filling in a section of a test's record after the counter: added to, or corrected with a reason."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.accounts.rules import Nation
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.offences import queries as offences
from compliance.offences.rules import check_category, check_product
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Purchase
from compliance.purchases.rules import BuyerBasis
from compliance.purchases.rules.sections import ProductSection, Section, check_section, needs_reason
from compliance.purchases.services.naming import check_names_nobody


def record_section(
    session: Session, actor: Actor, purchase_id: UUID, section: Section, *, version: int, reason: str = ""
) -> Purchase:
    """Record a section of a test, or correct it; what stood before stays in the history.

    `version` is that of the record the form was filled from. A reason is needed when something that was recorded
    already changes. Raises Refusal beside the field to mend, when the words name the volunteer, or when a signed
    account holds what was observed still (domain section 6.9); Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    values = asdict(section)
    check_section(section, tested_on=purchase.tested_on, today=clock.today())
    if isinstance(section, ProductSection):
        _check_category(session, actor, purchase, section)
    changes = audit.changed_fields(purchase, values)
    if queries.frozen_columns(session, actor, purchase):
        rules.check_frozen(purchase.model_dump(), values)
    typed = {name: after for name, (_, after) in changes.items() if isinstance(after, str) and name != "category_code"}
    check_names_nobody(session, actor, purchase.volunteer_id, **typed, reason=reason)
    if needs_reason(changes) and not reason.strip():
        raise Refusal("Something recorded already changes. Say why it is corrected", "reason")
    audit.correct(
        session,
        actor,
        purchase,
        values,
        action="purchase.section_recorded",
        subject_kind="purchase",
        version=version,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )
    return purchase


def _check_category(session: Session, actor: Actor, purchase: Purchase, section: ProductSection) -> None:
    """Refuse a kind of product that was not on the list that day, or that this buyer may not be asked to buy."""
    versions = offences.list_category_versions(session)
    nation = accounts.get_authority(session, actor.authority_id).nation
    try:
        check_product(
            check_category(versions, section.category_code, purchase.tested_on),
            buyer_under_18=purchase.buyer_basis is BuyerBasis.UNDER_18,
            in_england_and_wales=nation is not Nation.SCOTLAND,
            legal_sign_off=purchase.legal_sign_off,
        )
    except Refusal as refusal:
        raise Refusal(refusal.message, "category_code") from refusal
