"""A client of the Clausewise API for Python programs, with and without asyncio."""

from clausewise_client.client import AsyncClausewise, Clausewise
from clausewise_client.problems import Problem, ServiceUnreachable
from clausewise_client.retries import RetryPolicy
from clausewise_client.webhooks import InvalidWebhook, verify_webhook

__all__ = [
    "AsyncClausewise",
    "Clausewise",
    "InvalidWebhook",
    "Problem",
    "RetryPolicy",
    "ServiceUnreachable",
    "verify_webhook",
]
