from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from tests.audit.entries import record


def test_what_a_manager_looks_at_is_in_the_audit_with_who_and_what(session, act, sign_in):
    manager = act(Role.MANAGER)
    page = sign_in(manager).get("/audit/?who=Robin&reason=monthly+review")
    assert page.status_code == 200
    entry = session.exec(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry.action == "audit.viewed"
    assert entry.actor_id == manager.officer_id
    assert entry.reason == "monthly review"
    assert entry.detail["asked"]["who"] == "Robin"


def test_a_page_that_was_refused_leaves_no_entry_of_having_been_seen(session, client):
    assert client.get("/audit/").status_code == 403
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "audit.viewed")).all() == []


def test_the_audit_page_shows_only_the_own_authority(session, act, sign_in):
    record(session, act(authority="croydon"), 1)
    page = sign_in(act(Role.MANAGER)).get("/audit/")
    assert "Visit recorded" not in page.get_data(as_text=True)
