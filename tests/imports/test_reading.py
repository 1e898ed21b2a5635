"""Files as officers have them: recognised by what is in them and read row by row; the real ones to their last row."""

import gzip
import io
import json
import time
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.imports.rules.reading import MORE_CELLS, Recognised, read_recognised, recognise, rows
from compliance.imports.rules.reading.fhrs import FIELDS
from compliance.imports.rules.reading.headings import distinct, find_headings
from compliance.imports.rules.words import Format
from compliance.spreadsheets.reading.limits import MOST_COLUMNS
from tests.factories.imports import business, document, real, shops
from tests.factories.workbooks import ODS_TWO_ROWS, TWO_ROWS, ods_parts, xlsx_parts, zipped

XLSX = zipped(xlsx_parts(TWO_ROWS))
ODS = zipped(ods_parts(ODS_TWO_ROWS))


def known(content: bytes, name: str = "file", **more) -> Recognised:
    return recognise(io.BytesIO(content), name, **more)


def read(content: bytes, name: str = "file", **more) -> list[tuple[int, dict[str, str]]]:
    stream = io.BytesIO(content)
    return list(rows(stream, recognise(stream, name, **more)))


def csv(*lines: str, encoding="utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


# What a file is


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (document(business()), Format.FHRS_XML),
        (document(business()).decode().encode("utf-16"), Format.FHRS_XML),
        (gzip.compress(document(business()), mtime=0), Format.FHRS_XML),
        (b'{"establishments":[{"FHRSID":1}]}', Format.FHRS_JSON),
        (b'\xef\xbb\xbf [ {"FHRSID":1} ]', Format.FHRS_JSON),
        ('{"establishments":[{"FHRSID":1,"BusinessName":"Café"}]}'.encode("utf-16"), Format.FHRS_JSON),
        (b"Name,Postcode\nShop,E8 1AA", Format.CSV),
        (b"[Name],[Postcode]\nShop,E8 1AA", Format.CSV),
        (b"{Name},Postcode\nShop,E8 1AA", Format.CSV),
        (b"PK,Postcode\nShop,E8 1AA", Format.CSV),
        (b"BM,Postcode\nShop,E8 1AA", Format.CSV),
        (gzip.compress(b"Name,Postcode\nShop,E8 1AA", mtime=0), Format.CSV),
        (XLSX, Format.XLSX),
        (ODS, Format.ODS),
    ],
)
@pytest.mark.parametrize("name", ["register", "register.csv", "register.xlsx", "register.pdf", "", "register.XML.gz"])
def test_a_file_is_what_is_in_it_whatever_its_name(content, found, name):
    recognised = known(content, name)
    assert (recognised.format, recognised.row_count) == (found, 1)
    assert len(read(content, name)) == 1


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("a.csv", XLSX, "The name ends in .csv, but what is in the file is Excel workbook (XLSX), and it was read so"),
        ("a.xls", XLSX, "The name ends in .xls, but what is in the file is Excel workbook (XLSX), and it was read so"),
        ("A.XML.GZ", gzip.compress(b"a,b\n1,2", mtime=0), "The name ends in .xml, but what is in the file is CSV text"),
        ("a.xlsx", ODS, "what is in the file is OpenDocument spreadsheet (ODS)"),
        ("a.xlsx", XLSX, None),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2", mtime=0), None),
        ("a.txt", b"a,b\n1,2", None),
        ("a", b"a,b\n1,2", None),
        ("a.2020-11", b"a,b\n1,2", None),
    ],
)
def test_a_name_that_says_another_format_is_noted(name, content, note):
    notes = [said for said in known(content, name).notes if "name ends" in said]
    assert len(notes) == (note is not None)
    assert note is None or note in notes[0]


def old(*names: str) -> bytes:
    """Return a compound file of Office whose directory has these names."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(70_000)
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


REFUSED = {
    "empty": (b"", "The file is empty", "Choose the file again"),
    "blank": (b"\xef\xbb\xbf \r\n\t\n", "The file is empty", "Choose the file again"),
    "nothing_but_nul": (bytes(100), "The file is empty", "Choose the file again"),
    "blank_cells": (b"'',\n,,,\n ,\n".replace(b"'", b""), "no rows in this file", ""),
    "headings_only": (b"Name,Postcode\n", "headings in this file, and no rows below them", ""),
    "headings_only_xlsx": (
        zipped(xlsx_parts(TWO_ROWS.partition("<row r='2'>")[0])),
        "headings in this file, and no rows below them",
        "",
    ),
    "no_cells_xlsx": (zipped(xlsx_parts("")), "no rows in this file", ""),
    "no_cells_ods": (zipped(ods_parts("")), "no rows in this file", ""),
    "web_page": (b"<!DOCTYPE html><html><body><table>", "web page (HTML), whatever its name says", "Excel workbook"),
    "table_of_a_web_page": (b"\r\n<table><tr><td>Name", "web page (HTML)", "Excel workbook"),
    "other_xml": (b"<?xml version='1.0'?><Workbook/>", "begins with <Workbook>", "save it as .xlsx"),
    "other_json": (b'{"features":[{"a":1}]}', "not a food hygiene register", ""),
    "no_businesses_json": (b'{"establishments":[]}', "holds no businesses", ""),
    "cut_short_json": (b'{"establishments":[{"FHRSID":1},{"FHRSID":2', "after 1 complete businesses", "again"),
    "wrong_json": (b'{"establishments":[{"FHRSID":1} {"FHRSID":2}]}', "well-formed JSON after business 1", "again"),
    "pdf": (b"%PDF-1.7 ...", "PDF document", "Ask whoever sent it"),
    "png": (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", "Ask whoever sent it"),
    "jpeg": (b"\xff\xd8\xff\xe0", "a picture (JPEG)", "Ask whoever sent it"),
    "heic": (b"\0\0\0\x18ftypheic", "a photograph (HEIC)", "Ask whoever sent it"),
    "rtf": (b"{\\rtf1 Name", "a document (RTF)", "Copy its table"),
    "program": (b"MZ\x90\0\x03", "a program", "IT support"),
    "old_excel": (old("Root Entry", "Workbook"), "a workbook of Excel 97 to 2003 (.xls)", "save it as an Excel"),
    "password": (old("Root Entry", "EncryptionInfo", "EncryptedPackage"), "protected by a password", "remove the"),
    "old_word": (old("Root Entry", "WordDocument"), "a document of Office 97 to 2003", "Ask whoever sent it"),
    "zip": (zipped({"readme.txt": "a"}), "a zip file", "Unpack it"),
    "empty_zip": (zipped({}), "a zip file", "Unpack it"),
    "word": (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "a Word document", "Copy its table"),
    "xlsb": (zipped({"xl/workbook.bin": ""}), "binary Excel workbook (.xlsb)", "save it as an Excel workbook"),
    "numbers": (zipped({"Index/Document.iwa": ""}), "Apple Numbers document", "export it as Excel or CSV"),
    "odt": (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), "not a sprea", "save"),
    "ods_password": (
        zipped(
            ods_parts(ODS_TWO_ROWS)
            | {"META-INF/manifest.xml": "<m:a xmlns:m='urn:m'><m:encryption-data/></m:a>", "content.xml": b"\x8f\x01"}
        ),
        "protected by a password",
        "remove the password",
    ),
    "zip_cut_short": (XLSX[:-40], "damaged or incomplete", "save it again"),
    "gzip_cut_short": (gzip.compress(csv("a,b", *["1,2"] * 9000))[:-20], "damaged or stops part-way", "Download it"),
    "gzip_in_gzip": (gzip.compress(gzip.compress(b"a,b\n1,2", mtime=0)), "another compressed file inside", "Unpack it"),
    "workbook_in_gzip": (gzip.compress(XLSX, mtime=0), "another compressed file inside", "Unpack it"),
    "nul": (b"a,b\n1,\x002\n", "contains NUL characters", "CSV UTF-8"),
    "binary": (bytes(range(1, 256)), "contains characters that no text has", "CSV UTF-8"),
    "neither_encoding": (b"a,b\n1,caf\xe9 \x81\n", "cannot be read as UTF-8 or Windows-1252", "CSV UTF-8"),
    "half_a_letter_of_utf_16": ("a,b\n1,2".encode("utf-16")[:-1], "cannot be read as UTF-16", "CSV UTF-8"),
}


@pytest.mark.parametrize(("content", "what", "mend"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_named_and_how_to_mend_it_said(content, what, mend):
    with pytest.raises(Refusal) as refused:
        known(content, "register.csv")
    assert what in refused.value.message
    assert mend in refused.value.message
    assert "Nothing has been imported." in refused.value.message


# Text with separators


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Name\nShop", "utf-8", "utf-8"),
        ("Name\nCafé £5", "utf-8", "utf-8"),
        ("Name\nCafé £5", "utf-8-sig", "utf-8-sig"),
        ("Name\nCafé £5", "utf-16", "utf-16"),
        ("Name\nCafé £5", "cp1252", "cp1252"),
        ("Name\nBeni’s – €5", "cp1252", "cp1252"),
        ("Name\n" + "x" * 65_535 + "é", "utf-8", "utf-8"),
        ("Name\n" + "Shop\n" * 50_000 + "Café", "cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found_from_every_byte(text, encoding, found):
    content = text.encode(encoding)
    assert known(content).encoding == found
    assert read(content)[-1][1]["Name"] == text.rpartition("\n")[2]


def test_text_that_is_not_utf_8_is_said_to_be_looked_over():
    assert "check that letters such as é and £ are right" in known("Name\nCafé".encode("cp1252")).notes[1]
    assert known("Name\nCafé".encode()).notes == ("Read as UTF-8, with a comma between the cells",)


ADDRESSES = ("Name|Address|Postcode", "Shop|1, High Street; Hackney|E8 1AA", "Other|2, High Street, London|E8 1AB")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_though_cells_hold_others(delimiter):
    lines = [
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in line.split("|")) for line in ADDRESSES
    ]
    content = csv(*lines)
    assert known(content).delimiter == delimiter
    assert read(content)[1] == (3, {"Name": "Other", "Address": "2, High Street, London", "Postcode": "E8 1AB"})


def test_the_separator_that_the_file_names_for_excel_is_taken_and_is_no_row():
    assert read(csv("sep=;", "Name;Address, and more", "Shop;1, High Street"))[0] == (
        2,
        {"Name": "Shop", "Address, and more": "1, High Street"},
    )


def test_one_column_needs_no_separator():
    assert read(csv("Name", "Shop", "", "Other")) == [(2, {"Name": "Shop"}), (4, {"Name": "Other"})]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_as_a_spreadsheet_does_whatever_ends_a_line(end):
    content = end.join(["Name,Notes", '"Two', 'lines","a ""b"" c"', "", ",", "Last,x"]).encode()
    assert read(content) == [
        (2, {"Name": "Two lines", "Notes": 'a "b" c'}),
        (5, {"Name": "Last", "Notes": "x"}),
    ]


def test_short_rows_are_filled_up_and_long_ones_keep_what_is_beyond():
    content = csv("Name,Postcode", "Short", "Blank beyond,E8 1AA,, ", *["Fits,E8 1AA"] * 60, "Long,E8 1AA,x,,y")
    found = [cells for _, cells in read(content)]
    assert found[0] == {"Name": "Short", "Postcode": ""}
    assert found[1] == {"Name": "Blank beyond", "Postcode": "E8 1AA"}
    assert found[-1] == {"Name": "Long", "Postcode": "E8 1AA", MORE_CELLS: "x | y"}


def test_a_column_without_a_heading_that_is_filled_near_the_top_is_a_column():
    assert read(csv("Name,", "Shop,E8 1AA"))[0][1] == {"Name": "Shop", "Column 2": "E8 1AA"}


@pytest.mark.parametrize(
    ("cells", "as_read"),
    [
        (" Shop ", "Shop"),
        ("A\tB", "A B"),
        ("\u00a0Café\u200b", "Café"),
        ("'=1+1", "=1+1"),
        ("'@ Angelas", "@ Angelas"),
        ("'+44 20 7946 0000", "+44 20 7946 0000"),
        ("'Ello", "'Ello"),
        ("Beni's", "Beni's"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_is_cleaned_and_the_guard_of_our_own_files_taken_off(cells, as_read):
    assert read(csv("Name,x", f"{cells},1"))[0][1]["Name"] == as_read


@pytest.mark.parametrize(("columns", "is_read"), [(MOST_COLUMNS, True), (MOST_COLUMNS + 1, False)])
def test_a_row_may_have_two_hundred_columns_and_blank_ones_beyond(columns, is_read):
    wide = ",".join(f"c{number}" for number in range(columns)) + "," * 500
    for content in (csv(wide, wide), csv("a,b", *["1,2"] * 60, wide)):
        if is_read:
            assert len(read(content)) > 0
        else:
            with pytest.raises(Refusal, match="more than 200 columns"):
                read(content)


# Headings


@pytest.mark.parametrize(
    ("top", "heading"),
    [
        (["Name,Postcode", "Shop,E8 1AA"], 1),
        (["", "", "Name,Postcode", "Shop,E8 1AA"], 3),
        (["Retailers of Hackney", "", "Name,Postcode,Visited", "Shop,E8 1AA,"], 3),
        (["Retailers,,,,3 May 2020", "Printed:,03/05/2020,,,", "Name,Street,Town,Postcode,Visited", "S,H,L,E8,"], 3),
        (["Total,2", "Name,Postcode", "Shop,E8 1AA"], 2),
        (["Name,2019,2020", "Shop,1,2"], 1),
        (["1,2", "3,4"], 1),
        ([",,Name,Postcode", ",,Shop,E8 1AA"], 1),
    ],
)
def test_the_headings_are_found_below_titles_and_blank_rows(top, heading):
    recognised = known(csv(*top))
    assert recognised.heading_row == heading
    assert ("The headings were found in row" in " ".join(recognised.notes)) == (heading > 1)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (["Name", "Postcode"], ("Name", "Postcode")),
        (["Name", "", "Name", " Name "], ("Name", "Column 2", "Name (2)", "Name (3)")),
        (["Name", "Name (2)", "Name"], ("Name", "Name (2)", "Name (3)")),
        (["", "Column 1"], ("Column 1 (2)", "Column 1")),
        (["A\nB"], ("A B",)),
        (["x" * 150, "x" * 150], ("x" * 100, "x" * 100 + " (2)")),
    ],
)
def test_headings_are_made_distinct(given_, expected):
    assert distinct(given_, len(expected)) == expected


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["", "a", "a (2)", "Column 1", "Column 2", "b"]) | st.text(max_size=5), max_size=9))
def test_there_is_one_heading_for_each_column_and_no_two_are_the_same(headings):
    found = distinct(headings, len(headings) + 1)
    assert len(found) == len(set(found)) == len(headings) + 1
    assert all(found)


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=3), max_size=4), max_size=6))
def test_the_row_of_headings_is_one_that_is_filled(table):
    found = find_headings(table)
    assert found is None or any(cell.strip() for cell in table[found])


# Workbooks


def workbook(*sheets: tuple[str, list, bool]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, lines, is_hidden in sheets:
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
            if is_hidden:
                sheet.hide()
    return stream.getvalue()


TABLE = [["Name", "Postcode"], ["Shop", "E8 1AA"]]
OTHER = [["Officer", "Visits"], ["A. Officer", 3], ["B. Officer", 4]]


def test_the_first_sheet_with_rows_is_read_unless_another_is_asked_for():
    content = workbook(("Notes", [["See overleaf"]], False), ("Shops", TABLE, False), ("Visits", OTHER, False))
    recognised = known(content)
    assert (recognised.sheet, recognised.sheets) == ("Shops", ("Notes", "Shops", "Visits"))
    assert recognised.notes == ("Read the sheet “Shops”, one of 3",)
    assert read(content, sheet="Visits")[1] == (3, {"Officer": "B. Officer", "Visits": "4"})
    with pytest.raises(Refusal, match="There is no sheet “Elsewhere” in this workbook"):
        known(content, sheet="Elsewhere")
    with pytest.raises(Refusal, match="no rows below them"):
        known(content, sheet="Notes")


def test_hidden_sheets_are_left_out():
    assert known(workbook(("Shops", TABLE, False), ("Lists", OTHER, True))).sheets == ("Shops",)


def test_a_workbook_read_again_must_be_the_one_that_was_recognised():
    recognised = known(workbook(("Visits", OTHER, False)))
    with pytest.raises(Refusal, match="no longer the file that was recognised"):
        next(rows(io.BytesIO(XLSX), recognised))


# Food hygiene registers


def test_a_register_of_the_api_is_read_under_the_names_of_the_xml():
    said = {
        "establishments": [
            {
                "FHRSID": 468824,
                "LocalAuthorityBusinessID": "1317",
                "BusinessName": " Invented\tHardware ",
                "AddressLine1": None,
                "PostCode": "E8 2PB",
                "RatingDate": "1901-01-01T00:00:00",
                "LocalAuthorityCode": "512",
                "LocalAuthorityName": "Hackney",
                "scores": {"Hygiene": 5, "BusinessName": "no"},
                "geocode": {"longitude": "-0.075568", "latitude": 51.549539},
                "meta": {"extractDate": "0001-01-01T00:00:00", "itemCount": 7},
                "links": [{"rel": "self", "BusinessName": "no"}],
            }
        ],
        "meta": {"extractDate": "2021-08-19T14:50:41.944924+01:00", "itemCount": 1, "totalCount": 1, "totalPages": 1},
    }
    content = json.dumps(said).encode()
    recognised = known(content)
    assert (recognised.authority_code, recognised.authority_name) == ("512", "Hackney")
    assert (recognised.extracted_on, recognised.declared, recognised.notes) == (date(2021, 8, 19), 1, ())
    assert read(content) == [
        (
            1,
            dict.fromkeys(FIELDS, "")
            | {
                "FHRSID": "468824",
                "LocalAuthorityBusinessID": "1317",
                "BusinessName": "Invented Hardware",
                "PostCode": "E8 2PB",
                "LocalAuthorityCode": "512",
                "LocalAuthorityName": "Hackney",
                "Longitude": "-0.075568",
                "Latitude": "51.549539",
            },
        )
    ]


def businesses(*names: str) -> list[dict]:
    return [{"FHRSID": number, "BusinessName": name} for number, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    "said",
    [
        businesses("A", "B"),
        {"meta": {"itemCount": 2}, "establishments": businesses("A", "B")},
        {"FHRSEstablishment": {"Header": {"ItemCount": "2"}, "EstablishmentCollection": businesses("A", "B")}},
        {"FHRSEstablishment": {"EstablishmentCollection": {"EstablishmentDetail": businesses("A", "B")}}},
        {"establishments": [{"tags": [{"FHRSID": 9}], **business} for business in businesses("A", "B")]},
    ],
)
def test_a_register_is_found_in_any_of_its_json_forms(said):
    assert [(number, cells["BusinessName"]) for number, cells in read(json.dumps(said).encode())] == [
        (1, "A"),
        (2, "B"),
    ]


@pytest.mark.parametrize(
    ("meta", "day", "declared", "note"),
    [
        ({}, None, None, ""),
        ({"extractDate": "0001-01-01T00:00:00", "itemCount": 0, "totalCount": 0}, None, None, ""),
        ({"extractDate": "2021-08-19", "itemCount": 2, "totalCount": 2}, date(2021, 8, 19), 2, ""),
        ({"extractDate": "last week", "itemCount": "many"}, None, None, ""),
        (
            {"itemCount": 2, "totalCount": 3137, "totalPages": 1569, "pageNumber": 3},
            None,
            3137,
            "This is page 3 of 1569 of the register: 2 of 3,137 businesses",
        ),
    ],
)
def test_what_a_register_says_of_itself_is_taken_where_it_says_it(meta, day, declared, note):
    recognised = known(json.dumps({"establishments": businesses("A", "B"), "meta": meta}).encode())
    assert (recognised.extracted_on, recognised.declared, "".join(recognised.notes)) == (day, declared, note)


def test_the_authority_is_that_of_most_businesses():
    content = document(business("1"), business("2", LocalAuthorityCode="507", LocalAuthorityName="Croydon"), *shops(2))
    assert (known(content).authority_code, known(content).authority_name) == ("512", "Hackney")


def test_xml_and_json_of_the_same_businesses_are_read_alike():
    geocode = "<Geocode><Longitude>-0.1</Longitude><Latitude>51.5</Latitude></Geocode>"
    ((_, xml),) = read(document(business(name="Café &amp; Co", extra=geocode)))
    said = {field: xml[field] for field in FIELDS if field not in {"Longitude", "Latitude"}}
    content = json.dumps([said | {"geocode": {"longitude": "-0.1", "latitude": "51.5"}}]).encode()
    assert read(content) == [(1, xml)]


# What is kept of it, and the real files


@pytest.mark.parametrize("content", [document(business()), csv("", "Name;x", "Café;1", encoding="cp1252"), XLSX, ODS])
def test_what_was_recognised_is_kept_as_json_and_reads_the_file_again(content):
    recognised = known(content)
    again = read_recognised(json.loads(json.dumps(recognised.as_json())))
    assert again == recognised
    stream = io.BytesIO(content)
    found = list(rows(stream, again))
    assert len(found) == recognised.row_count
    assert tuple(found[0][1].values()) == recognised.table.samples[0]
    assert not stream.closed


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "found", "count", "code", "day"),
    [
        ("FHRS512en-GB_hackney_2020-08-08.xml", Format.FHRS_XML, 2459, "512", date(2020, 8, 8)),
        ("FHRS512en-GB_hackney_2020-11.xml", Format.FHRS_XML, 2493, "512", date(2020, 11, 14)),
        ("FHRS507en-GB_croydon_2020-08-08.xml", Format.FHRS_XML, 2527, "507", date(2020, 8, 8)),
        ("FHRS507en-GB_croydon_2020-11.xml", Format.FHRS_XML, 2600, "507", date(2020, 11, 13)),
        ("fhrs_api_v2_hackney_2021-08.json", Format.FHRS_JSON, 3137, "512", date(2021, 8, 19)),
        ("london_retailers_2020-11-15.csv", Format.CSV, 15_982, "", None),
        ("fhrs_dirty_rows_sample.csv", Format.CSV, 512, "", None),
    ],
)
def test_the_real_files_are_read_to_their_last_row(name, found, count, code, day):
    with real(name).open("rb") as stream:
        recognised = recognise(stream, name)
        read_ = list(rows(stream, recognised))
    assert (recognised.format, recognised.row_count, recognised.notes[1:]) == (found, count, ())
    assert (recognised.authority_code, recognised.extracted_on) == (code, day)
    assert recognised.declared == (None if found is Format.CSV else count)
    assert len(read_) == count
    assert len({cells["FHRSID"] for _, cells in read_}) > count * 0.9
    assert all(set(recognised.table.columns) == set(cells) for _, cells in read_)


@pytest.mark.shared_data
def test_the_register_of_the_uk_is_read_in_seconds():
    path = real("fhrs_uk_2020-11-15.csv.gz")
    started = time.perf_counter()
    with path.open("rb") as stream:
        recognised = recognise(stream, path.name)
        count = sum(1 for _ in rows(stream, recognised))
    assert (recognised.row_count, count) == (503_964, 503_964)
    assert time.perf_counter() - started < 60
