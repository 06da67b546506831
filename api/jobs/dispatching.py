"""Looks, again and again, for messages that are due, and has what may go to each creator delivered as one."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from zoneinfo import ZoneInfo

import structlog

from agent.service_options import MessageOptions
from delivery.timetable import QuietHours, capped
from domain.message import Message
from store.outbox import Outbox

EVERY = 0.25  # seconds
AT_ONCE = 500
log = structlog.get_logger("clausewise.delivery")
Enqueue = Callable[[str, list[str]], None]


@dataclass
class Dispatcher:
    """`enqueue` is given a creator and the messages that are due to them; while some are under way, it does nothing."""

    outbox: Outbox
    options: MessageOptions
    enqueue: Enqueue
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.dispatch(datetime.now(UTC))
            except Exception as error:  # whatever it was, what is due is still due at the next look
                log.warning("dispatch failed", error=type(error).__name__)

    def dispatch(self, now: datetime) -> None:
        due = _by_creator(self.outbox.due(now, AT_ONCE))
        per = timedelta(hours=self.options.per_hours)
        sent = self.outbox.delivered_to(due.keys(), now - per)
        for creator_id, messages in due.items():
            at = self._may_go(sent.get(creator_id, ()), per, now)
            if at > now:
                self.outbox.postpone(messages, at)
            else:
                self.enqueue(creator_id, [message.message_id for message in messages])

    def _may_go(self, sent: Sequence[datetime], per: timedelta, now: datetime) -> datetime:
        at = capped(sent, self.options.most, per, now)
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
