"""Places in doubt: which, in what words, for whom, and how they are mended."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from compliance import clock
from compliance.accounts.models import Authority
from compliance.audit.models import AuditEntry
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Role
from compliance.places import services as place_services
from compliance.places.models import District, Postcode
from compliance.places.rules import Source
from compliance.retailers.models import Outlet
from compliance.retailers.queries.misplaced import has_postcode_elsewhere, is_without_position, list_misplaced
from compliance.retailers.rules import OutletKind, normalise_postcode, sort_name
from compliance.retailers.rules.places import Doubt, PlaceDoubt, Whereabouts, check_position, list_doubts
from compliance.retailers.services.positions import correct_position
from tests.factories.retailers import OutletFactory
from tests.page import text_of

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "fhrs" / "london_retailers_2020-11-15.csv"
HACKNEY, CROYDON, OXFORD = (51.545, -0.0553), (51.3722, -0.0990), (51.752, -1.2577)
ALIAS = {
    "Kingston-Upon-Thames": "Kingston upon Thames",
    "Richmond-Upon-Thames": "Richmond upon Thames",
    "City of London Corporation": "City of London",
    "City and County of the City of London": "City of London",
}
OWN, THEIRS = ("H", "Hackney"), ("C", "Croydon")


@pytest.mark.parametrize(
    ("known", "doubts"),
    [
        (Whereabouts("H", has_position=True, postcode_known=True, postcode_district=OWN), ()),
        (Whereabouts("H", has_position=True, postcode_known=False), ()),
        (
            Whereabouts("H", has_position=False, postcode_known=True, postcode_district=OWN),
            (Doubt(PlaceDoubt.BY_POSTCODE),),
        ),
        (Whereabouts("H", has_position=False, postcode_known=True), (Doubt(PlaceDoubt.BY_POSTCODE),)),
        (Whereabouts(None, has_position=True, postcode_known=True, postcode_district=THEIRS), ()),
        (Whereabouts("H", has_position=False, postcode_known=False), (Doubt(PlaceDoubt.NO_POSITION),)),
        (
            Whereabouts("H", has_position=False, postcode_known=True, postcode_district=THEIRS),
            (Doubt(PlaceDoubt.POSTCODE_ELSEWHERE, "Croydon"), Doubt(PlaceDoubt.BY_POSTCODE)),
        ),
        (
            Whereabouts("H", has_position=True, postcode_known=False, position_district=THEIRS, metres_outside=0.3),
            (Doubt(PlaceDoubt.POSITION_ELSEWHERE, "Croydon", 1),),
        ),
        (
            Whereabouts("H", has_position=True, postcode_known=False, metres_outside=46_210.4),
            (Doubt(PlaceDoubt.OUTSIDE_LONDON, "", 46_210),),
        ),
    ],
)
def test_what_is_in_doubt(known, doubts):
    assert list_doubts(known) == doubts


@pytest.mark.parametrize(
    ("typed", "pair"),
    [("51.54328, -0.07586", (51.54328, -0.07586)), (" 51.5 -0.07 ", (51.5, -0.07)), ("60,-1", (60.0, -1.0))],
)
def test_a_position_is_read_as_maps_give_it(typed, pair):
    assert check_position(typed) == pair


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("-0.07586, 51.54328", "Did you mean 51.54328, -0.07586?"),
        ("0, 0", "not in the United Kingdom$"),
        ("TQ 30 80", "Type latitude and longitude"),
        ("51.5", "Type latitude and longitude"),
    ],
)
def test_what_is_no_position_is_refused(typed, why):
    with pytest.raises(Refusal, match=why):
        check_position(typed)


@pytest.fixture
def known(session):
    """A table of two postcodes and the names of two districts."""
    for code, at, district in (("E8 4AE", HACKNEY, "E09000012"), ("CR0 1AA", CROYDON, "E09000008")):
        session.add(
            Postcode(
                postcode=code,
                latitude=at[0],
                longitude=at[1],
                ward_code="",
                district_code=district,
                source=Source.LONDON,
            )
        )
    session.add_all([District(code="E09000012", name="Hackney"), District(code="E09000008", name="Croydon")])
    session.flush()


def put(actor, name, at=(None, None), postcode="E8 4AE", **values):
    return OutletFactory(
        authority_id=actor.authority_id,
        name=name,
        sort_name=name.lower(),
        latitude=at[0],
        longitude=at[1],
        postcode=postcode,
        **values,
    )


@pytest.fixture
def shops(officer, act, known):
    put(officer, "A right", HACKNEY)
    put(officer, "B postcode elsewhere", HACKNEY, "CR0 1AA")
    put(officer, "C position elsewhere", CROYDON)
    put(officer, "D outside", OXFORD, None)
    put(officer, "E nowhere", postcode="E8 4ZZ")
    put(officer, "F nothing", postcode=None)
    put(officer, "G by postcode")
    put(officer, "H both elsewhere", CROYDON, "CR0 1AA")
    put(officer, "I online", postcode=None, kind=OutletKind.ONLINE_SHOP, domain="example.co.uk")
    put(act(authority="croydon"), "Theirs", HACKNEY)


def test_the_page_lists_what_is_in_doubt_and_in_words_why(client, shops):
    text = text_of(client.get("/retailers/misplaced"))
    for sentence in (
        "Postcode CR0 1AA is in Croydon",
        "Its position is in Croydon, ",
        "Its position is outside London, ",
        "No position, and postcode E8 4ZZ is not known",
        "No position and no postcode",
    ):
        assert sentence in text
    for name in ("A right", "G by postcode", "I online", "Theirs"):
        assert name not in text


def test_each_kind_is_counted_and_can_be_asked_for(session, officer, client, shops):
    page = list_misplaced(session, officer)
    assert page.counts == {
        PlaceDoubt.POSTCODE_ELSEWHERE: 2,
        PlaceDoubt.POSITION_ELSEWHERE: 2,
        PlaceDoubt.OUTSIDE_LONDON: 1,
        PlaceDoubt.NO_POSITION: 2,
        PlaceDoubt.BY_POSTCODE: 1,
    }
    assert page.all_looked_at
    asked = list_misplaced(session, officer, PlaceDoubt.POSITION_ELSEWHERE)
    assert [row.name for row in asked.rows] == ["C position elsewhere", "H both elsewhere"]
    assert asked.counts == page.counts
    slight = list_misplaced(session, officer, PlaceDoubt.BY_POSTCODE)
    assert [row.name for row in slight.rows] == ["G by postcode"]
    assert "shown at the middle of E8 4AE" in text_of(client.get("/retailers/misplaced?doubt=by_postcode"))
    text = text_of(client.get("/retailers/misplaced?doubt=outside_london"))
    assert "D outside" in text
    assert "C position elsewhere" not in text


def test_pages_follow_one_another_without_gap_or_repeat(session, officer, shops):
    names, after = [], None
    while True:
        page = list_misplaced(session, officer, after=after, limit=2)
        names += [row.name for row in page.rows]
        after = page.after
        if after is None:
            break
    assert names == [row.name for row in list_misplaced(session, officer).rows]
    assert len(names) == 6


def test_the_filters_of_the_list_say_the_same(session, officer, shops):
    def names(condition):
        own = col(Outlet.authority_id) == officer.authority_id
        return (
            session.execute(sa.select(col(Outlet.name)).where(own, condition).order_by(col(Outlet.name)))
            .scalars()
            .all()
        )

    assert names(is_without_position()) == ["E nowhere", "F nothing"]
    assert names(has_postcode_elsewhere()) == ["B postcode elsewhere", "H both elsewhere"]


def test_a_police_planner_sees_those_of_the_area_each_against_its_own_authority(session, act, shops, sign_in):
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    page = list_misplaced(session, planner)
    assert ("Theirs", "Croydon") in {(row.name, row.authority_name) for row in page.rows}
    assert not any(row.is_own for row in page.rows)
    text = text_of(sign_in(planner).get("/retailers/misplaced"))
    assert "Its authority mends it" in text


def test_the_command_lists_the_same(app, session, officer, shops):
    session.commit()
    run = app.test_cli_runner()
    told = json.loads(run.invoke(args=["retailers", "misplaced", "--authority", "hackney", "--json"]).output)
    assert told["counts"]["position_elsewhere"] == 2
    assert [row["name"] for row in told["retailers"]] == [row.name for row in list_misplaced(session, officer).rows]
    words = run.invoke(args=["retailers", "misplaced", "--authority", "hackney", "--doubt", "outside_london"]).output
    assert "D outside" in words
    assert "C position elsewhere" not in words
    assert run.invoke(args=["retailers", "misplaced", "--authority", "nowhere"]).exit_code == 1


def test_nothing_in_doubt_and_nothing_loaded_are_said(client):
    text = text_of(client.get("/retailers/misplaced"))
    assert "Nothing is in doubt here" in text
    assert "No postcodes are loaded, so postcodes cannot be checked" in text


def test_a_position_is_corrected_and_what_stood_before_kept(session, client, officer, known):
    outlet = put(officer, "Shop", CROYDON)
    page = client.get(f"/retailers/{outlet.id}/position")
    text = text_of(page)
    assert "Postcode E8 4AE is in a ward that is not known, Hackney" in text
    assert "The position recorded now is in Croydon" in text
    sent = {"position": "51.5450, -0.0553", "reason": "Stood there", "version": "1"}
    answer = client.post(f"/retailers/{outlet.id}/position", data=sent)
    assert answer.status_code == 302
    session.refresh(outlet)
    assert (outlet.latitude, outlet.longitude) == HACKNEY
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "outlet.position_corrected")).one()
    assert entry.detail["changes"]["latitude"] == [CROYDON[0], HACKNEY[0]]
    assert "Somebody else changed this record" in text_of(client.post(f"/retailers/{outlet.id}/position", data=sent))


def test_an_empty_position_is_left_to_the_postcode(session, client, officer, known):
    outlet = put(officer, "Shop", OXFORD)
    assert "is outside London" in text_of(client.get(f"/retailers/{outlet.id}/position"))
    sent = {"position": "", "reason": "The postcode is right", "version": "1"}
    assert client.post(f"/retailers/{outlet.id}/position", data=sent).status_code == 302
    session.refresh(outlet)
    assert outlet.latitude is None
    assert list_misplaced(session, officer).rows == ()


def test_a_position_must_be_one_and_needs_a_reason(client, officer, known):
    outlet = put(officer, "Shop", OXFORD)
    text = text_of(client.post(f"/retailers/{outlet.id}/position", data={"position": "-0.05, 51.5", "version": "1"}))
    assert "Did you mean 51.5, -0.05?" in text
    assert "Say why this is corrected" in text


def test_a_viewer_cannot_correct_a_position(session, act, officer, known):
    from compliance.errors import Forbidden

    outlet = put(officer, "Shop", OXFORD)
    with pytest.raises(Forbidden):
        correct_position(session, act(Role.VIEWER), outlet.id, None, version=1, reason="x")


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="the shared registers are not beside the checkout")
def test_londons_retailers_of_november_2020_are_told_apart(session, officer):
    """The data's known answers: 44 in another borough, 36 outside London, 777 without a position.

    The simplified boundaries find those 44 and three more, none of them 3 m from the line: two at E12 5DG and one at
    RM6 4BU, all in Redbridge by the full boundary. The page shows the metres, so that an officer can judge.
    """
    place_services.load_london(session)
    codes = {one.name: one.id for one in session.exec(select(Authority))}
    elsewhere = set()
    outlets = []
    with SHARED.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = ALIAS.get(row["LocalAuthorityName"], row["LocalAuthorityName"])
            outlets.append(outlet_of(row, codes[name]))
            if row["ward_borough"] and ALIAS.get(row["ward_borough"], row["ward_borough"]) != name:
                elsewhere.add(row["FHRSID"])
    session.execute(sa.insert(Outlet), outlets)
    everywhere = replace(officer, area=frozenset(codes.values()))
    counts = list_misplaced(session, everywhere).counts
    assert (len(outlets), len(elsewhere)) == (15_982, 44)
    assert counts[PlaceDoubt.OUTSIDE_LONDON] == 36
    assert counts[PlaceDoubt.NO_POSITION] + counts[PlaceDoubt.BY_POSTCODE] == 777
    told = list_misplaced(session, everywhere, PlaceDoubt.POSITION_ELSEWHERE, limit=100).rows
    more = [row for row in told if row.reference not in elsewhere]
    assert elsewhere <= {row.reference for row in told}
    assert sorted((row.authority_name, row.postcode) for row in more) == [
        ("Redbridge", "E12 5DG"),
        ("Redbridge", "E12 5DG"),
        ("Redbridge", "RM6 4BU"),
    ]
    assert max(doubt.metres for row in more for doubt in row.doubts) == 3


def outlet_of(row, authority_id):
    """Return a row of the retailers as an outlet whose reference is its FHRSID."""
    return {
        "id": new_id(),
        "authority_id": authority_id,
        "reference": row["FHRSID"],
        "kind": OutletKind.PREMISES,
        "name": row["BusinessName"],
        "sort_name": sort_name(row["BusinessName"]),
        "postcode": normalise_postcode(row["PostCode"]),
        "postcode_given": row["PostCode"],
        "latitude": float(row["Latitude"]) if row["Latitude"] else None,
        "longitude": float(row["Longitude"]) if row["Longitude"] else None,
        "recorded_at": clock.now(),
    }
