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
        """A correction takes back what was wrong, and an answer to an appeal is waited for: neither is subject to the
        cap. The quiet hours hold for them too, since nobody can act on a letter in their sleep."""
        due = _by_creator(self.outbox.due(now, MAX_MESSAGES))
        window = timedelta(hours=self.options.window_hours)
        sent = self.outbox.delivery_times(due.keys(), now - window)
        for creator_id, messages in due.items():
            capped_until = earliest_within_cap(sent.get(creator_id, ()), self.options.max_per_window, window, now)
            urgent = [message for message in messages if capped_until <= now or message.corrects is not None]
            self._deliver(creator_id, urgent, now, now)
            self._deliver(creator_id, [message for message in messages if message not in urgent], capped_until, now)

    def _deliver(self, creator_id: str, messages: Sequence[Message], at: datetime, now: datetime) -> None:
        quiet = quiet_hours(self.options)
        allowed = quiet.next_allowed(at) if quiet else at
        if messages and allowed > now:
            self.outbox.reschedule(messages, allowed)
        elif messages:
            self.enqueue(creator_id, [message.message_id for message in messages])


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
