"""The pages of what imports did: the list, the report, the file; and what is refused at the upload."""

from uuid import uuid4

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.imports.models import ImportRow, ImportRun
from compliance.permissions import Role
from compliance.retailers.models import Outlet
from compliance.retailers.rules import OutletDetails
from compliance.retailers.services import correct_outlet
from tests.factories.imports import business, document, import_register, real, shops
from tests.imports.steps import imported, upload, uploaded
from tests.page import text_of

REGISTER = "FHRS512en-GB.xml"


def test_a_register_is_uploaded_and_its_run_is_shown(session, client):
    said = text_of(client.get(imported(client, session, document(*shops(3), business("", "Nobody")))))
    for words in ("Rows 3", "Added 3", "Rejected 1", "Nobody", "FHRSID : There is no FHRSID", "8 August 2020"):
        assert words.replace(" :", ":") in said
    assert len(session.exec(select(Outlet)).all()) == 3


def test_a_change_is_shown_before_and_after_with_a_link_to_the_premises(session, client):
    imported(client, session, document(*shops(2)))
    renamed = business("1", "New &amp; &lt;b>Name&lt;/b>")
    page = client.get(imported(client, session, document(renamed, extracted="2020-11-14")))
    said = text_of(page)
    assert "Name: Invented Shop 1 → New & <b>Name</b>" in said
    assert "Marked from 14 November 2020" in said
    for shop in session.exec(select(Outlet)):
        assert f'href="/retailers/{shop.id}"' in page.text


def test_an_officers_words_that_were_kept_are_shown_with_what_the_register_says(session, client, officer):
    imported(client, session, document(*shops(2)))
    shop = session.exec(select(Outlet).where(Outlet.name == "Invented Shop 1")).one()
    details = OutletDetails(shop.kind, "Over <b>the</b> door", shop.business_type, (shop.address_1,), shop.postcode)
    correct_outlet(session, officer, shop.id, details, version=shop.version, reason="Seen on a visit")
    run = imported(client, session, document(business("1", "Other"), *shops(2)[1:], extracted="2020-11-14"))
    said = text_of(client.get(run))
    assert "Kept the officer’s words 1" in said
    assert "Name: Invented Shop 1 → Other" in said
    assert "Kept the officer’s words: Name: Over <b>the</b> door" in said
    told = text_of(client.get(f"/retailers/{shop.id}"))
    assert "Kept the officer’s words: Name: Over <b>the</b> door" in told
    assert "Added from the food hygiene register" in told


def test_the_register_leads_to_the_imports_for_who_may_import_and_a_missing_shop_is_told_once(
    session, client, sign_in, act
):
    imported(client, session, document(*shops(2)))
    imported(client, session, document(*shops(1), extracted="2020-11-14"))
    assert 'href="/imports/"' in client.get("/retailers/").text
    assert 'href="/imports/"' not in sign_in(act(Role.VIEWER)).get("/retailers/").text
    gone = session.exec(select(Outlet).where(Outlet.name == "Invented Shop 2")).one()
    said = text_of(client.get(f"/retailers/{gone.id}"))
    assert said.count("Missing from the food hygiene register") == 1
    assert "Missing from the register that was imported" not in said
    assert "Check whether it still trades" in said


def test_what_happened_is_filtered_and_paged(session, client):
    run = imported(client, session, document(*shops(120), business("", "Nobody")))
    first = client.get(run)
    assert first.text.count("Invented Shop ") == 49, "one of the fifty is the rejected row"
    assert 'rel="next"' in first.text
    assert 'rel="prev"' not in first.text
    only = client.get(f"{run}?outcome=rejected")
    assert "Nobody" in only.text
    assert "Invented Shop" not in only.text
    assert "Nothing of that kind" in text_of(client.get(f"{run}?outcome=missing"))
    both = client.get(f"{run}?outcome=rejected&outcome=added")
    onward = both.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    following = client.get(onward)
    assert "Invented Shop 50<" in following.text
    assert "Nobody" not in following.text
    assert 'rel="prev"' in following.text


@pytest.mark.parametrize("query", ["outcome=nonsense", "after=nonsense", "before=1", "after=%00", "outcome=%00"])
def test_a_query_that_makes_no_sense_still_gives_a_page(session, client, query):
    run = imported(client, session, document(*shops(2)))
    assert client.get(f"{run}?{query}").status_code == 200
    assert client.get(f"/imports/?{query}").status_code == 200


def test_a_run_that_changed_nothing_says_so(session, client, officer):
    imported(client, session, document(*shops(2)))
    run_id = import_register(session, officer, document(*shops(2))).run_id
    assert "It changed nothing" in text_of(client.get(f"/imports/{run_id}"))


def test_a_file_that_holds_fewer_than_it_says_is_warned_about(session, client):
    run = imported(client, session, document(*shops(2), declared=2459))
    assert "says that it holds 2459 businesses, but 2 were read" in text_of(client.get(run))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (document(*shops(2))[:-90], "stops part-way"),
        (b"PK\x03\x04", "workbook is damaged"),
        (document(business("1"), head="<!DOCTYPE x [<!ENTITY a 'a'>]>"), "document type definition"),
        (document(*shops(2, LocalAuthorityCode="507", LocalAuthorityName="Croydon")), "register of Croydon"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_beside_the_field(session, client, content, said):
    answer = upload(client, content, REGISTER)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert 'href="#file"' in answer.text
    assert " checked" in answer.text, "what was chosen stays chosen"
    assert session.exec(select(ImportRun)).all() == []
    assert session.exec(select(Outlet)).all() == []


def test_no_file_at_all_is_asked_for(client):
    answer = client.post("/imports/new", data={"kind": "register"}, content_type="multipart/form-data")
    assert "Select the file to import" in text_of(answer)


def test_the_kind_of_rows_is_asked_for(client):
    answer = upload(client, document(*shops(2)), REGISTER, kind="")
    assert "Select what the rows of the file are" in text_of(answer)


def test_an_upload_past_the_limit_says_the_limit_and_saves_nothing(app, session, client):
    answer = upload(client, bytes(app.config["MAX_CONTENT_LENGTH"] + 1))
    assert answer.status_code == 413
    assert "MB" in text_of(answer)
    assert session.exec(select(ImportRun)).all() == []


def test_the_list_is_empty_at_first_and_then_leads_to_each_run(session, client):
    assert "Nothing has been imported yet" in text_of(client.get("/imports/"))
    run = imported(client, session, document(*shops(2)))
    page = client.get("/imports/")
    assert run in page.text
    assert "HAC-IMP-" in page.text


def test_the_file_is_handed_over_byte_for_byte_to_be_kept_and_not_shown(session, client):
    content = document(*shops(2))
    answer = client.get(uploaded(client, content, name="../../Régister.xml") + "/file")
    assert answer.data == content
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ".." not in answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/octet-stream"
    looked = session.exec(select(AuditEntry).where(AuditEntry.action == "import_run.exported")).all()
    assert len(looked) == 1


def test_another_authoritys_import_is_not_found(session, client, sign_in, act):
    run = imported(client, session, document(*shops(2)))
    neighbour = sign_in(act(authority="croydon"))
    for address in (run, f"{run}/file", f"{run}/rejected", f"/imports/{uuid4()}"):
        assert neighbour.get(address).status_code == 404
    assert "Nothing has been imported yet" in text_of(neighbour.get("/imports/"))


def test_a_viewer_reads_imports_and_may_not_make_one(session, client, sign_in, act):
    run = imported(client, session, document(*shops(2)))
    viewer = sign_in(act(Role.VIEWER))
    page = viewer.get(run)
    assert page.status_code == 200
    assert "Undo this import" not in page.text
    assert "/imports/new" not in viewer.get("/imports/").text
    assert viewer.get("/imports/new").status_code == 403
    assert upload(viewer, document(*shops(2)), REGISTER).status_code == 403


@pytest.mark.shared_data
def test_the_page_gives_the_known_answers_of_the_real_registers(session, client):
    first = imported(client, session, real("FHRS512en-GB_hackney_2020-08-08.xml").read_bytes(), all_types="yes")
    assert "Rows 2459 Added 2459 Added Changed 0" in text_of(client.get(first))
    second = imported(client, session, real("FHRS512en-GB_hackney_2020-11.xml").read_bytes(), all_types="yes")
    said = text_of(client.get(second))
    assert "Added 39" in said
    assert "(name 4, type 3, address 2)" in said
    assert "Missing from the file 5" in said


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("authority", "files", "all_types", "answers"),
    [
        (
            "croydon",
            ["FHRS507en-GB_croydon_2020-08-08.xml", "FHRS507en-GB_croydon_2020-11.xml"],
            True,
            ["Added 197", "(name 24, type 2, address 9)", "Missing from the file 124", "Position moved 4"],
        ),
        (
            "croydon",
            ["FHRS507en-GB_croydon_2020-08-08.xml", "FHRS507en-GB_croydon_2020-11.xml"],
            False,
            ["Added 16", "Changed 2", "Missing from the file 9"],
        ),
        (
            "hackney",
            ["FHRS512en-GB_hackney_2020-11.xml", "fhrs_api_v2_hackney_2021-08.json"],
            True,
            ["Added 670", "(name 16,", "Missing from the file 26"],
        ),
        (
            "hackney",
            ["FHRS512en-GB_hackney_2020-11.xml", "fhrs_api_v2_hackney_2021-08.json"],
            False,
            ["Added 9", "(name 4,", "Missing from the file 4"],
        ),
    ],
)
def test_the_page_gives_the_other_known_answers_too(session, sign_in, act, authority, files, all_types, answers):
    clerk = sign_in(act(authority=authority))
    asked = {"all_types": "yes"} if all_types else {}
    for name in files:
        run = imported(clerk, session, real(name).read_bytes(), name, **asked)
    said = text_of(clerk.get(run))
    assert [answer for answer in answers if answer not in said] == []


def test_the_rejected_rows_of_an_import_from_before_cells_were_kept_are_handed_over_with_their_reasons(
    client, session, officer
):
    report = import_register(session, officer, document(business("1"), business("2", name="")))
    run = session.get(ImportRun, report.run_id)
    run.recognised = None
    for row in session.exec(select(ImportRow).where(ImportRow.run_id == run.id)):
        row.cells = None
    session.commit()
    with client.get(f"/imports/{run.id}/rejected") as answer:
        assert answer.status_code == 200
        assert answer.get_data(as_text=True).count("\r\n") == 2
