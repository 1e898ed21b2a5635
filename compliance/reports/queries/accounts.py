"""What waits to be signed and to be reviewed, for the home page."""

from datetime import date

from sqlmodel import Session

from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.reports.queries.sections import day_words, section
from compliance.reports.rules.home import Item, Section


def to_sign(session: Session, actor: Actor, _today: date) -> Section:
    """Return the tests of which the actor has yet to sign their own account."""
    return section(
        "accounts_to_sign",
        "Accounts for you to sign",
        "No account waits for your signature.",
        purchases.list_accounts_to_sign(session, actor),
        lambda one: Item(
            one.outlet_name,
            "purchases.accounts",
            {"purchase_id": one.purchase_id},
            note=(
                f"{one.reference}, tested on {day_words(one.tested_on)}; "
                + ("your draft is not signed" if one.begun else "the other officer has signed")
            ),
        ),
    )


def to_review(session: Session, actor: Actor, _today: date) -> Section:
    """Return the tests that wait for a supervisor's review by the actor."""
    return section(
        "tests_to_review",
        "Tests waiting for your review",
        "No test waits for your review.",
        purchases.list_reviews_waiting(session, actor),
        lambda one: Item(
            one.outlet_name,
            "purchases.accounts",
            {"purchase_id": one.purchase_id},
            note=(
                f"{one.reference}, tested on {day_words(one.tested_on)}; "
                + ("signed, added to or corrected since the last review" if one.seen_before else "all have signed")
            ),
        ),
    )
