"""Recording and correcting visits: what is kept, what is refused, and who may."""

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from compliance.audit import queries as audit
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.retailers import services as retailers
from compliance.retailers.rules import OutletStatus
from compliance.visits import queries, services
from compliance.visits.rules import OfferAnswer, Storage, VisitDetails, VisitKind
from tests.factories.retailers import OutletFactory
from tests.factories.visits import VisitFactory


@pytest.fixture
def details(officer):
    return VisitDetails(
        VisitKind.ADVICE,
        date(2026, 11, 20),
        officer.officer_id,
        started_at_time=time(10, 15),
        spoke_to="Sam Example",
        capacity="Owner",
        storage=Storage.LOCKED,
        agreement_offer=OfferAnswer.ACCEPTED,
    )


def test_a_visit_is_recorded_with_a_reference_and_audited(session, officer, outlet, details):
    visit = services.record_visit(session, officer, outlet.id, details)
    assert visit.reference == "HAC-V-2026-0001"
    assert queries.details_of(visit) == details
    entry = audit.list_subject(session, officer, "visit", visit.id)[0]
    assert (entry.action, entry.outlet_id) == ("visit.recorded", outlet.id)


def test_a_form_sent_twice_records_one_visit(session, officer, outlet, details):
    own = new_id()
    first = services.record_visit(session, officer, outlet.id, details, visit_id=own)
    assert services.record_visit(session, officer, outlet.id, details, visit_id=own) is first
    assert len(queries.list_visits(session, officer, outlet.id)) == 1


def test_the_same_visit_is_not_recorded_twice(session, officer, outlet, details):
    services.record_visit(session, officer, outlet.id, details)
    with pytest.raises(Refusal, match="HAC-V-2026-0001"):
        services.record_visit(session, officer, outlet.id, details)
    services.record_visit(session, officer, outlet.id, replace(details, started_at_time=time(11)))


def test_a_correction_keeps_what_stood_before(session, officer, outlet, details):
    visit = services.record_visit(session, officer, outlet.id, details)
    corrected = replace(details, storage=Storage.OPEN_SHELF)
    services.correct_visit(session, officer, visit.id, corrected, version=visit.version, reason="Misread my notes")
    entry = audit.list_subject(session, officer, "visit", visit.id)[0]
    assert entry.reason == "Misread my notes"
    assert entry.detail["changes"] == {"storage": ["locked", "open_shelf"]}


def test_a_correction_needs_a_reason_and_the_version_it_was_made_from(session, officer, outlet, details):
    visit = services.record_visit(session, officer, outlet.id, details)
    with pytest.raises(Refusal) as refused:
        services.correct_visit(session, officer, visit.id, details, version=visit.version, reason=" ")
    assert refused.value.field == "reason"
    changed = replace(details, notes="x")
    with pytest.raises(Refusal, match="Somebody else"):
        services.correct_visit(session, officer, visit.id, changed, version=visit.version + 1, reason="Typing error")


def test_the_officer_of_a_visit_is_of_the_authority(session, officer, outlet, details, act):
    stranger = act(authority="camden")
    with pytest.raises(Refusal) as refused:
        services.record_visit(session, officer, outlet.id, replace(details, officer_id=stranger.officer_id))
    assert refused.value.field == "officer_id"


def test_another_authoritys_outlet_is_not_found(session, outlet, details, act):
    with pytest.raises(NotFound):
        services.record_visit(session, act(authority="camden"), outlet.id, details)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER, Role.POLICE_PLANNER, Role.ADMINISTRATOR])
def test_only_officers_and_managers_record_visits(session, outlet, details, act, role):
    with pytest.raises(Forbidden):
        services.record_visit(session, act(role), outlet.id, details)


@pytest.mark.parametrize(
    "values",
    [
        {"visited_on": date(2026, 11, 23), "recorded_on": date(2026, 11, 22)},
        {"visited_on": date(2020, 1, 1)},
        {"refusals_log_last_on": date(2026, 5, 1)},
        {"refusals_log": True, "refusals_log_last_on": date(2026, 6, 2)},
    ],
)
def test_the_database_itself_refuses_what_cannot_be_true(session, officer, outlet, values):
    outlet.opened_on = date(2021, 1, 1)
    session.add(outlet)
    session.flush()
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    with pytest.raises(IntegrityError), session.begin_nested():
        VisitFactory(**mine, **values)


def test_a_timeline_holds_the_visits_of_its_outlet_only(session, officer, outlet, details, act):
    services.record_visit(session, officer, outlet.id, details)
    other = OutletFactory(authority_id=officer.authority_id)
    services.record_visit(session, officer, other.id, details)
    (entry,) = queries.timeline(session, officer, outlet.id)
    assert (entry.on, entry.title, entry.endpoint) == (date(2026, 11, 20), "Advice visit", "visits.show")
    assert entry.text == "Spoke to Sam Example, Owner. Agreement: offered and accepted."
    assert queries.timeline(session, act(authority="camden"), outlet.id) == []
    assert queries.timeline(session, act(Role.ADMINISTRATOR), outlet.id) == []


def test_a_list_of_visits_takes_two_queries_however_long(session, officer, outlet):
    for _number in range(5):
        VisitFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    session.flush()
    session.expunge_all()
    asked = []
    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    rows = queries.list_visits(session, officer, outlet.id)
    assert len(rows) == 5
    assert len([one for one in asked if one.startswith("SELECT")]) == 2


def test_a_closed_outlet_is_not_visited_after_the_day_it_closed_until_it_trades_again(session, officer, details):
    closed = {"status": OutletStatus.CLOSED, "closed_on": date(2026, 11, 19)}
    outlet = OutletFactory(authority_id=officer.authority_id, **closed)
    with pytest.raises(Refusal, match="closed since 19 November 2026") as refused:
        services.record_visit(session, officer, outlet.id, details)
    assert refused.value.field == "visited_on"
    last = services.record_visit(session, officer, outlet.id, replace(details, visited_on=date(2026, 11, 19)))
    with pytest.raises(Refusal):
        services.correct_visit(session, officer, last.id, details, version=last.version, reason="Misread")
    retailers.change_status(session, officer, outlet.id, status=OutletStatus.TRADING, on=date(2026, 11, 20))
    services.record_visit(session, officer, outlet.id, details)


def test_a_visit_belongs_to_the_authority_of_its_outlet(session, officer, outlet, act):
    elsewhere = act(authority="camden")
    mine = {"outlet_id": outlet.id, "officer_id": officer.officer_id}
    with pytest.raises(IntegrityError, match="belongs to the authority of its outlet"), session.begin_nested():
        VisitFactory(authority_id=elsewhere.authority_id, **mine)
    VisitFactory(authority_id=officer.authority_id, **mine)
    with pytest.raises(IntegrityError, match="belongs to the authority of its outlet"), session.begin_nested():
        session.execute(sa.text("UPDATE visits SET authority_id = (SELECT id FROM authorities WHERE code = 'camden')"))
