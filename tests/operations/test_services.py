"""What a planner may do with an operation, what is refused, and what the database refuses by itself."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from compliance.audit import queries as audit
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.operations import queries, services
from compliance.operations.models import Operation, OperationTarget
from compliance.operations.rules import (
    ChosenBy,
    Facts,
    NewTeamMember,
    Part,
    Purpose,
    ScoredFor,
    Surveillance,
    Weights,
    rank,
)
from compliance.permissions import Role
from compliance.retailers.rules import OutletStatus
from tests.factories.operations import OperationFactory, plan
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register

TODAY = date(2026, 11, 22)


def ranked(*outlets):
    return rank([Facts(str(one.id), one.name) for one in outlets], Weights(), as_at=TODAY)


def refused(call, field):
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.field == field
    return caught.value.message


def test_a_police_planner_plans_with_an_authority_of_their_area(session, planner, officer):
    made = services.plan_operation(session, planner, officer.authority_id, plan())
    assert made.authority_id == planner.authority_id
    assert made.partner_id == officer.authority_id
    assert made.reference == f"{planner.authority_prefix}-OP-2026-0001"
    assert made.weights["sale"] == 30
    assert [entry.action for entry in audit.list_subject(session, planner, "operation", made.id)] == [
        "operation.planned"
    ]


def test_a_manager_plans_for_their_own_borough_and_no_other(session, manager, act):
    assert services.plan_operation(session, manager, manager.authority_id, plan()).partner_id == manager.authority_id
    other = act(authority="camden").authority_id
    refused(lambda: services.plan_operation(session, manager, other, plan()), "partner_id")


def test_a_police_planner_does_not_test_the_police(session, planner):
    refused(lambda: services.plan_operation(session, planner, planner.authority_id, plan()), "partner_id")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.VIEWER, Role.ADMINISTRATOR])
def test_others_may_not_plan(session, act, role):
    actor = act(role)
    with pytest.raises(Forbidden):
        services.plan_operation(session, actor, actor.authority_id, plan())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2026, 12, 6)}, "ends_on"),
        ({"ends_on": date(2027, 12, 8)}, "ends_on"),
        ({"name": " "}, "name"),
        ({"rationale": ""}, "rationale"),
        ({"surveillance_note": ""}, "surveillance_reason"),
        ({"surveillance_note": "", "surveillance": Surveillance.AUTHORISED}, "surveillance_reference"),
        ({"volunteer_code": "V99"}, "volunteer_code"),
        ({"volunteer_code": "Seven"}, "volunteer_code"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(session, manager, changes, field):
    refused(lambda: services.plan_operation(session, manager, manager.authority_id, plan(**changes)), field)
    assert not session.exec(select(Operation)).all()


def test_an_operation_may_last_a_year_and_no_day_more(session, manager):
    services.plan_operation(session, manager, manager.authority_id, plan(ends_on=date(2027, 12, 7)))


def test_sent_twice_a_plan_is_one_operation(session, manager):
    services.plan_operation(session, manager, manager.authority_id, plan())
    message = refused(lambda: services.plan_operation(session, manager, manager.authority_id, plan()), "name")
    assert "-OP-2026-0001" in message


@pytest.mark.parametrize(
    ("born_on", "allowed"), [(date(2008, 12, 9), True), (date(2008, 12, 8), False), (date(2008, 12, 7), False)]
)
def test_a_volunteer_must_be_under_18_on_the_last_day(session, manager, born_on, allowed):
    register(session, manager, "V07", born_on=born_on)
    wanted = plan(volunteer_code="v07")
    if allowed:
        made = services.plan_operation(session, manager, manager.authority_id, wanted)
        assert made.volunteer_code == "V07"
        return
    message = refused(lambda: services.plan_operation(session, manager, manager.authority_id, wanted), "volunteer_code")
    assert "2008" not in message


def test_a_volunteer_who_retired_before_the_last_day_is_refused(session, manager):
    from compliance.volunteers import services as volunteers

    volunteer = register(session, manager)
    volunteers.retire_volunteer(session, manager, volunteer.id, retired_on=TODAY, reason="Moved away")
    wanted = plan(volunteer_code="V07")
    message = refused(lambda: services.plan_operation(session, manager, manager.authority_id, wanted), "volunteer_code")
    assert "retired" in message


def test_the_partners_volunteer_is_found_only_when_asked_for(session, planner, officer):
    register(session, officer)
    wanted = plan(volunteer_code="V07")
    refused(lambda: services.plan_operation(session, planner, officer.authority_id, wanted), "volunteer_code")
    made = services.plan_operation(session, planner, officer.authority_id, replace(wanted, volunteer_lent=True))
    assert made.volunteer_code == "V07"
    assert queries.is_volunteer_lent(session, made)
    assert queries.find_lent_volunteer(session, officer, made.id) is None
    assert queries.find_lent_volunteer(session, planner, made.id).code == "V07"


def test_a_third_authoritys_volunteer_is_never_found(session, planner, officer, act):
    register(session, act(authority="camden"))
    wanted = plan(volunteer_code="V07", volunteer_lent=True)
    message = refused(lambda: services.plan_operation(session, planner, officer.authority_id, wanted), "volunteer_code")
    assert "Hackney" in message


def test_a_correction_keeps_what_stood_before_and_why(session, planner, officer):
    made = services.plan_operation(session, planner, officer.authority_id, plan())
    changed = plan(area="N16", purpose=Purpose.RETEST)
    services.correct_operation(session, planner, made.id, changed, version=made.version, reason="Moved north")
    entry = audit.list_subject(session, planner, "operation", made.id)[0]
    assert (entry.action, entry.reason) == ("operation.corrected", "Moved north")
    assert entry.detail["changes"] == {"area": ["E8", "N16"], "purpose": ["intelligence_led", "retest"]}


def test_a_correction_from_a_page_that_is_out_of_date_is_refused(session, manager):
    made = services.plan_operation(session, manager, manager.authority_id, plan())
    services.correct_operation(session, manager, made.id, plan(area="N1"), version=made.version, reason="Typed wrongly")
    refused(
        lambda: services.correct_operation(session, manager, made.id, plan(area="N2"), version=1, reason="Late"), None
    )


def test_a_correction_needs_a_reason(session, manager):
    made = services.plan_operation(session, manager, manager.authority_id, plan())
    refused(
        lambda: services.correct_operation(session, manager, made.id, plan(), version=made.version, reason=" "),
        "reason",
    )


def test_longer_days_do_not_keep_a_volunteer_who_turns_18(session, manager):
    register(session, manager, born_on=date(2008, 12, 9))
    made = services.plan_operation(session, manager, manager.authority_id, plan(volunteer_code="V07"))
    longer = plan(volunteer_code="V07", ends_on=date(2026, 12, 9))
    refused(
        lambda: services.correct_operation(session, manager, made.id, longer, version=made.version, reason="Longer"),
        "volunteer_code",
    )


class TestOnceThereIsAResult:
    @pytest.fixture
    def tested(self, operation, shops, target, bought):
        operation.starts_on = date(2026, 11, 20)
        target(operation, shops[0])
        bought(shops[0], operation_id=operation.id)
        return operation

    def as_planned(self, operation, **changes):
        same = {name: getattr(operation, name) for name in ("name", "purpose", "rationale", "starts_on", "ends_on")}
        return plan(**same | changes)

    def test_the_purpose_is_fixed(self, session, planner, tested):
        changed = self.as_planned(tested, purpose=Purpose.BASELINE)
        refused(
            lambda: services.correct_operation(
                session, planner, tested.id, changed, version=tested.version, reason="x y"
            ),
            "purpose",
        )

    def test_a_result_that_was_taken_out_again_still_fixes_the_purpose(self, session, planner, operation):
        services.note_result(session, operation.id)
        changed = plan(purpose=Purpose.BASELINE)
        refused(
            lambda: services.correct_operation(
                session, planner, operation.id, changed, version=operation.version, reason="x y"
            ),
            "purpose",
        )

    def test_the_database_fixes_it_too(self, session, tested):
        tested.purpose = Purpose.BASELINE
        with pytest.raises(IntegrityError, match="first result"):
            session.flush()
        session.rollback()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"starts_on": date(2026, 11, 23)}, "starts_on"), ({"ends_on": date(2026, 11, 21)}, "ends_on")],
    )
    def test_its_days_hold_the_result(self, session, planner, tested, changes, field):
        changed = self.as_planned(tested, **changes)
        refused(
            lambda: services.correct_operation(
                session, planner, tested.id, changed, version=tested.version, reason="x y"
            ),
            field,
        )

    @pytest.mark.parametrize("changes", [{"starts_on": date(2026, 11, 22)}, {"ends_on": date(2026, 11, 22)}])
    def test_its_days_may_begin_or_end_on_that_of_the_result(self, session, planner, tested, changes):
        changed = self.as_planned(tested, **changes)
        services.correct_operation(session, planner, tested.id, changed, version=tested.version, reason="As it was")

    def test_the_target_stays(self, session, planner, tested):
        target = session.exec(select(OperationTarget)).one()
        refused(lambda: services.remove_target(session, planner, tested.id, target.id), None)

    @pytest.mark.usefixtures("tested")
    def test_the_database_keeps_the_target_too(self, session):
        session.delete(session.exec(select(OperationTarget)).one())
        with pytest.raises(IntegrityError, match="cannot be removed"):
            session.flush()
        session.rollback()


def test_targets_keep_the_score_they_had_when_chosen(session, planner, operation, shops):
    added = services.choose_targets(session, planner, operation.id, ranked(*shops), ChosenBy.SCORE)
    assert added == 3
    services.set_weights(session, planner, operation.id, Weights(never_tested=90), version=operation.version)
    rows = queries.target_rows(session, operation)
    assert [(row.name, row.position, row.rank, row.score) for row in rows] == [
        ("Ash Stores", 1, 1, 35),
        ("Birch Tools", 2, 2, 35),
        ("Cedar Kitchens", 3, 3, 35),
    ]
    assert [part.code for part in rows[0].contributions] == [ScoredFor.NEVER_TESTED, ScoredFor.NO_AGREEMENT]
    assert operation.weights["never_tested"] == 90


def test_chosen_twice_an_outlet_is_one_target(session, planner, operation, shops):
    services.choose_targets(session, planner, operation.id, ranked(shops[0]), ChosenBy.SCORE)
    assert services.choose_targets(session, planner, operation.id, ranked(*shops[:2]), ChosenBy.SCORE) == 1
    assert [row.name for row in queries.target_rows(session, operation)] == ["Ash Stores", "Birch Tools"]


def test_only_trading_outlets_of_the_partner_become_targets(session, planner, operation, officer, act):
    elsewhere = OutletFactory(authority_id=act(authority="camden").authority_id)
    closed = OutletFactory(authority_id=officer.authority_id, status=OutletStatus.CLOSED)
    for outlet in (elsewhere, closed):
        refused(
            lambda one=outlet: services.choose_targets(session, planner, operation.id, ranked(one), ChosenBy.SCORE),
            "outlets",
        )


def test_the_database_refuses_a_target_of_another_authority(session, operation, act, target):
    elsewhere = OutletFactory(authority_id=act(authority="camden").authority_id)
    with pytest.raises(IntegrityError, match="authority that the operation tests"):
        target(operation, elsewhere)
    session.rollback()


def test_nothing_chosen_is_refused(session, planner, operation):
    refused(lambda: services.choose_targets(session, planner, operation.id, (), ChosenBy.SCORE), "outlets")


def test_a_target_without_a_result_can_be_removed(session, planner, operation, shops, target):
    one = target(operation, shops[0])
    assert services.remove_target(session, planner, operation.id, one.id) == "Ash Stores"
    assert not queries.target_rows(session, operation)


def test_targets_are_put_in_order_and_the_rest_follow(session, planner, operation, shops, target):
    targets = [target(operation, shop, position=number) for number, shop in enumerate(shops, start=1)]
    services.order_targets(session, planner, operation.id, [targets[2].id])
    assert [row.name for row in queries.target_rows(session, operation)] == [
        "Cedar Kitchens",
        "Ash Stores",
        "Birch Tools",
    ]


def test_a_target_of_another_operation_is_not_found(session, planner, officer, operation, shops, target):
    other = OperationFactory(authority_id=planner.authority_id, partner_id=officer.authority_id)
    one = target(other, shops[0])
    for call in (
        lambda: services.remove_target(session, planner, operation.id, one.id),
        lambda: services.order_targets(session, planner, operation.id, [one.id]),
    ):
        with pytest.raises(NotFound):
            call()


def test_the_team_is_named_once_each(session, planner, operation):
    made = services.add_team_member(
        session, planner, operation.id, NewTeamMember("Jo Example", Part.WELFARE, " 07700 900001 ")
    )
    assert made.telephone == "07700 900001"
    refused(
        lambda: services.add_team_member(session, planner, operation.id, NewTeamMember("jo example", Part.DRIVER)),
        "name",
    )
    assert services.remove_team_member(session, planner, operation.id, made.id) == "Jo Example"
    assert not queries.list_team(session, operation)


def test_the_partner_sees_an_operation_but_does_not_change_it(session, manager, operation, shops, target):
    one = target(operation, shops[0])
    for call in (
        lambda: services.correct_operation(session, manager, operation.id, plan(), version=1, reason="x y"),
        lambda: services.set_weights(session, manager, operation.id, Weights(), version=1),
        lambda: services.choose_targets(session, manager, operation.id, ranked(shops[1]), ChosenBy.SCORE),
        lambda: services.remove_target(session, manager, operation.id, one.id),
        lambda: services.order_targets(session, manager, operation.id, [one.id]),
        lambda: services.add_team_member(session, manager, operation.id, NewTeamMember("Jo", Part.OTHER)),
        lambda: services.remove_team_member(session, manager, operation.id, one.id),
    ):
        with pytest.raises(NotFound):
            call()
    assert queries.get_operation(session, manager, operation.id).id == operation.id


def test_a_weight_out_of_range_is_refused(session, planner, operation):
    refused(
        lambda: services.set_weights(session, planner, operation.id, Weights(sale=1001), version=operation.version),
        "sale",
    )
