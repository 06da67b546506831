"""Looks for messages that are due, and has what may go to each creator delivered as one."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.service_settings import MessageOptions
from api.webhooks.schedule import QuietHours, capped
from domain.message import Message
from store.outbox import Outbox

EVERY = 0.25  # seconds
AT_ONCE = 500
Enqueue = Callable[[str, list[str]], None]


@dataclass(frozen=True)
class Dispatcher:
    """`enqueue` is given a creator and the messages that are due to them; while some are under way, it does nothing."""

    outbox: Outbox
    options: MessageOptions
    enqueue: Enqueue

    def dispatch(self, now: datetime) -> None:
        due = _by_creator(self.outbox.due(now, AT_ONCE))
        per = timedelta(hours=self.options.window_hours)
        sent = self.outbox.delivered_to(due.keys(), now - per)
        for creator_id, messages in due.items():
            at = self._may_go(sent.get(creator_id, ()), per, now)
            if at > now:
                self.outbox.postpone(messages, at)
            else:
                self.enqueue(creator_id, [message.message_id for message in messages])

    def _may_go(self, sent: Sequence[datetime], per: timedelta, now: datetime) -> datetime:
        at = capped(sent, self.options.max_per_window, per, now)
        quiet = quiet_hours(self.options)
        return quiet.after(at) if quiet else at


def quiet_hours(options: MessageOptions) -> QuietHours | None:
    if options.quiet_from is None or options.quiet_until is None:
        return None
    return QuietHours(options.quiet_from, options.quiet_until, ZoneInfo(options.time_zone))


def _by_creator(messages: tuple[Message, ...]) -> dict[str, list[Message]]:
    """What falls together goes together, in the order in which it was decided."""
    groups: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        groups[message.creator_id].append(message)
    return groups
