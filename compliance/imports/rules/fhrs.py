"""Read a Food Hygiene Rating Scheme register into rows, and reject the rows that cannot be taken in."""

import math
from collections import Counter
from contextlib import suppress
from datetime import date
from typing import IO

from compliance.errors import Refusal
from compliance.imports.rules.document import NOTHING_IMPORTED, Fields, businesses
from compliance.imports.rules.postcodes import read_postcode
from compliance.imports.rules.rows import Register, Rejected, Row

_LONGEST = {"BusinessName": 200, "BusinessType": 120, "LocalAuthorityBusinessID": 60, "PostCode": 40}
_LONGEST_LINE = 200
_ADDRESS = ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4")


def read_fhrs(stream: IO[bytes]) -> Register:
    """Return the register in a FHRS XML file, opened in binary; each business is read and let go, one by one.

    A row without an FHRS number or a name, or whose number the file has already used, is rejected and the others
    stand. Raises Refusal, in words for a clerk, for a file that is empty, cut short, not XML, not a FHRS register, or
    that carries a document type definition, which such a register never has and an attack on the reader does.
    """
    header: Fields = {}
    found = _Found()
    for fields in businesses(stream, header):
        found.take(fields)
    if not found.number:
        raise Refusal(f"This register holds no businesses. {NOTHING_IMPORTED}")
    return found.register(header)


def check_authority(register: Register, code: str, name: str) -> None:
    """Raise Refusal unless the register is that of the authority with this FHRS `code`, such as "512".

    `name` is the authority's, for the message. Another authority's file would add its shops here and mark ours missing.
    """
    if not register.authority_code:
        raise Refusal(f"The file does not say which authority it is for, so it cannot be imported for {name}")
    if register.authority_code != code:
        whose = register.authority_name or "another authority"
        raise Refusal(
            f"This is the register of {whose} (FHRS code {register.authority_code}), not of {name} (FHRS code {code}). "
            f"{NOTHING_IMPORTED}"
        )


class _Found:
    """The rows taken so far, and what is needed to judge the next."""

    def __init__(self) -> None:
        self.number = 0
        self._rows: list[tuple[str, Row]] = []
        self._rejected: list[Rejected] = []
        self._first_row: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def take(self, fields: Fields) -> None:
        """Judge one business: a row, or rejected."""
        self.number += 1
        fhrs_id, code = fields.get("FHRSID", ""), fields.get("LocalAuthorityCode", "")
        self._names.setdefault(code, fields.get("LocalAuthorityName", ""))
        fault = _fault(fields)
        if fault is None and fhrs_id in self._first_row:
            fault = ("FHRSID", f"Row {self._first_row[fhrs_id]} of this file has the same FHRSID, {fhrs_id}")
        if fault is None:
            self._first_row[fhrs_id] = self.number
            self._rows.append((code, _row(self.number, fields)))
        else:
            name, business_type = fields.get("BusinessName", ""), fields.get("BusinessType", "")
            self._rejected.append(Rejected(self.number, fhrs_id[:60], name[:200], business_type[:120], *fault))

    def register(self, header: Fields) -> Register:
        """Return the register: that of the authority most rows belong to, rows of any other rejected."""
        codes = Counter(code for code, _ in self._rows if code)
        ours = max(codes, key=lambda code: (codes[code], code), default="")
        for code, row in self._rows:
            if code not in {ours, ""}:
                reason = f"This row belongs to {self._names[code] or 'another authority'} (FHRS code {code})"
                self._rejected.append(
                    Rejected(row.number, row.fhrs_id, row.name, row.business_type, "LocalAuthorityCode", reason)
                )
        return Register(
            extract_date=_day(header.get("ExtractDate", "")),
            authority_code=ours,
            authority_name=self._names.get(ours, ""),
            rows=tuple(row for code, row in self._rows if code in {ours, ""}),
            rejected=tuple(sorted(self._rejected, key=lambda rejected: rejected.number)),
            declared_count=_count(header.get("ItemCount", "")),
        )


def _fault(fields: Fields) -> tuple[str, str] | None:
    fhrs_id = fields.get("FHRSID", "")
    if not fhrs_id:
        return "FHRSID", "There is no FHRSID, so this premises could not be recognised in a later file"
    if not (fhrs_id.isascii() and fhrs_id.isdigit() and len(fhrs_id) <= 12):
        return "FHRSID", "The FHRSID must be a whole number of at most 12 digits"
    if not fields.get("BusinessName"):
        return "BusinessName", "There is no business name"
    for field, longest in _LONGEST.items():
        if len(fields.get(field, "")) > longest:
            return field, f"{field} is longer than {longest} characters"
    for field in _ADDRESS:
        if len(fields.get(field, "")) > _LONGEST_LINE:
            return field, f"{field} is longer than {_LONGEST_LINE} characters"
    return None


def _row(number: int, fields: Fields) -> Row:
    postcode = read_postcode(fields.get("PostCode", ""))
    latitude, longitude, note = _position(fields.get("Latitude", ""), fields.get("Longitude", ""))
    return Row(
        number=number,
        fhrs_id=fields["FHRSID"],
        business_id=fields.get("LocalAuthorityBusinessID", ""),
        name=fields["BusinessName"],
        business_type=fields.get("BusinessType", ""),
        address_lines=tuple(fields[line] for line in _ADDRESS if fields.get(line)),
        postcode_given=postcode.given,
        postcode=postcode.value,
        latitude=latitude,
        longitude=longitude,
        notes=tuple(said for said in (postcode.note, note) if said),
    )


def _position(latitude: str, longitude: str) -> tuple[float | None, float | None, str]:
    """Return a position in or near the United Kingdom, or none with a note unless none was given."""
    if not latitude and not longitude:
        return None, None, ""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        north, east = math.nan, math.nan
    if 49 <= north <= 61.5 and -9.5 <= east <= 2.5:
        return north, east, ""
    return None, None, "The position is not one in the United Kingdom; kept without one"


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    return None


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
