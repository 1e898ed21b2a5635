"""The whole main job as an officer does it with a phone in one hand: from an empty database to the written warning.

Everything is done on the pages: no database shell. The one command is the one that makes the first administrator.
Nothing invented is ever recorded of a real shop: the outcomes belong to shops that the journey invents.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.journeys.conftest import DESKTOP, ROOT, Officer, days_ago, written
from tests.journeys.importing import bring_in
from tests.journeys.papers import pdf_text, set_the_letterhead

REAL = ROOT.parent / "shared" / "data" / "fhrs" / "FHRS512en-GB_hackney_2020-08-08.xml"
SHOP = "Wisteria Household Goods"
COMPANY = "WISTERIA HOUSEHOLD GOODS LIMITED"
COMPANY_NUMBER = "99123456"
ONLINE_SHOP = "Wren and Willow Blades"
VOLUNTEER = "V07"
VOLUNTEER_NAME = "Perpetua Nightingale-Moss"
LATEST_SALE, EARLIER_SALE = days_ago(6), days_ago(75)
COURSE_DAY = days_ago(3)

INVENTED = """<?xml version="1.0" encoding="utf-8"?>
<FHRSEstablishment>
  <Header><ExtractDate>2026-01-05</ExtractDate><ItemCount>2</ItemCount><ReturnCode>Success</ReturnCode></Header>
  <EstablishmentCollection>
    <EstablishmentDetail>
      <FHRSID>990001</FHRSID><LocalAuthorityBusinessID>INV/1</LocalAuthorityBusinessID>
      <BusinessName>Invented Corner Stores</BusinessName>
      <BusinessType>Retailers - other</BusinessType><BusinessTypeID>4613</BusinessTypeID>
      <AddressLine1>1 Nowhere Street</AddressLine1><AddressLine2>Hackney</AddressLine2><PostCode>E8 1EA</PostCode>
      <RatingValue>5</RatingValue><LocalAuthorityCode>512</LocalAuthorityCode>
      <LocalAuthorityName>Hackney</LocalAuthorityName><Scores/><SchemeType>FHRS</SchemeType><Geocode/>
    </EstablishmentDetail>
    <EstablishmentDetail>
      <FHRSID>990002</FHRSID><LocalAuthorityBusinessID>INV/2</LocalAuthorityBusinessID>
      <BusinessName>Made-up Cafe</BusinessName>
      <BusinessType>Restaurant/Cafe/Canteen</BusinessType><BusinessTypeID>1</BusinessTypeID>
      <AddressLine1>2 Nowhere Street</AddressLine1><AddressLine2>Hackney</AddressLine2><PostCode>E8 1EA</PostCode>
      <RatingValue>4</RatingValue><LocalAuthorityCode>512</LocalAuthorityCode>
      <LocalAuthorityName>Hackney</LocalAuthorityName><Scores/><SchemeType>FHRS</SchemeType><Geocode/>
    </EstablishmentDetail>
  </EstablishmentCollection>
</FHRSEstablishment>
"""


@pytest.fixture(scope="module")
def invented_register(tmp_path_factory) -> Path:
    register = tmp_path_factory.mktemp("register") / "FHRS512en-GB.xml"
    register.write_text(INVENTED)
    return register


@pytest.fixture(scope="module")
def people(service) -> dict[str, str]:
    """Who signs in, by the name of their part. The administrator is made by command, the others on the page."""
    return {"admin": service.add_officer("Morwenna Tregarth", "administrator", "hackney")}


def test_the_administrator_lets_the_others_in_and_sets_the_letterhead(officer_at, people):
    admin = officer_at(size=DESKTOP)
    admin.sign_in(people["admin"])
    people["officer"] = _invite(admin, officer_at, "Oluwaseun Fairweather", "Officer", "Trading Standards Officer")
    people["manager"] = _invite(admin, officer_at, "Bettina Rosemont", "Manager", "Trading Standards Manager")
    set_the_letterhead(admin, "Morwenna Tregarth", borough="Hackney", address="1 Invented Place\nLondon\nE8 1EA")


def _invite(admin: Officer, officer_at, name: str, role: str, job_title: str) -> str:
    """Add an officer on the page, and let them choose their own password; return the address they sign in with."""
    email = f"{name.lower().replace(' ', '.')}@hackney.example"
    admin.menu("Officers")
    admin.press("Add an officer")
    admin.fill("Name", name)
    admin.fill("E-mail address", email)
    admin.select("Role", role)
    admin.fill("Job title", job_title)
    admin.fill("Telephone", "020 7946 0101")
    admin.press("Add officer")
    temporary = re.search(rf"Temporary password for {name}: (\S+), to be passed on", admin.words())[1]
    newcomer = officer_at()
    newcomer.sign_in(email, temporary)
    newcomer.sees("Change your password")
    newcomer.fill("Current password", temporary)
    newcomer.fill("New password", "correct horse battery")
    newcomer.fill("New password again", "correct horse battery")
    newcomer.press("Change password")
    newcomer.sees("Password changed")
    return email


@pytest.mark.shared_data
@pytest.mark.journey
def test_the_whole_main_job_on_the_real_register_of_hackney(officer_at, people):
    if not REAL.exists():
        pytest.skip("the real register of Hackney is not beside the checkout (../shared/data/fhrs)")
    officer, manager = _sign_in(officer_at, people)
    _bring_in_the_register(officer, REAL, added=704, find="londis")
    _do_the_whole_job(officer, manager, SHOP, COMPANY, COMPANY_NUMBER, VOLUNTEER, ONLINE_SHOP)


@pytest.mark.journey
def test_the_whole_main_job_on_an_invented_register(officer_at, people, invented_register):
    officer, manager = _sign_in(officer_at, people)
    officer.go("/imports/new")
    bring_in(officer, invented_register)
    officer.menu("Retailers")
    officer.fill("Search", "invented corner")
    officer.press("Search")
    officer.sees("1 retailer", "Invented Corner Stores")
    _do_the_whole_job(
        officer, manager, "Larch Lane Hardware", "LARCH LANE HARDWARE LIMITED", "99654321", "V08", "Larch Online Tools"
    )


def _sign_in(officer_at, people: dict[str, str]) -> tuple[Officer, Officer]:
    if "officer" not in people:
        pytest.fail("the journey of the administrator comes first")
    officer, manager = officer_at(who="officer"), officer_at(who="manager")
    officer.sign_in(people["officer"])
    manager.sign_in(people["manager"])
    return officer, manager


def _bring_in_the_register(officer: Officer, register: Path, *, added: int, find: str) -> None:
    officer.menu("Retailers")
    officer.sees("There are no retailers yet")
    officer.press(re.compile("^Import a "))
    bring_in(officer, register)
    officer.sees(f"Added {added}")
    officer.menu("Home")
    officer.fill("Find a retailer", find)
    officer.press("Search")
    officer.sees(f"for “{find}”")
    row = officer.page.locator("tbody tr").first
    postcode = re.search(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b", row.inner_text())[0]
    officer.fill("Search", postcode)
    officer.press("Search")
    officer.sees(f"for “{postcode}”", postcode)
    officer.follow(row.get_by_role("link").first.inner_text())
    officer.sees("Operator not confirmed", "Added from the food hygiene register")


def _do_the_whole_job(
    officer: Officer, manager: Officer, shop: str, company: str, number: str, code: str, online: str
) -> None:
    outlet = _add_the_shop(officer, shop, number)
    _confirm_the_operator(officer, outlet, company, number)
    _visit(officer, outlet)
    _train(officer, outlet, shop)
    _register_a_volunteer(manager, code)
    latest = _test_in_store(officer, outlet, LATEST_SALE, code)
    earlier = _test_in_store(officer, outlet, EARLIER_SALE, code)
    refused = _test_in_store(officer, outlet, days_ago(30), code, outcome="Refused: ID asked for and none shown")
    _test_online(officer, online, code)
    _look_at_the_list(officer, shop, company, counted=(latest, earlier), left_out=refused)
    letter = _warn(officer, latest, company)
    officer.go(outlet)
    officer.sees(
        letter, latest, earlier, refused, "Visit", "Training", "Signed", written(LATEST_SALE), written(EARLIER_SALE)
    )
    officer.looks_at_size(DESKTOP)


def _add_the_shop(officer: Officer, shop: str, number: str) -> str:
    """Search first, then add the invented shop; return the address of its page."""
    officer.menu("Retailers")
    officer.press("Add a retailer")
    officer.page.get_by_role("searchbox").fill(shop)
    officer.press("Search")
    officer.sees("Nothing on the register matches")
    officer.choose("What is it?", "Premises")
    officer.fill("Address line 1", f"{number[-2:]} Invented Row")
    officer.fill("Town or city", "London")
    officer.fill("Postcode", "SW1A 1AA")
    officer.press("Add to the register")
    officer.sees(f"{shop} added as", "SW1A 1AA")
    return officer.path


def _confirm_the_operator(officer: Officer, outlet: str, company: str, number: str) -> None:
    _part(officer, "Operators")
    officer.press("Confirm the operator")
    officer.choose("Which legal entity operates it?", "A new legal entity")
    officer.choose(re.compile("What is it"), "Limited company")
    officer.fill("Full legal name", company)
    officer.fill("Company number", number)
    officer.fill("Address for letters", "2 Registered Row\nLondon")
    officer.fill("Postcode", "SW1A 1AA")
    officer.fill_day("Operates it since", days_ago(800))
    officer.choose("How do you know?", "Companies House")
    officer.press("Confirm")
    officer.sees("Operator confirmed", company, number)
    officer.go(outlet)


def _visit(officer: Officer, outlet: str) -> None:
    """Record a visit, then the signature and the invitation that it leads to."""
    officer.press("Record a visit")
    officer.choose("What was the visit for?", "Advice visit")
    officer.fill("Who did you speak to?", "Ms Hollis")
    officer.fill("In what capacity?", "Director")
    officer.choose("How are knives kept?", "Locked cabinet")
    officer.choose("Is a Challenge 25 poster on show?", "No")
    officer.choose("Did you see a refusals log?", "No")
    officer.choose("Responsible Retailer Agreement", "Offered and accepted")
    officer.choose("Training", "Offered and accepted")
    officer.fill("What the law requires", "No knife may be sold to a person under 18.")
    officer.press("Save visit")
    officer.sees("Visit recorded as HAC-V-")
    visit = officer.path
    officer.press("Record the signature")
    officer.sees("Carried over from your visit")
    assert officer.control("Name").input_value() == "Ms Hollis"
    officer.press("Save")
    officer.sees("Recorded as HAC-A-", "In force", "Signed by Ms Hollis")
    officer.go(visit)
    officer.press("Record the training invitation that was accepted")
    officer.press("Save invitation")
    officer.sees("Accepted")
    officer.go(outlet)


def _train(officer: Officer, outlet: str, shop: str) -> None:
    """Add a session, book a place, and record who attended for how long with which mark."""
    officer.menu("Training and agreements")
    officer.sees(shop)
    officer.press("Add a training session")
    officer.fill_day("Date", COURSE_DAY)
    officer.fill("Starts at", "2pm")
    officer.fill("Venue", f"Invented Hall for {shop}")
    officer.fill("Pass mark", "70")
    officer.fill("Places", "12")
    officer.press("Add session")
    session = officer.path
    officer.go(outlet)
    _part(officer, "Training")
    officer.press("Book a place")
    option = officer.page.locator("select option", has_text=f"Invented Hall for {shop}").first
    officer.control("Session").select_option(value=option.get_attribute("value"))
    officer.fill("Who is the place for?", "Ms Hollis")
    officer.fill("In what capacity?", "Director")
    officer.press("Book the place")
    officer.go(session)
    officer.follow("Record Ms Hollis")
    officer.choose("What happened?", "Attended")
    officer.fill("Minutes attended", "150")
    officer.fill("Examination mark", "84")
    officer.press("Save")
    officer.sees("Passed")


def _part(officer: Officer, part: str) -> None:
    """Go to a part of the retailer's record."""
    officer.follow(part, within=".moj-sub-navigation")


def _register_a_volunteer(manager: Officer, code: str) -> None:
    today = date.today()  # noqa: DTZ011
    manager.menu("Operations")
    manager.press("Volunteers")
    manager.press("Register a volunteer")
    manager.fill("Code", code)
    manager.fill("Full name", VOLUNTEER_NAME)
    manager.fill_day("Date of birth", date(today.year - 16, 1, 9))
    manager.fill("Parent or guardian", "Mr Nightingale-Moss")
    manager.press("Register volunteer")
    manager.sees(code)
    manager.sees_not(VOLUNTEER_NAME)


def _test_in_store(officer: Officer, outlet: str, day: date, code: str, *, outcome: str = "Sold: no challenge") -> str:
    """Record an underage test purchase; return its reference."""
    officer.go(outlet)
    officer.press("Record a test purchase")
    officer.choose("Kind of test", "Underage test purchase")
    officer.choose("Outcome", outcome)
    officer.fill("Time in", "14:05")
    officer.fill("Time out", "14:12")
    officer.fill("Words spoken", "“Anything else?” “No, just this.”")
    officer.choose("Was the buyer’s age asked?", "No")
    officer.fill("Volunteer’s code", code)
    officer.control("Kind of product").select_option(index=1)
    officer.fill_day("Date of the test", day)
    officer.press("Save test purchase")
    reference = re.search(r"Test purchase (HAC-TP-\d{4}-\d+) recorded", officer.words())
    assert reference, officer.words()[:1500]
    officer.sees(outcome, written(day), "16 years")
    officer.sees_not(VOLUNTEER_NAME)
    officer.go(f"{officer.path}/record/product")
    officer.fill("Product", "Kitchen knife with a 20 cm blade")
    officer.press("Save")
    return reference[1]


def _test_online(officer: Officer, shop: str, code: str) -> None:
    """Record an order from an invented online shop, then its hand-over, which is a result of its own."""
    officer.menu("Retailers")
    officer.press("Add a retailer")
    officer.page.get_by_role("searchbox").fill(shop)
    officer.press("Search")
    officer.choose("What is it?", "Online shop")
    officer.fill("Web address", f"https://www.{shop.lower().replace(' ', '-')}.example/knives")
    officer.press("Add to the register")
    officer.sees(f"{shop} added as")
    officer.press("Record a test purchase")
    officer.choose("Kind of test", "Online order, volunteer under 18")
    officer.choose("Outcome of the order", "Order accepted: no challenge")
    officer.fill("Volunteer’s code", code)
    officer.fill_day("Date of the test", days_ago(20))
    officer.control("Kind of product").select_option(index=1)
    officer.choose("How it is sold and delivered", "Home delivery")
    officer.choose("Where it is sent", re.compile("residential premises"))
    officer.press("Save test purchase")
    officer.sees("Stages", "Each stage has its own day and result")
    officer.follow("Delivery or collection")
    officer.choose("How it ended", "Left unattended")
    officer.fill_day("Day of the hand-over", days_ago(17))
    officer.press("Save hand-over")
    officer.sees("Left unattended", written(days_ago(17)))


def _look_at_the_list(officer: Officer, shop: str, company: str, *, counted: tuple[str, ...], left_out: str) -> None:
    officer.menu("Enforcement")
    card = officer.page.get_by_role("article", name=shop)
    card.locator("summary", has_text="left out, and why").click()
    words = " ".join(card.inner_text().split())
    for text in (
        company,
        "Rung reached: For a manager to consider a caution",
        "The 2 sales that count",
        *counted,
        left_out,
        "Left out:",
    ):
        assert text in words, f"“{text}” is not in {words}"
    before, after = words.split("left out, and why")
    assert left_out in after
    assert left_out not in before
    officer.look()


def _warn(officer: Officer, purchase: str, company: str) -> str:
    """Draft, look at, issue, print twice and serve the written warning; return its reference."""
    officer.follow(purchase)
    officer.press("Write a letter")
    officer.follow("Written warning")
    officer.sees("Written warning: what it says", company)
    if not officer.control("What was sold or asked for").input_value():
        officer.fill("What was sold or asked for", "a kitchen knife with a 20 cm blade")
    officer.press("Save draft")
    officer.sees("Every check is passed")
    draft = officer.file("Look at the draft (PDF)")
    assert draft.startswith(b"%PDF")
    officer.press("Issue this letter")
    reference = re.search(r"(HAC-L-\d{4}-\d+) is issued", officer.words())[1]
    first, again = (officer.file("Open the letter to print (PDF)") for _ in range(2))
    assert first == again
    assert first.startswith(b"%PDF")
    text = pdf_text(first)
    for words in (company, reference, written(LATEST_SALE)):
        assert words in text, f"“{words}” is not in the letter: {text[:2000]}"
    assert "warning" in text.lower()
    assert VOLUNTEER_NAME not in text
    officer.press("Record how it was served")
    officer.choose("How it was served", "First class post")
    officer.press("Save")
    officer.sees("First class post", "Served")
    return reference
