"""The calendar that an officer's own program fetches: what is in it, and that nobody without the link gets it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import icalendar
import pytest
from sqlmodel import select

from compliance import clock
from compliance.accounts.models import Officer
from compliance.accounts.rules import hash_of_token
from compliance.audit.models import AuditEntry
from compliance.database import new_id
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Role
from compliance.settings import settings
from compliance.training import queries, rules, services
from compliance.training.models import CalendarLink
from compliance.training.rules import AttendanceStatus, FeedSession
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import parse, text_of

TODAY = date(2026, 11, 22)
ONE = FeedSession(
    id=UUID("018f0000-0000-7000-8000-000000000001"),
    reference="HAC-TS-2026-0001",
    course="Accredited trader training",
    on=date(2026, 7, 1),
    starts_at_time=time(14, 0),
    minutes=150,
    venue="Invented Hall; room 2, east",
    venue_address="1 Example Street\nExampleton",
    capacity=12,
    taken=5,
    waiting=0,
    version=1,
    recorded_at=datetime(2026, 6, 1, 15, 0, tzinfo=UTC),
)


def read(content):
    return icalendar.Calendar.from_ical(content)


def events(content):
    return read(content).walk("VEVENT")


@pytest.fixture
def held(officer):
    return TrainingSessionFactory(authority_id=officer.authority_id, on=date(2026, 12, 1), starts_at_time=time(10, 0))


@pytest.fixture
def token(session, officer):
    made = services.make_calendar_link(session, officer, link_id=new_id())
    session.commit()
    return made


# The file


def test_a_session_in_summer_is_at_london_time():
    (event,) = events(rules.feed([ONE], authority="Hackney"))
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=1)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=150)
    assert event["DTSTART"].params["TZID"] == "Europe/London"


def test_a_session_in_winter_is_at_london_time():
    (event,) = events(rules.feed([replace(ONE, on=date(2026, 12, 1))], authority="Hackney"))
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 12, 1, 14, tzinfo=UTC)


def test_the_rules_of_london_time_come_with_it():
    (zone,) = read(rules.feed([ONE], authority="Hackney")).walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Europe/London"
    told = zone.to_tz()
    months = [f"{year}-{month:02}" for year in (2026, 2040, 2060) for month in range(1, 13)]
    days = [datetime.fromisoformat(f"{month}-{day}T12:00") for month in months for day in ("01", "28")]
    assert [told.utcoffset(day) for day in days] == [rules.feeds.LONDON.utcoffset(day) for day in days]


def test_a_session_without_a_time_is_all_day():
    (event,) = events(rules.feed([replace(ONE, starts_at_time=None)], authority="Hackney"))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 7, 1), date(2026, 7, 2))


def test_it_says_where_and_how_many_and_names_nobody():
    (event,) = events(rules.feed([replace(ONE, waiting=2)], authority="Hackney"))
    assert str(event["LOCATION"]) == "Invented Hall; room 2, east, 1 Example Street, Exampleton"
    assert str(event["DESCRIPTION"]) == "HAC-TS-2026-0001. 5 of 12 places taken, 2 waiting."
    assert set(event) == {
        *("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION"),
        *("CLASS", "TRANSP"),
    }


def test_the_sequence_rises_and_the_identifier_stays():
    (before,), (after,) = (events(rules.feed([replace(ONE, version=v)], authority="Hackney")) for v in (1, 3))
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 2)
    assert before["UID"] == after["UID"] == str(ONE.id)


def test_a_cancelled_session_says_so():
    (event,) = events(rules.feed([replace(ONE, cancelled=True, version=2)], authority="Hackney"))
    assert str(event["STATUS"]) == "CANCELLED"
    assert str(event["SUMMARY"]) == "Cancelled: Accredited trader training"


def test_the_same_sessions_give_the_same_bytes_and_lines_are_short():
    content = rules.feed([replace(ONE, venue="Ŵ" * 200)], authority="Hackney")
    assert content == rules.feed([replace(ONE, venue="Ŵ" * 200)], authority="Hackney")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
def test_what_is_typed_cannot_add_a_line_to_the_file(line):
    typed = f"Hall{line}ATTENDEE:mailto:x@example.org"
    content = rules.feed([replace(ONE, venue=typed, venue_address=typed, course=typed)], authority=typed)
    (event,) = events(content)
    assert "ATTENDEE" not in event
    assert not any(one.startswith(b"ATTENDEE") for one in content.splitlines())


# What is fetched


def test_the_link_gives_the_sessions_of_its_officers_authority(session, visitor, act, officer, outlet, held, token):
    AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id, person="Alex Example")
    TrainingSessionFactory(authority_id=act(Role.OFFICER, "camden").authority_id, on=date(2026, 12, 2))
    answer = visitor.get(f"/calendar/{token}.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    (event,) = events(answer.data)
    assert str(event["UID"]) == str(held.id)
    assert "1 of 12 places taken" in str(event["DESCRIPTION"])
    assert b"Alex" not in answer.data
    assert outlet.name.encode() not in answer.data


@pytest.mark.parametrize(
    ("on", "there"), [(date(2026, 8, 24), True), (date(2026, 8, 23), False), (date(2030, 1, 1), True)]
)
def test_it_goes_ninety_days_back_and_all_the_way_ahead(visitor, officer, token, on, there):
    TrainingSessionFactory(authority_id=officer.authority_id, on=on)
    assert bool(events(visitor.get(f"/calendar/{token}.ics").data)) is there


def test_who_waits_and_who_is_excused_takes_no_place(session, officer, outlet, held):
    for status in (AttendanceStatus.BOOKED, AttendanceStatus.WAITING, AttendanceStatus.EXCUSED):
        AttendanceFactory(authority_id=officer.authority_id, session_id=held.id, outlet_id=outlet.id, status=status)
    (one,) = queries.list_feed_sessions(session, officer, TODAY)
    assert (one.taken, one.waiting) == (1, 1)


def test_what_did_not_change_is_not_sent_again(session, visitor, officer, held, token):
    first = visitor.get(f"/calendar/{token}.ics")
    assert first.headers["Cache-Control"].startswith("private")
    again = visitor.get(f"/calendar/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    held.venue = "Another hall"
    session.add(held)
    session.commit()
    changed = visitor.get(f"/calendar/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert int(events(changed.data)[0]["SEQUENCE"]) == 1


def test_each_fetch_notes_the_day_and_no_more(session, visitor, officer, token, monkeypatch):
    visitor.get(f"/calendar/{token}.ics")
    link = queries.find_calendar_link(session, officer)
    assert link.last_used_on == TODAY
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    visitor.get(f"/calendar/{token}.ics")
    session.refresh(link)
    assert link.last_used_on == date(2026, 11, 23)


# Nobody else


def _inactive(session, officer):
    session.get(Officer, officer.officer_id).active = False


def _without_permission(session, officer):
    session.get(Officer, officer.officer_id).role = Role.ADMINISTRATOR


def _revoked(session, officer):
    services.revoke_calendar_link(session, officer)


def _replaced(session, officer):
    services.make_calendar_link(session, officer, link_id=new_id())


@pytest.mark.parametrize("spoil", [_inactive, _without_permission, _revoked, _replaced])
def test_a_link_that_leads_to_nothing_is_as_one_that_nobody_made(session, visitor, officer, held, token, spoil):
    spoil(session, officer)
    session.commit()
    gone, never = visitor.get(f"/calendar/{token}.ics"), visitor.get(f"/calendar/{'x' * 43}.ics")
    assert gone.status_code == never.status_code == 404
    assert gone.data == never.data
    assert dict(gone.headers) == dict(never.headers)


@pytest.mark.parametrize("typed", ["x", "%00", "..%2F..%2Fetc", "x" * 2000, "'%20OR%201=1"])
def test_whatever_is_tried_is_not_found(visitor, typed):
    assert visitor.get(f"/calendar/{typed}.ics").status_code == 404


def test_an_address_that_tries_many_is_slowed_down(visitor, token):
    for number in range(services.feeds.FETCHES):
        assert visitor.get(f"/calendar/guess{number}.ics").status_code == 404
    slowed = visitor.get(f"/calendar/{token}.ics")
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    elsewhere = visitor.get(f"/calendar/{token}.ics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_one_link_cannot_be_fetched_without_end(visitor, token):
    for _ in range(services.feeds.FETCHES):
        assert visitor.get(f"/calendar/{token}.ics").status_code == 200
    assert visitor.get(f"/calendar/{token}.ics").status_code == 429


# Making and revoking


def test_only_a_hash_is_kept(session, officer, token):
    link = queries.find_calendar_link(session, officer)
    assert link.token_hash == hash_of_token(token)
    assert token not in str(link.model_dump())
    told = session.exec(select(AuditEntry).where(AuditEntry.subject_kind == "calendar_link")).all()
    assert [entry.action for entry in told] == ["calendar_link.made"]
    assert token not in str([entry.detail for entry in told])


def test_another_link_replaces_the_first_and_both_are_told(session, officer, token):
    second = services.make_calendar_link(session, officer, link_id=new_id())
    assert queries.find_feed(session, token) is None
    assert queries.find_feed(session, second).actor.officer_id == officer.officer_id
    told = session.exec(select(AuditEntry).where(AuditEntry.subject_kind == "calendar_link")).all()
    assert [entry.action for entry in told] == ["calendar_link.made", "calendar_link.revoked", "calendar_link.made"]


def test_a_form_sent_twice_makes_one_link(session, officer):
    link_id = new_id()
    token = services.make_calendar_link(session, officer, link_id=link_id)
    with pytest.raises(Refusal, match="shown once already"):
        services.make_calendar_link(session, officer, link_id=link_id)
    assert queries.find_feed(session, token) is not None
    assert len(session.exec(select(CalendarLink)).all()) == 1


def test_who_may_not_see_training_gets_no_link(session, act):
    with pytest.raises(Forbidden):
        services.make_calendar_link(session, act(Role.ADMINISTRATOR), link_id=new_id())


def made_on(client):
    page = parse(client.get("/training/calendar/link").get_data(as_text=True))
    (field,) = [one for one in page.iter("input") if one.get("name") == "id"]
    return client.post("/training/calendar/link", data={"id": field.get("value")})


def test_the_page_shows_the_link_once(session, client, visitor, officer, held):
    page = made_on(client)
    assert page.status_code == 201
    address = "".join(parse(page.get_data(as_text=True)).find(".//textarea").itertext()).strip()
    assert address.startswith(f"{settings().public_url}/calendar/")
    assert visitor.get(address.removeprefix(settings().public_url)).status_code == 200
    again = client.get("/training/calendar/link").get_data(as_text=True)
    assert address not in again
    assert "A calendar last fetched it on 22 November 2026." in text_of(client.get("/training/calendar/link"))


def test_the_page_revokes_the_link(session, client, officer):
    made_on(client)
    answer = client.post("/training/calendar/link/revoke", follow_redirects=True)
    assert "Link revoked" in text_of(answer)
    assert queries.find_calendar_link(session, officer) is None
    assert client.post("/training/calendar/link/revoke").status_code == 302


def test_an_identifier_that_is_none_makes_no_link(session, client):
    assert client.post("/training/calendar/link", data={"id": "nonsense"}).status_code == 200
    assert session.exec(select(CalendarLink)).all() == []


def test_without_a_public_address_no_link_is_offered(client, monkeypatch):
    monkeypatch.setattr(type(settings()), "reachable", property(lambda _self: False))
    assert "has no public address yet" in text_of(client.get("/training/calendar/link"))
