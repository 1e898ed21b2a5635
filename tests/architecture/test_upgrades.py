"""A database that is in use goes up with its rows: visits, agreements, training and letters are as they were before."""

import uuid
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from compliance.app import create_app
from compliance.database import db
from compliance.settings import ROOT

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
PERSON = {"signatory": "Nadia Okonjo", "capacity": "manager"}
PLACE = {"person": "Nadia Okonjo", "capacity": "manager"}


@pytest.fixture
def another(empty_url):
    other = create_app(TESTING=True, DATABASE_URL=empty_url)
    with other.app_context():
        yield other
        db.session.close()
        db.engine.dispose()


def alembic():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "compliance" / "migrations"))
    return config


class Rows:
    """Puts rows into the tables of a revision, and reads all rows that any table has."""

    def __init__(self, connection):
        self.connection = connection
        self.tables = sa.MetaData()
        self.tables.reflect(connection)

    def put(self, table, **values):
        """Insert a row: what must be there and is not given is as empty as its type lets it be. Return its id."""
        into = self.tables.tables[table]
        given = {column.name: self._empty(column) for column in into.columns if not column.nullable}
        given |= {name: value.hex if self._is_text(into.c[name], value) else value for name, value in values.items()}
        generated = {column.name for column in into.columns if column.computed is not None}
        self.connection.execute(into.insert().values({k: v for k, v in given.items() if k not in generated}))
        return values.get("id") or given.get("id")

    def _empty(self, column):
        kind = column.type
        if column.name == "id":
            return uuid.uuid4() if isinstance(kind, sa.Uuid) else uuid.uuid4().hex
        days = ((sa.DateTime, NOW), (sa.Date, DAY), (sa.Boolean, True), (sa.JSON, {}), (sa.Integer, 1))
        return next((value for of, value in days if isinstance(kind, of)), "")

    def _is_text(self, column, value):
        return isinstance(value, uuid.UUID) and not isinstance(column.type, sa.Uuid)

    def all(self):
        """Return every row by its table and key, as text."""
        found = {}
        for table in self.tables.sorted_tables:
            keys = [column.name for column in table.primary_key.columns]
            for row in self.connection.execute(sa.select(table)).mappings():
                if keys and table.name != "alembic_version":
                    found[table.name, *(str(row[key]) for key in keys)] = {k: str(v) for k, v in row.items()}
        return found


def in_use(rows):
    """Put an outlet with everything that names something else into the tables of revision 0013."""
    owner = rows.connection.execute(sa.text("SELECT id FROM authorities WHERE code = 'hackney'")).scalar_one()
    mine = {"authority_id": owner}
    officer = rows.put("officers", **mine, email="a@example.test", role="officer")
    outlet = rows.put("outlets", **mine, reference="HAC-R-2026-0001", kind="premises", status="trading")
    visit = rows.put(
        "visits",
        **mine,
        reference="HAC-V-2026-0001",
        outlet_id=outlet,
        officer_id=officer,
        kind="rra_sign_up",
        visited_on=DAY,
        agreement_offer="accepted",
        training_offer="accepted",
    )
    for number, version in enumerate(("London RRA 2019", "London RRA 2019", "A text of ours"), 1):
        agreement = rows.put(
            "agreements", **mine, reference=f"HAC-RRA-2026-{number}", outlet_id=outlet, text_version=version
        )
        event = {**mine, "agreement_id": agreement, "on": DAY}
        rows.put("agreement_events", **event, kind="offered", visit_id=visit)
        rows.put("agreement_events", **event, kind="signed", lapses_on=date(2027, 3, 2), **PERSON)
    held = rows.put("training_sessions", **mine, reference="HAC-T-2026-0001", course="accredited", on=DAY, pass_mark=70)
    invitation = {**mine, "outlet_id": outlet, "session_id": held, "visit_id": visit, "course": "accredited"}
    rows.put("training_invitations", **invitation, invited_on=DAY, served_how="letter", reply="none")
    place = {**mine, "session_id": held, "outlet_id": outlet}
    rows.put("training_attendances", **place, status="attended", minutes=150, mark=80, **PLACE)
    written = {**mine, "outlet_id": outlet, "visit_id": visit, "kind": "training_invitation"}
    first = rows.put("letters", **written, reference="HAC-L-2026-0001")
    rows.put("letters", **written, reference="HAC-L-2026-0002", supersedes_id=first)


def test_no_row_of_a_database_in_use_is_lost_or_changed_going_up(another):
    command.upgrade(alembic(), "0013")
    with db.engine.begin() as connection:
        before = Rows(connection)
        in_use(before)
        held = before.all()
    command.upgrade(alembic(), "head")
    with db.engine.connect() as connection:
        after = Rows(connection).all()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    kept = {key: {name: after.get(key, {}).get(name) for name in row} for key, row in held.items()}
    for key in [key for key in kept if key[0] == "agreements"]:
        kept[key]["text_version"] = after["agreement_texts", after[key]["text_id"]]["version"]
    said = {row["code"]: row for key, row in after.items() if key[0] == "product_category_versions"}
    for key in [key for key in kept if key[0] == "product_categories"]:
        kept[key] |= {name: said[key[1]][name] for name in kept[key].keys() - {"code", "position"}}
    assert kept == held


def test_a_visit_that_others_name_still_cannot_be_deleted_after_the_upgrade(another):
    """The keys that are let go of while tables are copied hold again, in the same connection."""
    command.upgrade(alembic(), "0013")
    with db.engine.begin() as connection:
        in_use(Rows(connection))
    command.upgrade(alembic(), "head")
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"), db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM visits"))


def test_check_leaves_the_keys_as_they_were(another):
    command.upgrade(alembic(), "head")
    assert another.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


SAME_WORDS = ("label", "is_141a_article", "is_bladed_product", "prohibited_weapon", "corrosive", "crossbow")


def put_tests_in_use(rows):
    """Put a sale in store that was disputed twice, an order online and its parcel into the tables of revision 0021."""
    owner = rows.connection.execute(sa.text("SELECT id FROM authorities WHERE code = 'hackney'")).scalar_one()
    mine = {"authority_id": owner}
    officer, boss = (rows.put("officers", **mine, email=f"{one}@example.test", role="officer") for one in "ab")
    outlet = rows.put("outlets", **mine, reference="HAC-R-2026-0001", kind="premises", status="trading")
    test = {**mine, "outlet_id": outlet, "officer_id": officer, "tested_on": DAY, "buyer_basis": "under_18"}
    test |= {"volunteer_code": "V07", "age_years": 16, "age_months": 2, "outcome": "sold_unchallenged"}
    test |= {"category_code": "kitchen_knife", "proof": "officer_witnessed", "words_spoken": "Three pounds, please"}
    sale = rows.put("purchases", **test, reference="HAC-TP-2026-0001", type="underage", channel="till")
    order = rows.put(
        "purchases", **test, reference="HAC-TP-2026-0002", type="online_order", channel="home_delivery", url="https://x"
    )
    parcel = {**mine, "purchase_id": order, "result": "handed_over_unchecked", "address_kind": "residential"}
    rows.put("hand_overs", **parcel, handed_over_on=DAY, words_spoken="Parcel for you")
    said = {**mine, "purchase_id": sale, "raised_on": DAY, "raised_by": "The owner"}
    decided = {"decided_on": DAY, "decision": "upheld", "reviewer_id": boss, "reasons": "The till roll shows it."}
    rows.put("disputes", **said, **decided, words="We asked for ID.")
    rows.put("disputes", **said, words="We have a recording.")
    return sale, order


def test_tests_disputes_and_the_law_from_before_the_record_that_stands_up_in_court_stay_as_they_are(another):
    command.upgrade(alembic(), "0021")
    with db.engine.begin() as connection:
        before = Rows(connection)
        sale, order = map(str, put_tests_in_use(before))
        held = before.all()
    command.upgrade(alembic(), "head")
    with db.engine.connect() as connection:
        after = Rows(connection).all()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    said = {(row["code"], row["version"]): row for key, row in after.items() if key[0] == "product_category_versions"}
    for key, row in held.items():
        if key[0] == "product_categories":
            words = {name: row.pop(name) for name in SAME_WORDS}
            assert {name: said[key[1], "1"][name] for name in SAME_WORDS} == words
        assert {name: after[key][name] for name in row} == row, key
    assert {key[0] for key in held} >= {"purchases", "hand_overs", "disputes", "offence_versions", "product_categories"}
    for table in ("purchase_accounts", "purchase_stages", "purchase_parties", "purchase_voidings", "exhibits"):
        assert not [key for key in after if key[0] == table], "nothing is made up about a test from before"
    asked = ("till_number", "payment", "storage", "blade_length_mm", "folds", "product_is_article", "meal_offered")
    for purchase in (sale, order):
        assert {after["purchases", purchase][name] for name in asked} <= {"None", ""}
    due = {row["due_on"] for key, row in after.items() if key[0] == "disputes"}
    assert due == {"2026-03-30"}, "28 days, as the standard says"
