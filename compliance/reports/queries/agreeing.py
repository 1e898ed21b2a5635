"""What waits for one officer to agree, for the home page."""

from datetime import date

from sqlmodel import Session

from compliance.permissions import Actor
from compliance.purchases.queries.voidings import list_voidings_to_agree
from compliance.purchases.rules import OUTCOME_LABELS
from compliance.reports.queries.sections import day_words, section
from compliance.reports.rules.home import Item, Section


def voidings(session: Session, actor: Actor, _today: date) -> Section:
    """Return the attempts that wait for the actor to agree that they were void or aborted, the oldest first."""
    return section(
        "to_agree",
        "Waiting for your agreement",
        "Nothing waits for your agreement.",
        list_voidings_to_agree(session, actor),
        lambda one: Item(
            one.purchase.outlet_name,
            "purchases.decide_void",
            {"purchase_id": one.purchase.id, "voiding_id": one.voiding_id},
            note=f"{OUTCOME_LABELS[one.wanted]}, tested on {day_words(one.purchase.tested_on)}"
            + ("; you are named" if one.named else ""),
        ),
        more="purchases.voidings_to_agree",
    )
