"""Making an attempt void or aborted takes two persons: the rules, the services, the pages, and the database itself."""

from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from compliance import clock
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.models import Voiding
from compliance.purchases.queries import voidings
from compliance.purchases.rules import Outcome, VoidingDecision
from compliance.purchases.rules.voiding import asked_to_agree, check_answer, check_proposal, why_not_second
from compliance.purchases.services.voiding import decide_voiding, propose_voiding, withdraw_voiding
from tests.factories.base import RowFactory
from tests.factories.purchases import PurchaseFactory
from tests.factories.volunteers import register
from tests.page import text_of

VOID, AGREED, DECLINED = Outcome.VOID, VoidingDecision.AGREED, VoidingDecision.DECLINED
ONE, TWO, THREE, FOUR = (uuid4() for _ in range(4))


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


@pytest.fixture
def sold(session, officer, outlet, sale):
    return services.record_purchase(session, officer, outlet.id, sale)


@pytest.fixture
def refused(session, officer, outlet, sale):
    return services.record_purchase(session, officer, outlet.id, replace(sale, outcome=Outcome.REFUSED_NO_ID))


@pytest.fixture
def aborted(session, act, officer, outlet, sale):
    """An attempt recorded at the counter as aborted, with the second officer who must agree."""
    second = act()
    new = replace(
        sale, outcome=Outcome.ABORTED, outcome_reason="She was recognised", second_officer_id=second.officer_id
    )
    return services.record_purchase(session, officer, outlet.id, new), second


# The rules


@pytest.mark.parametrize(
    ("now", "wanted", "reason", "waiting", "field"),
    [
        (Outcome.SOLD_UNCHALLENGED, VOID, "The wrong shop", False, ""),
        (Outcome.SOLD_UNCHALLENGED, Outcome.ABORTED, "She was recognised", False, ""),
        (Outcome.ABORTED, VOID, "The protocol was not followed", False, ""),
        (VOID, VOID, "Again", False, "wanted"),
        (Outcome.SOLD_UNCHALLENGED, Outcome.REFUSED_NO_ID, "Another outcome", False, "wanted"),
        (Outcome.SOLD_UNCHALLENGED, None, "None", False, "wanted"),
        (Outcome.SOLD_UNCHALLENGED, VOID, " \n", False, "reason"),
        (Outcome.SOLD_UNCHALLENGED, VOID, "Twice", True, None),
    ],
    ids=["void", "aborted", "aborted-to-void", "void-already", "another-outcome", "nothing", "no-reason", "waiting"],
)
def test_what_may_be_proposed(now, wanted, reason, waiting, field):
    if field == "":
        assert check_proposal(now, wanted, reason, waiting=waiting) is wanted
        return
    with pytest.raises(Refusal) as refusal:
        check_proposal(now, wanted, reason, waiting=waiting)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("decider", "named", "counts", "may_decide", "may_review", "said"),
    [
        (TWO, None, False, False, False, ""),
        (ONE, None, False, True, True, "You proposed this"),
        (None, None, False, True, True, "You proposed this"),
        (TWO, TWO, False, False, False, ""),
        (THREE, TWO, False, False, False, "Another officer was named"),
        (THREE, TWO, False, False, True, ""),
        (FOUR, None, True, True, True, ""),
        (FOUR, None, True, False, True, "may decide disputes"),
        (TWO, None, True, True, True, "did not make the test"),
        (TWO, TWO, True, True, True, "did not make the test"),
        (TWO, None, False, True, True, ""),
    ],
    ids=[
        "another-officer",
        "the-proposer",
        "the-command-line",
        "the-named",
        "not-the-named",
        "a-reviewer-for-the-named",
        "sale-by-independent",
        "sale-without-the-right",
        "sale-by-an-officer-of-it",
        "sale-by-the-named-officer-of-it",
        "refusal-by-an-officer-of-it",
    ],
)
def test_who_can_be_the_second_person(decider, named, counts, may_decide, may_review, said):
    words = why_not_second(
        decider,
        proposer_id=ONE,
        named_id=named,
        made_by=(ONE, TWO),
        counts=counts,
        may_decide_disputes=may_decide,
        may_review=may_review,
    )
    assert said in words
    assert bool(words) is bool(said)


@pytest.mark.parametrize(
    ("decision", "reason", "field"),
    [
        (AGREED, "", ""),
        (DECLINED, "It was finished", ""),
        (DECLINED, "  ", "decision_reason"),
        (None, "", "decision"),
        (VoidingDecision.WITHDRAWN, "", "decision"),
    ],
)
def test_what_the_second_person_answers(decision, reason, field):
    if not field:
        assert check_answer(decision, reason) is decision
        return
    with pytest.raises(Refusal) as refusal:
        check_answer(decision, reason)
    assert refusal.value.field == field


@pytest.mark.parametrize(("recorded_by", "asked"), [(ONE, TWO), (TWO, ONE), (THREE, TWO), (None, TWO)])
def test_the_officer_who_did_not_record_it_is_asked(recorded_by, asked):
    assert asked_to_agree(ONE, TWO, recorded_by=recorded_by) == asked


# The services


def test_a_proposal_changes_nothing_until_somebody_else_agrees(session, officer, manager, sold):
    proposal = propose_voiding(session, officer, sold.id, VOID, "The wrong shop")
    assert (sold.outcome, sold.counts_as_sale) == (Outcome.SOLD_UNCHALLENGED, True)
    decide_voiding(session, manager, proposal.id, AGREED)
    assert (sold.outcome, sold.outcome_reason, sold.counts_as_sale) == (VOID, "The wrong shop", False)
    assert sold.voided_by_id == manager.officer_id
    assert proposal.outcome_before is Outcome.SOLD_UNCHALLENGED


def test_a_test_by_one_officer_can_be_made_void_by_two_persons(session, officer, act, refused):
    proposal = propose_voiding(session, officer, refused.id, VOID, "The wrong shop")
    decide_voiding(session, act(), proposal.id, AGREED)
    assert (refused.outcome, refused.second_officer_id) == (VOID, None)


def test_declining_needs_reasons_and_leaves_the_result(session, officer, manager, sold):
    proposal = propose_voiding(session, officer, sold.id, VOID, "The wrong shop")
    with pytest.raises(Refusal, match="Say why you do not agree"):
        decide_voiding(session, manager, proposal.id, DECLINED)
    decide_voiding(session, manager, proposal.id, DECLINED, "It was the right shop")
    assert sold.outcome is Outcome.SOLD_UNCHALLENGED
    with pytest.raises(Refusal, match="decided already"):
        decide_voiding(session, manager, proposal.id, AGREED)
    assert propose_voiding(session, officer, sold.id, VOID, "Once more").decision is None


def test_nobody_makes_their_own_sale_disappear(session, act, manager, outlet, sale):
    made_by_manager = replace(sale, officer_id=manager.officer_id)
    sold = services.record_purchase(session, manager, outlet.id, made_by_manager)
    proposal = propose_voiding(session, act(), sold.id, VOID, "The wrong shop")
    for somebody in (manager, act()):
        with pytest.raises(Refusal, match="did not make the test"):
            decide_voiding(session, somebody, proposal.id, AGREED)
    assert sold.counts_as_sale
    decide_voiding(session, act(Role.MANAGER), proposal.id, AGREED)
    assert not sold.counts_as_sale


def test_one_person_proposes_and_another_agrees(session, officer, manager, sold):
    proposal = propose_voiding(session, manager, sold.id, VOID, "The wrong shop")
    with pytest.raises(Refusal, match="You proposed this"):
        decide_voiding(session, manager, proposal.id, AGREED)
    with pytest.raises(Refusal, match="It is already proposed"):
        propose_voiding(session, officer, sold.id, VOID, "Twice")
    with pytest.raises(Refusal, match="Only the officer who proposed"):
        withdraw_voiding(session, officer, proposal.id)
    withdraw_voiding(session, manager, proposal.id)
    assert (proposal.decision, sold.outcome) == (VoidingDecision.WITHDRAWN, Outcome.SOLD_UNCHALLENGED)


def test_an_attempt_aborted_at_the_counter_waits_for_the_second_officer(session, officer, act, aborted):
    purchase, second = aborted
    waiting = voidings.find_waiting_voiding(session, officer, purchase.id)
    assert (waiting.at_counter, waiting.named_id, waiting.wanted) == (True, second.officer_id, Outcome.ABORTED)
    assert [one.purchase.id for one in voidings.list_voidings_to_agree(session, second)] == [purchase.id]
    assert voidings.list_voidings_to_agree(session, officer) == []
    with pytest.raises(Refusal, match="Another officer was named"):
        decide_voiding(session, act(), waiting.id, AGREED)
    decide_voiding(session, second, waiting.id, AGREED)
    assert (purchase.outcome, purchase.voided_by_id) == (Outcome.ABORTED, second.officer_id)
    assert voidings.list_voidings_to_agree(session, second) == []


def test_what_was_not_agreed_is_corrected_to_what_happened(session, officer, outlet, sale, aborted):
    purchase, second = aborted
    real = replace(sale, outcome=Outcome.REFUSED_NO_ID, second_officer_id=second.officer_id)
    with pytest.raises(Refusal, match="decided or withdrawn first"):
        services.correct_purchase(session, officer, purchase.id, real, version=1, reason="It was refused")
    waiting = voidings.find_waiting_voiding(session, officer, purchase.id)
    decide_voiding(session, second, waiting.id, DECLINED, "The seller refused")
    past = voidings.list_voidings(session, officer, purchase.id)
    assert voidings.is_declined(past, purchase.outcome)
    services.correct_purchase(session, officer, purchase.id, real, version=1, reason="It was refused")
    assert purchase.outcome is Outcome.REFUSED_NO_ID
    assert not voidings.is_declined(past, purchase.outcome)


def test_a_correction_makes_nothing_void(session, manager, outlet, sale, sold, act):
    new = replace(sale, outcome=VOID, outcome_reason="The wrong shop", second_officer_id=act().officer_id)
    with pytest.raises(Refusal, match="only when a second person agrees") as refusal:
        services.correct_purchase(session, manager, sold.id, new, version=1, reason="The wrong shop")
    assert refusal.value.field == "outcome"


def test_a_void_result_that_is_corrected_forgets_who_agreed_but_its_history_does_not(
    session, officer, manager, refused, sale
):
    proposal = propose_voiding(session, officer, refused.id, VOID, "The wrong shop")
    decide_voiding(session, manager, proposal.id, AGREED)
    again = replace(sale, outcome=Outcome.REFUSED_NO_ID)
    services.correct_purchase(session, officer, refused.id, again, version=refused.version, reason="The right shop")
    assert refused.voided_by_id is None
    assert [one.decision for one in voidings.list_voidings(session, officer, refused.id)] == [AGREED]


def test_who_may_not_record_neither_proposes_nor_decides(session, officer, act, sold):
    proposal = propose_voiding(session, officer, sold.id, VOID, "The wrong shop")
    for role in (Role.VIEWER, Role.CLERK, Role.POLICE_PLANNER):
        with pytest.raises(Forbidden):
            propose_voiding(session, act(role), sold.id, VOID, "The wrong shop")
        with pytest.raises(Forbidden):
            decide_voiding(session, act(role), proposal.id, AGREED)
    for do in (lambda who: propose_voiding(session, who, sold.id, VOID, "x"),):
        with pytest.raises(NotFound):
            do(act(authority="camden"))
    with pytest.raises(NotFound):
        decide_voiding(session, act(Role.MANAGER, "camden"), proposal.id, AGREED)


def test_no_reason_names_the_volunteer(session, officer, manager, outlet, sale):
    register(session, officer, "V08", name="Zephyrine Example")
    sold = services.record_purchase(session, officer, outlet.id, replace(sale, volunteer_code="V08"))
    with pytest.raises(Refusal, match="lead to the volunteer"):
        propose_voiding(session, officer, sold.id, VOID, "Zephyrine was recognised")
    proposal = propose_voiding(session, officer, sold.id, VOID, "V08 was recognised")
    with pytest.raises(Refusal, match="lead to the volunteer"):
        decide_voiding(session, manager, proposal.id, DECLINED, "Zephyrine was not")


# The database itself


class VoidingFactory(RowFactory):
    """A proposal that waits. Give `authority_id`, `purchase_id` and `proposed_by_id`."""

    class Meta:
        model = Voiding

    wanted = VOID
    reason = "The wrong shop"
    proposed_at = clock.now()


@pytest.fixture
def row(officer, outlet):
    """A refusal with a proposal that waits, and whoever proposed it."""
    made = PurchaseFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id, refused=True
    )
    return VoidingFactory(authority_id=officer.authority_id, purchase_id=made.id, proposed_by_id=officer.officer_id)


def change(session, table, row_id, **values):
    """Change a row by SQL that knows no rules."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    given = {name: value.hex if sqlite and hasattr(value, "hex") else value for name, value in values.items()}
    sets = ", ".join(f"{name} = :{name}" for name in given)
    with session.begin_nested():
        session.execute(
            sa.text(f"UPDATE {table} SET {sets} WHERE id = :id"),  # noqa: S608 - names of this test
            given | {"id": row_id.hex if sqlite else row_id},
        )


def decided(by, **more):
    return {"decision": "agreed", "decided_by_id": by, "decided_at": "2026-11-22 12:00:00"} | more


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda one, _two: decided(one), id="agreed-by-the-proposer"),
        pytest.param(lambda one, _two: decided(one, decision="declined", decision_reason="No"), id="declined-by-them"),
        pytest.param(lambda _one, two: decided(two, decision="withdrawn"), id="withdrawn-by-another"),
        pytest.param(lambda _one, two: decided(two, decision="declined"), id="declined-without-reasons"),
        pytest.param(lambda _one, _two: {"decision": "agreed"}, id="agreed-by-nobody"),
        pytest.param(lambda _one, _two: {"reason": ""}, id="without-a-reason"),
        pytest.param(lambda _one, two: decided(two, reason=" "), id="agreed-without-a-reason"),
        pytest.param(lambda _one, _two: {"wanted": "refused_no_id"}, id="another-outcome"),
        pytest.param(lambda one, _two: {"named_id": one}, id="names-the-proposer"),
    ],
)
def test_the_database_refuses_a_voiding_by_one_person_or_without_reason(session, officer, act, row, wrong):
    with pytest.raises(DBAPIError):
        change(session, "purchase_voidings", row.id, **wrong(officer.officer_id, act().officer_id))


def test_the_database_lets_a_second_person_agree_once(session, act, row):
    change(session, "purchase_voidings", row.id, **decided(act().officer_id))
    with pytest.raises(DBAPIError, match="decided once"):
        change(session, "purchase_voidings", row.id, **decided(act().officer_id))
    with pytest.raises(DBAPIError, match="never deleted"), session.begin_nested():
        session.execute(sa.text("DELETE FROM purchase_voidings"))


def test_the_database_makes_no_result_void_that_nobody_agreed_to(session, act, officer, row):
    second = act().officer_id
    void = {"outcome": "void", "outcome_reason": "The wrong shop", "second_officer_id": second}
    with pytest.raises(DBAPIError, match="second person has agreed"):
        change(session, "purchases", row.purchase_id, **void)
    change(session, "purchase_voidings", row.id, **decided(second))
    for agreed_by in (officer.officer_id, act().officer_id, None):
        with pytest.raises(DBAPIError):
            change(session, "purchases", row.purchase_id, **void, voided_by_id=agreed_by)
    change(session, "purchases", row.purchase_id, **void, voided_by_id=second)


def test_the_database_lets_no_officer_of_a_sale_agree_that_it_is_void(session, act, officer, outlet):
    second = act().officer_id
    sold = PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        second_officer_id=second,
    )
    proposal = VoidingFactory(authority_id=officer.authority_id, purchase_id=sold.id, proposed_by_id=officer.officer_id)
    with pytest.raises(DBAPIError, match="did not make the test"):
        change(session, "purchase_voidings", proposal.id, **decided(second))
    change(session, "purchase_voidings", proposal.id, **decided(act().officer_id))


def test_the_database_keeps_one_proposal_waiting(session, officer, row):
    with pytest.raises(DBAPIError), session.begin_nested():
        VoidingFactory(
            authority_id=officer.authority_id, purchase_id=row.purchase_id, proposed_by_id=officer.officer_id
        )


# The pages


def test_two_officers_make_an_attempt_void_on_their_pages(client, sign_in, act, officer, outlet, refused):
    page = client.post(
        f"/purchases/{refused.id}/void", data={"wanted": "void", "reason": "The wrong shop"}, follow_redirects=True
    )
    assert "Nothing changes until a second person agrees" in text_of(page)
    own = client.get(f"/purchases/{refused.id}").text
    link = own.split("/void/")[1].split('"')[0]
    assert "Withdraw the proposal" in client.get(f"/purchases/{refused.id}/void/{link}").text
    other = sign_in(act())
    assert refused.reference in text_of(other.get("/purchases/to-agree"))
    assert "Nothing waits for your agreement" in text_of(client.get("/purchases/to-agree"))
    unanswered = other.post(f"/purchases/{refused.id}/void/{link}", data={})
    assert "Select whether you agree" in text_of(unanswered)
    done = other.post(f"/purchases/{refused.id}/void/{link}", data={"decision": "agreed"}, follow_redirects=True)
    assert "Void: protocol not followed" in text_of(done)
    history = text_of(client.get(f"/purchases/{refused.id}/history"))
    assert "Proposed that the attempt was void or aborted" in history
    assert "Second person agreed that the attempt was void or aborted" in history


def test_a_proposal_is_withdrawn_by_whoever_made_it(client, session, officer, refused):
    proposal = propose_voiding(session, officer, refused.id, VOID, "The wrong shop")
    page = client.post(f"/purchases/{refused.id}/void/{proposal.id}/withdraw", follow_redirects=True)
    assert "Proposal withdrawn" in text_of(page)
    assert queries.get_purchase(session, officer, refused.id).outcome is Outcome.REFUSED_NO_ID


def test_a_proposal_without_a_reason_keeps_what_was_chosen(client, refused):
    page = client.post(f"/purchases/{refused.id}/void", data={"wanted": "aborted", "reason": ""})
    assert "Say why the attempt was void or aborted" in text_of(page)
    assert 'value="aborted" checked' in page.text


def test_a_proposal_of_another_test_is_not_found(client, session, officer, outlet, sold, refused):
    proposal = propose_voiding(session, officer, sold.id, VOID, "The wrong shop")
    assert client.get(f"/purchases/{refused.id}/void/{proposal.id}").status_code == 404
    assert client.post(f"/purchases/{refused.id}/void/{proposal.id}/withdraw").status_code == 404
