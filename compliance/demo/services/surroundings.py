"""Where the invented borough lies: its district, wards and postcodes, so that its shops stand on the map."""

from sqlmodel import Session

from compliance.demo.rules import BOROUGH_NAME, DISTRICT_CODE, WARDS, positions
from compliance.places.models import District, Postcode, Ward
from compliance.places.rules import Source


def add_places(session: Session) -> None:
    """Add the invented district, its wards, and the postcode of every invented shop. No real one is touched."""
    session.merge(District(code=DISTRICT_CODE, name=BOROUGH_NAME))
    for ward in WARDS:
        session.merge(Ward(code=ward.code, name=ward.name, district_code=DISTRICT_CODE))
    for postcode, (ward, latitude, longitude) in positions().items():
        session.merge(
            Postcode(
                postcode=postcode,
                latitude=latitude,
                longitude=longitude,
                ward_code=ward.code,
                district_code=DISTRICT_CODE,
                source=Source.INVENTED,
            )
        )
    session.flush()
