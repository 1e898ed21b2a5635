"""Views of lists that officers keep under a name, share, open a list with, and remove."""

import pytest
from sqlmodel import select

from compliance.accounts import queries, services
from compliance.accounts.models import SavedView
from compliance.accounts.rules import MOST_VIEWS, ViewDetails, check_view
from compliance.audit.models import AuditEntry
from compliance.errors import NotFound, Refusal
from compliance.permissions import Role
from tests.factories.retailers import OutletFactory
from tests.page import parse, text_of

PAGE = "retailers.index"


@pytest.fixture
def keep(session, officer):
    def make(name="Closed shops", query="status=closed", actor=officer, **given):
        return services.save_view(session, actor, ViewDetails(name, PAGE, query, **given))

    return make


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("status=closed&after=1&view=all&format=csv", "status=closed"),
        ("q=nako+store&sort=newest", "q=nako+store&sort=newest"),
        ("tested_since-day=1&tested_since-month=2", "tested_since-day=1&tested_since-month=2"),
    ],
)
def test_a_view_keeps_what_is_asked_and_not_the_place_in_the_list(query, kept):
    assert check_view(ViewDetails("A", PAGE, query)).query == kept


@pytest.mark.parametrize(
    ("details", "message"),
    [
        (ViewDetails("", PAGE, "a=b"), "Enter the name of the view"),
        (ViewDetails("x" * 61, PAGE, "a=b"), "60 characters"),
        (ViewDetails("A", PAGE, ""), "Search, filter or sort the list first"),
        (ViewDetails("A", PAGE, "after=1"), "Search, filter or sort the list first"),
        (ViewDetails("A", PAGE, "q=" + "x" * 2_001), "more than a view can keep"),
        (ViewDetails("A", "accounts.index", "a=b"), "cannot be saved"),
    ],
)
def test_what_is_no_view_is_refused(details, message):
    with pytest.raises(Refusal, match=message):
        check_view(details)


def test_a_view_is_replaced_under_its_name_and_there_are_so_many_at_most(session, officer, keep):
    first = keep()
    assert keep("closed SHOPS", "status=vacant").id == first.id
    assert [one.query for one in queries.list_views(session, officer, PAGE)] == ["status=vacant"]
    for n in range(MOST_VIEWS - 1):
        keep(f"View {n}")
    with pytest.raises(Refusal, match="Remove one first"):
        keep("One more")


def test_a_view_is_ones_own_unless_it_is_shared_with_the_authority(session, officer, act, keep):
    keep("Mine")
    shared = keep("Ours", shared=True)
    colleague, stranger = act(), act(authority="croydon")
    assert [one.name for one in queries.list_views(session, officer, PAGE)] == ["Mine", "Ours"]
    seen = queries.list_views(session, colleague, PAGE)
    assert [(one.name, one.is_own, one.officer_name) for one in seen] == [("Ours", False, officer.name)]
    assert queries.list_views(session, stranger, PAGE) == []
    for actor in (colleague, stranger):
        with pytest.raises(NotFound):
            services.change_view(session, actor, shared.id, name="X", shared=False, is_default=False)
        with pytest.raises(NotFound):
            services.remove_view(session, actor, shared.id)


def test_one_view_of_a_list_is_the_default_and_a_name_is_taken_once(session, officer, keep):
    first, second = keep("First"), keep("Second", "status=vacant")
    services.change_view(session, officer, first.id, name="First", shared=False, is_default=True)
    services.change_view(session, officer, second.id, name="Second", shared=True, is_default=True)
    assert queries.find_default_view(session, officer, PAGE).id == second.id
    assert [one.is_default for one in queries.list_views(session, officer, PAGE)] == [False, True]
    with pytest.raises(Refusal, match="under that name"):
        services.change_view(session, officer, second.id, name="FIRST", shared=False, is_default=False)


def test_a_view_is_saved_from_the_list_opened_made_the_default_and_removed(client, session, officer):
    OutletFactory(authority_id=officer.authority_id, name="Open Shop")
    OutletFactory(authority_id=officer.authority_id, name="Vacant Shop", status="vacant")
    page = client.get("/retailers/?status=vacant&sort=newest")
    form = parse(page.get_data(as_text=True)).find(".//form[@action='/account/views/save']")
    sent = {field.get("name"): field.get("value") for field in form.findall(".//input[@type='hidden']")}
    del sent["csrf_token"]
    answer = client.post("/account/views/save", data={**sent, "name": "Vacant ones", "shared": "yes"})
    assert answer.location == "/retailers/?status=vacant&sort=newest"
    view = session.exec(select(SavedView)).one()
    assert (view.name, view.shared, view.officer_id) == ("Vacant ones", True, officer.officer_id)
    assert "Vacant ones" in text_of(client.get("/retailers/?status=trading"))
    answer = client.post(f"/account/views/{view.id}", data={"name": "Empty", "is_default": "yes"})
    assert answer.location == "/account/views"
    text = text_of(client.get("/account/views"))
    assert "Empty" in text
    assert "Yours" in text
    assert client.get("/retailers/").location == "/retailers/?status=vacant&sort=newest"
    everything = text_of(client.get("/retailers/?view=all"))
    assert "2 retailers" in everything
    assert client.post(f"/account/views/{view.id}/remove").location == "/account/views"
    assert session.exec(select(SavedView)).all() == []
    assert "There are no saved views yet" in text_of(client.get("/account/views"))
    actions = [entry.action for entry in session.exec(select(AuditEntry)) if entry.action.startswith("view.")]
    assert actions == ["view.saved", "view.changed", "view.removed"]


def test_a_view_without_a_name_asks_for_one_and_keeps_what_it_was(client):
    answer = client.post("/account/views/save", data={"page": PAGE, "query": "status=closed", "name": " "})
    assert answer.status_code == 200
    assert "Enter the name of the view" in text_of(answer)
    form = parse(answer.get_data(as_text=True))
    assert form.find(".//input[@name='query']").get("value") == "status=closed"


def test_no_page_but_a_list_of_ours_is_led_to(client):
    answer = client.post("/account/views/save", data={"page": "//evil.example", "query": "a=b", "name": "A"})
    assert answer.status_code == 200
    assert "cannot be saved" in text_of(answer)


def test_another_officers_view_is_not_found(client, act, keep):
    view = keep(actor=act(Role.MANAGER), shared=True)
    for address in (f"/account/views/{view.id}", f"/account/views/{view.id}/remove"):
        assert client.post(address, data={"name": "A"}).status_code == 404
