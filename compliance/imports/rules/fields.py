"""Our fields that the columns of a file may fill, by the kind of rows."""

from collections.abc import Iterable, Mapping

from compliance.imports.rules.mapping import Field, Shape
from compliance.imports.rules.records import RECORD_FIELDS, fields_with
from compliance.imports.rules.words import ImportKind
from compliance.offences.rules import Category
from compliance.retailers.rules import OUTLET_STATUS_LABELS, OutletStatus


def names(text: str) -> tuple[str, ...]:
    """Return the names that stand in `text` with commas between them, the surest first."""
    return tuple(name.strip() for name in text.split(","))


REGISTER_FIELDS = (
    Field(
        "reference",
        "Our reference",
        names("our reference, our ref, retailer reference, outlet reference, premises reference, reference"),
        hint="The reference of this service, as in a list taken away from it",
    ),
    Field(
        "fhrs_id",
        "FHRS number",
        names("fhrsid, fhrs id, fhrs number, fhrs no, food hygiene id, food hygiene rating id"),
        hint="The number in the food hygiene register",
    ),
    Field(
        "council_id",
        "Council’s own number",
        names(
            "local authority business id, council reference, council ref, council id, la reference, la ref, "
            "business id, premises id, premises number, property reference, account number, uniform reference, "
            "flare reference, civica reference, system reference, unique id, id"
        ),
        hint="The number of the premises in another system of the council",
    ),
    Field(
        "name",
        "Name",
        names(
            "business name, shop name, name of shop, name of business, name of premises, premises name, retailer name, "
            "name of retailer, store name, outlet name, shop, business, premises, retailer, store, outlet, "
            "trading name, trader name, trading as, trader, name"
        ),
        required=True,
        hint="The name over the door",
    ),
    Field(
        "trading_name",
        "Other trading name",
        names("other trading name, also known as, aka, t a, alias, trading name, trading as, trades as"),
    ),
    Field(
        "business_type",
        "Kind of business",
        names(
            "business type, type of business, premises type, type of premises, shop type, type of shop, "
            "kind of business, business category, trade, category, usage, type"
        ),
    ),
    Field(
        "address_1",
        "Address line 1",
        names(
            "address line 1, address 1, address line one, addr 1, add 1, street address, street, "
            "house number and street, number and street, building and street"
        ),
    ),
    Field("address_2", "Address line 2", names("address line 2, address 2, address line two, addr 2, add 2, locality")),
    Field("address_3", "Address line 3", names("address line 3, address 3, address line three, addr 3, add 3")),
    Field("address_4", "Address line 4", names("address line 4, address 4, address line four, addr 4, add 4, county")),
    Field(
        "address",
        "Whole address in one cell",
        names(
            "address, full address, premises address, address of premises, business address, shop address, "
            "trading address, location"
        ),
        hint="A postcode at its end is found",
    ),
    Field("town", "Town", names("town, post town, city, town city, town or city")),
    Field(
        "postcode",
        "Postcode",
        names("postcode, post code, pcode, p code, pc, postal code, zip, zip code"),
        shape=Shape.POSTCODE,
    ),
    Field("latitude", "Latitude", names("latitude, lat, geocode latitude"), shape=Shape.LATITUDE),
    Field("longitude", "Longitude", names("longitude, long, lng, lon, geocode longitude"), shape=Shape.LONGITUDE),
    Field("uprn", "UPRN", names("uprn, unique property reference number, blpu uprn"), shape=Shape.UPRN),
    Field(
        "telephone",
        "Telephone",
        names(
            "telephone, telephone number, telephone no, tel, tel no, tel number, phone, phone number, phone no, "
            "mobile, mobile number, contact number, contact no"
        ),
        shape=Shape.TELEPHONE,
    ),
    Field(
        "email",
        "E-mail address",
        names("email, e mail, email address, e mail address, contact email"),
        shape=Shape.EMAIL,
    ),
    Field(
        "website",
        "Web address of an online shop",
        names("website, web site, web address, url, domain, web, online shop, site"),
        hint="A row with one and no address is taken as an online shop",
        shape=Shape.WEB_ADDRESS,
    ),
    Field("marketplace", "Marketplace", names("marketplace, market place, platform, online marketplace")),
    Field(
        "marketplace_seller",
        "Name of the seller on the marketplace",
        names("marketplace seller, seller name, marketplace name, seller, store front"),
    ),
    Field(
        "company_name",
        "Name of the company",
        names(
            "company name, company, legal name, legal entity, registered name, limited company, operator, "
            "proprietor, owner"
        ),
    ),
    Field(
        "company_number",
        "Company number",
        names(
            "company number, company no, companies house number, companies house no, company reg no, "
            "company registration number, registered number, crn"
        ),
        shape=Shape.COMPANY_NUMBER,
    ),
    Field(
        "opened_on",
        "Opened on",
        names("opened on, date opened, opening date, start date, date started trading, trading since, opened"),
        shape=Shape.DATE,
    ),
    Field(
        "status",
        "Trading or not",
        names("status, trading status, premises status, business status, current status, trading, open or closed"),
        values={status.value: OUTLET_STATUS_LABELS[status] for status in OutletStatus},
        words={
            OutletStatus.TRADING: names("open, active, current, live, yes, y, in business"),
            OutletStatus.CLOSED: names("shut, ceased, ceased trading, not trading, inactive, dissolved, gone, no, n"),
            OutletStatus.VACANT: names("empty, unoccupied, to let"),
        },
    ),
    Field("notes", "Notes", names("notes, note, comments, comment, remarks, further information")),
    Field(
        "authority_code",
        "FHRS code of the authority",
        names("local authority code, authority code, la code"),
        hint="Rows of another authority are left out",
    ),
    Field(
        "authority_name",
        "Name of the authority",
        names("local authority name, local authority, authority name, authority, borough, council"),
    ),
)


def fields_of(kind: ImportKind, categories: Iterable[Category]) -> tuple[Field, ...]:
    """Return our fields that a file of a kind may fill; `categories` are the kinds of product that ever were."""
    return fields_with(categories) if kind is ImportKind.PURCHASES else FIELDS[kind]


FIELDS: Mapping[ImportKind, tuple[Field, ...]] = {ImportKind.REGISTER: REGISTER_FIELDS, **RECORD_FIELDS}
"""The fields of each kind, in the order in which a clerk is asked for them."""
