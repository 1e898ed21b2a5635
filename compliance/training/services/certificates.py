"""Issuing and withdrawing the certificates of passes. Their bytes are kept, and reprinted as they are."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock, files, pdf, throttle
from compliance.audit import services as audit
from compliance.codes import new_code
from compliance.database import next_reference
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.training import queries, rules
from compliance.training.models import Attendance, Certificate
from compliance.training.rules import CERTIFICATE_TEMPLATE, TrainingCertificate, Verified

STYLESHEETS = ("css/certificate.css", "css/certificate-page.css")
LARGE_PRINT = (*STYLESHEETS, "css/certificate-large-print.css")
LOOK_UPS = 30
"""How many codes may be entered from one internet address in LOOK_UP_MINUTES: a code has 60 random bits."""
LOOK_UP_MINUTES = 15
LOST = "The record was corrected, and no longer says that the person passed on that day"


def issue_certificate(session: Session, actor: Actor, attendance_id: UUID) -> Certificate:
    """Issue the certificate of one person's pass, dated today: in ordinary and in large print, with a new code.

    With one in force already, that one is returned: a second click, or a second clerk at the same moment, adds nothing,
    for the place is held first. Raises Refusal when the person did not pass, or for a name that cannot be printed;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    place = queries.get_attendance(session, actor, attendance_id)
    session.refresh(place, with_for_update=True)
    there = queries.find_certificate(session, actor, attendance_id)
    if there is not None:
        return there
    queries.draft_certificate(session, actor, place)
    today = clock.today()
    number, code = next_reference(session, actor, "TC", today.year), new_code()
    says = queries.draft_certificate(session, actor, place, number=number, code=code)
    ordinary, large = _print(says)
    issued = Certificate(
        authority_id=actor.authority_id,
        attendance_id=attendance_id,
        reference=number,
        code=code,
        passed_on=says.passed_on,
        issued_on=today,
        refresh_due_on=says.refresh_due_on,
        facts=rules.certificate_as_dict(says),
        sha256=files.keep(ordinary),
        large_sha256=files.keep(large),
        issued_at=clock.now(),
        issued_by_id=actor.officer_id,
    )
    session.add(issued)
    session.flush()
    what = {"number": number, "person": says.person, "passed_on": says.passed_on, "sha256": issued.sha256}
    audit.record(session, actor, "certificate.issued", "certificate", issued.id, outlet_id=place.outlet_id, detail=what)
    return issued


def withdraw_certificate(session: Session, actor: Actor, certificate_id: UUID, *, reason: str) -> Certificate:
    """Withdraw a certificate: whoever verifies it is told so from now on. Withdrawn before, it is returned as it is.

    Raises Refusal without a reason; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    if not reason.strip():
        raise Refusal("Enter why you withdraw this certificate", "reason")
    certificate = queries.get_certificate(session, actor, certificate_id)
    session.refresh(certificate, with_for_update=True)
    if certificate.withdrawn_on is None:
        _withdraw(session, actor, certificate, reason.strip())
    return certificate


def withdraw_when_lost(session: Session, actor: Actor, place: Attendance) -> Certificate | None:
    """Withdraw the certificate of a place that a correction left without a pass on that day; return it, or None.

    Part of correcting a result or a session: with no certificate in force, or one that still holds, nothing happens.
    Forbidden.
    """
    actor.require(Permission.RECORD_TRAINING)
    certificate = queries.find_certificate(session, actor, place.id)
    if certificate is None or _holds(session, actor, place, certificate):
        return None
    _withdraw(session, actor, certificate, LOST)
    return certificate


def withdraw_lost_of_session(session: Session, actor: Actor, session_id: UUID) -> list[Certificate]:
    """Withdraw every certificate of a session that a correction of the session left without a pass. Forbidden."""
    actor.require(Permission.RECORD_TRAINING)
    places = queries.list_certified(session, actor, session_id)
    lost = (withdraw_when_lost(session, actor, place) for place in places)
    return [certificate for certificate in lost if certificate is not None]


def _holds(session: Session, actor: Actor, place: Attendance, certificate: Certificate) -> bool:
    """Say whether the record still is what a certificate says: passed, on that day."""
    try:
        return queries.draft_certificate(session, actor, place).passed_on == certificate.passed_on
    except Refusal:
        return False


def read_certificate(certificate: Certificate, *, large_print: bool = False) -> bytes:
    """Return the bytes of a certificate, the same every time, checked against their SHA-256.

    Raises Refusal when the kept bytes are missing or are no longer those that were issued: then nothing is printed.
    """
    try:
        return files.read(certificate.large_sha256 if large_print else certificate.sha256)
    except NotFound as error:
        raise Refusal(f"The kept copy of {certificate.reference} is missing") from error
    except files.CorruptFileError as error:
        raise Refusal(f"The kept copy of {certificate.reference} is no longer what was issued") from error


def _withdraw(session: Session, actor: Actor, certificate: Certificate, reason: str) -> None:
    place = queries.get_attendance(session, actor, certificate.attendance_id)
    certificate.withdrawn_on = max(clock.today(), certificate.issued_on)
    certificate.withdrawn_reason = reason
    certificate.withdrawn_by_id = actor.officer_id
    session.add(certificate)
    session.flush()
    what = {"number": certificate.reference, "person": place.person}
    audit.record(
        session,
        actor,
        "certificate.withdrawn",
        "certificate",
        certificate.id,
        outlet_id=place.outlet_id,
        reason=reason,
        detail=what,
    )


def _print(says: TrainingCertificate) -> tuple[bytes, bytes]:
    """Return a certificate in ordinary and in large print. Raises Refusal when a letter of a name has no typeface."""
    kept = {says.crest: files.read(says.crest)} if says.crest else {}
    made = [
        pdf.render_document(
            pdf.Document(template=CERTIFICATE_TEMPLATE, facts=says, title=says.title, stylesheets=sheets), files=kept
        )
        for sheets in (STYLESHEETS, LARGE_PRINT)
    ]
    if made[0].unprintable:
        missing = " ".join(made[0].unprintable)
        raise Refusal(f"The certificate of {says.person} cannot be printed: no typeface here has {missing}")
    return made[0].pdf, made[1].pdf


def count_look_up(session: Session, address: str) -> int:
    """Count one code that somebody entered from an internet address, and return how many it was in this window.

    In a transaction of its own: ask it first in a request that reads. More than LOOK_UPS are not answered.
    """
    return throttle.count_of_read(session, "certificate.address", throttle.network_of(address), minutes=LOOK_UP_MINUTES)


def record_look_up(session: Session, verified: Verified, certificate_id: UUID | None) -> None:
    """Write down in the system's chain that somebody verified a certificate: which, if any; never what was typed."""
    found = str(certificate_id) if certificate_id else None
    audit.record_system(session, "certificate.searched", "certificate", found, answer=verified.state)


def record_throttled(session: Session) -> None:
    """Write down in the system's chain that somebody entered too many codes."""
    audit.record_system(session, "certificate.throttled", "certificate", None)
