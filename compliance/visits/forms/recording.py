"""The form of a visit, in the order in which it is filled in at the counter."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.errors import Refusal
from compliance.forms import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    choices,
)
from compliance.forms.field import Field
from compliance.visits.forms.actions import FIRST_ROWS, action_fields
from compliance.visits.forms.questions import question_fields, read_back, written
from compliance.visits.queries import STANDING, DatedChecklist
from compliance.visits.rules import (
    AGENCY_LABELS,
    EXEMPTION_LABELS,
    NOTICE_HOW_LABELS,
    OFFER_LABELS,
    VISIT_KIND_LABELS,
    Agency,
    Besides,
    Company,
    Exemption,
    NewAction,
    NoticeHow,
    OfferAnswer,
    Partner,
    VisitDetails,
    VisitKind,
)

AnyVisitForm = TypeVar("AnyVisitForm", bound="VisitForm")
NOTICE_FIELDS = ("notice_received_on", "notice_how", "notice_exemption", "exemption_reason")


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of the checklist as it is drawn: its title, "" for none, and its fields in order."""

    title: str
    fields: list[Field]


class VisitForm(Form):
    """A visit. The questions of the checklist and the rows of actions are added to it: see `visit_form`."""

    asked: ClassVar[DatedChecklist] = STANDING
    rows: ClassVar[int] = 0

    id = HiddenField()
    checklist = HiddenField(required=False)
    visited_on = DateField(_l("Date of the visit"), past=True)
    started_at_time = TimeField(_l("Time you came"), required=False, hint=_l("Such as 2:30pm or 14:30"))
    left_at_time = TimeField(_l("Time you left"), required=False)
    kind = RadiosField(_l("What was the visit for?"), choices(VisitKind, VISIT_KIND_LABELS))
    notice_received_on = DateField(
        _l("Day the occupier received written notice"),
        required=False,
        past=True,
        noun=_l("the day the notice was received"),
    )
    notice_how = RadiosField(
        _l("How they received it"),
        choices(NoticeHow, NOTICE_HOW_LABELS),
        required=False,
        inline=True,
        noun=_l("how the notice was received"),
    )
    notice_exemption = RadiosField(
        _l("Or why no notice was needed"),
        choices(Exemption, EXEMPTION_LABELS),
        required=False,
        small=True,
        noun=_l("why no notice was needed"),
    )
    exemption_reason = TextAreaField(
        _l("The reason in your own words"),
        required=False,
        rows=2,
        limit=1000,
        hint=_l("Only where no notice was given: what you knew or suspected, and when"),
    )
    spoke_to = TextField(_l("Who did you speak to?"), required=False, limit=120)
    capacity = TextField(
        _l("In what capacity?"), required=False, limit=120, hint=_l("Such as owner, manager or shop assistant")
    )
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
    officer_id = SelectField(_l("Officer who led the visit"))
    officers = CheckboxesField(_l("Other officers with you"), required=False, small=True)
    agencies = CheckboxesField(
        _l("Other agencies with you"),
        choices(Agency, AGENCY_LABELS),
        required=False,
        small=True,
        reveals={one: f"agency_{one.value}" for one in Agency},
    )
    agency_police = TextField(_l("Who, with rank or number"), required=False)
    agency_another_authority = TextField(_l("Who, and from which council"), required=False)
    agency_licensing = TextField(_l("Who from licensing"), required=False)
    agency_community_safety = TextField(_l("Who from community safety"), required=False)
    agency_fire = TextField(_l("Who from fire and rescue"), required=False)
    agency_other = TextField(_l("Which agency, and who"), required=False)
    accompanied_by = TextField(_l("Anybody else with you"), required=False)
    visit_again_by = DateField(
        _l("Visit again by"), required=False, hint=_l("It stands on the list of actions until somebody has been again")
    )
    notes = TextAreaField(_l("Notes"), required=False, rows=3, limit=4000)

    def begin(self, now: datetime, officer_id: object) -> None:
        """Fill in what is most likely: now, by this officer. `now` is the moment as London clocks show it."""
        self.id.process_data(str(new_id()))
        self.checklist.process_data(str(self.asked.checklist_id or ""))
        self.visited_on.process_data(now.date())
        self.started_at_time.process_data(now.time().replace(second=0, microsecond=0))
        self.officer_id.process_data(officer_id)

    def parts(self) -> list[Asked]:
        """Return the checklist as it is drawn: its questions under the titles of their sections."""
        found: list[Asked] = []
        for number, question in enumerate(self.asked.checklist.questions, 1):
            if not found or found[-1].title != question.section:
                found.append(Asked(question.section, []))
            found[-1].fields.append(self[question.observation.value if question.observation else f"q{number}"])
        return found

    def action_rows(self) -> list[tuple[Field, Field, Field]]:
        """Return the rows of actions as they are drawn."""
        return [
            (self[f"actions_{index}_text"], self[f"actions_{index}_basis"], self[f"actions_{index}_due_on"])
            for index in range(self.rows)
        ]

    @property
    def tells_of_notice(self) -> bool:
        """Whether the part about notice is open: something stands there, or something is to be mended."""
        told = any(not self[name].is_blank or self[name].errors for name in NOTICE_FIELDS)
        return told or self.kind.data is VisitKind.ROUTINE_INSPECTION

    @property
    def tells_of_actions(self) -> bool:
        """Whether the part about actions is open."""
        return bool(
            self.filled_rows or self.rows > FIRST_ROWS or any(one.errors for row in self.action_rows() for one in row)
        )

    @property
    def tells_of_company(self) -> bool:
        """Whether the part about who came along is open: somebody did, or something is to be mended."""
        told = (self.officers, self.agencies, self.accompanied_by)
        return self.kind.data is VisitKind.JOINT_WITH_POLICE or any(one.errors or not one.is_blank for one in told)

    def details(self, kept: VisitDetails | None = None) -> VisitDetails:
        """Return what was filled in; what the checklist did not ask is as it was `kept`."""
        said = {name: self[name].data for name in FIELDS if name in self}
        said["exemption_reason"] = said["exemption_reason"] or ""
        return replace(kept, **said) if kept else VisitDetails(**said)

    def besides(self) -> Besides:
        """Return who else was there, what was answered and what is asked of the trader. Raises Refusal beside a row."""
        return Besides(
            company=Company(
                tuple(self.officers.data),
                tuple(Partner(one, self[f"agency_{one.value}"].data or "") for one in self.agencies.data),
            ),
            checklist_id=self.asked.checklist_id,
            answers={number: written(self[f"q{number}"].data) for number, _one in self.asked.checklist.own},
            actions=tuple(self._actions()),
        )

    @property
    def filled_rows(self) -> list[int]:
        """The rows of actions in which something was filled in; one left blank is none."""
        rows = enumerate(self.action_rows())
        return [index for index, fields in rows if not all(field.is_blank for field in fields)]

    def _actions(self) -> Iterator[NewAction]:
        for number, index in enumerate(self.filled_rows):
            text, basis, due_on = self.action_rows()[index]
            if text.is_blank:
                raise Refusal("Enter what the trader was asked to do, or clear the row", f"actions_{number}_text")
            if basis.is_blank:
                raise Refusal("Select whether this is required by law or good practice", f"actions_{number}_basis")
            yield NewAction(text.data, basis.data, due_on.data)

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside its field; actions are counted without the rows left blank."""
        found = re.fullmatch(r"actions_([0-9]+)_(\w+)", refusal.field or "")
        if found and int(found[1]) < len(self.filled_rows):
            refusal = Refusal(refusal.message, f"actions_{self.filled_rows[int(found[1])]}_{found[2]}")
        super().show(refusal)

    def chosen_checklist(self) -> UUID | None:
        """Return the checklist that the page was made with, None for the standard one. Raises Refusal."""
        if not self.checklist.data:
            return None
        with suppress(ValueError):
            return UUID(self.checklist.data)
        raise Refusal("This page is not as it was sent to you. Open the form again")


class VisitCorrectionForm(VisitForm):
    """A visit as it should have been recorded."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Why is this corrected?"), rows=2, limit=500, hint=_l("Kept in the history with what stood before")
    )

    def begin_with(self, details: VisitDetails, besides: Besides, version: int) -> None:
        """Fill in what stands, for a form that has not been sent yet."""
        for name in FIELDS:
            if name in self:
                self[name].process_data(getattr(details, name))
        self.officers.process_data(besides.company.officers)
        self.agencies.process_data([one.agency for one in besides.company.partners])
        for one in besides.company.partners:
            self[f"agency_{one.agency.value}"].process_data(one.person)
        for number, question in self.asked.checklist.own:
            self[f"q{number}"].process_data(read_back(question, besides.answers.get(number, "")))
        self.version.process_data(str(version))


def visit_form(base: type[AnyVisitForm], dated: DatedChecklist, *, rows: int = 0) -> AnyVisitForm:
    """Return a form with the questions of a checklist and this many rows of actions, filled in as it was sent."""
    fields = question_fields(dated.checklist) | action_fields(rows)
    kind: type[AnyVisitForm] = type(base.__name__, (base,), {"asked": dated, "rows": rows, **fields})
    return kind()


FIELDS = tuple(VisitDetails.__dataclass_fields__)
