"""What whoever runs the service may set: how messages leave, and how much a caller may ask."""

import base64
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator

from domain.base import FrozenModel
from domain.clause import Severity


class MessageOptions(FrozenModel):
    """Messages from `hold_from` on wait for a moderator (None: none waits). Without `webhook_url` they are pulled, and
    whoever pulls decides when each goes. `webhook_secrets` sign (`whsec_…`; several while one is changed for another);
    the receiver's host must be public unless it is among `trusted_hosts`. A creator gets at most `most` in `per_hours`;
    messages that fall together go as one. In quiet hours, from `quiet_from` to `quiet_until` in `time_zone`, none
    leaves."""

    hold_from: Severity | None = Severity.HIGH
    webhook_url: str | None = None
    webhook_secrets: tuple[SecretStr, ...] = ()
    trusted_hosts: frozenset[str] = frozenset()
    timeout: float = Field(default=10.0, gt=0)
    max_per_window: int = Field(default=1, ge=1)
    window_hours: float = Field(default=24.0, gt=0)
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = "UTC"

    @field_validator("hold_from", mode="before")
    @classmethod
    def _nothing(cls, told: object) -> object:
        return None if told == "none" else told

    @field_validator("webhook_secrets")
    @classmethod
    def _whole(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            told = secret.get_secret_value()
            try:
                key = base64.b64decode(told.removeprefix("whsec_"), validate=True)
            except ValueError as error:
                raise ValueError("a secret is whsec_ and base64: whsec_$(openssl rand -base64 24)") from error
            if not told.startswith("whsec_") or not 24 <= len(key) <= 64:
                raise ValueError("a secret is whsec_ and 24 to 64 bytes in base64: whsec_$(openssl rand -base64 24)")
        return secrets

    @model_validator(mode="after")
    def _signed(self) -> "MessageOptions":
        if self.webhook_url is not None and not self.webhook_secrets:
            raise ValueError("a webhook needs a secret to sign by: set CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS")
        return self

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _face(cls, told: time | None) -> time | None:
        if told is not None and told.tzinfo is not None:
            raise ValueError("write quiet hours as 22:00, without a zone: CLAUSEWISE_MESSAGES__TIME_ZONE says whose")
        return told

    @model_validator(mode="after")
    def _both_ends(self) -> "MessageOptions":
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("quiet hours need QUIET_FROM and QUIET_UNTIL both")
        return self

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f'no time zone is called "{name}": give one such as Europe/Oslo') from error
        return name


class ServiceOptions(FrozenModel):
    """`rate` requests a second a key, up to `burst` at once; bodies of at most `body_bytes`, a batch's of
    `batch_bytes` with cases of `body_bytes`, and of all under way `held_bytes`. Some part of a body must come every
    `body_seconds`, and after the first of these, `body_rate` bytes a second. `origins` may call from a browser (none
    by default). `workers` chunks of batches are decided at once in one process, `chunk` cases each. Told to end, it
    waits `drain_seconds` for what is under way."""

    rate: float = Field(default=50.0, gt=0)
    burst: int = Field(default=200, ge=1)
    body_seconds: float = Field(default=30.0, gt=0)
    body_rate: float = Field(default=50_000.0, gt=0)
    body_bytes: int = Field(default=2_000_000, gt=0)
    batch_bytes: int = Field(default=200_000_000, gt=0)
    held_bytes: int = Field(default=400_000_000, gt=0)
    batch_cases: int = Field(default=10_000, gt=0)
    origins: tuple[str, ...] = ()
    workers: int = Field(default=2, ge=1)
    chunk: int = Field(default=25, ge=1)
    drain_seconds: int = Field(default=30, ge=0)

    @model_validator(mode="after")
    def _room_for_one(self) -> "ServiceOptions":
        if self.held_bytes < max(self.body_bytes, self.batch_bytes):
            raise ValueError("the largest body would never fit in: set HELD_BYTES to BATCH_BYTES or more")
        return self
