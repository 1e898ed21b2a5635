"""Which premises a past record is of: by one of its numbers, or by name and postcode."""

from dataclasses import dataclass

from compliance.errors import Refusal
from compliance.imports.rules.mapping import Field, Shape
from compliance.imports.rules.postcodes import read_postcode
from compliance.imports.rules.records.cells import Fields, text


def names(words: str) -> tuple[str, ...]:
    """Return the headings that stand in `words` with commas between them, the surest first."""
    return tuple(name.strip() for name in words.split(","))


WHICH_FIELDS = (
    Field(
        "reference",
        "Our reference of the retailer",
        names("our reference, our ref, retailer reference, outlet reference, premises reference, reference, ref"),
        hint="The reference of this service, such as HAC-R-2026-0001",
    ),
    Field("fhrs_id", "FHRS number", names("fhrsid, fhrs id, fhrs number, fhrs no, food hygiene id")),
    Field(
        "council_id",
        "Council’s own number of the retailer",
        names(
            "council reference, council ref, council id, premises id, premises number, business id, uniform reference"
        ),
    ),
    Field(
        "name",
        "Name of the retailer",
        names(
            "retailer, retailer name, shop, shop name, name of shop, business, business name, premises, premises name, "
            "name of premises, trader, trading name, store, outlet, name"
        ),
        hint="With its postcode, where there is no reference",
    ),
    Field(
        "address", "Address of the retailer", names("address, premises address, shop address, street, address line 1")
    ),
    Field(
        "postcode",
        "Postcode of the retailer",
        names("postcode, post code, pcode, premises postcode, shop postcode"),
        shape=Shape.POSTCODE,
    ),
)


@dataclass(frozen=True, slots=True)
class Which:
    """What a row says of the premises it is of. "" and None say nothing. A full postcode, or None."""

    reference: str = ""
    fhrs_id: str = ""
    council_id: str = ""
    name: str = ""
    address: str = ""
    postcode: str | None = None


def read_which(fields: Fields) -> Which:
    """Return which premises a row is of. Raises Refusal unless it has one of their numbers, or a name and a postcode.

    A postcode at the end of the address is found where the row has no other.
    """
    given = text(fields, "postcode", 40)
    address = text(fields, "address", 400)
    postcode = read_postcode(given or " ".join(address.replace(",", " ").split()[-2:])).value
    which = Which(
        reference=text(fields, "reference", 30).upper(),
        fhrs_id=text(fields, "fhrs_id", 60),
        council_id=text(fields, "council_id", 60),
        name=text(fields, "name", 200),
        address=address,
        postcode=postcode,
    )
    if which.reference or which.fhrs_id or which.council_id:
        return which
    if not which.name:
        raise Refusal(
            "The row does not say which retailer it is of: give our reference, or a name and postcode", "name"
        )
    if which.postcode is None and not which.address:
        raise Refusal(
            f"“{given[:40]}” is not a full postcode. Put it right, or give our reference of the retailer"
            if given
            else "There is no postcode or address beside the name, so the retailer cannot be told from others",
            "postcode",
        )
    return which
