"""What a purchase can prove, as a JSON document and as text for a reader at a terminal (pure)."""

from datetime import date
from textwrap import wrap
from typing import Any

from compliance.offences.rules.clock import Clock, ClockState
from compliance.offences.rules.law import OffenceVersion
from compliance.offences.rules.proving.answers import Answer, Condition, Element, Finding, Met, Proved, Verdict
from compliance.offences.rules.proving.facts import Facts
from compliance.offences.rules.proving.offences import VERDICT_LABELS, WHOSE_LABELS
from compliance.offences.rules.proving.words import day_words, quote

MET_LABELS = {Met.MET: "Met", Met.NOT_MET: "Not met", Met.NOT_KNOWN: "Not known"}
ANSWER_LABELS = {Answer.YES: "Shown", Answer.NO: "Ruled out", Answer.UNKNOWN: "Not known"}

NOT_ADVICE = "This is no legal advice. It says what the record shows, not whether to prosecute."


def document_of(proved: Proved, facts: Facts, *, as_at: date) -> dict[str, Any]:
    """Return what a purchase can prove in plain JSON values (docs/offences.md tells every key)."""
    return {
        "as_at": as_at.isoformat(),
        "why_nothing": proved.why_nothing,
        "disputed": proved.disputed,
        "offences": [_finding(one, facts) for one in proved.findings],
        "conditions": [_condition(one, facts) for one in proved.conditions],
        "not_in_force": [{"provision": one.provision.value, "citation": one.citation} for one in proved.not_in_force],
    }


def _finding(finding: Finding, facts: Facts) -> dict[str, Any]:
    return {
        "provision": finding.provision.value,
        "citation": finding.citation,
        "title": finding.title,
        "whose": finding.whose.value,
        "verdict": finding.verdict.value,
        "reasons": list(finding.reasons),
        "missing": [{"what": one.missing, "how": one.get} for one in finding.missing],
        "cautions": list(finding.cautions),
        "elements": [_element(one, facts) for one in finding.elements],
        "law": _law(finding.version, quotable=finding.quotable),
        "offence_day": finding.offence_day.isoformat() if finding.offence_day else None,
        "day_reason": finding.day_reason,
        "clock": _clock(finding.clock),
    }


def _element(element: Element, facts: Facts) -> dict[str, Any]:
    return {
        "what": element.what,
        "answer": element.answer.value,
        "reason": element.reason,
        "rests_on": [{"fact": name, "quoted": quote(facts, name)} for name in element.rests_on],
    }


def _condition(condition: Condition, facts: Facts) -> dict[str, Any]:
    return {
        "letter": condition.letter,
        "what": condition.what,
        "met": condition.met.value,
        "reason": condition.reason,
        "rests_on": [{"fact": name, "quoted": quote(facts, name)} for name in condition.rests_on],
    }


def _law(version: OffenceVersion | None, *, quotable: bool) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "in_force_from": version.in_force_from.isoformat() if version.in_force_from else None,
        "in_force_to": version.in_force_to.isoformat() if version.in_force_to else None,
        "mode_of_trial": version.mode_of_trial.value,
        "maximum_penalty": version.maximum_penalty,
        "confirmed": version.confirmed,
        "quotable": quotable,
    }


def _clock(clock: Clock | None) -> dict[str, Any] | None:
    if clock is None:
        return None
    return {
        "state": clock.state.value,
        "last_day": clock.last_day.isoformat() if clock.last_day else None,
        "days_left": clock.days_left,
        "band": clock.band,
    }


def clock_words(finding: Finding) -> str:
    """Return until when proceedings for an offence can begin, as a sentence; nothing without a clock."""
    clock = finding.clock
    if clock is None:
        return ""
    if clock.last_day is None:
        return "There is no last day to prosecute: the offence can be tried in either court."
    last = f"Last day to prosecute: {day_words(clock.last_day)}."
    if clock.state is ClockState.EXPIRED:
        return f"{last} It has passed."
    left = clock.days_left or 0
    return f"{last} " + ("It is today." if not left else "1 day left." if left == 1 else f"{left} days left.")


def text_of(proved: Proved, facts: Facts, *, as_at: date) -> str:
    """Return what a purchase can prove as text of 100 columns, most useful first."""
    lines = [f"What the evidence can prove, as at {day_words(as_at)}", ""]
    if proved.why_nothing:
        lines += [proved.why_nothing, ""]
    if proved.disputed:
        lines += ["The result is disputed. It stands while the dispute waits to be decided.", ""]
    for verdict in (Verdict.CAN, Verdict.NOT_YET, Verdict.CANNOT):
        for finding in proved.with_verdict(verdict):
            lines += [*_finding_lines(finding, facts), ""]
    if proved.conditions:
        lines += ["Conditions of section 141B, which the seller would have to prove", ""]
        for condition in proved.conditions:
            lines += _wrapped(f"{condition.letter} {MET_LABELS[condition.met].upper()}: {condition.reason}", "  ")
        lines.append("")
    if proved.not_in_force:
        lines.append("Enacted, the day it comes into force not known, so not applied:")
        for version in proved.not_in_force:
            lines += _wrapped(f"{version.citation}: {version.title}", "  ")
        lines.append("")
    return "\n".join([*lines, NOT_ADVICE, ""])


def _finding_lines(finding: Finding, facts: Facts) -> list[str]:
    lines = _wrapped(f"{VERDICT_LABELS[finding.verdict].upper()}: {finding.citation}", "")
    lines += _wrapped(f"{finding.title}. {WHOSE_LABELS[finding.whose]}.", "  ")
    for element in finding.deciding:
        lines += _wrapped(f"- {element.reason}", "  ")
        lines += _wrapped(f"[{'; '.join(quote(facts, name) for name in element.rests_on)}]", "    ")
        if element.missing:
            lines += _wrapped(f"Missing: {element.missing}. {element.get}", "    ")
    for caution in finding.cautions:
        lines += _wrapped(f"Note: {caution}", "  ")
    if finding.clock is not None:
        lines += _wrapped(f"{clock_words(finding)} {finding.day_reason}", "  ")
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, 100, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
