"""Decides the cases of a Kafka or Redpanda topic: a decision for each message, once, however often the program dies.

    pip install 'aiokafka>=0.14'
    python examples/neighbours/kafka/decide_stream.py localhost:9092 http://localhost:8000

Written for aiokafka 0.14. A message of the topic `cases` is a case in JSON. Its decision goes to `decisions`, and only
then is the offset committed. The idempotency key is the digest of the message, not its place: a message that comes
again, by a restart or because its producer sent it twice, gets the decision that it has, and a topic that is created
anew does not meet the keys of the old one. After a kill a decision may stand in `decisions` twice, with one id.
A message that can never be decided goes to `cases.dead` with the reason. While the service is away, nothing is lost:
the program waits. Of one creator, one case at a time is decided, in the order of the partition.
"""

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import CommitFailedError, IllegalStateError

from clausewise_client import AsyncClausewise, Problem, ServiceUnreachable

NEVER_DECIDED, MAY_PASS = {400, 409, 413, 415, 422}, {408, 429, 500, 502, 503, 504}  # statuses


@dataclass(frozen=True)
class Topics:
    """`batch`: how many messages are in memory. `concurrency`: how many requests the service gets at once."""

    cases: str = "cases"
    decisions: str = "decisions"
    dead: str = "cases.dead"
    group: str = "clausewise"
    batch: int = int(os.environ.get("BATCH", "100"))
    concurrency: int = int(os.environ.get("CONCURRENCY", "8"))
    session_timeout_ms: int = int(os.environ.get("SESSION_TIMEOUT_MS", "10000"))
    wait_seconds: float = 2.0


class NeverDecided(Exception):
    """The message is no case."""


Record: TypeAlias = "ConsumerRecord[bytes, bytes]"


@dataclass(frozen=True)
class Decider:
    client: AsyncClausewise
    producer: AIOKafkaProducer
    topics: Topics
    slots: asyncio.Semaphore

    async def handle(self, messages: Iterable[Record]) -> None:
        """All decisions are in the topic when it returns."""
        by_creator: dict[str, list[tuple[Record, Any]]] = {}
        for message in messages:
            case = _read_case(message.value)
            creator = case.get("creator_id") if isinstance(case, dict) else None
            by_creator.setdefault(str(creator or f"{message.partition}-{message.offset}"), []).append((message, case))
        async with asyncio.TaskGroup() as group:
            for queue in by_creator.values():
                group.create_task(self._in_order(queue))

    async def _in_order(self, queue: list[tuple[Record, Any]]) -> None:
        for message, case in queue:
            async with self.slots:
                try:
                    answer = json.dumps(await self._decide(message, case)).encode()
                except NeverDecided as error:
                    place = f"{message.topic}/{message.partition}/{message.offset}"
                    headers = [("reason", str(error)[:500].encode()), ("source", place.encode())]
                    await self.producer.send_and_wait(self.topics.dead, message.value, message.key, headers=headers)
                else:
                    await self.producer.send_and_wait(self.topics.decisions, answer, message.key)

    async def _decide(self, message: Record, case: Any) -> dict[str, Any]:
        if not isinstance(case, dict):
            raise NeverDecided("the message is not a JSON object: send a case")
        key = f"kafka-{hashlib.sha256(message.value or b'').hexdigest()}"
        while True:
            try:
                decision = await self.client.decide(case, idempotency_key=key)  # type: ignore[arg-type]
            except (ValueError, RecursionError) as error:  # NaN, or half a surrogate pair: no JSON
                raise NeverDecided(f"the case cannot be sent: {error}") from error
            except (ServiceUnreachable, Problem) as error:
                status = error.status if isinstance(error, Problem) else 503
                if status in NEVER_DECIDED:
                    raise NeverDecided(str(error)) from error
                if status not in MAY_PASS:
                    raise  # a key without the scope, or a wrong address: a person has to act
                print(f"waiting for the service: {error}", file=sys.stderr, flush=True)
                await asyncio.sleep(self.topics.wait_seconds)
            else:
                verdict, names = decision["verdict"], ("decision_id", "case_id", "decided_at")
                violated = [one["clause_id"] for one in verdict.get("findings", []) if one["status"] == "violated"]
                found = {name: decision.get(name) for name in names}
                return {**found, "outcome": verdict["outcome"], "violated": violated}


def _read_case(value: bytes | None) -> Any:
    try:
        return json.loads(value or b"")
    except (ValueError, RecursionError):
        return None


async def consume(brokers: str, client: AsyncClausewise, topics: Topics, stop: asyncio.Event) -> None:
    """Until `stop` is set, which is seen between two batches."""
    consumer: AIOKafkaConsumer[bytes, bytes] = AIOKafkaConsumer(
        topics.cases,
        bootstrap_servers=brokers,
        group_id=topics.group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=topics.session_timeout_ms,
        heartbeat_interval_ms=topics.session_timeout_ms // 3,
    )
    producer = AIOKafkaProducer(bootstrap_servers=brokers, enable_idempotence=True)
    decider = Decider(client, producer, topics, asyncio.Semaphore(topics.concurrency))
    async with consumer, producer:
        while not stop.is_set():
            batches = await consumer.getmany(timeout_ms=500, max_records=topics.batch)
            await decider.handle(message for batch in batches.values() for message in batch)
            try:
                if batches:
                    await consumer.commit({place: batch[-1].offset + 1 for place, batch in batches.items()})
            except (CommitFailedError, IllegalStateError) as error:  # another consumer has the partition now
                print(f"not committed, read again elsewhere: {error}", file=sys.stderr, flush=True)


async def main(brokers: str, base_url: str, topics: Topics) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with AsyncClausewise(base_url, os.environ.get("CLAUSEWISE_KEY")) as client:
        await consume(brokers, client, topics, stop)


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1], sys.argv[2], Topics()))
    except* Problem as group:
        sys.exit(f"stopped before this batch was committed: {group.exceptions[0]}")
