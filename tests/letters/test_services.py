"""From facts to bytes: what is drafted, what is refused, what is kept, and that it never changes."""

import hashlib
import re
import shutil
from dataclasses import replace
from datetime import date
from unittest import mock
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import files, pdf
from compliance.accounts.models import Officer
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.letters import queries, services
from compliance.letters.models import Letter, Serving
from compliance.letters.rules import About, Kind
from compliance.letters.rules.drafting import SendTo, When
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.offences import services as law
from compliance.offences.models import OffenceVersionRow
from compliance.permissions import Role
from compliance.purchases.rules import BuyerBasis, Channel, DisputeDecision, Outcome, Proof, Type
from tests.factories.accounts import OfficerFactory
from tests.factories.letters import OfferedSessionFactory, decided
from tests.factories.purchases import DisputeFactory, HandOverFactory
from tests.factories.volunteers import register
from tests.test_pdf import picture

pytestmark = pytest.mark.usefixtures("monday")
WARNING, FAIL, PASS, INVITATION = (
    Kind.WRITTEN_WARNING,
    Kind.FAIL_NOTICE,
    Kind.PASS_NOTICE,
    Kind.TRAINING_INVITATION,
)


@pytest.fixture
def write(session, officer):
    """Return a function that drafts a letter about a purchase."""

    def draft(kind, purchase, **changes):
        return services.draft_letter(
            session, officer, kind, decided(officer.officer_id, **changes), About(purchase_id=purchase.id)
        )

    return draft


@pytest.fixture
def issue(session, officer, write):
    """Return a function that drafts and issues a letter about a purchase, and returns it with its bytes."""

    def now(kind, purchase, **changes):
        letter = services.issue_letter(session, officer, write(kind, purchase, **changes).id)
        return letter, files.read(letter.sha256)

    return now


def actions(session, letter_id) -> list[str]:
    found = session.exec(select(AuditEntry).where(AuditEntry.subject_id == str(letter_id)).order_by(AuditEntry.number))
    return [entry.action for entry in found]


# From facts to bytes


def test_a_written_warning_prints_everything_that_the_record_says(issue, sale, printed):
    letter, content = issue(WARNING, sale, send_to=SendTo.REGISTERED)
    text = printed(content)
    for words in (
        "Written warning: sale to a person under",
        letter.reference,
        "23 November 2026",
        "Pretend Tools Limited",
        "trading as Invented Hardware",
        "1 Registered Row",
        "Invented Hardware, 7 Made-up Street, London E8 1AA",
        "On 3 November 2026, a person under 18 who was working with our officers bought a kitchen knife",
        "Nobody asked for proof of age, and the sale went ahead.",
        "Criminal Justice Act 1988, section 141A",
        "It does not matter whether the seller meant to do so",
        "6 months' imprisonment, an unlimited fine, or both",
        "all reasonable precautions and exercised all due diligence",
        "It is not a conviction, and it is not a finding by a court",
        "because this is the first sale that we have found at this business.",
        "What the law requires",
        "What we recommend",
        "By 21 December 2026: Train all staff.",
        "Accredited trader training. It lasts 2 hours 30 minutes",
        "by 7 December 2026",
        "by 14 December 2026",
        "Write to the Complaints Team",
        "020 7946 0101",
        "www.hackney.example/privacy",
        "We keep it for 6 years",
    ):
        assert words in text.replace("\N{NO-BREAK SPACE}", " "), words
    assert letter.facts["recipient"]["name"] == "Pretend Tools Limited"


def test_one_route_for_appeals_and_complaints_is_printed_once_and_said_to_be_for_both(issue, sale, authority, printed):
    authority.complaint_route = "Write to the Head of Regulatory Services at the address at the top of this letter."
    text = printed(issue(WARNING, sale)[1])
    assert text.count("Write to the Head of Regulatory Services") == 1
    assert "Where to appeal or complain. Write to the Head of Regulatory Services" in text
    assert "Please ask by 14 December 2026. To complain. If you are unhappy" in text


def test_no_letter_names_the_volunteer_or_the_last_day_to_prosecute(issue, sale, printed):
    for kind in (FAIL, WARNING):
        text = printed(issue(kind, sale)[1])
        assert "V07" not in text
        assert "volunteer" not in text.lower()
        assert not re.search(r"\b16[- ]year|aged? (of )?16", text)
        assert "3 May 2027" not in text


def test_an_issued_letter_is_kept_by_its_hash_with_its_pages_its_day_and_who_issued_it(issue, sale, officer, entity):
    letter, content = issue(FAIL, sale)
    assert hashlib.sha256(content).hexdigest() == letter.sha256
    assert (letter.issued_on, letter.issued_by_id, letter.entity_id) == (
        date(2026, 11, 23),
        officer.officer_id,
        entity.id,
    )
    assert letter.pages >= 1
    assert letter.reference.startswith("HAC-L-2026-")
    assert b"DRAFT" not in content


@pytest.mark.usefixtures("authority")
def test_the_letter_is_to_who_operated_the_outlet_on_the_day_of_the_test(
    session, officer, issue, make_sale, operator, outlet, printed
):
    from tests.factories.retailers import EntityFactory, OperatorFactory

    operator.to_on = date(2026, 10, 31)
    session.flush()
    later = EntityFactory(authority_id=officer.authority_id, name="Newcomer Retail Limited")
    OperatorFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=later.id, from_on=date(2026, 11, 1)
    )
    assert "Newcomer Retail Limited" in printed(issue(FAIL, make_sale())[1])
    before = printed(issue(FAIL, make_sale(tested_on=date(2026, 10, 31)))[1])
    assert "Pretend Tools Limited" in before
    assert "Newcomer" not in before


def test_a_pass_notice_thanks_and_speaks_of_no_offence(issue, make_sale, authority, operator, printed):
    _, content = issue(PASS, make_sale(outcome=Outcome.REFUSED_NO_ID))
    text = printed(content)
    assert "Result: pass" in text
    assert "offence" not in text


def test_a_notice_can_give_the_week_instead_of_the_day(issue, make_sale, authority, operator, printed):
    _, content = issue(PASS, make_sale(outcome=Outcome.REFUSED_NO_ID), when=When.WEEK)
    text = printed(content).replace("\N{NO-BREAK SPACE}", " ")
    assert "Between 2 November 2026 and 8 November 2026" in text
    assert "On 3 November" not in text


def test_a_challenge_25_fail_notice_advises_and_quotes_no_law(issue, make_sale, authority, operator, printed):
    sale = make_sale(
        type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT, volunteer_code=None, age_years=None, age_months=None
    )
    text = printed(issue(FAIL, sale)[1])
    assert "Challenge 25 check: fail" in text
    assert "Criminal Justice Act" not in text


@pytest.mark.usefixtures("authority", "operator")
def test_an_online_sale_gives_its_hand_over_and_the_conditions_of_the_defence(
    issue, make_sale, outlet, officer, printed
):
    outlet.domain = "www.invented-hardware.example"
    sale = make_sale(type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY)
    HandOverFactory(authority_id=officer.authority_id, purchase_id=sale.id, handed_over_on=date(2026, 11, 5))
    text = printed(issue(WARNING, sale)[1])
    assert "ordered a kitchen knife from Invented Hardware (www.invented-hardware.example)" in text
    assert "It was later handed over, and nobody looked at proof of age" in text
    assert "no delivery to a locker" in text


def test_a_training_invitation_offers_the_sessions_that_were_chosen(session, officer, visit, printed):
    chosen = OfferedSessionFactory(authority_id=officer.authority_id, venue="Invented Hall")
    OfferedSessionFactory(authority_id=officer.authority_id, venue="Unchosen Hall", on=date(2027, 1, 13))
    values = decided(officer.officer_id)
    offer = {"course": "Accredited trader training", "book_by_on": date(2026, 12, 14), "session_ids": (chosen.id,)}
    values = decided(officer.officer_id, offer=type(values.offer)(**offer))
    letter = services.draft_letter(session, officer, INVITATION, values, About(visit_id=visit.id))
    text = printed(files.read(services.issue_letter(session, officer, letter.id).sha256))
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "when we visited Invented Hardware, 7 Made-up Street, London E8 1AA on 10 November 2026" in text
    assert "12 January 2027" in text
    assert "Invented Hall" in text
    assert "Unchosen" not in text


def test_a_letter_carries_the_crest_that_the_letterhead_names(session, issue, sale, authority):
    authority.crest_sha256 = files.keep(picture())
    session.flush()
    assert issue(FAIL, sale)[0].facts["letterhead"]["crest"] == authority.crest_sha256


# The law of the day


def test_a_sale_before_6_april_2022_gets_no_warning_while_the_law_of_that_day_is_unconfirmed(
    write, make_sale, authority, operator
):
    with pytest.raises(Refusal, match="not confirmed"):
        write(WARNING, make_sale(tested_on=date(2022, 4, 5)))
    assert write(WARNING, make_sale(tested_on=date(2022, 4, 6)))


def test_once_confirmed_each_letter_quotes_the_version_in_force_on_its_own_day(
    session, act, issue, make_sale, authority, operator, printed
):
    earlier = OffenceVersionRow.in_force_to == date(2022, 4, 5)
    stands = OffenceVersionRow.superseded_at.is_(None)
    for row in session.exec(select(OffenceVersionRow).where(earlier, stands)):
        law.confirm(session, act(Role.ADMINISTRATOR), law.LAW, row.id, "Read", law.Entry(reason="Read in full"))
    before = printed(issue(WARNING, make_sale(tested_on=date(2022, 4, 5)))[1])
    after = printed(issue(WARNING, make_sale(tested_on=date(2022, 4, 6)))[1])
    assert "imprisonment, a fine, or both" in before
    assert "does not matter whether the seller meant" not in before
    assert "imprisonment, an unlimited fine, or both" in after
    assert "does not matter whether the seller meant" in after


def test_a_fail_notice_leaves_unconfirmed_law_out(issue, make_sale, authority, operator, printed):
    assert "Criminal Justice Act" not in printed(issue(FAIL, make_sale(tested_on=date(2022, 4, 5)))[1])


# What is refused


def test_no_warning_while_the_operator_is_not_confirmed(write, make_sale, authority):
    with pytest.raises(Refusal, match="Confirm who ran the outlet"):
        write(WARNING, make_sale())


def test_a_notice_to_an_unconfirmed_operator_is_to_the_owner_or_manager_at_the_shop(
    issue, make_sale, authority, printed
):
    letter, content = issue(FAIL, make_sale())
    assert letter.entity_id is None
    assert "The owner or manager" in printed(content)


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        (
            {
                "type": Type.CHALLENGE_25,
                "buyer_basis": BuyerBasis.ADULT,
                "volunteer_code": None,
                "age_years": None,
                "age_months": None,
            },
            WARNING,
            "completed sale",
        ),
        ({"type": Type.INTERCEPTED, "outcome": Outcome.WOULD_HAVE_SOLD_INTERCEPTED}, WARNING, "completed sale"),
        ({"outcome": Outcome.REFUSED_NO_ID}, WARNING, "completed sale"),
        ({"outcome": Outcome.REFUSED_NO_ID}, FAIL, "failed"),
        ({}, PASS, "refusal"),
        ({"proof": Proof.ALLEGATION}, WARNING, "allegation"),
        ({}, INVITATION, "Record the visit first"),
    ],
)
@pytest.mark.usefixtures("authority", "operator")
def test_a_letter_that_the_record_does_not_allow_is_not_drafted(session, write, make_sale, changes, kind, why):
    with pytest.raises(Refusal, match=why):
        write(kind, make_sale(**changes))
    assert not session.exec(select(Letter)).all()


def test_no_warning_while_a_dispute_is_open_and_none_after_it_is_overturned(session, write, sale, officer):
    dispute = DisputeFactory(authority_id=officer.authority_id, purchase_id=sale.id)
    with pytest.raises(Refusal, match="Decide the dispute first"):
        write(WARNING, sale)
    reviewer = OfficerFactory(authority_id=officer.authority_id)
    dispute.decision, dispute.decided_on, dispute.reasons = DisputeDecision.OVERTURNED, date(2026, 11, 20), "Mistaken."
    dispute.reviewer_id = reviewer.id
    session.flush()
    for kind in (WARNING, FAIL):
        with pytest.raises(Refusal, match="overturned"):
            write(kind, sale)


def test_a_draft_whose_result_is_overturned_meanwhile_is_not_issued(session, write, sale, officer):
    letter = write(WARNING, sale)
    DisputeFactory(
        authority_id=officer.authority_id,
        purchase_id=sale.id,
        decision=DisputeDecision.OVERTURNED,
        decided_on=date(2026, 11, 20),
        reasons="Mistaken.",
        reviewer_id=OfficerFactory(authority_id=officer.authority_id).id,
    )
    with pytest.raises(Refusal, match="overturned"):
        services.issue_letter(session, officer, letter.id)


@pytest.mark.parametrize(
    ("day", "issued"),
    [(date(2026, 11, 20), False), (date(2026, 11, 21), True)],
    ids=["on the fifth working day", "on the day after it"],
)
def test_a_warning_waits_until_the_primary_authority_can_object_no_more(issue, sale, entity, monday, day, issued):
    entity.primary_authority = "Imaginary County Council"
    monday(day)
    told = {"notified_on": date(2026, 11, 13), "not_stopped": True}
    if issued:
        assert issue(WARNING, sale, **told)[0].issued_on == day
    else:
        with pytest.raises(Refusal, match="may still object"):
            issue(WARNING, sale, **told)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "Tell Imaginary County Council of this letter first"),
        ({"notified_on": date(2026, 11, 2)}, "has not told you to stop"),
    ],
)
def test_a_warning_says_what_the_primary_authority_was_told_only_when_somebody_recorded_it(
    session, write, sale, entity, officer, changes, why
):
    entity.primary_authority = "Imaginary County Council"
    session.flush()
    with pytest.raises(Refusal, match=why):
        services.issue_letter(session, officer, write(WARNING, sale, **changes).id)


def test_an_exemption_with_its_reason_lets_the_warning_go_out_at_once(session, issue, sale, entity, printed):
    entity.primary_authority = "Imaginary County Council"
    session.flush()
    text = printed(issue(WARNING, sale, exemption="It agreed in writing.")[1])
    assert "We did not have to tell it first. It agreed in writing." in text


@pytest.mark.parametrize(
    ("recorded", "why"),
    [
        (("One\nTwo\nThree\nFour\nFive", "E8 1AA"), "8 lines"),
        (("1 Registered Row\nLondon", None), "must be a full UK postcode"),
        (("@ Registered Row\nLondon", "E8 1AA"), "begins with"),
    ],
)
def test_an_address_that_cannot_be_posted_is_refused_before_anything_is_kept(
    session, issue, sale, entity, files, recorded, why
):
    entity.address, entity.postcode = recorded
    kept = sorted(files.rglob("*"))
    with pytest.raises(Refusal, match=why):
        issue(WARNING, sale, send_to=SendTo.REGISTERED)
    assert sorted(files.rglob("*")) == kept
    assert session.exec(select(Letter)).one().issued_at is None


def test_a_letterhead_with_gaps_is_refused_with_whom_to_ask(session, write, sale, authority, officer):
    authority.telephone = ""
    session.flush()
    with pytest.raises(Refusal, match="An administrator can add it"):
        services.issue_letter(session, officer, write(FAIL, sale).id)


@pytest.mark.parametrize(
    ("reason", "why"),
    [("V07 was sold a knife", "a volunteer"), ("please explain why you sold it", "a request for an explanation")],
)
def test_what_an_officer_types_may_not_name_a_volunteer_or_ask_for_an_explanation(
    session, write, sale, officer, reason, why
):
    with pytest.raises(Refusal, match=why):
        services.issue_letter(session, officer, write(WARNING, sale, reason=reason).id)


def test_nothing_is_half_saved_when_the_rendering_fails(session, write, sale, officer, files):
    letter = write(FAIL, sale)
    session.commit()
    kept = sorted(files.rglob("*"))
    with mock.patch.object(pdf, "render_document", side_effect=RuntimeError("no ink")), pytest.raises(RuntimeError):
        services.issue_letter(session, officer, letter.id)
    session.rollback()
    assert session.get(Letter, letter.id).issued_at is None
    assert actions(session, letter.id) == ["letter.drafted"]
    assert sorted(files.rglob("*")) == kept


def test_a_second_click_on_issue_changes_nothing(session, officer, issue, sale):
    letter, content = issue(FAIL, sale)
    again = services.issue_letter(session, officer, letter.id)
    assert (again.sha256, files.read(again.sha256)) == (letter.sha256, content)
    assert actions(session, letter.id).count("letter.issued") == 1


# Never twice, never changed


def test_a_second_letter_of_a_kind_for_one_purchase_is_refused_and_a_replacement_is_not(
    session, officer, issue, write, sale, printed
):
    letter, content = issue(WARNING, sale)
    with pytest.raises(Refusal, match=letter.reference):
        write(WARNING, sale)
    corrected = services.supersede_letter(session, officer, letter.id, reason="The product was wrong")
    services.change_draft(
        session, officer, corrected.id, decided(officer.officer_id, product="an axe"), version=corrected.version
    )
    services.issue_letter(session, officer, corrected.id)
    assert corrected.supersedes_id == letter.id
    assert f"This letter replaces our letter {letter.reference}" in printed(files.read(corrected.sha256))
    assert files.read(letter.sha256) == content
    assert "letter.superseded" in actions(session, letter.id)
    with pytest.raises(Refusal, match="supersedes this letter already"):
        services.supersede_letter(session, officer, letter.id, reason="Again")


def test_two_drafts_of_one_kind_cannot_be_made_by_a_double_submit(session, write, sale):
    first = write(FAIL, sale)
    with pytest.raises(Refusal, match=first.reference):
        write(FAIL, sale)
    copied = {name: getattr(first, name) for name in Letter.model_fields if name not in {"id", "reference"}}
    session.add(Letter(**copied, reference="HAC-L-2026-9999"))
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


def test_a_reprint_is_the_same_bytes_after_every_record_has_changed(session, issue, sale, entity, outlet, authority):
    letter, content = issue(WARNING, sale)
    entity.name, outlet.name, authority.telephone, sale.product = "Changed Limited", "Changed", "020 7946 0999", "axe"
    session.flush()
    assert services.read_letter(letter) == content


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE letters SET reference = 'HAC-L-2026-9999'",
        "UPDATE letters SET facts = '{}'",
        "UPDATE letters SET issued_at = NULL, sha256 = NULL, pages = NULL, issued_on = NULL",
        "DELETE FROM letters",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_issued_letter(session, issue, sale, statement):
    letter, _ = issue(FAIL, sale)
    session.flush()
    with pytest.raises(DBAPIError, match="an issued letter never changes"), session.begin_nested():
        session.execute(sa.text(statement))
    assert session.exec(select(Letter.reference)).all() == [letter.reference]


def test_an_issued_letter_is_neither_changed_nor_discarded(session, officer, issue, sale):
    letter, _ = issue(FAIL, sale)
    with pytest.raises(Refusal, match="never changes"):
        services.change_draft(session, officer, letter.id, decided(officer.officer_id), version=letter.version)
    with pytest.raises(Refusal, match="never changes"):
        services.discard_draft(session, officer, letter.id, reason="Not wanted")


def test_a_discarded_draft_stays_in_the_audit_and_its_reference_is_not_used_again(session, officer, write, sale):
    letter = write(FAIL, sale)
    services.discard_draft(session, officer, letter.id, reason="Sent by somebody else")
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "letter.discarded")).one()
    assert entry.reason == "Sent by somebody else"
    assert entry.detail["facts"]["tested"]["product"] == "a kitchen knife"
    assert entry.outlet_id == letter.outlet_id
    assert write(FAIL, sale).reference != letter.reference


def test_a_draft_changed_by_two_people_at_once_keeps_the_first(session, officer, write, sale):
    letter = write(FAIL, sale)
    version = letter.version
    services.change_draft(session, officer, letter.id, decided(officer.officer_id, product="an axe"), version=version)
    with pytest.raises(Refusal, match="Somebody else changed this draft"):
        services.change_draft(
            session, officer, letter.id, decided(officer.officer_id, product="a saw"), version=version
        )
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "letter.changed")).one()
    assert entry.detail["changes"] == {"product": ["a kitchen knife", "an axe"]}


# Who may


@pytest.mark.parametrize("role", [Role.VIEWER, Role.POLICE_PLANNER, Role.ADMINISTRATOR])
def test_who_may_not_issue_letters_can_do_nothing_to_them(session, act, write, sale, role):
    letter, other = write(FAIL, sale), act(role)
    new = decided(other.officer_id)
    for deed in (
        lambda: services.draft_letter(session, other, WARNING, new, About(purchase_id=sale.id)),
        lambda: services.change_draft(session, other, letter.id, new, version=1),
        lambda: services.discard_draft(session, other, letter.id, reason="x"),
        lambda: services.issue_letter(session, other, letter.id),
        lambda: services.supersede_letter(session, other, letter.id, reason="x"),
        lambda: services.serve_letter(
            session, other, letter.id, NewServing(how=ServedBy.FIRST_CLASS, served_on=date(2026, 11, 23))
        ),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_another_authoritys_letter_and_records_are_not_found(session, act, write, sale, visit):
    letter, other = write(FAIL, sale), act(authority="camden")
    new = decided(other.officer_id)
    for deed in (
        lambda: services.draft_letter(session, other, WARNING, new, About(purchase_id=sale.id)),
        lambda: services.draft_letter(session, other, INVITATION, new, About(visit_id=visit.id)),
        lambda: services.draft_letter(session, other, INVITATION, new, About(visit_id=uuid4())),
        lambda: services.change_draft(session, other, letter.id, new, version=1),
        lambda: services.issue_letter(session, other, letter.id),
        lambda: services.supersede_letter(session, other, letter.id, reason="x"),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_letter_is_from_an_officer_of_the_authority(write, sale, act):
    with pytest.raises(Refusal, match="Choose the officer"):
        write(FAIL, sale, officer_id=act(authority="camden").officer_id)


# Served


def served(session, officer, letter, how, day=date(2026, 11, 23), **more):
    return services.serve_letter(session, officer, letter.id, NewServing(how=how, served_on=day, **more))


def test_a_letter_is_served_comes_back_and_is_served_again(session, officer, issue, sale, monday):
    letter, _ = issue(FAIL, sale)
    served(session, officer, letter, ServedBy.FIRST_CLASS)
    monday(date(2026, 12, 1))
    served(session, officer, letter, ServedBy.RETURNED, date(2026, 11, 30))
    served(session, officer, letter, ServedBy.BY_HAND, date(2026, 12, 1), to_whom="The manager")
    assert [one.how for one in queries.list_servings(session, officer, letter.id)] == [
        ServedBy.FIRST_CLASS,
        ServedBy.RETURNED,
        ServedBy.BY_HAND,
    ]
    assert actions(session, letter.id)[-3:] == ["letter.served", "letter.returned", "letter.served"]


@pytest.mark.parametrize(
    ("how", "day", "why"),
    [
        (ServedBy.FIRST_CLASS, date(2026, 11, 22), "cannot have been served before"),
        (ServedBy.FIRST_CLASS, date(2026, 11, 24), "today or in the past"),
        (ServedBy.BY_HAND, date(2026, 11, 23), "who was given the letter"),
        (ServedBy.EMAIL, date(2026, 11, 23), "e-mail address"),
        (ServedBy.RETURNED, date(2026, 11, 23), "Record the posting first"),
    ],
)
def test_a_serving_that_cannot_be_is_refused(session, officer, issue, sale, how, day, why):
    letter, _ = issue(FAIL, sale)
    with pytest.raises(Refusal, match=why):
        served(session, officer, letter, how, day)
    assert not session.exec(select(Serving)).all()


@pytest.mark.parametrize(
    "address", ["x", "owner", "owner@shop", "@shop.example", "a b@shop.example", "owner@shop.example;x"]
)
def test_a_letter_is_not_served_by_e_mail_to_what_no_mail_could_reach(session, officer, issue, sale, address):
    letter, _ = issue(FAIL, sale)
    new = NewServing(how=ServedBy.EMAIL, served_on=letter.issued_on, to_whom=address)
    with pytest.raises(Refusal, match="in the correct format"):
        services.serve_letter(session, officer, letter.id, new)
    right = services.serve_letter(session, officer, letter.id, replace(new, to_whom="owner@shop.example"))
    with pytest.raises(Refusal, match="in the correct format"):
        services.correct_serving(
            session, officer, letter.id, right.id, new, version=right.version, reason="Typed wrongly"
        )


def test_the_same_serving_sent_twice_is_recorded_once(session, officer, issue, sale):
    letter, _ = issue(FAIL, sale)
    served(session, officer, letter, ServedBy.FIRST_CLASS)
    with pytest.raises(Refusal, match="once is enough"):
        served(session, officer, letter, ServedBy.FIRST_CLASS)


def test_a_draft_and_a_superseded_letter_are_not_served(session, officer, issue, write, sale):
    letter, _ = issue(FAIL, sale)
    corrected = services.supersede_letter(session, officer, letter.id, reason="Wrong day")
    with pytest.raises(Refusal, match="still a draft"):
        served(session, officer, corrected, ServedBy.FIRST_CLASS)
    services.issue_letter(session, officer, corrected.id)
    with pytest.raises(Refusal, match="Serve that one"):
        served(session, officer, letter, ServedBy.FIRST_CLASS)


# The kept bytes


def test_verification_names_what_is_missing_and_what_has_changed(session, officer, issue, sale, files):
    first, _ = issue(FAIL, sale)
    second, _ = issue(WARNING, sale)
    assert services.verify_letters(session).faults == ()
    path = files / first.sha256[:2] / first.sha256[2:]
    kept = path.read_bytes()
    path.unlink()
    other = files / second.sha256[:2] / second.sha256[2:]
    other.chmod(0o640)
    other.write_bytes(b"%PDF-1.7 something else")
    assert services.verify_letters(session) == services.Verification(
        2, ((first.reference, "missing"), (second.reference, "changed"))
    )
    for letter, why in ((first, "missing"), (second, "no longer what was issued")):
        with pytest.raises(Refusal, match=why):
            services.read_letter(letter)
    path.write_bytes(kept)
    shutil.rmtree(other.parent)


def test_drafting_and_issuing_are_audited_with_the_outlet(session, officer, issue, sale, outlet):
    letter, _ = issue(FAIL, sale)
    entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == str(letter.id))).all()
    assert {entry.action for entry in entries} == {"letter.drafted", "letter.issued"}
    assert {entry.outlet_id for entry in entries} == {outlet.id}
    assert next(entry for entry in entries if entry.action == "letter.issued").detail["sha256"] == letter.sha256


def test_a_letter_may_be_from_an_officer_who_has_left_and_says_who_they_were(session, write, sale, officer):
    session.get(Officer, officer.officer_id).active = False
    session.flush()
    assert services.issue_letter(session, officer, write(FAIL, sale).id).facts["officer"]["name"] == officer.name


def test_a_letter_in_large_print_is_longer_and_says_the_same(issue, sale, printed):
    plain, small = issue(FAIL, sale)
    large, content = issue(WARNING, sale, large_print=True)
    assert large.large_print
    assert not plain.large_print
    assert large.pages > plain.pages
    assert len(content) != len(small)
    assert "all reasonable precautions" in printed(content)


@pytest.mark.parametrize("field", ["discarded", "superseded", "served", "serving"])
def test_what_is_typed_beside_a_letter_names_nobody_who_helped(session, officer, write, issue, sale, field):
    sale.volunteer_id = register(session, officer, name="Zephyrine Quillfeather", guardian="Orla Quillfeather").id
    session.flush()
    said, by_post = "Ms Quillfeather rang", NewServing(how=ServedBy.FIRST_CLASS, served_on=date(2026, 11, 23))
    if field == "discarded":
        letter = write(Kind.FAIL_NOTICE, sale)
        with pytest.raises(Refusal, match="name") as refused:
            services.discard_draft(session, officer, letter.id, reason=said)
        assert refused.value.field == "reason"
        return
    letter, _content = issue(Kind.FAIL_NOTICE, sale)
    if field == "superseded":
        with pytest.raises(Refusal, match="name"):
            services.supersede_letter(session, officer, letter.id, reason=said)
    elif field == "served":
        by_hand = NewServing(how=ServedBy.BY_HAND, served_on=date(2026, 11, 23), to_whom=said)
        with pytest.raises(Refusal, match="name") as refused:
            services.serve_letter(session, officer, letter.id, by_hand)
        assert refused.value.field == "to_whom"
    else:
        serving = services.serve_letter(session, officer, letter.id, by_post)
        with pytest.raises(Refusal, match="name"):
            services.correct_serving(session, officer, letter.id, serving.id, by_post, version=1, reason=said)
