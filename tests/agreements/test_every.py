"""The list of every agreement: filtered, page by page, as a file; and what is asked after a failed test."""

from datetime import date, timedelta

import pytest

from compliance.agreements import queries
from compliance.agreements.queries import EveryFilter
from compliance.agreements.rules import AgreementEventKind, StandingKind
from compliance.permissions import Role
from compliance.purchases.rules import Outcome
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, AgreementTextFactory, signed
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.page import text_of

KIND = AgreementEventKind


@pytest.fixture
def several(officer, today):
    """Agreements of three outlets and of an entity, by name."""
    made = {}
    for name, on, lapses in (
        ("Alpha", date(2026, 6, 1), date(2027, 6, 1)),
        ("Beta", date(2025, 6, 1), date(2026, 6, 1)),
        ("Gamma", date(2026, 1, 10), today + timedelta(days=20)),
    ):
        outlet = OutletFactory(authority_id=officer.authority_id, name=f"Invented {name}")
        made[name] = signed(officer.authority_id, outlet.id, on, lapses_on=lapses)
    entity = EntityFactory(authority_id=officer.authority_id, name="Invented Delta Ltd")
    text = AgreementTextFactory(authority_id=officer.authority_id)
    made["Delta"] = AgreementFactory(
        authority_id=officer.authority_id, entity_id=entity.id, text_id=text.id, covers_online=True
    )
    AgreementEventFactory(authority_id=officer.authority_id, agreement_id=made["Delta"].id)
    return made


def found(session, officer, today, **wanted):
    page = queries.list_every(session, officer, EveryFilter(**wanted), today)
    return [row.name.split()[1] for row in page.rows]


def test_the_newest_stands_first(session, officer, several, today):
    assert found(session, officer, today) == ["Delta", "Gamma", "Beta", "Alpha"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"standing": StandingKind.IN_FORCE}, ["Gamma", "Alpha"]),
        ({"standing": StandingKind.LAPSED}, ["Beta"]),
        ({"standing": StandingKind.OFFERED}, ["Delta"]),
        ({"lapses_within": 19}, []),
        ({"lapses_within": 20}, ["Gamma"]),
        ({"scope": "covers_online"}, ["Delta"]),
        ({"entity_wide": True}, ["Delta"]),
        ({"entity_wide": False}, ["Gamma", "Beta", "Alpha"]),
        ({"search": "delta"}, ["Delta"]),
        ({"search": "invented g"}, ["Gamma"]),
        ({"proposed": True}, []),
        ({"ward_code": "E0"}, []),
    ],
    ids=["in force", "lapsed", "offered", "too soon", "soon", "online", "wide", "own", "entity", "name", "no", "ward"],
)
def test_each_filter_leaves_what_it_says(session, officer, several, today, wanted, expected):
    assert found(session, officer, today, **wanted) == expected


def test_a_text_is_filtered_by_and_a_past_day_is_looked_at(session, officer, several, today):
    assert found(session, officer, today, text_id=several["Delta"].text_id) == ["Delta"]
    assert found(session, officer, date(2026, 5, 31), standing=StandingKind.IN_FORCE) == ["Gamma", "Beta"]


@pytest.mark.parametrize("standing", [None, StandingKind.IN_FORCE])
def test_pages_follow_one_another_and_lose_nothing(session, officer, today, standing):
    for number in range(7):
        outlet = OutletFactory(authority_id=officer.authority_id, name=f"Invented {number}")
        signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    wanted, seen, after = EveryFilter(standing=standing), [], None
    for _ in range(4):
        page = queries.list_every(session, officer, wanted, today, after=after, limit=3)
        assert page.count == 7
        seen += [row.name for row in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == [f"Invented {number}" for number in range(6, -1, -1)]
    back = queries.list_every(session, officer, wanted, today, before=page.before, limit=3)
    assert [row.name for row in back.rows] == ["Invented 3", "Invented 2", "Invented 1"]


def test_the_list_is_shown_filtered_and_exported(client, several):
    page = text_of(client.get("/agreements/"))
    assert "4 agreements" in page
    for words in ("Invented Alpha", "Invented Delta Ltd", "All outlets that it operates", "Lapsed"):
        assert words in page
    filtered = client.get("/agreements/?standing=in_force&lapses_within=20").get_data(as_text=True)
    assert "1 agreement" in filtered
    assert "Standing: In force" in filtered
    assert "No agreement matches" in text_of(client.get("/agreements/?q=nobody"))
    assert "Nothing was searched" in text_of(client.get("/agreements/?lapses_within=x"))
    lines = (
        client.get("/agreements/export?format=csv&standing=lapsed", buffered=True).get_data(as_text=True).splitlines()
    )
    assert len(lines) == 2
    assert "Invented Beta" in lines[1]
    for kind in ("xlsx", "ods"):
        assert client.get(f"/agreements/export?format={kind}", buffered=True).get_data().startswith(b"PK")
    assert client.get("/agreements/export?format=exe").status_code == 404


def test_a_list_of_nothing_says_so_and_another_authority_sees_nothing(client, sign_in, act, several):
    stranger = sign_in(act(authority="camden"))
    assert "There are no agreements yet" in text_of(stranger.get("/agreements/"))
    assert sign_in(act(Role.POLICE_PLANNER)).get("/agreements/").status_code == 403


@pytest.fixture
def sold(officer, outlet):
    def sell(on, **more):
        return PurchaseFactory(
            authority_id=officer.authority_id,
            outlet_id=outlet.id,
            officer_id=officer.officer_id,
            tested_on=on,
            **({"outcome": Outcome.SOLD_UNCHALLENGED} | more),
        )

    return sell


def test_the_page_asks_what_the_policy_says_after_a_failed_test(client, officer, outlet, sold):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    assert "After a failed test" not in text_of(client.get(f"/agreements/{agreement.id}"))
    sold(date(2026, 5, 1))
    sold(date(2026, 11, 1), outcome=Outcome.REFUSED_NO_ID)
    assert "After a failed test" not in text_of(client.get(f"/agreements/{agreement.id}"))
    sold(date(2026, 11, 10))
    page = text_of(client.get(f"/agreements/{agreement.id}"))
    assert "The policy asks: review the agreement with the trader, by 8 December 2026" in page
    assert "Illegal sale in a test on 10 November 2026" in page
    begun = f"/agreements/{agreement.id}/events/new?kind=reviewed&words=Illegal+sale"
    assert "Illegal sale" in client.get(begun).get_data(as_text=True)
    data = {"kind": "reviewed", "on-day": "20", "on-month": "11", "on-year": "2026", "words": "Talked it through"}
    assert client.post(f"/agreements/{agreement.id}/events/new", data=data).status_code == 302
    page = text_of(client.get(f"/agreements/{agreement.id}"))
    assert "The policy asks" not in page
    assert "It was answered: reviewed on 20 November 2026" in page


def test_a_failed_test_of_another_operator_asks_nothing_of_an_entity_wide_agreement(client, officer, outlet, sold):
    ours, theirs = (EntityFactory(authority_id=officer.authority_id) for _ in range(2))
    for entity, from_on, to_on in ((theirs, date(2020, 1, 1), date(2026, 9, 30)), (ours, date(2026, 10, 1), None)):
        OperatorFactory(
            authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id, from_on=from_on, to_on=to_on
        )
    agreement = AgreementFactory(authority_id=officer.authority_id, entity_id=ours.id)
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=KIND.SIGNED,
        on=date(2026, 6, 1),
        signatory="Sam Example",
        capacity="Director",
    )
    sold(date(2026, 9, 30))
    assert "After a failed test" not in text_of(client.get(f"/agreements/{agreement.id}"))
    sold(date(2026, 10, 1))
    page = text_of(client.get(f"/agreements/{agreement.id}"))
    assert "Illegal sale in a test on 1 October 2026" in page


def test_who_may_not_record_sees_no_way_to(sign_in, act, officer, outlet):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    viewer = sign_in(act(Role.VIEWER))
    assert "Record a review" not in text_of(viewer.get(f"/agreements/{agreement.id}"))


def test_only_a_kind_that_there_is_can_be_recorded(client, officer, outlet):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    assert client.get(f"/agreements/{agreement.id}/events/new?kind=forgotten").status_code == 404
    chosen = text_of(client.get(f"/agreements/{agreement.id}/events/new"))
    assert "Propose to remove it" in chosen
    assert "Restore it" not in chosen
    for kind in KIND:
        assert client.get(f"/agreements/{agreement.id}/events/new?kind={kind}").status_code == 200
    data = {"kind": "removal_proposed", "on-day": "20", "on-month": "11", "on-year": "2026", "words": "Sold twice"}
    days = {"reply_by_on-day": "4", "reply_by_on-month": "12", "reply_by_on-year": "2026"}
    path = f"/agreements/{agreement.id}/events/new"
    assert "Enter the last day on which the trader may reply" in client.post(path, data=data).get_data(as_text=True)
    answer = client.post(path, data=data | days)
    assert answer.status_code == 302
    page = text_of(client.get(answer.location))
    assert "The trader may reply until 4 December 2026" in page
    assert "In force" in page
    assert "It cannot be removed before 4 December 2026 is past" in text_of(client.get(path))
