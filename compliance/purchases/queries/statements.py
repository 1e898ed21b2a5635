"""Reads of officers' statements: a draft by its officer alone, a finished one by whoever may read the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as officers
from compliance.database import within
from compliance.errors import NotFound
from compliance.evidence import queries as evidence
from compliance.offences import queries as offences
from compliance.operations import queries as operations
from compliance.permissions import Actor
from compliance.purchases.models import HandOver, Purchase, Statement
from compliance.purchases.queries.accounts import AccountsState, accounts_state, find_own_account
from compliance.purchases.queries.stages import stages_of
from compliance.purchases.queries.standing import find_hand_over, get_own_purchase
from compliance.purchases.rules import accounts as account_rules
from compliance.purchases.rules import statements as rules
from compliance.retailers import queries as retailers


@dataclass(frozen=True, slots=True)
class ReadableStatement:
    """A finished statement that the actor may read. `holds`: it is still what was finished, to the hash."""

    id: UUID
    officer_id: UUID
    officer_name: str
    job_title: str
    number: int
    words: str
    finished_at: datetime
    sha256: str
    document: str
    holds: bool


def list_own_statements(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Statement]:
    """Return the actor's own statements about a test, drafts too, the latest first. Nobody else's is ever returned."""
    statement = select(Statement).where(Statement.purchase_id == purchase_id, Statement.officer_id == actor.officer_id)
    statement = within(statement, actor, col(Statement.authority_id))
    found: Sequence[Statement] = session.exec(statement.order_by(col(Statement.number).desc())).all()
    return found


def get_own_statement(session: Session, actor: Actor, statement_id: UUID) -> Statement:
    """Return a statement of the actor's own, draft or finished. Raises NotFound, also for another's."""
    statement = select(Statement).where(Statement.id == statement_id, Statement.officer_id == actor.officer_id)
    found: Statement | None = session.exec(within(statement, actor, col(Statement.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def readable_statements(
    session: Session, actor: Actor, purchase_id: UUID, accounts: AccountsState | None = None
) -> tuple[ReadableStatement, ...]:
    """Return the finished statements about a test that the actor may read, in the order of finishing. NotFound.

    Their own always; others' from when they may read the others' accounts (see `rules.accounts.may_read`).
    """
    accounts = accounts or accounts_state(session, actor, purchase_id)
    statement = select(Statement).where(Statement.purchase_id == purchase_id, col(Statement.finished_at).is_not(None))
    if not accounts.may_read:
        statement = statement.where(Statement.officer_id == actor.officer_id)
    statement = within(statement, actor, col(Statement.authority_id))
    found = session.exec(statement.order_by(col(Statement.finished_at), col(Statement.id))).all()
    people = {one.id: one for one in officers.list_officers(session, actor)} if found else {}
    return tuple(_readable(one, people[one.officer_id]) for one in found)


def get_readable_statement(session: Session, actor: Actor, purchase_id: UUID, statement_id: UUID) -> ReadableStatement:
    """Return one finished statement about a test that the actor may read. Raises NotFound, also for any other."""
    found = next((one for one in readable_statements(session, actor, purchase_id) if one.id == statement_id), None)
    if found is None:
        raise NotFound
    return found


def _readable(one: Statement, officer: Any) -> ReadableStatement:
    document = one.finished_document or ""
    expected = rules.statement_document(
        reference=account_rules.part_of(document, "statement_about"),
        officer=account_rules.part_of(document, "officer"),
        officer_id=str(one.officer_id),
        number=one.number,
        words=one.words,
        at=one.finished_at,  # type: ignore[arg-type]  # only finished ones are asked for
    )
    return ReadableStatement(
        id=one.id,
        officer_id=one.officer_id,
        officer_name=officer.name,
        job_title=officer.job_title,
        number=one.number,
        words=one.words,
        finished_at=one.finished_at,  # type: ignore[arg-type]  # only finished ones are asked for
        sha256=one.finished_sha256 or "",
        document=document,
        holds=document == expected and account_rules.digest(document) == one.finished_sha256,
    )


def told_of(session: Session, actor: Actor, purchase_id: UUID) -> rules.Told:
    """Return what the record tells the actor's statement about a test of their authority. Raises NotFound.

    The only account it holds is the actor's own, once signed. No name of a volunteer is known here.
    """
    purchase = get_own_purchase(session, actor, purchase_id)
    officer = officers.get_officer(session, actor, _own_id(actor))
    authority = officers.get_authority(session, actor.authority_id)
    identity = retailers.get_identity(session, actor, purchase.outlet_id)
    account = find_own_account(session, actor, purchase_id)
    named, authorised_by = _operation(session, actor, purchase)
    return rules.Told(
        name=officer.name,
        job_title=officer.job_title,
        employer=f"{authority.name}, {authority.department}",
        other_officer=_other_officer(session, actor, purchase),
        place=", ".join(part for part in (identity.name, identity.where) if part),
        operation=named,
        authorised_by=authorised_by,
        category=offences.category_on(session, purchase.category_code, purchase.tested_on).label,
        parcel=_parcel(find_hand_over(session, actor, purchase_id)),
        stages=tuple(stages_of(session, actor, purchase_id)),
        exhibits=_exhibits(session, actor, purchase_id),
        account=account.words if account is not None and account.signed_at else "",
        account_signed_at=account.signed_at if account is not None else None,
        **_recorded(purchase),
    )


def _own_id(actor: Actor) -> UUID:
    if actor.officer_id is None:
        raise NotFound
    return actor.officer_id


def _other_officer(session: Session, actor: Actor, purchase: Purchase) -> str:
    others = {purchase.officer_id, purchase.second_officer_id} - {None, actor.officer_id}
    return ", ".join(sorted(officers.officer_names(session, {one for one in others if one}).values()))


def _operation(session: Session, actor: Actor, purchase: Purchase) -> tuple[str, str]:
    if purchase.operation_id is None:
        return "", ""
    operation = operations.get_operation(session, actor, purchase.operation_id)
    return f"{operation.reference} {operation.name}", operation.authorised_by


def _exhibits(session: Session, actor: Actor, purchase_id: UUID) -> tuple[rules.Produced, ...]:
    return tuple(
        rules.Produced(
            reference=row.exhibit.reference,
            description=row.exhibit.description,
            produced_by=None if row.exhibit.produced_by_id == actor.officer_id else row.exhibit.produced_by,
        )
        for row in evidence.list_exhibits(session, actor, purchase_id)
        if row.exhibit.withdrawn_at is None and row.exhibit.dispute_id is None
    )


def _recorded(purchase: Purchase) -> dict[str, Any]:
    told = ", ".join(
        part
        for part in (
            f"{purchase.retailer_told_on.day} {purchase.retailer_told_on:%B %Y}" if purchase.retailer_told_on else "",
            f"{purchase.retailer_told_at_time:%H:%M}" if purchase.retailer_told_at_time else "",
            purchase.retailer_told_how,
        )
        if part
    )
    same = (
        *(
            "type",
            "outcome",
            "outcome_reason",
            "tested_on",
            "buyer_basis",
            "age_years",
            "age_months",
            "product",
            "brand",
        ),
        *("price_pence", "blade_length_mm", "displayed_where", "payment", "held_by", "words_spoken", "age_asked"),
        *(
            "id_asked",
            "id_shown",
            "id_looked_at",
            "till_prompt_seen",
            "till_number",
            "staff_description",
            "staff_badge",
        ),
        *("url", "seller_name", "age_check", "declared_age_true", "declared_name_true", "declaration_authorised_by"),
    )
    return {name: getattr(purchase, name) for name in same} | {
        "volunteer_code": purchase.volunteer_code or "",
        "started": purchase.started_at_time,
        "ended": purchase.ended_at_time,
        "item_reached_officer": purchase.handed_to_officer_at_time,
        "retailer_told": told,
    }


def _parcel(hand_over: HandOver | None) -> rules.Parcel | None:
    if hand_over is None:
        return None
    return rules.Parcel(
        result=hand_over.result,
        dispatched_on=hand_over.dispatched_on,
        handed_over_on=hand_over.handed_over_on,
        company=hand_over.delivery_company,
        address_kind=hand_over.address_kind,
        handed_to=hand_over.handed_to,
        handed_to_age=hand_over.handed_to_age_years,
        id_looked_at=hand_over.id_looked_at,
        marking=hand_over.package_marking,
        words=hand_over.words_spoken,
    )
