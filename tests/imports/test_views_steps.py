"""The steps of an import on their pages: upload, recognised, columns, words, checking, preview, import, undo."""

import pytest
from sqlmodel import select

from compliance import jobs
from compliance.audit.models import AuditEntry
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import RunState
from compliance.permissions import Role
from compliance.retailers.models import Outlet
from tests.factories.imports import business, document, shops
from tests.imports.steps import (
    chosen,
    fields_of,
    import_now,
    imported,
    matched,
    option,
    previewed,
    send,
    upload,
    uploaded,
)
from tests.page import text_of


def the_run(session):
    return session.exec(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def test_an_upload_leads_to_what_the_file_was_recognised_as(session, client):
    answer = upload(client)
    assert answer.status_code == 302
    said = text_of(client.get(answer.location))
    for words in ("CSV text", "semicolon", "Café Blade", "Where", "Match the columns"):
        assert words in said
    assert 'tabindex="0"' in client.get(answer.location).text, "the first rows scroll by keyboard"
    assert session.exec(select(Outlet)).all() == []


def test_a_food_hygiene_register_asks_only_how_far_it_reaches(client):
    run = uploaded(client, document(*shops(3)), "FHRS512en-GB.xml")
    said = text_of(client.get(f"{run}/recognised"))
    for words in ("Food hygiene register (XML)", "8 August 2020", "Hackney (FHRS code 512)", "All of it", "Rows 3"):
        assert words in said
    assert "See or change how they are matched" in said


def test_a_files_columns_are_guessed_and_shown_with_their_first_values(client):
    page = client.get(f"{uploaded(client)}/columns")
    assert chosen(page, "column-name") == "Trading Name (Café Blade)"
    assert chosen(page, "column-postcode") == "Post Code (e81ea)"
    assert chosen(page, "column-telephone") == "Tel No. (020 7946 0100)"
    assert chosen(page, "column-address_1") == "Not in this file"
    said = text_of(page)
    assert "Café Blade" in said
    assert "Nothing is taken yet from these columns of the file: Where; Licence ref; How it stands; Seen by." in said


def test_a_field_without_a_column_or_a_value_is_refused_beside_it_and_nothing_is_lost(client):
    run = uploaded(client)
    page = send(client, f"{run}/columns", column__name="", fixed__town="London")
    assert page.status_code == 200
    assert "Choose the column with the name" in text_of(page)
    assert 'href="#column-name"' in page.text
    assert fields_of(page)["fixed-town"] == "London"
    assert chosen(page, "column-postcode") == "Post Code (e81ea)"


def test_the_words_of_a_field_with_a_list_are_asked_once_with_how_many_rows_say_each(session, client):
    run = uploaded(client)
    answer = matched(client, run, status="How it stands", address_1="Where")
    assert answer.location == f"{run}/values"
    page = client.get(f"{run}/values")
    assert "Open (2 rows)" in text_of(page)
    assert "Shut for good (1 row)" in text_of(page)
    assert chosen(page, "value-status-0") == "Trading"
    assert chosen(page, "value-status-1") == "Closed"
    assert the_run(session).state is RunState.UPLOADED
    answer = client.post(f"{run}/values", data=fields_of(page))
    assert answer.location == f"{run}/progress"
    assert the_run(session).state is RunState.CHECKING


def test_a_word_that_is_not_answered_is_asked_for(client):
    run = uploaded(client, b"Shop,Status\r\nA,Open\r\nB,Ask Anna\r\n")
    matched(client, run)
    page = client.get(f"{run}/values")
    refused = client.post(f"{run}/values", data=fields_of(page))
    assert "Choose what “Ask Anna” stands for" in text_of(refused)
    answer = send(client, f"{run}/values", value__status__0=option(page, "value-status-0", "Leave it blank"))
    assert answer.status_code == 302


def test_the_words_are_not_asked_when_no_column_needs_it(session, client):
    run = uploaded(client)
    assert matched(client, run, address_1="Where").location == f"{run}/progress"
    assert client.get(f"{run}/values").status_code == 302


def test_too_many_different_words_are_said_to_be(client):
    rows = "\r\n".join(f"Shop {number},word {number}" for number in range(150))
    run = uploaded(client, f"Shop,Status\r\n{rows}\r\n".encode())
    matched(client, run)
    assert "more than 100 different words" in text_of(client.get(f"{run}/values"))


def test_a_mapping_is_saved_on_the_way_and_fills_the_next_file_in(session, client):
    run = uploaded(client)
    send(client, f"{run}/columns", mapping_name="Licensing list", column__council_id="5")
    page = client.get(f"{uploaded(client)}/columns")
    assert chosen(page, "column-council_id") == "Not in this file"
    saved = option(page, "saved", "Licensing list")
    again = client.get(page.request.path + f"?saved={saved}")
    assert chosen(again, "column-council_id") == "Licence ref (L/001)"
    listed = client.get("/imports/mappings")
    assert "Licensing list" in text_of(listed)
    one = client.get(f"/imports/mappings/{saved}")
    assert "Column “Licence ref”" in text_of(one)
    renamed = client.post(f"/imports/mappings/{saved}", data={**fields_of(one), "name": "Licensing export"})
    assert renamed.status_code == 302
    assert "Mapping saved as “Licensing export”" in text_of(client.get(renamed.location))
    assert client.post(f"/imports/mappings/{saved}/remove").status_code == 302
    assert "No mapping is saved yet" in text_of(client.get("/imports/mappings"))


def test_the_progress_looks_again_by_itself_and_leads_on_when_it_is_done(session, client):
    run = uploaded(client, document(*shops(3)), "FHRS512en-GB.xml")
    send(client, f"{run}/recognised")
    page = client.get(f"{run}/progress")
    assert "It waits for its turn" in text_of(page)
    assert page.headers["Refresh"] == "3"
    assert client.get(f"{run}/preview").location == f"{run}/progress"
    jobs.run_now(session)
    assert client.get(f"{run}/progress").location == f"{run}/preview"


def test_the_preview_says_what_would_be_done_before_anything_is(session, client):
    imported(client, session, document(*shops(3)))
    run = previewed(
        client, session, document(business("1", "Another"), *shops(2)[1:], business("9"), extracted="2020-11-14")
    )
    said = text_of(client.get(f"{run}/preview"))
    assert "Import now: add 1 retailer, change 1, mark 1 as missing" in said
    assert "To be added (1)" in said
    changed = text_of(client.get(f"{run}/preview?outcome=changed"))
    assert "Name: Invented Shop 1 → Another" in changed
    assert {shop.name for shop in session.exec(select(Outlet))} == {f"Invented Shop {n}" for n in (1, 2, 3)}


def test_an_import_is_carried_out_once_however_often_the_button_is_pressed(session, client):
    run = previewed(client, session, document(*shops(3)))
    first, second = import_now(client, run), import_now(client, run)
    assert first.status_code == second.status_code == 302
    jobs.run_now(session)
    third = client.post(f"{run}/commit", data={"plan_hash": "stale"})
    assert third.status_code == 302
    assert "carried out already. It is done once only" in text_of(client.get(third.location))
    assert len(session.exec(select(Outlet)).all()) == 3


def test_a_plan_that_is_not_the_one_on_the_page_is_not_carried_out(session, client):
    run = previewed(client, session, document(*shops(3)))
    page = client.post(f"{run}/commit", data={"plan_hash": "0" * 64})
    assert page.status_code == 200
    assert "changed since you looked it over" in text_of(page)
    assert the_run(session).state is RunState.PREVIEWED


def test_a_plan_made_stale_by_another_import_is_checked_again(session, client):
    run = previewed(client, session, document(*shops(3)))
    imported(client, session, document(*shops(2)))
    import_now(client, run)
    jobs.run_now(session)
    page = client.get(f"{run}/preview")
    assert "Another import was carried out" in text_of(page)
    assert "Import now" not in text_of(page)
    assert client.post(f"{run}/check").location == f"{run}/progress"
    jobs.run_now(session)
    assert "Import now: add 1 retailer" in text_of(client.get(f"{run}/preview"))


def test_a_plan_that_changes_nothing_offers_no_button_and_says_so(session, client):
    imported(client, session, document(*shops(3)))
    page = client.get(f"{previewed(client, session, document(*shops(3)))}/preview")
    assert "there is nothing to import: the register would stay as it is" in text_of(page)
    assert "/commit" not in page.text
    assert "Import now" not in text_of(page)


def test_what_was_put_right_or_left_out_has_a_list_of_its_own_before_and_after(session, client):
    run = previewed(client, session, document(business("1", PostCode="E8 2NPX"), business("2", "Nako")))
    page = text_of(client.get(f"{run}/preview?noted=1"))
    assert "With a note (1)" in page
    assert "“E8 2NPX” is not a postcode; kept without one" in page
    assert "Nako" not in page
    import_now(client, run)
    jobs.run_now(session)
    page = client.get(run)
    assert "Taken in with a note 1" in text_of(page)
    assert f"{run}?noted=1" in page.text
    assert "Nako" not in text_of(client.get(f"{run}?noted=1"))


def test_a_file_that_loses_a_fifth_asks_for_the_tick_and_then_goes_on(session, client):
    imported(client, session, document(*shops(30)))
    run = previewed(client, session, document(*shops(3), extracted="2020-11-14"))
    page = import_now(client, run)
    assert "27 of the 30 premises" in text_of(page)
    assert 'href="#allow_missing"' in page.text
    assert import_now(client, run, allow_missing=True).status_code == 302


def test_an_older_register_needs_the_tick(session, client):
    imported(client, session, document(*shops(2), extracted="2020-11-14"))
    run = uploaded(client, document(*shops(2)), "FHRS512en-GB.xml")
    page = client.get(f"{run}/recognised")
    assert "extracted on 14 November 2020" in text_of(page)
    refused = client.post(f"{run}/recognised", data=fields_of(page))
    assert "before the one imported last" in text_of(refused)
    assert 'href="#allow_older"' in refused.text
    assert client.post(f"{run}/recognised", data={**fields_of(page), "allow_older": "yes"}).status_code == 302


def doubtful_run(client, session):
    imported(
        client, session, document(business("1", "Thistle Hardware", AddressLine2="14 Invented Row", PostCode="E8 1EA"))
    )
    run = uploaded(
        client, b"Shop,Address,Postcode\r\nThistle Hardware Shop,14 Invented Row,E8 1EA\r\nNew One,1 Odd Row,E8 1EB\r\n"
    )
    assert matched(client, run).status_code == 302
    jobs.run_now(session)
    return run


def test_a_row_in_doubt_stands_beside_what_it_may_be_and_is_answered(session, client):
    run = doubtful_run(client, session)
    page = client.get(f"{run}/preview")
    said = text_of(page)
    assert "Likely duplicates (1)" in said
    assert "The same as Thistle Hardware" in said
    assert "1 likely duplicate waits for your answer" in said
    row = session.exec(select(ImportRow).where(ImportRow.candidates.is_not(None))).first()
    data = {**fields_of(page), f"answer-{row.id}": "new"}
    answer = client.post(f"{run}/preview?outcome=doubtful", data=data)
    assert answer.status_code == 302
    said = text_of(client.get(answer.location))
    assert "Answers saved" in said
    assert "waits for your answer" not in said
    assert "Import now: add 2 retailers" in said


def test_the_report_says_why_a_row_that_nobody_answered_was_left_out(session, client):
    run = doubtful_run(client, session)
    import_now(client, run)
    jobs.run_now(session)
    said = text_of(client.get(f"{run}?outcome=doubtful"))
    assert "Nobody said whether this is one of the retailers that it is like; left out" in said


@pytest.mark.parametrize(("answer", "shops_after"), [("same", 2), ("new", 3), ("leave_out", 2), (None, 2)])
def test_the_answer_is_what_is_done(session, client, answer, shops_after):
    run = doubtful_run(client, session)
    row = session.exec(select(ImportRow).where(ImportRow.candidates.is_not(None))).first()
    page = client.get(f"{run}/preview")
    if answer:
        value = f"same-{row.candidates[0]['outlet_id']}" if answer == "same" else answer
        assert client.post(f"{run}/preview", data={**fields_of(page), f"answer-{row.id}": value}).status_code == 302
    import_now(client, run)
    jobs.run_now(session)
    assert the_run(session).state is RunState.COMMITTED
    assert len(session.exec(select(Outlet)).all()) == shops_after


def test_two_clerks_do_not_answer_over_each_other(session, client, sign_in, act):
    run = doubtful_run(client, session)
    row = session.exec(select(ImportRow).where(ImportRow.candidates.is_not(None))).first()
    data = fields_of(client.get(f"{run}/preview"))
    colleague = sign_in(act())
    assert colleague.post(f"{run}/preview", data={**data, f"answer-{row.id}": "new"}).status_code == 302
    late = client.post(f"{run}/preview", data={**data, f"answer-{row.id}": "leave_out"})
    assert late.status_code in {200, 409}
    session.refresh(row)
    assert row.answer == "new"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_rejected_rows_are_taken_away_with_their_reasons(session, client, kind):
    run = uploaded(client)
    matched(client, run, address_1="Where")
    jobs.run_now(session)
    said = text_of(client.get(f"{run}/preview?outcome=rejected"))
    assert "Row 4" in said
    answer = client.get(f"{run}/rejected?format={kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f"-rejected.{kind}")
    if kind == "csv":
        assert answer.data.decode("utf-8-sig").splitlines()[0].startswith("Row,Column,Reason,Trading Name")
        assert "16 Invented Row" in answer.data.decode()
    looked = session.exec(select(AuditEntry).where(AuditEntry.action == "import_run.exported")).all()
    assert len(looked) == 1
    answer.close()


def test_an_import_is_undone_with_a_reason_and_the_page_says_so(session, client):
    run = imported(client, session, document(*shops(2)))
    page = client.get(f"{run}/undo")
    assert "put back as it was" in text_of(page)
    assert "Say why the import is undone" in text_of(client.post(f"{run}/undo", data={"reason": ""}))
    assert client.post(f"{run}/undo", data={"reason": "The wrong file"}).location == f"{run}/progress"
    jobs.run_now(session)
    said = text_of(client.get(run))
    assert "Undone on" in said
    assert "Why: The wrong file" in said
    assert session.exec(select(Outlet)).all() == []
    assert client.get(f"{run}/undo").status_code == 302


def test_what_stands_against_undoing_is_said_outlet_by_outlet(session, client, officer):
    from compliance.retailers.rules import OutletDetails
    from compliance.retailers.services import correct_outlet

    run = imported(client, session, document(*shops(2)))
    shop = session.exec(select(Outlet).where(Outlet.name == "Invented Shop 1")).one()
    details = OutletDetails(shop.kind, "Over the door", shop.business_type, (shop.address_1,), shop.postcode)
    correct_outlet(session, officer, shop.id, details, version=shop.version, reason="Seen on a visit")
    page = client.get(f"{run}/undo")
    assert "cannot be undone" in text_of(page)
    assert f'href="/retailers/{shop.id}"' in page.text
    refused = client.post(f"{run}/undo", data={"reason": "The wrong file"})
    assert refused.status_code == 200
    assert the_run(session).state is RunState.COMMITTED


def test_an_import_is_given_up_and_leaves_nothing(session, client):
    run = previewed(client, session, document(*shops(2)))
    assert client.post(f"{run}/abandon").location == "/imports/"
    assert "given up" in text_of(client.get(run))
    assert client.post(f"{run}/commit", data={"plan_hash": ""}).status_code == 302
    assert session.exec(select(Outlet)).all() == []


def test_the_list_leads_back_to_an_import_that_was_left(session, client):
    run = uploaded(client)
    page = client.get("/imports/")
    assert "Columns to be matched" in text_of(page)
    assert "Continue" in text_of(page)
    assert client.get(run).location == f"{run}/recognised"
    matched(client, run, status="How it stands")
    assert client.get(run).location == f"{run}/columns"
    assert chosen(client.get(f"{run}/columns"), "column-status").startswith("How it stands"), "as it was left"
    assert "No import is that far" in text_of(client.get("/imports/?state=undone"))


STEPS = ("recognised", "columns", "values", "progress", "preview", "undo", "rejected", "file")


def test_another_authoritys_run_is_not_found_at_any_step(session, client, sign_in, act):
    run = previewed(client, session, document(*shops(2)))
    neighbour = sign_in(act(authority="croydon"))
    for step in STEPS:
        assert neighbour.get(f"{run}/{step}").status_code == 404, step
    for step in ("recognised", "sheet", "columns", "values", "preview", "commit", "check", "abandon", "undo"):
        assert neighbour.post(f"{run}/{step}").status_code == 404, step


def test_a_viewer_sees_how_far_an_import_is_and_takes_no_step(session, client, sign_in, act):
    run = previewed(client, session, document(*shops(2)))
    viewer = sign_in(act(Role.VIEWER))
    assert "not done yet" in text_of(viewer.get(run))
    for step in ("recognised", "columns", "values", "preview", "undo"):
        assert viewer.get(f"{run}/{step}").status_code == 403, step
    for step in ("sheet", "commit", "check", "abandon"):
        assert viewer.post(f"{run}/{step}").status_code == 403, step
    assert viewer.get("/imports/mappings").status_code == 403


@pytest.mark.parametrize("query", ["outcome=nonsense", "after=nonsense", "outcome=seen", "before=1", "outcome=moved"])
def test_a_preview_asked_for_nonsense_is_still_a_page(session, client, query):
    run = previewed(client, session, document(*shops(2)))
    assert client.get(f"{run}/preview?{query}").status_code == 200


@pytest.mark.parametrize("size", [5, 45])
def test_a_page_of_the_preview_asks_the_database_as_often_for_many_rows_as_for_few(session, client, size):
    from sqlalchemy import event

    run = previewed(client, session, document(*shops(size)))
    asked = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get(f"{run}/preview?outcome=added")
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) < 20


VISITS = (
    b"Premises,Post code,Date of visit,What for,Officer\r\n"
    b"Thistle Hardware,E8 1EA,03/02/2025,Follow-up,OFFICER\r\n"
    b"Nobody Knows,E8 1ZZ,04/02/2025,Follow-up,OFFICER\r\n"
    b"Thistle Hardware,E8 1EA,31/02/2025,Follow-up,OFFICER\r\n"
)


def test_past_visits_are_brought_in_by_the_same_steps(session, client, officer):
    from compliance.visits.models import Visit

    imported(client, session, document(business("1", "Thistle Hardware", PostCode="E8 1EA")))
    run = uploaded(client, VISITS.replace(b"OFFICER", officer.name.encode()), "visits.csv", "visits")
    said = text_of(client.get(f"{run}/recognised"))
    assert "Rows are Visits" in said
    page = client.get(f"{run}/columns")
    assert chosen(page, "column-visited_on").startswith("Date of visit")
    assert "How much of the register" not in text_of(page)
    assert matched(client, run, kind="What for").location == f"{run}/values"
    assert send(client, f"{run}/values").location == f"{run}/progress"
    jobs.run_now(session)
    page = client.get(f"{run}/preview")
    assert "Import now: add 1 visit" in text_of(page)
    rejected = text_of(client.get(f"{run}/preview?outcome=rejected"))
    assert "Date of visit:" in rejected, "the cell as the file calls it"
    answer = client.get(f"{run}/rejected")
    assert ",Date of visit," in answer.data.decode("utf-8-sig")
    answer.close()
    import_now(client, run)
    jobs.run_now(session)
    assert len(session.exec(select(Visit)).all()) == 1
    report = text_of(client.get(run))
    assert "Added 1" in report
    assert "Missing from the file" not in report.split("What it did")[0]
    client.post(f"{run}/undo", data={"reason": "Twice"})
    jobs.run_now(session)
    assert session.exec(select(Visit)).all() == []


def test_a_visit_in_doubt_asks_of_which_retailer_it_is_and_is_not_called_a_duplicate(session, client, officer):
    imported(client, session, document(business("1", "Thistle Hardware", PostCode="E8 1EA")))
    misspelt = VISITS.replace(b"Thistle Hardware", b"Thisle Hardwear").replace(b"OFFICER", officer.name.encode())
    run = uploaded(client, misspelt, "visits.csv", "visits")
    matched(client, run, kind="What for")
    send(client, f"{run}/values")
    jobs.run_now(session)
    said = text_of(client.get(f"{run}/preview"))
    assert "Which retailer? (1)" in said
    assert "1 row waits for your answer: which retailer is it of?" in said
    assert "duplicate" not in said


def test_who_may_not_record_what_the_rows_are_is_not_offered_them_and_reads_none_of_them(
    session, client, sign_in, act, officer
):
    run = uploaded(client, VISITS.replace(b"OFFICER", officer.name.encode()), "visits.csv", "visits")
    clerk = sign_in(act(Role.CLERK))
    offered = clerk.get("/imports/new").text
    assert 'value="training"' in offered
    assert 'value="visits"' not in offered
    assert "Select what the rows" in text_of(upload(clerk, VISITS, "visits.csv", "visits"))
    for step in ("recognised", "columns", "values", "preview", "file", "rejected"):
        assert clerk.get(f"{run}/{step}").status_code == 403, step
    assert clerk.get(run).status_code == 200
