"""Forms of training: sessions, invitations and replies, places and the register."""

from compliance.training.forms.calendar import CalendarFilterForm, CalendarLinkForm
from compliance.training.forms.certificates import VerifyForm, WithdrawForm
from compliance.training.forms.courses import (
    CompletionForm,
    CourseCorrectionForm,
    CourseForm,
    StrikingOutForm,
    TrainingPolicyForm,
    WithdrawalForm,
)
from compliance.training.forms.filtering import SessionFilterForm
from compliance.training.forms.invitations import InvitationCorrectionForm, InvitationForm, ReplyForm, session_choice
from compliance.training.forms.places import AttendanceForm, CancellingForm, GivingUpForm, PlaceForm
from compliance.training.forms.register import Line, RegisterForm, WalkInForm, WalkInSearchForm
from compliance.training.forms.sessions import SESSION_FIELDS, SessionCorrectionForm, SessionForm

__all__ = [
    "SESSION_FIELDS",
    "AttendanceForm",
    "CalendarFilterForm",
    "CalendarLinkForm",
    "CancellingForm",
    "CompletionForm",
    "CourseCorrectionForm",
    "CourseForm",
    "GivingUpForm",
    "InvitationCorrectionForm",
    "InvitationForm",
    "Line",
    "PlaceForm",
    "RegisterForm",
    "ReplyForm",
    "SessionCorrectionForm",
    "SessionFilterForm",
    "SessionForm",
    "StrikingOutForm",
    "TrainingPolicyForm",
    "VerifyForm",
    "WalkInForm",
    "WalkInSearchForm",
    "WithdrawForm",
    "WithdrawalForm",
    "session_choice",
]
