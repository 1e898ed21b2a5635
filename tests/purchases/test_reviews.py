"""A supervisor's review: by whom, when, and how it stands afterwards."""

from datetime import UTC, datetime

import pytest

from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.rules import reviews as rules
from compliance.purchases.rules.accounts import NewAddition
from compliance.purchases.rules.reviews import Answer, NewReview, ReviewOutcome, ReviewStanding
from tests.factories.purchases import PurchaseFactory
from tests.page import text_of
from tests.purchases.signing import sign

YES = dict.fromkeys(rules.CHECKS, Answer.YES)
ACCEPTED = NewReview(ReviewOutcome.ACCEPTED, YES, "")
SENT_BACK = NewReview(ReviewOutcome.SENT_BACK, YES | {"times": Answer.NO}, "When did you leave?")


@pytest.fixture
def second(act):
    return act()


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


@pytest.fixture
def purchase(officer, second, outlet):
    return PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        second_officer_id=second.officer_id,
    )


@pytest.fixture
def signed(session, officer, second, purchase):
    sign(session, officer, purchase.id, "I stood by the door.")
    sign(session, second, purchase.id, "I stood at the till.")
    return purchase


def standing(session, actor, purchase):
    return queries.review_state(session, actor, purchase.id).standing


def test_a_test_is_reviewed_when_all_have_signed_by_somebody_else(session, officer, second, manager, act, purchase):
    sign(session, officer, purchase.id, "I stood by the door.")
    with pytest.raises(Refusal, match="every officer of it has signed"):
        services.review_purchase(session, manager, purchase.id, ACCEPTED)
    assert queries.list_reviews_waiting(session, manager) == []
    sign(session, second, purchase.id, "I stood at the till.")
    with pytest.raises(Forbidden):
        services.review_purchase(session, act(), purchase.id, ACCEPTED)
    with pytest.raises(NotFound):
        services.review_purchase(session, act(Role.MANAGER, "croydon"), purchase.id, ACCEPTED)
    (waiting,) = queries.list_reviews_waiting(session, manager)
    assert (waiting.reference, waiting.seen_before) == (purchase.reference, False)
    assert queries.count_reviews_waiting(session, manager) == 1
    review = services.review_purchase(session, manager, purchase.id, ACCEPTED)
    assert review.checklist == dict.fromkeys(rules.CHECKS, "yes")
    assert standing(session, manager, purchase) is ReviewStanding.ACCEPTED
    assert queries.list_reviews_waiting(session, manager) == []


def test_a_manager_who_made_the_test_does_not_review_it(session, officer, act, outlet):
    manager = act(Role.MANAGER)
    own = PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=manager.officer_id)
    sign(session, manager, own.id, "I made this test.")
    with pytest.raises(Refusal, match="You made this test"):
        services.review_purchase(session, manager, own.id, ACCEPTED)
    assert queries.list_reviews_waiting(session, manager) == []
    assert queries.count_reviews_waiting(session, act(Role.MANAGER)) == 1


def test_sent_back_it_waits_for_an_answer_and_then_for_another_review(session, officer, manager, signed):
    services.review_purchase(session, manager, signed.id, SENT_BACK)
    assert standing(session, manager, signed) is ReviewStanding.SENT_BACK
    with pytest.raises(Refusal, match="have not answered yet"):
        services.review_purchase(session, manager, signed.id, ACCEPTED)
    services.add_to_account(session, officer, signed.id, NewAddition("Leaving", "At 14:40.", "The reviewer asked."))
    assert standing(session, manager, signed) is ReviewStanding.WAITING
    assert [one.seen_before for one in queries.list_reviews_waiting(session, manager)] == [True]
    services.review_purchase(session, manager, signed.id, ACCEPTED)
    assert standing(session, manager, signed) is ReviewStanding.ACCEPTED
    assert [one.number for one in queries.list_reviews(session, manager, signed.id)] == [2, 1]
    with pytest.raises(Refusal, match="has been accepted"):
        services.review_purchase(session, manager, signed.id, ACCEPTED)


def test_a_correction_after_the_review_asks_for_another(session, manager, signed):
    services.review_purchase(session, manager, signed.id, ACCEPTED)
    session.refresh(signed)
    signed.notes = "Corrected."
    session.add(signed)
    session.flush()
    state = queries.review_state(session, manager, signed.id)
    assert (state.standing, state.corrected_since) == (ReviewStanding.WAITING, True)
    assert len(queries.list_reviews_waiting(session, manager)) == 1


def test_a_form_sent_twice_records_one_review(session, manager, signed):
    first = services.review_purchase(session, manager, signed.id, ACCEPTED)
    again = services.review_purchase(session, manager, signed.id, ACCEPTED, review_id=first.id)
    assert again.id == first.id
    assert len(queries.list_reviews(session, manager, signed.id)) == 1


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewReview(ReviewOutcome.SENT_BACK, YES, " "), "reasons"),
        (NewReview(ReviewOutcome.ACCEPTED, YES | {"welfare": Answer.NO}, ""), "reasons"),
        (NewReview(ReviewOutcome.ACCEPTED, {"times": Answer.YES}, ""), "outcome_agrees"),
    ],
    ids=["sent back without reasons", "accepted in silence", "not all looked at"],
)
def test_a_review_needs_its_answers_and_reasons(session, manager, signed, new, field):
    with pytest.raises(Refusal) as refused:
        services.review_purchase(session, manager, signed.id, new)
    assert refused.value.field == field


NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 10, 1, 12, 1, tzinfo=UTC)
SEEN = rules.Reviewed(ReviewOutcome.ACCEPTED, NOON, 3)
BACK = rules.Reviewed(ReviewOutcome.SENT_BACK, NOON, 3)


@pytest.mark.parametrize(
    ("last", "signed", "written", "version", "expected"),
    [
        (None, False, None, 1, ReviewStanding.NOT_READY),
        (None, True, NOON, 1, ReviewStanding.WAITING),
        (SEEN, True, NOON, 3, ReviewStanding.ACCEPTED),
        (SEEN, True, LATER, 3, ReviewStanding.WAITING),
        (SEEN, True, NOON, 4, ReviewStanding.WAITING),
        (SEEN, False, NOON, 3, ReviewStanding.NOT_READY),
        (BACK, True, NOON, 3, ReviewStanding.SENT_BACK),
        (BACK, True, LATER, 3, ReviewStanding.WAITING),
    ],
)
def test_where_a_record_stands(last, signed, written, version, expected):
    found = rules.review_standing(last, all_signed=signed, last_written_at=written, record_version=version)
    assert found is expected


def test_the_page_shows_both_accounts_and_records_the_review(session, manager, act, signed, sign_in):
    here = f"/purchases/{signed.id}"
    client = sign_in(manager)
    page = client.get(f"{here}/review")
    assert "I stood by the door." in text_of(page)
    assert "I stood at the till." in text_of(page)
    answers = dict.fromkeys(rules.CHECKS, "yes")
    refused = client.post(f"{here}/review", data=answers | {"outcome": "sent_back", "reasons": ""})
    assert "Say what the officers should answer" in text_of(refused)
    done = client.post(f"{here}/review", data=answers | {"outcome": "sent_back", "reasons": "When did you leave?"})
    assert done.location == f"{here}/accounts"
    text = text_of(client.get(f"{here}/accounts"))
    assert "Sent back to the officers" in text
    assert "When did you leave?" in text
    assert "have not answered yet" in text_of(client.get(f"{here}/review"))
    assert sign_in(act()).get(f"{here}/review").status_code == 403


def test_a_new_officer_who_has_yet_to_sign_does_not_read_the_reviewers_reasons(session, act, manager, signed, sign_in):
    services.review_purchase(session, manager, signed.id, SENT_BACK)
    third = act()
    session.refresh(signed)
    signed.second_officer_id = third.officer_id
    session.add(signed)
    session.flush()
    assert "When did you leave?" not in text_of(sign_in(third).get(f"/purchases/{signed.id}/accounts"))


def test_nobody_reviews_before_all_have_signed_by_the_page(session, officer, manager, purchase, sign_in):
    sign(session, officer, purchase.id, "I stood by the door.")
    page = text_of(sign_in(manager).get(f"/purchases/{purchase.id}/review"))
    assert "every officer of it has signed" in page
    assert "I stood by the door." not in page


def test_home_tells_what_waits_for_a_signature_and_for_a_review(
    session, officer, second, manager, act, purchase, sign_in
):
    def home(actor):
        return text_of(sign_in(actor).get("/"))

    assert "the other officer has signed" not in home(second)
    services.save_account(session, officer, purchase.id, "I stood by the door.")
    assert "your draft is not signed" in home(officer)
    assert "the other officer has signed" not in home(second)
    sign(session, officer, purchase.id, "I stood by the door.")
    assert "the other officer has signed" in home(second)
    assert "all have signed" not in home(manager)
    sign(session, second, purchase.id, "I stood at the till.")
    assert "all have signed" in home(manager)
    assert "all have signed" not in home(second)
    services.review_purchase(session, manager, purchase.id, ACCEPTED)
    assert "all have signed" not in home(act(Role.MANAGER))
