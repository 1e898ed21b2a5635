"""The report of a visit: what it says and never says, that it never changes, and how it reaches the trader."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pdfplumber
import pikepdf
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from compliance import clock
from compliance.accounts.models import Authority, Officer
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.visits import services
from compliance.visits.models import VisitAction, VisitOfficer, VisitPartner, VisitReport
from compliance.visits.queries import details_of
from compliance.visits.queries.reports import gather_report, get_report, list_given, list_reports
from compliance.visits.rules import (
    Agency,
    Basis,
    Display,
    Observation,
    OfferAnswer,
    Question,
    QuestionKind,
    Storage,
    VisitKind,
)
from compliance.visits.rules.reports import (
    GivenBy,
    NewGiven,
    check_given,
    report_as_dict,
    report_from_dict,
    tells_the_same,
)
from compliance.visits.rules.wording import check_typed, lines_of, offer_words, question_words, times_words
from compliance.visits.services.reports import correct_given, give_report, issue_report, read_report, render_report
from tests import pdfua
from tests.factories.accounts import OfficerFactory
from tests.factories.visits import VisitFactory
from tests.page import text_of


@pytest.fixture(autouse=True)
def letterhead(session, officer):
    """A whole letterhead, and an officer whom a trader can ask."""
    authority = session.get(Authority, officer.authority_id)
    authority.address, authority.telephone, authority.email = (
        "1 Invented Street\nLondon",
        "020 7946 0000",
        "ts@h.example",
    )
    authority.website, authority.complaint_route = "www.h.example", "Write to Complaints, 1 Invented Street."
    authority.privacy_notice, authority.enforcement_policy = "www.h.example/privacy", "www.h.example/policy"
    row = session.get(Officer, officer.officer_id)
    row.name, row.job_title, row.telephone = "Robin Example", "Trading Standards Officer", "020 7946 0001"
    session.flush()
    return authority


@pytest.fixture
def visit(session, officer, outlet):
    made = VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        reference="HAC-V-2026-0007",
        kind=VisitKind.JOINT_WITH_POLICE,
        visited_on=date(2026, 11, 20),
        started_at_time=time(10, 15),
        left_at_time=time(10, 45),
        spoke_to="Alex Trader",
        capacity="Owner",
        storage=Storage.NEAR_EXIT,
        display=Display.UNPACKAGED,
        challenge_25_poster=False,
        refusals_log=True,
        refusals_log_last_on=date(2026, 11, 3),
        advice_law="- You must not sell a knife to anyone under 18.\n- Ask for proof of age.",
        advice_good_practice="Keep knives in a locked cabinet.",
        agreement_offer=OfferAnswer.WILL_CONSIDER,
        training_offer=OfferAnswer.ACCEPTED,
        offer_words="Send me the dates",
        notes="Officer’s own note: watch the back door",
        visit_again_by=date(2027, 1, 15),
    )
    other = OfficerFactory(authority_id=officer.authority_id, name="Sam Second")
    mine = {"authority_id": officer.authority_id, "visit_id": made.id}
    session.add(VisitOfficer(**mine, officer_id=other.id))
    session.add(VisitPartner(**mine, agency=Agency.POLICE, person="PC 123 Example"))
    at = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    session.add(
        VisitAction(**mine, number=1, text="Train all staff", basis=Basis.LAW, due_on=date(2026, 12, 4), recorded_at=at)
    )
    session.add(VisitAction(**mine, number=2, text="Put up a poster", basis=Basis.GOOD_PRACTICE, recorded_at=at))
    session.flush()
    return made


def correct(session, officer, visit, **changes):
    details = replace(details_of(visit), **changes)
    return services.correct_visit(session, officer, visit.id, details, version=visit.version, reason="Typed wrong")


def printed(content):
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split()).replace("\N{NO-BREAK SPACE}", " ")


# Words


@pytest.mark.parametrize(
    "text",
    [
        "You must comply with section 141A.",
        "To comply, ask for proof of age.",
        "You are legally required to refuse.",
        "It is an offence to sell a knife to anyone under 18.",
        "It is lawful to refuse any sale.",
        "All staff must be trained so that the shop complies.",
        "Explain to staff how to refuse.",
        "Challenge 25 helps you comply with the law",
        "Write down every refusal, and tell new staff why.",
        "Show the till how it asks for proof of age",
        "Keep an account of every refusal.",
    ],
)
def test_advice_may_say_what_the_law_asks_for(text):
    check_typed({"advice_law": text})


@pytest.mark.parametrize(
    "text",
    [
        "You comply with the law.",
        "The shop complies.",
        "Good display.\nThe shop is fully compliant with section 141A.",
        "Your premises are legal.",
        "Everything is within the law.",
        "No offences were found.",
        "You must lock them. All is well: the store was compliant.",
        "A good shop: it meets the legal requirements.",
    ],
)
def test_a_report_never_says_that_the_shop_meets_the_law(text):
    with pytest.raises(Refusal, match="must not say that the shop meets the law") as refusal:
        check_typed({"advice_law": text})
    assert refusal.value.field == "advice_law"


@pytest.mark.parametrize(
    "text",
    [
        "Please explain why the knife was sold.",
        "Tell us why it was sold",
        "Give us your account of the sale.",
        "Please send us a written statement.",
        "Write to us what happened on Friday",
    ],
)
def test_a_report_never_asks_for_an_account(text):
    with pytest.raises(Refusal, match="must not ask the trader for an account"):
        check_typed({"to_do": text})


@pytest.mark.parametrize(
    "text", ["Our volunteer was sold a knife.", "V07 came by.", "A 16-year-old bought it."], ids=range(3)
)
def test_a_report_never_leads_to_a_young_person_who_helped(text):
    with pytest.raises(Refusal, match="must not speak of a volunteer") as refused:
        check_typed({"advice_law": text})
    assert refused.value.field == "advice_law"


def test_what_was_typed_as_a_list_is_a_list():
    assert lines_of(" - One\n\n* Two\n• Three\nFour - five\n") == ("One", "Two", "Three", "Four - five")
    assert lines_of(" \n ") == ()


@pytest.mark.parametrize(
    ("began", "left", "words"),
    [
        (None, None, ""),
        (time(0, 5), None, "at 12:05am"),
        (time(12, 0), None, "at 12:00pm"),
        (time(11, 59), time(13, 1), "from 11:59am to 1:01pm"),
    ],
)
def test_times_are_read_as_a_trader_reads_them(began, left, words):
    assert times_words(began, left) == words


@pytest.mark.parametrize("answer", list(OfferAnswer))
def test_every_answer_has_a_sentence_but_for_what_was_not_offered(answer):
    assert bool(offer_words(answer, "training")) is (answer is not OfferAnswer.NOT_OFFERED)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Did you see a refusals log?", "Were we shown a refusals log?"),
        ("Refusals log at the till", "Refusals log at the till"),
    ],
)
def test_a_question_to_the_officer_is_read_as_one_about_the_shop(asked, read):
    assert question_words(Question(asked, QuestionKind.YES_NO, observation=Observation.REFUSALS_LOG)) == read
    assert question_words(Question(asked, QuestionKind.YES_NO)) == asked


# Facts


def test_the_facts_are_the_record_and_nothing_of_the_officers_own(session, officer, visit):
    report = gather_report(session, officer, visit, today=clock.today())
    told = report.visit
    assert told.officers == ("Robin Example", "Sam Second")
    assert told.partners == ("Police: PC 123 Example",)
    assert (told.spoke_to, told.times) == ("Alex Trader, Owner", "from 10:15am to 10:45am")
    assert [(one.question, one.answer) for one in told.answers] == [
        ("How are knives kept?", "Open shelf near the exit"),
        ("How are knives displayed?", "Unpackaged or easily opened"),
        ("Is a Challenge 25 poster on show?", "No"),
        ("Were we shown a refusals log?", "Yes"),
        ("When was the last entry in the refusals log?", "3 November 2026"),
    ]
    assert told.advice_law == ("You must not sell a knife to anyone under 18.", "Ask for proof of age.")
    assert [(one.text, one.due_on) for one in told.to_do_law] == [("Train all staff", date(2026, 12, 4))]
    assert [(one.text, one.due_on) for one in told.to_do_good_practice] == [("Put up a poster", None)]
    assert "watch the back door" not in str(report)


def test_facts_are_kept_and_read_back_unchanged(session, officer, visit):
    report = gather_report(session, officer, visit, today=clock.today())
    assert report_from_dict(report_as_dict(report)) == report
    assert tells_the_same(report_as_dict(report), report.visit)
    assert not tells_the_same(report_as_dict(report), replace(report.visit, spoke_to="Somebody else"))


# Making


def test_a_report_has_a_reference_and_says_all_that_was_seen_and_said(session, officer, visit):
    report = issue_report(session, officer, visit.id)
    assert report.reference == "HAC-VR-2026-0001"
    text = printed(read_report(report))
    for words in (
        "Report of our visit to Invented Hardware",
        "20 November 2026, from 10:15am to 10:45am",
        "Robin Example, Sam Second, Trading Standards",
        "Police: PC 123 Example",
        "Alex Trader, Owner",
        "HAC-VR-2026-0001 (visit HAC-V-2026-0007)",
        "It does not decide whether the law was met",
        "Open shelf near the exit",
        "What the law requires We told you what you must do",
        "Train all staff 4 December 2026",
        "Good practice The law does not require this",
        "Put up a poster No day was set",
        "You said that you would think about it.",
        "We offered you training. You accepted.",
        "“Send me the dates”",
        "We plan to visit again by 15 January 2027",
        "contact Robin Example, Trading Standards Officer, on 020 7946 0001",
        "Write to Complaints, 1 Invented Street.",
        "How we use information about you",
        "privacy notice is at www.h.example/privacy",
        "Page 1 of",
    ):
        assert words in text, words
    for never in ("back door", "complies", "compliant", "explain", "caution", "volunteer", "V07"):
        assert never not in text
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "visit_report.issued")).one()
    assert (entry.subject_id, entry.detail["sha256"]) == (str(visit.id), report.sha256)


def test_made_twice_it_is_one_and_printed_again_it_is_the_same(session, officer, visit):
    first = issue_report(session, officer, visit.id)
    content = read_report(first)
    assert issue_report(session, officer, visit.id).id == first.id
    assert len(list_reports(session, officer, visit.id)) == 1
    assert read_report(get_report(session, officer, first.id)) == content


def test_a_corrected_visit_makes_a_new_report_that_says_which_it_replaces(session, officer, visit):
    first = issue_report(session, officer, visit.id)
    content = read_report(first)
    correct(session, officer, visit, spoke_to="Alex Trader-Other")
    second = issue_report(session, officer, visit.id)
    assert (second.reference, second.supersedes_id, second.visit_version) == ("HAC-VR-2026-0002", first.id, 2)
    assert "This report replaces our report HAC-VR-2026-0001 of 22 November 2026" in printed(read_report(second))
    assert read_report(first) == content
    assert [one.id for one in list_reports(session, officer, visit.id)] == [second.id, first.id]


def test_a_correction_that_the_trader_does_not_see_makes_no_new_report(session, officer, visit, letterhead):
    first = issue_report(session, officer, visit.id)
    correct(session, officer, visit, notes="Another note of one’s own")
    letterhead.telephone = "020 7946 0099"
    assert issue_report(session, officer, visit.id).id == first.id


@pytest.mark.parametrize(
    ("column", "words"),
    [("address", "lacks the address"), ("complaint_route", "how to complain"), ("privacy_notice", "privacy notice")],
)
def test_a_letterhead_that_is_not_whole_is_told(session, officer, visit, letterhead, column, words):
    setattr(letterhead, column, " ")
    with pytest.raises(Refusal, match=words):
        issue_report(session, officer, visit.id)


def test_an_officer_without_a_job_title_is_told(session, officer, visit):
    session.get(Officer, officer.officer_id).job_title = ""
    with pytest.raises(Refusal, match="job title of Robin Example"):
        issue_report(session, officer, visit.id)


def test_typed_words_that_must_not_go_out_are_refused_before_anything_is_made(session, officer, visit):
    visit.advice_law = "All good. The shop complies with the law."
    session.flush()
    with pytest.raises(Refusal, match="meets the law"):
        issue_report(session, officer, visit.id)
    assert list_reports(session, officer, visit.id) == []


def test_a_visit_of_which_little_was_recorded_has_a_report_too(session, officer, outlet):
    bare = VisitFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    text = printed(read_report(issue_report(session, officer, bare.id)))
    assert "We recorded nothing of how knives are kept or sold here." in text
    assert "Nobody gave us their name" in text
    assert "We gave no advice on the law at this visit." in text
    assert "What we offered" not in text


def test_hostile_words_are_printed_as_words(session, officer, visit):
    visit.spoke_to = "{{ facts }} <img src=x> {% raw %}"
    visit.advice_good_practice = "<script>alert(1)</script> & “quotes”"
    session.flush()
    text = printed(read_report(issue_report(session, officer, visit.id)))
    assert "{{ facts }} <img src=x> {% raw %}" in text
    assert "<script>alert(1)</script> & “quotes”" in text


def test_very_long_words_stay_on_the_page(session, officer, visit):
    visit.spoke_to = "W" * 120
    visit.advice_law = "\n".join(["x" * 300] * 13)
    session.flush()
    report = issue_report(session, officer, visit.id)
    with pdfplumber.open(io.BytesIO(read_report(report))) as pdf:
        assert report.pages == len(pdf.pages) >= 2
        for page in pdf.pages:
            assert all(char["x1"] <= page.width - 40 and char["x0"] >= 40 for char in page.chars)


def test_large_print_is_eighteen_point_or_more(session, officer, visit):
    report = issue_report(session, officer, visit.id)
    with pdfplumber.open(io.BytesIO(read_report(report, large_print=True))) as pdf:
        assert len(pdf.pages) == report.large_pages
        assert min(char["size"] for page in pdf.pages for char in page.chars) >= 17.99
    assert report.large_sha256 != report.sha256


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_a_report_can_be_read_by_everybody(session, officer, visit, tmp_path):
    report = issue_report(session, officer, visit.id)
    plain, large = tmp_path / "plain.pdf", tmp_path / "large.pdf"
    plain.write_bytes(read_report(report))
    large.write_bytes(read_report(report, large_print=True))
    assert pdfua.broken_clauses(plain, large) == {plain: [], large: []}


def test_a_report_is_tagged_and_titled(session, officer, visit):
    report = issue_report(session, officer, visit.id)
    with pikepdf.open(io.BytesIO(read_report(report))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Visit report HAC-VR-2026-0001"
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked


def test_a_draft_says_so(session, officer, visit):
    made = render_report(gather_report(session, officer, visit, today=clock.today()), draft=True)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("DRAFT: ")
    assert "DRAFT" in printed(made.pdf)


def test_only_who_records_visits_makes_a_report(session, act, officer, visit):
    for role in (Role.VIEWER, Role.CLERK):
        with pytest.raises(Forbidden):
            issue_report(session, act(role), visit.id)
    with pytest.raises(NotFound):
        issue_report(session, act(authority="camden"), visit.id)


def test_the_database_keeps_a_report_as_it_was_issued(session, act, officer, visit):
    report = issue_report(session, officer, visit.id)
    table = sa.inspect(VisitReport).local_table
    for statement in (sa.update(table).values(sha256="0" * 64), sa.delete(table)):
        with pytest.raises(IntegrityError, match="never changes"), session.begin_nested():
            session.execute(statement)
    columns = {name: getattr(report, name) for name in (column.name for column in table.c)}
    second = columns | {"id": visit.id, "reference": "HAC-VR-2026-0009"}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.insert(table).values(**second))
    foreign = second | {"authority_id": act(authority="camden").authority_id, "supersedes_id": report.id}
    with pytest.raises(IntegrityError, match="belongs to the authority"), session.begin_nested():
        session.execute(sa.insert(table).values(**foreign))


# Handing over


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"given_on": date(2026, 11, 23)}, "given_on", "today or in the past"),
        ({"given_on": date(2026, 11, 19)}, "given_on", "before the report was made"),
        ({"to_whom": "  "}, "to_whom", "whom it reached"),
        ({"to_whom": "a" * 255}, "to_whom", "254"),
        ({"how": GivenBy.OWN_MAILBOX}, "to_whom", "name@example.com"),
        ({"how": GivenBy.EMAILED}, "how", "Choose how"),
    ],
)
def test_what_cannot_have_been_is_refused_beside_its_field(change, field, message):
    new = NewGiven(how=GivenBy.HANDED, to_whom="Alex Trader, owner", given_on=date(2026, 11, 22))
    with pytest.raises(Refusal, match=message) as refusal:
        check_given(replace(new, **change), issued_on=date(2026, 11, 20), today=date(2026, 11, 22))
    assert refusal.value.field == field


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 22)])
def test_the_day_it_was_made_and_today_are_both_right(day):
    new = NewGiven(how=GivenBy.LEFT, to_whom=" Alex  Trader ", given_on=day)
    assert check_given(new, issued_on=date(2026, 11, 20), today=date(2026, 11, 22)) == "Alex Trader"


def test_how_it_was_handed_over_is_recorded_once(session, officer, visit):
    report = issue_report(session, officer, visit.id)
    new = NewGiven(how=GivenBy.HANDED, to_whom="Alex Trader, owner", given_on=date(2026, 11, 22))
    first = give_report(session, officer, report.id, new)
    assert give_report(session, officer, report.id, new).id == first.id
    assert [one.to_whom for one in list_given(session, officer, visit.id)] == ["Alex Trader, owner"]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "visit_report.given")).one()
    assert entry.detail == {
        "reference": "HAC-VR-2026-0001",
        "how": "handed",
        "to": "Alex Trader, owner",
        "on": "2026-11-22",
    }


def test_how_it_was_handed_over_is_corrected_with_a_reason(session, officer, visit):
    report = issue_report(session, officer, visit.id)
    new = NewGiven(how=GivenBy.HANDED, to_whom="Alex Trader, owner", given_on=date(2026, 11, 22))
    given = give_report(session, officer, report.id, new)
    right = replace(new, how=GivenBy.LEFT, to_whom="Kim, shop assistant")
    for reason, version, message in ((" ", 1, "why you correct"), ("Misheard", 0, "Somebody else")):
        with pytest.raises(Refusal, match=message):
            correct_given(session, officer, given.id, right, version=version, reason=reason)
    correct_given(session, officer, given.id, right, version=1, reason="Misheard")
    correct_given(session, officer, given.id, right, version=2, reason="Again")
    (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "visit_report.giving_corrected")).all()
    assert entry.detail["changes"] == {
        "how": ["handed", "left"],
        "to_whom": ["Alex Trader, owner", "Kim, shop assistant"],
    }


# Pages


def test_an_officer_corrects_how_a_report_was_given(session, client, officer, visit):
    report = issue_report(session, officer, visit.id)
    new = NewGiven(how=GivenBy.HANDED, to_whom="Alex Trader, owner", given_on=date(2026, 11, 22), large_print=True)
    given = give_report(session, officer, report.id, new)
    page = f"/visits/reports/given/{given.id}/correct"
    assert 'value="Alex Trader, owner"' in client.get(page).get_data(as_text=True)
    sent = {"how": "left", "to_whom": "Kim", "given_on-day": "22", "given_on-month": "11", "given_on-year": "2026"}
    assert "why" in text_of(client.post(page, data=sent | {"version": "1"}))
    assert client.post(page, data=sent | {"version": "1", "reason": "Misheard"}).status_code == 302
    shown = text_of(client.get(f"/visits/{visit.id}/report"))
    assert "Left at the premises, Kim, 22 November 2026" in shown


def test_an_officer_makes_prints_and_hands_over_a_report(session, client, officer, visit):
    page = f"/visits/{visit.id}/report"
    assert "Make the report" in text_of(client.get(page))
    preview = client.get(f"{page}/preview.pdf")
    assert (preview.status_code, preview.mimetype) == (200, "application/pdf")
    for _ in range(2):
        assert client.post(page).status_code == 302
    (report,) = list_reports(session, officer, visit.id)
    shown = text_of(client.get(page))
    assert "HAC-VR-2026-0001" in shown
    assert "No mail server is set up here" in shown
    assert "Not recorded how a report reached the trader" in shown
    assert client.get(f"/visits/reports/{report.id}.pdf").data == read_report(report)
    large = client.get(f"/visits/reports/{report.id}.pdf?print=large")
    assert large.data == read_report(report, large_print=True)
    assert "HAC-VR-2026-0001-large-print.pdf" in large.headers["Content-Disposition"]
    form = client.get(f"/visits/reports/{report.id}/given").get_data(as_text=True)
    assert 'value="Alex Trader, Owner"' in form
    sent = {
        "id": "01890000-0000-7000-8000-000000000001",
        "how": "handed",
        "to_whom": "Alex Trader, Owner",
        "given_on-day": "22",
        "given_on-month": "11",
        "given_on-year": "2026",
    }
    for _ in range(2):
        assert client.post(f"/visits/reports/{report.id}/given", data=sent).status_code == 302
    assert len(list_given(session, officer, visit.id)) == 1
    assert "Handed over in person, Alex Trader, Owner, 22 November 2026" in text_of(client.get(page))
    assert "Handed over in person" in text_of(client.get(f"/visits/{visit.id}"))
    wrong = client.post(f"/visits/reports/{report.id}/given", data=sent | {"to_whom": ""})
    assert "Enter whom it reached" in text_of(wrong)


def test_a_report_that_cannot_be_made_says_why_and_how_to_mend_it(session, client, officer, visit, letterhead):
    letterhead.address = ""
    session.flush()
    page = f"/visits/{visit.id}/report"
    assert "The letterhead of your authority lacks the address" in text_of(client.get(page))
    answer = client.post(page)
    assert answer.status_code == 200
    assert "An administrator can fill it in" in text_of(answer)


def test_after_a_correction_the_page_offers_a_new_report(session, client, officer, visit):
    issue_report(session, officer, visit.id)
    page = f"/visits/{visit.id}/report"
    assert "Make a new report" not in text_of(client.get(page))
    correct(session, officer, visit, spoke_to="Other Person")
    assert "The visit was corrected after HAC-VR-2026-0001 was made" in text_of(client.get(page))
    client.post(page)
    assert "Reports that were replaced" in text_of(client.get(page))


def test_a_report_whose_bytes_changed_is_not_printed(session, client, officer, visit, files):
    report = issue_report(session, officer, visit.id)
    path = files / report.sha256[:2] / report.sha256[2:]
    path.chmod(0o640)
    path.write_bytes(b"something else")
    try:
        answer = client.get(f"/visits/reports/{report.id}.pdf")
        assert answer.status_code == 500
        assert "is no longer what was issued" in text_of(answer)
    finally:
        path.unlink()


def test_who_only_reads_sees_reports_and_makes_none(session, sign_in, act, officer, visit):
    report = issue_report(session, officer, visit.id)
    viewer = sign_in(act(Role.VIEWER))
    shown = text_of(viewer.get(f"/visits/{visit.id}/report"))
    assert "HAC-VR-2026-0001" in shown
    assert "Record how it was handed over" not in shown
    assert viewer.get(f"/visits/reports/{report.id}.pdf").status_code == 200
    assert viewer.post(f"/visits/{visit.id}/report").status_code == 403
    for end in ("given", "email"):
        assert viewer.get(f"/visits/reports/{report.id}/{end}").status_code == 403


def test_another_authoritys_report_is_not_found(session, sign_in, act, officer, visit):
    report = issue_report(session, officer, visit.id)
    stranger = sign_in(act(authority="camden"))
    for page in (
        f"/visits/{visit.id}/report",
        f"/visits/{visit.id}/report/preview.pdf",
        f"/visits/reports/{report.id}.pdf",
        f"/visits/reports/{report.id}/given",
        f"/visits/reports/{report.id}/email",
    ):
        assert stranger.get(page).status_code == 404
