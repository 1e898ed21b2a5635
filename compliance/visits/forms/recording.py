"""The form of a visit, in the order in which it is filled in at the counter."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    YesNoField,
    choices,
)
from compliance.visits.rules import (
    DISPLAY_LABELS,
    OFFER_LABELS,
    STORAGE_LABELS,
    VISIT_KIND_LABELS,
    Display,
    OfferAnswer,
    Storage,
    VisitDetails,
    VisitKind,
)


class ObservationField(RadiosField):
    """Something to look at. “Not recorded” is itself a choice, and the one that stands until another is made."""

    def __init__(self, label: Any, offered: list[Choice], **kwargs: Any) -> None:
        unseen = Choice("not_recorded", _l("Not recorded"), data=None)
        super().__init__(label, [*offered, unseen], required=False, **kwargs)

    @property
    def shown_label(self) -> str:
        """The label, not marked optional: Not recorded stands among the choices."""
        return str(self.label.text)


class VisitForm(Form):
    id = HiddenField()
    visited_on = DateField(_l("Date of the visit"), past=True)
    started_at_time = TimeField(_l("Time"), required=False, hint=_l("Such as 2:30pm or 14:30"))
    kind = RadiosField(_l("What was the visit for?"), choices(VisitKind, VISIT_KIND_LABELS))
    spoke_to = TextField(_l("Who did you speak to?"), required=False, limit=120)
    capacity = TextField(
        _l("In what capacity?"), required=False, limit=120, hint=_l("Such as owner, manager or shop assistant")
    )
    storage = ObservationField(_l("How are knives kept?"), choices(Storage, STORAGE_LABELS))
    display = ObservationField(_l("How are knives displayed?"), choices(Display, DISPLAY_LABELS))
    challenge_25_poster = YesNoField(_l("Is a Challenge 25 poster on show?"), required=False)
    refusals_log = YesNoField(
        _l("Did you see a refusals log?"), required=False, inline=False, reveals={"yes": "refusals_log_last_on"}
    )
    refusals_log_last_on = DateField(
        _l("Day of the last entry in the refusals log"),
        required=False,
        past=True,
        hint=_l("Leave blank if nothing is written in it"),
    )
    till_prompt = YesNoField(_l("Does the till ask for proof of age?"), required=False)
    agreement_offer = RadiosField(
        _l("Responsible Retailer Agreement"), choices(OfferAnswer, OFFER_LABELS), default=OfferAnswer.NOT_OFFERED
    )
    training_offer = RadiosField(_l("Training"), choices(OfferAnswer, OFFER_LABELS), default=OfferAnswer.NOT_OFFERED)
    offer_words = TextAreaField(
        _l("What the trader said to the offers"),
        required=False,
        rows=3,
        hint=_l("In their own words, as near as you can"),
    )
    advice_law = TextAreaField(
        _l("What the law requires"), required=False, hint=_l("What you told the trader they must do"), limit=4000
    )
    advice_good_practice = TextAreaField(
        _l("Good practice"), required=False, hint=_l("What you recommended, and they may choose to do"), limit=4000
    )
    officer_id = SelectField(_l("Officer who made the visit"))
    accompanied_by = TextField(
        _l("Who was with you?"), required=False, hint=_l("Other officers, police, partner agencies")
    )
    notes = TextAreaField(_l("Notes"), required=False, rows=3, limit=4000)

    def begin(self, now: datetime, officer_id: object) -> None:
        """Fill in what is most likely: now, by this officer. `now` is the moment as London clocks show it."""
        self.id.process_data(str(new_id()))
        self.visited_on.process_data(now.date())
        self.started_at_time.process_data(now.time().replace(second=0, microsecond=0))
        self.officer_id.process_data(officer_id)

    def details(self) -> VisitDetails:
        """Return what was filled in."""
        return VisitDetails(**{name: self[name].data for name in FIELDS})


class VisitCorrectionForm(VisitForm):
    version = HiddenField()
    reason = TextAreaField(
        _l("Why is this corrected?"), rows=2, limit=500, hint=_l("Kept in the history with what stood before")
    )

    def begin_with(self, details: VisitDetails, version: int) -> None:
        """Fill in what stands, for a form that has not been sent yet."""
        for name in FIELDS:
            self[name].process_data(getattr(details, name))
        self.version.process_data(str(version))


FIELDS = tuple(VisitDetails.__dataclass_fields__)
