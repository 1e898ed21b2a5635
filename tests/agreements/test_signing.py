"""Links made, taken back and used; the same on the officer's phone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance import clock, codes
from compliance.agreements import queries, rules, services
from compliance.agreements.models import AgreementEvent, Consent, Signing, SigningLink
from compliance.agreements.rules import AgreementEventKind, Limits, NewSigning, SignedHow, StandingKind
from compliance.agreements.services import CodeFailure
from compliance.audit.models import AuditEntry
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed

TODAY = date(2026, 11, 22)
LAST_DAY = date(2026, 12, 13)
SAM = NewSigning("Sam Example", "Owner", agreed=True)
HOME = "192.0.2.7"


@pytest.fixture
def agreement(officer, outlet):
    """An agreement that was offered."""
    made = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    AgreementEventFactory(authority_id=officer.authority_id, agreement_id=made.id)
    return made


@pytest.fixture
def link(session, officer, agreement):
    return services.make_link(session, officer, agreement.id, expires_on=LAST_DAY)


def token_of(link):
    return link.path.removeprefix("/sign/")


def open_link(session, link, code=None, address=HOME, limits=None):
    return services.try_code(session, token_of(link), code or link.code, address=address, limits=limits or Limits())


def at(monkeypatch, *moment):
    monkeypatch.setattr(clock, "now", lambda: datetime(*moment, tzinfo=UTC))


def actions(session, officer):
    statement = select(AuditEntry).where(AuditEntry.authority_id == officer.authority_id).order_by(AuditEntry.number)
    return [entry.action for entry in session.exec(statement)]


def test_a_link_and_its_code_are_known_once_and_kept_as_hashes(session, officer, agreement, link):
    assert codes.read_typed(token_of(link), 10)
    assert codes.read_typed(link.code, 8)
    assert link.url.endswith(link.path)
    kept = session.get(SigningLink, link.link_id)
    for secret in (token_of(link), link.code, link.code.replace("-", "")):
        assert secret not in str(kept.model_dump())
        assert secret not in str([entry.detail for entry in session.exec(select(AuditEntry))])
    assert kept.code_hash != kept.token_hash
    assert actions(session, officer)[-1] == "signing_link.made"


def test_a_new_link_takes_the_older_one_back(session, officer, agreement, link):
    newer = services.make_link(session, officer, agreement.id, expires_on=LAST_DAY)
    assert open_link(session, link) is CodeFailure.WRONG
    assert open_link(session, newer) == newer.link_id
    assert queries.find_live_link(session, officer, agreement.id).id == newer.link_id
    assert [row.state for row in queries.list_links(session, officer, agreement.id)] == ["live", "revoked"]


def test_a_link_that_was_taken_back_opens_nothing(session, officer, agreement, link):
    assert services.revoke_links(session, officer, agreement.id) == 1
    assert services.revoke_links(session, officer, agreement.id) == 0
    assert open_link(session, link) is CodeFailure.WRONG
    assert actions(session, officer).count("signing_link.revoked") == 1


def test_no_link_for_an_agreement_that_is_in_force(session, officer, outlet):
    made = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    with pytest.raises(Refusal, match="In force"):
        services.make_link(session, officer, made.id, expires_on=LAST_DAY)


def test_what_is_about_to_lapse_is_signed_again_by_link_or_on_the_phone(session, officer, outlet, monkeypatch):
    made = signed(officer.authority_id, outlet.id, date(2026, 1, 5))
    link = services.make_link(session, officer, made.id, expires_on=LAST_DAY)
    link_id = open_link(session, link)
    services.sign_by_link(session, link_id, "nonce", SAM)
    standing = queries.get_row(session, officer, made.id, date(2027, 1, 5)).standing
    assert (standing.kind, standing.lapses_on) == (StandingKind.IN_FORCE, date(2027, 11, 22))
    assert open_link(session, link) is CodeFailure.WRONG
    with pytest.raises(Refusal, match="In force"):
        services.sign_on_phone(session, officer, made.id, SAM, form_id=new_id())
    at(monkeypatch, 2027, 11, 1, 12, 0)
    services.sign_on_phone(session, officer, made.id, SAM, form_id=new_id())
    assert sorted(queries.signed_how(session, officer, made.id).values()) == [SignedHow.LINK, SignedHow.ON_PHONE]


def test_a_link_to_sign_again_ends_when_the_removal_is_proposed(session, officer, outlet):
    made = signed(officer.authority_id, outlet.id, date(2026, 1, 5))
    link = services.make_link(session, officer, made.id, expires_on=LAST_DAY)
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=made.id,
        kind=AgreementEventKind.REMOVAL_PROPOSED,
        on=TODAY,
        words="Sold twice",
        reply_by_on=date(2026, 12, 6),
    )
    assert open_link(session, link) is CodeFailure.WRONG


def test_no_link_beyond_what_the_policy_allows(session, officer, agreement):
    with pytest.raises(Refusal, match="28 days"):
        services.make_link(session, officer, agreement.id, expires_on=TODAY + timedelta(days=29))


@pytest.mark.parametrize(("role", "may"), [(Role.OFFICER, True), (Role.CLERK, True), (Role.VIEWER, False)])
def test_who_records_agreements_or_issues_letters_makes_links(session, act, agreement, role, may):
    actor = act(role)
    if may:
        services.make_link(session, actor, agreement.id, expires_on=LAST_DAY)
    else:
        with pytest.raises(Forbidden):
            services.make_link(session, actor, agreement.id, expires_on=LAST_DAY)


def test_another_authoritys_agreement_gets_no_link(session, act, agreement):
    camden = act(Role.OFFICER, "camden")
    for attempt in (
        lambda: services.make_link(session, camden, agreement.id, expires_on=LAST_DAY),
        lambda: services.revoke_links(session, camden, agreement.id),
        lambda: services.withdraw_consent(session, camden, agreement.id),
        lambda: services.sign_on_phone(session, camden, agreement.id, SAM, form_id=new_id()),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_right_code_opens_the_link_however_it_is_typed(session, link):
    assert open_link(session, link, link.code.lower().replace("-", " ")) == link.link_id


@pytest.mark.parametrize("wrong", ["", "0000-0000", "x" * 500, "\x00", "’; drop table--", "\ud800"], ids=range(6))
def test_a_wrong_code_opens_nothing_and_is_counted(session, officer, agreement, link, wrong):
    assert services.try_code(session, token_of(link), wrong, address=HOME, limits=Limits()) is CodeFailure.WRONG
    (row,) = queries.list_links(session, officer, agreement.id)
    assert row.wrong_codes == 1
    assert actions(session, officer)[-1] == "signing_link.failed"


@pytest.mark.parametrize("token", ["0000000000", "", "x" * 500, "\ud800", "../../x"], ids=range(5))
def test_a_link_that_nobody_was_given_opens_nothing(session, link, token):
    assert services.try_code(session, token, link.code, address=HOME, limits=Limits()) is CodeFailure.WRONG


def test_a_link_expires_at_the_end_of_its_last_day_in_london(session, link, monkeypatch):
    at(monkeypatch, 2026, 12, 13, 23, 59, 59)
    assert open_link(session, link) == link.link_id
    at(monkeypatch, 2026, 12, 14, 0, 0, 0)
    assert open_link(session, link) is CodeFailure.WRONG


def test_a_link_is_locked_after_so_many_tries_even_for_the_right_code(session, link):
    tries = [open_link(session, link, "0000-0000", address=f"192.0.2.{number}") for number in range(10)]
    assert tries == [CodeFailure.WRONG] * 10
    assert open_link(session, link, address="198.51.100.1") is CodeFailure.LOCKED


def test_an_address_is_locked_whatever_it_tries(session, link):
    for number in range(20):
        assert services.try_code(session, f"{number:010d}", "x", address=HOME, limits=Limits()) is CodeFailure.WRONG
    assert open_link(session, link) is CodeFailure.LOCKED
    assert open_link(session, link, address="198.51.100.1") == link.link_id


def test_all_together_are_locked_beyond_the_ceiling(session, link):
    limits = Limits(everywhere=3)
    for number in range(3):
        open_link(session, link, "0000-0000", address=f"192.0.2.{number}", limits=limits)
    assert open_link(session, link, address="198.51.100.1", limits=limits) is CodeFailure.LOCKED
    told = select(AuditEntry).where(AuditEntry.action == "signing_link.throttled")
    assert len(session.exec(told).all()) == 1


def test_one_address_that_floods_us_locks_nobody_else_out(session, link):
    """Beyond its own limit it is not counted against all, nor against a link that it got hold of."""
    limits = Limits(everywhere=25)
    for number in range(40):
        token = token_of(link) if number > 20 else f"{number:010d}"
        services.try_code(session, token, "x", address=HOME, limits=limits)
    assert open_link(session, link, address="198.51.100.1", limits=limits) == link.link_id
    told = select(AuditEntry).where(AuditEntry.action == "signing_link.throttled")
    assert len(session.exec(told).all()) == 1


def test_a_lock_ends_with_the_hour(session, link, monkeypatch):
    for number in range(11):
        open_link(session, link, "0000-0000", address=f"192.0.2.{number}")
    at(monkeypatch, 2026, 11, 22, 13, 0, 0)
    assert open_link(session, link) == link.link_id


def test_signing_by_link_records_a_signature_of_the_authority(session, officer, agreement, link):
    done = services.sign_by_link(session, link.link_id, "nonce", SAM)
    event = session.get(AgreementEvent, done.event_id)
    assert (event.kind, event.on, event.signatory, event.capacity) == (
        AgreementEventKind.SIGNED,
        TODAY,
        "Sam Example",
        "Owner",
    )
    assert (event.recorded_by_id, event.lapses_on) == (None, date(2027, 11, 22))
    row = queries.get_row(session, officer, agreement.id, TODAY)
    assert row.standing.kind is StandingKind.IN_FORCE
    assert queries.signed_how(session, officer, agreement.id) == {event.id: SignedHow.LINK}
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "agreement.signed")).one()
    assert (entry.authority_id, entry.actor_id, entry.actor_name) == (officer.authority_id, None, "Signed by link")
    assert session.exec(select(Consent)).all() == []


def test_sent_again_from_the_same_browser_it_signs_once(session, link):
    first = services.sign_by_link(session, link.link_id, "nonce", SAM)
    again = services.sign_by_link(session, link.link_id, "nonce", replace(SAM, signatory="Kim Example"))
    assert (again.event_id, again.again) == (first.event_id, True)
    assert len(session.exec(select(Signing)).all()) == 1


def test_a_used_link_signs_nothing_from_another_browser(session, link):
    services.sign_by_link(session, link.link_id, "nonce", SAM)
    with pytest.raises(NotFound):
        services.sign_by_link(session, link.link_id, "another", SAM)
    assert open_link(session, link) is CodeFailure.WRONG


def test_a_link_opened_on_its_last_day_signs_nothing_on_the_next(session, link, monkeypatch):
    at(monkeypatch, 2026, 12, 13, 23, 59, 0)
    assert open_link(session, link) == link.link_id
    at(monkeypatch, 2026, 12, 14, 0, 1, 0)
    with pytest.raises(NotFound):
        services.sign_by_link(session, link.link_id, "nonce", SAM)


def test_a_link_whose_agreement_was_signed_on_paper_opens_nothing(session, officer, agreement, link):
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.SIGNED,
        on=TODAY,
        signatory="Sam Example",
        capacity="Owner",
        lapses_on=date(2027, 11, 22),
    )
    assert open_link(session, link) is CodeFailure.WRONG
    with pytest.raises(NotFound):
        services.sign_by_link(session, link.link_id, "nonce", SAM)


def test_the_database_itself_lets_a_link_sign_once_and_never_again(session, link):
    services.sign_by_link(session, link.link_id, "nonce", SAM)
    for change in ("used_at = NULL, used_with = ''", "revoked_at = used_at", "expires_on = '2030-01-01'"):
        with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
            session.execute(sa.text(f"UPDATE signing_links SET {change}"))  # noqa: S608 - our own words
    with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
        session.execute(sa.text("DELETE FROM signing_links"))


def test_on_the_phone_the_officer_is_the_witness_and_the_link_ends(session, officer, agreement, link):
    form_id = new_id()
    done = services.sign_on_phone(session, officer, agreement.id, SAM, form_id=form_id)
    signing = session.exec(select(Signing)).one()
    assert (signing.how, signing.witness_id, signing.event_id) == (
        SignedHow.ON_PHONE,
        officer.officer_id,
        done.event_id,
    )
    assert session.get(AgreementEvent, done.event_id).recorded_by_id == officer.officer_id
    assert queries.find_live_link(session, officer, agreement.id) is None
    again = services.sign_on_phone(session, officer, agreement.id, SAM, form_id=form_id)
    assert (again.event_id, again.again) == (done.event_id, True)
    with pytest.raises(Refusal, match="In force"):
        services.sign_on_phone(session, officer, agreement.id, SAM, form_id=new_id())


def test_a_new_signature_asks_for_consent_anew(session, officer, outlet):
    made = signed(officer.authority_id, outlet.id, date(2025, 1, 1))
    services.give_consent(session, officer, made.id, rules.NewConsent("Sam Example", "Owner"))
    services.sign_on_phone(session, officer, made.id, SAM, form_id=new_id())
    consents = queries.list_consents(session, officer, made.id)
    assert [one.withdrawn_at is None for one in consents] == [False]
