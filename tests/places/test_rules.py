"""How files of postcodes are read, where a grid reference is, and which side of a boundary a position is on."""

import gzip
import io
import json
import lzma
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.places.queries import boroughs
from compliance.places.rules import (
    Tally,
    find_columns,
    metres_between,
    read_boundaries,
    read_postcodes,
    to_latitude_longitude,
    write_postcode,
)

OURS = b"postcode,lat,lon,lad_code,ward_code\nE8 4AE,51.54328,-0.07586,E09000012,E05009381\n"
OS_ROWS = (
    b'"AB101AA",10,394251,806376,"S92000003","","","","S12000033","S13002483"\n'
    b'"AB101AB",90,0,0,"S92000003","","","","S12000033","S13002483"\n'
)


def release(name="Data/CSV/ab.csv", rows=OS_ROWS):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("Doc/licence.txt", "x")
        zipped.writestr(name, rows)
    return made.getvalue()


def read(data):
    tally = Tally()
    return list(read_postcodes(io.BytesIO(data), tally)), tally


@pytest.mark.parametrize("packed", [OURS, gzip.compress(OURS, mtime=0), lzma.compress(OURS), b"\xef\xbb\xbf" + OURS])
def test_a_table_is_read_however_it_is_packed(packed):
    rows, tally = read(packed)
    assert [(row.postcode, row.latitude, row.longitude) for row in rows] == [("E8 4AE", 51.54328, -0.07586)]
    assert (rows[0].ward_code, rows[0].district_code, tally.read) == ("E05009381", "E09000012", 1)


def test_ordnance_surveys_own_release_is_read_and_its_grid_turned_into_degrees():
    rows, tally = read(release())
    assert [row.postcode for row in rows] == ["AB10 1AA"]
    assert metres_between((rows[0].latitude, rows[0].longitude), (57.148232, -2.096648)) < 1
    assert (rows[0].district_code, rows[0].ward_code) == ("S12000033", "S13002483")
    assert (tally.read, tally.without_position) == (2, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "needs the headings postcode"),
        (b"shop,street\nA,B\n", "needs the headings postcode"),
        (b"postcode,lat\nE8 4AE,51\n", "needs the headings"),
        (OURS + b"not a postcode,51,0,,\n", "line 3 has no postcode"),
        (OURS + b"E8 4AE\n", "line 3 has no postcode"),
        (OS_ROWS, "no headings. Give the whole zip"),
        (release("ab.csv"), "no Data/CSV folder"),
        (release(rows=b"<html>"), "Data/CSV/ab.csv, line 1 has no postcode"),
        (release()[:-30], "may be damaged"),
        (gzip.compress(OURS, mtime=0)[:-9], "may be damaged"),
        (lzma.compress(OURS)[:-9], "may be damaged"),
        (b"x" * 5000, "a line of 1,000 characters"),
        (b"\xff\xfe\x00\n", "may be damaged"),
    ],
    ids=[
        "empty",
        "shops",
        "no longitude",
        "no postcode",
        "short row",
        "one file of the release",
        "zip without folder",
        "page in a zip",
        "cut zip",
        "cut gzip",
        "cut xz",
        "long line",
        "not text",
    ],
)
def test_what_is_no_file_of_postcodes_is_refused_in_words(data, why):
    with pytest.raises(Refusal, match=why):
        read(data)


def test_a_position_that_is_not_in_the_kingdom_is_left_out():
    data = b"postcode,lat,lon\nE8 4AE,0,0\nE8 4AF,,\nE8 4AG,51.5,-0.07\nE8 4AH,-0.07,51.5\n"
    rows, tally = read(data)
    assert [row.postcode for row in rows] == ["E8 4AG"]
    assert (tally.read, tally.without_position) == (4, 3)
    assert (rows[0].ward_code, rows[0].district_code) == ("", "")


def test_headings_are_found_in_any_order_and_case():
    columns = find_columns(["Easting", "POSTCODE", "northing", "lad_code_2014", "ward_code_2018", "ward_code_2025"])
    assert (columns.postcode, columns.first, columns.second, columns.district, columns.ward) == (1, 0, 2, 3, 4)
    assert columns.projected
    assert not find_columns(["postcode", "easting", "northing", "lat", "lon"]).projected


@pytest.mark.parametrize(
    ("typed", "written"),
    [("E8  4AE", "E8 4AE"), ("SW1A1AA", "SW1A 1AA"), ("e84ae", "E8 4AE"), ("E8", None), ("", None), ("E8 4A1", None)],
)
def test_a_postcode_is_written_with_its_one_space(typed, written):
    assert write_postcode(typed) == written


@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [
        (651409.903, 313177.270, 52.657979, 1.716052),  # Caister water tower, the guide's worked example
        (540260, 169398, 51.406271, 0.015177),  # BR1 1AB in Code-Point Open with WGS84
        (394251, 806376, 57.148232, -2.096648),  # AB10 1AA
    ],
)
def test_a_grid_reference_is_where_ordnance_survey_has_it(easting, northing, latitude, longitude):
    assert metres_between(to_latitude_longitude(easting, northing), (latitude, longitude)) < 0.2


@given(st.floats(100_000, 650_000), st.floats(10_000, 1_200_000))
def test_a_kilometre_of_grid_is_a_kilometre_on_the_ground(easting, northing):
    here, there = to_latitude_longitude(easting, northing), to_latitude_longitude(easting, northing + 1000)
    assert 990 < metres_between(here, there) < 1010


def square(code, name, west):
    ring = [[west, 51], [west + 1, 51], [west + 1, 52], [west, 52], [west, 51]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}


def test_a_position_is_inside_on_the_line_or_so_many_metres_outside():
    known = read_boundaries(json.dumps({"features": [square("B", "Byre", 0), square("A", "Ash", -1)]}))
    assert known.codes == ("A", "B")
    assert known.district_at(51.5, 0.5) == ("B", "Byre")
    assert known.district_at(51.5, -0.5) == ("A", "Ash")
    assert known.district_at(51.5, 0) == ("A", "Ash")
    assert known.district_at(53, 0) is None
    assert known.outside("A", [(51.5, -0.5), (51.5, 0), (51.5, 0.001)]) == [False, False, True]
    assert known.outside("A", []) == []
    assert known.metres_outside("A", 51.5, -0.5) == 0
    assert 60 < known.metres_outside("A", 51.5, 0.001) < 72
    assert known.has("A")
    assert not known.has("E09000012")
    assert not known.has(None)


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [(51.5450, -0.0553, "Hackney"), (51.3722, -0.0990, "Croydon"), (51.5155, -0.0922, None), (51.75, -1.25, None)],
)
def test_the_bundled_boundaries_tell_the_boroughs_apart(latitude, longitude, name):
    found = boroughs().district_at(latitude, longitude)
    if name is None:
        assert found is None or "London" in found[1]
    else:
        assert found is not None
        assert found[1] == name
