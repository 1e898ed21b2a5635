"""Print runs: how letters add up and are put in order, started once, written once, served together."""

import io
from collections import Counter
from datetime import date

import pikepdf
import pytest
from sqlmodel import select

from compliance import jobs
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.letters import queries, services
from compliance.letters.models import Letter, PrintRun, PrintRunLetter
from compliance.letters.rules import Kind
from compliance.letters.rules.runs import (
    RunCounts,
    RunItem,
    RunLetterState,
    check_items,
    posting_order,
    read_item,
    read_items,
    sheets_of,
)
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.letters.services import NewRun
from compliance.permissions import Role
from tests.factories.letters import VisitedFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

TODAY = date(2026, 11, 23)


def visit_item(visit):
    return RunItem(Kind.TRAINING_INVITATION, "visit_id", visit.id)


@pytest.fixture
def make_visits(officer, authority, monday):
    """Return a function that makes so many visited shops with an operator, in streets of other postcodes."""

    def make(count, postcodes=("E8 1EA", "E10 5AB", "E2 8AA", "N16 7UJ")):
        found = []
        for number in range(count):
            owner = {"authority_id": officer.authority_id}
            shop = OutletFactory(
                **owner,
                name=f"Invented Shop {number}",
                address_1=f"{number + 1} Made-up Street",
                postcode=postcodes[number % len(postcodes)],
            )
            entity = EntityFactory(**owner, name=f"Pretend Traders {number} Limited")
            OperatorFactory(**owner, outlet_id=shop.id, entity_id=entity.id)
            found.append(VisitedFactory(**owner, outlet_id=shop.id, officer_id=officer.officer_id))
        return found

    return make


@pytest.fixture
def start(session, officer):
    """Return a function that starts a run of invitations after visits."""

    def make(visits, **changes):
        items = tuple(visit_item(visit) for visit in visits)
        return services.start_run(
            session, officer, NewRun(id=new_id(), items=items, officer_id=officer.officer_id, **changes)
        )

    return make


# Rules


def test_an_item_reads_back_from_its_tick_box():
    item = RunItem(Kind.PLACE_CONFIRMED, "attendance_id", new_id())
    assert read_item(item.key) == item


@pytest.mark.parametrize(
    "key",
    [
        "",
        "place_confirmed",
        "place_confirmed.attendance_id",
        "place_confirmed.attendance_id.x",
        "nothing.visit_id.{}",
        "place_confirmed.password.{}",
    ],
)
def test_an_item_that_was_tampered_with_is_refused(key):
    with pytest.raises(Refusal):
        read_item(key.format(new_id()))


def test_an_item_ticked_twice_is_one():
    item = RunItem(Kind.PLACE_CONFIRMED, "attendance_id", new_id())
    assert read_items([item.key, item.key]) == (item,)


@pytest.mark.parametrize(("count", "refused"), [(0, True), (1, False), (500, False), (501, True)])
def test_a_run_holds_between_one_and_five_hundred_letters(count, refused):
    items = [RunItem(Kind.PLACE_CONFIRMED, "attendance_id", new_id()) for _ in range(count)]
    if refused:
        with pytest.raises(Refusal):
            check_items(items)
    else:
        check_items(items)


def test_what_was_asked_is_what_waits_was_issued_and_has_a_problem():
    counts = RunCounts(waiting=3, issued=15, problems=2)
    assert (counts.asked, counts.done) == (20, False)
    assert RunCounts(0, 18, 2).done


def test_letters_are_posted_by_postcode_then_reference_and_those_without_one_last():
    letters = [("E10 5AB", "3"), ("", "1"), ("E2 8AA", "9"), ("E2 8AA", "2"), ("W1A 1AA", "4"), ("E2 7BB", "7")]
    ordered = posting_order(letters, lambda one: one[0], lambda one: one[1])
    assert ordered == [("E2 7BB", "7"), ("E2 8AA", "2"), ("E2 8AA", "9"), ("E10 5AB", "3"), ("W1A 1AA", "4"), ("", "1")]


@pytest.mark.parametrize(
    ("pages", "both_sides", "sheets"),
    [((), False, 0), ((1, 2, 3), False, 6), ((1, 2, 3), True, 4), ((2, 2), True, 2), ((1,), True, 1)],
)
def test_no_two_letters_share_a_sheet(pages, both_sides, sheets):
    assert sheets_of(pages, both_sides=both_sides) == sheets


# Starting


def test_a_form_sent_twice_starts_one_run(session, officer, make_visits):
    (visit,) = make_visits(1)
    new = NewRun(id=new_id(), items=(visit_item(visit),), officer_id=officer.officer_id)
    first = services.start_run(session, officer, new)
    again = services.start_run(session, officer, new)
    assert first.id == again.id
    assert len(session.exec(select(PrintRun)).all()) == 1
    assert len(session.exec(select(PrintRunLetter)).all()) == 1


def test_the_record_of_another_authority_is_not_written_about(session, act, make_visits):
    (visit,) = make_visits(1)
    stranger = act(authority="croydon")
    new = NewRun(id=new_id(), items=(visit_item(visit),), officer_id=stranger.officer_id)
    with pytest.raises(Refusal, match="not there any more"):
        services.start_run(session, stranger, new)


def test_the_run_of_another_authority_is_not_found(session, act, start, make_visits):
    run = start(make_visits(1))
    stranger = act(authority="croydon")
    with pytest.raises(NotFound):
        queries.get_run(session, stranger, run.id)
    with pytest.raises(NotFound):
        services.retry_run(session, stranger, run.id, new_id=new_id())
    with pytest.raises(NotFound):
        services.serve_run(session, stranger, run.id, [], how=ServedBy.FIRST_CLASS, served_on=TODAY)


def test_a_viewer_starts_no_run(session, act, make_visits):
    viewer = act(Role.VIEWER)
    new = NewRun(id=new_id(), items=(visit_item(make_visits(1)[0]),), officer_id=viewer.officer_id)
    with pytest.raises(Forbidden):
        services.start_run(session, viewer, new)


# Writing


def test_every_letter_is_issued_and_printed_once_in_posting_order(session, officer, start, make_visits):
    run = start(make_visits(6))
    jobs.run_now(session)
    run = queries.get_run(session, officer, run.id)
    letters = queries.list_run_letters(session, officer, run.id)
    assert queries.counts_of(session, officer, [run.id])[run.id] == RunCounts(waiting=0, issued=6, problems=0)
    ordered = queries.in_posting_order(letters)
    assert [one.postcode for one in ordered] == ["E2 8AA", "E8 1EA", "E8 1EA", "E10 5AB", "E10 5AB", "N16 7UJ"]
    content = services.read_run(run)
    with pikepdf.open(io.BytesIO(content)) as merged:
        assert len(merged.pages) == run.pages == sum(one.pages for one in ordered)
    assert run.sheets == run.pages
    assert services.read_run(run) == content


def test_for_both_sides_each_letter_begins_a_sheet(session, officer, start, make_visits):
    run = start(make_visits(2), both_sides=True)
    jobs.run_now(session)
    run = queries.get_run(session, officer, run.id)
    pages = [one.pages for one in queries.list_run_letters(session, officer, run.id)]
    assert run.sheets == sum((count + 1) // 2 for count in pages)
    assert run.pages == 2 * run.sheets


def test_large_print_is_common_to_all(session, officer, start, make_visits):
    start(make_visits(2), large_print=True)
    jobs.run_now(session)
    assert [letter.large_print for letter in session.exec(select(Letter))] == [True, True]


def test_one_letter_with_a_problem_does_not_keep_the_others(session, officer, start, make_visits):
    visits = make_visits(3)
    nobody = OutletFactory(authority_id=officer.authority_id, name="No Address", address_1="", postcode=None)
    visits.insert(
        1, VisitedFactory(authority_id=officer.authority_id, outlet_id=nobody.id, officer_id=officer.officer_id)
    )
    run = start(visits)
    jobs.run_now(session)
    assert queries.counts_of(session, officer, [run.id])[run.id] == RunCounts(waiting=0, issued=3, problems=1)
    (problem,) = [
        one for one in queries.list_run_letters(session, officer, run.id) if one.state is RunLetterState.PROBLEM
    ]
    assert problem.place == 2
    assert problem.problem
    assert problem.letter_id is not None, "it waits as a draft, to be mended"


def test_a_letter_that_was_issued_already_is_a_problem_and_not_sent_twice(session, officer, start, make_visits):
    visits = make_visits(2)
    start(visits[:1])
    jobs.run_now(session)
    run = start(visits)
    jobs.run_now(session)
    assert queries.counts_of(session, officer, [run.id])[run.id] == RunCounts(waiting=0, issued=1, problems=1)
    assert len(session.exec(select(Letter)).all()) == 2


def test_something_unforeseen_in_one_letter_is_kept_in_words_and_the_others_go_on(
    session, officer, start, make_visits, monkeypatch
):
    visits = make_visits(3)
    issue = services.issue_letter

    def broken(db_session, actor, letter_id):
        if db_session.get(Letter, letter_id).visit_id == visits[1].id:
            raise ZeroDivisionError
        return issue(db_session, actor, letter_id)

    monkeypatch.setattr("compliance.letters.services.runs.issue_letter", broken)
    run = start(visits)
    jobs.run_now(session)
    assert queries.counts_of(session, officer, [run.id])[run.id] == RunCounts(waiting=0, issued=2, problems=1)


def steps_until(session, officer, run, count):
    """Drive a run for so many steps, each committed as the job does, then leave it where it stands."""
    steps = services.write_run(session, officer, run.id)
    for _ in range(count):
        next(steps)
        session.commit()
    steps.close()


@pytest.mark.parametrize("broken_at", [1, 2, 3, 4, 5])
def test_a_run_that_is_broken_off_and_resumed_neither_loses_nor_doubles_a_letter(
    session, officer, start, make_visits, broken_at
):
    visits = make_visits(4)
    run = start(visits)
    session.commit()
    steps_until(session, officer, run, broken_at)
    half = services.write_run(session, officer, run.id)
    session.rollback()
    half.close()
    jobs.run_now(session)
    letters = queries.list_run_letters(session, officer, run.id)
    assert [one.item.about_id for one in letters] == [visit.id for visit in visits]
    written = session.exec(select(Letter)).all()
    assert Counter(letter.visit_id for letter in written) == Counter({visit.id: 1 for visit in visits})
    assert sorted(letter.reference for letter in written) == sorted(one.reference for one in letters)
    assert queries.counts_of(session, officer, [run.id])[run.id] == RunCounts(waiting=0, issued=4, problems=0)


def test_what_was_half_done_when_it_was_killed_is_taken_back(session, officer, start, make_visits, monkeypatch):
    run = start(make_visits(2))
    session.commit()
    steps = services.write_run(session, officer, run.id)
    next(steps)
    session.commit()

    def killed(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("compliance.letters.services.runs.issue_letter", killed)
    with pytest.raises(KeyboardInterrupt):
        next(steps)
    session.rollback()
    monkeypatch.undo()
    assert len(session.exec(select(Letter)).all()) == 1
    jobs.run_now(session)
    references = [one.reference for one in queries.list_run_letters(session, officer, run.id)]
    assert len(set(references)) == 2
    numbers = sorted(int(reference.rsplit("-", 1)[1]) for reference in references)
    assert numbers[1] == numbers[0] + 1, "no reference was used up"


# Trying again


def test_the_problems_are_tried_again_as_a_run_of_their_own_and_only_once(session, officer, start, make_visits):
    visits = make_visits(1)
    shop = OutletFactory(authority_id=officer.authority_id, name="No Address", address_1="", postcode=None)
    visits.append(VisitedFactory(authority_id=officer.authority_id, outlet_id=shop.id, officer_id=officer.officer_id))
    run = start(visits)
    jobs.run_now(session)
    shop.address_1, shop.postcode = "9 Made-up Street", "E8 1EA"
    session.add(shop)
    session.flush()
    again = services.retry_run(session, officer, run.id, new_id=new_id())
    assert services.retry_run(session, officer, run.id, new_id=new_id()).id == again.id
    jobs.run_now(session)
    assert queries.counts_of(session, officer, [again.id])[again.id] == RunCounts(waiting=0, issued=1, problems=0)
    assert len(session.exec(select(Letter)).all()) == 2, "the draft that was left was issued, and none beside it"


def test_a_draft_that_a_run_left_can_be_discarded_and_why_it_was_not_issued_stays(session, officer, start, monday):
    shop = OutletFactory(authority_id=officer.authority_id, name="No Address", address_1="", postcode=None)
    visit = VisitedFactory(authority_id=officer.authority_id, outlet_id=shop.id, officer_id=officer.officer_id)
    run = start([visit])
    jobs.run_now(session)
    (left,) = queries.list_run_letters(session, officer, run.id)
    services.discard_draft(session, officer, left.letter_id, reason="The shop is closed.")
    (after,) = queries.list_run_letters(session, officer, run.id)
    assert (after.letter_id, after.problem) == (None, left.problem)


def test_a_run_without_a_problem_has_nothing_to_try_again(session, officer, start, make_visits):
    run = start(make_visits(1))
    with pytest.raises(Refusal, match="still being written"):
        services.retry_run(session, officer, run.id, new_id=new_id())
    jobs.run_now(session)
    with pytest.raises(Refusal, match="nothing to try again"):
        services.retry_run(session, officer, run.id, new_id=new_id())


# Serving


def test_the_letters_are_served_together_but_for_those_that_came_back(session, officer, start, make_visits):
    run = start(make_visits(4))
    jobs.run_now(session)
    letters = queries.list_run_letters(session, officer, run.id)
    for how in (ServedBy.FIRST_CLASS, ServedBy.RETURNED):
        services.serve_letter(session, officer, letters[0].letter_id, NewServing(how=how, served_on=TODAY))
    wanted = [one.letter_id for one in letters[:3]]
    served = services.serve_run(session, officer, run.id, wanted, how=ServedBy.FIRST_CLASS, served_on=TODAY)
    assert served == 2, "one came back, one was not ticked"
    with pytest.raises(Refusal, match="waits to be served"):
        services.serve_run(session, officer, run.id, wanted, how=ServedBy.FIRST_CLASS, served_on=TODAY)
