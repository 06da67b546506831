"""The Kafka example with a real service and a broker on loopback: killed, restarted, given what is no case."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from tests.api.processes import ROOT, ServiceProcess
from tests.examples.neighbours.conftest import HARMLESS, VIOLATING, peer
from tests.examples.neighbours.kafka.broker import running_broker
from tests.examples.neighbours.waiting import wait_until

pytestmark = pytest.mark.slow
PROGRAM = ROOT / "examples" / "neighbours" / "kafka" / "decide_stream.py"
Record: TypeAlias = "ConsumerRecord[bytes, bytes]"


@pytest.fixture
def broker() -> Iterator[str]:
    with running_broker() as address:
        yield address


def url_of(service: ServiceProcess) -> str:
    return f"http://127.0.0.1:{service.port}"


@contextmanager
def consumer(broker: str, url: str, log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    limits = {"SESSION_TIMEOUT_MS": "1500", "BATCH": "20", "CONCURRENCY": "2"}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **limits}
    with log.open("ab") as out:
        process = subprocess.Popen([sys.executable, str(PROGRAM), broker, url], env=environment, stdout=out, stderr=out)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def make_message(number: int, prefix: str = "k") -> bytes:
    text = VIOLATING if number % 2 else HARMLESS
    case = {"id": f"{prefix}-{number}", "creator_id": f"cr_{number % 5}", "content": [{"text": f"{text} {number}"}]}
    return json.dumps(case).encode()


async def produce(broker: str, values: list[bytes | None]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        for number, value in enumerate(values):
            await producer.send_and_wait("cases", value, f"cr_{number % 5}".encode())


async def read_until(broker: str, topic: str, done: Any, seconds: float = 60) -> list[Record]:
    """All records of the topic from the beginning, once `done` holds for them."""
    found: list[Record] = []
    async with AIOKafkaConsumer(topic, bootstrap_servers=broker, auto_offset_reset="earliest") as reader:
        end = time.monotonic() + seconds
        while not done(found):
            assert time.monotonic() < end, [record.value for record in found]
            for records in (await reader.getmany(timeout_ms=100)).values():
                found += records
    return found


def decisions_of(records: list[Record]) -> dict[str, set[str]]:
    """The ids of the decisions by case."""
    found: dict[str, set[str]] = {}
    for record in records:
        decision = json.loads(record.value or b"")
        found.setdefault(decision["case_id"], set()).add(decision["decision_id"])
    return found


def stored(service: ServiceProcess, prefix: str) -> list[str]:
    """The ids of the cases of all stored decisions."""
    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = service.client.get("/v1/decisions", params={"limit": 100, **cursor}).json()
        names += [item["case_id"] for item in page["items"] if item["case_id"].startswith(prefix)]
        if not page["next_cursor"]:
            return sorted(names)
        cursor = {"cursor": page["next_cursor"]}


def test_killed_anywhere_each_case_is_decided_once(broker: str, service: ServiceProcess, tmp_path: Path) -> None:
    expected = {f"kill-{number}" for number in range(120)}
    asyncio.run(produce(broker, [make_message(number, "kill") for number in range(120)]))
    draw = random.Random(7)
    log, counts = tmp_path / "log", [0]
    for _ in range(3):
        with consumer(broker, url_of(service), log) as process:
            more = counts[-1] + draw.randint(1, 25)
            wait_until(lambda: len(stored(service, "kill-")) >= more)  # noqa: B023
            time.sleep(draw.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            process.wait(30)
        counts.append(len(stored(service, "kill-")))
    assert counts[-1] < len(expected), "each kill should interrupt it"
    with consumer(broker, url_of(service), log):
        records = asyncio.run(read_until(broker, "decisions", lambda found: {*decisions_of(found)} == expected))
    assert all(len(ids) == 1 for ids in decisions_of(records).values())
    assert stored(service, "kill-") == sorted(expected)
    assert "Traceback" not in log.read_text()


def test_poison_goes_to_the_dead_letter_topic_with_its_reason(
    broker: str, service: ServiceProcess, tmp_path: Path
) -> None:
    poison = [b"{", b'["list"]', None, b'{"id": "p", "contents": []}', b"[" * 100_000, b"\xff\xfe"]
    poison += [b'{"facts": {"a": NaN}}', b'{"content": [{"text": "\\ud800"}]}']
    asyncio.run(produce(broker, [*poison, make_message(1, "good")]))
    log = tmp_path / "log"
    with consumer(broker, url_of(service), log) as process:
        decided = asyncio.run(read_until(broker, "decisions", lambda found: len(found) == 1))
        dead = asyncio.run(read_until(broker, "cases.dead", lambda found: len(found) == len(poison)))
        process.terminate()
        assert process.wait(30) == 0
    assert {*decisions_of(decided)} == {"good-1"}
    assert sorted(record.value or b"" for record in dead) == sorted(value or b"" for value in poison)
    reasons = {record.value: dict(record.headers)["reason"].decode() for record in dead}
    assert "contents" in reasons[b'{"id": "p", "contents": []}']
    assert "not a JSON object" in reasons[b"{"]
    assert all(dict(record.headers)["source"].startswith(b"cases/") for record in dead)


def test_message_sent_twice_is_decided_once_and_creators_are_in_order(
    broker: str, service: ServiceProcess, tmp_path: Path
) -> None:
    values: list[bytes | None] = [make_message(number, "twice") for number in range(10)]
    asyncio.run(produce(broker, values + values))
    with consumer(broker, url_of(service), tmp_path / "log"):
        records = asyncio.run(read_until(broker, "decisions", lambda found: len(found) == 20))
    assert stored(service, "twice-") == sorted(f"twice-{number}" for number in range(10))
    by_creator: dict[bytes | None, list[str]] = {}
    for record in records:
        by_creator.setdefault(record.key, []).append(json.loads(record.value or b"")["case_id"])
    assert by_creator[b"cr_1"] == ["twice-1", "twice-6"] * 2


def test_refused_key_stops_it_and_commits_nothing(broker: str, service: ServiceProcess, tmp_path: Path) -> None:
    asyncio.run(produce(broker, [make_message(1, "refused")]))
    log = tmp_path / "log"
    problem = {"type": "urn:clausewise:problem:unauthenticated", "title": "Unauthenticated", "detail": "name a key"}
    with peer(lambda request: (401, problem)) as refusing, consumer(broker, refusing.url, log) as process:
        assert process.wait(60) == 1
    assert "stopped before this batch was committed: 401" in log.read_text()
    assert "Traceback" not in log.read_text()
    with consumer(broker, url_of(service), log):
        records = asyncio.run(read_until(broker, "decisions", lambda found: len(found) == 1))
    assert {*decisions_of(records)} == {"refused-1"}


def test_waits_while_the_service_is_away(broker: str, tmp_path: Path) -> None:
    verdict = {"outcome": "violation", "findings": [{"clause_id": "CLM-1", "status": "violated"}]}
    decision = {"decision_id": "dec_1", "case_id": "away-1", "decided_at": "2026-11-30T10:00:00Z", "verdict": verdict}
    log = tmp_path / "log"
    with peer(lambda request: (201, decision)) as away, consumer(broker, away.url, log):
        away.faults = ["lost", "lost", 503, 503]  # all attempts of the client
        asyncio.run(produce(broker, [make_message(1, "away")]))
        (record,) = asyncio.run(read_until(broker, "decisions", lambda found: len(found) == 1))
    assert "waiting for the service" in log.read_text()
    answer = {"decision_id": "dec_1", "case_id": "away-1", "decided_at": "2026-11-30T10:00:00Z"}
    assert json.loads(record.value or b"") == {**answer, "outcome": "violation", "violated": ["CLM-1"]}
    assert len({request.headers["idempotency-key"] for request in away.requests}) == 1
