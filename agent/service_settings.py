"""The settings of the service: how messages are delivered, and how much a caller may request."""

import base64
import ipaddress
import re
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator

from agent.home_path import HomePath
from agent.messages.release import Release
from domain.base import FrozenModel
from domain.clause import Severity

MIN_SECRET_BYTES, MAX_SECRET_BYTES = 24, 64
NAME = re.compile(r"[^\s/:@\[\]*?#,]+")
SECRET_COMMAND = "whsec_$(openssl rand -base64 24)"


class MessageOptions(FrozenModel):
    """Without `webhook_url`, the platform pulls messages and decides when to send each."""

    hold_from_severity: Severity | None = Field(
        default=Severity.HIGH,
        description="A message on a violated rule of this severity or higher waits for a moderator; `none`: none waits "
        "because of its severity.",
    )
    release_from_precision: Annotated[float, Field(ge=0, le=1)] | Literal["never", "always"] = Field(
        default="never",
        description="A message goes without a moderator if each violated rule was found by a reading that was measured "
        "to be right at least this often, such as `0.9`; what was not measured waits. `never`: every message waits for "
        "a review. `always`: the precision does not matter.",
    )
    refuse_late_appeals: bool = Field(
        default=False,
        description="Whether an appeal after the time that the message states is refused. By default it is accepted.",
    )
    webhook_url: str | None = Field(
        default=None, description="Where messages are delivered. Without it, the platform pulls them."
    )
    webhook_secrets: tuple[SecretStr, ...] = Field(
        default=(),
        description="A JSON list of secrets: `whsec_` and at least 24 bytes in base64. All of them sign every "
        "delivery, so that a receiver can change to a new one.",
    )
    trusted_hosts: frozenset[str] = Field(
        default=frozenset(),
        description="A JSON list of receivers that may have a private address and be reached without TLS.",
    )
    webhook_timeout_seconds: float = Field(default=10.0, gt=0, description="The longest time of one delivery attempt.")
    max_per_window: int = Field(
        default=1,
        ge=1,
        description="The most deliveries by webhook to one creator within the window. Messages that are due "
        "together are sent as one.",
    )
    window_hours: float = Field(default=24.0, gt=0, description="The length of that window.")
    quiet_from: time | None = Field(
        default=None, description="The start of the quiet hours, such as `22:00`: nothing is delivered by webhook then."
    )
    quiet_until: time | None = Field(default=None, description="The end of the quiet hours.")
    time_zone: str = Field(default="UTC", description="The time zone of the quiet hours, such as `Europe/Oslo`.")

    @property
    def release(self) -> Release:
        return Release(self.hold_from_severity, self.release_from_precision)

    @field_validator("hold_from_severity", mode="before")
    @classmethod
    def _read_none(cls, value: object) -> object:
        return None if value == "none" else value

    @field_validator("trusted_hosts")
    @classmethod
    def _check_hosts(cls, hosts: frozenset[str]) -> frozenset[str]:
        """One that no URL can have would be ignored without a word."""
        for host in hosts:
            if not NAME.fullmatch(host) and not _is_address(host):
                raise ValueError(f'"{host}" is no host: write its name or address alone, without scheme, port and path')
        return hosts

    @field_validator("webhook_secrets")
    @classmethod
    def _check_secrets(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            value = secret.get_secret_value()
            try:
                key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
            except ValueError as error:
                raise ValueError(f"a secret is whsec_ and base64: {SECRET_COMMAND}") from error
            if not value.startswith("whsec_") or not MIN_SECRET_BYTES <= len(key) <= MAX_SECRET_BYTES:
                size = f"{MIN_SECRET_BYTES} to {MAX_SECRET_BYTES} bytes"
                raise ValueError(f"a secret is whsec_ and {size} in base64: {SECRET_COMMAND}")
        return secrets

    @model_validator(mode="after")
    def _check_signed(self) -> "MessageOptions":
        if self.webhook_url is not None and not self.webhook_secrets:
            raise ValueError("a webhook needs a secret that signs deliveries: set CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS")
        return self

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _check_no_zone(cls, value: time | None) -> time | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("write quiet hours as 22:00, without a zone: set it by CLAUSEWISE_MESSAGES__TIME_ZONE")
        return value

    @model_validator(mode="after")
    def _check_quiet_hours(self) -> "MessageOptions":
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("quiet hours need both QUIET_FROM and QUIET_UNTIL")
        return self

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f'unknown time zone "{name}": set one such as Europe/Oslo') from error
        return name


class ServiceOptions(FrozenModel):
    requests_per_second: float = Field(default=50.0, gt=0, description="The requests per second of one key.")
    max_burst_requests: int = Field(default=200, ge=1, description="The most requests of one key at once.")
    body_timeout_seconds: float = Field(
        default=30.0, gt=0, description="The longest time until the next part of a request's body arrives."
    )
    min_body_bytes_per_second: float = Field(
        default=50_000.0, gt=0, description="The average rate at which a body must arrive after that time."
    )
    max_body_bytes: int = Field(
        default=2_000_000, gt=0, description="The most bytes of a request's body, and of one case of a batch."
    )
    max_batch_bytes: int = Field(default=200_000_000, gt=0, description="The most bytes of the body of a batch.")
    max_total_body_bytes: int = Field(
        default=400_000_000,
        gt=0,
        description="The most bytes of all current bodies of a process together; requests beyond it get status 503.",
    )
    max_batch_cases: int = Field(default=10_000, gt=0, description="The most cases of a batch.")
    cors_origins: tuple[str, ...] = Field(
        default=(), description="A JSON list of origins whose pages may call the API from a browser."
    )
    decision_workers: int | None = Field(
        default=None,
        ge=1,
        description="The cases of single requests and streams that a process decides at once. One key never takes "
        "all of them. By default one more than it has cores, at least 3, and 32 where a language model judges.",
    )
    embedder_threads: int | None = Field(
        default=None,
        ge=1,
        description="The threads by which the bundled embedder calculates at once. More make long cases faster and "
        "other answers slower. By default one fewer than the process has cores, at least one.",
    )
    max_decisions_per_key: int = Field(
        default=100, ge=1, description="The single requests of one key that wait or are decided; more get status 429."
    )
    max_decisions: int = Field(default=400, ge=1, description="The same, of all keys together in one process.")
    max_streams_per_key: int = Field(default=8, ge=1, description="The open streams of one key; more get status 429.")
    max_streams: int = Field(default=32, ge=1, description="The same, of all keys together in one process.")
    undo_seconds: float = Field(
        default=10.0,
        ge=0,
        le=3_600,
        description="For how long a reviewer can undo a review; its letter waits until then. 0: never.",
    )
    batch_workers: int = Field(default=2, ge=1, description="The chunks of batches that a process decides at once.")
    batch_chunk_cases: int = Field(default=25, ge=1, description="The cases of one chunk.")
    drain_seconds: int = Field(
        default=30, ge=0, description="The longest time that a service waits for current work when it is stopped."
    )

    @model_validator(mode="after")
    def _check_total(self) -> "ServiceOptions":
        if self.max_total_body_bytes < max(self.max_body_bytes, self.max_batch_bytes):
            raise ValueError("the largest body would never fit: set MAX_TOTAL_BODY_BYTES to MAX_BATCH_BYTES or more")
        return self


class AuditOptions(FrozenModel):
    """Where the head of the audit log is saved. Keep it from those who can write the database."""

    head_file: HomePath | None = Field(
        default=None, description="A file to which the service appends the head of the audit log, one JSON per line."
    )
    head_url: str | None = Field(
        default=None,
        description="Where the service sends the head, signed by the secrets of the webhook and under its rules for "
        "addresses.",
    )
    head_interval_minutes: float = Field(default=10.0, gt=0, description="The time between two heads.")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
