"""The words of training: courses that never count as each other, replies, attendance (pure)."""

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


class AttendanceStatus(StrEnum):
    BOOKED = "booked"
    ATTENDED = "attended"
    DID_NOT_ATTEND = "did_not_attend"
    EXCUSED = "excused"


ATTENDANCE_LABELS = {
    AttendanceStatus.BOOKED: "Place booked",
    AttendanceStatus.ATTENDED: "Attended",
    AttendanceStatus.DID_NOT_ATTEND: "Booked but did not attend",
    AttendanceStatus.EXCUSED: "Excused",
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
