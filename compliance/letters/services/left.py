"""A draft that a print run left, and that is being discarded."""

from uuid import UUID

from sqlmodel import Session

from compliance.letters import queries
from compliance.permissions import Actor, Permission


def forget_letter(session: Session, actor: Actor, letter_id: UUID) -> None:
    """Take a draft that is being discarded out of the runs that left it; why it was not issued stays. Forbidden."""
    actor.require(Permission.ISSUE_LETTER)
    for asked in queries.runs_of_letter(session, actor, letter_id):
        asked.letter_id = None
        session.add(asked)
    session.flush()
