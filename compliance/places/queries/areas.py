"""Reads of wards, districts and boundaries."""

import json
import lzma
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.permissions import Actor
from compliance.places.models import District, Ward
from compliance.places.rules import Boundaries, read_boundaries

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class WardName:
    """A ward to choose, with the name of its district."""

    code: str
    name: str
    district_name: str


def list_wards(session: Session, district_code: str | None) -> list[WardName]:
    """Return the wards of a district, by name; none when the district is None or has none that are known."""
    return _wards(session, [district_code or ""])


def list_wards_of_area(session: Session, actor: Actor) -> list[WardName]:
    """Return the wards of the actor's authority and those their force covers, by district and name."""
    return _wards(session, [one.ons_code for one in accounts.list_area(session, actor) if one.ons_code])


def _wards(session: Session, district_codes: Collection[str]) -> list[WardName]:
    statement = (
        sa.select(col(Ward.code), col(Ward.name), col(District.name))
        .outerjoin(District, col(District.code) == col(Ward.district_code))
        .where(col(Ward.district_code).in_(district_codes))
        .order_by(col(District.name), col(Ward.name), col(Ward.code))
    )
    return [WardName(code, name, district or "") for code, name, district in session.execute(statement)]


def list_districts(session: Session) -> Sequence[District]:
    """Return the districts whose names are known, by name."""
    found: Sequence[District] = session.exec(select(District).order_by(col(District.name), col(District.code))).all()
    return found


def _text(name: str) -> str:
    return lzma.decompress((DATA / name).read_bytes()).decode()


@cache
def boroughs() -> Boundaries:
    """Return the boundaries of London's boroughs, read once: simplified, to within `ACCURACY_METRES` of the full."""
    return read_boundaries(_text("london-boroughs.geojson.xz"))


@cache
def _features() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return every boundary that is drawn, boroughs first, each with the code of its district."""
    drawn = []
    for kind, name in (("borough", "london-boroughs.geojson.xz"), ("ward", "london-wards-2018.geojson.xz")):
        for feature in json.loads(_text(name))["features"]:
            given = feature["properties"]
            properties = {"kind": kind, "code": given["code"], "name": given["name"]}
            drawn.append((given.get("district_code", given["code"]), {**feature, "properties": properties}))
    return tuple(drawn)


def boundaries_of(district_codes: Collection[str]) -> dict[str, Any]:
    """Return the boundaries of some districts and of their wards, as a GeoJSON FeatureCollection to be drawn.

    The wards are left out when there are more than three districts: a force's area is drawn by its boroughs.
    """
    with_wards = len(district_codes) <= 3
    kept = [
        feature
        for code, feature in _features()
        if code in district_codes and (with_wards or feature["properties"]["kind"] == "borough")
    ]
    return {"type": "FeatureCollection", "features": kept}
