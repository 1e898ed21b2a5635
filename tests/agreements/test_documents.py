"""Certificate and window notice: what is in force today, the same bytes for the same facts, no word of the law."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from compliance import files
from compliance.agreements import queries, rules, services
from compliance.agreements.rules import AgreementEventKind, DocumentKind
from compliance.agreements.services.documents import render
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.retailers.models import Outlet
from tests import pdfua
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

TODAY = date(2026, 11, 22)
KINDS = list(DocumentKind)


@pytest.fixture
def agreement(officer, outlet):
    return signed(officer.authority_id, outlet.id, date(2026, 6, 1))


def words_of(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_certificate_says_what_was_promised_from_when_to_when(session, officer, agreement):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    assert (facts.number, facts.signed_on, facts.lapses_on, facts.last_day) == (
        agreement.reference,
        date(2026, 6, 1),
        date(2027, 6, 1),
        date(2027, 5, 31),
    )
    assert facts.scope == ("Sales in store",)
    assert facts.trading_name == "Invented Hardware"
    text = words_of(render(DocumentKind.CERTIFICATE, facts))
    for shown in (
        agreement.reference,
        "Invented Hardware",
        "1 June 2026",
        "31 May 2027",
        "Hackney",
        facts.text_version,
    ):
        assert shown in text.replace("\N{NO-BREAK SPACE}", " "), shown


@pytest.mark.parametrize("kind", KINDS)
def test_neither_says_that_the_law_is_kept(session, officer, agreement, kind):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    text = words_of(render(kind, facts)).lower()
    assert "voluntar" in text
    for wrong in ("is compliant", "complies with all", "fully compliant", "approved by", "licensed", "accredited"):
        assert wrong not in text
    assert "does not say that the business complies" in text or "not a statement that any law" in text


def test_the_window_notice_names_nobody(session, officer, agreement):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    assert facts.signatory not in words_of(render(DocumentKind.WINDOW_NOTICE, facts))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_one_tagged_page_with_a_title_and_a_language(session, officer, agreement, kind):
    reader = pypdf.PdfReader(io.BytesIO(render(kind, queries.certificate_of(session, officer, agreement.id, TODAY))))
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert agreement.reference in reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize("kind", KINDS)
def test_printed_again_it_is_the_same_bytes(session, officer, agreement, kind):
    first = services.print_document(session, officer, agreement.id, kind)
    again = services.print_document(session, officer, agreement.id, kind)
    assert (again.id, again.sha256) == (first.id, first.sha256)
    assert files.read(first.sha256).startswith(b"%PDF-")
    assert first.facts["number"] == agreement.reference


def test_when_the_facts_change_another_is_made_and_the_first_is_kept(session, officer, agreement):
    first = services.print_document(session, officer, agreement.id, DocumentKind.CERTIFICATE)
    outlet = session.get(Outlet, agreement.outlet_id)
    outlet.name = "Renamed Hardware"
    session.add(outlet)
    session.flush()
    second = services.print_document(session, officer, agreement.id, DocumentKind.CERTIFICATE)
    assert second.sha256 != first.sha256
    assert files.read(first.sha256)
    found = queries.find_document(session, officer, agreement.id, DocumentKind.CERTIFICATE, TODAY)
    assert found == second.sha256


def test_what_says_again_what_it_said_before_is_handed_out_as_it_was_then(session, client, agreement):
    path, outlet = f"/agreements/{agreement.id}/certificate", session.get(Outlet, agreement.outlet_id)
    called, printed = outlet.name, []
    for name in (called, "Renamed Hardware", called):
        outlet.name = name
        session.add(outlet)
        session.flush()
        if name != called or not printed:
            assert client.post(path).location == path
        printed.append(client.get(path).get_data())
    assert printed[0] == printed[2] != printed[1]


@pytest.mark.parametrize(
    "kind",
    [AgreementEventKind.SUSPENDED, AgreementEventKind.WITHDRAWN, None],
    ids=["suspended", "withdrawn", "offered"],
)
def test_only_what_is_in_force_is_certified(session, officer, outlet, client, kind):
    if kind is None:
        made = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
        AgreementEventFactory(authority_id=officer.authority_id, agreement_id=made.id)
    else:
        made = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
        services.print_document(session, officer, made.id, DocumentKind.CERTIFICATE)
        AgreementEventFactory(
            authority_id=officer.authority_id, agreement_id=made.id, kind=kind, on=date(2026, 11, 1), words="Why"
        )
    with pytest.raises(Refusal, match="in force"):
        queries.certificate_of(session, officer, made.id, TODAY)
    for method in ("GET", "POST"):
        answer = client.open(f"/agreements/{made.id}/certificate", method=method)
        assert answer.location == f"/agreements/{made.id}"


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2027, 5, 31), True), (date(2027, 6, 1), False)],
    ids=str,
)
def test_it_is_certified_from_the_first_day_to_the_last(session, officer, agreement, day, in_force):
    if in_force:
        assert queries.certificate_of(session, officer, agreement.id, day).number == agreement.reference
    else:
        with pytest.raises(Refusal):
            queries.certificate_of(session, officer, agreement.id, day)


def test_an_entity_wide_certificate_names_the_places_of_the_day(session, officer):
    entity = EntityFactory(authority_id=officer.authority_id, name="Invented Group Ltd")
    for number in range(12):
        outlet = OutletFactory(authority_id=officer.authority_id, name=f"Shop {number:02d}")
        OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id)
    made = signed_for(officer, entity)
    facts = queries.certificate_of(session, officer, made.id, TODAY)
    assert facts.trading_name == facts.entity_name == "Invented Group Ltd"
    assert len(facts.places) == 11
    assert facts.places[-1] == "and 2 other places that it operates"
    assert pypdf.PdfReader(io.BytesIO(render(DocumentKind.CERTIFICATE, facts))).pages


def signed_for(actor, entity):
    made = AgreementFactory(authority_id=actor.authority_id, outlet_id=None, entity_id=entity.id)
    AgreementEventFactory(
        authority_id=actor.authority_id,
        agreement_id=made.id,
        kind=AgreementEventKind.SIGNED,
        on=date(2026, 6, 1),
        signatory="Sam Example",
        capacity="Director",
        lapses_on=date(2027, 6, 1),
    )
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_script_in_a_name_is_printed_as_text(session, officer, agreement, kind):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    odd = "<script>alert(1)</script><img src=/etc/passwd>{{ facts }}"
    text = words_of(render(kind, replace(facts, signatory=odd, trading_name=odd, entity_name=odd)))
    assert "<script>alert(1)</script>" in text


def test_a_name_that_no_typeface_here_has_is_not_printed_with_holes(session, officer, agreement):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    with pytest.raises(Refusal, match="typeface"):
        render(DocumentKind.CERTIFICATE, replace(facts, trading_name="\U0001bc00"))


def test_who_may_see_agreements_may_print_them(session, act, agreement):
    services.print_document(session, act(Role.VIEWER), agreement.id, DocumentKind.CERTIFICATE)
    with pytest.raises(Forbidden):
        services.print_document(session, act(Role.ADMINISTRATOR), agreement.id, DocumentKind.CERTIFICATE)
    with pytest.raises(NotFound):
        services.print_document(session, act(Role.OFFICER, "camden"), agreement.id, DocumentKind.CERTIFICATE)


@pytest.mark.parametrize("where", ["certificate", "window-notice"])
def test_an_officer_prints_it_from_the_agreement(client, agreement, where):
    path = f"/agreements/{agreement.id}/{where}"
    assert client.get(path).status_code == 404
    assert client.post(path).location == path
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert agreement.reference in answer.headers["Content-Disposition"]


def test_two_certificates_say_the_same_when_their_digests_agree(session, officer, agreement):
    first = queries.certificate_of(session, officer, agreement.id, TODAY)
    later = queries.certificate_of(session, officer, agreement.id, date(2026, 12, 1))
    assert first.digest == later.digest
    assert replace(first, signatory="Kim Example").digest != first.digest


@pytest.mark.parametrize(
    ("count", "last"), [(10, "Place 9"), (11, "and 1 other place that it operates")], ids=["ten", "eleven"]
)
def test_a_certificate_names_ten_places(count, last):
    assert rules.shown_places([f"Place {number}" for number in range(count)])[-1] == last


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_both_are_pdf_ua(session, officer, agreement, tmp_path):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    paths = []
    for kind in KINDS:
        paths.append(tmp_path / f"{kind}.pdf")
        paths[-1].write_bytes(render(kind, facts))
    assert pdfua.broken_clauses(*paths) == {path: [] for path in paths}


def test_a_long_text_stays_on_one_sheet_for_the_window(session, officer, agreement):
    facts = queries.certificate_of(session, officer, agreement.id, TODAY)
    long = replace(facts, commitments=("Keep knives locked away, where nobody reaches one without help. " * 2,) * 12)
    assert len(pypdf.PdfReader(io.BytesIO(render(DocumentKind.WINDOW_NOTICE, long))).pages) == 1
