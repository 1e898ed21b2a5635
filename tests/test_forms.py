"""Forms: what is typed is read as people type, refused in words that mend it, and never lost."""

from collections.abc import Iterator
from datetime import date, time
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel
from freezegun import freeze_time
from werkzeug.datastructures import FileStorage, MultiDict

from compliance import forms
from compliance.errors import Refusal

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module", autouse=True)
def bare() -> Iterator[Flask]:
    """A request, and nothing behind it."""
    app = Flask("compliance", root_path=str(ROOT), template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False)
    Babel(app)
    with app.test_request_context():
        yield app


class Outcome(StrEnum):
    SOLD = "sold"
    REFUSED = "refused"
    NOT_ATTEMPTED = "not_attempted"


def sent(field: Any, values: Any) -> Any:
    """The field of a form of one field, as it is once `values` were sent."""

    class One(forms.Form):
        it = field

    values = values if isinstance(values, dict) else {"it": values}
    form = One(formdata=MultiDict(values))
    form.validate()
    return form.it


def day(d: str, m: str, y: str) -> dict[str, str]:
    return {"it-day": d, "it-month": m, "it-year": y}


# Text


def test_text_is_trimmed_and_its_spaces_made_one() -> None:
    field = sent(forms.TextField("Name"), "  Mare   Street\tFood ")
    assert field.data == "Mare Street Food"
    assert field.errors == []


def test_what_is_only_spaces_is_missing() -> None:
    assert sent(forms.TextField("Shop name"), "   ").errors == ["Enter the shop name"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.TextField("Name"), "Enter the name"),
        (forms.TextField("RRA number"), "Enter the RRA number"),
        (forms.TextField("Name", noun="the name of the seller"), "Enter the name of the seller"),
        (forms.TextField("Name", missing="Say who sold it"), "Say who sold it"),
        (forms.TextField("Who sold it?"), "Enter an answer to “Who sold it?”"),
        (forms.RadiosField("Outcome", forms.choices(Outcome)), "Select the outcome"),
        (forms.YesNoField("Was a poster on show?"), "Select yes or no for “Was a poster on show?”"),
        (forms.SelectField("Ward", [("1", "Dalston")]), "Select the ward"),
        (forms.DateField("Date of visit"), "Enter the date of visit"),
        (forms.FileField("Register"), "Select the register"),
        (forms.CheckboxField("I am sure", required=True, missing="Tick the box"), "Tick the box"),
    ],
)
def test_a_blank_is_asked_for_in_words(field: Any, words: str) -> None:
    assert sent(field, {}).errors == [words]


def test_an_optional_blank_is_no_error() -> None:
    field = sent(forms.TextField("Name", required=False), "")
    assert (field.data, field.errors, field.shown_label) == ("", [], "Name (optional)")


@pytest.mark.parametrize(("length", "ok"), [(200, True), (201, False), (100_000, False)])
def test_text_past_its_limit_is_refused_and_kept(length: int, ok: bool) -> None:
    field = sent(forms.TextField("Name"), "x" * length)
    assert (field.errors == []) == ok
    assert field.typed == "x" * length
    if not ok:
        assert field.errors == ["Name must be 200 characters or less"]


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\ud800", "\u202e", "\uffff"])
@pytest.mark.parametrize("field", [forms.TextField("Name"), forms.TextAreaField("Name"), forms.PasswordField("Name")])
def test_what_cannot_be_printed_is_refused(field: Any, bad: str) -> None:
    refused = sent(field, f"A{bad}B")
    assert refused.errors == ["Name has a character that cannot be printed. Type it again"]
    assert refused.typed == "A\ufffdB", "the page shows where it stood"


@pytest.mark.parametrize("text", ["=1+1", "<script>", "Zoë's Łódź shop 🔪", "O'Brien; DROP TABLE"])
def test_odd_names_are_names(text: str) -> None:
    assert sent(forms.TextField("Name"), text).data == text


def test_lines_are_kept_and_ended_one_way() -> None:
    assert sent(forms.TextAreaField("Notes"), "one\r\ntwo\rthree\n\n").data == "one\ntwo\nthree"


def test_a_password_is_left_alone_and_never_drawn() -> None:
    field = sent(forms.PasswordField("Password"), " two  spaces ")
    assert field.data == " two  spaces "
    assert "spaces" not in field()


def test_what_was_typed_is_escaped_where_it_is_shown_again() -> None:
    assert "&lt;script&gt;" in sent(forms.TextField("Name", limit=3), "<script>")()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        (" e8  3qe", "E8 3QE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("M1 1AE", "M1 1AE"),
        ("W1A 0AX", "W1A 0AX"),
        ("AB1 2CD", None),
        ("E8", None),
        ("12345", None),
        ("SW1A 1AA1", None),
    ],
)
def test_a_postcode_is_read_whole_and_tidied(typed: str, kept: str | None) -> None:
    field = sent(forms.PostcodeField("Postcode"), typed)
    assert field.data == kept
    assert field.errors == ([] if kept else ["Enter a full UK postcode, like SW1A 1AA"])


@pytest.mark.parametrize(
    ("typed", "ok"),
    [
        ("a@b.example", True),
        ("first.last+x@trading-standards.example.gov.uk", True),
        ("a@b", False),
        ("a b@c.example", False),
        ("a@b@c.example", False),
        ("@b.example", False),
    ],
)
def test_an_email_address_can_be_reached(typed: str, ok: bool) -> None:
    assert (sent(forms.EmailField("Email"), typed).errors == []) == ok


# Days and times


def test_a_day_is_read_from_its_three_boxes() -> None:
    assert sent(forms.DateField("Date of visit"), day("16", "7", "2026")).data == date(2026, 7, 16)


@pytest.mark.parametrize("month", ["7", "07", "jul", "July", "JULY"])
def test_a_month_may_be_named(month: str) -> None:
    assert sent(forms.DateField("Date"), day("1", month, "2026")).data == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("typed", "words", "first"),
    [
        (day("31", "2", "2026"), "Date of visit must be a real date", "it-day"),
        (day("29", "2", "2025"), "Date of visit must be a real date", "it-day"),
        (day("0", "1", "2026"), "Date of visit must be a real date", "it-day"),
        (day("1", "13", "2026"), "Date of visit must be a real date", "it-day"),
        (day("1", "foo", "2026"), "Date of visit must be a real date", "it-month"),
        (day("²", "1", "2026"), "Date of visit must be a real date", "it-day"),
        (day("1" * 5000, "1", "2026"), "Date of visit must be a real date", "it-day"),
        (day("1", "1", "99999999999"), "Date of visit must be a real date", "it-year"),
        (day("-1", "1", "2026"), "Date of visit must be a real date", "it-day"),
        (day("1", "1", "\ufffd"), "Date of visit must be a real date", "it-year"),
        (day("", "1", "2026"), "Date of visit must include a day", "it-day"),
        (day("1", "", ""), "Date of visit must include a month and a year", "it-month"),
        (day("1", "1", "26"), "Year must include 4 numbers", "it-year"),
        (day("1", "1", "1066"), "Year must be between 1900 and 2100", "it-year"),
    ],
)
def test_an_impossible_day_says_what_is_wrong_and_is_kept(typed: dict[str, str], words: str, first: str) -> None:
    field = sent(forms.DateField("Date of visit"), typed)
    assert field.errors == [words]
    assert field.error_id == first
    assert field.data is None
    assert field.typed == {"day": typed["it-day"], "month": typed["it-month"], "year": typed["it-year"]}
    assert 'class="govuk-error-message"' in field()


def test_a_day_may_come_from_an_address_as_iso() -> None:
    field = sent(forms.DateField("Since"), "2026-07-16")
    assert field.data == date(2026, 7, 16)
    assert field.typed == {"day": "16", "month": "7", "year": "2026"} or field.typed["month"] == "07"


@freeze_time("2026-11-22 12:00")
@pytest.mark.parametrize(
    ("options", "typed", "words"),
    [
        ({"past": True}, day("22", "11", "2026"), []),
        ({"past": True}, day("23", "11", "2026"), ["Date must be today or in the past"]),
        ({"future": True}, day("22", "11", "2026"), []),
        ({"future": True}, day("21", "11", "2026"), ["Date must be today or in the future"]),
    ],
)
def test_today_is_both_past_and_future(options: dict[str, Any], typed: dict[str, str], words: list[str]) -> None:
    assert sent(forms.DateField("Date", **options), typed).errors == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("14:30", time(14, 30)),
        ("2:30pm", time(14, 30)),
        ("2.30 PM", time(14, 30)),
        ("1430", time(14, 30)),
        ("2pm", time(14, 0)),
        ("12am", time(0, 0)),
        ("12pm", time(12, 0)),
        ("noon", time(12, 0)),
        ("00:00", time(0, 0)),
        ("23:59", time(23, 59)),
        ("2", None),
        ("24:00", None),
        ("13pm", None),
        ("0pm", None),
        ("9:60", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, kept: time | None) -> None:
    field = sent(forms.TimeField("Time"), typed)
    assert field.data == kept
    assert field.errors == ([] if kept is not None else ["Time must be a time, like 2:30pm or 14:30"])


# Numbers


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("0", 0, []),
        ("600", 600, []),
        ("601", None, ["Minutes must be between 0 and 600"]),
        ("-1", None, ["Minutes must be between 0 and 600"]),
        ("1.5", None, ["Minutes must be a whole number, like 5"]),
        ("1e3", None, ["Minutes must be a whole number, like 5"]),
        ("٣", None, ["Minutes must be a whole number, like 5"]),
        ("9" * 199, None, ["Minutes must be between 0 and 600"]),
    ],
)
def test_a_whole_number_is_within_its_limits(typed: str, kept: int | None, words: list[str]) -> None:
    field = sent(forms.WholeNumberField("Minutes", most=600), typed)
    assert (field.data, field.errors, field.typed) == (kept, words, typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("203", 203),
        ("76.2", 76.2),
        ("76.0", 76),
        ("1", 1),
        ("3000", 3000),
        ("", None),
        ("0.9", None),
        ("3000.1", None),
        ("76.25", None),
        ("76,2", None),
        ("-5", None),
        ("76 mm", None),
    ],
)
def test_a_length_is_read_to_a_tenth_and_never_rounded(typed: str, kept: float | None) -> None:
    field = sent(forms.LengthField("Length of the cutting edge", required=False), typed)
    assert (field.data, bool(field.errors)) == (kept, bool(typed) and kept is None)
    assert kept is None or field.write(kept) == str(kept)


def test_thousands_may_have_a_comma() -> None:
    assert sent(forms.WholeNumberField("Packets"), "1,200").data == 1200


@pytest.mark.parametrize(
    ("typed", "pence"), [("4.99", 499), ("£4.99", 499), ("4", 400), ("1,200.05", 120005), ("4.9", None), ("-4", None)]
)
def test_money_is_kept_in_pence(typed: str, pence: int | None) -> None:
    assert sent(forms.MoneyField("Price"), typed).data == pence


# Choosing


def test_a_choice_is_the_member_of_the_enum() -> None:
    field = sent(forms.RadiosField("Outcome", forms.choices(Outcome)), "not_attempted")
    assert field.data is Outcome.NOT_ATTEMPTED
    assert [str(choice.label) for choice in field.choices] == ["Sold", "Refused", "Not attempted"]


def test_what_was_not_on_the_page_cannot_be_chosen() -> None:
    field = sent(forms.RadiosField("Outcome", forms.choices(Outcome, leave_out=[Outcome.SOLD])), "sold")
    assert field.data is None
    assert field.errors == ["Select the outcome from the list"]


def test_choices_set_later_are_read_too() -> None:
    officer = UUID("018f0000-0000-7000-8000-000000000001")

    class Assign(forms.Form):
        officer = forms.SelectField("Officer")

    form = Assign(formdata=MultiDict({"officer": str(officer)}))
    form.officer.choices = [(officer, "Amina Okafor")]
    assert form.validate()
    assert form.officer.data == officer
    assert "selected>Amina Okafor" in form.officer()


def test_choices_set_later_show_what_is_already_recorded() -> None:
    class Assign(forms.Form):
        officer = forms.SelectField("Officer")

    form = Assign(formdata=None, data={"officer": 2})
    form.officer.choices = [(1, "One"), (2, "Two")]
    assert "selected>Two" in form.officer()


def test_ticks_come_in_the_order_of_the_page_and_all_must_be_on_it() -> None:
    shops = [("a", "A"), ("b", "B"), ("c", "C")]
    assert sent(
        forms.CheckboxesField("Shops", shops), MultiDict([("it", "c"), ("it", "a")]).to_dict(flat=False)
    ).data == [
        "a",
        "c",
    ]
    assert sent(forms.CheckboxesField("Shops", shops), "z").errors == ["Select the shops from the list"]


@pytest.mark.parametrize(("typed", "kept"), [("yes", True), ("no", False), ("not_recorded", None), ("", None)])
def test_yes_no_and_not_recorded_are_three_answers(typed: str, kept: bool | None) -> None:
    field = sent(forms.YesNoField("Poster on show", required=False), typed)
    assert field.data is kept
    assert field.errors == []


def test_not_recorded_is_not_offered_where_an_answer_is_needed() -> None:
    assert sent(forms.YesNoField("Poster on show"), "not_recorded").data is None
    assert sent(forms.YesNoField("Poster on show"), "not_recorded").errors != []


@pytest.mark.parametrize(("values", "kept"), [({"it": "yes"}, True), ({}, False)])
def test_a_tick_is_true_or_false(values: dict[str, str], kept: bool) -> None:
    assert sent(forms.CheckboxField("All types"), values).data is kept


# Files


def test_a_file_is_taken_and_an_empty_control_is_not_a_file() -> None:
    file = FileStorage(BytesIO(b"x"), filename="register.xml")
    assert sent(forms.FileField("Register"), {"it": file}).data is file
    assert sent(forms.FileField("Register"), {"it": FileStorage(BytesIO(b""), filename="")}).errors
    assert sent(forms.FileField("Register"), "not a file").errors


# Forms


class Visit(forms.Form):
    outcome = forms.RadiosField("Outcome", forms.choices(Outcome), reveals={Outcome.REFUSED: "reason"})
    reason = forms.TextField("Reason", needed_when=("outcome", Outcome.REFUSED))
    notes = forms.TextAreaField("Notes", required=False)
    token = forms.HiddenField()


@pytest.mark.parametrize(("outcome", "ok"), [("refused", False), ("sold", True)])
def test_a_revealed_question_must_be_answered_only_when_it_is_asked(outcome: str, ok: bool) -> None:
    assert Visit(formdata=MultiDict({"outcome": outcome})).validate() == ok


def test_a_revealed_question_stands_inside_its_choice() -> None:
    html = Visit(formdata=None).outcome()
    assert 'id="conditional-outcome-2"' in html
    assert 'id="reason"' in html
    assert "(optional)" not in html


def test_a_refusal_stands_beside_its_field() -> None:
    form = Visit(formdata=MultiDict({"outcome": "sold"}))
    assert form.validate()
    form.show(Refusal("No sale can be recorded on a Sunday.", "outcome"))
    assert form.error_list == [("outcome", "No sale can be recorded on a Sunday.")]
    assert "No sale can be recorded on a Sunday." in form.outcome()


@pytest.mark.parametrize("field", [None, "operation", "token"])
def test_a_refusal_without_a_field_on_the_page_stands_above_the_form(field: str | None) -> None:
    form = Visit(formdata=MultiDict({"outcome": "sold"}))
    form.validate()
    form.show(Refusal("The shop has closed.", field))
    assert form.error_list == [("", "The shop has closed.")]
    assert form.errors


def test_errors_are_listed_in_the_order_of_the_page() -> None:
    form = Visit(formdata=MultiDict({"outcome": "refused", "notes": "x" * 2001}))
    form.validate()
    assert [target for target, _ in form.error_list] == ["reason", "notes"]


def test_a_form_is_filled_from_a_record() -> None:
    record = SimpleNamespace(outcome=Outcome.REFUSED, reason="Asked for identification", notes="")
    form = Visit(formdata=None, obj=record)
    assert "checked" in form.outcome()
    assert 'value="Asked for identification"' in form.outcome()


def test_a_filter_reads_the_address_and_needs_nothing(bare: Flask) -> None:
    class Filter(forms.FilterForm):
        q = forms.SearchField("Name")
        since = forms.DateField("Since", required=False)

    with bare.test_request_context("/?q=mare&since-day=31&since-month=2&since-year=2026"):
        form = Filter()
        assert not form.validate()
        assert form.q.data == "mare"
        assert form.error_list == [("since-day", "Since must be a real date")]
    with bare.test_request_context("/"):
        form = Filter()
        assert form.validate()
        assert form.filters_on == 0
