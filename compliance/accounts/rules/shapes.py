"""The shape of what is typed about people and authorities: a line, an e-mail address, a web address (pure)."""

import re
import unicodedata

from compliance.emails import EMAIL_LENGTH, is_email
from compliance.errors import Refusal

NAME_LIMIT = 120
JOB_TITLE_LIMIT = 120
INITIALS_LIMIT = 6
TELEPHONE_LIMIT = 40
WEB_LIMIT = 200
ADDRESS_LIMIT = 400
COMPLAINT_LIMIT = 1000

_UNPRINTABLE = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
_TURNS_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str, label: str, field: str, limit: int, *, required: bool = False) -> str:
    """Return a line of text without the spaces around it.

    Raises Refusal beside `field` when it is longer than `limit` characters, has a line break or another character that
    cannot be printed, or when nothing is left that is `required`.
    """
    tidy = unicodedata.normalize("NFC", text.strip())
    if any(unicodedata.category(letter) in _UNPRINTABLE or letter in _TURNS_ROUND for letter in tidy):
        raise Refusal(f"The {label} must be on one line, without characters that cannot be printed", field)
    if required and not tidy:
        raise Refusal(f"Enter the {label}", field)
    if len(tidy) > limit:
        raise Refusal(f"The {label} must be {limit} characters or fewer", field)
    return tidy


def email_address(text: str, field: str = "email") -> str:
    """Return an e-mail address as it is kept: without spaces around it, in small letters. Raises Refusal."""
    tidy = text.strip().lower()
    if not tidy:
        raise Refusal("Enter the e-mail address", field)
    if not is_email(tidy):
        raise Refusal(
            f"Enter an e-mail address of {EMAIL_LENGTH} characters or fewer, in the form name@example.com", field
        )
    return tidy


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_WEB = re.compile(
    rf"(?:https?://|www\.|(?!www\.))(?:{_LABEL}\.)+[a-z]{{2,63}}(?::\d{{1,5}})?(?:[/?#][^\s<>\"\\]*)?",
    re.IGNORECASE,
)


def web_address(text: str, field: str) -> str:
    """Return an address on the web: http, https, or a bare name such as hackney.gov.uk/privacy. Empty stays empty.

    Raises Refusal beside `field` for anything else, such as `javascript:` or a name with spaces.
    """
    tidy = one_line(text, "web address", field, WEB_LIMIT)
    if tidy and not _WEB.fullmatch(tidy):
        raise Refusal("Enter a web address, such as www.example.gov.uk/privacy or https://example.gov.uk", field)
    return tidy
