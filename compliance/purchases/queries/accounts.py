"""Reads of officers' accounts of a test: who has signed, and the words only for whoever may read them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as officers
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.purchases.models import Account, Addition, Purchase
from compliance.purchases.queries.standing import get_own_purchase
from compliance.purchases.rules import accounts as rules
from compliance.purchases.rules import frozen


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, or wrote, an account of a test, and how far they are: never what they wrote.

    `of_test`: named as an officer of it now. `after_opening`: begun when another's account could already be read.
    """

    officer_id: UUID
    name: str
    of_test: bool
    is_first: bool
    account_id: UUID | None = None
    started_at: datetime | None = None
    signed_at: datetime | None = None
    sha256: str | None = None
    opened_at: datetime | None = None
    after_opening: bool = False

    @property
    def begun(self) -> bool:
        """Whether a draft, or more, is there."""
        return self.account_id is not None


@dataclass(frozen=True, slots=True)
class AccountsState:
    """Who must write and who has signed. `may_read`: the actor may read all that is signed; `owes`: they must write."""

    writers: tuple[Writer, ...]
    all_signed: bool
    opened: bool
    may_read: bool
    owes: bool
    may_write: bool

    @property
    def signed(self) -> int:
        """How many accounts are signed."""
        return sum(writer.signed_at is not None for writer in self.writers)

    @property
    def last_signed_at(self) -> datetime | None:
        """The moment of the latest signature."""
        return max((writer.signed_at for writer in self.writers if writer.signed_at), default=None)


@dataclass(frozen=True, slots=True)
class ReadableAddition:
    """An addition that the actor may read."""

    number: int
    about: str
    words: str
    reason: str
    added_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadableAccount:
    """A signed account that the actor may read, with what was added. `holds`: it is still what was signed, to the hash.

    `opened`: others may read it too. `document` is just what was hashed. `record` is the record as it stood, `changed`
    the columns that differ now.
    """

    id: UUID
    officer_id: UUID
    officer_name: str
    of_test: bool
    words: str
    declaration: str
    signed_at: datetime
    sha256: str
    opened: bool
    after_opening: bool
    record: dict[str, Any]
    changed: tuple[str, ...]
    additions: tuple[ReadableAddition, ...]
    document: str
    holds: bool


def officers_of(purchase: Purchase) -> tuple[UUID, ...]:
    """Return the officers of a test: the first, and the second where there is one."""
    return tuple(one for one in (purchase.officer_id, purchase.second_officer_id) if one is not None)


def list_written(session: Session, actor: Actor, purchase_id: UUID) -> list[rules.Written]:
    """Return who has begun an account of a test of the actor's authority, when, and how far: not the words."""
    return [
        rules.Written(row.officer_id, row.started_at, row.signed_at, row.opened_at)
        for row in _heads(session, actor, purchase_id)
    ]


def accounts_state(session: Session, actor: Actor, purchase_id: UUID) -> AccountsState:
    """Return who must write an account of a test, who has signed, and whether the actor may read. NotFound."""
    purchase = get_own_purchase(session, actor, purchase_id)
    made_by, heads = officers_of(purchase), _heads(session, actor, purchase_id)
    written = [rules.Written(row.officer_id, row.started_at, row.signed_at, row.opened_at) for row in heads]
    people = [*made_by, *(row.officer_id for row in heads if row.officer_id not in made_by)]
    names = officers.officer_names(session, set(people))
    by_officer = {row.officer_id: (row, one) for row, one in zip(heads, written, strict=True)}
    writers = []
    for officer_id in people:
        row, one = by_officer.get(officer_id, (None, None))
        known = {"of_test": officer_id in made_by, "is_first": officer_id == purchase.officer_id}
        if row is not None and one is not None:
            known |= row._asdict() | {"after_opening": rules.began_after_opening(one, written)}
        writers.append(Writer(**(known | {"officer_id": officer_id, "name": names.get(officer_id, "")})))
    own = next((one for one in written if one.officer_id == actor.officer_id), None)
    owes = rules.owes_account(actor.officer_id, made_by, written)
    return AccountsState(
        writers=tuple(writers),
        all_signed=rules.have_all_signed(made_by, written),
        opened=any(one.opened_at is not None for one in written),
        may_read=any(one.opened_at is not None for one in written) and not owes,
        owes=owes and actor.officer_id in made_by,
        may_write=actor.officer_id in made_by and (own is None or own.signed_at is None),
    )


def _heads(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Any]:
    """Return everything of the accounts of a test but what they say."""
    statement: Any = sa.select(
        col(Account.id).label("account_id"),
        col(Account.officer_id),
        col(Account.started_at),
        col(Account.signed_at),
        col(Account.signed_sha256).label("sha256"),
        col(Account.opened_at),
    ).where(col(Account.purchase_id) == purchase_id)
    statement = within(statement, actor, col(Account.authority_id))
    return session.execute(statement.order_by(col(Account.started_at), col(Account.id))).all()


def find_own_account(session: Session, actor: Actor, purchase_id: UUID) -> Account | None:
    """Return the actor's own account of a test, draft or signed, or None. Nobody else's is ever returned."""
    statement = select(Account).where(Account.purchase_id == purchase_id, Account.officer_id == actor.officer_id)
    found: Account | None = session.exec(within(statement, actor, col(Account.authority_id))).one_or_none()
    return found


def declaration_of(session: Session, actor: Actor, purchase_id: UUID) -> str:
    """Return what the actor declares when signing their account of a test: independent, unless begun too late."""
    written = list_written(session, actor, purchase_id)
    own = next((one for one in written if one.officer_id == actor.officer_id), None)
    late = own is not None and rules.began_after_opening(own, written)
    return rules.DECLARATION_AFTER_OPENING if late else rules.DECLARATION


def readable_accounts(session: Session, actor: Actor, purchase_id: UUID) -> tuple[ReadableAccount, ...]:
    """Return the signed accounts of a test that the actor may read, in the order of signing. Raises NotFound.

    The actor's own always; the others' once every officer of the test has signed (see `rules.may_read`).
    """
    purchase = get_own_purchase(session, actor, purchase_id)
    made_by, written = officers_of(purchase), list_written(session, actor, purchase_id)
    open_to_actor = [
        one.officer_id for one in written if one.signed_at and rules.may_read(one, actor.officer_id, made_by, written)
    ]
    if not open_to_actor:
        return ()
    statement = select(Account).where(Account.purchase_id == purchase_id, col(Account.officer_id).in_(open_to_actor))
    found = session.exec(
        within(statement, actor, col(Account.authority_id)).order_by(col(Account.signed_at), col(Account.id))
    ).all()
    names = officers.officer_names(session, set(open_to_actor))
    additions = _additions(session, actor, [account.id for account in found])
    late = {one.officer_id: rules.began_after_opening(one, written) for one in written}
    return tuple(
        _readable(
            account,
            additions.get(account.id, []),
            purchase,
            name=names.get(account.officer_id, ""),
            of_test=account.officer_id in made_by,
            late=late[account.officer_id],
        )
        for account in found
    )


def get_readable_account(session: Session, actor: Actor, purchase_id: UUID, account_id: UUID) -> ReadableAccount:
    """Return one signed account of a test that the actor may read. Raises NotFound, also for one they may not."""
    found = next((one for one in readable_accounts(session, actor, purchase_id) if one.id == account_id), None)
    if found is None:
        raise NotFound
    return found


def _readable(
    account: Account, additions: list[Addition], purchase: Purchase, *, name: str, of_test: bool, late: bool
) -> ReadableAccount:
    signed = json.loads(account.signed_document or "{}")
    written = [
        (
            rules.addition_document(
                rules.NewAddition(one.about, one.words, one.reason),
                before=before,
                number=one.number,
                officer_id=one.officer_id,
                at=one.added_at,
            ),
            one.sha256,
        )
        for one, before in zip(additions, [account.signed_sha256 or "", *(a.sha256 for a in additions)], strict=False)
    ]
    sound = rules.digest(account.signed_document or "") == account.signed_sha256
    return ReadableAccount(
        id=account.id,
        officer_id=account.officer_id,
        officer_name=name,
        of_test=of_test,
        words=account.words,
        declaration=signed["declaration"],
        signed_at=account.signed_at,  # type: ignore[arg-type]  # only signed ones are asked for
        sha256=account.signed_sha256 or "",
        opened=account.opened_at is not None,
        after_opening=late,
        record=signed["record"],
        changed=tuple(rules.changed_since(signed["record"], purchase.model_dump())),
        additions=tuple(
            ReadableAddition(one.number, one.about, one.words, one.reason, one.added_at, one.sha256)
            for one in additions
        ),
        document=account.signed_document or "",
        holds=sound and signed["words"] == account.words and rules.follows(written, account.signed_sha256 or ""),
    )


def _additions(session: Session, actor: Actor, account_ids: list[UUID]) -> dict[UUID, list[Addition]]:
    statement = select(Addition).where(col(Addition.account_id).in_(account_ids))
    statement = within(statement, actor, col(Addition.authority_id))
    found: dict[UUID, list[Addition]] = {}
    for one in session.exec(statement.order_by(col(Addition.account_id), col(Addition.number))):
        found.setdefault(one.account_id, []).append(one)
    return found


def last_addition(session: Session, actor: Actor, account_id: UUID) -> tuple[int, str] | None:
    """Return the number and the hash of the last addition to an account, or None."""
    statement = sa.select(col(Addition.number), col(Addition.sha256)).where(col(Addition.account_id) == account_id)
    statement = within(statement, actor, col(Addition.authority_id)).order_by(col(Addition.number).desc()).limit(1)
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, slots=True)
class Signed:
    """That an officer has signed an account, when, and the hash of what was signed."""

    officer_id: UUID
    signed_at: datetime
    sha256: str


def signed_accounts(session: Session, actor: Actor, purchase_id: UUID) -> list[Signed]:
    """Return who has signed an account of a test of the actor's authority, in the order of signing: not the words."""
    found = [
        Signed(row.officer_id, row.signed_at, row.sha256)
        for row in _heads(session, actor, purchase_id)
        if row.signed_at is not None
    ]
    return sorted(found, key=lambda one: (one.signed_at, str(one.officer_id)))


def snapshot_of(purchase: Purchase) -> dict[str, Any]:
    """Return the facts of a test as a signature of this moment would keep them."""
    return rules.snapshot(purchase.model_dump())


def frozen_columns(session: Session, actor: Actor, purchase: Purchase) -> frozenset[str]:
    """Return the columns of a test that stand still because an officer has signed an account of it; none before."""
    if not signed_accounts(session, actor, purchase.id):
        return frozenset()
    return frozen.frozen_columns(purchase.model_dump())
