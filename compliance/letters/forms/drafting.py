"""What a person decides of each kind of letter."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

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
from compliance.letters.queries import SessionChoice, Subject
from compliance.letters.rules import Kind
from compliance.letters.rules.drafting import (
    COURSE_MINUTES,
    SEND_TO_LABELS,
    WHEN_LABELS,
    Decided,
    Offer,
    SendTo,
    Suggested,
    When,
    one_line,
    starts_words,
    steps,
    steps_as_text,
)
from compliance.training.rules import COURSE_NAMES, CourseKind
from compliance.web import day

_ONE_A_LINE = _l("One step a line")


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


class ResultForm(LetterForm):
    product = TextField(
        _l("What was sold or asked for"),
        hint=_l("It reads on from “tried to buy”, such as: a kitchen knife with a 20 cm blade"),
        noun=_l("what was sold or asked for"),
    )
    when = RadiosField(_l("When the letter says it was"), choices(When, WHEN_LABELS), inline=True, default=When.DAY)

    def more(self) -> dict[str, Any]:
        return {"product": self.product.data, "when": self.when.data} | super().more()


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
    advice_now = TextAreaField(_l("Good practice from now on"), hint=_ONE_A_LINE, required=False, limit=2000, rows=4)
    advice_later = TextAreaField(_l("Good practice by a day"), hint=_ONE_A_LINE, required=False, limit=2000, rows=4)
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


class PrimaryAuthorityPart(LetterForm):
    notified_on = DateField(_l("Day on which it was told"), past=True, required=False, noun=_l("the day it was told"))
    not_stopped = CheckboxField(_l("It has not told us to stop"))
    exemption = TextAreaField(
        _l("Or why it need not be told"),
        hint=_l("Printed in the letter, as a whole sentence"),
        required=False,
        limit=500,
        rows=2,
    )

    def more(self) -> dict[str, Any]:
        if "notified_on" not in self:
            return super().more()
        told = {name: self[name].data for name in ("notified_on", "not_stopped")}
        return told | {"exemption": one_line(self.exemption.data)} | super().more()


class PassForm(ResultForm):
    """A pass notice."""


class FailForm(ResultForm, AdvicePart, TrainingPart, PrimaryAuthorityPart):
    """A fail notice, with or without an offer of training."""

    offer_training = YesNoField(_l("Does the letter offer training?"))
    course = TextField(_l("Name of the course"), limit=120, needed_when=("offer_training", True))
    minutes = WholeNumberField(
        _l("How long it lasts"), least=1, most=1440, suffix=_l("minutes"), needed_when=("offer_training", True)
    )
    cost_pence = MoneyField(
        _l("What it costs each person"),
        most_pence=100_000,
        hint=_l("0 when it is free"),
        needed_when=("offer_training", True),
    )
    examined = YesNoField(_l("Does it end with an examination?"), needed_when=("offer_training", True))
    book_by_on = DateField(
        _l("Last day to book"), future=True, noun=_l("the last day to book"), needed_when=("offer_training", True)
    )

    def offer(self) -> Offer | None:
        return super().offer() if self.offer_training.data else None


class WarningForm(ResultForm, AdvicePart, TrainingPart, PrimaryAuthorityPart):
    """A written warning."""

    reason = TextAreaField(
        _l("Why a warning is sent"),
        noun=_l("why a warning is sent"),
        hint=_l("It reads on from “We decided to send a warning because”"),
        limit=1000,
        rows=3,
    )
    duties_now = TextAreaField(_l("What the law requires from now on"), hint=_ONE_A_LINE, limit=2000, rows=3)
    duties_later = TextAreaField(
        _l("What the law requires by a day"), hint=_ONE_A_LINE, required=False, limit=2000, rows=3
    )
    duties_by_on = DateField(
        _l("By which day"), future=True, required=False, noun=_l("the day for what the law requires")
    )
    discuss_by_on = DateField(_l("Last day to talk about it"), future=True, noun=_l("the last day to talk about it"))
    appeal_by_on = DateField(
        _l("Last day to ask for a review"), future=True, noun=_l("the last day to ask for a review")
    )

    def more(self) -> dict[str, Any]:
        return {
            "reason": one_line(self.reason.data),
            "duties": steps(self.duties_now.data, self.duties_later.data, self.duties_by_on.data),
            "discuss_by_on": self.discuss_by_on.data,
            "appeal_by_on": self.appeal_by_on.data,
        } | super().more()

    def check(self) -> None:
        super().check()
        if self.duties_later.data and not self.duties_by_on.data and not self.duties_by_on.errors:
            self.show(Refusal(_("Enter the day by which these steps are to be taken"), "duties_by_on"))


class InvitationForm(TrainingPart):
    """A training invitation."""

    agreement = YesNoField(_l("Can a Responsible Retailer Agreement be signed at the end of it?"))

    def more(self) -> dict[str, Any]:
        return {"agreement": self.agreement.data} | super().more()


_FORMS: dict[Kind, type[LetterForm]] = {
    Kind.PASS_NOTICE: PassForm,
    Kind.FAIL_NOTICE: FailForm,
    Kind.WRITTEN_WARNING: WarningForm,
    Kind.TRAINING_INVITATION: InvitationForm,
}


def form_for(
    kind: Kind,
    subject: Subject,
    *,
    officers: Sequence[tuple[UUID, str]],
    sessions: Sequence[SessionChoice],
    begin: dict[str, Any],
) -> LetterForm:
    """Return the form of a kind of letter, filled from `begin` (`begin_new` or `begin_from`), with its choices."""
    form = _FORMS[kind](data=begin)
    form.officer_id.choices = list(officers)
    _offer_addresses(form, subject)
    if "session_ids" in form:
        if sessions:
            cast("CheckboxesField", form["session_ids"]).choices = [(one.id, _session_label(one)) for one in sessions]
        else:
            del form["session_ids"]
    if "notified_on" in form and not (subject.operator and subject.operator.primary_authority):
        for name in ("notified_on", "not_stopped", "exemption"):
            del form[name]
    return form


def _offer_addresses(form: LetterForm, subject: Subject) -> None:
    """Ask for the address only where there are two to choose from."""
    recorded = bool(subject.operator and (subject.operator.address.strip() or subject.operator.postcode))
    premises = bool(subject.outlet.address_1 or subject.outlet.postcode)
    if not (recorded and premises):
        form.only_address = SendTo.REGISTERED if recorded else SendTo.PREMISES
        del form["send_to"]


def _session_label(one: SessionChoice) -> str:
    return f"{day(one.on)}, {starts_words(one.starts_at)}, {one.where}"


def begin_new(
    kind: Kind, subject: Subject, suggested: Suggested, *, officer_id: UUID | None, reason: str
) -> dict[str, Any]:
    """Return what the form of a new letter begins with."""
    return {
        "officer_id": officer_id,
        "send_to": SendTo.REGISTERED if kind is Kind.WRITTEN_WARNING else SendTo.PREMISES,
        "product": subject.product,
        "when": When.DAY,
        "reason": reason,
        "duties_now": suggested.duties_now,
        "advice_now": suggested.advice_now,
        "advice_later": suggested.advice_later,
        "advice_by_on": suggested.step_by_on,
        "discuss_by_on": suggested.discuss_by_on,
        "appeal_by_on": suggested.appeal_by_on,
        "offer_training": True,
        "course": COURSE_NAMES[CourseKind.ACCREDITED],
        "minutes": COURSE_MINUTES,
        "cost_pence": 0,
        "examined": True,
        "book_by_on": suggested.book_by_on,
        "agreement": True,
    }


def begin_from(decided: Decided, suggested: Suggested, version: int) -> dict[str, Any]:
    """Return what the form of a draft begins with: what was decided before."""
    names = ("officer_id", "contact", "send_to", "large_print", "product", "when", "reason", "discuss_by_on")
    begin: dict[str, Any] = {name: getattr(decided, name) for name in names}
    begin |= {
        name: getattr(decided, name)
        for name in ("appeal_by_on", "agreement", "notified_on", "not_stopped", "exemption")
    }
    for part in ("duties", "advice"):
        now, later, by_on = steps_as_text(getattr(decided, part))
        begin |= {f"{part}_now": now, f"{part}_later": later, f"{part}_by_on": by_on}
    offer = decided.offer
    begin |= {"version": str(version), "offer_training": offer is not None}
    begin |= {
        "course": offer.course if offer else COURSE_NAMES[CourseKind.ACCREDITED],
        "minutes": offer.minutes if offer else COURSE_MINUTES,
        "cost_pence": offer.cost_pence if offer else 0,
        "examined": offer.examined if offer else True,
        "book_by_on": offer.book_by_on if offer else suggested.book_by_on,
        "session_ids": list(offer.session_ids) if offer else [],
    }
    return begin
