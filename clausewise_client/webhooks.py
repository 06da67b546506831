"""Verifies a webhook of Clausewise, which is signed in the form of Standard Webhooks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


class InvalidWebhook(Exception):
    """The signature is not that of these secrets, is missing, or is older than five minutes: answer with 400."""


def verify_webhook(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> dict[str, Any]:
    """The event, whose `id` is the same at every attempt. `body` is what arrived, unchanged. `secrets` (`whsec_…`): the
    current one, and while it is replaced the other too. Raises InvalidWebhook, and ValueError for a secret that is
    none."""
    signers = [Webhook(secret) for secret in secrets]
    if not any(_is_signed(body, dict(headers), signer) for signer in signers):
        raise InvalidWebhook("the webhook is not signed with one of the secrets, or its time is not now")
    event = json.loads(body)
    if not isinstance(event, dict):
        raise InvalidWebhook("the signed body is not an event")
    return event


def _is_signed(body: bytes, headers: dict[str, str], signer: Webhook) -> bool:
    try:
        signer.verify(body, headers)
    except (WebhookVerificationError, ValueError):  # what a stranger sent may be no text, no Base64 or no JSON
        return False
    return True
