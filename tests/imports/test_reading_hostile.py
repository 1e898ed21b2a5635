"""Files made to hurt whoever reads them: a clear refusal, in bounded memory and time."""

import gzip
import io
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.imports.rules.reading import recognise, rows
from compliance.spreadsheets.reading.limits import MOST_COLUMNS, MOST_ROWS
from tests.factories.imports import business, document
from tests.factories.workbooks import (
    EXTERNAL,
    LAUGHS,
    MAIN,
    ODS_TWO_ROWS,
    TWO_ROWS,
    Lie,
    bomb,
    cell,
    deflated,
    gzip_bomb,
    ods_parts,
    ods_row,
    xlsx_parts,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
BEGUN = f"<?xml version='1.0'?><worksheet xmlns='{MAIN}'><sheetData>"
REFERENCE = "<c t='s'><v>0</v></c>"
HUGE = 2048
"""Megabytes of a bomb: more than a reader may ever hold or count."""
MOST_GROWN, MOST_SECONDS = 100, 30
"""Megabytes by which reading may grow a process, and seconds of a processor that it may take."""


def xlsx(rows: str = TWO_ROWS, **parts) -> bytes:
    return zipped({**xlsx_parts(rows), **parts})


def sheet(lie) -> bytes:
    return zipped({**xlsx_parts(""), SHEET: lie})


def strings(lie) -> bytes:
    return zipped({**xlsx_parts("<row><c t='s'><v>0</v></c></row>"), "xl/sharedStrings.xml": lie})


def ods(lie) -> bytes:
    return zipped({**ods_parts(""), "content.xml": lie})


def _gzip(before: str, filler: bytes, megabytes: int) -> bytes:
    return b"\x1f\x8b\x08" + bytes(7) + bomb(before, megabytes, filler) + bytes(8)


HEAD = "<?xml version='1.0'?>"
FHRS, LIST = "<FHRSEstablishment>", '{"establishments":['
DTD = "document type definition"
UNPACKS, CELLS, TEXTS, SHAPE = "unpacks to more than", "more than 2,500,000 cells", "different texts", "shape of a food"
DAMAGED, ENDLESS = "damaged or incomplete", "does not end"

HOSTILE = {
    # Zip bombs: what they unpack to is counted while it is unpacked, whatever they say.
    "bomb_of_spaces.xlsx": (lambda: sheet(Lie(bomb(BEGUN, HUGE), 2**31)), UNPACKS),
    "bomb_of_cells.xlsx": (lambda: sheet(Lie(bomb(f"{BEGUN}<row>", HUGE, b"<c/>"), 2**31)), CELLS),
    "bomb_of_tags.xlsx": (lambda: sheet(Lie(bomb(BEGUN, HUGE, b"<a/>"), 2**31)), UNPACKS),
    "bomb_of_tags_in_tags.xlsx": (lambda: sheet(Lie(bomb(BEGUN, HUGE, b"<aaaaaa>"), 2**31)), UNPACKS),
    "bomb_in_a_cell.xlsx": (lambda: sheet(Lie(bomb(f"{BEGUN}<row><c t='str'><v>", HUGE, b"x"), 2**31)), DAMAGED),
    "bomb_in_a_tag.xlsx": (lambda: sheet(Lie(bomb(f"{BEGUN}<", HUGE, b"x"), 2**31)), UNPACKS),
    "bomb_in_a_comment.xlsx": (lambda: sheet(Lie(bomb(f"{BEGUN}<!-- ", HUGE, b"x"), 2**31)), UNPACKS),
    "bomb_of_texts.xlsx": (
        lambda: strings(Lie(bomb("<sst>", HUGE, b"<si><t>xxxxxxxxxx</t></si>      "), 2**31)), TEXTS),
    "bomb_in_a_text.xlsx": (lambda: strings(Lie(bomb("<sst><si><t>", HUGE, b"x"), 2**31)), TEXTS),
    "bomb_of_spaces.ods": (lambda: ods(Lie(bomb("<a>", HUGE), 2**31)), UNPACKS),
    "bomb_that_says_it_is_small.xlsx": (lambda: sheet(Lie(bomb(BEGUN, HUGE), 10)), DAMAGED),
    "part_that_says_it_is_large.xlsx": (lambda: sheet(Lie(deflated(b"<a/>"), 2**32 - 1)), DAMAGED),
    "part_packed_in_another_way.xlsx": (lambda: sheet(Lie(b"x" * 90, 90, packing=14)), DAMAGED),
    "many_parts.xlsx": (lambda: zipped(dict.fromkeys(map(str, range(2000)), b"")), UNPACKS),
    "a_hundred_thousand_parts.xlsx": (lambda: zipped(dict.fromkeys(map(str, range(100_000)), b"")), UNPACKS),
    "names.xlsx": (lambda: sheet(BEGUN + "".join(f"<a{n}/>" for n in range(300_000))), UNPACKS),
    # Sheets that claim more than they have.
    "two_corners.xlsx": (
        lambda: xlsx(f"<row r='1'>{cell('A1', 'x')}</row><row r='1048576'>{cell('XFD1048576', 'x')}</row>"),
        "column 16384",
    ),
    "row_beyond_the_last.xlsx": (lambda: xlsx(f"<row r='9999999'>{cell('A9999999', 'x')}</row>"), "1,048,576 rows"),
    "cell_of_another_row.xlsx": (lambda: xlsx(f"<row r='1'>{cell('A1048576', 'x')}</row>"), DAMAGED),
    "one_text_in_every_cell.xlsx": (
        lambda: zipped(xlsx_parts(f"<row>{REFERENCE * 9}</row>" * 20_000, strings=f"<si><t>{'x' * 100_000}</t></si>")),
        "more text than is read",
    ),
    "cell_repeated.ods": (
        lambda: zipped(ods_parts(ods_row("a", "b", cells="table:number-columns-repeated='16384'"))), "column 201"),
    "row_repeated.ods": (
        lambda: zipped(ods_parts(ods_row(*"abc") + ods_row(*"abc", repeated="table:number-rows-repeated='1000000'"))),
        CELLS,
    ),
    "long_row_repeated.ods": (
        lambda: zipped(ods_parts(ods_row("a") + ods_row("a" * 9999, repeated="table:number-rows-repeated='999999'"))),
        "more text than is read",
    ),
    "repeated_without_end.ods": (
        lambda: zipped(ods_parts(ods_row("a", repeated=f"table:number-rows-repeated='{'9' * 5000}'"))), DAMAGED),
    # Entities of their own.
    "laughs_in_the_register.xml": (lambda: document(business(name="&a11;"), head=HEAD + LAUGHS), DTD),
    "file_in_the_register.xml": (lambda: document(business(name="&a11;"), head=HEAD + EXTERNAL), DTD),
    **{
        f"{what}_in_{place}.{kind}": (lambda make=make, dtd=dtd: make(HEAD + dtd), DTD)
        for what, dtd in (("laughs", LAUGHS), ("file", EXTERNAL))
        for kind, place, make in (
            ("xlsx", "the_book", lambda head: zipped(xlsx_parts(TWO_ROWS, head=head))),
            ("xlsx", "the_sheet", lambda head: sheet(f"{head}<worksheet><row><c><v>&a11;</v></c></row></worksheet>")),
            ("xlsx", "the_texts", lambda head: strings(f"{head}<sst><si><t>&a11;</t></si></sst>")),
            ("ods", "the_sheet", lambda head: zipped(ods_parts(ods_row("&a11;"), head=head))),
        )
    },
    # Compressed text.
    "bomb_of_rows.csv.gz": (gzip_bomb, UNPACKS),
    "bomb_of_line_ends.csv.gz": (lambda: gzip_bomb(1000, b"\n"), UNPACKS),
    "bomb_of_one_line.csv.gz": (lambda: gzip_bomb(1000, b"x"), UNPACKS),
    "more_rows_than_a_sheet.csv.gz": (lambda: gzip.compress(b"a,b\n" * (MOST_ROWS + 1)), "more than 1,048,576 rows"),
    "bomb_of_tags.xml.gz": (lambda: _gzip(FHRS, b"<a/>", 1000), SHAPE),
    "bomb_of_fields.xml.gz": (lambda: _gzip(f"{FHRS}<EstablishmentDetail>", b"<a/>", 1000), SHAPE),
    "bomb_in_a_field.xml.gz": (lambda: _gzip(f"{FHRS}<EstablishmentDetail><a>", b"x", 1000), "longer than 131,072"),
    "bomb_in_a_tag.xml.gz": (lambda: _gzip(f"{FHRS}<", b"x", 1000), SHAPE),
    "bomb_of_lists.json.gz": (lambda: _gzip('{"x":', b"[", 1000), SHAPE),
    "bomb_of_figures.json.gz": (lambda: _gzip('{"x":[1', b",1", 1000), SHAPE),
    "bomb_in_a_word.json.gz": (lambda: _gzip('{"x":"', b"x", 1000), SHAPE),
    "bomb_of_fields.json.gz": (lambda: _gzip(f'{LIST}{{"a":1', b',"a":1  ', 1000), SHAPE),
    "figures_without_end.json": (f"{LIST}{{\"FHRSID\":{'9' * 5000}}}]}}".encode, "well-formed JSON"),
    # Text that never ends.
    "ten_thousand_columns.csv": (
        lambda: b"\n".join([b",".join(b"c%d" % n for n in range(10_000)), b",".join([b"1"] * 10_000)]),
        f"more than {MOST_COLUMNS} columns",
    ),
    "a_cell_of_100_mb.csv": (lambda: b'a,b\n1,"' + b"x" * 100_000_000 + b'"\n', ENDLESS),
    "a_line_of_100_mb.csv": (lambda: b"a,b\n" + b"x" * 100_000_000, ENDLESS),
    "a_row_of_many_lines.csv": (lambda: b"a,b\n" + b'"x\n",' * 4_000_000, ENDLESS),
}  # fmt: skip


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What became of each file and what it cost, each read in a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    command = [sys.executable, "-m", "tests.factories.measured", str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_in_bounded_memory(measured, name):
    cost = measured[name]
    assert HOSTILE[name][1] in cost["message"]
    assert "Nothing has been imported" in cost["message"]
    assert cost["megabytes"] < MOST_GROWN
    assert cost["seconds"] < MOST_SECONDS


HARMLESS = {
    "a_sheet_that_claims_a_large_size.xlsx": xlsx_parts(TWO_ROWS)
    | {SHEET: f"<worksheet><dimension ref='A1:XFD1048576'/><sheetData>{TWO_ROWS}</sheetData></worksheet>"},
    "a_blank_cell_in_the_last_corner.xlsx": xlsx_parts(f"{TWO_ROWS}<row r='1048576'><c r='XFD1048576' s='1'/></row>"),
    "cells_far_below.xlsx": xlsx_parts(
        f"<row r='1'>{cell('A1', 'x')}</row><row r='1048576'>{cell('A1048576', 'x')}</row>"
    ),
    "a_bomb_where_nobody_looks.xlsx": xlsx_parts(TWO_ROWS) | {"xl/media/image1.png": Lie(bomb("", HUGE), 2**31)},
    "blank_rows_to_the_end.ods": ods_parts(
        ODS_TWO_ROWS + "<table:table-row table:number-rows-repeated='1048574'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_large_is_read(name):
    stream = io.BytesIO(zipped(HARMLESS[name]))
    assert recognise(stream, name).row_count == 1


def test_a_sheet_has_as_many_rows_as_a_spreadsheet_program_shows():
    ((number, _),) = rows_of(zipped(HARMLESS["cells_far_below.xlsx"]))
    assert number == MOST_ROWS


def rows_of(content: bytes) -> list:
    stream = io.BytesIO(content)
    return list(rows(stream, recognise(stream, "file")))


SOUND = (
    zipped(xlsx_parts(TWO_ROWS)),
    zipped(ods_parts(ODS_TWO_ROWS)),
    b"Name,Postcode\nShop,E8 1AA\n",
    b'{"establishments":[{"FHRSID":1,"BusinessName":"Shop","geocode":{"longitude":null}}]}',
    document(business()),
)
BEGINNINGS = (
    b"", b"PK\3\4", b"<", b"{", b"[{", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"a,b\n",
)  # fmt: skip


def check_read_or_refused(content: bytes) -> None:
    refused = None
    try:
        assert rows_of(content)
    except Refusal as refusal:
        refused = refusal
    assert refused is None or "Nothing has been imported" in refused.message


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SOUND), st.floats(0, 1), st.integers(0, 20), st.binary(max_size=20))
def test_a_file_with_any_bytes_changed_is_read_or_refused(content, where, length, noise):
    place = int(where * len(content))
    check_read_or_refused(content[:place] + noise + content[place + length :])


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_whatever_the_bytes_they_are_read_or_refused(start, noise):
    check_read_or_refused(start + noise)


class Endless(io.RawIOBase):
    """An upload that never ends, and counts how much of it was asked for."""

    def __init__(self):
        self.read_so_far = 0

    def tell(self):
        return 0

    def seek(self, *_):
        return 0

    def read(self, size=-1):
        assert size >= 0
        self.read_so_far += size
        return bytes(size)

    def readinto(self, buffer):
        self.read_so_far += len(buffer)
        return len(buffer)


@pytest.mark.parametrize("length", [{"CONTENT_LENGTH": str(2**30)}, {"wsgi.input_terminated": True}])
def test_an_upload_of_a_gigabyte_is_refused_with_the_limit_and_without_reading_it(app, client, length):
    body = Endless()
    answer = client.post(
        "/imports/new", input_stream=body, content_type="multipart/form-data; boundary=x", environ_overrides=length
    )
    limit = app.config["MAX_CONTENT_LENGTH"]
    assert answer.status_code == 413
    assert f"{limit // 1024**2} MB" in answer.text
    assert body.read_so_far <= limit + 1024**2
