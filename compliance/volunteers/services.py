"""What keepers do with the vault, and the two questions that it answers to others: an age, and whether one is named."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.settings import settings
from compliance.volunteers import queries, rules
from compliance.volunteers.models import Volunteer
from compliance.volunteers.rules import Identity, NewVolunteer

LEADS = (
    "Something typed here could lead to the volunteer, or to their family. Take every name of theirs out, and write "
    "the volunteer’s code instead"
)


def register_volunteer(session: Session, actor: Actor, new: NewVolunteer) -> Volunteer:
    """Put a person into the vault and return the row, whose code is all that anybody else sees.

    Raises Refusal for a code that is malformed or in use, or a date of birth that cannot be right; Forbidden unless the
    actor keeps the vault.
    """
    actor.require(Permission.OPEN_VAULT)
    code = rules.check_code(new.code)
    rules.check_born_on(new.born_on, today=clock.today())
    if queries.find_by_code(session, actor, code) is not None:
        raise Refusal(f"The code {code} is in use, or was used before. Codes are never used twice", "code")
    volunteer = Volunteer(
        authority_id=actor.authority_id,
        code=code,
        identity=b"",
        born_on=b"",
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    _lock_away(volunteer, new.identity, new.born_on)
    session.add(volunteer)
    session.flush()
    audit.record(session, actor, "volunteer.registered", "volunteer", volunteer.id, detail={"code": code})
    return volunteer


def open_identity(session: Session, actor: Actor, volunteer_id: UUID, reason: str) -> tuple[Identity, date]:
    """Return who a volunteer is and their date of birth, leaving the opening and its reason in the audit.

    The audit never holds what was read (DPA 2018 s.62). Raises Refusal without a reason, or when the vault's key does
    not fit; Forbidden; NotFound.
    """
    volunteer = queries.get_volunteer(session, actor, volunteer_id)
    identity = _identity(volunteer)
    reason = rules.check_reason(reason, identity)
    audit.record(
        session, actor, "volunteer.opened", "volunteer", volunteer.id, reason=reason, detail={"code": volunteer.code}
    )
    return identity, _born_on(volunteer)


def replace_identity(session: Session, actor: Actor, volunteer_id: UUID, new: NewVolunteer, reason: str) -> Volunteer:
    """Type a volunteer's identity anew, in place of what the vault holds; the code stays.

    The audit says that and why it was replaced, not what was there or is. Raises Refusal, Forbidden, NotFound.
    """
    volunteer = queries.get_volunteer(session, actor, volunteer_id)
    rules.check_born_on(new.born_on, today=clock.today())
    reason = rules.check_reason(reason, new.identity)
    _lock_away(volunteer, new.identity, new.born_on)
    session.add(volunteer)
    session.flush()
    audit.record(
        session, actor, "volunteer.replaced", "volunteer", volunteer.id, reason=reason, detail={"code": volunteer.code}
    )
    return volunteer


def retire_volunteer(session: Session, actor: Actor, volunteer_id: UUID, *, retired_on: date, reason: str) -> Volunteer:
    """Have a volunteer help no more after `retired_on`, the last day inclusive. The code stays taken.

    Raises Refusal for a day in the future, without a reason, or when already retired; Forbidden; NotFound.
    """
    volunteer = queries.get_volunteer(session, actor, volunteer_id)
    if not volunteer.active:
        raise Refusal(f"Volunteer {volunteer.code} has retired already")
    rules.check_retirement(retired_on, today=clock.today())
    reason = rules.check_reason(reason, _identity(volunteer))
    values = {"active": False, "retired_on": retired_on}
    audit.correct(
        session,
        actor,
        volunteer,
        values,
        action="volunteer.retired",
        subject_kind="volunteer",
        version=volunteer.version,
        reason=reason,
    )
    return volunteer


def age_on(
    session: Session, actor: Actor, code: str, on: date, *, lent: Volunteer | None = None
) -> tuple[UUID, int, int]:
    """Return the volunteer's identifier and their age on a day in completed years and months, and nothing more.

    For officers who record a test; it needs no key to the vault and is audited. `lent` is a volunteer of another
    authority who takes part in an operation shared with the actor's; it is used when its code is the one asked for.
    Raises Refusal beside `volunteer_code` for a code that is malformed or unknown, or a volunteer retired by that day.
    """
    code = rules.check_code(code, "volunteer_code")
    volunteer = lent if lent is not None and lent.code == code else queries.find_by_code(session, actor, code)
    if volunteer is None:
        raise Refusal(f"There is no volunteer {code} in your authority. Check the code", "volunteer_code")
    audit.record(
        session,
        actor,
        "volunteer.age_worked_out",
        "volunteer",
        volunteer.id,
        detail={"code": code, "on": on.isoformat()},
    )
    years, months = rules.age_on_day(code, _born_on(volunteer), volunteer.retired_on, on)
    return volunteer.id, years, months


def is_named_in(session: Session, actor: Actor, volunteer_id: UUID, text: str) -> bool:
    """Say whether a text holds a name of the volunteer or their guardian (see `rules.is_named`), and nothing more.

    For whoever records a test in which that volunteer took part, or issues a letter about it: the caller has found the
    identifier in a record of the actor's authority, so it may be a volunteer whom another authority lent. Each question
    is audited without the text. Raises Refusal when the vault's key does not fit; NotFound; Forbidden.
    """
    if not actor.may(Permission.RECORD_PURCHASE):
        actor.require(Permission.ISSUE_LETTER)
    volunteer = session.get(Volunteer, volunteer_id)
    if volunteer is None:
        raise NotFound
    answer = rules.is_named(_identity(volunteer), text)
    audit.record(session, actor, "volunteer.searched_for", "volunteer", volunteer.id, detail={"code": volunteer.code})
    return answer


def check_names_nobody(
    session: Session, actor: Actor, volunteer_id: UUID | None, texts: Mapping[str, str], *, message: str = LEADS
) -> None:
    """Raise LeadsToVolunteer beside the first field of `texts` that names the volunteer or their guardian.

    The vault is asked once for all of them, as by `is_named_in`, and the audit says so: keep that entry though the
    words are refused. The answer does not say whose name it is (domain section 6.6). Without a volunteer, or words,
    nothing is asked. Raises NotFound; Forbidden.
    """
    typed = {field: text for field, text in texts.items() if text.strip()}
    if volunteer_id is None or not typed:
        return
    if is_named_in(session, actor, volunteer_id, "\n".join(typed.values())):
        identity = _identity(session.get_one(Volunteer, volunteer_id))
        fields = (field for field, text in typed.items() if rules.is_named(identity, text))
        raise rules.LeadsToVolunteer(message, next(fields, next(iter(typed))))


def _vault() -> MultiFernet:
    """Return the lock of the vault. Several keys, separated by commas, may be set: the first locks, all open."""
    keys = settings().vault_key.get_secret_value().split(",")
    return MultiFernet([Fernet(key.strip()) for key in keys])


def _lock_away(volunteer: Volunteer, identity: Identity, born_on: date) -> None:
    volunteer.identity = _lock(volunteer, json.dumps(asdict(identity)))
    volunteer.born_on = _lock(volunteer, born_on.isoformat())


def _lock(volunteer: Volunteer, text: str) -> bytes:
    """Encrypt text together with whose it is, so that it cannot be moved to another code unseen."""
    return _vault().encrypt(f"{volunteer.id} {text}".encode())


def _unlock(volunteer: Volunteer, locked: bytes) -> str:
    try:
        whose, _, text = _vault().decrypt(bytes(locked)).decode().partition(" ")
    except InvalidToken:
        whose, text = "", ""
    if whose != str(volunteer.id):
        raise Refusal(
            f"What the vault holds for {volunteer.code} cannot be read with the key of this system. Nothing was opened"
        )
    return text


def _identity(volunteer: Volunteer) -> Identity:
    return Identity(**json.loads(_unlock(volunteer, volunteer.identity)))


def _born_on(volunteer: Volunteer) -> date:
    return date.fromisoformat(_unlock(volunteer, volunteer.born_on))
