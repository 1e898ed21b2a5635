"""The invented authorities, their officers and the volunteers in their vault."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from compliance.accounts import queries as account_queries
from compliance.accounts import services as accounts
from compliance.accounts.models import Authority
from compliance.accounts.rules import AuthorityKind, Letterhead, NewAuthority, OfficerDetails
from compliance.dates import months_before
from compliance.demo.rules import (
    BOROUGH_CODE,
    BOROUGH_NAME,
    DISTRICT_CODE,
    FORCE_CODE,
    FORCE_NAME,
    PASSWORD,
    PEOPLE,
    Person,
    email_of,
)
from compliance.permissions import Actor, Permission, Role
from compliance.volunteers import services as volunteers
from compliance.volunteers.rules import Identity, NewVolunteer

ROLES = {
    Person.OFFICER: Role.OFFICER,
    Person.SECOND_OFFICER: Role.OFFICER,
    Person.MANAGER: Role.MANAGER,
    Person.CLERK: Role.CLERK,
    Person.VIEWER: Role.VIEWER,
    Person.ADMINISTRATOR: Role.ADMINISTRATOR,
    Person.PLANNER: Role.POLICE_PLANNER,
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of the demonstration, as actors by their part."""

    actors: dict[Person, Actor]
    borough_id: UUID

    def __getitem__(self, person: Person) -> Actor:
        return self.actors[person]

    def officer_id(self, person: Person) -> UUID:
        """Return the identifier of somebody who signs in."""
        officer_id = self.actors[person].officer_id
        assert officer_id is not None  # noqa: S101 - people of the demonstration are officers
        return officer_id


def add_people(session: Session) -> Cast:
    """Add the invented borough, its police force, and everybody who signs in."""
    borough = _authority(
        session, "DEM", BOROUGH_CODE, BOROUGH_NAME, AuthorityKind.BOROUGH, "Trading Standards", DISTRICT_CODE
    )
    force = _authority(session, "DPF", FORCE_CODE, FORCE_NAME, AuthorityKind.FORCE, "Violence Reduction Team")
    accounts.cover(session, force, borough)
    actors = {}
    for person, (name, job_title) in PEOPLE.items():
        authority = force if person is Person.PLANNER else borough
        administrator = account_queries.command_line_actor(session, authority.code, Permission.MANAGE_OFFICERS)
        details = OfficerDetails(name=name, role=ROLES[person], job_title=job_title, telephone="020 7946 0123")
        officer = accounts.add_officer(
            session, administrator, details, email=email_of(person), password=PASSWORD, must_change_password=False
        )
        actors[person] = account_queries.actor_of(session, officer, authority)
    return Cast(actors, borough.id)


def _authority(
    session: Session,
    prefix: str,
    code: str,
    name: str,
    kind: AuthorityKind,
    department: str,
    ons_code: str | None = None,
) -> Authority:
    letterhead = Letterhead(
        department=department,
        address="Larkmere Town Hall\n1 Market Cross\nLondon\nE21 1AA",
        telephone="020 7946 0100",
        email=f"{code}@demo.example",
        website="www.larkmere.example",
        complaint_route=(
            "Write to the Head of Regulatory Services at the address at the top of this letter, or use the complaints "
            "form on our website. If you are still unhappy, the Local Government and Social Care Ombudsman can look at "
            "your complaint."
        ),
        enforcement_policy="www.larkmere.example/enforcement-policy",
        privacy_notice="www.larkmere.example/privacy",
        keep_years=6,
        notice_days=14,
        retest_months=3,
    )
    ready = NewAuthority(prefix=prefix, code=code, name=name, kind=kind, ons_code=ons_code, fhrs_code=None)
    return accounts.add_authority(session, ready, letterhead=letterhead, demonstration=True)


def add_volunteers(session: Session, cast: Cast, today: date) -> int:
    """Put three invented volunteers into the borough's vault and one into the force's, and return how many."""
    invented = (
        (Person.MANAGER, "V01", "Morgan Featherlight", months_before(today, 17 * 12) - timedelta(days=40)),
        (Person.MANAGER, "V02", "Jules Copperthwaite", months_before(today, 15 * 12 + 4)),
        (Person.MANAGER, "V10", "Alex Merriweather", months_before(today, 21 * 12)),
        (Person.PLANNER, "V05", "Noor Lanternfield", months_before(today, 16 * 12 + 2)),
    )
    for keeper, code, name, born_on in invented:
        identity = Identity(
            name=name,
            contact="020 7946 0188",
            guardian=f"Parent of {name}",
            guardian_contact="020 7946 0189",
            recognised_at="Larkmere Academy, E21",
        )
        volunteers.register_volunteer(
            session, cast[keeper], NewVolunteer(code=code, identity=identity, born_on=born_on)
        )
    return len(invented)
