"""What may be recorded of an agreement, and what is refused (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from compliance.agreements.rules.policy import Policy, reply_day
from compliance.agreements.rules.standing import HELD, Event, Standing, in_force_on
from compliance.agreements.rules.words import AgreementEventKind, StandingKind
from compliance.dates import months_after
from compliance.errors import Refusal


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What an officer says happened to an agreement."""

    kind: AgreementEventKind
    on: date
    signatory: str = ""
    capacity: str = ""
    words: str = ""
    lapses_on: date | None = None
    review_on: date | None = None
    reply_by_on: date | None = None
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """An agreement in one version of its text, what it covers, and what happened to it first."""

    event: NewEvent
    text_version: str
    covers_stores: bool = True
    covers_online: bool = False
    covers_delivery: bool = False


_BEGINS = (AgreementEventKind.OFFERED, AgreementEventKind.SIGNED, AgreementEventKind.DECLINED)
_ENDS = frozenset({AgreementEventKind.WITHDRAWN, AgreementEventKind.REMOVED})
_NEEDS_IT_HELD = _ENDS | {
    AgreementEventKind.REVIEWED,
    AgreementEventKind.SUSPENDED,
    AgreementEventKind.REMOVAL_PROPOSED,
}


def check_event(
    new: NewEvent, history: Iterable[Event], *, today: date, opened_on: date | None, policy: Policy
) -> None:
    """Raise Refusal unless `new` may be added to an agreement whose events so far are `history` (none for a new one).

    `opened_on` is the first day of the outlet, None when it is not known. Nothing is recorded before the outlet existed
    or in the future. A signature needs a signatory and their capacity; a refusal or reply the trader's words, a reply
    also who replied; a suspension, withdrawal or removal its reason. Only what was signed is reviewed, suspended,
    restored, withdrawn or removed. An agreement is removed only after a proposal, when the day to reply by has passed
    or a reply was recorded: the trader has had the chance to be heard.
    """
    if new.on > today:
        raise Refusal("The day must be today or in the past: nothing is recorded before it has happened", "on")
    if opened_on is not None and new.on < opened_on:
        raise Refusal("The day is before this outlet existed. Check the day, or the day on which it opened", "on")
    _check_words(new)
    _check_days(new, policy)
    _check_order(new, list(history))


def _check_words(new: NewEvent) -> None:
    kind = AgreementEventKind
    if new.kind is kind.SIGNED and not new.signatory:
        raise Refusal("Enter the name of the person who signed", "signatory")
    if new.kind is kind.SIGNED and not new.capacity:
        raise Refusal("Enter in what capacity they signed, such as director or manager", "capacity")
    if new.kind is kind.DECLINED and not new.words:
        raise Refusal("Enter what the trader said when declining, in their own words", "words")
    if new.kind in {kind.SUSPENDED, kind.WITHDRAWN, kind.REMOVAL_PROPOSED} and not new.words:
        raise Refusal("Enter why, so that the trader can be told the reason", "words")
    if new.kind is kind.REPLIED and not new.words:
        raise Refusal("Enter what the trader replied, in their own words", "words")
    if new.kind is kind.REPLIED and not new.signatory:
        raise Refusal("Enter who replied", "signatory")
    if new.kind is kind.REMOVED and not new.words:
        raise Refusal("Enter why it is removed, and how any reply was considered", "words")


def _check_days(new: NewEvent, policy: Policy) -> None:
    kind = AgreementEventKind
    if new.lapses_on is not None:
        _check_lapse(new, new.lapses_on, policy)
    if new.review_on is not None:
        if new.kind not in {kind.SIGNED, kind.REVIEWED}:
            raise Refusal("Only a signature or a review sets the day of the next review", "review_on")
        if new.review_on <= new.on:
            raise Refusal("The next review must be after this day", "review_on")
        if new.review_on > months_after(new.on, policy.longest_months):
            raise Refusal("The next review is too far away. Check the year", "review_on")
    if new.kind is kind.REMOVAL_PROPOSED and new.reply_by_on is None:
        raise Refusal("Enter the last day on which the trader may reply", "reply_by_on")
    if new.kind is not kind.REMOVAL_PROPOSED and new.reply_by_on is not None:
        raise Refusal("Only a proposal of removal has a day to reply by", "reply_by_on")
    if new.reply_by_on is not None:
        _check_reply_by(new, new.reply_by_on, policy)


def _check_reply_by(new: NewEvent, reply_by_on: date, policy: Policy) -> None:
    first = reply_day(new.on, policy)
    if not new.on < reply_by_on <= max(first, months_after(new.on, 12)):
        raise Refusal("The day to reply by must be after the proposal, and within a year of it", "reply_by_on")
    if reply_by_on < first:
        raise Refusal(
            f"The policy gives the trader until {first.day} {first:%B %Y} at least. Enter that day or a later one",
            "reply_by_on",
        )


def _check_lapse(new: NewEvent, lapses_on: date, policy: Policy) -> None:
    if new.kind not in {AgreementEventKind.SIGNED, AgreementEventKind.REVIEWED}:
        raise Refusal("Only a signature or a review sets the day on which the agreement lapses", "lapses_on")
    if lapses_on <= new.on:
        raise Refusal("The agreement must lapse after this day", "lapses_on")
    if lapses_on > months_after(new.on, policy.longest_months):
        years, months = divmod(policy.longest_months, 12)
        longest = f"{policy.longest_months} months" if months else f"{years} years"
        raise Refusal(f"The agreement must lapse within {longest}. Check the year", "lapses_on")


def _check_order(new: NewEvent, history: Sequence[Event]) -> None:
    if any(event.kind is new.kind and event.on == new.on for event in history):
        raise Refusal("That is already recorded for this day. Strike it out first if it was made in error", "on")
    kind = AgreementEventKind
    standing = in_force_on(history, new.on)
    before = standing.kind
    if not history and new.kind not in _BEGINS:
        raise Refusal("Nothing has been offered or signed yet", "kind")
    if new.kind in _NEEDS_IT_HELD and before not in HELD:
        raise Refusal("The agreement was not in force on that day, so only a new signature can be recorded", "kind")
    if new.kind is kind.SUSPENDED and before is StandingKind.SUSPENDED:
        raise Refusal("The agreement was already suspended on that day", "kind")
    if new.kind is kind.RESTORED and before is not StandingKind.SUSPENDED:
        raise Refusal("Only a suspended agreement can be restored, and this one was not suspended on that day", "kind")
    if new.kind is kind.DECLINED and before in HELD:
        raise Refusal("The agreement was signed by that day. Record that the retailer withdrew instead", "kind")
    if new.kind is kind.OFFERED and before in HELD:
        raise Refusal("The agreement was already signed by that day", "kind")
    _check_removal(new, standing)


def _check_removal(new: NewEvent, standing: Standing) -> None:
    """Raise Refusal unless removal goes its way: proposed with a reason, a chance to reply, then removed."""
    kind = AgreementEventKind
    proposed = standing.held and standing.proposed_on is not None
    if new.kind is kind.REMOVAL_PROPOSED and proposed:
        raise Refusal("Its removal is proposed already. Record a reply, a review that keeps it, or the removal", "kind")
    if new.kind is kind.REPLIED and not proposed:
        raise Refusal("There is no proposal of removal on that day to reply to", "kind")
    if new.kind is kind.REMOVED:
        if not proposed:
            raise Refusal("Propose the removal first: the trader must have a chance to reply", "kind")
        if standing.replied_on is None and standing.reply_by_on is not None and new.on <= standing.reply_by_on:
            until = f"{standing.reply_by_on.day} {standing.reply_by_on:%B %Y}"
            raise Refusal(f"The trader may reply until {until}. Record the reply, or wait until that day is past", "on")


def possible_events(history: Iterable[Event], today: date) -> tuple[AgreementEventKind, ...]:
    """Return what may be recorded today of an agreement with these events, the most usual first."""
    kind = AgreementEventKind
    standing = in_force_on(history, today)
    if not standing.ever_signed:
        return (kind.SIGNED, kind.DECLINED, kind.OFFERED)
    if not standing.held:
        return (kind.SIGNED,)
    if standing.proposed_on is not None:
        removable = standing.replied_on is not None or (
            standing.reply_by_on is not None and today > standing.reply_by_on
        )
        removal = (kind.REPLIED, kind.REMOVED) if removable else (kind.REPLIED,)
    else:
        removal = (kind.REMOVAL_PROPOSED,)
    pause = kind.SUSPENDED if standing.in_force else kind.RESTORED
    return (kind.REVIEWED, pause, *removal, kind.WITHDRAWN, kind.SIGNED)


def check_strike_out(reason: str, *, already: bool) -> None:
    """Raise Refusal unless an event may be struck out: once, and with a reason that says what was wrong."""
    if already:
        raise Refusal("This has been struck out already")
    if not reason.strip():
        raise Refusal("Enter why this is struck out, so that whoever reads the record later understands", "reason")
