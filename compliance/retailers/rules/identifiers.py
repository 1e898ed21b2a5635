"""Postcodes, company numbers, UPRNs, domain names and the name a shop is sorted by: how they are read."""

import re
import unicodedata
from dataclasses import dataclass

from compliance.errors import Refusal
from compliance.retailers.rules.words import EntityKind

SORT_NAME_LENGTH = 200
UPRN_DIGITS = 12
DOMAIN_LENGTH = 253

_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_OUTWARD = r"[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}|[A-HK-Y][0-9][ABEHMNPRVWXY])"
_FULL = re.compile(f"(GIR)(0AA)|({_OUTWARD})({_INWARD})")
_PART = re.compile(f"({_OUTWARD})(?: ?([0-9][ABD-HJLNP-UW-Z]?))?")


def normalise_postcode(text: str) -> str | None:
    """Return a full UK postcode in capitals with its one space, or None when `text` is not one.

    "sw1a1aa" is "SW1A 1AA"; "AB1 2CD" is none, for no second half has a C (BS 7666; Royal Mail's Postcode Address File
    format). Well formed is not in use: whether Royal Mail delivers there is not asked.
    """
    found = _FULL.fullmatch(re.sub(r"[\s.-]", "", text).upper())
    if not found:
        return None
    return " ".join(part for part in found.groups() if part)


def postcode_beginning(text: str) -> str | None:
    """Return how the postcodes begin that `text` is the first part of: "E8 " for "e8", "E8 1" for "e8 1"; or None."""
    found = _PART.fullmatch(" ".join(text.upper().split()))
    return f"{found[1]} {found[2] or ''}" if found else None


_PREFIXES = (
    "AC BR CE CS CU ES FC FE GE GN GS IC IP LP NA NC NF NI NL NO NP NV OC OE PC RC RS SA SC SE SF SG SI SL SO SP"
)
COMPANY_PREFIXES = frozenset([*_PREFIXES.split(), "SR", "SZ", "ZC", "R0"])
"""The prefixes of Companies House's public register (its document of company number prefixes)."""

LLP_PREFIXES = frozenset({"OC", "SO", "NC"})
"""Limited liability partnerships of England and Wales, Scotland, and Northern Ireland."""


@dataclass(frozen=True, slots=True)
class CompanyNumber:
    """A company number as Companies House writes it, and a note for the officer when it was mended."""

    value: str
    note: str = ""


def check_company_number(text: str, field: str = "company_number") -> CompanyNumber:
    """Return the Companies House number that `text` stands for: 8 digits, or a prefix and 6 digits.

    Leading noughts that were left out are put back, and the note says so ("445790" is 00445790; "SC12345" is SC012345).
    Raises Refusal beside `field` with how to mend it.
    """
    packed = re.sub(r"[\s.-]", "", text).upper()
    if re.fullmatch(r"[0-9]{8}", packed) or (packed[:2] in COMPANY_PREFIXES and re.fullmatch(r"[0-9]{6}", packed[2:])):
        return CompanyNumber(packed)
    if re.fullmatch(r"[0-9]{6,7}", packed):
        return _padded(text, packed.zfill(8))
    if packed[:2] in COMPANY_PREFIXES and re.fullmatch(r"[0-9]{4,5}", packed[2:]):
        return _padded(text, packed[:2] + packed[2:].zfill(6))
    raise Refusal(_why_no_company_number(packed), field)


def _padded(typed: str, value: str) -> CompanyNumber:
    return CompanyNumber(value, f"Company number “{typed.strip()}” was read as {value}, with its leading noughts")


def _why_no_company_number(packed: str) -> str:
    shape = "Type 8 digits, such as 00445790, or two letters and 6 digits, such as SC123456"
    if re.fullmatch(r"[0-9]*", packed):
        return f"A company number has 8 characters and this has {len(packed)}. {shape}"
    mended = packed.replace("O", "0").replace("I", "1").replace("L", "1")
    if re.fullmatch(r"[0-9]{8}", mended):
        return f"The company number has a letter where a digit belongs. Did you mean {mended}?"
    letters = re.match(r"[A-Z]+", packed)
    if letters and letters[0] not in COMPANY_PREFIXES and re.fullmatch(r"[A-Z]{2}[0-9]+", packed):
        return f"Companies House gives no number that begins {letters[0]}. {shape}"
    return f"This is not a company number. {shape}"


def is_number_missing(kind: EntityKind, company_number: str | None) -> bool:
    """Say whether an entity is one that Companies House numbers, and its number is not recorded.

    Nobody can tell then which of the companies of that name answers, so no warning may be issued to it.
    """
    return kind in {EntityKind.COMPANY, EntityKind.LLP} and not company_number


def check_entity(kind: EntityKind, company_number: str | None, *, number_unknown: bool = False) -> None:
    """Raise Refusal beside `company_number` unless the kind of entity can have that number, or have none.

    A company or an LLP without one is refused unless the officer says that it is not known yet (`number_unknown`).
    Only companies and LLPs are numbered here; an LLP's number begins OC, SO or NC and no company's does (Limited
    Liability Partnerships Act 2000 s.3, Companies Act 2006 s.1066).
    """
    if company_number is None:
        if is_number_missing(kind, company_number) and not number_unknown:
            raise Refusal(
                "Enter the company number, as Companies House has it, or tick “I do not know the number yet”",
                "company_number",
            )
        return
    if number_unknown:
        raise Refusal("You gave the company number. Clear it, or the tick that you do not know it", "number_unknown")
    if kind not in {EntityKind.COMPANY, EntityKind.LLP}:
        raise Refusal(
            "Only companies and limited liability partnerships have a company number. Clear it, or change the kind",
            "company_number",
        )
    is_llp = company_number[:2] in LLP_PREFIXES
    if kind is EntityKind.LLP and not is_llp:
        raise Refusal("The number of a limited liability partnership begins OC, SO or NC", "company_number")
    if kind is EntityKind.COMPANY and is_llp:
        raise Refusal(
            f"A number that begins {company_number[:2]} belongs to a limited liability partnership, not a company",
            "company_number",
        )


def check_uprn(text: str) -> str:
    """Return a Unique Property Reference Number: 1 to 12 digits, leading noughts dropped. Raises Refusal (BS 7666)."""
    packed = re.sub(r"\s", "", text)
    if not re.fullmatch(rf"[0-9]{{1,{UPRN_DIGITS}}}", packed) or not packed.strip("0"):
        raise Refusal("A UPRN has up to 12 digits and nothing else, such as 100023336956", "uprn")
    return packed.lstrip("0")


_SILENT = re.compile("['’‘`´.]")  # noqa: RUF001 - the quotation marks that signs and registers use
_NOT_WORD = re.compile(r"[^\w]+|_+")


def sort_name(name: str) -> str:
    """Return the name a shop is sorted and searched by: without case, accents, quotation marks, punctuation, "the".

    "The “Corner” Café & Co." is "corner cafe and co". A name of nothing but punctuation stays itself.
    """
    if name.isascii():  # most names: nothing to take apart
        plain = name.lower()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = _NOT_WORD.sub(" ", _SILENT.sub("", plain.replace("&", " and "))).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return (" ".join(words) or plain.strip())[:SORT_NAME_LENGTH].rstrip()


_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def check_domain(text: str) -> str:
    """Return the domain name of an online shop: scheme, "www", port and path dropped, in lower case. Raises Refusal.

    "https://www.Example.co.uk/knives?page=2" is "example.co.uk".
    """
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().casefold())
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].rstrip(".")
    host = host.removeprefix("www.")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    labels = host.split(".")
    named = len(labels) > 1 and len(host) <= DOMAIN_LENGTH and all(_LABEL.fullmatch(label) for label in labels)
    if not named or labels[-1].isdecimal():
        raise Refusal("Enter the web address of the shop, such as example.co.uk", "domain")
    return host
