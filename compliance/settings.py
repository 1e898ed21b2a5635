"""Every setting, typed, from the environment (COMPLIANCE_*) or instance/secrets.env."""

import re
import shlex
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from compliance.emails import is_email

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"


HOW_TO_MAKE = {
    "secret_key": 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
    "vault_key": '.venv/bin/python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"',
}
SECRET_KEY_LENGTH = 32
FERNET_KEY_LENGTH = 44


class Settings(BaseSettings):
    """The operations guide lists these with their meaning; a test holds the two together."""

    model_config = SettingsConfigDict(env_prefix="COMPLIANCE_", env_file=INSTANCE / "secrets.env", extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{INSTANCE / 'compliance.sqlite3'}",
        description="Where the record is kept: sqlite:///... or postgresql+psycopg://...",
    )
    files: Path = Field(
        default=INSTANCE / "files", description="Folder for kept bytes: issued letters, uploaded registers."
    )
    secret_key: SecretStr = Field(
        description="Signs sessions and forms. At least 32 random characters. Made once by `make setup`."
    )
    vault_key: SecretStr = Field(
        description="Fernet key (32 bytes, URL-safe base64) of the volunteers' vault, made once by `make setup`; or "
        "several, separated by commas: the first locks, all open."
    )
    production: bool = Field(
        default=False,
        description="True on a live system: cookies need HTTPS and demonstration data is refused.",
    )
    session_minutes: int = Field(
        default=60, ge=5, le=720, description="Minutes without a request after which an officer is signed out."
    )
    sign_in_attempts: int = Field(
        default=5, ge=3, le=20, description="Wrong passwords in a row after which an account is locked."
    )
    lockout_minutes: int = Field(
        default=15,
        ge=1,
        le=1440,
        description="Minutes for which an account stays locked, unless an administrator unlocks it.",
    )
    sign_in_attempts_per_minute: int = Field(
        default=30,
        ge=5,
        le=1000,
        description="Failed sign-ins a minute from one network address, after which it must wait.",
    )
    sign_tries_per_link: int = Field(
        default=10,
        ge=3,
        le=100,
        description="Times an hour that a code may be tried for one link to sign an agreement.",
    )
    sign_tries_per_address: int = Field(
        default=20, ge=5, le=1000, description="Times an hour that codes may be tried from one network address."
    )
    sign_tries_everywhere: int = Field(
        default=600, ge=50, le=100_000, description="Times an hour that codes may be tried by everybody together."
    )
    public_requests_per_minute: int = Field(
        default=60,
        ge=10,
        le=10_000,
        description="Requests a minute for public lists from one network address, after which it must wait.",
    )
    upload_megabytes: int = Field(default=32, ge=1, le=2048, description="Largest upload accepted, in megabytes.")
    jobs_at_once: int = Field(
        default=2,
        ge=1,
        le=16,
        description="Jobs of different authorities that the worker does at the same time on PostgreSQL. On SQLite "
        "always one.",
    )
    trusted_hosts: str = Field(
        default="",
        description="Host names that the service answers to, separated by commas; `.example.org` is every name below "
        "it. Empty answers to any.",
    )
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="Reverse proxies in front, whose X-Forwarded headers are believed."
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Where the public reaches the service, without a slash at the end: https://knives.example.gov.uk. "
        "Printed in letters and certificates.",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="The mail server: smtp://mail.example.gov.uk, or with a name and password smtp://name:password@"
        "mail.example.gov.uk:587; smtps:// for TLS from the first byte. Empty: nothing is e-mailed from here.",
    )
    email_from: str = Field(
        default="", description="Address that e-mails are sent from. Without it nothing is e-mailed from here."
    )
    photographs_per_visit: int = Field(default=30, ge=1, le=500, description="Most photographs that a visit may have.")
    photograph_megabytes: int = Field(
        default=15,
        ge=1,
        le=100,
        description="Largest photograph of a visit, in megabytes; several may be sent at once.",
    )
    files_bucket: str = Field(
        default="",
        description="Bucket of S3, or of what speaks like it, that keeps bytes in place of the folder.",
    )
    files_endpoint: str = Field(
        default="", description="Where that bucket is, when it is not with Amazon: https://objects.example.gov.uk."
    )
    files_region: str = Field(default="eu-west-2", description="Region of the bucket.")
    files_key: SecretStr = Field(
        default=SecretStr(""),
        description="Name of the key to the bucket. Empty: the key that the machine has (its role, or AWS_ variables).",
    )
    files_secret: SecretStr = Field(default=SecretStr(""), description="The secret of that key.")
    evidence_spool: Path = Field(
        default=INSTANCE / "spool",
        description="Folder for what is being received, on a disk with room for the largest files. Servers that share "
        "the work share it.",
    )
    evidence_megabytes: int = Field(
        default=2048,
        ge=1,
        le=1024 * 1024,
        description="Largest file of evidence, in megabytes; large ones go in pieces.",
    )
    evidence_upload_days: int = Field(
        default=7, ge=1, le=90, description="Days for which an upload that was broken off may be gone on with."
    )
    evidence_uploads_open: int = Field(
        default=20, ge=1, le=500, description="Most uploads that one officer may have begun and not finished."
    )
    scan_command: str = Field(
        default="",
        description="Command that looks for viruses in what comes on its standard input, and ends with 0 for clean, 1 "
        "for found: clamdscan --no-summary -. Empty: nothing is scanned, and the pages say so.",
    )
    scan_seconds: int = Field(
        default=300, ge=1, le=7200, description="Seconds after which a scan is given up; the file waits, unscanned."
    )
    map_tiles: str = Field(
        default="",
        description="Address of the pictures under the map, with {z}, {x} and {y}: https://tiles.example.org/"
        "{z}/{x}/{y}.png. Empty: boundaries only, nothing from another host.",
    )
    map_tiles_say: str = Field(default="", description="What the owner of those pictures asks to be said on the map.")
    support: str = Field(
        default="your administrator", description="Whom an officer is told to ask for help, as words in a sentence."
    )
    product_name: str = Field(default="Retail Compliance Tracker", description="The wordmark in the header.")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value().strip()) < SECRET_KEY_LENGTH:
            raise ValueError(f"must have {SECRET_KEY_LENGTH} characters or more")
        return value

    @field_validator("vault_key")
    @classmethod
    def _fernet_keys(cls, value: SecretStr) -> SecretStr:
        for number, key in enumerate(value.get_secret_value().split(","), 1):
            if not _is_fernet_key(key.strip()):
                raise ValueError(f"must be a Fernet key, or several separated by commas: key {number} is none")
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?", value):
            raise ValueError("must be an address such as https://knives.example.gov.uk, without a slash at the end")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not is_mail_server(value.get_secret_value()):
            raise ValueError(
                "must be smtp:// or smtps:// and a host: smtp://name:password@mail.example.gov.uk:587. Write any of "
                "@ : / # ? % in the name or password as %40 %3A %2F %23 %3F %25"
            )
        return value

    @field_validator("email_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and not is_email(value):
            raise ValueError("must be an e-mail address, such as trading.standards@example.gov.uk")
        return value

    @field_validator("files_endpoint")
    @classmethod
    def _endpoint(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/?", value):
            raise ValueError("must be an address such as https://objects.example.gov.uk")
        return value

    @field_validator("scan_command")
    @classmethod
    def _command(cls, value: str) -> str:
        try:
            shlex.split(value)
        except ValueError as error:
            raise ValueError("must be a command such as clamdscan --no-summary -, its quotes closed") from error
        return value

    @field_validator("map_tiles")
    @classmethod
    def _one_host(cls, value: str) -> str:
        if value and not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?/[^\s'\";,]*", value):
            raise ValueError("must be an https address of one host, such as https://tiles.example.org/{z}/{x}/{y}.png")
        if value and not all(part in value for part in ("{z}", "{x}", "{y}")):
            raise ValueError("must have {z}, {x} and {y} in it")
        return value

    @property
    def reachable(self) -> bool:
        """Whether `public_url` may be printed: on a live system only an https address that an operator has set."""
        return self.public_url.startswith("https://") or not self.production

    @property
    def hosts(self) -> list[str] | None:
        """The host names that the service answers to, or None when it answers to any."""
        return [name.strip() for name in self.trusted_hosts.split(",") if name.strip()] or None


def is_mail_server(text: str) -> bool:
    """Say whether text is the address of a mail server: smtp or smtps, a host, perhaps a name, password and port."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"smtp", "smtps"}
        and re.fullmatch(r"[A-Za-z0-9.:-]+", parts.hostname or "") is not None
        and (parts.username is None) == (parts.password is None)
        and port != 0
        and not (parts.path.strip("/") or parts.query or parts.fragment)
    )


def _is_fernet_key(text: str) -> bool:
    """Say whether text is one key and no more: what decodes base64 overlooks all that follows the padding."""
    try:
        Fernet(text)
    except ValueError:
        return False
    return len(text) == FERNET_KEY_LENGTH


class WrongSettings(SystemExit):
    """The process cannot start: its message says which settings to mend and how.

    Its status is 3, by which gunicorn knows that starting another worker is of no use.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = 3


@cache
def settings() -> Settings:
    """Return the settings of this process, read once. Raises WrongSettings, having said what is missing or wrong."""
    try:
        return Settings()
    except ValidationError as error:
        message = "\n".join(_sentences(error))
    sys.stderr.write(f"{message}\n")
    raise WrongSettings(message)


def _sentences(error: ValidationError) -> Iterator[str]:
    """Say of each setting what is wrong with it and how to mend it; never what it was set to."""
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(one["loc"][0])
        variable = f"COMPLIANCE_{name.upper()}"
        if one["type"] == "missing":
            wrong = f"{variable} is not set"
        else:
            message = one["msg"].removeprefix("Value error, ").removeprefix("Input ")
            wrong = f"{variable} {message.replace('should', 'must')}"
        if name in HOW_TO_MAKE:
            yield f"{wrong}. `make setup` makes one in instance/secrets.env; by hand: {HOW_TO_MAKE[name]}"
        else:
            yield f"{wrong}. {Settings.model_fields[name].description}"
