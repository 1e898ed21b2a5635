"""Tables of training: courses, sessions, invitations, places, modules completed, refusals withdrawn, dated policy."""

from compliance.training.models.certificates import Certificate
from compliance.training.models.courses import Course, Module, ModuleCompletion
from compliance.training.models.feeds import CalendarLink
from compliance.training.models.policies import TrainingPolicy
from compliance.training.models.sessions import Attendance, Invitation, TrainingSession
from compliance.training.models.withdrawals import RefusalWithdrawal

__all__ = [
    "Attendance",
    "CalendarLink",
    "Certificate",
    "Course",
    "Invitation",
    "Module",
    "ModuleCompletion",
    "RefusalWithdrawal",
    "TrainingPolicy",
    "TrainingSession",
]
