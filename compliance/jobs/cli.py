"""Commands for jobs: the worker, and how what was asked for stands."""

import json
from importlib import import_module

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from compliance.database import read_only, session
from compliance.jobs.inline import is_worker_alive, list_standing
from compliance.jobs.kinds import Standing

group = AppGroup("jobs", help="Long work: imports and their undoing.")


@group.command("work")
@click.option("--once", is_flag=True, help="End when nothing is left to do.")
@with_appcontext
def work(*, once: bool) -> None:
    """Do what is asked for, until stopped. One worker works at a time; another waits for it to end."""
    # DBOS is known only to the process that uses it.
    import_module("compliance.jobs.worker").work(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]  # noqa: SLF001


@group.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def list_(*, limit: int, as_json: bool) -> None:
    """Show the last jobs of every authority, and whether the worker is there."""
    read_only(True)
    alive, found = is_worker_alive(session()), list_standing(session(), limit=limit)
    if as_json:
        click.echo(json.dumps({"worker_alive": alive, "jobs": [_as_json(one) for one in found]}, indent=2))
        return
    click.echo("The worker is there." if alive else "No worker is there: run flask jobs work")
    for one in found:
        click.echo(f"{one.asked_at:%Y-%m-%d %H:%M:%S}  {one.kind:<16} {one.subject_id}  {_stands(one)}")


def _stands(one: Standing) -> str:
    words = one.state.value
    if one.progress is not None:
        total = "" if one.progress.total is None else f" of {one.progress.total}"
        words = f"{words}: {one.progress.words} ({one.progress.done}{total})"
    elif one.message:
        words = f"{words}: {one.message}"
    return f"{words} (begun {one.attempt} times)" if one.attempt > 1 else words


def _as_json(one: Standing) -> dict[str, object]:
    progress = one.progress
    return {
        "kind": one.kind,
        "subject_id": str(one.subject_id),
        "state": one.state.value,
        "message": one.message,
        "asked_at": one.asked_at.isoformat(),
        "started_at": one.started_at.isoformat() if one.started_at else None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "attempt": one.attempt,
        "progress": None
        if progress is None
        else {"done": progress.done, "total": progress.total, "words": progress.words},
    }
