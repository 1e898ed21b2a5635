"""Reads of the audit: a record's history, an authority's entries, and the chains for verification."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

import sqlalchemy as sa
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


def list_subjects(
    session: Session, actor: Actor, subject_kind: str, subject_ids: Collection[UUID]
) -> Sequence[AuditEntry]:
    """Return what was done to several records of one kind of the actor's authority, newest first. One query."""
    statement = select(AuditEntry).where(
        AuditEntry.subject_kind == subject_kind, col(AuditEntry.subject_id).in_([str(one) for one in subject_ids])
    )
    return _written(session, actor, statement)


def list_outlet(session: Session, actor: Actor, *outlet_ids: UUID) -> Sequence[AuditEntry]:
    """Return what was done to an outlet and to every record about it, newest first; looking is left out.

    More than one identifier: it and those that were merged into it.
    """
    return _written(session, actor, select(AuditEntry).where(col(AuditEntry.outlet_id).in_(outlet_ids)))


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


def follow_chain(session: Session, chain: str, until: int | None = None) -> Iterator[rules.Link | rules.Unreadable]:
    """Yield every link of a chain in order, a few hundred rows at a time, up to the number `until` if one is given.

    The columns are read as the text they are, so that a row which no longer holds an entry is a broken link, not the
    end of the verification.
    """
    statement = sa.select(*(_raw(session, name) for name in rules.COLUMNS)).where(col(AuditEntry.chain) == chain)
    if until is not None:
        statement = statement.where(col(AuditEntry.number) <= until)
    rows = session.execute(statement.order_by(col(AuditEntry.number)).execution_options(yield_per=500))
    for row in rows.mappings():
        yield rules.read_link(cast("rules.Raw", row))


def follow_actions(session: Session, actions: Collection[str]) -> Iterator[rules.Link | rules.Unreadable]:
    """Yield every link of every chain that tells of one of these actions, by chain and in order, as `follow_chain`.

    For a slice that holds its own rows to what the audit says of them. Whether the chains hold is asked of `verify`.
    """
    statement = sa.select(*(_raw(session, name) for name in rules.COLUMNS)).where(col(AuditEntry.action).in_(actions))
    ordered = statement.order_by(col(AuditEntry.chain), col(AuditEntry.number)).execution_options(yield_per=500)
    for row in session.execute(ordered).mappings():
        yield rules.read_link(cast("rules.Raw", row))


def _raw(session: Session, name: str) -> Any:
    """Return a column of the entries as text; on SQLite, where a column may hold anything, as that text's bytes."""
    return sa.cast(sa.inspect(AuditEntry).local_table.c[name], _raw_type(session)).label(name)


def _raw_type(session: Session) -> type[Any]:
    return sa.Text if session.get_bind().dialect.name == "postgresql" else sa.LargeBinary


def _list_ends(session: Session) -> tuple[dict[str, rules.Head], dict[str, int | None]]:
    """Return each chain's head, and each chain's greatest number (None when it is no number), as of one moment.

    One statement: an entry that is added meanwhile is in both or in neither.
    """
    heads, entries, raw = sa.inspect(AuditHead).local_table, sa.inspect(AuditEntry).local_table, _raw_type(session)
    statement = sa.union_all(
        sa.select(
            sa.literal("head").label("what"),
            sa.cast(heads.c.chain, raw).label("chain"),
            sa.cast(heads.c.number, raw).label("number"),
            sa.cast(heads.c.hash, raw).label("hash"),
        ),
        sa.select(
            sa.literal("last"), sa.cast(entries.c.chain, raw), sa.cast(sa.func.max(entries.c.number), raw), sa.null()
        ).group_by(entries.c.chain),
    )
    found: dict[str, rules.Head] = {}
    last: dict[str, int | None] = {}
    for row in session.execute(statement).mappings():
        if row["what"] == "head":
            head = rules.read_head(cast("rules.Raw", row))
            found[head.chain] = head
        else:
            end = rules.read_head({**row, "hash": ""})
            last[end.chain] = end.number or None
    return found, last


class Verified(NamedTuple):
    """What verification found: how many entries, each chain's first break, where each chain ends, and warnings."""

    checked: int
    breaks: list[rules.Break]
    heads: list[rules.Head]
    silent: list[str]


def verify(session: Session, earlier: Mapping[str, rules.Head] | None = None) -> Verified:
    """Follow every chain to its head, and hold it to where it ended when somebody wrote that down (`earlier`).

    `silent` are the codes of authorities that have officers but not one entry: adding an officer writes one.
    """
    earlier = earlier or {}
    authorities = _authorities_with_officers(session)
    found, last = _list_ends(session)
    checked, breaks, ends = 0, [], []
    for chain in sorted({*found, *last, *earlier}):
        verification = rules.Verification(
            chain,
            authority_id=None if chain == rules.SYSTEM_CHAIN else authorities.get(chain, ("", False))[0],
            earlier=earlier.get(chain),
        )
        before = checked
        for link in follow_chain(session, chain, last.get(chain)):
            verification.follow(link)
            checked += 1
        if chain in last and checked == before:
            verification.follow(rules.Unreadable("chain"))
        head = found.get(chain, rules.Head(chain, 0, rules.GENESIS))
        broken = verification.finish(head.number, head.hash)
        if broken is not None:
            breaks.append(broken)
        if verification.last.number:
            ends.append(verification.last)
    silent = [code for code, (_id, staffed) in authorities.items() if staffed and code not in last]
    return Verified(checked, breaks, ends, silent)


def _authorities_with_officers(session: Session) -> dict[str, tuple[str, bool]]:
    """Return each authority's identifier by its code, and whether it has officers. Their slice lies above this one."""
    authorities = sa.table("authorities", sa.column("id", sa.Uuid()), sa.column("code", sa.String()))
    officers = sa.table("officers", sa.column("authority_id", sa.Uuid()))
    staffed = sa.exists().where(officers.c.authority_id == authorities.c.id)
    statement = sa.select(authorities.c.id, authorities.c.code, staffed).order_by(authorities.c.code)
    return {code: (str(identifier), bool(has)) for identifier, code, has in session.execute(statement)}
