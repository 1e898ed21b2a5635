"""Agreements, training and test purchases brought in on the pages, word for word as a clerk's sheet has them."""

import pytest
from sqlmodel import func, select

from compliance import jobs
from compliance.agreements.models import Agreement
from compliance.purchases.models import Purchase
from compliance.training.models import Attendance, TrainingSession
from tests.factories.accounts import OfficerFactory
from tests.factories.retailers import OutletFactory
from tests.imports.steps import import_now, matched, option, send, upload, uploaded
from tests.page import text_of

SIGNED = b"""Shop,Post code,RRA,Date signed,Signed by,Position
Thistle Hardware,E8 1EA,Signed up,1/5/2024,B Owner,Director
Thistle Hardware,E8 1EA,Signed up,sometime,B Owner,Director
"""
TRAINED = b"""Shop,Post code,Delegate,Course,Training date,Venue,Attended,Mark
Thistle Hardware,E8 1EA,B Owner,Trader training,1/5/2024,Town Hall,Passed,85
Thistle Hardware,E8 1EA,C Assistant,Trader training,1/5/2024,Town Hall,No show,
"""
TESTED = b"""Shop,Post code,Date of test,Test type,Result,Channel,Product category,Officer,Volunteer,Age
Thistle Hardware,E8 1EA,3/2/2023,Underage,Refused - no ID,Counter,Knife,AB,V07,15
Thistle Hardware,E8 1EA,4/2/2023,Underage,Sold,Counter,Knife,AB,V07,15
"""


@pytest.fixture(autouse=True)
def shop(session, officer):
    OfficerFactory(authority_id=officer.authority_id, name="Ama Boateng", initials="AB", active=False)
    return OutletFactory(authority_id=officer.authority_id, name="Thistle Hardware", postcode="E8 1EA")


def count(session, table):
    return session.exec(select(func.count()).select_from(table)).one()


def checked(client, session, run, words):
    """Answer the words of a file, have its rows checked, and return the preview."""
    page = client.get(f"{run}/values")
    answers = {f"value__{name}": option(page, f"value-{name}", label) for name, label in words.items()}
    assert send(client, f"{run}/values", **answers).location == f"{run}/progress"
    jobs.run_now(session)
    return text_of(client.get(f"{run}/preview"))


def test_agreements_are_brought_in_and_the_row_without_a_day_comes_back(session, client):
    run = uploaded(client, SIGNED, "rra.csv", "agreements")
    assert matched(client, run).location == f"{run}/values"
    said = checked(client, session, run, {"kind-0": "Signed"})
    assert "Import now: add 1 agreement" in said
    answer = client.get(f"{run}/rejected")
    assert "sometime" in answer.data.decode("utf-8-sig")
    answer.close()
    import_now(client, run)
    jobs.run_now(session)
    assert count(session, Agreement) == 1


def test_training_is_brought_in_with_a_pass_mark_for_every_row_and_the_session_it_was_at(session, client):
    run = uploaded(client, TRAINED, "training.csv", "training")
    send(client, f"{run}/columns", fixed__pass_mark="70")
    said = checked(client, session, run, {"status-0": "Attended"})
    assert "Import now: add 2" in said
    import_now(client, run)
    jobs.run_now(session)
    assert (count(session, Attendance), count(session, TrainingSession)) == (2, 1)
    client.post(f"{run}/undo", data={"reason": "Twice"})
    jobs.run_now(session)
    assert (count(session, Attendance), count(session, TrainingSession)) == (0, 0)


def test_test_purchases_ask_which_outcome_sold_is_and_record_what_the_clerk_says(session, client):
    run = uploaded(client, TESTED, "tests.csv", "purchases")
    matched(client, run)
    page = client.get(f"{run}/values")
    assert "Sold (1 row)" in text_of(page)
    said = checked(client, session, run, {"outcome-1": "Sold: no challenge"})
    assert "Import now: add 2 test purchases" in said
    import_now(client, run)
    jobs.run_now(session)
    assert session.exec(select(func.count()).where(Purchase.counts_as_sale)).one() == 1


def test_a_sheet_that_names_volunteers_is_refused_on_the_page_and_not_kept(session, client, files):
    before = set(files.rglob("*"))
    page = upload(client, TESTED.replace(b"AB,V07,15", b"AB,Sam Invented,15"), "tests.csv", "purchases")
    assert page.status_code == 200
    said = text_of(page)
    assert "holds what is no volunteer’s code, such as V07, in rows 2, 3" in said
    assert "Sam Invented" not in page.text
    assert set(files.rglob("*")) == before
