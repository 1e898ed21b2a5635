"""Recording at the counter first, and the sections of a record afterwards: rules, services and pages."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.models import Purchase
from compliance.purchases.rules import Outcome, Payment, Storage, Type
from compliance.purchases.rules.carrying import Carried, Carrying, carrying_of
from compliance.purchases.rules.sections import (
    DisplaySection,
    PaymentSection,
    ProductSection,
    ToldSection,
    VolunteerSection,
    WelfareSection,
    check_section,
    is_recorded,
    needs_reason,
)
from compliance.purchases.services.sections import record_section
from tests.factories.volunteers import register
from tests.page import text_of
from tests.purchases.signing import sign

TESTED, TODAY = date(2026, 10, 1), date(2026, 10, 3)
KNIFE = ProductSection(category_code="kitchen_knife", product="Chef’s knife", brand="Acme", blade_length_mm=203)


@pytest.fixture
def purchase(session, officer, outlet, sale):
    return services.record_purchase(session, officer, outlet.id, sale)


# The rules


@pytest.mark.parametrize(
    ("section", "field"),
    [
        (KNIFE, ""),
        (replace(KNIFE, product_is_article=False), "product_reason"),
        (replace(KNIFE, product_is_bladed=True, product_reason=" "), "product_reason"),
        (replace(KNIFE, product_is_article=False, product_reason="7 cm, and it folds"), ""),
        (DisplaySection(), ""),
        (PaymentSection(payment=Payment.CASH, change_pence=501), ""),
        (PaymentSection(payment=Payment.CARD, change_pence=501), "change_pence"),
        (PaymentSection(change_pence=1), "change_pence"),
        (PaymentSection(payment=Payment.CARD, change_pence=0), ""),
        (ToldSection(), ""),
        (ToldSection(retailer_told_on=TESTED, retailer_told_at_time=time(15, 10)), ""),
        (ToldSection(retailer_told_on=TODAY), ""),
        (ToldSection(retailer_told_on=date(2026, 9, 30)), "retailer_told_on"),
        (ToldSection(retailer_told_on=date(2026, 10, 4)), "retailer_told_on"),
        (ToldSection(retailer_told_at_time=time(15, 10)), "retailer_told_on"),
        (ToldSection(retailer_told_how="The manager"), "retailer_told_on"),
    ],
    ids=lambda value: f"{type(value).__name__}" if not isinstance(value, str) else value or "allowed",
)
def test_what_a_section_may_say(section, field):
    if not field:
        check_section(section, tested_on=TESTED, today=TODAY)
        return
    with pytest.raises(Refusal) as refusal:
        check_section(section, tested_on=TESTED, today=TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("before", "needed"),
    [(None, False), ("", False), ("  ", False), ("Words", True), (0, True), (False, True), (True, True)],
)
def test_only_what_was_recorded_is_corrected(before, needed):
    assert is_recorded(before) is needed
    assert needs_reason({"one": (before, "after")}) is needed
    assert needs_reason({}) is False


@pytest.mark.parametrize(
    ("type_", "outcome", "left", "handed", "expected"),
    [
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, time(14, 34), time(14, 35), Carrying(Carried.SHORT, 1)),
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, time(14, 34), time(14, 44), Carrying(Carried.SHORT, 10)),
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, time(14, 34), time(14, 45), Carrying(Carried.LONG, 11)),
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, time(14, 34), time(14, 33), Carrying(Carried.SHORT, 0)),
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, None, time(14, 33), Carrying(Carried.SHORT)),
        (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, time(14, 34), None, Carrying(Carried.MISSING)),
        (Type.UNDERAGE, Outcome.SOLD_AFTER_ID_NOT_VERIFIED, None, None, Carrying(Carried.MISSING)),
        (Type.CHALLENGE_25, Outcome.SOLD_UNCHALLENGED, None, None, Carrying(Carried.MISSING)),
        (Type.UNDERAGE, Outcome.REFUSED_NO_ID, time(14, 34), None, Carrying(Carried.NOTHING)),
        (Type.INTERCEPTED, Outcome.WOULD_HAVE_SOLD_INTERCEPTED, time(14, 34), None, Carrying(Carried.NOTHING)),
        (Type.ONLINE_ORDER, Outcome.SOLD_UNCHALLENGED, None, None, Carrying(Carried.NOTHING)),
    ],
    ids=[
        "one-minute",
        "as-long-as-allowed",
        "a-minute-longer",
        "handed-over-inside",
        "left-unknown",
        "not-recorded",
        "id-not-verified",
        "challenge-25",
        "refused",
        "intercepted",
        "online",
    ],
)
def test_how_long_the_item_was_carried(type_, outcome, left, handed, expected):
    assert carrying_of(type_, outcome, left_at=left, handed_at=handed, most_minutes=10) == expected


# The services


def test_a_section_is_added_to_without_a_reason_and_corrected_with_one(session, officer, purchase):
    record_section(session, officer, purchase.id, KNIFE, version=1)
    assert (purchase.product, purchase.blade_length_mm, purchase.version) == ("Chef’s knife", 203, 2)
    more = replace(KNIFE, barcode="5 012345")
    record_section(session, officer, purchase.id, more, version=2)
    shorter = replace(more, blade_length_mm=201)
    with pytest.raises(Refusal, match="Say why it is corrected") as refusal:
        record_section(session, officer, purchase.id, shorter, version=3)
    assert refusal.value.field == "reason"
    record_section(session, officer, purchase.id, shorter, version=3, reason="Measured again")
    entry = session.exec(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert (entry.action, entry.reason) == ("purchase.section_recorded", "Measured again")
    assert entry.detail["changes"]["blade_length_mm"] == [203, 201]


def test_a_section_filled_from_an_old_record_is_refused(session, officer, purchase):
    record_section(session, officer, purchase.id, KNIFE, version=1)
    with pytest.raises(Refusal, match="Somebody else changed"):
        record_section(session, officer, purchase.id, PaymentSection(payment=Payment.CARD), version=1)


def test_a_correction_at_the_counter_leaves_the_sections_alone(session, officer, purchase, sale):
    record_section(session, officer, purchase.id, DisplaySection(storage=Storage.OPEN, queue=0), version=1)
    new = replace(sale, till_number="4")
    services.correct_purchase(session, officer, purchase.id, new, version=2, reason="The till")
    assert (purchase.till_number, purchase.storage, purchase.queue) == ("4", Storage.OPEN, 0)


@pytest.mark.parametrize(
    "section",
    [
        KNIFE.__class__(category_code="kitchen_knife", product="Zephyrine’s knife"),
        DisplaySection(displayed_where="Beside Zephyrine"),
        VolunteerSection(volunteer_clothing="Zephyrine wore a red coat"),
        WelfareSection(welfare_note="Zephyrine was well"),
        ToldSection(retailer_told_on=TESTED, retailer_told_how="Told that Zephyrine bought it"),
    ],
    ids=lambda section: section.key,
)
def test_no_section_names_the_volunteer(session, officer, outlet, sale, section):
    register(session, officer, "V08", name="Zephyrine Example")
    purchase = services.record_purchase(session, officer, outlet.id, replace(sale, volunteer_code="V08"))
    with pytest.raises(Refusal, match="lead to the volunteer") as refusal:
        record_section(session, officer, purchase.id, section, version=1)
    assert refusal.value.field in type(section).__slots__
    assert purchase.version == 1


@pytest.mark.parametrize("field", ["words_spoken", "staff_description", "held_by", "notes", "outcome_reason"])
def test_nothing_typed_at_the_counter_names_the_volunteer(session, officer, outlet, sale, field):
    register(session, officer, "V08", name="Zephyrine Example")
    new = replace(sale, volunteer_code="V08", **{field: "Then Zephyrine left"})
    with pytest.raises(Refusal, match="lead to the volunteer") as refusal:
        services.record_purchase(session, officer, outlet.id, new)
    assert refusal.value.field == field
    assert session.exec(select(Purchase)).all() == []
    assert services.record_purchase(session, officer, outlet.id, replace(new, **{field: "Then V08 left"}))


def test_a_signature_holds_what_was_observed(session, officer, purchase):
    record_section(session, officer, purchase.id, DisplaySection(queue=2), version=1)
    sign(session, officer, purchase.id, "I stood by the door.")
    session.refresh(purchase)
    with pytest.raises(Refusal, match="Add to your account"):
        record_section(session, officer, purchase.id, DisplaySection(queue=3), version=purchase.version, reason="Three")
    told = WelfareSection(welfare_note="Well")
    assert record_section(session, officer, purchase.id, told, version=purchase.version).welfare_note == "Well"


def test_sections_are_for_officers_of_the_authority(session, act, purchase):
    for role in (Role.VIEWER, Role.CLERK, Role.POLICE_PLANNER):
        with pytest.raises(Forbidden):
            record_section(session, act(role), purchase.id, KNIFE, version=1)
    with pytest.raises(NotFound):
        record_section(session, act(authority="camden"), purchase.id, KNIFE, version=1)


def test_a_kind_of_product_that_may_not_be_tested_is_refused_beside_its_field(session, officer, purchase):
    with pytest.raises(Refusal) as refusal:
        record_section(session, officer, purchase.id, ProductSection(category_code="crossbow"), version=1, reason="It")
    assert refusal.value.field == "category_code"


def test_the_test_cannot_be_after_the_retailer_was_told(session, officer, purchase, sale):
    record_section(session, officer, purchase.id, ToldSection(retailer_told_on=TESTED), version=1)
    later = replace(sale, tested_on=date(2026, 10, 2))
    with pytest.raises(Refusal) as refusal:
        services.correct_purchase(session, officer, purchase.id, later, version=2, reason="The day")
    assert refusal.value.field == "tested_on"


# The pages


PAGES = {
    "product": {"category_code": "kitchen_knife", "product": "Chef’s knife", "blade_length_mm": "203"},
    "display": {"displayed_where": "Aisle 4", "storage": "locked", "poster_seen": "yes", "queue": "0"},
    "payment": {"payment": "cash", "change_pence": "5.01", "receipt": "no"},
    "volunteer": {"volunteer_height_cm": "168", "volunteer_clothing": "Red coat"},
    "welfare": {"welfare_note": "Well, and fed", "meal_offered": "yes"},
    "told": {"retailer_told_on-day": "1", "retailer_told_on-month": "10", "retailer_told_on-year": "2026"},
}


def test_the_sections_are_filled_in_one_by_one(session, client, purchase):
    url = f"/purchases/{purchase.id}"
    assert "0 of 10 sections done" in text_of(client.get(url)) or "sections done" in text_of(client.get(url))
    for key, typed in PAGES.items():
        session.refresh(purchase)
        page = client.post(f"{url}/record/{key}", data=typed | {"version": str(purchase.version)})
        assert page.status_code == 302, text_of(page)
    session.refresh(purchase)
    assert (purchase.storage, purchase.change_pence, purchase.volunteer_height_cm) == (Storage.LOCKED, 501, 168)
    shown = text_of(client.get(url))
    for words in ("Aisle 4", "In a locked cabinet", "£5.01", "168 cm", "203 mm", "Well, and fed", "6 of "):
        assert words in shown


def test_a_wrong_section_keeps_what_was_typed(client, purchase):
    page = client.post(
        f"/purchases/{purchase.id}/record/payment",
        data={"payment": "card", "change_pence": "5.01", "version": "1"},
    )
    assert page.status_code == 200
    assert "Change is given for cash" in text_of(page)
    assert 'value="5.01"' in page.text


def test_asking_whether_the_volunteer_is_named_is_kept_and_what_was_typed_too(session, client, purchase):
    typed = {"displayed_where": "Beside the Invented Person", "version": "1"}
    page = client.post(f"/purchases/{purchase.id}/record/display", data=typed)
    assert "lead to the volunteer" in text_of(page)
    assert "Beside the Invented Person" in page.text
    session.rollback()
    assert "volunteer.searched_for" in session.exec(select(AuditEntry.action)).all()


def test_an_unknown_section_is_not_found(client, purchase):
    assert client.get(f"/purchases/{purchase.id}/record/nothing").status_code == 404


def test_what_is_signed_is_shown_as_text_and_not_changed(session, client, officer, purchase):
    record_section(session, officer, purchase.id, DisplaySection(queue=2, displayed_where="Aisle 4"), version=1)
    sign(session, officer, purchase.id, "I stood by the door.")
    session.refresh(purchase)
    page = client.get(f"/purchases/{purchase.id}/record/display")
    assert 'name="queue"' not in page.text
    assert "Go to the accounts" in text_of(page)
    version = str(purchase.version)
    client.post(f"/purchases/{purchase.id}/record/display", data={"queue": "9", "storage": "open", "version": version})
    session.refresh(purchase)
    assert (purchase.queue, purchase.displayed_where, purchase.storage) == (2, "Aisle 4", Storage.OPEN)
    counter = client.get(f"/purchases/{purchase.id}/correct")
    assert 'name="words_spoken"' not in counter.text


def test_the_time_that_it_is_comes_back_with_all_that_was_typed(session, client, outlet):
    page = client.post(
        f"/retailers/{outlet.id}/purchases/new",
        data={"now": "ended_at_time", "words_spoken": "Anything else?", "outcome": "refused_no_id", "price_pence": "x"},
    )
    assert page.status_code == 200
    assert "Anything else?" in page.text
    assert 'value="refused_no_id" checked' in page.text
    shown = page.text.split('name="ended_at_time"')[1].split(">")[0]
    assert 'value="' in shown
    assert ":" in shown.split('value="')[1].split('"')[0]
    assert (
        'value=""' in page.text.split('name="started_at_time"')[1].split(">")[0]
        or 'value="' not in (page.text.split('name="started_at_time"')[1].split(">")[0])
    )
    assert session.exec(select(Purchase)).all() == []


def test_a_missing_hand_over_of_the_item_is_said_plainly(client, purchase):
    assert "section 139" in text_of(client.get(f"/purchases/{purchase.id}"))


def test_a_long_way_to_the_officer_is_said_plainly(session, client, officer, outlet, sale):
    new = replace(sale, ended_at_time=time(14, 0), handed_to_officer_at_time=time(14, 31))
    purchase = services.record_purchase(session, officer, outlet.id, new)
    assert "31 minutes" in text_of(client.get(f"/purchases/{purchase.id}"))


def test_a_police_planner_sees_the_counter_and_not_the_volunteer(session, act, sign_in, officer, purchase):
    record_section(session, officer, purchase.id, VolunteerSection(volunteer_clothing="Red coat"), version=1)
    record_section(session, officer, purchase.id, WelfareSection(welfare_note="Well, and fed"), version=2)
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    page = text_of(planner.get(f"/purchases/{purchase.id}"))
    assert "Sold: no challenge" in page
    for hidden in ("Red coat", "Well, and fed", "sections done", "Propose that", "Record sheet"):
        assert hidden not in page
    for path in ("history", "sheet.pdf", "record/product", "void"):
        assert planner.get(f"/purchases/{purchase.id}/{path}").status_code in {403, 404}
