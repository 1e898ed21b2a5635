"""Tables of places, which belong to no authority: postcodes, wards, districts, and the files they came from."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from compliance.database import stored
from compliance.places.rules import Source


class Postcode(SQLModel, table=True):
    """A postcode as we write it ("E8 4AE"), where it is (WGS84 degrees), and in which ward and district; "" unknown."""

    __tablename__ = "postcodes"
    __table_args__ = (sa.Index("ix_postcodes_ward", "ward_code", "postcode"), {"sqlite_with_rowid": False})
    postcode: str = Field(primary_key=True, max_length=8)
    latitude: float
    longitude: float
    ward_code: str = Field(max_length=9)
    district_code: str = Field(max_length=9)
    source: Source = stored(Source)


class Ward(SQLModel, table=True):
    """An electoral ward, by its ONS code, and the district it is a part of."""

    __tablename__ = "wards"
    code: str = Field(primary_key=True, max_length=9)
    name: str = Field(max_length=120)
    district_code: str = Field(max_length=9, index=True)


class District(SQLModel, table=True):
    """A local authority district (a borough, in London), by its ONS code: `Authority.ons_code`."""

    __tablename__ = "districts"
    code: str = Field(primary_key=True, max_length=9)
    name: str = Field(max_length=120)


class PlaceFile(SQLModel, table=True):
    """The file of postcodes that was last loaded from a source."""

    __tablename__ = "place_files"
    source: Source = stored(Source, primary_key=True)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    postcodes: int
    loaded_at: datetime
