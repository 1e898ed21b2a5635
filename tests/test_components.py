"""The components: our markup is the design system's, and the layouts stand signed out too."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, flash, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from compliance import forms
from tests.page import check_page

ROOT = Path(__file__).parents[1]
GOVUK = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
SHOPS = [("a", "Example Foods"), ("b", "Example Wines")]


@pytest.fixture(scope="module")
def bare() -> Iterator[Flask]:
    """The templates and nothing behind them."""
    app = Flask("compliance", root_path=str(ROOT))
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False, TESTING=True)
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    Babel(app)
    CSRFProtect(app)
    app.jinja_env.filters.update(day=str, moment=str, pence=str)
    app.jinja_env.globals.update(asset=lambda name: f"/static/build/{name}", product_name="Retail Compliance Tracker")
    for endpoint in ("reports.home", "accounts.sign_in", "accounts.account", "places.about"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    for endpoint in ("accounts.sign_out", "accounts.stay_signed_in"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "", methods=["POST"])
    with app.test_request_context():
        yield app


def shape(element: Element) -> Any:
    """What matters of an element: tag, attributes, and its content with white space folded."""
    attributes = {
        name: sorted(value.split()) if name in {"class", "aria-describedby"} else value
        for name, value in element.attrib.items()
    }
    content: list[Any] = []
    for text, child in [(element.text, None), *((child.tail, child) for child in element)]:
        if child is not None:
            content.append(shape(child))
        if text and text.strip():
            content.append(" ".join(text.split()))
    return element.tag, attributes, content


def dom(html: str) -> list[Any]:
    """The DOM of a piece of HTML, as nested tuples that can be compared."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [shape(child) for child in fragment] or [(fragment.text or "").strip()]


def oracle(component: str, params: dict[str, Any]) -> str:
    """What the port of the design system draws."""
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    template = (
        f"{{% from 'govuk_frontend_jinja/components/{component}/macro.html' import {macro} %}}{{{{ {macro}(params) }}}}"
    )
    return render_template_string(template, params=params)


def ours(component: str, call: str, **values: Any) -> str:
    """What one of our macros draws."""
    macro = call.split("(", maxsplit=1)[0]
    template = f"{{% from 'components/{component}.html' import {macro} %}}{{{{ {call} }}}}"
    return render_template_string(template, **values)


# The oracle itself


@pytest.mark.parametrize("component", sorted(path.parent.name for path in GOVUK.glob("*/fixtures.json")))
def test_the_port_draws_what_the_design_system_draws(bare: Flask, component: str) -> None:
    fixtures = json.loads((GOVUK / component / "fixtures.json").read_text())["fixtures"]
    for fixture in fixtures:
        assert dom(oracle(component, fixture["options"])) == dom(fixture["html"]), fixture["name"]


def test_the_design_systems_fixtures_are_there() -> None:
    assert len(list(GOVUK.glob("*/fixtures.json"))) > 30, "run npm ci: without them nothing is compared"


# Fields


class Outcome(StrEnum):
    SOLD = "sold"
    REFUSED = "refused"


class Example(forms.Form):
    name = forms.TextField("Name of the shop", hint="As above the door", width="20", autocomplete="organization")
    email = forms.EmailField("Email address", required=False)
    price = forms.MoneyField("Price paid")
    minutes = forms.WholeNumberField("Minutes", suffix="minutes")
    password = forms.PasswordField("Password")
    notes = forms.TextAreaField("Notes", limit=500, hint="No names")
    bought_on = forms.DateField("Date of purchase", hint="For example, 27 3 2026")
    outcome = forms.RadiosField(
        "Outcome",
        forms.choices(Outcome, hints={Outcome.SOLD: "Money changed hands"}),
        reveals={Outcome.REFUSED: "why"},
        inline=True,
    )
    why = forms.TextField("Reason", needed_when=("outcome", Outcome.REFUSED))
    shops = forms.CheckboxesField("Shops", [forms.Choice("a", "A", "a", hint="The first"), ("b", "B")], small=True)
    shop = forms.SelectField("Shop", SHOPS, blank="Choose a shop")
    photo = forms.FileField("Photograph", hint="Of the front")
    sure = forms.CheckboxField("I am sure", required=True, missing="Tick the box")


FIELDS = [name for name in Example.__dict__ if not name.startswith("_") and name != "why"]
BAD = MultiDict(
    {"price": "lots", "bought_on-day": "31", "bought_on-month": "2", "bought_on-year": "2026", "name": "<b>"}
)


def text(field: str, **more: Any) -> dict[str, Any]:
    return {"id": field, "name": field, "label": {"classes": "govuk-label--s", **more.pop("label")}, **more}


def group(field: str, legend: str, **more: Any) -> dict[str, Any]:
    return {
        "fieldset": {"legend": {"text": legend, "classes": "govuk-fieldset__legend--s"}},
        "idPrefix": field,
        "name": field,
        **more,
    }


def message(sent: bool, words: str) -> dict[str, Any]:
    return {"errorMessage": {"text": words}} if sent else {}


def expected(sent: bool) -> dict[str, tuple[str, dict[str, Any]]]:
    """The same fields as parameters of the design system's macros."""
    real = "Date of purchase must be a real date"
    why = oracle("input", text("why", label={"text": "Reason"}))
    parts = [("day", "31", 2), ("month", "2", 2), ("year", "2026", 4)]
    error = " govuk-input--error" if sent else ""
    items = [
        {"name": name, "classes": f"govuk-input--width-{width}{error}", **({"value": value} if sent else {})}
        for name, value, width in parts
    ]
    refused = {"value": "refused", "text": "Refused", "conditional": {"html": why}}
    return {
        "name": (
            "input",
            text(
                "name",
                label={"text": "Name of the shop"},
                hint={"text": "As above the door"},
                autocomplete="organization",
            )
            | {"classes": "govuk-input--width-20"}
            | ({"value": "<b>"} if sent else {}),
        ),
        "email": (
            "input",
            text(
                "email",
                label={"text": "Email address (optional)"},
                type="email",
                spellcheck=False,
                autocomplete="email",
            ),
        ),
        "price": (
            "input",
            text(
                "price",
                label={"text": "Price paid"},
                prefix={"text": "£"},
                classes="govuk-input--width-5",
                inputmode="decimal",
            )
            | ({"value": "lots"} if sent else {})
            | message(sent, "Price paid must be an amount of money, like 4.99"),
        ),
        "minutes": (
            "input",
            text(
                "minutes",
                label={"text": "Minutes"},
                suffix={"text": "minutes"},
                classes="govuk-input--width-5",
                inputmode="numeric",
            )
            | message(sent, "Enter the minutes"),
        ),
        "password": (
            "password-input",
            text("password", label={"text": "Password"}) | message(sent, "Enter the password"),
        ),
        "notes": (
            "character-count",
            text("notes", label={"text": "Notes"}, hint={"text": "No names"}, maxlength=500, value="")
            | message(sent, "Enter the notes"),
        ),
        "bought_on": (
            "date-input",
            group(
                "bought_on",
                "Date of purchase",
                id="bought_on",
                namePrefix="bought_on",
                items=items,
                hint={"text": "For example, 27 3 2026"},
            )
            | message(sent, real),
        ),
        "outcome": (
            "radios",
            group("outcome", "Outcome", classes="govuk-radios--inline")
            | {"items": [{"value": "sold", "text": "Sold", "hint": {"text": "Money changed hands"}}, refused]}
            | message(sent, "Select the outcome"),
        ),
        "shops": (
            "checkboxes",
            group("shops", "Shops", classes="govuk-checkboxes--small")
            | {"items": [{"value": "a", "text": "A", "hint": {"text": "The first"}}, {"value": "b", "text": "B"}]}
            | message(sent, "Select the shops"),
        ),
        "shop": (
            "select",
            text("shop", label={"text": "Shop"})
            | {
                "items": [
                    {"value": "", "text": "Choose a shop", "selected": True},
                    *({"value": v, "text": t} for v, t in SHOPS),
                ]
            }
            | message(sent, "Select the shop"),
        ),
        "photo": (
            "file-upload",
            text("photo", label={"text": "Photograph"}, hint={"text": "Of the front"})
            | message(sent, "Select the photograph"),
        ),
        "sure": (
            "checkboxes",
            {"name": "sure", "idPrefix": "sure", "items": [{"value": "yes", "text": "I am sure"}]}
            | message(sent, "Tick the box"),
        ),
    }


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("sent", [False, True], ids=["blank", "with errors"])
def test_a_field_is_drawn_as_the_design_system_draws_it(bare: Flask, name: str, *, sent: bool) -> None:
    form = Example(formdata=BAD if sent else None)
    if sent:
        form.validate()
    component, params = expected(sent)[name]
    assert dom(form[name]()) == dom(oracle(component, params))


def test_a_label_can_be_the_heading_of_its_page(bare: Flask) -> None:
    form = Example(formdata=None)
    params = text(
        "name", label={"text": "Name of the shop"}, hint={"text": "As above the door"}, autocomplete="organization"
    )
    params |= {"classes": "govuk-input--width-20"}
    params["label"] |= {"isPageHeading": True, "classes": "govuk-label--l"}
    assert dom(form.name(heading=True)) == dom(oracle("input", params))


# The other components

COMPONENTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("status_tag", 'status_tag("Signed", "green")', "tag", {"text": "Signed", "classes": "govuk-tag--green"}),
    ("inset", 'inset("Not <confirmed>")', "inset-text", {"text": "Not <confirmed>"}),
    ("warning_text", 'warning_text("Today")', "warning-text", {"text": "Today", "iconFallbackText": "Warning"}),
    ("panel", 'panel("Issued", "H-1")', "panel", {"titleText": "Issued", "text": "H-1"}),
    (
        "error_summary",
        'error_summary([("a", "Enter <a>"), ("", "Not now")])',
        "error-summary",
        {"titleText": "There is a problem", "errorList": [{"href": "#a", "text": "Enter <a>"}, {"text": "Not now"}]},
    ),
    (
        "notification",
        'notification("Saved", "success", "n1")',
        "notification-banner",
        {"type": "success", "text": "Saved", "titleId": "n1"},
    ),
    (
        "notification",
        'notification("Wait", "important", "n1")',
        "notification-banner",
        {"text": "Wait", "titleId": "n1"},
    ),
    ("button", 'button("Save")', "button", {"text": "Save", "type": "submit"}),
    (
        "button",
        'button_link("Add", "/new", "secondary")',
        "button",
        {"text": "Add", "href": "/new", "classes": "govuk-button--secondary"},
    ),
    (
        "breadcrumbs",
        'breadcrumbs([("Home", "/"), ("Retailers", "/retailers")])',
        "breadcrumbs",
        {
            "collapseOnMobile": True,
            "items": [{"text": "Home", "href": "/"}, {"text": "Retailers", "href": "/retailers"}],
        },
    ),
    (
        "summary_list",
        'summary_list([{"key": "Ward", "value": "Dalston", "change_url": "/c"}, {"key": "Town", "value": "London"}])',
        "summary-list",
        {
            "rows": [
                {
                    "key": {"text": "Ward"},
                    "value": {"text": "Dalston"},
                    "actions": {"items": [{"href": "/c", "text": "Change", "visuallyHiddenText": "ward"}]},
                },
                {"key": {"text": "Town"}, "value": {"text": "London"}},
            ]
        },
    ),
    (
        "task_list",
        (
            'task_list([{"title": "Seller", "url": "/s", "hint": "Who", "status": "Not started", "colour": "blue"}, '
            '{"title": "End", "status": "Done"}])'
        ),
        "task-list",
        {
            "idPrefix": "task-list",
            "items": [
                {
                    "title": {"text": "Seller"},
                    "href": "/s",
                    "hint": {"text": "Who"},
                    "status": {"tag": {"text": "Not started", "classes": "govuk-tag--blue"}},
                },
                {"title": {"text": "End"}, "status": {"text": "Done"}},
            ],
        },
    ),
]


@pytest.mark.parametrize(
    ("component", "call", "official", "params"), COMPONENTS, ids=[case[1][:40] for case in COMPONENTS]
)
def test_a_component_is_drawn_as_the_design_system_draws_it(
    bare: Flask, component: str, call: str, official: str, params: dict[str, Any]
) -> None:
    assert dom(ours(component, call)) == dom(oracle(official, params))


@pytest.mark.parametrize(("previous", "following"), [("/p", "/n"), ("", "/n"), ("/p", "")])
def test_pages_without_numbers_are_the_design_systems_pagination_less_its_numbers(
    bare: Flask, previous: str, following: str
) -> None:
    params: dict[str, Any] = {"items": [{"ellipsis": True}]}
    params |= {"previous": {"href": previous}} if previous else {}
    params |= {"next": {"href": following}} if following else {}
    html = oracle("pagination", params)
    without_numbers = html[: html.index("<ul")] + html[html.index("</ul>") + 5 :]
    assert dom(ours("pagination", "pagination(p, n)", p=previous, n=following)) == dom(without_numbers)


def test_one_page_has_no_pagination(bare: Flask) -> None:
    assert ours("pagination", 'pagination("", none)').strip() == ""


def test_a_table_is_the_design_systems_table_with_a_label_on_each_cell(bare: Flask) -> None:
    call = 'table("Sales", [{"text": "Shop"}, {"text": "Sales", "numeric": true}], [["A", "2"]])'
    params = {
        "caption": "Sales",
        "captionClasses": "govuk-table__caption--m",
        "classes": "app-table--stacked",
        "firstCellIsHeader": True,
        "head": [{"text": "Shop"}, {"text": "Sales", "format": "numeric"}],
        "rows": [[{"text": "A"}, {"text": "2", "format": "numeric", "attributes": {"data-label": "Sales"}}]],
    }
    assert dom(ours("table", call)) == dom(oracle("table", params))


def test_a_table_that_does_not_stack_scrolls_in_a_box_that_the_keyboard_reaches(bare: Flask) -> None:
    (box,) = dom(ours("table", 'table("Sales", [{"text": "Shop"}], [["A"]], stacked=false)'))
    assert box[1] == {"class": ["app-table-scroll"], "role": "region", "aria-label": "Sales", "tabindex": "0"}


def test_a_sorted_column_says_which_way(bare: Flask) -> None:
    html = ours("table", 'table("T", [{"text": "Shop", "sort_url": "/s", "direction": "descending"}], [["A"]])')
    assert 'aria-sort="descending"' in html
    assert 'href="/s"' in html


def test_details_are_the_design_systems(bare: Flask) -> None:
    html = render_template_string(
        "{% from 'components/details.html' import why %}{% call why() %}Two sales{% endcall %}"
    )
    assert dom(html) == dom(oracle("details", {"summaryText": "Why?", "text": "Two sales"}))


def test_a_fact_that_is_not_known_reads_not_recorded(bare: Flask) -> None:
    html = ours("summary_list", 'summary_list([{"key": "Telephone", "value": none}, {"key": "Sales", "value": 0}])')
    assert "Not recorded" in html
    assert html.count("Not recorded") == 1, "nought is a value"


def test_nothing_in_a_timeline_is_taken_for_markup(bare: Flask) -> None:
    entries = [
        {"title": "<b>Visit</b>", "on": date(2026, 7, 16), "by": "<i>", "text": "=1+1", "tag": "Sold", "colour": "red"}
    ]
    html = ours("timeline", "timeline(entries)", entries=entries)
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'datetime="2026-07-16"' in html


# The layouts


def page(body: str = "", *, title: str = "Retailers", **values: Any) -> str:
    template = (
        "{% extends 'layouts/signed_in.html' %}{% block title %}" + title + "{% endblock %}"
        "{% block content %}<h1>" + title + "</h1>" + body + "{% endblock %}"
    )
    return render_template_string(template, **values)


def signed_in() -> dict[str, Any]:
    return {
        "actor": SimpleNamespace(name="Amina <Okafor>"),
        "authority_name": "Example Borough",
        "navigation": [SimpleNamespace(label="Retailers", url="/retailers", current=True)],
        "session_ends_at": datetime(2026, 7, 16, 13, 32, tzinfo=UTC),
        "session_seconds_left": 1800,
    }


def test_the_signed_in_page_is_whole(bare: Flask) -> None:
    html = page(**signed_in())
    check_page(html)
    assert "Amina &lt;Okafor&gt;" in html
    assert 'aria-current="true"' in html
    assert "You will be signed out on 2026-07-16 13:32:00+00:00 unless you open another page" in html


def test_the_service_navigation_is_the_design_systems(bare: Flask) -> None:
    html = page(**signed_in())
    start = html.index('<nav aria-label="Menu"')
    mine = html[start : html.index("</nav>", start) + 6]
    params = {
        "collapseNavigationOnMobile": True,
        "navigation": [{"text": "Retailers", "href": "/retailers", "active": True}],
    }
    official = oracle("service-navigation", params)
    official = official[official.index("<nav") : official.index("</nav>") + 6]
    assert dom(mine) == dom(official)


def test_a_form_with_errors_puts_error_in_the_title_and_the_summary_first(bare: Flask) -> None:
    form = Example(formdata=BAD)
    form.validate()
    fields = "".join("{{ form." + name + " }}" for name in FIELDS)
    html = page(fields, form=form, **signed_in())
    check_page(html)
    assert "<title>Error: Retailers" in html
    assert html.index("govuk-error-summary") < html.index("<h1>")
    assert 'href="#bought_on-day"' in html


def test_flashed_messages_are_announced_and_do_not_share_an_id(bare: Flask) -> None:
    with bare.test_request_context():
        flash("Saved")
        flash("Still a draft", "important")
        html = page(**signed_in())
    check_page(html)
    assert html.count("govuk-notification-banner--success") == 1
    assert 'aria-labelledby="notification-1"' in html
    assert 'aria-labelledby="notification-2"' in html


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 429, 500, "file"])
@pytest.mark.parametrize("values", [{}, signed_in()], ids=["signed out", "signed in"])
def test_an_error_page_stands_by_itself(bare: Flask, code: int | str, values: dict[str, Any]) -> None:
    check_page(render_template(f"errors/{code}.html", **values))


def test_a_form_carries_its_token_and_says_when_it_holds_a_file(bare: Flask) -> None:
    call = (
        "{% from 'components/form.html' import form as govuk_form %}"
        "{% call govuk_form(form, submit='Save', cancel='/') %}{% endcall %}"
    )
    html = render_template_string(call, form=Example(formdata=None))
    assert 'enctype="multipart/form-data"' in html
    assert 'name="csrf_token"' in html
    assert "Cancel" in html


def test_a_filter_panel_names_what_is_on(bare: Flask) -> None:
    class Filter(forms.FilterForm):
        q = forms.SearchField("Name")
        shop = forms.SelectField("Shop", SHOPS, blank="Any shop", required=False)

    call = (
        "{% from 'components/filter_panel.html' import filter_panel %}"
        "{% call filter_panel(form, tags=[{'text': 'A', 'remove_url': '/r'}], clear_url='/c') %}"
        "{{ form.q }}{{ form.shop }}{% endcall %}"
    )
    with bare.test_request_context("/?q=x&shop=a"):
        html = render_template_string(call, form=Filter())
    assert "Filter (2 on)" in html
    assert "Remove this filter" in html
    assert "(optional)" not in html
    assert Markup('<option value="a" selected>') in html
