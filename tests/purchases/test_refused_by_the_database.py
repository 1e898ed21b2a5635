"""Four things that the database itself refuses, asked with raw SQL on whichever engine the suite runs on."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tests.factories.evidence import photograph
from tests.factories.purchases import PurchaseFactory
from tests.purchases.signing import sign

ACCOUNT = "I stood by the door and saw the sale."


@pytest.fixture
def purchase(officer, outlet):
    return PurchaseFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)


def run(session, statement, **values):
    with session.begin_nested():
        return session.execute(sa.text(statement), values)


def raw(session, value):
    return value.hex if session.get_bind().dialect.name == "sqlite" else value


def copy(session, table, row_id, **changed):
    """Insert a row of a table again, under an identifier of its own, with some of its columns changed."""
    found = session.execute(sa.text(f"SELECT * FROM {table} WHERE id = :id"), {"id": raw(session, row_id)}).one()  # noqa: S608 - our own table
    kept = {name: value for name, value in found._mapping.items() if name != "counts_as_sale"}
    values = kept | {"id": raw(session, uuid4()), "reference": f"RAW-{uuid4().hex[:12]}"} | changed
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    run(session, f"INSERT INTO {table} ({names}) VALUES ({places})", **values)  # noqa: S608 - our own columns
    return values["id"]


@pytest.mark.parametrize("age", [18, 19, 40])
def test_an_underage_test_with_a_buyer_of_18_or_over_on_the_day(session, purchase, age):
    copy(session, "purchases", purchase.id, age_years=17)
    with pytest.raises(DBAPIError, match="under_18_on_the_day"):
        copy(session, "purchases", purchase.id, age_years=age)
    with pytest.raises(DBAPIError, match="under_18_on_the_day"):
        run(session, "UPDATE purchases SET age_years = :age", age=age)


def test_a_challenge_25_result_counted_as_a_sale(session, purchase):
    adult = {"type": "challenge_25", "buyer_basis": "adult", "age_years": 19, "volunteer_code": None}
    with pytest.raises(DBAPIError):
        copy(session, "purchases", purchase.id, **adult, counts_as_sale=True)
    made = copy(session, "purchases", purchase.id, **adult)
    with pytest.raises(DBAPIError):
        run(session, "UPDATE purchases SET counts_as_sale = :yes WHERE id = :id", yes=True, id=made)
    with pytest.raises(DBAPIError, match="underage_needs_a_young_buyer"):
        run(session, "UPDATE purchases SET type = 'underage' WHERE id = :id", id=made)
    counted = run(session, "SELECT counts_as_sale FROM purchases WHERE id = :id", id=made).scalar_one()
    assert not counted


@pytest.mark.parametrize("digest", [None, "", "f" * 63, "g" * 64])
def test_an_exhibit_without_a_hash(session, officer, purchase, digest):
    exhibit = photograph(session, officer, purchase.id)
    with pytest.raises(DBAPIError, match="file_has_hash"):
        copy(session, "exhibits", exhibit.id, number=99, sha256=digest, browser_sha256=None)
    with pytest.raises(DBAPIError):
        run(session, "UPDATE exhibits SET sha256 = :digest", digest=digest)


@pytest.mark.parametrize("change", ["words = 'I saw nothing.'", "signed_at = NULL", "signed_sha256 = 'f'"])
def test_an_edit_to_a_signed_account(session, officer, purchase, change):
    sign(session, officer, purchase.id, ACCOUNT)
    with pytest.raises(DBAPIError, match="a signed account never changes"):
        run(session, f"UPDATE purchase_accounts SET {change}")  # noqa: S608 - our own words
    with pytest.raises(DBAPIError, match="never deleted"):
        run(session, "DELETE FROM purchase_accounts")
    assert run(session, "SELECT words FROM purchase_accounts").scalar_one() == ACCOUNT
