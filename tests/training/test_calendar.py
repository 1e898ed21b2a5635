"""The calendar page: a month of sessions, the months beside it, one course or every, and the month as a file."""

import calendar
import csv
import io
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.training import rules
from compliance.training.rules import AttendanceStatus, CourseKind
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import parse, text_of

ADDRESS = "/training/calendar"


@pytest.fixture
def held(officer):
    given = {"authority_id": officer.authority_id, "starts_at_time": time(14, 0), "capacity": 2}
    return TrainingSessionFactory(on=date(2026, 11, 30), venue="Invented Hall", **given)


@given(st.dates(date(1999, 1, 1), date(2200, 12, 31)))
def test_a_month_has_each_of_its_days_once_in_weeks_from_monday(day):
    month = rules.month_of(day)
    days = [one for week in month.weeks for one in week if one is not None]
    assert days[0] == month.first == day.replace(day=1)
    assert days[-1] == month.last
    assert len(days) == calendar.monthrange(day.year, day.month)[1]
    assert all(len(week) == 7 for week in month.weeks)
    assert all(one is None or one.weekday() == number for week in month.weeks for number, one in enumerate(week))
    assert rules.month_of(month.previous).following == month.first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("2026-11", date(2026, 11, 1)),
        ("2000-01", date(2000, 1, 1)),
        ("2199-12", date(2199, 12, 1)),
        ("1999-12", None),
        ("2200-01", None),
        ("2026-13", None),
        ("2026-00", None),
        ("2026-1", None),
        ("26-11", None),
        ("2026-11-01", None),
        ("٢٠٢٦-١١", None),
        ("", None),
    ],
)
def test_a_month_is_read_or_is_none(typed, first):
    assert rules.read_month(typed) == first


def test_it_opens_on_this_month_with_places_left_and_waiting(officer, outlet, client, held):
    for status in (AttendanceStatus.BOOKED, AttendanceStatus.WAITING):
        AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id, status=status)
    text = text_of(client.get(ADDRESS))
    assert text.startswith("Pages of this section") or "Training calendar, November 2026" in text
    assert "1 session in November 2026." in text
    assert "14:00 Accredited trader training" in text
    assert "1 place left of 2, 1 waiting" in text


def test_the_table_has_a_head_for_each_day_of_the_week(client, held):
    page = parse(client.get(ADDRESS).get_data(as_text=True))
    heads = ["".join(one.itertext()) for one in page.findall(".//th") if one.get("scope") == "col"]
    assert heads == list(calendar.day_name)


def test_a_full_and_a_cancelled_session_say_so(session, officer, outlet, client, held):
    for _ in range(2):
        AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id)
    assert "Full" in text_of(client.get(ADDRESS))
    held.cancelled_at, held.cancelled_reason = datetime(2026, 11, 20, tzinfo=UTC), "No trainer"
    session.add(held)
    session.commit()
    text = text_of(client.get(ADDRESS))
    assert "Cancelled" in text
    assert "Full" not in text


def test_the_months_beside_are_links_that_keep_the_course(client):
    page = parse(client.get(f"{ADDRESS}?month=2026-12&course=e_learning").get_data(as_text=True))
    links = {one.get("rel"): one.get("href") for one in page.iter("a") if one.get("rel")}
    assert links["prev"] == f"{ADDRESS}?month=2026-11&course=e_learning"
    assert links["next"] == f"{ADDRESS}?month=2027-01&course=e_learning"


def test_a_month_without_a_session_says_so(client, held):
    text = text_of(client.get(f"{ADDRESS}?month=2026-12"))
    assert "No session in December 2026." in text
    assert "Invented Hall" not in text


@pytest.mark.parametrize("query", ["month=nonsense", "month=9999-99", "month=0001-01", "course=nonsense"])
def test_what_was_not_offered_shows_this_month(client, held, query):
    assert "Invented Hall" in text_of(client.get(f"{ADDRESS}?{query}"))


def test_only_the_chosen_course_is_shown(client, officer, held):
    TrainingSessionFactory(
        authority_id=officer.authority_id, on=date(2026, 11, 3), course=CourseKind.DELIVERY_STAFF, venue="The Depot"
    )
    text = text_of(client.get(f"{ADDRESS}?course=delivery_staff"))
    assert "The Depot" in text
    assert "Invented Hall" not in text


def test_another_authoritys_sessions_are_not_there(client, act):
    other = act(Role.OFFICER, "camden")
    TrainingSessionFactory(authority_id=other.authority_id, on=date(2026, 11, 3), venue="Their Hall")
    assert "Their Hall" not in text_of(client.get(ADDRESS))


def test_the_month_is_a_file_with_the_same_sessions_and_the_look_is_written_down(session, client, held):
    with client.get(f"{ADDRESS}/export?format=csv&month=2026-11") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [(row["Reference"], row["Venue"], row["Places left"]) for row in rows] == [
        (held.reference, "Invented Hall", "2")
    ]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "training_session.exported")).one()
    assert (entry.detail["count"], entry.detail["format"]) == (1, "csv")
    for kind in ("xlsx", "ods"):
        with client.get(f"{ADDRESS}/export?format={kind}") as answer:
            assert answer.status_code == 200
    assert client.get(f"{ADDRESS}/export?format=exe").status_code == 404
