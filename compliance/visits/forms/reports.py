"""The forms of a visit report: how it was given, and to which address it is e-mailed."""

from datetime import date

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.forms import (
    CheckboxField,
    Choice,
    DateField,
    EmailField,
    Form,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
)
from compliance.visits.rules.reports import GIVEN_BY_LABELS, LONGEST_MESSAGE, LONGEST_WHOM, GivenBy, NewGiven

BY_HAND = (GivenBy.HANDED, GivenBy.LEFT, GivenBy.OWN_MAILBOX)


class GivenForm(Form):
    id = HiddenField()
    how = RadiosField(
        _l("How did the report reach the trader?"),
        [Choice(one.value, GIVEN_BY_LABELS[one], data=one) for one in BY_HAND],
    )
    to_whom = TextField(
        _l("To whom?"),
        limit=LONGEST_WHOM,
        hint=_l("Their name, and what they do there. By e-mail: the address"),
        noun=_l("whom it reached"),
    )
    given_on = DateField(_l("On which day?"), past=True, noun=_l("the day"))
    large_print = CheckboxField(_l("It was in large print"))

    def begin(self, today: date, to_whom: str) -> None:
        """Fill in what is most likely, for a form that has not been sent yet."""
        self.id.process_data(str(new_id()))
        self.how.process_data(GivenBy.HANDED)
        self.given_on.process_data(today)
        self.to_whom.process_data(to_whom)

    def new_given(self) -> NewGiven:
        """Return how the report was given."""
        return NewGiven(
            how=self.how.data,
            to_whom=self.to_whom.data,
            given_on=self.given_on.data,
            large_print=bool(self.large_print.data),
        )


class GivenCorrectionForm(GivenForm):
    version = HiddenField()
    reason = TextAreaField(
        _l("Why is this corrected?"),
        rows=2,
        limit=500,
        noun=_l("why this is corrected"),
        hint=_l("Kept in the history with what stood before"),
    )


class MailForm(Form):
    id = HiddenField()
    address = EmailField(
        _l("E-mail address of the trader"), autocomplete="off", hint=_l("Ask them to spell it, and read it back")
    )
    large_print = CheckboxField(_l("Send it in large print"))
    message = TextAreaField(
        _l("Your own words"),
        required=False,
        rows=4,
        limit=LONGEST_MESSAGE,
        hint=_l("Printed between the greeting and whom to ask. Do not ask for an account of anything"),
    )

    def begin(self) -> None:
        """Give the form its identifier: sent twice, one mail is sent."""
        self.id.process_data(str(new_id()))
