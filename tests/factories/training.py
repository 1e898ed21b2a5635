"""Training sessions, invitations and places for tests."""

from datetime import UTC, date, datetime

from compliance import clock
from compliance.training.models import (
    Attendance,
    Course,
    Invitation,
    Module,
    ModuleCompletion,
    RefusalWithdrawal,
    TrainingSession,
)
from compliance.training.rules import AttendanceStatus, CourseKind, HowShown, Reply, ServedHow
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)


class TrainingSessionFactory(RowFactory):
    """The accredited course on 10 June 2026, with 12 places and a pass mark of 70. Give `authority_id`."""

    class Meta:
        model = TrainingSession

    reference = factory.Sequence(lambda n: f"TST-TS-2026-{n:04d}")
    course = CourseKind.ACCREDITED
    on = date(2026, 6, 10)
    venue = factory.Sequence(lambda n: f"Invented Hall {n}")
    minutes = 150
    pass_mark = 70
    capacity = 12
    recorded_at = RECORDED_AT


class InvitationFactory(RowFactory):
    """A letter of 1 June 2026, served on the 3rd, to reply by the 17th; no reply. Give `authority_id`, `outlet_id`."""

    class Meta:
        model = Invitation

    course = CourseKind.ACCREDITED
    invited_on = date(2026, 6, 1)
    served_how = ServedHow.LETTER
    served_on = date(2026, 6, 3)
    reply_by_on = date(2026, 6, 17)
    reply = Reply.NONE
    recorded_on = factory.SelfAttribute("invited_on")
    recorded_at = RECORDED_AT


class AttendanceFactory(RowFactory):
    """A place that is booked. Give `authority_id`, `session_id` and `outlet_id`."""

    class Meta:
        model = Attendance

    person = factory.Sequence(lambda n: f"Alex Example {n}")
    capacity = "Owner"
    status = AttendanceStatus.BOOKED
    recorded_on = date(2026, 6, 10)
    recorded_at = RECORDED_AT
    asked_at = factory.SelfAttribute("recorded_at")
    asked_on = factory.LazyAttribute(lambda made: clock.london(made.asked_at).date())


class CourseFactory(RowFactory):
    """An e-learning course without modules. Give `authority_id`."""

    class Meta:
        model = Course

    kind = CourseKind.E_LEARNING
    name = factory.Sequence(lambda n: f"Invented course {n}")
    minutes = 50
    recorded_at = RECORDED_AT


class ModuleFactory(RowFactory):
    """A module asked for since 2025. Give `course_id`."""

    class Meta:
        model = Module

    position = 1
    name = factory.Sequence(lambda n: f"Invented module {n}")
    asked_from_on = date(2025, 1, 1)


class CompletionFactory(RowFactory):
    """A module completed on 10 June 2026, its check passed. Give `authority_id`, `module_id` and `outlet_id`."""

    class Meta:
        model = ModuleCompletion

    person = "Alex Example"
    completed_on = date(2026, 6, 10)
    check_passed = True
    how_shown = HowShown.CERTIFICATE
    recorded_on = factory.SelfAttribute("completed_on")
    recorded_at = RECORDED_AT


class WithdrawalFactory(RowFactory):
    """A refusal withdrawn on 20 June 2026. Give `authority_id` and `outlet_id`."""

    class Meta:
        model = RefusalWithdrawal

    withdrawn_on = date(2026, 6, 20)
    reason = "They rang and asked for a place"
    recorded_on = factory.SelfAttribute("withdrawn_on")
    recorded_at = RECORDED_AT
