"""What the database itself refuses of test purchases, asked with raw SQL on whichever engine the suite runs on."""

from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from compliance import clock
from compliance.purchases.rules import BuyerBasis, Outcome, Type, counts_as_sale
from tests.factories.operations import OperationFactory
from tests.factories.purchases import DisputeFactory, HandOverFactory, PurchaseFactory
from tests.factories.retailers import OutletFactory


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id)


@pytest.fixture
def columns(session, officer, outlet):
    """The columns of a sale that stands, to be inserted with one of them changed."""
    row = PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    found = session.execute(sa.text("SELECT * FROM purchases WHERE id = :id"), {"id": _id(session, row.id)}).one()
    return {name: value for name, value in found._mapping.items() if name != "counts_as_sale"}


def _id(session, value):
    return value.hex if session.get_bind().dialect.name == "sqlite" else value


def insert(session, columns, **changed):
    values = columns | {"id": _id(session, uuid4()), "reference": f"RAW-{uuid4().hex[:12]}"} | changed
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    with session.begin_nested():
        session.execute(sa.text(f"INSERT INTO purchases ({names}) VALUES ({places})"), values)  # noqa: S608 - our own column names
    return values["id"]


def test_a_sale_as_it_stands_can_be_inserted(session, columns):
    insert(session, columns)


FUTURE = (clock.today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"age_years": 18}, "under_18_on_the_day"),
        ({"age_years": 19}, "under_18_on_the_day"),
        ({"age_years": None}, "under_18_on_the_day"),
        ({"age_years": -1}, "under_18_on_the_day"),
        ({"volunteer_code": None}, "under_18_on_the_day"),
        ({"volunteer_code": ""}, "under_18_on_the_day"),
        ({"volunteer_code": "  "}, "under_18_on_the_day"),
        ({"buyer_basis": "adult", "age_years": 19}, "underage_needs_a_young_buyer"),
        ({"buyer_basis": "none"}, "underage_needs_a_young_buyer"),
        ({"type": "challenge_25"}, "challenge_25_needs_an_adult"),
        ({"type": "challenge_25", "buyer_basis": "adult"}, "adult_is_18_or_over"),
        ({"type": "intercepted"}, "intercepted_is_never_a_sale"),
        ({"type": "listing_check"}, "listing_check"),
        ({"type": "listing_check", "buyer_basis": "none"}, "listing_check_sells_nothing"),
        ({"outcome": "offered_for_sale"}, "listing_check_sells_nothing"),
        ({"outcome": "would_have_sold_intercepted"}, "only_interceptions_intercept"),
        ({"outcome": "void"}, "void_needs_reason_and_second_officer"),
        ({"outcome": "aborted", "outcome_reason": "Recognised"}, "void_needs_reason_and_second_officer"),
        ({"outcome": "cheated"}, "outcome"),
        ({"tested_on": FUTURE}, "not_in_the_future"),
        ({"age_months": 12}, "age_months_in_a_year"),
        ({"price_pence": -1}, "price_not_negative"),
        ({"category_code": "spoon"}, "(?i)foreign key"),
    ],
)
def test_an_attempt_that_cannot_be_is_refused(session, columns, changed, constraint):
    with pytest.raises(DBAPIError, match=constraint):
        insert(session, columns, **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "challenge_25", "buyer_basis": "adult", "age_years": 19},
        {"type": "intercepted", "outcome": "would_have_sold_intercepted"},
        {"type": "delivery_check"},
        {"outcome": "refused_no_id"},
    ],
)
def test_whether_it_counts_cannot_be_written(session, columns, changed):
    with pytest.raises(DBAPIError):
        insert(session, columns, **changed, counts_as_sale=True)
    made = insert(session, columns, **changed)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(sa.text("UPDATE purchases SET counts_as_sale = :yes WHERE id = :id"), {"yes": True, "id": made})
    assert not session.execute(
        sa.text("SELECT counts_as_sale FROM purchases WHERE id = :id"), {"id": made}
    ).scalar_one()


def test_a_void_attempt_needs_two_officers_and_never_counts(session, columns, act):
    void = {"outcome": "void", "outcome_reason": "No photograph was taken"}
    with pytest.raises(DBAPIError):
        insert(session, columns, **void, second_officer_id=columns["officer_id"])
    made = insert(session, columns, **void, second_officer_id=_id(session, act().officer_id))
    assert not session.execute(
        sa.text("SELECT counts_as_sale FROM purchases WHERE id = :id"), {"id": made}
    ).scalar_one()


def test_the_generated_column_says_what_the_rule_says_for_all_that_the_database_accepts(session, columns, act):
    second = _id(session, act().officer_id)
    accepted = 0
    for type_, basis, outcome in product(Type, BuyerBasis, Outcome):
        changed = {
            "type": type_.value,
            "buyer_basis": basis.value,
            "outcome": outcome.value,
            "age_years": {BuyerBasis.UNDER_18: 17, BuyerBasis.ADULT: 18, BuyerBasis.NONE: None}[basis],
            "volunteer_code": "V07" if basis is BuyerBasis.UNDER_18 else None,
            "outcome_reason": "Why",
            "second_officer_id": second,
        }
        try:
            made = insert(session, columns, **changed)
        except DBAPIError:
            continue
        accepted += 1
        counts = session.execute(sa.text("SELECT counts_as_sale FROM purchases WHERE id = :id"), {"id": made})
        assert bool(counts.scalar_one()) is counts_as_sale(type_, basis, outcome), changed
    assert accepted > 50


def test_a_test_before_its_outlet_opened_is_refused(session, officer):
    outlet = OutletFactory(authority_id=officer.authority_id, opened_on=date(2026, 10, 2))
    known = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    with pytest.raises(DBAPIError, match="before its outlet existed"), session.begin_nested():
        PurchaseFactory(**known, tested_on=date(2026, 10, 1))
    PurchaseFactory(**known, tested_on=date(2026, 10, 2))


def test_a_reference_is_used_once_in_an_authority(session, columns, act):
    with pytest.raises(DBAPIError):
        insert(session, columns, reference=columns["reference"])
    elsewhere = act(authority="camden")
    PurchaseFactory(
        authority_id=elsewhere.authority_id,
        outlet_id=OutletFactory(authority_id=elsewhere.authority_id).id,
        officer_id=elsewhere.officer_id,
        reference=columns["reference"],
    )


def test_the_purpose_of_an_operation_is_fixed_by_its_first_result(session, officer, outlet):
    operation = OperationFactory(authority_id=officer.authority_id, partner_id=officer.authority_id)
    change = sa.text("UPDATE operations SET purpose = :purpose WHERE id = :id")
    asked = {"id": _id(session, operation.id)}
    session.execute(change, asked | {"purpose": "complaint"})
    PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        operation_id=operation.id,
    )
    with pytest.raises(DBAPIError, match="fixed before its first result"), session.begin_nested():
        session.execute(change, asked | {"purpose": "baseline"})


@pytest.fixture
def purchase(officer, outlet):
    return PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)


@pytest.mark.parametrize(
    "changed",
    [
        {"result": "not_yet"},
        {"handed_over_on": None},
        {"handed_over_on": date(2026, 11, 23)},
        {"handed_to_age_years": 121},
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(session, officer, purchase, changed):
    known = {"authority_id": officer.authority_id, "purchase_id": purchase.id}
    with pytest.raises(DBAPIError), session.begin_nested():
        HandOverFactory(**known, **changed)
    HandOverFactory(**known)
    with pytest.raises(DBAPIError), session.begin_nested():
        HandOverFactory(**known)


@pytest.mark.parametrize(
    "changed",
    [
        {"dispatched_on": date(2026, 9, 30)},
        {"handed_over_on": date(2026, 9, 30)},
        {"dispatched_on": date(2026, 10, 5), "handed_over_on": date(2026, 10, 4)},
    ],
)
def test_a_hand_over_before_its_order_or_its_dispatch_is_refused(session, officer, purchase, changed):
    parcel = HandOverFactory(
        authority_id=officer.authority_id,
        purchase_id=purchase.id,
        dispatched_on=date(2026, 10, 1),
        handed_over_on=date(2026, 10, 1),
    )
    day = ", ".join(f"{name} = :{name}" for name in changed)
    values = {name: value.isoformat() for name, value in changed.items()}
    with pytest.raises(DBAPIError, match=r"before its order|handed_over_after_dispatch"), session.begin_nested():
        session.execute(
            sa.text(f"UPDATE hand_overs SET {day} WHERE id = :id"),  # noqa: S608 - our own column names
            _days(session, values) | {"id": _id(session, parcel.id)},
        )
    with pytest.raises(DBAPIError, match="cannot be after its hand-over"), session.begin_nested():
        session.execute(
            sa.text("UPDATE purchases SET tested_on = :on WHERE id = :id"),
            _days(session, {"on": "2026-10-02"}) | {"id": _id(session, purchase.id)},
        )


def _days(session, values):
    """Return days as the driver of the engine takes them in plain SQL."""
    if session.get_bind().dialect.name == "sqlite":
        return values
    return {name: date.fromisoformat(value) for name, value in values.items()}


def test_a_purchase_its_hand_over_and_its_dispute_belong_to_the_authority_of_the_outlet(
    session, columns, act, purchase
):
    elsewhere = act(authority="camden")
    other = _id(session, elsewhere.authority_id)
    with pytest.raises(DBAPIError, match="belongs to the authority of its outlet"):
        insert(session, columns, authority_id=other)
    with pytest.raises(DBAPIError, match="belongs to the authority of its outlet"), session.begin_nested():
        session.execute(
            sa.text("UPDATE purchases SET authority_id = :other WHERE id = :id"),
            {"other": other, "id": _id(session, purchase.id)},
        )
    for factory, whose in ((HandOverFactory, "a hand-over belongs"), (DisputeFactory, "a dispute belongs")):
        with pytest.raises(DBAPIError, match=whose), session.begin_nested():
            factory(authority_id=elsewhere.authority_id, purchase_id=purchase.id)


@pytest.mark.parametrize("table", ["purchases", "hand_overs"])
def test_a_test_and_its_hand_over_are_never_deleted(session, officer, outlet, table):
    order = PurchaseFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id, online=True
    )
    HandOverFactory(authority_id=officer.authority_id, purchase_id=order.id)
    with pytest.raises(DBAPIError, match="never deleted"), session.begin_nested():
        session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - our own table names


def test_unlinking_the_only_result_does_not_free_the_purpose_of_an_operation(session, officer, outlet):
    operation = OperationFactory(
        authority_id=officer.authority_id, partner_id=officer.authority_id, first_result_at=clock.now()
    )
    asked = {"id": _id(session, operation.id)}
    for change, message in (
        ("purpose = 'baseline'", "fixed before its first result"),
        ("first_result_at = NULL", "had its first result stays"),
        ("first_result_at = '2020-01-01 00:00:00+00'", "had its first result stays"),
        ("purpose = 'baseline', first_result_at = NULL", "result"),
    ):
        with pytest.raises(DBAPIError, match=message), session.begin_nested():
            session.execute(sa.text(f"UPDATE operations SET {change} WHERE id = :id"), asked)  # noqa: S608 - ours
