"""The register on the day: every line by itself, nothing typed is lost, and nobody overwrites somebody else's line."""

import io
from datetime import date, time

import pikepdf
import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.training import queries, rules, services
from compliance.training.models import Attendance
from compliance.training.rules import AttendanceStatus, RegisterLine, Result
from tests import pdfua
from tests.factories.retailers import EntityFactory, OutletFactory
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import parse, text_of

TODAY = date(2026, 11, 22)
PRESENT = Result(AttendanceStatus.ATTENDED, 150, 84)


@pytest.fixture
def held(officer):
    return TrainingSessionFactory(authority_id=officer.authority_id, on=TODAY, starts_at_time=time(10, 0), capacity=4)


@pytest.fixture
def booked(officer, outlet, held):
    """Three people of one shop."""
    given = {"authority_id": officer.authority_id, "session_id": held.id, "outlet_id": outlet.id}
    return [AttendanceFactory(person=f"{name} Example", **given) for name in ("Alex", "Kim", "Sam")]


@pytest.fixture
def address(held):
    return f"/training/sessions/{held.id}/register"


def line(place, status="", minutes="150", mark="", version=None):
    """Return what the page sends for one person."""
    prefix = f"line-{place.id}-"
    sent = {"status": status, "minutes": minutes, "mark": mark, "version": version or place.version}
    return {f"{prefix}{name}": str(value) for name, value in sent.items() if value != "" or name != "status"}


def sheet(*lines):
    return {name: value for one in lines for name, value in one.items()}


def states(session, places):
    for place in places:
        session.refresh(place)
    return [(place.status.value, place.minutes, place.mark) for place in places]


# When it may be kept


@pytest.mark.parametrize(
    ("session_on", "cancelled", "said"),
    [
        (date(2026, 11, 21), False, ""),
        (TODAY, False, ""),
        (date(2026, 11, 23), False, "opens on the day of the session, 23 November 2026"),
        (TODAY, True, "was cancelled"),
    ],
)
def test_the_register_is_kept_from_the_day_on(session_on, cancelled, said):
    if said:
        with pytest.raises(Refusal, match=said):
            rules.check_register(session_on=session_on, today=TODAY, cancelled=cancelled)
    else:
        rules.check_register(session_on=session_on, today=TODAY, cancelled=cancelled)


def test_before_its_day_the_page_says_when_and_saves_nothing(session, client, held, booked, address):
    held.on = date(2026, 11, 23)
    session.add(held)
    session.commit()
    assert "The register opens on the day of the session, 23 November 2026." in text_of(client.get(address))
    page = client.post(address, data=sheet(line(booked[0], "attended", "150", "84")))
    assert page.status_code == 200
    assert states(session, booked)[0] == ("booked", None, None)


def test_a_viewer_may_not_keep_it_and_another_authority_does_not_find_it(session, act, held, booked):
    lines = [RegisterLine(booked[0].id, 1, PRESENT)]
    with pytest.raises(Forbidden):
        services.record_register(session, act(Role.VIEWER), held.id, lines)
    with pytest.raises(NotFound):
        services.record_register(session, act(Role.OFFICER, "camden"), held.id, lines)


def test_a_person_of_another_session_is_not_found(session, officer, outlet, held):
    other = TrainingSessionFactory(authority_id=officer.authority_id, on=TODAY)
    place = AttendanceFactory(authority_id=officer.authority_id, session_id=other.id, outlet_id=outlet.id)
    with pytest.raises(NotFound):
        services.record_register(session, officer, held.id, [RegisterLine(place.id, 1, PRESENT)])


# Saving


def test_the_page_begins_with_the_full_minutes_and_nobody_chosen(client, booked, address):
    page = parse(client.get(address).get_data(as_text=True))
    minutes = [one.get("value") for one in page.iter("input") if one.get("name", "").endswith("-minutes")]
    chosen = [one for one in page.iter("input") if one.get("type") == "radio" and one.get("checked") is not None]
    assert minutes == ["150"] * 3
    assert chosen == []


def test_it_can_begin_with_everybody_present(client, booked, address):
    page = parse(client.get(f"{address}?everybody=present").get_data(as_text=True))
    chosen = [one.get("value") for one in page.iter("input") if one.get("checked") is not None]
    assert chosen == ["attended"] * 3


def test_everybody_is_recorded_at_once_and_the_results_follow(session, client, held, booked, address):
    alex, kim, sam = booked
    data = sheet(
        line(alex, "attended", "150", "84"), line(kim, "attended", "150", "69"), line(sam, "did_not_attend", "150")
    )
    answer = client.post(address, data=data)
    assert answer.location == f"/training/sessions/{held.id}/results"
    assert states(session, booked) == [
        ("attended", 150, 84),
        ("attended", 150, 69),
        ("did_not_attend", None, None),
    ]
    page = text_of(client.get(answer.location))
    assert "3 people recorded" in page
    assert "1 person passed." in page
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "attendance.recorded")).all()


def test_who_is_left_blank_stays_as_they_are(session, client, booked, address):
    answer = client.post(address, data=sheet(line(booked[0], "excused"), line(booked[1]), line(booked[2])))
    assert answer.status_code == 302
    assert [state[0] for state in states(session, booked)] == ["excused", "booked", "booked"]


def test_one_line_that_is_wrong_holds_no_other_up_and_is_not_lost(session, client, booked, address):
    alex, kim, sam = booked
    data = sheet(
        line(alex, "attended", "150", "84"), line(kim, "attended", "ages", "84"), line(sam, "did_not_attend", "", "50")
    )
    page = client.post(address, data=data)
    text = text_of(page)
    assert page.status_code == 200
    assert states(session, booked) == [("attended", 150, 84), ("booked", None, None), ("booked", None, None)]
    assert "1 person recorded" in text
    assert "Kim Example: " in text
    assert "Sam Example: A mark is typed. Select Present, or clear the mark" in text
    assert 'value="ages"' in page.get_data(as_text=True)
    again = sheet(line(kim, "attended", "150", "84"), line(sam, "did_not_attend"))
    assert client.post(address, data=again).status_code == 302
    assert [state[0] for state in states(session, booked)] == ["attended", "attended", "did_not_attend"]


@pytest.mark.parametrize(
    ("minutes", "mark", "said"),
    [
        ("", "84", "Enter how many minutes they attended"),
        ("1441", "84", "between 0 and 1,440"),
        ("150", "101", "between 0 and 100"),
        ("-1", "84", "between 0 and"),
    ],
)
def test_what_nobody_can_have_attended_is_refused_beside_it(session, client, booked, address, minutes, mark, said):
    page = client.post(address, data=sheet(line(booked[0], "attended", minutes, mark)))
    assert page.status_code == 200
    assert said.replace("1,440", "1440") in text_of(page)
    assert states(session, booked)[0] == ("booked", None, None)


def test_an_empty_register_asks_for_something(client, booked, address):
    page = client.post(address, data=sheet(*(line(place) for place in booked)))
    assert "Nothing is filled in" in text_of(page)


def test_sent_twice_it_is_recorded_once(session, client, booked, address):
    data = sheet(line(booked[0], "attended", "150", "84"))
    assert client.post(address, data=data).status_code == 302
    assert client.post(address, data=data).status_code == 302
    assert booked[0].version == 2
    told = session.exec(select(AuditEntry).where(AuditEntry.action == "attendance.recorded")).all()
    assert len(told) == 1


def test_the_mark_can_follow_after_the_examination_without_a_reason(session, client, booked, address):
    client.post(address, data=sheet(line(booked[0], "attended", "150")))
    assert states(session, booked)[0] == ("attended", 150, None)
    assert "The mark is still to be recorded." in text_of(client.get(address))
    prefix = f"line-{booked[0].id}-"
    answer = client.post(address, data={f"{prefix}mark": "84", f"{prefix}version": "2"})
    assert answer.status_code == 302
    assert states(session, booked)[0] == ("attended", 150, 84)


def test_a_result_that_stands_is_corrected_on_its_own_page_with_a_reason(client, booked, address):
    client.post(address, data=sheet(line(booked[0], "attended", "150", "84")))
    page = parse(client.get(address).get_data(as_text=True))
    assert not [one for one in page.iter("input") if one.get("name", "").startswith(f"line-{booked[0].id}")]
    assert f"/training/places/{booked[0].id}" in [one.get("href") for one in page.iter("a")]


def test_what_somebody_else_recorded_stands_and_what_was_typed_is_told(session, client, officer, booked, address):
    kim = booked[1]
    theirs = Result(AttendanceStatus.DID_NOT_ATTEND)
    services.record_attendance(session, officer, kim.id, theirs, version=1, reason="")
    data = sheet(line(booked[0], "attended", "150", "84"), line(kim, "attended", "140", "90", 1))
    page = client.post(address, data=data)
    text = text_of(page)
    assert "Somebody else recorded Kim Example meanwhile: Booked but did not attend." in text
    assert "You typed: Attended, 140 minutes, 90%." in text
    assert states(session, booked)[:2] == [("attended", 150, 84), ("did_not_attend", None, None)]


def test_the_same_recorded_by_both_is_no_quarrel(session, client, officer, booked, address):
    services.record_attendance(session, officer, booked[0].id, PRESENT, version=1, reason="")
    answer = client.post(address, data=sheet(line(booked[0], "attended", "150", "84", 1)))
    assert answer.status_code == 302


def test_two_marks_for_one_person_are_not_mixed_up(session, client, officer, booked, address):
    present = Result(AttendanceStatus.ATTENDED, 150)
    services.record_attendance(session, officer, booked[0].id, present, version=1, reason="")
    marked = Result(AttendanceStatus.ATTENDED, 150, 60)
    services.record_attendance(session, officer, booked[0].id, marked, version=2, reason="")
    prefix = f"line-{booked[0].id}-"
    page = client.post(address, data={f"{prefix}mark": "84", f"{prefix}version": "2"})
    assert "Somebody else recorded Alex Example meanwhile: Attended, 150 minutes, 60%" in text_of(page)
    assert states(session, booked)[0] == ("attended", 150, 60)


def test_a_version_that_was_tampered_with_is_no_version(session, client, booked, address):
    page = client.post(address, data=sheet(line(booked[0], "attended", "150", "84", "x")))
    assert page.status_code == 200
    assert states(session, booked)[0] == ("booked", None, None)


def test_the_page_asks_no_more_of_the_database_for_more_people(session, client, officer, outlet, held, booked, address):
    client.get(address)
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get(address)
    few = sum(one.startswith("SELECT") for one in asked)
    held.capacity = 40
    session.add(held)
    session.flush()
    for _ in range(30):
        AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id)
    asked.clear()
    client.get(address)
    assert sum(one.startswith("SELECT") for one in asked) == few


# Who came without a place


def test_somebody_who_was_not_booked_is_found_by_shop_and_added(session, client, officer, held, booked, address):
    shop = OutletFactory(authority_id=officer.authority_id, name="Walk Inn Wares")
    found = client.get(f"{address}/add?q=Walk+Inn")
    assert f"{address}/add?outlet={shop.id}" in [
        one.get("href") for one in parse(found.get_data(as_text=True)).iter("a")
    ]
    answer = client.post(f"{address}/add?outlet={shop.id}", data={"person": "Pat Example", "capacity": "Owner"})
    assert answer.location == address
    assert "Pat Example" in text_of(client.get(address))
    place = session.exec(select(Attendance).where(Attendance.person == "Pat Example")).one()
    assert place.status is AttendanceStatus.BOOKED


def test_somebody_of_a_delivery_company_is_added_too(session, client, officer, booked, address):
    company = EntityFactory(authority_id=officer.authority_id, name="Swift Riders Limited", is_delivery_company=True)
    found = client.get(f"{address}/add?q=swift")
    assert f"{address}/add?entity={company.id}" in [
        one.get("href") for one in parse(found.get_data(as_text=True)).iter("a")
    ]
    answer = client.post(f"{address}/add?entity={company.id}", data={"person": "Rider Example"})
    assert answer.location == address
    place = session.exec(select(Attendance).where(Attendance.person == "Rider Example")).one()
    assert (place.entity_id, place.outlet_id) == (company.id, None)
    assert "Swift Riders Limited" in text_of(client.get(address))
    client.post(address, data=sheet(line(place, "attended", "150", "84")))
    services.issue_certificate(session, officer, place.id)
    says = queries.certificate_of_place(session, officer, place.id)
    assert (says.retailer, says.place) == ("Swift Riders Limited", "")


def test_when_every_place_is_taken_nobody_is_added(session, client, officer, outlet, held, booked, address):
    AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id)
    page = client.post(f"{address}/add?outlet={outlet.id}", data={"person": "Pat Example"})
    assert page.status_code == 200
    assert session.exec(select(Attendance).where(Attendance.person == "Pat Example")).first() is None


def test_added_twice_somebody_has_one_place(session, client, outlet, booked, address):
    for _ in range(2):
        client.post(f"{address}/add?outlet={outlet.id}", data={"person": "Pat Example"})
    assert len(session.exec(select(Attendance).where(Attendance.person == "Pat Example")).all()) == 1


def test_saving_goes_on_to_adding_when_asked(session, client, booked, address):
    answer = client.post(address, data={**sheet(line(booked[0], "excused")), "next": "walk_in"})
    assert answer.location == f"{address}/add"
    assert states(session, booked)[0][0] == "excused"
    assert client.post(address, data={"next": "walk_in"}).location == f"{address}/add"


@pytest.mark.parametrize("query", ["outlet=nonsense", "outlet=00000000-0000-0000-0000-000000000001", "entity=x"])
def test_a_shop_that_is_none_is_not_found(client, booked, address, query):
    assert client.get(f"{address}/add?{query}").status_code == 404


# The printed sheet


@pytest.fixture
def printed(client, held, booked):
    return client.get(f"/training/sessions/{held.id}/sheet.pdf")


def test_the_printed_sheet_is_a_tagged_attachment_and_the_look_is_written_down(session, held, printed):
    assert printed.mimetype == "application/pdf"
    assert printed.headers["Content-Disposition"] == f'attachment; filename="{held.reference}-register.pdf"'
    with pikepdf.open(io.BytesIO(printed.data)) as made:
        assert "Register" in str(made.docinfo["/Title"])
        assert "/StructTreeRoot" in made.Root
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "training_session.printed")).one()
    assert entry.detail["count"] == 3


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_the_printed_sheet_is_pdf_ua(tmp_path, printed):
    path = tmp_path / "register.pdf"
    path.write_bytes(printed.data)
    assert pdfua.broken_clauses(path) == {path: []}
