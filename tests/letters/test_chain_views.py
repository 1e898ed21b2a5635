"""The pages on which letters from a visit to an agreement are drafted, changed, issued and found."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from compliance.agreements.models import SigningLink
from compliance.agreements.rules import AgreementEventKind
from compliance.letters.models import Letter
from compliance.letters.rules import Kind
from compliance.permissions import Role
from compliance.training.models import Certificate
from compliance.training.rules import AttendanceStatus
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed
from tests.factories.letters import OfferedSessionFactory
from tests.factories.retailers import EntityFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory
from tests.page import text_of

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("monday", "authority", "operator")


def on(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def owner(officer, outlet):
    return {"authority_id": officer.authority_id, "outlet_id": outlet.id}


@pytest.fixture
def place(officer, owner):
    held = TrainingSessionFactory(
        authority_id=officer.authority_id, on=date(2026, 12, 10), venue="Invented Hall", venue_address="E8 1EA"
    )
    return AttendanceFactory(session_id=held.id, person="Alex Example", **owner)


@pytest.fixture
def passed(officer, owner):
    held = TrainingSessionFactory(authority_id=officer.authority_id, on=date(2026, 11, 12), venue_address="E8 1EA")
    came = {"status": AttendanceStatus.ATTENDED, "minutes": 150, "mark": 80, "recorded_on": date(2026, 11, 12)}
    return AttendanceFactory(session_id=held.id, person="Alex Example", **came, **owner)


@pytest.fixture
def offered(officer, owner):
    agreement = AgreementFactory(**owner)
    AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id, on=date(2026, 11, 20))
    return agreement


@pytest.fixture
def invitation(owner):
    days = {"invited_on": date(2026, 11, 2), "served_on": date(2026, 11, 4), "reply_by_on": date(2026, 11, 18)}
    return InvitationFactory(**days, **owner)


@pytest.fixture
def common(officer):
    return {"officer_id": str(officer.officer_id), "contact": "Ms Khan", "send_to": "premises"}


COURSE = {
    "course": "Accredited trader training",
    "minutes": "150",
    "cost_pence": "0",
    "examined": "yes",
    **on("book_by_on", date(2026, 12, 14)),
}


def draft(client, kind, sent, **about):
    name, value = next(iter(about.items()))
    url = f"/letters/draft?kind={kind}&{name}={value}"
    assert client.get(url).status_code == 200
    response = client.post(url, data=sent)
    assert response.status_code == 302, text_of(response)
    return response.location


def test_a_visit_offers_advice_and_an_invitation_and_no_letter_of_another_record(client, visit):
    page = text_of(client.get(f"/letters/new?visit_id={visit.id}"))
    assert "Advice letter" in page
    assert "Training invitation" in page
    assert "Pass notice" not in page
    assert "Agreement to sign" not in page


def test_a_place_says_why_the_other_letters_cannot_be_drafted(client, place):
    page = text_of(client.get(f"/letters/new?attendance_id={place.id}"))
    assert "Training reminder: The session is soon" in page
    assert "This session was not cancelled." in page
    assert "A training result is for somebody who attended." in page


def test_advice_is_drafted_changed_and_issued(session, client, common, visit):
    sent = common | {"advice_now": "Ask for proof of age."}
    url = draft(client, "advice", sent, visit_id=visit.id)
    assert client.get(f"{url}/correct").status_code == 200
    client.post(f"{url}/issue")
    assert session.exec(select(Letter)).one().issued_on == TODAY
    assert "Advice letter" in text_of(client.get(url))


def test_a_place_is_confirmed_from_its_page(session, client, common, place):
    url = draft(client, "place_confirmed", common | {"agreement": "yes"}, attendance_id=place.id)
    page = text_of(client.get(url))
    assert "Alex Example" in page
    assert "10 December 2026" in page
    client.post(f"{url}/issue")
    assert client.get(f"{url}.pdf").status_code == 200
    assert session.exec(select(Letter)).one().attendance_id == place.id


def test_a_reminder_of_a_session_asks_for_no_course(client, common, place):
    page = text_of(client.get(f"/letters/draft?kind=training_reminder&attendance_id={place.id}"))
    assert "Name of the course" not in page
    url = draft(client, "training_reminder", common, attendance_id=place.id)
    page = text_of(client.get(url))
    assert "The session is soon" in page
    changed = client.post(f"{url}/correct", data=common | {"contact": "Mr Khan", "version": "1"})
    assert changed.status_code == 302
    assert "Every check is passed" in text_of(client.get(url))


def test_a_second_invitation_is_drafted_from_the_first(client, officer, common, invitation):
    chosen = OfferedSessionFactory(authority_id=officer.authority_id)
    sent = common | COURSE | {"session_ids": str(chosen.id)}
    url = draft(client, "training_reminder", sent, invitation_id=invitation.id)
    client.post(f"{url}/issue")
    page = text_of(client.get(url))
    assert "Second invitation" in page
    assert "The invitation is on the training record" in page


def test_a_result_asks_for_no_course_after_a_pass_and_issues_the_certificate(session, client, common, passed):
    page = text_of(client.get(f"/letters/draft?kind=training_result&attendance_id={passed.id}"))
    assert "Name of the course" not in page
    url = draft(client, "training_result", common, attendance_id=passed.id)
    assert "The certificate is issued with the letter" in text_of(client.get(url))
    client.post(f"{url}/issue")
    assert session.exec(select(Certificate)).one().attendance_id == passed.id


def test_an_offer_shows_no_link_until_it_is_issued_and_none_on_its_page_afterwards(session, client, common, offered):
    url = draft(client, "agreement_offer", common | on("sign_by_on", date(2026, 12, 14)), agreement_id=offered.id)
    assert "are made when the letter is issued" in text_of(client.get(url))
    assert client.get(f"{url}/preview.pdf").status_code == 200
    assert session.exec(select(SigningLink)).all() == []
    client.post(f"{url}/issue")
    client.post(f"{url}/issue")
    assert len(session.exec(select(SigningLink)).all()) == 1
    page = client.get(url).get_data(as_text=True)
    assert "/sign/" not in page


def test_a_link_that_would_work_too_long_is_refused_at_issue_and_leaves_nothing(session, client, common, offered):
    late = on("sign_by_on", TODAY + timedelta(days=300))
    url = draft(client, "agreement_offer", common | late, agreement_id=offered.id)
    assert client.post(f"{url}/issue").status_code == 200
    assert session.exec(select(SigningLink)).all() == []
    assert session.exec(select(Letter)).one().issued_at is None


def test_a_proposed_removal_asks_for_its_reason_and_a_lapse_for_none(client, officer, common, outlet):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 1, 12))
    url = f"/letters/draft?kind=agreement_warning&agreement_id={agreement.id}"
    assert "The reason" not in text_of(client.get(url))
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.REMOVAL_PROPOSED,
        on=date(2026, 11, 20),
        words="a knife was sold without a check of age",
        reply_by_on=date(2026, 12, 7),
    )
    page = client.get(url).get_data(as_text=True)
    assert "A knife was sold without a check of age." in page
    location = draft(client, "agreement_warning", common | {"reason": "A check was missed"}, agreement_id=agreement.id)
    page = text_of(client.get(location))
    assert "A check was missed." in page
    assert "7 December 2026" in page


def test_a_removal_and_a_confirmation_have_their_pages(client, officer, common, outlet):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 1, 12))
    confirmed = draft(client, "agreement_confirmed", common, agreement_id=agreement.id)
    assert client.get(confirmed).status_code == 200
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.REMOVED,
        on=date(2026, 11, 20),
        words="no reply was received",
    )
    sent = common | {"reason": "No reply was received.", **on("appeal_by_on", date(2026, 12, 14))}
    removed = draft(client, "agreement_removed", sent, agreement_id=agreement.id)
    assert "No reply was received." in text_of(client.get(removed))
    assert "in force can be confirmed" in text_of(client.get(confirmed))


def test_a_cancelled_session_is_told_from_the_page_of_a_place(session, client, common, place):
    held = session.get(type(TrainingSessionFactory.build(authority_id=place.authority_id)), place.session_id)
    held.cancelled_at, held.cancelled_reason = place.recorded_at, "The trainer is ill"
    session.flush()
    url = draft(client, "session_cancelled", common | COURSE, attendance_id=place.id)
    assert "Every check is passed" in text_of(client.get(url))


def test_a_letter_to_a_delivery_company_has_its_pages_though_it_has_no_outlet(session, client, officer, common):
    courier = EntityFactory(
        authority_id=officer.authority_id, name="Pretend Parcels Limited", address="9 Imaginary Way", postcode="E8 1EA"
    )
    days = {"invited_on": TODAY, "served_on": None, "reply_by_on": None}
    invited = InvitationFactory(authority_id=officer.authority_id, entity_id=courier.id, **days)
    assert "Pretend Parcels Limited" in text_of(client.get(f"/letters/new?invitation_id={invited.id}"))
    sent = common | COURSE | {"agreement": "no"}
    url = draft(client, "training_invitation", sent, invitation_id=invited.id)
    for page in (url, f"{url}/correct", f"{url}/discard", "/letters/"):
        response = client.get(page)
        assert response.status_code == 200
    client.post(f"{url}/issue")
    assert session.exec(select(Letter)).one().issued_on == TODAY
    assert client.get(f"{url}/serve").status_code == 200
    assert client.post(f"{url}/supersede", data={"reason": "The wrong address"}).status_code == 302
    listed = text_of(client.get("/letters/"))
    assert "Pretend Parcels Limited" in listed


def test_a_discarded_draft_without_an_outlet_leads_back_to_the_register(client, officer, common):
    courier = EntityFactory(authority_id=officer.authority_id, address="9 Imaginary Way", postcode="E8 1EA")
    days = {"invited_on": TODAY, "served_on": None, "reply_by_on": None}
    invited = InvitationFactory(authority_id=officer.authority_id, entity_id=courier.id, **days)
    sent = common | COURSE | {"agreement": "no"}
    url = draft(client, "training_invitation", sent, invitation_id=invited.id)
    assert client.post(f"{url}/discard", data={"reason": "Not needed"}).location == "/letters/"


@pytest.mark.parametrize("name", ["invitation_id", "attendance_id", "agreement_id"])
def test_another_authoritys_record_answers_404(act, sign_in, invitation, place, offered, name):
    record = {"invitation_id": invitation, "attendance_id": place, "agreement_id": offered}[name]
    other = sign_in(act(authority="croydon"))
    assert other.get(f"/letters/new?{name}={record.id}").status_code == 404


def test_who_may_not_issue_letters_may_not_draft_one(act, sign_in, place):
    assert sign_in(act(Role.VIEWER)).get(f"/letters/new?attendance_id={place.id}").status_code == 403


@pytest.mark.parametrize("kind", Kind)
def test_the_register_can_be_filtered_by_each_kind(client, kind):
    assert client.get(f"/letters/?kind={kind.value}").status_code == 200


def test_the_page_of_each_record_says_where_to_write_a_letter(client, place, invitation, offered):
    pages = {
        f"/agreements/{offered.id}": f"/letters/new?agreement_id={offered.id}",
        f"/training/sessions/{place.session_id}": f"/letters/new?attendance_id={place.id}",
        f"/training/places/{place.id}": f"/letters/new?attendance_id={place.id}",
        f"/training/invitations/{invitation.id}": f"/letters/new?invitation_id={invitation.id}",
    }
    for page, link in pages.items():
        assert link in client.get(page).get_data(as_text=True), page


def test_the_page_of_a_record_lists_its_letters(session, client, common, place, visit):
    draft(client, "place_confirmed", common | {"agreement": "yes"}, attendance_id=place.id)
    draft(client, "advice", common | {"advice_now": "Ask for proof of age."}, visit_id=visit.id)
    references = {one.kind: one.reference for one in session.exec(select(Letter))}
    assert references[Kind.PLACE_CONFIRMED] in text_of(client.get(f"/training/places/{place.id}"))
    assert references[Kind.ADVICE] in text_of(client.get(f"/visits/{visit.id}"))
