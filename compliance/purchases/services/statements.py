"""An officer's statement about a test: drafted from the record, edited, and finished."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries
from compliance.purchases.models import Purchase, Statement
from compliance.purchases.rules import accounts as account_rules
from compliance.purchases.rules import statements as rules
from compliance.purchases.services.naming import check_names_nobody


def begin_statement(session: Session, actor: Actor, purchase_id: UUID) -> Statement:
    """Draft the actor's statement about a test from the record, and return it; a draft that is there stays as it is.

    A later version, after one was finished, is drafted anew. Raises Refusal before the actor has signed an account of
    the test; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    session.refresh(purchase, with_for_update=True)
    account = queries.find_own_account(session, actor, purchase_id)
    if account is None or account.signed_at is None:
        raise Refusal("Sign your account of this test first: a statement is drafted from the record as it then stands")
    own = queries.list_own_statements(session, actor, purchase_id)
    if own and own[0].finished_at is None:
        return own[0]
    if actor.officer_id is None:
        raise Forbidden(Permission.RECORD_PURCHASE)
    words = rules.draft(queries.told_of(session, actor, purchase_id))
    now = clock.now()
    statement = Statement(
        authority_id=actor.authority_id,
        purchase_id=purchase_id,
        officer_id=actor.officer_id,
        number=len(own) + 1,
        words=words,
        started_at=now,
        saved_at=now,
    )
    session.add(statement)
    session.flush()
    _tell(session, actor, purchase, "statement.begun", statement, words_sha256=account_rules.digest(words))
    return statement


def save_statement(session: Session, actor: Actor, statement_id: UUID, words: str, *, version: int) -> Statement:
    """Keep the actor's own draft of a statement. The audit holds the hash of the words, and not the words.

    `version` is that of the draft the form was filled from. Raises Refusal once finished, for empty words, a name
    of the volunteer (keep the entry of having asked), or when the draft was saved meanwhile; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    statement = queries.get_own_statement(session, actor, statement_id)
    if statement.finished_at is not None:
        raise Refusal("This statement is finished, so it stays as it is. Draft a later version instead")
    text = account_rules.check_words(words)
    if text == statement.words:
        return statement
    purchase = queries.get_own_purchase(session, actor, statement.purchase_id)
    drafted = rules.draft(queries.told_of(session, actor, purchase.id))
    check_names_nobody(session, actor, purchase.volunteer_id, words=rules.typed_in(text, drafted))
    audit.check_version(statement, version, "draft")
    statement.words, statement.saved_at = text, clock.now()
    session.add(statement)
    session.flush()
    _tell(session, actor, purchase, "statement.saved", statement, words_sha256=account_rules.digest(text))
    return statement


def finish_statement(session: Session, actor: Actor, statement_id: UUID, words: str, *, version: int) -> Statement:
    """Mark the actor's own statement finished: it never changes again, and its hash is kept. Finished before, it stays.

    Raises Refusal while something stands in square brackets, and as `save_statement` does; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    statement = queries.get_own_statement(session, actor, statement_id)
    text = rules.check_finished(words)
    if statement.finished_at is not None and statement.words == text:
        return statement
    statement = save_statement(session, actor, statement_id, text, version=version)
    purchase = queries.get_own_purchase(session, actor, statement.purchase_id)
    now = clock.now()
    statement.finished_document = rules.statement_document(
        reference=purchase.reference,
        officer=actor.name,
        officer_id=str(statement.officer_id),
        number=statement.number,
        words=statement.words,
        at=now,
    )
    statement.finished_sha256 = account_rules.digest(statement.finished_document)
    statement.finished_at = now
    session.add(statement)
    session.flush()
    _tell(session, actor, purchase, "statement.finished", statement, sha256=statement.finished_sha256)
    return statement


def _tell(
    session: Session, actor: Actor, purchase: Purchase, action: str, statement: Statement, **detail: object
) -> None:
    audit.record(
        session,
        actor,
        action,
        "purchase",
        purchase.id,
        outlet_id=purchase.outlet_id,
        detail={"reference": purchase.reference, "number": statement.number, **detail},
    )
