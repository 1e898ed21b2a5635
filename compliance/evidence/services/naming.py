"""Asking the vault whether words lead to the volunteer of a test, before they are kept."""

from sqlmodel import Session

from compliance.errors import Refusal
from compliance.evidence.queries import Test
from compliance.permissions import Actor
from compliance.volunteers import services as volunteers


def check_names_nobody(session: Session, actor: Actor, test: Test, *words: str, field: str = "description") -> None:
    """Raise Refusal beside `field` when something typed leads to the volunteer; who, the vault does not say.

    The asking is in the audit: keep that entry though the words are refused.
    """
    if is_named(session, actor, test, " \n ".join(words)):
        raise Refusal(
            "Something typed here could lead to the volunteer or their family. Write the volunteer’s code, and take "
            "every name of theirs out",
            field,
        )


def is_named(session: Session, actor: Actor, test: Test, words: str) -> bool:
    """Say whether words hold a name of the test’s volunteer or their guardian; no without a volunteer or words."""
    if test.volunteer_id is None or not words.strip():
        return False
    return volunteers.is_named_in(session, actor, test.volunteer_id, words)
