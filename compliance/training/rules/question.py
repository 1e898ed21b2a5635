"""A retailer's invitations, replies and attendance as JSON, read strictly, and the standing as JSON or words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from compliance.errors import Refusal
from compliance.reading import (
    check_required,
    read_day,
    read_list,
    read_number,
    read_object,
    read_text,
    read_word,
    refused,
)
from compliance.retailers.rules import Period
from compliance.training.rules.modules import AskedModule, Completed, completed_courses
from compliance.training.rules.policy import check_policy
from compliance.training.rules.records import Attended, Invited, Withdrawn, say
from compliance.training.rules.standing import TrainingStanding, standing
from compliance.training.rules.words import STANDING_LABELS, AttendanceStatus, CourseKind, Policy, Reply

EXAMPLE: dict[str, Any] = {
    "as_at": "2026-11-22",
    "policy": {"course": "accredited", "refresh_months": 12, "unanswered": 2},
    "own_scheme": False,
    "operators": [{"name": "Invented Hardware Ltd", "from_on": "2021-04-01", "to_on": None}],
    "invitations": [
        {
            "course": "accredited",
            "invited_on": "2026-06-01",
            "served_on": "2026-06-03",
            "reply_by_on": "2026-06-17",
            "returned_on": None,
            "reply": "none",
        },
        {
            "invited_on": "2026-07-01",
            "served_on": "2026-07-03",
            "reply_by_on": "2026-07-17",
            "reply": "declined",
            "replied_on": "2026-07-10",
            "replied_by": "Sam Example, owner",
            "words": "No time for it",
        },
    ],
    "attendance": [
        {
            "course": "accredited",
            "on": "2025-03-04",
            "status": "attended",
            "person": "Alex Example",
            "minutes": 150,
            "needed_minutes": 150,
            "mark": 82,
            "pass_mark": 70,
        },
        {
            "on": "2026-09-15",
            "status": "cancelled",
            "person": "Sam Example",
            "asked_on": "2026-08-20",
            "session_cancelled_on": "2026-09-10",
        },
    ],
    "modules": [{"name": "Storage and display", "from_on": "2026-01-01"}],
    "completed_modules": [
        {"module": "Storage and display", "person": "Sam Example", "on": "2026-08-21", "check_passed": True}
    ],
    "withdrawals": [{"on": "2026-08-20", "reason": "Mr Example rang and asked for a place", "words": "I will come"}],
}
"""A document that `read_question` accepts, with every key there is but for those that only repeat what another shows.
Only `invited_on` of an invitation, `on` and `status` of a place, and the names and days of modules must be given."""

_QUESTION = (
    "as_at",
    "policy",
    "own_scheme",
    "operators",
    "invitations",
    "attendance",
    "modules",
    "completed_modules",
    "withdrawals",
)
_INVITATION = (
    "course",
    "invited_on",
    "served_on",
    "reply_by_on",
    "returned_on",
    "reply",
    "replied_on",
    "replied_by",
    "words",
)
_PLACE = (
    "course",
    "on",
    "status",
    "person",
    "minutes",
    "needed_minutes",
    "mark",
    "pass_mark",
    "asked_on",
    "session_cancelled_on",
)
Read = TypeVar("Read")
_COURSE = uuid5(NAMESPACE_URL, "course")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of `standing`: its arguments, by the same names."""

    today: date
    policy: Policy
    own_scheme: bool
    operators: tuple[Period, ...]
    invitations: tuple[Invited, ...]
    attendances: tuple[Attended, ...]
    withdrawals: tuple[Withdrawn, ...]

    def answer(self) -> TrainingStanding:
        """Return the standing that the question asks for."""
        return standing(
            self.invitations,
            self.attendances,
            today=self.today,
            policy=self.policy,
            operators=self.operators,
            own_scheme=self.own_scheme,
            withdrawals=self.withdrawals,
        )


def read_question(document: object, *, today: date) -> Question:
    """Return the question that a JSON document asks (see EXAMPLE); `today` stands in for a missing `as_at`.

    Raises Refusal whose message begins with the path of what is wrong, such as `invitations[1].reply`, and says what is
    allowed. A key that is not known is refused, so that a slip of the pen never passes for a default.
    """
    found = read_object(document, "", _QUESTION)
    policy = _policy(found.get("policy", {}))
    modules = _each(found, "modules", _module)
    known = {one.name: one for one in modules}
    done = _each(found, "completed_modules", lambda item, path: _completed(item, path, known))
    places = _each(found, "attendance", lambda item, path: _place(item, path, policy))
    return Question(
        today=_day(found, "as_at", "as_at") or today,
        policy=policy,
        own_scheme=_yes(found, "own_scheme", "own_scheme", default=False),
        operators=_operators(found),
        invitations=_each(found, "invitations", lambda item, path: _invitation(item, path, policy)),
        attendances=(*places, *completed_courses(done, modules).values()),
        withdrawals=_each(found, "withdrawals", _withdrawal),
    )


def working(found: TrainingStanding) -> dict[str, Any]:
    """Return a standing and its whole working in plain JSON values; days as YYYY-MM-DD."""
    return {
        "as_at": found.day.isoformat(),
        "course": found.course.value,
        "standing": found.kind.value,
        "standing_label": STANDING_LABELS[found.kind],
        "trained": found.trained,
        "on": _iso(found.on),
        "because": found.because,
        "trained_on": _iso(found.trained_on),
        "refresh_due_on": _iso(found.refresh_due_on),
        "declined_by": found.declined_by,
        "words": found.words,
        "refused": found.refused,
        "refusal": found.refusal,
        "withdrawn_on": _iso(found.withdrawn_on),
        "working": [
            {"on": item.on.isoformat(), "text": item.text, "counted": item.counted, "why": item.why}
            for item in found.working
        ],
    }


def in_words(found: TrainingStanding) -> str:
    """Return a standing and its working for a reader at a terminal."""
    lines = [f"{STANDING_LABELS[found.kind]} on {say(found.day)} ({found.course.value})"]
    lines += [line for line in (found.because, f"Their words: {found.words}" if found.words else "") if line]
    if found.refused:
        lines.append(f"Training refused: {found.refusal}")
    elif found.withdrawn_on is not None:
        lines.append(f"Not refused: a refusal was withdrawn on {say(found.withdrawn_on)}.")
    else:
        lines.append("Not refused.")
    for item in found.working:
        lines.append(f"  + {item.text}" if item.counted else f"  - {item.text} Not counted: {item.why}")
    return "\n".join(lines)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _each(found: Mapping[str, Any], key: str, read: Callable[[object, str], Read]) -> tuple[Read, ...]:
    return tuple(read(item, f"{key}[{index}]") for index, item in enumerate(read_list(found.get(key, []), key)))


def _day(found: Mapping[str, Any], key: str, path: str) -> date | None:
    return None if found.get(key) is None else read_day(found[key], path)


def _number(found: Mapping[str, Any], key: str, path: str) -> int | None:
    return None if found.get(key) is None else read_number(found[key], path)


def _yes(found: Mapping[str, Any], key: str, path: str, *, default: bool) -> bool:
    given = found.get(key, default)
    if not isinstance(given, bool):
        raise refused(path, "true or false", given)
    return given


def _policy(document: object) -> Policy:
    found = read_object(document, "policy", ("course", "refresh_months", "unanswered"))
    default = Policy()
    policy = Policy(
        course=read_word(found.get("course", default.course), "policy.course", CourseKind),
        refresh_months=read_number(found.get("refresh_months", default.refresh_months), "policy.refresh_months"),
        unanswered=read_number(found.get("unanswered", default.unanswered), "policy.unanswered"),
    )
    try:
        check_policy(policy)
    except Refusal as refusal:
        raise Refusal(f"policy.{refusal.message}", f"policy.{refusal.field}") from refusal
    return policy


def _operators(found: Mapping[str, Any]) -> tuple[Period, ...]:
    periods = _each(found, "operators", _operator)
    for index, one in enumerate(periods):
        if any(one.overlaps(other.from_on, other.to_on) for other in periods[:index]):
            raise Refusal(f"operators[{index}] shares a day with one before it; one outlet has one operator a day", "")
    return periods


def _operator(item: object, path: str) -> Period:
    found = read_object(item, path, ("name", "from_on", "to_on"))
    check_required(found, path, ("name", "from_on"))
    name = read_text(found["name"], f"{path}.name") or ""
    from_on, to_on = read_day(found["from_on"], f"{path}.from_on"), _day(found, "to_on", f"{path}.to_on")
    if to_on is not None and to_on < from_on:
        raise Refusal(f"{path}.to_on is before its from_on; a period ends on the day it begins or later", "")
    return Period(None, uuid5(_COURSE, name.casefold()), name, from_on, to_on)


def _invitation(item: object, path: str, policy: Policy) -> Invited:
    found = read_object(item, path, _INVITATION)
    check_required(found, path, ("invited_on",))
    invited_on = read_day(found["invited_on"], f"{path}.invited_on")
    days = {name: _day(found, name, f"{path}.{name}") for name in _INVITATION if name.endswith("_on")}
    for name, day in days.items():
        if day is not None and day < invited_on:
            raise Refusal(f"{path}.{name} is before its invited_on, {invited_on}", f"{path}.{name}")
    reply = read_word(found.get("reply", Reply.NONE), f"{path}.reply", Reply)
    if (reply is Reply.NONE) is not (days["replied_on"] is None):
        raise Refusal(f"{path}.replied_on must be given with a reply, and with none it must not", f"{path}.replied_on")
    return Invited(
        course=read_word(found.get("course", policy.course), f"{path}.course", CourseKind),
        invited_on=invited_on,
        served_on=days["served_on"],
        reply_by_on=days["reply_by_on"],
        returned_on=days["returned_on"],
        reply=reply,
        replied_on=days["replied_on"],
        replied_by=read_text(found.get("replied_by"), f"{path}.replied_by") or "",
        reply_words=read_text(found.get("words"), f"{path}.words") or "",
    )


def _place(item: object, path: str, policy: Policy) -> Attended:
    found = read_object(item, path, _PLACE)
    check_required(found, path, ("on", "status"))
    status = read_word(found["status"], f"{path}.status", AttendanceStatus)
    cancelled_on = _day(found, "session_cancelled_on", f"{path}.session_cancelled_on")
    if cancelled_on is not None and status is not AttendanceStatus.CANCELLED:
        raise Refusal(f"{path}.session_cancelled_on is only for a place whose status is cancelled", path)
    needed = _number(found, "needed_minutes", f"{path}.needed_minutes")
    came = status is AttendanceStatus.ATTENDED
    results = {name: _number(found, name, f"{path}.{name}") for name in ("minutes", "mark")}
    if not came and any(value is not None for value in results.values()):
        raise Refusal(f"{path} has minutes or a mark, which only somebody who attended has", path)
    return Attended(
        course=read_word(found.get("course", policy.course), f"{path}.course", CourseKind),
        on=read_day(found["on"], f"{path}.on"),
        status=status,
        needed_minutes=policy.minutes if needed is None else needed,
        pass_mark=_number(found, "pass_mark", f"{path}.pass_mark"),
        minutes=results["minutes"],
        mark=results["mark"],
        person=read_text(found.get("person"), f"{path}.person") or "Somebody",
        asked_on=_day(found, "asked_on", f"{path}.asked_on"),
        session_cancelled_on=cancelled_on,
    )


def _module(item: object, path: str) -> AskedModule:
    found = read_object(item, path, ("name", "from_on", "to_on"))
    check_required(found, path, ("name", "from_on"))
    name = read_text(found["name"], f"{path}.name") or ""
    days = read_day(found["from_on"], f"{path}.from_on"), _day(found, "to_on", f"{path}.to_on")
    return AskedModule(uuid5(_COURSE, name), _COURSE, name, *days)


def _completed(item: object, path: str, known: Mapping[str, AskedModule]) -> Completed:
    found = read_object(item, path, ("module", "person", "on", "check_passed"))
    check_required(found, path, ("module", "person", "on"))
    name = read_text(found["module"], f"{path}.module") or ""
    if name not in known:
        raise refused(f"{path}.module", "the name of one of modules", name)
    return Completed(
        id=_place_in(path),
        module_id=known[name].id,
        person=read_text(found["person"], f"{path}.person") or "Somebody",
        on=read_day(found["on"], f"{path}.on"),
        check_passed=_yes(found, "check_passed", f"{path}.check_passed", default=True),
    )


def _place_in(path: str) -> UUID:
    return uuid5(_COURSE, path)


def _withdrawal(item: object, path: str) -> Withdrawn:
    found = read_object(item, path, ("on", "reason", "words"))
    check_required(found, path, ("on", "reason"))
    return Withdrawn(
        on=read_day(found["on"], f"{path}.on"),
        reason=read_text(found["reason"], f"{path}.reason") or "",
        words=read_text(found.get("words"), f"{path}.words") or "",
    )
