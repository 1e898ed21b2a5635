"""Who decides a dispute, and what the officers of the test say of it: chosen, invited, and kept apart."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.permissions import GRANTS, Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Dispute, DisputeComment
from compliance.purchases.queries.disputes import find_comment
from compliance.purchases.services.disputes import check_names_nobody, tell_of_dispute


def assign_reviewer(
    session: Session, actor: Actor, dispute_id: UUID, reviewer_id: UUID | None, *, despite: str = "", reason: str = ""
) -> Dispute:
    """Choose who decides a dispute; chosen again with a `reason`, the one before stays in the audit.

    Raises Refusal beside `reviewer_id` for an officer who made the test (the database refuses it too), may not decide
    disputes or signs in no more; beside `despite` for one who took another part in its record, without why nobody else
    can; beside `reason` when somebody else was chosen before, without why; when the dispute is closed; Forbidden;
    NotFound (Regulators' Code section 2.3).
    """
    actor.require(Permission.DECIDE_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    if reviewer_id is None:
        raise Refusal("Select who is to decide this dispute", "reviewer_id")
    try:
        reviewer = accounts.get_officer(session, actor, reviewer_id)
    except NotFound as error:
        raise Refusal("Select who is to decide this dispute", "reviewer_id") from error
    if not reviewer.active or Permission.DECIDE_DISPUTE not in GRANTS[reviewer.role]:
        raise Refusal(f"{reviewer.name} may not decide disputes. Choose somebody who may", "reviewer_id")
    rules.check_reviewer(reviewer_id, queries.parts_taken(session, actor, purchase), despite=despite)
    rules.check_chosen_again(dispute.reviewer_id, reviewer_id, reason)
    check_names_nobody(session, actor, purchase, despite=despite, reason=reason)
    changes = audit.changed_fields(dispute, {"reviewer_id": reviewer_id, "despite": despite.strip()})
    if changes:
        dispute.reviewer_id, dispute.despite, dispute.assigned_on = reviewer_id, despite.strip(), clock.today()
        session.add(dispute)
        session.flush()
        why = " ".join(text for text in (reason.strip(), despite.strip()) if text)
        tell_of_dispute(session, actor, purchase, dispute, "dispute.assigned", reason=why, changes=changes)
    return dispute


def invite_comments(session: Session, actor: Actor, dispute_id: UUID) -> list[DisputeComment]:
    """Invite the officers of the test to comment on a dispute; those invited already stay as they are.

    Their comments are kept apart from the trader's words and evidence. Raises Refusal when it is closed; Forbidden;
    NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    known = {one.officer_id for one in queries.list_comments(session, actor, dispute_id)}
    made_by = [one for one in (purchase.officer_id, purchase.second_officer_id) if one is not None]
    invited = []
    for officer_id in made_by:
        if officer_id not in known:
            comment = DisputeComment(
                authority_id=actor.authority_id,
                dispute_id=dispute_id,
                officer_id=officer_id,
                invited_on=clock.today(),
                invited_by_id=actor.officer_id,
            )
            session.add(comment)
            invited.append(comment)
    session.flush()
    if invited:
        tell_of_dispute(
            session, actor, purchase, dispute, "dispute.comment_invited", officers=[one.officer_id for one in invited]
        )
    return invited


def comment_on_dispute(session: Session, actor: Actor, dispute_id: UUID, words: str) -> DisputeComment:
    """Record the comment of an officer of the test who was invited; once made it never changes.

    Raises Refusal for anybody else, a second comment, no words, a closed dispute, or words that name the volunteer;
    Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_DISPUTE)
    dispute = queries.get_open_dispute(session, actor, dispute_id)
    purchase = queries.get_own_purchase(session, actor, dispute.purchase_id)
    comment = find_comment(session, actor, dispute_id, actor.officer_id)
    invited = [comment.officer_id] if comment else []
    commented = comment is not None and comment.commented_on is not None
    rules.check_comment(words, officer_id=actor.officer_id, invited=invited, commented=commented)
    check_names_nobody(session, actor, purchase, words=words)
    assert comment is not None, "check_comment lets nobody through who was not invited"  # noqa: S101
    comment.words, comment.commented_on = words.strip(), clock.today()
    session.add(comment)
    session.flush()
    tell_of_dispute(session, actor, purchase, dispute, "dispute.commented")
    return comment
