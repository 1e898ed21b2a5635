"""What may be recorded of an agreement, and what is refused (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from compliance.agreements.rules.policy import Policy
from compliance.agreements.rules.standing import Event, in_force_on
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
_SIGNED = frozenset({StandingKind.IN_FORCE, StandingKind.SUSPENDED})


def check_event(
    new: NewEvent, history: Iterable[Event], *, today: date, opened_on: date | None, policy: Policy
) -> None:
    """Raise Refusal unless `new` may be added to an agreement whose events so far are `history` (none for a new one).

    `opened_on` is the first day of the outlet, None when it is not known. Nothing is recorded before the outlet existed
    or in the future. A signature needs a signatory and their capacity; a refusal the trader's words; a suspension or
    withdrawal its reason. Only what was signed is reviewed, suspended, restored or withdrawn.
    """
    if new.on > today:
        raise Refusal("The day must be today or in the past: nothing is recorded before it has happened", "on")
    if opened_on is not None and new.on < opened_on:
        raise Refusal("The day is before this outlet existed. Check the day, or the day on which it opened", "on")
    _check_words(new)
    _check_lapse(new, policy)
    _check_order(new, list(history))


def _check_words(new: NewEvent) -> None:
    kind = AgreementEventKind
    if new.kind is kind.SIGNED and not new.signatory:
        raise Refusal("Enter the name of the person who signed", "signatory")
    if new.kind is kind.SIGNED and not new.capacity:
        raise Refusal("Enter in what capacity they signed, such as director or manager", "capacity")
    if new.kind is kind.DECLINED and not new.words:
        raise Refusal("Enter what the trader said when declining, in their own words", "words")
    if new.kind in {kind.SUSPENDED, kind.WITHDRAWN} and not new.words:
        raise Refusal("Enter why, so that the trader can be told the reason", "words")


def _check_lapse(new: NewEvent, policy: Policy) -> None:
    if new.lapses_on is None:
        return
    if new.kind not in {AgreementEventKind.SIGNED, AgreementEventKind.REVIEWED}:
        raise Refusal("Only a signature or a review sets the day on which the agreement lapses", "lapses_on")
    if new.lapses_on <= new.on:
        raise Refusal("The agreement must lapse after this day", "lapses_on")
    if new.lapses_on > months_after(new.on, policy.longest_months):
        years = policy.longest_months // 12
        raise Refusal(f"The agreement must lapse within {years} years. Check the year", "lapses_on")


def _check_order(new: NewEvent, history: Sequence[Event]) -> None:
    if any(event.kind is new.kind and event.on == new.on for event in history):
        raise Refusal("That is already recorded for this day. Strike it out first if it was made in error", "on")
    kind = AgreementEventKind
    before = in_force_on(history, new.on).kind
    if not history and new.kind not in _BEGINS:
        raise Refusal("Nothing has been offered or signed yet", "kind")
    if new.kind in {kind.REVIEWED, kind.SUSPENDED, kind.WITHDRAWN} and before not in _SIGNED:
        raise Refusal("The agreement was not in force on that day, so only a new signature can be recorded", "kind")
    if new.kind is kind.SUSPENDED and before is StandingKind.SUSPENDED:
        raise Refusal("The agreement was already suspended on that day", "kind")
    if new.kind is kind.RESTORED and before is not StandingKind.SUSPENDED:
        raise Refusal("Only a suspended agreement can be restored, and this one was not suspended on that day", "kind")
    if new.kind is kind.DECLINED and before in _SIGNED:
        raise Refusal("The agreement was signed by that day. Record that it was withdrawn instead", "kind")
    if new.kind is kind.OFFERED and before in _SIGNED:
        raise Refusal("The agreement was already signed by that day", "kind")


def check_strike_out(reason: str, *, already: bool) -> None:
    """Raise Refusal unless an event may be struck out: once, and with a reason that says what was wrong."""
    if already:
        raise Refusal("This has been struck out already")
    if not reason.strip():
        raise Refusal("Enter why this is struck out, so that whoever reads the record later understands", "reason")
