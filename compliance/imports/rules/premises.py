"""Read a row of premises: what it is called, what it is and where; or why it cannot be taken in."""

import math
from collections.abc import Mapping
from typing import Any

from compliance.errors import Refusal
from compliance.imports.rules.days import read_day
from compliance.imports.rules.postcodes import read_postcode
from compliance.imports.rules.reading import MORE_CELLS
from compliance.imports.rules.rows import Rejected, Row
from compliance.imports.rules.scope import Scope, code_of
from compliance.retailers.rules import (
    OutletStatus,
    check_company_number,
    check_domain,
    check_uprn,
    comparable_telephone,
)

_LONGEST = {
    "reference": 30,
    "name": 200,
    "business_type": 120,
    "council_id": 60,
    "postcode": 40,
    "telephone": 40,
    "email": 254,
    "marketplace": 120,
    "marketplace_seller": 120,
}
_LONGEST_LINE = 200
_LINES = ("address_1", "address_2", "address_3", "address_4")
_LABELS = {"fhrs_id": "FHRSID", "name": "Name", "website": "Web address"}

Fields = Mapping[str, str]


def read_row(number: int, fields: Fields, scope: Scope) -> Row | Rejected:
    """Return the premises that a row of a file is, its cells given as our `fields`, or why it cannot be taken in.

    A row needs a name, and a number or else an address or a postcode to be known by: a food hygiene register always has
    the number. A postcode, position or telephone number that cannot be one, and a further particular that cannot be
    read, are left out with a note and reject nothing.
    """
    fault = _fault(fields, scope)
    if fault is not None:
        name, business_type = fields.get("name", ""), fields.get("business_type", "")
        return Rejected(number, fields.get("fhrs_id", "")[:60], name[:200], business_type[:120], *fault)
    lines, given = address_of(fields)
    postcode = read_postcode(given)
    latitude, longitude, unplaced = _position(fields.get("latitude", ""), fields.get("longitude", ""))
    extras, notes = _extras(fields, is_online=not lines and not given)
    return Row(
        number=number,
        fhrs_id=fields.get("fhrs_id", ""),
        business_id=fields.get("council_id", ""),
        name=fields["name"],
        business_type=fields.get("business_type", ""),
        address_lines=lines,
        postcode_given=postcode.given,
        postcode=postcode.value,
        latitude=latitude,
        longitude=longitude,
        notes=tuple(said for said in (postcode.note, unplaced, *notes) if said),
        own_reference=fields.get("reference", ""),
        authority_code=code_of(fields.get("authority_code", "")),
        company_number=_company_number(fields.get("company_number", "")),
        extras=extras,
    )


def _fault(fields: Fields, scope: Scope) -> tuple[str, str] | None:
    if more := fields.get(MORE_CELLS):
        return MORE_CELLS, f"The row has more cells than there are headings: {more[:200]}"
    column = scope.column("fhrs_id", "FHRSID")
    fhrs_id = fields.get("fhrs_id", "")
    if not fhrs_id and scope.is_register:
        return column, f"There is no {column}, so this premises could not be recognised in a later file"
    if fhrs_id and not (fhrs_id.isascii() and fhrs_id.isdigit() and len(fhrs_id) <= 12):
        return column, f"The {column} must be a whole number of at most 12 digits"
    if not fields.get("name"):
        return scope.column("name", "Name"), "There is no business name"
    return _too_long(fields, scope) or _unplaced(fields, scope)


def _too_long(fields: Fields, scope: Scope) -> tuple[str, str] | None:
    for code, longest in (*_LONGEST.items(), *((line, _LONGEST_LINE) for line in _LINES)):
        if len(fields.get(code, "")) > longest:
            column = scope.column(code, code)
            return column, f"{column} is longer than {longest} characters"
    return None


def _unplaced(fields: Fields, scope: Scope) -> tuple[str, str] | None:
    """Return why a row without a number cannot be told from others; None when it has one, or says where it is."""
    lines, postcode = address_of(fields)
    if any(len(line) > _LONGEST_LINE for line in lines):
        return scope.column("address", "Address"), f"The address has a line longer than {_LONGEST_LINE} characters"
    is_online = bool(fields.get("website") or fields.get("marketplace"))
    if is_online and not lines and not postcode:
        return _online_fault(fields, scope)
    if lines or postcode or any(fields.get(code) for code in ("reference", "fhrs_id", "council_id")):
        return None
    return scope.column("address_1", scope.column("address", "Address")), (
        "There is no address, no postcode and no number, so this premises could not be found or recognised"
    )


def _online_fault(fields: Fields, scope: Scope) -> tuple[str, str] | None:
    if fields.get("marketplace") and not fields.get("marketplace_seller") and not fields.get("website"):
        column = scope.column("marketplace_seller", "Name of the seller")
        return column, "There is a marketplace and no name of the seller there"
    if not fields.get("website"):
        return None
    try:
        check_domain(fields["website"])
    except Refusal:
        return scope.column("website", "Web address"), f"“{fields['website'][:100]}” is not a web address"
    return None


def address_of(fields: Fields) -> tuple[tuple[str, ...], str]:
    """Return the address lines, four at most, and the postcode as given: in its column, or at the end of the address.

    An address in one cell is parted at its commas; what is more than four lines stands in the fourth.
    """
    lines = [fields[line] for line in _LINES if fields.get(line)]
    postcode = fields.get("postcode", "")
    if whole := fields.get("address", ""):
        parts = [part.strip() for part in whole.split(",")]
        lines += [part for part in parts if part]
        if not postcode and lines:
            lines, postcode = _parted(lines)
    town = fields.get("town", "")
    if town and town.casefold() not in {line.casefold() for line in lines}:
        lines.append(town)
    if len(lines) > len(_LINES):
        lines = [*lines[: len(_LINES) - 1], ", ".join(lines[len(_LINES) - 1 :])]
    return tuple(lines), postcode


def _parted(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines without the postcode that the last one is, or ends with, and that postcode."""
    words = lines[-1].split(" ")
    for count in (2, 1):
        end = " ".join(words[-count:])
        if len(words) >= count and read_postcode(end).value:
            rest = " ".join(words[:-count]).rstrip(" ,")
            return [*lines[:-1], *([rest] if rest else [])], end
    return lines, ""


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


def _company_number(text: str) -> str:
    if not text:
        return ""
    try:
        return check_company_number(text).value
    except Refusal:
        return ""


def _contact(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Return the telephone number and email address, and a note of a number that nobody can have."""
    found = {code: fields[code] for code in ("telephone", "email") if fields.get(code)}
    if "telephone" not in found or comparable_telephone(found["telephone"]):
        return found, []
    return found, [f"“{found.pop('telephone')}” is not a telephone number; kept without one"]


def _extras(fields: Fields, *, is_online: bool) -> tuple[dict[str, Any], list[str]]:
    """Return the further columns of an outlet that a row says, and a note of each that cannot be read."""
    found, notes = _contact(fields)
    if uprn := fields.get("uprn"):
        try:
            found["uprn"] = check_uprn(uprn)
        except Refusal:
            notes.append(f"“{uprn[:40]}” is not a UPRN; kept without one")
    if opened := fields.get("opened_on"):
        if day := read_day(opened):
            found["opened_on"] = day.isoformat()
        else:
            notes.append(f"“{opened[:40]}” is not a day; kept without the day it opened")
    if status := fields.get("status"):
        if status in set(OutletStatus):
            found["status"] = status
        else:
            notes.append(f"“{status[:40]}” does not say whether it trades; taken as trading")
    if is_online:
        found |= {code: fields[code] for code in ("marketplace", "marketplace_seller") if fields.get(code)}
        if fields.get("website"):
            found["domain"] = check_domain(fields["website"])
    if said := _said_of_it(fields):
        found["notes"] = said
    return found, notes


def _said_of_it(fields: Fields) -> str:
    """Return the notes on an outlet: those of the file, and who runs it by the file, which nobody has confirmed."""
    company = " ".join(fields[code] for code in ("company_name", "company_number") if fields.get(code))
    said = [
        fields.get("notes", ""),
        f"Operator by the file that was imported, not confirmed: {company}" if company else "",
        f"Also known as {fields['trading_name']}" if fields.get("trading_name") else "",
    ]
    return "\n".join(text for text in said if text)
