"""Corrections: which letters an issued one corrects, and why a letter that no longer fits the record needs none."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.letters import queries
from compliance.letters.models import Corrected, Letter, Waiver
from compliance.letters.rules import Kind
from compliance.letters.services.naming import check_names_nobody
from compliance.permissions import Actor, Permission


def note_corrected(session: Session, actor: Actor, letter: Letter, subject: queries.Subject) -> None:
    """Note on every letter that a correction withdraws, once it is issued, that this one corrects it. Forbidden."""
    actor.require(Permission.ISSUE_LETTER)
    if letter.kind is not Kind.CORRECTION:
        return
    for one in queries.corrected_by(subject, letter.occasion):
        session.add(Corrected(authority_id=actor.authority_id, correction_id=letter.id, letter_id=one.letter_id))
        session.flush()
        detail = {"reference": one.reference, "by": letter.reference, "why": one.mark.value}
        audit.record(
            session, actor, "letter.corrected", "letter", one.letter_id, outlet_id=one.outlet_id, detail=detail
        )


def waive_correction(session: Session, actor: Actor, letter_id: UUID, reason: str) -> list[Waiver]:
    """Record why a letter that no longer fits the record needs no correction, for as long as the record says so.

    Should the record change again, the letter is to be corrected again. Raises Refusal without a reason, for a reason
    that names the volunteer, or when nothing is to be corrected; Forbidden; NotFound.
    """
    actor.require(Permission.DECIDE_DISPUTE)
    letter = queries.get_letter(session, actor, letter_id)
    marked = queries.list_to_correct(session, actor, letter_ids=[letter_id])
    if not marked:
        raise Refusal("This letter has nothing to be corrected")
    if not reason.strip():
        raise Refusal("Enter why no correction is needed", "reason")
    check_names_nobody(session, actor, letter, reason=reason)
    waivers = []
    for one in marked:
        waiver = Waiver(
            authority_id=actor.authority_id,
            letter_id=letter_id,
            record=one.record,
            reason=reason.strip(),
            recorded_on=clock.today(),
            recorded_at=clock.now(),
            recorded_by_id=actor.officer_id,
        )
        session.add(waiver)
        waivers.append(waiver)
    session.flush()
    detail = {"reference": letter.reference, "why": [one.mark.value for one in marked]}
    audit.record(
        session,
        actor,
        "letter.correction_waived",
        "letter",
        letter_id,
        outlet_id=letter.outlet_id,
        reason=reason.strip(),
        detail=detail,
    )
    return waivers
