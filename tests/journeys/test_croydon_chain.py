"""The Croydon chain on a phone: visit, invitation, place, course, certificate, agreement, reminder a year later.

Everything is done on the pages, and the letters are read as the trader reads them. The clock moves twice: to the day of
the course, and to the month before its refresh is due.
"""

import re
from datetime import date, timedelta

import pytest

from tests.journeys.conftest import DESKTOP, NARROWEST, PHONE, Officer, Service, written
from tests.journeys.papers import pdf_text, set_the_letterhead

SHOP = "Coppice Lane Hardware"
COMPANY = "COPPICE LANE HARDWARE LIMITED"
TRADER, CAPACITY = "Ms Wilhelmina Ashgrove", "Director"
VENUE = "Invented Town Hall, Croydon"
TO_COURSE, TO_REFRESH = 20, 20 + 365 - 30
SHOWN_IN_A_LETTER = re.compile(r"/sign/([0-9A-Za-z-]+)")


def day_after(days: int) -> date:
    """Return the day so many days after today."""
    return date.today() + timedelta(days=days)  # noqa: DTZ011 - the server runs on this machine's day


@pytest.fixture(scope="module")
def service(tmp_path_factory, migrated):
    """The product on an empty database, not served yet: the journey serves it on three days."""
    return Service(tmp_path_factory.mktemp("croydon"), copy_of=migrated)


@pytest.mark.journey
def test_the_croydon_chain_from_the_visit_to_the_reminder_next_year(service, officer_at):
    emails = {
        "admin": service.add_officer("Ottoline Marchbanks", "administrator", "croydon"),
        "officer": service.add_officer("Ferdinand Okonjo", "officer", "croydon"),
    }
    with service.serving():
        _set_the_letterhead(officer_at, emails["admin"])
        officer = officer_at(who="visit")
        officer.sign_in(emails["officer"])
        _describe_the_officer(officer_at, emails["admin"])
        session = _add_a_session(officer)
        outlet = _add_the_shop(officer)
        _visit_and_invite(officer, outlet)
        _reply_and_book(officer, outlet)
        _confirm_the_place(officer)
    service.move_clock(TO_COURSE)
    with service.serving():
        officer = officer_at(who="course")
        officer.sign_in(emails["officer"])
        _hold_the_course(officer, session)
        code = _send_the_result(officer, session)
        _verify_the_certificate(officer_at, code)
        agreement = _offer_the_agreement(officer, outlet)
        _sign_by_link(officer_at, _link_of_the_letter(officer, agreement))
        _confirm_the_agreement(officer, agreement)
    service.move_clock(TO_REFRESH)
    with service.serving():
        officer = officer_at(who="next-year")
        officer.sign_in(emails["officer"])
        _remind(officer, outlet)


def _set_the_letterhead(officer_at, email: str) -> None:
    admin = officer_at(size=DESKTOP, who="admin")
    admin.sign_in(email)
    set_the_letterhead(admin, "Ottoline Marchbanks", borough="Croydon", address="8 Invented Walk\nCroydon\nCR0 1EA")


def _describe_the_officer(officer_at, email: str) -> None:
    """Give the officer the job title and telephone number that a letter needs."""
    admin = officer_at(size=DESKTOP, who="admin-again")
    admin.sign_in(email)
    admin.menu("Officers")
    admin.follow(re.compile("Ferdinand Okonjo"))
    admin.fill("Job title", "Trading Standards Officer")
    admin.fill("Telephone", "020 7946 0201")
    admin.press("Save changes")


def _add_a_session(officer: Officer) -> str:
    officer.menu("Training and agreements")
    officer.press("Add a training session")
    officer.fill_day("Date", day_after(TO_COURSE))
    officer.fill("Starts at", "10am")
    officer.fill("Venue", VENUE)
    officer.fill("Address of the venue", "2 Invented Street\nCroydon\nSW1A 1AA")
    officer.fill("Access at the venue", "Step-free entrance, hearing loop")
    officer.fill("Pass mark", "70")
    officer.fill("Places", "12")
    officer.press("Add session")
    officer.sees("Session added as", VENUE)
    return officer.path


def _add_the_shop(officer: Officer) -> str:
    officer.menu("Retailers")
    officer.press("Add a retailer")
    officer.page.get_by_role("searchbox").fill(SHOP)
    officer.press("Search")
    officer.choose("What is it?", "Premises")
    officer.fill("Address line 1", "14 Invented Lane")
    officer.fill("Town or city", "Croydon")
    officer.fill("Postcode", "SW1A 1AA")
    officer.press("Add to the register")
    outlet = officer.path
    officer.follow("Operators", within=".moj-sub-navigation")
    officer.press("Confirm the operator")
    officer.choose("Which legal entity operates it?", "A new legal entity")
    officer.choose(re.compile("What is it"), "Limited company")
    officer.fill("Full legal name", COMPANY)
    officer.fill("Company number", "99765432")
    officer.fill("Address for letters", "14 Invented Lane\nCroydon")
    officer.fill("Postcode", "SW1A 1AA")
    officer.fill_day("Operates it since", day_after(-800))
    officer.choose("How do you know?", "Companies House")
    officer.press("Confirm")
    officer.sees("Operator confirmed", COMPANY)
    return outlet


def _visit_and_invite(officer: Officer, outlet: str) -> None:
    """Record the personal visit at the counter, then write the letter that invites to the course."""
    officer.go(outlet)
    officer.press("Record a visit")
    officer.choose("What was the visit for?", "Advice visit")
    officer.fill("Who did you speak to?", TRADER)
    officer.fill("In what capacity?", CAPACITY)
    officer.choose("How are knives kept?", "Open shelf")
    officer.choose("Is a Challenge 25 poster on show?", "No")
    officer.choose("Responsible Retailer Agreement", "Offered; will consider")
    officer.choose("Training", "Offered; will consider")
    officer.fill("What the trader said to the offers", "“Send me the dates and I will see.”")
    officer.fill("What the law requires", "No knife may be sold to a person under 18.")
    officer.fill("Good practice", "Keep knives in a locked cabinet, and show a Challenge 25 poster.")
    officer.press("Save visit")
    officer.sees("Visit recorded as CRO-V-", TRADER, "Open shelf")
    officer.follow("Draft a letter about this visit")
    officer.follow("Training invitation")
    officer.page.get_by_label(re.compile(re.escape(VENUE))).first.check()
    officer.press("Save draft")
    officer.sees("Every check is passed")
    officer.press("Issue this letter")
    letter = pdf_text(officer.file("Open the letter to print (PDF)"))
    for words in (COMPANY, VENUE, "2 hours 30 minutes", "The training is voluntary"):
        assert words in letter, f"“{words}” is not in the invitation: {letter}"
    _record_as_posted(officer)


def _record_as_posted(officer: Officer) -> None:
    officer.press("Record how it was served")
    officer.choose("How it was served", "First class post")
    officer.press("Save")
    officer.sees("First class post", "Served")


def _reply_and_book(officer: Officer, outlet: str) -> None:
    """The invitation that the letter carried is on record; its answer is recorded, and a place is booked."""
    officer.go(f"{outlet}/training")
    officer.sees("No reply")
    officer.follow(re.compile("^Record reply"))
    officer.choose("What did they answer?", "Accepted")
    officer.fill_day("Day of the reply", day_after(0))
    officer.fill("Who answered?", f"{TRADER}, {CAPACITY}")
    officer.press("Save reply")
    officer.press("Book a place")
    officer.select_first("Session", VENUE)
    officer.fill("Who is the place for?", TRADER)
    officer.fill("In what capacity?", CAPACITY)
    officer.press("Book the place")
    officer.sees(f"Place booked for {TRADER}")


def _confirm_the_place(officer: Officer) -> None:
    """The letter that confirms the place is owed: it is written from the page that says so."""
    text = _write_what_is_owed(officer, TRADER)
    for words in (
        "Your training place is confirmed",
        VENUE,
        written(day_after(TO_COURSE)),
        "Step-free entrance",
        "examination",
    ):
        assert words.lower() in text.lower(), f"“{words}” is not in the confirmation: {text}"


def _write_what_is_owed(officer: Officer, who: str) -> str:
    """Write every letter that is owed, in one print run; return the words of all of them."""
    officer.menu("Letters")
    officer.follow("Letters owed", within=".moj-sub-navigation")
    officer.sees(who)
    officer.follow("Tick all")
    officer.press("Write the ticked letters")
    officer.sees("Nothing stands against them")
    officer.press("Issue the ticked letters")
    for _ in range(60):
        if officer.page.get_by_role("button", name="Download the letters to print (PDF)").count():
            break
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    officer.look()
    officer.sees("asked for = ", "0 with a problem")
    text = pdf_text(officer.file("Download the letters to print (PDF)"))
    officer.press("Record them as served")
    officer.choose(re.compile("How"), "First class post")
    officer.press(re.compile("^(Save|Record)"))
    return text


def _hold_the_course(officer: Officer, session: str) -> None:
    """Keep the register on the day, on the phone; the mark follows when the examination is marked."""
    officer.go(f"{session}/register")
    officer.sees(TRADER, SHOP)
    line = officer.page.get_by_role("group", name=TRADER)
    line.get_by_label("Present").check()
    line.get_by_label(re.compile("^Minutes")).fill("150")
    officer.press("Save the register")
    officer.go(f"{session}/register")
    officer.page.get_by_role("group", name=TRADER).get_by_label(re.compile("^Mark")).fill("85")
    officer.press("Save the register")
    officer.go(f"{session}/results")
    officer.sees("1 person passed", "85%")


def _send_the_result(officer: Officer, session: str) -> str:
    """Write the letter with the result, whose last page is the certificate; return the certificate's code."""
    text = _write_what_is_owed(officer, TRADER)
    for words in ("Result: pass", "85%", "Certificate of training", SHOP):
        assert words.lower() in text.lower(), f"“{words}” is not in the result: {text}"
    officer.go(f"{session}/results")
    certificate = pdf_text(officer.file(re.compile(r"CRO-.*\(PDF\)")))
    assert TRADER in certificate
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", certificate)[0]
    assert code in text
    return code


def _verify_the_certificate(officer_at, code: str) -> None:
    """Anybody can verify the certificate: no account, and nothing else is told."""
    anybody = officer_at(who="anybody")
    anybody.go("/certificates")
    anybody.fill("Code on the certificate", code.replace("-", " ").lower())
    anybody.press("Verify")
    anybody.sees(TRADER, SHOP, "Croydon")
    anybody.sees_not("85%", COMPANY)
    anybody.looks_at_size(DESKTOP)
    anybody.looks_at_size(NARROWEST)


def _offer_the_agreement(officer: Officer, outlet: str) -> str:
    officer.go(f"{outlet}/agreements/new")
    officer.choose("What does it cover?", "Sales in store")
    officer.choose("What happened?", "Offered")
    officer.fill_day("On which day?", day_after(TO_COURSE))
    officer.fill("Name", TRADER)
    officer.fill("In what capacity?", CAPACITY)
    officer.press("Save")
    officer.sees("Recorded as CRO-A-", "Offered, not answered")
    return officer.path


def _link_of_the_letter(officer: Officer, agreement: str) -> tuple[str, str]:
    """Write the letter with the one-time link; return the link and the code as they are printed."""
    text = _write_what_is_owed(officer, SHOP)
    assert "voluntary" in text
    path = SHOWN_IN_A_LETTER.search(text)
    assert path, text
    code = re.search(r"Short code: ([0-9A-Z]{4}-[0-9A-Z]{4})", text)
    assert code, text
    officer.go(agreement)
    officer.sees("Not used")
    return f"/sign/{path[1]}", code[1]


def _sign_by_link(officer_at, printed: tuple[str, str]) -> None:
    """The trader signs on a phone of their own: a wrong code says nothing, and the link works once."""
    path, code = printed
    trader = officer_at(size=PHONE, who="trader")
    trader.go(path)
    trader.sees_not(SHOP, "CRO-A-")
    trader.fill("Code", "0000-0000")
    trader.press("Continue")
    trader.sees("There is a problem")
    trader.sees_not(SHOP)
    trader.fill("Code", code.lower().replace("-", ""))
    trader.press("Continue")
    trader.sees(SHOP, "voluntary", "ASSESS")
    trader.press("Sign the agreement")
    trader.sees("There is a problem", "Enter your full name")
    trader.fill("Your full name", TRADER)
    trader.fill("In what capacity do you sign?", CAPACITY)
    trader.tick("What the agreement covers is right")
    trader.tick("I agree to the commitments above")
    trader.tick("I consent to be named on the public list of responsible retailers")
    trader.looks_at_size(NARROWEST)
    trader.looks_at_size(PHONE)
    trader.press("Sign the agreement")
    trader.sees("Agreement signed", "CRO-A-", SHOP)
    somebody = officer_at(size=PHONE, who="replay")
    somebody.go(path)
    somebody.fill("Code", code)
    somebody.press("Continue")
    somebody.sees("There is a problem")
    somebody.sees_not(SHOP)
    somebody.go("/responsible-retailers/croydon")
    somebody.sees(SHOP, "14 Invented Lane")
    somebody.sees_not(TRADER, COMPANY)
    assert SHOP in somebody.fetch("/responsible-retailers/croydon.json").text()


def _confirm_the_agreement(officer: Officer, agreement: str) -> None:
    officer.go(agreement)
    officer.sees("In force", TRADER)
    text = _write_what_is_owed(officer, SHOP)
    assert "certificate" in text.lower()
    assert SHOP in text


def _remind(officer: Officer, outlet: str) -> None:
    """A month before the refresh is due the retailer is on the list, and the reminder is written from there."""
    officer.sees(SHOP)
    officer.menu("Training and agreements")
    officer.follow("Refresh due", within=".moj-sub-navigation")
    officer.sees(SHOP)
    officer.page.get_by_label(re.compile(SHOP)).first.check()
    officer.press(re.compile("^Write"))
    officer.press("Issue the ticked letters")
    for _ in range(60):
        if officer.page.get_by_role("button", name="Download the letters to print (PDF)").count():
            break
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    text = pdf_text(officer.file("Download the letters to print (PDF)"))
    due = day_after(TO_COURSE)
    due = due.replace(year=due.year + 1)
    assert written(due) in text, text
    officer.go(outlet)
    officer.sees("Advice visit", "Signed", "Training reminder", "Passed")
    officer.looks_at_size(DESKTOP)
