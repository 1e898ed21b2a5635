"""Forms of what happens to an agreement: each kind of event asks what it needs and nothing else."""

from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from compliance.agreements.rules import AgreementEventKind, NewEvent, Policy, lapse_day, reply_day
from compliance.forms import DateField, FileField, Form, HiddenField, TextAreaField, TextField

KIND = AgreementEventKind
CAPACITY_HINT = _l("Such as director, sole trader or store manager")
REVIEW_HINT = _l("Left blank, as the policy of your authority sets it")
LAPSE_HINT = _l("The first day on which it no longer holds. Left blank, as the policy of your authority sets it")
SCAN_HINT = _l("A PDF or a photograph, if it was signed on paper. It can also be added later")
SCAN_ACCEPTS = ".pdf,image/*"
_LONG = 10_000
_REASON = _l("Enter why, so that the trader can be told the reason")
_SAID = _l("Enter what the trader said, in their own words")


class EventForm(Form):
    """What every event has: its kind and its day."""

    of: ClassVar[AgreementEventKind]

    kind = HiddenField()
    on = DateField(_l("On which day?"), noun=_l("the day"), past=True)

    def new_event(self, policy: Policy) -> NewEvent:
        """Return what happened; a signature without a day on which it lapses is given that of the policy."""
        names = ("signatory", "capacity", "lapses_on", "review_on", "reply_by_on", "words")
        given: dict[str, Any] = {name: self[name].data for name in names if name in self}
        on = self.on.data
        if self.of is KIND.SIGNED and given["lapses_on"] is None and on is not None:
            given["lapses_on"] = lapse_day(on, policy)
        return NewEvent(kind=self.of, on=on, **given)

    def begin(self, today: date, policy: Policy) -> None:
        """Fill in what is most likely, for a form that has not been sent yet."""
        self.on.process_data(today)
        self.kind.process_data(self.of.value)
        if "reply_by_on" in self:
            self["reply_by_on"].process_data(reply_day(today, policy))

    def prefill(self, words: str) -> None:
        """Begin the reason with words that the page that was come from gives, such as the days of failed tests."""
        if words and "words" in self:
            self["words"].process_data(words[:1000])


class OfferedForm(EventForm):
    of = KIND.OFFERED
    signatory = TextField(_l("Who was it offered to?"), required=False, limit=120)
    capacity = TextField(_l("In what capacity?"), required=False, limit=120, hint=CAPACITY_HINT)
    words = TextAreaField(_l("In words"), required=False, rows=3, limit=_LONG)


class SignedForm(EventForm):
    of = KIND.SIGNED
    signatory = TextField(_l("Who signed?"), noun=_l("the name of the person who signed"), limit=120)
    capacity = TextField(
        _l("In what capacity?"),
        limit=120,
        hint=CAPACITY_HINT,
        missing=_l("Enter in what capacity they signed, such as director or manager"),
    )
    lapses_on = DateField(_l("Lapses on"), required=False, hint=LAPSE_HINT)
    review_on = DateField(_l("Next review"), required=False, hint=REVIEW_HINT)
    words = TextAreaField(_l("In words"), required=False, rows=3, limit=_LONG)
    scan = FileField(
        _l("Scan of the signed agreement"), accept=SCAN_ACCEPTS, required=False, hint=SCAN_HINT, noun=_l("a file")
    )


class DeclinedForm(EventForm):
    of = KIND.DECLINED
    signatory = TextField(_l("Who declined?"), required=False, limit=120)
    capacity = TextField(_l("In what capacity?"), required=False, limit=120, hint=CAPACITY_HINT)
    words = TextAreaField(_l("What the trader said"), rows=4, limit=_LONG, hint=_l("In their own words"), missing=_SAID)


class ReviewedForm(EventForm):
    of = KIND.REVIEWED
    words = TextAreaField(_l("What was found and agreed"), required=False, rows=4, limit=_LONG)
    lapses_on = DateField(_l("Lapses on"), required=False, hint=_l("Only if the review sets another day"))
    review_on = DateField(_l("Next review"), required=False, hint=REVIEW_HINT)


class SuspendedForm(EventForm):
    of = KIND.SUSPENDED
    words = TextAreaField(_l("Why is it suspended?"), rows=4, limit=_LONG, missing=_REASON)


class RestoredForm(EventForm):
    of = KIND.RESTORED
    words = TextAreaField(_l("What has changed?"), required=False, rows=4, limit=_LONG)


class WithdrawnForm(EventForm):
    of = KIND.WITHDRAWN
    words = TextAreaField(
        _l("Who withdraws for the retailer, and why?"),
        rows=4,
        limit=_LONG,
        missing=_REASON,
        hint=_l("Where the retailer wants to keep it, propose its removal instead: they must have a chance to reply"),
    )


class RemovalProposedForm(EventForm):
    of = KIND.REMOVAL_PROPOSED
    words = TextAreaField(
        _l("Why is its removal proposed?"),
        rows=4,
        limit=_LONG,
        missing=_REASON,
        hint=_l("The trader is told this, and may reply. Until it is removed the agreement stays in force"),
    )
    reply_by_on = DateField(
        _l("Last day on which the trader may reply"),
        noun=_l("the last day on which the trader may reply"),
        hint=_l("Until that day is past, or a reply is recorded, it cannot be removed"),
    )


class RepliedForm(EventForm):
    of = KIND.REPLIED
    signatory = TextField(_l("Who replied?"), noun=_l("who replied"), limit=120)
    capacity = TextField(_l("In what capacity?"), required=False, limit=120, hint=CAPACITY_HINT)
    words = TextAreaField(
        _l("What the trader replied"), rows=5, limit=_LONG, hint=_l("In their own words"), missing=_SAID
    )


class RemovedForm(EventForm):
    of = KIND.REMOVED
    words = TextAreaField(
        _l("Why is it removed, and how was any reply considered?"),
        rows=5,
        limit=_LONG,
        missing=_l("Enter why it is removed, and how any reply was considered"),
    )


FORMS: dict[AgreementEventKind, type[EventForm]] = {
    form.of: form
    for form in (
        OfferedForm,
        SignedForm,
        DeclinedForm,
        ReviewedForm,
        SuspendedForm,
        RestoredForm,
        WithdrawnForm,
        RemovalProposedForm,
        RepliedForm,
        RemovedForm,
    )
}
"""The form of each kind of event."""
