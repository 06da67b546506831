"""Finds the messages that are due and enqueues one delivery per creator."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.service_settings import MessageOptions
from api.webhooks.schedule import QuietHours, earliest_within_cap
from domain.message import Message
from store.outbox import Outbox

MAX_MESSAGES = 500
Enqueue = Callable[[str, list[str]], None]


@dataclass(frozen=True)
class Dispatcher:
    """`enqueue` receives a creator id and the ids of the due messages. It ignores a creator with a delivery in
    progress."""

    outbox: Outbox
    options: MessageOptions
    enqueue: Enqueue

    def dispatch(self, now: datetime) -> None:
        due = _by_creator(self.outbox.due(now, MAX_MESSAGES))
        window = timedelta(hours=self.options.window_hours)
        sent = self.outbox.delivery_times(due.keys(), now - window)
        for creator_id, messages in due.items():
            at = self._delivery_time(sent.get(creator_id, ()), window, now)
            if at > now:
                self.outbox.reschedule(messages, at)
            else:
                self.enqueue(creator_id, [message.message_id for message in messages])

    def _delivery_time(self, sent: Sequence[datetime], window: timedelta, now: datetime) -> datetime:
        at = earliest_within_cap(sent, self.options.max_per_window, window, now)
        quiet = quiet_hours(self.options)
        return quiet.next_allowed(at) if quiet else at


def quiet_hours(options: MessageOptions) -> QuietHours | None:
    if options.quiet_from is None or options.quiet_until is None:
        return None
    return QuietHours(options.quiet_from, options.quiet_until, ZoneInfo(options.time_zone))


def _by_creator(messages: tuple[Message, ...]) -> dict[str, list[Message]]:
    """In the order of the messages."""
    groups: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        groups[message.creator_id].append(message)
    return groups
