"""The product as it will be on a later day: what is served, and worked on, once a journey has moved the clock."""

import os
from datetime import datetime, timedelta

from compliance import clock
from compliance.app import create_app

_real_now = clock.now


def _later() -> datetime:
    """Return the moment so many days after this one, as the environment says."""
    return _real_now() + timedelta(days=int(os.environ["JOURNEY_DAYS_LATER"]))


clock.now = _later
app = create_app()
