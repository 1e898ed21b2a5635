"""Forms of an agreement: offer or sign one, add a scan, strike out an error."""

from datetime import date

from flask_babel import lazy_gettext as _l

from compliance.agreements.forms.events import CAPACITY_HINT, LAPSE_HINT, REVIEW_HINT, SCAN_ACCEPTS, SCAN_HINT
from compliance.agreements.rules import (
    EVENT_LABELS,
    SCOPE_LABELS,
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
    FileField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.retailers.rules import OutletKind

KIND = AgreementEventKind
_BEGINS = (KIND.SIGNED, KIND.OFFERED, KIND.DECLINED)


class AgreementForm(Form):
    """An agreement that was offered, signed or declined."""

    id = HiddenField()
    text_version = SelectField(_l("Text of the agreement"), noun=_l("the text of the agreement"))
    covers = CheckboxesField(
        _l("What does it cover?"),
        [Choice(name, _l(label), name) for name, label in SCOPE_LABELS.items()],
        missing=_l("Select at least one thing that the agreement covers"),
    )
    kind = RadiosField(
        _l("What happened?"),
        [one for kind in _BEGINS for one in choices(AgreementEventKind, EVENT_LABELS) if one.data is kind],
    )
    on = DateField(_l("On which day?"), noun=_l("the day"), past=True)
    signatory = TextField(
        _l("Name"),
        noun=_l("the name of the person who signed"),
        required=False,
        limit=120,
        hint=_l("Who signed, was offered it, or declined"),
    )
    capacity = TextField(_l("In what capacity?"), required=False, limit=120, hint=CAPACITY_HINT)
    lapses_on = DateField(
        _l("Lapses on"),
        required=False,
        hint=LAPSE_HINT,
    )
    review_on = DateField(_l("Next review"), required=False, hint=REVIEW_HINT)
    words = TextAreaField(
        _l("What the trader said"), required=False, rows=3, hint=_l("In their own words. Needed when they declined")
    )
    scan = FileField(
        _l("Scan of the signed agreement"), accept=SCAN_ACCEPTS, required=False, hint=SCAN_HINT, noun=_l("a file")
    )

    def begin(self, today: date, kind: OutletKind | None = None) -> None:
        """Fill in what is most likely, and the identifier by which a second sending is known."""
        self.on.process_data(today)
        self.id.process_data(str(new_id()))
        self.covers.process_data(["covers_online"] if kind is OutletKind.ONLINE_SHOP else ["covers_stores"])

    def new_agreement(self, policy: Policy) -> NewAgreement:
        """Return the agreement and its first event; a signature lapses as the policy says unless a day was typed."""
        covers = set(self.covers.data or ())
        signing = self.kind.data is KIND.SIGNED
        lapses_on = self.lapses_on.data
        if signing and lapses_on is None and self.on.data is not None:
            lapses_on = lapse_day(self.on.data, policy)
        event = NewEvent(
            kind=self.kind.data,
            on=self.on.data,
            signatory=self.signatory.data,
            capacity=self.capacity.data,
            words=self.words.data,
            lapses_on=lapses_on,
            review_on=self.review_on.data,
        )
        return NewAgreement(
            event=event,
            text_version=self.text_version.data,
            covers_stores="covers_stores" in covers,
            covers_online="covers_online" in covers,
            covers_delivery="covers_delivery" in covers,
        )


class ScanForm(Form):
    scan = FileField(
        _l("Scan or photograph"),
        accept=SCAN_ACCEPTS,
        hint=_l("A PDF, or a photograph of each page"),
        noun=_l("a file"),
    )


class StrikeOutForm(Form):
    reason = TextAreaField(
        _l("Why is it struck out?"),
        rows=3,
        limit=500,
        hint=_l("It stays to be read, with this reason, and counts no more"),
    )
