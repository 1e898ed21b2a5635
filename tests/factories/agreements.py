"""Agreements and their events for tests."""

from datetime import UTC, date, datetime

from sqlmodel import select

from compliance.agreements.models import Agreement, AgreementEvent, AgreementText
from compliance.agreements.rules import TEXT_VERSION, AgreementEventKind, Policy, lapse_day
from compliance.database import db
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)


class AgreementTextFactory(RowFactory):
    """A text of two commitments. Give `authority_id`."""

    class Meta:
        model = AgreementText

    name = "Invented Retailer Agreement"
    version = factory.Sequence(lambda n: f"Invented Retailer Agreement, version {n}")
    in_force_from = date(2019, 9, 1)
    introduction = "An invented promise."
    commitments = factory.LazyFunction(lambda: ["Keep knives locked away.", "Ask for proof of age."])
    written_at = RECORDED_AT


def usual_text(authority_id):
    """Return the identifier of the authority's usual text, made where it has none."""
    statement = select(AgreementText).where(
        AgreementText.authority_id == authority_id, AgreementText.version == TEXT_VERSION
    )
    there = db.session.exec(statement).first()
    return (there or AgreementTextFactory(authority_id=authority_id, version=TEXT_VERSION)).id


class AgreementFactory(RowFactory):
    """An agreement to which nothing has happened. Give `authority_id` and `outlet_id`, or `entity_id`."""

    class Meta:
        model = Agreement

    reference = factory.Sequence(lambda n: f"TST-A-2026-{n:04d}")
    text_id = factory.LazyAttribute(lambda made: usual_text(made.authority_id))
    recorded_at = RECORDED_AT


class AgreementEventFactory(RowFactory):
    """An offer on 1 June 2026. Give `authority_id` and `agreement_id`."""

    class Meta:
        model = AgreementEvent

    kind = AgreementEventKind.OFFERED
    on = date(2026, 6, 1)
    recorded_on = factory.SelfAttribute("on")
    recorded_at = RECORDED_AT


def signed(authority_id, outlet_id, on, *, lapses_on=None, signatory="Sam Example"):
    """Make an agreement signed on a day, which lapses 12 months later unless another day is given."""
    agreement = AgreementFactory(authority_id=authority_id, outlet_id=outlet_id)
    AgreementEventFactory(
        authority_id=authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.SIGNED,
        on=on,
        signatory=signatory,
        capacity="Owner",
        lapses_on=lapses_on or lapse_day(on, Policy()),
    )
    return agreement
