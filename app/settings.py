"""The settings: read once from the environment (or `.env`), checked, and plain data from then on."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_LENGTH = 32
SECRET_VARIETY = 10
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Settings(BaseSettings):
    """Everything an installation can choose. Each field is the environment's `OFFICINA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="OFFICINA_", env_file=".env", env_file_encoding="utf-8",
                                      extra="ignore", frozen=True)

    database_url: str = Field(
        "", description="Where the data is: `postgresql://user:password@host/name`. "
                        "Empty: an SQLite file in the data folder.")
    redis_url: str = Field(
        "", description="Where several processes hear of each other: `redis://host:6379/0`. "
                        "Empty: they look into the database every second, and each counts as connected "
                        "only its own phones.")
    data_dir: Path = Field(
        Path("data"), description="The folder for SQLite, pictures, the secret key and the list of erasures.")
    base_url: str = Field(
        "", description="The address people type, such as `https://officina.example.org`. "
                        "Empty: the host and port it serves on.")
    hosts: str = Field(
        "", description="Other names it may be reached by, separated by commas.")
    host: str = Field(
        "127.0.0.1", description="The network address to listen on.")
    port: int = Field(
        8000, ge=1, le=65535, description="The port to listen on.")
    proxies: str = Field(
        "127.0.0.1", description="Addresses of the proxies in front, separated by commas, "
                                 "whose word on the visitor's address and on https is taken.")
    secret_key: str = Field(
        "", repr=False, description="Signs cookies and keys hashes; at least 32 characters. "
                                    "Empty: made on first start and kept in the data folder.")
    time_zone: str = Field(
        "Europe/Rome", description="The time zone of the room, for times of day on screens and in documents.")
    demo_password: str = Field(
        "", repr=False, description="The password of everybody in the demo, when it is first made. "
                                    "Empty: one is made up and printed.")
    development: bool = Field(
        False, description="Allows weak secrets and shows the pseudo-language: never where people work.")

    @field_validator("base_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value.rstrip("/"))
        whole = parts.scheme in ("http", "https") and parts.hostname and not parts.path and not parts.query
        if value and not whole:
            raise ValueError("OFFICINA_BASE_URL must look like https://officina.example.org, without a path")
        return value.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("OFFICINA_TIME_ZONE must be the name of a time zone, such as Europe/Rome")
        return value

    @model_validator(mode="after")
    def _is_safe(self) -> Settings:
        if self.secret_key and not self.development and is_weak(self.secret_key):
            raise ValueError("OFFICINA_SECRET_KEY is too weak: 32 random characters or more, or none")
        return self

    @property
    def address(self) -> str:
        """The origin that links, QR codes and cookies go by."""
        if self.base_url:
            return self.base_url
        host = "localhost" if self.host in ("", "0.0.0.0", "::", "127.0.0.1", "::1") else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether people reach it by https: decides the cookie's name and flags."""
        return self.address.startswith("https://")

    @property
    def database(self) -> str:
        """The database's address, never empty."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'officina.db'}"

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Names that a request's Host may carry; loopback stays, for health checks on the machine itself."""
        own = urlsplit(self.address).hostname or "localhost"
        own = f"[{own}]" if ":" in own else own
        return tuple(dict.fromkeys((own, *words(self.hosts), *LOOPBACK)))

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins that pages may send from: the address; on plain http its port under other names too."""
        if self.secure:
            return (self.address, *(f"https://{name}" for name in words(self.hosts)))
        port = urlsplit(self.address).port
        end = f":{port}" if port else ""
        return tuple(dict.fromkeys((self.address, *(f"http://{name}{end}" for name in self.allowed_hosts))))


def read_settings(**given: Any) -> Settings:
    """The settings of this start. Makes the data folder, and on the first start the secret key in it.

    `given` wins over the environment. Raises pydantic's ValidationError with a sentence for each fault.
    """
    settings = Settings(**given)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.secret_key:
        return settings
    return Settings(**{**given, "secret_key": kept_secret(settings.data_dir / "secret.key")})


def kept_secret(path: Path) -> str:
    """The secret kept at `path`; made there, readable by its owner alone, if it is not there yet.

    Processes that start together all get the same: the file appears whole, and the first one wins.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def is_weak(secret: str) -> bool:
    """Whether a secret is short or made of too few different characters."""
    return len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_VARIETY


def words(text: str) -> tuple[str, ...]:
    """The parts of a list separated by commas."""
    return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)
