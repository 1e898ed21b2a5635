"""No list and no page asks the database more often because there is more to show."""

from datetime import date

import pytest

from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.rules import AddressKind, DisputeDecision, HandOverResult, NewParty, PartyRole
from tests.factories.evidence import item, photograph
from tests.factories.purchases import DisputeFactory, HandOverFactory, PurchaseFactory
from tests.factories.retailers import OutletFactory

PAGES = (
    "/", "/purchases/", "/purchases/?clock=running", "/purchases/export?format=csv", "/purchases/disputes/",
    "/purchases/disputes/export?format=csv", "/purchases/to-agree", "/rates", "/rates/export?format=csv", "/law",
    "/law/products", "/evidence/", "/evidence/export?format=csv", "/letters/owed", "/letters/owed/export?format=csv",
    "/purchases/{sale}", "/purchases/{sale}/law", "/purchases/{sale}/accounts", "/purchases/{sale}/disputes",
    "/purchases/{sale}/evidence", "/purchases/{sale}/history", "/purchases/{order}/stages",
    "/purchases/{order}/parties", "/purchases/{order}/law",
)  # fmt: skip


class Borough:
    """Fills a borough with tests, what belongs to them, and what is owed for them."""

    def __init__(self, session, officer, manager):
        self.session, self.officer, self.manager = session, officer, manager
        self.made, self.of_one = 0, {}

    def purchase(self, *traits, **values):
        mine = {"authority_id": self.officer.authority_id}
        outlet = OutletFactory(**mine)
        made = PurchaseFactory(
            **mine, outlet_id=outlet.id, officer_id=self.officer.officer_id, **dict.fromkeys(traits, True), **values
        )
        return made.id, mine | {"purchase_id": made.id}

    def add(self):
        """Add two more of everything, also to the test and the order that were made first."""
        for _ in range(2):
            sale, about = self.purchase()
            order, parcel = self.purchase("online")
            self.of_one = self.of_one or {"sale": sale, "order": order}
            if sale != self.of_one["sale"]:
                DisputeFactory(**about)
            photograph(self.session, self.officer, sale, f"picture {self.made}".encode())
            item(self.session, self.officer, sale, seal=f"S{self.made}")
            item(self.session, self.officer, self.of_one["sale"], seal=f"T{self.made}")
            closed = {"decision": DisputeDecision.UPHELD, "decided_on": date(2026, 10, 21), "reasons": "Seen"}
            first = about | {"purchase_id": self.of_one["sale"], "new_grounds": "A film"}
            DisputeFactory(**first, **closed, reviewer_id=self.manager.officer_id)
            HandOverFactory(**parcel, result=HandOverResult.HANDED_OVER_UNCHECKED, address_kind=AddressKind.RESIDENTIAL)
            company = NewParty(role=PartyRole.MARKETPLACE, name=f"Example {self.made} Ltd")
            services.record_party(self.session, self.officer, order, company)
            self.made += 1


@pytest.fixture
def borough(session, officer, act, files):
    made = Borough(session, officer, act(Role.MANAGER))
    made.add()
    return made


def test_pages_ask_as_often_for_many_as_for_few(borough, sign_in, count_queries):
    client = sign_in(borough.manager)

    def opened(page):
        answer = client.get(page.format(**borough.of_one), buffered=True)
        assert answer.status_code == 200, page

    few = {page: count_queries(lambda page=page: opened(page)) for page in PAGES}
    borough.add()
    borough.add()
    many = {page: count_queries(lambda page=page: opened(page)) for page in PAGES}
    assert {page: (few[page], many[page]) for page in PAGES if many[page] > few[page]} == {}
    assert max(many.values()) <= 70
