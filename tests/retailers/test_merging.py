"""Two retailers that are one become one, and two again: what moves, what stays, what is refused."""

from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.letters.models import Letter
from compliance.permissions import Role
from compliance.retailers import queries, services
from compliance.retailers.models import MovedRecord, Operator, Outlet, Reference, TradingName
from compliance.retailers.queries.merging import plan_merge
from compliance.retailers.queries.moving import count_moved, count_since, list_moves, record_tables
from compliance.retailers.rules import OutletKind, OutletStatus
from compliance.retailers.rules.moving import RECORDS, MovedHow, MoveKind
from compliance.visits.models import Visit
from tests.factories.merges import add_everything, differences, snapshot, two_shops
from tests.factories.operations import OperationTargetFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory, ReferenceFactory
from tests.factories.visits import VisitFactory


@pytest.fixture
def shops(officer):
    return two_shops(officer)


def merge(session, officer, shops, reason="One shop, entered twice"):
    kept, merged = shops
    return services.merge_outlets(session, officer, kept.id, merged.id, reason=reason)


def undo(session, officer, move):
    return services.undo_merge(session, officer, move.id, reason="Two shops after all")


def rows_at(session, outlet):
    return {
        name: count
        for name, (_table, column) in record_tables().items()
        if (count := session.execute(sa.select(sa.func.count()).where(column == outlet.id)).scalar_one())
    }


def test_every_table_that_belongs_to_an_outlet_has_its_words(app):
    assert set(record_tables()) == set(RECORDS)


def test_everything_recorded_of_one_goes_to_the_other_and_an_issued_letter_stays(session, officer, shops):
    kept, merged = shops
    issued = add_everything(session, officer, merged)
    move = merge(session, officer, shops)
    assert rows_at(session, merged) == {"letters": 1}
    assert session.get(Letter, issued.id).outlet_id == merged.id
    assert rows_at(session, kept)["visits"] == 2
    assert set(rows_at(session, kept)) == set(RECORDS) - {"delivery_arrangements"}
    assert session.get(Outlet, merged.id).merged_into_id == kept.id
    names = session.scalars(select(TradingName.name).where(TradingName.outlet_id == kept.id)).all()
    assert set(names) == {"Old Sign", "Nako Stores"}
    assert "2 visits" in count_moved(session, officer, move.id)
    (stayed,) = session.exec(select(MovedRecord).where(MovedRecord.how == MovedHow.STAYED)).all()
    assert (stayed.table_name, stayed.record_id) == ("letters", issued.id)
    assert "never changes" in stayed.why


def test_the_issued_letter_and_the_history_of_the_merged_one_are_shown_with_the_one_that_stays(session, officer, shops):
    from compliance.audit import queries as audit
    from compliance.letters import queries as letters
    from compliance.letters.queries import LetterFilter

    kept, merged = shops
    add_everything(session, officer, merged)
    services.change_status(session, officer, merged.id, status=OutletStatus.VACANT, on=date(2026, 11, 20))
    services.change_status(session, officer, merged.id, status=OutletStatus.TRADING, on=date(2026, 11, 21))
    merge(session, officer, shops)
    found = letters.list_letters(session, officer, LetterFilter(outlet_id=kept.id)).rows
    assert len(found) == 2
    assert len([one for one in letters.timeline(session, officer, kept.id) if one.kind == "letter"]) == 2
    both = audit.list_outlet(session, officer, *queries.with_merged(session, officer, kept.id))
    actions = [entry.action for entry in both]
    assert actions.count("outlet.status_changed") == 2
    assert actions[:2] == ["outlet.merged_away", "outlet.merged"]


def test_who_asks_for_the_merged_one_gets_the_one_that_stays(session, officer, shops):
    kept, merged = shops
    third = OutletFactory(authority_id=officer.authority_id, name="Nako")
    merge(session, officer, shops)
    services.merge_outlets(session, officer, third.id, kept.id, reason="That one too")
    for one in (merged, kept, third):
        assert queries.get_outlet(session, officer, one.id).id == third.id
        assert queries.get_own_outlet(session, officer, one.id).id == third.id
        assert queries.get_identity(session, officer, one.id).outlet_id == third.id
        assert queries.current_id(session, officer, one.id) == third.id
    assert set(queries.with_merged(session, officer, third.id)) == {third.id, kept.id, merged.id}
    assert queries.merged_ids(session, officer, merged.id) == ()


def test_what_is_recorded_of_a_merged_outlet_is_recorded_of_the_one_that_stays(session, officer, shops):
    from compliance.visits import services as visits
    from compliance.visits.rules import VisitDetails, VisitKind

    kept, merged = shops
    merge(session, officer, shops)
    details = VisitDetails(kind=VisitKind.ADVICE, visited_on=date(2026, 11, 2), officer_id=officer.officer_id)
    visit = visits.record_visit(session, officer, merged.id, details)
    assert visit.outlet_id == kept.id


def test_a_target_of_one_operation_twice_stays_and_is_said(session, officer, shops):
    kept, merged = shops
    add_everything(session, officer, merged)
    table = SQLModel.metadata.tables["operation_targets"]
    operation = session.scalars(sa.select(table.c.operation_id).where(table.c.outlet_id == merged.id)).one()
    OperationTargetFactory(authority_id=officer.authority_id, operation_id=operation, outlet_id=kept.id)
    plan = plan_merge(session, officer, kept.id, merged.id)
    said = [words for table_plan in plan.tables for words in table_plan.staying_words]
    assert any("target of an operation: the outlet that it would go to has the same already" in one for one in said)
    merge(session, officer, shops)
    assert rows_at(session, merged)["operation_targets"] == 1


def test_opening_hours_are_taken_over_whole_or_not_at_all(session, officer, shops):
    from compliance.retailers.models import OpeningHours

    kept, merged = shops
    mine = {"authority_id": officer.authority_id}
    session.add(OpeningHours(**mine, outlet_id=kept.id, weekday=1, hours="10:00-12:00"))
    session.add(OpeningHours(**mine, outlet_id=merged.id, weekday=2, hours="09:00-17:00"))
    session.flush()
    merge(session, officer, shops)
    assert rows_at(session, merged)["opening_hours"] == 1


def operate(outlet, entity, from_on, to_on=None):
    return OperatorFactory(
        authority_id=outlet.authority_id, outlet_id=outlet.id, entity_id=entity.id, from_on=from_on, to_on=to_on
    )


def test_periods_of_one_entity_that_share_a_day_become_one(session, officer, shops):
    kept, merged = shops
    entity = EntityFactory(authority_id=officer.authority_id)
    first = operate(kept, entity, date(2020, 1, 1), date(2020, 12, 31))
    second = operate(kept, entity, date(2022, 1, 1), date(2022, 12, 31))
    operate(merged, entity, date(2019, 6, 1), date(2022, 3, 1))
    other = operate(kept, EntityFactory(authority_id=officer.authority_id), date(2023, 1, 1))
    before, ids = snapshot(session), (first.id, second.id, other.id)
    move = merge(session, officer, shops)
    rows = session.exec(select(Operator).where(Operator.outlet_id == kept.id).order_by(Operator.from_on)).all()
    assert [(row.id, row.from_on, row.to_on) for row in rows] == [
        (ids[0], date(2019, 6, 1), date(2022, 12, 31)),
        (ids[2], date(2023, 1, 1), None),
    ]
    assert session.get(Operator, ids[1]) is None
    undo(session, officer, move)
    assert differences(before, snapshot(session)) == {}


def test_two_entities_on_one_day_are_refused_with_what_to_mend(session, officer, shops):
    kept, merged = shops
    operate(kept, EntityFactory(authority_id=officer.authority_id, name="Kestrel Ltd"), date(2020, 1, 1))
    operate(merged, EntityFactory(authority_id=officer.authority_id, name="Osprey Ltd"), date(2021, 1, 1))
    before = snapshot(session)
    with pytest.raises(Refusal, match=r"Osprey Ltd is recorded as operator .* and Kestrel Ltd"):
        merge(session, officer, shops)
    assert differences(before, snapshot(session)) == {}


def test_the_day_after_is_no_shared_day(session, officer, shops):
    kept, merged = shops
    operate(kept, EntityFactory(authority_id=officer.authority_id), date(2020, 1, 1), date(2020, 12, 31))
    operate(merged, EntityFactory(authority_id=officer.authority_id), date(2021, 1, 1))
    merge(session, officer, shops)
    assert rows_at(session, kept)["operators"] == 2


@pytest.mark.parametrize(
    ("kept_says", "merged_says", "message"),
    [
        ({"opened_on": date(2026, 7, 1)}, {}, "Correct the day it opened first"),
        ({"status": OutletStatus.CLOSED, "closed_on": date(2026, 1, 1)}, {}, "Keep the other one"),
        ({}, {"kind": OutletKind.ONLINE_SHOP, "domain": "nako.example"}, "a retailer of its own"),
    ],
)
def test_what_cannot_be_of_one_outlet_is_refused(session, officer, kept_says, merged_says, message):
    kept = OutletFactory(authority_id=officer.authority_id, **kept_says)
    merged = OutletFactory(authority_id=officer.authority_id, **merged_says)
    VisitFactory(authority_id=officer.authority_id, outlet_id=merged.id, officer_id=officer.officer_id)
    with pytest.raises(Refusal, match=message):
        merge(session, officer, (kept, merged))


def test_the_earlier_opening_day_holds_and_blanks_are_filled(session, officer):
    kept = OutletFactory(
        authority_id=officer.authority_id, opened_on=date(2026, 7, 1), postcode=None, missing_since_on=date(2026, 1, 1)
    )
    merged = OutletFactory(
        authority_id=officer.authority_id,
        opened_on=date(2020, 7, 1),
        postcode="E8 2NP",
        uprn="100",
        email="a@b.example",
    )
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=merged.id)
    VisitFactory(authority_id=officer.authority_id, outlet_id=merged.id, officer_id=officer.officer_id)
    before = snapshot(session)
    move = merge(session, officer, (kept, merged))
    now = session.get(Outlet, kept.id)
    assert (now.opened_on, now.postcode, now.uprn, now.missing_since_on) == (date(2020, 7, 1), "E8 2NP", "100", None)
    undo(session, officer, move)
    assert differences(before, snapshot(session)) == {}


def test_a_merge_needs_a_reason_two_outlets_and_that_nothing_changed_since_it_was_shown(session, officer, shops):
    kept, merged = shops
    shown = plan_merge(session, officer, kept.id, merged.id).hash
    VisitFactory(authority_id=officer.authority_id, outlet_id=merged.id, officer_id=officer.officer_id)
    for arguments in (
        {"reason": " ", "merged_id": merged.id},
        {"reason": "Same", "merged_id": kept.id},
        {"reason": "Same", "merged_id": merged.id, "plan_hash": shown},
    ):
        with pytest.raises(Refusal):
            services.merge_outlets(session, officer, kept.id, **arguments)
    services.merge_outlets(session, officer, kept.id, merged.id, reason="Same")
    with pytest.raises(Refusal, match="merged into another retailer already"):
        services.merge_outlets(session, officer, kept.id, merged.id, reason="Same")


def test_only_officers_and_managers_merge_and_only_their_own(session, act, shops):
    kept, merged = shops
    move = merge(session, act(Role.MANAGER), shops)
    for role in (Role.CLERK, Role.VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            services.merge_outlets(session, act(role), kept.id, merged.id, reason="Same")
        with pytest.raises(Forbidden):
            services.undo_merge(session, act(role), move.id, reason="No")
        with pytest.raises(Forbidden):
            services.tell_apart(session, act(role), kept.id, merged.id, reason="No")
    other = act(authority="croydon")
    with pytest.raises(NotFound):
        services.merge_outlets(session, other, kept.id, merged.id, reason="Same")
    with pytest.raises(NotFound):
        services.undo_merge(session, other, move.id, reason="No")
    with pytest.raises(NotFound):
        services.merge_outlets(session, act(), kept.id, uuid4(), reason="Same")


def test_both_have_it_in_their_history_with_the_reason(session, officer, shops):
    kept, merged = shops
    move = merge(session, officer, shops, reason="Seen on a visit")
    undo(session, officer, move)
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.number)).all()
    told = [(entry.action, entry.outlet_id, entry.reason) for entry in entries if entry.action.startswith("outlet.")]
    assert told == [
        ("outlet.merged", kept.id, "Seen on a visit"),
        ("outlet.merged_away", merged.id, "Seen on a visit"),
        ("outlet.merge_undone", kept.id, "Two shops after all"),
        ("outlet.brought_back", merged.id, "Two shops after all"),
    ]


def test_an_undo_leaves_what_was_recorded_since_and_says_so(session, officer, shops):
    kept, merged = shops
    add_everything(session, officer, merged)
    before = snapshot(session)
    move = merge(session, officer, shops)
    late = VisitFactory(authority_id=officer.authority_id, outlet_id=kept.id, officer_id=officer.officer_id)
    assert count_since(session, officer, move) == ["1 visit"]
    undone = undo(session, officer, move)
    assert undone.left == ()
    after = snapshot(session)
    assert differences(before, after).keys() == {"visits"}
    assert session.get(Visit, late.id).outlet_id == kept.id
    with pytest.raises(Refusal, match="undone already"):
        undo(session, officer, move)


def test_what_is_gone_or_changed_since_is_left_and_said(session, officer, shops):
    merged = shops[1]
    ReferenceFactory(authority_id=officer.authority_id, outlet_id=merged.id)
    move = merge(session, officer, shops)
    session.delete(session.exec(select(Reference)).one())
    name = session.exec(select(TradingName)).one()
    name.note = "Seen over the door"
    session.flush()
    undone = undo(session, officer, move)
    assert undone.left == (
        "1 reference: no longer there to go back",
        "the trading name “Nako Stores”: it was changed since",
    )


def test_an_undo_that_cannot_be_is_refused_in_words(session, officer, shops):
    kept, merged = shops
    entity = EntityFactory(authority_id=officer.authority_id)
    period = operate(kept, entity, date(2020, 1, 1))
    operate(merged, entity, date(2019, 1, 1))
    move = merge(session, officer, shops)
    services.end_operator(session, officer, kept.id, period.id, to_on=date(2026, 1, 1))
    with pytest.raises(Refusal, match="was changed since"):
        undo(session, officer, move)
    third = OutletFactory(authority_id=officer.authority_id, name="Nako")
    services.merge_outlets(session, officer, third.id, kept.id, reason="That too")
    with pytest.raises(Refusal, match="Undo that merge first"):
        undo(session, officer, move)
    with pytest.raises(Refusal, match="Say why"):
        services.undo_merge(session, officer, move.id, reason="")


def test_the_database_itself_refuses_a_merge_into_one_that_was_merged_away(session, officer, shops):
    merged = shops[1]
    merge(session, officer, shops)
    third = OutletFactory(authority_id=officer.authority_id)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(Outlet).where(Outlet.id == third.id).values(merged_into_id=merged.id))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(Outlet).where(Outlet.id == third.id).values(merged_into_id=third.id))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(MovedRecord).values(why="otherwise"))


@contextmanager
def rolled_back(session):
    nested = session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()
        session.expire_all()


days = st.dates(date(2018, 1, 1), date(2026, 11, 1))
periods = st.lists(st.tuples(days, st.integers(0, 900) | st.none(), st.integers(0, 1)), max_size=3)
blank = st.fixed_dictionaries(
    {},
    optional={
        "postcode": st.sampled_from([None, "E8 2NP"]),
        "uprn": st.sampled_from([None, "100"]),
        "opened_on": st.sampled_from([None, date(2010, 1, 1), date(2012, 1, 1)]),
        "missing_since_on": st.sampled_from([None, date(2026, 1, 1)]),
        "email": st.sampled_from(["", "a@b.example"]),
    },
)


def try_periods(session, outlet, entities, drawn):
    for from_on, length, which in drawn:
        to_on = None if length is None else from_on + timedelta(days=length)
        try:
            with session.begin_nested():
                operate(outlet, entities[which], from_on, to_on)
        except sa.exc.IntegrityError:
            continue  # it overlaps one that was drawn before: the database refuses it


@given(here=periods, there=periods, kept_says=blank, merged_says=blank, full=st.tuples(st.booleans(), st.booleans()))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merge_and_its_undo_leave_every_table_as_it_was(session, officer, here, there, kept_says, merged_says, full):
    with rolled_back(session):
        kept = OutletFactory(authority_id=officer.authority_id, **kept_says)
        merged = OutletFactory(authority_id=officer.authority_id, **merged_says)
        entities = [EntityFactory(authority_id=officer.authority_id, company_number=None) for _ in range(2)]
        for outlet, drawn, everything in ((kept, here, full[0]), (merged, there, full[1])):
            try_periods(session, outlet, entities, drawn)
            if everything:
                begins = date(2013, 1, 1)
                add_everything(session, officer, outlet, from_on=begins, to_on=begins)
        before = snapshot(session)
        try:
            move = merge(session, officer, (kept, merged))
        except Refusal:
            assert differences(before, snapshot(session)) == {}
            return
        assert set(rows_at(session, merged)) <= {"letters", "operators", *TWICE_EACH}
        undo(session, officer, move)
        assert differences(before, snapshot(session)) == {}


TWICE_EACH = {"outlet_products", "outlet_channels", "outlet_displays", "opening_hours"}


def test_two_are_told_apart_once_doubted_again_and_it_holds_of_who_takes_one_in(session, officer, act, shops):
    from compliance.retailers.queries.told_apart import list_open_pairs, list_told_apart

    first, second = shops
    assert list_open_pairs(session, officer).count == 1
    said = services.tell_apart(session, officer, second.id, first.id, reason="Two counters")
    assert services.tell_apart(session, officer, first.id, second.id, reason="Again").id == said.id
    assert list_open_pairs(session, officer).count == 0
    (row,) = list_told_apart(session, officer)
    assert (row.reason, row.said_by, row.first.name) == ("Two counters", officer.name, "Nako General Store")
    third = OutletFactory(
        authority_id=officer.authority_id, name="Nako General Store", address_1="39 Ridley Road", postcode="E8 2NP"
    )
    services.merge_outlets(session, officer, third.id, first.id, reason="One")
    assert list_open_pairs(session, officer).count == 0
    with pytest.raises(NotFound):
        services.doubt_again(session, act(authority="croydon"), said.id)
    services.doubt_again(session, officer, said.id)
    services.doubt_again(session, officer, said.id)
    assert list_open_pairs(session, officer).count == 1
    for arguments in ((first.id, first.id, "x"), (first.id, second.id, " ")):
        with pytest.raises(Refusal):
            services.tell_apart(session, officer, *arguments[:2], reason=arguments[2])


def test_pages_of_pairs_go_on_and_back(session, officer):
    from compliance.retailers.queries.told_apart import list_open_pairs

    for number in range(5):
        two_shops(officer, address_2=f"{number}", uprn=str(number + 1))
    whole = list(list_open_pairs(session, officer, limit=100).pairs)
    page = list_open_pairs(session, officer, limit=2)
    gathered = list(page.pairs)
    assert page.before == ""
    while page.after:
        page = list_open_pairs(session, officer, after=page.after, limit=2)
        gathered += page.pairs
    assert gathered == whole
    back = list_open_pairs(session, officer, before=page.before, limit=2)
    assert list(back.pairs) == whole[-2 - len(page.pairs) : -len(page.pairs)]


def test_moves_are_listed_with_both(session, officer, shops):
    move = merge(session, officer, shops)
    for outlet in shops:
        (listed,) = list_moves(session, officer, outlet.id)
        assert (listed.id, listed.kind) == (move.id, MoveKind.MERGE)
