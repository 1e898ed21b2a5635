"""What every test may ask for: the application, a session that is rolled back, clients signed in as each role."""

import os
import secrets
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from cryptography.fernet import Fernet

os.environ.setdefault("COMPLIANCE_SECRET_KEY", "for-tests-only-" + "x" * 32)
os.environ.setdefault("COMPLIANCE_VAULT_KEY", Fernet.generate_key().decode())

from flask import Flask
from sqlmodel import Session

from compliance.accounts import queries as accounts
from compliance.accounts.services import passwords
from compliance.app import create_app
from compliance.database import db
from compliance.permissions import Actor, Role
from tests.factories.accounts import OfficerFactory, OfficerSessionFactory
from tests.keeping import rolled_back
from tests.page import PageClient


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another engine run what reaches a database: the rest says nothing new there, and has run on SQLite."""
    if "COMPLIANCE_TEST_DATABASE_URL" not in os.environ:
        return
    reaching = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(
        items=[item for item in items if "database_url" not in getattr(item, "fixturenames", ())]
    )
    items[:] = reaching


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The address of an empty database of this worker's own, on the engine that the run is for."""
    server = os.environ.get("COMPLIANCE_TEST_DATABASE_URL")
    if server is None:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'tests.sqlite3'}"
        return
    name = f"tests_{worker_id}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield engine.url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on an empty database, brought to head as a real one is, with what comes ready."""
    folder = tmp_path_factory.mktemp("files")
    app = create_app(TESTING=True, DATABASE_URL=database_url, WTF_CSRF_ENABLED=False, FILES=folder)
    app.test_client_class = PageClient
    done = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, done.output
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords with little work: what argon2 costs by the parameters in use says nothing about our code."""
    with mock.patch.object(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)):
        yield


@pytest.fixture
def empty_url(app: Flask, tmp_path: Path) -> Iterator[str]:
    """The address of one more empty database on the engine of the run, for a test that must commit for good."""
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    name = f"one_more_{uuid.uuid4().hex[:8]}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def files(app: Flask) -> Path:
    """The folder of kept bytes."""
    return Path(app.config["FILES"])


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in one transaction that is rolled back when the test ends, whatever was committed inside it."""
    with app.app_context(), db.engine.connect() as connection, rolled_back(connection) as session:
        yield session


Actors = Callable[..., Actor]


@pytest.fixture
def act(session: Session) -> Actors:
    """Make an officer of an authority (Hackney unless named) and return them as an actor."""

    def make(role: Role = Role.OFFICER, authority: str = "hackney") -> Actor:
        owner = accounts.find_authority(session, authority)
        officer = OfficerFactory(authority_id=owner.id, role=role)
        return accounts.actor_of(session, officer, owner)

    return make


@pytest.fixture
def officer(act: Actors) -> Actor:
    """An officer of Hackney."""
    return act()


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[[Actor], PageClient]:
    """Return a client signed in as an actor."""

    def make(actor: Actor) -> PageClient:
        client = app.test_client()
        token = secrets.token_urlsafe(32)
        OfficerSessionFactory(officer_id=actor.officer_id, token=token)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie.permanent = True
        return client

    return make


@pytest.fixture
def client(sign_in: Callable[[Actor], PageClient], officer: Actor) -> PageClient:
    """A client signed in as an officer of Hackney."""
    return sign_in(officer)


@pytest.fixture
def visitor(app: Flask, session: Session) -> PageClient:
    """A client that has not signed in."""
    return app.test_client()


@pytest.fixture
def count_queries(session: Session) -> Callable[[Callable[[], object]], int]:
    """Count the statements that some work sends to the database."""

    def count(work: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        session.expire_all()
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", note)
        try:
            work()
        finally:
            sa.event.remove(connection, "before_cursor_execute", note)
        return len(sent)

    return count
