"""What happens to an exhibit later: it changes hands, something is added to its description, it is withdrawn."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.evidence import queries, rules
from compliance.evidence.models import Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.queries.chains import WITHDRAWN, addition_digest, row_digest
from compliance.evidence.rules import Hand, NewTransfer
from compliance.evidence.services.chaining import append_transfer
from compliance.evidence.services.naming import check_names_nobody
from compliance.permissions import Actor, Permission


def transfer_exhibit(
    session: Session, actor: Actor, exhibit_id: UUID, new: NewTransfer, *, after: int
) -> ExhibitTransfer:
    """Record that an exhibit changed hands or place: from who holds it to `new.to`. Return the transfer.

    `after` is the number of the transfer that the form was filled in from: sent twice, the one that was recorded is
    returned. An officer is named as the register names them. Raises Refusal beside the field to mend: not in order,
    in the future, nothing changes, a new seal without why, or the exhibit was disposed of; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    exhibit = queries.get_exhibit(session, actor, exhibit_id, lock=True)
    last = queries.get_last_transfer(session, actor, exhibit_id)
    new = _named(session, actor, new)
    if last.number == after + 1 and _is_same(last, new, actor):
        return last
    check_follows(last, after)
    before = queries.standing_of(last)
    plain = rules.check_transfer(new, before, exhibit.kind, now=clock.now())
    test = queries.get_test(session, actor, exhibit.purchase_id)
    typed = {name: getattr(plain, name) for name in ("place", "receipt", "seal_after", "seal_reason", "note")}
    other = plain.to.name if plain.to.officer_id is None else ""
    check_names_nobody(session, actor, test, to_name=other, **typed)
    values = {
        "from_id": before.holder.officer_id,
        "from_name": before.holder.name,
        "to_id": plain.to.officer_id,
        "to_name": plain.to.name,
        "at": max(plain.at, before.at),  # a form knows no seconds
        "place": plain.place,
        "purpose": plain.purpose,
        "note": plain.note,
        "seal_before": before.seal,
        "seal_after": plain.seal_after,
        "seal_reason": plain.seal_reason,
        "receipt": plain.receipt,
        "return_by": plain.return_by,
    }
    return append_transfer(session, actor, exhibit, last, values, outlet_id=test.outlet_id)


def check_follows(last: ExhibitTransfer, after: int) -> None:
    """Raise Refusal when somebody else has recorded a transfer since the form was filled in."""
    if last.number != after:
        raise Refusal(
            f"Somebody else recorded a transfer while you were typing: {last.to_name} holds it now. Look at the chain "
            "of hands, and record yours after it"
        )


def _named(session: Session, actor: Actor, new: NewTransfer) -> NewTransfer:
    """Return a transfer with an officer of the register by the name that stands there. Raises NotFound."""
    if new.to.officer_id is None:
        return new
    officer = accounts.get_officer(session, actor, new.to.officer_id)
    return rules.with_taker(new, Hand(name=officer.name, officer_id=officer.id))


def _is_same(last: ExhibitTransfer, new: NewTransfer, actor: Actor) -> bool:
    """Say whether a transfer was recorded by the same form a moment ago."""
    return (
        last.recorded_by_id == actor.officer_id
        and (last.to_id, last.to_name) == (new.to.officer_id, " ".join(new.to.name.split()))
        and last.place == " ".join(new.place.split())
        and last.purpose is new.purpose
    )


def add_to_description(session: Session, actor: Actor, exhibit_id: UUID, words: str, *, reason: str) -> ExhibitAddition:
    """Add to what an exhibit is described as, with why; the first description stays as it was written.

    The same words, added last by the same officer, are added once. Raises Refusal beside `words` or `reason` when blank
    or too long, or when they lead to the volunteer; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    exhibit = queries.get_exhibit(session, actor, exhibit_id, lock=True)
    plain = rules.check_words(words, "words", "Enter what is to be added", rules.LONGEST_DESCRIPTION)
    why = rules.check_words(reason, "reason", "Enter why it is added", rules.LONGEST_DESCRIPTION)
    there = queries.list_additions(session, actor, exhibit_id)
    if there and (there[-1].words, there[-1].reason, there[-1].added_by_id) == (plain, why, actor.officer_id):
        return there[-1]
    test = queries.get_test(session, actor, exhibit.purchase_id)
    check_names_nobody(session, actor, test, words=plain, reason=why)
    addition = ExhibitAddition(
        authority_id=exhibit.authority_id,
        exhibit_id=exhibit.id,
        words=plain,
        reason=why,
        added_at=clock.now(),
        added_by_id=actor.officer_id,
        added_by=actor.name,
    )
    session.add(addition)
    session.flush()
    detail = {"reference": exhibit.reference, "addition": str(addition.id), "words_sha256": addition_digest(addition)}
    audit.record(
        session,
        actor,
        "exhibit.described_further",
        "exhibit",
        exhibit.id,
        outlet_id=test.outlet_id,
        reason=why,
        detail=detail,
    )
    return addition


def withdraw_exhibit(session: Session, actor: Actor, exhibit_id: UUID, *, reason: str) -> Exhibit:
    """Withdraw an exhibit that was produced by mistake: struck out with who, when and why, and never removed.

    Its reference stays used, its bytes stay kept, and a thing goes on changing hands until it is disposed of. Withdrawn
    before, it stays as it was. Raises Refusal beside `reason` when blank or too long, or when it leads to the
    volunteer; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    exhibit = queries.get_exhibit(session, actor, exhibit_id, lock=True)
    if exhibit.withdrawn_at is not None:
        return exhibit
    why = rules.check_words(reason, "reason", "Enter why it is withdrawn", rules.LONGEST_DESCRIPTION)
    test = queries.get_test(session, actor, exhibit.purchase_id)
    check_names_nobody(session, actor, test, reason=why)
    exhibit.withdrawn_reason = why
    exhibit.withdrawn_at = clock.now()
    exhibit.withdrawn_by_id = actor.officer_id
    session.add(exhibit)
    session.flush()
    detail = {
        "reference": exhibit.reference,
        "sha256": exhibit.sha256,
        "withdrawal_sha256": row_digest(exhibit, WITHDRAWN),
    }
    audit.record(
        session,
        actor,
        "exhibit.withdrawn",
        "exhibit",
        exhibit.id,
        outlet_id=test.outlet_id,
        reason=why,
        detail=detail,
    )
    return exhibit
