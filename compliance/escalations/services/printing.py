"""Printing and exporting the list: made once, kept as bytes, reprinted and never made again."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from compliance import clock, files, pdf
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import new_id, next_reference
from compliance.escalations import queries
from compliance.escalations.models import PrintedList
from compliance.escalations.rules import (
    HEADINGS,
    Asked,
    Entry,
    Format,
    PrintedFacts,
    check_asked,
    entry_document,
    entry_lines,
)
from compliance.permissions import Actor, Permission
from compliance.spreadsheets import write_csv

TEMPLATE = "escalations/printed.html"
STYLESHEETS = ("css/printed-list.css",)


def print_list(session: Session, actor: Actor, asked: Asked) -> PrintedList:
    """Print or export the list as at a day: keep the bytes, give it a reference, write down who had it and why.

    Raises Refusal for a day in the future or without a reason (DPA 2018 s.62). A page sent twice gives one list.
    """
    actor.require(Permission.VIEW_ESCALATIONS)
    check_asked(asked, today=clock.today())
    asked_id = asked.asked_id or new_id()
    again = queries.find_asked(session, actor, asked_id)
    if again is not None:
        return again
    now = clock.now()
    entries = queries.list_repeat_offenders(session, actor, asked.as_at)
    reference = next_reference(session, actor, "RL", clock.london(now).year)
    content = _made(session, actor, asked, entries, reference, now)
    row = PrintedList(
        authority_id=actor.authority_id,
        reference=reference,
        asked_id=asked_id,
        format=asked.format,
        as_at=asked.as_at,
        entries=len(entries),
        sha256=files.keep(content),
        recipient=asked.recipient.strip(),
        reason=asked.reason.strip(),
        printed_at=now,
        printed_by_id=actor.officer_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "repeat_list.printed" if asked.format is Format.PDF else "repeat_list.exported",
        "repeat_list",
        row.id,
        reason=row.reason,
        detail={
            "reference": reference,
            "format": asked.format,
            "as_at": asked.as_at,
            "recipient": row.recipient,
            "sha256": row.sha256,
            "outlets": sorted({str(entry.place.id) for entry in entries}),
        },
    )
    return row


def record_listing(session: Session, actor: Actor, as_at: date, entries: Sequence[Entry]) -> None:
    """Write down that the list was shown on the command line."""
    actor.require(Permission.VIEW_ESCALATIONS)
    outlets = sorted({str(entry.place.id) for entry in entries})
    audit.record(session, actor, "repeat_list.viewed", "repeat_list", None, detail={"as_at": as_at, "outlets": outlets})


def _made(
    session: Session, actor: Actor, asked: Asked, entries: Sequence[Entry], reference: str, now: datetime
) -> bytes:
    if asked.format is Format.JSON:
        documents = [entry_document(entry) for entry in entries]
        return (json.dumps(documents, ensure_ascii=False, indent=2) + "\n").encode()
    if asked.format is Format.CSV:
        lines = (line for entry in entries for line in entry_lines(entry))
        return write_csv(HEADINGS, lines, for_excel=asked.for_excel)
    authority = accounts.get_authority(session, actor.authority_id)
    policy = queries.dated_policy_on(session, actor, asked.as_at)
    facts = PrintedFacts(
        reference=reference,
        authority=authority.name,
        service=authority.department,
        as_at=asked.as_at,
        policy=policy.sentences,
        policy_from=policy.in_force_from,
        entries=tuple(entries),
        printed_by=actor.name,
        printed_at=_moment(now),
        reason=asked.reason.strip(),
        recipient=asked.recipient.strip(),
    )
    return pdf.render_pdf(pdf.fill(TEMPLATE, facts), stylesheets=STYLESHEETS)


def _moment(now: datetime) -> str:
    """Return a moment as London clocks show it: 16 July 2026 at 2:32pm."""
    here = clock.london(now)
    return f"{here.day} {here:%B %Y} at {here.hour % 12 or 12}:{here:%M}{'am' if here.hour < 12 else 'pm'}"
