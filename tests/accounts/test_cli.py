import pytest
from sqlmodel import select

from compliance.accounts import queries, services
from compliance.accounts.models import Officer
from compliance.permissions import Role
from tests.factories.accounts import PASSWORD, OfficerFactory


def run(app, *words):
    return app.test_cli_runner().invoke(args=["accounts", *words])


def add(app, email="sam@example.org", name="Sam Clerk", authority="hackney", *more):
    return run(app, "add", "--email", email, "--name", name, "--authority", authority, *more)


def test_the_first_administrator_is_added_with_a_password_to_be_changed(app, session):
    done = add(app, " Sam@Example.org ")
    assert done.exit_code == 0, done.output
    officer = session.exec(select(Officer)).one()
    assert (officer.email, officer.role, officer.must_change_password) == ("sam@example.org", Role.ADMINISTRATOR, True)
    assert "Added Sam Clerk <sam@example.org> as administrator of hackney." in done.output
    assert "Temporary password" in done.output


def test_a_password_of_ones_own_need_not_be_changed(app, session):
    done = add(app, "sam@example.org", "Sam Clerk", "hackney", "--role", "clerk", "--password", PASSWORD)
    assert done.exit_code == 0
    assert "Temporary" not in done.output
    assert not session.exec(select(Officer)).one().must_change_password


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"email": "bad"}, "in the form name@example.com"),
        ({"email": ""}, "Enter the e-mail address"),
        ({"email": "sam@example.org\nbcc@example.org"}, "in the form name@example.com"),
        ({"name": ""}, "Enter the name"),
        ({"name": "   "}, "Enter the name"),
        ({"name": "Sam\nClerk"}, "must be on one line"),
        ({"name": "x" * 121}, "120 characters"),
        ({"authority": "atlantis"}, "There is no authority with the code “atlantis”"),
    ],
)
def test_what_is_no_officer_is_refused_in_a_sentence(app, session, options, message):
    done = add(app, **options)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert message in done.output
    assert session.exec(select(Officer)).all() == []


def test_a_locked_officer_is_let_in_by_command(app, session):
    officer = OfficerFactory(authority_id=queries.find_authority(session, "hackney").id, failed_attempts=4)
    assert run(app, "unlock", officer.email).exit_code == 0
    session.expire_all()
    assert session.get(Officer, officer.id).failed_attempts == 0


def test_a_password_given_by_command_ends_every_session(app, session):
    officer = OfficerFactory(authority_id=queries.find_authority(session, "hackney").id)
    token = services.begin_session(session, officer.id)
    session.commit()
    done = run(app, "reset-password", officer.email)
    assert "Temporary password" in done.output
    assert queries.find_signed_in(session, token) is None


def test_an_address_that_nobody_has_is_told_so(app, session):
    done = run(app, "unlock", "nobody@example.org")
    assert done.exit_code == 1
    assert "There is no officer with the e-mail address nobody@example.org" in done.output


def test_the_authorities_are_listed_with_their_codes(app, session):
    assert "hackney                      Hackney" in run(app, "authorities").output
