"""Keeping the name of whoever helped with a test out of what is typed about it."""

from uuid import UUID

from sqlmodel import Session

from compliance.permissions import Actor
from compliance.volunteers import services as volunteers


def check_names_nobody(session: Session, actor: Actor, volunteer_id: UUID | None, **texts: str) -> None:
    """Raise Refusal beside the first field of which the words name the volunteer of a test, or their guardian.

    Keep the entry of having asked (see `volunteers.services.check_names_nobody`).
    """
    volunteers.check_names_nobody(session, actor, volunteer_id, texts)
