"""The words of the audit, and the hash that chains its entries (pure)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
SYSTEM_CHAIN = "system"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is hashed of an entry. Moments are aware UTC; identifiers are text; `detail` is JSON-ready."""

    chain: str
    number: int
    at: datetime
    actor_id: str | None
    actor_name: str
    action: str
    subject_kind: str
    subject_id: str | None
    outlet_id: str | None
    reason: str
    detail: dict[str, Any]


def digest(entry: Entry, previous_hash: str) -> str:
    """Return the SHA-256 (hexadecimal, 64 characters) of an entry and the hash before it.

    The entry is written as canonical JSON: keys sorted, no spaces, moments in UTC to the microsecond.
    """
    content = asdict(entry) | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it stands in the record, with the hashes stored beside it and the authority it is filed under."""

    entry: Entry
    previous_hash: str
    hash: str
    authority_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that stands where an entry should, and is none: one of its columns cannot be read."""

    column: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the number and hash of its last entry."""

    chain: str
    number: int
    hash: str


Raw = Mapping[str, str | bytes | None]
"""A row by column, each as the text (or its UTF-8 bytes) that the database holds; None for NULL."""


def read_link(raw: Raw) -> Link | Unreadable:
    """Return the link that a row holds, or which of its columns holds no such thing any more."""
    column = ""
    values: dict[str, Any] = {}
    try:
        for column, read in _COLUMNS.items():
            values[column] = read(raw[column])
    except (ValueError, RecursionError):
        return Unreadable(column)
    outside = {name: values.pop(name) for name in ("previous_hash", "hash", "authority_id")}
    return Link(entry=Entry(**values), **outside)


def read_head(raw: Raw) -> Head:
    """Return the head that a row holds; one that cannot be read is a head that no chain ends at."""
    name = raw["chain"] or ""
    chain = name.decode(errors="replace") if isinstance(name, bytes) else name
    try:
        return Head(chain, int(_text(raw["number"])), _text(raw["hash"]))
    except ValueError:
        return Head(chain, 0, "")


def _text(value: str | bytes | None) -> str:
    if value is None:
        raise ValueError
    return value.decode() if isinstance(value, bytes) else value


def _text_if_any(value: str | bytes | None) -> str | None:
    return None if value is None else _text(value)


def _identifier(value: str | bytes | None) -> str | None:
    return None if value is None else str(UUID(_text(value)))


def _moment(value: str | bytes | None) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _detail(value: str | bytes | None) -> dict[str, Any]:
    detail = json.loads(_text(value))
    if not isinstance(detail, dict):
        raise ValueError  # noqa: TRY004 - read_link asks only whether the column can be read
    return detail


_COLUMNS = {
    "chain": _text,
    "number": lambda value: int(_text(value)),
    "at": _moment,
    "actor_id": _identifier,
    "actor_name": _text,
    "action": _text,
    "subject_kind": _text,
    "subject_id": _text_if_any,
    "outlet_id": _identifier,
    "reason": _text,
    "detail": _detail,
    "previous_hash": _text,
    "hash": _text,
    "authority_id": _identifier,
}
COLUMNS = tuple(_COLUMNS)
"""The columns of an entry that verification reads."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first link of a chain that does not hold, and why."""

    chain: str
    number: int
    why: str


class Verification:
    """Follows one chain link by link, in bounded memory, and remembers the first break.

    Feed it every link in order of number, then ask `finish` with the head kept apart, so that entries cut off the end
    are seen as well. Every entry must be filed under `authority_id`, which the hash does not cover. `earlier` is where
    the chain ended when somebody last wrote it down: it must hold that entry still.
    """

    def __init__(self, chain: str, *, authority_id: str | None = None, earlier: Head | None = None) -> None:
        self.chain = chain
        self.authority_id = authority_id
        self.earlier = earlier
        self.count = 0
        self.previous_hash = GENESIS
        self.last = Head(chain, 0, GENESIS)
        self.broken: Break | None = None

    def follow(self, link: Link | Unreadable) -> None:
        """Check one link against the one before it."""
        expected = self.count + 1
        if isinstance(link, Link):
            self.last = Head(self.chain, link.entry.number, link.hash)
        if self.broken is not None:
            return
        if isinstance(link, Unreadable):
            self._break(expected, f"its “{link.column}” cannot be read")
            return
        if link.entry.number != expected:
            self._break(expected, f"entry {expected} is missing; entry {link.entry.number} stands in its place")
        elif link.previous_hash != self.previous_hash:
            self._break(expected, "it does not follow the entry before it")
        elif digest(link.entry, link.previous_hash) != link.hash:
            self._break(expected, "its content has been changed since it was written")
        elif link.authority_id != self.authority_id:
            self._break(expected, "it is filed under another authority than its chain")
        elif self.earlier is not None and expected == self.earlier.number and link.hash != self.earlier.hash:
            self._break(expected, "another entry stood here before")
        self.count = link.entry.number
        self.previous_hash = link.hash

    def finish(self, head_number: int, head_hash: str) -> Break | None:
        """Return the first break of the chain, or None when every link holds up to the head."""
        if self.broken is None and (self.count != head_number or self.previous_hash != head_hash):
            self._break(min(self.count, head_number) + 1, "the chain ends elsewhere than its head says")
        if self.broken is None and self.earlier is not None and self.count < self.earlier.number:
            gone = "the chain went back" if self.count else "the whole chain is gone"
            self._break(self.count + 1, f"{gone}: it ended at entry {self.earlier.number} before")
        return self.broken

    def _break(self, number: int, why: str) -> None:
        self.broken = Break(self.chain, number, why)


LOOKS = (".viewed", ".listed", ".searched", ".printed", ".exported", ".previewed")
"""How the action of looking at a record ends; every other action changed something."""

NOUNS = {
    "purchase": "test purchase",
    "outlet": "retailer",
    "entity": "legal entity",
    "escalation": "repeat-offender list",
    "offence_version": "version of the law",
    "product_category": "kind of product",
    "clock_digest": "e-mail about running clocks",
}
"""How a noun of the code is called where an officer reads it, when the word differs."""

SENTENCES = {
    "officer.signed_in": "Signed in",
    "officer.signed_out": "Signed out",
    "sign_in.failed": "Wrong password at sign-in",
    "sign_in.refused_locked": "Sign-in refused: account locked",
    "sign_in.throttled": "Sign-in refused: too many tries",
    "officer.added": "Officer added",
    "officer.changed": "Officer changed",
    "officer.password_changed": "Password changed",
    "officer.password_reset": "Temporary password given",
    "officer.unlocked": "Account unlocked",
    "view.saved": "View of a list saved",
    "view.changed": "Saved view changed",
    "view.removed": "Saved view removed",
    "authority.changed": "Letterhead changed",
    "outlet.merged": "Another retailer merged into this one",
    "outlet.merged_away": "Merged into another retailer",
    "outlet.merge_undone": "Merge undone: another retailer taken out again",
    "outlet.brought_back": "Merge undone: a retailer of its own again",
    "outlet.split": "Records split off to another retailer",
    "outlet.split_off": "Split off from another retailer",
    "outlet.told_apart": "Said not to be the same as another",
    "outlet.doubted": "No longer said not to be the same as another",
    "outlet.products_seen": "Products on sale recorded",
    "outlet.channels_seen": "Sales channels recorded",
    "outlet.displays_seen": "Storage and display of knives recorded",
    "outlet.hours_recorded": "Opening hours recorded",
    "outlet.name_read_again": "Name held to the list of chains again",
    "outlet.renamed": "New trading name recorded",
    "outlet.chain_corrected": "Chain or independent corrected",
    "outlet.status_corrected": "Status corrected",
    "arrangement.recorded": "Delivery or collection recorded",
    "arrangement.corrected": "Delivery or collection corrected",
    "arrangement.removed": "Delivery or collection removed",
    "entity.partnership_corrected": "Primary Authority partnership recorded",
    "signing_link.made": "Link to sign made",
    "signing_link.revoked": "Link to sign taken back",
    "signing_link.opened": "Agreement opened by its link and code",
    "signing_link.failed": "Wrong code tried for a link to sign",
    "signing_link.throttled": "Link to sign refused: too many tries",
    "signing_link.used": "Link to sign used",
    "agreement_consent.given": "Consent to be named in public recorded",
    "agreement_consent.changed": "Consent to be named in public changed",
    "agreement_consent.withdrawn": "Consent to be named in public withdrawn",
    "agreement_certificate.made": "Certificate of an agreement made",
    "agreement_window_notice.made": "Window notice of an agreement made",
    "clock_digest.asked_again": "E-mail about running clocks tried again",
    "clock_digest.not_sent": "E-mail about running clocks not sent",
    "offence_version.closed": "Version of the law ends where another begins",
    "offence_version.commenced": "Version of the law came into force",
    "offence_version.withdrawn": "Confirmation of a version of the law withdrawn",
    "product_category.closed": "Version of a kind of product ends where another begins",
    "product_category.ended": "Kind of product taken off the list",
    "product_category.withdrawn": "Confirmation of a kind of product withdrawn",
    "volunteer.opened": "Volunteer’s identity opened",
    "volunteer.age_worked_out": "Volunteer’s age on a day worked out",
    "volunteer.searched_for": "Volunteer’s name looked for in a letter",
    "volunteer.replaced": "Volunteer’s identity typed anew",
    "agreement.removal_proposed": "Removal of an agreement proposed",
    "agreement.replied": "Trader’s reply to a proposal of removal recorded",
    "agreement_text.begun": "Text of an agreement kept by its name",
    "agreement_text.written": "Text of an agreement written",
    "agreement_policy.set": "Policy of agreements set",
    "agreement_scan.kept": "Scan of a signed agreement kept",
    "agreement_scan.struck_out": "Scan of a signed agreement struck out",
    "home.viewed": "Home page viewed",
    "map.viewed": "Map of retailers viewed",
    "places.loaded": "Postcodes loaded",
    "import.uploaded": "File brought in to be imported",
    "import.sheet_chosen": "Another sheet of a file chosen",
    "import.columns_matched": "Columns of a file matched",
    "import.checked_again": "File to be checked again",
    "import.answered": "Rows in doubt answered",
    "import.accepted": "Import looked over and accepted",
    "import.abandoned": "Import given up",
    "import.failed": "Import could not go on",
    "import.undo_asked": "Import to be undone",
    "import.undone": "Import undone",
    "outlet.matched_by_import": "Found in an import by its name and address",
    "outlet.import_undone": "Put back as before an import",
    "outlet.import_removed": "Retailers that an import had added taken away",
    "records.imported": "Past records imported",
    "upload.begun": "File of evidence begun to be sent",
    "upload.described": "What a file of evidence shows was said",
    "upload.received": "File of evidence received, to be checked",
    "upload.taken_in": "File of evidence checked and kept",
    "upload.refused": "File of evidence refused",
    "upload.held_up": "File of evidence waits to be checked",
    "upload.discarded": "File of evidence discarded before it was an exhibit",
    "upload.expired": "File of evidence not finished in time",
    "upload.listed": "Files of evidence that are not finished looked at",
    "photograph.exported": "Original photograph handed out",
    "photograph.corrected": "Words of a photograph corrected",
    "visit_report.given": "Visit report given to the trader",
    "visit_report.giving_corrected": "How a visit report was given corrected",
    "visit_report.mail_asked": "Visit report to be e-mailed",
    "visit_report.mailed": "Visit report e-mailed",
    "visit_report.not_mailed": "Visit report could not be e-mailed",
    "visit.action_added": "Action added",
    "visit.action_done": "Action marked as done",
    "visit.action_reopened": "Action opened again",
    "visit.action_corrected": "Action corrected",
    "visit_action.listed": "Open actions looked through",
    "visit_action.exported": "Open actions exported",
    "visit_checklist.set": "Checklist of visits set",
    "visit_checklist.listed": "Checklists of visits looked through",
    "visit_checklist.viewed": "Checklist of visits looked at",
    "letters_owed.listed": "Letters owed looked through",
    "letters_owed.exported": "Letters owed handed out as a file",
    "print_run.previewed": "Letters chosen to be written",
    "to_invite.listed": "Whom to invite next looked through",
    "to_invite.exported": "Whom to invite next handed out as a file",
    "refresh_due.exported": "Training to be refreshed handed out as a file",
    "about_to_lapse.exported": "Agreements about to lapse handed out as a file",
    "adoption.exported": "Adoption handed out as a file",
    "refresh_due.listed": "Training to be refreshed looked through",
    "about_to_lapse.listed": "Agreements about to lapse looked through",
    "print_run.exported": "Manifest of a print run handed out",
    "print_run.resumed": "Print run gone on with",
    "print_run.served": "Letters of a print run recorded as served",
    "account.saved": "Draft of an officer’s account saved",
    "account.signed": "Officer’s account signed",
    "account.opened": "Officers’ accounts opened: all have signed",
    "account.added_to": "Added to a signed account",
    "account.viewed": "Officers’ accounts looked at",
    "account.printed": "Officer’s account printed",
    "signature.refused": "Wrong password when signing",
    "purchase.reviewed": "Test purchase reviewed by a supervisor",
    "statement.begun": "Statement drafted from the record",
    "statement.saved": "Draft of a statement saved",
    "statement.finished": "Statement finished",
    "statement.viewed": "Officer’s statements looked at",
    "statement.exported": "Statement taken away as a document",
    "statement.printed": "Statement printed",
    "purchase_stage.recorded": "Stage of an online test recorded",
    "purchase_stage.corrected": "Stage of an online test corrected",
    "purchase_party.recorded": "Party to an online test recorded",
    "purchase_party.corrected": "Party to an online test corrected",
    "purchase_policy.set": "Policy of test purchases set",
    "purchase_policy.viewed": "Policy of test purchases looked at",
    "certificate.searched": "Certificate looked up by its code",
    "certificate.throttled": "Looking up of certificates refused: too many tries",
    "calendar_link.made": "Link of a calendar made",
    "calendar_link.revoked": "Link of a calendar revoked",
    "evidence.listed": "Evidence looked through",
    "evidence.exported": "List of evidence handed out as a file",
    "evidence.printed": "Labels of exhibits printed",
    "evidence.disclosed": "Copy of the evidence made for somebody",
    "evidence_disclosure.exported": "Copy of the evidence downloaded",
    "evidence_hold.set": "Evidence put on hold",
    "evidence_hold.lifted": "Hold on evidence lifted",
    "exhibit.taken": "First hand of an exhibit recorded",
    "exhibit.transferred": "Exhibit changed hands",
    "exhibit.described_further": "Description of an exhibit added to",
    "exhibit.exported": "Original of an exhibit handed out",
    "exhibit.returned_to_owner": "Exhibit returned to its owner",
    "dispute.listed": "Disputes looked through",
    "rates.viewed": "Rates of test purchases looked at",
    "rates.exported": "Rates of test purchases handed out as a file",
    "purchase.exported": "Test purchases handed out as a file",
    "dispute.exported": "Disputes handed out as a file",
    "dispute.acknowledged": "Dispute acknowledged to the trader",
    "dispute.assigned": "Reviewer of a dispute chosen",
    "dispute.comment_invited": "Officers of the test invited to comment on a dispute",
    "dispute.commented": "Officer’s comment on a dispute recorded",
    "dispute.withdrawn": "Dispute withdrawn by the trader",
    "letter.corrected": "Corrected by another letter",
    "purchase.voiding_proposed": "Proposed that the attempt was void or aborted",
    "purchase.voiding_declined": "Second person did not agree that the attempt was void or aborted",
    "purchase.voiding_withdrawn": "Proposal that the attempt was void or aborted withdrawn",
    "purchase.voided": "Second person agreed that the attempt was void or aborted",
    "purchase.section_recorded": "Section of a test’s record filled in or corrected",
    "purchase.printed": "Record sheet of a test printed",
    "purchase_history.viewed": "History of a test looked at",
    "voiding.listed": "Attempts waiting for agreement looked through",
    "letter.correction_waived": "Said to need no correction",
}
"""What an action is called where its noun and verb alone would not read well."""


def sentence(action: str) -> str:
    """Return an action as an officer reads it: `visit.recorded` is “Visit recorded”."""
    noun, _, verb = action.partition(".")
    return SENTENCES.get(action) or f"{NOUNS.get(noun, noun)} {verb}".replace("_", " ").capitalize()
