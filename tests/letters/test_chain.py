"""Letters from a visit to an agreement: what the record allows, what they say, what their issue brings about."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from compliance import files, pdf
from compliance.agreements import queries as agreements
from compliance.agreements.models import SigningLink
from compliance.agreements.rules import AgreementEventKind
from compliance.agreements.rules import StandingKind as AgreementStanding
from compliance.errors import NotFound, Refusal
from compliance.letters import queries, rules, services
from compliance.letters.models import Letter
from compliance.letters.queries import preparing
from compliance.letters.rules import About, AgreementNow, InvitationNow, Kind, Occasion, PlaceNow, Standing
from compliance.letters.rules.drafting import decided_from_dict
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.offences import services as law
from compliance.offences.models import OffenceVersionRow
from compliance.offences.rules import Provision
from compliance.permissions import Role
from compliance.training import queries as training
from compliance.training import services as training_services
from compliance.training.models import Certificate, Invitation
from compliance.training.rules import AttendanceStatus, Reply, ReplyGiven, ServedHow
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory
from tests.factories.volunteers import register

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("monday", "authority", "operator")


@pytest.fixture
def write(session, officer):
    """Return a function that drafts a letter just as it begins, with changes."""

    def draft(kind, **about):
        changes = about.pop("changes", {})
        subject = queries.get_subject(session, officer, About(**about))
        begun = queries.begin(session, officer, kind, subject, officer_id=officer.officer_id)
        return services.draft_letter(session, officer, kind, replace(begun, **changes), About(**about))

    return draft


@pytest.fixture
def issue(session, officer, write, printed):
    """Return a function that drafts and issues a letter just as it begins, and returns it with its text."""

    def now(kind, **about):
        letter = services.issue_letter(session, officer, write(kind, **about).id)
        return letter, printed(files.read(letter.sha256)).replace("\N{NO-BREAK SPACE}", " ")

    return now


@pytest.fixture
def held(officer):
    """A session of the accredited course on 10 December 2026."""
    return TrainingSessionFactory(
        authority_id=officer.authority_id,
        on=date(2026, 12, 10),
        venue="Invented Hall",
        venue_address="1 Example Square\nLondon,\nE8 1EA",
        access_needs="step-free entrance",
    )


@pytest.fixture
def book(session, officer, outlet):
    """Return a function that makes a place at a session."""

    def make(held, **changes):
        values = {"outlet_id": outlet.id, "person": "Alex Example"} | changes
        return AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, **values)

    return make


@pytest.fixture
def place(book, held):
    return book(held)


@pytest.fixture
def taken(officer, book):
    """Return a function that makes the place of somebody who attended on 12 November 2026, with a mark."""

    def make(mark=80, minutes=150):
        session = TrainingSessionFactory(authority_id=officer.authority_id, on=date(2026, 11, 12), venue_address="E8")
        return book(
            session, status=AttendanceStatus.ATTENDED, minutes=minutes, mark=mark, recorded_on=date(2026, 11, 12)
        )

    return make


@pytest.fixture
def invitation(officer, outlet):
    """A served invitation whose time to reply is over."""
    return InvitationFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        invited_on=date(2026, 11, 2),
        served_on=date(2026, 11, 4),
        reply_by_on=YESTERDAY,
    )


@pytest.fixture
def offered(officer, outlet):
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    AgreementEventFactory(
        authority_id=officer.authority_id, agreement_id=agreement.id, kind=AgreementEventKind.OFFERED, on=YESTERDAY
    )
    return agreement


@pytest.fixture
def agreed(officer, outlet):
    return signed(officer.authority_id, outlet.id, date(2026, 1, 12))


@pytest.fixture
def happen(officer, agreed):
    """Return a function that has something happen to the signed agreement."""

    def make(kind, on=YESTERDAY, **changes):
        return AgreementEventFactory(
            authority_id=officer.authority_id, agreement_id=agreed.id, kind=kind, on=on, **changes
        )

    return make


# What the record allows, boundaries included


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (InvitationNow(today=TODAY, served_on=YESTERDAY, reply_by_on=YESTERDAY), ""),
        (InvitationNow(today=TODAY, served_on=YESTERDAY), ""),
        (InvitationNow(today=TODAY, served_on=YESTERDAY, reply_by_on=TODAY), "has until"),
        (InvitationNow(today=TODAY, reply_by_on=YESTERDAY), "not recorded as served"),
        (InvitationNow(today=TODAY, served_on=YESTERDAY, returned_on=YESTERDAY), "came back"),
        (InvitationNow(today=TODAY, served_on=YESTERDAY, reply=Reply.DECLINED), "was answered"),
        (InvitationNow(today=TODAY, served_on=YESTERDAY, reply=Reply.ACCEPTED), "was answered"),
    ],
)
def test_a_second_invitation_follows_a_served_one_whose_time_is_over(now, why):
    choice = rules.allowed_kinds(Standing(invitation=now))
    assert (Kind.TRAINING_REMINDER in choice.allowed) is not bool(why)
    assert why in dict(choice.left_out).get(Kind.TRAINING_REMINDER, "")
    assert (Kind.TRAINING_INVITATION in choice.allowed) is (now.reply is Reply.NONE)


BOOKED = PlaceNow(today=TODAY, status=AttendanceStatus.BOOKED, session_on=TOMORROW)
PASSED = PlaceNow(
    today=TODAY, status=AttendanceStatus.ATTENDED, session_on=YESTERDAY, passed=True, refresh_due_on=date(2027, 11, 22)
)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (BOOKED, {Kind.PLACE_CONFIRMED, Kind.TRAINING_REMINDER}),
        (replace(BOOKED, session_on=TODAY), {Kind.PLACE_CONFIRMED, Kind.TRAINING_REMINDER}),
        (replace(BOOKED, session_on=YESTERDAY), set()),
        (replace(BOOKED, status=AttendanceStatus.WAITING), set()),
        (replace(BOOKED, status=AttendanceStatus.EXCUSED), set()),
        (replace(BOOKED, status=AttendanceStatus.CANCELLED), set()),
        (replace(BOOKED, status=AttendanceStatus.DID_NOT_ATTEND, session_on=YESTERDAY), set()),
        (replace(BOOKED, session_cancelled=True), {Kind.SESSION_CANCELLED}),
        (
            replace(BOOKED, session_cancelled=True, status=AttendanceStatus.CANCELLED),
            {Kind.SESSION_CANCELLED},
        ),
        (replace(BOOKED, session_cancelled=True, status=AttendanceStatus.WAITING), {Kind.SESSION_CANCELLED}),
        (replace(BOOKED, session_cancelled=True, status=AttendanceStatus.EXCUSED), set()),
        (PASSED, {Kind.TRAINING_RESULT, Kind.TRAINING_REMINDER}),
        (replace(PASSED, passed=False, refresh_due_on=None), {Kind.TRAINING_RESULT}),
    ],
)
def test_a_place_allows_just_the_letters_of_its_state(now, allowed):
    choice = rules.allowed_kinds(Standing(place=now))
    assert set(choice.allowed) == allowed
    assert all(why.endswith(".") for _, why in choice.left_out)


@pytest.mark.parametrize(
    ("now", "occasion"),
    [
        (BOOKED, Occasion.PLACE_SOON),
        (PASSED, Occasion.REFRESH_DUE),
        (replace(BOOKED, session_cancelled=True), None),
    ],
)
def test_the_record_decides_what_a_reminder_of_a_place_is_about(now, occasion):
    assert Standing(place=now).occasion is occasion


SIGNED = AgreementNow(
    today=TODAY, kind=AgreementStanding.IN_FORCE, signed_on=date(2026, 1, 12), lapses_on=date(2027, 1, 12)
)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (AgreementNow(today=TODAY, kind=AgreementStanding.OFFERED), {Kind.AGREEMENT_OFFER}),
        (AgreementNow(today=TODAY, kind=AgreementStanding.DECLINED), set()),
        (AgreementNow(today=TODAY, kind=AgreementStanding.NONE), set()),
        (SIGNED, {Kind.AGREEMENT_CONFIRMED, Kind.AGREEMENT_WARNING}),
        (replace(SIGNED, lapses_on=TOMORROW), {Kind.AGREEMENT_CONFIRMED, Kind.AGREEMENT_WARNING}),
        (replace(SIGNED, lapses_on=None), {Kind.AGREEMENT_CONFIRMED}),
        (replace(SIGNED, kind=AgreementStanding.SUSPENDED), {Kind.AGREEMENT_WARNING}),
        (replace(SIGNED, kind=AgreementStanding.REMOVED), {Kind.AGREEMENT_REMOVED}),
        (replace(SIGNED, kind=AgreementStanding.WITHDRAWN), set()),
        (replace(SIGNED, kind=AgreementStanding.OPERATOR_CHANGED), set()),
    ],
)
def test_an_agreement_allows_just_the_letters_of_its_standing(now, allowed):
    choice = rules.allowed_kinds(Standing(agreement=now))
    assert set(choice.allowed) == allowed
    assert all(why.endswith(".") for _, why in choice.left_out)


def test_a_lapsed_agreement_can_be_sent_to_be_signed_again():
    lapsed = replace(SIGNED, kind=AgreementStanding.LAPSED, lapses_on=TODAY)
    assert rules.allowed_kinds(Standing(agreement=lapsed)).allowed == (Kind.AGREEMENT_OFFER,)


def test_a_proposal_of_removal_comes_before_a_lapse():
    assert Standing(agreement=SIGNED).occasion is Occasion.LAPSE
    assert Standing(agreement=replace(SIGNED, proposed_on=TODAY)).occasion is Occasion.REMOVAL_PROPOSED


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_which_records_it_is_about(kind):
    assert set(rules.ABOUT_OF[kind]) <= set(About().ids)
    assert rules.ABOUT_OF[kind]


# Advice


def test_advice_quotes_the_law_as_it_is_today_and_good_practice_apart(issue, visit):
    _, text = issue(Kind.ADVICE, visit_id=visit.id)
    assert "It is the law as it is on 23 November 2026" in text
    assert "Criminal Justice Act 1988, section 141A" in text
    assert text.index("What the law requires") < text.index("What we recommend as good practice")
    assert "We may test" in text


def test_no_advice_while_the_law_of_today_is_not_confirmed(session, act, write, visit):
    administrator = act(Role.ADMINISTRATOR)
    sold = OffenceVersionRow.provision == Provision.CJA_S141A
    stands = OffenceVersionRow.superseded_at.is_(None)
    for row in session.exec(select(OffenceVersionRow).where(sold, stands, OffenceVersionRow.confirmed)):
        law.withdraw(session, administrator, law.LAW, row.id, law.Entry(reason="A later text differs"))
    with pytest.raises(Refusal, match="not confirmed"):
        write(Kind.ADVICE, visit_id=visit.id)


# Invitations


def test_an_invitation_after_a_visit_is_recorded_when_it_is_issued_and_served_when_it_is_served(
    session, officer, issue, visit
):
    letter, _ = issue(Kind.TRAINING_INVITATION, visit_id=visit.id)
    invited = session.exec(select(Invitation)).one()
    assert (invited.letter_id, invited.visit_id, invited.outlet_id) == (letter.id, visit.id, visit.outlet_id)
    assert (invited.invited_on, invited.served_on) == (TODAY, None)
    assert invited.reply_by_on == decided_from_dict(letter.decided).offer.book_by_on
    services.serve_letter(session, officer, letter.id, NewServing(how=ServedBy.SIGNED_FOR, served_on=TODAY))
    session.refresh(invited)
    assert (invited.served_on, invited.served_how) == (TODAY, ServedHow.LETTER)


def test_an_invitation_that_comes_back_counts_as_returned(session, officer, issue, visit, monday):
    letter, _ = issue(Kind.TRAINING_INVITATION, visit_id=visit.id)
    services.serve_letter(session, officer, letter.id, NewServing(how=ServedBy.FIRST_CLASS, served_on=TODAY))
    monday(TOMORROW)
    services.serve_letter(session, officer, letter.id, NewServing(how=ServedBy.RETURNED, served_on=TOMORROW))
    assert session.exec(select(Invitation)).one().returned_on == TOMORROW


def test_issuing_twice_records_one_invitation(session, officer, issue, visit):
    letter, _ = issue(Kind.TRAINING_INVITATION, visit_id=visit.id)
    services.issue_letter(session, officer, letter.id)
    assert len(session.exec(select(Invitation)).all()) == 1


def test_an_invitation_that_the_visit_recorded_is_noted_and_no_second_one_recorded(session, officer, issue, visit):
    there = InvitationFactory(
        authority_id=officer.authority_id,
        outlet_id=visit.outlet_id,
        visit_id=visit.id,
        invited_on=visit.visited_on,
        served_on=None,
        reply_by_on=None,
    )
    letter, _ = issue(Kind.TRAINING_INVITATION, visit_id=visit.id)
    session.refresh(there)
    assert there.letter_id == letter.id
    assert session.exec(select(Invitation)).all() == [there]


def test_a_superseding_invitation_takes_the_place_of_the_first_on_the_record(session, officer, issue, visit):
    letter, _ = issue(Kind.TRAINING_INVITATION, visit_id=visit.id)
    again = services.supersede_letter(session, officer, letter.id, reason="The wrong price")
    services.issue_letter(session, officer, again.id)
    assert session.exec(select(Invitation)).one().letter_id == again.id


def test_an_invitation_without_a_visit_is_about_the_invitation_itself(session, officer, issue, outlet):
    invited = InvitationFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        invited_on=TODAY,
        served_on=None,
        reply_by_on=date(2026, 12, 21),
    )
    letter, text = issue(Kind.TRAINING_INVITATION, invitation_id=invited.id)
    session.refresh(invited)
    assert invited.letter_id == letter.id
    assert "by 21 December 2026" in text
    assert "when we visited" not in text


def test_a_second_invitation_is_recorded_as_one_of_its_own(session, issue, invitation, officer):
    letter, text = issue(Kind.TRAINING_REMINDER, invitation_id=invitation.id)
    assert "in our letter of 2 November 2026" in text
    second = session.exec(select(Invitation).where(Invitation.id != invitation.id)).one()
    assert (second.letter_id, second.invited_on, second.course) == (letter.id, TODAY, invitation.course)
    session.refresh(invitation)
    assert invitation.letter_id is None


def test_a_second_invitation_is_refused_while_there_is_time_to_reply(session, write, invitation):
    invitation.reply_by_on = TODAY
    session.flush()
    with pytest.raises(Refusal, match="has until"):
        write(Kind.TRAINING_REMINDER, invitation_id=invitation.id)


def test_a_draft_whose_record_has_moved_on_cannot_be_issued(session, officer, write, invitation):
    letter = write(Kind.TRAINING_REMINDER, invitation_id=invitation.id)
    given = ReplyGiven(Reply.ACCEPTED, TODAY, "Sam", "Yes")
    training_services.record_reply(session, officer, invitation.id, given, version=invitation.version, reason="")
    with pytest.raises(Refusal, match="was answered"):
        services.issue_letter(session, officer, letter.id)
    assert len(session.exec(select(Invitation)).all()) == 1


def test_a_delivery_company_is_invited_at_its_own_address_without_an_outlet(session, officer, issue):
    courier = EntityFactory(
        authority_id=officer.authority_id,
        name="Pretend Parcels Limited",
        address="9 Imaginary Way, London",
        postcode="E8 1EA",
    )
    invited = InvitationFactory(
        authority_id=officer.authority_id, entity_id=courier.id, invited_on=TODAY, served_on=None, reply_by_on=None
    )
    letter, text = issue(Kind.TRAINING_INVITATION, invitation_id=invited.id)
    assert (letter.outlet_id, letter.entity_id) == (None, courier.id)
    assert "Imaginary Way" in text
    row = queries.list_letters(session, officer).rows[0]
    assert (row.outlet_id, row.outlet_name, row.addressee) == (None, courier.name, courier.name)


# Places


def test_a_confirmed_place_says_all_that_a_person_needs_to_come(issue, place):
    letter, text = issue(Kind.PLACE_CONFIRMED, attendance_id=place.id)
    for words in (
        "Dear Alex Example",
        "10 December 2026",
        "Invented Hall",
        "1 Example Square, London, E8 1EA",
        "Step-free entrance.",
        "2 hours 30 minutes",
        "examination at the end",
        "Responsible Retailer Agreement",
        "You can say no",
        "What to bring",
        "If you cannot come",
    ):
        assert words in text
    assert letter.attendance_id == place.id


def test_a_place_is_confirmed_once_and_then_only_superseded(write, issue, place):
    issue(Kind.PLACE_CONFIRMED, attendance_id=place.id)
    with pytest.raises(Refusal, match="issued already"):
        write(Kind.PLACE_CONFIRMED, attendance_id=place.id)


def test_a_session_without_an_address_is_refused(session, officer, write, place, held):
    held.venue_address = ""
    session.flush()
    letter = write(Kind.PLACE_CONFIRMED, attendance_id=place.id)
    with pytest.raises(Refusal, match="no address of its venue"):
        services.issue_letter(session, officer, letter.id)


def test_a_person_is_reminded_once_of_a_session_and_again_when_it_moves(session, write, issue, place, held):
    _, text = issue(Kind.TRAINING_REMINDER, attendance_id=place.id)
    assert "This is a reminder that a place is booked for Alex Example" in text
    with pytest.raises(Refusal, match="issued already"):
        write(Kind.TRAINING_REMINDER, attendance_id=place.id)
    held.on = date(2026, 12, 17)
    session.flush()
    assert write(Kind.TRAINING_REMINDER, attendance_id=place.id).occasion == "place_soon 2026-12-17"


def test_a_cancelled_session_offers_the_others(session, officer, issue, place, held):
    TrainingSessionFactory(authority_id=officer.authority_id, on=date(2027, 1, 14), venue="Other Hall")
    training_services.cancel_session(session, officer, held.id, reason="The trainer is ill", version=held.version)
    _, text = issue(Kind.SESSION_CANCELLED, attendance_id=place.id)
    assert "We are sorry" in text
    assert "14 January 2027" in text
    assert "trainer is ill" not in text


# Results


def test_a_pass_is_told_with_a_certificate_that_is_issued_once(session, officer, issue, taken):
    place = taken()
    letter, text = issue(Kind.TRAINING_RESULT, attendance_id=place.id)
    certificate = session.exec(select(Certificate)).one()
    assert certificate.attendance_id == place.id
    assert letter.facts["certificate"]["number"]
    assert letter.facts["certificate"]["number"] in text
    assert "Result: pass" in text
    assert "to be refreshed by 12 November 2027" in text
    services.issue_letter(session, officer, letter.id)
    assert session.exec(select(Certificate)).all() == [certificate]


def test_a_draft_of_a_result_issues_no_certificate(session, officer, write, taken):
    letter = write(Kind.TRAINING_RESULT, attendance_id=taken().id)
    prepared = queries.prepare(session, officer, letter, today=TODAY)
    assert prepared.problems == ()
    assert session.exec(select(Certificate)).all() == []


def test_who_did_not_pass_is_told_so_kindly_and_offered_another_try(session, issue, taken):
    _, text = issue(Kind.TRAINING_RESULT, attendance_id=taken(mark=55).id)
    assert "Result: not passed" in text
    assert "The mark in the examination was 55%. The pass mark is 70%." in text
    assert "The training is voluntary" in text
    assert session.exec(select(Certificate)).all() == []


def test_who_left_early_is_told_why_it_does_not_count(issue, taken):
    _, text = issue(Kind.TRAINING_RESULT, attendance_id=taken(minutes=149).id)
    assert "was there for 149 of 150 minutes" in text


def test_a_failed_check_leaves_no_certificate(session, officer, write, taken, authority):
    letter = write(Kind.TRAINING_RESULT, attendance_id=taken().id)
    authority.complaint_route = ""
    session.flush()
    with pytest.raises(Refusal, match="how to complain"):
        services.issue_letter(session, officer, letter.id)
    assert session.exec(select(Certificate)).all() == []


def test_the_refresh_is_asked_for_about_the_pass_that_falls_due(issue, taken):
    letter, text = issue(Kind.TRAINING_REMINDER, attendance_id=taken().id)
    assert "passed our course on 12 November 2026" in text
    assert letter.occasion == "refresh_due 2027-11-12"


# Agreements


def test_an_offer_prints_its_link_which_is_made_at_issue_and_kept_nowhere_else(
    session, officer, write, offered, printed
):
    draft = write(Kind.AGREEMENT_OFFER, agreement_id=offered.id)
    assert session.exec(select(SigningLink)).all() == []
    shown = queries.prepare(session, officer, draft, today=TODAY)
    assert "are made when this letter is issued" in shown.rendered.text
    letter = services.issue_letter(session, officer, draft.id)
    live = session.exec(select(SigningLink)).one()
    text = "".join(printed(files.read(letter.sha256)).split())
    assert "/sign/" in text
    assert letter.facts["signing"]["link"] == letter.facts["signing"]["word"] == ""
    assert live.expires_on == decided_from_dict(letter.decided).sign_by_on


def test_issuing_an_offer_twice_makes_one_link(session, officer, issue, offered):
    letter, _ = issue(Kind.AGREEMENT_OFFER, agreement_id=offered.id)
    services.issue_letter(session, officer, letter.id)
    assert len(session.exec(select(SigningLink)).all()) == 1


def test_a_superseding_offer_makes_a_new_link_and_ends_the_old_one(session, officer, issue, offered):
    letter, _ = issue(Kind.AGREEMENT_OFFER, agreement_id=offered.id)
    old = agreements.find_live_link(session, officer, offered.id)
    again = services.supersede_letter(session, officer, letter.id, reason="The wrong address")
    assert agreements.find_live_link(session, officer, offered.id).id == old.id
    services.issue_letter(session, officer, again.id)
    new = agreements.find_live_link(session, officer, offered.id)
    session.refresh(old)
    assert old.revoked_at is not None
    assert new.id != old.id


@pytest.mark.parametrize("what", ["a fact", "the printing"])
def test_a_failed_check_leaves_no_live_link(session, officer, write, offered, authority, monkeypatch, what):
    letter = write(Kind.AGREEMENT_OFFER, agreement_id=offered.id)
    if what == "a fact":
        authority.complaint_route = ""
        session.flush()
    else:
        monkeypatch.setattr(pdf, "render_document", _out_of_ink)
    with pytest.raises(Refusal):
        services.issue_letter(session, officer, letter.id)
    assert session.exec(select(SigningLink)).all() == []
    assert session.get(Letter, letter.id).issued_at is None


def test_no_link_is_printed_that_nobody_could_reach(session, officer, write, offered, monkeypatch):
    letter = write(Kind.AGREEMENT_OFFER, agreement_id=offered.id)
    monkeypatch.setattr(preparing, "settings", lambda: SimpleNamespace(reachable=False))
    with pytest.raises(Refusal, match="COMPLIANCE_PUBLIC_URL"):
        services.issue_letter(session, officer, letter.id)
    assert session.exec(select(SigningLink)).all() == []


def _out_of_ink(*_args, **_kwargs):
    raise Refusal("The document cannot be printed.")


def test_an_offer_lists_the_commitments_and_says_that_it_is_voluntary(session, officer, issue, offered):
    _, text = issue(Kind.AGREEMENT_OFFER, agreement_id=offered.id)
    commitments = agreements.text_of(session, officer, offered).commitments
    assert commitments
    assert all(one.rstrip(".") in text for one in commitments)
    assert "Signing is voluntary" in text
    assert "does not by itself mean that you meet the law" in text


def test_a_link_may_not_outlive_the_policy(session, officer, write, offered):
    letter = write(Kind.AGREEMENT_OFFER, agreement_id=offered.id, changes={"sign_by_on": TODAY + timedelta(days=400)})
    with pytest.raises(Refusal):
        services.issue_letter(session, officer, letter.id)


def test_a_signed_agreement_is_confirmed_with_its_certificate(issue, agreed):
    letter, text = issue(Kind.AGREEMENT_CONFIRMED, agreement_id=agreed.id)
    assert "Sam Example, Owner, signed" in text
    assert "12 January 2026" in text
    assert "It lapses on 12 January 2027" in text
    assert agreed.reference in text
    assert letter.facts["certificate"]["number"]


def test_a_lapsed_agreement_is_sent_to_be_signed_again(session, officer, issue, outlet):
    lapsed = signed(officer.authority_id, outlet.id, date(2025, 11, 1))
    letter, text = issue(Kind.AGREEMENT_OFFER, agreement_id=lapsed.id)
    assert letter.occasion == "2026-11-01"
    assert "Signing is voluntary" in text
    assert agreements.find_live_link(session, officer, lapsed.id) is not None


def test_a_lapse_is_warned_of_once_for_each_day_on_which_it_would_lapse(write, issue, agreed):
    letter, text = issue(Kind.AGREEMENT_WARNING, agreement_id=agreed.id)
    assert "It will lapse on 12 January 2027" in text
    assert letter.occasion == "lapse 2027-01-12"
    with pytest.raises(Refusal, match="issued already"):
        write(Kind.AGREEMENT_WARNING, agreement_id=agreed.id)


def test_a_proposed_removal_gives_the_reason_and_the_day_to_reply_by(issue, agreed, happen):
    happen(
        AgreementEventKind.REMOVAL_PROPOSED,
        words="a knife was sold without a check of age",
        reply_by_on=date(2026, 12, 7),
    )
    letter, text = issue(Kind.AGREEMENT_WARNING, agreement_id=agreed.id)
    assert "A knife was sold without a check of age." in text
    assert "by the end of 7 December 2026" in text
    assert "We have not decided" in text
    assert letter.occasion == "removal_proposed 2026-11-22"


def test_a_removal_gives_the_reason_and_how_to_appeal(issue, agreed, happen):
    happen(AgreementEventKind.REMOVED, words="no reply was received")
    _, text = issue(Kind.AGREEMENT_REMOVED, agreement_id=agreed.id)
    assert "We have removed it from 22 November 2026" in text
    assert "No reply was received." in text
    assert "You can ask for a review by the end of" in text
    assert "can sign an agreement again" in text


@pytest.mark.parametrize("words", ["we sold a knife to Zephyrine", "Orla complained"], ids=["volunteer", "guardian"])
def test_a_removal_that_names_who_helped_with_a_test_of_the_shop_is_not_issued(
    session, officer, write, agreed, happen, words
):
    """Why an agreement ends is typed by an officer who may have the failed test in mind."""
    helped = register(session, officer, name="Zephyrine Quillfeather", guardian="Orla Quillfeather")
    owner = {"authority_id": officer.authority_id, "outlet_id": agreed.outlet_id, "officer_id": officer.officer_id}
    PurchaseFactory(**owner, volunteer_id=helped.id)
    happen(AgreementEventKind.REMOVED, words=words)
    letter = write(Kind.AGREEMENT_REMOVED, agreement_id=agreed.id)
    with pytest.raises(Refusal, match="Take every name of a person out"):
        services.issue_letter(session, officer, letter.id)


def test_an_agreement_of_a_whole_company_is_confirmed_at_its_registered_address(session, officer, issue, entity):
    entity.address, entity.postcode = "9 Imaginary Way, London", "E8 1EA"
    agreement = AgreementFactory(authority_id=officer.authority_id, entity_id=entity.id)
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.SIGNED,
        on=YESTERDAY,
        signatory="Sam Example",
        capacity="Director",
        lapses_on=date(2027, 11, 22),
    )
    letter, text = issue(Kind.AGREEMENT_CONFIRMED, agreement_id=agreement.id)
    assert letter.outlet_id is None
    assert "every shop that Pretend Tools Limited runs" in text


# Whose records


@pytest.mark.parametrize("name", ["invitation_id", "attendance_id", "agreement_id"])
def test_another_authoritys_record_is_not_found(session, act, name, invitation, place, agreed):
    record = {"invitation_id": invitation, "attendance_id": place, "agreement_id": agreed}[name]
    other = act(authority="croydon")
    with pytest.raises(NotFound):
        queries.get_subject(session, other, About(**{name: record.id}))


@pytest.fixture
def records(visit, sale, invitation, place, agreed):
    return {
        "purchase_id": sale,
        "visit_id": visit,
        "invitation_id": invitation,
        "attendance_id": place,
        "agreement_id": agreed,
    }


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_begins_without_anybody_typing(session, officer, kind, records):
    column = rules.ABOUT_OF[kind][0]
    subject = queries.get_subject(session, officer, About(**{column: records[column].id}))
    begun = queries.begin(session, officer, kind, subject, officer_id=officer.officer_id)
    assert begun.officer_id == officer.officer_id


def test_the_rows_about_a_record_are_its_own(session, officer, act, issue, write, place, agreed):
    letter, _ = issue(Kind.PLACE_CONFIRMED, attendance_id=place.id)
    write(Kind.AGREEMENT_CONFIRMED, agreement_id=agreed.id)
    rows = queries.rows_about(session, officer, About(attendance_id=place.id))
    assert [row.id for row in rows] == [letter.id]
    assert rows[0].status_label
    assert queries.rows_about(session, act(authority="croydon"), About(attendance_id=place.id)) == ()
    assert queries.rows_about(session, officer, About()) == ()


def test_standing_of_training_counts_the_letters_that_were_served(session, officer, issue, invitation, outlet, monday):
    letter, _ = issue(Kind.TRAINING_REMINDER, invitation_id=invitation.id)
    services.serve_letter(session, officer, letter.id, NewServing(how=ServedBy.FIRST_CLASS, served_on=TODAY))
    by = session.exec(select(Invitation).where(Invitation.letter_id == letter.id)).one().reply_by_on
    monday(by + timedelta(days=1))
    assert training.standing_of(session, officer, outlet.id, by + timedelta(days=1)).refused
