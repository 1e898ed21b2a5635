"""Issuing: every check again, the bytes kept, the row closed; and the kept bytes read back and verified."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from compliance import clock, files
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.letters import queries, rules
from compliance.letters.models import Letter
from compliance.letters.rules.drafting import facts_as_dict
from compliance.letters.services.correcting import note_corrected
from compliance.letters.services.enclosing import enclose, note_invitation
from compliance.permissions import Actor, Permission
from compliance.volunteers import services as volunteers


def issue_letter(session: Session, actor: Actor, letter_id: UUID) -> Letter:
    """Issue a draft, dated today: its PDF is made anew from the record, kept by SHA-256, and never changes again.

    Raises Refusal for the first thing wrong: the record does not allow the letter, a fact is missing, the law is
    not confirmed, the Primary Authority may still object, the page does not keep its zones, a required sentence is not
    printed, or what was typed holds a name of the volunteer (the vault is asked, and the audit says so: keep that entry
    though the letter is refused). What the letter carries is made with it or not at all: the link to sign an agreement,
    the certificate of a course that was passed, the record of an invitation. Issued before, the letter is returned as
    it is: a second click does nothing. NotFound; Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    letter = queries.get_letter(session, actor, letter_id, lock=True)
    if letter.issued_at is not None:
        return letter
    with session.begin_nested():  # a failed check leaves no link, certificate or invitation behind
        signing = enclose(session, actor, letter)
        prepared = queries.prepare(session, actor, letter, today=clock.today(), draft=False, signing=signing)
        for problem in prepared.problems:
            raise problem
    if prepared.facts is None or prepared.rendered is None:
        raise Refusal("The letter could not be made. Look at the draft, and try again")
    _check_names_nobody(session, actor, prepared.subject, prepared.facts)
    letter.sha256 = files.keep(prepared.rendered.pdf)
    letter.facts = facts_as_dict(rules.without_secrets(prepared.facts))
    letter.template_version = rules.template_version(letter.kind)
    letter.entity_id = queries.addressee_of(letter.kind, letter.occasion, prepared.subject)
    letter.pages = prepared.rendered.pages
    letter.issued_on = prepared.facts.dated_on
    letter.issued_at = clock.now()
    letter.issued_by_id = actor.officer_id
    session.add(letter)
    session.flush()
    _tell(session, actor, letter, prepared.facts.recipient)
    note_invitation(session, actor, letter, prepared.facts)
    note_corrected(session, actor, letter, prepared.subject)
    return letter


def _check_names_nobody(session: Session, actor: Actor, subject: queries.Subject, facts: rules.Facts) -> None:
    """Ask the vault whether what was typed leads to who helped with the test; the answer does not say to whom."""
    words = rules.typed_words(facts)
    found = queries.volunteers_behind(session, actor, subject, facts)
    if any(volunteers.is_named_in(session, actor, volunteer_id, words) for volunteer_id in found):
        raise Refusal(
            "Something typed in this letter must not go out: it could lead to somebody who helped with the test, or to "
            "their family. Take every name of a person out of the reason, the steps and the greeting",
            "wording",
        )


def _tell(session: Session, actor: Actor, letter: Letter, recipient: rules.Recipient) -> None:
    detail = {
        "reference": letter.reference,
        "kind": letter.kind,
        "sha256": letter.sha256,
        "pages": letter.pages,
        "to": recipient.lines,
    }
    audit.record(session, actor, "letter.issued", "letter", letter.id, outlet_id=letter.outlet_id, detail=detail)
    if letter.supersedes_id is not None:
        audit.record(
            session,
            actor,
            "letter.superseded",
            "letter",
            letter.supersedes_id,
            outlet_id=letter.outlet_id,
            detail={"by": letter.reference},
        )


def read_letter(letter: Letter) -> bytes:
    """Return the bytes of an issued letter, the same every time, checked against their SHA-256.

    Raises Refusal when the kept bytes are missing or are no longer those that were issued: then nothing is printed.
    """
    try:
        return files.read(letter.sha256 or "")
    except NotFound as error:
        raise Refusal(f"The kept copy of {letter.reference} is missing") from error
    except files.CorruptFileError as error:
        raise Refusal(f"The kept copy of {letter.reference} is no longer what was issued") from error


@dataclass(frozen=True, slots=True)
class Verification:
    """How many issued letters were checked, and each that is missing or changed: its reference and which."""

    checked: int
    faults: tuple[tuple[str, str], ...]


def verify_letters(session: Session) -> Verification:
    """Check the kept bytes of every issued letter, of every authority, against their SHA-256."""
    checked, faults = 0, []
    for issued in queries.follow_issued(session):
        checked += 1
        try:
            files.read(issued.sha256)
        except NotFound:
            faults.append((issued.reference, "missing"))
        except files.CorruptFileError:
            faults.append((issued.reference, "changed"))
    return Verification(checked, tuple(faults))
