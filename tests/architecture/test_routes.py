"""Every endpoint says what it asks; every role gets what the table of permissions says."""

import pytest

from compliance.permissions import GRANTS, Permission, Role
from compliance.web import PUBLIC, guard_of

WITHOUT_GUARD = {"static"}
NOT_A_RECORD = {
    # Pages that show no record about a retailer or person: empty forms, one's own account, the home page's own counts.
    Permission.USE_ACCOUNT,
}


def endpoints(app):
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()} - WITHOUT_GUARD)


def test_every_endpoint_names_a_permission_or_is_public(app):
    silent = [endpoint for endpoint in endpoints(app) if guard_of(app, endpoint) is None]
    assert silent == []


def test_only_signing_in_the_health_check_and_pages_for_the_public_are_public(app):
    public = {endpoint for endpoint in endpoints(app) if guard_of(app, endpoint) is PUBLIC}
    assert public == {
        "accounts.sign_in",
        "health",
        # Anybody verifies a certificate by its code; an officer's calendar fetches the sessions by its secret link.
        "training.verify",
        "training.feed",
        # Whoever has the link and the code of a letter signs; anybody reads who consented to be named.
        "agreements.sign",
        "agreements.sign_agreement",
        "agreements.sign_done",
        "agreements.public_list",
        "agreements.public_csv",
        "agreements.public_json",
    }


def test_every_page_that_shows_records_is_written_down_when_looked_at(app):
    """A GET that only shows (no form of the same address) names the audit action of looking at it."""
    silent = []
    for rule in app.url_map.iter_rules():
        guard = guard_of(app, rule.endpoint) if rule.endpoint not in WITHOUT_GUARD else None
        if guard is None or guard.permission is None or guard.permission in NOT_A_RECORD:
            continue
        only_shows = "GET" in rule.methods and "POST" not in rule.methods
        if only_shows and guard.looks_at is None:
            silent.append(rule.endpoint)
    assert sorted(silent) == sorted(
        set(silent) & {"retailers.new", "imports.new", "imports.progress", "letters.run_progress"}
    )


def test_looking_is_named_as_looking(app):
    from compliance.audit.rules import LOOKS

    for endpoint in endpoints(app):
        guard = guard_of(app, endpoint)
        if guard and guard.looks_at:
            assert guard.looks_at.endswith(LOOKS), f"{endpoint}: {guard.looks_at}"


def test_every_view_has_the_template_of_its_name(app):
    from pathlib import Path

    templates = Path(app.root_path) / "templates"
    for folder in sorted(path for path in templates.iterdir() if path.name not in {"layouts", "components", "errors"}):
        assert (Path(app.root_path) / "compliance" / folder.name).is_dir(), f"templates/{folder.name} has no slice"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reaches_just_what_the_table_grants(app, act, sign_in, role):
    """Pages without an identifier in their address: 403 exactly where the role has no grant."""
    authority = "metropolitan-police" if role is Role.POLICE_PLANNER else "hackney"
    client = sign_in(act(role, authority))
    for rule in app.url_map.iter_rules():
        if rule.endpoint in WITHOUT_GUARD or rule.arguments or "GET" not in rule.methods:
            continue
        guard = guard_of(app, rule.endpoint)
        if guard is PUBLIC:
            continue
        status = client.get(rule.rule).status_code
        if guard.permission in GRANTS[role]:
            assert status != 403, f"{rule.endpoint} for {role}"
        else:
            assert status == 403, f"{rule.endpoint} for {role}: {status}"


def test_who_is_not_signed_in_reaches_nothing(app, visitor):
    from uuid import UUID

    for rule in app.url_map.iter_rules():
        if rule.endpoint in WITHOUT_GUARD or guard_of(app, rule.endpoint) is PUBLIC:
            continue
        method = next(one for one in ("GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS") if one in rule.methods)
        with app.test_request_context():
            adapter = app.url_map.bind("localhost")
            words = {"name": "provisions", "number": 1}
            arguments = {name: words.get(name, UUID(int=1)) for name in rule.arguments} | (rule.defaults or {})
            path = adapter.build(rule.endpoint, arguments, method=method)
        answer = visitor.open(path, method=method)
        assert answer.status_code == 302, f"{rule.endpoint}: {answer.status_code}"
        assert "/account/sign-in" in answer.location
