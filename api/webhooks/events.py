"""The events that go to the operator's own URLs: CloudEvents 1.0 in structured JSON, one function for both kinds."""

import json
from datetime import UTC, datetime
from typing import Literal

from agent.settings import Settings
from api.webhooks.envelope import make_event
from api.webhooks.sender import DeliveryFailed, Webhook
from domain.base import FrozenModel
from insights.alerts.alert import Alert

METRIC_ALERT: Literal["clausewise.metric_alert.v1"] = "clausewise.metric_alert.v1"
AUDIT_HEAD: Literal["clausewise.audit_head.v1"] = "clausewise.audit_head.v1"


class MetricAlertEvent(FrozenModel):
    """An alert of a metric. `id` is the same whenever the alert is computed. `subject`: the metric."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: Literal["clausewise.metric_alert.v1"] = METRIC_ALERT
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: Alert


class AuditHeadData(FrozenModel):
    """The number and the digest of the last entry of the audit log; 0 for an empty log."""

    number: int
    digest: str


class AuditHeadEvent(FrozenModel):
    """The head of the audit log. `id` follows from the digest."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: Literal["clausewise.audit_head.v1"] = AUDIT_HEAD
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: AuditHeadData


def send_event(
    settings: Settings, url: str, event_id: str, event_type: str, data: FrozenModel, subject: str | None = None
) -> str | None:
    """Signs and sends one event with the secrets and limits of webhooks; returns why it did not arrive, if so."""
    options, now = settings.messages, datetime.now(UTC)
    secrets = tuple(secret.get_secret_value() for secret in options.webhook_secrets)
    webhook = Webhook(url, secrets, options.trusted_hosts, options.webhook_timeout_seconds)
    body = make_event(event_id, event_type, now, json.loads(data.model_dump_json()), subject)
    result = webhook.send(event_id, body, now)
    return result.reason if isinstance(result, DeliveryFailed) else None
