"""Webhooks: messages as signed events, sent to public addresses only."""
