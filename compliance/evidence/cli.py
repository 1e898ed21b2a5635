"""Commands for evidence."""

from flask.cli import AppGroup

group = AppGroup("evidence", help="Exhibits and their chain of hands.")
