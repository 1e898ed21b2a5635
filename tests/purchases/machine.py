"""What is done beside the accounts of a test, as rules of the state machine: sections, stages, exhibits, holds."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.evidence import queries as evidence
from compliance.evidence import services as custody
from compliance.evidence.models import EvidenceHold, Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.models.exhibit import IDENTIFYING
from compliance.evidence.rules import NewDisposal, Purpose
from compliance.purchases import services
from compliance.purchases.models import (
    Account,
    Addition,
    Dispute,
    HandOver,
    Party,
    Review,
    Stage,
    Statement,
    Voiding,
)
from compliance.purchases.rules import (
    STAGED_TYPES,
    HandOverResult,
    NewHandOver,
    NewParty,
    NewStage,
    PaidBy,
    PartyOutcome,
    PartyRole,
    StageKind,
    has_hand_over,
)
from compliance.purchases.rules.frozen import SEEN_AND_SAID, is_blank
from compliance.purchases.rules.sections import DisplaySection, WelfareSection
from compliance.purchases.services.sections import record_section
from tests.factories.evidence import AT, item, photograph, transfer

OFFICERS, MANAGERS = ("first", "second", "third"), ("manager", "other manager")
PEOPLE = (*OFFICERS, *MANAGERS)
ORDERED = date(2026, 10, 1)
DISPOSAL = NewDisposal(
    purpose=Purpose.DESTROYED,
    done_by="A furnace",
    witnessed_by="Somebody else",
    at=AT,
    place="The store",
    method="Melted",
    reason="Not needed any more.",
)

STAYS = {
    Account: ("signed_at", ("purchase_id", "officer_id", "started_at"), ("opened_at", "version")),
    Addition: (None, (), ()),
    Review: (None, (), ()),
    Statement: ("finished_at", ("purchase_id", "officer_id", "number", "started_at"), ("version",)),
    Voiding: ("decision", ("purchase_id", "wanted", "reason", "proposed_by_id", "proposed_at"), ()),
    Dispute: ("decided_on", ("purchase_id", "raised_on", "words"), ("version",)),
    Stage: ("", ("purchase_id", "stage", "recorded_at"), ()),
    Party: ("", ("purchase_id", "role", "recorded_at"), ()),
    HandOver: ("", ("purchase_id", "recorded_at"), ()),
    Exhibit: ("", IDENTIFYING, ()),
    ExhibitTransfer: (None, (), ()),
    ExhibitAddition: (None, (), ()),
    EvidenceHold: ("lifted_at", ("purchase_id", "reason", "set_at", "set_by_id"), ()),
}
"""Of each table: the column from which nothing of a row changes (None: always, "": never), what stays before, and what
may change even then."""


def what_stays(row):
    """Return what may never change in a row as it now stands, by column."""
    settled, always, moving = STAYS[type(row)]
    values = row.model_dump()
    if settled is None or (settled and values[settled] is not None):
        return {name: repr(value) for name, value in values.items() if name not in moving}
    return {name: repr(values[name]) for name in always}


class Beside:
    """Rules for what stands beside the accounts. `db`, `cast`, `id`, `purchase`, `attempt` are the machine's."""

    def kept(self):
        """Return what stands and must stay of everything that belongs to the test: its rows, and its audit."""
        exhibits = [one.id for one in self.rows(Exhibit)]
        accounts = [one.id for one in self.rows(Account)]
        found = {}
        for table in STAYS:
            if table is Addition:
                rows = self.db.exec(select(Addition).where(Addition.account_id.in_(accounts))).all()
            elif table in {ExhibitTransfer, ExhibitAddition}:
                rows = self.db.exec(select(table).where(table.exhibit_id.in_(exhibits))).all()
            else:
                rows = self.rows(table)
            found |= {(table.__name__, row.id): what_stays(row) for row in rows}
        return found

    def audited(self):
        """Return the entries of the audit about the test and all that belongs to it, by number and hash."""
        about = {str(self.id), *(str(row_id) for _table, row_id in self.kept())}
        statement = select(AuditEntry.number, AuditEntry.hash).where(AuditEntry.subject_id.in_(about))
        return list(self.db.exec(statement.order_by(AuditEntry.number)))

    @rule(who=st.sampled_from(PEOPLE), poster=st.sampled_from([True, False]), reason=st.sampled_from(["Misread.", ""]))
    def fill_in_the_display(self, who, poster, reason):
        before = self.purchase.poster_seen
        section = DisplaySection(displayed_where="By the till", poster_seen=poster)
        done = self.attempt(
            lambda: record_section(
                self.db, self.cast[who], self.id, section, version=self.purchase.version, reason=reason
            )
        )
        if before is not poster:
            assert done is (not self.signed and (before is None or bool(reason)))

    @rule(who=st.sampled_from(PEOPLE), note=st.sampled_from(["V07 was calm.", "V07 was tired."]))
    def note_welfare(self, who, note):
        section, version = WelfareSection(welfare_note=note), self.purchase.version
        assert self.attempt(
            lambda: record_section(self.db, self.cast[who], self.id, section, version=version, reason="Debriefed.")
        )

    @rule(
        who=st.sampled_from(PEOPLE), ending=st.sampled_from(["4821", "4822"]), reason=st.sampled_from(["Misread", ""])
    )
    def record_the_payment(self, who, ending, reason):
        new = NewStage(stage=StageKind.PAYMENT, happened_on=ORDERED, paid_by=PaidBy.PREPAID_CARD, card_ending=ending)
        there = next((one for one in self.rows(Stage) if one.stage is StageKind.PAYMENT), None)
        done = self.attempt(
            lambda: services.record_stage(
                self.db, self.cast[who], self.id, new, version=there.version if there else 0, reason=reason
            )
        )
        changes = there is not None and there.card_ending != ending
        assert done is (self.purchase.type in STAGED_TYPES and (not changes or bool(reason)))

    @rule(who=st.sampled_from(PEOPLE), driver=st.sampled_from(["A man in blue", "A woman in grey"]))
    def record_the_hand_over(self, who, driver):
        there = next(iter(self.rows(HandOver)), None)
        new = NewHandOver(
            result=HandOverResult.HANDED_OVER_UNCHECKED, handed_over_on=ORDERED, handed_to="V07", driver=driver
        )
        done = self.attempt(
            lambda: services.record_hand_over(
                self.db, self.cast[who], self.id, new, version=there.version if there else None, reason="Misread."
            )
        )
        known = has_hand_over(self.purchase.type, self.purchase.outcome)
        assert done is (known or there is not None)

    @rule(who=st.sampled_from(PEOPLE), why=st.sampled_from(["Tick box only", "Asked nothing"]))
    def judge_the_seller(self, who, why):
        there = next(iter(self.rows(Party)), None)
        new = NewParty(role=PartyRole.SELLER, name="Example Blades", outcome=PartyOutcome.FAILED, outcome_reason=why)
        done = self.attempt(
            lambda: services.record_party(
                self.db, self.cast[who], self.id, new, version=there.version if there else 0, reason="Looked again."
            )
        )
        assert done is (self.purchase.type in STAGED_TYPES)

    @rule(who=st.sampled_from(PEOPLE), content=st.sampled_from([b"one photograph", b"another photograph"]))
    def produce_a_file(self, who, content):
        before = {one.sha256 for one in self.rows(Exhibit) if one.withdrawn_at is None}
        made = photograph(self.db, self.cast[who], self.id, content)
        after = [one.sha256 for one in self.rows(Exhibit) if one.withdrawn_at is None and one.sha256]
        assert len(after) == len(set(after)) == len((before | {made.sha256}) - {None})

    @rule(who=st.sampled_from(PEOPLE))
    def produce_the_item(self, who):
        assert item(self.db, self.cast[who], self.id).seal == "S1001"

    @rule(who=st.sampled_from([*PEOPLE, "viewer"]), place=st.sampled_from(["Shelf 3", "Laboratory"]))
    def hand_it_on(self, who, place):
        thing = next((one for one in self.rows(Exhibit) if one.sha256 is None), None)
        if thing is None:
            return
        last = evidence.get_last_transfer(self.db, self.cast["first"], thing.id)
        new = transfer(place=place, at=last.at)
        done = self.attempt(lambda: custody.transfer_exhibit(self.db, self.cast[who], thing.id, new, after=last.number))
        numbers = [one.number for one in evidence.list_transfers(self.db, self.cast["first"], thing.id)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert not done or who != "viewer"

    @rule(who=st.sampled_from(PEOPLE))
    def describe_it_further(self, who):
        for one in self.rows(Exhibit)[:1]:
            assert custody.add_to_description(self.db, self.cast[who], one.id, "The tip is bent.", reason="Seen later.")

    @rule(who=st.sampled_from(PEOPLE))
    def withdraw_it(self, who):
        for one in self.rows(Exhibit)[-1:]:
            self.attempt(lambda one=one: custody.withdraw_exhibit(self.db, self.cast[who], one.id, reason="Twice."))

    @rule(who=st.sampled_from(PEOPLE))
    def dispose_of_it(self, who):
        for one in self.rows(Exhibit)[:1]:
            new = replace(DISPOSAL, at=clock.now())
            assert not self.attempt(lambda one=one, new=new: services.dispose_of(self.db, self.cast[who], one.id, new))

    @rule(who=st.sampled_from(PEOPLE))
    def hold_the_evidence(self, who):
        done = self.attempt(lambda: custody.set_hold(self.db, self.cast[who], self.id, reason="An appeal is open."))
        assert done is (who in MANAGERS)

    @rule(who=st.sampled_from(PEOPLE))
    def lift_the_hold(self, who):
        for one in self.rows(EvidenceHold)[-1:]:
            done = self.attempt(
                lambda one=one: custody.lift_hold(self.db, self.cast[who], one.id, reason="It is over.")
            )
            assert done is (who in MANAGERS)

    def seen(self):
        """Return what was observed and is recorded of the test: what stands still once an account is signed."""
        values = self.purchase.model_dump()
        return {name: values[name] for name in SEEN_AND_SAID if not is_blank(values[name])}
