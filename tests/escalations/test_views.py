"""The pages of the repeat-offender list: who sees what, what leaves the system, and what never changes."""

import csv
import io
import json
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.dates import months_before
from compliance.escalations.models import EscalationPolicy, PrintedList
from compliance.permissions import Permission, Role
from tests.factories.escalations import PolicyFactory, seller, tried
from tests.page import text_of

NOBODY = "6e0c7b2d-9296-4df5-ad1f-c193e2b6f839"

TODAY = clock.today()
WHY = "For the monthly meeting"


def asked(format_="pdf", as_at=TODAY, **more):
    parts = {"as_at-day": as_at.day, "as_at-month": as_at.month, "as_at-year": as_at.year}
    return {"format": format_, "reason": WHY, **parts, **more}


def policy(from_on, **more):
    parts = {
        "in_force_from-day": from_on.day,
        "in_force_from-month": from_on.month,
        "in_force_from-year": from_on.year,
    }
    return {
        **parts,
        "count": "3",
        "window_months": "24",
        "recency_months": "12",
        "types": ["underage", "online_order"],
        "minimum_proof": "officer_witnessed",
        "per": "premises",
        "written_warning": "1",
        "consider_caution": "2",
        "consider_prosecution": "4",
        "reason": "Agreed by the invented committee",
        **more,
    }


def entries_of(session, action):
    return session.exec(sa.select(AuditEntry).where(AuditEntry.action == action)).scalars().all()


def test_the_list_shows_the_sales_that_count_and_what_was_left_out_and_why(session, client, officer):
    shop = seller(officer, TODAY, months_before(TODAY, 6), name="Invented Cutlery")
    tried(officer, shop, months_before(TODAY, 30))
    page = text_of(client.get("/escalations/"))
    assert "1 seller is on the list" in page
    assert "Invented Cutlery" in page
    assert "For a manager to consider a caution" in page
    assert "It was before the start of the policy’s window" in page.replace("'", "’")
    assert "nobody may be named in public because of it" in page
    assert "2 sales on different dates in the 24 months" in page


def test_an_empty_list_says_what_the_rule_is(client):
    page = text_of(client.get("/escalations/"))
    assert "0 sellers are on the list" in page
    assert "Nobody is on the list on this day" in page
    assert "2 sales on different dates in the 24 months" in page


def test_the_list_of_an_earlier_day_is_made_by_the_policy_of_that_day(session, client, officer):
    seller(officer, date(2025, 3, 1), date(2025, 4, 1))
    PolicyFactory(authority_id=officer.authority_id, in_force_from=date(2025, 6, 1), sales_needed=3)
    assert "1 seller is on the list" in text_of(client.get("/escalations/?as_at=2025-05-31"))
    page = text_of(client.get("/escalations/?as_at=2025-06-01"))
    assert "0 sellers are on the list" in page
    assert "in force from 1 June 2025" in page


@pytest.mark.parametrize("page", ["/escalations/", "/escalations/export"])
def test_a_day_in_the_future_is_refused_with_words(client, page):
    future = TODAY + timedelta(days=1)
    if page.endswith("export"):
        answer = client.post(page, data=asked(as_at=future))
    else:
        answer = client.get(f"{page}?as_at={future.isoformat()}")
    assert "must be from 1 January 1950 to today" in text_of(answer)


@pytest.mark.parametrize("typed", ["2026-02-30", "yesterday", "0001-01-01"])
def test_a_day_that_cannot_be_is_refused_with_words(client, typed):
    year, _, rest = typed.partition("-")
    month, _, day = rest.partition("-")
    answer = client.get("/escalations/", query_string={"as_at-day": day, "as_at-month": month, "as_at-year": year})
    assert "There is a problem" in text_of(answer)


def test_another_authoritys_sellers_lists_and_policies_never_appear(session, sign_in, client, officer, act):
    other = act(Role.MANAGER, "camden")
    shop = seller(other, TODAY, months_before(TODAY, 1), name="Camden Cutlery")
    theirs = sign_in(other)
    assert "Camden Cutlery" in text_of(theirs.get("/escalations/"))
    made = theirs.post("/escalations/export", data=asked())
    assert theirs.get(made.location).status_code == 200
    assert theirs.post("/escalations/policy/new", data=policy(TODAY)).status_code == 302
    assert "Camden Cutlery" not in text_of(client.get("/escalations/"))
    assert client.get(made.location).status_code == 404
    assert client.get(f"/retailers/{shop.id}/escalation").status_code == 404
    assert WHY not in text_of(client.get("/escalations/export"))
    assert "invented committee" not in text_of(client.get("/escalations/policy"))


PAGES = [
    "/escalations/",
    "/escalations/export",
    "/escalations/policy",
    f"/escalations/printed/{NOBODY}.pdf",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_police_planner_has_no_part_of_the_list(sign_in, act, page):
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    assert planner.get(page).status_code == 403


def test_an_outlet_of_the_area_has_no_escalation_page_for_a_planner(session, sign_in, act, officer):
    shop = seller(officer, TODAY)
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    assert planner.get(f"/retailers/{shop.id}/escalation").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_set_the_policy_reaches_its_form(sign_in, act, role):
    actor = act(role, "metropolitan-police" if role is Role.POLICE_PLANNER else "hackney")
    wanted = 200 if actor.may(Permission.SET_POLICY) else 403
    assert sign_in(actor).get("/escalations/policy/new").status_code == wanted
    posted = sign_in(actor).post("/escalations/policy/new", data=policy(TODAY)).status_code
    assert posted == (302 if wanted == 200 else 403)


def test_looking_at_the_list_is_audited_with_whom_it_showed(session, client, officer):
    shop = seller(officer, TODAY, months_before(TODAY, 6))
    client.get("/escalations/")
    client.get(f"/retailers/{shop.id}/escalation")
    [entry] = entries_of(session, "repeat_list.viewed")
    assert entry.detail["outlets"] == [str(shop.id)]
    [entry] = entries_of(session, "escalation.viewed")
    assert entry.outlet_id == shop.id


def test_an_outlet_not_on_the_list_says_why_not(session, client, officer):
    shop = seller(officer, TODAY, name="Once Only")
    page = text_of(client.get(f"/retailers/{shop.id}/escalation"))
    assert "Not on the repeat-offender list" in page
    assert "1 sale counts" in page
    assert "the policy asks for 2" in page
    tried(officer, shop, months_before(TODAY, 1))
    page = text_of(client.get(f"/retailers/{shop.id}/escalation"))
    assert "On the repeat-offender list" in page
    assert "On the list" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR])
def test_whoever_may_see_the_list_sees_every_page_of_it(session, sign_in, act, role):
    actor = act(role)
    page = sign_in(actor)
    assert page.get("/escalations/").status_code == 200
    shop = seller(actor, TODAY, months_before(TODAY, 6))
    for address in ("/escalations/", "/escalations/export", "/escalations/policy", f"/retailers/{shop.id}/escalation"):
        assert page.get(address).status_code == 200


@pytest.mark.parametrize("format_", ["pdf", "csv", "json"])
def test_nothing_leaves_without_a_reason(session, client, format_):
    answer = client.post("/escalations/export", data=asked(format_, reason=" "))
    assert "Say why you need the list" in text_of(answer)
    assert not session.exec(sa.select(PrintedList)).all()


@pytest.mark.parametrize(("format_", "action"), [("pdf", "printed"), ("csv", "exported"), ("json", "exported")])
def test_what_leaves_is_kept_and_audited_with_reason_and_recipient(session, client, officer, format_, action):
    shop = seller(officer, TODAY, months_before(TODAY, 6))
    made = client.post("/escalations/export", data=asked(format_, recipient="Chief Officer"))
    assert made.status_code == 303
    assert made.location.endswith(f".{format_}")
    answer = client.get(made.location)
    assert answer.status_code == 200
    [kept] = session.exec(sa.select(PrintedList)).scalars().all()
    assert re.fullmatch(rf"HAC-RL-{TODAY.year}-\d{{4}}", kept.reference)
    assert (kept.reason, kept.recipient, kept.entries, kept.printed_by_id) == (
        WHY,
        "Chief Officer",
        1,
        officer.officer_id,
    )
    [entry] = entries_of(session, f"repeat_list.{action}")
    assert (entry.reason, entry.detail["recipient"], entry.detail["sha256"]) == (WHY, "Chief Officer", kept.sha256)
    assert entry.detail["outlets"] == [str(shop.id)]
    assert len(entries_of(session, "printed_list.viewed")) == 1


def test_the_same_page_sent_twice_gives_one_list(session, client):
    same = str(uuid4())
    first = client.post("/escalations/export", data=asked("csv", asked_id=same))
    second = client.post("/escalations/export", data=asked("csv", asked_id=same))
    assert first.location == second.location
    assert len(session.exec(sa.select(PrintedList)).all()) == 1


def test_a_printed_list_stays_the_same_bytes_after_the_data_changed(session, client, officer):
    shop = seller(officer, TODAY, months_before(TODAY, 6), name="Printed Before")
    made = client.post("/escalations/export", data=asked())
    before = client.get(made.location).data
    shop = session.get(type(shop), shop.id)
    shop.name = "Renamed After"
    session.add(shop)
    tried(officer, shop, months_before(TODAY, 1))
    assert client.get(made.location).data == before
    assert client.get(made.location).mimetype == "application/pdf"


@pytest.mark.parametrize(
    "change", ["UPDATE printed_lists SET reason = 'another'", "DELETE FROM printed_lists"], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_a_printed_list(session, client, change):
    client.post("/escalations/export", data=asked("csv"))
    with pytest.raises(sa.exc.DBAPIError, match="a printed list stays as it was printed"), session.begin_nested():
        session.execute(sa.text(change))


@pytest.mark.parametrize(
    "change", ["UPDATE escalation_policies SET sales_needed = 9", "DELETE FROM escalation_policies"]
)
def test_the_database_refuses_to_change_a_policy(session, officer, change):
    PolicyFactory(authority_id=officer.authority_id)
    with pytest.raises(sa.exc.DBAPIError, match="a policy stays as it was set"), session.begin_nested():
        session.execute(sa.text(change))


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+44", "-1", "@SUM(1)", "\tTab", " =1"])
def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(session, client, officer, name):
    seller(officer, TODAY, months_before(TODAY, 6), name=name)
    made = client.post("/escalations/export", data=asked("csv"))
    content = client.get(made.location).data
    assert content.startswith(b"\xef\xbb\xbf")
    for line in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert line["outlet"] == f"'{name}"
        assert not any(cell.lstrip(" ")[:1] in "=+-@\t" for cell in line.values() if cell)


def test_json_holds_each_entry_with_its_working(session, client, officer):
    shop = seller(officer, TODAY, months_before(TODAY, 6), name="Invented Cutlery")
    tried(officer, shop, months_before(TODAY, 30))
    made = client.post("/escalations/export", data=asked("json"))
    [entry] = json.loads(client.get(made.location).data)
    assert entry["outlet"] == "Invented Cutlery"
    assert entry["rung"] == "consider_caution"
    assert [item["on"] for item in entry["counted"]] == [months_before(TODAY, 6).isoformat(), TODAY.isoformat()]
    [left] = entry["left_out"]
    assert (left["on"], left["reason"]) == (months_before(TODAY, 30).isoformat(), "before_window")


def test_a_manager_sets_a_policy_from_a_day_on_and_the_past_stays(session, sign_in, act):
    manager = act(Role.MANAGER)
    seller(manager, TODAY, months_before(TODAY, 6))
    page = sign_in(manager)
    assert page.post("/escalations/policy/new", data=policy(TODAY)).status_code == 302
    assert "0 sellers are on the list" in text_of(page.get("/escalations/"))
    text = text_of(page.get("/escalations/policy"))
    assert "Agreed by the invented committee" in text
    assert "In force" in text
    again = text_of(page.post("/escalations/policy/new", data=policy(TODAY)))
    assert "A policy already starts on that day" in again
    earlier = text_of(page.post("/escalations/policy/new", data=policy(TODAY - timedelta(days=1))))
    assert "must start today or later" in earlier
    [entry] = entries_of(session, "policy.set")
    assert entry.reason == "Agreed by the invented committee"
    assert entry.detail["changes"]["count"] == [2, 3]


def test_the_first_policy_may_start_in_the_past_until_a_list_rests_on_the_default(session, sign_in, act):
    page = sign_in(act(Role.MANAGER))
    page.post("/escalations/export", data=asked("csv"))
    past = policy(date(2026, 1, 1))
    assert "has already been printed or exported" in text_of(page.post("/escalations/policy/new", data=past))
    other = sign_in(act(Role.MANAGER, "camden"))
    assert other.post("/escalations/policy/new", data=past).status_code == 302


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": "0"}, "must be between 1 and 100"),
        ({"recency_months": "25"}, "The recent part must not be longer than the window"),
        ({"types": []}, "Select"),
        ({"types": ["challenge_25"]}, "from the list"),
        ({"consider_caution": "1"}, "Each rung must need more sales"),
        ({"consider_caution": "4", "consider_prosecution": "3"}, "Each rung must need more sales"),
        ({"reason": ""}, "Say why the policy is set"),
        ({"reason": "x" * 100_000}, "must be 1000 characters or less"),
        ({"in_force_from-month": "13"}, "must be a real date"),
    ],
)
def test_a_policy_that_could_not_be_fair_is_refused_with_words_and_what_was_typed(
    session, sign_in, act, changes, message
):
    page = sign_in(act(Role.MANAGER))
    answer = page.post("/escalations/policy/new", data=policy(TODAY, **changes))
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert 'value="24"' in answer.get_data(as_text=True)
    assert not session.exec(sa.select(EscalationPolicy)).all()


def test_a_rung_left_blank_is_not_on_the_ladder(session, sign_in, act):
    page = sign_in(act(Role.MANAGER))
    assert page.post("/escalations/policy/new", data=policy(TODAY, consider_caution="")).status_code == 302
    [row] = session.exec(sa.select(EscalationPolicy)).scalars().all()
    assert row.ladder == [{"sales": 1, "step": "written_warning"}, {"sales": 4, "step": "consider_prosecution"}]
