"""Keeping the name of whoever helped with a test out of what is typed about it."""

from uuid import UUID

from sqlmodel import Session

from compliance.permissions import Actor
from compliance.purchases.rules.naming import LeadsToVolunteer
from compliance.volunteers import services as volunteers


def check_names_nobody(session: Session, actor: Actor, volunteer_id: UUID | None, field: str, *words: str) -> None:
    """Raise Refusal beside `field` when words typed about a test hold a name of its volunteer or their guardian.

    The vault is asked once, and the audit says so: keep that entry though the words are refused. The answer does not
    say whose name it is (domain section 6.6). Without a volunteer, or words, nothing is asked.
    """
    text = "\n".join(word for word in words if word.strip())
    if volunteer_id is None or not text:
        return
    if volunteers.is_named_in(session, actor, volunteer_id, text):
        raise LeadsToVolunteer(
            "Something typed here could lead to the volunteer, or to their family. Take every name of theirs out, and "
            "write the volunteer’s code instead",
            field,
        )
