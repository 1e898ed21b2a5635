"""Whether an agreement is in force on a day, with the working (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from compliance.agreements.rules.words import EVENT_LABELS, AgreementEventKind, StandingKind
from compliance.retailers.rules import Period
from compliance.retailers.rules.hands import change_of_hands


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an agreement on a day, as the rule sees it. Events struck out are not handed over.

    `agreement` is any identifier of the agreement, so that the events of several can be judged together. `lapses_on` is
    the first day on which a signature, or a review that set another day, no longer holds.
    """

    kind: AgreementEventKind
    on: date
    agreement: str = ""
    lapses_on: date | None = None
    signatory: str = ""
    capacity: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an outlet stands with its agreement on a day, and why.

    `since` is the day from which the standing holds; `working` are sentences, one for each event in order and one for
    what follows from them.
    """

    kind: StandingKind
    day: date | None = None
    since: date | None = None
    agreement: str = ""
    signed_on: date | None = None
    lapses_on: date | None = None
    signatory: str = ""
    capacity: str = ""
    words: str = ""
    working: tuple[str, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether the agreement is in force on that day."""
        return self.kind is StandingKind.IN_FORCE

    @property
    def ever_signed(self) -> bool:
        """Whether anybody has signed it by that day."""
        return self.signed_on is not None

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force, unless something happens before."""
        return self.lapses_on - timedelta(days=1) if self.lapses_on else None


NO_AGREEMENT = Standing(StandingKind.NONE, working=("No agreement has been offered.",))

_BEST_FIRST = (
    StandingKind.IN_FORCE,
    StandingKind.SUSPENDED,
    StandingKind.WITHDRAWN,
    StandingKind.LAPSED,
    StandingKind.OPERATOR_CHANGED,
    StandingKind.DECLINED,
    StandingKind.OFFERED,
    StandingKind.NONE,
)


def in_force_on(events: Iterable[Event], day: date, operators: Sequence[Period] = ()) -> Standing:
    """Return where an outlet stands with its agreement on `day`, with the working.

    `events` are those of one agreement or of all of an outlet's, in the order in which they were recorded (which
    settles the order of events on one day); those after `day` are not looked at. `operators` are the outlet's periods.
    A signature holds from its day inclusive to the day before `lapses_on`; a review may move that day while the
    agreement still holds. A suspension holds from its day inclusive until the day of a restoration. A withdrawal ends
    the agreement on its day. An agreement is with whoever operated the outlet on the day of signature: from the day on
    which another entity takes over, or the day after the signing operator left, it is not in force. Where no operator
    is confirmed, neither on the day of signature nor since, it is taken to be the same one.
    Of several agreements the one in force counts, or else the one with the latest event.
    """
    past = [event for event in events if event.on <= day]
    agreements = sorted({event.agreement for event in past})
    standings = [_judge([e for e in past if e.agreement == agreement], day, operators) for agreement in agreements]
    if not standings:
        return replace(NO_AGREEMENT, day=day)
    return min(standings, key=lambda one: (not one.in_force, -_latest(past, one.agreement).toordinal(), _rank(one)))


def _rank(standing: Standing) -> int:
    return _BEST_FIRST.index(standing.kind)


def _latest(events: Sequence[Event], agreement: str) -> date:
    return max(event.on for event in events if event.agreement == agreement)


def _judge(events: Sequence[Event], day: date, operators: Sequence[Period]) -> Standing:
    """Follow the events of one agreement up to a day."""
    ordered = sorted(events, key=lambda event: event.on)
    standing = Standing(StandingKind.NONE, day=day, agreement=ordered[0].agreement)
    working: list[str] = []
    for on, same_day in groupby(ordered, key=lambda event: event.on):
        standing = _lapse(standing, on, working)
        for event in same_day:
            working.append(_sentence(event))
            standing = _follow(standing, event)
    standing = _lapse(standing, day, working)
    standing = _with_its_operator(standing, day, operators, working)
    if standing.in_force and standing.lapses_on:
        working.append(f"In force on {_say(day)}: it lapses on {_say(standing.lapses_on)}.")
    elif standing.in_force:
        working.append(f"In force on {_say(day)}: no day is set on which it lapses.")
    return replace(standing, working=tuple(working))


def _follow(standing: Standing, event: Event) -> Standing:
    """Return the standing after an event."""
    kind = AgreementEventKind
    signed = standing.kind in {StandingKind.IN_FORCE, StandingKind.SUSPENDED}
    if event.kind is kind.SIGNED:
        return replace(
            standing,
            kind=StandingKind.IN_FORCE,
            since=event.on,
            signed_on=event.on,
            lapses_on=event.lapses_on,
            signatory=event.signatory,
            capacity=event.capacity,
            words=event.words,
        )
    if event.kind is kind.REVIEWED and signed and event.lapses_on:
        return replace(standing, lapses_on=event.lapses_on)
    becomes = {
        kind.OFFERED: StandingKind.OFFERED if not standing.ever_signed else None,
        kind.DECLINED: StandingKind.DECLINED if not standing.ever_signed else None,
        kind.SUSPENDED: StandingKind.SUSPENDED if signed else None,
        kind.RESTORED: StandingKind.IN_FORCE if standing.kind is StandingKind.SUSPENDED else None,
        kind.WITHDRAWN: StandingKind.WITHDRAWN if standing.ever_signed else None,
    }.get(event.kind)
    if becomes is None or (becomes is standing.kind and standing.since is not None):
        return standing
    return replace(standing, kind=becomes, since=event.on, words=event.words)


def _lapse(standing: Standing, day: date, working: list[str]) -> Standing:
    """Return the standing once the day on which the agreement lapses has come."""
    if standing.kind not in {StandingKind.IN_FORCE, StandingKind.SUSPENDED}:
        return standing
    if standing.lapses_on is None or day < standing.lapses_on:
        return standing
    working.append(f"It lapsed on {_say(standing.lapses_on)}: its last day was {_say(standing.last_day)}.")
    return replace(standing, kind=StandingKind.LAPSED, since=standing.lapses_on)


def _with_its_operator(standing: Standing, day: date, operators: Sequence[Period], working: list[str]) -> Standing:
    """Return the standing, ended when the outlet has passed into other hands since the signature."""
    if standing.signed_on is None or standing.kind not in {StandingKind.IN_FORCE, StandingKind.SUSPENDED}:
        return standing
    change = change_of_hands(operators, standing.signed_on, day)
    if change is None:
        return standing
    working.append(f"Not in force from {_say(change.on)}. {change.why}")
    return replace(standing, kind=StandingKind.OPERATOR_CHANGED, since=change.on)


def _say(day: date | None) -> str:
    return f"{day.day} {day:%B} {day.year}" if day else ""


def _sentence(event: Event) -> str:
    who = f" by {event.signatory}" if event.signatory else ""
    capacity = f", {event.capacity}" if event.capacity else ""
    until = f"; lapses on {_say(event.lapses_on)}" if event.lapses_on else ""
    return f"{EVENT_LABELS[event.kind]} on {_say(event.on)}{who}{capacity}{until}."
