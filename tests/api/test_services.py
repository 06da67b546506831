"""Decisions leave the processor to the threads that answer requests."""

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.decision_pool import NICENESS, available_cores
from api.services import open_services
from domain.signals import SignalCondition, SignalReading
from retrieval.minilm import MiniLM
from tests.api.conftest import decide, make_app, make_case, make_settings, wait_until_finished


@dataclass
class NicenessOfDecisions:
    """A source of signals that notes the niceness of the threads that read it."""

    name: str = "niceness"
    seen: list[int] = field(default_factory=list)

    def read(self, creator_id: str) -> SignalReading:
        self.seen.append(os.getpriority(os.PRIO_PROCESS, 0))
        return SignalReading(condition=SignalCondition.UNREACHABLE, source=self.name)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux only")
def test_requests_and_batches_are_decided_in_threads_of_lower_priority(tmp_path: Path) -> None:
    before = os.getpriority(os.PRIO_PROCESS, os.getpid())
    services, signals = open_services(make_settings(tmp_path), "local"), NicenessOfDecisions()
    gatherer = replace(services.adjudicator.gatherer, signals=signals)
    noting = replace(services, adjudicator=replace(services.adjudicator, gatherer=gatherer))
    with TestClient(make_app(noting), "http://localhost") as client:
        decide(client)
        batch_id = client.post("/v1/batches", json=[make_case(name="b1")]).json()["batch_id"]
        wait_until_finished(client, batch_id)
    assert signals.seen == [min(19, before + NICENESS)] * 2
    assert os.getpriority(os.PRIO_PROCESS, os.getpid()) == before


@pytest.mark.parametrize(("service", "threads"), [({}, max(1, available_cores() - 1)), ({"embedder_threads": 3}, 3)])
def test_embedder_leaves_a_core_to_the_answers(tmp_path: Path, service: dict[str, int], threads: int) -> None:
    services = open_services(make_settings(tmp_path, service=service), "local")
    assert isinstance(services.corpus.embedder, MiniLM)
    assert services.corpus.embedder.threads == threads
    services.close()
