"""The whole record of one test, whatever is done to it in whatever order: no forbidden state, no earlier entry lost."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from compliance.accounts.services import passwords
from compliance.audit import queries as audit
from compliance.errors import Forbidden, Refusal
from compliance.evidence.services.verifying import verify_evidence
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.models import Account, Dispute, Voiding
from compliance.purchases.rules import (
    BuyerBasis,
    Channel,
    DisputeDecision,
    NewDispute,
    NewPurchase,
    Outcome,
    Type,
    VoidingDecision,
    counts_as_sale,
)
from compliance.purchases.rules.accounts import NewAddition
from compliance.purchases.rules.reviews import CHECKS, Answer, NewReview, ReviewOutcome
from compliance.purchases.services import voiding
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register
from tests.purchases.machine import MANAGERS, OFFICERS, ORDERED, PEOPLE, STAYS, Beside
from tests.purchases.signing import confirmation

KINDS = {
    "underage": (Type.UNDERAGE, BuyerBasis.UNDER_18, "V07", None, Channel.TILL, ""),
    "challenge_25": (Type.CHALLENGE_25, BuyerBasis.ADULT, "", 19, Channel.TILL, ""),
    "online": (
        Type.ONLINE_ORDER,
        BuyerBasis.UNDER_18,
        "V07",
        None,
        Channel.HOME_DELIVERY,
        "https://knives.example/chef",
    ),
}
OUTCOMES = (Outcome.SOLD_UNCHALLENGED, Outcome.REFUSED_OTHER, Outcome.NOT_STOCKED, Outcome.ABORTED, Outcome.VOID)


@pytest.fixture
def cast(session, act, monkeypatch):
    """Three officers, two managers, a viewer, and V07. Passwords are compared without their slow hash."""
    monkeypatch.setattr(passwords, "matches", lambda _hashed, password: password == "right")
    people = {name: act() for name in OFFICERS} | {name: act(Role.MANAGER) for name in MANAGERS}
    people["viewer"] = act(Role.VIEWER)
    register(session, people["first"], "V07", born_on=date(2010, 3, 14))
    return people


class Record(Beside, RuleBasedStateMachine):
    """What officers, managers and traders do, and what a plain model of it expects, of one test each time."""

    db = None
    cast = None

    @initialize(
        kind=st.sampled_from(sorted(KINDS, reverse=True)),
        outcome=st.sampled_from(OUTCOMES[:4]),
        two=st.sampled_from([True, True, False]),
        signed=st.sampled_from([2, 1, 0]),
    )
    def record(self, kind, outcome, two, signed):
        first = self.cast["first"]
        self.outlet = OutletFactory(authority_id=first.authority_id)
        type_, basis, code, age, channel, url = KINDS[kind]
        aborted = outcome is Outcome.ABORTED
        self.new = NewPurchase(
            type=type_,
            buyer_basis=basis,
            channel=channel,
            url=url,
            outcome=outcome,
            outcome_reason="V07 was recognised." if aborted else "",
            tested_on=ORDERED,
            officer_id=first.officer_id,
            second_officer_id=self.cast["second"].officer_id if two or aborted else None,
            category="kitchen_knife",
            volunteer_code=code,
            age_years=age,
            words_spoken="“Here you are.”",
        )
        self.id = services.record_purchase(self.db, first, self.outlet.id, self.new).id
        self.signed, self.drafts, self.opened, self.reached = {}, set(), False, set()
        self.before, self.entries, self.still, self.overturned = {}, [], None, False
        for who in ("first", "second")[:signed]:
            self.try_to_sign(who, right=True)

    def attempt(self, deed):
        """Do something as the edge does: all of it, or nothing. Says whether it was let through."""
        with contextlib.suppress(Refusal, Forbidden), self.db.begin_nested():
            deed()
            return True
        return False

    @property
    def purchase(self):
        return queries.get_own_purchase(self.db, self.cast["first"], self.id)

    @property
    def made_by(self):
        return {one for one in (self.purchase.officer_id, self.purchase.second_officer_id) if one}

    def note_opened(self):
        self.opened = self.opened or self.made_by <= set(self.signed)
        if self.opened and self.made_by <= set(self.signed):
            self.reached |= set(self.signed)

    @rule(who=st.sampled_from(PEOPLE), words=st.sampled_from(["I saw it.", "I heard it."]))
    def write(self, who, words):
        actor = self.cast[who]
        own = queries.find_own_account(self.db, actor, self.id)
        version = own.version if own else 0
        done = self.attempt(lambda: services.save_account(self.db, actor, self.id, words, version=version))
        assert not done or (actor.officer_id in self.made_by and actor.officer_id not in self.signed)
        if done:
            self.drafts.add(actor.officer_id)

    @rule(
        who=st.sampled_from([*PEOPLE, "first", "second"]),
        right=st.sampled_from([True, True, True, False]),
    )
    def sign(self, who, right):
        self.try_to_sign(who, right=right)

    def try_to_sign(self, who, *, right):
        actor = self.cast[who]
        self.attempt(lambda: services.save_account(self.db, actor, self.id, "I saw it."))
        own = queries.find_own_account(self.db, actor, self.id)
        if own is None or own.signed_at is not None:
            return
        self.drafts.add(actor.officer_id)
        done = self.attempt(
            lambda: services.sign_account(
                self.db,
                actor,
                self.id,
                own.words,
                declared=True,
                confirmation=confirmation("right" if right else "wrong", attempts=1000),
                version=own.version,
            )
        )
        assert not done or (right and actor.officer_id in self.made_by)
        if done:
            account = queries.find_own_account(self.db, actor, self.id)
            self.signed[actor.officer_id] = (account.words, account.signed_sha256, account.signed_document)
            self.note_opened()

    @rule(who=st.sampled_from(PEOPLE))
    def add(self, who):
        actor = self.cast[who]
        new = NewAddition("The queue", "Two people.", "I forgot it.")
        done = self.attempt(lambda: services.add_to_account(self.db, actor, self.id, new))
        assert done is (actor.officer_id in self.signed)

    @rule(
        who=st.sampled_from(PEOPLE),
        kind=st.sampled_from(sorted(KINDS)),
        outcome=st.sampled_from(OUTCOMES),
        second=st.sampled_from(["second", "third", "manager", ""]),
        words=st.sampled_from(["“Here you are.”", "“How old are you?”"]),
    )
    def correct(self, who, kind, outcome, second, words):
        type_, basis, code, age, channel, url = KINDS[kind]
        new = replace(
            self.new,
            type=type_,
            buyer_basis=basis,
            channel=channel,
            url=url,
            volunteer_code=code,
            age_years=age,
            outcome=outcome,
            outcome_reason="It was recognised." if outcome in {Outcome.VOID, Outcome.ABORTED} else "",
            second_officer_id=self.cast[second].officer_id if second else None,
            words_spoken=words,
        )
        said, version = self.purchase.words_spoken, self.purchase.version
        done = self.attempt(
            lambda: services.correct_purchase(
                self.db, self.cast[who], self.id, new, version=version, reason="Mistyped.", again=True
            )
        )
        if done:
            assert not self.signed or words == said
            self.note_opened()

    @rule(who=st.sampled_from(PEOPLE))
    def propose_void(self, who):
        self.attempt(
            lambda: voiding.propose_voiding(self.db, self.cast[who], self.id, Outcome.VOID, "It was recognised.")
        )

    @rule(who=st.sampled_from(PEOPLE), decision=st.sampled_from([VoidingDecision.AGREED, VoidingDecision.DECLINED]))
    def answer_voiding(self, who, decision):
        waiting = next((one for one in self.rows(Voiding) if one.decision is None), None)
        if waiting is None:
            return
        done = self.attempt(
            lambda: voiding.decide_voiding(self.db, self.cast[who], waiting.id, decision, "It was not recognised.")
        )
        assert not done or waiting.proposed_by_id != self.cast[who].officer_id

    @rule(who=st.sampled_from(PEOPLE))
    def withdraw_voiding(self, who):
        waiting = next((one for one in self.rows(Voiding) if one.decision is None), None)
        if waiting is not None:
            done = self.attempt(lambda: voiding.withdraw_voiding(self.db, self.cast[who], waiting.id))
            assert done is (waiting.proposed_by_id == self.cast[who].officer_id)

    @rule(who=st.sampled_from(PEOPLE))
    def dispute(self, who):
        new = NewDispute(raised_on=date(2026, 10, 20), words="We asked.", new_grounds="A film.")
        self.attempt(lambda: services.record_dispute(self.db, self.cast[who], self.id, new))

    @rule(who=st.sampled_from(PEOPLE), decision=st.sampled_from(DisputeDecision))
    def decide(self, who, decision):
        waiting = next((one for one in self.rows(Dispute) if one.decided_on is None), None)
        if waiting is None:
            return
        done = self.attempt(
            lambda: services.decide_dispute(
                self.db,
                self.cast[who],
                waiting.id,
                decision,
                "Looked at.",
                considered="Both.",
                despite="Nobody else is there.",
            )
        )
        assert not done or (who in MANAGERS and self.cast[who].officer_id not in self.made_by)
        self.overturned = self.overturned or (done and decision is DisputeDecision.OVERTURNED)

    @rule(who=st.sampled_from(PEOPLE), outcome=st.sampled_from(ReviewOutcome))
    def review(self, who, outcome):
        new = NewReview(outcome, dict.fromkeys(CHECKS, Answer.YES), "Looked at.")
        done = self.attempt(lambda: services.review_purchase(self.db, self.cast[who], self.id, new))
        if done:
            assert who in MANAGERS
            assert self.cast[who].officer_id not in self.made_by | set(self.signed)
            assert self.made_by <= set(self.signed)

    @precondition(lambda self: self.signed)
    @rule(who=st.sampled_from(PEOPLE))
    def finish_a_statement(self, who):
        def deed():
            draft = services.begin_statement(self.db, self.cast[who], self.id)
            services.finish_statement(self.db, self.cast[who], draft.id, "I saw it.", version=draft.version)

        assert self.attempt(deed) is (self.cast[who].officer_id in self.signed)

    def rows(self, table):
        return self.db.exec(select(table).where(table.purchase_id == self.id).order_by(table.id)).all()

    @invariant()
    def nobody_reads_too_early(self):
        owing = (self.made_by | self.drafts) - set(self.signed)
        for actor in self.cast.values():
            own = {actor.officer_id} & set(self.signed)
            read = {one.officer_id for one in queries.readable_accounts(self.db, actor, self.id)}
            expected = own if actor.officer_id in owing else own | self.reached
            assert read == expected
            if not any(table == "Statement" for table, _id in self.before):
                continue
            papers = {one.officer_id for one in queries.readable_statements(self.db, actor, self.id)}
            assert papers <= own | (set() if actor.officer_id in owing or not self.opened else set(self.signed))

    @invariant()
    def what_is_signed_stays(self):
        for account in self.rows(Account):
            if account.signed_at is not None:
                now = (account.words, account.signed_sha256, account.signed_document)
                assert now == self.signed[account.officer_id]
        for officer_id in self.signed:
            actor = next(one for one in self.cast.values() if one.officer_id == officer_id)
            mine = [one for one in queries.readable_accounts(self.db, actor, self.id) if one.officer_id == officer_id]
            assert mine[0].holds

    @invariant()
    def only_an_underage_sale_that_stands_counts(self):
        now = self.purchase
        self.db.refresh(now, ["counts_as_sale"])
        assert now.counts_as_sale == counts_as_sale(now.type, now.buyer_basis, now.outcome)
        assert not (now.type is Type.CHALLENGE_25 and now.counts_as_sale)
        sold = [one.purchase_id for one in queries.sales_of(self.db, self.cast["first"], [self.outlet.id])]
        assert sold == ([self.id] if now.counts_as_sale and not self.overturned else [])

    @invariant()
    def void_is_by_two_persons(self):
        """Void or aborted from the counter on, or since a second person agreed; never by one person's correction."""
        if self.purchase.outcome in {Outcome.VOID, Outcome.ABORTED}:
            found = self.rows(Voiding)
            agreed = [one for one in found if one.decision is VoidingDecision.AGREED]
            assert agreed or (self.new.outcome is Outcome.ABORTED and any(one.at_counter for one in found))
            assert all(one.decided_by_id != one.proposed_by_id for one in agreed)

    @invariant()
    def what_was_seen_stands_still_from_the_first_signature_on(self):
        if self.signed:
            assert self.still is None or self.seen() == self.still
            self.still = self.seen()

    @invariant()
    def nothing_earlier_is_lost(self):
        """Every row stays, and in it what may not change; every entry of the audit stays, to its hash."""
        entries, now = self.audited(), self.kept()
        assert set(self.entries) <= set(entries)
        for row, stood in self.before.items():
            assert row in now, row
            assert stood.items() <= now[row].items(), row
        self.entries, self.before = entries, now


def test_no_sequence_reaches_a_forbidden_state_or_loses_an_earlier_entry(session, cast):
    run_state_machine_as_test(
        type("Run", (Record,), {"db": session, "cast": cast}),
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert audit.verify(session).breaks == []
    assert verify_evidence(session).faults == []


def test_each_action_is_let_through_for_somebody(session, cast):
    """One run by hand, so that no action of the machine is one that is only ever refused."""
    run = type("Run", (Record,), {"db": session, "cast": cast})()
    sold, second = Outcome.SOLD_UNCHALLENGED, {"who": "second"}
    run.record(kind="online", outcome=sold, two=True, signed=0)
    for act, how in (
        (run.fill_in_the_display, {"poster": True, "reason": ""}),
        (run.fill_in_the_display, {"poster": False, "reason": "Misread."}),
        (run.correct, {"kind": "online", "outcome": sold, "second": "second", "words": "“How old are you?”"}),
        (run.note_welfare, {"note": "V07 was calm."}),
        (run.record_the_payment, {"ending": "4821", "reason": ""}),
        (run.record_the_payment, {"ending": "4822", "reason": "Misread"}),
        (run.record_the_hand_over, {"driver": "A man in blue"}),
        (run.judge_the_seller, {"why": "Tick box only"}),
        (run.produce_a_file, {"content": b"one photograph"}),
        (run.produce_the_item, {}),
        (run.hand_it_on, {"place": "Shelf 3"}),
        (run.describe_it_further, {}),
        (run.withdraw_it, {}),
        (run.dispose_of_it, {}),
        (run.hold_the_evidence, {"who": "manager"}),
        (run.lift_the_hold, {"who": "manager"}),
        (run.write, {"words": "I saw it."}),
        (run.sign, {"right": True}),
        (run.sign, second | {"right": True}),
        (run.add, {}),
        (run.review, {"who": "manager", "outcome": ReviewOutcome.ACCEPTED}),
        (run.finish_a_statement, {}),
        (run.propose_void, {}),
        (run.withdraw_voiding, {}),
        (run.dispute, {}),
        (run.decide, {"who": "other manager", "decision": DisputeDecision.UPHELD}),
        (run.propose_void, {}),
        (run.answer_voiding, {"who": "other manager", "decision": VoidingDecision.AGREED}),
    ):
        act(**({"who": "first"} | how))
        for holds in (run.nobody_reads_too_early, run.what_is_signed_stays, run.nothing_earlier_is_lost):
            holds()
    assert {table for table, _id in run.before} == {table.__name__ for table in STAYS}
    assert run.purchase.words_spoken == "“How old are you?”"
    assert run.purchase.outcome is Outcome.VOID
    run.void_is_by_two_persons()
    run.only_an_underage_sale_that_stands_counts()
