import json

import pytest
from sqlmodel import select

from compliance.app import create_app
from compliance.audit.models import AuditHead
from compliance.database import db
from tests.audit.entries import record, tamper


def verify(app, *words):
    return app.test_cli_runner().invoke(args=["audit", "verify", *words])


def test_a_whole_audit_is_told_with_the_end_of_each_chain(app, session, officer):
    record(session, officer, 2)
    head = session.exec(select(AuditHead)).one()
    done = verify(app)
    assert done.exit_code == 0
    assert "2 audit entries checked. Every link holds." in done.output
    assert head.hash in done.output


def test_a_broken_audit_is_told_and_fails(app, session, officer):
    record(session, officer, 2)
    session.exec(select(AuditHead)).one().number = 1
    session.commit()
    done = verify(app, "--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["broken"][0]["chain"] == "hackney"
    assert "Broken: chain hackney, entry 2" in verify(app).output


def test_what_was_printed_before_shows_a_chain_that_is_gone(app, session, officer, tmp_path):
    record(session, officer, 2)
    kept = tmp_path / "kept.json"
    kept.write_text(verify(app, "--json").output)
    assert verify(app, "--expect", str(kept)).exit_code == 0
    record(session, officer, 1)
    assert verify(app, "--expect", str(kept)).exit_code == 0
    tamper(session, "DELETE FROM audit_entries")
    tamper(session, "DELETE FROM audit_heads")
    without = verify(app)
    assert without.exit_code == 0
    assert "Warning: hackney has officers, but no audit entry" in without.output
    done = verify(app, "--expect", str(kept), "--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["broken"] == [
        {"chain": "hackney", "number": 1, "why": "the whole chain is gone: it ended at entry 2 before"}
    ]


@pytest.mark.parametrize("content", ["", "rubbish", "{}", '{"chains": [1]}', '{"chains": [{"chain": "x"}]}', "[]"])
def test_a_file_that_is_no_earlier_result_is_refused_in_a_sentence(app, session, tmp_path, content):
    kept = tmp_path / "kept.json"
    kept.write_text(content)
    done = verify(app, "--expect", str(kept))
    assert done.exit_code == 1
    assert "is not what `flask audit verify --json` printed" in done.output


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "verify"],
        ["accounts", "authorities"],
        ["accounts", "add", "--email", "a@example.org", "--name", "Robin Example", "--authority", "hackney"],
        ["letters", "verify"],
    ],
)
def test_a_command_on_a_database_that_is_not_set_up_says_so(empty_url, words):
    other = create_app(TESTING=True, DATABASE_URL=empty_url)
    done = other.test_cli_runner().invoke(args=words)
    with other.app_context():
        db.engine.dispose()
    assert done.exit_code == 1
    assert done.output == "Error: The database is not set up: run flask db upgrade\n"


def test_a_command_on_a_database_that_is_behind_says_so(empty_url):
    other = create_app(TESTING=True, DATABASE_URL=empty_url)
    runner = other.test_cli_runner()
    assert runner.invoke(args=["db", "upgrade", "0001"]).exit_code == 0
    done = runner.invoke(args=["letters", "verify"])
    with other.app_context():
        db.engine.dispose()
    assert done.output == "Error: The database is not up to date: run flask db upgrade\n"


def test_a_command_on_a_database_that_cannot_be_opened_says_which_setting_to_check(tmp_path):
    other = create_app(TESTING=True, DATABASE_URL=f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}")
    done = other.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert "check COMPLIANCE_DATABASE_URL" in done.output
