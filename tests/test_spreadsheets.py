"""Rows out as CSV: safe in a spreadsheet program, and read back as they were written."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from compliance.spreadsheets import guarded, write_csv


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\tplain",
        "\r=1",
        "\nplain",
        " =1",
        "   @SUM(A1)",
        "  \t=1",
        "＝1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "=",
    ],
)
def test_text_that_a_spreadsheet_could_run_begins_with_an_apostrophe(text):
    assert guarded(text) == f"'{text}"
    assert read(write_csv(["name"], [[text]])) == [["name"], [f"'{text}"]]


@pytest.mark.parametrize(
    "text",
    ["Blade & Sons", "a=b", "1+1", "kitchen-knife", "sales@shop.example", " spaced", "'quoted", "", "Łódź", "3-4"],
)
def test_other_text_is_left_as_it_is(text):
    assert guarded(text) == text
    assert read(write_csv(["name"], [[text]])) == [["name"], [text]]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (0, "0"),
        (-1.5, "-1.5"),
        (Decimal("-2.50"), "-2.50"),
        (True, "True"),
        (date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_numbers_and_days_stay_what_they_are(value, written):
    assert guarded(value) is value
    assert read(write_csv(["value"], [[value]])) == [["value"], [written]]


def test_nothing_is_an_empty_cell():
    assert guarded(None) == ""
    assert write_csv(["a", "b"], [[None, 1]]) == b"a,b\r\n,1\r\n"


def test_headings_are_guarded_too():
    assert read(write_csv(["=1", "name"], [])) == [["'=1", "name"]]


@pytest.mark.parametrize("text", ["a,b", 'a "b" c', "two\nlines", "two\r\nlines", ",", '"'])
def test_commas_quotes_and_line_ends_are_read_back_as_they_were(text):
    assert read(write_csv(["a", "b"], [[text, "last"]])) == [["a", "b"], [text, "last"]]


def test_quotes_are_doubled_and_lines_end_as_rfc_4180_has_it():
    assert write_csv(["a"], [['say "no"'], ["x,y"]]) == b'a\r\n"say ""no"""\r\n"x,y"\r\n'


def test_only_a_file_for_excel_begins_with_a_mark():
    assert write_csv(["Łódź"], [], for_excel=True) == b"\xef\xbb\xbf" + "Łódź\r\n".encode()
    assert write_csv(["Łódź"], []) == "Łódź\r\n".encode()


def test_lines_may_come_one_at_a_time():
    assert write_csv(["n"], ([number] for number in range(3))) == b"n\r\n0\r\n1\r\n2\r\n"
