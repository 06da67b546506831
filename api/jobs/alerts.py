"""Sends new alerts of metrics to a URL, each until it has arrived."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from agent.settings import Settings
from api.webhooks.envelope import SOURCE
from api.webhooks.sender import DeliveryFailed, Webhook
from domain.errors import InputError, OperationError
from insights.alerts.alert import Alert
from insights.reader import FOLDER, open_insights

EVENT_TYPE = "clausewise.metric_alert.v1"
SENT_FILE = "sent-alerts.txt"  # the ids of alerts that have arrived, a line each
log = structlog.get_logger("clausewise.jobs")


@dataclass(frozen=True)
class AlertPush:
    """An alert has the same id each time it is computed, and its event too: a receiver can tell it from a new one."""

    settings: Settings

    def push(self) -> None:
        """Alerts of the last computed day that have not arrived yet. Without a warehouse there are none."""
        from insights.alerts.report import sent_since

        try:
            with open_insights(self.settings) as insights:
                report = insights.alerts()
        except (InputError, OperationError) as error:
            log.warning("alerts not computed", error=str(error))
            return
        new = {*sent_since(report, [*self._sent()])}
        for alert in report.alerts:
            if alert.alert_id in new and self._send(alert):
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(f"{alert.alert_id}\n")

    @property
    def _file(self) -> Path:
        folder = self.settings.data_dir / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return folder / SENT_FILE

    def _sent(self) -> Iterator[str]:
        if self._file.exists():
            yield from self._file.read_text(encoding="utf-8").split()

    def _send(self, alert: Alert) -> bool:
        """Whether the receiver accepted it."""
        options, now = self.settings.messages, datetime.now(UTC)
        secrets = tuple(secret.get_secret_value() for secret in options.webhook_secrets)
        url = str(self.settings.insights.alert_url)
        webhook = Webhook(url, secrets, options.trusted_hosts, options.webhook_timeout_seconds)
        event_id = f"alert_{alert.alert_id}"
        attributes = {"id": event_id, "source": SOURCE, "type": EVENT_TYPE, "specversion": "1.0", "time": now}
        event = CloudEvent(
            attributes={**attributes, "subject": alert.metric, "datacontenttype": "application/json"},
            data=json.loads(alert.model_dump_json()),
        )
        result = webhook.send(event_id, JSONFormat().write(event), now)
        if isinstance(result, DeliveryFailed):
            log.warning("alert not delivered", alert=alert.alert_id, error=result.reason)
            return False
        return True
