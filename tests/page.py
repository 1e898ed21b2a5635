"""The client of the tests: every page it fetches is checked to be what a page must be."""

import os
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from compliance.database import db

PRODUCT = "Retail Compliance Tracker"


class PageClient(FlaskClient):
    """Fetches pages as a browser does, each in a context of its own, and checks every page.

    What a view did not commit is rolled back with its context: a view that forgot to commit shows up as missing data.
    """

    checks_pages = "COMPLIANCE_TEST_DATABASE_URL" not in os.environ
    """On another engine the same pages come out of the same templates: they are checked on SQLite."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        is_page = response.mimetype == "text/html" and response.request.method != "HEAD"
        if self.checks_pages and is_page and response.status_code not in {301, 302, 303, 307, 308}:
            check_page(response.get_data(as_text=True))
        return response


def parse(text: str) -> Element:
    """Parse a page strictly; raise with the first fault when it is not valid HTML5."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def check_page(text: str) -> None:
    """Assert what every page must be: valid, titled, labelled, no inline script or style, ids unique, links whole."""
    page = parse(text)
    headings = page.findall(".//h1")
    assert len(headings) == 1, f"one h1 wanted, found {len(headings)}"
    heading = words(headings[0])
    title = words(page.find(".//title"))
    has_errors = page.find(".//*[@class='govuk-error-summary']") is not None
    if has_errors:
        assert title.startswith("Error: "), f"the title of a page with errors begins with “Error: ”: {title}"
        title = title.removeprefix("Error: ")
    assert title.startswith(heading), f"the title “{title}” must begin with the heading “{heading}”"
    assert PRODUCT in title
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"ids used twice: {twice}"
    for element in page.iter("script"):
        assert element.get("src"), "no inline script"
    assert not list(page.iter("style")), "no inline style sheet"
    for element in page.iter():
        assert element.get("style") is None, f"no inline style: {element.tag}"
        handlers = [name for name in element.attrib if name.startswith("on")]
        assert not handlers, f"no inline handler: {handlers}"
    _check_labels(page, set(ids))
    for link in page.findall(".//*[@class='govuk-error-summary']//a"):
        target = link.get("href", "")
        assert target[:1] == "#"
        assert target[1:] in ids, f"the error summary links to nothing: {target}"


def _check_labels(page: Element, ids: set[str]) -> None:
    labelled = {label.get("for") for label in page.iter("label")}
    for tag in ("input", "select", "textarea"):
        for element in page.iter(tag):
            if element.get("type") in {"hidden", "submit", "button"}:
                continue
            named = element.get("aria-label") or element.get("id") in labelled
            assert named, f"a {tag} has no label: {element.attrib}"
            for reference in (element.get("aria-describedby") or "").split():
                assert reference in ids, f"{element.get('id')} is described by {reference}, which is not on the page"


def words(element: Element | None) -> str:
    """Return the text of an element, white space folded."""
    assert element is not None
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def text_of(response: TestResponse) -> str:
    """Return the visible text of a page's main part, white space folded."""
    page = parse(response.get_data(as_text=True))
    main = page.find(".//main")
    return words(main if main is not None else page.find(".//body"))
