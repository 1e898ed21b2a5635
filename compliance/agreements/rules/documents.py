"""What stands on the certificate and the window notice of an agreement, and when they may be printed (pure).

An agreement is a promise. Neither document says or implies that the trader complies with the law.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.agreements.rules.standing import Standing
from compliance.agreements.rules.words import STANDING_LABELS
from compliance.errors import Refusal

MOST_PLACES = 10


class DocumentKind(StrEnum):
    """What is printed of an agreement in force."""

    CERTIFICATE = "certificate"
    WINDOW_NOTICE = "window_notice"


DOCUMENT_LABELS = {
    DocumentKind.CERTIFICATE: "Certificate",
    DocumentKind.WINDOW_NOTICE: "Window notice",
}

NOT_THE_LAW = (
    "This is a voluntary promise to sell knives responsibly. It is not a licence or an approval, and does not say that "
    "the business complies with the law."
)
"""What every certificate, notice and public page says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCertificate:
    """What a certificate or notice shows of an agreement in force on `day`.

    `places` are the premises and online shops that it covers on that day; `lapses_on` is the first day on which it no
    longer holds, None when no day is set; `authority` and `service` are who prints it.
    """

    number: str
    day: date
    signatory: str
    capacity: str
    entity_name: str
    trading_name: str
    places: tuple[str, ...]
    text_name: str
    text_version: str
    commitments: tuple[str, ...]
    scope: tuple[str, ...]
    signed_on: date
    review_on: date | None
    lapses_on: date | None
    last_day: date | None
    authority: str
    service: str
    crest: str = ""
    code: str = ""
    verify_url: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the facts as JSON holds them, days as ISO text, without the day on which they were asked for."""
        facts = asdict(self)
        del facts["day"]
        return {
            name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
            for name, value in facts.items()
        }

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the facts: two certificates with the same one say the same."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def shown_places(places: Sequence[str]) -> tuple[str, ...]:
    """Return the places that fit on a certificate: all of them, or the first ten and how many there are besides."""
    more = len(places) - MOST_PLACES
    if more <= 0:
        return tuple(places)
    others = "1 other place" if more == 1 else f"{more} other places"
    return (*places[:MOST_PLACES], f"and {others} that it operates")


def check_printable(standing: Standing) -> None:
    """Raise Refusal unless the agreement is in force on the day of `standing`: nothing else is certified."""
    if not standing.in_force:
        raise Refusal(
            f"A certificate is only for an agreement in force. This one stands at “{STANDING_LABELS[standing.kind]}”"
        )
