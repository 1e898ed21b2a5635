"""Verification: every kept file hashed again, every chain of hands walked, all of it held to the audit."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlmodel import Session

from compliance import files
from compliance.audit import queries as audit
from compliance.errors import NotFound
from compliance.evidence.models import Disclosure, EvidenceHold, Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.models.exhibit import IDENTIFYING
from compliance.evidence.queries import chains
from compliance.evidence.queries.raw import follow_rows
from compliance.evidence.rules.copies import read_manifest
from compliance.evidence.rules.verifying import (
    Anchors,
    Fault,
    Row,
    Unreadable,
    check_additions,
    check_chain,
    check_exhibit,
    check_owner,
    digest_of_row,
)
from compliance.evidence.services.anchoring import Anchored, read_audit
from compliance.permissions import Actor

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


def verify_evidence(session: Session, actor: Actor | None = None, tell: Tell = lambda _done, _of: None) -> Verification:
    """Hold all evidence (of the actor's authority, or of all without one) to its hashes and to the audit.

    Every original and every picture made of one is read whole, a piece at a time, from the folder or the bucket. Each
    chain of hands is walked: a transfer removed, changed, swapped or put in is named, the last one too, because the
    audit holds each. The audit’s own chains are followed first: what they say must itself be sound. Nothing is written.
    """
    done = Verification()
    done.faults.extend(_broken_chains(session, actor))
    held = read_audit(session, actor)
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
            *check_exhibit(row, IDENTIFYING, chains.WITHDRAWN, anchors),
            *check_chain(own, row["facts_sha256"], anchors),
            *check_additions(additions.pop(row["id"], []), chains.ADDED, anchors),
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


def _grouped(done: Verification, rows: Iterator[Row | Unreadable]) -> dict[str, list[Row]]:
    """Return rows by their exhibit; one that cannot be read is a fault of its own."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _whole(done, "a transfer or an addition", rows):
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


def _gone(held: Anchored, there: set[str], strays: set[str]) -> Iterator[Fault]:
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
    session: Session, actor: Actor | None, done: Verification, held: Anchored, checked: dict[str, str]
) -> None:
    """Name each copy that was handed out and is not as it was: its row, the list of its files, and each file on it."""
    waiting = dict(held.disclosures)
    for row in _whole(done, "a copy that was handed out", follow_rows(session, actor, Disclosure, "id")):
        told = waiting.pop(row["id"], None)
        where = f"the copy for {told.held.words if told else row['to_whom']} ({row['id']})"
        chain, test = (told.chain, told.test) if told else ("", "a copy")
        found = [*_check_copy(done, row["manifest_sha256"], checked)]
        if told is None:
            found.append("is not in the audit: it was put in past the record")
        elif digest_of_row(row, chains.DISCLOSED) != told.held.sha256:
            found.append(f"is not what audit entry {told.held.entry} holds of it")
        done.faults.extend(Fault(chain, test, where, what) for what in found)
    for told in waiting.values():
        what = f"has been removed: to {told.held.words} (audit entry {told.held.entry})"
        done.faults.append(Fault(told.chain, told.test, "a copy that was handed out", what))


def _check_copy(done: Verification, manifest_sha256: str, checked: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with what is kept of a copy; each file is read once."""
    if what := _check_file(done, manifest_sha256, checked):
        yield f"its manifest ({manifest_sha256}) {what}"
        return
    try:
        manifest = read_manifest(files.read(manifest_sha256))
    except (ValueError, KeyError, TypeError):
        yield f"its manifest ({manifest_sha256}) is no list of files"
        return
    for one in manifest.files:
        if what := _check_file(done, one.sha256, checked):
            yield f"its file {one.name} ({one.sha256}) {what}"


def _check_holds(session: Session, actor: Actor | None, done: Verification, held: Anchored) -> None:
    waiting = dict(held.holds)
    for row in _whole(done, "a hold", follow_rows(session, actor, EvidenceHold, "id")):
        told, lifted = waiting.pop(row["id"], None), held.lifted.get(row["id"])
        if told is None:
            done.faults.append(Fault("", "a hold", row["id"], "is not in the audit: it was put in past the record"))
            continue
        if digest_of_row(row, chains.HOLD_SET) != told.held.sha256:
            what = f"is not as it was set (audit entry {told.held.entry})"
            done.faults.append(Fault(told.chain, told.test, "a hold", what))
        if (row["lifted_at"] is None) != (lifted is None):
            entry = f": it was lifted (audit entry {lifted.entry})" if lifted else ": it was lifted past the record"
            done.faults.append(Fault(told.chain, told.test, "a hold", f"does not stand as the audit says{entry}"))
        elif lifted is not None and digest_of_row(row, chains.HOLD_LIFTED) != lifted.sha256:
            what = f"is not as it was lifted (audit entry {lifted.entry})"
            done.faults.append(Fault(told.chain, told.test, "a hold", what))
    for told in waiting.values():
        done.faults.append(Fault(told.chain, told.test, "a hold", f"has been removed (audit entry {told.held.entry})"))


def _whole(done: Verification, noun: str, rows: Iterator[Row | Unreadable]) -> Iterator[Row]:
    """Yield the rows that can be read; one that cannot is a fault of its own."""
    for row in rows:
        if isinstance(row, Unreadable):
            done.faults.append(Fault("", noun, f"its “{row.column}”", "cannot be read"))
        else:
            yield row
