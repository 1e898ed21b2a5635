"""The blueprint of agreements, and what several of its pages do."""

from uuid import UUID

from flask import Blueprint

from compliance import clock
from compliance.agreements import queries, services
from compliance.agreements.forms import AgreementForm, EventForm
from compliance.agreements.rules import TEXT_VERSION, AgreementEventKind
from compliance.database import session
from compliance.web import actor

bp = Blueprint("agreements", __name__)


def offer_texts(form: AgreementForm) -> None:
    """Have a form offer the texts that may be offered today: the London text where the authority has none yet."""
    versions = [text.version for text in queries.list_offered(session(), actor(), clock.today())] or [TEXT_VERSION]
    form.text_version.choices = [(version, version) for version in versions]
    if not form.is_submitted():
        form.text_version.process_data(versions[0])


def keep_scan_of(form: AgreementForm | EventForm, agreement_id: UUID) -> None:
    """Keep the scan that came with a form, with the signature that the form recorded."""
    chosen = form["scan"].data if "scan" in form else None
    if chosen is None:
        return
    row = queries.get_row(session(), actor(), agreement_id, clock.today())
    signatures = [one for one in row.events if one.kind is AgreementEventKind.SIGNED and one.on == form.on.data]
    event = signatures[-1] if signatures else row.events[-1]
    services.keep_scan(session(), actor(), agreement_id, event.id, chosen.read(), file_name=chosen.filename or "")
