"""Asking the vault whether words lead to the volunteer of a test, before they are kept."""

from sqlmodel import Session

from compliance.evidence.queries import Test
from compliance.permissions import Actor
from compliance.volunteers import services as volunteers


def check_names_nobody(session: Session, actor: Actor, test: Test, **texts: str) -> None:
    """Raise Refusal beside the first field of which the words lead to the volunteer; who, the vault does not say.

    Keep the entry of having asked (see `volunteers.services.check_names_nobody`).
    """
    volunteers.check_names_nobody(session, actor, test.volunteer_id, texts)


def is_named(session: Session, actor: Actor, test: Test, words: str) -> bool:
    """Say whether words hold a name of the test’s volunteer or their guardian; no without a volunteer or words."""
    if test.volunteer_id is None or not words.strip():
        return False
    return volunteers.is_named_in(session, actor, test.volunteer_id, words)
