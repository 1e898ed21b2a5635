"""Reading a FHRS register that may be anything, and what it would change; known answers from the real registers."""

import io
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.imports.rules import (
    FHRS_SCHEME,
    RETAILER_TYPES,
    ROW_OUTCOME_LABELS,
    FieldChange,
    Known,
    Register,
    Row,
    RowOutcome,
    check_authority,
    clean,
    count,
    plan,
    read_fhrs,
    read_postcode,
)
from compliance.retailers.rules import Part
from tests.factories.imports import SHOP, SUPERMARKET, TAKEAWAY, business, document
from tests.factories.imports import real as real_file


def read(content: bytes) -> Register:
    return read_fhrs(io.BytesIO(content))


def only(*businesses: str) -> Row:
    (row,) = read(document(*businesses)).rows
    return row


def test_a_business_is_read_with_its_blank_lines_left_out():
    geocode = "<Scores /><Geocode><Longitude>-0.0755680</Longitude><Latitude>51.5495390</Latitude></Geocode>"
    register = read(document(business(fhrs_id=" 468824 ", AddressLine1="", AddressLine4="London", extra=geocode)))
    assert register.extract_date == date(2020, 8, 8)
    assert (register.authority_code, register.authority_name, register.declared_count) == ("512", "Hackney", 1)
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
        (business(fhrs_id="7"), "FHRSID", "Row 1 of this file has the same FHRSID, 7"),
        (business(name=None), "BusinessName", "no business name"),
        (business(name=" \t "), "BusinessName", "no business name"),
        (business(name="x" * 201), "BusinessName", "longer than 200"),
        (business(AddressLine3="x" * 201), "AddressLine3", "longer than 200"),
        (business(PostCode="x" * 41), "PostCode", "longer than 40"),
        (
            business(fhrs_id="9", LocalAuthorityCode="507", LocalAuthorityName="Croydon"),
            "LocalAuthorityCode",
            "Croydon",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_rejected_and_the_others_stand(bad, field, reason):
    register = read(document(business(fhrs_id="7"), bad, business(fhrs_id="8")))
    assert [row.fhrs_id for row in register.rows] == ["7", "8"]
    (rejected,) = register.rejected
    assert (rejected.number, rejected.field) == (2, field)
    assert reason in rejected.reason


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE FHRSEstablishment [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 10))
    + "]>"
)
REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t ", "empty"),
    "byte_order_mark_alone": (b"\xef\xbb\xbf", "empty"),
    "text": (b"FHRSID,BusinessName\n1,Shop\n", "not XML"),
    "json": (b'{"establishments": []}', "not XML"),
    "binary": (bytes(range(1, 256)), "not XML"),
    "spreadsheet": (b"PK\x03\x04...", "spreadsheet"),
    "web_page": (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page"),
    "other_root": (b"<?xml version='1.0'?><rss><channel/></rss>", "begins with <rss>"),
    "root_in_a_namespace": (b"<FHRSEstablishment xmlns='urn:x'/>", "not a food hygiene register"),
    "no_businesses": (document(), "holds no businesses"),
    "no_collection": (b"<FHRSEstablishment/>", "holds no businesses"),
    "cut_short": (document(business())[:-30], "stops part-way through, after 1 complete businesses"),
    "cut_short_in_a_business": (document(business(), business("2"))[:-150], "stops part-way through"),
    "tags_crossed": (b"<FHRSEstablishment><a></b></FHRSEstablishment>", "not well-formed XML: line 1"),
    "bare_ampersand": (document(business(name="Salt & Pepper")), "not well-formed XML"),
    "control_character": (document(business(name="A&#1;B")), "not well-formed XML"),
    "wrong_bytes": (document(business()).replace(b"Hardware", b"Caf\xe9"), "not well-formed XML"),
    "unknown_encoding": (document(business(), head="<?xml version='1.0' encoding='x-none'?>"), "cannot be"),
    "second_root": (document(business()) + b"<more/>", "not well-formed XML"),
    "bomb": (document(business(name="&a9;"), head=BOMB), "document type definition"),
    "external_entity": (
        document(
            business(name="&x;"),
            head='<?xml version="1.0"?><!DOCTYPE FHRSEstablishment [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        ),
        "document type definition",
    ),
    "external_dtd": (
        document(business(), head='<!DOCTYPE FHRSEstablishment SYSTEM "http://127.0.0.1/x.dtd">'),
        "document type definition",
    ),
    "harmless_dtd": (document(business(), head="<!DOCTYPE FHRSEstablishment>"), "document type definition"),
    "too_deep": (b"<FHRSEstablishment>" + b"<a>" * 20_000, "shape"),
    "too_wide": (document(business(extra="<a/>" * 300)), "shape"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_register_is_refused_in_words_a_clerk_understands(content, message):
    with pytest.raises(Refusal) as refused:
        read(content)
    assert message in refused.value.message


WHOLE = document(business(), business("2", name="Caf&#233; &amp; more"))


@settings(max_examples=60)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_register_cut_short_anywhere_is_refused(length):
    with pytest.raises(Refusal):
        read(WHOLE[:length])


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.binary(max_size=80).map(lambda noise: WHOLE[:200] + noise + WHOLE[200:]))
def test_whatever_the_bytes_they_are_read_or_refused(content):
    try:
        register = read(content)
    except Refusal:
        return
    assert register.rows or register.rejected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_register_in_another_encoding_is_read(encoding):
    declared = encoding.removesuffix("-sig")
    text = document(business(name="Café"), head=f"<?xml version='1.0' encoding='{declared}'?>").decode()
    assert read(text.encode(encoding)).rows[0].name == "Café"


def test_a_long_register_is_read_without_being_held():
    filler = "<Filler>" + "x" * 4000 + "</Filler>"
    content = io.BytesIO(document(*(business(str(number), extra=filler) for number in range(1500))))
    tracemalloc.start()
    try:
        assert len(read_fhrs(content).rows) == 1500
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000 < content.getbuffer().nbytes


def register(*rows: Row, **more) -> Register:
    return Register(date(2020, 8, 8), "512", "Hackney", rows, **more)


def row(fhrs_id="1", **more) -> Row:
    return replace(Row(1, fhrs_id, "", "Shop", SHOP, ("1 Street",), "E8 1AA", "E8 1AA", 51.5, -0.1), **more)


def known(fhrs_id="1", *, held=None, is_missing=False, scheme=FHRS_SCHEME, **said) -> Known:
    """Premises of which the register said the same as `row`, but for what is given; `held` is what an officer made."""
    words = replace(row().particulars, **said)
    premises = Known("outlet-" + fhrs_id, fhrs_id, words, replace(words, **(held or {})))
    return replace(premises, is_missing=is_missing, scheme=scheme)


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
    done = plan(register(row(**change)), [known()], types=None)
    assert tuple(f for changed in done.changed for f in changed.fields) == fields
    assert (len(done.changed), len(done.unchanged)) == ((1, 0) if fields else (0, 1))


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
    done = plan(register(row(latitude=latitude, longitude=longitude)), [known()], types=None)
    assert (len(done.moved), len(done.changed), len(done.unchanged)) == (moved, 0, 1)


@pytest.mark.parametrize(
    ("premises", "types", "missing"),
    [
        (known("2"), RETAILER_TYPES, 1),
        (known("2"), None, 1),
        (known("2", business_type=TAKEAWAY), RETAILER_TYPES, 0),
        (known("2", business_type=TAKEAWAY), None, 1),
        (known("2", scheme="council"), None, 0),
        (known("2", is_missing=True), None, 0),
        (known("1"), None, 0),
    ],
)
def test_a_premises_is_missing_only_from_a_file_that_should_have_had_it(premises, types, missing):
    assert len(plan(register(row("1")), [premises], types=types).missing) == missing


def test_a_premises_whose_row_is_rejected_is_not_missing():
    content = document(business("1"), business("2", name=""))
    done = plan(read(content), [known("1"), known("2")], types=None)
    assert (len(done.missing), len(done.rejected)) == (0, 1)


def test_a_premises_that_is_in_the_file_again_has_returned():
    done = plan(register(row()), [known(is_missing=True)], types=None)
    assert [premises.fhrs_id for premises in done.returned] == ["1"]
    assert not done.added


def test_a_shop_that_becomes_a_takeaway_has_changed_its_type_and_is_not_missing():
    turned = register(row(business_type=TAKEAWAY))
    done = plan(turned, [known()], types=RETAILER_TYPES)
    assert (done.rows, len(done.changed), len(done.missing)) == (1, 1, 0)
    again = plan(turned, [known(business_type=TAKEAWAY)], types=RETAILER_TYPES)
    assert (again.rows, len(again.changed), len(again.missing)) == (0, 0, 0)


def test_a_takeaway_that_becomes_a_shop_is_added_or_changed_when_known():
    assert len(plan(register(row()), [], types=RETAILER_TYPES).added) == 1
    done = plan(register(row()), [known(business_type=TAKEAWAY)], types=RETAILER_TYPES)
    assert (len(done.added), len(done.changed)) == (0, 1)


def test_a_rejected_row_out_of_scope_is_not_counted():
    content = document(business("1"), business("", BusinessType=TAKEAWAY), business(""), business("", BusinessType=""))
    assert len(plan(read(content), [], types=RETAILER_TYPES).rejected) == 2
    assert len(plan(read(content), [], types=None).rejected) == 3


ROWS = st.lists(
    st.builds(
        row,
        st.integers(1, 8).map(str),
        name=st.sampled_from("AB"),
        business_type=st.sampled_from([SHOP, SUPERMARKET, TAKEAWAY]),
        latitude=st.sampled_from([51.5, 51.6]),
    ),
    unique_by=lambda r: r.fhrs_id,
)
SCOPES = st.sampled_from([None, RETAILER_TYPES])


FIELDS = {
    Part.NAME: ["name"],
    Part.BUSINESS_TYPE: ["business_type"],
    Part.ADDRESS: ["address_lines"],
    Part.POSTCODE: ["postcode", "postcode_given"],
    Part.POSITION: ["latitude", "longitude"],
}


def as_known(r: Row) -> Known:
    return Known(r.fhrs_id, r.fhrs_id, r.particulars, r.particulars)


def carried_out(premises: list[Known], done) -> list[Known]:
    after = {p.fhrs_id: p for p in premises}
    after |= {p.fhrs_id: replace(p, is_missing=True) for p in done.missing}
    after |= {p.fhrs_id: replace(p, is_missing=False) for p in done.returned}
    for each in done.altered():
        here = after[each.row.fhrs_id]
        follows = [field for d in each.decisions if d.officer is None for field in FIELDS[d.part]]
        held = replace(here.held, **{field: getattr(each.row, field) for field in follows})
        after[each.row.fhrs_id] = replace(here, said=each.row.particulars, held=held)
    return list((after | {r.fhrs_id: as_known(r) for r in done.added}).values())


@settings(max_examples=40)
@given(ROWS, ROWS, SCOPES)
def test_every_row_is_added_changed_or_unchanged_and_a_second_run_changes_nothing(before, rows, types):
    premises = [as_known(r) for r in before]
    done = plan(register(*rows), premises, types=types)
    assert len(done.added) + len(done.changed) + len(done.unchanged) == done.rows
    again = plan(register(*rows), carried_out(premises, done), types=types)
    assert (again.added, again.changed, again.moved, again.missing, again.returned) == ((), (), (), (), ())


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
    done = plan(register(row(**change)), [known(held=held)], types=None)
    decisions = [decision for each in done.altered() for decision in each.decisions]
    assert {decision.part for decision in decisions if decision.officer is None} == follows
    assert [(each.part, each.register, each.officer) for each in done.kept()] == kept
    assert count(done).kept == bool(kept)


def test_an_accent_in_another_form_is_no_correction():
    one, other = "Caf\u00e9", "Cafe\u0301"
    done = plan(register(row(name="New")), [known(name=other, held={"name": one})], types=None)
    assert done.kept() == ()


def test_two_parts_kept_of_one_premises_count_once_and_a_moved_one_with_them():
    moved = register(row(name="New", address_lines=(), latitude=51.6))
    done = plan(moved, [known(held={**OFFICERS, "latitude": 51.7})], types=None)
    assert (len(done.kept()), count(done).kept, count(done).changed, count(done).moved) == (3, 1, 1, 1)


def test_premises_of_which_the_words_were_not_kept_are_told():
    done = plan(register(row("1"), row("2")), [replace(known("1"), is_noted=False), known("2")], types=None)
    assert [r.fhrs_id for r in done.unnoted] == ["1"]


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
    premises: list[Known] = []
    latest: dict[str, Row] = {}
    for step, rows in enumerate([*before, *after]):
        if step == len(before):
            premises = [replace(p, held=replace(p.held, **correction)) for p in premises]
            corrected = {p.fhrs_id for p in premises}
        done = plan(register(*rows), premises, types=None)
        for kept in done.kept():
            assert kept.row.fhrs_id in corrected
        premises = carried_out(premises, done)
        latest |= {r.fhrs_id: r for r in rows}
        again = plan(register(*rows), premises, types=None)
        assert (again.added, again.changed, again.moved, again.missing, again.kept()) == ((), (), (), (), ())
    for p in premises:
        mine = correction if after and p.fhrs_id in corrected else {}
        said = latest[p.fhrs_id].particulars
        assert p.said == said
        wanted = replace(said, **mine)
        assert replace(p.held, postcode_given="") == replace(wanted, postcode_given="")


def test_the_authority_of_the_file_must_be_the_one_asked_for():
    croydon = replace(register(row()), authority_code="507", authority_name="Croydon")
    check_authority(register(row()), "512", "Hackney")
    with pytest.raises(Refusal, match=r"register of Croydon \(FHRS code 507\), not of Hackney \(FHRS code 512\)"):
        check_authority(croydon, "512", "Hackney")
    with pytest.raises(Refusal, match="does not say which authority"):
        check_authority(replace(croydon, authority_code=""), "512", "Hackney")


def test_every_outcome_has_a_label():
    assert set(ROW_OUTCOME_LABELS) == set(RowOutcome)


def real(name: str) -> Register:
    with real_file(name).open("rb") as stream:
        return read_fhrs(stream)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("authority", "types", "first", "second", "added", "missing", "changed", "names", "kinds", "addresses", "moved"),
    [
        ("512en-GB_hackney", None, 2459, 2493, 39, 5, 9, 4, 3, 2, 2),
        ("512en-GB_hackney", RETAILER_TYPES, 704, 709, 5, 0, 1, 1, 0, 0, 0),
        ("507en-GB_croydon", None, 2527, 2600, 197, 124, 33, 24, 2, 9, 4),
        ("507en-GB_croydon", RETAILER_TYPES, 513, 520, 16, 9, 2, 2, 0, 0, 0),
    ],
)
def test_the_real_registers_give_the_known_answers(  # noqa: PLR0917 - one column each of the table of known answers
    authority, types, first, second, added, missing, changed, names, kinds, addresses, moved
):
    start = plan(real(f"FHRS{authority}_2020-08-08.xml"), [], types=types)
    assert (start.rows, len(start.added), start.missing, start.changed, start.rejected) == (first, first, (), (), ())
    premises = carried_out([], start)
    later = real(f"FHRS{authority}_2020-11.xml")
    done = plan(later, premises, types=types)
    assert (done.rows, len(done.added), len(done.missing), len(done.changed)) == (second, added, missing, changed)
    assert (done.changes_of("name"), done.changes_of("business_type")) == (names, kinds)
    assert (done.changes_of("address", "postcode"), len(done.moved)) == (addresses, moved)
    again = plan(later, carried_out(premises, done), types=types)
    assert (again.added, again.missing, again.changed, again.moved) == ((), (), (), ())
    assert len(again.unchanged) == second


@pytest.mark.shared_data
def test_importing_the_retailers_leaves_the_rest_of_a_full_register_alone():
    premises = carried_out([], plan(real("FHRS512en-GB_hackney_2020-08-08.xml"), [], types=None))
    done = plan(real("FHRS512en-GB_hackney_2020-11.xml"), premises, types=RETAILER_TYPES)
    assert (len(done.added), len(done.missing), len(done.changed)) == (5, 0, 1)
