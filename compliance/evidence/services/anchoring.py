"""What the audit holds of evidence: the anchors that its rows are held to."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from compliance import clock
from compliance.audit import queries as audit
from compliance.audit.rules import Entry, Link
from compliance.evidence.rules.verifying import Anchors, Held
from compliance.evidence.services.chaining import LINKS
from compliance.permissions import Actor

PRODUCED = "exhibit.produced"
DESCRIBED = "exhibit.described_further"
WITHDRAWN = "exhibit.withdrawn"
HOLD_SET = "evidence_hold.set"
HOLD_LIFTED = "evidence_hold.lifted"
DISCLOSED = "evidence.disclosed"
ACTIONS = (PRODUCED, DESCRIBED, WITHDRAWN, HOLD_SET, HOLD_LIFTED, DISCLOSED, *LINKS)


@dataclass(frozen=True, slots=True)
class Told:
    """What the audit holds of a hold or of a copy: in which chain, of which test, with the hash of its row."""

    chain: str
    test: str
    held: Held


@dataclass(slots=True)
class Anchored:
    """What the audit holds of evidence, by what it is about."""

    exhibits: dict[str, Anchors] = field(default_factory=lambda: defaultdict(Anchors))
    chains: dict[str, str] = field(default_factory=dict)
    holds: dict[str, Told] = field(default_factory=dict)
    lifted: dict[str, Held] = field(default_factory=dict)
    disclosures: dict[str, Told] = field(default_factory=dict)


def read_audit(session: Session, actor: Actor | None) -> Anchored:
    """Return what the audit holds of evidence: of the actor’s authority, or of all for whoever runs it."""
    held = Anchored()
    for link in audit.follow_actions(session, ACTIONS):
        if not isinstance(link, Link):
            continue  # a broken chain, which is named
        entry = link.entry
        if actor is not None and entry.chain != actor.authority_code:
            continue
        _hold(held, entry)
    return held


def _hold(held: Anchored, entry: Entry) -> None:
    """Note what one entry of the audit holds of evidence."""
    detail, identifier = entry.detail, entry.subject_id or ""
    if entry.action in {HOLD_SET, HOLD_LIFTED}:
        about = Held(entry.number, str(detail.get("hold_sha256")), entry.reason)
        if entry.action == HOLD_SET:
            held.holds[str(detail.get("hold"))] = Told(entry.chain, str(detail.get("test")), about)
        else:
            held.lifted[str(detail.get("hold"))] = about
        return
    if entry.action == DISCLOSED:
        about = Held(entry.number, str(detail.get("disclosure_sha256")), str(detail.get("to")))
        held.disclosures[str(detail.get("disclosure"))] = Told(entry.chain, str(detail.get("test")), about)
        return
    anchors = held.exhibits[identifier]
    anchors.reference = str(detail.get("reference", anchors.reference))
    held.chains[identifier] = entry.chain
    if entry.action == PRODUCED:
        anchors.produced = Held(entry.number, str(detail.get("facts_sha256")))
    elif entry.action == DESCRIBED:
        words = Held(entry.number, str(detail.get("words_sha256")), entry.reason)
        anchors.additions[str(detail.get("addition"))] = words
    elif entry.action == WITHDRAWN:
        anchors.withdrawn = Held(entry.number, str(detail.get("withdrawal_sha256")), entry.reason)
    else:
        hands = f"from {detail.get('from')} to {detail.get('to')}, {detail.get('place')}, {_when(detail.get('at'))}"
        number = detail.get("number")
        if isinstance(number, int):
            anchors.transfers[number] = Held(entry.number, str(detail.get("transfer_sha256")), hands)


def _when(at: Any) -> str:
    """Return a moment of the audit as clocks in London showed it, or as it stands when it is none."""
    try:
        moment = clock.london(datetime.fromisoformat(str(at)))
    except ValueError:
        return str(at)
    return f"{moment.day} {moment:%B %Y at %H:%M}"
