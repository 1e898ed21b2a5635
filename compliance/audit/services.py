"""Writing the audit: one more link on the actor's chain, in the transaction of the change it tells of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from compliance import clock
from compliance.audit import rules
from compliance.audit.models import AuditEntry, AuditHead
from compliance.database import insert_if_absent
from compliance.errors import Refusal
from compliance.permissions import Actor

Changes = Mapping[str, tuple[Any, Any]]


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: UUID | str | None,
    *,
    outlet_id: UUID | None = None,
    reason: str = "",
    changes: Changes | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the chain of the actor's authority (DPA 2018 s.62).

    `action` is `noun.past_tense`; `changes` maps a field to its values before and after; `reason` is why, where one is
    asked for. The entry is flushed with the change and commits or falls with it.
    """
    entry = rules.Entry(
        chain=actor.authority_code,
        number=0,
        at=clock.now(),
        actor_id=str(actor.officer_id) if actor.officer_id else None,
        actor_name=actor.name,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id) if subject_id else None,
        outlet_id=str(outlet_id) if outlet_id else None,
        reason=reason,
        detail=_content(detail, changes),
    )
    _append(session, entry, actor.authority_id)


def record_outlets(
    session: Session, actor: Actor, action: str, changes: Mapping[UUID, Changes], *, detail: Mapping[str, Any]
) -> None:
    """Add an entry for each outlet that one deed changed, in the order given, by as many statements as for one.

    For an import, which may change a thousand outlets: each keeps its own before and after, and the same `detail`.
    """
    if not changes:
        return
    head, at, rows = _head(session, actor.authority_code), clock.now(), []
    for outlet_id, changed in changes.items():
        entry = rules.Entry(
            chain=actor.authority_code,
            number=0,
            at=at,
            actor_id=str(actor.officer_id) if actor.officer_id else None,
            actor_name=actor.name,
            action=action,
            subject_kind="outlet",
            subject_id=str(outlet_id),
            outlet_id=str(outlet_id),
            reason="",
            detail=_content(detail, changed),
        )
        rows.append(_link(head, entry, actor.authority_id))
    session.add_all([head, *rows])
    session.flush()


def record_system(session: Session, action: str, subject_kind: str, subject_id: str | None, **detail: Any) -> None:
    """Add an entry that belongs to no authority (a sign-in with an unknown address) to the system's chain."""
    entry = rules.Entry(
        chain=rules.SYSTEM_CHAIN,
        number=0,
        at=clock.now(),
        actor_id=None,
        actor_name="",
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        outlet_id=None,
        reason="",
        detail=_plain(detail),
    )
    _append(session, entry, None)


def changed_fields(row: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the fields of a row that `values` would change, with the value before and the value after."""
    return {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}


def check_version(row: Any, version: int, what: str = "record") -> None:
    """Raise Refusal when somebody else has changed a row since the officer's form was filled in from `version`."""
    if row.version != version:
        raise Refusal(
            f"Somebody else changed this {what} while you were typing. What you typed is still here: open the {what} "
            "in another tab, compare, and save again"
        )


def correct(
    session: Session,
    actor: Actor,
    row: Any,
    values: Mapping[str, Any],
    *,
    action: str,
    subject_kind: str,
    version: int,
    outlet_id: UUID | None = None,
    reason: str = "",
) -> bool:
    """Change a row, keep what stood before in the audit, and return whether anything differed.

    `version` is the one the officer's form was filled in from: Refusal when somebody else has changed the row since, so
    that nobody's words are overwritten unseen.
    """
    check_version(row, version)
    changes = changed_fields(row, values)
    if not changes:
        return False
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    session.add(row)
    session.flush()
    record(session, actor, action, subject_kind, row.id, outlet_id=outlet_id, reason=reason, changes=changes)
    return True


def _append(session: Session, entry: rules.Entry, authority_id: UUID | None) -> None:
    head = _head(session, entry.chain)
    session.add_all([_link(head, entry, authority_id), head])
    session.flush()


def _head(session: Session, chain: str) -> AuditHead:
    """Return where a chain ends, held against everybody else until the transaction is over."""
    head = session.exec(select(AuditHead).where(AuditHead.chain == chain).with_for_update()).one_or_none()
    return _begin_chain(session, chain) if head is None else head


def _link(head: AuditHead, entry: rules.Entry, authority_id: UUID | None) -> AuditEntry:
    """Return the row of the next entry of a chain, and move its head on."""
    entry = replace(entry, number=head.number + 1)
    previous, head.hash = head.hash, rules.digest(entry, head.hash)
    head.number = entry.number
    return AuditEntry(
        authority_id=authority_id,
        chain=entry.chain,
        number=entry.number,
        at=entry.at,
        actor_id=UUID(entry.actor_id) if entry.actor_id else None,
        actor_name=entry.actor_name,
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        outlet_id=UUID(entry.outlet_id) if entry.outlet_id else None,
        reason=entry.reason,
        detail=entry.detail,
        previous_hash=previous,
        hash=head.hash,
    )


def _begin_chain(session: Session, chain: str) -> AuditHead:
    """Make the head of a new chain; two first entries at once end up behind one head."""
    insert_if_absent(session, AuditHead, chain=chain, number=0, hash=rules.GENESIS)
    return session.exec(select(AuditHead).where(AuditHead.chain == chain).with_for_update()).one()


def _content(detail: Mapping[str, Any] | None, changes: Changes | None) -> dict[str, Any]:
    """Return the detail of an entry as JSON can hold it, the values before and after with it."""
    content = dict(detail or {})
    if changes:
        content["changes"] = {name: [before, after] for name, (before, after) in changes.items()}
    return {name: _plain(value) for name, value in content.items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: days and moments as ISO text, everything unknown as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)
