"""Pages across the nouns: home, who to invite, what is due, and adoption."""

from compliance.reports.views import adoption, due, home, invite
from compliance.reports.views.blueprint import bp

__all__ = ["adoption", "bp", "due", "home", "invite"]
