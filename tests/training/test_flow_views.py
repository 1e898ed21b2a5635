"""The pages of the flow: courses, policy, the list of sessions, the waiting list, cancelling, delivery companies."""

from datetime import date, timedelta

import pytest

from compliance.permissions import Role
from compliance.training import queries, services
from compliance.training.rules import AttendanceStatus, CourseKind, NewCourse, NewPlace, Reply
from tests.factories.retailers import EntityFactory
from tests.factories.training import AttendanceFactory, InvitationFactory, TrainingSessionFactory
from tests.page import text_of


def on(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def mine(officer):
    return {"authority_id": officer.authority_id}


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


@pytest.fixture
def full(session, mine, outlet, today):
    """A session in three days with its one place taken and one person waiting."""
    held = TrainingSessionFactory(**mine, on=today + timedelta(days=3), capacity=1)
    here = mine | {"session_id": held.id, "outlet_id": outlet.id}
    AttendanceFactory(**here, person="Alex Example")
    AttendanceFactory(**here, person="Kim Example", status=AttendanceStatus.WAITING, access_needs="A hearing loop")
    return held


def test_the_session_page_shows_the_queue_and_a_place_given_up_moves_it(client, session, officer, full):
    path = f"/training/sessions/{full.id}"
    text = text_of(client.get(path))
    for words in ("1 of 1 taken", "On the waiting list", "Number 1", "Needs: A hearing loop"):
        assert words in text
    alex = next(one for one in queries.get_register(session, officer, full) if one.attendance.person == "Alex Example")
    give = f"/training/places/{alex.attendance.id}/give-up"
    assert "1 person waits for a place" in text_of(client.get(give))
    assert client.post(give, data={"version": "1"}).status_code == 200
    answer = client.post(give, data={"version": "1", "what": "excused", "reason": "Ill"})
    assert answer.location == path
    text = text_of(client.get(path))
    assert "Whoever waits longest moves up" in text
    assert "Moved up from the waiting list" in text
    assert client.post(give, data={"version": "1", "what": "excused", "reason": "Ill"}).status_code == 200


def test_a_session_is_cancelled_and_its_people_are_rebooked_from_its_page(
    client, session, officer, outlet, full, today
):
    path = f"/training/sessions/{full.id}"
    page = text_of(client.get(f"{path}/cancel"))
    assert "2 people lose their places" in page
    assert client.post(f"{path}/cancel", data={"version": "1", "reason": ""}).status_code == 200
    answer = client.post(f"{path}/cancel", data={"version": "1", "reason": "The trainer is ill"})
    assert answer.location == path
    page = client.get(path)
    text = text_of(page)
    for words in ("2 people await another place", "Cancelled on", "The trainer is ill", "Awaits another place"):
        assert words in text
    kim = next(one for one in queries.list_awaiting(session, officer) if one.attendance.person == "Kim Example")
    book = f"/retailers/{outlet.id}/training/book?place={kim.attendance.id}"
    assert book in page.get_data(as_text=True)
    assert "No session has a place left" in text_of(client.get(book))
    TrainingSessionFactory(authority_id=officer.authority_id, on=date(2026, 12, 17))
    form = client.get(book).get_data(as_text=True)
    assert 'value="Kim Example"' in form
    assert 'value="A hearing loop"' in form
    index = text_of(client.get("/training/"))
    assert "2 people await another place since their session was cancelled" in index
    assert "awaits another place" in text_of(client.get(f"/retailers/{outlet.id}/training"))
    assert client.post(f"{path}/cancel", data={"version": "2", "reason": "Again"}).status_code == 200


def test_the_list_of_sessions_is_filtered_paged_exported(client, session, mine, full, today):
    past = TrainingSessionFactory(**mine, on=today - timedelta(days=9), course=CourseKind.DELIVERY_STAFF)
    welsh = TrainingSessionFactory(**mine, on=today + timedelta(days=30), language="Welsh", venue="Neuadd")
    everything = text_of(client.get("/training/sessions"))
    assert "3 sessions" in everything
    assert "1 waiting" in everything
    for asked, found in (
        ({"state": "full"}, full),
        ({"state": "with_places"}, welsh),
        ({"state": "past"}, past),
        ({"course": "delivery_staff"}, past),
        ({"language": "Welsh"}, welsh),
        ({"venue": "Neuadd"}, welsh),
        (on("since", today + timedelta(days=4)), welsh),
        (on("until", today - timedelta(days=9)), past),
    ):
        page = client.get("/training/sessions", query_string=asked).get_data(as_text=True)
        assert f"/training/sessions/{found.id}" in page
        assert "1 session<" in page, asked
    wrong = {"since-day": "40", "since-month": "1", "since-year": "2026"}
    assert "No session matches" in text_of(client.get("/training/sessions?state=cancelled"))
    assert "Nothing was searched" in text_of(client.get("/training/sessions", query_string=wrong))
    csv = client.get("/training/sessions/export?format=csv&language=Welsh", buffered=True)
    assert csv.status_code == 200
    lines = csv.get_data(as_text=True).strip().splitlines()
    assert (len(lines), "Welsh" in lines[1]) == (2, True)
    for kind in ("xlsx", "ods"):
        assert client.get(f"/training/sessions/export?format={kind}", buffered=True).status_code == 200
    assert client.get("/training/sessions/export?format=exe").status_code == 404


def test_pages_of_the_list_neither_overlap_nor_miss(session, officer, mine, today):
    wanted = {TrainingSessionFactory(**mine, on=today + timedelta(days=number // 2)).id for number in range(7)}
    every = queries.list_sessions(session, officer, rules_filter(), today, limit=None).rows
    seen, after = [], None
    while True:
        page = queries.list_sessions(session, officer, rules_filter(), today, after=after, limit=3)
        seen += [row.session.id for row in page.rows]
        if page.after is None:
            break
        after = page.after
    assert seen == [row.session.id for row in every]
    assert set(seen) == wanted
    back = queries.list_sessions(session, officer, rules_filter(), today, before=seen[6], limit=3)
    assert [row.session.id for row in back.rows] == seen[3:6]
    assert back.before == seen[3]


def rules_filter():
    from compliance.training.rules import SessionFilter

    return SessionFilter()


def test_a_manager_lists_courses_and_an_officer_only_reads_them(sign_in, client, manager, session):
    assert "No course is listed yet" in text_of(client.get("/training/courses"))
    boss = sign_in(manager)
    form = {
        "id": "0199f000-0000-7000-8000-000000000009",
        "kind": "e_learning",
        "name": "Five modules",
        "minutes": "50",
        "price_pence": "12.50",
        "modules": "Storage and display\n Assess \n\nChallenge",
        "is_active": "yes",
    }
    assert boss.post("/training/courses/new", data=form | {"modules": ""}).status_code == 200
    made = boss.post("/training/courses/new", data=form)
    assert made.location == "/training/courses", text_of(made)
    assert boss.post("/training/courses/new", data=form).status_code == 302
    text = text_of(client.get("/training/courses"))
    for words in ("Five modules", "£12.50", "Storage and display; Assess; Challenge"):
        assert words in text
    assert client.get("/training/courses/new").status_code == 403
    (row,) = queries.list_courses(session, manager)
    path = f"/training/courses/{row.course.id}"
    assert "Assess" in boss.get(path).get_data(as_text=True)
    changed = form | {"version": "1", "name": "Three modules"}
    assert boss.post(path, data=changed).status_code == 200
    assert boss.post(path, data=changed | {"reason": "Renamed"}).status_code == 302
    assert "Three modules" in text_of(client.get("/training/courses"))


def test_the_policy_is_shown_and_set_by_a_manager(sign_in, client, manager, today):
    assert "The default" in text_of(client.get("/training/policy"))
    assert client.get("/training/policy/new").status_code == 403
    boss = sign_in(manager)
    assert 'value="12"' in boss.get("/training/policy/new").get_data(as_text=True)
    form = {
        **on("in_force_from", today),
        "course": "accredited",
        "refresh_months": "6",
        "unanswered": "3",
        "minutes": "150",
        "reply_days": "21",
        "remind_days_before": "7",
        "refresh_notice_days": "1",
        "reason": "Decided by the head of service",
    }
    assert boss.post("/training/policy/new", data=form | {"reason": ""}).status_code == 200
    assert boss.post("/training/policy/new", data=form).location == "/training/policy"
    text = text_of(client.get("/training/policy"))
    assert "within 6 months" in text
    assert "3 invitations" in text
    assert "No refresh is due in the next day." in text_of(client.get("/training/"))
    assert boss.post("/training/policy/new", data=form).status_code == 200


def test_a_refusal_is_withdrawn_and_the_withdrawal_struck_out(client, session, officer, outlet, mine, today):
    InvitationFactory(
        **mine,
        outlet_id=outlet.id,
        reply=Reply.DECLINED,
        replied_on=date(2026, 6, 5),
        replied_by="Sam Example",
        reply_words="No time",
    )
    page = f"/retailers/{outlet.id}/training"
    assert "Withdraw the refusal" in text_of(client.get(page))
    path = f"{page}/withdraw-refusal"
    assert "Training refused" in text_of(client.get(path))
    assert client.post(path, data=on("withdrawn_on", today)).status_code == 200
    form = {**on("withdrawn_on", today), "reason": "She rang", "words": "I will <b>come</b>"}
    assert client.post(path, data=form).location == page
    text = text_of(client.get(page))
    for words in ("A refusal was withdrawn on 22 November 2026", "She rang", "I will <b>come</b>"):
        assert words in text
    assert "does not stand refused" in text_of(client.get(path))
    (row,) = queries.list_withdrawals(session, officer, outlet.id)
    strike = f"/training/withdrawals/{row.id}/strike-out"
    assert client.get(strike).status_code == 200
    assert client.post(strike, data={"reason": "Another shop"}).location == page
    assert "Training refused" in text_of(client.get(page))


def test_a_module_is_recorded_and_struck_out(client, session, officer, manager, outlet, today):
    path = f"/retailers/{outlet.id}/training/modules/new"
    assert "no e-learning course" in text_of(client.get(path))
    course = services.add_course(session, manager, NewCourse(CourseKind.E_LEARNING, "Two", 20, modules=("A", "B")))
    module = queries.list_modules(session, officer, course.id)[0]
    form = {
        "module_id": str(module.id),
        "person": "Alex Example",
        **on("completed_on", today),
        "check_passed": "yes",
        "how_shown": "certificate",
    }
    assert client.post(path, data={}).status_code == 200
    assert client.post(path, data=form).location == f"/retailers/{outlet.id}/training"
    assert client.post(path, data=form).status_code == 200
    assert "Two: A" in text_of(client.get(f"/retailers/{outlet.id}/training"))
    (row,) = queries.list_completions(session, officer, outlet.id)
    strike = f"/training/modules/{row.completion.id}/strike-out"
    assert client.get(strike).status_code == 200
    assert client.post(strike, data={"reason": "Another Alex"}).status_code == 302
    assert "Struck out" in text_of(client.get(f"/retailers/{outlet.id}/training"))


def test_a_delivery_company_is_invited_replies_and_books(client, session, officer, manager, mine, full, today):
    company = EntityFactory(**mine, name="Invented Riders Ltd", is_delivery_company=True)
    page = f"/entities/{company.id}/training"
    assert "Not invited" in text_of(client.get(page))
    assert page in client.get(f"/retailers/entities/{company.id}").get_data(as_text=True)
    form = {
        "course": "accredited",
        "session_id": "",
        **on("invited_on", date(2026, 10, 1)),
        "served_how": "by_hand",
        **on("reply_by_on", date(2026, 10, 17)),
        "reply": "none",
    }
    assert client.get(f"{page}/invite").status_code == 200
    assert client.post(f"{page}/invite", data=form).location == page
    assert client.post(f"{page}/invite", data=form).status_code == 200
    (row,) = queries.list_invitations(session, officer, entity_id=company.id)
    answer = {
        "version": "1",
        "reply": "declined",
        **on("replied_on", date(2026, 10, 5)),
        "replied_by": "Sam",
        "reply_words": "No",
    }
    assert client.get(f"/training/invitations/{row.invitation.id}").status_code == 200
    assert client.post(f"/training/invitations/{row.invitation.id}/reply", data=answer).location == page
    assert "Training refused" in text_of(client.get(page))
    lift = {**on("withdrawn_on", today), "reason": "Rang"}
    assert client.post(f"{page}/withdraw-refusal", data=lift).location == page
    booking = {"session_id": str(full.id), "person": "Rider One", "capacity": "Rider"}
    assert client.get(f"{page}/book").status_code == 200
    assert client.post(f"{page}/book", data=booking).location == page
    assert "number 2 on its waiting list" in text_of(client.get(page))
    assert "Invented Riders Ltd" in text_of(client.get(f"/training/sessions/{full.id}"))
    (place,) = queries.list_places(session, officer, entity_id=company.id)
    assert client.get(f"/training/places/{place.attendance.id}").status_code == 200
    course = services.add_course(session, manager, NewCourse(CourseKind.E_LEARNING, "Two", 20, modules=("A",)))
    done = {
        "module_id": str(queries.list_modules(session, officer, course.id)[0].id),
        "person": "Rider One",
        **on("completed_on", today),
        "check_passed": "yes",
        "how_shown": "provider",
    }
    assert client.post(f"{page}/modules/new", data=done).location == page
    assert "Course completed" in text_of(client.get(page))


def test_two_tabs_do_not_book_twice(client, session, officer, outlet, full):
    services.book_place(session, officer, full.id, outlet.id, NewPlace("Sam Example"))
    form = {"session_id": str(full.id), "person": "sam example", "capacity": ""}
    assert client.post(f"/retailers/{outlet.id}/training/book", data=form).status_code == 200
