"""The form of a supervisor's review."""

from flask_babel import lazy_gettext as _l

from compliance.forms import Form, HiddenField, RadiosField, TextAreaField, choices
from compliance.purchases.rules.reviews import (
    ANSWER_LABELS,
    CHECKS,
    REVIEW_LABELS,
    Answer,
    NewReview,
    ReviewOutcome,
)


def _check(name: str) -> RadiosField:
    return RadiosField(
        _l(CHECKS[name]),
        choices(Answer, ANSWER_LABELS),
        inline=True,
        small=True,
        missing=_l("Select yes, no, or that it does not apply"),
    )


class ReviewForm(Form):
    """One answer for each thing looked at, and how the review ends. The fields are called as in `CHECKS`."""

    submission = HiddenField()
    times = _check("times")
    outcome_agrees = _check("outcome_agrees")
    continuity = _check("continuity")
    exhibits = _check("exhibits")
    section_139 = _check("section_139")
    welfare = _check("welfare")
    outcome = RadiosField(
        _l("How does the review end?"),
        choices(
            ReviewOutcome,
            REVIEW_LABELS,
            hints={
                ReviewOutcome.ACCEPTED: "The record stands as it is",
                ReviewOutcome.SENT_BACK: "The officers answer by adding to their accounts; nothing that is signed "
                "changes",
            },
        ),
        missing=_l("Select how the review ends"),
    )
    reasons = TextAreaField(
        _l("Reasons"),
        hint=_l("What the officers should answer, or why it is accepted although something was found wanting"),
        limit=5000,
        rows=4,
        required=False,
    )

    def new_review(self) -> NewReview:
        """Return the review as it was made."""
        return NewReview(
            outcome=self.outcome.data,
            checklist={name: self[name].data for name in CHECKS},
            reasons=self.reasons.data or "",
        )
