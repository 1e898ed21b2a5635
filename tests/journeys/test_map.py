"""An officer finds shops on the map by keyboard, opens one, and mends a shop whose place is in doubt."""

import re

import pytest

from tests.factories.imports import business, document
from tests.journeys.conftest import DESKTOP, PHONE, SHOTS

NAMES = {
    "1": ("Lantern <script>alert(1)</script>", "E8 4AE", "51.54328", "-0.07586"),
    "2": ("Two Doors East", "E8 4AE", "51.54328", "-0.07586"),
    "3": ("Far Hardware", "E8 1DY", "51.37220", "-0.09900"),
}


@pytest.fixture(scope="module")
def email(service, tmp_path_factory):
    """Three shops of Hackney: two at one door, and one whose position lies in Croydon."""
    service.command("places", "load")
    rows = [
        business(
            number,
            name.replace("<", "&lt;").replace(">", "&gt;"),
            f"<Geocode><Longitude>{longitude}</Longitude><Latitude>{latitude}</Latitude></Geocode>",
            PostCode=postcode,
        )
        for number, (name, postcode, latitude, longitude) in NAMES.items()
    ]
    file = tmp_path_factory.mktemp("register") / "register.xml"
    file.write_bytes(document(*rows))
    service.command("imports", "run", str(file), "--authority", "hackney")
    return service.add_officer("Merle Wayfarer", "officer", "hackney")


def test_the_map_is_walked_by_keyboard_and_a_place_in_doubt_is_mended(service, officer_at, email):
    officer = officer_at(size=DESKTOP)
    page = officer.page
    officer.sign_in(email)
    officer.go("/retailers/map")

    page.locator(".leaflet-marker-icon").first.wait_for()
    officer.sees("Showing 3 retailers.", "Two Doors East", "Round: independent")
    officer.look()

    skip = page.get_by_role("link", name="Skip the map")
    skip.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "same-list"

    group = page.get_by_role("button", name=re.compile("^2 retailers here: show them"))
    group.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("dialog", name="Retailers at this place").get_by_role("link", name=NAMES["1"][0])
    assert link.evaluate("element => element === document.activeElement")
    assert page.locator("#map script").count() == 0
    officer.look()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Retailers at this place").wait_for(state="detached")
    assert group.evaluate("element => element === document.activeElement")
    page.get_by_role("button", name="Zoom in", exact=True).wait_for()
    page.get_by_role("button", name="Zoom out", exact=True).wait_for()
    group.focus()
    page.keyboard.press("Space")
    link.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/retailers/[0-9a-f-]{36}$"))
    officer.sees(NAMES["1"][0])

    officer.go("/retailers/map?q=far")
    page.locator(".leaflet-marker-icon").first.wait_for()
    officer.sees("Showing 1 retailer.")
    page.get_by_role("button", name=re.compile("^Far Hardware, ")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Far Hardware").wait_for()
    page.screenshot(path=SHOTS / "map-popup.png")
    officer.looks_at_size(PHONE)

    officer.go("/retailers/misplaced")
    officer.sees("Far Hardware", "Its position is in Croydon, ")
    officer.follow("Position of Far Hardware")
    officer.fill("Latitude and longitude", "")
    officer.fill("Why is this corrected?", "The postcode is right, the position was not")
    officer.press("Save")
    officer.sees("Position corrected")
    officer.go("/retailers/misplaced")
    officer.sees("Nothing is in doubt here")
    officer.looks_at_size(DESKTOP)


def test_without_javascript_the_map_is_its_list(service, officer_at, email):
    officer = officer_at(javascript=False)
    officer.sign_in(email)
    officer.go("/retailers/map?q=two")
    officer.sees("The map needs JavaScript. The same retailers are in the list below.", "Two Doors East", "1 retailer")
    officer.sees_not("Far Hardware")
    officer.press("Show as a list")
    assert officer.path == "/retailers/?q=two"
