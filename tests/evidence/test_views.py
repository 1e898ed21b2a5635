"""The pages of evidence: a test's exhibits, one exhibit, the store, the labels; and who may not open them."""

import io
from datetime import UTC, date, datetime, time

import pypdf
import pytest
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.evidence import queries, services
from compliance.evidence.rules import ExhibitKind, Hand, Purpose
from compliance.permissions import Role
from tests.factories.evidence import AT, item, photograph, transfer
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory


@pytest.fixture
def file(session, officer, purchase):
    return photograph(session, officer, purchase.id)


@pytest.fixture
def knife(session, officer, purchase):
    return item(session, officer, purchase.id)


def entries(session, action):
    return session.exec(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)).all()


TYPED = {
    "description": "A kitchen knife, black handle",
    "quantity": "1",
    "received_from": "V07",
    "on-day": "1",
    "on-month": "10",
    "on-year": "2026",
    "at": "15:32",
    "where": "Outside the shop",
    "packaging": "Knife tube",
    "seal": "S1001",
    "place": "Car of the officer",
}


def test_a_test_without_evidence_says_what_to_add(client, purchase):
    page = client.get(f"/purchases/{purchase.id}/evidence")
    assert page.status_code == 200
    assert "Nothing has been added to the evidence yet" in page.text
    assert f"/purchases/{purchase.id}/evidence/item" in page.text


def test_the_list_shows_each_exhibit_with_its_picture_seal_holder_and_hash(
    client, session, officer, purchase, file, knife
):
    page = client.get(f"/purchases/{purchase.id}/evidence")
    assert "2 exhibits" in page.text
    assert f'src="/evidence/{file.id}/file"' in page.text
    assert file.sha256[:12] in page.text
    assert "Seal S1001" in page.text
    assert f"Held by {officer.name}: Car of the officer" in page.text
    assert entries(session, "evidence.listed")[-1].detail["exhibits"] == [file.reference, knife.reference]


def test_the_form_of_an_item_begins_with_what_the_record_of_the_test_says(client, session, officer, purchase):
    page = client.get(f"/purchases/{purchase.id}/evidence/item")
    assert 'value="V07"' in page.text
    assert 'value="15:32"' in page.text
    answer = client.post(f"/purchases/{purchase.id}/evidence/item", data=TYPED | {"submission": ""})
    assert answer.status_code == 302
    (row,) = queries.list_exhibits(session, officer, purchase.id)
    assert row.exhibit.kind is ExhibitKind.ITEM
    assert row.exhibit.produced_at == AT
    assert row.standing.holder.officer_id == officer.officer_id
    shown = client.get(f"/evidence/{row.exhibit.id}")
    assert f"From V07 to {officer.name}." in shown.text
    assert "1 October 2026 at 3:32pm" in shown.text


def test_a_second_press_makes_no_second_item(client, session, officer, purchase):
    data = TYPED | {"submission": "01a20503-bfa2-70c5-8ade-7ce9ea231468"}
    for _press in range(2):
        assert client.post(f"/purchases/{purchase.id}/evidence/item", data=data).status_code == 302
    assert queries.count_exhibits(session, officer, purchase.id) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seal": ""}, "Enter the number of the seal, or say why it is not sealed"),
        ({"at": "15:40"}, "The record of the test says that V07 handed it over at another time"),
        ({"description": ""}, "Enter what the item is"),
        ({"on-year": "2025"}, "This must not be before the day of the test"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_beside_its_field(client, session, officer, purchase, changed, words):
    page = client.post(f"/purchases/{purchase.id}/evidence/item", data=TYPED | {"submission": ""} | changed)
    assert page.status_code == 200
    assert words in page.text
    assert "A kitchen knife, black handle" in page.text or "description" in changed
    assert queries.count_exhibits(session, officer, purchase.id) == 0


def test_a_name_of_the_volunteer_is_not_kept_and_the_asking_is(client, session, officer, purchase, volunteer):
    data = TYPED | {"submission": "", "description": "Knife handed over by Invented Person"}
    page = client.post(f"/purchases/{purchase.id}/evidence/item", data=data)
    assert page.status_code == 200
    assert "could lead to the volunteer" in page.text
    assert entries(session, "volunteer.searched_for")
    assert queries.count_exhibits(session, officer, purchase.id) == 0


HANDED = {
    "after": "1",
    "purpose": "stored",
    "to_officer": "outside",
    "to_name": "Store keeper",
    "on-day": "1",
    "on-month": "10",
    "on-year": "2026",
    "at": "16:32",
    "place": "Evidence store, shelf 3",
    "receipt": "Signed in book 4",
}


def test_a_transfer_is_recorded_and_shown_on_the_timeline(client, session, officer, knife):
    page = client.get(f"/evidence/{knife.id}/transfer")
    assert officer.name in page.text
    for _press in range(2):
        assert client.post(f"/evidence/{knife.id}/transfer", data=HANDED).status_code == 302
    shown = client.get(f"/evidence/{knife.id}").text
    assert f"From {officer.name} to Store keeper." in shown
    assert "Signed for: Signed in book 4" in shown
    assert [one.number for one in queries.list_transfers(session, officer, knife.id)] == [1, 2]


def test_a_transfer_to_an_officer_names_them_as_the_register_does(client, session, act, officer, knife):
    colleague = act()
    data = HANDED | {"to_officer": str(colleague.officer_id), "to_name": ""}
    assert client.post(f"/evidence/{knife.id}/transfer", data=data).status_code == 302
    last = queries.get_last_transfer(session, officer, knife.id)
    assert (last.to_name, last.to_id) == (colleague.name, colleague.officer_id)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"at": "15:00"}, "The time must not be before it last changed hands"),
        ({"to_name": ""}, "Enter the name of who takes it"),
        ({"seal_after": "S2"}, "Say why it was opened and sealed again"),
        ({"after": "7"}, "Somebody else recorded a transfer while you were typing"),
        ({"purpose": "destroyed"}, "Select why it changes hands"),
    ],
)
def test_what_is_wrong_with_a_transfer_is_said(client, session, officer, knife, changed, words):
    page = client.post(f"/evidence/{knife.id}/transfer", data=HANDED | changed)
    assert page.status_code == 200
    assert words in page.text
    assert len(queries.list_transfers(session, officer, knife.id)) == 1


def test_a_file_changes_no_hands(client, file):
    page = client.get(f"/evidence/{file.id}/transfer")
    assert "This exhibit changes no hands" in page.text


def test_a_description_is_added_to_and_an_exhibit_withdrawn_with_why(client, session, officer, knife):
    url = f"/evidence/{knife.id}"
    added = client.post(f"{url}/add", data={"words": "The tip is bent", "reason": "Seen in the store"})
    assert added.status_code == 302
    assert client.post(f"{url}/withdraw", data={"reason": "Of another test"}).status_code == 302
    page = client.get(url).text
    assert "The tip is bent" in page
    assert "Withdrawn" in page
    assert "Of another test" in page
    assert client.get(f"{url}/withdraw").text.count("It was withdrawn") == 1
    assert client.post(f"{url}/add", data={"words": "", "reason": ""}).status_code == 200


def test_the_picture_and_the_original_are_handed_out_sealed_off_and_written_down(client, session, file, knife):
    picture = client.get(f"/evidence/{file.id}/file")
    assert picture.data == b"shown: an invented photograph"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    original = client.get(f"/evidence/{file.id}/original")
    assert original.data == b"an invented photograph"
    name = file.reference.replace("/", "-")
    assert original.headers["Content-Disposition"] == f"attachment; filename={name}_photograph.jpg"
    assert entries(session, "exhibit.exported")[-1].detail["sha256"] == file.sha256
    assert entries(session, "exhibit.viewed")[-1].detail["what"] == "picture"
    assert client.get(f"/evidence/{knife.id}/file").status_code == 404
    assert client.get(f"/evidence/{knife.id}/original").status_code == 404


def answered(client, path):
    with client.get(path) as answer:
        return answer.status_code


def test_only_officers_and_managers_open_evidence(session, act, sign_in, purchase, file, knife):
    paths = [
        f"/purchases/{purchase.id}/evidence",
        f"/purchases/{purchase.id}/evidence/labels",
        f"/purchases/{purchase.id}/evidence/labels.pdf",
        f"/evidence/{file.id}",
        f"/evidence/{file.id}/file",
        f"/evidence/{file.id}/original",
        "/evidence/",
        "/evidence/export?format=csv",
    ]
    for role in (Role.VIEWER, Role.CLERK, Role.POLICE_PLANNER, Role.ADMINISTRATOR):
        client = sign_in(act(role))
        assert {client.get(path).status_code for path in paths} == {403}, role
    manager = sign_in(act(Role.MANAGER))
    assert {answered(manager, path) for path in paths} == {200}
    elsewhere = sign_in(act(Role.MANAGER, "camden"))
    assert {elsewhere.get(path).status_code for path in paths[:6]} == {404}


def test_a_hold_is_set_and_lifted_by_a_manager_alone(session, client, sign_in, manager, purchase, knife):
    path = f"/purchases/{purchase.id}/evidence/hold"
    assert client.get(path).status_code == 403
    chief = sign_in(manager)
    assert chief.post(path, data={"reason": "An appeal"}).status_code == 302
    (hold,) = queries.list_holds(session, manager, purchase.id)
    assert "On hold since" in client.get(f"/purchases/{purchase.id}/evidence").text
    assert chief.post(f"/evidence/holds/{hold.id}/lift", data={"reason": ""}).status_code == 200
    assert chief.post(f"/evidence/holds/{hold.id}/lift", data={"reason": "Heard"}).status_code == 302
    assert chief.get(f"/evidence/holds/{hold.id}/lift").status_code == 404
    assert "On hold since" not in client.get(f"/purchases/{purchase.id}/evidence").text


@pytest.fixture
def stocked(session, officer, purchase, file, knife):
    """Two things, one of them at the laboratory, overdue; and a photograph."""
    other = item(session, officer, purchase.id, description="A folding knife", seal="S2002")
    lab = transfer(to=Hand(name="Laboratory"), place="Bench 2", purpose=Purpose.EXAMINATION, return_by=AT.date())
    services.transfer_exhibit(session, officer, other.id, lab, after=1)
    return knife, other


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", (True, True)),
        ("?holder=Laboratory", (False, True)),
        ("?place=Bench+2", (False, True)),
        ("?overdue=yes", (False, True)),
        ("?q=S1001", (True, False)),
        ("?q=folding", (False, True)),
        ("?kind=photograph", (False, False)),
    ],
)
def test_the_store_is_filtered(client, stocked, query, shown):
    page = client.get(f"/evidence/{query}").text
    assert tuple(f'/evidence/{one.id}"' in page for one in stocked) == shown


def test_the_store_asks_as_many_queries_for_many_as_for_one(client, session, officer, purchase, stocked, count_queries):
    few = count_queries(lambda: client.get("/evidence/"))
    for _one in range(5):
        item(session, officer, purchase.id)
    assert count_queries(lambda: client.get("/evidence/")) == few


def test_the_store_is_exported_for_a_stock_check(client, session, stocked):
    answer = client.get("/evidence/export?format=csv")
    text = answer.get_data(as_text=True)
    assert "Seen in the stock-check" in text
    assert "Laboratory" in text
    answer.close()
    assert entries(session, "evidence.exported")[-1].detail["count"] == 2
    assert client.get("/evidence/export?format=spoon").status_code == 404


def test_labels_are_chosen_and_printed(client, session, purchase, file, knife):
    page = client.get(f"/purchases/{purchase.id}/evidence/labels")
    assert page.text.count("checked") == 2
    printed = client.get(f"/purchases/{purchase.id}/evidence/labels.pdf?exhibit={knife.id}")
    assert printed.mimetype == "application/pdf"
    text = text_of(printed.data)
    assert knife.reference in text
    assert file.reference not in text
    assert "S1001" in text
    assert entries(session, "evidence.printed")


def test_there_is_no_label_of_what_was_withdrawn(client, session, officer, purchase, knife):
    services.withdraw_exhibit(session, officer, knife.id, reason="Of another test")
    assert client.get(f"/purchases/{purchase.id}/evidence/labels.pdf").status_code == 302
    assert "no exhibit to label" in client.get(f"/purchases/{purchase.id}/evidence/labels").text


def text_of(content):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_test_of_another_authority_gets_no_item(client, session, act, purchase):
    elsewhere = act(authority="camden")
    outlet = OutletFactory(authority_id=elsewhere.authority_id)
    own = {"authority_id": elsewhere.authority_id, "officer_id": elsewhere.officer_id}
    other = PurchaseFactory(**own, outlet_id=outlet.id)
    assert client.post(f"/purchases/{other.id}/evidence/item", data=TYPED).status_code == 404


DISPOSED = {
    "purpose": "destroyed",
    "done_by": "Steelmelt Ltd",
    "witnessed_by": "A. Colleague",
    "on-day": "22",
    "on-month": "11",
    "on-year": "2026",
    "at": "00:01",
    "place": "The works",
    "method": "Melted down",
    "reason": "The case is closed",
    "case_closed": "Caution accepted",
}


def test_why_an_exhibit_cannot_be_disposed_of_is_shown(client, sign_in, manager, session, purchase, knife, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    assert client.get(f"/evidence/{knife.id}/dispose").status_code == 403
    page = sign_in(manager).get(f"/evidence/{knife.id}/dispose").text
    assert "Why can it not be disposed of?" in page
    assert "The policy keeps evidence for 24 months" in page
    assert "can be prosecuted until 1 April 2027" in page
    answer = sign_in(manager).post(f"/evidence/{knife.id}/dispose", data=DISPOSED)
    assert answer.status_code == 200
    assert len(queries.list_transfers(session, manager, knife.id)) == 1


def test_an_exhibit_of_a_test_long_over_is_disposed_of_by_a_manager(
    client, session, officer, sign_in, manager, outlet, volunteer
):
    old = PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        volunteer_id=volunteer.id,
        tested_on=date(2024, 3, 1),
        age_years=13,
    )
    knife = item(session, officer, old.id, produced_at=datetime(2024, 3, 1, 12, tzinfo=UTC))
    chief = sign_in(manager)
    page = chief.get(f"/evidence/{knife.id}/dispose").text
    assert "Why can it be disposed of?" in page
    for _press in range(2):
        assert chief.post(f"/evidence/{knife.id}/dispose", data=DISPOSED).status_code == 302
    shown = chief.get(f"/evidence/{knife.id}").text
    assert "Melted down. Seen by A. Colleague." in shown
    assert "Nobody: it was disposed of" in shown
    assert chief.get(f"/evidence/{knife.id}/dispose").text.count("was disposed of already") == 1
    assert f'/evidence/{knife.id}"' not in client.get("/evidence/").text
    assert f'/evidence/{knife.id}"' in client.get("/evidence/?gone=yes").text


def test_a_manager_who_produced_or_holds_an_exhibit_asks_another(session, sign_in, manager, outlet, volunteer):
    own = {"authority_id": manager.authority_id, "outlet_id": outlet.id, "officer_id": manager.officer_id}
    old = PurchaseFactory(**own, volunteer_id=volunteer.id, tested_on=date(2024, 3, 1), age_years=13)
    knife = item(session, manager, old.id, produced_at=datetime(2024, 3, 1, 12, tzinfo=UTC))
    chief = sign_in(manager)
    assert "somebody else must authorise" in chief.get(f"/evidence/{knife.id}/dispose").text
    assert chief.post(f"/evidence/{knife.id}/dispose", data=DISPOSED).status_code == 200
    assert len(queries.list_transfers(session, manager, knife.id)) == 1


def test_a_record_of_the_test_that_was_corrected_since_is_pointed_out(client, session, purchase, knife):
    assert "the two differ" not in client.get(f"/evidence/{knife.id}").text
    purchase.handed_to_officer_at_time = time(15, 40)
    session.add(purchase)
    session.flush()
    assert "the two differ" in client.get(f"/evidence/{knife.id}").text


def test_a_filtered_store_is_saved_as_a_view_and_opened_by_it(client, session, stocked):
    data = {"name": "At the laboratory", "page": "evidence.store", "query": "holder=Laboratory"}
    saved = client.post("/account/views/save", data=data)
    assert saved.status_code == 302
    assert "At the laboratory" in client.get("/evidence/").text
