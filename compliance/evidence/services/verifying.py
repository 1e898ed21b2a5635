"""Verification: every kept file hashed again, every chain of hands walked, all of it held to the audit."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from compliance import files
from compliance.audit import queries as audit
from compliance.audit.rules import Entry, Link
from compliance.errors import NotFound
from compliance.evidence.models import Disclosure, EvidenceHold, Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.models.exhibit import IDENTIFYING
from compliance.evidence.queries.chains import ADDED
from compliance.evidence.queries.raw import follow_rows
from compliance.evidence.rules.verifying import (
    Anchors,
    Fault,
    Held,
    Row,
    Unreadable,
    check_additions,
    check_chain,
    check_exhibit,
    check_owner,
)
from compliance.evidence.services.chaining import LINKS
from compliance.permissions import Actor

PRODUCED = "exhibit.produced"
DESCRIBED = "exhibit.described_further"
WITHDRAWN = "exhibit.withdrawn"
HOLD_SET = "evidence_hold.set"
HOLD_LIFTED = "evidence_hold.lifted"
DISCLOSED = "evidence.disclosed"
ACTIONS = (PRODUCED, DESCRIBED, WITHDRAWN, HOLD_SET, HOLD_LIFTED, DISCLOSED, *LINKS)

Tell = Callable[[int, int], None]
"""Told how many exhibits are done, of how many."""


@dataclass(slots=True)
class Verification:
    """What was checked, and every fault that was found."""

    exhibits: int = 0
    transfers: int = 0
    files: int = 0
    bytes: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Audit:
    """What the audit holds of evidence, by what it is about."""

    exhibits: dict[str, Anchors] = field(default_factory=lambda: defaultdict(Anchors))
    chains: dict[str, str] = field(default_factory=dict)
    holds: dict[str, tuple[str, str, Held]] = field(default_factory=dict)
    lifted: dict[str, Held] = field(default_factory=dict)
    disclosures: dict[str, tuple[str, str, Held]] = field(default_factory=dict)


def verify_evidence(session: Session, actor: Actor | None = None, tell: Tell = lambda _done, _of: None) -> Verification:
    """Hold all evidence (of the actor's authority, or of all without one) to its hashes and to the audit.

    Every original and every picture made of one is read whole, a piece at a time, from the folder or the bucket. Each
    chain of hands is walked: a transfer removed, changed, swapped or put in is named, the last one too, because the
    audit holds each. The audit’s own chains are followed first: what they say must itself be sound. Nothing is written.
    """
    done = Verification()
    done.faults.extend(_broken_chains(session, actor))
    held = _read_audit(session, actor)
    rows = [*follow_rows(session, actor, Exhibit, "authority_id", "id")]
    transfers = _grouped(done, follow_rows(session, actor, ExhibitTransfer, "exhibit_id", "number", "id"))
    additions = _grouped(done, follow_rows(session, actor, ExhibitAddition, "exhibit_id", "id"))
    checked: dict[str, str] = {}
    there = set()
    for number, row in enumerate(rows, 1):
        if isinstance(row, Unreadable):
            done.faults.append(Fault("", "an exhibit", f"its “{row.column}”", "cannot be read"))
            continue
        there.add(row["id"])
        anchors = held.exhibits.get(row["id"], Anchors())
        own = transfers.pop(row["id"], [])
        found = [
            *check_exhibit(row, IDENTIFYING, anchors),
            *check_chain(own, row["facts_sha256"], anchors),
            *check_additions(additions.pop(row["id"], []), ADDED, anchors),
            *check_owner(row, own),
            *_check_files(done, row, checked),
        ]
        done.exhibits += 1
        done.transfers += len(own)
        authority = held.chains.get(row["id"], "")
        reference = anchors.reference or row["reference"]  # a reference that was changed is a fault of the one it had
        done.faults.extend(Fault(authority, reference, where, what) for where, what in found)
        tell(number, len(rows))
    done.faults.extend(_gone(held, there, {*transfers, *additions}))
    _check_disclosures(session, actor, done, held, checked)
    _check_holds(session, actor, done, held)
    return done


def _broken_chains(session: Session, actor: Actor | None) -> Iterator[Fault]:
    for broken in audit.verify(session).breaks:
        if actor is None or broken.chain == actor.authority_code:
            yield Fault(broken.chain, "the audit", f"entry {broken.number}", broken.why)


def _read_audit(session: Session, actor: Actor | None) -> _Audit:
    held = _Audit()
    for link in audit.follow_actions(session, ACTIONS):
        if not isinstance(link, Link):
            continue  # a broken chain, which is named
        entry = link.entry
        if actor is not None and entry.chain != actor.authority_code:
            continue
        _hold(held, entry)
    return held


def _hold(held: _Audit, entry: Entry) -> None:
    """Note what one entry of the audit holds of evidence."""
    detail, identifier = entry.detail, entry.subject_id or ""
    if entry.action in {HOLD_SET, HOLD_LIFTED}:
        about = Held(entry.number, "", entry.reason)
        if entry.action == HOLD_SET:
            held.holds[str(detail.get("hold"))] = (entry.chain, str(detail.get("test")), about)
        else:
            held.lifted[str(detail.get("hold"))] = about
        return
    if entry.action == DISCLOSED:
        told = Held(entry.number, str(detail.get("manifest_sha256")), str(detail.get("to")))
        held.disclosures[str(detail.get("disclosure"))] = (entry.chain, str(detail.get("test")), told)
        return
    anchors = held.exhibits[identifier]
    anchors.reference = str(detail.get("reference", anchors.reference))
    held.chains[identifier] = entry.chain
    if entry.action == PRODUCED:
        anchors.produced = Held(entry.number, str(detail.get("facts_sha256")))
    elif entry.action == DESCRIBED:
        words = Held(entry.number, str(detail.get("words_sha256")), entry.reason)
        anchors.additions[str(detail.get("addition"))] = words
    elif entry.action == WITHDRAWN:
        anchors.withdrawn = Held(entry.number, entry.reason)
    else:
        hands = f"from {detail.get('from')} to {detail.get('to')}, {detail.get('place')}, {detail.get('at')}"
        number = detail.get("number")
        if isinstance(number, int):
            anchors.transfers[number] = Held(entry.number, str(detail.get("transfer_sha256")), hands)


def _grouped(done: Verification, rows: Iterator[Row | Unreadable]) -> dict[str, list[Row]]:
    """Return rows by their exhibit; one that cannot be read is a fault of its own."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Unreadable):
            done.faults.append(Fault("", "a transfer or an addition", f"its “{row.column}”", "cannot be read"))
        else:
            found[row["exhibit_id"]].append(row)
    return found


def _check_files(done: Verification, row: Row, checked: dict[str, str]) -> Iterator[tuple[str, str]]:
    for column, where in (("sha256", "its original file"), ("shown_sha256", "the picture that is shown of it")):
        digest = row[column]
        if digest is not None:
            what = _check_file(done, digest, checked)
            if what:
                yield f"{where} ({digest})", what


def _check_file(done: Verification, digest: str, checked: dict[str, str]) -> str:
    """Return what is wrong with a kept file, or an empty text; each is read once."""
    if digest not in checked:
        done.files += 1
        try:
            with files.open_kept(digest) as file:
                done.bytes += file.seek(0, 2)
            checked[digest] = ""
        except NotFound:
            checked[digest] = "is missing"
        except files.CorruptFileError:
            checked[digest] = "has been changed: its bytes no longer have this SHA-256"
    return checked[digest]


def _gone(held: _Audit, there: set[str], strays: set[str]) -> Iterator[Fault]:
    """Yield each exhibit that the audit tells of and that is no more, and each row that belongs to none."""
    for identifier, anchors in held.exhibits.items():
        if identifier not in there and anchors.produced is not None:
            entry = anchors.produced.entry
            yield Fault(
                held.chains[identifier],
                anchors.reference,
                "the exhibit",
                f"has been removed with what belongs to it: it was produced (audit entry {entry})",
            )
    for identifier in strays - set(held.exhibits):
        yield Fault("", "no exhibit", f"a transfer or an addition of {identifier}", "belongs to nothing")


def _check_disclosures(
    session: Session, actor: Actor | None, done: Verification, held: _Audit, checked: dict[str, str]
) -> None:
    there: dict[str, Any] = {}
    for row in follow_rows(session, actor, Disclosure, "id"):
        if not isinstance(row, Unreadable):
            there[row["id"]] = row
            what = _check_file(done, row["manifest_sha256"], checked)
            chain, test, about = held.disclosures.get(row["id"], ("", "a copy", Held(0, row["manifest_sha256"])))
            if about.entry == 0:
                what = what or "is not in the audit: it was put in past the record"
            elif about.sha256 != row["manifest_sha256"]:
                what = what or f"is not the one of audit entry {about.entry}"
            if what:
                done.faults.append(Fault(chain, test, f"the list of what was handed out ({row['id']})", what))
    for identifier, (chain, test, about) in held.disclosures.items():
        if identifier not in there:
            what = f"has been removed: to {about.words} (audit entry {about.entry})"
            done.faults.append(Fault(chain, test, "a copy that was handed out", what))


def _check_holds(session: Session, actor: Actor | None, done: Verification, held: _Audit) -> None:
    there = {
        row["id"]: row for row in follow_rows(session, actor, EvidenceHold, "id") if not isinstance(row, Unreadable)
    }
    for identifier, (chain, test, about) in held.holds.items():
        row = there.pop(identifier, None)
        if row is None:
            done.faults.append(Fault(chain, test, "a hold", f"has been removed (audit entry {about.entry})"))
        elif (row["lifted_at"] is None) != (identifier not in held.lifted) or row["reason"] != about.words:
            done.faults.append(Fault(chain, test, "a hold", f"has been changed (audit entry {about.entry})"))
    for identifier in there:
        done.faults.append(Fault("", "a hold", identifier, "is not in the audit: it was put in past the record"))
