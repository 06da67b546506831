"""Saves the head of the audit log outside the database on a schedule, so that a removed end is noticed."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from agent.settings import Settings
from api.webhooks.envelope import SOURCE
from api.webhooks.sender import DeliveryFailed, Webhook
from api.webhooks.ssrf_guard import check_webhook
from domain.errors import InputError
from store.audit import AuditHead, AuditLog

EVENT_TYPE = "clausewise.audit_head.v1"
log = structlog.get_logger("clausewise.jobs")


def check_head_places(settings: Settings) -> None:
    """Raises AddressRefused for a URL that no head or alert may ever go to, and InputError for a file that cannot be
    written."""
    for url in (settings.audit.head_url, settings.insights.alert_url):
        check_webhook(settings.messages.model_copy(update={"webhook_url": url}))
    file = settings.audit.head_file
    if file is None:
        return
    try:
        file.open("a").close()
    except OSError as error:
        remedy = "name a file in a folder that can be written"
        raise InputError(
            f"CLAUSEWISE_AUDIT__HEAD_FILE: {file} cannot be written ({error.strerror}): {remedy}"
        ) from error


@dataclass
class HeadPush:
    """`saved` is the last head in the file: an unchanged one is not written again."""

    audit: AuditLog
    settings: Settings
    saved: AuditHead | None = None

    def push(self) -> None:
        head, now = self.audit.head(), datetime.now(UTC)
        if self.settings.audit.head_file is not None and head != self.saved:
            self._append(head)
        if self.settings.audit.head_url is not None:
            self._send(head, now, self.settings.audit.head_url)

    def _append(self, head: AuditHead) -> None:
        try:
            with open(str(self.settings.audit.head_file), "a", encoding="utf-8") as heads:
                heads.write(f"{head.to_json()}\n")
        except OSError as error:
            log.warning("audit head not written", number=head.number, error=error.strerror)
        else:
            self.saved = head

    def _send(self, head: AuditHead, now: datetime, url: str) -> None:
        options = self.settings.messages
        secrets = tuple(secret.get_secret_value() for secret in options.webhook_secrets)
        webhook = Webhook(url, secrets, options.trusted_hosts, options.webhook_timeout_seconds)
        event_id = f"head_{head.digest[:32]}"
        attributes = {"id": event_id, "source": SOURCE, "type": EVENT_TYPE, "specversion": "1.0", "time": now}
        event = CloudEvent(
            attributes={**attributes, "datacontenttype": "application/json"}, data=json.loads(head.to_json())
        )
        result = webhook.send(event_id, JSONFormat().write(event), now)
        if isinstance(result, DeliveryFailed):
            log.warning("audit head not delivered", number=head.number, error=result.reason)
