"""The pages of disputes: one test's, and the list of all."""

import csv
import io
from datetime import date

import pytest
from sqlmodel import select

from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.models import Dispute
from compliance.purchases.rules import DisputeDecision, NewDispute
from tests.factories.purchases import DisputeFactory, PurchaseFactory
from tests.page import text_of

SAID = {
    "raised_on-day": "20",
    "raised_on-month": "10",
    "raised_on-year": "2026",
    "came_by": "letter",
    "raised_by": "Jo Example",
    "capacity": "Director",
    "words": "We asked for ID.",
}
ANSWER = {
    "decision": "overturned",
    "considered": "The receipt.",
    "reasons": "The receipt shows another shop.",
}


@pytest.fixture
def purchase(officer, outlet):
    return PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)


@pytest.fixture
def dispute(session, officer, purchase):
    new = NewDispute(raised_on=date(2026, 10, 20), raised_by="Jo Example", words="We asked for ID.")
    return services.record_dispute(session, officer, purchase.id, new)


@pytest.fixture
def client(sign_in, officer):
    return sign_in(officer)


def test_a_dispute_is_recorded_given_to_a_reviewer_commented_on_and_decided(session, client, sign_in, act, purchase):
    url = f"/purchases/{purchase.id}"
    assert "has not disputed" in text_of(client.get(f"{url}/disputes"))
    assert "what the trader says" in text_of(client.post(f"{url}/dispute", data=SAID | {"words": ""}))
    assert client.post(f"{url}/dispute", data=SAID).location == f"{url}/disputes"
    page = text_of(client.get(f"{url}/disputes"))
    for words in ("We asked for ID.", "Jo Example, Director", "By letter", "Overdue", "17 November 2026", "Not chosen"):
        assert words in page
    dispute = session.exec(select(Dispute)).one()
    one = f"{url}/disputes/{dispute.id}"
    acknowledged = {"acknowledged_on-day": "21", "acknowledged_on-month": "10", "acknowledged_on-year": "2026"}
    assert client.post(f"{one}/acknowledge", data=acknowledged).location == f"{url}/disputes"
    assert client.post(f"{one}/invite").location == f"{url}/disputes"
    assert client.post(f"{one}/comment", data={"words": "I watched the sale."}).location == f"{url}/disputes"
    page = text_of(client.get(f"{url}/disputes"))
    assert "21 October 2026" in page
    assert "I watched the sale." in page
    assert client.get(one).status_code == 403
    manager = act(Role.MANAGER)
    boss = sign_in(manager)
    assert boss.post(f"{one}/reviewer", data={"reviewer_id": str(manager.officer_id)}).location == f"{url}/disputes"
    page = text_of(boss.get(one))
    assert "We asked for ID." in page
    assert "I watched the sale." in page
    assert "Select whether" in text_of(boss.post(one, data=ANSWER | {"decision": ""}))
    assert boss.post(one, data=ANSWER).location == f"{url}/disputes"
    assert f"Reviewer: from not recorded to {manager.name}" in text_of(boss.get(f"{url}/history"))
    page = text_of(boss.get(f"{url}/disputes"))
    assert "counts no more" in page
    assert "The receipt shows another shop." in page
    assert "decided already" in text_of(boss.post(one, data=ANSWER))
    assert "was decided on" in text_of(boss.get(one))


def test_a_form_sent_twice_records_one_dispute(session, client, purchase):
    submission = "0193d6b0-0000-7000-8000-000000000001"
    for _time in range(2):
        sent = client.post(f"/purchases/{purchase.id}/dispute", data=SAID | {"submission": submission})
        assert sent.status_code == 302
    assert len(session.exec(select(Dispute)).all()) == 1


def test_a_dispute_is_withdrawn_and_raised_again_without_new_grounds(client, purchase, dispute):
    url = f"/purchases/{purchase.id}"
    told = {"withdrawn_on-day": "1", "withdrawn_on-month": "11", "withdrawn_on-year": "2026"}
    one = f"{url}/disputes/{dispute.id}/withdraw"
    assert "what the trader said" in text_of(client.post(one, data=told))
    assert client.post(one, data=told | {"withdrawn_words": "Let it be."}).location == f"{url}/disputes"
    page = text_of(client.get(f"{url}/disputes"))
    assert "Withdrawn by the trader" in page
    assert "Let it be." in page
    assert "What is new" not in text_of(client.get(f"{url}/dispute"))
    assert client.post(f"{url}/dispute", data=SAID).status_code == 302


def test_after_an_upheld_dispute_the_form_asks_what_is_new(session, client, act, purchase, dispute):
    services.decide_dispute(
        session, act(Role.MANAGER), dispute.id, DisputeDecision.UPHELD, "Seen.", considered="The record."
    )
    url = f"/purchases/{purchase.id}/dispute"
    assert "what is new" in text_of(client.post(url, data=SAID))
    assert client.post(url, data=SAID | {"new_grounds": "A recording."}).status_code == 302


def test_a_manager_who_made_the_test_is_told_so(sign_in, act, outlet):
    manager = act(Role.MANAGER)
    purchase = PurchaseFactory(authority_id=manager.authority_id, outlet_id=outlet.id, officer_id=manager.officer_id)
    dispute = DisputeFactory(authority_id=manager.authority_id, purchase_id=purchase.id)
    url = f"/purchases/{purchase.id}/disputes/{dispute.id}"
    boss = sign_in(manager)
    assert "somebody else must decide" in text_of(boss.get(url))
    assert boss.post(url, data=ANSWER).status_code == 200
    assert (
        manager.name not in text_of(boss.get(f"{url}/reviewer")).split("Who is to decide it")[1].split("Why nobody")[0]
    )


def test_another_reviewer_is_told_who_decides(session, sign_in, act, purchase, dispute):
    chosen, other = act(Role.MANAGER), act(Role.MANAGER)
    services.assign_reviewer(session, chosen, dispute.id, chosen.officer_id)
    url = f"/purchases/{purchase.id}/disputes/{dispute.id}"
    boss = sign_in(other)
    assert f"{chosen.name} is to decide this dispute" in text_of(boss.get(url))
    assert "Choose yourself as its reviewer" in text_of(boss.post(url, data=ANSWER))
    assert "Why the reviewer changes" in text_of(boss.get(f"{url}/reviewer"))
    asked = {"reviewer_id": str(other.officer_id)}
    assert "Enter why the reviewer changes" in text_of(boss.post(f"{url}/reviewer", data=asked))
    assert boss.post(f"{url}/reviewer", data=asked | {"reason": "On leave."}).status_code == 302


def test_what_the_trader_said_is_corrected_and_what_stood_before_is_seen_by_whoever_decides(
    client, sign_in, act, purchase, dispute
):
    url = f"/purchases/{purchase.id}"
    one = f"{url}/disputes/{dispute.id}"
    assert f"{one}/correct" in client.get(f"{url}/disputes").text
    page = client.get(f"{one}/correct")
    assert "We asked for ID." in page.text
    said = SAID | {"words": "We asked for a passport.", "version": str(dispute.version)}
    assert "Say why the record is corrected" in text_of(client.post(f"{one}/correct", data=said | {"reason": ""}))
    assert client.post(f"{one}/correct", data=said | {"reason": "Misheard."}).location == f"{url}/disputes"
    for page in (client.get(f"{url}/disputes"), client.get(f"{url}/history"), sign_in(act(Role.MANAGER)).get(one)):
        told = text_of(page)
        for words in ("We asked for a passport.", "We asked for ID.", "Misheard."):
            assert words in told
    assert client.get(f"/purchases/{dispute.id}/disputes/{dispute.id}/correct").status_code == 404


def test_every_page_of_a_test_says_that_its_result_is_disputed_and_then_overturned(
    session, client, act, purchase, dispute
):
    url = f"/purchases/{purchase.id}"
    pages = (url, f"{url}/law", f"{url}/accounts", f"{url}/evidence", f"{url}/disputes", f"{url}/history")
    assert [page for page in pages if "Result disputed" not in text_of(client.get(page))] == []
    overturned = DisputeDecision.OVERTURNED
    services.decide_dispute(session, act(Role.MANAGER), dispute.id, overturned, "Seen.", considered="The record.")
    assert [page for page in pages if "Result overturned" not in text_of(client.get(page))] == []
    page = text_of(client.get(url))
    assert "Nothing is left to do on this record" in page
    assert "sections done" not in page
    assert "Write a letter" in page
    assert client.get(f"{url}/disputes/{dispute.id}/correct").location == f"{url}/disputes"


def test_a_dispute_of_another_purchase_is_not_found(sign_in, act, officer, outlet, dispute):
    other = PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    boss = sign_in(act(Role.MANAGER))
    for what in ("", "/reviewer", "/acknowledge", "/comment", "/withdraw"):
        assert boss.get(f"/purchases/{other.id}/disputes/{dispute.id}{what}").status_code == 404


def test_another_authoritys_disputes_are_not_found(sign_in, act, purchase, dispute):
    stranger = sign_in(act(Role.MANAGER, "camden"))
    for what in ("disputes", "dispute", f"disputes/{dispute.id}", f"disputes/{dispute.id}/reviewer"):
        assert stranger.get(f"/purchases/{purchase.id}/{what}").status_code == 404
    assert stranger.post(f"/purchases/{purchase.id}/disputes/{dispute.id}/invite").status_code == 404
    assert "No dispute is recorded yet" in text_of(stranger.get("/purchases/disputes/"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK])
def test_who_records_no_tests_reads_disputes_and_changes_nothing(sign_in, act, purchase, dispute, role):
    reader = sign_in(act(role))
    page = text_of(reader.get(f"/purchases/{purchase.id}/disputes"))
    assert "We asked for ID." in page
    for words in ("Decide this dispute", "Record that it was withdrawn", "Invite the officers"):
        assert words not in page
    for what in ("dispute", f"disputes/{dispute.id}/withdraw", f"disputes/{dispute.id}"):
        assert reader.get(f"/purchases/{purchase.id}/{what}").status_code == 403


def test_the_list_is_filtered_and_handed_out_without_the_traders_words(client, purchase, dispute):
    page = text_of(client.get("/purchases/disputes/"))
    assert "1 dispute" in page
    assert purchase.reference in page
    assert "Overdue" in page
    assert "No dispute fits" in text_of(client.get("/purchases/disputes/?state=upheld"))
    assert "Where it stands: Overdue" in text_of(client.get("/purchases/disputes/?state=overdue"))
    for nonsense in ("state=spoon", "since=2026-02-30", "older_than=x", "reviewer=1", "newer_than=%27"):
        assert client.get(f"/purchases/disputes/?{nonsense}").status_code == 200
    with client.get("/purchases/disputes/export?format=csv") as file:
        text = file.get_data(as_text=True).lstrip("\N{BYTE ORDER MARK}")
    assert next(csv.reader(io.StringIO(text.splitlines()[1])))[0] == purchase.reference
    assert "We asked for ID." not in text
    for format_ in ("xlsx", "ods"):
        with client.get(f"/purchases/disputes/export?format={format_}") as file:
            assert file.status_code == 200
    assert client.get("/purchases/disputes/export?format=exe").status_code == 404


def test_the_home_page_says_by_when_a_dispute_is_decided_and_by_whom(client, dispute):
    page = text_of(client.get("/"))
    assert "decide by 17 November 2026; no reviewer yet" in page
