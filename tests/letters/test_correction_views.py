"""The pages on which a letter to correct is seen, corrected, or said to need no correction."""

from datetime import date

import pytest

from compliance.letters import queries, services
from compliance.letters.rules import About, Kind
from compliance.permissions import Role
from compliance.purchases import services as purchases
from compliance.purchases.rules import DisputeDecision, NewDispute
from tests.factories.letters import decided
from tests.page import text_of

pytestmark = pytest.mark.usefixtures("monday", "authority")


@pytest.fixture
def marked(session, officer, act, sale):
    """A fail notice about a sale that was overturned since."""
    about = About(purchase_id=sale.id)
    draft = services.draft_letter(session, officer, Kind.FAIL_NOTICE, decided(officer.officer_id), about)
    letter = services.issue_letter(session, officer, draft.id)
    new = NewDispute(raised_on=date(2026, 11, 10), raised_by="Jo", words="We asked for ID.")
    raised = purchases.record_dispute(session, officer, sale.id, new)
    overturned = DisputeDecision.OVERTURNED
    purchases.decide_dispute(session, act(Role.MANAGER), raised.id, overturned, "Seen.", considered="The till.")
    return letter


def test_a_letter_to_correct_is_marked_on_every_page_that_shows_it(sign_in, officer, sale, marked):
    client = sign_in(officer)
    why = "The result was overturned after a dispute."
    page = text_of(client.get(f"/letters/{marked.id}"))
    assert f"To be corrected: {why}" in page
    assert "Write the correction" in page
    assert "needs no correction" not in page
    assert "To be corrected" in text_of(client.get("/letters/"))
    assert "To be corrected" in text_of(client.get(f"/retailers/{marked.outlet_id}/letters"))
    owed = text_of(client.get("/letters/owed"))
    assert f"Fail notice {marked.reference}: {why}" in owed
    assert "Disputes decided, not told in writing" in owed
    home = text_of(client.get("/"))
    assert f"Fail notice {marked.reference}" in home
    assert why in text_of(client.get(f"/purchases/{sale.id}/disputes"))


def test_the_correction_is_drafted_issued_and_shown_on_both_letters(session, sign_in, officer, sale, marked):
    client = sign_in(officer)
    where = f"/letters/draft?purchase_id={sale.id}&kind=correction"
    page = text_of(client.get(where))
    assert "Correction: what it says" in page
    assert "None" not in page
    offered = text_of(client.get(f"/letters/new?purchase_id={sale.id}"))
    assert "It no longer fits the record: a correction withdraws it." in offered
    drafted = client.post(where, data={"officer_id": str(officer.officer_id), "version": "0"}).location
    page = text_of(client.get(drafted))
    assert "Every check is passed" in page
    assert f"fail notice {marked.reference}" in page
    assert client.post(f"{drafted}/issue").location == drafted
    (correction,) = queries.list_corrections_of(session, officer, marked.id)
    page = text_of(client.get(f"/letters/{marked.id}"))
    assert f"{correction.reference} corrects it, and is not served yet" in page
    assert "Corrected by" in page
    assert "Record how it was served" not in page
    assert marked.reference in text_of(client.get(drafted))
    history = text_of(client.get(f"/purchases/{sale.id}/history"))
    for said in (f"Fail notice {marked.reference}", f"Correction {correction.reference}"):
        assert said in history


def test_the_page_of_a_letter_asks_nothing_twice(sign_in, officer, marked, count_queries):
    client = sign_in(officer)
    with count_queries() as sent:
        client.get(f"/letters/{marked.id}")
    read = [one for one in sent if one.startswith("SELECT")]
    assert len(read) == len(set(read)) <= 25


def test_the_decision_letter_is_drafted_from_the_page_of_the_test(sign_in, officer, sale, marked):
    client = sign_in(officer)
    where = f"/letters/draft?purchase_id={sale.id}&kind=dispute_decision"
    assert "Last day to ask for a review" in text_of(client.get(where))
    sent = {
        "officer_id": str(officer.officer_id),
        "send_to": "premises",
        "version": "0",
        "appeal_by_on-day": "14",
        "appeal_by_on-month": "12",
        "appeal_by_on-year": "2026",
    }
    page = text_of(client.get(client.post(where, data=sent).location))
    assert "We have overturned the result." in page
    assert "14 December 2026" in page


def test_a_manager_says_why_none_is_needed_and_nobody_else(sign_in, act, officer, marked):
    where = f"/letters/{marked.id}/no-correction"
    assert sign_in(officer).get(where).status_code == 403
    boss = sign_in(act(Role.MANAGER))
    assert "needs no correction" in text_of(boss.get(where))
    assert "Enter" in text_of(boss.post(where, data={"reason": ""}))
    assert boss.post(where, data={"reason": "It was never sent."}).location == f"/letters/{marked.id}"
    page = text_of(boss.get(f"/letters/{marked.id}"))
    assert "It was never sent." in page
    assert "To be corrected" not in page
    assert "nothing to be corrected" in text_of(boss.post(where, data={"reason": "Again."}))
    assert sign_in(act(Role.MANAGER, "camden")).get(where).status_code == 404
