"""What is left to do on a record: the rule as a table, and the page's count."""

import pytest

from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.queries.tasks import tasks_of as tasks_of_purchase
from compliance.purchases.rules import BuyerBasis, Outcome, Type
from compliance.purchases.rules.tasks import Signing, Task, TaskFacts, TaskState, count_done, tasks_of

DONE, BEGUN, NOT_STARTED = TaskState.DONE, TaskState.BEGUN, TaskState.NOT_STARTED
SOLD = ["product", "display", "payment", "volunteer", "welfare", "evidence", "told", "review"]


def facts(type_=Type.UNDERAGE, basis=BuyerBasis.UNDER_18, outcome=Outcome.SOLD_UNCHALLENGED, **more):
    given = {"recorded": {}} | more
    return TaskFacts(type=type_, buyer_basis=basis, outcome=outcome, **given)


@pytest.mark.parametrize(
    ("type_", "basis", "outcome", "keys"),
    [
        (Type.UNDERAGE, BuyerBasis.UNDER_18, Outcome.SOLD_UNCHALLENGED, SOLD),
        (Type.UNDERAGE, BuyerBasis.UNDER_18, Outcome.REFUSED_NO_ID, [key for key in SOLD if key != "payment"]),
        (Type.CHALLENGE_25, BuyerBasis.ADULT, Outcome.SOLD_UNCHALLENGED, [key for key in SOLD if key != "welfare"]),
        (Type.INTERCEPTED, BuyerBasis.UNDER_18, Outcome.WOULD_HAVE_SOLD_INTERCEPTED, SOLD),
        (
            Type.UNDERAGE,
            BuyerBasis.UNDER_18,
            Outcome.ABORTED,
            ["volunteer", "welfare", "evidence", "told", "review"],
        ),
        (
            Type.UNDERAGE,
            BuyerBasis.UNDER_18,
            Outcome.NOT_STOCKED,
            ["volunteer", "welfare", "evidence", "told", "review"],
        ),
        (
            Type.ONLINE_ORDER,
            BuyerBasis.UNDER_18,
            Outcome.SOLD_UNCHALLENGED,
            ["product", "welfare", "evidence", "told", "review"],
        ),
        (Type.LISTING_CHECK, BuyerBasis.NONE, Outcome.OFFERED_FOR_SALE, ["evidence", "told", "review"]),
    ],
    ids=["sold", "refused", "challenge-25", "intercepted", "aborted", "not-stocked", "online-order", "listing-check"],
)
def test_what_cannot_have_been_seen_is_not_asked_for(type_, basis, outcome, keys):
    assert [task.key for task in tasks_of(facts(type_, basis, outcome))] == keys


@pytest.mark.parametrize(
    ("key", "recorded", "bladed", "state"),
    [
        ("product", {}, True, NOT_STARTED),
        ("product", {"product": "  "}, True, NOT_STARTED),
        ("product", {"product": "Chef’s knife"}, True, BEGUN),
        ("product", {"product": "Chef’s knife"}, False, DONE),
        ("product", {"product": "Chef’s knife", "blade_length_mm": 203}, True, DONE),
        ("product", {"folds": False}, True, BEGUN),
        ("display", {"poster_seen": False}, True, BEGUN),
        ("display", {"displayed_where": "Aisle 4", "storage": "open", "poster_seen": False}, True, DONE),
        ("display", {"queue": 0}, True, BEGUN),
        ("payment", {"payment": "cash", "receipt": False}, True, DONE),
        ("payment", {"change_pence": 0}, True, BEGUN),
        ("volunteer", {"volunteer_height_cm": 168, "volunteer_clothing": "Red coat"}, True, DONE),
        ("welfare", {"meal_offered": True, "debriefed": True}, True, BEGUN),
        ("welfare", {"welfare_note": "Well"}, True, DONE),
        ("told", {}, True, NOT_STARTED),
        ("told", {"retailer_told_on": "a day"}, True, DONE),
    ],
)
def test_how_far_a_section_is(key, recorded, bladed, state):
    found = {task.key: task for task in tasks_of(facts(recorded=recorded, bladed=bladed))}
    assert found[key].state is state


@pytest.mark.parametrize(
    ("frozen", "state"),
    [
        (frozenset(), BEGUN),
        (frozenset({"volunteer_height_cm"}), DONE),
        (frozenset({"volunteer_clothing"}), BEGUN),
    ],
)
def test_what_a_signature_closed_is_left_to_do_no_more(frozen, state):
    given = facts(recorded={"volunteer_clothing": "Red coat"}, frozen=frozen)
    task = next(task for task in tasks_of(given) if task.key == "volunteer")
    assert (task.state, task.note) == (state, "Closed by a signature" if state is DONE else "")


@pytest.mark.parametrize(
    ("one", "title", "state", "reachable"),
    [
        (Signing("Asha", mine=True, signed=False), "Your account", NOT_STARTED, True),
        (Signing("Asha", mine=True, signed=False, begun=True), "Your account", BEGUN, True),
        (Signing("Asha", mine=True, signed=True, begun=True), "Your account", DONE, True),
        (Signing("Asha", mine=False, signed=False, begun=True), "Account of Asha", BEGUN, False),
        (Signing("Asha", mine=False, signed=True, begun=True), "Account of Asha", DONE, True),
    ],
)
def test_an_account_tells_only_how_far_it_is(one, title, state, reachable):
    task = next(task for task in tasks_of(facts(accounts=(one,))) if task.key == "account")
    assert (task.title, task.state, bool(task.endpoint)) == (title, state, reachable)


@pytest.mark.parametrize(("number", "note"), [(0, ""), (1, "1 exhibit"), (3, "3 exhibits")])
def test_evidence_is_done_with_its_first_exhibit(number, note):
    task = next(task for task in tasks_of(facts(exhibits=number)) if task.key == "evidence")
    assert (task.done, task.note) == (number > 0, note)


def test_the_stages_of_an_online_test_come_first_and_count():
    stage = Task("stage_order", "The order", DONE)
    tasks = tasks_of(facts(Type.ONLINE_ORDER, stages=(stage,)))
    assert tasks[0] is stage
    assert count_done(tasks) == 1


def test_the_review_is_for_whoever_may_review():
    tasks = [tasks_of(facts(may_review=may, reviewed=reviewed))[-1] for may, reviewed in ((0, 0), (1, 0), (0, 1))]
    assert [bool(task.endpoint) for task in tasks] == [False, True, True]
    assert [task.done for task in tasks] == [False, False, True]


def test_the_tasks_of_a_record_are_the_work_of_whoever_looks(session, act, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    manager = act(Role.MANAGER)
    tasks = tasks_of_purchase(session, manager, purchase)
    assert [task.key for task in tasks] == [*SOLD[:4], "account", *SOLD[4:]]
    assert tasks[-1].endpoint == "purchases.accounts"
    assert tasks_of_purchase(session, officer, purchase)[-1].endpoint == ""
