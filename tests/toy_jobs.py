"""Toy kinds of job on the real application, for a worker of its own process: `flask --app tests.toy_jobs:create`."""

import os
import socket
import time
from pathlib import Path

import sqlalchemy as sa

from compliance import jobs
from compliance.accounts.models import Authority
from compliance.app import create_app
from compliance.errors import Refusal

PIECES = 8


def _note(text):
    with Path(os.environ["TOY_DIARY"]).open("a") as diary:
        diary.write(f"{text}\n")


def _at_piece(number):
    """Stop at a piece while the test's file is there, so that the worker can be killed in the middle."""
    _note(f"at {number}")
    while Path(os.environ["TOY_DIARY"]).with_suffix(f".hold{number}").exists():
        time.sleep(0.01)


def _done(session, subject_id):
    address = session.execute(sa.select(Authority.address).where(Authority.id == subject_id)).scalar_one()
    return len(address.split())


def count(session, actor, subject_id):
    """Write one word after the other into the authority's address, from where it stands."""
    for number in range(_done(session, subject_id), PIECES):
        _at_piece(number)
        session.execute(
            sa.update(Authority)
            .where(Authority.id == subject_id)
            .values(address=Authority.address + f" {number}", telephone=actor.name)
        )
        yield jobs.Progress(number + 1, PIECES, "Counting")


def refuse(session, actor, subject_id):
    yield from count(session, actor, subject_id)
    raise Refusal("The count does not please")


def stumble(session, actor, subject_id):
    yield from count(session, actor, subject_id)
    _note("stumbled")
    raise ZeroDivisionError


def stumble_once(session, actor, subject_id):
    yield from count(session, actor, subject_id)
    if "stumbled" not in Path(os.environ["TOY_DIARY"]).read_text():
        _note("stumbled")
        raise ZeroDivisionError


def failed(session, actor, subject_id, words):
    session.execute(sa.update(Authority).where(Authority.id == subject_id).values(website=words))


KINDS = {
    "toy.pieces": jobs.Kind(count, failed, piecewise=True),
    "toy.whole": jobs.Kind(count, failed, piecewise=False),
    "toy.refused": jobs.Kind(refuse, failed, piecewise=False),
    "toy.refused_late": jobs.Kind(refuse, failed, piecewise=True),
    "toy.stumbles": jobs.Kind(stumble, failed, piecewise=False),
    "toy.stumbles_once": jobs.Kind(stumble_once, failed, piecewise=False),
}


class Watched(socket.socket):
    """A socket that writes down whoever is called but this machine."""

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            _note(f"called {address}")
        return super().connect(address)


def create(**config):
    """Return the application with the toy kinds, for a worker whose calls are watched."""
    socket.socket = Watched
    app = create_app(JOBS_PAUSE_SECONDS=0.02, **config)
    registry = app.extensions["jobs"]
    jobs.init_app(app, jobs.Registry({**registry.kinds, **KINDS}, registry.find_asker))
    return app
