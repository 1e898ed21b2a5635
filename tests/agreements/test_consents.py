"""Consent to be named in public: given by somebody, withdrawn by one press, kept for ever."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.rules import AgreementEventKind, NewConsent, NewEvent, SignedHow
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Role
from compliance.retailers.rules import EntityKind
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed
from tests.page import text_of

SAM = NewConsent("Sam Example", "Owner")


@pytest.fixture
def agreement(officer, outlet):
    return signed(officer.authority_id, outlet.id, date(2026, 6, 1))


def test_who_consented_in_what_capacity_and_how_is_kept(session, officer, agreement):
    services.give_consent(session, officer, agreement.id, SAM)
    (row,) = queries.list_consents(session, officer, agreement.id)
    assert (row.given_by, row.capacity, row.given_on, row.how, row.recorded_by) == (
        "Sam Example",
        "Owner",
        date(2026, 11, 22),
        SignedHow.PAPER,
        officer.name,
    )
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "agreement_consent.given")).one()
    assert entry.detail == {"given_by": "Sam Example", "how": "paper"}


def test_given_twice_it_is_one_consent(session, officer, agreement):
    for _ in range(2):
        services.give_consent(session, officer, agreement.id, SAM)
    assert len(queries.list_consents(session, officer, agreement.id)) == 1


def test_business_premises_may_be_confirmed_later_and_the_value_before_is_kept(session, officer, agreement):
    services.give_consent(session, officer, agreement.id, SAM)
    services.give_consent(session, officer, agreement.id, NewConsent("Sam Example", "Owner", premises_confirmed=True))
    (row,) = queries.list_consents(session, officer, agreement.id)
    assert row.premises_confirmed
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "agreement_consent.changed")).one()
    assert entry.detail["changes"] == {"premises_confirmed": [False, True]}


def test_withdrawn_it_stays_in_the_record_and_can_be_given_again(session, officer, agreement):
    services.give_consent(session, officer, agreement.id, SAM)
    assert services.withdraw_consent(session, officer, agreement.id) is True
    assert services.withdraw_consent(session, officer, agreement.id) is False
    services.give_consent(session, officer, agreement.id, SAM)
    rows = queries.list_consents(session, officer, agreement.id)
    assert [row.withdrawn_at is None for row in rows] == [True, False]


@pytest.mark.parametrize(("signed_on", "stands"), [(22, True), (23, False)], ids=["that day", "a day later"])
def test_signed_again_on_paper_later_the_earlier_consent_ends(
    session, officer, agreement, monkeypatch, signed_on, stands
):
    services.give_consent(session, officer, agreement.id, SAM)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    again = NewEvent(AgreementEventKind.SIGNED, date(2026, 11, signed_on), "Kim Example", "Manager")
    services.record_event(session, officer, agreement.id, again)
    (row,) = queries.list_consents(session, officer, agreement.id)
    assert (row.withdrawn_at is None) is stands


@pytest.mark.parametrize(
    ("new", "field"), [(NewConsent("", "Owner"), "given_by"), (NewConsent("Sam", ""), "capacity")], ids=["who", "what"]
)
def test_somebody_consents_in_some_capacity(session, officer, agreement, new, field):
    with pytest.raises(Refusal) as refusal:
        services.give_consent(session, officer, agreement.id, new)
    assert refusal.value.field == field


def test_who_has_not_signed_cannot_be_named(session, officer, outlet):
    offered = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    AgreementEventFactory(authority_id=officer.authority_id, agreement_id=offered.id)
    with pytest.raises(Refusal, match="signed"):
        services.give_consent(session, officer, offered.id, SAM)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK])
def test_who_may_not_record_agreements_neither_gives_nor_withdraws(session, act, agreement, role):
    for attempt in (
        lambda: services.give_consent(session, act(role), agreement.id, SAM),
        lambda: services.withdraw_consent(session, act(role), agreement.id),
    ):
        with pytest.raises(Forbidden):
            attempt()


@pytest.mark.parametrize(
    "change",
    ["UPDATE agreement_consents SET given_by = 'Kim Example'", "DELETE FROM agreement_consents"],
    ids=["changed", "deleted"],
)
def test_the_database_itself_keeps_a_consent_as_it_was_given(session, officer, agreement, change):
    services.give_consent(session, officer, agreement.id, SAM)
    with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
        session.execute(sa.text(change))


@pytest.mark.parametrize("kind", [None, *EntityKind])
@pytest.mark.parametrize("is_online", [True, False], ids=["online", "premises"])
@pytest.mark.parametrize("confirmed", [True, False], ids=["confirmed", "not-confirmed"])
def test_nobodys_home_is_shown(kind, is_online, confirmed):
    shown = rules.may_show_address(kind, is_online=is_online, premises_confirmed=confirmed)
    assert shown is (is_online or confirmed or kind in {EntityKind.COMPANY, EntityKind.LLP})


def test_an_officer_records_and_withdraws_a_consent(session, client, agreement):
    page = client.get(f"/agreements/{agreement.id}/consent")
    assert 'value="Sam Example"' in page.get_data(as_text=True)
    sent = {"given_by": "Sam Example", "capacity": "Owner", "premises_confirmed": "yes"}
    assert client.post(f"/agreements/{agreement.id}/consent", data=sent).status_code == 302
    assert "Given on 22 November 2026 by Sam Example, Owner" in text_of(client.get(f"/agreements/{agreement.id}"))
    assert client.post(f"/agreements/{agreement.id}/consent/withdraw").status_code == 302
    assert "Consent was withdrawn" in text_of(client.get(f"/agreements/{agreement.id}"))
