"""What keepers do with the vault, and what it answers to everybody else."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.settings import settings
from compliance.volunteers import queries, services
from compliance.volunteers.rules import Identity, NewVolunteer
from tests.factories.volunteers import register

PERSON = NewVolunteer("V07", Identity(name="Zephyrine Quillfeather", contact="07700 900123"), date(2010, 3, 14))


@pytest.fixture
def keeper(act):
    return act(Role.MANAGER)


def test_what_the_vault_holds_is_encrypted(session, keeper):
    services.register_volunteer(session, keeper, PERSON)
    session.flush()
    row = session.execute(sa.text("SELECT * FROM volunteers")).one()
    everything = " ".join(bytes(v).decode() if isinstance(v, (bytes, memoryview)) else str(v) for v in row)
    assert "V07" in everything
    for secret in ("Zephyrine", "Quillfeather", "2010-03-14", "900123"):
        assert secret not in everything


def test_an_identity_is_opened_with_a_reason_that_is_kept_and_nothing_else(session, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    identity, born_on = services.open_identity(session, keeper, volunteer.id, "To send the consent form")
    assert (identity, born_on) == (PERSON.identity, PERSON.born_on)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.opened")).one()
    assert entry.reason == "To send the consent form"
    assert entry.detail == {"code": "V07"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR])
def test_only_keepers_use_the_vault(session, act, keeper, role):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    other = act(role)
    for attempt in (
        lambda: services.register_volunteer(session, other, replace(PERSON, code="V08")),
        lambda: services.open_identity(session, other, volunteer.id, "To send the consent form"),
        lambda: services.replace_identity(session, other, volunteer.id, PERSON, "A wrong year"),
        lambda: services.retire_volunteer(session, other, volunteer.id, retired_on=date(2026, 1, 1), reason="Moved"),
        lambda: queries.list_volunteers(session, other),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_another_authoritys_volunteer_is_not_found(session, act, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    elsewhere = act(Role.MANAGER, "camden")
    with pytest.raises(NotFound):
        services.open_identity(session, elsewhere, volunteer.id, "To send the consent form")
    with pytest.raises(Refusal, match="no volunteer V07"):
        services.age_on(session, elsewhere, "V07", date(2026, 1, 1))
    assert queries.list_volunteers(session, elsewhere) == []
    register(session, elsewhere, "V07")


def test_a_code_is_used_once_in_an_authority(session, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    services.retire_volunteer(session, keeper, volunteer.id, retired_on=date(2026, 1, 1), reason="Moved away")
    with pytest.raises(Refusal, match="never used twice") as refused:
        services.register_volunteer(session, keeper, PERSON)
    assert refused.value.field == "code"


def test_an_officer_is_told_an_age_and_nothing_more(session, officer, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    assert services.age_on(session, officer, "v07", date(2026, 3, 13)) == (volunteer.id, 15, 11)
    assert services.age_on(session, officer, "V07", date(2026, 3, 14)) == (volunteer.id, 16, 0)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.age_worked_out")).all()[-1]
    assert entry.detail == {"code": "V07", "on": "2026-03-14"}


def test_a_volunteer_lent_for_an_operation_is_aged_by_their_own_authoritys_vault(session, act, officer):
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    lent = register(session, planner, "V31", born_on=date(2010, 3, 14))
    assert services.age_on(session, officer, "V31", date(2026, 3, 14), lent=lent) == (lent.id, 16, 0)
    with pytest.raises(Refusal, match="no volunteer V32"):
        services.age_on(session, officer, "V32", date(2026, 3, 14), lent=lent)


def test_a_retired_volunteer_has_an_age_until_the_last_day(session, officer, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    services.retire_volunteer(session, keeper, volunteer.id, retired_on=date(2026, 6, 30), reason="Moved away")
    assert services.age_on(session, officer, "V07", date(2026, 6, 30))[1:] == (16, 3)
    with pytest.raises(Refusal, match="retired before"):
        services.age_on(session, officer, "V07", date(2026, 7, 1))
    with pytest.raises(Refusal, match="retired already"):
        services.retire_volunteer(session, keeper, volunteer.id, retired_on=date(2026, 6, 30), reason="Moved away")


def test_an_identity_typed_anew_replaces_the_old_and_tells_neither(session, officer, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    services.replace_identity(
        session, keeper, volunteer.id, replace(PERSON, born_on=date(2009, 3, 14)), "The year was mistyped"
    )
    assert services.age_on(session, officer, "V07", date(2026, 3, 14))[1:] == (17, 0)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.replaced")).one()
    assert entry.detail == {"code": "V07"}


@pytest.fixture
def keys(monkeypatch):
    def use(*keys):
        value = SecretStr(",".join(keys))
        monkeypatch.setattr(services, "settings", lambda: settings().model_copy(update={"vault_key": value}))

    return use


def test_keys_are_changed_one_after_the_other(session, keeper, keys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    keys(old)
    volunteer = services.register_volunteer(session, keeper, PERSON)
    keys(new, old)
    assert services.open_identity(session, keeper, volunteer.id, "To check the keys")[0] == PERSON.identity
    keys(new)
    with pytest.raises(Refusal, match="cannot be read with the key"):
        services.open_identity(session, keeper, volunteer.id, "To check the keys")


def test_what_was_moved_to_another_code_is_not_believed(session, keeper):
    first = services.register_volunteer(session, keeper, PERSON)
    second = services.register_volunteer(
        session, keeper, NewVolunteer("V08", Identity(name="Somebody Else"), date(2011, 1, 1))
    )
    second.born_on, second.identity = first.born_on, first.identity
    session.flush()
    with pytest.raises(Refusal, match="cannot be read"):
        services.age_on(session, keeper, "V08", date(2026, 1, 1))


def test_the_vault_says_whether_a_text_names_a_volunteer_and_keeps_that_it_was_asked(session, act, keeper):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    officer = act(Role.OFFICER)
    assert services.is_named_in(session, officer, volunteer.id, "because Zephyrine bought it")
    assert not services.is_named_in(session, officer, volunteer.id, "because it was sold")
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.searched_for")).all()
    assert [entry.detail for entry in entries] == [{"code": "V07"}] * 2
    assert {entry.actor_id for entry in entries} == {officer.officer_id}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.POLICE_PLANNER, Role.ADMINISTRATOR])
def test_only_who_issues_letters_asks_whether_a_volunteer_is_named(session, act, keeper, role):
    volunteer = services.register_volunteer(session, keeper, PERSON)
    with pytest.raises(Forbidden):
        services.is_named_in(session, act(role), volunteer.id, "Zephyrine")


def test_a_volunteer_that_there_is_not_is_named_nowhere(session, act):
    with pytest.raises(NotFound):
        services.is_named_in(session, act(Role.OFFICER), UUID(int=7), "Zephyrine")
