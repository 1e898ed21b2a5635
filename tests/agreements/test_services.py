"""Recording agreements and what happens to them: what is kept, what is refused, and who may."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from compliance.agreements import queries, services
from compliance.agreements.rules import (
    TEXT_VERSION,
    AgreementEventKind,
    NewAgreement,
    NewEvent,
    StandingKind,
)
from compliance.audit import queries as audit
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed

KIND = AgreementEventKind
SIGNATURE = NewEvent(KIND.SIGNED, date(2026, 11, 20), "Sam Example", "Owner", lapses_on=date(2027, 11, 20))


def new(event=SIGNATURE, **more):
    return NewAgreement(event=event, text_version=TEXT_VERSION, **more)


def test_a_signature_is_recorded_with_a_reference_and_audited(session, officer, outlet, today):
    agreement = services.record_agreement(session, officer, outlet.id, new())
    assert agreement.reference == "HAC-A-2026-0001"
    standing = queries.standing_of(session, officer, outlet.id, today)
    assert standing.in_force
    assert (standing.signatory, standing.last_day) == ("Sam Example", date(2027, 11, 19))
    entry = audit.list_subject(session, officer, "agreement", agreement.id)[0]
    assert (entry.action, entry.outlet_id) == ("agreement.signed", outlet.id)


def test_a_form_sent_twice_records_one_agreement(session, officer, outlet, today):
    own = new_id()
    services.record_agreement(session, officer, outlet.id, new(), agreement_id=own)
    services.record_agreement(session, officer, outlet.id, new(), agreement_id=own)
    assert len(queries.list_agreements(session, officer, outlet.id, today)) == 1


def test_a_second_agreement_is_refused_while_one_is_in_force(session, officer, outlet):
    services.record_agreement(session, officer, outlet.id, new())
    with pytest.raises(Refusal, match="HAC-A-2026-0001"):
        services.record_agreement(session, officer, outlet.id, new())


def test_an_agreement_covers_something(session, officer, outlet):
    with pytest.raises(Refusal) as refused:
        services.record_agreement(session, officer, outlet.id, new(covers_stores=False))
    assert refused.value.field == "covers"


def test_what_happens_to_an_agreement_follows_in_order(session, officer, outlet, today):
    agreement = services.record_agreement(session, officer, outlet.id, new(NewEvent(KIND.OFFERED, date(2026, 11, 1))))
    for kind, on, words, standing in (
        (KIND.SIGNED, 2, "", StandingKind.IN_FORCE),
        (KIND.SUSPENDED, 3, "Failed a test", StandingKind.SUSPENDED),
        (KIND.RESTORED, 4, "", StandingKind.IN_FORCE),
        (KIND.WITHDRAWN, 5, "At the trader’s request", StandingKind.WITHDRAWN),
    ):
        event = NewEvent(kind, date(2026, 11, on), "Sam Example", "Owner", words)
        services.record_event(session, officer, agreement.id, event)
        assert queries.standing_of(session, officer, outlet.id, today).kind is standing
    with pytest.raises(Refusal):
        services.record_event(session, officer, agreement.id, NewEvent(KIND.RESTORED, date(2026, 11, 6)))


def test_an_event_struck_out_counts_no_more_and_stays_to_be_read(session, officer, outlet, today):
    agreement = services.record_agreement(session, officer, outlet.id, new())
    event = queries.get_row(session, officer, agreement.id, today).events[0]
    services.strike_out_event(session, officer, agreement.id, event.id, reason="Wrong shop")
    row = queries.get_row(session, officer, agreement.id, today)
    assert row.standing.kind is StandingKind.NONE
    assert row.events[0].struck_out_reason == "Wrong shop"
    assert audit.list_subject(session, officer, "agreement", agreement.id)[0].reason == "Wrong shop"
    with pytest.raises(Refusal):
        services.strike_out_event(session, officer, agreement.id, event.id, reason="Again")
    services.record_event(session, officer, agreement.id, SIGNATURE)
    assert queries.standing_of(session, officer, outlet.id, today).in_force


def test_another_authoritys_agreement_is_not_found(session, officer, outlet, act, today):
    agreement = services.record_agreement(session, officer, outlet.id, new())
    event = queries.get_row(session, officer, agreement.id, today).events[0]
    stranger = act(authority="camden")
    for ask in (
        lambda: services.record_agreement(session, stranger, outlet.id, new()),
        lambda: services.record_event(session, stranger, agreement.id, SIGNATURE),
        lambda: services.strike_out_event(session, stranger, agreement.id, event.id, reason="x"),
        lambda: queries.get_row(session, stranger, agreement.id, today),
    ):
        with pytest.raises(NotFound):
            ask()
    assert not queries.standing_of(session, stranger, outlet.id, today).ever_signed
    assert queries.timeline(session, stranger, outlet.id) == []


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER, Role.POLICE_PLANNER, Role.ADMINISTRATOR])
def test_only_officers_and_managers_record_agreements(session, outlet, act, role):
    with pytest.raises(Forbidden):
        services.record_agreement(session, act(role), outlet.id, new())


@pytest.mark.parametrize(
    "values",
    [
        {"on": date(2026, 6, 2), "recorded_on": date(2026, 6, 1)},
        {"on": date(2020, 1, 1)},
        {"kind": KIND.SIGNED},
        {"lapses_on": date(2026, 6, 1)},
        {"struck_out_at": "2026-06-01"},
    ],
)
def test_the_database_itself_refuses_what_cannot_be_true(session, officer, outlet, values):
    outlet.opened_on = date(2021, 1, 1)
    session.add(outlet)
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    if "struck_out_at" in values:
        values = {"struck_out_at": agreement.recorded_at}
    with pytest.raises(IntegrityError), session.begin_nested():
        AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id, **values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", date(2026, 5, 31)),
        ("signatory", "Somebody else"),
        ("lapses_on", date(2030, 1, 1)),
        ("kind", KIND.DECLINED),
    ],
)
def test_the_database_itself_refuses_to_change_an_event(session, officer, outlet, field, value):
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    event = AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id)
    setattr(event, field, value)
    session.add(event)
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_itself_refuses_to_delete_an_event(session, officer, outlet):
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    event = AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id)
    session.delete(event)
    with pytest.raises(IntegrityError):
        session.flush()


def test_one_kind_of_event_happens_once_a_day(session, officer, outlet):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    with pytest.raises(IntegrityError), session.begin_nested():
        AgreementEventFactory(
            authority_id=officer.authority_id,
            agreement_id=agreement.id,
            kind=KIND.SIGNED,
            signatory="Sam Example",
            capacity="Owner",
        )
