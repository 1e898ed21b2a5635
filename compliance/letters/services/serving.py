"""Serving: how an issued letter went out, or that it came back."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.letters import queries
from compliance.letters.models import Serving
from compliance.letters.rules.serving import NewServing, PastServing, ServedBy, check_serving
from compliance.letters.services.enclosing import note_serving
from compliance.letters.services.naming import check_names_nobody
from compliance.permissions import Actor, Permission


def serve_letter(session: Session, actor: Actor, letter_id: UUID, new: NewServing) -> Serving:
    """Record how and when an issued letter of the actor's authority was served, or that it came back.

    Raises Refusal (see `rules.serving.check_serving`), and for a letter that an issued one supersedes unless it came
    back; recorded twice, the second is refused. NotFound; Forbidden.
    """
    actor.require(Permission.SERVE_LETTER)
    letter = queries.get_letter(session, actor, letter_id, lock=True)
    replaced_by = queries.replacement_of(session, actor, letter_id)
    if replaced_by is not None and replaced_by.issued_at is not None and new.how is not ServedBy.RETURNED:
        raise Refusal(f"{replaced_by.reference} supersedes this letter. Serve that one")
    if new.how is not ServedBy.RETURNED:
        _check_stands(session, actor, letter_id, new)
    before = [
        PastServing(one.how, one.served_on, one.to_whom) for one in queries.list_servings(session, actor, letter_id)
    ]
    check_serving(new, before, issued_on=letter.issued_on, today=clock.today())
    check_names_nobody(session, actor, letter, to_whom=new.to_whom, note=new.note)
    serving = Serving(
        authority_id=actor.authority_id,
        letter_id=letter_id,
        how=new.how,
        served_on=new.served_on,
        to_whom=new.to_whom,
        note=new.note,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(serving)
    session.flush()
    action = "letter.returned" if new.how is ServedBy.RETURNED else "letter.served"
    detail = {"reference": letter.reference, "how": new.how, "on": new.served_on, "to": new.to_whom, "note": new.note}
    audit.record(session, actor, action, "letter", letter_id, outlet_id=letter.outlet_id, detail=detail)
    note_serving(session, actor, letter_id, new)
    return serving


def _check_stands(session: Session, actor: Actor, letter_id: UUID, new: NewServing) -> None:
    """Refuse that a letter went out after the record had taken the ground from under it."""
    for one in queries.list_marked(session, actor, letter_ids=[letter_id]):
        if one.correction_id is not None:
            raise Refusal(f"{one.correction_reference} corrects this letter. Serve that one")
        if one.withdraws and one.since is not None and new.served_on > one.since:
            raise Refusal(f"{one.why} This letter must not go out any more. A correction is owed", "served_on")


def correct_serving(
    session: Session, actor: Actor, letter_id: UUID, serving_id: UUID, new: NewServing, *, version: int, reason: str
) -> Serving:
    """Correct how or when a letter was served; what stood before is kept in the audit, with why.

    Raises Refusal as `serve_letter` does, without a reason, or when somebody else corrected it since `version`;
    NotFound; Forbidden.
    """
    actor.require(Permission.SERVE_LETTER)
    letter = queries.get_letter(session, actor, letter_id, lock=True)
    servings = queries.list_servings(session, actor, letter_id)
    serving = next((one for one in servings if one.id == serving_id), None)
    if serving is None:
        raise NotFound
    if not reason.strip():
        raise Refusal("Enter why it is corrected", "reason")
    check_names_nobody(session, actor, letter, reason=reason, to_whom=new.to_whom, note=new.note)
    others = [PastServing(one.how, one.served_on, one.to_whom) for one in servings if one.id != serving_id]
    check_serving(new, others, issued_on=letter.issued_on, today=clock.today())
    if serving.version != version:
        raise Refusal(
            "Somebody else corrected this while you were typing. What you typed is still here: open the letter in "
            "another tab, compare, and save again"
        )
    changes = audit.changed_fields(serving, asdict(new))
    for name, (_before, after) in changes.items():
        setattr(serving, name, after)
    session.add(serving)
    session.flush()
    if changes:
        action, outlet_id = "letter.serving_corrected", letter.outlet_id
        audit.record(session, actor, action, "letter", letter_id, outlet_id=outlet_id, reason=reason, changes=changes)
        latest = queries.list_servings(session, actor, letter_id)[-1]
        note_serving(session, actor, letter_id, NewServing(how=latest.how, served_on=latest.served_on))
    return serving
