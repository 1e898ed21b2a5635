"""Whatever form of a test somebody types in: a name of its volunteer or their guardian is refused beside the field.

What was typed is shown again, nothing of it is kept in any table, log or file, and that the vault was asked is audited.
"""

import logging
from dataclasses import replace
from datetime import date, time
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.evidence import services as evidence
from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.rules import Channel, NewDispute, Outcome, Type
from compliance.purchases.services.voiding import propose_voiding
from compliance.volunteers.rules import LeadsToVolunteer
from tests.factories.evidence import item, photograph
from tests.factories.volunteers import register
from tests.page import parse, text_of, words
from tests.purchases.signing import sign

NAME, GUARDIAN = "Zebédiah Quillfeather", "Hepzibah Grimthorpe-Vane (mother)"
PLANTED = ("quillfeather", "zebediah", "zebédiah", "hepzibah", "grimthorpe")
SAID = "hepzibah, shop 4"
DAY = {"on-day": "20", "on-month": "10", "on-year": "2026"}
NO_WORDS = {"barcode", "card_ending", "declared_date_of_birth", "company_number", "url", "at", "seal", "seal_after"}
"""What takes a number, a day or an address of a page, and refuses words as such."""


@pytest.fixture
def volunteer(session, officer):
    return register(session, officer, "V07", born_on=date(2010, 3, 14), name=NAME, guardian=GUARDIAN)


DROPPED = {"id_kind_shown", "card_ending", "letter_reference"}
"""What a form does not take down when the question before it is answered with no."""
BESIDES = {
    "why": {"state": "not_reached"},
    "unsealed_reason": {"seal": ""},
    "seal_after": {"seal_reason": "x"},
    "seal_reason": {"seal_after": "S2"},
}
"""What else a form needs before it asks for a field."""


class Robot:
    """Fills in the form of a page as it is offered, with what a page needs besides."""

    def __init__(self, client, path, data):
        self.client, self.path = client, path
        page = client.get(path)
        assert page.status_code == 200, path
        self.data, self.free, self.went_on = {}, [], set()
        for form in parse(page.get_data(as_text=True)).iter("form"):
            if form.get("method") == "post" and not form.get("action", "").endswith(("sign-out", "/invite")):
                self._read(form)
        self.data |= data

    def _read(self, form):
        for one in form.iter():
            name, kind = one.get("name"), one.get("type", "text")
            if one.tag == "textarea":
                self.data[name] = words(one)
                self.free.append(name)
            elif one.tag == "select":
                options = list(one.iter("option"))
                chosen = [o.get("value") for o in options if o.get("selected") is not None]
                self.data[name] = (chosen or [""])[0]
            elif one.tag == "input" and kind in {"radio", "checkbox"}:
                if one.get("checked") is not None:
                    self.data[name] = one.get("value")
            elif one.tag == "input" and name and kind not in {"file", "submit", "password"}:
                self.data[name] = one.get("value", "")
                if kind in {"text", "search", "url"} and one.get("inputmode") is None:
                    self.free.append(name)
        self.data.pop(None, None)

    def try_each(self):
        """Type the name into each field by itself, and return what was wrong with the answers."""
        wrong = []
        for name in self.free:
            if name.endswith(("-day", "-month", "-year", "_time", "_pence", "code")):
                continue
            fresh = {"submission": str(uuid4())} if "submission" in self.data else {}
            data = self.data | fresh | BESIDES.get(name, {}) | {name: SAID}
            answer = self.client.post(self.path, data=data, content_type="multipart/form-data")
            page = answer.get_data(as_text=True)
            if answer.status_code != 200:
                self.went_on.add(name)
            elif SAID not in page:
                wrong.append(f"{name}: what was typed is lost")
            elif f'href="#{name}"' not in page:
                wrong.append(f"{name}: the message is elsewhere: {text_of(answer)[:400]}")
            elif "could lead to" not in text_of(answer) and name not in NO_WORDS:
                wrong.append(f"{name}: {text_of(answer)[:400]}")
        assert self.free, self.path
        return wrong


@pytest.fixture
def scene(session, officer, outlet, volunteer, sale, act, sign_in):
    """A sale in store and an order online to V07, with a manager, and what is asked for on the way."""

    class Scene:
        outlet_id = outlet.id
        client, manager = sign_in(officer), act(Role.MANAGER)

        def sale(self):
            return services.record_purchase(
                session, officer, outlet.id, replace(sale, handed_to_officer_at_time=time(15, 32))
            ).id

        def order(self):
            new = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, url="https://knives.example/a")
            return services.record_purchase(session, officer, outlet.id, new).id

        def boss(self):
            return sign_in(self.manager)

        def voiding(self):
            return propose_voiding(session, officer, self.sale(), Outcome.VOID, "The wrong shop")

        def signed(self):
            purchase_id = self.sale()
            sign(session, officer, purchase_id, "I watched the sale from the aisle.")
            return purchase_id

        def dispute(self, *, commented=False):
            new = NewDispute(raised_on=date(2026, 10, 20), raised_by="Jo Example", words="We asked for ID.")
            dispute = services.record_dispute(session, officer, self.sale(), new)
            if commented:
                services.invite_comments(session, officer, dispute.id)
            return f"/purchases/{dispute.purchase_id}/disputes/{dispute.id}"

        def exhibit(self):
            return item(session, officer, self.sale()).id

        def hold(self):
            return evidence.set_hold(session, self.manager, self.sale(), reason="Asked for by the defence").id

    return Scene()


IN_STORE = {
    "type": "underage",
    "channel": "till",
    "outcome": "sold_unchallenged",
    "tested_on-day": "1",
    "tested_on-month": "10",
    "tested_on-year": "2026",
    "volunteer_code": "V07",
    "product_category": "kitchen_knife",
    "id_shown": "yes",
}
HANDED = {
    "result": "handed_over_unchecked",
    "handed_over_on-day": "5",
    "handed_over_on-month": "10",
    "handed_over_on-year": "2026",
    "address_kind": "residential",
}
REACHED = {
    "state": "reached",
    "happened_on-day": "1",
    "happened_on-month": "10",
    "happened_on-year": "2026",
    "at_time": "14:05",
    "url": "https://knives.example/a",
    "paid_by": "prepaid_card",
    "item": "A knife",
    "notice_means": "post",
}
DISPUTED = {
    "raised_on-day": "20",
    "raised_on-month": "10",
    "raised_on-year": "2026",
    "came_by": "letter",
    "raised_by": "Jo Example",
    "capacity": "Director",
    "words": "We asked for ID.",
}
REVIEWED = {"outcome": "sent_back", "reasons": "x"} | dict.fromkeys(
    ("times", "outcome_agrees", "continuity", "exhibits", "section_139", "welfare"), "yes"
)
RECEIVED = {
    "description": "A knife",
    "quantity": "1",
    "received_from": "V07",
    "on-day": "1",
    "on-month": "10",
    "on-year": "2026",
    "at": "15:32",
    "where": "Outside",
    "packaging": "Tube",
    "seal": "S1",
    "place": "Car",
}
CASES = {
    "in store": lambda s: (s.client, f"/retailers/{s.outlet_id}/purchases/new", IN_STORE),
    "online": lambda s: (
        s.client,
        f"/retailers/{s.outlet_id}/purchases/online",
        IN_STORE | {"type": "online_order_under_18", "channel": "home_delivery", "url": "https://knives.example/a"},
    ),
    "correction": lambda s: (s.client, f"/purchases/{s.sale()}/correct", {"reason": "Typed wrongly", "notes": "x"}),
    "correction of an order": lambda s: (s.client, f"/purchases/{s.order()}/correct", {"reason": "Why", "notes": "x"}),
    **{
        f"section {key}": lambda s, key=key: (
            s.client,
            f"/purchases/{s.sale()}/record/{key}",
            {"retailer_told_on-day": "1", "retailer_told_on-month": "10", "retailer_told_on-year": "2026"},
        )
        for key in ("product", "display", "volunteer", "welfare", "told")
    },
    "proposal to void": lambda s: (s.client, f"/purchases/{s.sale()}/void", {"wanted": "void", "reason": "Wrong"}),
    "account": lambda s: (s.client, f"/purchases/{s.sale()}/account", {}),
    "addition": lambda s: (
        s.client,
        f"/purchases/{s.signed()}/account/add",
        {"about": "x", "words": "x", "reason": "x"},
    ),
    "review": lambda s: (s.boss(), f"/purchases/{s.signed()}/review", REVIEWED),
    "hand-over": lambda s: (s.client, f"/purchases/{s.order()}/hand-over", HANDED),
    **{
        f"stage {key}": lambda s, key=key: (s.client, f"/purchases/{s.order()}/stages/{key}", REACHED)
        for key in ("advance_notice", "listing", "checkout", "payment", "confirmation", "unpacking")
    },
    **{
        f"party {key}": lambda s, key=key: (s.client, f"/purchases/{s.order()}/parties/{key}", {"name": "Example Ltd"})
        for key in ("seller", "marketplace", "delivery_company")
    },
    "dispute": lambda s: (s.client, f"/purchases/{s.sale()}/dispute", DISPUTED),
    "comment": lambda s: (s.client, f"{s.dispute(commented=True)}/comment", {"words": "x"}),
    "withdrawal": lambda s: (
        s.client,
        f"{s.dispute()}/withdraw",
        {"withdrawn_on-day": "21", "withdrawn_on-month": "10", "withdrawn_on-year": "2026", "withdrawn_words": "x"},
    ),
    "decision": lambda s: (s.boss(), s.dispute(), {"decision": "upheld", "considered": "x", "reasons": "x"}),
    "reviewer": lambda s: (s.boss(), f"{s.dispute()}/reviewer", {"reviewer_id": str(s.manager.officer_id)}),
    "item": lambda s: (s.client, f"/purchases/{s.sale()}/evidence/item", RECEIVED),
    "transfer": lambda s: (
        s.client,
        f"/evidence/{s.exhibit()}/transfer",
        DAY
        | {
            "at": "15:00",
            "to_officer": "outside",
            "to_name": "A keeper",
            "place": "Shelf",
            "purpose": "stored",
            "receipt": "Book 4",
            "seal_intact": "yes",
        },
    ),
    "added to an exhibit": lambda s: (s.client, f"/evidence/{s.exhibit()}/add", {"words": "x", "reason": "x"}),
    "withdrawal of an exhibit": lambda s: (s.client, f"/evidence/{s.exhibit()}/withdraw", {"reason": "x"}),
    "hold": lambda s: (s.boss(), f"/purchases/{s.sale()}/evidence/hold", {"reason": "x"}),
    "lifting a hold": lambda s: (s.boss(), f"/evidence/holds/{s.hold()}/lift", {"reason": "x"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_name_typed_into_any_field_is_refused_beside_it_and_nothing_of_it_is_kept(
    scene, session, files, caplog, case
):
    with caplog.at_level(logging.INFO):
        robot = Robot(*CASES[case](scene))
        assert robot.try_each() == []
        assert robot.went_on <= DROPPED
    asked = select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.action == "volunteer.searched_for")
    assert session.exec(asked).one() > 0, "that the vault was asked is kept although the words are not"
    assert_nothing_kept(session, files)
    assert not [name for name in PLANTED if name in caplog.text.casefold()]


def assert_nothing_kept(session, files):
    for table in sa.inspect(session.get_bind()).get_table_names():
        for row in session.execute(sa.select(sa.text("*")).select_from(sa.table(table))):
            told = [name for name in PLANTED if name in " ".join(map(str, row)).casefold()]
            assert not told, f"{table} holds {told}"
    for path in files.rglob("*"):
        kept = path.read_bytes().decode("utf-8", "replace").casefold() if path.is_file() else ""
        assert not [name for name in PLANTED if name in kept], path


@pytest.mark.parametrize("words", ["QUILLFEATHER", "zebediah", "Zebédiah’s", "hepzibah, mum", "(grimthorpe)", "vane"])
def test_part_of_a_name_in_any_letters_with_or_without_its_accents_is_found(session, officer, volunteer, words):
    with pytest.raises(LeadsToVolunteer) as refused:
        services.check_names_nobody(
            session, officer, volunteer.id, notes="Bought at the till", product=f"a {words} knife"
        )
    assert refused.value.field == "product"
    assert not [name for name in PLANTED if name in refused.value.message.casefold()]


def test_the_name_of_a_file_that_tells_a_name_is_not_kept(session, officer, scene, files):
    made = photograph(session, officer, scene.sale(), original_name="quillfeather-at-the-till.jpg")
    assert made.original_name == ""
    assert_nothing_kept(session, files)
