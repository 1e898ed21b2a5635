"""Officers write their own accounts of a test, sign them, and add to them."""

from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts import services as officers
from compliance.accounts.rules import Confirmation
from compliance.accounts.services import SignInFailure
from compliance.audit import services as audit
from compliance.database import within
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries
from compliance.purchases.models import Account, Addition, Purchase
from compliance.purchases.rules import accounts as rules
from compliance.purchases.rules import frozen
from compliance.purchases.services.naming import check_names_nobody

REFUSED = {
    SignInFailure.WRONG: "This is not your password. Nothing was signed. Type it again",
    SignInFailure.LOCKED: "There were too many wrong passwords, so your account is locked for a while. Nothing was "
    "signed. What you wrote is kept as a draft",
    SignInFailure.TOO_MANY: "There have been too many tries from this network. Wait a minute, then type your password "
    "again. Nothing was signed",
}


def save_account(session: Session, actor: Actor, purchase_id: UUID, words: str, *, version: int = 0) -> Account:
    """Keep the actor's own account of a test as a draft that only they can read, and return it.

    `version` is that of the draft the form was filled from, 0 for the first. The audit holds the hash of the words and
    not the words. Raises Refusal for somebody who did not make the test, once signed, for empty words, for a name of
    the volunteer (keep the entry of having asked), or when the draft was saved meanwhile; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = _held(session, actor, purchase_id)
    account = queries.find_own_account(session, actor, purchase_id)
    written = queries.list_written(session, actor, purchase_id)
    own = next((one for one in written if one.officer_id == actor.officer_id), None)
    rules.check_writer(actor.officer_id, queries.officers_of(purchase), own)
    text = rules.check_words(words)
    if account is not None and account.words == text:
        return account
    check_names_nobody(session, actor, purchase.volunteer_id, words=text)
    now = clock.now()
    if account is None:
        account = Account(
            authority_id=actor.authority_id,
            purchase_id=purchase_id,
            officer_id=_officer(actor),
            words=text,
            started_at=now,
            saved_at=now,
        )
    else:
        audit.check_version(account, version, "draft")
        account.words, account.saved_at = text, now
    session.add(account)
    session.flush()
    _tell(session, actor, purchase, "account.saved", words_sha256=rules.digest(text))
    return account


def sign_account(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    words: str,
    *,
    declared: bool,
    confirmation: Confirmation,
    version: int = 0,
) -> Account:
    """Sign the actor's own account of a test: from now on it, and what was seen and said in the record, stand still.

    What was typed is kept as a draft first; keep that, and the count of wrong passwords, though the answer is a Refusal
    beside `password`. When the last officer of the test signs, the accounts are opened to others. Signed before, the
    account is returned as it is: a second press does nothing. Raises Refusal as `save_account` does, without the
    declaration, and for a wrong password; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    signed = queries.find_own_account(session, actor, purchase_id)
    if signed is not None and signed.signed_at is not None and signed.words == rules.check_words(words):
        return signed
    if signed is not None and signed.signed_at is None and signed.words == rules.check_words(words):
        audit.check_version(signed, version, "draft")
    account = save_account(session, actor, purchase_id, words, version=version)
    if not declared:
        raise Refusal("Tick that this is your account, in your own words", "declared")
    if failure := officers.confirm_password(session, actor, confirmation):
        raise Refusal(REFUSED[failure], "password")
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    recorded = "\n".join(str(getattr(purchase, name)) for name in frozen.FREE_WORDS)
    check_names_nobody(session, actor, purchase.volunteer_id, **{"": recorded})
    now = clock.now()
    account.signed_document = rules.account_document(
        reference=purchase.reference,
        officer=actor.name,
        officer_id=account.officer_id,
        declaration=queries.declaration_of(session, actor, purchase_id),
        words=account.words,
        at=now,
        record=rules.snapshot(purchase.model_dump()),
    )
    account.signed_sha256 = rules.digest(account.signed_document)
    account.signed_at = now
    session.add(account)
    session.flush()
    _tell(session, actor, purchase, "account.signed", account=account.id, sha256=account.signed_sha256)
    note_officers(session, actor, purchase_id)
    return account


def note_officers(session: Session, actor: Actor, purchase_id: UUID) -> int:
    """Open the signed accounts of a test to others if every officer of it has signed, and return how many were opened.

    To be called after a signature, and after a correction that names other officers: then those who have not signed
    must, and what was opened before stays open to everybody else. Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = _held(session, actor, purchase_id)
    written = queries.list_written(session, actor, purchase_id)
    if not rules.have_all_signed(queries.officers_of(purchase), written):
        return 0
    statement = select(Account).where(
        Account.purchase_id == purchase_id, col(Account.signed_at).is_not(None), col(Account.opened_at).is_(None)
    )
    waiting = session.exec(within(statement, actor, col(Account.authority_id)).order_by(col(Account.id))).all()
    now = clock.now()
    for account in waiting:
        account.opened_at = now
        session.add(account)
    if waiting:
        session.flush()
        _tell(
            session, actor, purchase, "account.opened", opened_sha256=sorted(one.signed_sha256 or "" for one in waiting)
        )
    return len(waiting)


def add_to_account(
    session: Session, actor: Actor, purchase_id: UUID, new: rules.NewAddition, *, addition_id: UUID | None = None
) -> Addition:
    """Add to the actor's own signed account: the words, what they are about, and why only now. It stays.

    `addition_id` is the identifier that the form carries: sent twice it adds once. Raises Refusal before signing, for a
    part that is missing, or a name of the volunteer; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = _held(session, actor, purchase_id)
    account = queries.find_own_account(session, actor, purchase_id)
    if account is None or account.signed_at is None:
        raise Refusal("Sign your account first. Until then, change the words of the account itself")
    made = session.get(Addition, addition_id) if addition_id else None
    if made is not None and made.account_id == account.id:
        return made
    new = rules.check_addition(new)
    check_names_nobody(session, actor, purchase.volunteer_id, about=new.about, words=new.words, reason=new.reason)
    number, before = queries.last_addition(session, actor, account.id) or (0, account.signed_sha256 or "")
    now = clock.now()
    document = rules.addition_document(new, before=before, number=number + 1, officer_id=account.officer_id, at=now)
    addition = Addition(
        authority_id=actor.authority_id,
        account_id=account.id,
        officer_id=account.officer_id,
        number=number + 1,
        about=new.about,
        words=new.words,
        reason=new.reason,
        added_at=now,
        sha256=rules.digest(document),
    )
    if addition_id is not None and made is None:
        addition.id = addition_id
    session.add(addition)
    session.flush()
    _tell(session, actor, purchase, "account.added_to", account=account.id, number=number + 1, sha256=addition.sha256)
    return addition


def _held(session: Session, actor: Actor, purchase_id: UUID) -> Purchase:
    """Return a test of the actor's authority, held until the transaction is over: of two signatures one is the last."""
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    session.refresh(purchase, with_for_update=True)
    return purchase


def _officer(actor: Actor) -> UUID:
    if actor.officer_id is None:
        raise Forbidden(Permission.RECORD_PURCHASE)
    return actor.officer_id


def _tell(session: Session, actor: Actor, purchase: Purchase, action: str, **detail: object) -> None:
    """Write down that something was done to an account: with hashes, never with words."""
    audit.record(
        session,
        actor,
        action,
        "purchase",
        purchase.id,
        outlet_id=purchase.outlet_id,
        detail={"reference": purchase.reference, **detail},
    )
