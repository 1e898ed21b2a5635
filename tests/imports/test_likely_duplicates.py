"""Rows that may be premises already on the register: found, asked about, answered; and known traps that stay apart."""

from uuid import uuid4

import pytest
from sqlmodel import select

from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.models import ImportRow
from compliance.imports.rules import Answer, Answered, RowOutcome
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import Scheme
from tests.factories.imports import business, carried_out, checked, document, drive, import_register, shops
from tests.factories.retailers import OutletFactory

HEAD = "Name,Address line 1,Town,Postcode,Council reference\r\n"


def table(*rows: str, head=HEAD) -> bytes:
    return (head + "\r\n".join(rows) + "\r\n").encode()


def taken(session, officer, *rows, **more):
    return import_register(session, officer, table(*rows), "shops.csv", **more)


def names(session) -> list[str]:
    return sorted(session.exec(select(Outlet.name)).all())


def doubtful(session, run) -> list[ImportRow]:
    statement = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.outcome == RowOutcome.DOUBTFUL)
    return list(session.exec(statement.order_by(ImportRow.number)))


@pytest.fixture
def by_hand(officer) -> Outlet:
    return OutletFactory(
        authority_id=officer.authority_id,
        name="Thistle Hardware",
        address_1="14 Invented Row",
        address_2="London",
        postcode="E8 1EA",
        postcode_given="E8 1EA",
    )


NAKO = ("Nako General Store,39 Ridley Road,London,E8 2NP,", "Nako General Store,41 Ridley Road,London,E8 2NP,")
SILVIO = ("Silvio's,58 Paul Street,London,EC2A 4LB,", "Silvios,60 Paul Street,London,EC2A 4LB,")


def test_known_traps_stay_apart_and_are_each_known_again(session, officer):
    counts = taken(session, officer, *NAKO, *SILVIO).counts
    assert (counts.added, counts.doubtful, counts.rejected) == (4, 0, 0)
    again = taken(session, officer, *reversed([*NAKO, *SILVIO])).counts
    assert (again.added, again.doubtful, again.unchanged) == (0, 0, 4)
    assert len(names(session)) == 4


def test_a_row_that_says_what_an_outlet_says_is_that_outlet_however_it_is_written(session, officer, by_hand):
    counts = taken(session, officer, 'THISTLE HARDWARE,"14, Invented Row",London,e81ea,').counts
    assert (counts.added, counts.unchanged, counts.doubtful) == (0, 1, 0)


def test_a_row_with_a_number_that_says_what_an_outlet_says_gives_it_the_number(session, officer, by_hand):
    report = import_register(
        session,
        officer,
        document(business("7", "Thistle Hardware", AddressLine2="14 Invented Row, London", PostCode="E8 1EA")),
    )
    assert (report.counts.matched, report.counts.added) == (1, 0)
    (number,) = session.exec(select(Reference).where(Reference.scheme == Scheme.FHRS))
    assert (number.value, number.outlet_id) == ("7", by_hand.id)
    assert number.words["name"] == "Thistle Hardware"
    renamed = document(business("7", "Thistle Tools", AddressLine2="14 Invented Row, London", PostCode="E8 1EA"))
    assert import_register(session, officer, renamed).counts.changed == 1
    assert names(session) == ["Thistle Tools"]


def test_two_rows_that_say_what_one_outlet_says_are_asked_about(session, officer, by_hand):
    same = {"AddressLine2": "14 Invented Row, London", "PostCode": "E8 1EA"}
    run = checked(session, officer, document(*(business(number, "Thistle Hardware", **same) for number in ("7", "8"))))
    assert (run.matched, run.doubtful, run.added) == (0, 2, 0)
    assert [row.cells["FHRSID"] for row in doubtful(session, run)] == ["7", "8"]


def test_rows_with_numbers_of_one_register_are_never_asked_about_each_other(session, officer):
    twins = [business("1", "Nako General Store"), business("2", "Nako General Store")]
    assert import_register(session, officer, document(twins[0])).counts.added == 1
    counts = import_register(session, officer, document(*twins)).counts
    assert (counts.added, counts.unchanged, counts.doubtful) == (1, 1, 0)


DOUBT = "Thistle Hardwear,14 Invented Rd,London,E8 1EA,C7"


@pytest.fixture
def asked(session, officer, by_hand):
    """A run with one row in doubt, and one that is not."""
    run = checked(session, officer, table(DOUBT, "Quite Another,1 Elsewhere Street,London,E8 9ZZ,C8"), "shops.csv")
    assert (run.doubtful, run.added) == (1, 1)
    return run


def answer(session, officer, run, answered):
    (row,) = doubtful(session, run)
    before = run.plan_hash
    run = services.answer_rows(session, officer, run.id, {row.id: answered}, version=run.version)
    assert run.plan_hash != before, "the plan that is accepted is the one that was answered"
    return run


def test_a_row_in_doubt_shows_what_it_may_be_and_why(session, officer, asked, by_hand):
    (row,) = doubtful(session, asked)
    (candidate,) = row.candidates
    assert candidate["outlet_id"] == str(by_hand.id)
    assert candidate["reasons"]
    assert 0 < candidate["score"] <= 100
    assert (row.said["name"], row.cells["Name"]) == ("Thistle Hardwear", "Thistle Hardwear")


def test_a_row_answered_as_the_same_gives_the_outlet_its_number_and_changes_nothing_else(
    session, officer, asked, by_hand
):
    counts = carried_out(session, officer, answer(session, officer, asked, Answered(Answer.SAME))).counts
    assert (counts.matched, counts.added, counts.doubtful, counts.rows) == (1, 1, 0, 2)
    assert names(session) == ["Quite Another", "Thistle Hardware"]
    number = session.exec(select(Reference).where(Reference.value == "C7")).one()
    assert number.outlet_id == by_hand.id
    again = taken(session, officer, DOUBT).counts
    assert (again.doubtful, again.unchanged, again.added) == (0, 1, 0), "it is known by its number from now on"


def test_a_row_answered_as_new_is_added(session, officer, asked):
    counts = carried_out(session, officer, answer(session, officer, asked, Answered(Answer.NEW))).counts
    assert (counts.added, counts.doubtful) == (2, 0)
    assert names(session) == ["Quite Another", "Thistle Hardware", "Thistle Hardwear"]


@pytest.mark.parametrize("answered", [None, Answered(Answer.LEAVE_OUT)])
def test_a_row_left_out_or_not_answered_comes_back_with_the_rejected(session, officer, asked, answered):
    run = asked if answered is None else answer(session, officer, asked, answered)
    counts = carried_out(session, officer, run).counts
    assert (counts.added, counts.doubtful) == (1, 1)
    assert names(session) == ["Quite Another", "Thistle Hardware"]
    found = queries.rejected_rows(session, officer, run.id)
    assert found.headings[:4] == ("Row", "Column", "Reason", "Name")
    ((number, _column, reason, name, *_rest),) = list(found.rows)
    assert (number, name) == ("2", "Thistle Hardwear")
    assert reason == (
        "Nobody said whether this is one of the retailers that it is like; left out"
        if answered is None
        else "Left out, as it was answered"
    )


def test_an_answer_is_of_a_row_in_doubt_and_names_one_of_its_candidates(session, officer, asked):
    (row,) = doubtful(session, asked)
    for answers in ({uuid4(): Answered(Answer.NEW)}, {row.id: Answered(Answer.SAME, uuid4())}):
        with pytest.raises(Refusal):
            services.answer_rows(session, officer, asked.id, answers, version=asked.version)
    with pytest.raises(Refusal, match="Somebody else changed this import"):
        services.answer_rows(session, officer, asked.id, {row.id: Answered(Answer.NEW)}, version=asked.version - 1)


def test_a_changed_answer_makes_another_plan_and_the_old_one_is_not_accepted(session, officer, asked):
    before = asked.plan_hash
    run = answer(session, officer, asked, Answered(Answer.NEW))
    with pytest.raises(Refusal, match="changed since you looked it over"):
        services.accept(session, officer, run.id, plan_hash=before)


def test_a_staged_row_that_somebody_tampered_with_is_not_carried_out(session, officer, asked):
    services.accept(session, officer, asked.id, plan_hash=asked.plan_hash)
    added = session.exec(
        select(ImportRow).where(ImportRow.run_id == asked.id, ImportRow.outcome == RowOutcome.ADDED)
    ).one()
    added.said = {**added.said, "name": "Slipped in"}
    session.add(added)
    session.commit()
    with pytest.raises(Refusal, match="no longer what was looked over"):
        list(services.commit(session, officer, asked.id))
    session.rollback()
    assert names(session) == ["Thistle Hardware"]


def test_a_plan_made_before_another_import_was_carried_out_is_stale(session, officer, asked):
    import_register(session, officer, document(*shops(2)))
    with pytest.raises(Refusal, match="Another import was carried out or undone since"):
        carried_out(session, officer, asked)
    session.rollback()
    services.fail(session, officer, asked.id, "stale")
    services.check_again(session, officer, asked.id)
    drive(session, services.check(session, officer, asked.id))
    assert carried_out(session, officer, queries.get_run(session, officer, asked.id)).counts.added == 1


def test_rows_without_numbers_that_do_not_agree_are_all_rejected(session, officer):
    head = "Name,Address line 1,Postcode,Business type\r\n"
    rows = ("Shop,1 Row,E8 1AA,Hardware", "SHOP,1 Row,E8 1AA,Toys", "Shop,2 Row,E8 1AA,Hardware")
    report = import_register(session, officer, table(*rows, head=head), "shops.csv")
    assert (report.counts.added, [row.number for row in report.rejected]) == (1, [2, 3])
    assert "the same name, postcode and address, but another name and business type" in report.rejected[0].reason


def test_a_list_with_our_references_corrects_what_it_has_columns_for_and_nothing_else(session, officer, by_hand):
    head = "Retailer reference,Name,Telephone\r\n"
    rows = (f"{by_hand.reference},Thistle Tools,020 7946 0000", "HAC-R-1999-0001,Nobody,")
    report = import_register(session, officer, table(*rows, head=head), "ours.csv")
    assert (report.counts.changed, report.counts.rejected) == (1, 1)
    assert "No retailer on the register has the reference HAC-R-1999-0001" in report.rejected[0].reason
    session.expire_all()
    assert (by_hand.name, by_hand.address_1, by_hand.postcode) == ("Thistle Tools", "14 Invented Row", "E8 1EA")
