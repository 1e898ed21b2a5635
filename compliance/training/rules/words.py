"""The words of training: courses that never count as each other, replies, attendance (pure)."""

from dataclasses import dataclass
from enum import StrEnum


class CourseKind(StrEnum):
    """Kinds of course. One never counts as another."""

    ACCREDITED = "accredited"
    E_LEARNING = "e_learning"
    DELIVERY_STAFF = "delivery_staff"


COURSE_LABELS = {
    CourseKind.ACCREDITED: "Accredited trader training (2.5 hours with examination)",
    CourseKind.E_LEARNING: "E-learning modules",
    CourseKind.DELIVERY_STAFF: "Training for delivery staff",
}

COURSE_NAMES = {
    CourseKind.ACCREDITED: "Accredited trader training",
    CourseKind.E_LEARNING: "E-learning modules",
    CourseKind.DELIVERY_STAFF: "Training for delivery staff",
}


class Reply(StrEnum):
    """What an invited trader answered."""

    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OWN_SCHEME = "own_scheme"
    EXCUSED = "excused"


REPLY_LABELS = {
    Reply.NONE: "No reply yet",
    Reply.ACCEPTED: "Accepted",
    Reply.DECLINED: "Declined",
    Reply.OWN_SCHEME: "Has a training scheme of its own",
    Reply.EXCUSED: "Excused",
}

REPLY_COLOURS = {
    Reply.NONE: "yellow",
    Reply.ACCEPTED: "green",
    Reply.DECLINED: "red",
    Reply.OWN_SCHEME: "",
    Reply.EXCUSED: "grey",
}


class AttendanceStatus(StrEnum):
    BOOKED = "booked"
    ATTENDED = "attended"
    DID_NOT_ATTEND = "did_not_attend"
    EXCUSED = "excused"
    WAITING = "waiting"
    CANCELLED = "cancelled"


TAKES_A_PLACE = frozenset({AttendanceStatus.BOOKED, AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND})
"""With what a person takes one of the places of a session."""

ATTENDANCE_LABELS = {
    AttendanceStatus.BOOKED: "Place booked",
    AttendanceStatus.ATTENDED: "Attended",
    AttendanceStatus.DID_NOT_ATTEND: "Booked but did not attend",
    AttendanceStatus.EXCUSED: "Excused",
    AttendanceStatus.WAITING: "On the waiting list",
    AttendanceStatus.CANCELLED: "Place cancelled",
}

ATTENDANCE_COLOURS = {
    AttendanceStatus.BOOKED: "yellow",
    AttendanceStatus.ATTENDED: "green",
    AttendanceStatus.DID_NOT_ATTEND: "red",
    AttendanceStatus.EXCUSED: "grey",
    AttendanceStatus.WAITING: "turquoise",
    AttendanceStatus.CANCELLED: "grey",
}


class HowShown(StrEnum):
    """How it is known that somebody completed a module."""

    CERTIFICATE = "certificate"
    PROVIDER = "provider"
    TRAINING_RECORD = "training_record"
    SAID = "said"


HOW_SHOWN_LABELS = {
    HowShown.CERTIFICATE: "Certificate seen",
    HowShown.PROVIDER: "Report of the provider",
    HowShown.TRAINING_RECORD: "Training record seen",
    HowShown.SAID: "The trader said so",
}


class SessionState(StrEnum):
    """What a session can be searched by."""

    COMING = "coming"
    WITH_PLACES = "with_places"
    FULL = "full"
    TO_RECORD = "to_record"
    PAST = "past"
    CANCELLED = "cancelled"


SESSION_STATE_LABELS = {
    SessionState.COMING: "To come",
    SessionState.WITH_PLACES: "To come, with places left",
    SessionState.FULL: "To come, full",
    SessionState.TO_RECORD: "Past, register to record",
    SessionState.PAST: "Past",
    SessionState.CANCELLED: "Cancelled",
}


class ServedHow(StrEnum):
    """How an invitation reached the trader."""

    LETTER = "letter"
    BY_HAND = "by_hand"
    EMAIL = "email"
    AT_VISIT = "at_visit"


SERVED_LABELS = {
    ServedHow.LETTER: "Letter",
    ServedHow.BY_HAND: "By hand",
    ServedHow.EMAIL: "E-mail",
    ServedHow.AT_VISIT: "At a visit",
}


class StandingKind(StrEnum):
    """Where an outlet stands with training on a day: trained, or why not."""

    TRAINED = "trained"
    NOT_INVITED = "not_invited"
    NO_REPLY = "no_reply"
    DECLINED = "declined"
    DID_NOT_ATTEND = "did_not_attend"
    EXCUSED = "excused"
    OWN_SCHEME = "own_scheme"
    AWAITING_PLACE = "awaiting_place"
    BOOKED = "booked"
    NOT_PASSED = "not_passed"
    REFRESH_OVERDUE = "refresh_overdue"


STANDING_LABELS = {
    StandingKind.TRAINED: "Trained",
    StandingKind.NOT_INVITED: "Not invited",
    StandingKind.NO_REPLY: "No reply",
    StandingKind.DECLINED: "Declined",
    StandingKind.DID_NOT_ATTEND: "Booked but did not attend",
    StandingKind.EXCUSED: "Excused",
    StandingKind.OWN_SCHEME: "Own training scheme",
    StandingKind.AWAITING_PLACE: "Awaiting a place",
    StandingKind.BOOKED: "Place booked",
    StandingKind.NOT_PASSED: "Attended, did not pass",
    StandingKind.REFRESH_OVERDUE: "Refresh overdue",
}

STANDING_COLOURS = {
    StandingKind.TRAINED: "green",
    StandingKind.NOT_INVITED: "grey",
    StandingKind.NO_REPLY: "yellow",
    StandingKind.DECLINED: "red",
    StandingKind.DID_NOT_ATTEND: "red",
    StandingKind.EXCUSED: "grey",
    StandingKind.OWN_SCHEME: "",
    StandingKind.AWAITING_PLACE: "yellow",
    StandingKind.BOOKED: "yellow",
    StandingKind.NOT_PASSED: "orange",
    StandingKind.REFRESH_OVERDUE: "orange",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What an authority asks for: which course makes an outlet trained, for how long, and what counts as refusing it.

    `refresh_months` is from the day of the session to the day on which the refresh is due (the Home Office voluntary
    agreement asks for at least yearly). `unanswered` is how many served invitations without reply are a refusal.
    `minutes` is how long an accredited course lasts and `reply_days` how long a trader has to answer: forms offer both.
    `remind_days_before` is how many days before the session a booked person is reminded, and `refresh_notice_days` how
    many days before it is due the refresh is on the lists.
    """

    course: CourseKind = CourseKind.ACCREDITED
    refresh_months: int = 12
    unanswered: int = 2
    minutes: int = 150
    reply_days: int = 14
    remind_days_before: int = 7
    refresh_notice_days: int = 60
