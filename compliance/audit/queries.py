"""Reads of the audit: a record's history, an authority's entries, and the chains for verification."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from compliance import clock
from compliance.audit import rules
from compliance.audit.models import AuditEntry, AuditHead
from compliance.database import within
from compliance.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A page of entries, newest first, and the number to go on from (None at the end)."""

    entries: Sequence[AuditEntry]
    older: int | None


def list_subject(session: Session, actor: Actor, subject_kind: str, subject_id: UUID) -> Sequence[AuditEntry]:
    """Return what was done to one record of the actor's authority, newest first; looking at it is left out."""
    statement = select(AuditEntry).where(
        AuditEntry.subject_kind == subject_kind, AuditEntry.subject_id == str(subject_id)
    )
    return _written(session, actor, statement)


def list_outlet(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[AuditEntry]:
    """Return what was done to an outlet and to every record about it, newest first; looking is left out."""
    return _written(session, actor, select(AuditEntry).where(AuditEntry.outlet_id == outlet_id))


def _written(session: Session, actor: Actor, statement: Any) -> Sequence[AuditEntry]:
    looks = [col(AuditEntry.action).endswith(ending) for ending in rules.LOOKS]
    statement = within(statement.where(~or_(*looks)), actor, col(AuditEntry.authority_id))
    found: Sequence[AuditEntry] = session.exec(statement.order_by(col(AuditEntry.number).desc()).limit(500)).all()
    return found


def list_entries(
    session: Session,
    actor: Actor,
    *,
    action: str = "",
    who: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> Page:
    """Return a page of the authority's entries, newest first.

    `since` and `until` are days in London, both inclusive; `before` is the number that the page before ended on.
    """
    statement = within(select(AuditEntry), actor, col(AuditEntry.authority_id))
    if action:
        statement = statement.where(col(AuditEntry.action).startswith(action, autoescape=True))
    if who:
        statement = statement.where(col(AuditEntry.actor_name).icontains(who, autoescape=True))
    if since:
        statement = statement.where(col(AuditEntry.at) >= _midnight(since))
    if until:
        statement = statement.where(col(AuditEntry.at) < _midnight(until + timedelta(days=1)))
    if before:
        statement = statement.where(col(AuditEntry.number) < before)
    found = session.exec(statement.order_by(col(AuditEntry.number).desc()).limit(PAGE + 1)).all()
    more = len(found) > PAGE
    return Page(found[:PAGE], found[PAGE - 1].number if more else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.LONDON)


def list_heads(session: Session) -> Sequence[AuditHead]:
    """Return the head of every chain, by name. For verification by whoever runs the system."""
    return session.exec(select(AuditHead).order_by(AuditHead.chain)).all()


def list_chains(session: Session) -> Sequence[str]:
    """Return the names of all chains that have an entry or a head."""
    entries = session.exec(select(AuditEntry.chain).distinct()).all()
    heads = session.exec(select(AuditHead.chain)).all()
    return sorted({*entries, *heads})


def follow_chain(session: Session, chain: str) -> Iterator[rules.Link]:
    """Yield every link of a chain in order, a few hundred rows at a time."""
    statement = select(AuditEntry).where(AuditEntry.chain == chain).order_by(col(AuditEntry.number))
    for row in session.exec(statement.execution_options(yield_per=500)):
        yield rules.Link(
            entry=rules.Entry(
                chain=row.chain,
                number=row.number,
                at=row.at,
                actor_id=str(row.actor_id) if row.actor_id else None,
                actor_name=row.actor_name,
                action=row.action,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                outlet_id=str(row.outlet_id) if row.outlet_id else None,
                reason=row.reason,
                detail=row.detail,
            ),
            previous_hash=row.previous_hash,
            hash=row.hash,
        )


def verify(session: Session) -> tuple[int, list[rules.Break]]:
    """Follow every chain to its head: return how many entries were checked, and each broken chain’s first break."""
    heads = {head.chain: head for head in list_heads(session)}
    checked, breaks = 0, []
    for chain in list_chains(session):
        verification = rules.Verification(chain)
        for link in follow_chain(session, chain):
            verification.follow(link)
            checked += 1
        head = heads.get(chain)
        broken = verification.finish(head.number if head else 0, head.hash if head else rules.GENESIS)
        if broken is not None:
            breaks.append(broken)
    return checked, breaks
