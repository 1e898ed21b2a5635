"""Officers' statements: drafted, edited, finished, taken away, and read by nobody before they may."""

import io

import docx
import pytest
from pypdf import PdfReader

from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.rules import accounts as account_rules
from tests.factories.purchases import PurchaseFactory
from tests.page import text_of
from tests.purchases.signing import sign


@pytest.fixture
def second(act):
    return act()


@pytest.fixture
def purchase(officer, second, outlet, volunteer):
    return PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        second_officer_id=second.officer_id,
        volunteer_id=volunteer.id,
        words_spoken="“That is £4.99.”",
    )


@pytest.fixture
def draft(session, officer, purchase):
    sign(session, officer, purchase.id, "I stood by the fridge.")
    return services.begin_statement(session, officer, purchase.id)


def finish(session, actor, draft, words="I stood by the fridge."):
    return services.finish_statement(session, actor, draft.id, words, version=draft.version)


def test_a_statement_needs_the_officers_own_signed_account(session, officer, second, act, purchase):
    for actor in (officer, act()):
        with pytest.raises(Refusal, match="Sign your account"):
            services.begin_statement(session, actor, purchase.id)
    services.save_account(session, officer, purchase.id, "Not signed.")
    with pytest.raises(Refusal, match="Sign your account"):
        services.begin_statement(session, officer, purchase.id)
    with pytest.raises(Forbidden):
        services.begin_statement(session, act(Role.VIEWER), purchase.id)
    with pytest.raises(NotFound):
        services.begin_statement(session, act(authority="croydon"), purchase.id)


def test_it_is_drafted_from_the_record_and_the_officers_own_account_only(session, officer, second, purchase, outlet):
    sign(session, officer, purchase.id, "I stood by the fridge.")
    sign(session, second, purchase.id, "I saw a lorry outside.")
    words = services.begin_statement(session, officer, purchase.id).words
    assert outlet.name in words
    assert "“That is £4.99.”" in words
    assert "V07 was 16 years and 3 months old" in words
    assert "I stood by the fridge." in words
    assert "lorry" not in words
    assert second.name in words


def test_drafting_twice_gives_the_same_draft(session, officer, purchase, draft):
    services.save_statement(session, officer, draft.id, "Edited.", version=draft.version)
    assert services.begin_statement(session, officer, purchase.id).id == draft.id
    assert services.begin_statement(session, officer, purchase.id).words == "Edited."


def test_another_officers_draft_is_not_found(session, second, act, purchase, draft):
    sign(session, second, purchase.id, "I saw a lorry.")
    for other in (second, act(Role.MANAGER)):
        with pytest.raises(NotFound):
            queries.get_own_statement(session, other, draft.id)
        with pytest.raises(NotFound):
            services.save_statement(session, other, draft.id, "Mine now.", version=draft.version)
        with pytest.raises(NotFound):
            queries.print_statement(session, other, purchase.id, draft.id)
        assert queries.readable_statements(session, other, purchase.id) == ()


def test_a_finished_statement_stays_and_a_later_version_is_another_row(session, officer, purchase, draft):
    done = finish(session, officer, draft)
    assert account_rules.digest(done.finished_document) == done.finished_sha256
    assert finish(session, officer, done).finished_at == done.finished_at
    with pytest.raises(Refusal, match="finished"):
        services.save_statement(session, officer, done.id, "Otherwise.", version=done.version)
    later = services.begin_statement(session, officer, purchase.id)
    assert (later.id != done.id, later.number) == (True, 2)
    (readable,) = queries.readable_statements(session, officer, purchase.id)
    assert (readable.holds, readable.number) == (True, 1)


def test_a_finished_statement_is_read_by_others_when_the_accounts_are(session, officer, second, act, purchase, draft):
    manager = act(Role.MANAGER)
    done = finish(session, officer, draft)
    for other in (second, manager):
        assert queries.readable_statements(session, other, purchase.id) == ()
    sign(session, second, purchase.id, "I saw a lorry.")
    for other in (second, manager, officer):
        assert [one.id for one in queries.readable_statements(session, other, purchase.id)] == [done.id]


def test_gaps_old_pages_and_the_volunteers_name_are_refused(session, officer, draft):
    named = f"{draft.words}\n\nThen Person left."
    for words, message in (("At [time] I left.", "square brackets"), ("Invented left.", "could lead to the volunteer")):
        with pytest.raises(Refusal, match=message) as refused:
            finish(session, officer, draft, words)
        assert refused.value.field == "words"
    with pytest.raises(Refusal, match="could lead to the volunteer"):
        services.save_statement(session, officer, draft.id, named, version=draft.version)
    version = draft.version
    services.save_statement(session, officer, draft.id, "One.", version=version)
    with pytest.raises(Refusal, match="Somebody else changed this draft"):
        services.save_statement(session, officer, draft.id, "Two.", version=version)


def test_the_pages_draft_edit_finish_and_hand_out(client, session, officer, purchase, sign_in, second):
    here = f"/purchases/{purchase.id}"
    assert "Sign your account" in text_of(client.get(f"{here}/statement"))
    assert client.post(f"{here}/statement/draft").location == f"{here}/accounts"
    sign(session, officer, purchase.id, "I stood by the fridge.")
    assert "Draft it from the record" in text_of(client.get(f"{here}/statement"))
    assert client.post(f"{here}/statement/draft").location == f"{here}/statement"
    page = client.get(f"{here}/statement")
    assert "not legal advice" in text_of(page)
    assert "gaps to complete" in text_of(page)
    draft = queries.list_own_statements(session, officer, purchase.id)[0]
    word = client.get(f"{here}/statements/{draft.id}/document")
    assert word.headers["Content-Disposition"].startswith("attachment")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(word.get_data())).paragraphs)
    assert "I stood by the fridge." in text
    assert "Draft, for the officer to finish" in text
    form = {"version": str(draft.version), "words": "I was [there].", "then": "finish"}
    refused = client.post(f"{here}/statement", data=form)
    assert "square brackets" in text_of(refused)
    assert "I was [there]." in refused.get_data(as_text=True)
    saved = client.post(f"{here}/statement", data={"version": str(draft.version), "words": "I was there."})
    assert saved.location == f"{here}/statement"
    draft = queries.list_own_statements(session, officer, purchase.id)[0]
    done = client.post(f"{here}/statement", data={"version": str(draft.version), "words": "I was.", "then": "finish"})
    assert done.location == f"{here}/accounts"
    pdf = client.get(f"{here}/statements/{draft.id}/print")
    pages = PdfReader(io.BytesIO(pdf.get_data())).pages
    assert all("Signature: ____" in page.extract_text() for page in pages)  # each page is signed, as it declares
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    assert "Iwas." in printed
    assert "liabletoprosecution" in printed
    assert queries.list_own_statements(session, officer, purchase.id)[0].finished_sha256 in printed
    assert "Draftalaterversion" in "".join(text_of(client.get(f"{here}/statement")).split())
    assert "Draft a later version" in text_of(client.get(f"{here}/accounts"))
    assert sign_in(second).get(f"{here}/statements/{draft.id}/print").status_code == 404
