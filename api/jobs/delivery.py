"""Sends the due messages of a creator as one webhook event and records the result."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from agent.service_settings import MessageOptions
from api.services import Services
from api.webhooks.envelope import make_envelope
from api.webhooks.schedule import retry_delay
from api.webhooks.sender import DeliveryFailed, Webhook
from domain.message import Message, MessageStatus
from tracing.spans import SpanKind, span

log = structlog.get_logger("clausewise.delivery")


def deliver_messages(services: Services, message_ids: Sequence[str]) -> None:
    """Skips messages that are no longer due, after a review or an attempt by another process."""
    webhook = open_webhook(services.settings.messages)
    found = [services.store.outbox.get(message_id) for message_id in message_ids]
    now = datetime.now(UTC)
    due = [message for message in found if message is not None and _is_due(message, now)]
    if webhook is None or not due:
        return
    envelope = make_envelope(due)
    with span("send_webhook", {"clausewise.messages": len(due)}, SpanKind.CLIENT) as opened:
        result = webhook.send(envelope.event_id, envelope.body, now)
        if isinstance(result, DeliveryFailed):
            opened.fail("delivery_failed")
    last_error = ""
    if isinstance(result, DeliveryFailed):
        last_error = result.reason
        _record_failure(services, due, result, now)
    else:
        services.store.outbox.mark_delivered(due, now)
    services.metrics.deliveries.labels("failed" if last_error else "sent").inc()
    ids = [message.message_id for message in due]
    log.info("delivery", webhook_id=envelope.event_id, messages=ids, last_error=last_error)


def _is_due(message: Message, now: datetime) -> bool:
    return message.status is MessageStatus.READY and message.not_before <= now


def _record_failure(services: Services, messages: Sequence[Message], failure: DeliveryFailed, now: datetime) -> None:
    delay = retry_delay(max(message.attempts for message in messages) + 1, random.random())
    if failure.final or delay is None:
        services.store.outbox.mark_dead(messages, failure.reason)
    else:
        not_before = max(now + delay, failure.not_before or now)
        services.store.outbox.reschedule(messages, not_before, failure.reason)


def open_webhook(options: MessageOptions) -> Webhook | None:
    """None: messages are pulled."""
    if options.webhook_url is None:
        return None
    secrets = tuple(secret.get_secret_value() for secret in options.webhook_secrets)
    return Webhook(options.webhook_url, secrets, options.trusted_hosts, options.webhook_timeout_seconds)
