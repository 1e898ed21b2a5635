"""The pages of the law: everybody reads it, an administrator changes it, and nothing that stood is lost from sight."""

from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance.offences import queries, services
from compliance.offences.models import ProductCategoryVersionRow
from compliance.offences.rules import Provision
from compliance.offences.services import LAW, Entry
from compliance.permissions import Role
from tests.offences.conftest import wording
from tests.page import text_of

SOLD = Provision.CJA_S141A.value
HERE = f"/law/provisions/{SOLD}"
NEXT = date(2027, 3, 1)


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer)


def typed(row, **changes):
    """What the form of a version sends."""
    days = {}
    for name, day in (("in_force_from", row.in_force_from), ("in_force_to", row.in_force_to)):
        days |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year} if day else {}
    content = row.content | {"elements": "\n".join(row.content["elements"])}
    return {
        **content,
        **days,
        "mode_of_trial": row.mode_of_trial,
        "row": str(row.id),
        "submission": str(uuid4()),
        "reason": "The text was read again",
    } | changes


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_the_law_and_only_an_administrator_is_offered_to_change_it(act, sign_in, role):
    client = sign_in(act(role))
    assert "Criminal Justice Act 1988, section 141A" in page(client, "/law")
    assert "Kitchen knife" in page(client, "/law/products")
    assert ("Add a version" in page(client, HERE)) is (role is Role.ADMINISTRATOR)
    assert client.get(f"{HERE}/add").status_code == (200 if role is Role.ADMINISTRATOR else 403)


def test_the_law_is_shown_as_at_a_day(client):
    before = page(client, "/law?day-day=5&day-month=4&day-year=2022&state=in_force")
    assert "as at 5 April 2022" in before
    assert "From 8 November 2008 to 5 April 2022" in before
    assert "Offensive Weapons Act 2019, section 38" not in before
    assert "Offensive Weapons Act 2019, section 38" in page(client, "/law?state=in_force")


def test_what_is_enacted_without_a_day_and_what_nobody_confirmed_can_be_picked_out(client):
    pending = page(client, "/law?state=pending")
    assert "6 versions" in pending
    assert "Crime and Policing Act 2026" in pending
    assert "Criminal Justice Act 1988, section 141(1)" in page(client, "/law?confirmed=no")
    assert "Criminal Justice Act 1988, section 141(1)" not in page(client, "/law?confirmed=yes")
    assert "No version fits these filters" in page(client, "/law?state=pending&confirmed=yes")


def test_a_provision_shows_its_versions_and_what_changed_between_them(client):
    shown = page(client, HERE)
    assert shown.index("Version 3") < shown.index("Version 2") < shown.index("Version 1")
    assert "What changed from the version before it" in shown
    assert (
        "Maximum penalty: from “6 months' imprisonment, a fine, or both” to “6 months' imprisonment, an unlimited"
        in shown
    )
    assert "Mode of trial: from “In a magistrates’ court only” to “In either court”" in shown
    assert "no letter quotes them" in shown
    assert "Came corrected with this service. Why: Section 141A(2)(c) says made or adapted for use" in shown
    assert "Came ready with this service. Superseded on" in shown
    assert client.get("/law/provisions/magna_carta").status_code == 404
    assert client.get("/law/products/trebuchet").status_code == 404


def test_an_administrator_adds_a_version_and_the_page_says_who_and_why(session, administrator, sign_in, standing):
    client = sign_in(administrator)
    row = next(one for one in standing(SOLD) if one.version == 2)
    days = {"in_force_from-day": 1, "in_force_from-month": 3, "in_force_from-year": 2097}
    sent = typed(row, maximum_penalty="2 years' imprisonment", reason="Invented regulations 2097", **days)
    for _again in range(2):
        assert client.post(f"{HERE}/add", data=sent).status_code == 302
    shown = page(client, HERE)
    assert "Version 4" in shown
    assert "Version 5" not in shown
    assert f"Added by {administrator.name}, " in shown
    assert "Hackney" in shown
    assert "Why: Invented regulations 2097" in shown
    assert "From 6 April 2022 to 28 February 2097" in shown
    assert "What stood before" in shown


def test_a_version_that_overlaps_is_refused_with_words_and_what_was_typed_stays(administrator, sign_in, standing):
    client = sign_in(administrator)
    row = next(one for one in standing(SOLD) if one.version == 2)
    answer = client.post(f"{HERE}/add", data=typed(row, title="Kept on the page", aware="yes"))
    assert answer.status_code == 200
    shown = answer.text
    assert "A version is in force from 6 April 2022 already" in shown
    assert "Kept on the page" in shown


def test_a_correction_asks_that_what_rests_on_it_was_seen(administrator, sign_in, standing):
    client = sign_in(administrator)
    row = next(one for one in standing(SOLD) if one.version == 2)
    assert "other authorities may have theirs" in page(client, f"{HERE}/2/correct")
    refused = client.post(f"{HERE}/2/correct", data=typed(row, title="Selling knives"))
    assert "Tick that you have seen them" in refused.text
    assert client.post(f"{HERE}/2/correct", data=typed(row, title="Selling knives", aware="yes")).status_code == 302
    late = client.post(f"{HERE}/2/correct", data=typed(row, title="Another", aware="yes"))
    assert "Somebody else changed this version" in late.text
    assert "Not confirmed" in page(client, HERE)


def test_what_was_enacted_is_said_to_have_come_into_force_and_is_confirmed(administrator, sign_in, standing):
    client = sign_in(administrator)
    row = next(one for one in standing(SOLD) if one.in_force_from is None)
    said = {"row": str(row.id), "reason": "The regulations are made", "source": "SI 2027/1", "submission": str(uuid4())}
    day = {"on-day": 1, "on-month": 3, "on-year": 2027}
    assert client.post(f"{HERE}/3/begin", data=said | day).status_code == 302
    begun = next(one for one in standing(SOLD) if one.version == 3)
    assert begun.in_force_from == NEXT
    said |= {"row": str(begun.id), "submission": str(uuid4())}
    assert client.post(f"{HERE}/3/confirm", data=said).status_code == 302
    assert "Came into force by" in page(client, HERE)
    confirmed = next(one for one in standing(SOLD) if one.version == 3)
    said |= {"row": str(confirmed.id), "submission": str(uuid4())}
    assert client.post(f"{HERE}/3/withdraw", data=said).status_code == 302
    assert not next(one for one in standing(SOLD) if one.version == 3).confirmed


def test_a_change_needs_a_reason_and_a_real_row(administrator, sign_in, standing):
    client = sign_in(administrator)
    row = next(one for one in standing(SOLD) if one.version == 2)
    answer = client.post(f"{HERE}/2/withdraw", data={"row": str(row.id), "submission": str(uuid4())})
    assert "Say why" in answer.text
    assert client.post(f"{HERE}/2/withdraw", data={"row": "x", "reason": "y"}).status_code == 404
    assert client.get(f"{HERE}/9/withdraw").status_code == 404


def test_a_kind_of_product_is_added_changed_and_taken_off_the_list(session, administrator, sign_in):
    client = sign_in(administrator)
    sent = {
        "label": "Flick knife",
        "flags": ["is_141a_article", "prohibited_weapon"],
        "source": "ROWA 1959 s.1",
        "reason": "Asked for by officers",
        "submission": str(uuid4()),
        "in_force_from-day": 1,
        "in_force_from-month": 1,
        "in_force_from-year": 2026,
    }
    for _again in range(2):
        assert client.post("/law/products/new", data=sent).status_code == 302
    assert "Flick knife" in page(client, "/law/products")
    row = session.exec(select(ProductCategoryVersionRow).where(ProductCategoryVersionRow.code == "flick_knife")).one()
    last = {"last-day": 20, "last-month": 11, "last-year": 2026, "aware": "yes", "reason": "Split in two"}
    ended = client.post("/law/products/flick_knife/1/end", data=last | {"row": str(row.id)})
    assert ended.status_code == 302
    assert "Not on the list on that day" in page(client, "/law/products?day-day=21&day-month=11&day-year=2026")
    assert "From 1 January 2026 to 20 November 2026" in page(client, "/law/products/flick_knife")
    assert client.post("/law/products/new", data=sent | {"submission": str(uuid4())}).text.count("There is a kind") >= 1


def test_the_pages_ask_the_database_a_fixed_number_of_times(session, administrator, sign_in):
    client = sign_in(administrator)
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    page(client, HERE)
    few, asked[:] = len(asked), []
    for number in range(3):
        services.add(
            session, administrator, LAW, SOLD, wording(date(2030 + number, 1, 1)), Entry(reason="Invented", aware=True)
        )
    session.commit()
    asked.clear()
    page(client, HERE)
    assert len(asked) <= few + 1
    assert len(queries.list_rows(session, LAW.table, SOLD)) > 8
