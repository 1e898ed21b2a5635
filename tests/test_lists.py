"""What every page of a list does: its filters are taken away one by one, and the last leads to the whole list."""

import re

import pytest

from compliance.accounts import services
from compliance.accounts.rules import ViewDetails
from compliance.purchases.views import lists as purchases
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory
from tests.page import text_of

LISTS = {
    "/retailers/": ("retailers.index", "status=trading", "sort=newest"),
    "/purchases/": ("purchases.index", "type=underage", "sort=oldest"),
    "/visits/": ("visits.every", "open_actions=yes", ""),
    "/evidence/": ("evidence.store", "overdue=yes", ""),
}
"""For each list its endpoint, something to filter by, and an order that is not the first."""
TAG = re.compile(r'class="moj-filter__tag" href="([^"]+)"')


@pytest.mark.parametrize("path", LISTS)
def test_the_last_filter_taken_away_leads_to_the_whole_list_not_to_the_default_view(client, session, officer, path):
    page, asked, _sort = LISTS[path]
    view = services.save_view(session, officer, ViewDetails("Mine", page, asked))
    services.change_view(session, officer, view.id, name="Mine", shared=False, is_default=True)
    assert client.get(path).location == f"{path}?{asked}"
    (away,) = TAG.findall(client.get(f"{path}?{asked}").text)
    assert away == f"{path}?view=all"
    assert client.get(away).status_code == 200


@pytest.mark.parametrize("path", [path for path, (_page, _asked, sort) in LISTS.items() if sort])
def test_the_first_order_leads_to_the_whole_list_too_and_a_filter_keeps_the_order(client, officer, path):
    outlet = OutletFactory(authority_id=officer.authority_id)
    PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    _page, asked, sort = LISTS[path]
    assert f'href="{path}?view=all"' in client.get(f"{path}?{sort}").text
    (away,) = TAG.findall(client.get(f"{path}?{asked}&{sort}").text)
    assert away == f"{path}?{sort}"


def test_a_list_too_long_for_a_workbook_is_shown_again_with_why(client, monkeypatch):
    monkeypatch.setattr(purchases, "MOST_IN_A_WORKBOOK", -1)
    answer = client.get("/purchases/export?format=xlsx&type=underage")
    assert answer.location == "/purchases/?type=underage"
    assert "too many test purchases for a workbook" in text_of(client.get(answer.location))
    assert client.get("/purchases/export?format=csv&type=underage", buffered=True).status_code == 200
