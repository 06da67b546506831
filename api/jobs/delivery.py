"""One delivery: what is due to a creator sent as one event, and what became of it kept."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from agent.service_settings import MessageOptions
from api.services import Services
from api.webhooks.envelope import envelope
from api.webhooks.schedule import wait
from api.webhooks.sender import Failed, Webhook
from domain.message import Message, MessageStatus

log = structlog.get_logger("clausewise.delivery")


def deliver_all(parts: Services, message_ids: Sequence[str]) -> None:
    """Those of the messages that are still due: a review may have taken one back, another process tried it."""
    webhook = webhook_of(parts.settings.messages)
    found = [parts.store.outbox.get(message_id) for message_id in message_ids]
    now = datetime.now(UTC)
    ready = [message for message in found if message is not None and _due(message, now)]
    if webhook is None or not ready:
        return
    event = envelope(ready)
    said = webhook.send(event.event_id, event.body, now)
    parts.meters.deliveries.labels(type(said).__name__.lower()).inc()
    if isinstance(said, Failed):
        _failed(parts, ready, said, now)
    else:
        parts.store.outbox.delivered(ready, now)
    names = [message.message_id for message in ready]
    trouble = said.reason if isinstance(said, Failed) else ""
    log.info("delivery", webhook_id=event.event_id, messages=names, trouble=trouble)


def _due(message: Message, now: datetime) -> bool:
    return message.status is MessageStatus.READY and message.not_before <= now


def _failed(parts: Services, messages: Sequence[Message], said: Failed, now: datetime) -> None:
    pause = wait(max(message.attempts for message in messages) + 1, random.random())
    if said.final or pause is None:
        parts.store.outbox.bury(messages, said.reason)
    else:
        parts.store.outbox.postpone(messages, max(now + pause, said.not_before or now), said.reason)


def webhook_of(options: MessageOptions) -> Webhook | None:
    """None: messages are pulled."""
    if options.webhook_url is None:
        return None
    secrets = tuple(secret.get_secret_value() for secret in options.webhook_secrets)
    return Webhook(options.webhook_url, secrets, options.trusted_hosts, options.timeout)
