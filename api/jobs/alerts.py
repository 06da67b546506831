"""Sends new alerts of metrics to a URL, each until it has arrived."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from agent.settings import Settings
from api.webhooks.events import METRIC_ALERT, send_event
from domain.errors import InputError, OperationError
from insights.alerts.alert import Alert
from insights.reader import FOLDER, open_insights

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
        url, event_id = str(self.settings.insights.alert_url), f"alert_{alert.alert_id}"
        problem = send_event(self.settings, url, event_id, METRIC_ALERT, alert, alert.metric)
        if problem is not None:
            log.warning("alert not delivered", alert=alert.alert_id, error=problem)
        return problem is None
