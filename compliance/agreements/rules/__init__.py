"""Responsible Retailer Agreements: their words, when one is in force, and what may be recorded (pure)."""

from compliance.agreements.rules.recording import NewAgreement, NewEvent, check_event, check_strike_out
from compliance.agreements.rules.standing import (
    NO_AGREEMENT,
    Event,
    Standing,
    in_force_on,
)
from compliance.agreements.rules.words import (
    EVENT_LABELS,
    SCOPE_LABELS,
    STANDING_COLOURS,
    STANDING_LABELS,
    TEXT_VERSION,
    AgreementEventKind,
    Policy,
    StandingKind,
    lapse_day,
)

__all__ = [
    "EVENT_LABELS",
    "NO_AGREEMENT",
    "SCOPE_LABELS",
    "STANDING_COLOURS",
    "STANDING_LABELS",
    "TEXT_VERSION",
    "AgreementEventKind",
    "Event",
    "NewAgreement",
    "NewEvent",
    "Policy",
    "Standing",
    "StandingKind",
    "check_event",
    "check_strike_out",
    "in_force_on",
    "lapse_day",
]
