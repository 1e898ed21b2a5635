"""A clerk brings in a list of shops that somebody kept for years: messy, mapped, looked over, mended, and undone."""

import re

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Officer
from tests.journeys.importing import upload, wait

KNOWN = "Thistle Hardware"
LIST = """Premises list – licensing team;;;;;;
Printed 3 November 2026;;;;;;

Trading Name;Where;Post Code;Tel No.;Licence ref;How it stands;Seen by
Café Blade & Söhne;12 Invented Row;e81ea;020 7946 0100;L/001;Open;JB
Thistle Hardware Stores;14 Invented Row;E8 1EA;;L/002;Open;JB
;16 Invented Row;E8 1EA;;L/003;Open;AK
Linden Kitchenware;18 Invented Row;E8 1EA;020 7946 0103;L/004;Shut for good;AK
Larkspur Tools;20 Invented Row;E8 1EA;;L/005;Ask Anna;AK
"""


@pytest.mark.journey
@pytest.mark.parametrize(("size", "authority"), [(DESKTOP, "hackney"), (PHONE, "croydon")], ids=["desktop", "phone"])
def test_a_messy_list_is_brought_in_mended_and_undone(service, officer_at, tmp_path, size, authority):
    clerk = officer_at(size=size, javascript=size is DESKTOP)
    clerk.sign_in(service.add_officer("Clementine Ashdown", "clerk", authority))
    _add_by_hand(clerk)

    messy = tmp_path / "shops 2014-2026 FINAL (2).csv"
    messy.write_bytes(LIST.encode("cp1252"))
    clerk.menu("Retailers")
    clerk.go("/imports/")
    clerk.press("Import a file")
    clerk.press("Upload")
    clerk.sees("There is a problem", "Select the file to import")
    upload(clerk, messy)
    clerk.sees("CSV text", "semicolon", "headings were found in row 4", "Café Blade & Söhne")
    clerk.press("Match the columns")

    assert _chosen(clerk, "Name") == "Trading Name"
    assert _chosen(clerk, "Postcode") == "Post Code"
    assert _chosen(clerk, "Telephone") == "Tel No."
    clerk.sees("Nothing is taken yet from these columns", "Seen by")
    _choose_column(clerk, "Address line 1", "Where")
    _choose_column(clerk, "Council’s own number", "Licence ref")
    _choose_column(clerk, "Trading or not", "How it stands")
    clerk.fill("Save this as a named mapping", "Licensing list")
    clerk.press("Continue")
    clerk.sees("Match the words", "Open", "Shut for good", "Ask Anna")
    clerk.press("Check every row")
    clerk.sees("There is a problem", "Choose what “Ask Anna” stands for")
    clerk.page.get_by_label(re.compile("^Ask Anna")).select_option(label="Leave it blank")
    clerk.press("Check every row")
    wait(clerk)

    clerk.sees("What this import would do", "Likely duplicates (1)", "1 likely duplicate waits for your answer")
    clerk.sees("Thistle Hardware Stores", KNOWN, "14 Invented Row")
    clerk.choose("What is it?", re.compile(f"The same as {KNOWN}"))
    clerk.press("Save these answers")
    clerk.sees("Answers saved")
    clerk.follow(re.compile(r"^Rejected \(1\)"))
    clerk.sees("Row 7")
    rejected = clerk.file("Rejected rows as CSV").decode("utf-8-sig")
    assert "16 Invented Row" in rejected
    assert rejected.startswith("Row,Column,Reason")
    clerk.menu("Retailers")
    clerk.go("/imports/")
    clerk.follow(re.compile("^Continue"))
    clerk.press(re.compile("^Import now: add 3 retailers"))
    wait(clerk)
    clerk.sees("Imported", "Added 3", "Rejected 1", "Café Blade & Söhne")
    first = clerk.path

    mended = tmp_path / "mended.csv"
    assert ",,16 Invented Row" in rejected
    mended.write_text(rejected.replace(",,16 Invented Row", ",Rowan Ironmongers,16 Invented Row"), encoding="utf-8-sig")
    clerk.go("/imports/new")
    upload(clerk, mended)
    clerk.press("Match the columns")
    clerk.select("Use a saved mapping", "Licensing list")
    clerk.press("Fill in")
    assert _chosen(clerk, "Address line 1") == "Where"
    clerk.press("Continue")
    assert clerk.page.get_by_label(re.compile("^Open")).evaluate("c => c.selectedOptions[0].label") == "Trading"
    clerk.press("Check every row")
    wait(clerk)
    clerk.press("Import now: add 1 retailer")
    wait(clerk)
    clerk.sees("Added 1", "Rowan Ironmongers")
    second = clerk.path

    clerk.go(f"{first}/undo")
    clerk.sees("cannot be undone yet", "another was carried out after it")
    _undo(clerk, second, "To begin again in order")
    _undo(clerk, first, "The list of the year before")
    clerk.sees("Undone on", "Why: The list of the year before", "by Clementine Ashdown")
    clerk.menu("Retailers")
    clerk.sees(KNOWN)
    clerk.sees_not("Café Blade", "Linden Kitchenware", "Rowan Ironmongers")


def _undo(clerk: Officer, run: str, reason: str) -> None:
    clerk.go(run)
    clerk.press("Undo this import")
    clerk.fill("Why is it undone?", reason)
    clerk.press("Undo this import")
    wait(clerk)


def _add_by_hand(clerk: Officer) -> None:
    clerk.go(f"/retailers/new?q={KNOWN.replace(' ', '+')}")
    clerk.choose("What is it?", "Premises")
    clerk.fill("Address line 1", "14 Invented Row")
    clerk.fill("Postcode", "E8 1EA")
    clerk.press("Add to the register")


def _chosen(clerk: Officer, field: str) -> str:
    control = clerk.page.get_by_label(field, exact=True)
    return control.evaluate("control => control.selectedOptions[0].label").split(" (")[0]


def _choose_column(clerk: Officer, field: str, column: str) -> None:
    control = clerk.page.get_by_label(field, exact=True)
    offered = control.locator("option").all_text_contents()
    control.select_option(label=next(option for option in offered if option.split(" (")[0] == column))
