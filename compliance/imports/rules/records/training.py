"""Somebody's attendance at training as a spreadsheet has it: one row a person at a session."""

from dataclasses import dataclass
from datetime import date, time

from compliance.errors import Refusal
from compliance.imports.rules.mapping import Field, Shape
from compliance.imports.rules.records import cells
from compliance.imports.rules.records.cells import Fields
from compliance.imports.rules.records.which import WHICH_FIELDS, Which, names, read_which
from compliance.training.rules import (
    ATTENDANCE_LABELS,
    COURSE_LABELS,
    COURSE_NAMES,
    AttendanceStatus,
    CourseKind,
    NewSession,
    Policy,
    Result,
)

_SEEN = {
    status: ATTENDANCE_LABELS[status]
    for status in (AttendanceStatus.ATTENDED, AttendanceStatus.DID_NOT_ATTEND, AttendanceStatus.EXCUSED)
}

TRAINING_FIELDS = (
    *WHICH_FIELDS,
    Field(
        "person",
        "Person",
        names("attendee, delegate, person, name of attendee, trainee, staff name, participant"),
        required=True,
    ),
    Field("capacity", "In what capacity", names("capacity, position, role, job title")),
    Field(
        "course",
        "Course",
        names("course, training, course name, type of training, training type"),
        required=True,
        values={course.value: COURSE_LABELS[course] for course in CourseKind},
        words={
            CourseKind.ACCREDITED: names(
                "accredited trader training, accredited, trader training, classroom, face to face"
            ),
            CourseKind.E_LEARNING: names("e learning, elearning, online, online training, modules"),
            CourseKind.DELIVERY_STAFF: names("delivery staff, drivers, couriers, delivery drivers"),
        },
    ),
    Field(
        "on",
        "Day of the session",
        names("date of training, training date, session date, course date, date attended, attended on, date"),
        required=True,
        shape=Shape.DATE,
    ),
    Field("starts_at_time", "Time of the session", names("time, start time, session time"), shape=Shape.TIME),
    Field("venue", "Venue", names("venue, location of training, training venue, where held, place"), required=True),
    Field("trainer", "Trainer", names("trainer, tutor, delivered by, presenter")),
    Field(
        "session_minutes",
        "Minutes that the course lasts",
        names("course length, duration, session minutes, length of course"),
    ),
    Field("pass_mark", "Pass mark", names("pass mark, passmark, mark to pass")),
    Field(
        "status",
        "Attended or not",
        names("attended, attendance, status, present, outcome"),
        required=True,
        values={status.value: label for status, label in _SEEN.items()},
        words={
            AttendanceStatus.ATTENDED: names("yes, y, present, completed, passed, pass, failed, fail"),
            AttendanceStatus.DID_NOT_ATTEND: names("no, n, absent, no show, dna, did not attend, did not turn up"),
            AttendanceStatus.EXCUSED: names("excused, cancelled, apologies, sick"),
        },
    ),
    Field("minutes", "Minutes attended", names("minutes attended, minutes, time attended, minutes present")),
    Field("mark", "Mark", names("mark, score, exam mark, exam score, result, percentage, test score")),
    Field("note", "Note", names("note, notes, comments, remarks")),
)


@dataclass(frozen=True, slots=True)
class PastAttendance:
    """A person's place as a row says it: which premises, at which session, and what came of it.

    `held` is the session as it will be added where no such session is on record; its capacity is the one person's.
    """

    which: Which
    person: str
    capacity: str
    held: NewSession
    result: Result

    @property
    def sitting(self) -> tuple[CourseKind, date, time | None, str]:
        """What makes two rows of one session: the course, the day, the time and the venue."""
        return self.held.course, self.held.on, self.held.starts_at_time, self.held.venue


def read_attendance(fields: Fields) -> PastAttendance:
    """Return the attendance that a row is, its cells given as our fields. Raises Refusal beside the field to mend.

    Somebody who attended, of whom the row gives no minutes, attended the whole of the course.
    """
    course = cells.one_of(fields, "course", CourseKind, COURSE_LABELS)
    status = cells.one_of(fields, "status", AttendanceStatus, _SEEN)
    if course is None:
        raise Refusal("The row does not say which course it was", "course")
    if status is None:
        raise Refusal("The row does not say whether the person attended", "status")
    lasted = cells.whole(fields, "session_minutes", 1440) or Policy().minutes
    came = status is AttendanceStatus.ATTENDED
    minutes, mark = cells.whole(fields, "minutes", 1440), cells.whole(fields, "mark", 100)
    pass_mark = cells.whole(fields, "pass_mark", 100)
    if course is CourseKind.ACCREDITED and pass_mark is None:
        raise Refusal(
            f"{COURSE_NAMES[course]} counts only with its examination: give the pass mark, the same for every row or "
            "in a column of its own",
            "pass_mark",
        )
    return PastAttendance(
        which=read_which(fields),
        person=cells.needed(fields, "person", "name of the person who attended", 120),
        capacity=cells.text(fields, "capacity", 120),
        held=NewSession(
            course=course,
            on=cells.needed_day(fields, "on", "day of the session"),
            venue=cells.needed(fields, "venue", "venue", 200),
            minutes=lasted,
            capacity=1,
            starts_at_time=cells.clock_time(fields, "starts_at_time"),
            pass_mark=pass_mark,
            trainer=cells.text(fields, "trainer", 120),
        ),
        result=Result(
            status=status,
            minutes=(lasted if minutes is None else minutes) if came else None,
            mark=mark if came else None,
            note=cells.text(fields, "note", 500),
        ),
    )
