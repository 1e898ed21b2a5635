"""Reads of certificates: what the one of a place says, which are owed, and what anybody is told who has a code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.codes import read_code
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.settings import settings
from compliance.training import rules
from compliance.training.models import Attendance, Certificate, Course, TrainingSession
from compliance.training.queries.policies import policy_on
from compliance.training.queries.records import as_attended, get_attendance
from compliance.training.queries.sessions import get_session
from compliance.training.rules import COURSE_NAMES, AttendanceStatus, CourseKind, TrainingCertificate, Verified

VERIFY_PATH = "/certificates"
MANY = 500


@dataclass(frozen=True, slots=True)
class Uncertified:
    """A pass for which no certificate is in force."""

    attendance_id: UUID
    session_id: UUID
    outlet_id: UUID | None
    entity_id: UUID | None
    person: str
    passed_on: date


def find_certificate(session: Session, actor: Actor, attendance_id: UUID) -> Certificate | None:
    """Return the certificate in force of one person's place, or None. One query."""
    return list_certificates(session, actor, [attendance_id]).get(attendance_id)


def list_certificates(session: Session, actor: Actor, attendance_ids: Iterable[UUID]) -> dict[UUID, Certificate]:
    """Return the certificates in force by place. One query for each 500 places."""
    wanted = sorted(set(attendance_ids))
    found: dict[UUID, Certificate] = {}
    for start in range(0, len(wanted), MANY):
        statement = select(Certificate).where(
            col(Certificate.attendance_id).in_(wanted[start : start + MANY]), col(Certificate.withdrawn_on).is_(None)
        )
        statement = within(statement, actor, col(Certificate.authority_id))
        found |= {one.attendance_id: one for one in session.exec(statement.order_by(col(Certificate.id)))}
    return found


def list_certificates_of_place(session: Session, actor: Actor, attendance_id: UUID) -> Sequence[Certificate]:
    """Return every certificate of a place, those withdrawn too, the latest first. One query."""
    statement = select(Certificate).where(Certificate.attendance_id == attendance_id)
    statement = within(statement, actor, col(Certificate.authority_id))
    found: Sequence[Certificate] = session.exec(statement.order_by(col(Certificate.id).desc())).all()
    return found


def get_certificate(session: Session, actor: Actor, certificate_id: UUID) -> Certificate:
    """Return a certificate of the actor's authority, withdrawn or not. Raises NotFound."""
    statement = select(Certificate).where(Certificate.id == certificate_id)
    found: Certificate | None = session.exec(within(statement, actor, col(Certificate.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_certified(session: Session, actor: Actor, session_id: UUID) -> Sequence[Attendance]:
    """Return the places of a session at which a certificate may be in force, by identifier. One query."""
    statement = (
        select(Attendance)
        .join(Certificate, col(Certificate.attendance_id) == col(Attendance.id))
        .where(Attendance.session_id == session_id, col(Certificate.withdrawn_on).is_(None))
    )
    found: Sequence[Attendance] = session.exec(
        within(statement, actor, col(Attendance.authority_id)).order_by(col(Attendance.id))
    ).all()
    return found


def certificate_of_place(session: Session, actor: Actor, attendance_id: UUID) -> TrainingCertificate:
    """Return what the certificate of a place says; with none in force, what one issued today would say.

    One that is not issued has no number and no code ("" each), and does not say how to verify it. Raises Refusal when
    the person did not pass (see `check_certifiable`); NotFound.
    """
    place = get_attendance(session, actor, attendance_id)
    issued = find_certificate(session, actor, attendance_id)
    return rules.certificate_from_dict(issued.facts) if issued else draft_certificate(session, actor, place)


def draft_certificate(
    session: Session, actor: Actor, place: Attendance, *, number: str = "", code: str = ""
) -> TrainingCertificate:
    """Return what a certificate issued today for a place says. Raises Refusal when the person did not pass."""
    held = get_session(session, actor, place.session_id)
    rules.check_certifiable(as_attended(place, held))
    today = clock.today()
    authority = accounts.get_authority(session, actor.authority_id)
    retailer, where = _whose(session, actor, place)
    reachable = settings().reachable and bool(code)
    page = f"{settings().public_url}{VERIFY_PATH}"
    return TrainingCertificate(
        number=number,
        code=code,
        person=place.person,
        capacity=place.capacity,
        retailer=retailer,
        place=where,
        course=_course_name(session, actor, held),
        minutes=held.minutes,
        examined=held.pass_mark is not None,
        mark=place.mark,
        passed_on=held.on,
        issued_on=today,
        refresh_due_on=rules.refresh_due_on(held.on, policy_on(session, actor, today)),
        authority=authority.name,
        service=authority.department,
        telephone=authority.telephone,
        verify_at=page.partition("://")[2] if reachable else "",
        verify_url=f"{page}/{code}" if reachable else "",
        crest=authority.crest_sha256 or "",
    )


def _whose(session: Session, actor: Actor, place: Attendance) -> tuple[str, str]:
    """Return what the outlet or the delivery company of a place is called, and where it is."""
    if place.outlet_id is not None:
        named = retailers.names_of(session, actor, [place.outlet_id])[place.outlet_id]
        return named.name, named.where
    if place.entity_id is None:
        raise NotFound
    return retailers.get_entity(session, actor, place.entity_id).name, ""


def _course_name(session: Session, actor: Actor, held: TrainingSession) -> str:
    statement = select(Course.name).where(Course.id == held.course_id)
    named: str | None = session.exec(within(statement, actor, col(Course.authority_id))).one_or_none()
    return named or COURSE_NAMES[held.course]


def verify_code(session: Session, typed: str, today: date) -> tuple[Verified, UUID | None]:
    """Return what a code that somebody typed is worth on a day, and the certificate it is of: for anybody.

    A code that nobody has and one that can be none are answered alike. One query.
    """
    code = read_code(typed)
    issued = session.exec(select(Certificate).where(Certificate.code == (code or ""))).one_or_none()
    if issued is None:
        return rules.NOT_VERIFIED, None
    said = rules.certificate_from_dict(issued.facts)
    return rules.verify(said, issued.withdrawn_on, today=today), issued.id


def list_results_without_certificate(
    session: Session, actor: Actor, *, session_id: UUID | None = None, since: date | None = None
) -> list[Uncertified]:
    """Return the passes without a certificate in force, of one session or all, held on or after a day; the last first.

    One query.
    """
    issued = (
        sa.exists()
        .where(col(Certificate.attendance_id) == col(Attendance.id), col(Certificate.withdrawn_on).is_(None))
        .correlate(Attendance)
    )
    no_mark = sa.and_(col(TrainingSession.pass_mark).is_(None), col(TrainingSession.course) != CourseKind.ACCREDITED)
    statement = (
        sa.select(Attendance, TrainingSession.on)  # type: ignore[call-overload]
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            col(Attendance.status) == AttendanceStatus.ATTENDED,
            sa.func.coalesce(col(Attendance.minutes), 0) >= col(TrainingSession.minutes),
            sa.or_(no_mark, col(Attendance.mark) >= col(TrainingSession.pass_mark)),
            ~issued,
        )
        .order_by(col(TrainingSession.on).desc(), col(Attendance.person), col(Attendance.id))
    )
    if session_id is not None:
        statement = statement.where(col(Attendance.session_id) == session_id)
    if since is not None:
        statement = statement.where(col(TrainingSession.on) >= since)
    found = session.execute(within(statement, actor, col(Attendance.authority_id)))
    return [
        Uncertified(place.id, place.session_id, place.outlet_id, place.entity_id, place.person, on)
        for place, on in found
    ]
