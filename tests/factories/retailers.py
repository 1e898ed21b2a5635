"""Legal entities, outlets, operators and references for tests. Every one is invented."""

from datetime import UTC, date, datetime

from compliance.retailers.models import Entity, Operator, Outlet, Reference
from compliance.retailers.rules import EntityKind, HowKnown, OutletKind, OutletStatus, Scheme, sort_name
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class EntityFactory(RowFactory):
    """A limited company. Give `authority_id`."""

    class Meta:
        model = Entity

    kind = EntityKind.COMPANY
    name = factory.Sequence(lambda n: f"Invented Trading {n} Ltd")
    company_number = factory.Sequence(lambda n: f"{90000000 + n}")
    address = "1 Registered Row\nLondon"
    postcode = "E8 1AA"
    recorded_at = RECORDED_AT


class OutletFactory(RowFactory):
    """Premises that trade. Give `authority_id`."""

    class Meta:
        model = Outlet

    reference = factory.Sequence(lambda n: f"TST-R-2026-{n:06d}")
    kind = OutletKind.PREMISES
    name = factory.Sequence(lambda n: f"Invented Stores {n}")
    sort_name = factory.LazyAttribute(lambda outlet: sort_name(outlet.name))
    business_type = "Retailers - other"
    address_1 = factory.Sequence(lambda n: f"{n + 1} Invented Road")
    address_2 = "London"
    postcode = "E8 1AA"
    status = OutletStatus.TRADING
    recorded_at = RECORDED_AT


class ReferenceFactory(RowFactory):
    """An FHRS number of an outlet. Give `authority_id` and `outlet_id`."""

    class Meta:
        model = Reference

    scheme = Scheme.FHRS
    value = factory.Sequence(lambda n: f"{700000 + n}")


class OperatorFactory(RowFactory):
    """An operator from 1 January 2020 until now. Give `authority_id`, `outlet_id` and `entity_id`."""

    class Meta:
        model = Operator

    from_on = date(2020, 1, 1)
    to_on = None
    how_known = HowKnown.COMPANIES_HOUSE
    confirmed_at = RECORDED_AT
