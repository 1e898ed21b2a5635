"""The rules of evidence as tables of cases."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from compliance.errors import Refusal
from compliance.evidence import rules
from compliance.evidence.rules import Case, ExhibitKind, Hand, NewDisposal, NewItem, Purpose, RunningClock, Standing
from tests.factories.evidence import AT, transfer

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2028, 10, 1)
OFFICER, MANAGER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("initials", "name", "called"),
    [
        ("AB", "Anne Body", "AB"),
        ("a.b.", "Anne Body", "AB"),
        ("", "Anne Body", "AB"),
        ("", "Jean-Luc O’Example", "JLOE"),
        ("", "de la Rue Example Person Longest Name", "DLREPL"),
        ("12", "Anne Body", "AB"),
    ],
)
def test_an_exhibit_is_called_by_initials(initials, name, called):
    assert rules.initials_of(initials, name) == called


def test_somebody_without_a_letter_in_their_name_is_told_to_ask_for_initials():
    with pytest.raises(Refusal, match="no initials"):
        rules.initials_of("", "李")


def case(**changed):
    facts = {
        "tested_on": date(2026, 10, 1),
        "clocks": (),
        "disputes_waiting": 0,
        "holds": (),
        "keep_until": date(2028, 10, 1),
        "keep_months": 24,
    }
    return Case(**facts | changed)


def sale(last_day):
    return (RunningClock(offence="The sale", last_day=last_day),)


@pytest.mark.parametrize(
    ("changed", "today", "against"),
    [
        ({}, TODAY, ""),
        ({}, TODAY - timedelta(days=1), "The policy keeps evidence for 24 months"),
        ({"clocks": sale(TODAY)}, TODAY, "can be prosecuted until 1 October 2028"),
        ({"clocks": sale(TODAY - timedelta(days=1))}, TODAY, ""),
        ({"clocks": sale(None)}, TODAY, "has no time limit"),
        ({"clocks": sale(None), "closed": "  "}, TODAY, "has no time limit"),
        ({"clocks": sale(None), "closed": "Convicted on 1 May 2027"}, TODAY, ""),
        ({"clocks": sale(TODAY), "closed": "Convicted on 1 May 2027"}, TODAY, "can be prosecuted until"),
        ({"disputes_waiting": 1}, TODAY, "dispute"),
        ({"holds": ("An appeal",)}, TODAY, "A hold stands on this evidence: An appeal"),
        ({"keep_until": date(2028, 2, 29)}, date(2028, 2, 28), "until 29 February 2028"),
        ({"keep_until": date(2028, 2, 29)}, date(2028, 2, 29), ""),
    ],
)
def test_evidence_is_disposed_of_only_when_nothing_stands_against_it(changed, today, against):
    decision = rules.may_dispose(case(**changed), today=today)
    assert decision.allowed is (against == "")
    assert against in " ".join(decision.against)


def test_every_finding_is_shown_whichever_way_it_goes():
    decision = rules.may_dispose(case(disputes_waiting=1, holds=("An appeal", "A civil claim")), today=TODAY)
    assert len(decision.findings) == 5
    assert len(decision.against) == 3


STANDING = Standing(
    number=1,
    holder=Hand(name="Robin Example", officer_id=OFFICER),
    place="Car of the officer",
    seal="S1",
    at=AT,
    purpose=Purpose.PRODUCED,
)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"to": Hand(name=" ")}, "to_name"),
        ({"to": Hand(name="x" * 201)}, "to_name"),
        ({"place": ""}, "place"),
        ({"at": NOW + timedelta(minutes=1)}, "at"),
        ({"at": AT - timedelta(minutes=1)}, "at"),
        ({"to": STANDING.holder, "place": "car of the officer"}, "to_name"),
        ({"purpose": Purpose.OTHER}, "note"),
        ({"purpose": Purpose.DESTROYED}, "purpose"),
        ({"purpose": Purpose.PRODUCED}, "purpose"),
        ({"seal_after": "S2"}, "seal_reason"),
        ({"seal_reason": "Opened"}, "seal_after"),
        ({"return_by": date(2026, 9, 30)}, "return_by"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_beside_its_field(changed, field):
    with pytest.raises(Refusal) as refused:
        rules.check_transfer(transfer(**changed), STANDING, ExhibitKind.ITEM, now=NOW)
    assert refused.value.field == field


def test_a_transfer_goes_on_with_the_seal_unless_another_is_given_with_why():
    plain = rules.check_transfer(transfer(), STANDING, ExhibitKind.ITEM, now=NOW)
    assert (plain.seal_after, plain.seal_reason) == ("S1", "")
    again = rules.check_transfer(
        transfer(seal_after=" S2 ", seal_reason="Opened by the laboratory"), STANDING, ExhibitKind.ITEM, now=NOW
    )
    assert (again.seal_after, again.seal_reason) == ("S2", "Opened by the laboratory")


def test_the_same_person_may_put_it_somewhere_else_and_a_file_changes_no_hands():
    moved = rules.check_transfer(transfer(to=STANDING.holder), STANDING, ExhibitKind.ITEM, now=NOW)
    assert moved.place == "Evidence store, shelf 3"
    with pytest.raises(Refusal, match="changes no hands"):
        rules.check_transfer(transfer(), STANDING, ExhibitKind.PHOTOGRAPH, now=NOW)


def disposal(**changed):
    facts = {
        "purpose": Purpose.DESTROYED,
        "done_by": "Steelmelt",
        "witnessed_by": "A. Colleague",
        "at": NOW,
        "place": "The works",
        "method": "Melted",
        "reason": "The case is closed",
    }
    return NewDisposal(**facts | changed)


@pytest.mark.parametrize(
    ("changed", "by", "field"),
    [
        ({"purpose": Purpose.STORED}, MANAGER, "purpose"),
        ({"done_by": ""}, MANAGER, "done_by"),
        ({"witnessed_by": " "}, MANAGER, "witnessed_by"),
        ({"witnessed_by": "STEELMELT"}, MANAGER, "witnessed_by"),
        ({"method": ""}, MANAGER, "method"),
        ({"reason": ""}, MANAGER, "reason"),
        ({"at": NOW + timedelta(minutes=1)}, MANAGER, "at"),
        ({"at": AT - timedelta(minutes=1)}, MANAGER, "at"),
        ({}, OFFICER, None),
        ({}, None, None),
    ],
)
def test_a_disposal_needs_two_names_how_and_why_and_somebody_elses_authority(changed, by, field):
    with pytest.raises(Refusal) as refused:
        rules.check_disposal(
            disposal(**changed), STANDING, ExhibitKind.ITEM, produced_by=OFFICER, authorised_by=by, now=NOW
        )
    assert refused.value.field == field


def test_nothing_is_transferred_after_disposal_and_files_are_not_erased():
    gone = Standing(number=2, holder=Hand(name="x"), place="x", seal="", at=AT, purpose=Purpose.DESTROYED)
    with pytest.raises(Refusal, match="disposed of"):
        rules.check_transfer(transfer(), gone, ExhibitKind.ITEM, now=NOW)
    with pytest.raises(Refusal, match="not erased here"):
        rules.check_disposal(
            disposal(), STANDING, ExhibitKind.VIDEO, produced_by=OFFICER, authorised_by=MANAGER, now=NOW
        )


def new_item(**changed):
    facts = {
        "description": "A knife",
        "received_from": "V07",
        "produced_at": AT,
        "produced_where": "x",
        "place": "x",
        "seal": "S1",
    }
    return NewItem(**facts | changed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"seal": ""}, "seal"),
        ({"unsealed_reason": "Too large"}, "unsealed_reason"),
        ({"quantity": 0}, "quantity"),
    ],
)
def test_an_item_is_sealed_or_says_why_not(changed, field):
    with pytest.raises(Refusal) as refused:
        rules.check_item(new_item(**changed))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("received_from", "minutes", "refused"),
    [("V07", 0, False), ("v07", 1, True), ("The shop", 1, False), ("V07", -1, True)],
)
def test_the_knife_reached_the_officer_when_the_record_says(received_from, minutes, refused):
    new = new_item(received_from=received_from, produced_at=AT + timedelta(minutes=minutes))
    rules.check_agrees(new, code="V07", handed_at=None)
    if not refused:
        rules.check_agrees(new, code="V07", handed_at=AT)
        return
    with pytest.raises(Refusal) as found:
        rules.check_agrees(new, code="V07", handed_at=AT)
    assert found.value.field == "produced_at"
