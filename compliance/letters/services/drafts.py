"""Drafts: begun from a test purchase or a visit, changed, discarded, or begun anew to supersede an issued letter."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import next_reference
from compliance.errors import NotFound, Refusal
from compliance.letters import queries, rules
from compliance.letters.models import Letter
from compliance.letters.rules import KIND_LABELS, About, Kind
from compliance.letters.rules.drafting import Decided, decided_as_dict, decided_from_dict, facts_as_dict
from compliance.letters.services.left import forget_letter
from compliance.letters.services.naming import check_names_nobody
from compliance.permissions import Actor, Permission


def draft_letter(session: Session, actor: Actor, kind: Kind, decided: Decided, about: About) -> Letter:
    """Draft a letter about one record of the actor's own authority, with the next HAC-L reference.

    Raises Refusal when the record does not allow a letter of this kind (see `rules.check_kind`), or when there is one
    already on the same occasion: a letter that went out wrong is superseded, not sent twice. Sent twice, the second
    finds the first, because taking the reference holds the authority's counter. NotFound; Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    subject = queries.get_subject(session, actor, about)
    rules.check_kind(kind, subject.standing)
    _check_officer(session, actor, decided)
    decided = _on_occasion(kind, decided, subject)
    occasion = queries.occasion_of(kind, decided, subject)
    reference = next_reference(session, actor, "L", clock.today().year)
    same = queries.find_same(session, actor, kind, about, occasion=occasion)
    if same is not None:
        raise Refusal(_why_not_again(kind, same), "kind")
    return _add(session, actor, kind, decided, subject, reference, {**about.ids, "occasion": occasion})


def _on_occasion(kind: Kind, decided: Decided, subject: queries.Subject) -> Decided:
    """Return what was decided, with the occasion that the record gives today."""
    if kind not in rules.OCCASIONS_OF:
        return decided
    now = subject.standing.occasion
    if decided.occasion is not None and decided.occasion is not now:
        raise Refusal("The record has changed since this letter was begun. Begin it again", "kind")
    return replace(decided, occasion=now)


def _why_not_again(kind: Kind, same: Letter) -> str:
    label = KIND_LABELS[kind].lower()
    if same.issued_at is None:
        return f"There is a draft of this {label} already: {same.reference}. Open it, and change it or discard it"
    return (
        f"This {label} was issued already, as {same.reference}. If something in it is wrong, open it and supersede it "
        "with a corrected letter"
    )


def _add(
    session: Session, actor: Actor, kind: Kind, decided: Decided, subject: queries.Subject, reference: str, about: Any
) -> Letter:
    letter = Letter(
        authority_id=actor.authority_id,
        reference=reference,
        kind=kind,
        template_version=rules.template_version(kind),
        large_print=decided.large_print,
        decided=decided_as_dict(decided),
        facts={},
        outlet_id=subject.outlet_id,
        entity_id=queries.addressee_of(kind, about.get("occasion", ""), subject),
        drafted_at=clock.now(),
        drafted_by_id=actor.officer_id,
        **about,
    )
    _gather(session, actor, letter)
    session.add(letter)
    session.flush()
    named = {name: value for name, value in about.items() if value}
    detail = {"reference": reference, "kind": kind, "decided": letter.decided, **named}
    audit.record(session, actor, "letter.drafted", "letter", letter.id, outlet_id=letter.outlet_id, detail=detail)
    return letter


def _gather(session: Session, actor: Actor, letter: Letter) -> None:
    """Keep with a draft what it would be made of today."""
    with session.no_autoflush:
        prepared = queries.prepare(session, actor, letter, today=clock.today(), render=False)
    letter.facts = facts_as_dict(rules.without_secrets(prepared.facts)) if prepared.facts else {}


def _check_officer(session: Session, actor: Actor, decided: Decided) -> None:
    """Raise Refusal unless the letter is from an officer of the authority."""
    try:
        accounts.get_officer(session, actor, decided.officer_id)
    except NotFound as error:
        raise Refusal("Choose the officer that the letter is from", "officer_id") from error


def change_draft(session: Session, actor: Actor, letter_id: UUID, decided: Decided, *, version: int) -> Letter:
    """Change what was decided of a draft; what stood before is kept in the audit.

    Raises Refusal when the letter was issued meanwhile, or when somebody else changed it since `version`; NotFound;
    Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    letter = queries.get_letter(session, actor, letter_id, lock=True)
    _check_draft(letter)
    _check_officer(session, actor, decided)
    audit.check_version(letter, version, "draft")
    kept = decided_from_dict(letter.decided).occasion
    before, after = letter.decided, decided_as_dict(replace(decided, occasion=kept))
    changes = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    if not changes:
        return letter
    letter.decided, letter.large_print = after, decided.large_print
    letter.template_version = rules.template_version(letter.kind)
    _gather(session, actor, letter)
    session.add(letter)
    session.flush()
    audit.record(session, actor, "letter.changed", "letter", letter.id, outlet_id=letter.outlet_id, changes=changes)
    return letter


def _check_draft(letter: Letter) -> None:
    if letter.issued_at is not None:
        raise Refusal("This letter has been issued, and an issued letter never changes. Supersede it instead")


def discard_draft(session: Session, actor: Actor, letter_id: UUID, *, reason: str) -> None:
    """Throw a draft away. The audit keeps why, and what it said; its reference is not used again.

    Raises Refusal without a reason, for one that names the volunteer, or when the letter has been issued; NotFound;
    Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    letter = queries.get_letter(session, actor, letter_id, lock=True)
    _check_draft(letter)
    if not reason.strip():
        raise Refusal("Enter why the draft is not needed", "reason")
    check_names_nobody(session, actor, letter, reason=reason)
    detail = {"reference": letter.reference, "kind": letter.kind, "decided": letter.decided, "facts": letter.facts}
    audit.record(
        session,
        actor,
        "letter.discarded",
        "letter",
        letter.id,
        outlet_id=letter.outlet_id,
        reason=reason,
        detail=detail,
    )
    forget_letter(session, actor, letter_id)
    session.delete(letter)
    session.flush()


def supersede_letter(session: Session, actor: Actor, letter_id: UUID, *, reason: str) -> Letter:
    """Draft the letter that is to supersede an issued one, beginning with what was decided of it, and return the draft.

    The issued letter stays as it is, and counts as superseded once the new one is issued. Raises Refusal without a
    reason, for a draft, or when a letter supersedes it already; NotFound; Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    former = queries.get_letter(session, actor, letter_id)
    if former.issued_at is None:
        raise Refusal("This letter is still a draft. Change it")
    if not reason.strip():
        raise Refusal("Enter what is wrong with the letter", "reason")
    check_names_nobody(session, actor, former, reason=reason)
    subject = queries.subject_of(session, actor, former)
    rules.check_kind(former.kind, subject.standing)
    reference = next_reference(session, actor, "L", clock.today().year)
    replaced_by = queries.replacement_of(session, actor, letter_id)
    if replaced_by is not None:
        raise Refusal(f"{replaced_by.reference} supersedes this letter already. Open that one")
    decided = decided_from_dict(former.decided)
    if former.kind in rules.OCCASIONS_OF and decided.occasion is not subject.standing.occasion:
        raise Refusal("The record has moved on since this letter, so it cannot be sent again. Draft a new one", "kind")
    about = {**queries.about_of(former).ids, "occasion": former.occasion, "supersedes_id": former.id}
    letter = _add(session, actor, former.kind, decided, subject, reference, about)
    audit.record(
        session,
        actor,
        "letter.found_wrong",
        "letter",
        former.id,
        outlet_id=former.outlet_id,
        reason=reason,
        detail={"reference": former.reference, "replacement": reference},
    )
    return letter
