"""Letters owed: what the chain owes and nobody has issued, and a cancelled session of twenty from end to end."""

import csv
import html
import re
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from compliance import jobs
from compliance.agreements.rules import AgreementEventKind as EventKind
from compliance.audit.models import AuditEntry
from compliance.database import db
from compliance.letters import queries
from compliance.letters.models import Letter
from compliance.letters.rules import Kind
from compliance.letters.rules.owed import OwedKind
from compliance.letters.rules.runs import RunCounts
from compliance.permissions import Role
from compliance.training import services as training
from compliance.training.models import TrainingSession
from compliance.training.rules import AttendanceStatus
from tests.factories.agreements import AgreementEventFactory, AgreementFactory
from tests.factories.letters import LetterFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import parse, text_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def held(officer, authority, monday):
    return TrainingSessionFactory(authority_id=officer.authority_id, on=date(2026, 12, 8), capacity=20)


@pytest.fixture
def book(session, officer, held):
    """Return a function that books a place for a shop of its own, with an operator."""

    def make(number=0, **changes):
        owner = {"authority_id": officer.authority_id}
        shop = OutletFactory(**owner, name=f"Invented Shop {number:02d}", address_1=f"{number + 1} Made-up Street")
        entity = EntityFactory(**owner, name=f"Pretend Traders {number:02d} Limited")
        OperatorFactory(**owner, outlet_id=shop.id, entity_id=entity.id)
        values = {"session_id": held.id, "outlet_id": shop.id, "recorded_on": TODAY}
        return AttendanceFactory(**owner, **(values | changes))

    return make


@pytest.fixture
def owed(session, officer):
    """Return a function that gives what is owed of a kind."""

    def ask(kind):
        return queries.list_owed(session, officer, TODAY, kinds=[kind])[0]

    return ask


@pytest.fixture
def statements():
    """What is sent to the database while a block runs."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


def ticked(page):
    return re.findall(r'name="item" value="([^"]+)"', page.get_data(as_text=True))


def form_id(page):
    return re.search(r'name="id"[^>]*value="([0-9a-f-]{36})"', page.get_data(as_text=True)).group(1)


def test_a_cancelled_session_of_twenty_gives_twenty_letters_and_loses_nothing(session, officer, client, held, book):
    places = [book(number) for number in range(20)]
    training.cancel_session(session, officer, held.id, reason="The hall is flooded.", version=held.version)
    page = client.get("/letters/owed?kind=cancelled&tick=all")
    assert "20 letters are owed" in text_of(page)
    chosen = ticked(page)
    assert len(chosen) == 20
    ready = client.post("/letters/runs/new", data=MultiDict([("item", one) for one in chosen]))
    assert "20 letters are chosen. Nothing stands against them." in text_of(ready), text_of(ready)[:600]
    sent = MultiDict([("item", one) for one in ticked(ready)])
    sent.update({"id": form_id(ready), "officer_id": str(officer.officer_id), "start": "1"})
    started = client.post("/letters/runs/new", data=sent)
    assert started.status_code == 302
    assert client.post("/letters/runs/new", data=sent).location == started.location, "sent twice, it is one run"
    progress = client.get(started.location)
    assert "0 of 20 letters written" in text_of(progress)
    assert progress.headers["Refresh"]
    jobs.run_now(session)

    run = queries.list_runs(session, officer)[0]
    assert [row.counts for row in run] == [RunCounts(waiting=0, issued=20, problems=0)]
    letters = session.exec(select(Letter)).all()
    assert Counter(letter.attendance_id for letter in letters) == Counter({place.id: 1 for place in places})
    assert {letter.kind for letter in letters} == {Kind.SESSION_CANCELLED}
    assert len({letter.reference for letter in letters}) == 20
    run_url = f"/letters/runs/{run[0].run.id}"
    shown = text_of(client.get(run_url))
    assert "20 asked for = 20 issued + 0 with a problem" in shown
    assert all(letter.reference in shown for letter in letters)
    with client.get(f"{run_url}/manifest?format=csv") as manifest:
        assert len(manifest.get_data(as_text=True).strip().splitlines()) == 21
    served = client.get(f"{run_url}/serve")
    waiting = re.findall(r'name="letters" type="checkbox" value="([0-9a-f-]{36})"', served.get_data(as_text=True))
    assert len(waiting) == 20
    day = {"served_on-day": "23", "served_on-month": "11", "served_on-year": "2026", "how": "first_class"}
    data = MultiDict([*day.items(), *(("letters", one) for one in waiting)])
    assert client.post(f"{run_url}/serve", data=data).status_code == 302
    assert text_of(client.get(run_url)).count("Served") >= 20
    assert "No letter is owed" in text_of(client.get("/letters/owed?kind=cancelled"))


def test_a_place_is_owed_its_confirmation_until_it_is_issued(session, officer, owed, book):
    place = book()
    (row,) = owed(OwedKind.PLACE).rows
    assert (row.item.about_id, row.on, row.person) == (place.id, date(2026, 12, 8), place.person)
    assert row.note == ""


def test_whoever_moved_up_is_owed_a_confirmation_and_it_says_so(session, officer, owed, book):
    book(moved_up_at=TrainingSessionFactory.recorded_at)
    assert owed(OwedKind.PLACE).rows[0].note == "Moved up from the waiting list"
    assert [row.person for row in queries.list_moved_up(session, officer, TODAY)]


@pytest.mark.parametrize(
    ("on", "status", "is_owed"),
    [
        (date(2026, 11, 23), AttendanceStatus.BOOKED, False),
        (date(2026, 11, 24), AttendanceStatus.BOOKED, True),
        (date(2026, 11, 30), AttendanceStatus.BOOKED, True),
        (date(2026, 12, 1), AttendanceStatus.BOOKED, False),
        (date(2026, 11, 24), AttendanceStatus.WAITING, False),
        (date(2026, 11, 24), AttendanceStatus.EXCUSED, False),
    ],
)
def test_a_reminder_is_owed_in_the_week_before_the_session(session, owed, held, book, on, status, is_owed):
    held.on = on
    session.add(held)
    book(status=status)
    assert bool(owed(OwedKind.REMINDER).rows) is is_owed


@pytest.mark.parametrize(("on", "mark", "is_owed"), [
    (date(2026, 11, 20), 80, True),
    (date(2026, 11, 20), 40, True),
    (date(2026, 11, 20), None, False),
    (date(2026, 8, 25), 80, True),
    (date(2026, 8, 24), 80, False),
])  # fmt: skip
def test_a_result_is_owed_once_it_is_marked_and_for_ninety_days(session, owed, held, book, on, mark, is_owed):
    held.on = on
    session.add(held)
    session.flush()
    book(status=AttendanceStatus.ATTENDED, minutes=150, mark=mark)
    assert bool(owed(OwedKind.RESULT).rows) is is_owed


def test_nothing_of_another_authority_is_owed(session, act, book):
    book()
    stranger = act(authority="croydon")
    assert not any(group.total for group in queries.list_owed(session, stranger, TODAY))


def test_the_queries_do_not_grow_with_what_is_owed(session, officer, book, statements):
    def asked():
        statements.clear()
        queries.list_owed(session, officer, TODAY)
        return len(statements)

    book(0)
    session.flush()
    few = asked()
    for number in range(1, 8):
        book(number)
    session.flush()
    assert asked() == few


def test_a_viewer_sees_what_is_owed_and_ticks_nothing(session, act, sign_in, book):
    book()
    page = sign_in(act(Role.VIEWER)).get("/letters/owed")
    assert "1 letter is owed" in text_of(page)
    assert ticked(page) == []


def test_the_list_is_filtered_by_retailer_and_by_kind(client, book):
    book(1)
    book(2)
    page = client.get("/letters/owed?q=shop+02&tick=all")
    assert "1 letter is owed" in text_of(page)
    assert len(ticked(page)) == 1
    assert "Invented Shop 02" in text_of(page)
    assert "Invented Shop 01" not in text_of(page)
    assert "Remove this filter" in text_of(page)
    assert "2 letters are owed" in text_of(client.get("/letters/owed?kind=place"))
    assert "No letter is owed" in text_of(client.get("/letters/owed?kind=cancelled"))
    assert "2 letters are owed" in text_of(client.get("/letters/owed?kind=nonsense")), "it asks nothing"
    assert "Nothing fits these filters" in text_of(client.get("/letters/owed?q=nobody"))


def test_a_letter_without_a_note_leaves_no_cell_empty(client, book):
    book()
    page = parse(client.get("/letters/owed").get_data(as_text=True))
    cells = ["".join(cell.itertext()) for cell in page.iter("td")]
    assert cells[-1] == "–"


def test_the_list_is_taken_away_as_it_is_filtered_and_that_is_written_down(session, officer, client, book):
    book(1)
    book(2)
    page = client.get("/letters/owed?q=shop+02").get_data(as_text=True)
    address = html.unescape(re.search(r'href="(/letters/owed/export[^"]+csv[^"]*)"', page).group(1))
    with client.get(address) as file:
        lines = list(csv.reader(file.get_data().decode("utf-8-sig").splitlines()))
    assert lines[0][:3] == ["Letter owed for", "Retailer", "Where"]
    assert [line[:2] for line in lines[1:]] == [["Places booked, not confirmed in writing", "Invented Shop 02"]]
    told = session.exec(select(AuditEntry).where(AuditEntry.action == "letters_owed.exported")).one()
    assert told.detail["count"] == 1
    assert client.get("/letters/owed/export?format=exe").status_code == 404


def test_an_empty_page_says_that_no_letter_is_owed(client, authority, monday):
    assert "No letter is owed" in text_of(client.get("/letters/owed"))


def test_what_was_tampered_with_is_refused_in_words(client, authority, monday):
    page = client.post("/letters/runs/new", data={"item": "nonsense"})
    assert "could not be read" in text_of(page)


def test_nothing_ticked_is_refused_in_words(client, authority, monday):
    assert "Choose at least one letter" in text_of(client.post("/letters/runs/new", data={}))


def test_a_letter_in_the_way_of_which_something_stands_is_shown_with_where_to_mend_it(
    session, officer, client, authority, monday, held
):
    owner = {"authority_id": officer.authority_id}
    shop = OutletFactory(**owner, name="No Address", address_1="", postcode=None)
    place = AttendanceFactory(**owner, session_id=held.id, outlet_id=shop.id, recorded_on=TODAY)
    page = client.post("/letters/runs/new", data={"item": f"place_confirmed.attendance_id.{place.id}"})
    shown = text_of(page)
    assert "Something stands against 1 of them" in shown
    assert "Put it right" in shown
    assert session.exec(select(TrainingSession)).one().id == held.id
    assert session.exec(select(Letter)).all() == [], "looking drafts nothing"


@pytest.fixture
def agree(officer, authority, monday):
    """Return a function that makes an agreement of a shop with these events: a kind and a day each."""

    def make(*events):
        owner = {"authority_id": officer.authority_id}
        shop = OutletFactory(**owner, name="Invented Hardware")
        agreement = AgreementFactory(**owner, outlet_id=shop.id)
        for kind, on in events:
            AgreementEventFactory(**owner, agreement_id=agreement.id, kind=kind, on=on, **needed(kind, on))
        return agreement

    return make


def needed(kind, on):
    """What the database asks of an event of a kind."""
    if kind is EventKind.SIGNED:
        return {"signatory": "Sam Example", "capacity": "Owner"}
    words = {"words": "Sold again."} if kind in {EventKind.REMOVAL_PROPOSED, EventKind.REMOVED} else {}
    return words | ({"reply_by_on": on + timedelta(days=14)} if kind is EventKind.REMOVAL_PROPOSED else {})


SIGNED = (EventKind.SIGNED, date(2026, 11, 2))


@pytest.mark.parametrize(
    ("kind", "events", "is_owed"),
    [
        (OwedKind.OFFER, [(EventKind.OFFERED, date(2026, 11, 2))], True),
        (OwedKind.OFFER, [(EventKind.OFFERED, date(2026, 8, 25))], True),
        (OwedKind.OFFER, [(EventKind.OFFERED, date(2026, 8, 24))], False),
        (OwedKind.OFFER, [(EventKind.OFFERED, date(2026, 11, 1)), SIGNED], False),
        (OwedKind.SIGNED, [SIGNED], True),
        (OwedKind.SIGNED, [SIGNED, (EventKind.WITHDRAWN, date(2026, 11, 3))], False),
        (OwedKind.REMOVAL, [SIGNED, (EventKind.REMOVAL_PROPOSED, date(2026, 11, 9))], True),
        (OwedKind.REMOVED, [SIGNED, (EventKind.REMOVED, date(2026, 11, 20))], True),
        (OwedKind.REMOVAL, [SIGNED], False),
    ],
)
def test_the_last_event_of_an_agreement_says_which_letter_is_owed(owed, agree, kind, events, is_owed):
    agreement = agree(*events)
    assert [row.item.about_id for row in owed(kind).rows] == ([agreement.id] if is_owed else [])


@pytest.mark.parametrize("about", [OwedKind.SIGNED, OwedKind.OFFER])
def test_a_letter_that_was_issued_is_owed_no_more_and_a_draft_is_told(session, officer, owed, agree, about):
    event = SIGNED if about is OwedKind.SIGNED else (EventKind.OFFERED, date(2026, 11, 2))
    agreement = agree(event)
    kind = Kind.AGREEMENT_CONFIRMED if about is OwedKind.SIGNED else Kind.AGREEMENT_OFFER
    occasion = "2026-11-02 2028-11-02" if about is OwedKind.SIGNED else ""
    values = {"outlet_id": agreement.outlet_id, "agreement_id": agreement.id, "kind": kind, "occasion": occasion}
    draft = LetterFactory(authority_id=officer.authority_id, **values)
    assert owed(about).rows[0].draft_reference == draft.reference
    session.delete(draft)
    session.flush()
    LetterFactory(authority_id=officer.authority_id, issued=True, **values)
    assert owed(about).total == 0
