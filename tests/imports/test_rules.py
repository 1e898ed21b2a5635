"""A row of a register: how it is read, whether it is fit, and what it would change of premises that are known."""

import io
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.imports.rules import (
    COUNCIL_SCHEME,
    FHRS_SCHEME,
    OWN,
    RETAILER_TYPES,
    ROW_OUTCOME_LABELS,
    Compared,
    Counts,
    FieldChange,
    Format,
    ImportKind,
    Known,
    Options,
    Rejected,
    Row,
    RowOutcome,
    Scope,
    check_authority,
    check_losses,
    clean,
    compare,
    is_taken,
    place_of,
    read_day,
    read_options,
    read_postcode,
    read_row,
    scope_of,
)
from compliance.imports.rules.doubles import Double, judge_doubles
from compliance.imports.rules.guessing import guess
from compliance.imports.rules.mapping import ColumnMapping, apply
from compliance.imports.rules.reading import MORE_CELLS, recognise, rows
from compliance.retailers.rules import Part
from tests.factories.imports import SHOP, SUPERMARKET, TAKEAWAY, business, document


@dataclass(frozen=True)
class Register:
    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]


def read(content: bytes) -> Register:
    """Read a register as the check does: recognised, its columns guessed, each row judged."""
    stream = io.BytesIO(content)
    recognised = recognise(stream, "register.xml")
    mapping = guess(ImportKind.REGISTER, recognised.table)
    scope = scope_of(mapping, Options(), recognised.format, "512")
    found = [read_row(number, apply(mapping, cells), scope) for number, cells in rows(stream, recognised)]
    return Register(
        tuple(one for one in found if isinstance(one, Row)), tuple(one for one in found if isinstance(one, Rejected))
    )


def only(*businesses: str) -> Row:
    (row,) = read(document(*businesses)).rows
    return row


def test_a_business_is_read_with_its_blank_lines_left_out():
    geocode = "<Scores /><Geocode><Longitude>-0.0755680</Longitude><Latitude>51.5495390</Latitude></Geocode>"
    register = read(document(business(fhrs_id=" 468824 ", AddressLine1="", AddressLine4="London", extra=geocode)))
    assert register.rows == (
        Row(
            number=1,
            fhrs_id="468824",
            business_id="A468824",
            name="Invented Hardware",
            business_type=SHOP,
            address_lines=("1 Invented Street", "London"),
            postcode_given="E8 1AA",
            postcode="E8 1AA",
            latitude=51.549539,
            longitude=-0.075568,
            authority_code="512",
        ),
    )
    assert register.rejected == ()


def test_what_a_register_leaves_out_is_missing_and_not_an_error():
    row = only(business(AddressLine2=None, PostCode=None, LocalAuthorityBusinessID=None, extra="<Geocode /><Scores/>"))
    assert (row.address_lines, row.postcode, row.latitude, row.longitude, row.notes) == ((), None, None, None, ())


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("Two\tWords", "Two Words"),
        ("Two \r\n Words", "Two Words"),
        ("Two\n\n\tWords ", "Two Words"),
        ("Two  Words", "Two  Words"),
        (" Words\u00a0", "Words"),
        ("A\u0085B", "A B"),
        ("\ufeffA\u202eB\u200b", "AB"),
        ('"Choccy Heaven" & Tipples', '"Choccy Heaven" & Tipples'),
        ("Beniâ€™s deli", "Beniâ€™s deli"),
        ("=1+1", "=1+1"),
        ("@ Angelas", "@ Angelas"),
        ("Café", "Café"),
        ("\t\n", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_text_is_put_on_one_line_and_otherwise_left_as_the_source_has_it(given_, expected):
    assert clean(given_) == expected


@settings(max_examples=40)
@given(st.text())
def test_cleaned_text_is_clean(text):
    assert clean(clean(text)) == clean(text)
    assert not set(clean(text)) & {"\n", "\t", "\r", "\x00"}


@pytest.mark.parametrize(
    ("given_", "value", "noted"),
    [
        ("E8 1AA", "E8 1AA", False),
        ("e81aa", "E8 1AA", False),
        (" E8  1AA ", "E8 1AA", False),
        ("Bt41 1aj", "BT41 1AJ", False),
        ("SW1A 2AA", "SW1A 2AA", False),
        ("EC1V9BG", "EC1V 9BG", False),
        ("W1A 1AA", "W1A 1AA", False),
        ("GIR 0AA", "GIR 0AA", False),
        ("PE28 OUR", "PE28 0UR", True),
        ("PE28OSR", "PE28 0SR", True),
        ("la5 osn", "LA5 0SN", True),
        ("", None, False),
        ("   ", None, False),
        ("BL3", None, True),
        ("E8", None, True),
        ("PRIVATE", None, True),
        ("Devon", None, True),
        ("NO POSTCOD", None, True),
        ("E8 1AA E8 1AB", None, True),
        ("E8 1CA", None, True),
        ("12345", None, True),
        ("É8 1AA", None, True),
    ],
)
def test_a_postcode_is_put_right_where_there_is_no_doubt(given_, value, noted):
    postcode = read_postcode(given_)
    assert postcode.value == value
    assert bool(postcode.note) is noted
    assert postcode.given == given_.strip()


@settings(max_examples=40)
@given(st.text(max_size=12))
def test_a_postcode_that_is_read_is_read_again_the_same(text):
    value = read_postcode(text).value
    assert value is None or read_postcode(value).value == value


@pytest.mark.parametrize(
    ("latitude", "longitude", "known"),
    [
        ("51.5", "-0.1", True),
        ("0.0", "0.0", False),
        ("51.5", "", False),
        ("-0.1", "51.5", False),
        ("nan", "-0.1", False),
        ("inf", "-0.1", False),
        ("north", "west", False),
    ],
)
def test_a_position_is_in_the_united_kingdom_or_there_is_none(latitude, longitude, known):
    geocode = f"<Geocode><Longitude>{longitude}</Longitude><Latitude>{latitude}</Latitude></Geocode>"
    row = only(business(extra=geocode))
    assert (row.latitude is not None, row.longitude is not None) == (known, known)
    assert bool(row.notes) is not known


@pytest.mark.parametrize(
    ("bad", "field", "reason"),
    [
        (business(fhrs_id=None), "FHRSID", "no FHRSID"),
        (business(fhrs_id=" "), "FHRSID", "no FHRSID"),
        (business(fhrs_id="12a"), "FHRSID", "whole number"),
        (business(fhrs_id="1" * 13), "FHRSID", "whole number"),
        (business(name=None), "BusinessName", "no business name"),
        (business(name=" \t "), "BusinessName", "no business name"),
        (business(name="x" * 201), "BusinessName", "longer than 200"),
        (business(AddressLine3="x" * 201), "AddressLine3", "longer than 200"),
        (business(PostCode="x" * 41), "PostCode", "longer than 40"),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_rejected_and_the_others_stand(bad, field, reason):
    register = read(document(business(fhrs_id="7"), bad, business(fhrs_id="8")))
    assert [row.fhrs_id for row in register.rows] == ["7", "8"]
    (rejected,) = register.rejected
    assert (rejected.number, rejected.field) == (2, field)
    assert reason in rejected.reason


def row(fhrs_id="1", **more) -> Row:
    return replace(Row(1, fhrs_id, "", "Shop", SHOP, ("1 Street",), "E8 1AA", "E8 1AA", 51.5, -0.1), **more)


def known(fhrs_id="1", *, held=None, is_missing=False, scheme=FHRS_SCHEME, **said) -> Known:
    """Premises of which the register said the same as `row`, but for what is given; `held` is what an officer made."""
    words = replace(row().particulars, **said)
    premises = Known("outlet-" + fhrs_id, fhrs_id, words, replace(words, **(held or {})))
    return replace(premises, is_missing=is_missing, scheme=scheme)


ALL, SHOPS = Scope(types=None), Scope()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, ()),
        ({"name": "Other"}, (FieldChange("name", "Shop", "Other"),)),
        ({"business_type": SUPERMARKET}, (FieldChange("business_type", SHOP, SUPERMARKET),)),
        ({"address_lines": ("2 Street",)}, (FieldChange("address_1", "1 Street", "2 Street"),)),
        ({"address_lines": ("1 Street", "London")}, (FieldChange("address_2", "", "London"),)),
        ({"address_lines": ()}, (FieldChange("address_1", "1 Street", ""),)),
        ({"postcode_given": "E8 1AB", "postcode": "E8 1AB"}, (FieldChange("postcode", "E8 1AA", "E8 1AB"),)),
        ({"business_id": "new", "number": 9, "notes": ("x",)}, ()),
    ],
)
def test_a_change_is_shown_field_by_field_with_before_and_after(change, fields):
    done = compare(row(**change), known(), ALL)
    assert done.fields == fields
    assert not done.moves


@pytest.mark.parametrize(
    ("latitude", "longitude", "moved"),
    [
        (51.5, -0.1, 0),
        (51.500004, -0.1, 0),
        (51.50001, -0.1, 1),
        (51.5, -0.10001, 1),
        (None, None, 1),
    ],
)
def test_a_position_is_counted_apart_and_to_five_places(latitude, longitude, moved):
    done = compare(row(latitude=latitude, longitude=longitude), known(), ALL)
    assert (len(done.moves), done.fields) == (moved, ())


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (("Rio", "1 High Street", "London"), ("Rio, 1 High Street", "London"), False),
        (("Rio", "1 High Street", "London"), ("Rio 1 High Street London",), False),
        (("1  High Street",), ("1 High Street",), False),
        (("Caf\u00e9",), ("Cafe\u0301",), False),
        (("London", "1 High Street"), ("1 High Street", "London"), True),
        (("1 High Street",), ("1 HIGH STREET",), True),
        (("1 High Street",), ("1 High Street", "London"), True),
        (("1 High Street",), (), True),
    ],
)
def test_an_address_is_compared_as_a_whole_however_it_is_laid_out(before, after, changed):
    done = compare(row(address_lines=after), known(address_lines=before), ALL)
    assert bool(done.fields) is changed
    assert (Part.ADDRESS in done.follows) is changed


@pytest.mark.parametrize(
    ("now", "before", "scope", "taken"),
    [
        (SHOP, None, SHOPS, True),
        (TAKEAWAY, None, SHOPS, False),
        (TAKEAWAY, None, ALL, True),
        (TAKEAWAY, SHOP, SHOPS, True),
        (TAKEAWAY, TAKEAWAY, SHOPS, False),
        (SHOP, TAKEAWAY, SHOPS, True),
    ],
)
def test_a_row_is_taken_by_its_type_or_followed_once_by_the_type_it_had(now, before, scope, taken):
    """A shop that becomes a takeaway has changed its type; a takeaway that becomes a shop is added."""
    premises = None if before is None else known(business_type=before)
    assert is_taken(row(business_type=now), premises, scope) is taken


@pytest.mark.parametrize("part", list(Part))
def test_what_a_file_has_no_column_for_stays_as_it_was_said_before(part):
    other = row(
        name="New", business_type=SUPERMARKET, address_lines=(), postcode=None, postcode_given="", latitude=51.6
    )
    scope = Scope(types=None, parts=frozenset(Part) - {part})
    done = compare(other, known(), scope)
    assert done.follows == frozenset(Part) - {part}
    assert [getattr(done.row, name) for name in FIELDS[part]] == [getattr(row(), name) for name in FIELDS[part]]


FIELDS = {
    Part.NAME: ["name"],
    Part.BUSINESS_TYPE: ["business_type"],
    Part.ADDRESS: ["address_lines"],
    Part.POSTCODE: ["postcode", "postcode_given"],
    Part.POSITION: ["latitude", "longitude"],
}


OFFICERS = {"name": "Officer", "address_lines": ("2 Street", "London"), "postcode": "E8 9ZZ"}


@pytest.mark.parametrize(
    ("held", "change", "follows", "kept"),
    [
        ({}, {"name": "New"}, {"name"}, []),
        ({"name": "Officer"}, {}, set(), []),
        ({"name": "Officer"}, {"name": "New"}, set(), [("name", "New", "Officer")]),
        ({"name": "New"}, {"name": "New"}, {"name"}, []),
        ({"name": "  Shop "}, {"name": "New"}, {"name"}, []),
        ({"name": "shop"}, {"name": "New"}, set(), [("name", "New", "shop")]),
        ({"name": ""}, {"name": "New"}, set(), [("name", "New", "")]),
        ({"name": "Officer"}, {"business_type": SUPERMARKET}, {"business_type"}, []),
        (
            {"business_type": TAKEAWAY},
            {"business_type": SUPERMARKET},
            set(),
            [("business_type", SUPERMARKET, TAKEAWAY)],
        ),
        ({"address_lines": ("2 Street",)}, {"address_lines": ()}, set(), [("address", "", "2 Street")]),
        (
            {"address_lines": ("2 Street",)},
            {"address_lines": ("1 Street", "London")},
            set(),
            [("address", "1 Street, London", "2 Street")],
        ),
        ({"address_lines": ("2 Street",)}, {"postcode": "E8 1AB", "postcode_given": "E8 1AB"}, {"postcode"}, []),
        ({"postcode": "E8 1AC"}, {"address_lines": ("2 Street",)}, {"address"}, []),
        (
            {"postcode": "E8 1AC"},
            {"postcode": "E8 1AB", "postcode_given": "e81ab"},
            set(),
            [("postcode", "e81ab", "E8 1AC")],
        ),
        ({"postcode": None}, {"postcode": "E8 1AB", "postcode_given": "E8 1AB"}, set(), [("postcode", "E8 1AB", "")]),
        ({"postcode": "E8 1AB"}, {"postcode": "E8 1AB", "postcode_given": "E8 1AB"}, {"postcode"}, []),
        ({"postcode": "E8 1AC"}, {"postcode_given": "e8 1aa"}, set(), [("postcode", "e8 1aa", "E8 1AC")]),
        ({"name": "Officer"}, {"latitude": 51.6}, {"position"}, []),
        ({"latitude": 51.7}, {"latitude": 51.6}, set(), [("position", "51.60000, -0.10000", "51.70000, -0.10000")]),
        (
            OFFICERS,
            {"name": "New", "business_type": SUPERMARKET, "postcode": None, "postcode_given": "E8"},
            {"business_type"},
            [("name", "New", "Officer"), ("postcode", "E8", "E8 9ZZ")],
        ),
    ],
)
def test_an_outlet_follows_the_register_only_where_no_officer_corrected_it(held, change, follows, kept):
    done = compare(row(**change), known(held=held), ALL)
    assert {part.value for part in done.follows} == follows
    found = [each for each in (*done.decisions, *done.moves) if each.officer is not None]
    assert [(each.part, each.register, each.officer) for each in found] == kept


def test_an_accent_in_another_form_is_no_correction():
    one, other = "Caf\u00e9", "Cafe\u0301"
    done = compare(row(name="New"), known(name=other, held={"name": one}), ALL)
    assert done.follows == {Part.NAME}


def after_import(premises: Known, done: Compared) -> Known:
    follows = {name: getattr(done.row, name) for part in done.follows for name in FIELDS[part]}
    is_changed = bool(done.fields or done.moves)
    said = done.row.particulars if is_changed else premises.said
    return replace(premises, said=said, held=replace(premises.held, **follows))


CORRECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("Officer"),
        "business_type": st.just("Officer's type"),
        "address_lines": st.sampled_from([(), ("9 Officer's Street",)]),
        "postcode": st.sampled_from([None, "E8 9ZZ"]),
    },
)
CHANGING = st.lists(
    st.builds(
        row,
        st.integers(1, 3).map(str),
        name=st.sampled_from("AB"),
        business_type=st.sampled_from([SHOP, SUPERMARKET]),
        address_lines=st.sampled_from([("1 Street",), ("1 Street", "London")]),
        postcode=st.just("E8 1AA"),
        postcode_given=st.sampled_from(["E8 1AA", "e81aa"]),
        latitude=st.sampled_from([51.5, 51.6]),
    ),
    unique_by=lambda r: r.fhrs_id,
)


@settings(max_examples=150)
@given(st.lists(CHANGING, min_size=1, max_size=4), CORRECTIONS, st.lists(CHANGING, max_size=5))
def test_a_correction_survives_any_sequence_of_imports_and_the_rest_follows_the_register(before, correction, after):
    premises: dict[str, Known] = {}
    latest: dict[str, Row] = {}
    corrected: set[str] = set()
    for step, found in enumerate([*before, *after]):
        if step == len(before):
            premises = {key: replace(p, held=replace(p.held, **correction)) for key, p in premises.items()}
            corrected = set(premises)
        for each in found:
            if each.fhrs_id not in premises:
                premises[each.fhrs_id] = Known(each.fhrs_id, each.fhrs_id, each.particulars, each.particulars)
                continue
            done = compare(each, premises[each.fhrs_id], ALL)
            if done.follows != {one.part for one in (*done.decisions, *done.moves)}:
                assert each.fhrs_id in corrected
            premises[each.fhrs_id] = after_import(premises[each.fhrs_id], done)
            again = compare(each, premises[each.fhrs_id], ALL)
            assert (again.fields, again.moves) == ((), ())
        latest |= {each.fhrs_id: each for each in found}
    for key, p in premises.items():
        mine = correction if after and key in corrected else {}
        said = latest[key].particulars
        assert p.said == said
        wanted = replace(said, **mine)
        assert replace(p.held, postcode_given="") == replace(wanted, postcode_given="")


def test_the_authority_of_the_file_must_be_the_one_asked_for():
    check_authority("512", "Hackney", "512", "Hackney")
    with pytest.raises(Refusal, match=r"register of Croydon \(FHRS code 507\), not of Hackney \(FHRS code 512\)"):
        check_authority("507", "Croydon", "512", "Hackney")
    with pytest.raises(Refusal, match="does not say which authority"):
        check_authority("", "", "512", "Hackney")
    with pytest.raises(Refusal, match="has no FHRS code"):
        check_authority("512", "Hackney", None, "Metropolitan Police")


def test_every_outcome_has_a_label_and_a_place_of_its_own():
    assert set(ROW_OUTCOME_LABELS) == set(RowOutcome)
    places = [place_of(outcome, kept=kept) for outcome in RowOutcome for kept in (True, False)]
    assert len(set(places)) == len(places)


TABLE = Scope(source="", is_register=False, is_whole=False, types=None, columns={"name": "Shop", "postcode": "PC"})
PLACE = {"name": "Shop", "address_1": "1 Street", "postcode": "E8 1AA"}


@pytest.mark.parametrize(
    ("fields", "lines", "postcode"),
    [
        ({"address_1": "1 Street", "address_2": "London"}, ("1 Street", "London"), None),
        ({"address": "1 Street, Dalston, London E8 1AA"}, ("1 Street", "Dalston", "London"), "E8 1AA"),
        ({"address": "1 Street, London, E8 1AA"}, ("1 Street", "London"), "E8 1AA"),
        ({"address": "1 Street, London, e81aa"}, ("1 Street", "London"), "E8 1AA"),
        ({"address": "1 Street, London, E8 1AA", "postcode": "E8 2BB"}, ("1 Street", "London", "E8 1AA"), "E8 2BB"),
        ({"address": "A, B, C, D, E", "postcode": "E8 1AA"}, ("A", "B", "C", "D, E"), "E8 1AA"),
        ({"address": "1 Street", "town": "London"}, ("1 Street", "London"), None),
        ({"address": "1 Street, LONDON", "town": "London"}, ("1 Street", "LONDON"), None),
        ({"address": ", ,", "postcode": "E8 1AA"}, (), "E8 1AA"),
        ({"address": "E8 1AA"}, (), "E8 1AA"),
    ],
)
def test_an_address_in_one_cell_is_parted_into_lines_and_a_postcode(fields, lines, postcode):
    found = read_row(1, {"name": "Shop", **fields}, TABLE)
    assert (found.address_lines, found.postcode) == (lines, postcode)


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        ({"name": ""}, "Shop", "no business name"),
        ({"postcode": "", "address_1": ""}, "Address", "no address, no postcode and no number"),
        ({"postcode": "x" * 41}, "PC", "PC is longer than 40"),
        ({"address": "x" * 201}, "Address", "line longer than 200"),
        ({MORE_CELLS: "a | b"}, MORE_CELLS, "more cells than there are headings: a | b"),
        ({"address_1": "", "postcode": "", "website": "no web"}, "Web address", "not a web address"),
        ({"address_1": "", "postcode": "", "marketplace": "eBay"}, "Name of the seller", "no name of the seller"),
        ({"fhrs_id": "12a"}, "FHRSID", "whole number"),
    ],
)
def test_a_row_of_a_table_is_rejected_in_the_words_of_its_own_headings(fields, column, reason):
    found = read_row(7, PLACE | fields, TABLE)
    assert isinstance(found, Rejected)
    assert (found.number, found.field) == (7, column)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("fields", "extras", "notes"),
    [
        ({"telephone": "020 7946 0000", "email": "a@b.example"}, {"telephone", "email"}, 0),
        ({"uprn": "100023336956"}, {"uprn"}, 0),
        ({"uprn": "not one"}, set(), 1),
        ({"opened_on": "14/11/2020"}, {"opened_on"}, 0),
        ({"opened_on": "soon"}, set(), 1),
        ({"status": "closed"}, {"status"}, 0),
        ({"status": "gone fishing"}, set(), 1),
        ({"notes": "Seen"}, {"notes"}, 0),
        ({"company_name": "Invented Ltd", "company_number": "445790"}, {"notes"}, 0),
        ({"website": "https://example.co.uk/knives"}, set(), 0),
    ],
)
def test_further_particulars_are_taken_or_left_out_with_a_note_and_reject_nothing(fields, extras, notes):
    found = read_row(1, PLACE | fields, TABLE)
    assert (set(found.extras), len(found.notes)) == (extras, notes)


def test_a_row_with_a_web_address_and_no_address_is_an_online_shop():
    found = read_row(1, {"name": "Blades", "website": "https://www.Example.co.uk/x"}, TABLE)
    assert found.extras == {"domain": "example.co.uk"}
    assert found.match == ("blades", "example.co.uk", "")


@pytest.mark.parametrize(
    ("fields", "identity"),
    [
        ({"reference": "HAC-R-2026-0001", "fhrs_id": "1", "council_id": "C1"}, (OWN, "HAC-R-2026-0001")),
        ({"fhrs_id": "1", "council_id": "C1"}, (FHRS_SCHEME, "1")),
        ({"council_id": "C1"}, (COUNCIL_SCHEME, "C1")),
        ({}, ("", "")),
    ],
)
def test_a_row_is_known_by_the_first_number_it_has(fields, identity):
    assert read_row(1, PLACE | fields, TABLE).identity == identity


def test_rows_without_a_number_are_of_one_premises_when_name_postcode_and_whole_address_agree():
    def key(**fields) -> str:
        return read_row(1, PLACE | fields, TABLE).key

    assert key() == key(name="The SHOP", postcode="e81aa") == key(address_1="", address="1 Street,")
    assert len({key(), key(name="Shop 2"), key(postcode="E8 1AB"), key(address_1="2 Street"), key(fhrs_id="1")}) == 5
    assert len(key(name="x" * 200, address_1="y" * 200)) <= 120
    assert key(fhrs_id="9") < key(fhrs_id="10")


def mapped(*codes) -> ColumnMapping:
    return ColumnMapping(ImportKind.REGISTER, {code: code for code in codes})


@pytest.mark.parametrize(
    ("mapping", "options", "format_", "source", "types", "whole"),
    [
        (mapped("fhrs_id", "name", "business_type"), Options(), Format.FHRS_XML, "fhrs", RETAILER_TYPES, True),
        (mapped("fhrs_id", "name", "business_type"), Options(), Format.CSV, "fhrs", RETAILER_TYPES, False),
        (mapped("fhrs_id", "name", "business_type"), Options(whole=True), Format.CSV, "fhrs", RETAILER_TYPES, True),
        (
            mapped("fhrs_id", "name", "business_type"),
            Options(whole=False),
            Format.FHRS_JSON,
            "fhrs",
            RETAILER_TYPES,
            False,
        ),
        (mapped("fhrs_id", "name", "business_type"), Options(all_types=True), Format.CSV, "fhrs", None, False),
        (mapped("fhrs_id", "name"), Options(), Format.CSV, "fhrs", None, False),
        (mapped("council_id", "name", "business_type"), Options(), Format.XLSX, "council", None, False),
        (mapped("reference", "name"), Options(whole=True), Format.ODS, "reference", None, False),
        (mapped("name", "postcode"), Options(whole=True), Format.CSV, "", None, False),
    ],
)
def test_how_a_file_is_read_follows_from_its_columns_its_format_and_the_options(
    mapping, options, format_, source, types, whole
):
    scope = scope_of(mapping, options, format_, "512")
    assert (scope.source, scope.types, scope.is_whole) == (source, types, whole)


@pytest.mark.parametrize(
    ("own", "given_", "elsewhere"),
    [("512", "512", False), ("512", "507", True), ("027", "27", False), ("512", "", False), (None, "507", False)],
)
def test_a_row_is_of_another_authority_by_its_code(own, given_, elsewhere):
    assert scope_of(mapped("name"), Options(), Format.CSV, own).is_elsewhere(given_) is elsewhere


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-11-14", "2020-11-14"),
        ("2020-11-14T00:00:00", "2020-11-14"),
        ("14/11/2020", "2020-11-14"),
        ("4/1/20", "2020-01-04"),
        ("14.11.1999", "1999-11-14"),
        ("14-11-51", "1951-11-14"),
        ("14 November 2020", "2020-11-14"),
        ("Saturday, 14th Nov 2020", "2020-11-14"),
        ("11/14/2020", None),
        ("31/02/2020", None),
        ("2020", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_written_here(text, day):
    found = read_day(text)
    assert (found.isoformat() if found else None) == day


def double(number, outcome=RowOutcome.ADDED, **said) -> Double:
    return Double(number, outcome, "7", {"name": "Shop", "address_lines": [], **said})


@pytest.mark.parametrize(
    ("same", "rejected"),
    [
        ([double(1), double(5)], {5: "Row 1 of this file has the same FHRSID (7) and says the same"}),
        ([double(1), double(5), double(9)], {5: "Row 1", 9: "Row 1"}),
        ([double(1), double(5, name="Other")], {1: "Row 5 of this file has", 5: "Row 1 of this file has"}),
        (
            [double(1), double(5, name="O"), double(9)],
            {1: "Rows 5 and 9 of this file have", 5: "Rows 1 and 9", 9: "Rows"},
        ),
        ([double(1), double(5, RowOutcome.CHANGED)], {1: "Row 5", 5: "Row 1"}),
    ],
)
def test_of_rows_of_one_premises_one_is_taken_where_they_agree_and_none_where_they_do_not(same, rejected):
    found = judge_doubles(same, Scope(columns={"fhrs_id": "FHRSID"}))
    assert found.keys() == rejected.keys()
    for number, words in rejected.items():
        assert words in found[number]


@settings(max_examples=60)
@given(st.permutations([double(1), double(2, name="Other"), double(3), double(4, postcode_given="E8")]))
def test_the_order_of_rows_that_do_not_agree_decides_nothing(same):
    assert set(judge_doubles(same, SHOPS)) == {1, 2, 3, 4}


def test_options_are_kept_and_read_again():
    for options in (Options(), Options(all_types=True, whole=False), Options(allow_older=True, allow_missing=True)):
        assert read_options(options.as_json()) == options
    assert read_options(None) == Options()


@pytest.mark.parametrize(
    ("missing", "left", "refused"), [(19, 0, False), (20, 80, False), (21, 79, True), (20, 79, True), (20, 81, False)]
)
def test_a_loss_is_odd_from_twenty_on_and_beyond_a_fifth(missing, left, refused):
    counts = Counts(missing=missing, unchanged=left)
    check_losses(counts, allow_missing=True)
    if refused:
        with pytest.raises(Refusal) as found:
            check_losses(counts, allow_missing=False)
        assert found.value.field == "allow_missing"
    else:
        check_losses(counts, allow_missing=False)
