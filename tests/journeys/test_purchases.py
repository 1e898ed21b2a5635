"""Test purchases as officers make and finish them with a phone in one hand, and what each can and cannot prove.

Seven tests: an underage sale, a refusal, a Challenge 25 fail, an intercepted one, an aborted one, an online order to a
flat handed to a child, and the same to a mailbox. The shops and people are those of the demonstration.
"""

import re
from datetime import date

import pytest

from compliance.demo.rules import PREMISES, businesses
from compliance.purchases.rules.reviews import CHECKS
from tests.journeys.conftest import DESKTOP, Officer, days_ago, written
from tests.journeys.papers import pdf_text

S141A, S141B = "Criminal Justice Act 1988, section 141A", "Criminal Justice Act 1988, section 141B"
S38, S39, S42 = (f"Offensive Weapons Act 2019, section {number}" for number in (38, 39, 42))
CAN, NOT_YET, CANNOT = "Can prove", "Not yet", "Cannot prove"
VOLUNTEERS = ("Morgan Featherlight", "Jules Copperthwaite", "Alex Merriweather")
SHOP = businesses()[140].name
ONLINE_SHOP = businesses()[PREMISES + 5].name

TURN_AWAY = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""What a browser does when its officer turns to something else, or closes it."""

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def service(demonstration):
    """The product with the demonstration loaded, instead of an empty one."""
    return demonstration


@pytest.fixture
def at(sign_ins, officer_at):
    """Return a function that signs somebody of the demonstration in at a phone."""
    emails, password = sign_ins

    def sign_in(person: str) -> Officer:
        somebody = officer_at(who=person)
        somebody.sign_in(emails[person], password)
        somebody.password = password
        return somebody

    return sign_in


def find(officer: Officer, shop: str) -> str:
    """Find a shop by its name and return the address of its page."""
    officer.menu("Home")
    officer.fill("Find a retailer", shop)
    officer.press("Search")
    officer.follow(shop)
    return officer.path


def at_the_counter(officer: Officer, kind: str, outcome: str, day: date, **answers: str) -> str:
    """Record what only the counter shows; return the address of the test."""
    find(officer, SHOP)
    officer.press("Record a test purchase")
    officer.choose("Kind of test", kind)
    officer.choose("Outcome", outcome)
    officer.fill("Time in", "14:05")
    officer.fill("Time out", "14:09")
    officer.fill("Words spoken", "“Just this?” “Yes, please.”")
    officer.choose("Was the buyer’s age asked?", answers.get("age_asked", "No"))
    officer.choose("Was ID asked for?", answers.get("id_asked", "No"))
    officer.choose("Did a till prompt appear?", "No")
    officer.fill("Who served", "A man of about 40 with a green apron")
    officer.fill("Till number", "2")
    if "price" in answers:
        officer.fill("Price", answers["price"])
    if "reached" in answers:
        officer.fill("Who held the item on the way to the officer", answers["code"])
        officer.fill("When the item reached the officer", answers["reached"])
    officer.fill("Volunteer’s code", answers.get("code", "V01"))
    officer.select_first("Kind of product", "Kitchen knife")
    officer.fill_day("Date of the test", day)
    officer.select_first("Second officer", "Callum Oyelaran")
    if "why" in answers:
        officer.fill("If void or aborted, why", answers["why"])
    officer.press("Save test purchase")
    officer.sees("recorded", outcome, written(day))
    officer.sees_not(*VOLUNTEERS)
    return officer.path


def section(officer: Officer, name: str) -> None:
    """Go to a part of the record of a test."""
    officer.follow(name, within=".moj-sub-navigation")


def proves(officer: Officer, **verdicts: str) -> None:
    """See on “What it proves” just these verdicts, by the provision."""
    section(officer, "What it proves")
    said = officer.page.locator("main").inner_text()
    officer.sees_not(*VOLUNTEERS)
    for provision, verdict in verdicts.items():
        assert verdict_of(officer, provision) == verdict, f"{provision}: {said[:4000]}"


def verdict_of(officer: Officer, provision: str) -> str:
    """Return the verdict that stands beside a provision."""
    head = officer.page.locator("th[scope=row]").filter(has_text=re.compile(rf"{re.escape(provision)}(?![0-9A-Z])"))
    return head.first.locator("xpath=../td[1]").inner_text().strip()


def sign_account(officer: Officer, test: str, words: str, unseen: str = "") -> None:
    """Write and sign an account; the other officer's words must not be seen before."""
    officer.go(test)
    section(officer, "Accounts")
    if unseen:
        officer.sees_not(unseen)
    officer.press("Write your account")
    officer.page.get_by_role("textbox", name="Your account").fill(words)
    officer.page.evaluate(TURN_AWAY)
    officer.page.get_by_text("Draft kept at").wait_for()
    officer.press("Save and go on to sign")
    officer.tick("I declare this")
    officer.fill("Your password", officer.password)
    officer.press("Sign account")
    officer.sees("is signed")


def test_an_underage_sale_is_recorded_accounted_for_and_reviewed(at):
    officer, second, manager = at("officer"), at("second-officer"), at("manager")
    day = days_ago(3)
    test = at_the_counter(
        officer, "Underage test purchase", "Sold: no challenge", day, price="6.99", code="V01", reached="14:10"
    )
    officer.sees("sections done")
    fill_the_sections(officer, test)
    officer.looks_at_size(DESKTOP)
    proves(officer, **{S141A: CAN, S38: CANNOT, S39: CANNOT, S42: CANNOT})
    officer.sees("Last day to prosecute")
    sign_account(officer, test, "I saw V01 come out and hand me the knife at ten past two.")
    sign_account(second, test, "I stood behind V01. Nobody asked about age.", unseen="hand me the knife")
    section(second, "Accounts")
    second.sees("hand me the knife", "Nobody asked about age")
    review(manager, test)
    sheet = pdf_text(officer.fetch(f"{test}/sheet.pdf").body())
    for words in ("Larkblade", "hand me the knife", "Nobody asked about age", "14:10", "V01"):
        assert words in sheet, f"“{words}” is not on the record sheet"
    assert not any(name in sheet for name in VOLUNTEERS)
    officer.menu("Home")
    officer.sees(SHOP)


def fill_the_sections(officer: Officer, test: str) -> None:
    """Record the rest, a section at a time."""
    officer.go(f"{test}/record/product")
    officer.fill("Product", "Kitchen knife")
    officer.fill("Brand", "Larkblade")
    officer.fill("Length of the cutting edge", "203")
    officer.choose("Is it a folding pocket-knife?", "No")
    officer.press("Save")
    officer.go(f"{test}/record/display")
    officer.fill("Where it was displayed", "End of the second aisle, beside the tea towels")
    officer.choose("How it was kept", re.compile("[Oo]pen"))
    officer.choose("Was a Challenge 25 poster to be seen?", "No")
    officer.press("Save")
    officer.go(f"{test}/record/payment")
    officer.choose("How it was paid", "Cash")
    officer.choose("Was a receipt given?", "Yes")
    officer.press("Save")
    officer.go(f"{test}/record/welfare")
    officer.choose("Was the volunteer debriefed?", "Yes")
    officer.fill("How the volunteer was", "V01 was calm and well")
    officer.press("Save")
    officer.go(test)
    officer.sees("Larkblade", "203")


def review(manager: Officer, test: str) -> None:
    """Review a test as a supervisor who did not make it."""
    manager.go(test)
    section(manager, "Accounts")
    manager.press("Review this test")
    for question in CHECKS.values():
        manager.choose(question, "Yes")
    manager.choose("How does the review end?", re.compile("^Accepted"))
    manager.press("Save review")
    manager.sees("Accepted")


def test_a_refusal_proves_nothing_and_is_told_as_a_pass(at):
    officer = at("officer")
    at_the_counter(
        officer, "Underage test purchase", "Refused: ID asked for and none shown", days_ago(5), id_asked="Yes"
    )
    officer.sees_not("Last day to prosecute")
    proves(officer, **{S141A: CANNOT})
    officer.sees_not("Last day to prosecute")


def test_a_failed_challenge_25_test_is_no_offence_and_no_sale(at):
    officer = at("officer")
    test = at_the_counter(officer, "Challenge 25 test", "Sold: no challenge", days_ago(8), code="V10")
    officer.sees("It does not count as a sale to a person under 18")
    proves(officer, **{S141A: CANNOT})
    officer.sees("Challenge 25")
    officer.go("/purchases/?sales=y")
    officer.sees_not(test.rsplit("/", 1)[-1])


def test_an_intercepted_test_is_no_sale(at):
    officer = at("officer")
    at_the_counter(
        officer,
        "Intercepted test, volunteer under 18",
        "Would have sold: intercepted before payment",
        days_ago(11),
    )
    proves(officer, **{S141A: CANNOT})


def test_an_aborted_test_needs_a_second_person(at):
    officer, second = at("officer"), at("second-officer")
    test = at_the_counter(
        officer, "Underage test purchase", "Aborted", days_ago(14), why="V01 knew somebody behind the counter"
    )
    officer.sees("agree")
    section(officer, "What it proves")
    officer.sees("The attempt was aborted, so it proves nothing")
    officer.sees_not(CAN)
    second.go("/purchases/to-agree")
    reference = officer.page.locator(".app-identity-bar").inner_text().splitlines()[0]
    second.sees(reference)
    second.follow(re.compile(rf"Decide.*{reference}"))
    second.choose("Do you agree?", "I agree")
    second.press("Save decision")
    officer.go(test)
    officer.sees("Callum Oyelaran", "Aborted")


@pytest.mark.parametrize(
    ("sent_to", "delivery"),
    [("Home, used only as a home (residential premises)", CAN), ("Mailbox", CANNOT)],
    ids=["flat", "mailbox"],
)
def test_an_online_order_handed_to_a_child(at, sent_to, delivery):
    officer = at("officer")
    ordered, delivered = (days_ago(20), days_ago(17)) if delivery == CAN else (days_ago(40), days_ago(37))
    order(officer, ordered, sent_to)
    stages = officer.path
    record_the_stages(officer, stages.removesuffix("/stages"), ordered, delivered)
    officer.go(stages)
    officer.looks_at_size(DESKTOP)
    proves(officer, **{S141A: CAN, S38: delivery, S39: delivery, S42: CANNOT})
    officer.sees("Not met", written(ordered))
    officer.sees_not(*VOLUNTEERS)


def order(officer: Officer, day: date, sent_to: str) -> None:
    """Record an order that an online shop accepted from a volunteer."""
    find(officer, ONLINE_SHOP)
    officer.press("Record a test purchase")
    officer.choose("Kind of test", "Online order, volunteer under 18")
    officer.choose("Outcome of the order", "Order accepted: no challenge")
    officer.fill("Volunteer’s code", "V02")
    officer.fill_day("Date of the test", day)
    officer.select_first("Kind of product", "Kitchen knife")
    officer.choose("How it is sold and delivered", "Home delivery")
    officer.choose("Where it is sent", sent_to)
    officer.press("Save test purchase")
    officer.sees("Stages")


def record_the_stages(officer: Officer, test: str, ordered: date, delivered: date) -> None:
    """Record the checkout, the dispatch, the parcel, the parties and the delivery, each by itself."""
    officer.go(f"{test}/stages/checkout")
    officer.fill_day("Day", ordered)
    officer.choose("Age check", "Tick box")
    officer.fill("What the page said", "Tick to say that you are over 18")
    officer.press("Save and continue")
    officer.go(f"{test}/stages/dispatch")
    officer.fill_day("Day of dispatch", ordered)
    officer.fill("Delivery company", "Swiftlark Parcels Limited")
    officer.press("Save and continue")
    officer.go(f"{test}/parties/delivery_company")
    officer.fill("Name", "Swiftlark Parcels Limited")
    for question in (
        "Is it a company or other body corporate?",
        "Had it arranged with the seller, before the sale, to deliver?",
        "Did it know that the arrangement covers bladed products?",
    ):
        officer.choose(question, "Yes")
    officer.choose("How did it do?", "Failed")
    officer.fill("Why?", "Handed it over and asked nothing")
    officer.press("Save delivery company")
    officer.go(f"{test}/hand-over")
    officer.choose("How it ended", "Handed over, no age check")
    officer.fill_day("Day of the hand-over", delivered)
    officer.fill("Who took it", "V02")
    officer.choose("Was ID asked for?", "No")
    officer.press("Save hand-over")
    officer.go(f"{test}/stages/parcel")
    officer.fill_day("Day it was photographed, unopened", delivered)
    officer.fill("Marking on the package", "none")
    officer.choose("Does it say that it contains a blade or a sharp point?", "No")
    officer.choose("Does it say that it may only be given into the hands of a person of 18 or over?", "No")
    officer.press("Save and continue")
    officer.go(f"{test}/parties/seller")
    officer.choose("Does it trade from premises in the United Kingdom?", "Yes")
    officer.choose("How did it do?", "Failed")
    officer.fill("Why?", "Took the order with a tick box only")
    officer.press("Save seller")
