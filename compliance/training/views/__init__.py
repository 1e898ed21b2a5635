"""Pages of training: the calendar, a session and its register, and an outlet's invitations and places."""

from compliance.training.views import calendar, certificates, outlet, places, register, sessions
from compliance.training.views.blueprint import bp

__all__ = ["bp", "calendar", "certificates", "outlet", "places", "register", "sessions"]
