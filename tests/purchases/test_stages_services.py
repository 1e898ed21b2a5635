"""Recording stages: each by itself, corrected with a reason, refused by the database where they cannot be."""

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.database import db
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases import queries, rules, services
from compliance.purchases.models import Stage
from compliance.purchases.queries.copies import lists_of
from compliance.purchases.rules import (
    Channel,
    Checkout,
    HandOverResult,
    NewHandOver,
    NewStage,
    PaidBy,
    RecordedState,
    StageKind,
    StageState,
    Type,
)
from compliance.purchases.rules.statements import draft
from tests.page import text_of
from tests.purchases.signing import sign

ORDERED = date(2026, 10, 1)
PAID = NewStage(stage=StageKind.PAYMENT, happened_on=ORDERED, paid_by=PaidBy.PREPAID_CARD, card_ending="4821")
UNPACKED = NewStage(stage=StageKind.UNPACKING, happened_on=date(2026, 10, 5), item="Chef’s knife")
NOT_SENT = NewStage(stage=StageKind.DISPATCH, state=RecordedState.NOT_REACHED, why="Cancelled by the seller")


@pytest.fixture
def order(session, officer, outlet, sale):
    new = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, url="https://knives.example/chef")
    return services.record_purchase(session, officer, outlet.id, new)


def entries(session, action):
    return session.exec(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)).all()


def view_of(session, officer, order, kind):
    return next(one for one in queries.stages_of(session, officer, order.id) if one.stage is kind)


def test_stages_are_saved_by_themselves_in_any_order_and_twice_the_same_changes_nothing(session, officer, order):
    services.record_stage(session, officer, order.id, UNPACKED)
    paid = services.record_stage(session, officer, order.id, PAID)
    again = services.record_stage(session, officer, order.id, PAID)
    assert (again.id, again.version) == (paid.id, 1)
    states = {one.stage: one.state for one in queries.stages_of(session, officer, order.id)}
    assert states[StageKind.PAYMENT] is states[StageKind.UNPACKING] is StageState.REACHED
    assert states[StageKind.DISPATCH] is states[StageKind.LISTING] is StageState.TO_DO
    assert states[StageKind.ADVANCE_NOTICE] is StageState.NOT_DUE
    assert [entry.detail["stage"] for entry in entries(session, "purchase_stage.recorded")] == ["unpacking", "payment"]


def test_a_statement_drafted_of_an_order_quotes_its_stages_and_leaves_a_gap_for_the_others(session, officer, order):
    services.record_stage(session, officer, order.id, PAID)
    services.record_stage(session, officer, order.id, NOT_SENT)
    words = draft(queries.told_of(session, officer, order.id))
    assert "The payment was made on Thursday 1 October 2026. How it was paid: Prepaid card. Card ending" in words
    assert "Dispatch: this was not reached. The reason recorded is: Cancelled by the seller." in words
    assert "[Unpacking: nothing is recorded. Say what happened, or take this out.]" in words
    assert "Advance notice" not in words


def test_a_correction_needs_a_reason_and_keeps_what_stood_before_and_an_addition_needs_none(session, officer, order):
    services.record_stage(session, officer, order.id, PAID)
    added = replace(PAID, at_time=time(14, 5))
    services.record_stage(session, officer, order.id, added, version=1)
    wrong = replace(added, card_ending="4822")
    with pytest.raises(Refusal, match="Say why"):
        services.record_stage(session, officer, order.id, wrong, version=2)
    with pytest.raises(Refusal, match="Somebody else changed"):
        services.record_stage(session, officer, order.id, wrong, version=1, reason="Misread")
    services.record_stage(session, officer, order.id, wrong, version=2, reason="Misread")
    last = entries(session, "purchase_stage.corrected")[-1]
    assert (last.reason, last.detail["changes"]) == ("Misread", {"card_ending": ["4821", "4822"]})


def test_a_stage_that_was_not_reached_keeps_its_reason_and_no_facts(session, officer, order):
    services.record_stage(
        session,
        officer,
        order.id,
        replace(PAID, state=RecordedState.NOT_REACHED, happened_on=None, why="Card declined"),
    )
    view = view_of(session, officer, order, StageKind.PAYMENT)
    assert (view.state, view.why, view.facts["card_ending"]) == (StageState.NOT_REACHED, "Card declined", "")


def test_a_dispatch_that_came_after_all_takes_the_place_of_its_absence(session, officer, order):
    services.record_stage(session, officer, order.id, NOT_SENT)
    assert view_of(session, officer, order, StageKind.DISPATCH).state is StageState.NOT_REACHED
    services.record_part(session, officer, order.id, {"dispatched_on": date(2026, 10, 2), "tracking_number": "SW1"})
    view = view_of(session, officer, order, StageKind.DISPATCH)
    assert (view.state, view.on) == (StageState.REACHED, date(2026, 10, 2))


def test_the_checkout_stands_with_the_order_and_its_stage(session, officer, order):
    stage = NewStage(stage=StageKind.CHECKOUT, happened_on=ORDERED, declared="Box ticked", words="I am over 18")
    told = Checkout(age_check=rules.AgeCheck.TICK_BOX, age_asked=True, declared_age_true=False)
    with pytest.raises(Refusal, match="who authorised"):
        services.record_checkout(session, officer, order.id, stage, told, purchase_version=1)
    told = replace(told, declaration_authorised_by="J Smith, Team Manager")
    services.record_checkout(session, officer, order.id, stage, told, purchase_version=1)
    assert order.age_check is rules.AgeCheck.TICK_BOX
    facts = view_of(session, officer, order, StageKind.CHECKOUT).facts
    assert (facts["declared_age_true"], facts["declared"]) == (False, "Box ticked")
    with pytest.raises(Refusal, match="Say why"):
        services.record_checkout(
            session, officer, order.id, stage, replace(told, age_asked=False), version=1, purchase_version=2
        )


def test_a_checkout_recorded_with_a_past_order_counts_as_recorded(session, officer, outlet, sale):
    new = replace(
        sale,
        type=Type.ONLINE_ORDER,
        channel=Channel.HOME_DELIVERY,
        url="https://knives.example/chef",
        age_check=rules.AgeCheck.NONE,
    )
    order = services.record_purchase(session, officer, outlet.id, new)
    view = view_of(session, officer, order, StageKind.CHECKOUT)
    assert (view.state, view.with_the_order) == (StageState.REACHED, True)


def test_no_stage_names_the_volunteer_or_holds_a_whole_card_number(session, officer, order):
    with pytest.raises(Refusal, match="could lead to the volunteer"):
        services.record_stage(session, officer, order.id, replace(UNPACKED, condition="Opened by Invented Person"))
    with pytest.raises(Refusal, match="payment card"):
        services.record_stage(session, officer, order.id, replace(PAID, words="4111 1111 1111 1111"))
    assert session.exec(select(Stage)).all() == []


def test_a_test_in_store_has_no_stages_and_a_listing_check_only_its_listing(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    assert queries.stages_of(session, officer, purchase.id) == []
    assert queries.parties_of(session, officer, purchase.id) == []
    with pytest.raises(Refusal, match="Only a test made online"):
        services.record_stage(session, officer, purchase.id, PAID)


def test_another_authority_and_a_viewer_record_no_stage(session, act, order):
    with pytest.raises(NotFound):
        services.record_stage(session, act(authority="camden"), order.id, PAID)
    with pytest.raises(Forbidden):
        services.record_stage(session, act(Role.VIEWER), order.id, PAID)


def test_a_parcel_is_not_handed_over_after_it_was_unpacked(session, officer, order):
    services.record_stage(session, officer, order.id, UNPACKED)
    later = {"result": HandOverResult.HANDED_OVER_UNCHECKED, "handed_over_on": date(2026, 10, 6)}
    with pytest.raises(Refusal, match="unpacked before this day"):
        services.record_part(session, officer, order.id, later)
    with pytest.raises(Refusal, match="so it was handed over"):
        services.record_part(
            session, officer, order.id, {"result": HandOverResult.REFUSED, "handed_over_on": date(2026, 10, 5)}
        )


def test_a_correction_of_the_order_fits_its_stages(session, officer, order, sale):
    services.record_stage(session, officer, order.id, PAID)
    new = replace(
        sale,
        type=Type.ONLINE_ORDER,
        channel=Channel.HOME_DELIVERY,
        url="https://knives.example/chef",
        tested_on=date(2026, 10, 2),
    )
    with pytest.raises(Refusal, match="Payment is recorded for 1 October 2026"):
        services.correct_purchase(session, officer, order.id, new, version=1, reason="Misread")


def test_after_a_signature_the_checkout_stands_still_and_the_stages_go_on(session, officer, order):
    sign(session, officer, order.id, "I saw the order being made.")
    stage = NewStage(stage=StageKind.CHECKOUT, happened_on=ORDERED)
    told = Checkout(age_check=rules.AgeCheck.NONE)
    with pytest.raises(Refusal):
        services.record_checkout(session, officer, order.id, stage, told, purchase_version=order.version)
    services.record_checkout(session, officer, order.id, stage, Checkout(), purchase_version=order.version)
    services.record_stage(session, officer, order.id, PAID)
    assert view_of(session, officer, order, StageKind.PAYMENT).state is StageState.REACHED


def raw(session, order, **changed):
    """Insert a stage past the services, as somebody with the database's password could."""
    known = {
        "authority_id": order.authority_id,
        "purchase_id": order.id,
        "stage": StageKind.PAYMENT,
        "happened_on": ORDERED,
        "recorded_on": clock.today(),
        "recorded_at": clock.now(),
    }
    session.add(Stage(**(known | changed)))
    session.flush()


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"happened_on": date(2026, 9, 30)}, "wrong side of the day"),
        ({"stage": StageKind.CONFIRMATION, "happened_on": date(2026, 9, 30)}, "wrong side of the day"),
        ({"stage": StageKind.UNPACKING, "happened_on": date(2026, 9, 30)}, "wrong side of the day"),
        ({"stage": StageKind.ADVANCE_NOTICE, "happened_on": date(2026, 10, 2)}, "wrong side of the day"),
        ({"stage": StageKind.CHECKOUT, "happened_on": date(2026, 10, 2)}, "wrong side of the day"),
        ({"happened_on": date(2099, 1, 1)}, "not_in_the_future"),
        ({"happened_on": None}, "reached_on_a_day"),
        ({"happened_on": None, "state": RecordedState.NOT_REACHED}, "not_reached_with_why"),
        ({"stage": StageKind.DISPATCH}, "parcel_is_a_hand_over"),
        ({"card_ending": "41111"}, "no_whole_card_number|too long"),
        ({"price_pence": -1}, "price_not_negative"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_the_database_refuses_a_stage_that_cannot_be(session, order, changed, match):
    with pytest.raises(DBAPIError, match=match), session.begin_nested():
        raw(session, order, **changed)


def test_the_database_keeps_one_row_of_a_stage_and_none_goes_or_moves(session, officer, order):
    services.record_stage(session, officer, order.id, PAID)
    for statement, match in (
        ("DELETE FROM purchase_stages", "never deleted"),
        ("UPDATE purchase_stages SET stage = 'confirmation'", "stays the stage"),
        ("UPDATE purchases SET tested_on = tested_on", ""),
    ):
        if match:
            with pytest.raises(DBAPIError, match=match), session.begin_nested():
                session.execute(sa.text(statement))
        else:
            session.execute(sa.text(statement))
    with pytest.raises(DBAPIError), session.begin_nested():
        raw(session, order)


def test_the_day_of_an_order_does_not_pass_its_stages(session, officer, order):
    services.record_stage(session, officer, order.id, PAID)
    order.tested_on = date(2026, 10, 2)
    with pytest.raises(DBAPIError, match="wrong side of the day of one of its stages"):
        session.flush()
    session.rollback()


def test_the_stages_of_a_test_are_read_by_a_fixed_number_of_queries(session, officer, order):
    services.record_stage(session, officer, order.id, PAID)
    services.record_stage(session, officer, order.id, UNPACKED)
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        queries.stages_of(session, officer, order.id)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(sent) <= 4


def test_what_was_corrected_of_a_stage_is_said_beside_it_and_what_was_only_added_is_not(
    client, session, officer, order
):
    services.record_stage(session, officer, order.id, PAID)
    services.record_stage(session, officer, order.id, replace(PAID, at_time=time(14, 5)), version=1)
    page = f"/purchases/{order.id}/stages"
    assert "Corrected on" not in text_of(client.get(page))
    later = replace(PAID, at_time=time(14, 5), card_ending="4822")
    services.record_stage(session, officer, order.id, later, version=2, reason="Misread the card")
    handed = NewHandOver(result=HandOverResult.REFUSED, handed_over_on=date(2026, 10, 4), words_spoken="“ID?”")
    made = services.record_hand_over(session, officer, order.id, handed)
    services.record_hand_over(
        session, officer, order.id, replace(handed, words_spoken="“Any ID?”"), version=made.version, reason="Misheard"
    )
    text = text_of(client.get(page))
    assert text.index("Card ending in") < text.index("Why: Misread the card") < text.index("How it ended")
    assert text.count("Corrected on") == 2
    assert "Why: Misheard" in text
    told = next(one for one in lists_of(session, officer, order.id) if one.name == "audit.csv").content.decode(
        "utf-8-sig"
    )
    assert "card_ending: 4821 > 4822" in told
    assert "Stage of an online test corrected: Payment" in told
    history = text_of(client.get(f"/purchases/{order.id}/history"))
    assert "Stage of an online test corrected: Payment" in history
    assert "words_spoken: “ID?” > “Any ID?”" in told


def test_what_was_corrected_of_a_stage_after_an_account_was_signed_is_said_beside_the_account(
    client, session, officer, order
):
    services.record_stage(session, officer, order.id, PAID)
    services.record_stage(
        session, officer, order.id, replace(PAID, card_ending="4822"), version=1, reason="Before the signature"
    )
    sign(session, officer, order.id, "I ordered it.")
    services.record_stage(
        session, officer, order.id, replace(PAID, card_ending="4823"), version=2, reason="After the signature"
    )
    handed = NewHandOver(result=HandOverResult.REFUSED, handed_over_on=date(2026, 10, 4), words_spoken="“ID?”")
    made = services.record_hand_over(session, officer, order.id, handed)
    other = replace(handed, words_spoken="“Any ID?”")
    services.record_hand_over(session, officer, order.id, other, version=made.version, reason="Misheard")
    text = text_of(client.get(f"/purchases/{order.id}/accounts"))
    assert "Payment was corrected since" in text
    assert "The hand-over was corrected since" in text
    assert "Why: After the signature" in text
    assert "Before the signature" not in text
