"""The demonstration as whoever tries the product out meets it: every place, and the first record of every list.

The pages of the sections stand in test_sections.py, so that two browsers share the work.
"""

import pytest

from tests.journeys.conftest import DESKTOP, PHONE

PEOPLE = ("officer", "manager", "clerk", "viewer", "admin", "planner")


@pytest.fixture(scope="module")
def service(demonstration):
    """The product with the demonstration loaded, instead of an empty one."""
    return demonstration


def test_every_list_of_the_home_page_shows_something_due(sign_ins, officer_at):
    emails, password = sign_ins
    for person in ("officer", "second-officer", "manager"):
        somebody = officer_at(who=person)
        somebody.sign_in(emails[person], password)
        sections = somebody.page.locator(".app-due__section")
        assert sections.count() >= 6
        for section in sections.all():
            heading = section.get_by_role("heading").inner_text()
            assert section.get_by_role("listitem").count(), f"nothing is due under “{heading}”"


@pytest.mark.parametrize("person", PEOPLE)
def test_every_place_and_the_first_record_of_every_list_is_fit_to_be_seen(person, sign_ins, officer_at):
    emails, password = sign_ins
    somebody = officer_at(size=DESKTOP, who=person)
    somebody.sign_in(emails[person], password)
    somebody.looks_at_size(PHONE)
    places = somebody.page.locator("#navigation a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert places[0] == "/"
    assert len(places) >= 4
    for place in places[1:]:
        somebody.sees_at_both_sizes(place)
        first = somebody.page.locator("main tbody a, main article h2 a").first
        if first.count():
            somebody.sees_at_both_sizes(first.get_attribute("href"))
