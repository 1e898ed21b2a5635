"""Officers' own accounts: who reads when, what is signed, what is added, and what no route gives away."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from freezegun import freeze_time
from sqlmodel import select

from compliance import clock
from compliance.accounts.models import Officer
from compliance.accounts.rules import Confirmation
from compliance.audit import queries as audit
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.evidence.rules.copies import NewCopy
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.rules import Outcome
from compliance.purchases.rules import accounts as rules
from compliance.purchases.services.copies import make_copy, stream_copy
from tests.factories.purchases import PurchaseFactory
from tests.page import text_of
from tests.purchases.signing import confirmation, sign

MINE = "I stood by the fridge and heard “Anything else?” in a low voice."
THEIRS = "I watched through the window and saw a green till light."


@pytest.fixture
def second(act):
    return act()


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


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


def readers_of(session, purchase, *actors):
    """Return, for each actor, whose signed accounts they may read."""
    return [{one.officer_name for one in queries.readable_accounts(session, actor, purchase.id)} for actor in actors]


def test_a_draft_is_its_writers_own(session, officer, second, manager, purchase):
    services.save_account(session, officer, purchase.id, MINE)
    assert queries.find_own_account(session, officer, purchase.id).words == MINE
    for other in (second, manager):
        assert queries.find_own_account(session, other, purchase.id) is None
        assert queries.readable_accounts(session, other, purchase.id) == ()


def test_a_signed_account_is_read_by_nobody_else_until_the_other_has_signed(
    session, officer, second, manager, act, purchase
):
    administrator, viewer = act(Role.ADMINISTRATOR), act(Role.VIEWER)
    sign(session, officer, purchase.id, MINE)
    own, none, managers, others, views = readers_of(session, purchase, officer, second, manager, administrator, viewer)
    assert own == {officer.name}
    assert none == managers == others == views == set()
    sign(session, second, purchase.id, THEIRS)
    for found in readers_of(session, purchase, officer, second, manager, viewer):
        assert found == {officer.name, second.name}


def test_one_officer_alone_opens_their_account_by_signing_it(session, officer, manager, outlet):
    alone = PurchaseFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id, second_officer_id=None
    )
    sign(session, officer, alone.id, MINE)
    assert readers_of(session, alone, manager) == [{officer.name}]


def test_only_an_officer_of_the_test_writes(session, act, manager, purchase):
    for stranger in (act(), manager):
        with pytest.raises(Refusal, match="Only an officer who made the test"):
            services.save_account(session, stranger, purchase.id, "I was elsewhere.")
    with pytest.raises(Forbidden):
        services.save_account(session, act(Role.VIEWER), purchase.id, "x")
    with pytest.raises(NotFound):
        services.save_account(session, act(authority="croydon"), purchase.id, "x")


def test_a_draft_can_be_changed_but_not_from_an_old_page(session, officer, purchase):
    first = services.save_account(session, officer, purchase.id, "One.")
    version = first.version
    services.save_account(session, officer, purchase.id, "Two.", version=version)
    with pytest.raises(Refusal, match="Somebody else changed this draft"):
        services.save_account(session, officer, purchase.id, "Three.", version=version)
    assert queries.find_own_account(session, officer, purchase.id).words == "Two."


def test_a_signature_keeps_the_moment_the_words_and_the_record_as_it_stood(session, officer, purchase):
    account = sign(session, officer, purchase.id, MINE + "\r\nThen I left.\n")
    assert account.words == MINE + "\nThen I left."
    assert rules.digest(account.signed_document) == account.signed_sha256
    (readable,) = queries.readable_accounts(session, officer, purchase.id)
    assert readable.holds
    assert readable.declaration == rules.DECLARATION
    assert readable.record["words_spoken"] == "“That is £4.99.”"
    assert readable.record["outcome"] == "sold_unchallenged"
    assert readable.changed == ()
    assert queries.signed_accounts(session, officer, purchase.id)[0].sha256 == account.signed_sha256


def test_a_signature_says_when_it_no_longer_agrees_with_the_record(session, officer, purchase):
    sign(session, officer, purchase.id, MINE)
    session.refresh(purchase)
    purchase.brand, purchase.outcome = "Anvil", Outcome.REFUSED_NO_ID
    session.add(purchase)
    session.flush()
    (readable,) = queries.readable_accounts(session, officer, purchase.id)
    assert readable.holds
    assert readable.changed == ("outcome", "brand")


def test_signing_needs_the_declaration_and_the_password_and_keeps_the_words(session, officer, purchase):
    with pytest.raises(Refusal) as refused:
        services.sign_account(session, officer, purchase.id, MINE, declared=False, confirmation=confirmation())
    assert refused.value.field == "declared"
    draft = queries.find_own_account(session, officer, purchase.id)
    with pytest.raises(Refusal) as refused:
        services.sign_account(
            session,
            officer,
            purchase.id,
            MINE,
            declared=True,
            confirmation=confirmation("wrong"),
            version=draft.version,
        )
    assert refused.value.field == "password"
    draft = queries.find_own_account(session, officer, purchase.id)
    assert (draft.words, draft.signed_at) == (MINE, None)


def test_wrong_passwords_lock_as_at_sign_in_and_the_right_one_no_longer_signs(session, officer, purchase):
    draft = services.save_account(session, officer, purchase.id, MINE)
    tries = {"declared": True, "version": draft.version}
    for number in range(3):
        with pytest.raises(Refusal, match="locked" if number == 2 else "not your password"):
            services.sign_account(
                session, officer, purchase.id, MINE, confirmation=confirmation("wrong", attempts=3), **tries
            )
    with pytest.raises(Refusal, match="locked"):
        services.sign_account(session, officer, purchase.id, MINE, confirmation=confirmation(attempts=3), **tries)
    locked = session.get(Officer, officer.officer_id)
    assert locked.locked_until_at > clock.now()
    with freeze_time(clock.now() + timedelta(minutes=16)):
        services.sign_account(session, officer, purchase.id, MINE, confirmation=confirmation(attempts=3), **tries)
    assert session.get(Officer, officer.officer_id).failed_attempts == 0


def test_tries_from_one_address_are_slowed_down(session, officer, purchase):
    draft = services.save_account(session, officer, purchase.id, MINE)
    slow = Confirmation("wrong", "192.0.2.1", confirmation().lockout, 1, "a key")
    for words in ("not your password", "too many tries"):
        with pytest.raises(Refusal, match=words):
            services.sign_account(
                session, officer, purchase.id, MINE, declared=True, confirmation=slow, version=draft.version
            )


def test_signing_twice_signs_once_and_a_signed_account_is_not_written_again(session, officer, purchase):
    first = sign(session, officer, purchase.id, MINE)
    signed_at = first.signed_at
    again = services.sign_account(session, officer, purchase.id, MINE, declared=True, confirmation=confirmation())
    assert (again.id, again.signed_at) == (first.id, signed_at)
    for change in (
        lambda: services.save_account(session, officer, purchase.id, "Otherwise.", version=first.version),
        lambda: services.sign_account(
            session, officer, purchase.id, "Otherwise.", declared=True, confirmation=confirmation()
        ),
    ):
        with pytest.raises(Refusal, match="stays as it is"):
            change()


def test_additions_stand_in_order_and_follow_each_other_by_their_hashes(session, officer, second, purchase):
    account = sign(session, officer, purchase.id, MINE)
    new = rules.NewAddition("The queue", "Two people stood before us.", "I remembered it.")
    first = services.add_to_account(session, officer, purchase.id, new)
    again = services.add_to_account(session, officer, purchase.id, new, addition_id=first.id)
    assert again.id == first.id
    services.add_to_account(session, officer, purchase.id, rules.NewAddition("Rain", "It rained.", "Asked."))
    assert readers_of(session, purchase, second) == [set()]
    (readable,) = queries.readable_accounts(session, officer, purchase.id)
    assert [one.number for one in readable.additions] == [1, 2]
    assert readable.holds
    assert readable.words == account.words


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (rules.NewAddition(" ", "Words", "Why"), "about"),
        (rules.NewAddition("x" * 201, "Words", "Why"), "about"),
        (rules.NewAddition("About", " \n", "Why"), "words"),
        (rules.NewAddition("About", "Words", ""), "reason"),
    ],
    ids=["about nothing", "about too much", "no words", "no reason"],
)
def test_an_addition_needs_its_parts(session, officer, purchase, new, field):
    sign(session, officer, purchase.id, MINE)
    with pytest.raises(Refusal) as refused:
        services.add_to_account(session, officer, purchase.id, new)
    assert refused.value.field == field


def test_nothing_is_added_before_signing(session, officer, purchase):
    services.save_account(session, officer, purchase.id, MINE)
    with pytest.raises(Refusal, match="Sign your account first"):
        services.add_to_account(session, officer, purchase.id, rules.NewAddition("A", "B", "C"))


@pytest.mark.parametrize("text", ["Then Invented Person turned round.", "then PERSON, INVENTED left"])
def test_a_volunteers_name_is_not_written(session, officer, purchase, text):
    for write in (
        lambda: services.save_account(session, officer, purchase.id, text),
        lambda: services.sign_account(session, officer, purchase.id, text, declared=True, confirmation=confirmation()),
    ):
        with pytest.raises(Refusal, match="could lead to the volunteer") as refused:
            write()
        assert refused.value.field == "words"
    assert queries.find_own_account(session, officer, purchase.id) is None
    sign(session, officer, purchase.id, MINE)
    for new in (
        rules.NewAddition(text, "Words", "Why"),
        rules.NewAddition("About", text, "Why"),
        rules.NewAddition("About", "Words", text),
    ):
        with pytest.raises(Refusal, match="could lead to the volunteer"):
            services.add_to_account(session, officer, purchase.id, new)


def test_a_record_that_names_the_volunteer_is_not_signed(session, officer, purchase):
    session.refresh(purchase)
    purchase.words_spoken = "“Here you are, Invented.”"
    session.add(purchase)
    session.flush()
    with pytest.raises(Refusal, match="could lead to the volunteer"):
        sign(session, officer, purchase.id, MINE)
    assert queries.signed_accounts(session, officer, purchase.id) == []


def change_officers(session, actor, purchase, **officers):
    """Name other officers of a test, as a correction does."""
    for name, value in officers.items():
        setattr(purchase, name, value)
    session.add(purchase)
    session.flush()
    services.note_officers(session, actor, purchase.id)


def test_a_new_second_officer_signs_before_reading_and_nothing_open_is_hidden_from_others(
    session, officer, second, manager, act, purchase
):
    sign(session, officer, purchase.id, MINE)
    sign(session, second, purchase.id, THEIRS)
    third = act()
    assert readers_of(session, purchase, third) == [{officer.name, second.name}]
    change_officers(session, officer, purchase, second_officer_id=third.officer_id)
    blocked, *others = readers_of(session, purchase, third, officer, second, manager)
    assert blocked == set()
    assert all(found == {officer.name, second.name} for found in others)
    state = queries.accounts_state(session, manager, purchase.id)
    assert [writer.of_test for writer in state.writers] == [True, True, False]
    assert not state.all_signed
    account = sign(session, third, purchase.id, "I held the door.")
    assert rules.part_of(account.signed_document, "declaration") == rules.DECLARATION_AFTER_OPENING
    (found,) = readers_of(session, purchase, third)
    assert found == {officer.name, second.name, third.name}
    late = next(
        one for one in queries.readable_accounts(session, manager, purchase.id) if one.of_test and one.after_opening
    )
    assert late.officer_name == third.name


def test_a_second_officer_added_after_a_signature_must_sign_too(session, officer, second, manager, act, outlet):
    alone = PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)
    sign(session, officer, alone.id, MINE)
    change_officers(session, officer, alone, second_officer_id=second.officer_id)
    assert readers_of(session, alone, second, manager) == [set(), {officer.name}]


def test_removing_a_second_officer_opens_what_is_signed_but_not_to_who_has_a_draft(
    session, officer, second, manager, purchase
):
    services.save_account(session, second, purchase.id, THEIRS)
    sign(session, officer, purchase.id, MINE)
    change_officers(session, officer, purchase, second_officer_id=None)
    assert readers_of(session, purchase, manager, second) == [{officer.name}, set()]
    assert queries.find_own_account(session, second, purchase.id).words == THEIRS
    change_officers(session, officer, purchase, second_officer_id=second.officer_id)
    assert readers_of(session, purchase, manager, second) == [{officer.name}, set()]
    account = sign(session, second, purchase.id, THEIRS)
    assert rules.part_of(account.signed_document, "declaration") == rules.DECLARATION
    assert readers_of(session, purchase, second) == [{officer.name, second.name}]


def test_nobody_who_made_it_opens_a_signed_account_by_taking_off_who_has_not_signed(
    session, officer, second, manager, outlet, sale
):
    new = replace(sale, second_officer_id=second.officer_id)
    purchase = services.record_purchase(session, officer, outlet.id, new)
    sign(session, second, purchase.id, THEIRS)

    def correct(actor, **officers):
        now = replace(new, **officers)
        services.correct_purchase(
            session, actor, purchase.id, now, version=purchase.version, reason="The rota was misread"
        )

    alone = {"officer_id": second.officer_id, "second_officer_id": None}
    for actor, officers in (
        (officer, alone),
        (second, alone),
        (manager, alone | {"second_officer_id": manager.officer_id}),
    ):
        with pytest.raises(Refusal, match="only a manager who did not make the test") as refused:
            correct(actor, **officers)
        assert refused.value.field == "officer_id"
    assert readers_of(session, purchase, officer, manager) == [set(), set()]
    correct(manager, **alone)
    assert readers_of(session, purchase, manager) == [{second.name}]


def test_a_signed_account_of_an_officer_who_is_named_no_longer_is_not_lost(session, officer, second, act, purchase):
    sign(session, second, purchase.id, THEIRS)
    third = act()
    change_officers(session, officer, purchase, second_officer_id=third.officer_id)
    assert readers_of(session, purchase, second, officer, third) == [{second.name}, set(), set()]
    sign(session, officer, purchase.id, MINE)
    sign(session, third, purchase.id, "I held the door.")
    (found,) = readers_of(session, purchase, officer)
    assert found == {officer.name, second.name, third.name}


def test_the_audit_holds_hashes_and_never_words(session, officer, second, purchase):
    sign(session, officer, purchase.id, MINE)
    services.add_to_account(session, officer, purchase.id, rules.NewAddition("Fridge", "Humming loudly.", "Forgot."))
    sign(session, second, purchase.id, THEIRS)
    entries = session.exec(select(AuditEntry)).all()
    told = "\n".join(f"{entry.action} {entry.reason} {entry.detail}" for entry in entries)
    for secret in ("fridge", "window", "Humming", "Fridge", "Forgot"):
        assert secret not in told
    actions = [entry.action for entry in audit.list_subject(session, officer, "purchase", purchase.id)][::-1]
    assert actions == [
        *("account.saved", "account.signed", "account.added_to"),
        *("account.saved", "account.signed", "account.opened"),
    ]
    assert all("sha256" in str(entry.detail) for entry in entries if entry.action.startswith("account."))


def test_no_route_gives_away_the_words_before_both_have_signed(
    session, officer, second, manager, act, sign_in, purchase
):
    """Every page of the test, of its retailer, of the lists, their exports, home and the audit, for everybody else."""
    sign(session, officer, purchase.id, MINE)
    account = queries.find_own_account(session, officer, purchase.id)
    services.begin_statement(session, officer, purchase.id)
    statement = queries.list_own_statements(session, officer, purchase.id)[0]
    here, shop = f"/purchases/{purchase.id}", f"/retailers/{purchase.outlet_id}"
    pages = [
        *(here, f"{here}/accounts", f"{here}/account", f"{here}/account/sign", f"{here}/account/add"),
        *(f"{here}/statement", f"{here}/review", f"{here}/history", f"{here}/evidence", f"{here}/law"),
        *(f"{here}/accounts/{account.id}/print", f"{here}/statements/{statement.id}/print"),
        f"{here}/statements/{statement.id}/document",
        *("/", "/purchases/", "/purchases/?search=fridge", "/purchases/export/csv", "/purchases/export.csv"),
        *(shop, f"{shop}/purchases", f"{shop}/history", "/retailers/?q=fridge", "/audit/", f"{here}/sheet"),
    ]
    for actor in (second, manager):
        client = sign_in(actor)
        for page in pages:
            answer = client.get(page, follow_redirects=True)
            assert b"the fridge" not in answer.get_data(), f"{page} tells {actor.role}"
        for paper in pages[10:13]:
            assert client.get(paper).status_code in {403, 404}
    assert "the fridge" in text_of(sign_in(officer).get(f"{here}/accounts"))


def copied(session, maker, reader, purchase):
    """Return what is in a copy of the evidence that one officer makes and another downloads."""
    made = make_copy(session, maker, purchase.id, NewCopy(to_whom="Counsel", reason="Disclosure"))
    zipped = stream_copy(session, reader, made.id)[1]
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped))) as opened:
        return made, {name.partition("/")[2] for name in opened.namelist()}


def test_a_copy_of_the_evidence_holds_an_account_only_once_everybody_may_read_it(
    session, officer, second, act, purchase
):
    sign(session, officer, purchase.id, MINE)
    statement = services.begin_statement(session, officer, purchase.id)
    services.finish_statement(session, officer, statement.id, MINE, version=statement.version)
    for maker in (officer, second):
        _made, names = copied(session, maker, second, purchase)
        assert not [name for name in names if name.startswith(("accounts/", "statements/"))]
    sign(session, second, purchase.id, THEIRS)
    made, names = copied(session, officer, second, purchase)
    assert {"accounts/account-1.pdf", "accounts/account-2.pdf", "statements/statement-1.pdf"} <= names
    third = act()
    change_officers(session, officer, purchase, second_officer_id=third.officer_id)
    with pytest.raises(NotFound):
        stream_copy(session, third, made.id)
    sign(session, third, purchase.id, "I held the door.")
    assert stream_copy(session, third, made.id)
