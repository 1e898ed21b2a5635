"""The pages of letters, as officers use them."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from compliance import files
from compliance.audit.models import AuditEntry
from compliance.letters import services
from compliance.letters.models import Letter, Serving
from compliance.letters.rules import About, Kind
from compliance.permissions import Role
from tests.factories.letters import LetterFactory, OfferedSessionFactory, decided
from tests.factories.purchases import PurchaseFactory
from tests.factories.volunteers import register
from tests.page import text_of

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("monday")


def on(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def sent(officer, **changes) -> dict[str, str]:
    """What the browser sends from the form of a warning."""
    return {
        "officer_id": str(officer.officer_id),
        "send_to": "registered",
        "product": "a kitchen knife",
        "when": "day",
        "reason": "this is the first sale that we have found there",
        "duties_now": "You must not sell a knife to anyone under 18.",
        "advice_now": "Ask for proof of age.",
        "advice_later": "Train all staff.",
        "course": "Accredited trader training",
        "minutes": "150",
        "cost_pence": "0",
        "examined": "yes",
        **on("advice_by_on", date(2026, 12, 21)),
        **on("book_by_on", date(2026, 12, 14)),
        **on("discuss_by_on", date(2026, 12, 7)),
        **on("appeal_by_on", date(2026, 12, 14)),
        **changes,
    }


def draft_url(kind, sale) -> str:
    return f"/letters/draft?kind={kind}&purchase_id={sale.id}"


@pytest.fixture
def drafted(session, officer, sale):
    letter = services.draft_letter(
        session, officer, Kind.WRITTEN_WARNING, decided(officer.officer_id), About(purchase_id=sale.id)
    )
    session.commit()
    return letter


@pytest.fixture
def issued(session, officer, drafted):
    services.issue_letter(session, officer, drafted.id)
    session.commit()
    return drafted


def looks(session, action) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_warning_goes_from_the_sale_to_the_served_letter(session, client, officer, sale, printed):
    page = text_of(client.get(f"/letters/new?purchase_id={sale.id}"))
    assert "Written warning" in page
    assert "Last day to prosecute 3 May 2027" in page
    begun = client.get(draft_url("written_warning", sale)).get_data(as_text=True)
    assert "a kitchen knife" in begun
    assert "this is the first sale to a person under 18" in begun
    made = client.post(draft_url("written_warning", sale), data=sent(officer))
    assert made.status_code == 302
    letter = session.exec(select(Letter)).one()
    page = text_of(client.get(made.location))
    assert "Every check is passed" in page
    preview = client.get(f"/letters/{letter.id}/preview.pdf")
    assert preview.mimetype == "application/pdf"
    assert f"draft-{letter.reference}.pdf" in preview.headers["Content-Disposition"]
    assert client.post(f"/letters/{letter.id}/issue").status_code == 302
    first = client.get(f"/letters/{letter.id}.pdf")
    assert first.data == client.get(f"/letters/{letter.id}.pdf").data == files.read(letter.sha256)
    assert first.data != preview.data
    assert "Pretend Tools Limited" in printed(first.data)
    served = client.post(
        f"/letters/{letter.id}/serve", data={"how": "first_class", **on("served_on", date(2026, 11, 23))}
    )
    assert served.status_code == 302
    page = text_of(client.get(f"/letters/{letter.id}"))
    assert "Served" in page
    assert "First class post" in page
    assert "3 May 2027" in page


def test_the_page_says_why_a_warning_cannot_be_drafted_and_where_to_mend_it(client, make_sale, authority, outlet):
    response = client.get(f"/letters/new?purchase_id={make_sale().id}")
    page = text_of(response)
    assert "The operator is not confirmed" in page
    assert f"/retailers/{outlet.id}/operators" in response.get_data(as_text=True)
    assert "A pass notice is for a test that ended in a refusal" in page


def test_what_there_is_already_is_linked_instead_of_offered_again(client, officer, sale, drafted):
    response = client.get(f"/letters/new?purchase_id={sale.id}")
    assert f"/letters/{drafted.id}" in response.get_data(as_text=True)
    assert "kind=written_warning" not in response.get_data(as_text=True)
    again = client.post(draft_url("written_warning", sale), data=sent(officer))
    assert again.status_code == 200
    assert drafted.reference in text_of(again)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Enter why a warning is sent"),
        ({"product": ""}, "Enter what was sold or asked for"),
        ({"product": "x" * 100_000}, "characters or less"),
        ({"officer_id": str(uuid4())}, "Select the officer that the letter is from from the list"),
        ({"discuss_by_on-day": "31", "discuss_by_on-month": "2"}, "real date"),
        (on("discuss_by_on", date(2026, 1, 1)), "today or in the future"),
        ({"advice_by_on-day": "", "advice_by_on-month": "", "advice_by_on-year": ""}, "Enter the day by which"),
        ({"advice_now": "", "advice_later": ""}, "at least one step of good practice"),
        ({"minutes": "two hours"}, "number"),
    ],
)
def test_bad_input_is_shown_again_with_its_message_and_nothing_is_saved(
    session, client, officer, sale, changes, message
):
    response = client.post(draft_url("written_warning", sale), data=sent(officer, **changes))
    assert response.status_code == 200
    assert message in text_of(response)
    assert "Ask for proof of age." in response.get_data(as_text=True) or "advice_now" in changes
    assert not session.exec(select(Letter)).all()


def test_a_reason_typed_on_several_lines_reads_on_as_one_sentence_and_is_issued(session, client, officer, sale):
    typed = "we told you before,\r\n\r\n  on 3 May 2026,\tand it\nhappened again"
    again = client.post(draft_url("written_warning", sale), data=sent(officer, reason=typed, product=""))
    assert "on 3 May 2026,\tand it\nhappened again" in again.get_data(as_text=True)
    assert client.post(draft_url("written_warning", sale), data=sent(officer, reason=typed)).status_code == 302
    letter = session.exec(select(Letter)).one()
    assert letter.decided["reason"] == "we told you before, on 3 May 2026, and it happened again"
    assert client.post(f"/letters/{letter.id}/issue").status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "you sold it to ZEPHYRINE"},
        {"reason": "you were rude to Mr Quillfeather"},
        {"product": "a knife that Zephyrine asked for"},
        {"duties_now": "Say sorry to Orla."},
        {"advice_later": "Remember Zephyrine Quillfeather."},
        {"contact": "Ms Quillfeather"},
    ],
)
def test_a_letter_that_names_the_volunteer_is_not_issued_and_the_refusal_names_nobody(
    session, client, officer, sale, changes
):
    person = register(session, officer, name="Zephyrine Quillfeather", guardian="Orla Quillfeather")
    sale.volunteer_id = person.id
    session.flush()
    assert client.post(draft_url("written_warning", sale), data=sent(officer, **changes)).status_code == 302
    letter = session.exec(select(Letter)).one()
    response = client.post(f"/letters/{letter.id}/issue")
    assert response.status_code == 200
    assert "Take every name of a person out" in text_of(response)
    assert session.exec(select(Letter)).one().issued_at is None
    [asked] = looks(session, "volunteer.searched_for")
    assert asked.detail == {"code": person.code}
    right = {"version": str(letter.version), **sent(officer)}
    assert client.post(f"/letters/{letter.id}/correct", data=right).status_code == 302
    assert client.post(f"/letters/{letter.id}/issue").status_code == 302
    assert len(looks(session, "volunteer.searched_for")) == 2


def test_an_exemption_typed_on_several_lines_is_printed_as_one_sentence(session, client, officer, sale, entity):
    entity.primary_authority = "Invented Council"
    session.flush()
    typed = {"exemption": "It agreed to this\r\nkind of letter."}
    assert client.post(draft_url("written_warning", sale), data=sent(officer, **typed)).status_code == 302
    letter = session.exec(select(Letter)).one()
    assert letter.decided["exemption"] == "It agreed to this kind of letter."
    assert client.post(f"/letters/{letter.id}/issue").status_code == 302


def test_a_product_that_begins_like_a_formula_is_printed_as_it_is(session, client, officer, sale):
    client.post(draft_url("written_warning", sale), data=sent(officer, product="=1+1 <b>knife</b>"))
    letter = session.exec(select(Letter)).one()
    assert "&lt;b&gt;knife" in client.get(f"/letters/{letter.id}").get_data(as_text=True)


def test_a_fail_notice_without_training_and_a_pass_notice_are_drafted(session, client, officer, sale, make_sale):
    fields = ("officer_id", "send_to", "product", "when", "advice_now")
    short = {name: value for name, value in sent(officer).items() if name in fields}
    made = client.post(draft_url("fail_notice", sale), data=short | {"offer_training": "no"})
    assert made.status_code == 302, text_of(made)
    passed = make_sale(outcome="refused_no_id")
    made = client.post(draft_url("pass_notice", passed), data=short)
    assert made.status_code == 302, text_of(made)
    assert {letter.kind for letter in session.exec(select(Letter))} == {Kind.FAIL_NOTICE, Kind.PASS_NOTICE}
    missing = client.post(draft_url("fail_notice", make_sale()), data=short | {"offer_training": "yes"})
    assert "Enter the last day to book" in text_of(missing)


def test_an_invitation_is_drafted_from_a_visit_with_the_sessions_chosen(session, client, officer, visit):
    one = OfferedSessionFactory(authority_id=officer.authority_id)
    url = f"/letters/draft?kind=training_invitation&visit_id={visit.id}"
    assert one.venue in client.get(url).get_data(as_text=True)
    data = sent(officer, agreement="yes", session_ids=str(one.id))
    made = client.post(url, data=data)
    assert made.status_code == 302, text_of(made)
    assert one.venue in str(session.exec(select(Letter)).one().facts)


def test_a_primary_authority_is_asked_about_and_stands_in_the_way_until_it_was_told(client, officer, sale, entity):
    entity.primary_authority = "Imaginary County Council"
    page = client.get(draft_url("written_warning", sale))
    assert "Imaginary County Council is the Primary Authority" in text_of(page)
    made = client.post(draft_url("written_warning", sale), data=sent(officer))
    page = client.get(made.location)
    assert "Tell Imaginary County Council of this letter first" in text_of(page)
    assert "Issue this letter" not in text_of(page)
    refused = client.post(f"{made.location}/issue")
    assert refused.status_code == 200
    assert "Error: " in refused.get_data(as_text=True)


def test_a_draft_is_changed_and_what_it_said_stays_in_its_history(client, officer, drafted):
    url = f"/letters/{drafted.id}/correct"
    page = client.get(url).get_data(as_text=True)
    assert 'value="1"' in page
    assert client.post(url, data=sent(officer, product="an axe", version="1")).status_code == 302
    page = text_of(client.get(f"/letters/{drafted.id}"))
    assert "Product: from a kitchen knife to an axe" in page
    stale = client.post(url, data=sent(officer, product="a saw", version="1"))
    assert "Somebody else changed this draft" in text_of(stale)
    assert "a saw" in stale.get_data(as_text=True)


def test_a_draft_is_discarded_with_a_reason(session, client, drafted):
    page = f"/letters/{drafted.id}"
    url = f"{page}/discard"
    assert "Enter the reason" in text_of(client.post(url, data={"reason": ""}))
    assert client.post(url, data={"reason": "Not needed"}).status_code == 302
    assert not session.exec(select(Letter)).all()
    assert client.get(page).status_code == 404


def test_an_issued_letter_is_superseded_by_a_corrected_one(session, client, issued):
    url = f"/letters/{issued.id}/supersede"
    made = client.post(url, data={"reason": "The product was wrong"})
    assert made.status_code == 302
    new = session.exec(select(Letter).where(Letter.supersedes_id == issued.id)).one()
    assert client.get(made.location).status_code == 200
    assert f"It is to supersede {issued.reference}" in text_of(client.get(f"/letters/{new.id}"))
    client.post(f"/letters/{new.id}/issue")
    page = text_of(client.get(f"/letters/{issued.id}"))
    assert f"Superseded by {new.reference}" in page
    assert "already" in text_of(client.post(url, data={"reason": "Again"}))


def test_a_draft_has_nothing_to_print_and_an_issued_letter_no_preview_of_its_own(client, drafted):
    assert client.get(f"/letters/{drafted.id}.pdf").location == f"/letters/{drafted.id}"
    client.post(f"/letters/{drafted.id}/issue")
    assert client.get(f"/letters/{drafted.id}/preview.pdf").location == f"/letters/{drafted.id}.pdf"
    assert client.get(f"/letters/{drafted.id}/correct").location == f"/letters/{drafted.id}"


def test_a_double_click_on_issue_issues_once(session, client, drafted):
    first, second = (client.post(f"/letters/{drafted.id}/issue") for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(looks(session, "letter.issued")) == 1


def test_kept_bytes_that_were_touched_are_never_printed(client, issued, files):
    path = files / issued.sha256[:2] / issued.sha256[2:]
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.7 something else")
    response = client.get(f"/letters/{issued.id}.pdf")
    assert response.status_code == 500
    assert "no longer what was issued" in text_of(response)
    path.unlink()
    assert "missing" in text_of(client.get(f"/letters/{issued.id}.pdf"))


def test_serving_says_what_is_missing_and_keeps_what_was_typed(session, client, issued):
    url = f"/letters/{issued.id}/serve"
    response = client.post(url, data={"how": "by_hand", "note": "At the till", **on("served_on", date(2026, 11, 23))})
    assert "Enter who was given the letter" in text_of(response)
    assert "At the till" in response.get_data(as_text=True)
    assert not session.exec(select(Serving)).all()


def test_looking_previewing_and_printing_are_audited_with_the_outlet(session, client, drafted, outlet):
    client.get("/letters/")
    client.get(f"/retailers/{outlet.id}/letters")
    client.get(f"/letters/{drafted.id}")
    client.get(f"/letters/{drafted.id}/preview.pdf")
    client.post(f"/letters/{drafted.id}/issue")
    client.get(f"/letters/{drafted.id}.pdf")
    assert len(looks(session, "letter.listed")) == 2
    for action in ("letter.viewed", "letter.previewed", "letter.printed"):
        entry = looks(session, action)[0]
        assert (entry.subject_id, entry.outlet_id) == (str(drafted.id), outlet.id)
    assert looks(session, "letter.printed")[0].detail["sha256"] == session.get(Letter, drafted.id).sha256


def test_the_register_is_empty_filtered_and_full(session, client, officer, outlet, drafted):
    assert "1 letter" in text_of(client.get("/letters/"))
    assert "No letter fits these filters" in text_of(client.get("/letters/?status=served"))
    assert drafted.reference in text_of(client.get("/letters/?status=draft&kind=written_warning&q=pretend"))
    page = client.get("/letters/?status=nonsense&since-day=40&since-month=1&since-year=2026")
    assert "Error: " in page.get_data(as_text=True)
    assert drafted.reference in text_of(client.get(f"/retailers/{outlet.id}/letters"))
    session.delete(session.get(Letter, drafted.id))
    assert "No letter has been drafted yet" in text_of(client.get("/letters/"))


def test_the_register_has_pages(client, officer, outlet):
    for _ in range(51):
        sale = PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
        LetterFactory(authority_id=officer.authority_id, outlet_id=outlet.id, purchase_id=sale.id)
    page = client.get("/letters/?status=draft").get_data(as_text=True)
    older = re.search(r'href="(/letters/\?[^"]*older_than=[^"]*)"', page)
    assert older
    page = client.get(older[1].replace("&amp;", "&")).get_data(as_text=True)
    assert "newer_than=" in page
    assert UUID(re.search(r"newer_than=([0-9a-f-]+)", page)[1])


NOBODY = "6e0c7b2d-9296-4df5-ad1f-c193e2b6f839"
PAGES = (
    "/letters/{id}",
    "/letters/{id}/preview.pdf",
    "/letters/{id}.pdf",
    "/letters/{id}/correct",
    "/letters/{id}/discard",
    "/letters/{id}/supersede",
    "/letters/{id}/serve",
    "/retailers/{outlet}/letters",
    "/letters/new?purchase_id={purchase}",
    "/letters/draft?kind=fail_notice&purchase_id={purchase}",
)


@pytest.mark.parametrize("page", PAGES)
def test_another_authoritys_officer_finds_none_of_it(sign_in, act, issued, page):
    url = page.format(id=issued.id, outlet=issued.outlet_id, purchase=issued.purchase_id)
    assert sign_in(act(authority="camden")).get(url).status_code == 404


def test_another_authoritys_officer_changes_none_of_it(sign_in, act, session, drafted):
    other = act(authority="camden")
    client = sign_in(other)
    for url in ("issue", "serve", "discard", "supersede", "correct"):
        data = {"reason": "x", "how": "first_class", **sent(other), **on("served_on", date(2026, 11, 23))}
        assert client.post(f"/letters/{drafted.id}/{url}", data=data).status_code == 404
    assert session.get(Letter, drafted.id).issued_at is None


@pytest.mark.parametrize("url", ["/letters/new", "/letters/new?purchase_id=x", f"/letters/new?visit_id={NOBODY}"])
def test_a_letter_about_nothing_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_a_kind_that_there_is_not_is_not_found(client, sale):
    assert client.get(draft_url("final_demand", sale)).status_code == 404


@pytest.mark.parametrize(
    ("role", "see", "do"),
    [
        (Role.OFFICER, 200, 200),
        (Role.MANAGER, 200, 200),
        (Role.CLERK, 200, 200),
        (Role.VIEWER, 200, 403),
        (Role.POLICE_PLANNER, 403, 403),
        (Role.ADMINISTRATOR, 403, 403),
    ],
)
def test_each_role_reaches_what_it_may(sign_in, act, issued, sale, role, see, do):
    client = sign_in(act(role))
    assert client.get("/letters/").status_code == see
    assert client.get(f"/letters/{issued.id}").status_code == see
    assert client.get(f"/letters/{issued.id}.pdf").status_code == see
    assert client.get(draft_url("fail_notice", sale)).status_code == do
    assert client.get(f"/letters/{issued.id}/serve").status_code == do


def test_a_viewer_is_shown_no_action_that_they_may_not_take(sign_in, act, drafted):
    page = text_of(sign_in(act(Role.VIEWER)).get(f"/letters/{drafted.id}"))
    assert "Look at the draft" in page
    assert "Discard" not in page
    assert "Issue this letter" not in page


def test_an_issued_invitation_leads_on_to_the_training_record(session, client, officer, visit):
    letter = services.draft_letter(
        session, officer, Kind.TRAINING_INVITATION, decided(officer.officer_id), About(visit_id=visit.id)
    )
    client.post(f"/letters/{letter.id}/issue")
    page = client.get(f"/letters/{letter.id}").get_data(as_text=True)
    assert f'href="/retailers/{visit.outlet_id}/training"' in page
    assert f"/letters/new?visit_id={visit.id}" in client.get(f"/visits/{visit.id}").get_data(as_text=True)


def test_a_serving_is_corrected_with_a_reason_and_its_history_is_kept(session, client, sign_in, act, issued):
    client.post(f"/letters/{issued.id}/serve", data={"how": "by_hand", "to_whom": "Al", **on("served_on", TODAY)})
    serving = session.exec(select(Serving)).one()
    url = f"/letters/{issued.id}/servings/{serving.id}/correct"
    assert url in client.get(f"/letters/{issued.id}").get_data(as_text=True)
    assert 'value="Al"' in client.get(url).get_data(as_text=True)
    data = {"how": "by_hand", "to_whom": "Ali", "version": "1", **on("served_on", TODAY)}
    assert "Enter why it is corrected" in text_of(client.post(url, data=data))
    assert client.post(url, data=data | {"reason": "Misspelt"}).status_code == 302
    page = text_of(client.get(f"/letters/{issued.id}"))
    assert "To whom: from Al to Ali" in page
    assert "Reason: Misspelt" in page
    again = client.post(url, data=data | {"reason": "Again", "to_whom": "Alice"})
    assert "Somebody else corrected this" in text_of(again)
    assert client.get(url.replace(str(serving.id), str(uuid4()))).status_code == 404
    assert sign_in(act(authority="camden")).post(url, data=data | {"reason": "x"}).status_code == 404


def test_a_serving_cannot_be_corrected_into_one_that_cannot_be(session, client, issued):
    client.post(f"/letters/{issued.id}/serve", data={"how": "first_class", **on("served_on", TODAY)})
    serving = session.exec(select(Serving)).one()
    url = f"/letters/{issued.id}/servings/{serving.id}/correct"
    data = {"how": "returned", "version": "1", "reason": "x", **on("served_on", TODAY)}
    assert "Record the posting first" in text_of(client.post(url, data=data))
