"""Pages of operations: what each role sees, what is refused with words, and that nothing typed is lost."""

import re
from datetime import date

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.operations.models import Operation, OperationTarget, TeamMember
from compliance.permissions import Role
from compliance.purchases.rules import Outcome
from tests.factories.operations import OperationFactory, TeamMemberFactory
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register
from tests.page import text_of


def typed(**changes):
    """What a browser sends for a plan of 7 and 8 December 2026."""
    return {
        "name": "Winter knives",
        "purpose": "intelligence_led",
        "rationale": "Two complaints from one street",
        "starts_on-day": "7",
        "starts_on-month": "12",
        "starts_on-year": "2026",
        "ends_on-day": "8",
        "ends_on-month": "12",
        "ends_on-year": "2026",
        "area": "E8",
        "ask_for": "A kitchen knife",
        "lead": "Sam Lead",
        "lead_telephone": "",
        "authorised_by": "",
        "risk_assessment": "",
        "surveillance": "not_needed",
        "surveillance_reason": "One purchase each",
        "surveillance_reference": "",
        "volunteer_code": "",
        "volunteer_lent": "own",
    } | changes


@pytest.fixture
def planning(sign_in, planner):
    return sign_in(planner)


def path(operation, rest=""):
    return f"/operations/{operation.id}{rest}"


def test_an_empty_list_says_what_to_do_next(planning, client):
    assert "Plan the first operation" in text_of(planning.get("/operations/"))
    assert "Plan the first operation" not in text_of(client.get("/operations/"))


def test_a_plan_is_made_and_shown(session, planning, officer):
    answer = planning.post("/operations/new", data=typed(partner_id=str(officer.authority_id)), follow_redirects=True)
    page = text_of(answer)
    assert "Operation planned" in page
    assert "No target is chosen yet" in page
    assert "7 December 2026 to 8 December 2026" in page
    assert session.exec(select(Operation)).one().partner_id == officer.authority_id


def test_a_manager_is_not_asked_for_the_authority(session, sign_in, manager):
    browser = sign_in(manager)
    page = browser.get("/operations/new").get_data(as_text=True)
    assert "<select" not in page
    answer = browser.post("/operations/new", data=typed(partner_id=str(manager.authority_id)))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ends_on-day": "6"}, "The day the operation ends must be on or after the day it starts"),
        ({"starts_on-day": "31", "starts_on-month": "2"}, "First day must be a real date"),
        ({"purpose": ""}, "Select the purpose"),
        ({"purpose": "revenge"}, "Select the purpose from the list"),
        ({"rationale": ""}, "Say why the operation is held"),
        ({"surveillance": ""}, "Say whether an authorisation for directed surveillance is needed"),
        ({"surveillance_reason": ""}, "Say why no authorisation is needed"),
        ({"surveillance": "authorised"}, "Enter the reference of the authorisation"),
        ({"volunteer_code": "V99"}, "There is no volunteer V99 in your authority"),
        ({"volunteer_code": "Robin"}, "A volunteer’s code is V and two to four digits"),
        ({"rationale": "x" * 100_000}, "must be 2000 characters or less"),
        ({"name": "x" * 121}, "must be 120 characters or less"),
    ],
)
def test_a_plan_with_a_fault_is_shown_again_as_typed(session, sign_in, manager, changes, message):
    data = typed(partner_id=str(manager.authority_id), area="=SUM(A1)") | changes
    answer = sign_in(manager).post("/operations/new", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert "Two complaints from one street" in page or "rationale" in changes
    assert 'value="=SUM(A1)"' in page
    assert not session.exec(select(Operation)).all()


def test_a_volunteer_who_turns_18_during_the_operation_is_refused(session, sign_in, manager):
    register(session, manager, born_on=date(2008, 12, 8), name="Planted Name")
    answer = sign_in(manager).post(
        "/operations/new", data=typed(partner_id=str(manager.authority_id), volunteer_code="V07")
    )
    assert "Volunteer V07 will be 18 or over before the operation ends" in text_of(answer)
    assert 'value="V07"' in answer.get_data(as_text=True)
    assert "Planted" not in answer.get_data(as_text=True)


def test_a_partner_outside_the_area_is_refused(planning, planner, session):
    answer = planning.post("/operations/new", data=typed(partner_id=str(planner.authority_id)))
    assert answer.status_code == 200
    assert "authority" in text_of(answer)
    assert not session.exec(select(Operation)).all()


def test_a_plan_is_corrected_with_a_reason(session, planning, operation):
    page = planning.get(path(operation, "/correct")).get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    answer = planning.post(path(operation, "/correct"), data=typed(version=version, area="N16", reason=""))
    assert "Say why the plan is changed" in text_of(answer)
    answer = planning.post(path(operation, "/correct"), data=typed(version=version, area="N16", reason="Moved north"))
    assert answer.status_code == 302
    shown = text_of(planning.get(path(operation)))
    assert "Reason: Moved north" in shown
    answer = planning.post(path(operation, "/correct"), data=typed(version=version, area="N1", reason="Late"))
    assert "Somebody else changed this record" in text_of(answer)
    assert 'value="N1"' in answer.get_data(as_text=True)


def test_a_purpose_is_not_changed_after_a_result(session, planning, operation, shops, target, bought):
    target(operation, shops[0])
    bought(shops[0], operation_id=operation.id)
    version = operation.version
    page = planning.get(path(operation, "/correct"))
    assert "1 result is recorded, so the purpose can no longer be changed" in text_of(page)
    data = typed(version=str(version), purpose="baseline", reason="Looks better")
    answer = planning.post(path(operation, "/correct"), data=data)
    assert "The purpose cannot be changed" in text_of(answer)
    assert "Looks better" in answer.get_data(as_text=True)


class TestChoosing:
    def test_the_list_is_ranked_and_shows_what_makes_up_each_score(self, planning, operation, shops, bought):
        bought(shops[1], on=date(2026, 5, 1))
        bought(shops[2], on=date(2026, 9, 1), outcome=Outcome.REFUSED_NO_ID)
        page = text_of(planning.get(path(operation, "/targets/choose")))
        assert "3 outlets to choose from" in page
        assert page.index("Birch Tools") < page.index("Ash Stores") < page.index("Cedar Kitchens")
        assert "1 sale to a volunteer under 18 in the last 24 months (1 May 2026): 30" in page
        assert "Last tested on 1 May 2026, 6 whole months ago: 6" in page
        assert "Never tested: 25" in page
        assert "No Responsible Retailer Agreement in force: 10" in page

    def test_ticked_outlets_become_targets(self, planning, operation, shops):
        data = {"outlets": [str(shops[0].id), str(shops[2].id)], "first": ""}
        answer = planning.post(path(operation, "/targets/choose"), data=data, follow_redirects=True)
        assert "2 targets added" in text_of(answer)
        assert "0 of 2 targets done" in text_of(answer)
        again = text_of(planning.get(path(operation, "/targets/choose")))
        assert "2 are targets already and left out" in again
        assert "Cedar Kitchens" not in again

    def test_the_first_of_a_narrowed_list_become_targets(self, session, planning, operation, shops):
        answer = planning.post(path(operation, "/targets/choose?postcode=E8"), data={"first": "20"})
        assert answer.status_code == 302
        chosen = {one.outlet_id for one in session.exec(select(OperationTarget))}
        assert chosen == {shops[0].id, shops[2].id}

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"first": ""}, "Tick at least one outlet"),
            ({"first": "0"}, "must be between 1 and 200"),
            ({"first": "many"}, "must be a whole number"),
            ({"first": "", "outlets": ["not-an-outlet"]}, "from the list"),
        ],
    )
    @pytest.mark.usefixtures("shops")
    def test_nothing_chosen_is_said(self, session, planning, operation, data, message):
        assert message in text_of(planning.post(path(operation, "/targets/choose"), data=data))
        assert not session.exec(select(OperationTarget)).all()

    def test_both_ways_at_once_are_refused_and_the_ticks_stay(self, planning, operation, shops):
        data = {"first": "2", "outlets": [str(shops[1].id)]}
        answer = planning.post(path(operation, "/targets/choose"), data=data)
        assert "Tick outlets or type a number, not both" in text_of(answer)
        assert f'value="{shops[1].id}" checked' in answer.get_data(as_text=True)

    def test_a_baseline_is_drawn_at_random_and_says_so(self, planning, planner, officer):
        baseline = OperationFactory(
            authority_id=planner.authority_id, partner_id=officer.authority_id, purpose="baseline"
        )
        for number in range(30):
            OutletFactory(authority_id=officer.authority_id, name=f"Shop {number:02d}")
        first = text_of(planning.get(path(baseline, "/targets/choose")))
        names = re.findall(r"Shop \d\d", first)
        assert "random order" in first
        assert names != sorted(names)
        assert names == re.findall(r"Shop \d\d", text_of(planning.get(path(baseline, "/targets/choose"))))
        by_score = text_of(planning.get(path(baseline, "/targets/choose?order=score")))
        assert re.findall(r"Shop \d\d", by_score) == sorted(names)

    def test_no_outlet_to_choose_from_is_said(self, planning, operation):
        assert "No outlet to choose from" in text_of(planning.get(path(operation, "/targets/choose?name=nowhere")))

    def test_pages_follow_each_other(self, planning, operation, officer):
        for number in range(60):
            OutletFactory(authority_id=officer.authority_id, name=f"Shop {number:02d}")
        first = planning.get(path(operation, "/targets/choose?name=shop"))
        assert "1 to 50 shown" in text_of(first)
        following = re.search(r'href="([^"]*after=50[^"]*)"', first.get_data(as_text=True))[1].replace("&amp;", "&")
        second = text_of(planning.get(following))
        assert "51 to 60 shown" in second
        assert "Shop 59" in second
        assert "Shop 49" not in second
        assert "51 to 60 shown" in text_of(planning.get(path(operation, "/targets/choose?name=shop&after=999999")))

    @pytest.mark.usefixtures("shops")
    def test_more_outlets_ask_no_more_questions(self, planning, operation, officer, bought, asked):
        def ask():
            with asked() as statements:
                planning.get(path(operation, "/targets/choose"))
            return len(statements)

        ask()  # the first look also begins the chain of the audit
        few = ask()
        for _ in range(70):
            bought(OutletFactory(authority_id=officer.authority_id), outcome=Outcome.REFUSED_NO_ID)
        assert ask() <= few

    @pytest.mark.usefixtures("shops")
    def test_weights_are_changed_for_this_operation(self, planning, operation):
        page = planning.get(path(operation, "/weights")).get_data(as_text=True)
        data = dict(re.findall(r'name="(\w+)" type="text" value="(\d+)"', page)) | {"version": str(operation.version)}
        assert len(data) == 8
        wrong = planning.post(path(operation, "/weights"), data=data | {"sale": "1001"})
        assert "must be between 0 and 1000" in text_of(wrong)
        assert planning.post(path(operation, "/weights"), data=data | {"never_tested": "90"}).status_code == 302
        assert "Never tested: 90" in text_of(planning.get(path(operation, "/targets/choose")))


def test_progress_and_the_result_of_each_target(client, operation, shops, target, bought):
    target(operation, shops[0])
    target(operation, shops[1])
    bought(shops[0], operation_id=operation.id, outcome=Outcome.NOT_TRADING)
    bought(shops[0], operation_id=operation.id, outcome=Outcome.REFUSED_AGE_ASKED)
    answer = client.get(path(operation))
    page = text_of(answer)
    assert "1 of 2 targets done" in page
    assert "Refused: age asked" in page
    assert "Closed or not trading" in page
    assert "Never tested: 25" in page
    assert f"/purchases/new?operation_id={operation.id}" in answer.get_data(as_text=True)
    assert "1 of 2 done" in text_of(client.get("/operations/"))


def test_showing_an_operation_asks_a_fixed_number_of_questions(client, officer, operation, target, bought, asked):
    def ask():
        with asked() as statements:
            client.get(path(operation))
        return len(statements)

    target(operation, OutletFactory(authority_id=officer.authority_id))
    ask()  # the first look also begins the chain of the audit
    few = ask()
    for _ in range(10):
        outlet = OutletFactory(authority_id=officer.authority_id)
        target(operation, outlet)
        bought(outlet, operation_id=operation.id)
    assert ask() <= few


def test_the_partner_may_record_but_not_change(sign_in, manager, operation, shops, target):
    target(operation, shops[0])
    browser = sign_in(manager)
    page = text_of(browser.get(path(operation)))
    assert "Record the test" in page
    assert "Change the plan" not in page
    assert "Remove" not in page
    for rest in ("/correct", "/targets/choose", "/targets/order", "/team", "/weights"):
        assert browser.get(path(operation, rest)).status_code == 404


def test_a_planner_records_nothing(planning, operation, shops, target):
    target(operation, shops[0])
    page = text_of(planning.get(path(operation)))
    assert "Record the test" not in page
    assert "Remove" in page


def test_a_third_authority_finds_nothing(sign_in, act, operation, shops, target):
    one = target(operation, shops[0])
    browser = sign_in(act(Role.MANAGER, "camden"))
    for rest in ("", "/sheet.pdf", "/correct", "/targets/choose", "/targets/order", "/team", "/weights"):
        assert browser.get(path(operation, rest)).status_code == 404
    assert browser.post(path(operation, f"/targets/{one.id}/remove")).status_code == 404
    assert "Winter knives" not in text_of(browser.get("/operations/"))


def test_a_target_is_removed_unless_it_has_a_result(session, planning, operation, shops, target, bought):
    first, second = target(operation, shops[0]), target(operation, shops[1])
    bought(shops[1], operation_id=operation.id)
    kept = second.id
    answer = planning.post(path(operation, f"/targets/{first.id}/remove"), follow_redirects=True)
    assert "Ash Stores is no longer a target" in text_of(answer)
    answer = planning.post(path(operation, f"/targets/{kept}/remove"), follow_redirects=True)
    assert "Birch Tools cannot be removed" in text_of(answer)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("place", ["Cedar Kitchens", "Ash Stores", "Birch Tools"]),
        ("postcode", ["Ash Stores", "Cedar Kitchens", "Birch Tools"]),
        ("score", ["Birch Tools", "Ash Stores", "Cedar Kitchens"]),
    ],
)
def test_the_order_of_work(planning, operation, shops, target, by, expected):
    made = [target(operation, shop, position=n, score=25 + 10 * (n == 2)) for n, shop in enumerate(shops, start=1)]
    data = {f"place_{one.id.hex}": str(place) for one, place in zip(made, (20, 30, 10), strict=True)} | {"by": by}
    page = text_of(planning.post(path(operation, "/targets/order"), data=data, follow_redirects=True))
    assert sorted(expected, key=page.index) == expected


def test_an_order_that_is_no_number_is_said(planning, operation, shops, target):
    one = target(operation, shops[0])
    data = {f"place_{one.id.hex}": "first", "by": "place"}
    answer = planning.post(path(operation, "/targets/order"), data=data)
    assert "Place of Ash Stores must be a whole number" in text_of(answer)
    assert 'value="first"' in answer.get_data(as_text=True)


def test_the_team_is_named_and_changed(session, planning, operation):
    answer = planning.post(path(operation, "/team"), data={"name": "", "part": "", "telephone": ""})
    assert "Enter the name" in text_of(answer)
    data = {"name": "Jo Example", "part": "welfare", "telephone": "07700 900001"}
    assert "Jo Example is on the team" in text_of(
        planning.post(path(operation, "/team"), data=data, follow_redirects=True)
    )
    assert "is on the team already" in text_of(planning.post(path(operation, "/team"), data=data))
    member = session.exec(select(TeamMember)).one()
    answer = planning.post(path(operation, f"/team/{member.id}/remove"), follow_redirects=True)
    assert "Jo Example is no longer on the team" in text_of(answer)


def test_nobody_for_the_volunteers_welfare_is_pointed_out(session, planning, planner, officer):
    volunteer = register(session, planner)
    made = OperationFactory(
        authority_id=planner.authority_id,
        partner_id=officer.authority_id,
        volunteer_id=volunteer.id,
        volunteer_code="V07",
    )
    warning = "Nobody on the team looks after the volunteer’s welfare"
    assert warning in text_of(planning.get(path(made)))
    TeamMemberFactory(authority_id=planner.authority_id, operation_id=made.id)
    assert warning not in text_of(planning.get(path(made)))


def test_looking_and_printing_leave_their_entries(session, planning, operation, shops, target):
    target(operation, shops[0])
    for rest in ("", "/targets/choose", "/sheet.pdf"):
        assert planning.get(path(operation, rest)).status_code == 200
    entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == str(operation.id)))
    assert [entry.action for entry in entries] == ["operation.viewed", "operation.viewed", "operation.printed"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_who_may_not_see_operations_is_told_so(sign_in, act, role):
    assert sign_in(act(role)).get("/operations/").status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.VIEWER])
def test_who_may_not_plan_is_told_so(sign_in, act, role):
    assert sign_in(act(role)).get("/operations/new").status_code == 403


def test_a_page_of_the_list_that_is_no_identifier_is_not_found(client):
    assert client.get("/operations/?before=x").status_code == 404
