"""Labels of exhibits as a PDF: which exhibit it is, under which seal, and where its page is."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from compliance import clock, pdf
from compliance.accounts import queries as accounts
from compliance.codes import qr_of
from compliance.errors import Refusal
from compliance.evidence import queries
from compliance.evidence.rules import KIND_LABELS, ExhibitKind, labels
from compliance.permissions import Actor, Permission

TEMPLATE = "evidence/labels_document.html"
STYLESHEETS = ("css/exhibit-labels.css",)
_LONGEST = 120


def print_labels(
    session: Session, actor: Actor, purchase_id: UUID, wanted: Sequence[UUID], *, address: str, case: str
) -> bytes:
    """Return the labels of chosen exhibits of a test as a PDF, eight on a sheet of A4; of all when none is chosen.

    `address` is what the QR code of a label begins with: the exhibit’s identifier follows. `case` is how the
    prosecution would be called. Those withdrawn get none. Raises Refusal when none is left, or for letters that cannot
    be printed; NotFound; Forbidden.
    """
    actor.require(Permission.VIEW_EVIDENCE)
    test = queries.get_test(session, actor, purchase_id)
    rows = [
        row
        for row in queries.list_exhibits(session, actor, purchase_id)
        if row.exhibit.withdrawn_at is None and (not wanted or row.exhibit.id in wanted)
    ]
    if not rows:
        raise Refusal("Choose at least one exhibit that is not withdrawn", "exhibit")
    authority = accounts.get_authority(session, actor.authority_id)
    made = [_label(row, test, address, case) for row in rows]
    title = f"Exhibit labels of {test.reference}"
    document = pdf.Document(
        template=TEMPLATE, facts=labels.in_sheets(title, authority.name, made), title=title, stylesheets=STYLESHEETS
    )
    printed = pdf.render_document(document)
    if printed.unprintable:
        raise Refusal(f"These characters cannot be printed: {' '.join(printed.unprintable)}", "exhibit")
    return printed.pdf


def _label(row: queries.ExhibitRow, test: queries.Test, address: str, case: str) -> labels.Label:
    exhibit, standing = row.exhibit, row.standing
    seal = standing.seal or ("Not sealed" if exhibit.kind is ExhibitKind.ITEM else "")
    return labels.Label(
        reference=exhibit.reference,
        test=test.reference,
        case=labels.shortened(case, 60),
        kind=KIND_LABELS[exhibit.kind],
        description=labels.shortened(exhibit.description, _LONGEST),
        quantity=exhibit.quantity,
        produced=f"{clock.london(exhibit.produced_at):%d/%m/%Y %H:%M}",
        where=labels.shortened(exhibit.produced_where, 50),
        produced_by=exhibit.produced_by,
        seal=seal,
        sha256=exhibit.sha256[:16] if exhibit.sha256 else "",
        qr=qr_of(f"{address}{exhibit.id}"),
    )
