"""Pages across the nouns: home, who to invite, what is due, adoption, and rates of tests."""

from compliance.reports.views import adoption, due, home, invite, rates
from compliance.reports.views.blueprint import bp

__all__ = ["adoption", "bp", "due", "home", "invite", "rates"]
