"""Forms of what happens to an agreement: offer or sign one, record what happened to it, strike out an error."""

from datetime import date

from flask_babel import lazy_gettext as _l

from compliance.agreements.rules import (
    EVENT_LABELS,
    SCOPE_LABELS,
    TEXT_VERSION,
    AgreementEventKind,
    NewAgreement,
    NewEvent,
    Policy,
    lapse_day,
)
from compliance.database import new_id
from compliance.forms import (
    CheckboxesField,
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
    choices,
)

_BEGINS = (AgreementEventKind.SIGNED, AgreementEventKind.OFFERED, AgreementEventKind.DECLINED)
_WORDS_HINT = _l("For a refusal, what the trader said in their own words. For a suspension or withdrawal, the reason")


class EventForm(Form):
    kind = RadiosField(_l("What happened?"), choices(AgreementEventKind, EVENT_LABELS))
    on = DateField(_l("On which day?"), noun=_l("the day"), past=True)
    signatory = TextField(
        _l("Name"),
        noun=_l("the name of the person who signed"),
        required=False,
        limit=120,
        hint=_l("Who signed, was offered it, or declined"),
    )
    capacity = TextField(
        _l("In what capacity?"), required=False, limit=120, hint=_l("Such as director, sole trader or store manager")
    )
    lapses_on = DateField(
        _l("Lapses on"),
        required=False,
        hint=_l("For a signature, left blank: 12 months after it. For a review, only if it sets another day"),
    )
    words = TextAreaField(_l("In words"), required=False, rows=3, hint=_WORDS_HINT)

    def new_event(self) -> NewEvent:
        """Return what happened; a signature without a day on which it lapses is given the usual one."""
        lapses_on = self.lapses_on.data
        if self.kind.data is AgreementEventKind.SIGNED and lapses_on is None and self.on.data is not None:
            lapses_on = lapse_day(self.on.data, Policy())
        return NewEvent(
            kind=self.kind.data,
            on=self.on.data,
            signatory=self.signatory.data,
            capacity=self.capacity.data,
            words=self.words.data,
            lapses_on=lapses_on,
        )

    def begin(self, today: date) -> None:
        """Fill in the most likely day, for a form that has not been sent yet."""
        self.on.process_data(today)


class AgreementForm(EventForm):
    id = HiddenField()
    kind = RadiosField(
        _l("What happened?"),
        [one for kind in _BEGINS for one in choices(AgreementEventKind, EVENT_LABELS) if one.data is kind],
    )
    lapses_on = DateField(
        _l("Lapses on"),
        required=False,
        hint=_l("The first day on which it no longer holds. Left blank, 12 months after the signature"),
    )
    words = TextAreaField(
        _l("What the trader said"), required=False, rows=3, hint=_l("In their own words. Needed when they declined")
    )
    covers = CheckboxesField(
        _l("What does it cover?"),
        [Choice(name, _l(label), name) for name, label in SCOPE_LABELS.items()],
        default=["covers_stores"],
        missing=_l("Select at least one thing that the agreement covers"),
    )
    text_version = TextField(_l("Text of the agreement"), limit=60, default=TEXT_VERSION)

    def begin(self, today: date) -> None:
        """Fill in what is most likely, and the identifier by which a second sending is known."""
        super().begin(today)
        self.id.process_data(str(new_id()))

    def new_agreement(self) -> NewAgreement:
        """Return the agreement and its first event."""
        covers = set(self.covers.data or ())
        return NewAgreement(
            event=self.new_event(),
            text_version=self.text_version.data,
            covers_stores="covers_stores" in covers,
            covers_online="covers_online" in covers,
            covers_delivery="covers_delivery" in covers,
        )


class StrikeOutForm(Form):
    reason = TextAreaField(
        _l("Why is it struck out?"),
        rows=3,
        limit=500,
        hint=_l("It stays to be read, with this reason, and counts no more"),
    )
