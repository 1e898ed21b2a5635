"""Reads of postcodes: where one is, and in which district many are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from compliance.places.models import District, PlaceFile, Postcode, Ward


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Where a postcode is, in degrees (WGS84), with its ward and district; a name is "" when it is not known."""

    postcode: str
    latitude: float
    longitude: float
    ward_code: str
    ward_name: str
    district_code: str
    district_name: str


def find_place(session: Session, postcode: str | None) -> PlaceFound | None:
    """Return where a postcode is, as we write it ("E8 4AE"), or None when the table does not know it."""
    if not postcode:
        return None
    statement = (
        sa.select(Postcode, col(Ward.name), col(District.name))
        .outerjoin(Ward, col(Ward.code) == col(Postcode.ward_code))
        .outerjoin(District, col(District.code) == col(Postcode.district_code))
        .where(col(Postcode.postcode) == postcode)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    place, ward, district = row
    return PlaceFound(
        postcode=place.postcode,
        latitude=place.latitude,
        longitude=place.longitude,
        ward_code=place.ward_code,
        ward_name=ward or "",
        district_code=place.district_code,
        district_name=district or "",
    )


def districts_of(session: Session, postcodes: Iterable[str]) -> dict[str, District]:
    """Return in which district each postcode is, leaving out those not known. One query for each 500.

    A district whose name is not known has its code for a name.
    """
    wanted = sorted({postcode for postcode in postcodes if postcode})
    found = {}
    for start in range(0, len(wanted), 500):
        statement = (
            sa.select(col(Postcode.postcode), col(Postcode.district_code), col(District.name))
            .outerjoin(District, col(District.code) == col(Postcode.district_code))
            .where(col(Postcode.postcode).in_(wanted[start : start + 500]), col(Postcode.district_code) != "")
        )
        for postcode, code, name in session.execute(statement):
            found[postcode] = District(code=code, name=name or code)
    return found


def in_ward(column: Any, ward_code: str) -> ColumnElement[bool]:
    """Return the condition that the postcode in `column` is in a ward. The ward of a shop is its postcode's."""
    known = sa.select(col(Postcode.postcode)).where(col(Postcode.ward_code) == ward_code)
    return cast("ColumnElement[bool]", column.in_(known))


def at_postcode(column: Any) -> ColumnElement[bool]:
    """Return the condition to join `models.Postcode` by: it is the postcode in `column`."""
    return cast("ColumnElement[bool]", col(Postcode.postcode) == column)


def list_files(session: Session) -> Sequence[PlaceFile]:
    """Return the files of postcodes that are loaded, by source."""
    found: Sequence[PlaceFile] = session.exec(select(PlaceFile).order_by(col(PlaceFile.source))).all()
    return found
