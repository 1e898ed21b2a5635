"""Forms of a training session."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
    choices,
)
from compliance.training.queries import CourseRow
from compliance.training.rules import COURSE_LABELS, CourseKind, NewSession, Policy


class SessionForm(Form):
    id = HiddenField()
    course = RadiosField(_l("Course"), choices(CourseKind, COURSE_LABELS), default=CourseKind.ACCREDITED)
    on = DateField(_l("Date"))
    starts_at_time = TimeField(_l("Starts at"), required=False, hint=_l("Such as 2pm or 14:00"))
    venue = TextField(_l("Venue"), noun=_l("where it is held"))
    venue_address = TextAreaField(_l("Address of the venue"), required=False, rows=3, limit=400)
    access_needs = TextAreaField(
        _l("Access at the venue"),
        required=False,
        rows=2,
        limit=400,
        hint=_l("Such as a step-free entrance, a hearing loop, parking for a disabled person"),
    )
    language = TextField(_l("Language of the course"), required=False, limit=60, hint=_l("English unless you say so"))
    course_id = SelectField(
        _l("Which course?"), required=False, blank=_l("No course named"), hint=_l("From your list of courses")
    )
    minutes = WholeNumberField(
        _l("Minutes needed"),
        noun=_l("how many minutes a person must attend"),
        least=1,
        most=1440,
        suffix=_l("minutes"),
        hint=_l("150 for the accredited course. Who attends for fewer does not pass"),
        default=Policy().minutes,
    )
    pass_mark = WholeNumberField(
        _l("Pass mark"),
        most=100,
        suffix="%",
        hint=_l("Of the examination. The accredited course always has one; leave blank for a course without"),
        needed_when=("course", CourseKind.ACCREDITED),
    )
    capacity = WholeNumberField(
        _l("Places"), noun=_l("how many places there are"), least=1, most=1000, hint=_l("For how many people")
    )
    trainer = TextField(_l("Trainer"), required=False, limit=120)

    def offer(self, courses: Sequence[CourseRow]) -> None:
        """Offer the courses of the authority."""
        self.course_id.choices = [Choice(str(one.course.id), one.course.name, one.course.id) for one in courses]

    def begin(self) -> None:
        """Give a new form the identifier by which a second sending is known."""
        self.id.process_data(str(new_id()))

    def new_session(self) -> NewSession:
        """Return the session that was filled in."""
        said = {name: self[name].data for name in SESSION_FIELDS}
        blank = {"course_id": self.course_id.data or None, "language": self.language.data or "English"}
        return NewSession(**said | blank)


class SessionCorrectionForm(SessionForm):
    version = HiddenField()
    reason = TextAreaField(_l("Why is this changed?"), rows=2, limit=500, hint=_l("Kept in the history"))


SESSION_FIELDS = tuple(NewSession.__dataclass_fields__)
