"""Forms of training: sessions, invitations and replies, places and the register."""

from compliance.training.forms.calendar import CalendarFilterForm, CalendarLinkForm
from compliance.training.forms.certificates import VerifyForm, WithdrawForm
from compliance.training.forms.invitations import InvitationCorrectionForm, InvitationForm, ReplyForm, session_choice
from compliance.training.forms.places import AttendanceForm, PlaceForm
from compliance.training.forms.register import Line, RegisterForm, WalkInForm, WalkInSearchForm
from compliance.training.forms.sessions import SESSION_FIELDS, SessionCorrectionForm, SessionForm

__all__ = [
    "SESSION_FIELDS",
    "AttendanceForm",
    "CalendarFilterForm",
    "CalendarLinkForm",
    "InvitationCorrectionForm",
    "InvitationForm",
    "Line",
    "PlaceForm",
    "RegisterForm",
    "ReplyForm",
    "SessionCorrectionForm",
    "SessionForm",
    "VerifyForm",
    "WalkInForm",
    "WalkInSearchForm",
    "WithdrawForm",
    "session_choice",
]
