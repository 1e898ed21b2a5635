"""One history for both engines: from empty to head it makes just what the models want, with rows in place."""

import re
import uuid

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import SQLModel

from compliance.app import create_app
from compliance.database import db
from compliance.offences import queries as offences
from compliance.offences.rules import CATEGORIES, SEED
from compliance.settings import ROOT


def alembic():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "compliance" / "migrations"))
    return config


@pytest.fixture
def another(empty_url):
    other = create_app(TESTING=True, DATABASE_URL=empty_url)
    with other.app_context():
        yield other
        db.session.close()
        db.engine.dispose()


def shape(engine):
    """Return everything the database holds to, as text: columns, constraints, indexes, triggers."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
            ).all()
            return {(kind, name): _parts(kind, sql) for kind, name, sql in rows}
        queries = {
            "column": "SELECT table_name || '.' || column_name, data_type || coalesce('(' || "
            "character_maximum_length || ')', '') || is_nullable || coalesce(generation_expression, '') "
            "FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'",
            "constraint": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'",
            "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "AND tablename <> 'alembic_version'",
            "trigger": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "function": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        }
        return {
            (kind, name): text
            for kind, query in queries.items()
            for name, text in connection.exec_driver_sql(query.replace("%", "%%")).all()
        }


def _parts(kind, sql):
    """Return a statement as what it says: of a table, its lines in any order."""
    text = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    if kind != "table":
        return text
    head, _, rest = text.partition("(")
    body, _, options = rest.rpartition(")")
    depth, part, parts = 0, "", []
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return (head.strip(), options.strip(), tuple(sorted(word.strip().replace(" ", "") for word in [*parts, part])))


def test_the_history_makes_just_what_the_models_want(another, tmp_path):
    command.upgrade(alembic(), "head")
    migrated = shape(db.engine)
    engine = db.engine
    if engine.dialect.name == "sqlite":
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'created.sqlite3'}")
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    SQLModel.metadata.create_all(engine)
    created = shape(engine)
    engine.dispose()
    assert migrated.keys() == created.keys()
    different = {key: (migrated[key], created[key]) for key in migrated if migrated[key] != created[key]}
    assert different == {}


def test_check_is_clean_from_an_empty_database_and_the_commands_work(another):
    runner = another.test_cli_runner()
    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    checked = runner.invoke(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    again = runner.invoke(args=["db", "upgrade"])
    assert again.exit_code == 0


def test_check_says_so_when_the_database_is_behind(another):
    checked = another.test_cli_runner().invoke(args=["db", "check"])
    assert checked.exit_code == 1
    assert "differs" in checked.output or "not up to date" in checked.output


def test_authorities_the_force_area_and_the_law_come_with_the_history(another):
    """33 boroughs and the Metropolitan Police, whose area is 32 of them: the City of London has a force of its own."""
    command.upgrade(alembic(), "head")
    with db.engine.connect() as connection:
        kinds = connection.exec_driver_sql("SELECT kind, count(*) FROM authorities GROUP BY kind").all()
        codes = connection.exec_driver_sql("SELECT code, ons_code, fhrs_code FROM authorities").all()
        area = set(
            connection.exec_driver_sql(
                "SELECT b.code FROM force_areas f JOIN authorities b ON b.id = f.authority_id "
                "JOIN authorities m ON m.id = f.force_id WHERE m.code = 'metropolitan-police'"
            ).scalars()
        )
    assert dict(kinds) == {"borough": 33, "force": 1}
    assert ("hackney", "E09000012", "512") in codes
    assert ("croydon", "E09000008", "507") in codes
    assert len({ons for _, ons, _ in codes if ons}) == 33
    assert len({fhrs for _, _, fhrs in codes if fhrs}) == 33
    assert len(area) == 32
    assert "city-of-london" not in area


def test_the_law_of_the_history_is_the_law_of_the_rules(another):
    """Whoever changes the law in the rules writes a step of the history as well."""
    command.upgrade(alembic(), "head")
    assert set(offences.list_versions(db.session)) == set(SEED)
    assert tuple(offences.list_category_versions(db.session)) == CATEGORIES


def test_rows_survive_going_up_from_every_revision(another):
    """Rows put in at the first revision are still there, with their children, at the head."""
    from alembic.script import ScriptDirectory

    revisions = [step.revision for step in ScriptDirectory.from_config(alembic()).walk_revisions()][::-1]
    command.upgrade(alembic(), revisions[0])
    with db.engine.begin() as connection:
        authority = uuid.uuid4().hex
        connection.execute(
            sa.text(
                "INSERT INTO authorities (id, code, prefix, name, kind, nation, department, address, telephone, email, "
                "website, complaint_route, enforcement_policy, privacy_notice, keep_years, notice_days, "
                "retest_months, demonstration) VALUES (:a, 'x', 'X', 'X', 'borough', 'england', "
                "'', '', '', '', '', '', '', '', 6, 14, 6, :f)"
            ),
            {"a": authority, "f": False},
        )
        connection.execute(
            sa.text("INSERT INTO force_areas (force_id, authority_id) SELECT id, :a FROM authorities WHERE code = 'x'"),
            {"a": authority},
        )
    for revision in revisions[1:]:
        command.upgrade(alembic(), revision)
    with db.engine.connect() as connection:
        kept = connection.execute(
            sa.text("SELECT count(*) FROM force_areas f JOIN authorities a ON a.id = f.authority_id AND a.code = 'x'")
        ).scalar()
    assert kept == 1


def test_an_outlet_from_before_has_its_chain_number_status_day_and_words_after_the_upgrade(another):
    command.upgrade(alembic(), "0006")
    outlet = uuid.uuid4().hex
    with db.engine.begin() as connection:
        owner = connection.execute(sa.text("SELECT id FROM authorities WHERE code = 'hackney'")).scalar_one()
        connection.execute(
            sa.text(
                "INSERT INTO outlets (id, authority_id, reference, kind, name, sort_name, business_type, address_1, "
                "address_2, address_3, address_4, postcode_given, telephone, email, status, closed_on, missing_source, "
                "notes, recorded_at, version) VALUES (:o, :a, 'HAC-R-2026-0001', 'premises', 'Tesco Express', "
                "'tesco express', '', '1 Invented Street', '', '', '', '', '020 7946 0123', '', 'closed', "
                "'2026-02-01', '', '', '2026-01-05 09:00:00+00:00', 1)"
            ),
            {"o": outlet, "a": owner},
        )
    command.upgrade(alembic(), "head")
    with db.engine.connect() as connection:
        found = connection.execute(
            sa.text("SELECT brand, telephone_e164, status_on, version FROM outlets WHERE id = :o"), {"o": outlet}
        ).one()
        words = connection.execute(
            sa.text("SELECT words FROM outlet_words WHERE outlet_id = :o"), {"o": outlet}
        ).scalar_one()
    assert (found.brand, found.telephone_e164, str(found.status_on)[:10], found.version) == (
        "Tesco",
        "+442079460123",
        "2026-02-01",
        1,
    )
    assert "tesco express" in words
