"""The register, what waits, what other slices ask, and how many questions each asks the database."""

from datetime import date
from uuid import uuid4

import pytest

from compliance.errors import NotFound
from compliance.letters import queries
from compliance.letters.queries import LetterFilter
from compliance.letters.rules import About, Kind
from compliance.letters.rules.serving import ServedBy, Status
from compliance.permissions import Role
from tests.factories.letters import LetterFactory, ServingFactory
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OutletFactory

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def make(officer, outlet, entity):
    """Return a function that makes a letter about a sale of its own."""

    def letter(**changes):
        purchase = PurchaseFactory(
            authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id
        )
        values = {"purchase_id": purchase.id, "outlet_id": outlet.id, "entity_id": entity.id}
        return LetterFactory(authority_id=officer.authority_id, **(values | changes))

    return letter


def test_each_letter_stands_where_its_servings_and_successors_put_it(session, officer, make):
    draft, to_serve, served, returned, former = (make(), *(make(issued=True) for _ in range(4)))
    ServingFactory(authority_id=officer.authority_id, letter_id=served.id)
    for how in (ServedBy.SIGNED_FOR, ServedBy.RETURNED):
        ServingFactory(authority_id=officer.authority_id, letter_id=returned.id, how=how)
    latest = make(issued=True, supersedes_id=former.id, purchase_id=former.purchase_id)
    expected = {
        draft.id: Status.DRAFT,
        to_serve.id: Status.TO_SERVE,
        served.id: Status.SERVED,
        returned.id: Status.RETURNED,
        former.id: Status.SUPERSEDED,
        latest.id: Status.TO_SERVE,
    }
    rows = queries.list_letters(session, officer).rows
    assert {row.id: row.status for row in rows} == expected
    for status in Status:
        page = queries.list_letters(session, officer, LetterFilter(status=status))
        assert {row.id for row in page.rows} == {key for key, value in expected.items() if value is status}
        assert queries.count_letters(session, officer, LetterFilter(status=status)) == len(page.rows)
    assert [row.id for row in queries.list_to_serve(session, officer)] == [to_serve.id, returned.id, latest.id]
    assert [row.id for row in queries.list_drafts(session, officer)] == [draft.id]


def test_a_draft_that_is_to_supersede_does_not_supersede_yet(session, officer, make):
    former = make(issued=True)
    make(supersedes_id=former.id, purchase_id=former.purchase_id)
    row = next(row for row in queries.list_letters(session, officer).rows if row.id == former.id)
    assert row.status is Status.TO_SERVE


def test_the_register_is_filtered_by_kind_day_of_issue_outlet_and_words(session, officer, make):
    warning = make(kind=Kind.WRITTEN_WARNING, issued=True)
    early = make(issued=True, issued_on=date(2026, 11, 1))
    elsewhere = OutletFactory(authority_id=officer.authority_id, name="Elsewhere Stores", postcode="N16 5AA")
    other = make(outlet_id=elsewhere.id, entity_id=EntityFactory(authority_id=officer.authority_id, name="Otto Ltd").id)
    for wanted, expected in (
        (LetterFilter(kind=Kind.WRITTEN_WARNING), {warning.id}),
        (LetterFilter(until=date(2026, 11, 1)), {early.id}),
        (LetterFilter(since=date(2026, 11, 2)), {warning.id}),
        (LetterFilter(outlet_id=elsewhere.id), {other.id}),
        (LetterFilter(outlet_name="otto"), {other.id}),
        (LetterFilter(outlet_name="N16"), {other.id}),
        (LetterFilter(outlet_name=warning.reference.lower()), {warning.id}),
        (LetterFilter(outlet_name="%"), set()),
    ):
        assert {row.id for row in queries.list_letters(session, officer, wanted).rows} == expected


def test_pages_go_there_and_back_without_loss(session, officer, make):
    letters = [make() for _ in range(5)][::-1]
    first = queries.list_letters(session, officer, limit=2)
    second = queries.list_letters(session, officer, older_than=first.older, limit=2)
    third = queries.list_letters(session, officer, older_than=second.older, limit=2)
    assert [row.id for page in (first, second, third) for row in page.rows] == [letter.id for letter in letters]
    assert (first.newer, third.older) == (None, None)
    back = queries.list_letters(session, officer, newer_than=third.newer, limit=2)
    assert [row.id for row in back.rows] == [row.id for row in second.rows]


def test_counting_stops_behind_its_limit(session, officer, make):
    for _ in range(3):
        make()
    assert queries.count_letters(session, officer, limit=1) == 2


def test_another_authority_sees_none_of_it(session, act, make, outlet):
    letter, other = make(issued=True), act(authority="camden")
    assert queries.list_letters(session, other).rows == ()
    assert queries.list_to_serve(session, other) == []
    assert queries.noticed_purchases(session, other, [letter.purchase_id]) == set()
    assert queries.timeline(session, other, outlet.id) == []
    for ask in (
        lambda: queries.get_letter(session, other, letter.id),
        lambda: queries.get_subject(session, other, About(purchase_id=letter.purchase_id)),
        lambda: queries.get_subject(session, other, About(visit_id=uuid4())),
        lambda: queries.get_subject(session, other, About()),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_purchase_is_noticed_once_its_outcome_letter_is_issued(session, officer, make):
    draft, fail, warning = make(), make(issued=True), make(kind=Kind.WRITTEN_WARNING, issued=True)
    asked = [draft.purchase_id, fail.purchase_id, warning.purchase_id]
    noticed = {fail.purchase_id, warning.purchase_id}
    assert queries.noticed_purchases(session, officer, asked) == noticed
    assert queries.noticed_purchases(session, officer) == noticed
    assert queries.noticed_purchases(session, officer, []) == set()


def test_the_timeline_tells_of_each_letter_and_each_serving(session, officer, make, outlet):
    letter = make(issued=True)
    ServingFactory(authority_id=officer.authority_id, letter_id=letter.id, how=ServedBy.SIGNED_FOR)
    ServingFactory(authority_id=officer.authority_id, letter_id=letter.id, how=ServedBy.RETURNED)
    make()
    entries = queries.timeline(session, officer, outlet.id)
    assert {entry.title for entry in entries} == {
        "Fail notice issued",
        "Fail notice served",
        "Fail notice returned undelivered",
        "Fail notice drafted",
    }
    assert all(entry.endpoint == "letters.show" for entry in entries)


def test_who_may_not_see_letters_is_told_of_none(session, act, make, outlet):
    letter, planner = make(issued=True), act(Role.POLICE_PLANNER)
    assert queries.timeline(session, planner, outlet.id) == []
    assert queries.list_about(session, planner, About(purchase_id=letter.purchase_id)) == ()


def test_no_list_asks_more_for_more_letters(session, officer, make, outlet, count_queries):
    def ask() -> None:
        queries.list_letters(session, officer)
        queries.list_to_serve(session, officer)
        queries.list_drafts(session, officer)
        queries.noticed_purchases(session, officer)
        queries.timeline(session, officer, outlet.id)

    make(issued=True)
    with count_queries() as few:
        ask()
    for _ in range(6):
        ServingFactory(authority_id=officer.authority_id, letter_id=make(issued=True).id)
        make()
    with count_queries() as many:
        ask()
    assert len(many) == len(few) <= 6


def test_drafting_anew_asks_a_bounded_number_of_questions(session, officer, sale, count_queries):
    with count_queries() as sent:
        queries.get_subject(session, officer, About(purchase_id=sale.id))
    assert len(sent) <= 14


def test_earlier_sales_are_those_under_the_same_operator_that_still_stand(session, officer, make_sale, sale):
    make_sale(tested_on=date(2026, 5, 1))
    make_sale(tested_on=date(2026, 6, 1), outcome="refused_no_id")
    make_sale(tested_on=date(2019, 12, 31))
    subject = queries.get_subject(session, officer, About(purchase_id=sale.id))
    assert queries.earlier_sales(session, officer, subject) == [date(2026, 5, 1)]
