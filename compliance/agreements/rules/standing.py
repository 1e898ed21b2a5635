"""Whether an agreement is in force on a day, with the working (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from compliance.agreements.rules.words import EVENT_LABELS, SCOPE_LABELS, AgreementEventKind, StandingKind
from compliance.retailers.rules import OutletKind, Period, operator_on
from compliance.retailers.rules.hands import change_of_hands

HELD = frozenset({StandingKind.IN_FORCE, StandingKind.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an agreement on a day, as the rule sees it. Events struck out are not handed over.

    `agreement` is any identifier of the agreement, so that the events of several can be judged together. `lapses_on` is
    the first day on which a signature, or a review that set another day, no longer holds; `review_on` the day of the
    next review; `reply_by_on` the last day on which the trader may reply to a proposal of removal.
    """

    kind: AgreementEventKind
    on: date
    agreement: str = ""
    lapses_on: date | None = None
    signatory: str = ""
    capacity: str = ""
    words: str = ""
    review_on: date | None = None
    reply_by_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose an agreement is, and what it covers. `entity_id` is whose outlets one that is entity-wide covers."""

    entity_id: UUID | None = None
    covers_stores: bool = True
    covers_online: bool = True
    covers_delivery: bool = True

    def covers(self, kind: OutletKind) -> bool:
        """Say whether it covers an outlet of this kind: premises sell in store, an online shop online."""
        return self.covers_online if kind is OutletKind.ONLINE_SHOP else self.covers_stores

    @property
    def scope(self) -> tuple[str, ...]:
        """What it covers, in words."""
        return tuple(label for name, label in SCOPE_LABELS.items() if getattr(self, name))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an outlet stands with its agreement on a day, and why.

    `since` is the day from which the standing holds; `working` are sentences, one for each event in order and one for
    what follows from them. `entity_id` is set where the agreement is that of a legal entity for all its outlets.
    `proposed_on` is set while removal is proposed, with the trader's last day to reply and, once there is one, the day
    of the reply.
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
    review_on: date | None = None
    proposed_on: date | None = None
    reply_by_on: date | None = None
    replied_on: date | None = None
    entity_id: UUID | None = None
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
    def held(self) -> bool:
        """Whether it is signed and not ended: in force or suspended."""
        return self.kind in HELD

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force, unless something happens before."""
        return self.lapses_on - timedelta(days=1) if self.lapses_on else None


NO_AGREEMENT = Standing(StandingKind.NONE, working=("No agreement has been offered.",))

_BEST_FIRST = (
    StandingKind.IN_FORCE,
    StandingKind.SUSPENDED,
    StandingKind.REMOVED,
    StandingKind.WITHDRAWN,
    StandingKind.LAPSED,
    StandingKind.OUT_OF_SCOPE,
    StandingKind.OPERATOR_CHANGED,
    StandingKind.DECLINED,
    StandingKind.OFFERED,
    StandingKind.NONE,
)


def in_force_on(
    events: Iterable[Event],
    day: date,
    operators: Sequence[Period] = (),
    *,
    terms: Mapping[str, Terms] | None = None,
    kind: OutletKind | None = None,
) -> Standing:
    """Return where an outlet stands with its agreement on `day`, with the working.

    `events` are those of one agreement or of all that may be the outlet's, in the order in which they were recorded
    (which settles the order of events on one day); those after `day` are not looked at. `operators` are the outlet's
    periods, `kind` what it is; without a kind an agreement is judged by itself, wherever it is held.
    A signature holds from its day inclusive to the day before `lapses_on`; a review may move that day while the
    agreement still holds. A suspension holds from its day inclusive until the day of a restoration. A withdrawal or
    removal ends the agreement on its day; a proposal of removal does not. An outlet's own agreement is with whoever
    operated it on the day of signature: from the day on which another entity takes over, or the day after the signing
    operator left, it is not in force. Where no operator is confirmed, neither on the day of signature nor since, it is
    taken to be the same one. An entity-wide agreement (see `terms`) covers an outlet on the days on which the entity is
    confirmed to operate it. An agreement that does not cover sales of the outlet's kind is not in force there.
    Of several agreements the one in force counts, or else the one with the latest event.
    """
    past = [event for event in events if event.on <= day]
    found = []
    for agreement in sorted({event.agreement for event in past}):
        own = sorted((event for event in past if event.agreement == agreement), key=lambda event: event.on)
        standing, working = _judge(own, day)
        one = (terms or {}).get(agreement)
        judged = _at_the_outlet(standing, day, operators, one, kind, working)
        if judged is not None:
            found.append((own[-1].on, replace(judged, working=(*working, *_in_the_end(judged, day)))))
    if not found:
        return replace(NO_AGREEMENT, day=day)
    return min(found, key=lambda one: (not one[1].in_force, -one[0].toordinal(), _rank(one[1])))[1]


def _rank(standing: Standing) -> int:
    return _BEST_FIRST.index(standing.kind)


def _judge(events: Sequence[Event], day: date) -> tuple[Standing, list[str]]:
    """Follow the events of one agreement, ordered by day, up to a day."""
    standing = Standing(StandingKind.NONE, day=day, agreement=events[0].agreement)
    working: list[str] = []
    for on, same_day in groupby(events, key=lambda event: event.on):
        standing = _lapse(standing, on, working)
        for event in same_day:
            working.append(_sentence(event))
            standing = _follow(standing, event)
    return _lapse(standing, day, working), working


def _at_the_outlet(
    standing: Standing,
    day: date,
    operators: Sequence[Period],
    terms: Terms | None,
    kind: OutletKind | None,
    working: list[str],
) -> Standing | None:
    """Return the standing at an outlet: with its operator of the day, for sales of its kind. None: it is not theirs."""
    if terms is not None and terms.entity_id is not None:
        standing = replace(standing, entity_id=terms.entity_id)
        if kind is None:
            return standing
        judged = _with_the_entity(standing, day, operators, terms.entity_id, working)
        if judged is None:
            return None
    else:
        judged = _with_its_operator(standing, day, operators, working)
    if kind is not None and terms is not None and judged.held and not terms.covers(kind):
        sales = SCOPE_LABELS["covers_online" if kind is OutletKind.ONLINE_SHOP else "covers_stores"].lower()
        working.append(f"It does not cover {sales}: it covers {', '.join(terms.scope).lower()}.")
        return replace(judged, kind=StandingKind.OUT_OF_SCOPE)
    return judged


def _in_the_end(standing: Standing, day: date) -> list[str]:
    """Return the sentences that say what follows."""
    found = []
    if standing.in_force and standing.lapses_on:
        found.append(f"In force on {_say(day)}: it lapses on {_say(standing.lapses_on)}.")
    elif standing.in_force:
        found.append(f"In force on {_say(day)}: no day is set on which it lapses.")
    if standing.held and standing.proposed_on:
        replied = f"The trader replied on {_say(standing.replied_on)}." if standing.replied_on else ""
        until = f"The trader may reply until {_say(standing.reply_by_on)}."
        found.append(f"Its removal was proposed on {_say(standing.proposed_on)}. {replied or until} It is not removed.")
    return found


def _follow(standing: Standing, event: Event) -> Standing:
    """Return the standing after an event."""
    kind = AgreementEventKind
    if event.kind is kind.SIGNED:
        return Standing(
            StandingKind.IN_FORCE,
            day=standing.day,
            since=event.on,
            agreement=standing.agreement,
            signed_on=event.on,
            lapses_on=event.lapses_on,
            signatory=event.signatory,
            capacity=event.capacity,
            words=event.words,
            review_on=event.review_on,
        )
    if standing.held:
        standing = _keep(standing, event)
    becomes = {
        kind.OFFERED: StandingKind.OFFERED if not standing.ever_signed else None,
        kind.DECLINED: StandingKind.DECLINED if not standing.ever_signed else None,
        kind.SUSPENDED: StandingKind.SUSPENDED if standing.held else None,
        kind.RESTORED: StandingKind.IN_FORCE if standing.kind is StandingKind.SUSPENDED else None,
        kind.WITHDRAWN: StandingKind.WITHDRAWN if standing.ever_signed else None,
        kind.REMOVED: StandingKind.REMOVED if standing.ever_signed else None,
    }.get(event.kind)
    if becomes is None or (becomes is standing.kind and standing.since is not None):
        return standing
    return replace(standing, kind=becomes, since=event.on, words=event.words)


def _keep(standing: Standing, event: Event) -> Standing:
    """Return the standing after an event that leaves a signed agreement as it is, in force or suspended.

    A review answers a proposal of removal: the agreement is kept.
    """
    if event.kind is AgreementEventKind.REVIEWED:
        lapses_on = event.lapses_on or standing.lapses_on
        return replace(_without_proposal(standing), lapses_on=lapses_on, review_on=event.review_on)
    if event.kind is AgreementEventKind.REMOVAL_PROPOSED:
        return replace(standing, proposed_on=event.on, reply_by_on=event.reply_by_on, replied_on=None)
    if event.kind is AgreementEventKind.REPLIED and standing.proposed_on:
        return replace(standing, replied_on=event.on)
    return standing


def _without_proposal(standing: Standing) -> Standing:
    return replace(standing, proposed_on=None, reply_by_on=None, replied_on=None)


def _lapse(standing: Standing, day: date, working: list[str]) -> Standing:
    """Return the standing once the day on which the agreement lapses has come."""
    if not standing.held or standing.lapses_on is None or day < standing.lapses_on:
        return standing
    working.append(f"It lapsed on {_say(standing.lapses_on)}: its last day was {_say(standing.last_day)}.")
    return replace(standing, kind=StandingKind.LAPSED, since=standing.lapses_on)


def _with_its_operator(standing: Standing, day: date, operators: Sequence[Period], working: list[str]) -> Standing:
    """Return the standing, ended when the outlet has passed into other hands since the signature."""
    if standing.signed_on is None or not standing.held:
        return standing
    change = change_of_hands(operators, standing.signed_on, day)
    if change is None:
        return standing
    working.append(f"Not in force from {_say(change.on)}. {change.why}")
    return replace(standing, kind=StandingKind.OPERATOR_CHANGED, since=change.on)


def _with_the_entity(
    standing: Standing, day: date, operators: Sequence[Period], entity_id: UUID, working: list[str]
) -> Standing | None:
    """Return the standing of an entity-wide agreement at an outlet, or None where it never was the outlet's."""
    now = operator_on(operators, day)
    if now is not None and now.entity_id == entity_id:
        if not standing.held or standing.since is None:
            return standing
        working.append(f"It covers every outlet that {now.entity_name} operates: this one from {_say(now.from_on)}.")
        return replace(standing, since=max(standing.since, now.from_on))
    began = standing.signed_on
    if began is None or not standing.held:
        return None
    theirs = [p for p in operators if p.entity_id == entity_id and p.from_on <= day and (p.to_on or day) >= began]
    if not theirs:
        return None
    left = max(period.to_on for period in theirs if period.to_on is not None)
    working.append(f"{theirs[0].entity_name} stopped operating the outlet on {_say(left)}: it covers it no more.")
    return replace(standing, kind=StandingKind.OPERATOR_CHANGED, since=left + timedelta(days=1))


def _say(day: date | None) -> str:
    return f"{day.day} {day:%B} {day.year}" if day else ""


def _sentence(event: Event) -> str:
    who = f" by {event.signatory}" if event.signatory else ""
    capacity = f", {event.capacity}" if event.capacity else ""
    until = f"; lapses on {_say(event.lapses_on)}" if event.lapses_on else ""
    reply = f"; reply by {_say(event.reply_by_on)}" if event.reply_by_on else ""
    return f"{EVENT_LABELS[event.kind]} on {_say(event.on)}{who}{capacity}{until}{reply}."
