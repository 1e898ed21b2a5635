"""Forms of invitations to training and of the replies to them."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.training.queries import Bookable
from compliance.training.rules import (
    COURSE_LABELS,
    COURSE_NAMES,
    REPLY_LABELS,
    SERVED_LABELS,
    CourseKind,
    NewInvitation,
    Policy,
    Reply,
    ReplyGiven,
    ServedHow,
)
from compliance.web import day


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
    what = {"day": day(one.on), "course": _(COURSE_NAMES[one.course]), "venue": one.venue}
    if one.is_cancelled:
        label = _("%(day)s, %(course)s, %(venue)s (cancelled)", **what)
    elif one.free:
        label = _("%(day)s, %(course)s, %(venue)s (%(free)s left)", **what, free=one.free)
    else:
        label = _("%(day)s, %(course)s, %(venue)s (full, %(waiting)s waiting)", **what, waiting=one.waiting)
    return Choice(str(one.id), label, one.id)


class InvitationForm(OfferFields, ReplyFields):
    def begin(self, today: date, policy: Policy) -> None:
        """Fill in the most likely days, and the course that the policy asks for."""
        self.invited_on.process_data(today)
        self.course.process_data(policy.course)
        self.reply_by_on.process_data(today + timedelta(days=policy.reply_days))


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
