"""Saves the head of the audit log outside the database on a schedule, so that a removed end is noticed."""

from dataclasses import dataclass

import structlog

from agent.settings import Settings
from api.webhooks.events import AUDIT_HEAD, AuditHeadData, send_event
from api.webhooks.ssrf_guard import check_webhook
from domain.errors import InputError
from store.audit import AuditHead, AuditLog

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
        head = self.audit.head()
        if self.settings.audit.head_file is not None and head != self.saved:
            self._append(head)
        if self.settings.audit.head_url is not None:
            self._send(head, self.settings.audit.head_url)

    def _append(self, head: AuditHead) -> None:
        try:
            with open(str(self.settings.audit.head_file), "a", encoding="utf-8") as heads:
                heads.write(f"{head.to_json()}\n")
        except OSError as error:
            log.warning("audit head not written", number=head.number, error=error.strerror)
        else:
            self.saved = head

    def _send(self, head: AuditHead, url: str) -> None:
        data = AuditHeadData(number=head.number or 0, digest=head.digest)
        problem = send_event(self.settings, url, f"head_{head.digest[:32]}", AUDIT_HEAD, data)
        if problem is not None:
            log.warning("audit head not delivered", number=head.number, error=problem)
