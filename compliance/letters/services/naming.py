"""Keeping the name of whoever helped with a test out of what is typed about a letter, beside what goes into it."""

from sqlmodel import Session

from compliance.letters.models import Letter
from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.volunteers import services as volunteers


def check_names_nobody(session: Session, actor: Actor, letter: Letter, **texts: str) -> None:
    """Raise Refusal beside the first field of which the words name the volunteer of the test, or their guardian.

    Nothing is asked of a letter that is about no test (see `volunteers.services.check_names_nobody`). Forbidden.
    """
    if letter.purchase_id is None or not any(text.strip() for text in texts.values()):
        return
    test = purchases.get_own_purchase(session, actor, letter.purchase_id)
    volunteers.check_names_nobody(session, actor, test.volunteer_id, texts)
