"""Texts and dated policy: written, set, shown, and never changed after the fact."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from compliance.agreements import queries, services
from compliance.agreements.models import AgreementPolicy, AgreementText
from compliance.agreements.rules import (
    LONDON,
    TEXT_VERSION,
    AfterFailedTest,
    AgreementEventKind,
    NewAgreement,
    NewEvent,
    NewPolicy,
    NewText,
    Policy,
    check_text,
)
from compliance.audit import queries as audit
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Role
from tests.factories.agreements import AgreementTextFactory
from tests.page import text_of

TEXT = NewText("Invented agreement", "Invented agreement, 2027", date(2027, 1, 1), "Hello", ("Lock knives away.", " "))


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


def test_the_london_text_is_there_before_anything_is_written(session, officer, outlet):
    signature = NewEvent(AgreementEventKind.SIGNED, date(2026, 11, 20), "Sam Example", "Owner")
    agreement = services.record_agreement(session, officer, outlet.id, NewAgreement(signature, TEXT_VERSION.upper()))
    text = queries.text_of(session, officer, agreement)
    assert (text.version, tuple(text.commitments)) == (LONDON.version, LONDON.commitments)
    assert "have not been checked" in text.note


def test_a_text_is_written_in_order_and_offered_from_its_day(session, manager):
    text = services.write_text(session, manager, TEXT)
    assert text.commitments == ["Lock knives away."]
    before = [one.version for one in queries.list_offered(session, manager, date(2026, 12, 31))]
    after = [one.version for one in queries.list_offered(session, manager, date(2027, 1, 1))]
    assert text.version not in before
    assert after[0] == text.version
    assert audit.list_subject(session, manager, "agreement_text", text.id)[0].action == "agreement_text.written"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"version": TEXT_VERSION.lower()}, "version"),
        ({"version": " "}, "version"),
        ({"name": ""}, "name"),
        ({"commitments": (" ", "")}, "commitments"),
        ({"commitments": ("x",) * 31}, "commitments"),
        ({"commitments": ("x" * 1001,)}, "commitments"),
        ({"covers_stores": False, "covers_online": False, "covers_delivery": False}, "covers"),
    ],
    ids=["taken", "no version", "no name", "nothing", "too many", "too long", "no sale"],
)
def test_a_text_that_says_nothing_or_is_there_is_refused(session, manager, changed, field):
    with pytest.raises(Refusal) as refused:
        services.write_text(session, manager, replace(TEXT, **changed))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Compliant Retailer Agreement"}, "name"),
        ({"version": "Legally compliant, January 2027"}, "version"),
        ({"introduction": "Thank you for signing.\nYour shop meets the law on knives."}, "introduction"),
        ({"commitments": ("Lock knives away.", "Show customers that this business complies")}, "commitments"),
    ],
    ids=["name", "version", "introduction", "commitments"],
)
def test_a_text_never_says_that_a_trader_meets_the_law(changed, field):
    with pytest.raises(Refusal, match="must not say that a trader meets the law") as refused:
        check_text(replace(TEXT, **changed), taken=())
    assert refused.value.field == field


def test_a_text_may_say_what_it_is_not_and_what_is_to_be_done():
    check_text(LONDON, taken=())
    said = "Signing does not mean that the shop complies with the law."
    check_text(replace(TEXT, introduction=said, commitments=("Train all staff so that the shop can comply",)), taken=())


def test_a_text_that_an_agreement_names_never_changes(session, officer, outlet):
    unused = AgreementTextFactory(authority_id=officer.authority_id)
    unused.note = "Not used yet"
    session.flush()
    signature = NewEvent(AgreementEventKind.SIGNED, date(2026, 11, 20), "Sam Example", "Owner")
    services.record_agreement(session, officer, outlet.id, NewAgreement(signature, unused.version))
    for statement in (
        sa.update(AgreementText).where(AgreementText.id == unused.id).values(introduction="Other words"),
        sa.delete(AgreementText).where(AgreementText.id == unused.id),
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(statement)


def test_an_agreement_covers_only_what_its_text_speaks_of(session, officer, outlet):
    text = AgreementTextFactory(authority_id=officer.authority_id, covers_online=False)
    signature = NewEvent(AgreementEventKind.SIGNED, date(2026, 11, 20), "Sam Example", "Owner")
    with pytest.raises(Refusal, match="does not speak of sales online") as refused:
        services.record_agreement(
            session, officer, outlet.id, NewAgreement(signature, text.version, covers_online=True)
        )
    assert refused.value.field == "covers"


SET = NewPolicy(date(2026, 12, 1), Policy(months=6, on_failed_test=AfterFailedTest.SUSPEND), "Agreed by the team")


def test_a_policy_holds_from_its_day_until_the_next(session, manager, officer, today):
    services.set_policy(session, manager, SET)
    assert queries.policy_on(session, officer, date(2026, 11, 30)) == Policy()
    assert queries.policy_on(session, officer, date(2026, 12, 1)) == SET.policy
    (dated,) = queries.list_policies(session, officer)
    assert (dated.reason, dated.policy.months) == ("Agreed by the team", 6)
    row = session.scalars(sa.select(AgreementPolicy)).one()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.update(AgreementPolicy).where(AgreementPolicy.id == row.id).values(months=3))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPolicy(date(2026, 11, 21), Policy(), "Why"), "in_force_from"),
        (NewPolicy(date(2026, 11, 22), Policy(), " "), "reason"),
        (NewPolicy(date(2026, 11, 22), Policy(months=61), "Why"), "months"),
        (NewPolicy(date(2026, 11, 22), Policy(months=0), "Why"), "months"),
        (NewPolicy(date(2026, 11, 22), Policy(reply_days=0), "Why"), "reply_days"),
        (NewPolicy(date(2026, 11, 22), Policy(review_months=61), "Why"), "review_months"),
    ],
    ids=["past", "no reason", "too long", "no month", "no reply", "no review"],
)
def test_a_policy_that_cannot_be_applied_is_refused(session, manager, today, new, field):
    with pytest.raises(Refusal) as refused:
        services.set_policy(session, manager, new)
    assert refused.value.field == field


def test_only_who_may_set_policy_writes_texts_and_sets_it(session, officer):
    with pytest.raises(Forbidden):
        services.write_text(session, officer, TEXT)
    with pytest.raises(Forbidden):
        services.set_policy(session, officer, SET)


def test_a_new_signature_runs_as_the_policy_of_its_day_says(client, session, manager, officer, outlet, today):
    services.set_policy(session, manager, NewPolicy(today, Policy(months=6, review_months=2), "Why"))
    on = {"on-day": "22", "on-month": "11", "on-year": "2026"}
    said = {"id": "0199f000-0000-7000-8000-000000000003", "kind": "signed", "signatory": "S", "capacity": "Owner"}
    data = on | said | {"covers": ["covers_stores"], "text_version": TEXT_VERSION}
    assert client.post(f"/retailers/{outlet.id}/agreements/new", data=data).status_code == 302
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert (standing.lapses_on, standing.review_on) == (date(2027, 5, 22), date(2027, 1, 22))


def test_the_pages_of_texts_write_another_version(sign_in, manager, session):
    client = sign_in(manager)
    assert TEXT_VERSION in text_of(client.get("/agreements/texts"))
    data = {
        "name": "Invented agreement",
        "version": "Invented agreement, 2027",
        "in_force_from-day": "1",
        "in_force_from-month": "1",
        "in_force_from-year": "2027",
        "introduction": "Hello",
        "commitments": "Lock knives away.\n\nAsk for proof of age.",
        "covers": ["covers_stores", "covers_online"],
        "source": "",
        "note": "",
    }
    refused = client.post("/agreements/texts/new", data=data | {"commitments": " "})
    assert refused.status_code == 200
    answer = client.post("/agreements/texts/new", data=data)
    assert answer.status_code == 302
    shown = text_of(client.get(answer.location))
    for words in ("Invented agreement, 2027", "Ask for proof of age.", "Sales in store, Sales online"):
        assert words in shown
    text = queries.list_texts(session, manager)[0]
    again = client.get(f"/agreements/texts/new?like={text.id}").get_data(as_text=True)
    assert "Ask for proof of age." in again
    assert "Not yet offered" in text_of(client.get("/agreements/texts"))


def test_the_pages_of_policy_set_it_and_tell_it(sign_in, manager, act, today):
    client = sign_in(manager)
    assert "The default In force" in text_of(client.get("/agreements/policy"))
    assert client.get("/agreements/policy/new").status_code == 200
    numbers = {"months": "12", "longest_months": "60", "review_months": "6", "remind_days": "60", "act_days": "28"}
    numbers |= {"failed_within_months": "12", "reply_days": "14", "link_days": "28"}
    day = {"in_force_from-day": "22", "in_force_from-month": "11", "in_force_from-year": "2026"}
    data = numbers | day | {"on_failed_test": "propose_removal", "reason": "Agreed"}
    assert client.post("/agreements/policy/new", data=data | {"reason": ""}).status_code == 200
    assert client.post("/agreements/policy/new", data=data).status_code == 302
    shown = text_of(client.get("/agreements/policy"))
    assert "officers propose to remove the agreement, within 28 days" in shown
    twice = client.post("/agreements/policy/new", data=data)
    assert "set already" in twice.get_data(as_text=True)
    administrator = sign_in(act(Role.ADMINISTRATOR))
    assert administrator.get("/agreements/policy/new").status_code == 200
