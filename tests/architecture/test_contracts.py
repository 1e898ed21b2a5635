"""Each import contract is broken on purpose, in a copy of the house, and must be seen to be caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def house(tmp_path):
    shutil.copytree(ROOT / "compliance", tmp_path / "compliance", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def lint(house, contract):
    done = subprocess.run(
        [LINT, "--no-cache", "--contract", contract],
        cwd=house,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(house)},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def add(house, path, text):
    file = house / "compliance" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text((file.read_text() if file.exists() else '"""A module."""\n') + text + "\n")


BREACHES = [
    ("alphabet", "visits/utils.py", "X = 1", "a stray module in a slice"),
    ("alphabet", "audit/queries.py", "import compliance.audit.services", "a query that writes"),
    ("slices", "auditing/__init__.py", "X = 1", "a noun without its place"),
    ("slices", "audit/services.py", "import compliance.retailers.queries", "a lower slice that knows a higher one"),
    ("pure", "audit/rules.py", "import flask", "a rule that knows the web"),
    ("pure", "audit/rules.py", "import compliance.clock", "a rule that asks the time"),
    ("no-web-below", "audit/services.py", "import compliance.web", "a service that knows the web"),
    ("models-protected", "audit/views.py", "import compliance.audit.models", "a page that reads tables"),
]


@pytest.mark.parametrize(("contract", "path", "text", "what"), BREACHES, ids=[breach[3] for breach in BREACHES])
def test_a_breach_of_a_contract_is_caught(house, contract, path, text, what):
    add(house, path, text)
    code, output = lint(house, contract)
    assert code != 0, output


def test_the_house_as_it_stands_keeps_every_contract():
    done = subprocess.run([LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_slice_is_held_to_the_alphabet():
    import tomllib

    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    alphabet = next(c for c in config["tool"]["importlinter"]["contracts"] if c["id"] == "alphabet")
    packages = {path.parent.name for path in (ROOT / "compliance").glob("*/__init__.py")} - {
        "files",
        "forms",
        "jobs",
        "spreadsheets",
    }
    assert {f"compliance.{name}" for name in packages} == set(alphabet["containers"])
