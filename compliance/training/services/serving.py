"""What the letter of an invitation tells of it: that it was sent, served, or came back."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.audit import services as audit
from compliance.database import within
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.training import queries
from compliance.training.models import Invitation
from compliance.training.rules import ServedHow


def note_letter(session: Session, actor: Actor, invitation_id: UUID, letter_id: UUID) -> Invitation:
    """Keep in which letter an invitation was sent. Called when the letter is issued. NotFound; Forbidden."""
    actor.require(Permission.ISSUE_LETTER)
    invitation = queries.get_invitation(session, actor, invitation_id)
    _note(session, actor, invitation, {"letter_id": letter_id}, "invitation.sent")
    return invitation


def note_served(session: Session, actor: Actor, letter_id: UUID, how: ServedHow, on: date) -> Invitation | None:
    """Keep when and how the invitation in a letter was served; a later answer of the letter replaces an earlier one.

    Nothing happens, and None is returned, where the letter is of no invitation. Where another invitation of that day is
    recorded as served so, the way it was recorded stays. Refusal for a day before the invitation; Forbidden.
    """
    actor.require(Permission.SERVE_LETTER)
    invitation = queries.find_of_letter(session, actor, letter_id)
    if invitation is None:
        return None
    if on < invitation.invited_on:
        raise Refusal("The day of service is before the day of the invitation in this letter", "served_on")
    values: dict[str, Any] = {"served_on": on, "returned_on": None}
    if not _taken(session, actor, invitation, how):
        values["served_how"] = how
    _note(session, actor, invitation, values, "invitation.served")
    return invitation


def note_returned(session: Session, actor: Actor, letter_id: UUID, on: date) -> Invitation | None:
    """Keep that the invitation in a letter came back undelivered on a day: then it counts towards no refusal.

    Nothing happens, and None is returned, where the letter is of no invitation. Forbidden.
    """
    actor.require(Permission.SERVE_LETTER)
    invitation = queries.find_of_letter(session, actor, letter_id)
    if invitation is not None:
        _note(session, actor, invitation, {"returned_on": on}, "invitation.returned")
    return invitation


def _taken(session: Session, actor: Actor, invitation: Invitation, how: ServedHow) -> bool:
    statement = select(Invitation.id).where(
        Invitation.outlet_id == invitation.outlet_id,
        Invitation.entity_id == invitation.entity_id,
        Invitation.course == invitation.course,
        Invitation.invited_on == invitation.invited_on,
        Invitation.served_how == how,
        Invitation.id != invitation.id,
    )
    return session.exec(within(statement, actor, col(Invitation.authority_id))).first() is not None


def _note(session: Session, actor: Actor, invitation: Invitation, values: dict[str, Any], action: str) -> None:
    audit.correct(
        session,
        actor,
        invitation,
        values,
        action=action,
        subject_kind="invitation",
        version=invitation.version,
        outlet_id=invitation.outlet_id,
    )
