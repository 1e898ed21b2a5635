"""Brings the database up to date and, unless DEMO=0, loads the demonstration into an empty one, in one start."""

import os
import sys

from flask.cli import ScriptInfo

sys.path.insert(0, ".")
from wsgi import app


def run(*words: str) -> None:
    """Run one of the product's own commands in this process."""
    app.cli.main(args=list(words), standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))


run("db", "upgrade", "--quiet")
if os.environ.get("DEMO", "1") != "0":
    run("demo", "load", "--if-empty")
print(f"Serving on http://127.0.0.1:{os.environ['PORT']} (stop with Ctrl-C)")
if os.environ.get("DEMO", "1") != "0":
    run("demo", "sign-ins")
sys.stdout.flush()
