"""Brings the database up to date and, unless DEMO=0, loads the demonstration into an empty one, in one start.

With an argument (`set-up`) it stops there; without one it goes on to say where the product is served and to whom.
"""

import os
import sys

from flask.cli import ScriptInfo

sys.path.insert(0, ".")
from wsgi import app


def run(*words: str) -> None:
    """Run one of the product's own commands in this process."""
    app.cli.main(args=list(words), standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))


run("db", "upgrade", "--quiet")
if "places" in app.cli.commands:
    run("places", "load", "--quiet")
if os.environ.get("DEMO", "1") != "0":
    run("demo", "load", "--if-empty")
if len(sys.argv) > 1:
    sys.exit()
print(f"Serving on http://127.0.0.1:{os.environ['PORT']} (stop with Ctrl-C)")
if os.environ.get("DEMO", "1") != "0":
    run("demo", "sign-ins")
print("For a real authority, add its first administrator: .venv/bin/flask --app wsgi accounts add --authority hackney")
sys.stdout.flush()
