"""Forms of training: sessions, invitations and replies, places and the register."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _
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
from compliance.training.queries import Bookable
from compliance.training.rules import (
    ATTENDANCE_LABELS,
    COURSE_LABELS,
    COURSE_NAMES,
    REPLY_LABELS,
    SERVED_LABELS,
    AttendanceStatus,
    CourseKind,
    NewInvitation,
    NewPlace,
    NewSession,
    Policy,
    Reply,
    ReplyGiven,
    Result,
    ServedHow,
)
from compliance.web import day


class SessionForm(Form):
    id = HiddenField()
    course = RadiosField(_l("Course"), choices(CourseKind, COURSE_LABELS), default=CourseKind.ACCREDITED)
    on = DateField(_l("Date"))
    starts_at_time = TimeField(_l("Starts at"), required=False, hint=_l("Such as 2pm or 14:00"))
    venue = TextField(_l("Venue"), noun=_l("where it is held"))
    venue_address = TextAreaField(_l("Address of the venue"), required=False, rows=3, limit=400)
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

    def begin(self) -> None:
        """Give a new form the identifier by which a second sending is known."""
        self.id.process_data(str(new_id()))

    def new_session(self) -> NewSession:
        """Return the session that was filled in."""
        return NewSession(**{name: self[name].data for name in SESSION_FIELDS})


class SessionCorrectionForm(SessionForm):
    version = HiddenField()
    reason = TextAreaField(_l("Why is this changed?"), rows=2, limit=500, hint=_l("Kept in the history"))


SESSION_FIELDS = tuple(NewSession.__dataclass_fields__)


class ReplyFields(Form):
    reply = RadiosField(_l("What did they answer?"), choices(Reply, REPLY_LABELS), default=Reply.NONE)
    replied_on = DateField(_l("Day of the reply"), required=False, past=True)
    replied_by = TextField(
        _l("Who answered?"), required=False, limit=120, hint=_l("Their name, and what they are at the shop")
    )
    reply_words = TextAreaField(
        _l("What they said"), required=False, rows=3, hint=_l("In their own words. Needed when they declined")
    )

    def given(self) -> ReplyGiven:
        """Return the reply that was filled in."""
        return ReplyGiven(self.reply.data, self.replied_on.data, self.replied_by.data, self.reply_words.data)


class OfferFields(Form):
    course = RadiosField(_l("Course"), choices(CourseKind, COURSE_LABELS), default=CourseKind.ACCREDITED)
    session_id = SelectField(
        _l("Session"), required=False, blank=_l("No session named"), hint=_l("Only if the invitation names one")
    )
    invited_on = DateField(_l("Day of the invitation"), past=True)
    served_how = RadiosField(_l("How was it given?"), choices(ServedHow, SERVED_LABELS))
    served_on = DateField(
        _l("Served on"),
        required=False,
        past=True,
        hint=_l("The day it reached the trader. Leave blank for a letter or e-mail until you know"),
    )
    reply_by_on = DateField(_l("Reply by"), required=False, hint=_l("A reply on this day is still in time"))

    def offer(self, bookable: Sequence[Bookable], kept: Bookable | None = None) -> None:
        """Offer the sessions that have a place, and the one that stands though it may be full."""
        offered = [one for one in bookable if kept is None or one.id != kept.id]
        self.session_id.choices = [session_choice(one) for one in ([kept] if kept else []) + offered]

    def new_invitation(self, *, visit_id: UUID | None = None, returned_on: date | None = None) -> NewInvitation:
        """Return the invitation that was filled in."""
        return NewInvitation(
            course=self.course.data,
            invited_on=self.invited_on.data,
            served_how=self.served_how.data,
            served_on=self.served_on.data,
            reply_by_on=self.reply_by_on.data,
            returned_on=returned_on,
            session_id=self.session_id.data or None,
            visit_id=visit_id,
        )


def session_choice(one: Bookable) -> Choice:
    """Return a session as a choice: its day, course, venue, and how many places are left."""
    label = _(
        "%(day)s, %(course)s, %(venue)s (%(free)s left)",
        day=day(one.on),
        course=_(COURSE_NAMES[one.course]),
        venue=one.venue,
        free=one.free,
    )
    return Choice(str(one.id), label, one.id)


class InvitationForm(OfferFields, ReplyFields):
    def begin(self, today: date) -> None:
        """Fill in the most likely days."""
        self.invited_on.process_data(today)
        self.reply_by_on.process_data(today + timedelta(days=Policy().reply_days))


class InvitationCorrectionForm(OfferFields):
    returned_on = DateField(_l("Came back undelivered on"), required=False, past=True)
    reason = TextAreaField(
        _l("Why is this corrected?"),
        required=False,
        rows=2,
        limit=500,
        hint=_l("Needed when you change what stood. Filling in a blank needs no reason"),
    )
    version = HiddenField()


class ReplyForm(ReplyFields):
    reason = TextAreaField(
        _l("Why does the answer change?"),
        required=False,
        rows=2,
        limit=500,
        hint=_l("Needed when an answer was recorded before"),
    )
    version = HiddenField()


class PlaceForm(Form):
    session_id = SelectField(_l("Session"), blank=_l("Select a session"), missing=_l("Select a session"))
    person = TextField(_l("Who is the place for?"), noun=_l("the name of the person"), limit=120)
    capacity = TextField(
        _l("In what capacity?"), required=False, limit=120, hint=_l("Such as owner, manager or shop assistant")
    )

    def new_place(self) -> NewPlace:
        """Return the place that was filled in."""
        return NewPlace(self.person.data, self.capacity.data)


class AttendanceForm(Form):
    status = RadiosField(
        _l("What happened?"),
        choices(AttendanceStatus, ATTENDANCE_LABELS),
        reveals={AttendanceStatus.ATTENDED: "minutes"},
    )
    minutes = WholeNumberField(
        _l("Minutes attended"),
        most=1440,
        suffix=_l("minutes"),
        noun=_l("how many minutes they attended"),
        needed_when=("status", AttendanceStatus.ATTENDED),
    )
    mark = WholeNumberField(
        _l("Examination mark"),
        required=False,
        most=100,
        suffix="%",
        hint=_l("Leave blank until it is marked, or where there is no examination"),
    )
    note = TextField(_l("Note"), required=False, limit=500)
    reason = TextAreaField(
        _l("Why does the result change?"),
        required=False,
        rows=2,
        limit=500,
        hint=_l("Needed when a result was recorded before"),
    )
    version = HiddenField()

    def result(self) -> Result:
        """Return the result that was filled in. The minutes are drawn below Attended, and are nothing without it."""
        came = self.status.data is AttendanceStatus.ATTENDED
        return Result(self.status.data, self.minutes.data if came else None, self.mark.data, self.note.data)
