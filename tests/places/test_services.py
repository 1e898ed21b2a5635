"""Loading postcodes: all or nothing, repeatable, and London's own stay whichever comes first."""

import gzip

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from compliance.audit.models import AuditEntry
from compliance.errors import Refusal
from compliance.permissions import Role
from compliance.places import queries, services
from compliance.places.models import PlaceFile, Postcode, Ward
from compliance.places.rules import Source

HEADINGS = "postcode,lat,lon,lad_code_2014,ward_code_2014\n"
LONDON = HEADINGS + "E8 4AE,51.54328,-0.07586,E09000012,E05009381\nE8 4AF,51.54,-0.07,E09000012,E05009381\n"
NATIONAL = HEADINGS + "E8 4AE,51.0,-0.1,E09000012,E05000236\nAB10 1AA,57.148232,-2.096648,S12000033,S13002483\n"


@pytest.fixture
def london(tmp_path, monkeypatch):
    """A London of two postcodes."""
    file = tmp_path / "london.csv.gz"
    file.write_bytes(gzip.compress(LONDON.encode()))
    monkeypatch.setattr(services, "LONDON", file)
    return file


@pytest.fixture
def national(tmp_path):
    file = tmp_path / "national.csv"
    file.write_text(NATIONAL)
    return file


def table(session):
    rows = session.execute(
        sa.select(col(Postcode.postcode), col(Postcode.ward_code), col(Postcode.source)).order_by(
            col(Postcode.postcode)
        )
    )
    return [tuple(row) for row in rows]


WHOLE = [
    ("AB10 1AA", "S13002483", Source.NATIONAL),
    ("E8 4AE", "E05009381", Source.LONDON),
    ("E8 4AF", "E05009381", Source.LONDON),
]


def test_the_national_file_leaves_london_as_it_is(session, london, national):
    services.load_london(session)
    done = services.load_national(session, national)
    assert (done.read, done.loaded, done.kept, done.before) == (2, 1, 1, 0)
    assert table(session) == WHOLE


def test_either_file_may_come_first(session, london, national):
    first = services.load_national(session, national)
    assert (first.loaded, first.kept) == (2, 0)
    services.load_london(session)
    assert table(session) == WHOLE


def test_loading_the_same_again_does_nothing_and_a_new_edition_takes_the_place_of_the_old(session, london, national):
    services.load_national(session, national)
    assert services.load_national(session, national).already
    assert not services.load_national(session, national, again=True).already
    national.write_text(HEADINGS + "AB10 1AB,57.15,-2.09,S12000033,\n")
    done = services.load_national(session, national)
    assert (done.before, done.loaded) == (2, 1)
    assert [row[0] for row in table(session)] == ["AB10 1AB"]


def test_a_damaged_file_changes_nothing(session, london, national):
    services.load_london(session)
    services.load_national(session, national)
    session.commit()
    national.write_text(NATIONAL + "damaged\n")
    with pytest.raises(Refusal, match="line 4 has no postcode"):
        services.load_national(session, national)
    session.rollback()
    assert table(session) == WHOLE


def test_a_file_of_no_positions_is_refused(session, national):
    national.write_text(HEADINGS + "E8 4AE,0,0,,\n")
    with pytest.raises(Refusal, match="no postcode with a position"):
        services.load_national(session, national)


def test_wards_and_names_of_districts_come_with_london(session, london, act):
    services.load_london(session)
    hackney = queries.list_wards(session, "E09000012")
    assert len(hackney) == 21
    assert hackney[0].name == "Brownswood"
    assert {ward.district_name for ward in hackney} == {"Hackney"}
    assert len(queries.list_wards_of_area(session, act())) == 21
    assert queries.list_wards(session, None) == []
    place = queries.find_place(session, "E8 4AE")
    assert (place.ward_name, place.district_name) == ("London Fields", "Hackney")
    assert queries.find_place(session, "E8 4ZZ") is None
    assert queries.find_place(session, None) is None


def test_a_police_planner_chooses_from_the_wards_of_the_area(session, london, act):
    services.load_london(session)
    wards = queries.list_wards_of_area(session, act(Role.POLICE_PLANNER, "metropolitan-police"))
    assert len({ward.district_name for ward in wards}) == 32
    assert wards == sorted(wards, key=lambda ward: (ward.district_name, ward.name, ward.code))


def test_districts_are_found_for_many_postcodes_at_once(session, london, national):
    services.load_london(session)
    services.load_national(session, national)
    found = queries.districts_of(session, ["E8 4AE", "AB10 1AA", "ZZ1 1ZZ", "", *[f"E1 {n}AA" for n in range(9)] * 90])
    assert {postcode: district.name for postcode, district in found.items()} == {
        "E8 4AE": "Hackney",
        "AB10 1AA": "Aberdeen City",
    }


def test_a_load_is_in_the_audit_of_the_system(session, london):
    services.load_london(session)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "places.loaded")).one()
    assert entry.detail["postcodes"] == 2
    assert session.get(PlaceFile, Source.LONDON).postcodes == 2
    assert len(queries.list_files(session)) == 1


def test_a_ward_is_a_condition_over_postcodes(session, london):
    services.load_london(session)
    statement = sa.select(sa.literal("E8 4AE").label("p")).subquery()
    inside = sa.select(statement.c.p).where(queries.in_ward(statement.c.p, "E05009381"))
    outside = sa.select(statement.c.p).where(queries.in_ward(statement.c.p, "E05009369"))
    assert session.execute(inside).scalars().all() == ["E8 4AE"]
    assert session.execute(outside).scalars().all() == []


def test_the_bundled_file_is_londons_postcodes_and_wards(session):
    """The one test that loads the whole of it."""
    done = services.load_london(session)
    assert (done.loaded, done.without_position) == (182_130, 0)
    strangers = (
        sa.select(sa.func.count()).select_from(Postcode).where(~col(Postcode.ward_code).in_(sa.select(Ward.code)))
    )
    assert session.execute(strangers).scalar_one() == 0
    apart = (
        sa.select(sa.func.count())
        .select_from(Postcode)
        .join(Ward, col(Ward.code) == col(Postcode.ward_code))
        .where(col(Ward.district_code) != col(Postcode.district_code))
    )
    assert session.execute(apart).scalar_one() == 0
    known = queries.boroughs()
    rows = session.execute(sa.select(Postcode.latitude, Postcode.longitude, Postcode.district_code)).all()
    far = [
        row
        for row in rows
        if row.district_code == "E09000012" and known.metres_outside("E09000012", row.latitude, row.longitude) > 15
    ]
    assert far == []
