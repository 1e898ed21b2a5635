"""Agreements of a legal entity for all that it operates: recorded, listed, and shown at each outlet."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from compliance.agreements import queries, services
from compliance.agreements.rules import TEXT_VERSION, AgreementEventKind, NewAgreement, NewEvent
from compliance.database import new_id
from compliance.errors import NotFound, Refusal
from compliance.retailers.rules import OutletKind
from tests.factories.agreements import AgreementEventFactory, AgreementFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.page import text_of

KIND = AgreementEventKind
SIGNATURE = NewEvent(KIND.SIGNED, date(2026, 11, 20), "Sam Example", "Director", lapses_on=date(2027, 11, 20))


@pytest.fixture
def entity(officer, outlet):
    entity = EntityFactory(authority_id=officer.authority_id, name="Invented Tools Ltd")
    other = OutletFactory(
        authority_id=officer.authority_id, name="Invented Tools online", kind=OutletKind.ONLINE_SHOP, domain="t.example"
    )
    for one, from_on in ((outlet, date(2026, 1, 1)), (other, date(2026, 1, 1))):
        OperatorFactory(authority_id=officer.authority_id, outlet_id=one.id, entity_id=entity.id, from_on=from_on)
    return entity


def new(**more):
    return NewAgreement(event=SIGNATURE, text_version=TEXT_VERSION, **more)


def test_it_covers_the_outlets_of_its_kind_of_sale(session, officer, outlet, entity, today):
    agreement = services.record_entity_agreement(session, officer, entity.id, new())
    assert (agreement.outlet_id, agreement.entity_id) == (None, entity.id)
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert (standing.in_force, standing.entity_id) == (True, entity.id)
    covered = queries.outlets_of_agreement(session, officer, agreement, today)
    assert [one.outlet_id for one in covered] == [outlet.id]
    wide = services.record_entity_agreement  # the same again is refused while one is held
    with pytest.raises(Refusal, match=agreement.reference):
        wide(session, officer, entity.id, new())


def test_a_form_sent_twice_records_one(session, officer, entity, today):
    own = new_id()
    for _ in range(2):
        services.record_entity_agreement(session, officer, entity.id, new(), agreement_id=own)
    assert len(queries.list_of_entity(session, officer, entity.id, today)) == 1


def test_it_lapses_soon_under_the_name_of_the_entity(session, officer, outlet, entity, today):
    agreement = AgreementFactory(authority_id=officer.authority_id, entity_id=entity.id)
    lapses = today + timedelta(days=30)
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=KIND.SIGNED,
        on=date(2026, 1, 1),
        signatory="Sam Example",
        capacity="Director",
        lapses_on=lapses,
        review_on=today,
    )
    (row,) = queries.list_lapsing(session, officer, today, lapses)
    assert (row.outlet_id, row.entity_id, row.outlet_name) == (None, entity.id, "Invented Tools Ltd")
    (due,) = queries.list_reviews_due(session, officer, today, today)
    assert due.outlet_where == queries.ALL_OUTLETS
    assert queries.list_lapsing(session, officer, today, lapses - timedelta(days=1)) == []


def test_the_timeline_of_an_outlet_tells_of_it_while_the_entity_runs_it(session, officer, outlet, entity):
    services.record_entity_agreement(session, officer, entity.id, new())
    assert [one.tag for one in queries.timeline(session, officer, outlet.id)] == ["Signed"]
    stranger = OutletFactory(authority_id=officer.authority_id)
    assert queries.timeline(session, officer, stranger.id) == []


def test_the_database_wants_an_outlet_or_an_entity_and_of_its_own_authority(session, officer, act, outlet, entity):
    for whose in ({}, {"outlet_id": outlet.id, "entity_id": entity.id}):
        with pytest.raises(IntegrityError), session.begin_nested():
            AgreementFactory(authority_id=officer.authority_id, **whose)
    stranger = EntityFactory(authority_id=act(authority="camden").authority_id)
    with pytest.raises(IntegrityError), session.begin_nested():
        AgreementFactory(authority_id=officer.authority_id, entity_id=stranger.id)
    with pytest.raises(NotFound):
        services.record_entity_agreement(session, officer, stranger.id, new())


def typed(**more):
    return {
        "id": str(new_id()),
        "kind": "signed",
        "on-day": "20",
        "on-month": "11",
        "on-year": "2026",
        "signatory": "Sam Example",
        "capacity": "Director",
        "covers": ["covers_stores"],
        "text_version": TEXT_VERSION,
    } | more


def test_its_pages_record_it_and_show_it_at_the_outlet(client, outlet, entity):
    path = f"/entities/{entity.id}/agreements"
    assert "It has no agreement for all its outlets" in text_of(client.get(path))
    assert client.get(f"{path}/new").status_code == 200
    assert client.post(f"{path}/new", data=typed(signatory="")).status_code == 200
    answer = client.post(f"{path}/new", data=typed())
    assert answer.status_code == 302
    shown = text_of(client.get(answer.location))
    for words in ("Invented Tools Ltd", "Outlets that it covers today", "Invented Hardware", "Next review 20 May 2027"):
        assert words in shown
    assert "Invented Tools online" not in shown
    at_the_outlet = text_of(client.get(f"/retailers/{outlet.id}/agreements"))
    assert "Covered by the entity-wide agreement HAC-A-2026-0001 of Invented Tools Ltd" in at_the_outlet
    listed = text_of(client.get(path))
    assert "of all its outlets" in listed
    assert "Agreements for all its outlets" in text_of(client.get(f"/retailers/entities/{entity.id}"))
