"""The demonstration as whoever tries the product out meets it: every place, and the first record of every list."""

import re

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Officer, Service

PEOPLE = ("officer", "manager", "clerk", "viewer", "admin", "planner")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The product with the demonstration loaded, instead of an empty one."""
    service = Service(tmp_path_factory.mktemp("demonstration"))
    service.command("db", "upgrade")
    assert "Loaded the demonstration" in service.command("demo", "load")
    with service.serving():
        yield service


@pytest.fixture(scope="module")
def sign_ins(service) -> tuple[dict[str, str], str]:
    """Who may sign in, as the command prints it: addresses by part, and the password of them all."""
    said = service.command("demo", "sign-ins")
    password = re.search("“(.+)”", said)[1]
    return {email.partition("@")[0]: email for email in re.findall(r"\S+@\S+", said)}, password


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
        _see(somebody, place)
        first = somebody.page.locator("main tbody a, main article h2 a").first
        if first.count():
            _see(somebody, first.get_attribute("href"))


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
            _see(manager, page)
    assert len(seen - set(places)) >= 12
    for page in ("/agreements/policy", "/training/policy", "/certificates", "/responsible-retailers/demo"):
        _see(manager, page)


def _see(somebody: Officer, path: str) -> None:
    somebody.page.set_viewport_size(DESKTOP)
    somebody.go(path)
    somebody.looks_at_size(PHONE)


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
