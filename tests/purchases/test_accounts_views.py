"""The pages of officers' accounts: written, signed, added to, printed."""

import io

import pypdf
import pytest

from compliance.permissions import Role
from compliance.purchases import queries, services
from tests.factories.accounts import PASSWORD
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register
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
    )


def named_purchase(session, officer):
    volunteer = register(session, officer, "V08", name="Zephyrine Quillfeather")
    return PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=OutletFactory(authority_id=officer.authority_id).id,
        officer_id=officer.officer_id,
        volunteer_id=volunteer.id,
        volunteer_code="V08",
    )


def test_an_officer_writes_saves_and_signs(client, session, officer, second, purchase, sign_in):
    here = f"/purchases/{purchase.id}"
    assert "Write your account" in text_of(client.get(f"{here}/accounts"))
    saved = client.post(f"{here}/account", data={"version": "0", "words": "I saw the sale."})
    assert saved.status_code == 302
    assert saved.location == f"{here}/account"
    assert "I saw the sale." in client.get(f"{here}/account").get_data(as_text=True)
    draft = queries.find_own_account(session, officer, purchase.id)
    on = client.post(f"{here}/account", data={"version": str(draft.version), "words": "I saw it all.", "then": "sign"})
    assert on.location == f"{here}/account/sign"
    page = client.get(f"{here}/account/sign")
    assert "I saw it all." in text_of(page)
    assert "ID asked for" in text_of(page)
    draft = queries.find_own_account(session, officer, purchase.id)
    form = {"version": str(draft.version), "declared": "yes", "password": "not the one"}
    refused = client.post(f"{here}/account/sign", data=form)
    assert refused.status_code == 200
    assert "This is not your password" in text_of(refused)
    assert "I saw it all." in text_of(refused)
    done = client.post(f"{here}/account/sign", data=form | {"password": PASSWORD})
    assert done.location == f"{here}/accounts"
    assert client.post(f"{here}/account/sign", data=form | {"password": PASSWORD}).status_code == 302
    assert client.post(f"{here}/account", data={"version": "9", "words": "Other."}).location == f"{here}/accounts"
    page = text_of(client.get(f"{here}/accounts"))
    assert "I saw it all." in page
    assert queries.signed_accounts(session, officer, purchase.id)[0].sha256 in page
    theirs = text_of(sign_in(second).get(f"{here}/accounts"))
    assert "I saw it all." not in theirs
    assert "Signed" in theirs


def test_what_was_typed_is_shown_again_when_it_cannot_be_saved(client, session, officer, purchase):
    here = f"/purchases/{purchase.id}/account"
    services.save_account(session, officer, purchase.id, "First.")
    again = client.post(here, data={"version": "7", "words": "From an old page."})
    assert again.status_code == 200
    assert "From an old page." in again.get_data(as_text=True)
    assert "Somebody else changed this draft" in text_of(again)
    empty = client.post(here, data={"version": "1", "words": "  "})
    assert "Write what you saw, heard and did" in text_of(empty)


def test_a_page_keeps_what_is_being_written_by_itself_for_its_writer_only(
    client, session, officer, second, purchase, sign_in
):
    here = f"/purchases/{purchase.id}/account"
    assert 'data-draft="' in client.get(here).get_data(as_text=True)
    kept = client.post(here, data={"version": "0", "words": "I saw", "then": "keep"})
    assert kept.status_code == 201
    assert "Draft kept at" in kept.json["said"]
    more = client.post(here, data={"version": kept.json["version"], "words": "I saw it.", "then": "keep"})
    assert queries.find_own_account(session, officer, purchase.id).words == "I saw it."
    late = client.post(here, data={"version": kept.json["version"], "words": "An old page.", "then": "keep"})
    assert late.status_code == 422
    assert "Somebody else changed this draft" in late.json["said"]
    empty = client.post(here, data={"version": more.json["version"], "words": " ", "then": "keep"})
    assert empty.status_code == 422
    assert queries.find_own_account(session, officer, purchase.id).words == "I saw it."
    history = text_of(client.get(f"/purchases/{purchase.id}/history"))
    assert history.count("Draft of an officer’s account saved") == 1
    assert "2 times since" in history
    theirs = sign_in(second)
    assert "I saw it." not in theirs.get(here).get_data(as_text=True)
    assert "I saw it." not in theirs.get(f"/purchases/{purchase.id}/accounts").get_data(as_text=True)


def test_a_page_keeps_no_draft_that_names_the_volunteer(client, session, officer):
    purchase = named_purchase(session, officer)
    answer = client.post(
        f"/purchases/{purchase.id}/account",
        data={"version": "0", "words": "Zephyrine Quillfeather went in.", "then": "keep"},
    )
    assert answer.status_code == 422
    assert "not kept" in answer.json["said"]
    assert "Zephyrine" not in answer.get_data(as_text=True)
    assert queries.find_own_account(session, officer, purchase.id) is None


def test_wrong_passwords_are_remembered_though_the_page_is_shown_again(client, session, officer, purchase):
    here = f"/purchases/{purchase.id}/account/sign"
    draft = services.save_account(session, officer, purchase.id, "I saw the sale.")
    form = {"version": str(draft.version), "declared": "yes", "password": "wrong"}
    for _ in range(5):
        answer = client.post(here, data=form)
    assert "locked" in text_of(answer)
    assert "locked" in text_of(client.post(here, data=form | {"password": PASSWORD}))
    assert queries.signed_accounts(session, officer, purchase.id) == []


def test_an_officer_adds_to_a_signed_account_once(client, session, officer, purchase):
    sign(session, officer, purchase.id, "I saw the sale.")
    here = f"/purchases/{purchase.id}/account/add"
    page = client.get(here).get_data(as_text=True)
    submission = page.split('name="submission"')[1].split('value="')[1].split('"')[0]
    form = {"submission": submission, "about": "The queue", "words": "Two people.", "reason": "I forgot."}
    for _ in range(2):
        assert client.post(here, data=form).location == f"/purchases/{purchase.id}/accounts"
    (account,) = queries.readable_accounts(session, officer, purchase.id)
    assert len(account.additions) == 1
    text = text_of(client.get(f"/purchases/{purchase.id}/accounts"))
    assert "Added: The queue" in text
    assert "I forgot." in text
    missing = client.post(here, data={"submission": submission, "about": "", "words": "More.", "reason": ""})
    assert missing.status_code == 200
    assert "More." in missing.get_data(as_text=True)


def test_pages_lead_on_to_where_one_is(client, session, officer, second, purchase, sign_in):
    here = f"/purchases/{purchase.id}"
    assert client.get(f"{here}/account/sign").location == f"{here}/account"
    assert client.get(f"{here}/account/add").location == f"{here}/account"
    sign(session, officer, purchase.id, "I saw the sale.")
    assert client.get(f"{here}/account").location == f"{here}/accounts"
    assert client.get(f"{here}/account/add").status_code == 200


@pytest.mark.parametrize(
    ("role", "write", "read"),
    [
        (Role.VIEWER, 403, 200),
        (Role.CLERK, 403, 200),
        (Role.ADMINISTRATOR, 403, 403),
        (Role.MANAGER, 302, 200),
    ],
)
def test_who_reaches_the_pages(act, sign_in, purchase, role, write, read):
    client = sign_in(act(role))
    assert client.get(f"/purchases/{purchase.id}/account").status_code == write
    assert client.get(f"/purchases/{purchase.id}/accounts").status_code == read


def test_a_signed_account_is_printed_with_its_hash_and_the_record(client, session, officer, second, purchase, sign_in):
    account = sign(session, officer, purchase.id, "I saw the sale.")
    address = f"/purchases/{purchase.id}/accounts/{account.id}/print"
    assert sign_in(second).get(address).status_code == 404
    answer = client.get(address)
    assert answer.mimetype == "application/pdf"
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.get_data())).pages)
    joined = "".join(text.split())
    assert "Isawthesale." in joined
    assert account.signed_sha256 in joined
    assert "Sold:nochallenge" in joined
    assert client.get(address).get_data() == answer.get_data()
