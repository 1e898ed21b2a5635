"""The form of each kind of letter, filled, with its choices."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from compliance.forms import CheckboxesField
from compliance.letters.forms.drafting.agreements import AgreementWarningForm, RemovedForm, SignForm
from compliance.letters.forms.drafting.corrections import DecisionLetterForm
from compliance.letters.forms.drafting.parts import LetterForm
from compliance.letters.forms.drafting.results import FailForm, PassForm, WarningForm
from compliance.letters.forms.drafting.training import AdviceForm, InvitationForm, OtherSessionsForm, PlaceForm
from compliance.letters.queries import SessionChoice, Subject
from compliance.letters.rules import Kind, Occasion
from compliance.letters.rules.drafting import (
    COURSE_MINUTES,
    Decided,
    SendTo,
    Suggested,
    starts_words,
    steps_as_text,
)
from compliance.training.rules import COURSE_NAMES, CourseKind
from compliance.web import day

_COURSE = ("course", "minutes", "cost_pence", "examined", "session_ids", "book_by_on")
_FORMS: dict[Kind, type[LetterForm]] = {
    Kind.ADVICE: AdviceForm,
    Kind.TRAINING_INVITATION: InvitationForm,
    Kind.PLACE_CONFIRMED: PlaceForm,
    Kind.TRAINING_REMINDER: OtherSessionsForm,
    Kind.SESSION_CANCELLED: OtherSessionsForm,
    Kind.TRAINING_RESULT: OtherSessionsForm,
    Kind.PASS_NOTICE: PassForm,
    Kind.FAIL_NOTICE: FailForm,
    Kind.WRITTEN_WARNING: WarningForm,
    Kind.AGREEMENT_OFFER: SignForm,
    Kind.AGREEMENT_CONFIRMED: LetterForm,
    Kind.AGREEMENT_WARNING: AgreementWarningForm,
    Kind.AGREEMENT_REMOVED: RemovedForm,
    Kind.DISPUTE_DECISION: DecisionLetterForm,
    Kind.CORRECTION: LetterForm,
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
    if kind is Kind.CORRECTION:
        del form["send_to"]
    else:
        _offer_addresses(form, subject)
    _leave_out(form, kind, subject)
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
    premises = bool(subject.outlet and (subject.outlet.address_1 or subject.outlet.postcode))
    if not (recorded and premises):
        form.only_address = SendTo.REGISTERED if recorded else SendTo.PREMISES
        del form["send_to"]


def _leave_out(form: LetterForm, kind: Kind, subject: Subject) -> None:
    """Ask for no course where nothing is left to come to, and for no reason where nobody has done wrong."""
    occasion = subject.standing.occasion
    soon = kind is Kind.TRAINING_REMINDER and occasion is Occasion.PLACE_SOON
    passed = kind is Kind.TRAINING_RESULT and subject.place is not None and subject.place.passed
    if soon or passed:
        for name in _COURSE:
            del form[name]
    if kind is Kind.AGREEMENT_WARNING and occasion is not Occasion.REMOVAL_PROPOSED:
        del form["reason"]


def _session_label(one: SessionChoice) -> str:
    return f"{day(one.on)}, {starts_words(one.starts_at)}, {one.where}"


def begin_from(decided: Decided, suggested: Suggested, version: int) -> dict[str, Any]:
    """Return what the form of a letter begins with: what was decided before, or what `queries.begin` gives."""
    names = ("officer_id", "contact", "send_to", "large_print", "product", "when", "reason", "discuss_by_on")
    begin: dict[str, Any] = {name: getattr(decided, name) for name in names}
    begin |= {
        name: getattr(decided, name)
        for name in ("appeal_by_on", "agreement", "notified_on", "not_stopped", "exemption", "sign_by_on")
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
