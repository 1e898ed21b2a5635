"""The narrowest screen, which is also a laptop at 400% zoom; and the keyboard alone."""

import re

import pytest

from tests.journeys.conftest import DESKTOP, NARROWEST, Officer, days_ago

SHOP = "Narrow Passage Newsagents, Ironmongers and Household Sundries of Invented Street"


@pytest.fixture
def email(service, request) -> str:
    return service.add_officer(request.node.name.replace("_", " ")[:60], "manager", "hackney")


def test_no_page_scrolls_sideways_on_the_narrowest_screen(email, officer_at):
    officer = officer_at(size=NARROWEST)
    officer.sign_in(email)
    for place in (
        "/retailers/",
        "/operations/",
        "/purchases/",
        "/training/",
        "/escalations/",
        "/letters/",
        "/visits/",
        "/visits/actions",
        "/visits/checklists",
        "/agreements/",
        "/agreements/texts",
        "/training/calendar",
        "/training/courses",
        "/due/invite",
        "/due/refresh",
        "/due/lapsing",
        "/adoption",
        "/letters/owed",
        "/letters/runs",
    ):
        officer.go(place)
    officer.go("/retailers/new?q=Narrow+Passage")
    officer.choose("What is it?", "Premises")
    officer.fill("Trading name", SHOP)
    officer.fill("Address line 1", "1234567890-Unbroken-Name-Of-A-House-Without-A-Single-Space, Invented Street")
    officer.fill("Postcode", "SW1A 1AA")
    officer.press("Add to the register")
    outlet = officer.path
    for part in ("visits", "purchases", "agreements", "training", "letters", "operators", "history"):
        officer.go(f"{outlet}/{part}")
    for form in (
        "visits/new",
        "purchases/new",
        "purchases/online",
        "agreements/new",
        "training/invite",
        "operators/confirm",
        "correct",
        "status",
    ):
        officer.go(f"{outlet}/{form}")
    for page in (
        "/imports/new",
        "/operations/new",
        "/volunteers/new",
        "/training/sessions/new",
        "/escalations/policy",
        "/escalations/export",
        "/visits/checklists/new",
        "/agreements/texts/new",
        "/agreements/policy/new",
        "/training/policy",
        "/training/calendar/link",
        "/sign/ABCD-EFGH-JK",
        "/certificates",
        "/responsible-retailers/hackney",
        "/account/",
        "/audit/",
        "/nowhere",
    ):
        officer.go(page, status=404 if page == "/nowhere" else 200)


WORK = (
    "/training/calendar",
    "/training/sessions",
    "/due/invite",
    "/due/refresh",
    "/due/lapsing",
    "/adoption",
    "/letters/owed",
)


def test_no_list_of_work_scrolls_sideways_on_the_narrowest_screen(email, officer_at):
    officer = officer_at(size=NARROWEST)
    officer.sign_in(email)
    for place in (*WORK, "/letters/runs", "/training/courses", "/training/policy", "/training/calendar/link"):
        officer.go(place)


def test_a_list_of_work_has_the_whole_width_of_the_sheet_when_printed(email, officer_at):
    officer = officer_at(size=DESKTOP)
    officer.sign_in(email)
    officer.page.emulate_media(media="print")
    for place in WORK:
        officer.go(place)
        assert not officer.page.locator(".app-filter").is_visible()
        share = officer.page.evaluate(
            "document.querySelector('.app-filter + div').offsetWidth / document.querySelector('main').offsetWidth"
        )
        assert share > 0.95, place


def test_the_keyboard_alone_reaches_and_submits_everything(email, officer_at):
    officer = officer_at(size=DESKTOP)
    page = officer.page
    officer.go("/account/sign-in")
    page.keyboard.press("Tab")
    assert _focused(officer) == "Skip to main content"
    page.keyboard.press("Enter")
    _tab_to(officer, "email")
    page.keyboard.type(email)
    _tab_to(officer, "password")
    page.keyboard.type("correct horse battery")
    _enter(officer)
    officer.sees("Home")

    _tab_to(officer, "Retailers")
    _enter(officer)
    assert officer.path == "/retailers/"
    page.keyboard.press("Tab")
    assert _focused(officer) == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert _focus_is_visible(officer)

    officer.go("/retailers/new?q=Keyboard+Stores")
    _tab_to(officer, "kind")
    page.keyboard.press("Space")
    _tab_to(officer, "address_1")
    page.keyboard.type("1 Keyboard Row")
    _tab_to(officer, "postcode")
    page.keyboard.type("SW1A 1AA")
    _enter(officer)
    officer.sees("Keyboard Stores added as")


def test_the_menu_of_a_phone_opens_by_keyboard(email, officer_at):
    officer = officer_at()
    officer.sign_in(email)
    assert not officer.page.get_by_role("link", name="Retailers", exact=True).is_visible()
    _tab_to(officer, "Menu")
    officer.page.keyboard.press("Enter")
    officer.page.get_by_role("link", name="Retailers", exact=True).wait_for()
    officer.look()
    _tab_to(officer, "Letters")
    _enter(officer)
    assert officer.path == "/letters/"


def test_a_form_with_mistakes_takes_the_keyboard_to_the_first_one(email, officer_at):
    officer = officer_at()
    officer.sign_in(email)
    officer.go("/training/sessions/new")
    officer.fill_day("Date", days_ago(-7))
    officer.press("Add session")
    officer.sees("There is a problem", "Enter where it is held")
    assert "govuk-error-summary" in officer.page.evaluate("document.activeElement.className")
    officer.page.get_by_role("link", name="Enter where it is held").focus()
    officer.page.keyboard.press("Enter")
    assert officer.page.evaluate("document.activeElement.id") == "venue"


def _focused(officer: Officer) -> str:
    return officer.page.evaluate(
        "(document.activeElement.innerText || document.activeElement.name || document.activeElement.id || '').trim()"
    )


def _tab_to(officer: Officer, wanted: str) -> None:
    """Press Tab until the control with this name, or these words, has the focus."""
    seen = []
    for _ in range(60):
        officer.page.keyboard.press("Tab")
        seen.append(_focused(officer))
        if re.fullmatch(rf"{re.escape(wanted)}(-\w+)?", seen[-1]):
            assert _focus_is_visible(officer), f"{wanted} does not show that it has the focus"
            return
    pytest.fail(f"Tab never came to {wanted}: {seen}")


def _focus_is_visible(officer: Officer) -> bool:
    """Say whether the focused control, or what is drawn for it, has an outline, a shadow or a ground of its own."""
    return officer.page.evaluate(
        """() => {
          const focused = document.activeElement;
          const drawn = [getComputedStyle(focused), getComputedStyle(focused, '::before'),
                         focused.nextElementSibling && getComputedStyle(focused.nextElementSibling, '::before')];
          return drawn.some(style => style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                            || style.boxShadow !== 'none'));
        }"""
    )


def _enter(officer: Officer) -> None:
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    officer.page.wait_for_load_state()
    officer.look()
