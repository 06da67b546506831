"""A creator who is erased while their cases are being decided stays erased."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi.testclient import TestClient

from api.services import open_services
from domain.signals import SignalCondition, SignalReading
from store.erasure import Erasure
from store.schema import ERASED
from tests.api.conftest import make_app, make_case, make_settings, wait_until_finished


@dataclass
class ErasingSignals:
    """Calls each of `erase` once, while the evidence of a case is gathered."""

    erase: list[Callable[[str, str], int]] = field(default_factory=list)
    name: str = "erasing"

    def read(self, creator_id: str) -> SignalReading:
        if self.erase:
            self.erase.pop()("cr_1", "test")
        return SignalReading(condition=SignalCondition.UNKNOWN_CREATOR, source=self.name)


def test_case_in_progress_is_erased(tmp_path: Path) -> None:
    services, signals = open_services(make_settings(tmp_path), "local"), ErasingSignals()
    gatherer = replace(services.adjudicator.gatherer, signals=signals)
    erasing = replace(services, adjudicator=replace(services.adjudicator, gatherer=gatherer))
    with TestClient(make_app(erasing), "http://localhost") as client:
        signals.erase.append(Erasure(services.store.database).erase_creator)
        response = client.post("/v1/decisions", json=make_case())
        assert (response.status_code, response.json()["type"]) == (409, "urn:clausewise:problem:conflict")
        assert "was erased while it was decided" in response.json()["detail"]
        signals.erase.append(Erasure(services.store.database).erase_creator)
        cases = [make_case(name="a"), make_case(name="b")]
        cases += [make_case(name=f"o{n}", creator_id="cr_2") for n in range(2)]
        batch_id = client.post("/v1/batches", json=cases).json()["batch_id"]
        assert wait_until_finished(client, batch_id)["failed"] == 2
        errors = [item.error for item in services.store.batches.items(batch_id)]
        assert errors == [ERASED, ERASED, None, None]
        stored = client.get("/v1/decisions").json()["items"]
    assert [item["case_id"] for item in stored] == ["o1", "o0"]
