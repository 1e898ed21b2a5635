"""Writes of the register: refused with words, audited, and never half done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import clock
from compliance.audit import queries as audit_queries
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases.rules import Outcome
from compliance.retailers import queries, rules, services
from compliance.retailers.models import Entity, Operator, Outlet, Reference
from compliance.retailers.rules import (
    Confirmation,
    EntityDetails,
    EntityKind,
    HowKnown,
    ImportedChange,
    ImportedOutlet,
    OutletDetails,
    OutletKind,
    OutletStatus,
    Part,
    Scheme,
    read_particulars,
)
from tests.factories.agreements import AgreementEventFactory, AgreementFactory
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory
from tests.factories.visits import VisitFactory

SHOP = OutletDetails(OutletKind.PREMISES, "Blades", address_lines=("1 High Street",), postcode="E8 1AA")
COMPANY = EntityDetails(EntityKind.COMPANY, "Kestrel Ltd", "1234567")
SINCE = Confirmation(date(2025, 4, 1), HowKnown.COMPANIES_HOUSE)


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Blades of Dalston")


@pytest.fixture
def company(officer):
    return EntityFactory(authority_id=officer.authority_id, name="Kestrel Ltd")


def entries(session, action):
    return session.exec(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_references_count_up_within_an_authority_and_a_year(session, officer, act):
    year = clock.today().year
    first = services.register_outlet(session, officer, SHOP)
    second = services.register_outlet(session, officer, SHOP)
    other = services.register_outlet(session, act(authority="croydon"), SHOP)
    assert [first.reference, second.reference] == [f"HAC-R-{year}-0001", f"HAC-R-{year}-0002"]
    assert other.reference == f"CRO-R-{year}-0001"


def test_what_only_an_online_shop_has_is_not_kept_for_premises(session, officer):
    details = OutletDetails(
        OutletKind.PREMISES, "Blades", postcode="E8 1AA", domain="blades.example", marketplace="Bazaar"
    )
    outlet = services.register_outlet(session, officer, details)
    assert (outlet.domain, outlet.marketplace) == (None, None)


def test_an_identifier_of_another_authority_is_refused_and_shows_nothing(session, officer, act):
    there = services.register_outlet(session, act(authority="croydon"), SHOP)
    with pytest.raises(Refusal):
        services.register_outlet(session, officer, SHOP, outlet_id=there.id)


def test_every_write_is_audited_with_its_outlet(session, officer, outlet, company):
    services.correct_outlet(session, officer, outlet.id, SHOP, version=outlet.version, reason="Wrong name")
    services.change_status(session, officer, outlet.id, status=OutletStatus.VACANT, on=clock.today(), reason="Seen")
    operator = services.confirm_operator(session, officer, outlet.id, entity_id=company.id, confirmation=SINCE)
    services.correct_operator(
        session,
        officer,
        outlet.id,
        operator.id,
        confirmation=Confirmation(date(2025, 5, 1), HowKnown.LICENCE),
        version=operator.version,
        reason="The licence says so",
    )
    services.end_operator(session, officer, outlet.id, operator.id, to_on=clock.today())
    written = audit_queries.list_outlet(session, officer, outlet.id)
    assert [entry.action for entry in reversed(written)] == [
        "outlet.corrected",
        "outlet.status_changed",
        "operator.confirmed",
        "operator.corrected",
        "operator.ended",
    ]
    corrected = written[-1]
    assert corrected.reason == "Wrong name"
    assert corrected.detail["changes"]["name"] == ["Blades of Dalston", "Blades"]


def test_who_may_not_change_the_register_is_forbidden_everything(session, act, outlet, company):
    viewer, clerk = act(Role.VIEWER), act(Role.CLERK)
    today = clock.today()
    for refused in (
        lambda: services.register_outlet(session, viewer, SHOP),
        lambda: services.correct_outlet(session, viewer, outlet.id, SHOP, version=1, reason="x"),
        lambda: services.change_status(session, viewer, outlet.id, status=OutletStatus.CLOSED, on=today),
        lambda: services.record_entity(session, viewer, COMPANY),
        lambda: services.correct_entity(session, viewer, company.id, COMPANY, version=1, reason="x"),
        lambda: services.confirm_operator(session, clerk, outlet.id, entity_id=company.id, confirmation=SINCE),
        lambda: services.end_operator(session, clerk, outlet.id, company.id, to_on=today),
        lambda: services.correct_operator(
            session, clerk, outlet.id, company.id, confirmation=SINCE, version=1, reason="x"
        ),
        lambda: services.add_imported_outlets(session, viewer, [], source="fhrs"),
        lambda: services.mark_missing(session, viewer, [outlet.id], on=today, source="fhrs"),
        lambda: services.clear_missing(session, viewer, [outlet.id], source="fhrs"),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_another_authoritys_records_cannot_be_written(session, act, outlet, company):
    other = act(authority="croydon")
    operator = OperatorFactory(authority_id=outlet.authority_id, outlet_id=outlet.id, entity_id=company.id)
    own = OutletFactory(authority_id=other.authority_id)
    today = clock.today()
    for refused in (
        lambda: services.correct_outlet(session, other, outlet.id, SHOP, version=1, reason="x"),
        lambda: services.change_status(session, other, outlet.id, status=OutletStatus.CLOSED, on=today),
        lambda: services.correct_entity(session, other, company.id, COMPANY, version=1, reason="x"),
        lambda: services.confirm_operator(session, other, outlet.id, entity_id=company.id, confirmation=SINCE),
        lambda: services.confirm_operator(session, other, own.id, entity_id=company.id, confirmation=SINCE),
        lambda: services.end_operator(session, other, outlet.id, operator.id, to_on=today),
        lambda: services.end_operator(session, other, own.id, operator.id, to_on=today),
        lambda: services.correct_operator(
            session, other, outlet.id, operator.id, confirmation=SINCE, version=1, reason="x"
        ),
        lambda: services.mark_missing(session, other, [outlet.id], on=today, source="fhrs"),
        lambda: services.change_imported_outlets(session, other, {outlet.id: changed(imported())}, source="fhrs"),
    ):
        with pytest.raises(NotFound):
            refused()


def test_a_company_number_is_kept_as_companies_house_writes_it_and_only_once(session, officer, act):
    entity = services.record_entity(session, officer, COMPANY)
    assert entity.company_number == "01234567"
    with pytest.raises(Refusal) as refused:
        services.record_entity(session, officer, EntityDetails(EntityKind.COMPANY, "Other Ltd", "01234567"))
    assert refused.value.field == "company_number"
    assert "Kestrel Ltd" in refused.value.message
    services.record_entity(session, act(authority="croydon"), COMPANY)


def test_two_officers_who_record_one_company_at_once_end_up_with_one(session, officer, monkeypatch):
    services.record_entity(session, officer, COMPANY)
    monkeypatch.setattr(queries, "find_entity_by_company_number", lambda *_: None)
    with pytest.raises(Refusal) as refused:
        services.record_entity(session, officer, COMPANY)
    assert refused.value.field == "company_number"
    assert len(session.exec(select(Entity)).all()) == 1


def test_sole_traders_of_one_name_are_two_people(session, officer):
    for _ in range(2):
        services.record_entity(session, officer, EntityDetails(EntityKind.SOLE_TRADER, "Jo Example"))
    assert len(session.exec(select(Entity)).all()) == 2


def test_a_correction_of_an_entity_keeps_what_stood_before(session, officer, company):
    details = EntityDetails(EntityKind.COMPANY, "Kestrel Ltd", company.company_number, is_delivery_company=True)
    assert services.correct_entity(session, officer, company.id, details, version=company.version, reason="Register")
    (entry,) = entries(session, "entity.corrected")
    assert entry.detail["changes"]["is_delivery_company"] == [False, True]
    with pytest.raises(Refusal):
        services.correct_entity(session, officer, company.id, details, version=1, reason="An old page")


def test_two_confirmations_at_the_same_moment_end_up_as_one(session, officer, outlet, company, monkeypatch):
    services.confirm_operator(session, officer, outlet.id, entity_id=company.id, confirmation=SINCE)
    other = EntityFactory(authority_id=officer.authority_id)
    monkeypatch.setattr(queries, "list_periods", lambda *_: [])
    with pytest.raises(Refusal) as refused:
        services.confirm_operator(session, officer, outlet.id, entity_id=other.id, confirmation=SINCE)
    assert "Somebody else has just recorded an operator" in refused.value.message
    assert len(session.exec(select(Operator)).all()) == 1
    assert len(entries(session, "operator.confirmed")) == 1


def test_the_database_refuses_a_correction_that_overlaps_when_the_rule_did_not_see_it(
    session, officer, outlet, company, monkeypatch
):
    OperatorFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=company.id, to_on=date(2024, 12, 31)
    )
    later = services.confirm_operator(session, officer, outlet.id, entity_id=company.id, confirmation=SINCE)
    monkeypatch.setattr(rules, "check_period", lambda *_args, **_kwargs: None)
    with pytest.raises(Refusal):
        services.correct_operator(
            session,
            officer,
            outlet.id,
            later.id,
            confirmation=Confirmation(date(2024, 6, 1), HowKnown.LICENCE),
            version=later.version,
            reason="x",
        )
    session.expire_all()
    assert queries.get_operator(session, officer, outlet.id, later.id).from_on == date(2025, 4, 1)


def test_a_refused_confirmation_leaves_no_new_entity_behind_once_rolled_back(session, officer, outlet):
    tomorrow = Confirmation(clock.today() + timedelta(days=1), HowKnown.LICENCE)
    with pytest.raises(Refusal):
        services.confirm_operator(session, officer, outlet.id, new_entity=COMPANY, confirmation=tomorrow)
    session.rollback()
    assert session.exec(select(Entity)).all() == []


def test_an_operator_cannot_start_before_the_outlet_opened(session, officer, company):
    outlet = OutletFactory(authority_id=officer.authority_id, opened_on=date(2025, 4, 2))
    with pytest.raises(Refusal) as refused:
        services.confirm_operator(session, officer, outlet.id, entity_id=company.id, confirmation=SINCE)
    assert refused.value.field == "from_on"


def test_an_outlet_cannot_have_opened_after_its_first_operator_started_or_after_it_closed(
    session, officer, outlet, company
):
    services.confirm_operator(session, officer, outlet.id, entity_id=company.id, confirmation=SINCE)
    late = OutletDetails(OutletKind.PREMISES, "Blades", postcode="E8 1AA", opened_on=date(2025, 4, 2))
    with pytest.raises(Refusal) as refused:
        services.correct_outlet(session, officer, outlet.id, late, version=outlet.version, reason="x")
    assert refused.value.field == "opened_on"
    services.change_status(session, officer, outlet.id, status=OutletStatus.CLOSED, on=date(2025, 4, 1))
    with pytest.raises(Refusal):
        services.correct_outlet(session, officer, outlet.id, late, version=outlet.version, reason="x")


def test_a_change_of_operator_ends_the_former_the_day_before(session, officer, outlet, company):
    services.confirm_operator(session, officer, outlet.id, entity_id=company.id, confirmation=SINCE)
    taken_over = Confirmation(date(2026, 1, 1), HowKnown.TOLD_BY_TRADER)
    services.confirm_operator(
        session, officer, outlet.id, new_entity=COMPANY, confirmation=taken_over, replaces_former=True
    )
    latest, former = queries.list_operators(session, officer, outlet.id)
    assert (former.to_on, latest.from_on, latest.to_on) == (date(2025, 12, 31), date(2026, 1, 1), None)
    with pytest.raises(Refusal):
        services.confirm_operator(
            session, officer, outlet.id, entity_id=company.id, confirmation=taken_over, replaces_former=True
        )


def test_a_wrongly_confirmed_entity_is_corrected(session, officer, outlet, company):
    wrong = EntityFactory(authority_id=officer.authority_id, name="Wrong Ltd")
    operator = services.confirm_operator(session, officer, outlet.id, entity_id=wrong.id, confirmation=SINCE)
    assert services.correct_operator(
        session,
        officer,
        outlet.id,
        operator.id,
        confirmation=SINCE,
        version=operator.version,
        reason="Misread the receipt",
        entity_id=company.id,
    )
    assert queries.operator_on(session, officer, outlet.id, clock.today()).entity_name == "Kestrel Ltd"


def imported(**said):
    row = {
        "name": "Sharp & Sons",
        "business_type": "Retailers - other",
        "address_lines": ("7 Mare Street", "London"),
        "postcode": "E8 3RH",
        "postcode_given": "e8 3rh",
        "latitude": 51.5432,
        "longitude": -0.0553,
        "references": {Scheme.FHRS: "123456", Scheme.COUNCIL: "PI/000123"},
    }
    return ImportedOutlet(**{**row, **said})


def changed(row, follows=frozenset(Part), version=1):
    return ImportedChange(row, frozenset(follows), version)


def test_imported_outlets_are_added_in_bulk_with_references_and_no_operator(session, officer, count_queries):
    rows = [imported(name=f"Shop {n}", references={Scheme.FHRS: str(n)}) for n in range(300)]
    with count_queries() as sent:
        ids = services.add_imported_outlets(session, officer, rows, source="fhrs", run="HAC-IMP-2026-0001")
    assert len(sent) < 20
    outlets = {outlet.id: outlet for outlet in session.exec(select(Outlet)).all()}
    assert [outlets[one].name for one in ids] == [row.name for row in rows]
    year = clock.today().year
    assert [outlets[one].reference for one in ids[:2]] == [f"HAC-R-{year}-0001", f"HAC-R-{year}-0002"]
    first = outlets[ids[0]]
    assert (first.sort_name, first.address_1, first.address_2, first.address_3) == (
        "shop 0",
        "7 Mare Street",
        "London",
        "",
    )
    assert (first.postcode, first.postcode_given, first.version) == ("E8 3RH", "e8 3rh", 1)
    assert len(session.exec(select(Reference)).all()) == 300
    assert queries.get_identity(session, officer, ids[0]).operator_name is None
    (entry,) = entries(session, "outlet.imported")
    assert entry.detail == {
        "count": 300,
        "first": f"HAC-R-{year}-0001",
        "last": f"HAC-R-{year}-0300",
        "source": "fhrs",
        "run": "HAC-IMP-2026-0001",
    }
    assert services.register_outlet(session, officer, SHOP).reference == f"HAC-R-{year}-0301"


def test_no_row_adds_nothing_and_writes_nothing(session, officer):
    assert services.add_imported_outlets(session, officer, [], source="fhrs") == []
    assert entries(session, "outlet.imported") == []


def test_a_later_register_changes_what_differs_and_nothing_else(session, officer):
    (outlet_id,) = services.add_imported_outlets(session, officer, [imported()], source="fhrs")
    session.expire_all()
    services.change_status(session, officer, outlet_id, status=OutletStatus.CLOSED, on=clock.today())
    assert (
        services.change_imported_outlets(session, officer, {outlet_id: changed(imported(), version=2)}, source="fhrs")
        == {}
    )
    later = imported(name="Sharper", address_lines=("7 Mare Street",))
    changes = services.change_imported_outlets(
        session, officer, {outlet_id: changed(later, version=2)}, source="fhrs", run="R1"
    )
    assert changes[outlet_id] == {
        "name": ("Sharp & Sons", "Sharper"),
        "sort_name": ("sharp and sons", "sharper"),
        "address_2": ("London", ""),
    }
    (entry,) = entries(session, "outlet.changed_by_import")
    assert entry.outlet_id == outlet_id
    assert queries.get_outlet(session, officer, outlet_id).status is OutletStatus.CLOSED


def test_an_outlet_follows_a_later_register_only_in_the_parts_named_and_its_words_are_kept(session, officer):
    rows = [imported(references={Scheme.FHRS: number, Scheme.COUNCIL: f"C{number}"}) for number in "12"]
    first, second = services.add_imported_outlets(session, officer, rows, source="fhrs")
    known = queries.list_by_reference(session, officer, Scheme.FHRS)
    assert [one.words for one in known] == [read_particulars(rows[0].as_json())] * 2
    assert [one.words for one in queries.list_by_reference(session, officer, Scheme.COUNCIL)] == [None, None]
    later = imported(name="Sharper", address_lines=(), postcode=None, references={Scheme.FHRS: "1"})
    change = changed(later, {Part.ADDRESS})
    changes = services.change_imported_outlets(session, officer, {first: change}, source="fhrs")
    assert changes[first] == {"address_1": ("7 Mare Street", ""), "address_2": ("London", "")}
    one, other = queries.list_by_reference(session, officer, Scheme.FHRS)
    assert (one.name, one.address_lines, one.postcode, one.version) == ("Sharp & Sons", (), "E8 3RH", 2)
    assert (one.words.name, one.words.address_lines, one.words.postcode) == ("Sharper", (), None)
    assert (other.outlet_id, other.version, other.words.name) == (second, 1, "Sharp & Sons")


def test_an_outlet_that_follows_in_no_part_stays_as_it_is_without_an_entry(session, officer):
    (outlet_id,) = services.add_imported_outlets(session, officer, [imported()], source="fhrs")
    change = changed(imported(name="Sharper"), set())
    assert services.change_imported_outlets(session, officer, {outlet_id: change}, source="fhrs") == {}
    assert entries(session, "outlet.changed_by_import") == []
    (known,) = queries.list_by_reference(session, officer, Scheme.FHRS)
    assert (known.name, known.version, known.words.name) == ("Sharp & Sons", 1, "Sharper")


def test_an_outlet_that_somebody_corrects_meanwhile_is_not_overwritten(session, officer, outlet):
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=outlet.id, value="123456")
    services.correct_outlet(session, officer, outlet.id, SHOP, version=1, reason="As over the door")
    with pytest.raises(Refusal, match="at the same moment"):
        services.change_imported_outlets(session, officer, {outlet.id: changed(imported())}, source="fhrs")
    (known,) = queries.list_by_reference(session, officer, Scheme.FHRS)
    assert (known.name, known.words) == ("Blades", None)


def test_an_outlet_missing_from_a_register_is_marked_once_and_the_mark_goes_when_it_is_back(session, officer, outlet):
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    day = date(2020, 11, 15)
    assert services.mark_missing(session, officer, [outlet.id], on=day, source="fhrs") == 1
    assert services.mark_missing(session, officer, [outlet.id], on=date(2020, 12, 1), source="fhrs") == 0
    (known,) = queries.list_by_reference(session, officer, Scheme.FHRS)
    assert known.missing_since_on == day
    assert services.clear_missing(session, officer, [outlet.id], source="fhrs") == 1
    assert services.clear_missing(session, officer, [outlet.id], source="fhrs") == 0
    assert [len(entries(session, action)) for action in ("outlet.marked_missing", "outlet.found_again")] == [1, 1]


def test_one_outlet_of_another_authority_breaks_the_whole_marking(session, officer, outlet, act):
    other = OutletFactory(authority_id=act(authority="croydon").authority_id)
    with pytest.raises(NotFound):
        services.mark_missing(session, officer, [outlet.id, other.id], on=clock.today(), source="fhrs")
    assert outlet.missing_since_on is None


def test_a_company_without_its_number_is_refused_unless_it_is_not_known_yet(session, officer, outlet):
    unnamed = EntityDetails(EntityKind.COMPANY, "Kestrel Trading Ltd")
    with pytest.raises(Refusal) as refused:
        services.record_entity(session, officer, unnamed)
    assert refused.value.field == "company_number"
    unknown = replace(unnamed, number_unknown=True)
    services.confirm_operator(session, officer, outlet.id, new_entity=unknown, confirmation=SINCE)
    found = queries.operator_on(session, officer, outlet.id, clock.today())
    assert found.number_missing
    assert queries.get_identity(session, officer, outlet.id).number_missing
    entity = queries.get_entity(session, officer, found.entity_id)
    with pytest.raises(Refusal):
        services.correct_entity(session, officer, entity.id, unnamed, version=entity.version, reason="Typo")
    numbered = replace(unnamed, company_number="1234567")
    services.correct_entity(session, officer, entity.id, numbered, version=entity.version, reason="Receipt")
    assert not queries.operator_on(session, officer, outlet.id, clock.today()).number_missing


TESTED_ON = date(2026, 3, 3)


def tested(officer, outlet):
    PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        tested_on=TESTED_ON,
    )


def visited(officer, outlet):
    VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        visited_on=TESTED_ON,
    )


def agreed(officer, outlet):
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id, on=TESTED_ON)


def invited(officer, outlet):
    InvitationFactory(authority_id=officer.authority_id, outlet_id=outlet.id, invited_on=TESTED_ON)


def trained(officer, outlet):
    course = TrainingSessionFactory(authority_id=officer.authority_id, on=TESTED_ON)
    AttendanceFactory(authority_id=officer.authority_id, outlet_id=outlet.id, session_id=course.id)


@pytest.mark.parametrize("recorded", [tested, visited, agreed, invited, trained])
def test_an_outlet_cannot_have_opened_after_what_is_recorded_of_it(session, officer, outlet, recorded):
    recorded(officer, outlet)
    late = OutletDetails(OutletKind.PREMISES, "Blades", postcode="E8 1AA", opened_on=date(2026, 3, 4))
    with pytest.raises(Refusal, match="is recorded here on 3 March 2026, before that day") as refused:
        services.correct_outlet(session, officer, outlet.id, late, version=outlet.version, reason="x")
    assert refused.value.field == "opened_on"
    change = sa.text("UPDATE outlets SET opened_on = '2026-03-04' WHERE name = :name")
    with pytest.raises(DBAPIError, match="opened after what is recorded"), session.begin_nested():
        session.execute(change, {"name": outlet.name})
    in_time = replace(late, opened_on=TESTED_ON)
    services.correct_outlet(session, officer, outlet.id, in_time, version=outlet.version, reason="x")


@pytest.mark.parametrize("recorded", [tested, visited])
def test_an_outlet_cannot_have_closed_before_its_last_visit_or_test(session, officer, outlet, recorded):
    recorded(officer, outlet)
    for status in (OutletStatus.CLOSED, OutletStatus.VACANT):
        with pytest.raises(Refusal, match="is recorded here on 3 March 2026, after that day") as refused:
            services.change_status(session, officer, outlet.id, status=status, on=date(2026, 3, 2))
        assert refused.value.field == "on"
    services.change_status(session, officer, outlet.id, status=OutletStatus.CLOSED, on=TESTED_ON)


def test_a_test_that_found_it_not_trading_does_not_keep_an_outlet_open(session, officer, outlet):
    PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        tested_on=TESTED_ON,
        outcome=Outcome.NOT_TRADING,
    )
    services.change_status(session, officer, outlet.id, status=OutletStatus.CLOSED, on=date(2026, 3, 2))


def test_the_database_keeps_an_outlet_and_its_operator_with_one_authority(session, act, officer, outlet, company):
    elsewhere = act(authority="camden")
    with pytest.raises(DBAPIError, match="stays with its authority"), session.begin_nested():
        session.execute(sa.text("UPDATE outlets SET authority_id = (SELECT id FROM authorities WHERE code = 'camden')"))
    with pytest.raises(DBAPIError, match="authority of its outlet"), session.begin_nested():
        OperatorFactory(authority_id=elsewhere.authority_id, outlet_id=outlet.id, entity_id=company.id)


@pytest.mark.parametrize("table", ["agreements", "agreement_events", "training_invitations", "training_attendances"])
def test_the_database_keeps_agreements_and_training_with_the_authority_of_the_outlet(session, officer, outlet, table):
    for recorded in (agreed, invited, trained):
        recorded(officer, outlet)
    with pytest.raises(DBAPIError, match="belongs to the authority of its"), session.begin_nested():
        session.execute(
            sa.text(f"UPDATE {table} SET authority_id = (SELECT id FROM authorities WHERE code = 'camden')")  # noqa: S608 - ours
        )
