"""What time it is: the only module that asks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Europe/London, the day that limits and records go by."""
    return now().astimezone(LONDON).date()


def london(moment: datetime) -> datetime:
    """Return the aware `moment` as clocks in London show it."""
    return moment.astimezone(LONDON)
