"""What officers do with the shape of a retailer: each change is kept with who, when and the value before."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from compliance import clock
from compliance.accounts.rules import Nation
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.offences.rules import ProductCategory
from compliance.permissions import Role
from compliance.retailers import queries, services
from compliance.retailers.models import Contact, OutletProduct, TradingName
from compliance.retailers.rules import (
    ArrangementDetails,
    ArrangementKind,
    Channel,
    ContactDetails,
    ContactPurpose,
    Display,
    EntityDetails,
    EntityKind,
    LicenceDetails,
    Look,
    NameDetails,
    OutletDetails,
    OutletKind,
    OutletStatus,
    Partnership,
    read_hours,
    stamp_of,
)
from tests.factories.retailers import EntityFactory, OutletFactory

MANAGER = ContactDetails(ContactPurpose.MANAGER, name="Jo Example", telephone="020 7946 0123")
NOTHING = stamp_of([])
AXE, KNIFE = ProductCategory.AXE, ProductCategory.KITCHEN_KNIFE


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Old Blades")


@pytest.fixture
def courier(officer):
    return EntityFactory(authority_id=officer.authority_id, name="Swift Couriers Ltd", is_delivery_company=True)


@pytest.fixture
def stranger(act):
    return act(authority="croydon")


def entries(session, action):
    return session.exec(select(AuditEntry).where(AuditEntry.action == action)).all()


def shop(name, **more):
    return OutletDetails(OutletKind.PREMISES, name, address_lines=("1 Mare Street",), **more)


def test_a_shop_is_registered_with_its_chain_and_its_number_for_comparing(session, officer):
    outlet = services.register_outlet(session, officer, shop("Tesco Express", telephone="020 7946 0123"))
    assert (outlet.brand, outlet.is_chain, outlet.telephone_e164) == ("Tesco", None, "+442079460123")
    assert services.register_outlet(session, officer, shop("Kestrel Cutlery")).brand == ""


def test_a_corrected_name_changes_the_chain_unless_an_officer_has_said_what_it_is(session, officer):
    outlet = services.register_outlet(session, officer, shop("Tesko"))
    services.correct_outlet(session, officer, outlet.id, shop("Tesco"), version=outlet.version, reason="Typed wrongly")
    assert outlet.brand == "Tesco"
    services.say_chain(
        session, officer, outlet.id, is_chain=True, brand="Own Group", version=outlet.version, reason="Receipt"
    )
    services.correct_outlet(session, officer, outlet.id, shop("Asda"), version=outlet.version, reason="Wrong again")
    assert (outlet.brand, outlet.is_chain) == ("Own Group", True)


def test_an_officer_says_that_a_shop_is_no_chain_and_takes_it_back(session, officer):
    outlet = services.register_outlet(session, officer, shop("Tesco"))
    said = {"version": outlet.version, "reason": "A family called Tesco"}
    assert services.say_chain(session, officer, outlet.id, is_chain=False, brand="", **said)
    assert (outlet.brand, outlet.is_chain) == ("Tesco", False)
    (entry,) = entries(session, "outlet.chain_corrected")
    assert entry.detail["changes"] == {"is_chain": [None, False]}
    assert entry.reason == "A family called Tesco"
    said = {"version": outlet.version, "reason": "It is one after all"}
    assert services.say_chain(session, officer, outlet.id, is_chain=None, brand="", **said)
    assert outlet.is_chain is None
    said["version"] = outlet.version
    assert not services.say_chain(session, officer, outlet.id, is_chain=None, brand="", **said)


@pytest.mark.parametrize(("brand", "reason", "field"), [("", "Receipt", "brand"), ("Group", " ", "reason")])
def test_a_chain_has_a_name_and_a_reason(session, officer, outlet, brand, reason, field):
    with pytest.raises(Refusal) as refused:
        services.say_chain(
            session, officer, outlet.id, is_chain=True, brand=brand, version=outlet.version, reason=reason
        )
    assert refused.value.field == field


def test_a_marketplace_seller_is_linked_with_whoever_runs_the_marketplace(session, officer, courier):
    market = EntityFactory(authority_id=officer.authority_id, is_marketplace=True)
    details = {
        "kind": OutletKind.ONLINE_SHOP,
        "name": "Thistle Blades",
        "marketplace": "Bazaar",
        "marketplace_seller": "thistle",
        "marketplace_seller_id": "T-1",
    }
    outlet = services.register_outlet(session, officer, OutletDetails(**details, marketplace_entity_id=market.id))
    assert (outlet.marketplace_seller_id, outlet.marketplace_entity_id) == ("T-1", market.id)
    (served,) = queries.list_served(session, officer, market.id)
    assert (served.outlet_id, served.kind) == (outlet.id, None)
    with pytest.raises(Refusal) as refused:
        services.register_outlet(session, officer, OutletDetails(**details, marketplace_entity_id=courier.id))
    assert refused.value.field == "marketplace_entity"


def test_a_new_name_keeps_the_one_before_with_its_days(session, officer, outlet, today):
    services.rename_outlet(session, officer, outlet.id, name="New Blades", on=today, version=outlet.version)
    (former,) = queries.list_names(session, officer, outlet.id)
    assert (former.name, former.sort_name) == ("Old Blades", "old blades")
    assert (former.from_on, former.to_on) == (None, today - timedelta(days=1))
    assert (outlet.name, outlet.sort_name, outlet.named_on) == ("New Blades", "new blades", today)
    (entry,) = entries(session, "outlet.renamed")
    assert entry.detail["changes"]["name"] == ["Old Blades", "New Blades"]
    with pytest.raises(Refusal, match="present name"):  # the same page sent again
        services.rename_outlet(session, officer, outlet.id, name="New Blades", on=today, version=outlet.version)


def test_a_page_of_an_older_version_renames_nothing(session, officer, outlet, today):
    with pytest.raises(Refusal, match="Somebody else"):
        services.rename_outlet(session, officer, outlet.id, name="New", on=today, version=outlet.version + 1)


def test_another_name_is_recorded_corrected_and_removed(session, officer, outlet, today):
    row = services.add_name(session, officer, outlet.id, NameDetails("L&K Tools", note="On the receipt"))
    with pytest.raises(Refusal):  # the same page sent again
        services.add_name(session, officer, outlet.id, NameDetails("L&K Tools", note="On the receipt"))
    given = {"version": row.version, "reason": "Seen on a visit"}
    assert services.correct_name(session, officer, outlet.id, row.id, NameDetails("L & K Tools", to_on=today), **given)
    (entry,) = entries(session, "trading_name.corrected")
    assert entry.detail["changes"]["name"] == ["L&K Tools", "L & K Tools"]
    assert entry.outlet_id == outlet.id
    services.remove_name(session, officer, outlet.id, row.id, version=row.version, reason="Another shop’s")
    assert queries.list_names(session, officer, outlet.id) == []
    (entry,) = entries(session, "trading_name.removed")
    assert entry.detail["changes"]["name"] == ["L & K Tools", None]


def test_a_status_since_a_day_closes_reopens_and_is_told_in_full(session, officer, outlet, today):
    closed, again = today - timedelta(days=30), today - timedelta(days=10)
    services.change_status(session, officer, outlet.id, status=OutletStatus.CLOSED, on=closed, reason="Shutters")
    assert (outlet.status_on, outlet.closed_on) == (closed, closed)
    with pytest.raises(Refusal) as refused:
        services.change_status(session, officer, outlet.id, status=OutletStatus.TRADING, on=closed - timedelta(days=1))
    assert refused.value.field == "on"
    services.change_status(session, officer, outlet.id, status=OutletStatus.TRADING, on=again)
    assert (outlet.status_on, outlet.closed_on) == (again, None)
    later = again + timedelta(days=1)
    assert services.correct_status(
        session,
        officer,
        outlet.id,
        status=OutletStatus.TRADING,
        on=later,
        version=outlet.version,
        reason="A day later",
    )
    told = queries.list_statuses(session, officer, outlet.id)
    assert [(one.status, one.on, one.is_correction) for one in told] == [
        (OutletStatus.TRADING, later, True),
        (OutletStatus.TRADING, again, False),
        (OutletStatus.CLOSED, closed, False),
    ]
    assert told[-1].reason == "Shutters"
    assert told[-1].said_by == officer.name


def test_a_closed_shop_is_closed_since_a_day(session, officer, outlet):
    with pytest.raises(Refusal) as refused:
        services.correct_status(
            session,
            officer,
            outlet.id,
            status=OutletStatus.VACANT,
            on=None,
            version=outlet.version,
            reason="Seen",
        )
    assert refused.value.field == "on"


def test_what_is_sold_is_kept_with_the_day_and_who_saw_it(session, officer, outlet, today):
    look = Look(frozenset({AXE}), at_all=True, seen_on=today)
    assert services.say_products(session, officer, outlet.id, look, stamp=NOTHING)
    known = queries.list_products(session, officer, outlet.id)
    assert [one.category for one in known if one.sold] == [AXE]
    assert {one.seen_by_id for one in known} == {officer.officer_id}
    assert not services.say_products(session, officer, outlet.id, look, stamp=stamp_of(known))
    with pytest.raises(Refusal, match="Somebody else"):
        services.say_products(session, officer, outlet.id, look, stamp=NOTHING)
    other = Look(frozenset({KNIFE}), at_all=False, seen_on=today)
    assert services.say_products(session, officer, outlet.id, other, stamp=stamp_of(known))
    first, second = entries(session, "outlet.products_seen")
    assert first.detail["changes"]["sold"] == [[], ["axe"]]
    assert second.detail["changes"]["sold"] == [["axe"], ["kitchen_knife"]]


def test_channels_and_displays_are_replaced_as_a_whole(session, officer, outlet, today):
    services.say_channels(session, officer, outlet.id, [Channel.TILL], seen_on=today, stamp=NOTHING)
    services.say_displays(session, officer, outlet.id, [Display.OPEN_SHELF], seen_on=today, stamp=NOTHING)
    known = queries.list_channels(session, officer, outlet.id)
    services.say_channels(session, officer, outlet.id, [Channel.SELF_CHECKOUT], seen_on=today, stamp=stamp_of(known))
    assert [one.what for one in queries.list_channels(session, officer, outlet.id)] == [Channel.SELF_CHECKOUT]
    assert [one.what for one in queries.list_displays(session, officer, outlet.id)] == [Display.OPEN_SHELF]
    _first, second = entries(session, "outlet.channels_seen")
    assert second.detail["changes"]["channels"] == [["till"], ["self_checkout"]]


def test_opening_hours_keep_what_was_said_before_in_words(session, officer, outlet):
    week = {0: read_hours("9am to 5pm"), 6: read_hours("closed")}
    assert services.say_hours(session, officer, outlet.id, week, stamp=NOTHING)
    stamp = stamp_of(queries.week_of(session, officer, outlet.id).items())
    assert queries.week_of(session, officer, outlet.id) == week
    assert not services.say_hours(session, officer, outlet.id, week, stamp=stamp)
    assert services.say_hours(session, officer, outlet.id, {0: read_hours("24 hours")}, stamp=stamp)
    entry = entries(session, "outlet.hours_recorded")[-1]
    assert entry.detail["changes"] == {"monday": ["9am to 5pm", "Open 24 hours"], "sunday": ["Closed", None]}


def test_a_contact_is_recorded_once_corrected_and_forgotten(session, officer, outlet):
    given = uuid4()
    row = services.add_contact(session, officer, MANAGER, outlet_id=outlet.id, contact_id=given)
    assert services.add_contact(session, officer, MANAGER, outlet_id=outlet.id, contact_id=given).id == row.id
    assert row.telephone == "020 7946 0123"
    assert row.telephone_e164 == "+442079460123"
    assert len(entries(session, "contact.recorded")) == 1
    left = ContactDetails(ContactPurpose.MANAGER, name="Jo Example", to_on=clock.today())
    assert services.correct_contact(
        session, officer, row.id, left, outlet_id=outlet.id, version=row.version, reason="Left"
    )
    (entry,) = entries(session, "contact.corrected")
    assert entry.detail["changes"]["telephone"] == ["020 7946 0123", ""]
    services.remove_contact(session, officer, row.id, outlet_id=outlet.id, version=row.version, reason="Asked us to")
    assert session.exec(select(Contact)).all() == []
    (entry,) = entries(session, "contact.removed")
    assert "Jo Example" not in str(entry.detail)


def test_a_contact_is_of_an_outlet_or_of_an_entity(session, officer, outlet, courier):
    row = services.add_contact(session, officer, MANAGER, entity_id=courier.id)
    assert queries.list_contacts(session, officer, entity_id=courier.id) == [row]
    assert queries.list_contacts(session, officer, outlet_id=outlet.id) == []
    with pytest.raises(NotFound):
        queries.get_contact(session, officer, row.id, outlet_id=outlet.id)
    with pytest.raises(Refusal):
        services.add_contact(session, officer, MANAGER)


def test_a_delivery_company_is_named_for_an_outlet(session, officer, outlet, courier, today):
    details = ArrangementDetails(ArrangementKind.DELIVERY_COMPANY, courier.id, from_on=today - timedelta(days=9))
    given = uuid4()
    row = services.add_arrangement(session, officer, outlet.id, details, arrangement_id=given)
    assert services.add_arrangement(session, officer, outlet.id, details, arrangement_id=given).id == row.id
    (shown,) = queries.list_arrangements(session, officer, outlet.id)
    assert (shown.entity_name, shown.kind) == ("Swift Couriers Ltd", ArrangementKind.DELIVERY_COMPANY)
    (served,) = queries.list_served(session, officer, courier.id)
    assert served.outlet_id == outlet.id
    ended = ArrangementDetails(ArrangementKind.DELIVERY_COMPANY, courier.id, details.from_on, today)
    given = {"version": row.version, "reason": "Told by the trader"}
    assert services.correct_arrangement(session, officer, outlet.id, row.id, ended, **given)
    services.remove_arrangement(session, officer, outlet.id, row.id, version=row.version, reason="Another shop’s")
    assert queries.list_arrangements(session, officer, outlet.id) == []
    assert [len(entries(session, f"arrangement.{verb}")) for verb in ("recorded", "corrected", "removed")] == [1, 1, 1]


def test_only_a_delivery_company_or_a_marketplace_delivers_for_others(session, officer, outlet):
    company = EntityFactory(authority_id=officer.authority_id)
    with pytest.raises(Refusal) as refused:
        services.add_arrangement(
            session, officer, outlet.id, ArrangementDetails(ArrangementKind.DELIVERY_COMPANY, company.id)
        )
    assert refused.value.field == "entity"


def test_a_licence_is_recorded_corrected_and_removed(session, officer, outlet, today):
    details = LicenceDetails(Nation.SCOTLAND, "KD/1", issued_by="A council", to_on=today + timedelta(days=900))
    row = services.add_licence(session, officer, outlet.id, details)
    assert queries.list_licences(session, officer, outlet.id) == [row]
    given = {"version": row.version, "reason": "Seen on the wall"}
    assert services.correct_licence(
        session, officer, outlet.id, row.id, LicenceDetails(Nation.SCOTLAND, "KD/2"), **given
    )
    services.remove_licence(session, officer, outlet.id, row.id, version=row.version, reason="Another shop’s")
    (entry,) = entries(session, "licence.removed")
    assert entry.detail["changes"]["number"] == ["KD/2", None]


def test_a_partnership_is_recorded_apart_from_the_entity(session, officer, courier, today):
    partnership = Partnership("Leeds", contact="Jo", plan="Plan 3", since_on=today)
    given = {"version": courier.version, "reason": "Register of partnerships"}
    assert services.correct_partnership(session, officer, courier.id, partnership, **given)
    assert (courier.primary_authority, courier.primary_authority_plan) == ("Leeds", "Plan 3")
    details = EntityDetails(EntityKind.COMPANY, "Swift Ltd", courier.company_number, is_delivery_company=True)
    services.correct_entity(session, officer, courier.id, details, version=courier.version, reason="Renamed")
    assert courier.primary_authority == "Leeds"


def test_an_entity_that_is_sent_twice_is_recorded_once(session, officer):
    given, details = uuid4(), EntityDetails(EntityKind.SOLE_TRADER, "Jo Example")
    first = services.record_entity(session, officer, details, entity_id=given)
    assert services.record_entity(session, officer, details, entity_id=given).id == first.id
    assert len(entries(session, "entity.recorded")) == 1


def test_names_are_read_again_after_the_list_of_chains_changed(app, session, officer):
    own = {"authority_id": officer.authority_id}
    before = OutletFactory(**own, name="Tesco Extra", telephone="020 7946 0123")
    said = OutletFactory(**own, name="Tesco", is_chain=False)
    same = OutletFactory(**own, name="Kestrel Cutlery")
    session.commit()
    done = app.test_cli_runner().invoke(args=["retailers", "read-names", "--authority", "hackney"])
    assert "1 retailer is read differently now." in done.output
    session.expire_all()
    assert (before.brand, before.telephone_e164, before.version) == ("Tesco", "+442079460123", 1)
    assert (said.brand, same.brand, same.version) == ("", "", 1)
    (entry,) = entries(session, "outlet.name_read_again")
    assert entry.detail["changes"]["brand"] == ["", "Tesco"]
    assert services.read_names_again(session, officer) == 0
    done = app.test_cli_runner().invoke(args=["retailers", "read-names", "--authority", "nowhere"])
    assert done.exit_code == 1
    assert "There is no authority with the code" in done.output


def changes_of(outlet, today):
    """Return every way of changing an outlet here, as a function of session and actor."""
    at = outlet.id
    return [
        lambda s, a: services.rename_outlet(s, a, at, name="New", on=today, version=1),
        lambda s, a: services.say_chain(s, a, at, is_chain=False, brand="", version=1, reason="x"),
        lambda s, a: services.correct_status(s, a, at, status=OutletStatus.TRADING, on=today, version=1, reason="x"),
        lambda s, a: services.add_name(s, a, at, NameDetails("Other")),
        lambda s, a: services.say_products(
            s, a, at, Look(frozenset({AXE}), at_all=False, seen_on=today), stamp=NOTHING
        ),
        lambda s, a: services.say_channels(s, a, at, [Channel.TILL], seen_on=today, stamp=NOTHING),
        lambda s, a: services.say_displays(s, a, at, [Display.PACKAGING], seen_on=today, stamp=NOTHING),
        lambda s, a: services.say_hours(s, a, at, {0: read_hours("closed")}, stamp=NOTHING),
        lambda s, a: services.add_contact(s, a, MANAGER, outlet_id=at),
        lambda s, a: services.add_arrangement(s, a, at, ArrangementDetails(ArrangementKind.OWN_DELIVERY)),
        lambda s, a: services.add_licence(s, a, at, LicenceDetails(Nation.ENGLAND, "1")),
    ]


def test_another_authority_changes_nothing_and_a_viewer_may_not(session, act, outlet, stranger, today):
    viewer = act(Role.VIEWER)
    for change in changes_of(outlet, today):
        with pytest.raises(NotFound):
            change(session, stranger)
        with pytest.raises(Forbidden):
            change(session, viewer)


def test_a_police_planner_reads_products_and_channels_of_their_area_and_no_contacts(
    session, act, officer, outlet, today
):
    for change in changes_of(outlet, today)[3:]:
        change(session, officer)
    planner = act(Role.POLICE_PLANNER, "metropolitan-police")
    trade = queries.get_trade(session, planner, outlet.id)
    assert [len(part) for part in (trade.names, trade.products, trade.channels, trade.displays, trade.week)] == [1] * 5
    assert queries.list_contacts(session, planner, outlet_id=outlet.id) == []
    assert queries.list_arrangements(session, planner, outlet.id) == []
    assert queries.list_licences(session, planner, outlet.id) == []


@pytest.mark.parametrize("table", [TradingName, Contact, OutletProduct])
def test_the_database_itself_keeps_what_is_said_with_the_outlets_authority(session, officer, outlet, stranger, table):
    values = {
        TradingName: {"name": "X", "sort_name": "x", "recorded_at": clock.now()},
        Contact: {"purpose": ContactPurpose.MANAGER, "recorded_at": clock.now()},
        OutletProduct: {"category": AXE, "sold": True, "seen_on": date(2026, 1, 1)},
    }[table]
    session.add(table(authority_id=stranger.authority_id, outlet_id=outlet.id, **values))
    with pytest.raises(IntegrityError, match="belongs to its authority"):
        session.flush()
