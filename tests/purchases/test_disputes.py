"""A trader's dispute from its receipt to its end, and what the database itself refuses of it."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.models import Dispute, DisputeComment
from compliance.purchases.queries import DisputeFilter
from compliance.purchases.rules import DisputeCameBy, DisputeDecision, DisputeState, NewDispute
from tests.factories.purchases import DisputeFactory, PurchaseFactory
from tests.purchases.signing import sign

TODAY = date(2026, 11, 22)
DISPUTE = NewDispute(
    raised_on=date(2026, 10, 20),
    raised_by="Jo Example",
    capacity="Director",
    came_by=DisputeCameBy.LETTER,
    words="We asked for ID.\nThe till shows it.",
    asks_for="That it is taken off.",
)


@pytest.fixture
def purchase(session, officer, outlet, sale):
    return services.record_purchase(session, officer, outlet.id, sale)


@pytest.fixture
def dispute(session, officer, purchase):
    return services.record_dispute(session, officer, purchase.id, DISPUTE)


def decide(session, who, dispute, decision=DisputeDecision.OVERTURNED, **changed):
    said = {"reasons": "The receipt shows it.", "considered": "The receipt."} | changed
    return services.decide_dispute(
        session, who, dispute.id, decision, said.pop("reasons"), considered=said.pop("considered"), **said
    )


def actions(session, purchase) -> list[str]:
    found = session.exec(
        select(AuditEntry).where(AuditEntry.subject_id == str(purchase.id)).order_by(AuditEntry.number)
    )
    return [entry.action for entry in found]


def test_what_the_trader_says_is_kept_word_for_word_with_who_said_it_and_when_it_is_due(dispute):
    assert dispute.words == "We asked for ID.\nThe till shows it."
    assert (dispute.raised_by, dispute.capacity, dispute.came_by) == ("Jo Example", "Director", DisputeCameBy.LETTER)
    assert dispute.due_on == date(2026, 11, 17)


def test_the_same_form_sent_twice_records_one_dispute(session, officer, purchase):
    first = services.record_dispute(session, officer, purchase.id, DISPUTE)
    again = services.record_dispute(session, officer, purchase.id, DISPUTE, dispute_id=first.id)
    assert again.id == first.id
    with pytest.raises(Refusal, match="waiting to be decided"):
        services.record_dispute(session, officer, purchase.id, DISPUTE)


def test_words_that_name_the_volunteer_are_not_kept(session, officer, purchase, volunteer):
    named = replace(DISPUTE, words="It was the Invented Person, I know the family.")
    with pytest.raises(Refusal, match=r"Write the code V07") as refused:
        services.record_dispute(session, officer, purchase.id, named)
    assert refused.value.field == "words"
    assert queries.list_disputes(session, officer, purchase.id) == []


def test_a_dispute_is_decided_by_another_and_the_whole_is_in_the_history(session, act, officer, purchase, dispute):
    manager = act(Role.MANAGER)
    services.acknowledge_dispute(session, officer, dispute.id, date(2026, 10, 21))
    services.acknowledge_dispute(session, officer, dispute.id, date(2026, 10, 21))
    services.assign_reviewer(session, manager, dispute.id, manager.officer_id)
    services.invite_comments(session, manager, dispute.id)
    services.invite_comments(session, manager, dispute.id)
    services.comment_on_dispute(session, officer, dispute.id, "I watched the sale.")
    with pytest.raises(Forbidden):
        decide(session, officer, dispute)
    decide(session, manager, dispute)
    assert actions(session, purchase) == [
        "purchase.recorded",
        "dispute.recorded",
        "dispute.acknowledged",
        "dispute.assigned",
        "dispute.comment_invited",
        "dispute.commented",
        "dispute.decided",
    ]
    assert queries.history_of(session, officer)[0].overturned
    with pytest.raises(Refusal, match="overturned already"):
        services.record_dispute(session, officer, purchase.id, replace(DISPUTE, new_grounds="More"))


def test_what_was_decided_is_decided_once_and_disputed_again_on_new_grounds_only(
    session, act, officer, purchase, dispute
):
    manager, other = act(Role.MANAGER), act(Role.MANAGER)
    decide(session, manager, dispute, DisputeDecision.UPHELD)
    with pytest.raises(Refusal, match="decided already"):
        decide(session, other, dispute)
    with pytest.raises(Refusal, match="what is new"):
        services.record_dispute(session, officer, purchase.id, DISPUTE)
    anew = services.record_dispute(session, officer, purchase.id, replace(DISPUTE, new_grounds="A recording."))
    with pytest.raises(Refusal, match="decided an earlier dispute"):
        decide(session, manager, anew)
    decide(session, other, anew)
    decisions = [one.decision for one in queries.list_disputes(session, officer, purchase.id)]
    assert sorted(decisions) == [DisputeDecision.OVERTURNED, DisputeDecision.UPHELD]


def test_a_manager_who_made_the_test_neither_decides_nor_is_chosen(session, act, outlet, sale):
    manager, other = act(Role.MANAGER), act(Role.MANAGER)
    purchase = services.record_purchase(session, manager, outlet.id, replace(sale, officer_id=manager.officer_id))
    dispute = services.record_dispute(session, manager, purchase.id, DISPUTE)
    with pytest.raises(Refusal, match="made this test"):
        decide(session, manager, dispute)
    with pytest.raises(Refusal, match="made this test"):
        services.assign_reviewer(session, other, dispute.id, manager.officer_id, despite="Nobody else")
    with pytest.raises(Refusal, match="Select who"):
        services.assign_reviewer(session, other, dispute.id, act(Role.MANAGER, "camden").officer_id)
    with pytest.raises(Refusal, match="may not decide disputes"):
        services.assign_reviewer(session, other, dispute.id, act(Role.CLERK).officer_id)


def test_whoever_was_chosen_decides_and_nobody_else(session, act, dispute):
    chosen, other = act(Role.MANAGER), act(Role.MANAGER)
    services.assign_reviewer(session, other, dispute.id, chosen.officer_id)
    with pytest.raises(Refusal, match="Choose yourself"):
        decide(session, other, dispute)
    with pytest.raises(Refusal, match="why the reviewer changes") as refused:
        services.assign_reviewer(session, other, dispute.id, other.officer_id)
    assert refused.value.field == "reason"
    services.assign_reviewer(session, other, dispute.id, other.officer_id, reason="The first is on leave.")
    assert decide(session, other, dispute).reviewer_id == other.officer_id


def test_whoever_wrote_an_account_of_a_test_made_it_although_the_record_names_nobody_now(
    session, act, purchase, dispute
):
    manager = act(Role.MANAGER)
    purchase.second_officer_id = manager.officer_id
    session.flush()
    services.save_account(session, manager, purchase.id, "I stood at the door.")
    purchase.second_officer_id = None
    session.flush()
    with pytest.raises(Refusal, match="made this test"):
        decide(session, manager, dispute)


def test_what_was_recorded_of_a_dispute_is_corrected_with_what_stood_before_in_the_history(
    session, officer, purchase, dispute
):
    services.acknowledge_dispute(session, officer, dispute.id, date(2026, 10, 22))
    new = replace(DISPUTE, words="We asked for an ID.", raised_on=date(2026, 10, 19))
    version = dispute.version
    for changed, why in (
        ({"reason": " "}, "why it is corrected"),
        ({"version": version - 1}, "Somebody else changed"),
        ({"new": replace(new, raised_on=date(2026, 10, 23))}, "acknowledged before"),
        ({"new": replace(new, words=" ")}, "what the trader says"),
    ):
        asked = {"new": new, "version": version, "reason": "Copied wrongly."} | changed
        with pytest.raises(Refusal, match=why):
            services.correct_dispute(session, officer, dispute.id, asked.pop("new"), **asked)
    corrected = services.correct_dispute(session, officer, dispute.id, new, version=version, reason="Copied wrongly.")
    assert (corrected.words, corrected.due_on) == ("We asked for an ID.", date(2026, 11, 16))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "dispute.corrected")).one()
    assert (entry.subject_id, entry.reason) == (str(purchase.id), "Copied wrongly.")
    assert entry.detail["changes"]["words"] == [DISPUTE.words, "We asked for an ID."]
    services.correct_dispute(session, officer, dispute.id, new, version=corrected.version, reason="Again.")
    assert actions(session, purchase).count("dispute.corrected") == 1


def test_a_closed_dispute_is_not_corrected_and_a_name_not_put_in(session, officer, volunteer, dispute):
    named = replace(DISPUTE, words="It was the Invented Person, I know the family.")
    with pytest.raises(Refusal, match=r"Write the code V07"):
        services.correct_dispute(session, officer, dispute.id, named, version=dispute.version, reason="Copied wrongly.")
    services.withdraw_dispute(session, officer, dispute.id, TODAY, "We let it rest.")
    with pytest.raises(Refusal, match="withdrew"):
        services.correct_dispute(session, officer, dispute.id, DISPUTE, version=dispute.version, reason="Why")


def test_a_result_that_was_overturned_asks_no_more_work_of_anybody(session, act, officer, outlet, purchase, dispute):
    first, boss, manager = act(), act(Role.MANAGER), act(Role.MANAGER)
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    services.save_account(session, officer, purchase.id, "I watched the sale.")
    signed = PurchaseFactory(**mine | {"officer_id": first.officer_id})
    sign(session, first, signed.id, "I watched the sale.")
    order = PurchaseFactory(**mine, online=True)

    def asked():
        return (
            [one.purchase_id for one in queries.list_accounts_to_sign(session, officer)],
            [one.purchase_id for one in queries.list_reviews_waiting(session, boss)],
            queries.count_reviews_waiting(session, boss),
            [one.id for one in queries.list_hand_overs_awaited(session, officer)],
        )

    assert asked() == ([purchase.id], [signed.id], 1, [order.id])
    for disputed in (signed, order):
        raised = services.record_dispute(session, officer, disputed.id, replace(DISPUTE, raised_on=TODAY))
        decide(session, manager, raised)
    decide(session, manager, dispute)
    assert asked() == ([], [], 0, [])


def test_a_reviewer_cannot_become_an_officer_of_the_test(session, act, officer, purchase, sale, dispute):
    manager = act(Role.MANAGER)
    services.assign_reviewer(session, manager, dispute.id, manager.officer_id)
    with pytest.raises(Refusal) as refused:
        services.correct_purchase(
            session,
            officer,
            purchase.id,
            replace(sale, second_officer_id=manager.officer_id),
            version=1,
            reason="Why",
        )
    assert refused.value.field == "second_officer_id"


def test_a_withdrawn_dispute_leaves_the_result_and_can_be_raised_again(session, act, officer, purchase, dispute):
    assert queries.list_disputes_waiting(session, officer)
    services.withdraw_dispute(session, officer, dispute.id, date(2026, 11, 1), "We let it rest.")
    assert queries.list_disputes_waiting(session, officer) == []
    for late in (
        lambda: decide(session, act(Role.MANAGER), dispute),
        lambda: services.acknowledge_dispute(session, officer, dispute.id, TODAY),
        lambda: services.invite_comments(session, officer, dispute.id),
    ):
        with pytest.raises(Refusal, match="withdrew"):
            late()
    assert not queries.history_of(session, officer)[0].overturned
    services.record_dispute(session, officer, purchase.id, DISPUTE)


def test_only_officers_of_the_test_are_invited_and_comment_once(session, act, officer, dispute):
    with pytest.raises(Refusal, match="invited"):
        services.comment_on_dispute(session, officer, dispute.id, "I saw it.")
    assert [one.officer_id for one in services.invite_comments(session, officer, dispute.id)] == [officer.officer_id]
    with pytest.raises(Refusal, match="invited"):
        services.comment_on_dispute(session, act(), dispute.id, "I saw it.")
    services.comment_on_dispute(session, officer, dispute.id, "I saw it.")
    with pytest.raises(Refusal, match="commented already"):
        services.comment_on_dispute(session, officer, dispute.id, "And more.")


def test_another_authoritys_dispute_is_not_found(session, act, dispute):
    stranger = act(Role.MANAGER, "camden")
    for do in (
        lambda: decide(session, stranger, dispute),
        lambda: services.assign_reviewer(session, stranger, dispute.id, stranger.officer_id),
        lambda: services.withdraw_dispute(session, stranger, dispute.id, TODAY, "Why"),
        lambda: services.acknowledge_dispute(session, stranger, dispute.id, TODAY),
        lambda: services.correct_dispute(session, stranger, dispute.id, DISPUTE, version=1, reason="Why"),
        lambda: services.invite_comments(session, stranger, dispute.id),
        lambda: services.comment_on_dispute(session, stranger, dispute.id, "Words"),
    ):
        with pytest.raises(NotFound):
            do()
    assert queries.list_comments(session, stranger, dispute.id) == []
    assert queries.count_disputes(session, stranger, DisputeFilter(), TODAY) == 0


# What the database refuses, tried with plain SQL


@pytest.fixture
def closed(session, act, dispute):
    return decide(session, act(Role.MANAGER), dispute, DisputeDecision.UPHELD)


def key(session, value):
    return value.hex if session.get_bind().dialect.name == "sqlite" else value


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disputes SET words = 'Changed' WHERE id = :id",
        "UPDATE disputes SET decision = 'overturned' WHERE id = :id",
        "UPDATE disputes SET decision = NULL, decided_on = NULL WHERE id = :id",
        "UPDATE disputes SET reasons = 'Others' WHERE id = :id",
        "DELETE FROM disputes WHERE id = :id",
    ],
)
def test_a_decided_dispute_never_changes(session, closed, statement):
    with pytest.raises(DBAPIError, match="never"), session.begin_nested():
        session.execute(sa.text(statement), {"id": key(session, closed.id)})


def test_a_withdrawn_dispute_never_changes_and_an_open_one_is_never_deleted(session, officer, dispute):
    with pytest.raises(DBAPIError, match="never deleted"), session.begin_nested():
        session.execute(sa.text("DELETE FROM disputes WHERE id = :id"), {"id": key(session, dispute.id)})
    services.withdraw_dispute(session, officer, dispute.id, TODAY, "We let it rest.")
    change = "UPDATE disputes SET withdrawn_on = NULL, withdrawn_words = '' WHERE id = :id"
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(sa.text(change), {"id": key(session, dispute.id)})


def test_the_database_wants_new_grounds_and_nothing_after_an_overturned_result(session, act, officer, purchase):
    known = {"authority_id": officer.authority_id, "purchase_id": purchase.id}
    told = {"decided_on": date(2026, 11, 1), "reviewer_id": act(Role.MANAGER).officer_id, "reasons": "Seen."}
    DisputeFactory(**known, **told, decision=DisputeDecision.UPHELD)
    with pytest.raises(DBAPIError, match="new grounds"), session.begin_nested():
        DisputeFactory(**known)
    DisputeFactory(**known, **told, decision=DisputeDecision.OVERTURNED, new_grounds="A recording.")
    with pytest.raises(DBAPIError, match="overturned"), session.begin_nested():
        DisputeFactory(**known, new_grounds="Another.")


def test_a_dispute_is_not_reviewed_by_an_officer_who_made_the_test(session, act, officer, purchase):
    known = {"authority_id": officer.authority_id, "purchase_id": purchase.id}
    with pytest.raises(DBAPIError, match="must not be an officer who made the test"), session.begin_nested():
        DisputeFactory(**known, reviewer_id=officer.officer_id)
    other = act(Role.MANAGER)
    DisputeFactory(**known, reviewer_id=other.officer_id)
    with pytest.raises(DBAPIError, match="cannot become an officer"), session.begin_nested():
        session.execute(
            sa.text("UPDATE purchases SET second_officer_id = :who WHERE id = :id"),
            {"who": key(session, other.officer_id), "id": key(session, purchase.id)},
        )


@pytest.mark.parametrize(
    "changed",
    [
        {"decision": DisputeDecision.UPHELD, "decided_on": date(2026, 11, 1), "reasons": ""},
        {"due_on": date(2026, 10, 19)},
        {"acknowledged_on": date(2026, 10, 19)},
        {"withdrawn_on": date(2026, 11, 1), "withdrawn_words": ""},
        {"withdrawn_on": date(2026, 10, 19), "withdrawn_words": "Before it was raised"},
    ],
    ids=["no reasons", "due before it came", "acknowledged before it came", "withdrawn wordless", "withdrawn before"],
)
def test_a_dispute_that_cannot_be_is_refused_by_the_database(session, officer, purchase, changed):
    with pytest.raises(DBAPIError), session.begin_nested():
        DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id, **changed)


def test_one_dispute_waits_at_a_time(session, officer, dispute, purchase):
    with pytest.raises(DBAPIError), session.begin_nested():
        DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id)


def test_a_comment_that_was_made_never_changes_and_a_closed_dispute_takes_none(session, act, officer, dispute):
    services.invite_comments(session, officer, dispute.id)
    made = services.comment_on_dispute(session, officer, dispute.id, "I saw it.")
    for statement in (
        "UPDATE dispute_comments SET words = 'Nothing' WHERE id = :id",
        "DELETE FROM dispute_comments WHERE id = :id",
    ):
        with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
            session.execute(sa.text(statement), {"id": key(session, made.id)})
    decide(session, act(Role.MANAGER), dispute)
    late = DisputeComment(
        authority_id=officer.authority_id, dispute_id=dispute.id, officer_id=act().officer_id, invited_on=TODAY
    )
    session.add(late)
    with pytest.raises(DBAPIError, match="takes no comment"):
        session.flush()


# The list


@pytest.fixture
def many(session, act, officer, outlet):
    """Three disputes: one overdue, one waiting, one upheld."""
    made = []
    for number, raised_on in enumerate((date(2026, 10, 5), date(2026, 11, 10), date(2026, 11, 12))):
        purchase = PurchaseFactory(
            authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id
        )
        new = replace(DISPUTE, raised_on=raised_on, raised_by=f"Trader {number}")
        made.append(services.record_dispute(session, officer, purchase.id, new))
    decide(session, act(Role.MANAGER), made[2], DisputeDecision.UPHELD)
    return made


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (DisputeFilter(), [2, 1, 0]),
        (DisputeFilter(state=DisputeState.WAITING), [1, 0]),
        (DisputeFilter(state=DisputeState.OVERDUE), [0]),
        (DisputeFilter(state=DisputeState.UPHELD), [2]),
        (DisputeFilter(state=DisputeState.OVERTURNED), []),
        (DisputeFilter(state=DisputeState.WITHDRAWN), []),
        (DisputeFilter(since=date(2026, 11, 10)), [2, 1]),
        (DisputeFilter(until=date(2026, 11, 9)), [0]),
        (DisputeFilter(search="trader 1"), [1]),
        (DisputeFilter(search="100%"), []),
    ],
)
def test_the_list_shows_where_each_stands(session, officer, many, wanted, found):
    page = queries.list_dispute_rows(session, officer, wanted, TODAY)
    assert [row.id for row in page.rows] == [many[number].id for number in found]
    assert queries.count_disputes(session, officer, wanted, TODAY) == len(found)
    assert queries.export_disputes(session, officer, wanted, TODAY) == list(page.rows)
    for row in page.rows:
        assert wanted.state is None or row.state in {wanted.state, DisputeState.OVERDUE}


def test_the_pages_of_the_list_meet(session, officer, many):
    first = queries.list_dispute_rows(session, officer, DisputeFilter(), TODAY, limit=2)
    assert (len(first.rows), first.newer) == (2, None)
    second = queries.list_dispute_rows(session, officer, DisputeFilter(), TODAY, older_than=first.older, limit=2)
    assert [row.id for row in second.rows] == [many[0].id]
    back = queries.list_dispute_rows(session, officer, DisputeFilter(), TODAY, newer_than=second.newer, limit=2)
    assert [row.id for row in back.rows] == [row.id for row in first.rows]


def test_those_due_first_are_first_at_home(session, officer, many):
    waiting = queries.list_disputes_waiting(session, officer)
    assert [one.dispute_id for one in waiting] == [many[0].id, many[1].id]
    assert [one.due_on for one in waiting] == [date(2026, 11, 2), date(2026, 12, 8)]
    assert session.exec(select(Dispute)).all()
