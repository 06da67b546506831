"""The rules for the addresses of webhooks: public ones only, but for trusted hosts."""

import structlog

from agent.service_settings import MessageOptions
from net.guarded.addresses import AddressRefused, AddressRules, Destination, NameUnresolved
from net.guarded.addresses import resolve as resolve_by

__all__ = ["AddressRefused", "Destination", "NameUnresolved", "check_webhook", "resolve"]
log = structlog.get_logger("clausewise.delivery")


def resolve(url: str, trusted_hosts: frozenset[str], timeout_seconds: float) -> Destination:
    """Raises AddressRefused, also if the name does not resolve in time. `trusted_hosts` may be internal and without
    TLS."""
    rules = AddressRules(
        subject="a webhook",
        whose="the webhook's",
        trusted_setting="CLAUSEWISE_MESSAGES__TRUSTED_HOSTS",
        checks="CLAUSEWISE_MESSAGES__WEBHOOK_URL",
        trusted_hosts=trusted_hosts,
    )
    return resolve_by(url, rules, timeout_seconds)


def check_webhook(options: MessageOptions) -> None:
    """Raises AddressRefused for a URL that no delivery may ever go to."""
    if options.webhook_url is None:
        return
    try:
        resolve(options.webhook_url, options.trusted_hosts, options.webhook_timeout_seconds)
    except NameUnresolved:  # the receiver may start later than this service
        log.warning("the host of the webhook does not resolve now")
