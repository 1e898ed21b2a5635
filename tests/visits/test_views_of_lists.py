"""The lists of visits and of open actions, their files, and the pages of one action."""

import csv
import io
from datetime import date

import pytest
import sqlalchemy as sa

from compliance.permissions import Role
from compliance.visits import queries
from compliance.visits.models import VisitOfficer
from compliance.visits.queries import VisitFilter
from compliance.visits.queries import every as every_visit
from compliance.visits.rules import OfferAnswer, Storage, VisitKind
from tests.factories.retailers import OutletFactory
from tests.factories.visits import VisitActionFactory, VisitFactory
from tests.page import text_of


@pytest.fixture
def make(officer, outlet):
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    return lambda **more: VisitFactory(**(mine | more))


@pytest.fixture
def visit(make):
    return make(visited_on=date(2026, 11, 20), reference="HAC-V-2026-0007")


@pytest.fixture
def action(officer, visit):
    return VisitActionFactory(
        authority_id=officer.authority_id, visit_id=visit.id, text="Lock the knives away", due_on=date(2026, 11, 21)
    )


def test_every_visit_of_the_authority_is_listed_and_none_of_another(client, sign_in, act, visit, action):
    text = text_of(client.get("/visits/"))
    for words in ("20 November 2026", "Invented Hardware", "1 visit, the latest first"):
        assert words in text
    assert "No visit is recorded yet" in text_of(sign_in(act(authority="camden")).get("/visits/"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=follow_up", ["B"]),
        ("from_day=2026-11-10", ["A"]),
        ("from_day=2026-11-01&to_day=2026-11-09", ["B"]),
        ("agreement=accepted", ["A"]),
        ("training=declined", ["B"]),
        ("storage=open_shelf", ["B"]),
        ("open_actions=yes", ["A"]),
        ("officer={other}", ["C"]),
        ("", ["A", "B", "C"]),
    ],
)
def test_visits_are_filtered_and_the_file_holds_what_the_list_shows(client, officer, act, make, asked, found):
    other = act()
    first = make(reference="A", visited_on=date(2026, 11, 10), agreement_offer=OfferAnswer.ACCEPTED)
    VisitActionFactory(authority_id=officer.authority_id, visit_id=first.id)
    make(
        reference="B",
        visited_on=date(2026, 11, 9),
        kind=VisitKind.FOLLOW_UP,
        training_offer=OfferAnswer.DECLINED,
        storage=Storage.OPEN_SHELF,
    )
    make(reference="C", visited_on=date(2026, 10, 1), officer_id=other.officer_id)
    address = asked.format(other=other.officer_id)
    assert client.get(f"/visits/?{address}").status_code == 200
    file = client.get(f"/visits/export?format=csv&{address}", buffered=True).get_data(as_text=True).lstrip("\ufeff")
    assert [row["Reference"] for row in csv.DictReader(io.StringIO(file))] == found


def test_an_officer_who_came_along_is_found_too(client, session, officer, act, make):
    other, visit = act(), make()
    session.add(VisitOfficer(authority_id=officer.authority_id, visit_id=visit.id, officer_id=other.officer_id))
    session.flush()
    wanted = VisitFilter(officer_id=other.officer_id)
    assert queries.count_visits(session, officer, wanted) == 1


def test_pages_go_on_and_back_without_losing_one(session, officer, make, monkeypatch):
    monkeypatch.setattr(every_visit, "PAGE", 3)
    monkeypatch.setattr(every_visit, "AT_ONCE", 2)
    for number in range(7):
        make(reference=f"V{number}", visited_on=date(2026, 6, 1 + number // 3))
    session.flush()
    seen, page = [], queries.list_page(session, officer, VisitFilter())
    pages = [page]
    while page.after:
        page = queries.list_page(session, officer, VisitFilter(), after=page.after)
        pages.append(page)
    seen = [row.visit.reference for one in pages for row in one.rows]
    assert len(seen) == len(set(seen)) == 7
    assert pages[0].before is None
    back = queries.list_page(session, officer, VisitFilter(), before=pages[2].before)
    assert back.rows == pages[1].rows
    first = queries.list_page(session, officer, VisitFilter(), before=back.before)
    assert (first.rows, first.before) == (pages[0].rows, None)
    streamed = [row.visit.reference for row in queries.stream_visits(session, officer, VisitFilter())]
    assert streamed == seen


def test_the_list_of_visits_takes_as_many_queries_however_long(session, officer):
    for _number in range(6):
        outlet = OutletFactory(authority_id=officer.authority_id)
        mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
        VisitFactory(**mine)
    session.flush()
    session.expunge_all()
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(queries.list_page(session, officer, VisitFilter()).rows) == 6
    assert len([one for one in asked if one.startswith("SELECT")]) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("address", ["/visits/export", "/visits/actions/export"])
def test_each_list_is_had_as_a_file(client, action, address, kind):
    answer = client.get(f"{address}?format={kind}", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    assert client.get(f"{address}?format=exe").status_code == 404


def test_a_cell_that_begins_as_a_formula_is_made_harmless(client, officer, visit):
    VisitActionFactory(authority_id=officer.authority_id, visit_id=visit.id, text="=HYPERLINK(1)")
    file = client.get("/visits/actions/export?format=csv", buffered=True).get_data(as_text=True)
    assert "\n=HYPERLINK" not in file
    assert "HYPERLINK(1)" in file


def test_a_filter_that_is_wrong_is_told_and_nothing_is_shown(client, visit):
    text = text_of(client.get("/visits/?from_day=2026-02-30"))
    assert "must be a real date" in text
    assert "Nothing was searched" in text
    assert client.get("/visits/export?format=csv&from_day=2026-02-30").status_code == 404
    assert "Nothing was searched" in text_of(client.get("/visits/actions?due=never"))


def test_open_actions_are_listed_filtered_and_marked_as_done(client, action, visit, make):
    make(visited_on=date(2026, 11, 1), visit_again_by=date(2026, 11, 19), outlet_id=visit.outlet_id)
    text = text_of(client.get("/visits/actions"))
    assert "1 open, 1 overdue" in text
    assert "Lock the knives away" in text
    assert "Nothing fits these filters" in text_of(client.get("/visits/actions?due=in_time"))
    assert "Lock the knives away" in text_of(client.get("/visits/actions?due=overdue&basis=law"))
    page = f"/visits/actions/{action.id}/done"
    assert 'value="22"' in client.get(f"{page}?from=actions").get_data(as_text=True)
    done = {"version": "1", "done_on": "2026-11-21", "note": "Seen"}
    refused = client.post(page, data=done | {"done_on": "2026-11-19"})
    assert "must not be before the visit" in text_of(refused)
    assert client.post(f"{page}?from=actions", data=done).location == "/visits/actions"
    assert "Nothing is open" in text_of(client.get("/visits/actions"))
    text = text_of(client.get(f"/visits/{visit.id}"))
    assert "On 21 November 2026: Seen" in text
    assert "Marked by" in text


def test_an_action_is_opened_again_corrected_and_one_more_is_added(client, session, officer, action, visit):
    client.post(f"/visits/actions/{action.id}/done", data={"version": "1", "done_on": "2026-11-21"})
    version = {"version": str(queries.get_action(session, officer, action.id).version)}
    page = f"/visits/actions/{action.id}/reopen"
    assert "Enter" in text_of(client.post(page, data=version))
    assert client.post(page, data=version | {"reason": "Another shop"}).status_code == 302
    page = f"/visits/actions/{action.id}/correct"
    assert "Lock the knives away" in client.get(page).get_data(as_text=True)
    version = {"version": str(queries.get_action(session, officer, action.id).version)}
    sent = version | {"id": str(action.id), "text": "Lock all knives away", "basis": "law", "due_on": "2026-11-19"}
    assert "must not be before the visit" in text_of(client.post(page, data=sent | {"reason": "Misheard"}))
    sent |= {"due_on": "2026-12-24", "reason": "Misheard"}
    assert client.post(page, data=sent).status_code == 302
    page, own = f"/visits/{visit.id}/actions/new", {"id": "0199f000-0000-7000-8000-000000000001"}
    for _twice in range(2):
        assert client.post(page, data=own | {"text": "Train", "basis": "good_practice"}).status_code == 302
    found = queries.list_actions(session, officer, visit.id)
    assert [(one.text, one.due_on) for one in found] == [("Lock all knives away", date(2026, 12, 24)), ("Train", None)]


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.VIEWER, [200, 200, 403, 403, 403, 403]),
        (Role.CLERK, [200, 200, 403, 403, 403, 403]),
        (Role.MANAGER, [200] * 6),
        (Role.POLICE_PLANNER, [403] * 6),
        (Role.ADMINISTRATOR, [403] * 6),
    ],
)
def test_each_role_reaches_what_it_may(sign_in, act, visit, action, role, codes):
    client = sign_in(act(role))
    own = f"/visits/actions/{action.id}"
    paths = ["/visits/", "/visits/actions", f"/visits/{visit.id}/actions/new", f"{own}/done", f"{own}/reopen"]
    assert [client.get(path).status_code for path in [*paths, f"{own}/correct"]] == codes
