"""The police plan an operation with a council; an officer of the council makes the test; nobody else sees any of it."""

import io
import re
import warnings
from datetime import date
from uuid import uuid4

from pypdf import PdfReader

from tests.journeys.conftest import DESKTOP, Officer, days_ago, written

SHOPS = ("Operation Kitchenware", "Operation Hardware", "Operation Stores")
CODE = "V11"
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
VOLUNTEER_NAME = "Sixtus Umber-Quill"


def test_the_police_plan_an_operation_with_a_council_and_see_its_results_and_no_more(service, officer_at):
    officer = officer_at(who="officer")
    officer.sign_in(service.add_officer("Hackney Officer", "officer", "hackney"))
    shops = [_add(officer, shop, number) for number, shop in enumerate(SHOPS, start=1)]
    kept_apart = _visit_and_agreement(officer, shops[0])

    planner = officer_at(size=DESKTOP, who="planner")
    planner.sign_in(service.add_officer("Police Planner", "police_planner", "metropolitan-police"))
    _register_volunteer(planner)
    operation = _plan(planner)
    _choose_targets(planner)
    _name_the_team(planner, operation)
    _look_at_the_sheet(planner, operation)

    purchase = _record_against_it(officer, operation)
    planner.go(operation)
    planner.sees("1 of 2 targets done", "Done", "Refused: ID asked for and none shown", purchase, "Open")
    planner.follow(purchase)
    test = planner.path
    planner.sees("Refused: ID asked for and none shown")
    planner.follow("Overview")
    planner.sees(SHOPS[0], purchase)
    planner.sees_not("Advice visit", "HAC-A-", "Ms Opal")
    for path in kept_apart:
        answers = {planner.fetch(one).status for one in (path, IDENTIFIER.sub(str(uuid4()), path))}
        assert len(answers) == 1, f"{path} tells that it exists: {answers}"
        assert answers <= {403, 404}, path

    stranger = officer_at(size=DESKTOP, who="stranger")
    stranger.sign_in(service.add_officer("Croydon Officer", "officer", "croydon"))
    stranger.menu("Operations")
    stranger.sees_not("Operation Kingfisher")
    for path in (operation, f"{operation}/sheet.pdf", test, *shops, *kept_apart):
        assert stranger.fetch(path).status == 404, path
    stranger.go(operation, status=404)
    stranger.sees("Page not found")


def _add(officer: Officer, shop: str, number: int) -> str:
    officer.go(f"/retailers/new?q={shop.replace(' ', '+')}")
    officer.choose("What is it?", "Premises")
    officer.fill("Address line 1", f"{number} Operation Row")
    officer.fill("Postcode", f"SW1A {number}AA")
    officer.press("Add to the register")
    officer.sees("added as")
    return officer.path


def _visit_and_agreement(officer: Officer, outlet: str) -> tuple[str, ...]:
    """Record what the police are not to see; return the addresses of it."""
    officer.go(f"{outlet}/visits/new")
    officer.choose("What was the visit for?", "Advice visit")
    officer.fill("Who did you speak to?", "Ms Opal")
    officer.choose("Responsible Retailer Agreement", "Offered and accepted")
    officer.press("Save visit")
    visit = officer.path
    officer.press("Record the signature")
    officer.press("Save")
    return visit, officer.path, f"{outlet}/visits", f"{outlet}/agreements", f"{outlet}/training", f"{outlet}/letters"


def _register_volunteer(planner: Officer) -> None:
    planner.menu("Operations")
    planner.press("Volunteers")
    planner.press("Register a volunteer")
    planner.fill("Code", CODE)
    planner.fill("Full name", VOLUNTEER_NAME)
    planner.fill_day("Date of birth", date(date.today().year - 16, 1, 9))  # noqa: DTZ011
    planner.press("Register volunteer")


def _plan(planner: Officer) -> str:
    planner.menu("Operations")
    planner.press("Plan an operation")
    authority = planner.control("Authority whose outlets are tested")
    authority.fill("Hackney")
    planner.page.get_by_role("option", name=re.compile("Hackney")).first.click()
    planner.fill("Name of the operation", "Operation Kingfisher")
    planner.choose("Purpose", "Intelligence-led: outlets picked for what is known of them")
    planner.fill("Why the operation is held", "Complaints from two schools about knives sold nearby.")
    planner.fill_day("First day", days_ago(1))
    planner.fill_day("Last day", days_ago(-6))
    planner.fill("Area", "SW1A")
    planner.fill("What to ask for", "a kitchen knife with a fixed blade")
    planner.fill("Lead officer", "Sergeant Invented")
    planner.choose("Is an authorisation for directed surveillance (RIPA) needed?", "Not needed")
    planner.fill("Why none is needed", "The tests are overt and no relationship is made.")
    planner.fill("Volunteer’s code", CODE)
    planner.press("Save plan")
    planner.sees("Operation Kingfisher", "Intelligence-led", "No target is chosen yet", CODE)
    return planner.path


def _choose_targets(planner: Officer) -> None:
    planner.press("Choose targets")
    planner.sees("3 outlets to choose from", "Never tested", "No Responsible Retailer Agreement")
    first = planner.page.locator("tbody tr").first.inner_text()
    assert SHOPS[0] not in first, "an outlet that holds an agreement is not at the top"
    planner.page.get_by_role("checkbox", name=re.compile(SHOPS[0])).check()
    planner.page.get_by_role("checkbox", name=re.compile(SHOPS[1])).check()
    planner.press("Add to the targets")
    planner.sees("2 targets added", "0 of 2 targets done")
    planner.open_details("why?")
    planner.sees("Never tested")


def _name_the_team(planner: Officer, operation: str) -> None:
    planner.sees("Nobody on the team looks after the volunteer’s welfare")
    planner.follow("Change the team")
    planner.fill("Name", "Constable Careful")
    planner.choose("Part", "Welfare officer, with the volunteer")
    planner.press("Add to the team")
    planner.sees("Constable Careful")
    planner.go(operation)
    planner.sees("Constable Careful", "Welfare officer")


def _look_at_the_sheet(planner: Officer, operation: str) -> None:
    sheet = planner.file("Print the target sheet (PDF)")
    assert sheet.startswith(b"%PDF")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages).split())
    for words in ("Operation Kingfisher", SHOPS[0], SHOPS[1], CODE, "Constable Careful", "Never tested"):
        assert words in text, f"“{words}” is not on the sheet: {text}"
    for word in VOLUNTEER_NAME.split():
        assert word not in text


def _record_against_it(officer: Officer, operation: str) -> str:
    """Record the test from the page of the operation, as an officer of the council; return its reference."""
    officer.menu("Operations")
    officer.follow("Operation Kingfisher")
    assert officer.path == operation
    officer.follow(f"Record the test at {SHOPS[0]}")
    officer.choose("Kind of test", "Underage test purchase")
    officer.choose("Outcome", "Refused: ID asked for and none shown")
    assert officer.control("Volunteer’s code").input_value() == CODE
    officer.fill_day("Date of the test", days_ago(0))
    officer.control("Kind of product").select_option(index=1)
    assert "Operation Kingfisher" in officer.control("Operation").locator("option:checked").inner_text()
    officer.press("Save test purchase")
    officer.sees("Operation Kingfisher", written(days_ago(0)))
    return re.search(r"HAC-TP-\d{4}-\d+", officer.words())[0]
