"""Telephone numbers: whether one can be, and how two are compared."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from compliance.errors import Refusal

REGION = "GB"


def comparable_telephone(text: str) -> str:
    """Return a telephone number as it is compared, "+442079460123" (ITU-T E.164), or "" when it cannot be one.

    A number without a country's code is read as British; an extension is left out.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def check_telephone(text: str, field: str = "telephone") -> str:
    """Return the telephone number as it was typed. Raises Refusal beside `field` when nobody could have that number."""
    if text.strip() and not comparable_telephone(text):
        raise Refusal("Enter a telephone number, like 020 7946 0123 or +44 20 7946 0123", field)
    return text
