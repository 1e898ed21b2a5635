"""The clocks that run, for the home page: each test once, with its offences and how near the last day is."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from compliance.offences.rules.proving import Verdict
from compliance.permissions import Actor
from compliance.purchases import queries as purchases
from compliance.purchases.queries import ClockRow
from compliance.reports.queries.sections import day_words, days_word, section
from compliance.reports.rules.home import Item, Section, is_pressing

EVERY = 1000


def running(session: Session, actor: Actor, today: date) -> Section:
    """Return the tests whose time to prosecute runs, the most urgent first, each with the offences it runs for."""
    days = purchases.policy_on(session, actor, today).alert_days
    by_test: dict[object, list[ClockRow]] = {}
    for row in purchases.list_clocks(session, actor, today, limit=EVERY):
        by_test.setdefault(row.purchase.id, []).append(row)
    return section(
        "clocks",
        "Sales with a running prosecution clock",
        "No sale has a running clock.",
        list(by_test.values()),
        lambda rows: Item(
            rows[0].purchase.outlet_name,
            "purchases.law",
            {"purchase_id": rows[0].purchase.id},
            note=clock_words(rows),
            urgent=is_pressing(rows[0].band, days),
        ),
        more="purchases.index",
        more_arguments={"clock": "running", "sort": "oldest"},
    )


def clock_words(rows: Sequence[ClockRow]) -> str:
    """Return how near the last day of a test is: in days, in the band that the policy tells of, and for what.

    Offences of a later day are named after it; so is that none of them can be proved yet.
    """
    first = rows[0]
    band = f", within {first.band} days" if first.band is not None else ""
    what = "; ".join(dict.fromkeys(row.citation for row in rows if row.last_day == first.last_day))
    after = "; ".join(dict.fromkeys(row.citation for row in rows if row.last_day != first.last_day))
    later = f", later for {after}" if after else ""
    proved = "" if any(row.verdict is Verdict.CAN for row in rows) else ". Not proved yet: see what is missing"
    return (
        f"{first.purchase.reference}: {first.days_left} {days_word(first.days_left)} left{band}; last day to prosecute "
        f"{day_words(first.last_day)} ({what}){later}{proved}"
    )
