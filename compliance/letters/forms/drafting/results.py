"""What a person decides of a letter about a test purchase."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.forms import (
    CheckboxField,
    DateField,
    MoneyField,
    RadiosField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
    choices,
)
from compliance.letters.forms.drafting.parts import ONE_A_LINE, AdvicePart, LetterForm, TrainingPart
from compliance.letters.rules.drafting import WHEN_LABELS, Offer, When, one_line, steps


class ResultForm(LetterForm):
    product = TextField(
        _l("What was sold or asked for"),
        hint=_l("It reads on from “tried to buy”, such as: a kitchen knife with a 20 cm blade"),
        noun=_l("what was sold or asked for"),
    )
    when = RadiosField(_l("When the letter says it was"), choices(When, WHEN_LABELS), inline=True, default=When.DAY)

    def more(self) -> dict[str, Any]:
        return {"product": self.product.data, "when": self.when.data} | super().more()


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
    duties_now = TextAreaField(_l("What the law requires from now on"), hint=ONE_A_LINE, limit=2000, rows=3)
    duties_later = TextAreaField(
        _l("What the law requires by a day"), hint=ONE_A_LINE, required=False, limit=2000, rows=3
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
