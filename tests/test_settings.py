import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from compliance import settings as module
from compliance.settings import ROOT, Settings, WrongSettings

GOOD = {"COMPLIANCE_SECRET_KEY": "x" * 32, "COMPLIANCE_VAULT_KEY": Fernet.generate_key().decode()}


@pytest.fixture
def read(monkeypatch):
    """Read the settings of an environment that holds just what a test says."""

    def make(**values):
        for name in [name for name in os.environ if name.startswith("COMPLIANCE_")]:
            monkeypatch.delenv(name)
        for name, value in {**GOOD, **values}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        monkeypatch.setitem(Settings.model_config, "env_file", None)
        return module.settings.__wrapped__()

    return make


def test_the_keys_are_enough_to_start(read):
    found = read()
    assert found.secret_key.get_secret_value() == "x" * 32
    assert found.hosts is None
    assert not found.production


def test_keys_are_not_shown_by_chance(read):
    found = read()
    assert "xxxx" not in repr(found)
    assert GOOD["COMPLIANCE_VAULT_KEY"] not in str(found)


def test_several_keys_of_the_vault_are_a_list(read):
    several = ", ".join(Fernet.generate_key().decode() for _ in range(3))
    assert read(COMPLIANCE_VAULT_KEY=several).vault_key.get_secret_value() == several


ONE, TWO = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"1", b"2"))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("COMPLIANCE_SECRET_KEY", None, "COMPLIANCE_SECRET_KEY is not set"),
        ("COMPLIANCE_SECRET_KEY", "", "COMPLIANCE_SECRET_KEY must have 32 characters or more"),
        ("COMPLIANCE_SECRET_KEY", "y" * 31, "COMPLIANCE_SECRET_KEY must have 32 characters or more"),
        ("COMPLIANCE_SECRET_KEY", " " * 40, "COMPLIANCE_SECRET_KEY must have 32 characters or more"),
        ("COMPLIANCE_VAULT_KEY", None, "COMPLIANCE_VAULT_KEY is not set"),
        ("COMPLIANCE_VAULT_KEY", "rubbish", "COMPLIANCE_VAULT_KEY must be a Fernet key"),
        ("COMPLIANCE_VAULT_KEY", "é" * 44, "COMPLIANCE_VAULT_KEY must be a Fernet key"),
        ("COMPLIANCE_VAULT_KEY", f"{ONE},rubbish", "key 2 is none"),
        ("COMPLIANCE_VAULT_KEY", f"{ONE},", "key 2 is none"),
        ("COMPLIANCE_VAULT_KEY", ONE + TWO, "key 1 is none"),
        ("COMPLIANCE_SESSION_MINUTES", "4", "COMPLIANCE_SESSION_MINUTES must be greater than or equal to 5"),
        ("COMPLIANCE_SESSION_MINUTES", "an hour", "COMPLIANCE_SESSION_MINUTES must be a valid integer"),
        ("COMPLIANCE_PRODUCTION", "perhaps", "COMPLIANCE_PRODUCTION must be a valid boolean"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence_with_the_way_to_mend_it(read, capsys, name, value, message):
    with pytest.raises(WrongSettings) as wrong:
        read(**{name: value})
    said = str(wrong.value)
    assert message in said
    assert len(said.splitlines()) == 1
    assert capsys.readouterr().err == f"{said}\n"
    if name in GOOD:
        assert "make setup" in said
        assert "python" in said
    if value and name in GOOD:
        assert value.strip() not in said or not value.strip()


def test_everything_that_is_wrong_is_named_at_once(read):
    with pytest.raises(WrongSettings) as wrong:
        read(COMPLIANCE_SECRET_KEY=None, COMPLIANCE_VAULT_KEY="rubbish")
    assert [line.split()[0] for line in str(wrong.value).splitlines()] == list(GOOD)


@pytest.mark.parametrize("name", ["secret_key", "vault_key"])
def test_the_way_to_make_a_key_makes_a_good_one(read, name):
    how = module.HOW_TO_MAKE[name]
    code = how.split('"')[1]
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert getattr(read(**{f"COMPLIANCE_{name.upper()}": made}), name).get_secret_value() == made


@pytest.mark.parametrize(
    ("words", "status"),
    [(["flask", "--app", "wsgi", "audit", "verify"], 3), (["gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"], 3)],
)
def test_a_command_and_a_server_stop_with_the_sentence_and_no_traceback(words, status):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMPLIANCE_")}
    done = subprocess.run(
        [Path(sys.executable).with_name(words[0]), *words[1:]],
        cwd=ROOT,
        env={**environment, **GOOD, "COMPLIANCE_SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status
    assert done.stderr.count("COMPLIANCE_SECRET_KEY must have 32 characters or more. `make setup` makes one") == 1
    assert "Traceback" not in done.stderr
    assert "short" not in done.stderr


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("", None),
        (" , ", None),
        ("compliance.hackney.gov.uk", ["compliance.hackney.gov.uk"]),
        ("a.example, .b.example,", ["a.example", ".b.example"]),
    ],
)
def test_the_names_that_the_service_answers_to_are_a_list(read, value, hosts):
    assert read(COMPLIANCE_TRUSTED_HOSTS=value).hosts == hosts
