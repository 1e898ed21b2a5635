"""A visit recorded, a mistake mended and a list taken away, on a phone that runs no script."""

from tests.journeys.conftest import days_ago, written

SHOP = "Plain Page Provisions"


def test_everything_works_without_javascript(service, officer_at):
    email = service.add_officer("Plain Pages", "officer", "hackney")
    officer = officer_at(javascript=False)
    officer.go("/retailers/")
    officer.fill("E-mail address", email)
    officer.fill("Password", "correct horse battery")
    officer.press("Sign in")
    assert officer.path == "/retailers/"

    officer.press("Add a retailer")
    officer.fill("Name, address, postcode or web address", SHOP)
    officer.press("Search")
    officer.choose("What is it?", "Premises")
    officer.fill("Address line 1", "3 Plain Row")
    officer.fill("Postcode", "sw1a1aa")
    officer.press("Add to the register")
    officer.menu("Home")
    officer.fill("Find a retailer", "SW1A 1AA")
    officer.press("Search")
    officer.sees("1 retailer", SHOP)
    officer.follow(SHOP)
    outlet = officer.path

    officer.press("Record a visit")
    officer.fill_day("Date of the visit", ("31", "February", "2026"))
    officer.fill("Time you came", "half past two")
    officer.choose("What was the visit for?", "Follow-up")
    officer.fill("Who did you speak to?", "Ms Plain")
    officer.choose("How are knives kept?", "Open shelf near the exit")
    officer.choose("Training", "Offered and declined")
    officer.fill("What the trader said to the offers", "“We have no time for it this year.”")
    officer.press("Save visit")
    officer.sees("There is a problem", "Date of the visit must be a real date", "Time you came must be a time")
    assert officer.page.title().startswith("Error: ")
    assert officer.group("Date of the visit").get_by_label("Month").input_value() == "February"
    assert officer.control("Time you came").input_value() == "half past two"
    assert officer.control("Who did you speak to?").input_value() == "Ms Plain"
    assert officer.group("How are knives kept?").get_by_label("Open shelf near the exit").is_checked()
    assert "no time for it" in officer.control("What the trader said to the offers").input_value()
    officer.page.get_by_role("link", name="Date of the visit must be a real date").click()
    assert officer.page.evaluate("document.activeElement.id") == "visited_on-day"

    officer.fill_day("Date of the visit", days_ago(1))
    officer.fill("Time you came", "2:30pm")
    officer.press("Save visit")
    officer.sees("Visit recorded as HAC-V-", "14:30", "Open shelf near the exit", "Ms Plain")
    officer.go(outlet)
    officer.sees(written(days_ago(1)), "Visit")

    officer.menu("Enforcement")
    officer.press("Print or export this list")
    officer.choose("What do you need?", "Spreadsheet (CSV)")
    officer.press("Make the list")
    officer.sees("Say why you need the list")
    officer.fill("Why do you need it?", "For the meeting of the partnership")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("button", name="Make the list").click()
    assert download.value.suggested_filename.endswith(".csv")
    assert "outlet_reference" in download.value.path().read_text()

    officer.sign_out()
    officer.go("/retailers/")
    officer.sees("Sign in")
