"""Long work (an import, an undo): asked for in the transaction that needs it, done by the worker, resumed.

kinds: the words · outbox: what was asked for · beside: progress, heartbeat, locks · doing: one job ·
inline: done by a command or a test · worker: the process that does them, by DBOS · cli: the operator's commands
"""

from flask import Flask

from compliance.jobs.inline import drive, is_worker_alive, list_standing, progress_of, run_now, state_of
from compliance.jobs.kinds import Asker, FindAsker, JobState, Kind, Progress, Registry, Show, Standing, Steps
from compliance.jobs.outbox import start

__all__ = [
    "Asker",
    "FindAsker",
    "JobState",
    "Kind",
    "Progress",
    "Registry",
    "Show",
    "Standing",
    "Steps",
    "drive",
    "init_app",
    "is_worker_alive",
    "list_standing",
    "progress_of",
    "run_now",
    "start",
    "state_of",
]


def init_app(app: Flask, registry: Registry) -> None:
    """Tell an application its kinds of job. Nothing is begun: that is the worker's."""
    app.extensions["jobs"] = registry
