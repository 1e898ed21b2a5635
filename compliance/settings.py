"""Every setting, typed, from the environment (COMPLIANCE_*) or instance/secrets.env."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"


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
        description="Fernet key (32 bytes, URL-safe base64) of the volunteers' vault. Made once by `make setup`."
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
        default=30, ge=5, le=1000, description="Sign-in tries a minute from one network address, right or wrong."
    )
    upload_megabytes: int = Field(default=32, ge=1, le=2048, description="Largest upload accepted, in megabytes.")
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="Reverse proxies in front, whose X-Forwarded headers are believed."
    )
    support: str = Field(
        default="your administrator", description="Whom an officer is told to ask for help, as words in a sentence."
    )
    product_name: str = Field(default="Retail Compliance Tracker", description="The wordmark in the header.")


@cache
def settings() -> Settings:
    """Return the settings of this process, read once. Raises pydantic's ValidationError naming what is missing."""
    return Settings()
