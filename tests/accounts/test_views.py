from sqlalchemy.event import listen

from compliance.accounts import queries as accounts
from compliance.permissions import Role
from tests.factories.accounts import PASSWORD, OfficerFactory
from tests.page import text_of


def signing_in(visitor, officer, password=PASSWORD):
    return visitor.post("/account/sign-in", data={"email": officer.email, "password": password})


def make_officer(session, **kwargs):
    return OfficerFactory(authority_id=accounts.find_authority(session, "hackney").id, **kwargs)


def test_an_officer_signs_in_and_is_led_to_the_page_they_asked_for(session, visitor):
    officer = make_officer(session)
    answer = visitor.post(
        "/account/sign-in?next=/account/", data={"email": officer.email.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert answer.location == "/account/"
    assert officer.name in text_of(visitor.get("/account/"))


def test_signing_in_never_leads_to_another_host(session, visitor):
    officer = make_officer(session)
    for target in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = visitor.post(f"/account/sign-in?next={target}", data={"email": officer.email, "password": PASSWORD})
        assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(session, visitor):
    officer = make_officer(session)
    wrong = text_of(signing_in(visitor, officer, "not the password"))
    unknown = text_of(visitor.post("/account/sign-in", data={"email": "nobody@example.org", "password": "x" * 12}))
    assert "not right" in wrong
    assert wrong.replace(officer.email, "") == unknown.replace("nobody@example.org", "")


def test_five_wrong_passwords_lock_the_account_and_say_the_way_back(session, visitor):
    officer = make_officer(session)
    for _ in range(4):
        signing_in(visitor, officer, "not the password")
    assert "locked" in text_of(signing_in(visitor, officer, "not the password"))
    answer = text_of(signing_in(visitor, officer))
    assert "locked" in answer
    assert "15 minutes" in answer


def test_an_administrator_unlocks_an_account(session, visitor, sign_in, act):
    officer = make_officer(session)
    for _ in range(5):
        signing_in(visitor, officer, "not the password")
    administrator = sign_in(act(Role.ADMINISTRATOR))
    assert administrator.post(f"/account/officers/{officer.id}/unlock").status_code == 302
    assert signing_in(visitor, officer).status_code == 302


def test_an_inactive_officer_cannot_sign_in(session, visitor):
    officer = make_officer(session, active=False)
    assert "not right" in text_of(signing_in(visitor, officer))


def test_changing_the_password_signs_every_other_session_out(app, session, visitor, sign_in, act):
    officer = act()
    here, elsewhere = sign_in(officer), sign_in(officer)
    answer = here.post(
        "/account/password",
        data={"current": PASSWORD, "password": "three quiet otters", "again": "three quiet otters"},
    )
    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_the_new_password_must_be_typed_the_same_twice_and_be_long_enough(client):
    answer = client.post("/account/password", data={"current": PASSWORD, "password": "short", "again": "shorter"})
    assert "differ" in text_of(answer)
    answer = client.post("/account/password", data={"current": PASSWORD, "password": "short", "again": "short"})
    assert "12 characters" in text_of(answer)


def test_a_temporary_password_must_be_changed_before_anything_else(app, session, visitor, sign_in, act):
    officer = make_officer(session, must_change_password=True)
    signing_in(visitor, officer)
    assert visitor.get("/account/").location == "/account/password"


def test_an_officer_may_not_see_the_officers(client):
    assert client.get("/account/officers").status_code == 403


def test_an_administrator_adds_an_officer_who_can_sign_in(session, visitor, sign_in, act):
    administrator = sign_in(act(Role.ADMINISTRATOR))
    answer = administrator.post(
        "/account/officers/new", data={"name": "Sam Clerk", "email": "Sam@Example.org", "role": "clerk"}
    )
    assert answer.status_code == 302
    page = text_of(administrator.get("/account/officers"))
    temporary = page.split("Temporary password for Sam Clerk: ")[1].split(",")[0]
    answer = visitor.post("/account/sign-in", data={"email": "sam@example.org", "password": temporary})
    assert answer.status_code == 302


def test_another_authoritys_officer_is_not_found(session, sign_in, act):
    administrator = sign_in(act(Role.ADMINISTRATOR, "croydon"))
    officer = make_officer(session)
    assert administrator.get(f"/account/officers/{officer.id}").status_code == 404
    assert administrator.post(f"/account/officers/{officer.id}/reset-password").status_code == 404


def test_the_only_administrator_cannot_be_lost(session, sign_in, act):
    actor = act(Role.ADMINISTRATOR)
    answer = sign_in(actor).post(
        f"/account/officers/{actor.officer_id}", data={"name": "Robin", "role": "officer", "active": "yes"}
    )
    assert "only active administrator" in text_of(answer)


def test_a_police_planner_belongs_to_a_force(sign_in, act):
    answer = sign_in(act(Role.ADMINISTRATOR)).post(
        "/account/officers/new", data={"name": "Pat", "email": "pat@example.org", "role": "police_planner"}
    )
    assert "police force" in text_of(answer)


def test_who_has_not_signed_in_is_asked_to(visitor):
    answer = visitor.get("/account/")
    assert answer.status_code == 302
    assert answer.location.startswith("/account/sign-in")


def test_a_cookie_copied_before_signing_out_opens_nothing_after_it(app, session, visitor):
    officer = make_officer(session)
    signing_in(visitor, officer)
    cookie = visitor.get_cookie("compliance").value
    thief = app.test_client()
    thief.set_cookie("compliance", cookie)
    assert thief.get("/account/").status_code == 200
    assert visitor.post("/account/sign-out").status_code == 302
    thief.set_cookie("compliance", cookie)
    assert thief.get("/account/").location.startswith("/account/sign-in")


def test_signing_out_here_leaves_the_other_device_signed_in(sign_in, act):
    officer = act()
    here, elsewhere = sign_in(officer), sign_in(officer)
    here.post("/account/sign-out")
    assert elsewhere.get("/account/").status_code == 200


def test_what_a_cookie_held_before_signing_in_is_gone_after_it(session, visitor):
    officer = make_officer(session)
    with visitor.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["_user_id"] = "planted"
    signing_in(visitor, officer)
    with visitor.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != "planted"
        assert str(officer.id) not in str(dict(cookie))


def test_two_sign_ins_have_two_tokens(app, session, visitor):
    officer = make_officer(session)
    tokens = set()
    for _ in range(2):
        signing_in(visitor, officer)
        with visitor.session_transaction() as cookie:
            tokens.add(cookie["_user_id"])
    assert len(tokens) == 2


def test_who_is_signed_in_costs_one_query(client, session):
    asked = []
    engine = session.get_bind()
    listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get("/account/")
    assert len([statement for statement in asked if "officer_sessions" in statement]) == 1
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def test_a_locked_address_gets_the_same_words_whether_it_is_somebodys_or_not(session, visitor):
    pages = []
    for email in (make_officer(session).email, "nobody@example.org"):
        for _ in range(5):
            answer = visitor.post("/account/sign-in", data={"email": email, "password": "not the password"})
        pages.append(text_of(answer).replace(email, ""))
    assert "locked" in pages[0]
    assert pages[0] == pages[1]
