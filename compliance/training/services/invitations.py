"""Inviting an outlet or a delivery company to training, and what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from compliance import clock
from compliance.audit import services as audit
from compliance.database import within
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.training import queries, rules
from compliance.training.models import Invitation
from compliance.training.rules import NewInvitation, Reply, ReplyGiven

TWICE = "An invitation to this course on this day, served the same way, is recorded already"


def record_invitation(
    session: Session, actor: Actor, outlet_id: UUID, new: NewInvitation, given: ReplyGiven | None = None
) -> Invitation:
    """Record that an outlet was invited to a course or a session, with the reply where one was given at once.

    One given by hand or at a visit is served that day. Sent twice, the second is refused: an outlet is invited to a
    course once a day in one way (the database agrees). Raises Refusal (see `check_invitation`, `check_reply`), or for
    a session of another course; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    return _record(session, actor, new, given, outlet_id=outlet.id, opened_on=outlet.opened_on)


def record_entity_invitation(
    session: Session, actor: Actor, entity_id: UUID, new: NewInvitation, given: ReplyGiven | None = None
) -> Invitation:
    """Record that an entity itself was invited, such as a delivery company for its riders. As `record_invitation`."""
    actor.require(Permission.RECORD_TRAINING)
    entity = retailers.get_entity(session, actor, entity_id)
    return _record(session, actor, new, given, entity_id=entity.id)


def _record(
    session: Session,
    actor: Actor,
    new: NewInvitation,
    given: ReplyGiven | None,
    *,
    outlet_id: UUID | None = None,
    entity_id: UUID | None = None,
    opened_on: date | None = None,
) -> Invitation:
    new = rules.handed_over(new)
    _check_session(session, actor, new)
    given = _without_reply() if given is None or given.reply is Reply.NONE else given
    rules.check_invitation(new, today=clock.today(), opened_on=opened_on)
    rules.check_reply(given, invited_on=new.invited_on, today=clock.today())
    _check_only_one(session, actor, {"outlet_id": outlet_id, "entity_id": entity_id}, new)
    invitation = Invitation(
        authority_id=actor.authority_id,
        outlet_id=outlet_id,
        entity_id=entity_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
        **asdict(new),
        **asdict(given),
    )
    try:
        with session.begin_nested():
            session.add(invitation)
    except IntegrityError as error:
        raise Refusal(TWICE, "invited_on") from error
    what = {"course": new.course, "invited_on": new.invited_on, "served_how": new.served_how, "reply": given.reply}
    audit.record(session, actor, "invitation.recorded", "invitation", invitation.id, outlet_id=outlet_id, detail=what)
    return invitation


def correct_invitation(
    session: Session, actor: Actor, invitation_id: UUID, new: NewInvitation, *, version: int, reason: str
) -> Invitation:
    """Correct how and when an outlet was invited, or record that it was served or came back undelivered.

    Filling in what was blank (served, returned, reply by) needs no reason; changing what stood does, and it is kept in
    the history. Raises Refusal for that and for what `check_invitation` refuses; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    invitation = queries.get_invitation(session, actor, invitation_id)
    opened_on = None
    if invitation.outlet_id is not None:
        opened_on = retailers.get_own_outlet(session, actor, invitation.outlet_id).opened_on
    new = replace(new, visit_id=invitation.visit_id)
    _check_session(session, actor, new)
    rules.check_invitation(new, today=clock.today(), opened_on=opened_on)
    if invitation.replied_on is not None and invitation.replied_on < new.invited_on:
        raise Refusal("The reply is recorded for an earlier day. Correct the reply first", "invited_on")
    changes = audit.changed_fields(invitation, asdict(new))
    if not reason.strip() and any(before is not None for before, _after in changes.values()):
        raise Refusal("Enter why you correct this invitation", "reason")
    whose = {"outlet_id": invitation.outlet_id, "entity_id": invitation.entity_id}
    _check_only_one(session, actor, whose, new, own_id=invitation_id)
    only_returned = set(changes) == {"returned_on"} and new.returned_on is not None
    audit.correct(
        session,
        actor,
        invitation,
        asdict(new),
        action="invitation.returned" if only_returned else "invitation.corrected",
        subject_kind="invitation",
        version=version,
        outlet_id=invitation.outlet_id,
        reason=reason,
    )
    return invitation


def record_reply(
    session: Session, actor: Actor, invitation_id: UUID, given: ReplyGiven, *, version: int, reason: str
) -> Invitation:
    """Record what an invited trader answered; a second answer replaces the first, which its history keeps.

    Replacing or withdrawing an answer needs a reason. Raises Refusal for that and for what `check_reply` refuses;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    invitation = queries.get_invitation(session, actor, invitation_id)
    given = _without_reply() if given.reply is Reply.NONE else given
    rules.check_reply(given, invited_on=invitation.invited_on, today=clock.today())
    again = invitation.reply is not Reply.NONE
    if again and not reason.strip():
        raise Refusal("An answer is recorded already. Enter why it changes", "reason")
    audit.correct(
        session,
        actor,
        invitation,
        asdict(given),
        action="invitation.corrected" if again else "invitation.answered",
        subject_kind="invitation",
        version=version,
        outlet_id=invitation.outlet_id,
        reason=reason,
    )
    return invitation


def _without_reply() -> ReplyGiven:
    return ReplyGiven(Reply.NONE)


def _check_session(session: Session, actor: Actor, new: NewInvitation) -> None:
    if new.session_id is None:
        return
    if queries.get_session(session, actor, new.session_id).course is not new.course:
        raise Refusal("That session is another course. Choose one of this course, or change the course", "session_id")


def _check_only_one(
    session: Session, actor: Actor, whose: Mapping[str, UUID | None], new: NewInvitation, own_id: UUID | None = None
) -> None:
    statement = select(Invitation.id).where(
        *(getattr(Invitation, name) == owner_id for name, owner_id in whose.items()),
        Invitation.course == new.course,
        Invitation.invited_on == new.invited_on,
        Invitation.served_how == new.served_how,
        Invitation.id != own_id,
    )
    if session.exec(within(statement, actor, col(Invitation.authority_id))).first() is not None:
        raise Refusal(TWICE, "invited_on")
