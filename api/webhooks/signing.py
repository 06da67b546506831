"""Signs a webhook in the form of Standard Webhooks."""

from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook as Signer


def signed_headers(secrets: Sequence[str], event_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """One signature per secret (`whsec_…`), so that a receiver can change its secret."""
    at = at.astimezone(UTC)  # the library reads the clock time without its zone
    signatures = (Signer(secret).sign(event_id, at, body.decode()) for secret in secrets)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
