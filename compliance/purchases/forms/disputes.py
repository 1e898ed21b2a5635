"""The forms of a trader's dispute, from its receipt to its decision, and the filter of the list of disputes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    DateField,
    FilterForm,
    Form,
    HiddenField,
    RadiosField,
    SearchField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.purchases.forms.fields import Correction
from compliance.purchases.queries import DisputeFilter
from compliance.purchases.rules import (
    CAME_BY_LABELS,
    DISPUTE_LABELS,
    DISPUTE_STATE_LABELS,
    DisputeCameBy,
    DisputeDecision,
    DisputeState,
    NewDispute,
)

_NO_NAME = _l("Never the volunteer’s name: write the code in its place, such as [V07]")


class DisputeForm(Form):
    submission = HiddenField()
    raised_on = DateField(_l("Day we received it"), past=True, noun=_l("the day we received it"))
    came_by = RadiosField(
        _l("How it came"), choices(DisputeCameBy, CAME_BY_LABELS), inline=True, noun=_l("how it came")
    )
    raised_by = TextField(_l("Who disputes the result"), hint=_l("Their name"), limit=120)
    capacity = TextField(
        _l("In what capacity"),
        hint=_l("Such as director, manager, or solicitor for the company"),
        limit=120,
        width="20",
        noun=_l("in what capacity they speak"),
    )
    words = TextAreaField(
        _l("What the trader says"),
        hint=_l("Word for word. Of a telephone call, as near as you can. %(no_name)s", no_name=_NO_NAME),
        limit=10_000,
        rows=8,
        noun=_l("what the trader says"),
    )
    asks_for = TextAreaField(
        _l("What the trader asks for"),
        hint=_l("Such as that the result is taken off our record"),
        required=False,
        limit=2000,
        rows=2,
    )
    new_grounds = TextAreaField(
        _l("What is new"),
        hint=_l("A dispute of this result was decided before. What was not known or not considered then?"),
        limit=2000,
        rows=3,
        noun=_l("what is new"),
    )

    def ask_for_new_grounds(self, asked: bool) -> None:
        """Ask what is new only where a dispute of the result was decided before."""
        if not asked:
            del self.new_grounds

    def new_dispute(self) -> NewDispute:
        """Return the dispute as the trader raised it."""
        return NewDispute(
            raised_on=self.raised_on.data,
            words=self.words.data,
            raised_by=self.raised_by.data or "",
            capacity=self.capacity.data or "",
            came_by=self.came_by.data,
            asks_for=self.asks_for.data or "",
            new_grounds=(self.new_grounds.data or "") if "new_grounds" in self else "",
        )


class DisputeCorrectionForm(Correction, DisputeForm):
    """What was recorded of a dispute that waits, with why it is corrected."""


class AcknowledgeForm(Form):
    acknowledged_on = DateField(_l("Day the trader was told"), past=True, noun=_l("the day the trader was told"))


class ReviewerForm(Form):
    reviewer_id = RadiosField(_l("Who is to decide it"), noun=_l("who is to decide it"))
    despite = TextAreaField(
        _l("Why nobody else can decide"),
        hint=_l("Only for somebody who took another part in the record of this test. It is kept with the dispute"),
        required=False,
        limit=1000,
        rows=2,
    )
    reason = TextAreaField(
        _l("Why the reviewer changes"),
        hint=_l("It is kept in the history"),
        required=False,
        limit=1000,
        rows=2,
    )

    def offer(self, officers: Sequence[tuple[UUID, str]], *, chosen: bool) -> None:
        """Set who may be chosen, as pairs of identifier and words; why it changes is asked once one was chosen."""
        if not chosen:
            del self.reason
        self.reviewer_id.choices = list(officers)
        if not self.is_submitted():
            self.reviewer_id.process_data(self.reviewer_id.data)


class CommentForm(Form):
    words = TextAreaField(_l("Your comment"), hint=_NO_NAME, limit=10_000, rows=8, noun=_l("your comment"))


class WithdrawalForm(Form):
    withdrawn_on = DateField(_l("Day the trader withdrew it"), past=True, noun=_l("the day the trader withdrew it"))
    withdrawn_words = TextAreaField(
        _l("What the trader said or wrote"),
        hint=_l("In their own words"),
        limit=2000,
        rows=3,
        noun=_l("what the trader said or wrote"),
    )


class DecisionForm(Form):
    decision = RadiosField(
        _l("Decision"),
        choices(
            DisputeDecision,
            DISPUTE_LABELS,
            hints={
                DisputeDecision.UPHELD: "It stands as recorded",
                DisputeDecision.OVERTURNED: "It leaves every count and list at once, letters in force are to be "
                "corrected, and it stays in the history",
            },
        ),
        missing=_l("Select whether the result is upheld or overturned"),
    )
    considered = TextAreaField(
        _l("What you considered"),
        hint=_l("As the trader will be told it, one thing a line: what they said and sent, the record, the exhibits"),
        limit=2000,
        rows=4,
        noun=_l("what you considered"),
    )
    reasons = TextAreaField(
        _l("Reasons"),
        hint=_l("As the trader will be told them. %(no_name)s", no_name=_NO_NAME),
        limit=3000,
        rows=6,
        noun=_l("the reasons"),
    )
    despite = TextAreaField(
        _l("Why nobody else can decide"),
        hint=_l("You took another part in the record of this test. It is kept with the dispute"),
        required=False,
        limit=1000,
        rows=2,
    )


class DisputeFilterForm(FilterForm):
    q = SearchField(_l("Business, postcode, reference or who disputes"))
    state = SelectField(
        _l("Where it stands"),
        choices(DisputeState, DISPUTE_STATE_LABELS),
        blank=_l("Every dispute"),
        required=False,
    )
    reviewer = SelectField(_l("Reviewer"), blank=_l("Any reviewer"), required=False)
    since = DateField(_l("Received from"), required=False)
    until = DateField(_l("Received to"), required=False)

    def wanted(self) -> DisputeFilter:
        """Return what the list shows; a field that could not be read asks nothing."""
        found: dict[str, Any] = {
            "state": self.state.data or None,
            "reviewer_id": self.reviewer.data or None,
            "since": self.since.data,
            "until": self.until.data,
            "search": self.q.data or "",
        }
        return DisputeFilter(**found)
