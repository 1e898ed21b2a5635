"""The demonstration as whoever tries the product out meets it: every page of a section, and all that is due."""

import pytest

from tests.journeys.conftest import DESKTOP


@pytest.fixture(scope="module")
def service(demonstration):
    """The product with the demonstration loaded, instead of an empty one."""
    return demonstration


def test_every_page_of_every_section_is_fit_to_be_seen(sign_ins, officer_at):
    emails, password = sign_ins
    manager = officer_at(size=DESKTOP, who="sections")
    manager.sign_in(emails["manager"], password)
    places = manager.page.locator("#navigation a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    seen = set(places)
    for place in places:
        manager.go(place)
        pages = manager.page.locator(".moj-sub-navigation a").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        for page in [one for one in pages if one not in seen]:
            seen.add(page)
            manager.sees_at_both_sizes(page)
    assert len(seen - set(places)) >= 12
    for page in ("/agreements/policy", "/training/policy", "/certificates", "/responsible-retailers/demo"):
        manager.sees_at_both_sizes(page)


def test_every_due_item_and_every_part_of_a_busy_retailer_opens(sign_ins, officer_at):
    emails, password = sign_ins
    manager = officer_at(who="manager")
    manager.sign_in(emails["manager"], password)
    due = manager.page.locator(".app-due__section").evaluate_all(
        "all => all.map(section => section.querySelector('a')?.getAttribute('href')).filter(Boolean)"
    )
    for path in due:
        manager.go(path)
    manager.go("/escalations/")
    manager.go(manager.page.locator("main article h2 a").first.get_attribute("href"))
    parts = manager.page.locator(".moj-sub-navigation a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert len(parts) >= 8
    for path in parts:
        manager.go(path)
        first = manager.page.locator("main tbody a, main article h2 a").first
        if first.count():
            manager.go(first.get_attribute("href"))
