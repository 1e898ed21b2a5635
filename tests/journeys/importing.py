"""A file brought in on the pages, for the journeys that need it."""

import re
from pathlib import Path

from tests.journeys.conftest import Officer

TICK = "It is right that so many premises are no longer in the register"


def upload(officer: Officer, file: Path) -> None:
    """Choose a file on the first page, and send it."""
    officer.page.get_by_label("File", exact=True).set_input_files(file)
    officer.press("Upload")
    officer.sees("What the file was recognised as")


def wait(officer: Officer) -> None:
    """Wait as people do: the page looks again by itself until the work is done."""
    officer.page.wait_for_url(lambda url: not url.endswith("/progress"), timeout=120_000)
    officer.page.wait_for_load_state()
    officer.look()


def bring_in(officer: Officer, register: Path) -> None:
    """Bring in a food hygiene register from the page that asks for the file, and come to its report."""
    upload(officer, register)
    officer.press("Check every row")
    wait(officer)
    officer.sees("What this import would do", "Nothing of it is on the register yet")
    officer.press(re.compile("^Import now"))
    if "There is a problem" in officer.words():  # another register went before: almost all of it is not in this file
        officer.sees("would all be marked missing", "Nothing has been imported")
        officer.tick(TICK)
        officer.press(re.compile("^Import now"))
    wait(officer)
    officer.sees("Imported")
