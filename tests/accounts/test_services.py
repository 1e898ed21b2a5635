from datetime import timedelta

import pytest
from freezegun import freeze_time
from sqlmodel import select

from compliance.accounts import queries, services
from compliance.accounts.models import FailedSignIn, Officer, OfficerSession, UnknownAddress
from compliance.accounts.rules import LONGEST_SESSION, Lockout, OfficerDetails
from compliance.accounts.services import SignInFailure
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Role
from tests.factories.accounts import PASSWORD, OfficerFactory

NOBODY = "nobody@example.org"
WRONG = "not the password"


@pytest.fixture
def officer(session):
    return OfficerFactory(authority_id=queries.find_authority(session, "hackney").id)


def signing_in(session, email, password=WRONG, *, address="192.0.2.1", limit=30):
    return services.sign_in(
        session,
        email,
        password,
        address=address,
        lockout=Lockout(5, 15),
        address_limit=limit,
        key="a key for tests",
    )


# Sessions


def test_a_session_is_known_by_its_token_alone_and_kept_as_a_hash(session, officer):
    token = services.begin_session(session, officer.id)
    assert queries.find_signed_in(session, token).actor.officer_id == officer.id
    kept = session.exec(select(OfficerSession)).one()
    assert token not in {kept.token_hash, str(kept.id)}
    for other in ("", "x", kept.token_hash, str(officer.id), f"{officer.id}:{token}"):
        assert queries.find_signed_in(session, other) is None


def test_a_session_that_was_ended_opens_nothing_and_the_others_go_on(session, officer):
    here, elsewhere = services.begin_session(session, officer.id), services.begin_session(session, officer.id)
    services.end_session(session, here)
    assert queries.find_signed_in(session, here) is None
    assert queries.find_signed_in(session, elsewhere) is not None


def test_a_session_is_over_after_a_working_day_and_then_forgotten(session, officer):
    with freeze_time("2026-03-02 08:00") as clock:
        token = services.begin_session(session, officer.id)
        clock.tick(LONGEST_SESSION - timedelta(seconds=1))
        assert queries.find_signed_in(session, token) is not None
        clock.tick(timedelta(seconds=1))
        assert queries.find_signed_in(session, token) is None
        clock.tick(timedelta(seconds=1))
        services.begin_session(session, officer.id)
        assert len(session.exec(select(OfficerSession)).all()) == 1


@pytest.mark.parametrize("what", ["password", "reset", "role", "inactive"])
def test_what_changes_who_may_sign_in_ends_every_session(session, act, officer, what):
    administrator = act(Role.ADMINISTRATOR)
    who = queries.actor_of(session, officer, queries.get_authority(session, officer.authority_id))
    tokens = [services.begin_session(session, officer.id) for _ in range(2)]
    stranger = services.begin_session(session, administrator.officer_id)
    details = OfficerDetails(name=officer.name, role=officer.role)
    match what:
        case "password":
            services.change_password(session, who, current=PASSWORD, password="three quiet otters")
        case "reset":
            services.reset_password(session, administrator, officer.id)
        case "role":
            manager = OfficerDetails(name=officer.name, role=Role.MANAGER)
            services.change_officer(session, administrator, officer.id, manager, active=True)
        case "inactive":
            services.change_officer(session, administrator, officer.id, details, active=False)
    officer.active = True
    session.flush()
    assert [queries.find_signed_in(session, token) for token in tokens] == [None, None]
    assert queries.find_signed_in(session, stranger) is not None


def test_a_new_telephone_number_ends_no_session(session, act, officer):
    token = services.begin_session(session, officer.id)
    details = OfficerDetails(name=officer.name, role=officer.role, telephone="020 7946 0999")
    services.change_officer(session, act(Role.ADMINISTRATOR), officer.id, details, active=True)
    assert queries.find_signed_in(session, token) is not None


# Signing in


@pytest.mark.parametrize("who", ["known", "inactive", "unknown"])
def test_an_address_locks_after_as_many_failures_whether_it_is_somebodys_or_not(session, officer, who):
    officer.active = who != "inactive"
    session.flush()
    email = NOBODY if who == "unknown" else officer.email
    with freeze_time("2026-03-02 09:00") as clock:
        answers = [signing_in(session, email) for _ in range(6)]
        clock.tick(timedelta(minutes=15) - timedelta(seconds=1))
        answers.append(signing_in(session, email))
        clock.tick(timedelta(seconds=1))
        answers.append(signing_in(session, email))
    wrong, locked = SignInFailure.WRONG, SignInFailure.LOCKED
    assert answers == [*[wrong] * 4, locked, locked, locked, wrong]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("waited", "answer"),
    [(timedelta(days=1) - timedelta(seconds=1), SignInFailure.LOCKED), (timedelta(days=1), SignInFailure.WRONG)],
)
def test_failures_are_forgotten_after_a_day_alike(session, officer, known, waited, answer):
    email = officer.email if known else NOBODY
    with freeze_time("2026-03-02 09:00") as clock:
        for _ in range(4):
            signing_in(session, email)
        clock.tick(waited)
        assert signing_in(session, email) is answer


def test_an_unknown_address_is_kept_only_as_a_hash_and_not_for_long(session, officer):
    with freeze_time("2026-03-02 09:00") as clock:
        signing_in(session, f" {NOBODY.upper()} ")
        signing_in(session, NOBODY)
        kept = session.exec(select(UnknownAddress)).one()
        assert kept.failed_attempts == 2
        assert "nobody" not in kept.email_hash
        clock.tick(timedelta(days=3))
        signing_in(session, "somebody.else@example.org")
    assert session.exec(select(UnknownAddress.email_hash)).all() != [kept.email_hash]


def test_an_office_behind_one_address_signs_in_at_nine_o_clock(session):
    owner = queries.find_authority(session, "hackney").id
    with freeze_time("2026-03-02 09:00"):
        for officer in [OfficerFactory(authority_id=owner) for _ in range(8)]:
            assert isinstance(signing_in(session, officer.email, PASSWORD, limit=5), Officer)
    assert session.exec(select(FailedSignIn)).all() == []


def test_failures_from_one_address_slow_it_and_no_other(session, officer):
    with freeze_time("2026-03-02 09:00") as clock:
        for number in range(5):
            assert signing_in(session, f"guess{number}@example.org", limit=5) is SignInFailure.WRONG
        assert signing_in(session, officer.email, PASSWORD, limit=5) is SignInFailure.TOO_MANY
        assert isinstance(signing_in(session, officer.email, PASSWORD, limit=5, address="192.0.2.2"), Officer)
        clock.tick(timedelta(minutes=1))
        assert isinstance(signing_in(session, officer.email, PASSWORD, limit=5), Officer)


def test_signing_in_starts_counting_anew(session, officer):
    for _ in range(4):
        signing_in(session, officer.email)
    assert isinstance(signing_in(session, officer.email, PASSWORD), Officer)
    assert [signing_in(session, officer.email) for _ in range(4)] == [SignInFailure.WRONG] * 4


def test_every_way_a_sign_in_ends_is_in_the_audit(session, officer):
    signing_in(session, NOBODY)
    for _ in range(5):
        signing_in(session, officer.email)
    signing_in(session, officer.email, PASSWORD)
    signing_in(session, officer.email, limit=1)
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.chain, entry.action) for entry in entries] == [
        ("system", "sign_in.failed"),
        *[("hackney", "sign_in.failed")] * 5,
        ("hackney", "sign_in.refused_locked"),
        ("system", "sign_in.throttled"),
    ]


# Officers


def test_who_may_not_manage_officers_adds_none(session, act):
    with pytest.raises(Forbidden):
        services.invite_officer(session, act(), OfficerDetails("Sam Clerk", Role.CLERK), email="sam@example.org")


def test_an_address_belongs_to_one_officer(session, act, officer):
    with pytest.raises(Refusal, match="here already") as refusal:
        services.invite_officer(
            session,
            act(Role.ADMINISTRATOR, "croydon"),
            OfficerDetails("Sam Clerk", Role.CLERK),
            email=officer.email.upper(),
        )
    assert refusal.value.field == "email"
