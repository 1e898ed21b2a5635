"""Certificates of training: what one says, who may have one, and what anybody is told who verifies it (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from compliance.codes import Qr, qr_of
from compliance.errors import Refusal
from compliance.training.rules.records import Attended, passed, say

CERTIFICATE_TEMPLATE = "training/certificate.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCertificate:
    """What a certificate of training says, in plain values.

    `retailer` is the trading name and `place` where it is ("" for a delivery company). `examined` says whether the
    course has an examination, `mark` the per cent reached in it. `verify_at` is the address of the public page as
    somebody types it and `verify_url` the whole address with the code; both "" where no such page may be printed.
    `crest` is the SHA-256 of a kept JPEG, handed to the renderer as a file of that name.
    """

    number: str
    code: str
    person: str
    capacity: str
    retailer: str
    place: str
    course: str
    minutes: int
    examined: bool
    passed_on: date
    issued_on: date
    refresh_due_on: date
    authority: str
    service: str
    telephone: str
    mark: int | None = None
    verify_at: str = ""
    verify_url: str = ""
    crest: str = ""
    specimen: bool = False

    @property
    def title(self) -> str:
        """The title of the document."""
        return f"Certificate of training {self.number}"

    @property
    def qr(self) -> Qr:
        """The address with the code as a QR symbol."""
        return qr_of(self.verify_url)

    @property
    def length(self) -> str:
        """How long the course is: 2 hours 30 minutes."""
        hours, minutes = divmod(self.minutes, 60)
        parts = [_counted(hours, "hour"), _counted(minutes, "minute")]
        return " ".join(part for part in parts if part)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


class CertificateState(StrEnum):
    """What the public page says of a code that was entered."""

    VALID = "valid"
    REFRESH_OVERDUE = "refresh_overdue"
    WITHDRAWN = "withdrawn"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to somebody who verifies a certificate. With no certificate found or in force, nothing but that."""

    state: CertificateState
    certificate: TrainingCertificate | None = None
    withdrawn_on: date | None = None


NOT_VERIFIED = Verified(CertificateState.NOT_FOUND)
"""The one answer to a code that nobody has and to one that can be none."""


def verify(certificate: TrainingCertificate, withdrawn_on: date | None, *, today: date) -> Verified:
    """Return what a certificate is worth on a day. On the day its refresh is due it still counts.

    Of one that is withdrawn no name is told: only its number, the day and who issued it.
    """
    if withdrawn_on is not None:
        return Verified(CertificateState.WITHDRAWN, certificate, withdrawn_on)
    late = certificate.refresh_due_on < today
    return Verified(CertificateState.REFRESH_OVERDUE if late else CertificateState.VALID, certificate)


def check_certifiable(attended: Attended) -> None:
    """Raise Refusal unless a certificate may be issued: the person passed (see `passed`)."""
    if not passed(attended):
        raise Refusal(
            f"{attended.person} did not pass the session of {say(attended.on)}, so there is no certificate to issue"
        )


def certificate_as_dict(certificate: TrainingCertificate) -> dict[str, Any]:
    """Return a certificate as JSON can hold it, to be kept with its bytes; days as ISO 8601."""
    content: dict[str, Any] = TypeAdapter(TrainingCertificate).dump_python(certificate, mode="json")
    return content


def certificate_from_dict(content: dict[str, Any]) -> TrainingCertificate:
    """Return what `certificate_as_dict` wrote. Raises pydantic's ValidationError."""
    return TypeAdapter(TrainingCertificate).validate_python(content)


def specimen_certificate() -> TrainingCertificate:
    """Return an invented certificate, for specimens of letters and for tests."""
    return TrainingCertificate(
        number="SPEC-TC-2026-0001",
        code="0000-0000-0000",
        person="Alex Example",
        capacity="Owner",
        retailer="Example Hardware",
        place="1 Example Street, Exampleton",
        course="Accredited trader training",
        minutes=150,
        examined=True,
        mark=84,
        passed_on=date(2026, 6, 10),
        issued_on=date(2026, 6, 11),
        refresh_due_on=date(2027, 6, 10),
        authority="Example Borough Council",
        service="Trading Standards",
        telephone="020 7946 0000",
        verify_at="knives.example.gov.uk/certificates",
        verify_url="https://knives.example.gov.uk/certificates/0000-0000-0000",
        specimen=True,
    )
