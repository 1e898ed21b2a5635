"""Undoing an import: the state before it, table by table, unless somebody has built on it since."""

from datetime import date

import pytest
from sqlmodel import select

from compliance.audit import queries as audit
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.imports import queries, services
from compliance.imports.rules import RunState
from compliance.permissions import Role
from compliance.retailers import services as retailer_services
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import OutletDetails, Scheme
from tests.factories.imports import business, checked, document, import_register, shops, undone
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory
from tests.factories.visits import VisitFactory
from tests.imports.registers import everything

AT = "<Geocode><Longitude>-0.1</Longitude><Latitude>{}</Latitude></Geocode>"


def register(session, actor, *businesses, extracted="2020-08-08", **more):
    return import_register(session, actor, document(*businesses, extracted=extracted), **more)


def shop(session, number) -> Outlet:
    session.expire_all()
    statement = select(Outlet).join(Reference, Reference.outlet_id == Outlet.id)
    return session.exec(statement.where(Reference.value == str(number), Reference.scheme == Scheme.FHRS)).one()


def correct(session, actor, outlet, name="Officer's"):
    details = OutletDetails(outlet.kind, name, outlet.business_type, (outlet.address_1,), outlet.postcode)
    retailer_services.correct_outlet(
        session, actor, outlet.id, details, version=outlet.version, reason="Seen on a visit"
    )


def test_the_first_import_undone_leaves_an_empty_register_and_never_gives_out_its_references_again(session, officer):
    before = everything(session)
    report = register(session, officer, *shops(3))
    first = {outlet.reference for outlet in session.exec(select(Outlet))}
    undone(session, officer, report.run_id)
    assert everything(session) == before
    run = queries.get_run(session, officer, report.run_id)
    assert (run.state, run.undone_by_id, run.undo_reason) == (
        RunState.UNDONE,
        officer.officer_id,
        "Imported by mistake",
    )
    register(session, officer, *shops(3))
    assert not first & {outlet.reference for outlet in session.exec(select(Outlet))}
    assert audit.verify(session)[1] == []


def test_everything_that_an_import_did_is_put_back_as_it_was(session, officer):
    """Changed, moved, kept, missing, in the file again, added, found on the register, its words not kept before."""
    unnoted = OutletFactory(authority_id=officer.authority_id, name="Words not kept", postcode="E8 2AA")
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=unnoted.id, value="50")
    OutletFactory(
        authority_id=officer.authority_id,
        name="Registered by hand",
        address_1="9 By Hand",
        address_2="",
        postcode="E8 3AA",
        postcode_given="E8 3AA",
    )
    register(session, officer, *shops(5), business("9", extra=AT.format("51.5")), business("50", "Words not kept"))
    register(session, officer, *shops(4), business("9", extra=AT.format("51.5")), extracted="2020-09-01")
    correct(session, officer, shop(session, 1))
    session.commit()
    before = everything(session)
    report = register(
        session,
        officer,
        business("1", "New One", AddressLine3="London"),
        business("2", "New Two", PostCode="E8 9ZZ", extra=AT.format("51.6")),
        shops(3)[2],
        shops(5)[4],
        business("9", extra=AT.format("51.7")),
        business("77", "Registered by hand", AddressLine2="9 By Hand", PostCode="E8 3AA"),
        business("78", "Quite another", AddressLine2="1 Elsewhere", PostCode="E8 7AA"),
        extracted="2020-11-14",
    )
    counts = report.counts
    assert (counts.changed, counts.moved, counts.kept, counts.missing, counts.returned) == (2, 2, 1, 1, 1)
    assert (counts.added, counts.matched) == (1, 1)
    assert everything(session) != before
    undone(session, officer, report.run_id)
    after = everything(session)
    assert {name for name in before if before[name] != after[name]} == set()
    assert "outlet.import_undone" in [
        entry.action for entry in audit.list_outlet(session, officer, shop(session, 2).id)
    ]


def test_what_was_imported_before_is_compared_with_again_after_an_undo(session, officer):
    register(session, officer, *shops(3))
    later = (business("1", "Renamed"), *shops(3)[1:])
    report = register(session, officer, *later, extracted="2020-11-14")
    undone(session, officer, report.run_id)
    assert queries.find_last_extract(session, officer) == date(2020, 8, 8)
    again = register(session, officer, *later, extracted="2020-11-14").counts
    assert (again.changed, again.unchanged, again.added) == (1, 2, 0)


def refusal(session, officer, run_id) -> str:
    session.commit()
    with pytest.raises(Refusal) as refused:
        services.ask_undo(session, officer, run_id, reason="Wrong")
    session.rollback()
    return refused.value.message


def test_a_correction_since_then_forbids_it_and_says_which_premises(session, officer):
    report = register(session, officer, *shops(3))
    correct(session, officer, shop(session, 2))
    said = refusal(session, officer, report.run_id)
    assert "cannot be undone" in said
    assert f"Officer's ({shop(session, 2).reference}): it was changed after the import" in said
    (one,) = services.list_standing(session, officer, report.run_id)
    assert (one.outlet_id, one.name, one.sentence) == (
        shop(session, 2).id,
        "Officer's",
        "it was changed after the import",
    )


def test_any_record_of_premises_that_it_added_forbids_it_and_says_what(session, officer):
    report = register(session, officer, *shops(4))
    for number in (1, 2):
        VisitFactory(
            authority_id=officer.authority_id, outlet_id=shop(session, number).id, officer_id=officer.officer_id
        )
    entity = EntityFactory(authority_id=officer.authority_id)
    OperatorFactory(authority_id=officer.authority_id, outlet_id=shop(session, 2).id, entity_id=entity.id)
    ReferenceFactory(
        authority_id=officer.authority_id, outlet_id=shop(session, 3).id, scheme=Scheme.COUNCIL, value="BY-HAND"
    )
    found = {one.name: one.sentence for one in services.list_standing(session, officer, report.run_id)}
    assert found == {
        "Invented Shop 1": "a visit is recorded of it",
        "Invented Shop 2": "an operator is recorded of it, a visit is recorded of it",
        "Invented Shop 3": "a further number is recorded of it",
    }
    assert "a visit is recorded of it" in refusal(session, officer, report.run_id)


def test_a_visit_to_premises_that_stood_before_does_not_forbid_it(session, officer):
    register(session, officer, *shops(2))
    report = register(session, officer, business("1", "Renamed"), shops(2)[1], extracted="2020-11-14")
    VisitFactory(authority_id=officer.authority_id, outlet_id=shop(session, 1).id, officer_id=officer.officer_id)
    session.commit()
    undone(session, officer, report.run_id)
    assert shop(session, 1).name == "Invented Shop 1"


def test_a_later_import_is_undone_first(session, officer):
    first = register(session, officer, *shops(2))
    second = register(session, officer, *shops(3), extracted="2020-11-14")
    assert f"{second.reference} was imported after it. Undo that first" in refusal(session, officer, first.run_id)
    undone(session, officer, second.run_id)
    undone(session, officer, first.run_id)
    assert session.exec(select(Outlet)).all() == []


def test_what_is_built_between_the_asking_and_the_doing_stops_it_and_the_import_stands(session, officer):
    report = register(session, officer, *shops(2))
    services.ask_undo(session, officer, report.run_id, reason="Wrong")
    correct(session, officer, shop(session, 1))
    session.commit()
    with pytest.raises(Refusal, match="built on since"):
        list(services.undo(session, officer, report.run_id))
    session.rollback()
    services.fail(session, officer, report.run_id, "Somebody built on it")
    run = queries.get_run(session, officer, report.run_id)
    assert (run.state, run.failure) == (RunState.COMMITTED, "Somebody built on it")
    assert shop(session, 1).name == "Officer's"


def test_undoing_twice_does_nothing_twice_and_an_import_not_carried_out_cannot_be_undone(session, officer):
    report = register(session, officer, *shops(2))
    undone(session, officer, report.run_id)
    services.ask_undo(session, officer, report.run_id, reason="Again")
    assert list(services.undo(session, officer, report.run_id)) == []
    planned = checked(session, officer, document(*shops(2)))
    with pytest.raises(Refusal, match="waits to be looked over"):
        services.ask_undo(session, officer, planned.id, reason="x")


def test_it_needs_a_reason_the_permission_and_the_authority(session, officer, act):
    report = register(session, officer, *shops(1))
    with pytest.raises(Refusal) as refused:
        services.ask_undo(session, officer, report.run_id, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Forbidden):
        services.ask_undo(session, act(Role.VIEWER), report.run_id, reason="x")
    with pytest.raises(NotFound):
        services.ask_undo(session, act(authority="croydon"), report.run_id, reason="x")
    assert services.list_standing(session, officer, report.run_id) == []


def test_an_import_by_an_earlier_version_of_the_service_says_that_it_cannot_be_undone(session, officer):
    report = register(session, officer, *shops(2))
    later = register(session, officer, business("1", "Renamed"), shops(2)[1], extracted="2020-11-14")
    for row in queries.list_rows(session, officer, later.run_id).rows:
        row.restore = None
        session.add(row)
    correct(session, officer, shop(session, 1))
    queries.get_run(session, officer, later.run_id).recognised = None
    assert refusal(session, officer, later.run_id) == (
        "This import cannot be undone: it was imported before imports could be undone"
    )
    assert [one.sentence for one in services.list_standing(session, officer, later.run_id)] == [
        "it was imported before imports could be undone"
    ]
    assert report.counts.added == 2
