"""Rows out as CSV, XLSX and ODS: safe in a spreadsheet program, and read back as they were written."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from compliance.errors import Refusal
from compliance.imports.rules import clean
from compliance.imports.rules.reading import recognise, rows
from compliance.spreadsheets import MEDIA_TYPES, Kind, guarded, unguarded, write, write_csv
from compliance.spreadsheets.reading.workbooks import open_xlsx
from compliance.spreadsheets.writing import cells as written
from tests.factories.workbooks import ods_parts, ods_row, zipped


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


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", " =1", "' =1", "'Ello", "Beni's", "", "'"])
def test_the_guard_is_taken_off_as_it_was_put_on(text):
    assert unguarded(guarded(text)) == text


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


# Written as a file, and read back


def cells(file) -> list[list[str]]:
    """Return what our own reader finds in a file, headings and all."""
    recognised = recognise(file, "file")
    found = [list(recognised.table.columns)]
    return found + [[row[column] for column in recognised.table.columns] for _, row in rows(file, recognised)]


def calamine(file) -> list[list]:
    """Return what another reader finds in a workbook."""
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)


LONDON = ZoneInfo("Europe/London")
HEADINGS = ["Name", "Number", "Share", "Price", "Day", "Moment", "Is chain", "Nothing"]
LINE = [
    "=cmd|' /C calc'!A0",
    12,
    -0.125,
    Decimal("2.50"),
    date(2026, 11, 22),
    datetime(2026, 7, 22, 13, 30, tzinfo=UTC),
    True,
    None,
]


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
def test_numbers_and_days_are_cells_of_their_kind_and_no_text_is_a_formula(kind):
    with write(kind, HEADINGS, [LINE]) as file:
        assert cells(file)[1] == [
            "=cmd|' /C calc'!A0", "12", "-0.125", "2.5", "2026-11-22", "2026-07-22 14:30", "Yes", "",
        ]  # fmt: skip
        heading, line = calamine(file)
        assert heading == HEADINGS
        assert line[:7] == [
            "'=cmd|' /C calc'!A0", 12, -0.125, 2.5, LINE[4], LINE[5].astimezone(LONDON).replace(tzinfo=None), "Yes",
        ]  # fmt: skip
        with zipfile.ZipFile(file) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if "sheet" in name or name == "content.xml"]
        assert not any(b"<f>" in sheet or b"formula" in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_csv_says_the_same_in_iso_8601_with_a_mark_for_excel():
    with write(Kind.CSV, HEADINGS, [LINE]) as file:
        assert file.read().decode() == (
            "\ufeffName,Number,Share,Price,Day,Moment,Is chain,Nothing\r\n"
            "'=cmd|' /C calc'!A0,12,-0.125,2.50,2026-11-22,2026-07-22 14:30,Yes,\r\n"
        )
    with write(Kind.CSV, ["a"], [], for_excel=False) as file:
        assert file.read() == b"a\r\n"


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12) | st.sampled_from(
    [
        "=1",
        "+44 20 7946 0000",
        "-",
        "@ Angelas",
        "'Ello",
        "'=1",
        " two  spaces ",
        "a\nb",
        "a\tb",
        "_x0041_",
        "]]>",
        "&lt;",
    ]
)
VALUES = TEXTS | st.integers(-(10**14), 10**14) | st.dates(date(1900, 3, 1)) | st.none()


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_is_written_is_read_back_as_it_was(kind, lines):
    said = [[clean("" if value is None else str(value)) for value in line] for line in lines]
    with write(kind, ["A", "B", "C"], [*lines, ["end", "", ""]]) as file:
        assert cells(file)[1:] == [*(line for line in said if any(line)), ["end", "", ""]]


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=9), min_size=1, max_size=5))
def test_another_reader_finds_a_sound_workbook_whatever_the_text(kind, texts):
    with write(kind, ["Text"], [[text, "end"] for text in texts]) as file:
        found = calamine(file)
    assert [line[1] for line in found[1:]] == ["end"] * len(texts)


@pytest.mark.parametrize("kind", Kind)
def test_a_long_list_is_written_and_read_without_being_held(kind):
    def lines():
        for number in range(3000):
            yield [f"Invented Shop {number}", number, "x" * 1000]

    tracemalloc.start()
    try:
        with write(kind, ["Name", "Number", "Notes"], lines()) as file:
            recognised = recognise(file, "")
            assert sum(1 for _ in rows(file, recognised)) == 3000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
def test_a_text_longer_than_a_cell_of_excel_is_cut_and_shows_it(kind):
    with write(kind, ["Text"], [["x" * 40_000], ["x" * 32_767]]) as file:
        assert [line[0] for line in cells(file)[1:]] == ["x" * 32_766 + "…", "x" * 32_767]


@pytest.mark.parametrize(
    ("value", "as_read"),
    [
        (10**15, "1000000000000000"),
        (123456789012345678, "123456789012345678"),
        (float("nan"), "nan"),
        (1e300, "1e+300"),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(2026, 11, 22, 0, 0), "2026-11-22"),  # noqa: DTZ001 - a wall clock
        (datetime(2026, 11, 22, 9, 5, 7), "2026-11-22 09:05:07"),  # noqa: DTZ001 - as above
        ("\x01A\ud800", "\ufffdA\ufffd"),
        ("two\r\nlines\rmore", "two lines more"),
        (False, "No"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
def test_what_a_workbook_cannot_hold_is_written_as_text(kind, value, as_read):
    with write(kind, ["Value", "x"], [[value, "x"]]) as file:
        assert cells(file)[1][0] == as_read


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(written, "MOST_ROWS", 3)
    for kind in (Kind.XLSX, Kind.ODS):
        write(kind, ["a"], [[1], [2]]).close()
        with pytest.raises(Refusal, match="Narrow the list down, or choose CSV"):
            write(kind, ["a"], [[1], [2], [3]])


@pytest.mark.parametrize("title", ["Retailers", "", "a/b:c?*[]\\", "'x'", "x" * 90, "\x01", "<&>\"'"])
@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
def test_any_title_names_a_sheet(kind, title):
    with write(kind, ["a"], [["b"]], title=title) as file:
        assert cells(file) == [["a"], ["b"]]
        assert calamine(file) == [["a"], ["b"]]


def test_an_opendocument_file_begins_with_its_kind_unpacked_as_the_standard_asks():
    with write(Kind.ODS, ["a"], [["b"]]) as file:
        assert file.read(38 + len(MEDIA_TYPES[Kind.ODS]))[30:] == b"mimetype" + MEDIA_TYPES[Kind.ODS].encode()


def test_a_list_that_breaks_while_it_is_written_leaves_no_file():
    def broken():
        yield ["a"]
        raise ConnectionResetError

    for kind in Kind:
        with pytest.raises(ConnectionResetError):
            write(kind, ["a"], broken())


# Cells of workbooks that others wrote


def excel(*lines, **options) -> io.BytesIO:
    """Return a workbook of Excel: each cell a value, or a value and a number format."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                said, shown = value if isinstance(value, tuple) else (value, None)
                sheet.write(number, column, said, book.add_format({"num_format": shown}) if shown else None)
    return file


@pytest.mark.parametrize(
    ("value", "shown", "as_read"),
    [
        (3, None, "3"),
        (3.0, None, "3"),
        (0.1 + 0.2, None, "0.3"),
        (51.549539000000003, "0.00", "51.549539"),
        (1.5e-7, None, "0.00000015"),
        (-2, "#,##0;[Red]-#,##0", "-2"),
        (1234.5, '"£"#,##0.00', "1234.5"),
        (0.175, "0.0%", "0.175"),
        (2079460000, "00000000000", "02079460000"),
        (27, "000", "027"),
        (True, None, "TRUE"),
        (" two  spaces ", None, "two  spaces"),
        ("_x0041_", None, "_x0041_"),
        (46348, "dd/mm/yyyy", "2026-11-22"),
        (46348, 14, "2026-11-22"),
        (46348, "d mmm yy", "2026-11-22"),
        (46348, "[$-809]dddd, d mmmm yyyy", "2026-11-22"),
        (46348, "mmm-yy", "2026-11-22"),
        (46348.25, "dd/mm/yyyy", "2026-11-22"),
        (46348.25, "dd/mm/yyyy hh:mm", "2026-11-22 06:00"),
        (46348.25, 22, "2026-11-22 06:00"),
        (46348 + 1 / 86400, "dd/mm/yyyy hh:mm:ss", "2026-11-22 00:00:01"),
        (46348, "dd/mm/yyyy hh:mm", "2026-11-22"),
        (0.604166666666667, "hh:mm", "14:30"),
        (0.604166666666667, "h:mm AM/PM", "14:30"),
        (1.1, "[h]:mm:ss", "26:24:00"),
        (59, "dd/mm/yyyy", "1900-02-28"),
        (60, "dd/mm/yyyy", "60"),
        (61, "dd/mm/yyyy", "1900-03-01"),
        (2958465, "dd/mm/yyyy", "2958465"),
        (2958464, "dd/mm/yyyy", "9999-12-30"),
        (-1, "dd/mm/yyyy", "-1"),
        (5, 'General" sacks"', "5"),
        (5, '0" days"', "5"),
        (5, '[>100]0;"shy"', "5"),
    ],
)
def test_a_cell_of_excel_is_read_as_it_is_meant(value, shown, as_read):
    assert cells(excel(["Value", "x"], [(value, shown), "x"]))[1][0] == as_read


@pytest.mark.parametrize(("serial", "as_read"), [(44886, "2026-11-22"), (0.5, "12:00"), (2957003, "2957003")])
def test_a_workbook_that_counts_from_1904_says_so(serial, as_read):
    shown = "hh:mm" if serial < 1 else "dd/mm/yyyy"
    assert cells(excel(["Value", "x"], [(serial, shown), "x"], date_1904=True))[1][0] == as_read


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 5), st.text(min_size=1, max_size=5) | st.integers(-99, 10**9)),
        min_size=1,
        max_size=9,
    )
)
def test_our_reader_and_another_find_the_same_cells_in_a_workbook(found):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for row, column, value in {(row, column): (row, column, value) for row, column, value in found}.values():
            sheet.write(row, column, f"x{value}" if isinstance(value, str) else value)
    other = {
        number: [str(int(value)) if isinstance(value, float) else value for value in line]
        for number, line in enumerate(calamine(file), start=1)
    }
    book = open_xlsx(file)
    ours = dict(book.rows(book.names[0]))
    assert set(ours) == {number for number, line in other.items() if any(value != "" for value in line)}
    for number, line in ours.items():
        assert [text.replace("\r", "\n") for text in line] == [
            value.replace("\r", "\n") for value in other[number][: len(line)]
        ]


@pytest.mark.parametrize(
    ("cell", "as_read"),
    [
        ("office:value-type='float' office:value='3'><text:p>3.00</text:p>", "3"),
        ("office:value-type='float' office:value='2079460000'><text:p>02079460000</text:p>", "02079460000"),
        ("office:value-type='percentage' office:value='0.175'><text:p>17.5%</text:p>", "0.175"),
        ("office:value-type='currency' office:value='1234.5'><text:p>£1,234.50</text:p>", "1234.5"),
        ("office:value-type='date' office:date-value='2026-11-22'><text:p>22 Nov</text:p>", "2026-11-22"),
        ("office:value-type='date' office:date-value='2026-11-22T14:30:00'><text:p>x</text:p>", "2026-11-22 14:30"),
        ("office:value-type='date' office:date-value='soon'><text:p>x</text:p>", "soon"),
        ("office:value-type='time' office:time-value='PT14H30M00S'><text:p>2.30pm</text:p>", "14:30"),
        ("office:value-type='time' office:time-value='PT26H24M00S'><text:p>x</text:p>", "26:24:00"),
        ("office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p>", "TRUE"),
        ("office:value-type='string'><text:p>One</text:p><text:p>two</text:p>", "One two"),
        ("office:value-type='string'><text:p>a<text:s text:c='2'/>b<text:tab/>c</text:p>", "a  b c"),
        ("office:value-type='string'><text:p>a <text:span>b</text:span><text:a>c</text:a></text:p>", "a bc"),
        (
            "office:value-type='string'><office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p>",
            "a",
        ),
    ],
)
def test_a_cell_of_opendocument_is_read_as_it_is_meant(cell, as_read):
    row = f"<table:table-row><table:table-cell {cell}</table:table-cell></table:table-row>"
    assert cells(io.BytesIO(zipped(ods_parts(ods_row("Value") + row))))[1] == [as_read]


def test_repeated_cells_and_rows_of_opendocument_are_told_as_often():
    content = (
        ods_row("A", "B", "C")
        + "<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='9'/>"
        + "</table:table-row><table:table-row table:number-rows-repeated='2'><table:table-cell/>"
        + "<table:table-cell office:value-type='string' table:number-columns-repeated='2'><text:p>x</text:p>"
        + "</table:table-cell></table:table-row>"
    )
    file = io.BytesIO(zipped(ods_parts(content)))
    assert list(rows(file, recognise(file, ""))) == [
        (5, {"A": "", "B": "x", "C": "x"}),
        (6, {"A": "", "B": "x", "C": "x"}),
    ]
