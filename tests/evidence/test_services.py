"""What officers do with evidence, past the pages: references, the same bytes, hands, seals, holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from compliance import files
from compliance.audit import queries as audit
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.evidence import queries, services
from compliance.evidence.models import Exhibit
from compliance.evidence.rules import Hand, Purpose
from compliance.permissions import Role
from tests.factories.evidence import AT, item, photograph, transfer
from tests.factories.purchases import DisputeFactory

LATER = datetime(2026, 10, 20, 9, tzinfo=UTC)
"""The day on which a dispute of the factory was raised."""


def test_references_go_on_from_test_to_test_by_the_initials_of_who_produces(session, act, officer, purchase):
    first = photograph(session, officer, purchase.id)
    second = item(session, officer, purchase.id)
    other = act()
    third = item(session, other, purchase.id)
    assert first.number + 1 == second.number
    assert (first.initials, first.reference) == (second.initials, f"{first.initials}/{first.number}")
    assert third.reference not in {first.reference, second.reference}


def test_an_exhibit_begins_its_chain_in_the_hand_that_produced_it(session, officer, purchase):
    knife = item(session, officer, purchase.id)
    (first,) = queries.list_transfers(session, officer, knife.id)
    assert (first.number, first.from_name, first.to_id) == (1, "V07", officer.officer_id)
    assert first.at == AT
    assert first.previous_hash == knife.facts_sha256
    actions = [one.action for one in audit.list_subject(session, officer, "exhibit", knife.id)]
    assert actions == ["exhibit.taken", "exhibit.produced"]


def test_the_same_bytes_are_one_exhibit_of_a_test_as_long_as_it_stands(session, officer, purchase):
    first = photograph(session, officer, purchase.id)
    assert photograph(session, officer, purchase.id, description="Again").id == first.id
    dispute = DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id)
    theirs = photograph(session, officer, purchase.id, dispute_id=dispute.id, produced_at=LATER)
    assert theirs.id != first.id
    assert [row.exhibit.id for row in queries.list_dispute_exhibits(session, officer, dispute.id)] == [theirs.id]
    services.withdraw_exhibit(session, officer, first.id, reason="Described wrongly")
    again = photograph(session, officer, purchase.id)
    assert again.number == theirs.number + 1
    assert queries.count_exhibits(session, officer, purchase.id) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sha256": "x"}, "not a SHA-256"),
        ({"sha256": "a" * 64, "browser_sha256": None}, "was not kept"),
        ({"shown_sha256": "a" * 64}, "was not kept"),
        ({"browser_sha256": "a" * 64}, "changed on its way"),
        ({"size": 0}, "empty"),
        ({"description": " "}, "Enter what the file shows"),
        ({"produced_at": datetime(2100, 1, 1, tzinfo=UTC)}, "must not be in the future"),
        ({"description": "Taken by Invented Person"}, "could lead to the volunteer"),
        ({"produced_where": "Home of Invented Person"}, "could lead to the volunteer"),
    ],
)
def test_a_file_that_cannot_be_an_exhibit_is_refused_in_words(session, officer, purchase, changed, words):
    with pytest.raises(Refusal, match=words):
        photograph(session, officer, purchase.id, **changed)


def test_a_file_name_that_leads_to_the_volunteer_is_not_kept(session, officer, purchase):
    assert photograph(session, officer, purchase.id, original_name="invented person.jpg").original_name == ""
    assert photograph(session, officer, purchase.id, b"x", original_name="IMG_1.jpg").original_name == "IMG_1.jpg"


def test_only_who_may_record_evidence_makes_or_hands_on_an_exhibit(session, act, officer, purchase):
    knife = item(session, officer, purchase.id)
    for role in (Role.VIEWER, Role.CLERK, Role.POLICE_PLANNER, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            item(session, act(role), purchase.id)
        with pytest.raises(Forbidden):
            services.transfer_exhibit(session, act(role), knife.id, transfer(), after=1)
    elsewhere = act(Role.OFFICER, "camden")
    with pytest.raises(NotFound):
        item(session, elsewhere, purchase.id)
    with pytest.raises(NotFound):
        services.transfer_exhibit(session, elsewhere, knife.id, transfer(), after=1)
    with pytest.raises(Refusal, match="produced by an officer"):
        item(session, replace(officer, officer_id=None), purchase.id)


def test_a_dispute_of_another_test_takes_no_exhibit(session, officer, outlet, purchase):
    from tests.factories.purchases import PurchaseFactory

    own = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    other = PurchaseFactory(**own)
    dispute = DisputeFactory(authority_id=officer.authority_id, purchase_id=other.id)
    with pytest.raises(NotFound):
        photograph(session, officer, purchase.id, dispute_id=dispute.id)


def test_what_belongs_to_a_dispute_came_on_the_day_it_was_raised_or_later(session, officer, purchase):
    dispute = DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id)
    before = {"dispute_id": dispute.id, "produced_at": datetime(2026, 10, 19, 22, 59, tzinfo=UTC)}
    on_the_day = {"dispute_id": dispute.id, "produced_at": datetime(2026, 10, 19, 23, tzinfo=UTC)}
    for make, by in ((photograph, {}), (item, {"received_from": "The owner"})):
        with pytest.raises(Refusal, match="before the dispute was raised, on 20 October 2026") as refused:
            make(session, officer, purchase.id, **before, **by)
        assert refused.value.field == "produced_at"
        assert make(session, officer, purchase.id, **on_the_day, **by).dispute_id == dispute.id


def test_hands_seals_and_places_follow_each_other(session, officer, purchase):
    knife = item(session, officer, purchase.id)
    services.transfer_exhibit(session, officer, knife.id, transfer(), after=1)
    opened = transfer(
        to=Hand(name="Laboratory"),
        place="Bench 2",
        purpose=Purpose.EXAMINATION,
        at=AT + timedelta(hours=2),
        seal_after="L77",
        seal_reason="Opened to measure the blade",
    )
    services.transfer_exhibit(session, officer, knife.id, opened, after=2)
    chain = queries.list_transfers(session, officer, knife.id)
    assert [(one.from_name, one.to_name) for one in chain] == [
        ("V07", officer.name),
        (officer.name, "Store keeper"),
        ("Store keeper", "Laboratory"),
    ]
    assert [(one.seal_before, one.seal_after) for one in chain] == [("S1001", "S1001")] * 2 + [("S1001", "L77")]
    assert [one.previous_hash for one in chain[1:]] == [one.hash for one in chain[:-1]]
    (row,) = queries.list_exhibits(session, officer, purchase.id)
    assert (row.standing.holder.name, row.standing.place, row.standing.seal) == ("Laboratory", "Bench 2", "L77")


def test_an_item_of_this_very_minute_is_handed_on_in_the_same_minute(session, officer, purchase):
    """A form knows no seconds: the production is at its full minute, and the transfer is not before it."""
    now = datetime.now(UTC)
    knife = item(session, officer, purchase.id, received_from="The shop", produced_at=now)
    services.transfer_exhibit(session, officer, knife.id, transfer(at=now.replace(second=0, microsecond=0)), after=1)
    first, second = queries.list_transfers(session, officer, knife.id)
    assert second.at >= first.at


def test_a_hold_is_set_once_and_lifted_once(session, officer, manager, purchase):
    with pytest.raises(Forbidden):
        services.set_hold(session, officer, purchase.id, reason="An appeal")
    hold = services.set_hold(session, manager, purchase.id, reason="An appeal")
    assert services.set_hold(session, manager, purchase.id, reason=" An  appeal ").id == hold.id
    services.lift_hold(session, manager, hold.id, reason="Heard")
    assert services.lift_hold(session, manager, hold.id, reason="Again").lifted_reason == "Heard"
    assert services.set_hold(session, manager, purchase.id, reason="An appeal").id != hold.id


def test_a_withdrawn_thing_still_changes_hands(session, officer, purchase):
    knife = item(session, officer, purchase.id)
    services.withdraw_exhibit(session, officer, knife.id, reason="Of another test")
    services.withdraw_exhibit(session, officer, knife.id, reason="Twice")
    assert session.get(Exhibit, knife.id).withdrawn_reason == "Of another test"
    services.transfer_exhibit(session, officer, knife.id, transfer(), after=1)
    assert len(queries.list_transfers(session, officer, knife.id)) == 2


def test_an_exhibit_names_bytes_that_are_kept(session, officer, purchase):
    made = photograph(session, officer, purchase.id, b"some bytes")
    assert files.read(made.sha256) == b"some bytes"
