"""What is kept beside the record: how far jobs are, the worker's heartbeat, and who holds which lock.

Progress must be written and read while a job's own transaction is open, which on SQLite keeps every other writer out of
the file: there it is a file of its own, next to the record's. On PostgreSQL it is a schema of its own, written through
a connection of its own. Nothing here is needed to restore the record.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from compliance import clock
from compliance.jobs.kinds import Progress

SCHEMA = "dbos"
ALIVE_SECONDS = 15
WORKER = "worker"

_beats = sa.Table(
    "compliance_progress",
    sa.MetaData(schema=SCHEMA),
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=True),
    sa.Column("words", sa.Text, nullable=False),
)


def _key(kind: str, subject_id: UUID) -> str:
    return f"{kind}/{subject_id}"


class Beside:
    """What stands beside one record. The two engines differ only in where it is kept and how a lock is taken."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @property
    def dbos_url(self) -> str:
        """Where DBOS keeps its own tables."""
        return self.engine.url.render_as_string(hide_password=False)

    def prepare(self) -> None:
        """Make what is missing. Whoever may not make a schema can have it made beforehand."""
        if self.exists():
            return
        with self._writing() as connection:
            connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
            connection.execute(sa.schema.CreateTable(_beats, if_not_exists=True))

    def exists(self) -> bool:
        """Say whether a worker has ever made this."""
        with self._reading() as connection:
            return sa.inspect(connection).has_table(_beats.name, schema=SCHEMA)

    def show(self, kind: str, subject_id: UUID, progress: Progress) -> None:
        """Keep how far a job is, in place of what was kept before."""
        self._keep(_key(kind, subject_id), progress)

    def forget(self, kind: str, subject_id: UUID) -> None:
        """Drop how far a job is: it is over."""
        with self._writing() as connection:
            connection.execute(sa.delete(_beats).where(_beats.c.key == _key(kind, subject_id)))

    def beat(self) -> None:
        """Say that the worker is alive."""
        self._keep(WORKER, Progress(0, None, ""))

    def rest(self) -> None:
        """Say that the worker has ended."""
        with self._writing() as connection:
            connection.execute(sa.delete(_beats).where(_beats.c.key == WORKER))

    def progress_of(self, kind: str, subject_id: UUID) -> Progress | None:
        """Return how far a job is, or None when nobody has said."""
        found = self._read(_key(kind, subject_id))
        return Progress(found.done, found.total, found.words) if found else None

    def is_worker_alive(self) -> bool:
        """Say whether the worker gave a sign of life in the last quarter of a minute."""
        found = self._read(WORKER)
        return found is not None and abs(clock.now().timestamp() - found.at) < ALIVE_SECONDS

    @contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """Hold the lock of this name for the block, if it is free: yields whether it was.

        It falls with the process that holds it, however that ends.
        """
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            number = int.from_bytes(hashlib.sha256(f"compliance/{name}".encode()).digest()[:8], signed=True)
            yield bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(number))).scalar())
        finally:
            # Closed for good, not given back to the pool: the lock ends with the connection.
            connection.invalidate()
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    _reading = _writing

    def _keep(self, key: str, progress: Progress) -> None:
        values = {
            "at": clock.now().timestamp(),
            "done": progress.done,
            "total": progress.total,
            "words": progress.words,
        }
        with self._writing() as connection:
            if not connection.execute(sa.update(_beats).where(_beats.c.key == key).values(values)).rowcount:
                connection.execute(sa.insert(_beats).values(key=key, **values))

    def _read(self, key: str) -> "sa.Row[tuple[str, float, int, int | None, str]] | None":
        if not self.exists():
            return None
        with self._reading() as connection:
            return connection.execute(sa.select(_beats).where(_beats.c.key == key)).one_or_none()


class BesideFile(Beside):
    """Beside a record in SQLite: a file for what is told, and a folder of lock files."""

    def __init__(self, engine: sa.Engine) -> None:
        record = Path(engine.url.database or "")
        self.file = record.with_name(f"{record.stem}-jobs{record.suffix}")
        self.locks = record.with_name(f"{record.stem}-jobs.locks")
        own = sa.create_engine(f"sqlite:///{self.file}", poolclass=NullPool, connect_args={"timeout": 10})
        event.listen(own, "connect", _open)
        super().__init__(own.execution_options(schema_translate_map={SCHEMA: None}))

    def prepare(self) -> None:
        """Make the file, the folder and the table."""
        self.locks.mkdir(parents=True, exist_ok=True)
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.execute(sa.schema.CreateTable(_beats, if_not_exists=True))
            connection.commit()

    def exists(self) -> bool:
        """Say whether the file is there; looking does not make it."""
        return self.file.exists()

    def _read(self, key: str) -> "sa.Row[tuple[str, float, int, int | None, str]] | None":
        try:
            return super()._read(key)
        except DatabaseError:
            return None  # The file is just being made.

    @contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """Hold the lock file of this name for the block, if nobody else does: yields whether it was free."""
        descriptor = os.open(self.locks / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)


def _open(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def beside(engine: sa.Engine) -> Beside:
    """Return what stands beside the record that an engine opens."""
    return BesideFile(engine) if engine.dialect.name == "sqlite" else Beside(engine)
