"""Producing exhibits: a reference that is never used twice, the facts hashed, the first hand, the audit's anchor."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock, files
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import Counter, insert_if_absent
from compliance.errors import Refusal
from compliance.evidence import queries, rules
from compliance.evidence.models import Exhibit
from compliance.evidence.queries.chains import facts_digest
from compliance.evidence.rules import ExhibitKind, Hand, NewExhibit, NewItem, Purpose
from compliance.evidence.services.chaining import append_transfer
from compliance.evidence.services.naming import check_names_nobody, is_named
from compliance.permissions import Actor, Permission

_NO_YEAR = 0
"""References of exhibits count on from year to year."""


def produce_exhibit(
    session: Session, actor: Actor, purchase_id: UUID, new: NewExhibit, *, exhibit_id: UUID | None = None
) -> Exhibit:
    """Make a kept file an exhibit of a test, called by the initials of the officer who produces it, and return it.

    The bytes must be kept already, under `new.sha256`. The same bytes are one exhibit of a test (or of one dispute of
    it) as long as it stands: sent again they give the exhibit there is. `exhibit_id` is what the form made: sent twice
    it makes one. A file name that leads to the volunteer is not kept. Raises Refusal for a file without a proper hash,
    for blank words, for words that lead to the volunteer (keep that entry of the audit though it is refused), or for a
    moment in the future; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    test = queries.get_test(session, actor, purchase_id, dispute_id=new.dispute_id)
    rules.check_file(new)
    _check_kept(new)
    rules.check_moment(new.produced_at, now=clock.now())
    _check_after_dispute(session, actor, test, new)
    description = rules.check_words(
        new.description, "description", "Enter what the file shows", rules.LONGEST_DESCRIPTION
    )
    where = rules.check_length(new.produced_where, "produced_where", rules.LONGEST_NAME)
    check_names_nobody(session, actor, test, description=description, produced_where=where)
    initials, name = _officer(session, actor)
    number = _next_number(session, actor, initials)
    same = queries.find_exhibit(session, actor, exhibit_id) or queries.find_same_file(
        session, actor, purchase_id, new.sha256, new.dispute_id
    )
    if same is not None:
        _give_back(session, actor, initials)
        return same
    file_name = "" if is_named(session, actor, test, new.original_name) else new.original_name[:255]
    exhibit = Exhibit(
        **_common(actor, test, initials, number, name, exhibit_id),
        kind=new.kind,
        dispute_id=new.dispute_id,
        description=description,
        produced_at=new.produced_at,
        produced_where=where,
        sha256=new.sha256,
        browser_sha256=new.browser_sha256 or None,
        shown_sha256=new.shown_sha256,
        size=new.size,
        media_type=new.media_type[:100],
        suffix=new.suffix[:10],
        original_name=file_name,
        tells_place=new.tells_place,
    )
    officer = Hand(name=name, officer_id=actor.officer_id)
    return _keep(session, actor, test, exhibit, came_from=officer, holder=officer, place=rules.IN_THE_RECORD)


def produce_item(
    session: Session, actor: Actor, purchase_id: UUID, new: NewItem, *, exhibit_id: UUID | None = None
) -> Exhibit:
    """Make a physical thing an exhibit of a test, in the hands of the officer who produces it, and return it.

    `exhibit_id` is what the form made: sent twice it makes one. Raises Refusal beside the field to mend: no
    description, neither seal nor why not, a moment in the future or before the day of the test, another moment than
    the one at which the record of the test says that the volunteer handed it over, or words that lead to the volunteer;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    test = queries.get_test(session, actor, purchase_id, dispute_id=new.dispute_id)
    made = queries.find_exhibit(session, actor, exhibit_id)
    if made is not None:
        return made
    plain = _plain_item(new)
    rules.check_item(plain)
    rules.check_moment(plain.produced_at, now=clock.now(), not_before=test.began)
    _check_after_dispute(session, actor, test, plain)
    rules.check_agrees(plain, code=test.volunteer_code, handed_at=test.handed_at)
    names = ("description", "received_from", "produced_where", "place", "packaging", "seal", "unsealed_reason")
    check_names_nobody(session, actor, test, **{name: getattr(plain, name) for name in names})
    initials, name = _officer(session, actor)
    number = _next_number(session, actor, initials)
    made = queries.find_exhibit(session, actor, exhibit_id)
    if made is not None:  # the same form, sent twice at the same moment: the second waited for the first
        _give_back(session, actor, initials)
        return made
    exhibit = Exhibit(
        **_common(actor, test, initials, number, name, exhibit_id),
        kind=ExhibitKind.ITEM,
        dispute_id=plain.dispute_id,
        description=plain.description,
        produced_at=plain.produced_at,
        produced_where=plain.produced_where,
        quantity=plain.quantity,
        packaging=plain.packaging,
        seal=plain.seal,
        unsealed_reason=plain.unsealed_reason,
    )
    holder = Hand(name=name, officer_id=actor.officer_id)
    return _keep(
        session, actor, test, exhibit, came_from=Hand(name=plain.received_from), holder=holder, place=plain.place
    )


def _check_after_dispute(session: Session, actor: Actor, test: queries.Test, new: NewExhibit | NewItem) -> None:
    """Raise Refusal beside `produced_at` when what is to belong to a dispute came before the day it was raised."""
    if new.dispute_id is None:
        return
    day = queries.dispute_raised_on(session, actor, test, new.dispute_id)
    rules.check_moment(
        new.produced_at,
        now=clock.now(),
        not_before=datetime.combine(day, time.min, tzinfo=clock.LONDON),
        what=f"the dispute was raised, on {day.day} {day:%B %Y}. Add what came before to the evidence of the test "
        "itself",
    )


def _check_kept(new: NewExhibit) -> None:
    """Raise Refusal unless the bytes are in the store already: no row stands without its file."""
    for digest in (new.sha256, new.shown_sha256):
        if digest is not None and not files.exists(digest):
            raise Refusal("The file was not kept, so it cannot become an exhibit. Send it again")


def _plain_item(new: NewItem) -> NewItem:
    """Return an item's words in plain spaces. Raises Refusal beside the first that is missing or too long."""
    longest = rules.LONGEST_NAME
    return replace(
        new,
        description=rules.check_words(
            new.description, "description", "Enter what the item is", rules.LONGEST_DESCRIPTION
        ),
        received_from=rules.check_words(new.received_from, "received_from", "Enter who it came from", 120),
        produced_where=rules.check_words(new.produced_where, "produced_where", "Enter where you took it", longest),
        place=rules.check_words(new.place, "place", "Enter where it is kept from then on", longest),
        packaging=rules.check_length(new.packaging, "packaging", longest),
        seal=rules.check_length(new.seal, "seal", 60),
        unsealed_reason=rules.check_length(new.unsealed_reason, "unsealed_reason", longest),
    )


def _officer(session: Session, actor: Actor) -> tuple[str, str]:
    """Return the initials and the name of the officer who produces. Raises Refusal for the command line."""
    if actor.officer_id is None:
        raise Refusal("An exhibit is produced by an officer, who is signed in")
    officer = accounts.get_officer(session, actor, actor.officer_id)
    return rules.initials_of(officer.initials, officer.name), officer.name


def _next_number(session: Session, actor: Actor, initials: str) -> int:
    """Take the next number of these initials in the authority, held against everybody else until this is over."""
    key = {"authority_id": actor.authority_id, "series": f"EX-{initials}", "year": _NO_YEAR}
    insert_if_absent(session, Counter, **key, last=0)
    counter = session.get_one(Counter, tuple(key.values()), with_for_update=True, populate_existing=True)
    counter.last += 1
    session.flush()
    return counter.last


def _give_back(session: Session, actor: Actor, initials: str) -> None:
    """Put back a number that was taken and not used, while it is still held."""
    session.get_one(Counter, (actor.authority_id, f"EX-{initials}", _NO_YEAR)).last -= 1
    session.flush()


def _common(
    actor: Actor, test: queries.Test, initials: str, number: int, name: str, exhibit_id: UUID | None
) -> dict[str, Any]:
    return ({} if exhibit_id is None else {"id": exhibit_id}) | {
        "authority_id": actor.authority_id,
        "purchase_id": test.id,
        "reference": rules.reference_of(initials, number),
        "initials": initials,
        "number": number,
        "produced_by_id": actor.officer_id,
        "produced_by": name,
        "recorded_at": clock.now(),
        "recorded_by_id": actor.officer_id,
    }


def _keep(
    session: Session, actor: Actor, test: queries.Test, exhibit: Exhibit, *, came_from: Hand, holder: Hand, place: str
) -> Exhibit:
    exhibit.facts_sha256 = facts_digest(exhibit)
    session.add(exhibit)
    session.flush()
    detail = {
        "test": test.reference,
        "reference": exhibit.reference,
        "kind": exhibit.kind.value,
        "sha256": exhibit.sha256,
        "size": exhibit.size,
        "seal": exhibit.seal,
        "facts_sha256": exhibit.facts_sha256,
    }
    audit.record(session, actor, "exhibit.produced", "exhibit", exhibit.id, outlet_id=test.outlet_id, detail=detail)
    first = _first(exhibit, came_from, holder, place)
    append_transfer(session, actor, exhibit, None, first, outlet_id=test.outlet_id)
    return exhibit


def _first(exhibit: Exhibit, came_from: Hand, holder: Hand, place: str) -> dict[str, Any]:
    return {
        "from_id": came_from.officer_id,
        "from_name": came_from.name,
        "to_id": holder.officer_id,
        "to_name": holder.name,
        "at": exhibit.produced_at,
        "place": place,
        "purpose": Purpose.PRODUCED,
        "seal_before": exhibit.seal,
        "seal_after": exhibit.seal,
    }
