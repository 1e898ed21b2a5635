"""A result that no longer stands: where its sale stops counting, which letters are marked, and what corrects them."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import files
from compliance.accounts.models import Officer
from compliance.audit.models import AuditEntry
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.escalations import queries as escalations
from compliance.letters import queries, rules, services
from compliance.letters.models import Corrected
from compliance.letters.queries import LetterFilter
from compliance.letters.rules import About, Kind
from compliance.letters.rules.marks import Mark
from compliance.letters.rules.owed import OwedKind
from compliance.letters.rules.runs import RunItem
from compliance.letters.rules.serving import NewServing, ServedBy, Status
from compliance.permissions import Role
from compliance.purchases import queries as purchases
from compliance.purchases import services as purchase_services
from compliance.purchases.models import Purchase
from compliance.purchases.rules import (
    Attempts,
    ClockFilter,
    ClockWanted,
    DisputeDecision,
    NewDispute,
    Outcome,
    VoidingDecision,
)
from compliance.purchases.services import voiding as voiding_services
from compliance.retailers.models import Operator
from tests.factories.letters import decided
from tests.factories.purchases import DisputeFactory
from tests.factories.retailers import EntityFactory
from tests.factories.volunteers import register

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("monday", "authority")


@pytest.fixture
def manager(session, act):
    found = act(Role.MANAGER)
    session.get(Officer, found.officer_id).job_title = "Team Manager"
    session.flush()
    return found


@pytest.fixture
def issue(session, officer):
    """Return a function that drafts and issues a letter about a purchase."""

    def now(kind, purchase, **changes):
        draft = services.draft_letter(
            session, officer, kind, decided(officer.officer_id, **changes), About(purchase_id=purchase.id)
        )
        return services.issue_letter(session, officer, draft.id)

    return now


@pytest.fixture
def dispute(session, officer, manager):
    """Return a function that has a result disputed and decided."""

    def now(purchase, decision=DisputeDecision.OVERTURNED):
        new = NewDispute(raised_on=date(2026, 11, 10), raised_by="Jo", words="We asked for ID.")
        raised = purchase_services.record_dispute(session, officer, purchase.id, new)
        return purchase_services.decide_dispute(
            session,
            manager,
            raised.id,
            decision,
            "The recording shows another customer.",
            considered="The recording from the till.\nThe record of the test.",
        )

    return now


# Where a sale counts


def places(session, officer, outlet, purchase) -> dict[str, bool]:
    """Return every place in which a sale counts, with whether it does today."""
    noticed = queries.noticed_purchases(session, officer)
    owed = purchases.list_outcome_notices_owed(session, officer, today=TODAY, days=10, noticed=noticed)
    before = purchases.tested_before(session, officer, officer.authority_id, since=date(2026, 1, 1), until=TODAY)
    judged = escalations.judge_outlet(session, officer, outlet.id, TODAY)
    running = purchases.PurchaseFilter(clock=ClockFilter(ClockWanted.RUNNING), clock_on=TODAY)
    found = {
        "sales of the outlet": purchases.sales_of(session, officer, [outlet.id]),
        "sales of the day": purchases.list_sales_of_day(session, officer, outlet.id, purchase.tested_on),
        "list of sales": purchases.list_purchases(session, officer, SALES).rows,
        "count of sales": purchases.count_purchases(session, officer, SALES),
        "clocks": purchases.list_clocks(session, officer, TODAY),
        "times to prosecute": purchases.list_timed(session, officer, TODAY),
        "list of running clocks": purchases.list_purchases(session, officer, running).rows,
        "ladder and repeat-offender list": [one for one in judged if one.decision.counted],
        "re-tests due": purchases.list_retests_due(session, officer, today=date(2027, 8, 1), months=3),
        "targets of an operation": outlet.id in before and before[outlet.id].sold_on,
        "day of the last test, for targets": outlet.id in before,
        "day of the last test": purchases.last_tests_of(session, officer, [outlet.id], TODAY),
        "valid attempts": purchases.count_purchases(session, officer, VALID),
        "outcome notices owed": [one for one in owed if one.purchase.id == purchase.id],
        "letters allowed": Kind.WRITTEN_WARNING in allowed(session, officer, purchase),
        "clock of the test": purchases.get_standing(session, officer, purchase.id, today=TODAY).law.clock,
    }
    return {name: bool(value) for name, value in found.items()}


SALES = purchases.PurchaseFilter(counts_as_sale=True)
VALID = purchases.PurchaseFilter(attempts=Attempts.VALID)


def allowed(session, officer, purchase):
    subject = queries.get_subject(session, officer, About(purchase_id=purchase.id))
    return rules.allowed_kinds(subject.standing).allowed


@pytest.fixture
def make_void(session, officer, manager):
    """Return a function that makes a result void by two persons."""

    def now(purchase):
        reason = "The wrong product was bought."
        voiding = voiding_services.propose_voiding(session, officer, purchase.id, Outcome.VOID, reason)
        voiding_services.decide_voiding(session, manager, voiding.id, VoidingDecision.AGREED)

    return now


@pytest.mark.usefixtures("operator")
def test_an_overturned_sale_leaves_every_place_in_which_it_counted_at_once(session, officer, outlet, sale, dispute):
    before = places(session, officer, outlet, sale)
    assert all(before.values()), before
    dispute(sale)
    after = places(session, officer, outlet, sale)
    assert not any(after.values()), after
    history = purchases.list_purchases(session, officer, purchases.PurchaseFilter(outlet_id=outlet.id)).rows
    assert [(row.id, row.overturned, row.counts_as_sale) for row in history] == [(sale.id, True, True)]
    assert purchases.history_of(session, officer, [outlet.id])[0].overturned


@pytest.mark.usefixtures("operator")
def test_a_sale_that_two_persons_made_void_leaves_them_too(session, officer, outlet, sale, make_void):
    make_void(sale)
    after = places(session, officer, outlet, sale)
    assert not any(after.values()), after


@pytest.mark.usefixtures("operator")
def test_a_sale_that_was_upheld_or_whose_dispute_waits_counts_on(session, officer, outlet, sale, dispute):
    dispute(sale, DisputeDecision.UPHELD)
    assert all(places(session, officer, outlet, sale).values())


# Which letters are marked


def test_letters_in_force_about_an_overturned_result_are_to_be_corrected(session, officer, issue, sale, dispute):
    notice, warning = issue(Kind.FAIL_NOTICE, sale), issue(Kind.WRITTEN_WARNING, sale)
    assert queries.list_to_correct(session, officer) == []
    dispute(sale)
    marked = queries.list_to_correct(session, officer)
    assert [(one.letter_id, one.mark, one.withdraws) for one in marked] == [
        (notice.id, Mark.OVERTURNED, True),
        (warning.id, Mark.OVERTURNED, True),
    ]
    assert marked[0].since == TODAY
    assert marked == queries.list_to_correct(session, officer, purchase_id=sale.id)
    assert [one.letter_id for one in queries.list_to_correct(session, officer, letter_ids=[warning.id])] == [warning.id]


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"outcome": "refused_no_id"}, Mark.OUTCOME),
        ({"outcome": "not_stocked"}, Mark.OUTCOME),
        ({"outcome": "sold_after_id_not_verified"}, Mark.WORDING),
        ({"tested_on": date(2026, 11, 4)}, Mark.DAY),
        (
            {"type": "challenge_25", "buyer_basis": "adult", "volunteer_code": None, "age_years": 20},
            Mark.KIND_OF_TEST,
        ),
        ({"brand": "Other", "price_pence": 500}, None),
    ],
)
def test_a_corrected_record_marks_the_letter_that_no_longer_fits_it(session, officer, issue, sale, changes, mark):
    letter = issue(Kind.FAIL_NOTICE, sale)
    session.execute(sa.update(Purchase).where(Purchase.id == sale.id).values(**changes))
    session.expire_all()
    marked = queries.list_to_correct(session, officer)
    assert [(one.letter_id, one.mark) for one in marked] == ([(letter.id, mark)] if mark else [])


def test_letters_about_a_result_that_was_made_void_are_marked_in_the_same_way(
    session, officer, issue, sale, make_void, printed
):
    letter = issue(Kind.WRITTEN_WARNING, sale)
    make_void(sale)
    (marked,) = queries.list_to_correct(session, officer)
    assert (marked.letter_id, marked.mark, marked.since) == (letter.id, Mark.VOID, TODAY)
    text = printed(files.read(issue(Kind.CORRECTION, sale).sha256))
    assert "The test was not made in the way that our rules ask" in text


def test_a_letter_to_whom_the_record_no_longer_names_is_marked_and_its_correction_goes_to_them(
    session, officer, issue, sale, operator
):
    letter = issue(Kind.FAIL_NOTICE, sale)
    other = EntityFactory(authority_id=officer.authority_id, name="Somebody Else Limited", address="1 Other Road")
    session.execute(sa.update(Operator).where(Operator.id == operator.id).values(entity_id=other.id))
    session.expire_all()
    assert [one.mark for one in queries.list_to_correct(session, officer)] == [Mark.ADDRESSEE]
    correction = issue(Kind.CORRECTION, sale)
    assert correction.facts["recipient"]["name"] == letter.facts["recipient"]["name"] == "Pretend Tools Limited"
    assert correction.entity_id == letter.entity_id


def test_a_warning_whose_reason_names_an_overturned_sale_is_marked_to_be_superseded(
    session, officer, issue, sale, make_sale, dispute
):
    before = make_sale(tested_on=date(2026, 9, 2))
    warning = issue(
        Kind.WRITTEN_WARNING, sale, reason="we found a sale to a person under 18 here before, on 2 September 2026"
    )
    dispute(before)
    marked = queries.list_to_correct(session, officer)
    assert [(one.letter_id, one.mark, one.withdraws) for one in marked] == [(warning.id, Mark.RESTS_ON, False)]
    assert marked[0].purchase_id == before.id
    replacement = services.supersede_letter(session, officer, warning.id, reason="The other sale was overturned")
    changed = decided(officer.officer_id, reason="of this sale")
    services.change_draft(session, officer, replacement.id, changed, version=replacement.version)
    services.issue_letter(session, officer, replacement.id)
    assert queries.list_to_correct(session, officer) == []


def test_a_warning_whose_reason_names_no_result_is_marked_while_the_earlier_sale_counted_when_it_was_issued(
    session, officer, manager, issue, sale, make_sale, dispute
):
    before = make_sale(tested_on=date(2026, 9, 2))
    warning = issue(Kind.WRITTEN_WARNING, sale, reason="this is the second sale to a person under 18")
    dispute(before)
    assert [(one.letter_id, one.mark) for one in queries.list_to_correct(session, officer)] == [
        (warning.id, Mark.MAY_REST_ON)
    ]
    services.waive_correction(session, manager, warning.id, "It means another sale.")
    assert queries.list_to_correct(session, officer) == []


def test_a_draft_whose_reason_names_a_sale_that_counts_no_more_is_not_issued(
    session, officer, sale, make_sale, dispute
):
    before = make_sale(tested_on=date(2026, 9, 2))
    made = decided(officer.officer_id, reason="we found a sale here before, on 2 September 2026")
    draft = services.draft_letter(session, officer, Kind.WRITTEN_WARNING, made, About(purchase_id=sale.id))
    dispute(before)
    with pytest.raises(Refusal, match="names the test of 2 September 2026") as refused:
        services.issue_letter(session, officer, draft.id)
    assert refused.value.field == "reason"
    changed = decided(officer.officer_id)
    services.change_draft(session, officer, draft.id, changed, version=draft.version)
    assert services.issue_letter(session, officer, draft.id).issued_at


def test_a_letter_that_upheld_a_result_is_withdrawn_once_it_is_overturned_on_new_grounds(
    session, act, officer, issue, sale, dispute, printed
):
    dispute(sale, DisputeDecision.UPHELD)
    upheld = issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    assert queries.list_to_correct(session, officer) == []
    new = NewDispute(raised_on=date(2026, 11, 20), raised_by="Jo", words="Look.", new_grounds="A recording.")
    again = purchase_services.record_dispute(session, officer, sale.id, new)
    overturned = DisputeDecision.OVERTURNED
    purchase_services.decide_dispute(session, act(Role.MANAGER), again.id, overturned, "Seen.", considered="A film.")
    marked = queries.list_to_correct(session, officer)
    assert [(one.letter_id, one.mark) for one in marked] == [(upheld.id, Mark.OVERTURNED)]
    text = printed(files.read(issue(Kind.CORRECTION, sale).sha256))
    assert f"our decision on a dispute {upheld.reference}" in text
    assert "on 3 November 2026" in text


def test_a_letter_that_waits_to_go_out_waits_no_more_once_its_result_is_overturned(
    session, officer, issue, sale, dispute
):
    notice = issue(Kind.FAIL_NOTICE, sale)
    assert [one.id for one in queries.list_to_serve(session, officer)] == [notice.id]
    dispute(sale)
    assert queries.list_to_serve(session, officer) == []
    correction = issue(Kind.CORRECTION, sale)
    assert [one.id for one in queries.list_to_serve(session, officer)] == [correction.id]


def test_a_superseded_letter_is_marked_only_when_it_went_to_somebody_else(session, officer, issue, sale, dispute):
    letter = issue(Kind.FAIL_NOTICE, sale)
    replacement = services.supersede_letter(session, officer, letter.id, reason="The address was wrong")
    replacement = services.issue_letter(session, officer, replacement.id)
    dispute(sale)
    assert [one.letter_id for one in queries.list_to_correct(session, officer)] == [replacement.id]


def test_drafts_and_other_authorities_letters_are_not_marked(session, act, officer, issue, sale, dispute):
    issue(Kind.FAIL_NOTICE, sale)
    about = About(purchase_id=sale.id)
    services.draft_letter(session, officer, Kind.WRITTEN_WARNING, decided(officer.officer_id), about)
    dispute(sale)
    assert [one.kind for one in queries.list_to_correct(session, officer)] == [Kind.FAIL_NOTICE]
    assert queries.list_to_correct(session, act(authority="camden")) == []
    assert queries.list_to_correct(session, act(Role.POLICE_PLANNER)) == []


# What corrects them


def test_a_correction_withdraws_every_letter_to_its_reader_and_the_mark_goes_when_it_is_served(
    session, officer, issue, sale, dispute, printed
):
    notice, warning = issue(Kind.FAIL_NOTICE, sale), issue(Kind.WRITTEN_WARNING, sale)
    dispute(sale)
    correction = issue(Kind.CORRECTION, sale)
    text = printed(files.read(correction.sha256))
    for words in (
        "Correction of earlier letters",
        f"our fail notice {notice.reference}",
        f"our written warning {warning.reference}",
        "We withdraw the earlier letters",
        "You may keep them together with this letter, or destroy them",
        "We are sorry",
        "Pretend Tools Limited",
    ):
        assert words in text
    assert "V07" not in text
    marked = queries.list_to_correct(session, officer)
    assert {one.correction_reference for one in marked} == {correction.reference}
    statuses = {row.id: row.status for row in queries.list_letters(session, officer, LetterFilter()).rows}
    assert statuses[notice.id] is statuses[warning.id] is Status.CORRECTED
    assert statuses[correction.id] is Status.TO_SERVE
    posted = NewServing(how=ServedBy.FIRST_CLASS, served_on=TODAY)
    with pytest.raises(Refusal, match="corrects this letter"):
        services.serve_letter(session, officer, notice.id, posted)
    services.serve_letter(session, officer, correction.id, posted)
    assert queries.list_to_correct(session, officer) == []
    back = NewServing(how=ServedBy.RETURNED, served_on=TODAY)
    services.serve_letter(session, officer, correction.id, back)
    assert len(queries.list_to_correct(session, officer)) == 2


def test_a_letter_about_an_overturned_result_does_not_go_out_any_more(session, officer, monday, issue, sale, dispute):
    letter = issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    monday(date(2026, 11, 24))
    with pytest.raises(Refusal, match="must not go out"):
        services.serve_letter(
            session, officer, letter.id, NewServing(how=ServedBy.FIRST_CLASS, served_on=date(2026, 11, 24))
        )
    earlier = NewServing(how=ServedBy.FIRST_CLASS, served_on=TODAY)
    services.serve_letter(session, officer, letter.id, earlier)


def test_no_second_correction_is_drafted_and_one_that_went_wrong_is_superseded(session, officer, issue, sale, dispute):
    issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    correction = issue(Kind.CORRECTION, sale)
    with pytest.raises(Refusal, match="issued already"):
        issue(Kind.CORRECTION, sale)
    again = services.supersede_letter(session, officer, correction.id, reason="Wrong telephone number")
    again = services.issue_letter(session, officer, again.id)
    corrected = session.exec(select(Corrected)).all()
    assert {one.correction_id for one in corrected} == {correction.id, again.id}
    services.serve_letter(session, officer, again.id, NewServing(how=ServedBy.FIRST_CLASS, served_on=TODAY))
    assert queries.list_to_correct(session, officer) == []


def test_a_correction_is_not_drafted_while_every_letter_fits(session, officer, issue, sale, dispute):
    issue(Kind.FAIL_NOTICE, sale)
    for _time in range(2):
        with pytest.raises(Refusal, match="has to be withdrawn"):
            issue(Kind.CORRECTION, sale)
        if not purchases.list_disputes(session, officer, sale.id):
            dispute(sale, DisputeDecision.UPHELD)


def test_the_pass_notice_is_owed_once_a_fail_is_corrected_into_a_refusal(session, officer, issue, sale):
    issue(Kind.FAIL_NOTICE, sale)
    session.execute(sa.update(Purchase).where(Purchase.id == sale.id).values(outcome="refused_no_id"))
    session.expire_all()
    assert sale.id not in queries.noticed_purchases(session, officer)
    issue(Kind.CORRECTION, sale)
    issue(Kind.PASS_NOTICE, sale)
    assert sale.id in queries.noticed_purchases(session, officer)


def test_a_manager_says_why_none_is_needed_for_as_long_as_the_record_says_so(
    session, officer, manager, issue, sale, dispute
):
    letter = issue(Kind.FAIL_NOTICE, sale)
    with pytest.raises(Refusal, match="nothing to be corrected"):
        services.waive_correction(session, manager, letter.id, "It was never sent.")
    dispute(sale)
    with pytest.raises(Forbidden):
        services.waive_correction(session, officer, letter.id, "It was never sent.")
    with pytest.raises(Refusal, match="why no correction"):
        services.waive_correction(session, manager, letter.id, " ")
    services.waive_correction(session, manager, letter.id, "It was never sent.")
    assert queries.list_to_correct(session, officer) == []
    session.execute(sa.update(Purchase).where(Purchase.id == sale.id).values(outcome="sold_after_id_not_verified"))
    session.expire_all()
    assert [one.letter_id for one in queries.list_to_correct(session, officer)] == [letter.id]


def test_another_authority_waives_nothing(session, act, issue, sale, dispute):
    letter = issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    with pytest.raises(NotFound):
        services.waive_correction(session, act(Role.MANAGER, "camden"), letter.id, "Why")


def test_each_correction_stands_in_the_history_of_what_it_corrects(session, issue, sale, dispute):
    letter = issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    issue(Kind.CORRECTION, sale)
    found = session.exec(select(AuditEntry).where(AuditEntry.subject_id == str(letter.id)).order_by(AuditEntry.number))
    assert [entry.action for entry in found] == ["letter.drafted", "letter.issued", "letter.corrected"]


# The letter that tells the decision


@pytest.mark.parametrize("decision", list(DisputeDecision))
def test_the_trader_is_told_the_decision_with_its_reasons_and_how_to_appeal(
    session, officer, issue, sale, dispute, printed, decision
):
    issue(Kind.FAIL_NOTICE, sale)
    dispute(sale, decision)
    letter = issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    text = printed(files.read(letter.sha256))
    for words in (
        f"Decision: {decision.value}",
        "The recording from the till.",
        "The recording shows another customer.",
        "Team Manager",
        "You can ask for a review of this decision by the end of 14 December 2026",
        "you can make a complaint",
    ):
        assert words in text
    assert ("We will send you a correction of" in text) is (decision is DisputeDecision.OVERTURNED)


def test_a_decision_told_after_the_correction_says_which_letter_corrected_and_not_that_one_follows(
    session, officer, manager, issue, sale, dispute, printed
):
    notice, warning = issue(Kind.FAIL_NOTICE, sale), issue(Kind.WRITTEN_WARNING, sale)
    dispute(sale)
    services.waive_correction(session, manager, notice.id, "It was never sent.")
    correction = issue(Kind.CORRECTION, sale)
    assert [one["reference"] for one in correction.facts["letters"]] == [warning.reference]
    letter = issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    text = printed(files.read(letter.sha256))
    assert "We will send you" not in text
    assert notice.reference not in text
    corrected = f"our written warning {warning.reference} of 23 November 2026, by our letter {correction.reference} of"
    assert corrected in text


def test_a_decision_names_no_letter_that_went_to_somebody_else(session, officer, issue, sale, dispute):
    issue(Kind.FAIL_NOTICE, sale)
    other = EntityFactory(authority_id=officer.authority_id, name="Another Tools Limited")
    session.execute(sa.update(Operator).where(Operator.outlet_id == sale.outlet_id).values(entity_id=other.id))
    session.expire_all()
    dispute(sale)
    letter = issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    assert letter.entity_id == other.id
    assert (letter.facts["letters"], letter.facts["corrected"]) == ([], [])


def test_no_decision_is_told_while_the_dispute_waits(session, officer, issue, sale):
    new = NewDispute(raised_on=date(2026, 11, 10), raised_by="Jo", words="We asked for ID.")
    purchase_services.record_dispute(session, officer, sale.id, new)
    with pytest.raises(Refusal, match="No dispute of this result has been decided"):
        issue(Kind.DISPUTE_DECISION, sale)


def test_a_second_decision_is_told_in_a_letter_of_its_own(session, act, officer, issue, sale, dispute):
    dispute(sale, DisputeDecision.UPHELD)
    first = issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    new = NewDispute(raised_on=date(2026, 11, 20), raised_by="Jo", words="Look.", new_grounds="A recording.")
    again = purchase_services.record_dispute(session, officer, sale.id, new)
    other = act(Role.MANAGER)
    purchase_services.decide_dispute(
        session, other, again.id, DisputeDecision.OVERTURNED, "It shows it.", considered="The recording."
    )
    second = issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    assert first.occasion != second.occasion
    assert second.facts["decision"] == "overturned"


def test_what_names_the_volunteer_is_not_issued(session, officer, manager, issue, sale):
    helper = register(session, officer, "V07")
    sale.volunteer_id = helper.id
    session.flush()
    DisputeFactory(
        authority_id=officer.authority_id,
        purchase_id=sale.id,
        decision=DisputeDecision.UPHELD,
        decided_on=TODAY,
        reviewer_id=manager.officer_id,
        reasons="The Invented Person paid at the till.",
        considered="The record.",
    )
    with pytest.raises(Refusal, match="must not go out"):
        issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))


# Letters owed


def owed(session, actor, today=TODAY):
    return {group.kind: group for group in queries.list_owed(session, actor, today)}


def test_a_correction_is_owed_at_once_and_the_decision_by_the_policy(session, officer, issue, sale, dispute):
    issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    groups = owed(session, officer)
    (correction,) = groups[OwedKind.CORRECTION].rows
    assert correction.item == RunItem(Kind.CORRECTION, "purchase_id", sale.id)
    assert correction.on == TODAY
    (decision,) = groups[OwedKind.DECISION].rows
    assert decision.item == RunItem(Kind.DISPUTE_DECISION, "purchase_id", sale.id)
    assert decision.on == date(2026, 11, 28)
    issue(Kind.CORRECTION, sale)
    issue(Kind.DISPUTE_DECISION, sale, appeal_by_on=date(2026, 12, 14))
    counts = queries.count_owed(session, officer, TODAY)
    assert (counts[OwedKind.CORRECTION], counts[OwedKind.DECISION]) == (0, 0)


def test_a_print_run_writes_the_correction_and_the_decision(session, officer, issue, sale, dispute):
    issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    items = (
        RunItem(Kind.CORRECTION, "purchase_id", sale.id),
        RunItem(Kind.DISPUTE_DECISION, "purchase_id", sale.id),
    )
    checked = queries.list_checked(session, officer, items, officer_id=officer.officer_id)
    assert [one.problems for one in checked] == [(), ()]
    run = services.start_run(session, officer, services.NewRun(id=new_id(), items=items, officer_id=officer.officer_id))
    list(services.write_run(session, officer, run.id))
    written = queries.list_run_letters(session, officer, run.id)
    assert sorted(one.item.kind for one in written if one.letter_id) == [Kind.CORRECTION, Kind.DISPUTE_DECISION]


def test_the_number_of_queries_does_not_grow_with_the_letters(
    session, officer, issue, make_sale, operator, dispute, count_queries
):
    first = make_sale()
    issue(Kind.FAIL_NOTICE, first)
    dispute(first)
    with count_queries() as one:
        queries.list_to_correct(session, officer)
    for _more in range(2):
        sale = make_sale()
        issue(Kind.FAIL_NOTICE, sale)
        dispute(sale)
    with count_queries() as many:
        assert len(queries.list_to_correct(session, officer)) == 3
    assert len(many) == len(one) <= 4


# What the database refuses


def key(session, value):
    return value.hex if session.get_bind().dialect.name == "sqlite" else value


def test_what_was_corrected_and_why_not_never_changes(session, officer, manager, issue, sale, dispute):
    letter, warning = issue(Kind.FAIL_NOTICE, sale), issue(Kind.WRITTEN_WARNING, sale)
    dispute(sale)
    (waiver,) = services.waive_correction(session, manager, letter.id, "It was never sent.")
    issue(Kind.CORRECTION, sale)
    row = session.exec(select(Corrected).where(Corrected.letter_id == warning.id)).one()
    for statement, where in (
        ("DELETE FROM letters_corrected WHERE id = :id", row.id),
        ("UPDATE letters_corrected SET letter_id = correction_id WHERE id = :id", row.id),
        ("DELETE FROM letter_waivers WHERE id = :id", waiver.id),
        ("UPDATE letter_waivers SET reason = 'Other' WHERE id = :id", waiver.id),
    ):
        with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
            session.execute(sa.text(statement), {"id": key(session, where)})


def test_a_draft_corrects_nothing(session, officer, issue, sale, dispute):
    letter = issue(Kind.FAIL_NOTICE, sale)
    dispute(sale)
    about = About(purchase_id=sale.id)
    draft = services.draft_letter(session, officer, Kind.CORRECTION, decided(officer.officer_id), about)
    session.add(Corrected(authority_id=officer.authority_id, correction_id=draft.id, letter_id=letter.id))
    with pytest.raises(DBAPIError, match="only an issued letter"):
        session.flush()
