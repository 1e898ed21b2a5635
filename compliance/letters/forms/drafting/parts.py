"""What every letter asks for, and the parts that several kinds of letter share."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.forms import (
    CheckboxesField,
    CheckboxField,
    DateField,
    Form,
    HiddenField,
    MoneyField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
    choices,
)
from compliance.letters.rules.drafting import SEND_TO_LABELS, Decided, Offer, SendTo, steps

ONE_A_LINE = _l("One step a line")


class LetterForm(Form):
    """What every letter asks for."""

    version = HiddenField()
    officer_id = SelectField(
        _l("Officer"),
        hint=_l("Whom the letter is from, and whom the reader can ring or write to"),
        blank=_l("Select an officer"),
        noun=_l("the officer that the letter is from"),
    )
    contact = TextField(
        _l("Named person"),
        hint=_l("The letter begins “Dear …”, such as Ms Khan. Leave it empty for Sir or Madam"),
        required=False,
        limit=60,
        width="20",
    )
    send_to = RadiosField(_l("Address"), choices(SendTo, SEND_TO_LABELS), noun=_l("the address to send it to"))
    large_print = CheckboxField(_l("In large print"), hint=_l("18 point, for a reader who asked for it"))

    def decided(self) -> Decided:
        """Return what was decided; days and texts of other kinds of letter stay empty."""
        return Decided(
            officer_id=self.officer_id.data,
            contact=self.contact.data,
            send_to=self.send_to.data if "send_to" in self else self.only_address,
            large_print=self.large_print.data,
            **self.more(),
        )

    only_address = SendTo.PREMISES

    def more(self) -> dict[str, Any]:
        """Return what this kind of letter asks besides."""
        return {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then what hangs together."""
        super().validate(extra_validators)
        self.check()
        return not self.error_list

    def check(self) -> None:
        """Put a message beside every field that does not agree with another."""

    def _later(self, name: str, what: str, today: date) -> None:
        field = self[name]
        if field.data is not None and not field.errors and field.data <= today:
            self.show(Refusal(_("%(what)s must be after today", what=what), name))


class TrainingPart(LetterForm):
    course = TextField(_l("Name of the course"), limit=120)
    minutes = WholeNumberField(_l("How long it lasts"), least=1, most=1440, suffix=_l("minutes"))
    cost_pence = MoneyField(_l("What it costs each person"), most_pence=100_000, hint=_l("0 when it is free"))
    examined = YesNoField(_l("Does it end with an examination?"))
    session_ids = CheckboxesField(
        _l("Sessions offered"), hint=_l("Without one, the letter offers a choice of days"), required=False
    )
    book_by_on = DateField(_l("Last day to book"), future=True, noun=_l("the last day to book"))

    def more(self) -> dict[str, Any]:
        if "course" not in self:
            return super().more()
        return {"offer": self.offer()} | super().more()

    def offer(self) -> Offer | None:
        """Return the course as it is offered."""
        return Offer(
            course=self.course.data,
            minutes=self.minutes.data,
            cost_pence=self.cost_pence.data,
            examined=self.examined.data,
            book_by_on=self.book_by_on.data,
            session_ids=tuple(self.session_ids.data if "session_ids" in self else ()),
        )


class AdvicePart(LetterForm):
    advice_now = TextAreaField(_l("Good practice from now on"), hint=ONE_A_LINE, required=False, limit=2000, rows=4)
    advice_later = TextAreaField(_l("Good practice by a day"), hint=ONE_A_LINE, required=False, limit=2000, rows=4)
    advice_by_on = DateField(_l("By which day"), future=True, required=False, noun=_l("the day for good practice"))

    def more(self) -> dict[str, Any]:
        advice = steps(self.advice_now.data, self.advice_later.data, self.advice_by_on.data)
        return {"advice": advice} | super().more()

    def check(self) -> None:
        super().check()
        if self.advice_later.data and not self.advice_by_on.data and not self.advice_by_on.errors:
            self.show(Refusal(_("Enter the day by which these steps are to be taken"), "advice_by_on"))
        if not self.advice_now.data and not self.advice_later.data and not self.advice_now.errors:
            self.show(Refusal(_("Enter at least one step of good practice"), "advice_now"))
