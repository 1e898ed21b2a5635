"""Invented facts, plainly so, of every letter from a visit to an agreement."""

from collections.abc import Callable
from datetime import date
from typing import Any

from compliance.agreements.rules.documents import AgreementCertificate
from compliance.letters.rules.base import Facts
from compliance.letters.rules.chain import (
    Advice,
    AgreementConfirmed,
    AgreementOffer,
    AgreementRemoved,
    AgreementWarning,
    PlaceConfirmed,
    SessionCancelled,
    TrainingInvitation,
    TrainingReminder,
    TrainingResult,
)
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.parts import Action, Law, Promise, Session, Signing, Sitting, Training
from compliance.training.rules.certificates import TrainingCertificate

_HALL = "Invented Town Hall, 1 Example Square, London SW1A 1AA"
_PERSON = "Alex Example"
LAW = Law(
    citation="Criminal Justice Act 1988, section 141A",
    title="Selling a knife or certain other bladed articles to a person under 18",
    plain_words="It is an offence to sell a knife or certain other bladed articles to a person under 18. It does not "
    "matter whether the seller meant to do so.",
    maximum_penalty="6 months' imprisonment, an unlimited fine, or both",
    defence="It is a defence to prove that you took all reasonable precautions and exercised all due diligence to "
    "avoid committing the offence.",
    mode_of_trial="summary",
    in_force_from=date(2022, 4, 6),
    in_force_to=None,
    confirmed=True,
)
ADVICE = (
    Action(text="Ask anyone who looks under 25 to prove that they are 18 or over (Challenge 25)."),
    Action(text="Write down every sale that your staff refuse, and look at the record each week."),
    Action(text="Train all staff who sell these products, and train them again each year.", by_on=date(2027, 1, 15)),
    Action(text="Keep knives where customers cannot reach them without help.", by_on=date(2026, 12, 18)),
)
TRAINING = Training(
    course="Selling Knives Safely",
    minutes=150,
    cost_pence=0,
    examined=True,
    book_by_on=date(2026, 12, 11),
    sessions=(
        Session(on=date(2027, 1, 12), starts="10am", venue=_HALL),
        Session(on=date(2027, 1, 20), starts="6pm", venue=_HALL),
    ),
)


def _sitting(on: date) -> Sitting:
    return Sitting(
        course="Selling Knives Safely",
        on=on,
        starts="10am",
        venue="Invented Town Hall",
        address="1 Example Square, London SW1A 1AA",
        minutes=150,
        examined=True,
        access="There is a step-free entrance, a lift and a hearing loop.",
    )


def _certificate() -> TrainingCertificate:
    return TrainingCertificate(
        number="SPEC-TC-2026-0001",
        code="0000-0000-0000",
        person=_PERSON,
        capacity="Manager",
        retailer="The Made-up Tool Shop",
        place="99 Nowhere Road, London SW1A 1AA",
        course="Selling Knives Safely",
        minutes=150,
        examined=True,
        passed_on=date(2026, 11, 10),
        issued_on=date(2026, 11, 16),
        refresh_due_on=date(2027, 11, 10),
        authority="Specimen Borough Council",
        service="Trading Standards",
        telephone="020 7946 0100",
        mark=85,
        verify_at="www.specimen.example/certificates",
        verify_url="https://www.specimen.example/certificates/0000-0000-0000",
    )


def _promise() -> Promise:
    return Promise(
        name="Specimen Responsible Retailer Agreement",
        text="version of November 2026",
        introduction="We promise to sell knives and other products with a blade responsibly.",
        commitments=(
            "We store and show knives so that customers cannot reach them without help.",
            "We ask anyone who looks under 25 to prove that they are 18 or over, and refuse the sale if they cannot.",
            "We call the police when we are worried about a sale, or when anyone is in danger.",
        ),
        covers="sales in store and sales online",
        whose="The Made-up Tool Shop, 99 Nowhere Road, London SW1A 1AA",
    )


def _agreement_certificate() -> AgreementCertificate:
    promise = _promise()
    return AgreementCertificate(
        number="SPEC-A-2026-0001",
        day=date(2026, 11, 16),
        signatory=_PERSON,
        capacity="Director",
        entity_name="Pretend Hardware Limited",
        trading_name="The Made-up Tool Shop",
        places=("The Made-up Tool Shop, 99 Nowhere Road, London SW1A 1AA",),
        text_name=promise.name,
        text_version=promise.text,
        commitments=promise.commitments,
        scope=("Sales in store", "Sales online"),
        signed_on=date(2026, 11, 10),
        review_on=date(2027, 5, 10),
        lapses_on=date(2027, 11, 10),
        last_day=date(2027, 11, 9),
        authority="Specimen Borough Council",
        service="Trading Standards",
    )


def _reminder(common: dict[str, Any], occasion: Occasion | None) -> Facts:
    if occasion is Occasion.SECOND_INVITATION:
        return TrainingReminder(**common, occasion=occasion, invited_on=date(2026, 10, 19), training=TRAINING)
    if occasion is Occasion.REFRESH_DUE:
        return TrainingReminder(
            **common,
            occasion=occasion,
            person=_PERSON,
            passed_on=date(2026, 1, 12),
            refresh_due_on=date(2027, 1, 12),
            training=TRAINING,
        )
    return TrainingReminder(
        **common, occasion=Occasion.PLACE_SOON, person=_PERSON, sitting=_sitting(date(2026, 11, 24))
    )


def _result(common: dict[str, Any], *, failed: bool) -> Facts:
    common = common | {"person": _PERSON, "sitting": _sitting(date(2026, 11, 10)), "pass_mark": 70}
    if failed:
        return TrainingResult(**common, passed=False, attended=150, mark=55, training=TRAINING)
    return TrainingResult(
        **common,
        passed=True,
        attended=150,
        mark=85,
        refresh_due_on=date(2027, 11, 10),
        certificate=_certificate(),
    )


def _warning(common: dict[str, Any], occasion: Occasion | None) -> Facts:
    common = common | {"promise": _promise(), "signed_on": date(2025, 12, 14)}
    if occasion is Occasion.REMOVAL_PROPOSED:
        return AgreementWarning(
            **common,
            occasion=occasion,
            proposed_on=date(2026, 11, 16),
            reason="On 3 November 2026 a knife was sold at the shop without a check of age, which the agreement "
            "promises to make.",
            reply_by_on=date(2026, 12, 7),
        )
    return AgreementWarning(**common, occasion=Occasion.LAPSE, lapses_on=date(2026, 12, 14))


_OF_KIND: dict[Kind, Callable[[dict[str, Any]], Facts]] = {
    Kind.ADVICE: lambda common: Advice(**common, visited_on=date(2026, 11, 10), law=LAW, advice=ADVICE),
    Kind.TRAINING_INVITATION: lambda common: TrainingInvitation(
        **common, visited_on=date(2026, 11, 10), training=TRAINING
    ),
    Kind.PLACE_CONFIRMED: lambda common: PlaceConfirmed(**common, person=_PERSON, sitting=_sitting(date(2027, 1, 12))),
    Kind.SESSION_CANCELLED: lambda common: SessionCancelled(
        **common, person=_PERSON, sitting=_sitting(date(2026, 11, 24)), training=TRAINING
    ),
    Kind.AGREEMENT_OFFER: lambda common: AgreementOffer(
        **common,
        promise=_promise(),
        signing=Signing(
            last_on=date(2026, 12, 14),
            link="https://www.specimen.example/sign/0000000000000000000000",
            word="0000-0000",
        ),
    ),
    Kind.AGREEMENT_CONFIRMED: lambda common: AgreementConfirmed(
        **common,
        promise=_promise(),
        signed_on=date(2026, 11, 10),
        signatory=_PERSON,
        capacity="Director",
        lapses_on=date(2027, 11, 10),
        certificate=_agreement_certificate(),
    ),
    Kind.AGREEMENT_REMOVED: lambda common: AgreementRemoved(
        **common,
        promise=_promise(),
        signed_on=date(2025, 12, 14),
        removed_on=date(2026, 11, 12),
        reason="A knife was sold at the shop on 5 October 2026 without a check of age, and no reply was received to "
        "our letter of 20 October 2026.",
        appeal_by_on=date(2026, 12, 14),
    ),
}


def chain_specimen(
    kind: Kind, common: dict[str, Any], *, occasion: Occasion | None = None, failed: bool = False
) -> Facts:
    """Return complete facts of a letter from a visit to an agreement about an invented business.

    `common` are the facts that every letter has; `failed` asks for the result of a course that was not passed.
    """
    if kind is Kind.TRAINING_REMINDER:
        return _reminder(common, occasion)
    if kind is Kind.AGREEMENT_WARNING:
        return _warning(common, occasion)
    if kind is Kind.TRAINING_RESULT:
        return _result(common, failed=failed)
    return _OF_KIND[kind](common)
