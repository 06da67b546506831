"""What whoever runs the service may set: how messages leave, and how much a caller may ask."""

from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator

from domain.clause import Severity
from domain.value import Value


class MessageOptions(Value):
    """Messages from `hold_from` on wait for a moderator (None: none waits). Without `webhook_url` they are pulled.
    `webhook_secrets` sign (`whsec_…`; several while one is changed for another); the receiver's host must be public
    unless it is among `trusted_hosts`. A creator gets at most `most` in `per_hours`; messages that fall together go as
    one. In quiet hours, from `quiet_from` to `quiet_until` in `time_zone`, none leaves."""

    hold_from: Severity | None = Severity.HIGH
    webhook_url: str | None = None
    webhook_secrets: tuple[SecretStr, ...] = ()
    trusted_hosts: frozenset[str] = frozenset()
    timeout: float = Field(default=10.0, gt=0)
    most: int = Field(default=1, ge=1)
    per_hours: float = Field(default=24.0, gt=0)
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = "UTC"

    @field_validator("hold_from", mode="before")
    @classmethod
    def _nothing(cls, told: object) -> object:
        return None if told == "none" else told

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f'no time zone is called "{name}": give one such as Europe/Oslo') from error
        return name


class ServiceOptions(Value):
    """`rate` requests a second a key, up to `burst` at once; bodies of at most `body_bytes`, a batch's of
    `batch_bytes`. `origins` may call from a browser (none by default). `workers` chunks of batches are decided at once
    in one process, `chunk` cases each."""

    rate: float = Field(default=50.0, gt=0)
    burst: int = Field(default=200, ge=1)
    body_bytes: int = Field(default=2_000_000, gt=0)
    batch_bytes: int = Field(default=200_000_000, gt=0)
    batch_cases: int = Field(default=10_000, gt=0)
    origins: tuple[str, ...] = ()
    workers: int = Field(default=2, ge=1)
    chunk: int = Field(default=25, ge=1)
    drain_seconds: int = Field(default=30, ge=0)
