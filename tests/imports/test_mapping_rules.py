"""Which column is which of our fields, and which of their words is which of ours: guessed, kept and checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.imports.rules.fields import FIELDS, REGISTER_FIELDS
from compliance.imports.rules.guessing import guess, guess_values, is_fhrs
from compliance.imports.rules.mapping import (
    ColumnMapping,
    Field,
    Shape,
    Table,
    apply,
    check_mapping,
    fitting,
    needs_values,
    read_mapping,
)
from compliance.imports.rules.words import ImportKind
from compliance.offences.rules import ProductCategory

REGISTER = ImportKind.REGISTER
OUTCOME = Field(
    "outcome",
    "Outcome",
    values={
        "refused_no_id": "Refused: ID asked for and none shown",
        "refused_age_asked": "Refused: age asked",
        "sold_after_id_not_verified": "Sold: ID asked for but not verified",
        "sold_unchallenged": "Sold: no challenge",
        "not_trading": "Closed or not trading",
        "void": "Void: protocol not followed",
    },
    words={"not_trading": ("shut", "closed"), "sold_unchallenged": ("sold without challenge",)},
)


def guessed(*columns, samples=()):
    return dict(guess(REGISTER, Table(tuple(columns), tuple(samples))).columns)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Trading name", "name"),
        ("Shop", "name"),
        ("BUSINESS_NAME", "name"),
        ("The shop name", "name"),
        ("Post code", "postcode"),
        ("PostCode", "postcode"),
        ("P-Code", "postcode"),
        ("Shop’s postcode", "postcode"),
        ("Postcode (required)", "postcode"),
        ("Postcode*", "postcode"),
        ("Tel", "telephone"),
        ("Tel. No.", "telephone"),
        ("E-mail", "email"),
        ("AddressLine1", "address_1"),
        ("Address 2", "address_2"),
        ("address_line_3", "address_3"),
        ("Address", "address"),
        ("FHRSID", "fhrs_id"),
        ("LocalAuthorityBusinessID", "council_id"),
        ("LAT", "latitude"),
        ("Companies House no.", "company_number"),
        ("Geocode Longitude", "longitude"),
    ],
)
def test_a_heading_tells_its_field_however_it_is_written(heading, field):
    assert guessed(heading) == {field: heading}


@pytest.mark.parametrize("heading", ["", "Column 4", "RatingDate", "Officer name", "Contact", "Hygiene", "Ward code"])
def test_a_heading_that_names_none_of_our_fields_is_left_unused(heading):
    assert guessed(heading) == {}


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        ("F7", ["E8 1EA", "n16 8el", ""], "postcode"),
        ("Column 3", ["020 7946 0100", "+44 20 7946 0101"], "telephone"),
        ("Column 3", ["shop@example.com"], "email"),
        ("X", ["100023336956", "10008227619"], "uprn"),
        ("X", ["51.54311", "51.5"], None),
        ("X", ["51.54311", "51.53209"], "latitude"),
        ("X", ["-0.07556", "0.01234"], "longitude"),
        ("Column 3", ["2020-08-08", "2020-11-14"], None),  # a day may be of anything
        ("Column 3", ["00445790"], None),  # so may a number
        ("Column 3", ["E8 1EA", "Mare Street", "unknown"], None),
    ],
)
def test_values_tell_a_field_whatever_the_heading_where_they_can_be_nothing_else(heading, values, field):
    found = guessed(heading, samples=[(value,) for value in values])
    assert found == ({field: heading} if field else {})


def test_values_that_contradict_a_heading_outweigh_it():
    rows = [("12 Mare Street", "E8 1EA"), ("14 Mare Street", "E8 1EB")]
    assert guessed("Postcode", "F2", samples=rows)["postcode"] == "F2"
    assert guessed("Postcode", "F2", samples=[("PRIVATE", "")])["postcode"] == "Postcode", "there is no better one"


def test_of_two_columns_the_surer_name_is_taken_and_the_other_fills_what_else_it_may():
    assert guessed("Trading name", "Business name") == {"name": "Business name", "trading_name": "Trading name"}
    assert guessed("Shop", "Trading as") == {"name": "Shop", "trading_name": "Trading as"}


def test_the_headings_of_a_food_hygiene_register_are_known():
    columns = [
        "FHRSID",
        "LocalAuthorityBusinessID",
        "BusinessName",
        "BusinessType",
        "BusinessTypeID",
        "AddressLine1",
        "AddressLine2",
        "AddressLine3",
        "AddressLine4",
        "PostCode",
        "RatingValue",
        "RatingKey",
        "RatingDate",
        "LocalAuthorityCode",
        "LocalAuthorityName",
        "SchemeType",
        "NewRatingPending",
        "Hygiene",
        "Structural",
        "ConfidenceInManagement",
        "RightToReply",
        "Longitude",
        "Latitude",
        "SourceFile",
        "ExtractDate",
    ]
    row = (
        "1269275,26663,212 Lounge,Retailers - other,4613,,212 High Road,,Chadwell Heath,RM6 6LS,5,fhrs_5_en-GB,"
        "2020-01-01,501,Barking and Dagenham,FHRS,False,0,0,10,,0.14113410000000,51.57200800000000,FHRS501en-GB.xml,"
        "2020-11-15"
    )
    assert is_fhrs(columns)
    assert not is_fhrs(columns[1:])
    assert guessed(*columns, samples=[tuple(row.split(","))]) == {
        "fhrs_id": "FHRSID",
        "council_id": "LocalAuthorityBusinessID",
        "name": "BusinessName",
        "business_type": "BusinessType",
        "address_1": "AddressLine1",
        "address_2": "AddressLine2",
        "address_3": "AddressLine3",
        "address_4": "AddressLine4",
        "postcode": "PostCode",
        "latitude": "Latitude",
        "longitude": "Longitude",
        "authority_code": "LocalAuthorityCode",
        "authority_name": "LocalAuthorityName",
    }


@given(
    st.lists(st.text(max_size=20), unique=True, max_size=8),
    st.lists(st.lists(st.text(max_size=15), max_size=9), max_size=4),
)
def test_no_column_and_no_field_is_guessed_twice_whatever_the_file_holds(columns, rows):
    found = guess(REGISTER, Table(tuple(columns), tuple(map(tuple, rows)))).columns
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(columns)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Refused - no ID", "refused_no_id"),
        ("REFUSED_NO_ID", "refused_no_id"),
        ("Refused: age asked", "refused_age_asked"),
        ("refused, age asked at the till", "refused_age_asked"),
        ("Sold", None),  # two of ours are sales
        ("Refused", None),
        ("Sold without challenge", "sold_unchallenged"),
        ("Sold, unchallenged", "sold_unchallenged"),
        ("closed", "not_trading"),
        ("Shop was shut", "not_trading"),
        ("not shut", None),
        ("Void", "void"),
        ("not void", None),
        ("Passed", None),
        ("", None),
        ("---", None),
    ],
)
def test_a_word_of_a_file_is_ours_only_where_just_one_of_ours_fits(text, code):
    assert guess_values(OUTCOME, [text]) == ({text: code} if code else {})


@pytest.mark.parametrize(
    ("text", "code"),
    [("Open", "trading"), ("ceased trading", "closed"), ("Y", "trading"), ("EMPTY", "vacant"), ("seasonal", None)],
)
def test_the_usual_words_for_trading_or_not_are_known(text, code):
    status = next(field for field in REGISTER_FIELDS if field.code == "status")
    assert guess_values(status, [text]).get(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("Refused - no ID", "refused_no_id"), ("Sold", None), ("Not stocked", "not_stocked")]
)
def test_the_outcomes_of_test_purchases_are_guessed_only_where_one_fits(text, code):
    outcome = next(field for field in FIELDS[ImportKind.PURCHASES] if field.code == "outcome")
    assert guess_values(outcome, [text]).get(text) == code


def test_a_row_is_read_by_its_mapping_fixed_values_and_words():
    mapping = ColumnMapping(
        REGISTER,
        columns={"name": "Shop", "status": "State"},
        fixed={"town": "London"},
        values={"status": {"open": "trading", "?": ""}},
    )
    assert apply(mapping, {"Shop": "A", "State": "open"}) == {"name": "A", "status": "trading", "town": "London"}
    assert apply(mapping, {"Shop": "A", "State": "?"})["status"] == ""
    assert apply(mapping, {"Shop": "A", "State": "odd"})["status"] == "odd", "for the check of the row to refuse"
    assert apply(mapping, {})["name"] == ""


def test_a_mapping_is_read_back_as_it_was_kept():
    mapping = ColumnMapping(REGISTER, {"name": "Shop"}, {"town": "London"}, {"status": {"open": "trading"}})
    assert read_mapping(mapping.as_json()) == mapping


def test_only_fields_with_a_list_and_a_column_have_words_to_match():
    both = ColumnMapping(REGISTER, columns={"name": "Shop", "status": "State"})
    assert [field.code for field in needs_values(REGISTER_FIELDS, both)] == ["status"]
    fixed = ColumnMapping(REGISTER, columns={"name": "Shop"}, fixed={"status": "trading"})
    assert needs_values(REGISTER_FIELDS, fixed) == ()


def test_a_saved_mapping_is_cut_to_what_a_file_has_use_for():
    saved = ColumnMapping(
        REGISTER,
        columns={"name": "Shop", "postcode": "PC", "gone": "X"},
        fixed={"town": "London", "gone": "1"},
        values={"status": {"open": "trading", "odd": "gone", "?": ""}, "gone": {"a": "b"}},
    )
    assert fitting(saved, REGISTER_FIELDS, ["Shop", "X"]) == ColumnMapping(
        REGISTER, {"name": "Shop"}, {"town": "London"}, {"status": {"open": "trading", "?": ""}}
    )


@pytest.mark.parametrize(
    ("mapping", "field", "said"),
    [
        ({"columns": {"postcode": "PC"}}, "name", "Choose the column with the name"),
        ({"columns": {"name": "Gone"}}, "name", "The file has no column “Gone”"),
        ({"columns": {"name": "Shop"}, "fixed": {"name": "A"}}, "name", "not both"),
        ({"columns": {"name": "Shop"}, "fixed": {"status": "odd"}}, "status", "“odd” is not one of the values"),
        ({"columns": {"name": "Shop"}, "values": {"status": {"open": "odd"}}}, "status", "given for “open”"),
        ({"columns": {"name": "Shop", "x": "PC"}}, None, "“x” is not a field"),
        ({"fixed": {"name": "A"}}, None, "at least one column"),
    ],
)
def test_a_mapping_that_cannot_be_read_by_is_refused_beside_its_field(mapping, field, said):
    with pytest.raises(Refusal) as refused:
        check_mapping(ColumnMapping(REGISTER, **mapping), REGISTER_FIELDS, ["Shop", "PC"])
    assert refused.value.field == field
    assert said in refused.value.message


def test_a_mapping_with_what_is_required_stands():
    check_mapping(ColumnMapping(REGISTER, {"name": "Shop"}), REGISTER_FIELDS, ["Shop"])
    check_mapping(ColumnMapping(REGISTER, {"postcode": "PC"}, {"name": "A"}), REGISTER_FIELDS, ["PC"])


@pytest.mark.parametrize("kind", list(FIELDS))
def test_every_field_of_a_kind_has_a_code_of_its_own_and_a_label(kind):
    codes = [field.code for field in FIELDS[kind]]
    assert len(set(codes)) == len(codes)
    assert all(field.label for field in FIELDS[kind])
    for field in FIELDS[kind]:
        known = set(ProductCategory) if field.code == "category" else set(field.values or {})
        assert set(field.words) <= known, field.code
        assert field.shape is None or field.shape in Shape
