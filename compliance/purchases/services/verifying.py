"""Verification of what officers signed: each text hashed again, and held to the audit and to the record."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session

from compliance.audit import queries as audit
from compliance.audit.rules import Entry, Link
from compliance.evidence.queries.raw import follow_rows
from compliance.evidence.rules.verifying import Fault, Unreadable
from compliance.permissions import Actor
from compliance.purchases.models import Account, Addition, Purchase, Statement
from compliance.purchases.rules import verifying as rules
from compliance.purchases.rules.accounts import snapshot
from compliance.purchases.rules.verifying import Anchors, Held, Row

SIGNED, ADDED, FINISHED = "account.signed", "account.added_to", "statement.finished"
_Key = tuple[str, str, int]
"""Of which test, of which officer, and the number of a statement."""


@dataclass(slots=True)
class Signatures:
    """What was checked, and every fault that was found."""

    accounts: int = 0
    additions: int = 0
    statements: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Audit:
    """What the audit holds of accounts and of statements, with the chain and the test of each statement."""

    accounts: dict[str, Anchors] = field(default_factory=lambda: defaultdict(Anchors))
    statements: dict[_Key, tuple[str, str, Held]] = field(default_factory=dict)


def verify_signatures(session: Session, actor: Actor | None = None) -> Signatures:
    """Hold every signed account, addition and finished statement to its hash, to the audit, and to the record.

    Of the actor's authority, or of all without one. The audit’s own chains are followed first. A text that was
    changed, a signature taken away or put in, an addition removed, an account that is gone, and what was seen and said
    changed in the record since it was signed: each is named. Nothing is written.
    """
    done = Signatures()
    for broken in audit.verify(session).breaks:
        if actor is None or broken.chain == actor.authority_code:
            done.faults.append(Fault(broken.chain, "the audit", f"entry {broken.number}", broken.why))
    held = _read_audit(session, actor)
    _check_accounts(session, actor, done, held)
    _check_statements(session, actor, done, held)
    return done


def _read_audit(session: Session, actor: Actor | None) -> _Audit:
    held = _Audit()
    for link in audit.follow_actions(session, (SIGNED, ADDED, FINISHED)):
        if isinstance(link, Link) and (actor is None or link.entry.chain == actor.authority_code):
            _hold(held, link.entry)
    return held


def _hold(held: _Audit, entry: Entry) -> None:
    detail = entry.detail
    one, number = Held(entry.number, str(detail.get("sha256"))), detail.get("number")
    if entry.action == FINISHED:
        key = (str(entry.subject_id), str(entry.actor_id), int(number or 0))
        held.statements[key] = (entry.chain, str(detail.get("reference")), one)
        return
    anchors = held.accounts[str(detail.get("account"))]
    anchors.chain, anchors.reference = entry.chain, str(detail.get("reference"))
    if entry.action == SIGNED:
        anchors.signed = one
    else:
        anchors.additions[int(number or 0)] = one


def _check_accounts(session: Session, actor: Actor | None, done: Signatures, held: _Audit) -> None:
    additions: dict[str, list[Row]] = defaultdict(list)
    for row in _readable(done, "an addition", follow_rows(session, actor, Addition, "account_id", "number", "id")):
        additions[row["account_id"]].append(row)
    there = set()
    for row in _readable(done, "an account", follow_rows(session, actor, Account, "authority_id", "id")):
        there.add(row["id"])
        anchors, own = held.accounts.get(row["id"], Anchors()), additions.pop(row["id"], [])
        found = [*rules.check_account(row, anchors), *rules.check_additions(own, row["signed_sha256"], anchors)]
        done.accounts += row["signed_at"] is not None
        done.additions += len(own)
        reference, of_record = _check_record(session, row)
        name = rules.read_document(row["signed_document"]).get("officer", "")
        about = f"account of {name}" if name else "an account"
        for where, what in (*found, *of_record):
            done.faults.append(Fault(anchors.chain, anchors.reference or reference, f"{about}, {where}", what))
    for identifier, anchors in held.accounts.items():
        if identifier not in there and anchors.signed is not None:
            what = f"has been removed: it was signed (audit entry {anchors.signed.entry})"
            done.faults.append(Fault(anchors.chain, anchors.reference, "an account", what))
    for identifier in additions.keys() - held.accounts.keys():
        done.faults.append(Fault("", "no account", f"an addition to {identifier}", "belongs to nothing"))


def _check_record(session: Session, account: Row) -> tuple[str, list[tuple[str, str]]]:
    """Return the reference of an account's test, and what of its record is not as it was signed."""
    try:
        purchase = session.get(Purchase, UUID(account["purchase_id"]), populate_existing=True)
    except (ValueError, LookupError, TypeError):
        return "a test", [("the record", "cannot be read")]
    if purchase is None:
        return "a test", [("the record", "has been removed")]
    found = list(rules.check_record(account["signed_document"] or "", snapshot(purchase.model_dump())))
    if str(purchase.authority_id) != account["authority_id"]:
        found.append(("whose it is", "has been given to another authority than its test"))
    return purchase.reference, found


def _check_statements(session: Session, actor: Actor | None, done: Signatures, held: _Audit) -> None:
    waiting = dict(held.statements)
    for row in _readable(done, "a statement", follow_rows(session, actor, Statement, "authority_id", "id")):
        key = (row["purchase_id"], row["officer_id"], row["number"])
        chain, reference, one = waiting.pop(key, ("", "a statement", None))
        done.statements += row["finished_at"] is not None
        for where, what in rules.check_statement(row, one):
            done.faults.append(Fault(chain, reference, f"statement {row['number']}, {where}", what))
    for (_test, _officer, number), (chain, reference, one) in waiting.items():
        what = f"has been removed: it was finished (audit entry {one.entry})"
        done.faults.append(Fault(chain, reference, f"statement {number}", what))


def _readable(done: Signatures, noun: str, rows: Iterator[Row | Unreadable]) -> Iterator[Row]:
    """Yield the rows that can be read; one that cannot is a fault of its own."""
    for row in rows:
        if isinstance(row, Unreadable):
            done.faults.append(Fault("", noun, f"its “{row.column}”", "cannot be read"))
        else:
            yield row
